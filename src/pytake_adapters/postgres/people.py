"""What is kept of people beside themselves: attributes, proofs of consent, lists."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg
import msgspec

from pytake_adapters.postgres.queries.people import STORAGE
from pytake_domain.contacts import (
    Attribute,
    AttributeNameTaken,
    AttributeNotFound,
    AttributeType,
    ConsentProof,
    ContactList,
    ContactListNameTaken,
    ContactListNotFound,
)
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import AttributeId, ConsentId, ContactId, ContactListId, TenantId

ADD_ATTRIBUTE = """
INSERT INTO contact_attributes (tenant_id, id, name, label, type, options, storage, place, created_at, updated_at)
SELECT $1, $2, $3, $4, $5, $6, $7,
  1 + coalesce((SELECT max(place) FROM contact_attributes WHERE tenant_id = $1 AND storage = $7), 0), $8, $8"""
REFILL = """
SELECT pytake_fill_facets(array_agg(c.tenant_id), array_agg(c.id)) FROM contacts c
WHERE c.tenant_id = $1 AND c.attributes ? $2 HAVING count(*) > 0"""
OF_CONTACT = """
WITH RECURSIVE who AS (
  SELECT $2::uuid AS id UNION SELECT m.merged_id FROM who w JOIN contact_merges m ON m.tenant_id = $1 AND m.kept_id = w.id)
SELECT * FROM contact_consents WHERE tenant_id = $1 AND contact_id = ANY(ARRAY(SELECT id FROM who)) ORDER BY id DESC"""
LISTS = """
SELECT l.*, (SELECT count(*) FROM contact_list_members m WHERE m.tenant_id = l.tenant_id AND m.list_id = l.id) AS members
FROM contact_lists l WHERE l.tenant_id = $1"""
PUT = """
INSERT INTO contact_list_members (tenant_id, list_id, contact_id, added_at)
SELECT $1, $2, c.id, $4 FROM contacts c WHERE c.tenant_id = $1 AND c.id = ANY($3::uuid[]) AND c.merged_into IS NULL
  AND c.deleted_at IS NULL ORDER BY c.id ON CONFLICT DO NOTHING"""


class PostgresAttributes:
    """See AttributeRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def all(self) -> Sequence[Attribute]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM contact_attributes WHERE tenant_id = $1 AND removed_at IS NULL", self._tenant_id
        )
        return sorted((_attribute(row) for row in rows), key=lambda a: (a.label.casefold(), a.id))

    async def get(self, attribute_id: AttributeId) -> Attribute:
        """See the port."""
        row = await self._raw.fetchrow(
            "SELECT * FROM contact_attributes WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL",
            self._tenant_id,
            attribute_id,
        )
        if row is None:
            raise AttributeNotFound
        return _attribute(row)

    async def add(self, attribute: Attribute) -> None:
        """See the port. Facets of who has a value of this name already are made anew."""
        a = attribute
        # One at a time: each gets a place of its own.
        await self._raw.execute(f"SELECT pg_advisory_xact_lock(hashtextextended('attributes:{self._tenant_id}', 0))")
        try:
            await self._raw.execute(
                ADD_ATTRIBUTE,
                self._tenant_id,
                a.id,
                a.name,
                a.label,
                a.type.value,
                list(a.options),
                STORAGE[a.type],
                a.created_at,
            )
        except asyncpg.UniqueViolationError as error:
            raise AttributeNameTaken from error
        await self._raw.execute(REFILL, self._tenant_id, a.name)

    async def save(self, attribute: Attribute) -> None:
        """See the port."""
        done = await self._raw.execute(
            "UPDATE contact_attributes SET label = $4, options = $5, updated_at = $6, version = version + 1"
            " WHERE tenant_id = $1 AND id = $2 AND version = $3 AND removed_at IS NULL",
            self._tenant_id,
            attribute.id,
            attribute.version,
            attribute.label,
            list(attribute.options),
            attribute.updated_at,
        )
        if done != "UPDATE 1":
            raise StaleVersion

    async def remove(self, attribute_id: AttributeId) -> None:
        """See the port."""
        done = await self._raw.execute(
            "UPDATE contact_attributes SET removed_at = now() WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL",
            self._tenant_id,
            attribute_id,
        )
        if done != "UPDATE 1":
            raise AttributeNotFound


