"""Addresses that turn out to be one person's: learnt at once, and two contacts made one afterwards."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.contacts import Address, AddressesReplaced, AddressKind, ContactNotFound, MergeContacts, MergeRefused
from pytake_domain.kernel.actor import system
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, EventId, Ids, TenantId
from pytake_domain.kernel.work import Job
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.whatsapp import AddressesChanged, AddressesLinked, ContactSynced

MERGE = "contact_merge"
LID_LINKED = "lid_linked"
TRIES = 5


class MergeJob(msgspec.Struct, frozen=True, kw_only=True):
    """Two contacts who are one person: `other` becomes part of `into`."""

    into: ContactId
    other: ContactId
    reason: str


class FollowIdentities:
    """The job that makes two contacts one; see MergeContacts for its rules and the way back."""

    def __init__(self, *, merging: MergeContacts) -> None:
        self._merging = merging

    async def merge(self, tenant_id: TenantId, payload: bytes) -> None:
        """Whoever is gone or merged already is left alone."""
        job = msgspec.json.decode(payload, type=MergeJob)
        for attempt in range(TRIES):
            try:
                await self._merging.merge(system(tenant_id), job.into, job.other, job.reason)
            except (MergeRefused, ContactNotFound):
                return
            except StaleVersion:
                if attempt + 1 == TRIES:
                    raise
            else:
                return


async def linked(work: MessagingWork, tenant_id: TenantId, event: AddressesLinked, now: dt.datetime) -> None:
    """A telephone and a hidden identity are one person's. Nobody is made of it; two contacts become one by a job of its own."""
    await one_person(work, tenant_id, event.person, now)
    await named(work, event.person, event.name, now)


async def one_person(work: MessagingWork, tenant_id: TenantId, addresses: Sequence[Address], now: dt.datetime) -> None:
    """Whoever is known by one of these is known by all; two who are known by different ones are one."""
    hidden = [a for a in addresses if a.kind is AddressKind.LID]
    open_ones = [a for a in addresses if a.kind is not AddressKind.LID]
    if not hidden or not open_ones:
        return
    by_lid, by_phone = await work.contacts.find(hidden), await work.contacts.find(open_ones)
    known = by_phone or by_lid
    if known is None:
        return
    if by_lid is not None and by_phone is not None and by_lid.id != by_phone.id:
        wanted = MergeJob(into=by_phone.id, other=by_lid.id, reason=LID_LINKED)
        payload = msgspec.json.encode(wanted)
        await work.jobs.add(Job(kind=MERGE, tenant_id=tenant_id, payload=payload, key=f"{MERGE}:{by_lid.id}"))
        return
    learnt = known.know(addresses, now)
    if learnt is not known:
        await work.contacts.save(learnt)


async def synced(work: MessagingWork, event: ContactSynced, now: dt.datetime) -> None:
    """The phone's address book names somebody: taken for want of a better name."""
    if not event.removed:
        await named(work, event.person, event.name, now)


async def named(work: MessagingWork, person: Sequence[Address], name: str | None, now: dt.datetime) -> None:
    """A known contact without a name gets this one."""
    contact = await work.contacts.find(person) if name else None
    if contact is not None and not contact.name:
        await work.contacts.save(msgspec.structs.replace(contact, name=name, updated_at=now))


async def replaced(
    work: MessagingWork, tenant_id: TenantId, events: Sequence[AddressesChanged], ids: Ids, now: dt.datetime
) -> None:
    """People have other addresses than before. Told before the messages of the same batch, so that these find the person."""
    for event in events:
        contact = await work.contacts.find(event.old)
        if contact is None or await work.contacts.find(event.new) not in (None, contact):
            continue
        changed = contact.know(event.new, now)
        if changed is contact:
            continue
        await work.contacts.save(changed)
        work.events.add(
            AddressesReplaced(
                id=EventId(ids.new()), tenant_id=tenant_id, at=now, contact_id=contact.id, reason=event.body
            )
        )
