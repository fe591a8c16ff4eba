"""Noes to marketing of people who were erased: keyed hashes of their addresses, and whoever is new by one of those."""

import datetime as dt
from collections.abc import Callable, Sequence
from uuid import UUID

import asyncpg

from pytake_domain.contacts import Address, AddressKind
from pytake_domain.kernel.ids import ContactId, TenantId

Marks = Callable[[UUID, Sequence[str]], Sequence[bytes]]
"""Keyed hashes of addresses; the key is not in the database."""


class PostgresRefusals:
    """See Refusals."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, marks: Marks | None) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._marks = marks

    async def keep(self, addresses: Sequence[Address], at: dt.datetime) -> int:
        """See the port."""
        marks = marks_of(self._marks, self._tenant_id, addresses)
        done = await self._raw.execute(
            "INSERT INTO privacy_refusals (tenant_id, mark, at) SELECT $1, w, $3 FROM unnest($2::bytea[]) AS w"
            " ON CONFLICT DO NOTHING",
            self._tenant_id,
            marks,
            at,
        )
        return int(done.rpartition(" ")[2])

    async def refused(self, addresses: Sequence[Address]) -> bool:
        """See the port."""
        marks = marks_of(self._marks, self._tenant_id, addresses)
        query = "SELECT EXISTS (SELECT 1 FROM privacy_refusals WHERE tenant_id = $1 AND mark = ANY($2::bytea[]))"
        return bool(marks and await self._raw.fetchval(query, self._tenant_id, marks))


def marks_of(marks: Marks | None, tenant_id: TenantId, addresses: Sequence[Address]) -> list[bytes]:
    """Of addresses that find somebody, however they are written."""
    if marks is None:
        return []
    values = {_plain(alike) for each in addresses if each.finds for alike in each.alike()}
    return list(marks(tenant_id, sorted(values)))


def _plain(address: Address) -> str:
    """A WhatsApp id and the phone it stands for are one."""
    number = address.kind in (AddressKind.PHONE, AddressKind.WA_ID)
    return address.value.removeprefix("+") if number else f"{address.kind.value}:{address.value}"


async def mark_refused(
    raw: asyncpg.Connection,
    tenant_id: TenantId,
    marks: Marks | None,
    people: Sequence[tuple[ContactId, Address]],
    at: dt.datetime,
) -> None:
    """Those who are new by an address that said no to marketing have said no."""
    if marks is None or not people:
        return
    if not await raw.fetchval("SELECT EXISTS (SELECT 1 FROM privacy_refusals WHERE tenant_id = $1)", tenant_id):
        return
    of_mark = {mark: contact for contact, each in people for mark in marks_of(marks, tenant_id, [each])}
    query = "SELECT mark FROM privacy_refusals WHERE tenant_id = $1 AND mark = ANY($2::bytea[])"
    said = {of_mark[bytes(row["mark"])] for row in await raw.fetch(query, tenant_id, list(of_mark))}
    if said:
        await raw.execute(
            "UPDATE contacts SET opted_out_at = $3, opted_in_at = NULL, opted_in_source = NULL, version = version + 1"
            " WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND opted_out_at IS NULL",
            tenant_id,
            sorted(said),
            at,
        )
