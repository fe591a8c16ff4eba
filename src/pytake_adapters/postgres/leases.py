"""Batches taken from the queues across tenants: SKIP LOCKED, one holder a key, tenants taking turns.

A lease is written with the row and lapses by itself. Taking is one short transaction under an advisory lock per lane of a
queue, so that of one key (a number, a subject, a conversation) only one worker ever holds rows, and they are handed out in
order. What takes from some lanes only never waits for who works on the others.
"""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar
from uuid import UUID

import asyncpg
import msgspec

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_domain.kernel.ids import EventId, MessageId, NumberId, TenantId
from pytake_domain.kernel.work import Leased
from pytake_domain.messaging import Lane, LeasedSend
from pytake_domain.whatsapp import ApiType, LeasedWebhook

T = TypeVar("T")
SHORT = dt.timedelta(seconds=8)
"""Reading a batch takes a fraction of a second; what a killed worker held is taken over after this."""
LONG = dt.timedelta(seconds=30)
"""Sending waits for the provider, and for the database when it is away just then."""

# Which tenants have work, found by skipping from one to the next along the index; then a fair share of each. A lane and tenant
# are compared as a pair and the order names all of it, so that whatever the planner believes of the table, only the one index
# fits: by the primary key it would go through a company's whole campaign for each of its answers.
TURNS = """
WITH RECURSIVE turn AS (
  (SELECT lane, tenant_id FROM {table} WHERE lane >= {first} AND lane <= {last} ORDER BY lane, tenant_id LIMIT 1)
  UNION ALL
  SELECT n.lane, n.tenant_id FROM turn t CROSS JOIN LATERAL (
    SELECT q.lane, q.tenant_id FROM {table} q WHERE (q.lane, q.tenant_id) > (t.lane, t.tenant_id) AND q.lane <= {last}
    ORDER BY q.lane, q.tenant_id LIMIT 1) n
), share AS (
  SELECT greatest(8, $1::int / greatest(1, (SELECT count(*) FROM turn))) AS each
)
SELECT r.*, row_number() OVER (PARTITION BY r.lane, r.tenant_id ORDER BY r.{id}) AS round
FROM turn t CROSS JOIN share s CROSS JOIN LATERAL (
  SELECT q.ctid AS place, q.* FROM {table} q
  WHERE (q.lane, q.tenant_id) >= (t.lane, t.tenant_id) AND (q.lane, q.tenant_id) <= (t.lane, t.tenant_id)
    AND (q.leased_until IS NULL OR q.leased_until < now()) AND {ready}
  ORDER BY q.lane, q.tenant_id, q.{id} LIMIT s.each FOR UPDATE SKIP LOCKED) r
WHERE t.tenant_id <> ALL ($2::uuid[])
ORDER BY r.lane, round, r.{id} LIMIT $1
"""
# Most looks find nothing: one statement for those, and a transaction only for rows that may be taken.
ANY = """
SELECT 1 FROM {table} WHERE lane >= {first} AND lane <= {last} AND (leased_until IS NULL OR leased_until < now())
ORDER BY lane, tenant_id, {id} LIMIT 1"""
FIRST = """
SELECT {id} FROM {table} WHERE lane >= {first} AND lane <= {last} AND leased_until IS NULL AND tries = 0
ORDER BY lane, tenant_id, {id} LIMIT 1"""
# Found, locked and held in one round trip. Rows are updated at the place where they were locked, which needs no index and leaves
# the planner no choice; what is told of them is as it was before.
TAKE = """
WITH taken AS MATERIALIZED ({turns})
UPDATE {table} h SET leased_until = now() + $3::interval, token = $4, tries = h.tries + {count}
FROM taken t WHERE h.ctid = t.place RETURNING t.*"""

# Whether another row of the key is held, or stands before this one: one look into the index of keys. The key is written as a
# range and the order names it, for the same reason as above.
INBOX_READY = """(SELECT 1 FROM inbox h WHERE h.number_id >= q.number_id AND h.number_id <= q.number_id AND h.lane >= q.lane
  AND h.lane <= q.lane AND h.leased_until > now() ORDER BY h.number_id, h.lane LIMIT 1) IS NULL"""

DELIVERY_READY = """(q.not_before IS NULL OR q.not_before <= now())
  AND (SELECT 1 FROM deliveries h WHERE h.subject >= q.subject AND h.subject <= q.subject AND h.leased_until > now()
    ORDER BY h.subject LIMIT 1) IS NULL"""

