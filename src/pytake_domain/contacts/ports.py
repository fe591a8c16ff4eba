"""What contacts need from their store."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from pytake_domain.contacts.address import Address
from pytake_domain.contacts.attribute import Attribute
from pytake_domain.contacts.browsing import ContactFilter
from pytake_domain.contacts.consent import ConsentProof
from pytake_domain.contacts.contact import Contact
from pytake_domain.contacts.contact_list import ContactList
from pytake_domain.contacts.importing.ports import ImportRepository
from pytake_domain.contacts.search import Terms
from pytake_domain.contacts.segments.holding import Now, Person
from pytake_domain.contacts.segments.query import Leaf, Query
from pytake_domain.contacts.segments.segment import Segment
from pytake_domain.contacts.tag import Tag
from pytake_domain.contacts.timeline import Moment
from pytake_domain.identity import TenantRepository
from pytake_domain.kernel.events import EventLog
from pytake_domain.kernel.ids import AttributeId, ConsentId, ContactId, ContactListId, SegmentId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.work import Jobs


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wrote or was written to: the addresses seen, strongest first, and the name shown, if any."""

    addresses: tuple[Address, ...]
    name: str | None = None
    at: dt.datetime


class ContactRepository(Protocol):
    """Contacts of one tenant, inside a work."""

    async def find_or_add(self, sightings: Sequence[Sighting]) -> Sequence[Contact]:
        """The contact behind each sighting, in the same order; unknown people become new contacts.

        Any finding address will do, Brazil's ninth digit or not; merged contacts give the one they became. Addresses seen
        beside a known one are learnt, unless they belong to somebody else (the first found wins, nothing is merged silently).
        """
        ...

    async def get(self, contact_id: ContactId) -> Contact:
        """Raises ContactNotFound."""
        ...

    async def get_all(self, ids: Sequence[ContactId]) -> dict[ContactId, Contact]:
        """Those that exist."""
        ...

    async def find(self, addresses: Sequence[Address]) -> Contact | None:
        """Who is reached by any of these."""
        ...

    async def unreachable(self, ids: Sequence[ContactId]) -> Sequence[Contact]:
        """Those of these of whom a provider said, however long ago, that nobody is reached."""
        ...

    async def tagged(self, tags: Sequence[str], *, after: ContactId | None = None, limit: int) -> Sequence[ContactId]:
        """Those who bear any of the tags, by their ids, from behind `after` on; neither blocked nor merged ones."""
        ...

    async def search(self, terms: Terms, limit: int) -> Sequence[Contact]:
        """Those who fit (see search.fits), newest first; not those that were merged into others."""
        ...

    async def add(self, contact: Contact) -> None:
        """A new one. Raises AddressTaken when an address is another's."""
        ...

    async def browse(self, wanted: ContactFilter, page: PageRequest, now: Now) -> Page[Contact]:
        """Those that are wanted, by `page.sort` (one of SORTS); neither merged nor deleted ones.

        With a cursor in the order of their making, whatever is asked for; then nothing is counted.
        """
        ...

    async def wanted(
        self, wanted: ContactFilter, now: Now, *, before: ContactId | None, limit: int
    ) -> Sequence[ContactId]:
        """Those that `browse` shows, by their ids, the newest first, from behind `before` on."""
        ...

    async def seen(self, ids: Sequence[ContactId]) -> dict[ContactId, dt.date]:
        """The day (UTC) on which they last wrote, of those who ever did."""
        ...

    async def busy(self, ids: Sequence[ContactId]) -> set[ContactId]:
        """Who of them has a conversation that is neither resolved nor archived."""
        ...

    async def timeline(self, contact_id: ContactId, *, before: UUID | None, limit: int) -> Sequence[Moment]:
        """What happened with them and with those who were merged into them, newest first."""
        ...

    async def save(self, contact: Contact) -> None:
        """Raises StaleVersion when somebody saved it since; AddressTaken when an address is another's."""
        ...

    async def hold(self, ids: Sequence[ContactId]) -> dict[ContactId, Contact]:
        """Those that exist, in the order of `ids`; nobody else changes them until the work ends."""
        ...

    async def save_all(self, contacts: Sequence[Contact]) -> None:
        """Many that are held, at once. Addresses stay as they are, but those of who has none any more. Raises StaleVersion."""
        ...

    async def move_history(self, source: ContactId, target: ContactId) -> None:
        """Conversations and messages of `source` become those of `target`; remembers which, for a way back."""
        ...

    async def restore_history(self, source: ContactId, target: ContactId) -> None:
        """Undo `move_history`."""
        ...


class MergeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Both contacts as they were before they became one, and why: the way back."""

    kept: Contact
    merged: Contact
    reason: str
    at: dt.datetime


class MergeRepository(Protocol):
    """Merges that can be undone, inside a work."""

    async def add(self, record: MergeRecord) -> None:
        """Remember it."""
        ...

    async def take(self, merged: ContactId) -> MergeRecord:
        """Hand out and forget. Raises ContactNotFound when there is none."""
        ...


class TagRepository(Protocol):
    """Tags of one tenant, inside a work."""

    async def know(self, names: Sequence[str], at: dt.datetime) -> None:
        """From now on there to be chosen; those that are stay as they are."""
        ...

    async def all(self) -> Sequence[Tag]:
        """By name: those that are known and those that contacts bear, with how many do."""
        ...

    async def remove(self, name: str) -> None:
        """No longer there to be chosen."""
        ...


class AttributeRepository(Protocol):
    """Attributes that a company has defined, inside a work."""

    async def all(self) -> Sequence[Attribute]:
        """By their labels."""
        ...

    async def get(self, attribute_id: AttributeId) -> Attribute:
        """Raises AttributeNotFound."""
        ...

    async def add(self, attribute: Attribute) -> None:
        """Raises AttributeNameTaken."""
        ...

    async def save(self, attribute: Attribute) -> None:
        """Raises StaleVersion."""
        ...

    async def remove(self, attribute_id: AttributeId) -> None:
        """Values that contacts have stay with them. Raises AttributeNotFound."""
        ...


class ConsentRepository(Protocol):
    """Proofs of consent, inside a work."""

    async def add(self, *proofs: ConsentProof) -> None:
        """Keep for ever."""
        ...

    async def of(self, contact_id: ContactId) -> Sequence[ConsentProof]:
        """All of somebody, newest first, with those of contacts that were merged into them."""
        ...

    async def find(self, consent_id: ConsentId) -> ConsentProof | None:
        """One, whoever said it; None when there is none."""
        ...


class ContactListRepository(Protocol):
    """Lists of contacts, inside a work."""

    async def all(self) -> Sequence[ContactList]:
        """By name, with how many are on each; not those of campaigns' files."""
        ...

    async def names(self) -> dict[str, str]:
        """Of all of them, by their ids."""
        ...

    async def get(self, list_id: ContactListId) -> ContactList:
        """Raises ContactListNotFound."""
        ...

    async def add(self, made: ContactList) -> None:
        """Raises ContactListNameTaken; those of campaigns' files take no name away."""
        ...

    async def rename(self, made: ContactList) -> None:
        """Raises ContactListNotFound, ContactListNameTaken."""
        ...

    async def remove(self, list_id: ContactListId) -> None:
        """Nobody is on it any more. Raises ContactListNotFound."""
        ...

    async def put(self, list_id: ContactListId, contacts: Sequence[ContactId], at: dt.datetime) -> int:
        """On the list from now on, if they exist; how many were not."""
        ...

    async def take(self, list_id: ContactListId, contacts: Sequence[ContactId]) -> int:
        """No longer on it; how many were."""
        ...

    async def describe(self, list_id: ContactListId, fields: Mapping[ContactId, Mapping[str, str]]) -> None:
        """What the file that made the list said of those on it."""
        ...

    async def fields(
        self, list_id: ContactListId, contacts: Sequence[ContactId]
    ) -> Mapping[ContactId, Mapping[str, str]]:
        """That of these, where there is anything."""
        ...

    async def leave(self, contacts: Sequence[ContactId]) -> None:
        """They are on no list any more."""
        ...

    async def of(self, contact_id: ContactId) -> Sequence[ContactListId]:
        """The lists that somebody is on."""
        ...


class SegmentRepository(Protocol):
    """Segments of one tenant, and who is in them, inside a work."""

    async def all(self) -> Sequence[Segment]:
        """By name."""
        ...

    async def get(self, segment_id: SegmentId) -> Segment:
        """Raises SegmentNotFound."""
        ...

    async def add(self, segment: Segment) -> None:
        """Raises SegmentNameTaken."""
        ...

    async def save(self, segment: Segment) -> None:
        """Raises StaleVersion, SegmentNameTaken."""
        ...

    async def remove(self, segment_id: SegmentId) -> None:
        """Raises SegmentNotFound."""
        ...

    async def count(self, query: Query, now: Now) -> int:
        """How many people it holds for, exactly; the question was checked and names no other segments."""
        ...

    async def members(
        self, query: Query, now: Now, *, after: ContactId | None = None, limit: int
    ) -> Sequence[ContactId]:
        """For whom it holds, by their ids, from behind `after` on."""
        ...

    async def person(self, contact_id: ContactId) -> Person:
        """What questions see of somebody. Raises ContactNotFound."""
        ...

    async def asks_erp(self) -> bool:
        """Is there an ERP that questions may be about?"""
        ...


class ContactsWork(Protocol):
    """The part of a work that contacts use."""

    @property
    def contacts(self) -> ContactRepository:
        """Contacts."""
        ...

    @property
    def merges(self) -> MergeRepository:
        """Merges."""
        ...

    @property
    def attributes(self) -> AttributeRepository:
        """What is kept of people."""
        ...


class Holders(Protocol):
    """Whatever else names segments, lists and attributes, inside a work."""

    async def asking(self, kind: type[Leaf], name: str) -> Sequence[str]:
        """The names of what speaks of this segment or list (by its id) or attribute (by its name)."""
        ...


class PeopleWork(ContactsWork, Protocol):
    """Contacts with their tags, and who hears of changes."""

    @property
    def tags(self) -> TagRepository:
        """Words to sort people by."""
        ...

    @property
    def tenants(self) -> TenantRepository:
        """The company."""
        ...

    @property
    def segments(self) -> SegmentRepository:
        """Questions about people."""
        ...

    @property
    def holders(self) -> Holders:
        """What else asks for people."""
        ...

    @property
    def imports(self) -> ImportRepository:
        """People from files."""
        ...

    @property
    def jobs(self) -> Jobs:
        """Work for later."""
        ...

    @property
    def consents(self) -> ConsentRepository:
        """What they agreed to."""
        ...

    @property
    def contact_lists(self) -> ContactListRepository:
        """Sets of them."""
        ...

    @property
    def events(self) -> EventLog:
        """What happened."""
        ...
