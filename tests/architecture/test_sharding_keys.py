"""Rows of a company could lie together on a server of their own: its id is part of every key. See docs/scaling.md."""

from collections.abc import Iterator

import sqlalchemy as sa

from pytake_adapters.postgres.schema import METADATA

TENANT = "tenant_id"
WITHOUT_TENANT = {
    "ceremonies": "begun before anybody is known, gone within the hour",
    "erasures": "outlives the company whose erasure it proves",
    "lock_outs": "counts failed sign-ins by account and address, before anybody is known",
}
"""Tables that belong to no company; in Citus they stay on the coordinator."""
ACROSS_TENANTS = {
    "uq_api_keys_key_hash": "a key says whose it is",
    "uq_passkeys_credential_id": "a passkey says whose it is",
    "uq_tenants_domain": "an address' company is found by it",
    "uq_tenants_slug": "a company is found by it",
    "uq_user_sessions_family_hash": "a refresh token says whose it is",
    "uq_users_email": "somebody who signs in is found by it",
    "uq_whatsapp_numbers_phone_number_id": "a webhook's company is found by it",
}
"""Unique over all companies on purpose: the directory by which whoever comes from outside is found."""


def keys(table: sa.Table) -> Iterator[tuple[str, set[str]]]:
    """Every key and every reference of a table, with its columns."""
    yield f"primary key of {table.name}", {column.name for column in table.primary_key.columns}
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint | sa.ForeignKeyConstraint):
            yield str(constraint.name), {column.name for column in constraint.columns}
    for index in table.indexes:
        if index.unique:
            yield str(index.name), {column.name for column in index.columns}


def test_every_table_has_a_company_or_says_why_not() -> None:
    assert {table.name for table in METADATA.tables.values() if TENANT not in table.columns} == set(WITHOUT_TENANT)


def test_the_company_is_part_of_every_key_and_reference() -> None:
    tables = [table for table in METADATA.tables.values() if TENANT in table.columns]
    without = {name for table in tables for name, columns in keys(table) if TENANT not in columns}
    assert without == set(ACROSS_TENANTS)
    assert len(tables) > 100


def test_a_key_without_its_company_is_seen() -> None:
    metadata = sa.MetaData()
    table = sa.Table(
        "x",
        metadata,
        sa.Column(TENANT, sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("other", sa.Uuid, sa.ForeignKey("y.id", name="fk_other")),
        sa.Column("name", sa.Text),
        sa.UniqueConstraint("name", name="uq_name"),
        sa.Index("uq_named", "name", "other", unique=True),
        sa.Index("ix_name", "name"),
    )
    assert {name for name, columns in keys(table) if TENANT not in columns} == {"fk_other", "uq_name", "uq_named"}