class PostgresConsents:
    """See ConsentRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, *proofs: ConsentProof) -> None:
        """See the port."""
        await self._raw.executemany(
            "INSERT INTO contact_consents (tenant_id, id, contact_id, purpose, given, at, source, text, recorded_at, actor_kind,"
            " actor_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            [
                (
                    self._tenant_id,
                    p.id,
                    p.contact_id,
                    p.purpose,
                    p.given,
                    p.at,
                    p.source,
                    p.text,
                    p.recorded_at,
                    p.actor_kind.value,
                    p.actor_id,
                )
                for p in proofs
            ],
        )

    async def of(self, contact_id: ContactId) -> Sequence[ConsentProof]:
        """See the port."""
        return [_proof(row) for row in await self._raw.fetch(OF_CONTACT, self._tenant_id, contact_id)]

    async def find(self, consent_id: ConsentId) -> ConsentProof | None:
        """See the port."""
        query = "SELECT * FROM contact_consents WHERE tenant_id = $1 AND id = $2"
        row = await self._raw.fetchrow(query, self._tenant_id, consent_id)
        return None if row is None else _proof(row)


class PostgresContactLists:
    """See ContactListRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def all(self) -> Sequence[ContactList]:
        """See the port."""
        rows = await self._raw.fetch(f"{LISTS} AND l.campaign_id IS NULL", self._tenant_id)
        return [_list(row) for row in sorted(rows, key=lambda row: (row["name_key"], row["id"]))]

    async def names(self) -> dict[str, str]:
        """See the port."""
        rows = await self._raw.fetch("SELECT id, name FROM contact_lists WHERE tenant_id = $1", self._tenant_id)
        return {str(row["id"]): row["name"] for row in rows}

    async def get(self, list_id: ContactListId) -> ContactList:
        """See the port."""
        row = await self._raw.fetchrow(f"{LISTS} AND l.id = $2", self._tenant_id, list_id)
        if row is None:
            raise ContactListNotFound
        return _list(row)

    async def add(self, made: ContactList) -> None:
        """See the port."""
        await self._put(
            "INSERT INTO contact_lists (tenant_id, id, name, name_key, updated_at, created_at, campaign_id, import_id)"
            " VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
            made,
            made.campaign_id,
            made.import_id,
        )

    async def rename(self, made: ContactList) -> None:
        """See the port."""
        done = await self._put(
            "UPDATE contact_lists SET name = $3, name_key = $4, updated_at = $5 WHERE tenant_id = $1 AND id = $2", made
        )
        if done != "UPDATE 1":
            raise ContactListNotFound

    async def _put(self, statement: str, made: ContactList, *more: UUID | None) -> str:
        key = made.name.casefold() if made.campaign_id is None else str(made.id)
        try:
            done: str = await self._raw.execute(
                statement, self._tenant_id, made.id, made.name, key, made.updated_at, *more
            )
        except asyncpg.UniqueViolationError as error:
            raise ContactListNameTaken from error
        return done

    async def remove(self, list_id: ContactListId) -> None:
        """See the port."""
        await self._raw.execute(
            "DELETE FROM contact_list_members WHERE tenant_id = $1 AND list_id = $2", self._tenant_id, list_id
        )
        done = await self._raw.execute(
            "DELETE FROM contact_lists WHERE tenant_id = $1 AND id = $2", self._tenant_id, list_id
        )
        if done != "DELETE 1":
            raise ContactListNotFound

    async def put(self, list_id: ContactListId, contacts: Sequence[ContactId], at: dt.datetime) -> int:
        """See the port."""
        return _rows(await self._raw.execute(PUT, self._tenant_id, list_id, list(contacts), at))

    async def take(self, list_id: ContactListId, contacts: Sequence[ContactId]) -> int:
        """See the port."""
        return _rows(
            await self._raw.execute(
                "DELETE FROM contact_list_members WHERE tenant_id = $1 AND list_id = $2 AND contact_id = ANY($3::uuid[])",
                self._tenant_id,
                list_id,
                list(contacts),
            )
        )

    async def describe(self, list_id: ContactListId, fields: Mapping[ContactId, Mapping[str, str]]) -> None:
        """See the port."""
        await self._raw.execute(
            "UPDATE contact_list_members m SET fields = w.fields FROM unnest($3::uuid[], $4::jsonb[]) AS w(id, fields)"
            " WHERE m.tenant_id = $1 AND m.list_id = $2 AND m.contact_id = w.id",
            self._tenant_id,
            list_id,
            list(fields),
            [msgspec.json.encode(said).decode() for said in fields.values()],
        )

    async def fields(
        self, list_id: ContactListId, contacts: Sequence[ContactId]
    ) -> Mapping[ContactId, Mapping[str, str]]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT contact_id, fields FROM contact_list_members WHERE tenant_id = $1 AND list_id = $2"
            " AND contact_id = ANY($3::uuid[]) AND fields IS NOT NULL",
            self._tenant_id,
            list_id,
            list(contacts),
        )
        return {ContactId(row["contact_id"]): msgspec.json.decode(row["fields"]) for row in rows}

    async def leave(self, contacts: Sequence[ContactId]) -> None:
        """See the port."""
        await self._raw.execute(
            "DELETE FROM contact_list_members WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[])",
            self._tenant_id,
            list(contacts),
        )

    async def of(self, contact_id: ContactId) -> Sequence[ContactListId]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT list_id FROM contact_list_members WHERE tenant_id = $1 AND contact_id = $2 ORDER BY list_id",
            self._tenant_id,
            contact_id,
        )
        return [ContactListId(row["list_id"]) for row in rows]


def _rows(done: str) -> int:
    return int(done.rpartition(" ")[2])


def _attribute(row: asyncpg.Record) -> Attribute:
    return Attribute(
        id=AttributeId(row["id"]),
        name=row["name"],
        label=row["label"],
        type=AttributeType(row["type"]),
        options=tuple(row["options"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )


def _proof(row: asyncpg.Record) -> ConsentProof:
    return ConsentProof(
        id=ConsentId(row["id"]),
        contact_id=ContactId(row["contact_id"]),
        purpose=row["purpose"],
        given=row["given"],
        at=row["at"],
        source=row["source"],
        text=row["text"],
        recorded_at=row["recorded_at"],
        actor_kind=ActorKind(row["actor_kind"]),
        actor_id=row["actor_id"],
    )


def _list(row: asyncpg.Record) -> ContactList:
    return ContactList(
        id=ContactListId(row["id"]),
        name=row["name"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        members=row["members"],
        campaign_id=row["campaign_id"],
        import_id=row["import_id"],
    )
