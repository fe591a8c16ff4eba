"""Flows set off by something other than a message: a schedule's moment, an event, a contact's consent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import uuid5

import msgspec

from pytake_domain.contacts import MarketingOptedIn
from pytake_domain.flows.events import FlowSignalled
from pytake_domain.flows.flow import FlowVersion, PublishedFlow
from pytake_domain.flows.schedule import next_start
from pytake_domain.flows.trigger import Holidays, TriggerKind
from pytake_domain.flows.use_cases.start import Beginning, start_job
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.ids import ContactId, EventId, FlowId, FlowSessionId, FlowVersionId, NumberId, TenantId
from pytake_domain.kernel.time import Clock, zone
from pytake_domain.kernel.work import Job, OpenWork

SCHEDULED = "flow.schedule"
"""The kind of job that begins a scheduled flow with everybody it is for."""

PAGE = 500
MOST_HOPS = 5
"""Flows that may set each other off one after the other by events, before nothing more comes of it."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Payload of such a job: the moment, and behind which contact it goes on."""

    flow_id: FlowId
    version_id: FlowVersionId
    at: dt.datetime
    after: ContactId | None = None


_due = msgspec.json.Decoder(Due)


async def schedule_next(work: RunWork, version: FlowVersion, after: dt.datetime) -> None:
    """Remember the next moment of a scheduled flow, in the caller's work; nothing for flows of other triggers."""
    trigger = version.trigger
    if trigger.kind is not TriggerKind.SCHEDULE or not trigger.cron:
        return
    name = trigger.time_zone or (await work.tenants.get()).time_zone
    calendar = await work.calendars.default() if trigger.holidays is Holidays.SKIP else None
    closed = calendar.hours if calendar is not None else None
    at = next_start(trigger.cron, after, zone(name), except_on=trigger.except_on, closed=closed)
    if at is not None:
        due = Due(flow_id=version.flow_id, version_id=version.id, at=at)
        await work.jobs.add(_job(version.tenant_id, due))


def _job(tenant_id: TenantId, due: Due) -> Job:
    key = f"{SCHEDULED}:{due.version_id}:{due.at.isoformat()}:{due.after or ''}"
    return Job(kind=SCHEDULED, tenant_id=tenant_id, payload=msgspec.json.encode(due), not_before=due.at, key=key)


class SetOffFlows:
    """Who is begun with is decided here; each begins by a job of its own, once, and not while somebody else has the contact."""

    def __init__(self, *, open_work: OpenWork[RunWork], clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job: a page of contacts, and the next page or moment. Of a version that is not published any more nothing comes."""
        due = _due.decode(payload)
        async with self._open_work(tenant_id) as work:
            version = await work.flow_versions.published_version(due.flow_id)
            if version is None or version.id != due.version_id:
                return
            found = await work.contacts.tagged(version.trigger.tags, after=due.after, limit=PAGE)
            await work.jobs.add(*(_begin(tenant_id, version, contact, due) for contact in found))
            if len(found) == PAGE:
                await work.jobs.add(_job(tenant_id, msgspec.structs.replace(due, after=found[-1])))
            if due.after is None:
                # A worker that was away for long begins once, not once for each moment it missed.
                await schedule_next(work, version, max(due.at, self._clock.now()))

    async def on_signalled(self, tenant_id: TenantId, events: Sequence[FlowSignalled]) -> None:
        """An event that a flow emitted. Raises LeaseLost when one was used already: nothing begins twice."""
        async with self._open_work(tenant_id) as work:
            await work.deliveries.done([event.id for event in events])
            published = await work.flow_versions.published()
            for event in events:
                if event.hops < MOST_HOPS:
                    heard = (flow for flow in published if flow.trigger.hears(event.signal))
                    await _set_off(
                        work, tenant_id, heard, event.contact_id, event.id, because="event", hops=event.hops + 1
                    )

    async def on_opted_in(self, tenant_id: TenantId, events: Sequence[MarketingOptedIn]) -> None:
        """Somebody said yes to marketing. Raises LeaseLost as `on_signalled` does."""
        async with self._open_work(tenant_id) as work:
            await work.deliveries.done([event.id for event in events])
            published = await work.flow_versions.published()
            for event in events:
                heard = (flow for flow in published if flow.trigger.kind is TriggerKind.OPT_IN)
                await _set_off(work, tenant_id, heard, event.contact_id, event.id, because="opt_in")


def _begin(tenant_id: TenantId, version: FlowVersion, contact_id: ContactId, due: Due) -> Job:
    number = version.trigger.whatsapp_config_id
    beginning = Beginning(
        session_id=FlowSessionId(uuid5(version.id, f"{due.at.isoformat()}:{contact_id}")),
        flow_id=version.flow_id,
        contact_id=contact_id,
        number_id=NumberId(number) if number is not None else None,
        because="schedule",
    )
    return start_job(tenant_id, beginning)


async def _set_off(
    work: RunWork,
    tenant_id: TenantId,
    flows: Iterable[PublishedFlow],
    contact_id: ContactId,
    event_id: EventId,
    *,
    because: str,
    hops: int = 0,
) -> None:
    """The first flow that hears it begins: a contact has one at a time."""
    for flow in flows:
        number = flow.trigger.whatsapp_config_id
        beginning = Beginning(
            session_id=FlowSessionId(uuid5(flow.version_id, str(event_id))),
            flow_id=flow.flow_id,
            contact_id=contact_id,
            number_id=NumberId(number) if number is not None else None,
            because=because,
            hops=hops,
        )
        await work.jobs.add(start_job(tenant_id, beginning))
        return
