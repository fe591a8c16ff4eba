"""Connections are asked about when something was claimed, when an outage lasts, and now and then; what was missed is fetched."""

import datetime as dt

import msgspec

from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import Ids, NumberId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.whatsapp.connection import SILENT_REASON, Confirmed, LinkState, Silent
from pytake_domain.whatsapp.errors import NumberNotFound
from pytake_domain.whatsapp.events import state_changed
from pytake_domain.whatsapp.number import WhatsAppNumber
from pytake_domain.whatsapp.pace import pause_over
from pytake_domain.whatsapp.ports import (
    Inbox,
    NumberLookup,
    OpenNumber,
    Owner,
    Pairing,
    ProviderDirectory,
    RawWebhook,
    reconciler_of,
)
from pytake_domain.whatsapp.send_failure import SendFailure
from pytake_domain.whatsapp.use_cases.track_link import (
    ASK,
    EVERY,
    MISSED,
    OVERDUE,
    PROBE,
    WATCH,
    LinkJob,
    LinkWork,
    link_job,
    track_link,
)

ASK_AGAIN = (
    (dt.timedelta(seconds=30), dt.timedelta(seconds=2)),
    (dt.timedelta(minutes=5), dt.timedelta(seconds=15)),
)
"""While a claim is younger than the first, it is asked about again after the second: somebody watches the first half minute."""
LONG_AGAIN = dt.timedelta(minutes=2)
PATIENCE = dt.timedelta(hours=24)
"""A far side that can't be asked for so long is not asked any more; its news or a person will."""
OVERLAP = dt.timedelta(minutes=1)
_job = msgspec.json.Decoder(LinkJob)


