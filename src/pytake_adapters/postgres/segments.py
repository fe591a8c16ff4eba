"""Segments, and who is in them: asked of `contact_facets`, one narrow row a person."""

from collections.abc import Sequence

import asyncpg
import msgspec

from pytake_adapters.postgres.queries.arguments import Arguments
from pytake_adapters.postgres.queries.people import BECAME, ROOM, condition, places_of
from pytake_domain.contacts import (
    CampaignResult,
    ContactRepository,
    Got,
    Now,
    Person,
    Query,
    Segment,
    SegmentNameTaken,
    SegmentNotFound,
    Served,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, SegmentId, TenantId

_json = msgspec.json.Encoder()
_query = msgspec.json.Decoder(Query)

PERSON = """
SELECT (SELECT NULLIF(f.seen_on, '-infinity') FROM contact_facets f WHERE f.tenant_id = $1 AND f.contact_id = $2) AS last_seen,
  (SELECT NULLIF(f.replied_on, '-infinity') FROM contact_facets f WHERE f.tenant_id = $1 AND f.contact_id = $2)
    AS last_replied,
  ARRAY(SELECT m.list_id::text FROM contact_list_members m WHERE m.tenant_id = $1 AND m.contact_id = $2) AS lists,
  EXISTS (SELECT 1 FROM flow_sessions s WHERE s.tenant_id = $1 AND s.contact_id = $2 AND s.status = 'running') AS in_flow,
  EXISTS (SELECT 1 FROM conversations v WHERE v.tenant_id = $1 AND v.contact_id = $2 AND v.status <> 'archived'
    AND v.status <> 'resolved') AS open_conversation"""

GOT = f"""
SELECT r.campaign_id, r.queued_at, {", ".join(f"{so} AS {result.value}" for result, so in BECAME.items())}
FROM campaign_recipients r WHERE r.tenant_id = $1 AND r.contact_id = $2 AND r.queued_at IS NOT NULL"""  # noqa: S608  ours
SERVED = """
SELECT contract_status, plan, owed, owed_count, oldest_due_on, next_due_on, city, district, region, online
FROM erp_facts WHERE tenant_id = $1 AND contact_id = $2"""
# Everybody is looked at in any case: a loop that asks for each would only be chosen by mistake.
WALK = f"SET LOCAL enable_seqscan = on; SET LOCAL enable_nestloop = off; SET LOCAL max_parallel_workers_per_gather = 1; {ROOM}"


class PostgresSegments:
    """See SegmentRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, contacts: ContactRepository) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._contacts = contacts

    async def all(self) -> Sequence[Segment]:
        """See the port."""
        rows = await self._raw.fetch("SELECT * FROM segments WHERE tenant_id = $1", self._tenant_id)
        return [_segment(row) for row in sorted(rows, key=lambda row: (row["name_key"], row["id"]))]

    async def get(self, segment_id: SegmentId) -> Segment:
        """See the port."""
        row = await self._raw.fetchrow(
            "SELECT * FROM segments WHERE tenant_id = $1 AND id = $2", self._tenant_id, segment_id
        )
        if row is None:
            raise SegmentNotFound
        return _segment(row)

    async def add(self, segment: Segment) -> None:
        """See the port."""
        await self._put(
            "INSERT INTO segments (tenant_id, id, name, name_key, description, query, updated_at, created_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            segment,
            segment.created_at,
        )

    async def save(self, segment: Segment) -> None:
        """See the port."""
        done = await self._put(
            "UPDATE segments SET name = $3, name_key = $4, description = $5, query = $6, updated_at = $7,"
            " version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $8",
            segment,
            segment.version,
        )
        if done != "UPDATE 1":
            raise StaleVersion

    async def _put(self, statement: str, segment: Segment, last: object) -> str:
        s = segment
        values = (s.name, s.name.casefold(), s.description, _json.encode(s.query).decode(), s.updated_at, last)
        try:
            done: str = await self._raw.execute(statement, self._tenant_id, s.id, *values)
        except asyncpg.UniqueViolationError as error:
            raise SegmentNameTaken from error
        return done

    async def remove(self, segment_id: SegmentId) -> None:
        """See the port."""
        done = await self._raw.execute(
            "DELETE FROM segments WHERE tenant_id = $1 AND id = $2", self._tenant_id, segment_id
        )
        if done != "DELETE 1":
            raise SegmentNotFound

    async def count(self, query: Query, now: Now) -> int:
        """See the port. A whole company may be read in the order of the disk: that is the fastest way through a million.

        Two processes share it, not more. All rows are asked for: where a number of them is said, PostgreSQL takes one.
        """
        value = Arguments(self._tenant_id)
        where = condition(query, now, await places_of(self._raw, self._tenant_id), value, plain=True)
        await self._raw.execute(WALK)
        (row,) = await self._raw.fetch(
            f"SELECT count(*) AS found FROM contact_facets f WHERE f.tenant_id = $1 AND {where}",  # noqa: S608  placeholders
            *value.values,
        )
        await self._raw.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = on")
        found: int = row["found"]
        return found

    async def members(
        self, query: Query, now: Now, *, after: ContactId | None = None, limit: int
    ) -> Sequence[ContactId]:
        """See the port."""
        value = Arguments(self._tenant_id)
        where = condition(query, now, await places_of(self._raw, self._tenant_id), value)
        await self._raw.execute(ROOM)
        if after is not None:
            where += f" AND f.contact_id > {value(after, 'uuid')}"
        rows = await self._raw.fetch(
            f"SELECT f.contact_id FROM contact_facets f WHERE f.tenant_id = $1 AND {where}"  # noqa: S608  placeholders
            f" ORDER BY f.contact_id LIMIT {value(limit, 'bigint')}",
            *value.values,
        )
        return [ContactId(row["contact_id"]) for row in rows]

    async def person(self, contact_id: ContactId) -> Person:
        """See the port."""
        contact = await self._contacts.get(contact_id)
        (row,) = await self._raw.fetch(PERSON, self._tenant_id, contact_id)
        return Person(
            contact=contact,
            lists=frozenset(row["lists"]),
            last_seen=row["last_seen"],
            last_replied=row["last_replied"],
            in_flow=row["in_flow"],
            open_conversation=row["open_conversation"],
            campaigns=tuple(_got(row) for row in await self._raw.fetch(GOT, self._tenant_id, contact_id)),
            served=_served(await self._raw.fetchrow(SERVED, self._tenant_id, contact_id)),
        )

    async def asks_erp(self) -> bool:
        """See the port."""
        query = "SELECT EXISTS (SELECT 1 FROM erp_connections WHERE tenant_id = $1)"
        connected: bool = await self._raw.fetchval(query, self._tenant_id)
        return connected


def _served(row: asyncpg.Record | None) -> Served | None:
    if row is None:
        return None
    told = dict(row)
    status = told.pop("contract_status")
    return Served(contract=None if status == "unknown" else status, **told)


def _got(row: asyncpg.Record) -> Got:
    became = frozenset(result for result in CampaignResult if row[result.value])
    return Got(campaign=str(row["campaign_id"]), at=row["queued_at"], became=became)


def _segment(row: asyncpg.Record) -> Segment:
    return Segment(
        id=SegmentId(row["id"]),
        name=row["name"],
        description=row["description"],
        query=_query.decode(row["query"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )
