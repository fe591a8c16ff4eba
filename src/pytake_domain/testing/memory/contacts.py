"""Contacts and merges in memory."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.contacts import (
    Address,
    AddressTaken,
    Contact,
    ContactFilter,
    ContactNotFound,
    KnownAddress,
    MergeRecord,
    Moment,
    Now,
    Sighting,
    Tag,
    Terms,
    fits,
    holds,
    tag_id,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, ConversationId, Ids, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import ConversationStatus
from pytake_domain.testing.memory import erp_links, merged_recipients
from pytake_domain.testing.memory.people import moments_of, person_of, setting_of
from pytake_domain.testing.memory.store import TenantRows
from pytake_domain.testing.memory.views import seen_cursor


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
        if contact.deleted_at is not None:
            changed = msgspec.structs.replace(changed, deleted_at=None, updated_at=sighting.at)
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
            if set(tags) & set(c.tags) and not c.blocked and _there(c) and (after is None or c.id > after)
        ]
        return sorted(found)[:limit]

    async def search(self, terms: Terms, limit: int) -> Sequence[Contact]:
        """See the port."""
        found = [c for c in self._rows.contacts.values() if _there(c) and fits(c, terms)]
        return sorted(found, key=lambda c: c.id, reverse=True)[:limit]

    async def add(self, contact: Contact) -> None:
        """See the port."""
        if any(k.address in self._rows.addresses for k in contact.addresses):
            raise AddressTaken
        self._put(contact)

    def _found(self, wanted: ContactFilter, now: Now) -> list[Contact]:
        setting = setting_of(self._rows, now)
        return [
            c
            for c in self._rows.contacts.values()
            if _there(c)
            and (wanted.ids is None or c.id in wanted.ids)
            and (not wanted.tags or set(wanted.tags) & set(c.tags))
            and (wanted.list_id is None or (wanted.list_id, c.id) in self._rows.list_members)
            and (wanted.terms is None or fits(c, wanted.terms))
            and (wanted.query is None or holds(wanted.query, person_of(self._rows, c), setting))
        ]

    async def browse(self, wanted: ContactFilter, page: PageRequest, now: Now) -> Page[Contact]:
        """See the port."""
        found = self._found(wanted, now)
        found.sort(key=lambda c: c.id, reverse=page.descending)
        if page.cursor is None and page.sort in ("name", "updated_at", "last_seen"):
            seen = await self.seen([c.id for c in found])

            def value(contact: Contact) -> Any:
                return seen.get(contact.id) if page.sort == "last_seen" else getattr(contact, page.sort or "")

            there = sorted((c for c in found if value(c) is not None), key=value, reverse=page.descending)
            rows = there + [c for c in found if value(c) is None]
            return Page(items=tuple(rows[page.offset : page.offset + page.limit]), total=len(found))
        behind = found
        if (after := seen_cursor(page.cursor)) is not None:
            behind = [c for c in found if (c.id < after if page.descending else c.id > after)]
        start = 0 if page.cursor is not None else page.offset
        rows = behind[start : start + page.limit]
        more = str(rows[-1].id) if len(rows) == page.limit else None
        return Page(items=tuple(rows), total=None if page.cursor is not None else len(found), next_cursor=more)

    async def wanted(
        self, wanted: ContactFilter, now: Now, *, before: ContactId | None, limit: int
    ) -> Sequence[ContactId]:
        """See the port."""
        ids = (c.id for c in self._found(wanted, now))
        return sorted((each for each in ids if before is None or each < before), reverse=True)[:limit]

    async def seen(self, ids: Sequence[ContactId]) -> dict[ContactId, dt.date]:
        """See the port."""
        days = {each: person_of(self._rows, self._rows.contacts[each]).last_seen for each in ids}
        return {each: day for each, day in days.items() if day is not None}

    async def busy(self, ids: Sequence[ContactId]) -> set[ContactId]:
        """See the port."""
        return {c.contact_id for c in self._rows.conversations.values() if c.is_open} & set(ids)

    async def timeline(self, contact_id: ContactId, *, before: UUID | None, limit: int) -> Sequence[Moment]:
        """See the port."""
        found = moments_of(self._rows, contact_id)
        behind = [moment for moment in found if before is None or moment.id < before]
        return sorted(behind, key=lambda moment: moment.id, reverse=True)[:limit]

    async def save(self, contact: Contact) -> None:
        """See the port."""
        known = self._rows.contacts.get(contact.id)
        if known is None or known.version != contact.version:
            raise StaleVersion
        if any(self._rows.addresses.get(k.address, contact.id) != contact.id for k in contact.addresses):
            raise AddressTaken
        self._put(msgspec.structs.replace(contact, version=contact.version + 1))
        if contact.deleted_at is not None:
            erp_links.forget(self._rows, contact.id)

    async def hold(self, ids: Sequence[ContactId]) -> dict[ContactId, Contact]:
        """See the port. Works never meet."""
        return {each: self._rows.contacts[each] for each in ids if each in self._rows.contacts}

    async def save_all(self, contacts: Sequence[Contact]) -> None:
        """See the port."""
        for contact in contacts:
            known = self._rows.contacts[contact.id]
            stay = known.addresses if contact.addresses else ()
            await self.save(msgspec.structs.replace(contact, addresses=stay))

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
        members = self._rows.list_members
        lists = frozenset(one for one, who in members if who == source)
        gained = frozenset(one for one in lists if (one, target) not in members)
        said = self._rows.list_fields
        known = {one: said.pop((one, source)) for one in lists if (one, source) in said}
        for one in lists:
            members.setdefault((one, target), members.pop((one, source)))
        said.update({(one, target): fields for one, fields in known.items() if one in gained})
        self._rows.moved_lists[source] = (lists, gained, known)
        merged_recipients.move(self._rows, source, target)
        erp_links.move(self._rows, source, target)

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
        members = self._rows.list_members
        lists, gained, known = self._rows.moved_lists.pop(source, (frozenset(), frozenset(), {}))
        for one in lists & set(self._rows.contact_lists):
            members[one, source] = members.pop((one, target)) if one in gained else members[one, target]
            if one in gained:
                self._rows.list_fields.pop((one, target), None)
            if one in known:
                self._rows.list_fields[one, source] = known[one]
        merged_recipients.restore(self._rows, source, target)
        erp_links.restore(self._rows, source, target)

    def _move_messages(self, conversations: set[ConversationId], contact_id: ContactId) -> None:
        for message in [m for m in self._rows.messages.values() if m.conversation_id in conversations]:
            self._rows.messages[message.id] = msgspec.structs.replace(message, contact_id=contact_id)


def _there(contact: Contact) -> bool:
    return contact.merged_into is None and contact.deleted_at is None


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
        used = Counter(t for c in self._rows.contacts.values() if _there(c) for t in c.tags)
        names = sorted({*self._rows.tags, *used})
        return [Tag(id=tag_id(self._tenant_id, name), name=name, used=used[name]) for name in names]

    async def remove(self, name: str) -> None:
        """See the port."""
        self._rows.tags.pop(name, None)
