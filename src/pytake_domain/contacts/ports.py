"""What contacts need from their store."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import msgspec

from pytake_domain.contacts.address import Address
from pytake_domain.contacts.contact import Contact
from pytake_domain.contacts.search import Terms
from pytake_domain.contacts.tag import Tag
from pytake_domain.kernel.events import EventLog
from pytake_domain.kernel.ids import ContactId


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

    async def save(self, contact: Contact) -> None:
        """Raises StaleVersion when somebody saved it since; AddressTaken when an address is another's."""
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


class PeopleWork(ContactsWork, Protocol):
    """Contacts with their tags, and who hears of changes."""

    @property
    def tags(self) -> TagRepository:
        """Words to sort people by."""
        ...

    @property
    def events(self) -> EventLog:
        """What happened."""
        ...
