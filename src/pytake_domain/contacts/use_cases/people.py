"""Who a contact is: looked up, found, changed, tagged."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from pytake_domain.contacts.attribute import Attribute, read_attributes
from pytake_domain.contacts.consent import ConsentGiven, ConsentProof, check_consent
from pytake_domain.contacts.contact import MARKETING, AttributeValue, Contact
from pytake_domain.contacts.errors import ContactNotFound, TagInUse, TagNotFound
from pytake_domain.contacts.events import ContactChanged, ContactTagged, MarketingOptedIn, MarketingOptedOut
from pytake_domain.contacts.ports import ContactsWork, PeopleWork
from pytake_domain.contacts.search import terms_of
from pytake_domain.contacts.tag import Tag, clean_contact_tags, tag_id
from pytake_domain.identity import normalise_email
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ConsentId, ContactId, EventId, Ids, TagId
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import Clock, zone
from pytake_domain.kernel.work import OpenWork

NAME_MOST = 200
HOPS = 20
SOURCE = "console"
T = TypeVar("T")


class ContactPatch(msgspec.Struct, frozen=True, kw_only=True):
    """What is to change; UNSET stays. `attributes` replace the whole; `opted_in` is a consent, with its moment kept."""

    name: str | msgspec.UnsetType | None = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET
    language: Language | msgspec.UnsetType | None = msgspec.UNSET
    time_zone: str | msgspec.UnsetType | None = msgspec.UNSET
    vip: bool | msgspec.UnsetType = msgspec.UNSET
    attributes: Mapping[str, AttributeValue] | msgspec.UnsetType = msgspec.UNSET
    opted_in: bool | msgspec.UnsetType = msgspec.UNSET
    blocked: bool | msgspec.UnsetType = msgspec.UNSET


class ManageContacts:
    """People of a company; one that was merged is the one it became."""

    def __init__(
        self,
        *,
        open_work: OpenWork[PeopleWork],
        clock: Clock,
        ids: Ids,
        open_reading: OpenWork[PeopleWork] | None = None,
    ) -> None:
        self._open_work = open_work
        self._open_reading = open_reading or open_work
        self._clock = clock
        self._ids = ids

    async def get(self, actor: Actor, contact_id: ContactId) -> Contact:
        """Raises ContactNotFound."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_reading(actor.tenant_id) as work:
            return await present(work, contact_id)

    async def search(self, actor: Actor, text: str, limit: int) -> Sequence[Contact]:
        """The newest of those who fit; nobody for an empty text. Raises Invalid."""
        actor.require(Permission.READ_CONTACTS)
        terms = terms_of(text, numbers_shown=actor.may(Permission.READ_PHONE_NUMBERS))
        if terms is None:
            return ()
        async with self._open_reading(actor.tenant_id) as work:
            return await work.contacts.search(terms, limit)

    async def change(self, actor: Actor, contact_id: ContactId, patch: ContactPatch) -> Contact:
        """Raises ContactNotFound, Invalid, StaleVersion."""
        actor.require(Permission.WRITE_CONTACTS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            before = await present(work, contact_id)
            changed = _consent(patched(before, patch, await known_attributes(work)), patch, now)
            fields = tuple(name for name in _FIELDS if getattr(before, name) != getattr(changed, name))
            if not fields:
                return before
            self._tell(work, actor, before, changed, fields, now)
            if patch.opted_in is not msgspec.UNSET and changed.opted_in is not before.opted_in:
                said = ConsentGiven(purpose=MARKETING, given=changed.opted_in, source=SOURCE)
                await work.consents.add(proof_of(said, before.id, actor, self._ids, now))
            return await _saved(work, replace(changed, updated_at=now))

    async def tag(self, actor: Actor, contact_id: ContactId, tags: Sequence[str]) -> Contact:
        """Add tags. Raises ContactNotFound, Invalid, StaleVersion."""
        actor.require(Permission.WRITE_CONTACTS)
        clean, now = clean_contact_tags(tags), self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            before = await present(work, contact_id)
            changed = before.tag(*clean, at=now)
            if changed.tags == before.tags:
                return before
            clean_contact_tags(changed.tags)
            await work.tags.know(clean, now)
            self._tell(work, actor, before, changed, ("tags",), now)
            return await _saved(work, changed)

    async def untag(self, actor: Actor, contact_id: ContactId, tags: Sequence[str]) -> Contact:
        """Take tags away. Raises ContactNotFound, Invalid, StaleVersion."""
        actor.require(Permission.WRITE_CONTACTS)
        clean, now = clean_contact_tags(tags), self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            before = await present(work, contact_id)
            changed = before.untag(*clean, at=now)
            if changed.tags == before.tags:
                return before
            self._tell(work, actor, before, changed, ("tags",), now)
            return await _saved(work, changed)

    async def tags(self, actor: Actor) -> Sequence[Tag]:
        """By name, those that nobody bears too."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.tags.all()

    async def add_tag(self, actor: Actor, name: str) -> Tag:
        """For choosing from; one that is there stays as it is. Raises Invalid."""
        actor.require(Permission.WRITE_CONTACTS)
        (clean,) = clean_contact_tags((name,))
        wanted = tag_id(actor.tenant_id, clean)
        async with self._open_work(actor.tenant_id) as work:
            await work.tags.know((clean,), self._clock.now())
            return next(tag for tag in await work.tags.all() if tag.id == wanted)

    async def remove_tag(self, actor: Actor, wanted: TagId) -> None:
        """One that nobody bears. Raises TagNotFound, TagInUse."""
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            tag = next((tag for tag in await work.tags.all() if tag.id == wanted), None)
            if tag is None:
                raise TagNotFound
            if tag.used:
                raise TagInUse(count=tag.used)
            await work.tags.remove(tag.name)

    def _tell(
        self, work: PeopleWork, actor: Actor, before: Contact, after: Contact, fields: tuple[str, ...], now: dt.datetime
    ) -> None:
        about = {
            "tenant_id": before.tenant_id,
            "at": now,
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "contact_id": before.id,
        }
        work.events.add(ContactChanged(id=EventId(self._ids.new()), fields=fields, **about))  # type: ignore[arg-type]
        fresh = tuple(tag for tag in after.tags if tag not in before.tags)
        if fresh:
            work.events.add(ContactTagged(id=EventId(self._ids.new()), tags=fresh, **about))  # type: ignore[arg-type]
        if after.opted_in and not before.opted_in:
            work.events.add(MarketingOptedIn(id=EventId(self._ids.new()), reason=SOURCE, **about))  # type: ignore[arg-type]
        if after.opted_out and not before.opted_out:
            work.events.add(MarketingOptedOut(id=EventId(self._ids.new()), reason=SOURCE, **about))  # type: ignore[arg-type]


_FIELDS = ("name", "email", "language", "time_zone", "vip", "attributes", "opted_in", "opted_out", "blocked")


def patched(contact: Contact, patch: ContactPatch, known: Mapping[str, Attribute]) -> Contact:
    """With what is to change, checked. Raises Invalid."""
    name = _given(patch.name, contact.name)
    if name is not None and len(name.strip()) > NAME_MOST:
        raise Invalid(Problem(field="name", code="too_long", params={"most": NAME_MOST}))
    email = contact.email
    if not isinstance(patch.email, msgspec.UnsetType):
        email = normalise_email(patch.email) if patch.email else None
    attributes = contact.attributes
    if not isinstance(patch.attributes, msgspec.UnsetType):
        attributes = read_attributes(patch.attributes, contact.attributes, known)
    time_zone = _given(patch.time_zone, contact.time_zone) or None
    if time_zone is not None:
        zone(time_zone)
    return replace(
        contact,
        name=(name or "").strip() or None,
        email=email,
        language=_given(patch.language, contact.language),
        time_zone=time_zone,
        vip=_given(patch.vip, contact.vip),
        attributes=attributes,
        blocked=_given(patch.blocked, contact.blocked),
    )


def _consent(contact: Contact, patch: ContactPatch, now: dt.datetime) -> Contact:
    if patch.opted_in is True and not contact.opted_in:
        return contact.opt_in(SOURCE, now)
    if patch.opted_in is False and not contact.opted_out:
        return contact.opt_out(now)
    return contact


def _given(value: T | msgspec.UnsetType, present: T) -> T:
    return present if isinstance(value, msgspec.UnsetType) else value


async def known_attributes(work: ContactsWork) -> dict[str, Attribute]:
    """Those that are defined, by name."""
    return {attribute.name: attribute for attribute in await work.attributes.all()}


def proof_of(said: ConsentGiven, contact_id: ContactId, actor: Actor, ids: Ids, now: dt.datetime) -> ConsentProof:
    """What is kept of it. Raises Invalid."""
    return ConsentProof(
        id=ConsentId(ids.new()),
        contact_id=contact_id,
        purpose=said.purpose,
        given=said.given,
        at=check_consent(said, now),
        source=said.source.strip(),
        text=said.text,
        recorded_at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
    )


async def present(work: ContactsWork, contact_id: ContactId) -> Contact:
    """Who that is by now. Raises ContactNotFound, also when they were deleted."""
    contact = await work.contacts.get(contact_id)
    for _ in range(HOPS):
        if contact.deleted_at is not None:
            break
        if contact.merged_into is None:
            return contact
        contact = await work.contacts.get(contact.merged_into)
    raise ContactNotFound


async def _saved(work: PeopleWork, contact: Contact) -> Contact:
    await work.contacts.save(contact)
    return await work.contacts.get(contact.id)
