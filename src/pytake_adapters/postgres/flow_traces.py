"""Inputs of sessions and the counts made of them: gathered in a transaction, written in two statements when it ends."""

import datetime as dt
from collections.abc import Sequence

import asyncpg
import msgspec

from pytake_domain.flows import CountKind, CountOf, Tally, Trace, tallies
from pytake_domain.kernel.ids import FlowId, FlowSessionId, FlowVersionId, TenantId

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Trace).decode

KEEP = """
INSERT INTO flow_traces (tenant_id, session_id, number, flow_id, at, data)
SELECT $1, w.* FROM unnest($2::uuid[], $3::int[], $4::uuid[], $5::timestamptz[], $6::bytea[]) AS w"""

COUNT = """
INSERT INTO flow_counted (tenant_id, version_id, day, kind, node, key, count, seconds)
SELECT $1, w.* FROM unnest($2::uuid[], $3::date[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::float8[]) AS w"""

COUNTS = """
SELECT day, kind, node, key, sum(count)::bigint AS count, sum(seconds) AS seconds FROM (
  SELECT day, kind, node, key, count, seconds FROM flow_counts WHERE tenant_id = $1 AND version_id = $2
  UNION ALL
  SELECT day, kind, node, key, count, seconds FROM flow_counted WHERE tenant_id = $1 AND version_id = $2
) AS c WHERE day >= coalesce($3::date, day) AND day <= coalesce($4::date, day)
GROUP BY day, kind, node, key"""

# Rows that another folding has locked are gone when it is done; the order keeps two of them from waiting for each other.
FOLD = """
WITH gone AS (
  DELETE FROM flow_counted WHERE tenant_id = $1 AND id IN (
    SELECT id FROM flow_counted WHERE tenant_id = $1 ORDER BY id LIMIT 20000 FOR UPDATE SKIP LOCKED)
  RETURNING version_id, day, kind, node, key, count, seconds
), summed AS (
  INSERT INTO flow_counts AS c (tenant_id, version_id, day, kind, node, key, count, seconds)
  SELECT $1, version_id, day, kind, node, key, sum(count), sum(seconds) FROM gone
  GROUP BY version_id, day, kind, node, key ORDER BY version_id, day, kind, node, key
  ON CONFLICT (tenant_id, version_id, day, kind, node, key)
  DO UPDATE SET count = c.count + excluded.count, seconds = c.seconds + excluded.seconds
)
SELECT count(*) FROM gone"""


class PostgresFlowTraces:
    """Of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._gathered: list[Trace] = []

    def add(self, *traces: Trace) -> None:
        """See the port; written when the work ends."""
        self._gathered.extend(traces)

    async def flush(self) -> None:
        """Write what was gathered."""
        if not self._gathered:
            return
        traces, self._gathered = self._gathered, []
        await self._raw.execute(
            KEEP,
            self._tenant_id,
            [t.session_id for t in traces],
            [t.number for t in traces],
            [t.flow_id for t in traces],
            [t.at for t in traces],
            [_pack(t) for t in traces],
        )
        counted = tallies(traces)
        if counted:
            await self._raw.execute(
                COUNT,
                self._tenant_id,
                [c.version_id for c in counted],
                [c.day for c in counted],
                [c.kind.value for c in counted],
                [c.node for c in counted],
                [c.key for c in counted],
                [t.count for t in counted.values()],
                [t.seconds for t in counted.values()],
            )

    async def of(self, session_id: FlowSessionId) -> Sequence[Trace]:
        """See the port."""
        await self.flush()
        rows = await self._raw.fetch(
            "SELECT data FROM flow_traces WHERE tenant_id = $1 AND session_id = $2 ORDER BY number",
            self._tenant_id,
            session_id,
        )
        return [_unpack(row["data"]) for row in rows]

    async def recent(self, flow_id: FlowId, limit: int) -> Sequence[FlowSessionId]:
        """See the port."""
        await self.flush()
        rows = await self._raw.fetch(
            "SELECT session_id FROM flow_traces WHERE tenant_id = $1 AND flow_id = $2 AND number = 1"
            " ORDER BY session_id DESC LIMIT $3",
            self._tenant_id,
            flow_id,
            limit,
        )
        return [FlowSessionId(row["session_id"]) for row in rows]

    async def counts(
        self, version_id: FlowVersionId, *, since: dt.date | None = None, until: dt.date | None = None
    ) -> dict[CountOf, Tally]:
        """See the port."""
        await self.flush()
        rows = await self._raw.fetch(COUNTS, self._tenant_id, version_id, since, until)
        return {
            CountOf(version_id, row["day"], CountKind(row["kind"]), row["node"], row["key"]): Tally(
                count=row["count"], seconds=row["seconds"]
            )
            for row in rows
        }

    async def fold(self) -> int:
        """See the port."""
        await self.flush()
        return int(await self._raw.fetchval(FOLD, self._tenant_id))
