"""A worker process: every loop, started and stopped together."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import msgspec

from pytake_adapters.postgres.errors import AWAY
from pytake_adapters.postgres.jobs import JobRunner
from pytake_adapters.postgres.leases import (
    BULK,
    INBOUND,
    STATUSES,
    TALK,
    delivery_lease,
    inbox_lease,
    outgoing_lease,
)
from pytake_adapters.priority import Processor
from pytake_app.runtime import settle
from pytake_app.wiring.container import Container
from pytake_app.worker.billing import BillingRounds
from pytake_app.worker.campaigns import CampaignRounds
from pytake_app.worker.deliveries import DrainDeliveries
from pytake_app.worker.desk import DeskRounds, desk_jobs
from pytake_app.worker.erp import ErpRounds
from pytake_app.worker.housekeeping import Housekeeping
from pytake_app.worker.inbox import STATUS_BATCH, DrainInbox
from pytake_app.worker.links import link_jobs
from pytake_app.worker.loop import PATIENT, drain
from pytake_app.worker.privacy import AuditRounds, RetentionRounds
from pytake_app.worker.routing import RoutingRounds, routing_jobs
from pytake_app.worker.sending import DrainBulk, DrainOutgoing
from pytake_app.worker.subscriptions import subscriptions
from pytake_app.worker.wake import QUEUES
from pytake_app.worker.webhooks import WebhookRounds
from pytake_domain.ai import EMBED, EVALUATE, READ
from pytake_domain.billing import ENDED
from pytake_domain.contacts import IMPORT
from pytake_domain.flows import ASK, SCHEDULED, START, TIMER, RunFlows, Timer
from pytake_domain.identity import ERASE, MAIL
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import TenantId
from pytake_domain.messaging import FETCH
from pytake_domain.notifications import NOTICE
from pytake_domain.privacy import ERASE_AGAIN, ERASE_SUBJECT, EXPORT_SUBJECT, FORGET_EXPORT

log = logging.getLogger(__name__)
SENDERS = 3
"""Batches of messages that are on their way at once."""
BULK_SENDERS = 2
"""The same of campaigns, which no conversation waits for."""
GRACE = 10.0
SIGN_OF_LIFE = 5.0
"""Seconds between two touches of the file that says that a worker lives."""

_timer = msgspec.json.Decoder(Timer)


class Part(StrEnum):
    """What a worker does: everything, what somebody waits for, or what can wait."""

    ALL = "all"
    TALK = "talk"
    BULK = "bulk"


class Worker:
    """All loops of one process."""

    def __init__(self, container: Container, part: Part = Part.ALL) -> None:
        self._part = part
        adapters = container.adapters()
        self._pool = adapters.worker_pool()
        self._wakeups = adapters.wakeups()
        self._stopping = asyncio.Event()
        ids = adapters.ids()
        run_flows: RunFlows = container.flows().run_flows()
        following, assigning = container.desk().follow_conversations(), container.desk().assign_conversations()
        receive, deliver = container.messaging().receive_messages(), container.messaging().deliver_messages()
        self.inbox = DrainInbox(lease=inbox_lease(self._pool, INBOUND), receive=receive, ids=ids)
        self.statuses = DrainInbox(
            lease=inbox_lease(self._pool, STATUSES), receive=receive, ids=ids, batch=STATUS_BATCH
        )
        self.deliveries = DrainDeliveries(
            lease=delivery_lease(self._pool),
            subscribers=subscriptions(
                run_flows,
                container.flows().set_off_flows(),
                following,
                container.notices().notify_people(),
                container.campaigns().control_campaigns(),
                container.identity().mail_people(),
            ),
            ids=ids,
        )
        self.sending = DrainOutgoing(lease=outgoing_lease(self._pool, TALK), deliver=deliver, ids=ids)
        self.bulk = DrainBulk(
            lease=outgoing_lease(self._pool, BULK),
            above=inbox_lease(self._pool, INBOUND),
            wakeups=self._wakeups,
            processor=Processor(),
            deliver=deliver,
            ids=ids,
        )
        self._housekeeping = Housekeeping(
            self._pool, run_flows, container.messaging().sweep_media(), container.figures().report_figures()
        )
        self._rounds = RoutingRounds(adapters.routing_sweeps(), container.desk().watch_routing(), adapters.clock())
        links = link_jobs(
            container.numbers().watch_links(),
            container.numbers().pair_numbers(),
            container.messaging().reconcile_sends(),
            container.messaging().follow_identities(),
        )
        jobs = {
            **routing_jobs(following, assigning),
            **links,
            TIMER: _ring(run_flows),
            ASK: container.flows().ask_outside().run,
            START: container.flows().start_flows().run,
            SCHEDULED: container.flows().set_off_flows().run,
            FETCH: container.messaging().fetch_media().run,
            IMPORT: container.contacts().import_contacts().run,
            MAIL: container.identity().mail_people().run,
            NOTICE: container.notices().mail_notices().run,
            ERASE: container.identity().erase_tenants().run,
        }
        scheduling, snoozing = container.messaging().schedule_messages(), container.messaging().snooze_conversations()
        self._desk = DeskRounds(adapters.desk_sweeps(), scheduling, snoozing, adapters.clock())
        jobs |= desk_jobs(scheduling, snoozing)
        self._campaigns = CampaignRounds(adapters.campaign_sweeps(), container.campaigns().release_recipients())
        self._erps = ErpRounds(adapters.erp_sweeps(), container.erp().sync_erps(), adapters.clock())
        billing = container.billing()
        self._billing = BillingRounds(adapters.billing_sweeps(), billing.remind_customers(), billing.manage_outages())
        jobs[ENDED] = billing.manage_outages().tell_ended
        self._audit = AuditRounds(adapters.audit_chain(), adapters.clock())
        privacy = container.privacy()
        erasing, exporting = privacy.erase_subjects(), privacy.export_subjects()
        jobs |= {ERASE_SUBJECT: erasing.run, ERASE_AGAIN: erasing.look_again}
        jobs |= {EXPORT_SUBJECT: exporting.run, FORGET_EXPORT: exporting.forget}
        self._retention = RetentionRounds(adapters.retained_data(), privacy.retain_data(), adapters.clock())
        knowledge = container.knowledge()
        jobs |= {
            READ: knowledge.learn_knowledge().run,
            EMBED: knowledge.embed_knowledge().run,
            EVALUATE: knowledge.evaluate_answers().run,
        }
        webhooks = container.webhooks()
        self._webhooks = WebhookRounds(
            queue=adapters.webhook_queue(),
            publish=webhooks.publish_events(),
            deliver=webhooks.deliver_webhooks(),
            wakeups=self._wakeups,
            clock=adapters.clock(),
            ids=ids,
        )
        self._jobs = JobRunner(self._pool, jobs)

    async def run(self) -> None:
        """Until `stop`; batches in hand are finished."""
        settle()
        loops: list[Awaitable[None]] = []
        if self._part is not Part.BULK:
            loops += [
                drain("inbox", self.inbox.turn, self._wakeups, self._stopping),
                drain("deliveries", self.deliveries.turn, self._wakeups, self._stopping),
                *(drain("outgoing", self.sending.turn, self._wakeups, self._stopping) for _ in range(SENDERS)),
                self._run_jobs(),
                self._rounds.run(self._stopping),
                self._desk.run(self._stopping),
            ]
        if self._part is not Part.TALK:
            loops += [
                drain("statuses", self.statuses.turn, self._wakeups, self._stopping, linger=PATIENT, full=STATUS_BATCH),
                *(drain("bulk", self.bulk.turn, self._wakeups, self._stopping) for _ in range(BULK_SENDERS)),
                self._housekeeping.run(self._stopping),
                self._campaigns.run(self._stopping),
                self._erps.run(self._stopping),
                self._billing.run(self._stopping),
                self._webhooks.run(self._stopping),
                self._audit.run(self._stopping),
                self._retention.run(self._stopping),
            ]
        listening = asyncio.ensure_future(self._wakeups.listen(self._pool))
        try:
            await asyncio.gather(*loops)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    def stop(self) -> None:
        """Finish what is in hand, take nothing more."""
        self._stopping.set()
        self._jobs.stop()
        for queue in QUEUES:
            self._wakeups.wake(queue)

    async def _run_jobs(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._jobs.run()
            except (Unavailable, *AWAY) as error:
                log.warning("jobs: %s; starting again", type(error).__name__)
            except Exception:
                log.exception("jobs: stopped; starting again")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 1.0)


def _ring(run_flows: RunFlows) -> Callable[[TenantId, bytes], Awaitable[None]]:
    async def ring(tenant_id: TenantId, payload: bytes) -> None:
        timer = _timer.decode(payload)
        await run_flows.on_timer(tenant_id, timer.session_id, timer.wait_id)

    return ring


async def work(worker: Worker, alive: Path | None = None) -> None:
    """Run until SIGTERM or SIGINT; meanwhile the file `alive` is touched every few seconds, for `pytake health --work`."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    living = asyncio.ensure_future(_touch(alive)) if alive is not None else None
    try:
        await worker.run()
    finally:
        if living is not None:
            living.cancel()


async def _touch(file: Path) -> None:
    """From the event loop, so that a loop that stands still is told from one that works."""
    while True:
        try:
            await asyncio.to_thread(file.touch)
        except OSError as error:
            log.warning("%s can't be touched: %s", file, error.strerror)
        await asyncio.sleep(SIGN_OF_LIFE)
