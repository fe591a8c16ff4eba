"""Contacts and merges in memory."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import msgspec

from pytake_domain.contacts import (
    Address,
    AddressTaken,
    Contact,
    ContactNotFound,
    KnownAddress,
    MergeRecord,
    Sighting,
    Tag,
    Terms,
    fits,
    tag_id,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, ConversationId, Ids, TenantId
from pytake_domain.messaging import ConversationStatus
from pytake_domain.testing.memory.store import TenantRows


class MemoryContacts:
    """See ContactRepository."""

    def __init__(self, tenant_id: TenantId, rows: TenantRows, ids: Ids) -> None:
        self._tenant_id = tenant_id
        self._rows = rows
        self._ids = ids

    async def find_or_add(self, sightings: Sequence[Sighting]) -> Sequence[Contact]:
        """See the port."""
        chosen: list[ContactId] = []
        for sighting in sightings:
            known = self._known(sighting.addresses)
            chosen.append(self._add(sighting) if known is None else known)
        for sighting, contact_id in zip(sightings, chosen, strict=True):
            self._learn(sighting, contact_id)
        return [self._rows.contacts[contact_id] for contact_id in chosen]

    def _known(self, addresses: Sequence[Address]) -> ContactId | None:
        for address in addresses:
            for alike in address.alike():
                if alike.finds and alike in self._rows.addresses:
                    return self._rows.addresses[alike]
        return None

    def _add(self, sighting: Sighting) -> ContactId:
        contact_id = ContactId(self._ids.new())
        free = tuple(a for a in sighting.addresses if a.finds and a not in self._rows.addresses)
        self._put(
            Contact(
                id=contact_id,
                tenant_id=self._tenant_id,
                created_at=sighting.at,
                updated_at=sighting.at,
                name=sighting.name,
                addresses=tuple(KnownAddress(address=a) for a in dict.fromkeys(free)),
            )
        )
        return contact_id

    def _learn(self, sighting: Sighting, contact_id: ContactId) -> None:
        contact = self._rows.contacts[contact_id]
        own = {known.address for known in contact.addresses}
        fresh = [
            address
            for address in sighting.addresses
            if address.finds and address not in self._rows.addresses and not own.intersection(address.alike())
        ]
        changed = contact.know(fresh, sighting.at)
        if contact.name is None and sighting.name:
            changed = msgspec.structs.replace(changed, name=sighting.name, updated_at=sighting.at)
        if changed is not contact:
            self._put(msgspec.structs.replace(changed, version=contact.version + 1))

    def _put(self, contact: Contact) -> None:
        for address in [a for a, owner in self._rows.addresses.items() if owner == contact.id]:
            del self._rows.addresses[address]
        ordered = tuple(sorted(contact.addresses, key=lambda known: known.address))
        self._rows.contacts[contact.id] = msgspec.structs.replace(contact, addresses=ordered)
        self._rows.addresses.update({known.address: contact.id for known in ordered})

    async def get(self, contact_id: ContactId) -> Contact:
        """See the port."""
        if contact_id not in self._rows.contacts:
            raise ContactNotFound
        return self._rows.contacts[contact_id]

    async def get_all(self, ids: Sequence[ContactId]) -> dict[ContactId, Contact]:
        """See the port."""
        return {i: self._rows.contacts[i] for i in ids if i in self._rows.contacts}

    async def find(self, addresses: Sequence[Address]) -> Contact | None:
        """See the port."""
        known = self._known(addresses)
        return None if known is None else self._rows.contacts[known]

    async def unreachable(self, ids: Sequence[ContactId]) -> Sequence[Contact]:
        """See the port."""
        known = (self._rows.contacts[i] for i in sorted(set(ids), key=str) if i in self._rows.contacts)
        return [c for c in known if any(k.unreachable is not None for k in c.addresses)]

    async def tagged(self, tags: Sequence[str], *, after: ContactId | None = None, limit: int) -> Sequence[ContactId]:
        """See the port."""
        found = [
            c.id
            for c in self._rows.contacts.values()
            if set(tags) & set(c.tags) and not c.blocked and c.merged_into is None and (after is None or c.id > after)
        ]
        return sorted(found)[:limit]

    async def search(self, terms: Terms, limit: int) -> Sequence[Contact]:
        """See the port."""
        found = [c for c in self._rows.contacts.values() if c.merged_into is None and fits(c, terms)]
        return sorted(found, key=lambda c: c.id, reverse=True)[:limit]

    async def save(self, contact: Contact) -> None:
        """See the port."""
        known = self._rows.contacts.get(contact.id)
        if known is None or known.version != contact.version:
            raise StaleVersion
        if any(self._rows.addresses.get(k.address, contact.id) != contact.id for k in contact.addresses):
            raise AddressTaken
        self._put(msgspec.structs.replace(contact, version=contact.version + 1))

    async def move_history(self, source: ContactId, target: ContactId) -> None:
        """See the port."""
        places = self._rows.conversations
        taken = {
            c.number_id
            for c in places.values()
            if c.contact_id == target and c.status is not ConversationStatus.ARCHIVED
        }
        moved: dict[ConversationId, ConversationStatus | None] = {}
        for place in [c for c in places.values() if c.contact_id == source]:
            closes = place.number_id in taken and place.status is not ConversationStatus.ARCHIVED
            moved[place.id] = place.status if closes else None
            status = ConversationStatus.ARCHIVED if closes else place.status
            changed = msgspec.structs.replace(place, contact_id=target, status=status, version=place.version + 1)
            places[place.id] = changed
        self._rows.moved[source] = moved
        self._move_messages(set(moved), target)

    async def restore_history(self, source: ContactId, target: ContactId) -> None:
        """See the port."""
        record = self._rows.merges.get(source)
        moved = self._rows.moved.get(source, {}) if record is not None and record.kept.id == target else {}
        for conversation_id, was in moved.items():
            place = self._rows.conversations[conversation_id]
            changed = msgspec.structs.replace(
                place, contact_id=source, status=was or place.status, version=place.version + 1
            )
            self._rows.conversations[place.id] = changed
        self._move_messages(set(moved), source)

    def _move_messages(self, conversations: set[ConversationId], contact_id: ContactId) -> None:
        for message in [m for m in self._rows.messages.values() if m.conversation_id in conversations]:
            self._rows.messages[message.id] = msgspec.structs.replace(message, contact_id=contact_id)


class MemoryMerges:
    """See MergeRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, record: MergeRecord) -> None:
        """See the port."""
        self._rows.merges[record.merged.id] = record

    async def take(self, merged: ContactId) -> MergeRecord:
        """See the port."""
        if merged not in self._rows.merges:
            raise ContactNotFound
        self._rows.moved.pop(merged, None)
        return self._rows.merges.pop(merged)


class MemoryTags:
    """See TagRepository."""

    def __init__(self, tenant_id: TenantId, rows: TenantRows) -> None:
        self._tenant_id = tenant_id
        self._rows = rows

    async def know(self, names: Sequence[str], at: dt.datetime) -> None:
        """See the port."""
        for name in names:
            self._rows.tags.setdefault(name, at)

    async def all(self) -> Sequence[Tag]:
        """See the port."""
        used = Counter(t for c in self._rows.contacts.values() if c.merged_into is None for t in c.tags)
        names = sorted({*self._rows.tags, *used})
        return [Tag(id=tag_id(self._tenant_id, name), name=name, used=used[name]) for name in names]

    async def remove(self, name: str) -> None:
        """See the port."""
        self._rows.tags.pop(name, None)
