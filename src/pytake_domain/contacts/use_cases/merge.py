"""Two contacts found to be one person become one, history and all, with the reason kept and a way back."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from pytake_domain.contacts.contact import Contact, merge, part
from pytake_domain.contacts.errors import MergeRefused
from pytake_domain.contacts.events import ContactsMerged, MergeUndone
from pytake_domain.contacts.ports import ContactsWork, MergeRecord
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.events import EventLog
from pytake_domain.kernel.ids import ContactId, EventId, Ids, TenantId
from pytake_domain.kernel.time import Clock

MAX_REASON = 500


class MergingWork(ContactsWork, Protocol):
    """Contacts, and who hears of it."""

    @property
    def events(self) -> EventLog:
        """What happened."""
        ...


class OpenMergingWork(Protocol):
    """Opens a work of one tenant."""

    def __call__(self, tenant_id: TenantId) -> AbstractAsyncContextManager[MergingWork]:
        """See OpenWork."""
        ...


class MergeContacts:
    """Merging by hand, and taking it back."""

    def __init__(self, *, open_work: OpenMergingWork, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def merge(self, actor: Actor, into: ContactId, other: ContactId, reason: str) -> Contact:
        """`other` becomes part of `into`: addresses, conversations and messages. Returns the one that is left.

        Raises ContactNotFound, MergeRefused, Invalid without a reason, StaleVersion.
        """
        actor.require(Permission.WRITE_CONTACTS)
        why = reason.strip()
        if not 1 <= len(why) <= MAX_REASON:
            raise Invalid(Problem(field="reason", code="length", params={"least": 1, "most": MAX_REASON}))
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            before, going = await work.contacts.get(into), await work.contacts.get(other)
            kept, gone = merge(before, going, now)
            # First the one that loses its addresses: each belongs to one contact at any time.
            await work.contacts.save(gone)
            await work.contacts.save(kept)
            await work.merges.add(MergeRecord(kept=before, merged=going, reason=why, at=now))
            await work.contacts.move_history(other, into)
            work.events.add(
                ContactsMerged(
                    id=EventId(self._ids.new()),
                    tenant_id=actor.tenant_id,
                    at=now,
                    actor_kind=actor.kind,
                    actor_id=actor.id,
                    reason=why,
                    contact_id=into,
                    merged_id=other,
                )
            )
            return await work.contacts.get(into)

    async def undo(self, actor: Actor, merged_id: ContactId) -> Contact:
        """It is a contact of its own again, with its addresses and its history. Returns it.

        What was learnt since stays with the contact it was merged into. Raises ContactNotFound when it is no merged contact,
        MergeRefused while the one it became is itself part of another: undo that first.
        """
        actor.require(Permission.WRITE_CONTACTS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            gone = await work.contacts.get(merged_id)
            if gone.merged_into is None:
                raise MergeRefused
            present = await work.contacts.get(gone.merged_into)
            await work.contacts.restore_history(merged_id, present.id)
            record = await work.merges.take(merged_id)
            kept, own = part(present, gone, before=(record.kept, record.merged), at=now)
            await work.contacts.save(kept)
            await work.contacts.save(own)
            work.events.add(
                MergeUndone(
                    id=EventId(self._ids.new()),
                    tenant_id=actor.tenant_id,
                    at=now,
                    actor_kind=actor.kind,
                    actor_id=actor.id,
                    reason=record.reason,
                    contact_id=kept.id,
                    merged_id=merged_id,
                )
            )
            return await work.contacts.get(merged_id)
