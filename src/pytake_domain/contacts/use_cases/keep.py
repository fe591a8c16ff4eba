"""Contacts come and go: added, listed, deleted; what they agreed to; all that happened with them."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from pytake_domain.contacts.address import Address
from pytake_domain.contacts.browsing import ContactFilter
from pytake_domain.contacts.consent import ConsentGiven, ConsentProof
from pytake_domain.contacts.contact import MARKETING, Contact
from pytake_domain.contacts.contact_list import AT_ONCE, ContactList
from pytake_domain.contacts.errors import AddressTaken, ContactExists, ContactInConversation
from pytake_domain.contacts.events import (
    ConsentRecorded,
    ContactCreated,
    ContactDeleted,
    ContactTagged,
    MarketingOptedIn,
    MarketingOptedOut,
)
from pytake_domain.contacts.ports import PeopleWork
from pytake_domain.contacts.search import terms_of
from pytake_domain.contacts.segments.checking import checked, inlined
from pytake_domain.contacts.segments.ground import ground_of
from pytake_domain.contacts.segments.holding import Now
from pytake_domain.contacts.segments.language import parse
from pytake_domain.contacts.segments.query import AllOf, InSegment, Query
from pytake_domain.contacts.tag import clean_contact_tags
from pytake_domain.contacts.timeline import Moment
from pytake_domain.contacts.use_cases.people import SOURCE, ContactPatch, known_attributes, patched, present, proof_of
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId, ContactListId, EventId, Ids, SegmentId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import Clock, day_in
from pytake_domain.kernel.work import OpenWork

ADDRESSES_MOST = 20


class NewContact(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to add: by what addresses, and what is known of them."""

    addresses: tuple[Address, ...]
    known: ContactPatch = ContactPatch()
    tags: tuple[str, ...] = ()


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is asked for; `text` is a question of the segments' language, `ids` are some that were chosen from it."""

    ids: tuple[ContactId, ...] | None = None
    tags: tuple[str, ...] = ()
    list_id: ContactListId | None = None
    segment_id: SegmentId | None = None
    q: str = ""
    text: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A contact as a list shows it: also the day (UTC) on which they last wrote."""

    contact: Contact
    last_seen: dt.date | None = None


class KeepContacts:
    """The people that a company knows."""

    def __init__(self, *, open_work: OpenWork[PeopleWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def add(self, actor: Actor, new: NewContact) -> Contact:
        """Raises ContactExists naming who has one of the addresses; Invalid."""
        actor.require(Permission.WRITE_CONTACTS)
        if not 1 <= len(new.addresses) <= ADDRESSES_MOST:
            raise Invalid(Problem(field="addresses", code="length", params={"least": 1, "most": ADDRESSES_MOST}))
        if not any(address.finds for address in new.addresses):
            raise Invalid(Problem(field="addresses", code="finds_nobody"))
        tags, now = clean_contact_tags(new.tags) if new.tags else (), self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            found = await work.contacts.find(new.addresses)
            if found is not None and found.deleted_at is None:
                raise _exists(found.id)
            contact = found or Contact(
                id=ContactId(self._ids.new()), tenant_id=actor.tenant_id, created_at=now, updated_at=now
            )
            contact = patched(contact, new.known, await known_attributes(work)).know(new.addresses, now)
            agrees = new.known.opted_in
            if agrees is True and not contact.opted_out:
                contact = contact.opt_in(SOURCE, now)
            elif agrees is False and not contact.opted_out:
                contact = contact.opt_out(now)
            await work.tags.know(tags, now)
            contact = replace(contact, tags=tags, deleted_at=None, updated_at=now)
            try:
                await (work.contacts.add(contact) if found is None else work.contacts.save(contact))
            except AddressTaken as error:
                raise _exists(None) from error
            await self._welcome(work, actor, contact, now)
            return await work.contacts.get(contact.id)

    async def _welcome(self, work: PeopleWork, actor: Actor, contact: Contact, now: dt.datetime) -> None:
        said = contact.consents.get(MARKETING)
        work.events.add(ContactCreated(**self._about(actor, contact.id, now)))  # type: ignore[arg-type]
        if contact.tags:
            work.events.add(ContactTagged(tags=contact.tags, **self._about(actor, contact.id, now)))  # type: ignore[arg-type]
        if said is not None and said.at == now:
            given = ConsentGiven(purpose=MARKETING, given=said.given, source=SOURCE)
            await work.consents.add(proof_of(given, contact.id, actor, self._ids, now))
            kind = MarketingOptedIn if said.given else MarketingOptedOut
            work.events.add(kind(**{**self._about(actor, contact.id, now), "reason": SOURCE}))  # type: ignore[arg-type]

    async def browse(self, actor: Actor, wanted: Wanted, page: PageRequest) -> Page["Entry"]:
        """Raises Invalid, also for a question that makes no sense here."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            filtered = await filter_of(work, actor, wanted)
            if filtered is None:
                return Page(items=(), total=0)
            found = await work.contacts.browse(filtered, page, await now_of(work, self._clock.now()))
            seen = await work.contacts.seen([contact.id for contact in found.items])
            return found.map(lambda contact: Entry(contact=contact, last_seen=seen.get(contact.id)))

    async def delete(self, actor: Actor, contact_id: ContactId, reason: str = "") -> None:
        """Raises ContactInConversation while a conversation is open, ContactNotFound."""
        actor.require(Permission.WRITE_CONTACTS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            contact = await present(work, contact_id)
            if await work.contacts.busy([contact.id]):
                raise ContactInConversation
            await work.contact_lists.leave([contact.id])
            await work.contacts.save(contact.forget(now))
            about = {**self._about(actor, contact.id, now), "reason": reason.strip()[:200]}
            work.events.add(ContactDeleted(**about))  # type: ignore[arg-type]

    async def consent(self, actor: Actor, contact_id: ContactId, said: ConsentGiven) -> Contact:
        """Keep what they said, with its proof. Raises ContactNotFound, Invalid, StaleVersion."""
        actor.require(Permission.WRITE_CONTACTS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            before = await present(work, contact_id)
            proof = proof_of(said, before.id, actor, self._ids, now)
            await work.consents.add(proof)
            latest = before.consents.get(said.purpose)
            about = self._about(actor, before.id, now)
            work.events.add(ConsentRecorded(purpose=said.purpose, given=said.given, **about))  # type: ignore[arg-type]
            if latest is not None and latest.at > proof.at:
                return before
            after = replace(
                before.consent(said.purpose, given=said.given, source=proof.source, at=proof.at), updated_at=now
            )
            if said.purpose == MARKETING and after.opted_in is not before.opted_in:
                kind = MarketingOptedIn if after.opted_in else MarketingOptedOut
                work.events.add(kind(**{**self._about(actor, before.id, now), "reason": proof.source}))  # type: ignore[arg-type]
            await work.contacts.save(after)
            return await work.contacts.get(before.id)

    async def proofs(self, actor: Actor, contact_id: ContactId) -> Sequence[ConsentProof]:
        """All that they ever said, newest first. Raises ContactNotFound."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.consents.of((await present(work, contact_id)).id)

    async def lists(self, actor: Actor, contact_id: ContactId) -> Sequence[ContactList]:
        """Those that they are on, by name. Raises ContactNotFound."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            on = set(await work.contact_lists.of((await present(work, contact_id)).id))
            return [made for made in await work.contact_lists.all() if made.id in on] if on else []

    async def timeline(
        self, actor: Actor, contact_id: ContactId, *, before: UUID | None, limit: int
    ) -> Sequence[Moment]:
        """Newest first; one more than asked for tells that there are others. Raises ContactNotFound."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            contact = await present(work, contact_id)
            return await work.contacts.timeline(contact.id, before=before, limit=limit)

    def _about(self, actor: Actor, contact_id: ContactId, now: dt.datetime) -> dict[str, object]:
        return {
            "id": EventId(self._ids.new()),
            "tenant_id": actor.tenant_id,
            "at": now,
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "contact_id": contact_id,
        }


def _exists(contact_id: ContactId | None) -> ContactExists:
    who = str(contact_id) if contact_id is not None else "-"
    problem = Problem(field="addresses", code="address_of_contact", params={"contact_id": who})
    return ContactExists(problem, contact_id=who)


async def now_of(work: PeopleWork, now: dt.datetime) -> Now:
    """The moment, and which day it is where the company is."""
    return Now(at=now, today=day_in((await work.tenants.get()).time_zone, now))


async def filter_of(work: PeopleWork, actor: Actor, wanted: Wanted) -> ContactFilter | None:
    """What is wanted, as the store is asked for it; None when nobody can be meant. Raises Invalid."""
    terms = terms_of(wanted.q, numbers_shown=actor.may(Permission.READ_PHONE_NUMBERS))
    if terms is None and wanted.q.strip():
        return None
    query = await asked_of(work, wanted)
    if wanted.ids is not None and not 1 <= len(wanted.ids) <= AT_ONCE:
        raise Invalid(Problem(field="ids", code="length", params={"least": 1, "most": AT_ONCE}))
    return ContactFilter(ids=wanted.ids, tags=wanted.tags, list_id=wanted.list_id, terms=terms, query=query)


async def asked_of(work: PeopleWork, wanted: Wanted) -> Query | None:
    """What a list is asked for, as one question. Raises Invalid."""
    asked: list[Query] = [parse(wanted.text)] if wanted.text.strip() else []
    if wanted.segment_id is not None:
        asked.append(InSegment(segment=str(wanted.segment_id)))
    if not asked:
        return None
    ground = await ground_of(work)
    return inlined(checked(AllOf(of=tuple(asked)), ground), ground)