# Whoever talks waits for nothing but talk: a campaign's message that stands before theirs may take hours.
OUTGOING_READY = """(q.not_before IS NULL OR q.not_before <= now())
  AND (q.unknown_until IS NULL OR q.unknown_until <= now())
  AND (SELECT 1 FROM outgoing h WHERE h.tenant_id = q.tenant_id AND h.conversation_id >= q.conversation_id
    AND h.conversation_id <= q.conversation_id AND h.message_id < q.message_id AND h.unknown_until IS NULL
    AND h.lane <= greatest(q.lane, 1) ORDER BY h.tenant_id, h.conversation_id, h.message_id LIMIT 1) IS NULL"""

Lanes = tuple[int, int]
"""The first and the last one."""
ALL: Lanes = (0, 3)
INBOUND: Lanes = (0, 0)
STATUSES: Lanes = (1, 1)
TALK: Lanes = (Lane.AGENT, Lane.FLOW)
BULK: Lanes = (Lane.CAMPAIGN, Lane.HOUSEKEEPING)

POISONED = 5
"""A row that so many leases ended without success is put aside."""


class LeasedDelivery(Leased, frozen=True, kw_only=True):
    """An event taken for delivery: its type and packed data."""

    type: str
    subject: UUID
    data: bytes
    tries: int


class PostgresLease(Generic[T]):
    """Takes rows of one queue table."""

    def __init__(
        self,
        workers: WorkerPool,
        *,
        table: str,
        id_column: str,
        ready: str,
        count: int,
        of: Callable[[Any, UUID], T],
        lease: dt.timedelta = SHORT,
        lanes: Lanes = ALL,
        forgettable: bool = False,
    ) -> None:
        """`forgettable`: a lease that is lost with the database was never there, so it need not be on disk."""
        self._workers = workers
        self._lease = lease
        self._doubtful: set[UUID] = set()
        self._untouched: set[UUID] = set()
        self._table = table
        first, last = lanes
        turns = TURNS.format(table=table, id=id_column, ready=ready, first=int(first), last=int(last))
        self._take = TAKE.format(turns=turns, table=table, count=count)
        self._any = ANY.format(table=table, id=id_column, first=int(first), last=int(last))
        self._first = FIRST.format(table=table, id=id_column, first=int(first), last=int(last))
        locks = (f"pg_advisory_xact_lock(hashtext('lease:{table}:{lane}'))" for lane in range(first, last + 1))
        # Without sorting only an index that has the order fits, even when a queue that has just been emptied makes all indexes
        # look alike.
        durable = "" if not forgettable else "SET LOCAL synchronous_commit = off; "
        # The plan is the same whatever is asked for, so it is not made anew each time.
        plans = "SET LOCAL enable_sort = off; SET LOCAL plan_cache_mode = force_generic_plan"
        self._begin = f"BEGIN; {plans}; {durable}SELECT {', '.join(locks)}"
        self._of = of
        self._id = id_column

    async def take(self, limit: int, token: UUID, *, without: Iterable[TenantId] = ()) -> Sequence[T]:
        """At most `limit` rows that nobody holds, in order; none of the tenants `without`. Raises Unavailable."""
        with ours():
            pool = await self._workers.pool()
            if not self._doubtful and not self._untouched and await pool.fetchval(self._any) is None:
                return []
            async with pool.acquire() as connection, _together(connection, self._begin):
                await self._return_own(connection)
                rows = await connection.fetch(self._take, limit, list(without), self._lease, token)
        self._doubtful.clear()
        self._untouched.clear()
        rows.sort(key=lambda r: (r["lane"], r[self._id]))
        return [self._of(row, token) for row in rows]

    def doubt(self, token: UUID, *, untouched: bool = False) -> None:
        """The database went away under this lease: return what is left of it as soon as it is back, instead of letting it lapse.

        `untouched`: nothing was done with the rows, so it is as if they had never been taken.
        """
        (self._untouched if untouched else self._doubtful).add(token)

    async def _return_own(self, connection: Any) -> None:
        if self._doubtful:
            await connection.execute(
                f"UPDATE {self._table} SET leased_until = NULL WHERE token = ANY($1::uuid[])",  # noqa: S608  ours
                list(self._doubtful),
            )
        if self._untouched:
            await connection.execute(
                f"UPDATE {self._table} SET leased_until = NULL, token = NULL WHERE token = ANY($1::uuid[])",  # noqa: S608  ours
                list(self._untouched),
            )

    async def give_back(self, tenant_id: TenantId, ids: Sequence[UUID], token: UUID, *, pause: float) -> None:
        """They could not be worked on: somebody may take them again after a pause (seconds)."""
        with ours():
            pool = await self._workers.pool()
            await pool.execute(
                f"UPDATE {self._table} SET leased_until = now() + make_interval(secs => $4), token = NULL"  # noqa: S608  ours
                f" WHERE tenant_id = $1 AND {self._id} = ANY($2::uuid[]) AND token = $3",
                tenant_id,
                list(ids),
                token,
                pause,
            )

    async def waited(self) -> float:
        """Seconds since the first one came that nobody ever took: how long who is served by this lease waits now."""
        with ours():
            pool = await self._workers.pool()
            first = await pool.fetchval(self._first)
        return 0.0 if first is None else _age(str(first))

    async def depth(self) -> tuple[int, float]:
        """How many rows wait, held ones among them, and the age of the oldest in seconds."""
        with ours():
            pool = await self._workers.pool()
            row = await pool.fetchrow(
                f"SELECT count(*) AS n, min({self._id}::text) AS oldest FROM {self._table}"  # noqa: S608  ours
            )
        if row is None or not row["oldest"]:
            return (0, 0.0)
        return (row["n"], _age(row["oldest"]))


