"""One change of many contacts: those that are named, or a stretch of those that a list shows."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from pytake_domain.contacts.consent import ConsentGiven, check_consent
from pytake_domain.contacts.contact import Contact
from pytake_domain.contacts.contact_list import AT_ONCE
from pytake_domain.contacts.events import (
    ConsentRecorded,
    ContactChanged,
    ContactDeleted,
    MarketingOptedIn,
    MarketingOptedOut,
)
from pytake_domain.contacts.ports import PeopleWork
from pytake_domain.contacts.tag import TAGS_MOST, clean_contact_tags
from pytake_domain.contacts.use_cases.keep import Wanted, filter_of, now_of
from pytake_domain.contacts.use_cases.people import proof_of
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import ContactId, ContactListId, EventId, Ids
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

MAX_REASON = 200


class ManyAction(StrEnum):
    """What is done with each."""

    TAG = "tag"
    UNTAG = "untag"
    LIST = "list"
    UNLIST = "unlist"
    CONSENT = "consent"
    DELETE = "delete"


class LeftAlone(StrEnum):
    """Why one stays as it was."""

    IN_CONVERSATION = "in_conversation"
    TOO_MANY_TAGS = "too_many_tags"
    SAID_NO = "said_no"


class ManyOrder(msgspec.Struct, frozen=True, kw_only=True):
    """The action and what it needs; whom: `ids`, or those of a list from behind `after` on, the newest first."""

    action: ManyAction
    ids: tuple[ContactId, ...] | None = None
    wanted: Wanted | None = None
    after: ContactId | None = None
    tags: tuple[str, ...] = ()
    list_id: ContactListId | None = None
    consent: ConsentGiven | None = None
    reason: str = ""


class ManyOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """How many were changed, were so already, or were left alone and why; `after` leads to the rest of the list."""

    changed: int = 0
    unchanged: int = 0
    left: Mapping[LeftAlone, int] = {}
    after: ContactId | None = None


Step = Callable[[Contact], Contact | LeftAlone]
"""A contact as it is to be; itself when it is so already."""


class ChangeManyContacts:
    """At most a thousand at once, all in one transaction."""

    def __init__(self, *, open_work: OpenWork[PeopleWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def apply(self, actor: Actor, order: ManyOrder) -> ManyOutcome:
        """Those that do not exist, or no longer, are left out. Raises Invalid, ContactListNotFound."""
        actor.require(Permission.WRITE_CONTACTS)
        now = self._clock.now()
        order = _checked(order, now)
        async with self._open_work(actor.tenant_id) as work:
            ids = await self._whom(work, actor, order, now)
            held = await work.contacts.hold(ids)
            people = [c for c in held.values() if c.merged_into is None and c.deleted_at is None]
            if order.list_id is not None:
                outcome = await self._listed(work, order.action, order.list_id, people, now)
            else:
                outcome = await self._changed(work, actor, order, people, now)
        more = order.wanted is not None and len(ids) == AT_ONCE
        return replace(outcome, after=ids[-1]) if more else outcome

    async def _whom(self, work: PeopleWork, actor: Actor, order: ManyOrder, now: dt.datetime) -> Sequence[ContactId]:
        if order.wanted is None:
            return tuple(dict.fromkeys(order.ids or ()))
        wanted = await filter_of(work, actor, order.wanted)
        if wanted is None:
            return ()
        return await work.contacts.wanted(wanted, await now_of(work, now), before=order.after, limit=AT_ONCE)

    async def _listed(
        self, work: PeopleWork, action: ManyAction, list_id: ContactListId, people: Sequence[Contact], now: dt.datetime
    ) -> ManyOutcome:
        lists, ids = work.contact_lists, [contact.id for contact in people]
        made = await lists.get(list_id)
        if action is ManyAction.LIST:
            changed = await lists.put(made.id, ids, now)
        else:
            changed = await lists.take(made.id, ids)
        return ManyOutcome(changed=changed, unchanged=len(ids) - changed)

    async def _changed(
        self, work: PeopleWork, actor: Actor, order: ManyOrder, people: Sequence[Contact], now: dt.datetime
    ) -> ManyOutcome:
        busy = await work.contacts.busy([c.id for c in people]) if order.action is ManyAction.DELETE else set()
        step = _step(order, busy, now)
        left: dict[LeftAlone, int] = {}
        pairs: list[tuple[Contact, Contact]] = []
        for contact in people:
            after = step(contact)
            if isinstance(after, LeftAlone):
                left[after] = left.get(after, 0) + 1
            elif after is not contact:
                pairs.append((contact, after))
        await self._kept(work, actor, order, pairs, now)
        return ManyOutcome(changed=len(pairs), unchanged=len(people) - len(pairs) - sum(left.values()), left=left)

    async def _kept(
        self,
        work: PeopleWork,
        actor: Actor,
        order: ManyOrder,
        pairs: Sequence[tuple[Contact, Contact]],
        now: dt.datetime,
    ) -> None:
        if not pairs:
            return
        if order.action is ManyAction.TAG:
            await work.tags.know(order.tags, now)
        if order.action is ManyAction.DELETE:
            await work.contact_lists.leave([before.id for before, _ in pairs])
        if order.consent is not None:
            said = order.consent
            await work.consents.add(*(proof_of(said, before.id, actor, self._ids, now) for before, _ in pairs))
        await work.contacts.save_all([after for _, after in pairs])
        for before, after in pairs:
            work.events.add(*self._told(actor, order, before, after, now))

    def _told(
        self, actor: Actor, order: ManyOrder, before: Contact, after: Contact, now: dt.datetime
    ) -> Sequence[Event]:
        def about(reason: str = "") -> dict[str, object]:
            return {
                "id": EventId(self._ids.new()),
                "tenant_id": actor.tenant_id,
                "at": now,
                "actor_kind": actor.kind,
                "actor_id": actor.id,
                "contact_id": before.id,
                "reason": reason,
            }

        if order.action is ManyAction.DELETE:
            return [ContactDeleted(**about(order.reason))]  # type: ignore[arg-type]
        if order.consent is None:
            return [ContactChanged(fields=("tags",), **about())]  # type: ignore[arg-type]
        said = order.consent
        told: list[Event] = [ConsentRecorded(purpose=said.purpose, given=said.given, **about())]  # type: ignore[arg-type]
        if after.opted_in is not before.opted_in or after.opted_out is not before.opted_out:
            kind = MarketingOptedIn if after.opted_in else MarketingOptedOut
            told.append(kind(**about(said.source)))  # type: ignore[arg-type]
        return told


def _checked(order: ManyOrder, now: dt.datetime) -> ManyOrder:
    """Only with what its action needs. Raises Invalid."""
    if (order.ids is None) is (order.wanted is None):
        raise Invalid(Problem(field="ids", code="ids_or_filter"))
    if order.ids is not None and not 1 <= len(order.ids) <= AT_ONCE:
        raise Invalid(Problem(field="ids", code="length", params={"least": 1, "most": AT_ONCE}))
    if len(order.reason) > MAX_REASON:
        raise Invalid(Problem(field="reason", code="too_long", params={"most": MAX_REASON}))
    tags = clean_contact_tags(order.tags) if order.tags else ()
    plain = replace(order, tags=(), list_id=None, consent=None, reason=order.reason.strip())
    match order.action:
        case ManyAction.TAG | ManyAction.UNTAG:
            if not tags:
                raise Invalid(Problem(field="tags", code="required"))
            return replace(plain, tags=tags)
        case ManyAction.LIST | ManyAction.UNLIST:
            if order.list_id is None:
                raise Invalid(Problem(field="list_id", code="required"))
            return replace(plain, list_id=order.list_id)
        case ManyAction.CONSENT:
            said = order.consent
            if said is None:
                raise Invalid(Problem(field="consent", code="required"))
            return replace(plain, consent=replace(said, at=check_consent(said, now), source=said.source.strip()))
        case ManyAction.DELETE:
            return plain


def _step(order: ManyOrder, busy: set[ContactId], now: dt.datetime) -> Step:
    def tag(contact: Contact) -> Contact | LeftAlone:
        after = contact.tag(*order.tags, at=now)
        if after.tags == contact.tags:
            return contact
        return after if len(after.tags) <= TAGS_MOST else LeftAlone.TOO_MANY_TAGS

    def untag(contact: Contact) -> Contact:
        after = contact.untag(*order.tags, at=now)
        return contact if after.tags == contact.tags else after

    def consent(contact: Contact) -> Contact | LeftAlone:
        said = order.consent
        if said is None or said.at is None:
            return contact
        known = contact.consents.get(said.purpose)
        if known is not None and (known.given is said.given or known.at > said.at):
            return contact
        # One person may change their mind; of many at once nobody can know that they did.
        if known is not None and said.given:
            return LeftAlone.SAID_NO
        return replace(contact.consent(said.purpose, given=said.given, source=said.source, at=said.at), updated_at=now)

    def delete(contact: Contact) -> Contact | LeftAlone:
        return LeftAlone.IN_CONVERSATION if contact.id in busy else contact.forget(now)

    steps: dict[ManyAction, Step] = {
        ManyAction.TAG: tag,
        ManyAction.UNTAG: untag,
        ManyAction.CONSENT: consent,
        ManyAction.DELETE: delete,
    }
    return steps[order.action]
