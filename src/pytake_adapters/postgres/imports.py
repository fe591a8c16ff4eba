"""Imports of contacts: their progress, files and refused rows, and a batch taken in set by set."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_adapters.postgres.contacts import FIND
from pytake_adapters.postgres.refusals import Marks, mark_refused
from pytake_domain.contacts import (
    MARKETING,
    Address,
    AddressKind,
    ContactImport,
    ImportNotFound,
    PersonRow,
    Refusal,
    TakenIn,
    TakingTerms,
)
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import ContactId, Ids, ImportId, TenantId

_json = msgspec.json.Encoder()
_import = msgspec.json.Decoder(ContactImport)
_problem = msgspec.json.Decoder(Problem)

ROWS = """unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::jsonb[], $9::jsonb[])
  AS w(id, name, email, language, time_zone, vip, tags, attributes)"""
ADD = f"""
INSERT INTO contacts (tenant_id, id, name, email, language, time_zone, vip, tags, attributes, created_at, updated_at)
SELECT $1, w.id, w.name, w.email, w.language, w.time_zone, coalesce(w.vip, false),
  ARRAY(SELECT jsonb_array_elements_text(w.tags)), w.attributes, $10, $10 FROM {ROWS}"""  # noqa: S608  ours
ADD_ADDRESSES = """
INSERT INTO contact_addresses (tenant_id, kind, value, contact_id)
SELECT $1, 'phone', w.value, w.id FROM unnest($2::uuid[], $3::text[]) AS w(id, value)"""
CHANGE = f"""
UPDATE contacts c SET name = coalesce(w.name, c.name), email = coalesce(w.email, c.email),
  language = coalesce(w.language, c.language), time_zone = coalesce(w.time_zone, c.time_zone), vip = coalesce(w.vip, c.vip),
  tags = c.tags || ARRAY(SELECT t FROM jsonb_array_elements_text(w.tags) t WHERE t <> ALL (c.tags)),
  attributes = c.attributes || w.attributes, deleted_at = NULL, updated_at = $10, version = c.version + 1
FROM {ROWS}
WHERE c.tenant_id = $1 AND c.id = w.id AND c.id = ANY($2::uuid[]) AND (c.deleted_at IS NOT NULL OR (
  coalesce(w.name, c.name), coalesce(w.email, c.email), coalesce(w.language, c.language),
  coalesce(w.time_zone, c.time_zone), coalesce(w.vip, c.vip), c.attributes || w.attributes,
  ARRAY(SELECT t FROM jsonb_array_elements_text(w.tags) t WHERE t <> ALL (c.tags)))
  IS DISTINCT FROM (c.name, c.email, c.language, c.time_zone, c.vip, c.attributes, '{{}}'::text[]))
RETURNING c.id"""  # noqa: S608  ours
AGREE = {
    True: """
UPDATE contacts SET opted_in_at = $3, opted_in_source = $4, updated_at = $5, version = version + 1
WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND opted_out_at IS NULL AND opted_in_at IS NULL AND $6 <> '' RETURNING id""",
    False: """
UPDATE contacts SET purposes = purposes || jsonb_build_object($6::text,
    jsonb_build_object('given', true, 'at', to_jsonb($3::timestamptz), 'source', $4::text)),
  updated_at = $5, version = version + 1
WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND NOT purposes ? $6::text RETURNING id""",
}
LIST = """
INSERT INTO contact_list_members (tenant_id, list_id, contact_id, added_at)
SELECT $1, $2, w.id, $4 FROM unnest($3::uuid[]) AS w(id)
WHERE EXISTS (SELECT 1 FROM contact_lists l WHERE l.tenant_id = $1 AND l.id = $2) ON CONFLICT DO NOTHING"""

LATEST = """
SELECT data FROM contact_imports WHERE tenant_id = $1 AND id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
ORDER BY tenant_id DESC, id DESC LIMIT $3"""


class PostgresImports:
    """See ImportRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, ids: Ids, marks: Marks | None = None) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._ids = ids
        self._marks = marks

    async def add(self, one: ContactImport) -> None:
        """See the port."""
        await self._raw.execute(
            "INSERT INTO contact_imports (tenant_id, id, state, data, updated_at) VALUES ($1, $2, $3, $4, $5)",
            *self._row(one),
        )

    async def get(self, import_id: ImportId, *, lock: bool = False) -> ContactImport:
        """See the port."""
        locked = " FOR UPDATE" if lock else ""
        data = await self._raw.fetchval(
            f"SELECT data FROM contact_imports WHERE tenant_id = $1 AND id = $2{locked}",  # noqa: S608  ours
            self._tenant_id,
            import_id,
        )
        if data is None:
            raise ImportNotFound
        return _import.decode(data)

    async def latest(self, *, before: ImportId | None, limit: int) -> Sequence[ContactImport]:
        """See the port."""
        rows = await self._raw.fetch(LATEST, self._tenant_id, before, limit)
        return [_import.decode(row["data"]) for row in rows]

    async def save(self, one: ContactImport) -> None:
        """See the port."""
        await self._raw.execute(
            "UPDATE contact_imports SET state = $3, data = $4, updated_at = $5 WHERE tenant_id = $1 AND id = $2",
            *self._row(one),
        )

    def _row(self, one: ContactImport) -> tuple[Any, ...]:
        return self._tenant_id, one.id, one.state.value, _json.encode(one).decode(), one.updated_at

    async def put_piece(self, import_id: ImportId, number: int, piece: bytes) -> None:
        """See the port."""
        await self._raw.execute(
            "INSERT INTO contact_import_pieces (tenant_id, import_id, number, piece) VALUES ($1, $2, $3, $4)",
            self._tenant_id,
            import_id,
            number,
            piece,
        )

    async def piece(self, import_id: ImportId, number: int) -> bytes | None:
        """See the port."""
        found: bytes | None = await self._raw.fetchval(
            "SELECT piece FROM contact_import_pieces WHERE tenant_id = $1 AND import_id = $2 AND number = $3",
            self._tenant_id,
            import_id,
            number,
        )
        return found

    async def drop_file(self, import_id: ImportId) -> None:
        """See the port."""
        await self._raw.execute(
            "DELETE FROM contact_import_pieces WHERE tenant_id = $1 AND import_id = $2", self._tenant_id, import_id
        )

    async def refuse(self, import_id: ImportId, rows: Sequence[Refusal]) -> None:
        """See the port."""
        await self._raw.executemany(
            "INSERT INTO contact_import_refusals (tenant_id, import_id, number, problem, cells) VALUES ($1, $2, $3, $4, $5)",
            [
                (self._tenant_id, import_id, row.number, _json.encode(row.problem).decode(), list(row.cells))
                for row in rows
            ],
        )

    async def refused(self, import_id: ImportId, *, after: int, limit: int) -> Sequence[Refusal]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT number, problem, cells FROM contact_import_refusals"
            " WHERE tenant_id = $1 AND import_id = $2 AND number > $3 ORDER BY number LIMIT $4",
            self._tenant_id,
            import_id,
            after,
            limit,
        )
        return [
            Refusal(number=r["number"], problem=_problem.decode(r["problem"]), cells=tuple(r["cells"])) for r in rows
        ]

    async def known(self, addresses: Sequence[Address]) -> int:
        """See the port."""
        owners = await self._owners(addresses)
        return sum(1 for address in addresses if _owner(address, owners) is not None)

    async def _owners(self, addresses: Sequence[Address]) -> dict[Address, ContactId]:
        wanted = sorted({alike for address in addresses for alike in address.alike()})
        rows = await self._raw.fetch(FIND, self._tenant_id, [a.kind.value for a in wanted], [a.value for a in wanted])
        return {Address(kind=AddressKind(r["kind"]), value=r["value"]): ContactId(r["contact_id"]) for r in rows}

    async def take_in(self, rows: Sequence[PersonRow], terms: TakingTerms) -> TakenIn:
        """See the port. New people are added by one work at a time, as those who write are."""
        addresses = [row.address for row in rows]
        owners = await self._owners(addresses)
        if any(_owner(address, owners) is None for address in addresses):
            await self._raw.execute(f"SELECT pg_advisory_xact_lock(hashtextextended('contacts:{self._tenant_id}', 0))")
            owners = await self._owners(addresses)
        fresh: dict[ContactId, PersonRow] = {}
        there: dict[ContactId, PersonRow] = {}
        for row in rows:
            owner = _owner(row.address, owners)
            if owner is None:
                fresh[ContactId(self._ids.new())] = row
            else:
                there.setdefault(owner, row)
        if fresh:
            await self._raw.execute(ADD, self._tenant_id, *_columns(fresh), terms.at)
            values = [row.address.value for row in fresh.values()]
            await self._raw.execute(ADD_ADDRESSES, self._tenant_id, list(fresh), values)
            people = [(contact_id, row.address) for contact_id, row in fresh.items()]
            await mark_refused(self._raw, self._tenant_id, self._marks, people, terms.at)
        changed = await self._change(there, terms)
        everybody = [*fresh, *there]
        if terms.list_id is not None:
            await self._raw.execute(LIST, self._tenant_id, terms.list_id, everybody, terms.at)
        return TakenIn(
            created=tuple(fresh),
            updated=changed,
            unchanged=tuple(each for each in there if each not in set(changed)),
            agreed=await self._agree(everybody, terms),
            rows={**fresh, **there},
        )

    async def _change(self, there: Mapping[ContactId, PersonRow], terms: TakingTerms) -> tuple[ContactId, ...]:
        if not there:
            return ()
        if not terms.updates:
            gone = await self._raw.fetch(
                "SELECT id FROM contacts WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND deleted_at IS NOT NULL",
                self._tenant_id,
                list(there),
            )
            there = {ContactId(row["id"]): there[ContactId(row["id"])] for row in gone}
        ordered = {each: there[each] for each in sorted(there)}
        rows = await self._raw.fetch(CHANGE, self._tenant_id, *_columns(ordered), terms.at)
        return tuple(ContactId(row["id"]) for row in rows)

    async def _agree(self, everybody: Sequence[ContactId], terms: TakingTerms) -> tuple[ContactId, ...]:
        said = terms.consent
        if said is None or not everybody:
            return ()
        statement = AGREE[said.purpose == MARKETING]
        at, source = said.at or terms.at, said.source.strip()
        rows = await self._raw.fetch(statement, self._tenant_id, list(everybody), at, source, terms.at, said.purpose)
        return tuple(ContactId(row["id"]) for row in rows)


def _owner(address: Address, owners: Mapping[Address, ContactId]) -> ContactId | None:
    return next((owners[alike] for alike in address.alike() if alike in owners), None)


def _columns(rows: Mapping[ContactId, PersonRow]) -> tuple[list[Any], ...]:
    people = list(rows.values())
    return (
        list(rows),
        [p.name for p in people],
        [p.email for p in people],
        [p.language and p.language.value for p in people],
        [p.time_zone for p in people],
        [p.vip for p in people],
        [_json.encode(p.tags).decode() for p in people],
        [_json.encode(p.attributes).decode() for p in people],
    )