@asynccontextmanager
async def _together(connection: Any, begin: str) -> AsyncIterator[None]:
    """A transaction whose beginning is one round trip with its first statements."""
    try:
        await connection.execute(begin)
        yield
        await connection.execute("COMMIT")
    except BaseException:
        await _undo(connection)
        raise


async def _undo(connection: Any) -> None:
    """A connection that can't say that it rolled back is thrown away."""
    try:
        await asyncio.wait_for(asyncio.shield(connection.execute("ROLLBACK")), 5)
    except BaseException:  # noqa: BLE001  whatever happened first is raised by the caller
        connection.terminate()


def inbox_lease(workers: WorkerPool, lanes: Lanes = ALL) -> "PostgresLease[LeasedWebhook]":
    """Raw webhooks, in order within a number and lane."""
    return PostgresLease(
        workers,
        table="inbox",
        id_column="id",
        ready=INBOX_READY,
        count=1,
        of=_webhook,
        lanes=lanes,
        forgettable=True,
    )


def delivery_lease(workers: WorkerPool) -> PostgresLease[LeasedDelivery]:
    """Events, in order within their subject."""
    return PostgresLease(
        workers, table="deliveries", id_column="id", ready=DELIVERY_READY, count=1, of=_delivery, forgettable=True
    )


def outgoing_lease(workers: WorkerPool, lanes: Lanes = ALL) -> "PostgresLease[LeasedSend]":
    """Messages to send, the oldest of each conversation."""
    return PostgresLease(
        workers,
        table="outgoing",
        id_column="message_id",
        ready=OUTGOING_READY,
        count=0,
        of=_send,
        lease=LONG,
        lanes=lanes,
    )


def _webhook(row: asyncpg.Record, token: UUID) -> LeasedWebhook:
    return LeasedWebhook(
        tenant_id=TenantId(row["tenant_id"]),
        id=row["id"],
        token=token,
        number_id=NumberId(row["number_id"]),
        api_type=ApiType(row["api_type"]),
        body=row["body"],
        received_at=row["received_at"],
        tries=row["tries"],
        trace=row["trace"],
    )


def _delivery(row: asyncpg.Record, token: UUID) -> LeasedDelivery:
    return LeasedDelivery(
        tenant_id=TenantId(row["tenant_id"]),
        id=EventId(row["id"]),
        token=token,
        type=row["type"],
        subject=row["subject"],
        data=row["data"],
        tries=row["tries"],
        trace=row["trace"],
    )


def _send(row: asyncpg.Record, token: UUID) -> LeasedSend:
    return LeasedSend(
        tenant_id=TenantId(row["tenant_id"]),
        id=row["message_id"],
        message_id=MessageId(row["message_id"]),
        token=token,
        tries=row["tries"],
        trace=row["trace"],
        # Whoever began to send it recorded no outcome: it may be on its way, whoever held it since.
        abandoned=row["begun"] and row["unknown_until"] is None,
        reconciling=row["unknown_until"] is not None,
    )


def _age(id_text: str) -> float:
    made = int(id_text.replace("-", "")[:12], 16) / 1000
    return max(0.0, dt.datetime.now(dt.UTC).timestamp() - made)  # noqa: TID251  an adapter may read the clock


def decode_event(delivery: LeasedDelivery, kinds: "msgspec.msgpack.Decoder[T]") -> T:
    """The event that was packed."""
    return kinds.decode(delivery.data)
