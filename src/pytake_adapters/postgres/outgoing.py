"""Messages that wait to leave: put and ended in the transaction of the messages themselves."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import asyncpg

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_adapters.tracing import carried
from pytake_domain.kernel.ids import MessageId, TenantId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import Lane, LeasedSend, Message

INSERT = """
INSERT INTO outgoing (tenant_id, message_id, lane, conversation_id, not_before, trace)
SELECT $1, w.*, $6 FROM unnest($2::uuid[], $3::smallint[], $4::uuid[], $5::timestamptz[]) AS w"""

# A mark that a crash of the server takes back would let a message leave twice. The setting holds until the commit.
BEGIN = """
UPDATE outgoing SET begun = true
WHERE tenant_id = $1 AND message_id = ANY($2::uuid[]) AND token = ANY($3::uuid[])
RETURNING message_id,
  CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END"""

DELETE = """
DELETE FROM outgoing WHERE tenant_id = $1 AND message_id = ANY($2::uuid[]) AND token = ANY($3::uuid[])"""

POSTPONE = """
UPDATE outgoing o SET not_before = w.until, tries = o.tries + w.count, leased_until = NULL, token = NULL, begun = false
FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::int[]) AS w(id, token, until, count)
WHERE o.tenant_id = $1 AND o.message_id = w.id AND o.message_id = ANY($2::uuid[]) AND o.token = w.token"""

UNKNOWN = """
UPDATE outgoing o SET unknown_until = w.until, leased_until = NULL, token = NULL
FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[]) AS w(id, token, until)
WHERE o.tenant_id = $1 AND o.message_id = w.id AND o.message_id = ANY($2::uuid[]) AND o.token = w.token"""


class PostgresMarks:
    """One statement of the worker's role, which commits by itself: a work would take three round trips for it."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def begin(self, tenant_id: TenantId, sends: Sequence[LeasedSend]) -> frozenset[MessageId]:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            rows = await pool.fetch(BEGIN, tenant_id, [s.message_id for s in sends], list({s.token for s in sends}))
        return frozenset(MessageId(row["message_id"]) for row in rows)


class PostgresOutgoing:
    """One tenant's queue in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._fresh: list[tuple[MessageId, int, Any, dt.datetime | None]] = []
        self._later: list[tuple[LeasedSend, dt.datetime, int]] = []
        self._unknown: list[tuple[LeasedSend, dt.datetime]] = []
        self.grew = False

    async def put(self, message: Message, *, lane: Lane, not_before: dt.datetime | None = None) -> None:
        """See the port; written when the work ends."""
        self.grew = True
        self._fresh.append((message.id, int(lane), message.conversation_id, not_before))

    async def done(self, sends: Sequence[LeasedSend]) -> None:
        """See the port."""
        if sends:
            done = await self._raw.execute(
                DELETE, self._tenant_id, [s.message_id for s in sends], list({s.token for s in sends})
            )
            _require(done, "DELETE", len(sends))

    async def postpone(self, send: LeasedSend, *, until: dt.datetime, count: bool) -> None:
        """See the port; written when the work ends."""
        self._later.append((send, until, int(count)))

    async def unknown(self, send: LeasedSend, *, until: dt.datetime) -> None:
        """See the port; written when the work ends."""
        self._unknown.append((send, until))

    async def settle(self, ids: Sequence[MessageId]) -> None:
        """See the port. A row that is being sent right now is left to its sender."""
        await self._raw.execute(
            "DELETE FROM outgoing WHERE tenant_id = $1 AND message_id = ANY($2::uuid[]) AND unknown_until IS NOT NULL",
            self._tenant_id,
            list(ids),
        )

    async def flush(self) -> None:
        """Write what was gathered. Raises LeaseLost."""
        if self._fresh:
            await self._raw.execute(INSERT, self._tenant_id, *map(list, zip(*self._fresh, strict=True)), carried())
        if self._later:
            done = await self._raw.execute(
                POSTPONE,
                self._tenant_id,
                [s.message_id for s, _, _ in self._later],
                [s.token for s, _, _ in self._later],
                [until for _, until, _ in self._later],
                [count for _, _, count in self._later],
            )
            _require(done, "UPDATE", len(self._later))
        if self._unknown:
            done = await self._raw.execute(
                UNKNOWN,
                self._tenant_id,
                [s.message_id for s, _ in self._unknown],
                [s.token for s, _ in self._unknown],
                [until for _, until in self._unknown],
            )
            _require(done, "UPDATE", len(self._unknown))
        self._fresh, self._later, self._unknown = [], [], []


def _require(done: str, verb: str, count: int) -> None:
    if done != f"{verb} {count}":
        raise LeaseLost
