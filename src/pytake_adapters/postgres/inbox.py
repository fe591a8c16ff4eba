"""The inbox: raw webhooks made durable by group commit."""

import asyncio
from collections.abc import Sequence
from typing import Any

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import AWAY, ours
from pytake_adapters.tracing import carried
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import Ids
from pytake_domain.whatsapp import RawWebhook

LARGEST_BATCH = 500
MOST_WAITING = 20_000
INSERT = """
WITH stored AS (INSERT INTO inbox (tenant_id, id, lane, number_id, api_type, body, received_at, trace)
SELECT w.* FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::uuid[], $5::text[], $6::bytea[], $7::timestamptz[],
  $8::text[]) AS w)
SELECT pg_notify(lane, '') FROM unnest($9::text[]) AS lane"""
INBOUND, STATUSES = 0, 1
WAKES = {INBOUND: "pytake_inbox", STATUSES: "pytake_statuses"}
"""Who reads a lane is told; readers of the other one sleep on."""

GATHER = {INBOUND: 0.0, STATUSES: 0.01}
"""Seconds in which statuses gather: they come by the dozen, and ten of them cost hardly more than one."""

Row = tuple[Any, ...]
LANE = 2
"""Its place in a row."""
Waiting = tuple[Sequence[Row], asyncio.Future[None]]


class PostgresInbox:
    """One flush at a time and lane, of all that came during the last one: durable before anybody is answered.

    Who writes waits for no flush of statuses.
    """

    def __init__(self, workers: WorkerPool, ids: Ids) -> None:
        self._workers = workers
        self._ids = ids
        self._waiting: dict[int, list[Waiting]] = {lane: [] for lane in WAKES}
        self._flushers: dict[int, asyncio.Task[None]] = {}

    async def put(self, *webhooks: RawWebhook) -> None:
        """See the port."""
        if not webhooks:
            return
        rows = [self._row(w) for w in webhooks]
        lane = min(row[LANE] for row in rows)
        if len(self._waiting[lane]) >= MOST_WAITING:
            raise Unavailable(dependency="postgresql")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting[lane].append((rows, done))
        if lane not in self._flushers or self._flushers[lane].done():
            self._flushers[lane] = loop.create_task(self._flush(lane))
        await done

    def _row(self, webhook: RawWebhook) -> Row:
        lane = STATUSES if b'"statuses"' in webhook.body and b'"messages":' not in webhook.body else INBOUND
        return (
            webhook.tenant_id,
            self._ids.new(),
            lane,
            webhook.number_id,
            webhook.api_type.value,
            webhook.body,
            webhook.received_at,
            carried(),
        )

    async def _flush(self, lane: int) -> None:
        while self._waiting[lane]:
            await asyncio.sleep(GATHER[lane])
            waiting = self._waiting[lane]
            batch, self._waiting[lane] = waiting[:LARGEST_BATCH], waiting[LARGEST_BATCH:]
            try:
                await self._insert([row for rows, _ in batch for row in rows])
            except AWAY as error:
                _fail(batch, error)
            except Exception:  # noqa: BLE001  one bad row must not hurt its neighbours
                await self._one_by_one(batch)
            else:
                for _, done in batch:
                    if not done.done():
                        done.set_result(None)

    async def _insert(self, rows: Sequence[Row]) -> None:
        pool = await self._workers.pool()
        wakes = sorted({WAKES[row[LANE]] for row in rows})
        await pool.execute(INSERT, *map(list, zip(*rows, strict=True)), wakes)

    async def _one_by_one(self, batch: Sequence[Waiting]) -> None:
        for rows, done in batch:
            try:
                with ours():
                    await self._insert(rows)
            except Exception as error:  # noqa: BLE001  whoever put it hears it
                if not done.done():
                    done.set_exception(error)
            else:
                if not done.done():
                    done.set_result(None)


def _fail(batch: Sequence[Waiting], cause: BaseException) -> None:
    for _, done in batch:
        if not done.done():
            failure = Unavailable(dependency="postgresql")
            failure.__cause__ = cause
            done.set_exception(failure)
