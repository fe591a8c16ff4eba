"""Evidence of a number's connection, taken in with its consequences: told, asked about, watched, made up for."""

import datetime as dt
from typing import Protocol

import msgspec

from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.events import EventLog
from pytake_domain.kernel.ids import EventId, Ids, NumberId, TenantId
from pytake_domain.kernel.work import Job, Jobs
from pytake_domain.whatsapp.connection import OUTAGE, Claimed, Confirmed, Evidence, Link, LinkState, Offered, take
from pytake_domain.whatsapp.errors import NumberNotFound
from pytake_domain.whatsapp.events import PairingRenewed, state_changed
from pytake_domain.whatsapp.number import WhatsAppNumber
from pytake_domain.whatsapp.ports import NumberRepository
from pytake_domain.whatsapp.provider_event import ConnectionChanged, PairingOffered

ASK = "link_ask"
OVERDUE = "link_overdue"
WATCH = "link_watch"
PROBE = "link_probe"
MISSED = "link_missed"
CODE_LIVES = dt.timedelta(seconds=45)
"""A QR code is replaced about this often."""
REASON_FOLLOWS = dt.timedelta(seconds=1)
EVERY = dt.timedelta(minutes=10)
"""How often a connected number is asked whether it still is, and what was missed."""


class LinkJob(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do about a number's connection as it was at `since` (or claimed then): later it is no longer needed."""

    number_id: NumberId
    since: dt.datetime
    until: dt.datetime | None = None


class LinkWork(Protocol):
    """The part of a work that connections use."""

    @property
    def numbers(self) -> NumberRepository:
        """Numbers."""
        ...

    @property
    def events(self) -> EventLog:
        """What happened."""
        ...

    @property
    def jobs(self) -> Jobs:
        """Work for later."""
        ...


async def track_link(
    work: LinkWork, number_id: NumberId, evidence: Evidence, *, ids: Ids, at: dt.datetime, actor: Actor | None = None
) -> WhatsAppNumber:
    """The number after this evidence, saved when it is another one than before. Raises NumberNotFound, StaleVersion."""
    before = await work.numbers.get(number_id)
    step = take(before.link, evidence)
    if step.link == before.link and before.link_state is not None:
        return before
    after = before.linked(step.link, at)
    await work.numbers.save(after)
    work.events.add(*state_changed(before, after, ids=ids, at=at, actor=actor))
    await work.jobs.add(*_jobs(before, after, ask=step.ask, watch=step.watch, at=at))
    return msgspec.structs.replace(after, version=after.version + 1)


async def track_connection(
    work: LinkWork, number: WhatsAppNumber, event: ConnectionChanged | PairingOffered, *, ids: Ids, at: dt.datetime
) -> None:
    """News of a connection, and codes for who waits to scan one. Those of a number that is gone are nobody's."""
    try:
        if isinstance(event, PairingOffered):
            await track_link(work, number.id, Offered(at=event.at, ended=event.ended), ids=ids, at=at)
            work.events.add(_renewed(number, event, ids, at))
            return
        fresh = await track_link(work, number.id, claim_of(event), ids=ids, at=at)
        if event.phone is not None and event.state == "open" and fresh.phone_number is None:
            await work.numbers.save(msgspec.structs.replace(fresh, phone_number=event.phone))
    except NumberNotFound:
        return


def claim_of(event: ConnectionChanged) -> Claimed:
    """What the news claim."""
    return Claimed(at=event.at, state=event.state, code=event.code)


def link_job(kind: str, tenant_id: TenantId, wanted: LinkJob, *, not_before: dt.datetime | None = None) -> Job:
    """A job that waits once for each number and moment."""
    key = f"{kind}:{wanted.number_id}:{wanted.since.isoformat()}:{not_before.isoformat() if not_before else ''}"
    return Job(kind=kind, tenant_id=tenant_id, payload=msgspec.json.encode(wanted), key=key, not_before=not_before)


def probe_job(tenant_id: TenantId, number_id: NumberId, at: dt.datetime) -> Job:
    """To ask through a number's connection whether WhatsApp answers; it waits once, however many have their doubts."""
    wanted = LinkJob(number_id=number_id, since=at)
    return Job(
        kind=PROBE, tenant_id=tenant_id, payload=msgspec.json.encode(wanted), key=f"{PROBE}:{number_id}", not_before=at
    )


def _jobs(before: WhatsAppNumber, after: WhatsAppNumber, *, ask: bool, watch: bool, at: dt.datetime) -> list[Job]:
    link: Link = after.link
    found = []
    if ask and link.claimed_at is not None:
        # Of the several news of one closing some say why: what is told at once would be told twice.
        unexplained = link.claim == "closed" and not link.claimed_reason
        later = at + REASON_FOLLOWS if unexplained else None
        found.append(
            link_job(ASK, after.tenant_id, LinkJob(number_id=after.id, since=link.claimed_at), not_before=later)
        )
    if watch and link.since is not None:
        wanted = LinkJob(number_id=after.id, since=link.since)
        found.append(link_job(OVERDUE, after.tenant_id, wanted, not_before=link.since + OUTAGE))
    began = link.state is LinkState.CONNECTED and before.link_state is not LinkState.CONNECTED
    if began and link.since is not None:
        wanted = LinkJob(number_id=after.id, since=link.since)
        found.append(link_job(WATCH, after.tenant_id, wanted, not_before=at + EVERY))
        if before.linked_at is not None and before.link_since is not None:
            gap = LinkJob(number_id=after.id, since=before.link_since, until=link.since)
            found.append(link_job(MISSED, after.tenant_id, gap))
    return found


def _renewed(number: WhatsAppNumber, event: PairingOffered, ids: Ids, at: dt.datetime) -> PairingRenewed:
    return PairingRenewed(
        id=EventId(ids.new()),
        tenant_id=number.tenant_id,
        at=at,
        number_id=number.id,
        text=event.text,
        picture=event.picture,
        pairing_code=event.pairing_code,
        expires_at=None if event.ended else event.at + CODE_LIVES,
        ended=event.ended,
    )


__all__ = [
    "ASK",
    "CODE_LIVES",
    "EVERY",
    "MISSED",
    "OVERDUE",
    "PROBE",
    "WATCH",
    "Confirmed",
    "LinkJob",
    "LinkWork",
    "claim_of",
    "link_job",
    "probe_job",
    "track_connection",
    "track_link",
]
