"""Contacts and their addresses: rows to aggregates and back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from pytake_adapters.postgres.errors import broken_constraint
from pytake_adapters.postgres.queries import erp_links, merged_recipients
from pytake_adapters.postgres.queries.contact_search import contact_ids
from pytake_adapters.postgres.queries.contact_timeline import timeline
from pytake_adapters.postgres.queries.contacts import browse, wanted_ids
from pytake_adapters.postgres.queries.many_contacts import lock, seen, update_all
from pytake_adapters.postgres.refusals import Marks, mark_refused
from pytake_domain.contacts import (
    Address,
    AddressKind,
    AddressTaken,
    Consent,
    Contact,
    ContactFilter,
    ContactNotFound,
    KnownAddress,
    MergeRecord,
    Moment,
    Now,
    Sighting,
    Terms,
    Unreachable,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, Ids, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import Language

_json = msgspec.json.Encoder()
_record = msgspec.json.Decoder(MergeRecord)
_purposes = msgspec.json.Decoder(dict[str, Consent])

_KNOWN = """
  SELECT array_agg(ARRAY[a.kind, a.value, a.current::text, a.unreachable_by,
    to_char(a.unreachable_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US+00:00')] ORDER BY a.kind, a.value) AS known
  FROM contact_addresses a WHERE a.tenant_id = c.tenant_id AND a.contact_id = c.id"""

SELECT = f"""
SELECT c.*, a.known FROM contacts c LEFT JOIN LATERAL ({_KNOWN}) a ON true
WHERE c.tenant_id = $1 AND c.id = ANY($2::uuid[])"""  # noqa: S608  ours

MARKED = """
SELECT DISTINCT contact_id FROM contact_addresses
WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[]) AND unreachable_at IS NOT NULL"""

FIND = """
SELECT a.* FROM unnest($2::text[], $3::text[]) AS w(kind, value) CROSS JOIN LATERAL (
  SELECT kind, value, contact_id FROM contact_addresses
  WHERE tenant_id = $1 AND kind = w.kind AND value = w.value LIMIT 1) a"""

TAGGED = """
SELECT id FROM contacts WHERE tenant_id = $1 AND id > coalesce($3::uuid, '00000000-0000-0000-0000-000000000000')
  AND tags && $2::text[] AND NOT blocked AND merged_into IS NULL AND deleted_at IS NULL ORDER BY tenant_id, id LIMIT $4"""

UPDATE = f"""
UPDATE contacts c SET name = $4, email = $5, language = $6, time_zone = $7, vip = $8, tags = $9, attributes = $10,
  opted_out_at = $11, opted_in_at = $12, opted_in_source = $13, blocked = $14, merged_into = $15, updated_at = $16,
  purposes = $17, deleted_at = $18, version = c.version + 1
WHERE c.tenant_id = $1 AND c.id = $2 AND c.version = $3 RETURNING ({_KNOWN})"""  # noqa: S608  ours

INSERT = """
INSERT INTO contacts (tenant_id, id, version, name, email, language, time_zone, vip, tags, attributes, opted_out_at, opted_in_at,
  opted_in_source, blocked, merged_into, updated_at, purposes, deleted_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"""

BUSY = """
SELECT DISTINCT contact_id FROM conversations WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[])
  AND status <> 'archived' AND status <> 'resolved'"""

BACK = """
UPDATE contacts c SET deleted_at = NULL, updated_at = w.at, version = c.version + 1
FROM unnest($2::uuid[], $3::timestamptz[]) AS w(id, at)
WHERE c.tenant_id = $1 AND c.id = w.id AND c.id = ANY($2::uuid[])"""

TOUCH = """
UPDATE contacts c SET version = c.version + 1 FROM (
  SELECT id FROM contacts WHERE tenant_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE) w
WHERE c.tenant_id = $1 AND c.id = w.id AND c.id = ANY($2::uuid[])"""

NAME = """
UPDATE contacts c SET name = w.name, updated_at = w.at, version = c.version + 1
FROM unnest($2::uuid[], $3::text[], $4::timestamptz[]) AS w(id, name, at)
WHERE c.tenant_id = $1 AND c.id = w.id AND c.id = ANY($2::uuid[]) AND c.name IS NULL"""

CLOSE = """
UPDATE conversations c SET status = 'archived', version = c.version + 1 FROM (
  SELECT id, status FROM conversations WHERE tenant_id = $1 AND contact_id = $2 AND status <> 'archived'
    AND number_id IN (SELECT number_id FROM conversations
      WHERE tenant_id = $1 AND contact_id = $3 AND status <> 'archived')
  ORDER BY id FOR NO KEY UPDATE) was
WHERE c.tenant_id = $1 AND c.id = was.id RETURNING c.id, was.status"""

RESTORE = """
UPDATE conversations c SET contact_id = $2, status = COALESCE($4::jsonb ->> c.id::text, c.status), version = c.version + 1
WHERE c.tenant_id = $1 AND c.id = ANY($3::uuid[])"""

MOVE_LISTS = """
WITH was AS (DELETE FROM contact_list_members WHERE tenant_id = $1 AND contact_id = $2 RETURNING list_id, added_at, fields),
gained AS (INSERT INTO contact_list_members (tenant_id, list_id, contact_id, added_at, fields)
  SELECT $1, list_id, $3, added_at, fields FROM was ON CONFLICT DO NOTHING RETURNING list_id)
UPDATE contact_merges SET lists = ARRAY(SELECT list_id FROM was), gained = ARRAY(SELECT list_id FROM gained),
  said = coalesce((SELECT jsonb_object_agg(list_id, fields) FROM was WHERE fields IS NOT NULL), '{}')
WHERE tenant_id = $1 AND merged_id = $2"""

RESTORE_LISTS = (
    """DELETE FROM contact_list_members m USING contact_merges g WHERE g.tenant_id = $1 AND g.merged_id = $2
      AND m.tenant_id = $1 AND m.contact_id = $3 AND m.list_id = ANY(g.gained)""",
    """INSERT INTO contact_list_members (tenant_id, list_id, contact_id, added_at, fields)
      SELECT $1, l.id, $2, now(), g.said -> l.id::text FROM contact_merges g CROSS JOIN LATERAL unnest(g.lists) AS w(id)
      JOIN contact_lists l ON l.tenant_id = $1 AND l.id = w.id
      WHERE g.tenant_id = $1 AND g.merged_id = $2 AND g.kept_id = $3 ON CONFLICT DO NOTHING""",
)

Found = dict[Address, ContactId]


class PostgresContacts:
    """Contacts of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, ids: Ids, marks: Marks | None = None) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._ids = ids
        self._marks = marks

    async def find_or_add(self, sightings: Sequence[Sighting]) -> Sequence[Contact]:
        """See the port."""
        found = await self._find({alike for s in sightings for a in s.addresses for alike in a.alike() if alike.finds})
        if any(_known(s, found) is None for s in sightings):
            # New people are added by one work at a time, so that two first messages never make two contacts.
            await self._raw.execute(f"SELECT pg_advisory_xact_lock(hashtextextended('contacts:{self._tenant_id}', 0))")
            found = await self._find(
                {alike for s in sightings for a in s.addresses for alike in a.alike() if alike.finds}
            )
            await self._add_missing(sightings, found)
        chosen = [_chosen(s, found) for s in sightings]
        await self._learn(sightings, chosen, found)
        contacts = await self.get_all(list(set(chosen)))
        contacts |= await self._name(sightings, chosen, contacts)
        contacts |= await self._bring_back(sightings, chosen, contacts)
        return [contacts[contact_id] for contact_id in chosen]

    async def _bring_back(
        self, sightings: Sequence[Sighting], chosen: Sequence[ContactId], contacts: Mapping[ContactId, Contact]
    ) -> Mapping[ContactId, Contact]:
        """Those who were deleted, but whose no was kept, are there again."""
        back = {
            contact_id: sighting.at
            for sighting, contact_id in zip(sightings, chosen, strict=True)
            if contacts[contact_id].deleted_at is not None
        }
        if not back:
            return {}
        ordered = sorted(back)
        await self._raw.execute(BACK, self._tenant_id, ordered, [back[each] for each in ordered])
        return await self.get_all(ordered)

    async def _name(
        self, sightings: Sequence[Sighting], chosen: Sequence[ContactId], contacts: Mapping[ContactId, Contact]
    ) -> Mapping[ContactId, Contact]:
        """Those who had no name get the one that was shown."""
        shown: dict[ContactId, Sighting] = {}
        for sighting, contact_id in zip(sightings, chosen, strict=True):
            if sighting.name and contacts[contact_id].name is None:
                shown.setdefault(contact_id, sighting)
        if not shown:
            return {}
        ordered = sorted(shown)
        await self._raw.execute(
            NAME, self._tenant_id, ordered, [shown[i].name for i in ordered], [shown[i].at for i in ordered]
        )
        return await self.get_all(ordered)

    async def _find(self, addresses: set[Address]) -> Found:
        wanted = sorted(addresses)
        rows = await self._raw.fetch(FIND, self._tenant_id, [a.kind.value for a in wanted], [a.value for a in wanted])
        return {Address(kind=AddressKind(r["kind"]), value=r["value"]): ContactId(r["contact_id"]) for r in rows}

    async def _add_missing(self, sightings: Sequence[Sighting], found: Found) -> None:
        fresh: list[tuple[ContactId, Sighting]] = []
        for sighting in sightings:
            if _known(sighting, found) is not None:
                continue
            contact_id = ContactId(self._ids.new())
            fresh.append((contact_id, sighting))
            for address in sighting.addresses:
                if address.finds:
                    found.setdefault(address, contact_id)
        if not fresh:
            return
        await self._raw.execute(
            "INSERT INTO contacts (tenant_id, id, name, created_at, updated_at)"
            " SELECT $1, w.id, w.name, w.at, w.at FROM unnest($2::uuid[], $3::text[], $4::timestamptz[]) AS w(id, name, at)",
            self._tenant_id,
            [contact_id for contact_id, _ in fresh],
            [s.name for _, s in fresh],
            [s.at for _, s in fresh],
        )
        added = {contact_id for contact_id, _ in fresh}
        theirs = {a: contact_id for a, contact_id in found.items() if contact_id in added}
        await self._insert_addresses(theirs)
        people = [(contact_id, address) for address, contact_id in theirs.items()]
        await mark_refused(self._raw, self._tenant_id, self._marks, people, max(s.at for _, s in fresh))

    async def _insert_addresses(self, addresses: Mapping[Address, ContactId]) -> None:
        ordered = sorted(addresses)
        await self._raw.execute(
            "INSERT INTO contact_addresses (tenant_id, kind, value, contact_id)"
            " SELECT $1, w.kind, w.value, w.contact_id"
            " FROM unnest($2::text[], $3::text[], $4::uuid[]) AS w(kind, value, contact_id) ON CONFLICT DO NOTHING",
            self._tenant_id,
            [a.kind.value for a in ordered],
            [a.value for a in ordered],
            [addresses[a] for a in ordered],
        )

    async def _learn(self, sightings: Sequence[Sighting], chosen: Sequence[ContactId], found: Found) -> None:
        """Keep addresses seen beside a known one; a former one of the same kind stays, no longer current."""
        fresh: dict[Address, ContactId] = {}
        for sighting, contact_id in zip(sightings, chosen, strict=True):
            same_person = {a for a, owner in found.items() if owner == contact_id}
            for address in sighting.addresses:
                if address.finds and address not in found and not same_person.intersection(address.alike()):
                    fresh.setdefault(address, contact_id)
        if not fresh:
            return
        ordered = sorted(fresh)
        # Whoever has read them before must not save over what is learnt now.
        await self._raw.execute(TOUCH, self._tenant_id, sorted(set(fresh.values())))
        await self._raw.execute(
            "UPDATE contact_addresses a SET current = false"
            " FROM unnest($2::uuid[], $3::text[]) AS w(contact_id, kind)"
            " WHERE a.tenant_id = $1 AND a.contact_id = w.contact_id AND a.contact_id = ANY($2::uuid[]) AND a.kind = w.kind"
            " AND a.current",
            self._tenant_id,
            [fresh[a] for a in ordered],
            [a.kind.value for a in ordered],
        )
        await self._insert_addresses(fresh)

    async def get(self, contact_id: ContactId) -> Contact:
        """See the port."""
        found = await self.get_all([contact_id])
        if contact_id not in found:
            raise ContactNotFound
        return found[contact_id]

    async def get_all(self, ids: Sequence[ContactId]) -> dict[ContactId, Contact]:
        """See the port."""
        if not ids:
            return {}
        return {c.id: c for c in map(_contact, await self._raw.fetch(SELECT, self._tenant_id, list(ids)))}

    async def find(self, addresses: Sequence[Address]) -> Contact | None:
        """See the port."""
        found = await self._find({alike for a in addresses for alike in a.alike() if alike.finds})
        contact_id = _known(Sighting(addresses=tuple(addresses), at=None), found)  # type: ignore[arg-type]
        return await self.get(contact_id) if contact_id is not None else None

    async def unreachable(self, ids: Sequence[ContactId]) -> Sequence[Contact]:
        """See the port."""
        if not ids:
            return []
        marked = sorted(r["contact_id"] for r in await self._raw.fetch(MARKED, self._tenant_id, list(ids)))
        found = await self.get_all([ContactId(each) for each in marked])
        return [found[ContactId(each)] for each in marked]

    async def tagged(self, tags: Sequence[str], *, after: ContactId | None = None, limit: int) -> Sequence[ContactId]:
        """See the port."""
        rows = await self._raw.fetch(TAGGED, self._tenant_id, list(tags), after, limit)
        return [ContactId(row["id"]) for row in rows]

    async def search(self, terms: Terms, limit: int) -> Sequence[Contact]:
        """See the port."""
        ids = await contact_ids(self._raw, self._tenant_id, terms, limit)
        found = await self.get_all(ids)
        return [found[each] for each in ids]

    async def save(self, contact: Contact) -> None:
        """See the port."""
        row = await self._raw.fetchrow(UPDATE, self._tenant_id, contact.id, contact.version, *_values(contact))
        if row is None:
            raise StaleVersion
        if set(_addresses(row)) != set(contact.addresses):
            await self._raw.execute(
                "DELETE FROM contact_addresses WHERE tenant_id = $1 AND contact_id = $2", self._tenant_id, contact.id
            )
            await self._put_addresses(contact)
        await erp_links.forget(self._raw, self._tenant_id, [contact.id] if contact.deleted_at else [])

    async def add(self, contact: Contact) -> None:
        """See the port."""
        c = contact
        await self._raw.execute(INSERT, self._tenant_id, c.id, c.version, *_values(c), c.created_at)
        await self._put_addresses(c)
        if c.opted_in_at is None:
            people = [(c.id, known.address) for known in c.addresses]
            await mark_refused(self._raw, self._tenant_id, self._marks, people, c.created_at)

    async def hold(self, ids: Sequence[ContactId]) -> dict[ContactId, Contact]:
        """See the port."""
        await lock(self._raw, self._tenant_id, ids)
        found = await self.get_all(ids)
        return {each: found[each] for each in ids if each in found}

    async def save_all(self, contacts: Sequence[Contact]) -> None:
        """See the port."""
        rows = [(c.id, c.version, *_values(c)) for c in contacts]
        gone = [c.id for c in contacts if not c.addresses]
        await update_all(self._raw, self._tenant_id, rows, [list(c.tags) for c in contacts], gone)
        await erp_links.forget(self._raw, self._tenant_id, [c.id for c in contacts if c.deleted_at])

    async def busy(self, ids: Sequence[ContactId]) -> set[ContactId]:
        """See the port."""
        rows = await self._raw.fetch(BUSY, self._tenant_id, list(ids))
        return {ContactId(row["contact_id"]) for row in rows}

    async def seen(self, ids: Sequence[ContactId]) -> dict[ContactId, dt.date]:
        """See the port."""
        return await seen(self._raw, self._tenant_id, ids)

    async def wanted(
        self, wanted: ContactFilter, now: Now, *, before: ContactId | None, limit: int
    ) -> Sequence[ContactId]:
        """See the port."""
        return await wanted_ids(self._raw, self._tenant_id, wanted, now, before, limit)

    async def browse(self, wanted: ContactFilter, page: PageRequest, now: Now) -> Page[Contact]:
        """See the port."""
        ids, total, after = await browse(self._raw, self._tenant_id, wanted, page, now)
        found = await self.get_all(ids)
        return Page(items=tuple(found[each] for each in ids if each in found), total=total, next_cursor=after)

    async def timeline(self, contact_id: ContactId, *, before: UUID | None, limit: int) -> Sequence[Moment]:
        """See the port."""
        return await timeline(self._raw, self._tenant_id, contact_id, before, limit)

    async def _put_addresses(self, c: Contact) -> None:
        try:
            await self._raw.execute(
                "INSERT INTO contact_addresses (tenant_id, kind, value, contact_id, current, unreachable_at, unreachable_by)"
                " SELECT $1, w.kind, w.value, $2, w.current, w.said_at, w.said_by"
                " FROM unnest($3::text[], $4::text[], $5::bool[], $6::timestamptz[], $7::text[])"
                " AS w(kind, value, current, said_at, said_by)",
                self._tenant_id,
                c.id,
                [k.address.kind.value for k in c.addresses],
                [k.address.value for k in c.addresses],
                [k.current for k in c.addresses],
                [k.unreachable and k.unreachable.at for k in c.addresses],
                [k.unreachable and k.unreachable.source for k in c.addresses],
            )
        except asyncpg.UniqueViolationError as error:
            if broken_constraint(error) == "pk_contact_addresses":
                raise AddressTaken from error
            raise

    async def move_history(self, source: ContactId, target: ContactId) -> None:
        """See the port."""
        closed = await self._raw.fetch(CLOSE, self._tenant_id, source, target)
        rows = await self._raw.fetch(
            "UPDATE conversations SET contact_id = $3, version = version + 1"
            " WHERE tenant_id = $1 AND contact_id = $2 RETURNING id",
            self._tenant_id,
            source,
            target,
        )
        moved = [r["id"] for r in rows]
        await self._move_messages(moved, target)
        await self._raw.execute(MOVE_LISTS, self._tenant_id, source, target)
        await merged_recipients.move(self._raw, self._tenant_id, source, target)
        await erp_links.move(self._raw, self._tenant_id, source, target)
        await self._raw.execute(
            "UPDATE contact_merges SET conversations = $3, closed = $4 WHERE tenant_id = $1 AND merged_id = $2",
            self._tenant_id,
            source,
            moved,
            _json.encode({str(r["id"]): r["status"] for r in closed}).decode(),
        )

    async def restore_history(self, source: ContactId, target: ContactId) -> None:
        """See the port."""
        merge = await self._raw.fetchrow(
            "SELECT conversations, closed FROM contact_merges WHERE tenant_id = $1 AND merged_id = $2 AND kept_id = $3",
            self._tenant_id,
            source,
            target,
        )
        if merge is not None:
            await self._raw.execute(RESTORE, self._tenant_id, source, merge["conversations"], merge["closed"])
            await self._move_messages(merge["conversations"], source)
            for statement in RESTORE_LISTS:
                await self._raw.execute(statement, self._tenant_id, source, target)
            await merged_recipients.restore(self._raw, self._tenant_id, source, target)
            await erp_links.restore(self._raw, self._tenant_id, source, target)

    async def _move_messages(self, conversations: Sequence[Any], contact_id: ContactId) -> None:
        await self._raw.execute(
            "UPDATE messages SET contact_id = $2 WHERE tenant_id = $1 AND conversation_id = ANY($3::uuid[])",
            self._tenant_id,
            contact_id,
            list(conversations),
        )


class PostgresMerges:
    """Merges of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, record: MergeRecord) -> None:
        """See the port."""
        await self._raw.execute(
            "INSERT INTO contact_merges (tenant_id, merged_id, kept_id, record) VALUES ($1, $2, $3, $4)",
            self._tenant_id,
            record.merged.id,
            record.kept.id,
            _json.encode(record),
        )

    async def take(self, merged: ContactId) -> MergeRecord:
        """See the port."""
        row = await self._raw.fetchrow(
            "DELETE FROM contact_merges WHERE tenant_id = $1 AND merged_id = $2 RETURNING record",
            self._tenant_id,
            merged,
        )
        if row is None:
            raise ContactNotFound
        return _record.decode(row["record"])


def _known(sighting: Sighting, found: Found) -> ContactId | None:
    for address in sighting.addresses:
        for alike in address.alike():
            if alike in found:
                return found[alike]
    return None


def _chosen(sighting: Sighting, found: Found) -> ContactId:
    contact_id = _known(sighting, found)
    assert contact_id is not None  # noqa: S101  `_add_missing` has just seen to it
    return contact_id


def _values(c: Contact) -> tuple[Any, ...]:
    """In the order of UPDATE and INSERT, behind the keys and the version."""
    known = (c.name, c.email, c.language, c.time_zone, c.vip, list(c.tags), _json.encode(c.attributes).decode())
    consent = (c.opted_out_at, c.opted_in_at, c.opted_in_source, c.blocked, c.merged_into, c.updated_at)
    return (*known, *consent, _json.encode(c.purposes).decode(), c.deleted_at)


def _addresses(row: asyncpg.Record) -> tuple[KnownAddress, ...]:
    return tuple(
        KnownAddress(
            address=Address(kind=AddressKind(kind), value=value),
            current=current == "true",
            unreachable=Unreachable(at=dt.datetime.fromisoformat(said), source=source) if said else None,
        )
        for kind, value, current, source, said in row["known"] or ()
    )


def _contact(row: asyncpg.Record) -> Contact:
    return Contact(
        id=ContactId(row["id"]),
        tenant_id=TenantId(row["tenant_id"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        addresses=_addresses(row),
        name=row["name"],
        email=row["email"],
        language=Language(row["language"]) if row["language"] else None,
        time_zone=row["time_zone"],
        vip=row["vip"],
        tags=tuple(row["tags"]),
        attributes=msgspec.json.decode(row["attributes"]),
        opted_out_at=row["opted_out_at"],
        opted_in_at=row["opted_in_at"],
        opted_in_source=row["opted_in_source"],
        blocked=row["blocked"],
        purposes=_purposes.decode(row["purposes"]),
        merged_into=row["merged_into"],
        deleted_at=row["deleted_at"],
        version=row["version"],
    )