class WatchLinks:
    """The jobs of connections; each is repeated without harm."""

    kinds = (ASK, OVERDUE, WATCH, MISSED, PROBE)

    def __init__(
        self,
        *,
        open_work: OpenWork[LinkWork],
        providers: ProviderDirectory,
        lookup: NumberLookup,
        inbox: Inbox,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._lookup = lookup
        self._inbox = inbox
        self._clock = clock
        self._ids = ids

    async def ask(self, tenant_id: TenantId, payload: bytes) -> None:
        """A claim was made: the far side's own word decides, unless another claim came since."""
        job = _job.decode(payload)
        number = await self._number(tenant_id, job.number_id)
        if number is None or number.link_claimed_at != job.since:
            return
        if not await self._confirm(tenant_id, number):
            age = self._clock.now() - job.since
            pause = next((pause for until, pause in ASK_AGAIN if age < until), LONG_AGAIN)
            await self._later(ASK, tenant_id, job, pause)

    async def overdue(self, tenant_id: TenantId, payload: bytes) -> None:
        """An outage has lasted: one restart, and what the far side says then. As long as it goes on it is asked again."""
        job = _job.decode(payload)
        number = await self._number(tenant_id, job.number_id)
        if (
            number is None
            or not _out(number)
            or (number.link_state is LinkState.UNSTABLE and number.link_since != job.since)
        ):
            return
        if number.link_state is LinkState.UNSTABLE and (opened := await self._opened(number)) is not None:
            pairing, via = opened
            if number.link_reason == SILENT_REASON or await pairing.state(via) != "open":
                await pairing.restart(via)
        await self._confirm(tenant_id, number)
        await self._later(OVERDUE, tenant_id, job, LONG_AGAIN)

    async def watch(self, tenant_id: TenantId, payload: bytes) -> None:
        """Is it still connected and alive, and did anything escape us? As long as this connection lasts."""
        job = _job.decode(payload)
        number = await self._number(tenant_id, job.number_id)
        if number is None or number.link_since != job.since or number.link_state is not LinkState.CONNECTED:
            return
        now = self._clock.now()
        await self._confirm(tenant_id, number)
        await self._probe(tenant_id, number)
        await self._fetch(number, now - EVERY, now)
        async with self._open_work(tenant_id) as work:
            fresh = await work.numbers.get(number.id)
            rested = pause_over(fresh, now)
            if rested is not fresh:
                await work.numbers.save(rested)
                work.events.add(*state_changed(fresh, rested, ids=self._ids, at=now))
            await work.jobs.add(link_job(WATCH, tenant_id, job, not_before=now + EVERY))

    async def probe(self, tenant_id: TenantId, payload: bytes) -> None:
        """Nothing was heard of what it sent: does WhatsApp answer through it at all?"""
        number = await self._number(tenant_id, _job.decode(payload).number_id)
        if number is not None and number.link_state is LinkState.CONNECTED:
            await self._probe(tenant_id, number)

    async def missed(self, tenant_id: TenantId, payload: bytes) -> None:
        """It is connected again: what came meanwhile goes the way of all webhooks, each message once."""
        job = _job.decode(payload)
        number = await self._number(tenant_id, job.number_id)
        if number is None or await self._fetch(number, job.since, job.until or self._clock.now()):
            return
        await self._later(MISSED, tenant_id, job, LONG_AGAIN)

    async def _number(self, tenant_id: TenantId, number_id: NumberId) -> WhatsAppNumber | None:
        async with self._open_work(tenant_id) as work:
            try:
                return await work.numbers.get(number_id)
            except NumberNotFound:
                return None

    async def _opened(self, number: WhatsAppNumber) -> tuple[Pairing, OpenNumber] | None:
        try:
            pairing = self._providers.of(number.api_type).pairing
            via = await self._lookup.opened(Owner(tenant_id=number.tenant_id, number=number))
        except PytakeError:
            return None
        return (pairing, via) if pairing is not None else None

    async def _probe(self, tenant_id: TenantId, number: WhatsAppNumber) -> None:
        """A connection that is open in name only is an outage, and is restarted once; its state would never tell."""
        opened = await self._opened(number)
        if opened is None or await _answers(*opened):
            return
        async with self._open_work(tenant_id) as work:
            try:
                present = await work.numbers.get(number.id)
            except NumberNotFound:
                return
            if present.link_since != number.link_since:
                return
            now = self._clock.now()
            await track_link(work, number.id, Silent(at=now), ids=self._ids, at=now)
        await opened[0].restart(opened[1])

    async def _confirm(self, tenant_id: TenantId, number: WhatsAppNumber) -> bool:
        """Did the far side say how it is?"""
        opened = await self._opened(number)
        if opened is None:
            return True  # there is nobody to ask, now or later
        pairing, via = opened
        asked = self._clock.now()
        state = await pairing.state(via)
        if isinstance(state, SendFailure):
            return False
        if state == "open" and _out(number) and not await _answers(pairing, via):
            state = "connecting"  # in name only
        async with self._open_work(tenant_id) as work:
            try:
                present = await work.numbers.get(number.id)
            except NumberNotFound:
                return True
            if present.link_claimed_at != number.link_claimed_at:
                return True  # another claim was made while we asked, and has a job of its own
            if present.link_since is not None and present.link_since > asked:
                return False  # something happened while we asked: the answer may be from before
            await track_link(work, number.id, Confirmed(at=asked, state=state), ids=self._ids, at=asked)
        return True

    async def _fetch(self, number: WhatsAppNumber, since: dt.datetime, until: dt.datetime) -> bool:
        reconciler = reconciler_of(self._providers.of(number.api_type))
        opened = await self._opened(number)
        if reconciler is None or opened is None:
            return True
        bodies = await reconciler.missed(opened[1], since=since - OVERLAP, until=until + OVERLAP)
        if isinstance(bodies, SendFailure):
            return False
        now = self._clock.now()
        await self._inbox.put(
            *(
                RawWebhook(
                    tenant_id=number.tenant_id,
                    number_id=number.id,
                    api_type=number.api_type,
                    body=body,
                    received_at=now,
                )
                for body in bodies
            )
        )
        return True

    async def _later(self, kind: str, tenant_id: TenantId, job: LinkJob, pause: dt.timedelta) -> None:
        now = self._clock.now()
        if now - job.since > PATIENCE:
            return
        async with self._open_work(tenant_id) as work:
            await work.jobs.add(link_job(kind, tenant_id, job, not_before=now + pause))


async def _answers(pairing: Pairing, via: OpenNumber) -> bool:
    """Does WhatsApp answer through this connection, at the second attempt at the latest? Where nobody can tell, it does."""
    return await pairing.alive(via) is not False or await pairing.alive(via) is not False


def _out(number: WhatsAppNumber) -> bool:
    return number.link_state is LinkState.UNSTABLE or (
        number.link_state is LinkState.DISCONNECTED and not number.link.needs_linking
    )
