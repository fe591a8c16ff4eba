"""People, their addresses, and merges that can be undone."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from pytake_adapters.postgres.schema.columns import METADATA, moment, own_id, tenant, version

contacts = Table(
    "contacts",
    METADATA,
    tenant(),
    own_id(),
    Column("name", Text),
    Column("email", Text),
    Column("language", Text),
    Column("time_zone", Text),
    Column("vip", Boolean, nullable=False, server_default=text("false")),
    Column("tags", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column("attributes", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    moment("opted_out_at", nullable=True),
    moment("opted_in_at", nullable=True),
    Column("opted_in_source", Text),
    Column("blocked", Boolean, nullable=False, server_default=text("false")),
    Column("merged_into", Uuid),
    moment("created_at"),
    moment("updated_at"),
    version(),
)

contact_addresses = Table(
    "contact_addresses",
    METADATA,
    tenant(),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("contact_id", Uuid, nullable=False),
    Column("current", Boolean, nullable=False, server_default=text("true")),
    moment("unreachable_at", nullable=True),
    Column("unreachable_by", Text),
    Index("ix_contact_addresses_contact", "tenant_id", "contact_id"),
    Index(
        "ix_contact_addresses_unreachable",
        "tenant_id",
        "contact_id",
        postgresql_where=text("unreachable_at IS NOT NULL"),
    ),
)

contact_merges = Table(
    "contact_merges",
    METADATA,
    tenant(),
    own_id("merged_id"),
    Column("kept_id", Uuid, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("conversations", ARRAY(Uuid), nullable=False, server_default=text("'{}'::uuid[]")),
    Column("closed", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
)

contact_words = Table(
    "contact_words",
    METADATA,
    tenant(),
    Column("word", Text(collation="C"), primary_key=True),
    own_id("contact_id"),
    Index("ix_contact_words_contact", "tenant_id", "contact_id"),
)
"""What contacts are found by, kept up by triggers; see queries/contact_search.py."""

tags = Table(
    "tags",
    METADATA,
    tenant(),
    Column("name", Text, primary_key=True),
    moment("created_at"),
)
