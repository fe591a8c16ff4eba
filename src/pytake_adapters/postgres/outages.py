"""Which parts of the network are down, and who was told."""

import datetime as dt
from collections.abc import Sequence

import asyncpg
import msgspec

from pytake_domain.erp import LONGEST_OUTAGE, Outage, OutageAt, OutageNotFound, OutageScope, RegionSeen
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, OutageId, TenantId
from pytake_domain.kernel.page import Page, PageRequest

_json = msgspec.json.Encoder()
_outage = msgspec.json.Decoder(Outage)
PUT = """
INSERT INTO outages AS o (tenant_id, id, outage, started_at, ended_at, version) VALUES ($1, $2, $3::jsonb, $4, $5, 1)
ON CONFLICT (tenant_id, id) DO UPDATE SET outage = EXCLUDED.outage, ended_at = EXCLUDED.ended_at, version = o.version + 1
  WHERE o.version = $6"""
ENDING = """
UPDATE outage_told SET ended = true WHERE tenant_id = $1 AND outage_id = $2 AND contact_id IN (
  SELECT contact_id FROM outage_told WHERE tenant_id = $1 AND outage_id = $2 AND NOT ended ORDER BY contact_id LIMIT $3
  FOR UPDATE SKIP LOCKED) RETURNING contact_id"""
SEEN = """
SELECT {by} AS region, count(*) FILTER (WHERE online_at >= $2 AND NOT online) AS down,
  count(*) FILTER (WHERE online_at >= $2 AND online) AS up,
  count(*) FILTER (WHERE EXISTS (SELECT 1 FROM erp_actions a WHERE a.tenant_id = f.tenant_id AND a.at >= $2
    AND a.capability = 'open_ticket' AND a.customer_id = f.customer_id)) AS tickets
FROM erp_facts f {alive} WHERE f.tenant_id = $1 AND f.{by} IS NOT NULL GROUP BY {by}"""
_ALIVE = (
    "JOIN contacts c ON c.tenant_id = $1 AND c.id = f.contact_id AND c.merged_into IS NULL AND c.deleted_at IS NULL"
)


class PostgresOutages:
    """See OutageRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def on(self, now: dt.datetime) -> Sequence[Outage]:
        """See the port."""
        query = (
            "SELECT outage, version FROM outages WHERE tenant_id = $1 AND ended_at IS NULL AND started_at > $2 "
            "ORDER BY started_at, id"
        )
        return [_read(row) for row in await self._raw.fetch(query, self._tenant_id, now - LONGEST_OUTAGE)]

    async def at(self, where: OutageAt, now: dt.datetime) -> Outage | None:
        """See the port."""
        return next((outage for outage in await self.on(now) if outage.affects(where)), None)

    async def page(self, request: PageRequest) -> Page[Outage]:
        """See the port."""
        query = "SELECT outage, version FROM outages WHERE tenant_id = $1 ORDER BY started_at DESC, id DESC LIMIT $2 OFFSET $3"
        rows = await self._raw.fetch(query, self._tenant_id, request.limit, request.offset)
        total = await self._raw.fetchval("SELECT count(*) FROM outages WHERE tenant_id = $1", self._tenant_id)
        return Page(items=tuple(_read(row) for row in rows), total=total)

    async def get(self, outage_id: OutageId) -> Outage:
        """See the port."""
        query = "SELECT outage, version FROM outages WHERE tenant_id = $1 AND id = $2"
        row = await self._raw.fetchrow(query, self._tenant_id, outage_id)
        if row is None:
            raise OutageNotFound
        return _read(row)

    async def put(self, outage: Outage) -> None:
        """See the port."""
        text = _json.encode(outage).decode()
        values = (self._tenant_id, outage.id, text, outage.started_at, outage.ended_at, outage.version)
        if await self._raw.execute(PUT, *values) != "INSERT 0 1":
            raise StaleVersion

    async def affected(self, where: OutageAt) -> int:
        """See the port."""
        column, name = next(
            ((c, n) for c in ("region", "city", "district") if (n := getattr(where, c)) is not None), ("", None)
        )
        narrowed = f" AND f.{column} = $2" if column else ""
        query = f"SELECT count(*) FROM erp_facts f {_ALIVE} WHERE f.tenant_id = $1{narrowed}"  # noqa: S608  columns of our own
        return int(await self._raw.fetchval(query, self._tenant_id, *((name,) if column else ())))

    async def tell(self, outage_id: OutageId, contact_id: ContactId, at: dt.datetime) -> bool:
        """See the port."""
        query = "INSERT INTO outage_told (tenant_id, outage_id, contact_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
        done: str = await self._raw.execute(query, self._tenant_id, outage_id, contact_id, at)
        return done == "INSERT 0 1"

    async def told(self, outage_id: OutageId) -> int:
        """See the port."""
        query = "SELECT count(*) FROM outage_told WHERE tenant_id = $1 AND outage_id = $2"
        return int(await self._raw.fetchval(query, self._tenant_id, outage_id))

    async def ending(self, outage_id: OutageId, limit: int) -> Sequence[ContactId]:
        """See the port."""
        rows = await self._raw.fetch(ENDING, self._tenant_id, outage_id, limit)
        return sorted(ContactId(row["contact_id"]) for row in rows)

    async def seen(self, since: dt.datetime, by: OutageScope = OutageScope.REGION) -> Sequence[RegionSeen]:
        """See the port."""
        rows = await self._raw.fetch(SEEN.format(by=by.value, alive=_ALIVE), self._tenant_id, since)
        return [
            RegionSeen(region=row["region"], down=row["down"], up=row["up"], tickets=row["tickets"])
            for row in rows
            if row["down"] or row["up"] or row["tickets"]
        ]


def _read(row: asyncpg.Record) -> Outage:
    return msgspec.structs.replace(_outage.decode(row["outage"]), version=row["version"])
