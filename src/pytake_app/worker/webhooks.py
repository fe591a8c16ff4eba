"""Outgoing webhooks' side of the worker: events are passed on, and what is due leaves, each address at its own speed."""

import asyncio
import logging
from contextlib import suppress

from pytake_adapters.postgres.errors import AWAY
from pytake_app.worker.loop import PATIENT, drain
from pytake_app.worker.wake import Wakeups
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.webhooks import DeliverWebhooks, LeasedHook, PublishEvents, WebhookQueue, too_old

log = logging.getLogger(__name__)
QUEUE = "webhooks"
PLACES = 256
"""Requests of one worker that are on their way: those of an address that hangs take few of them."""
LOOK = 0.5
"""Seconds between two looks for what is due by its time; what was just passed on is looked for at once."""
SWEEP = 300.0
"""Seconds between two looks for what waited too long."""


class WebhookRounds:
    """Any number of workers may go round: a delivery is one worker's at a time."""

    def __init__(
        self,
        *,
        queue: WebhookQueue,
        publish: PublishEvents,
        deliver: DeliverWebhooks,
        wakeups: Wakeups,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._queue = queue
        self._publish = publish
        self._deliver = deliver
        self._wakeups = wakeups
        self._clock = clock
        self._ids = ids
        self._more = asyncio.Event()
        self._away: set[asyncio.Task[None]] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`; requests that are on their way are waited for."""
        await asyncio.gather(
            drain(QUEUE, self.pass_on, self._wakeups, stopping, linger=PATIENT),
            self._send(stopping),
            self._sweep(stopping),
        )

    async def pass_on(self) -> int:
        """Once: how many events became deliveries."""
        done = 0
        for tenant_id in await self._queue.hearing():
            done += await self._of(tenant_id)
        if done:
            self._more.set()
        return done

    async def _of(self, tenant_id: TenantId) -> int:
        try:
            return await self._publish.turn(tenant_id)
        except PytakeError as error:
            # One company's trouble does not keep the others waiting.
            log.warning("webhooks of one company: %s; next time", error.code)
        except Exception:
            log.exception("webhooks: a batch of one company failed; its first event alone")
            return await self._first(tenant_id)
        return 0

    async def _first(self, tenant_id: TenantId) -> int:
        """Nothing that can't be told keeps what came after it waiting."""
        try:
            return await self._publish.turn(tenant_id, limit=1)
        except PytakeError as error:
            log.warning("webhooks of one company: %s; next time", error.code)
        except Exception:
            log.exception("webhooks: an event could not be shown; its id is told")
            return await self._publish.turn(tenant_id, limit=1, plain=True)
        return 0

    async def _send(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                await self.turn()
            except (PytakeError, *AWAY) as error:
                log.warning("webhooks: %s; next time", type(error).__name__)
            except Exception:
                log.exception("webhooks: a turn failed; next time")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._more.wait(), LOOK)
            self._more.clear()
        await self.settle()

    async def turn(self) -> int:
        """Once: how many requests left. They are not waited for."""
        free = PLACES - len(self._away)
        if free <= 0:
            return 0
        taken = await self._queue.take(free, self._ids.new(), self._clock.now())
        for leased in taken:
            task = asyncio.create_task(self._one(leased))
            self._away.add(task)
            task.add_done_callback(self._back)
        return len(taken)

    async def settle(self) -> None:
        """Wait for what is on its way."""
        await asyncio.gather(*self._away, return_exceptions=True)

    def _back(self, task: asyncio.Task[None]) -> None:
        self._away.discard(task)
        self._more.set()

    async def _one(self, leased: LeasedHook) -> None:
        try:
            await self._deliver.deliver(leased)
        except LeaseLost:
            log.warning("webhooks: another worker took a delivery over")
        except (PytakeError, *AWAY) as error:
            log.warning("webhooks: %s; sent again once the lease has lapsed", type(error).__name__)
        except Exception:
            log.exception("webhooks: a delivery failed; sent again once the lease has lapsed")

    async def _sweep(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                await self.sweep()
            except (PytakeError, *AWAY) as error:
                log.warning("webhooks: %s; swept next time", type(error).__name__)
            except Exception:
                log.exception("webhooks: a sweep failed; next time")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), SWEEP)

    async def sweep(self) -> int:
        """Once: how many that waited too long were given up."""
        gone = 0
        for tenant_id, webhook_id in await self._queue.overdue(too_old(self._clock.now())):
            gone += await self._deliver.expire(tenant_id, webhook_id)
        return gone
