"""What a company keeps of its people, and the lists it puts them on."""

from collections.abc import Sequence

from msgspec.structs import replace

from pytake_domain.contacts.attribute import ATTRIBUTES_MOST, Attribute, AttributeType, check_attribute
from pytake_domain.contacts.contact_list import AT_ONCE, ContactList, check_list_name
from pytake_domain.contacts.errors import AttributeInUse, ContactListInUse
from pytake_domain.contacts.ports import PeopleWork
from pytake_domain.contacts.segments.query import AttributeIs, OnList, leaves
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import AttributeId, ContactId, ContactListId, Ids
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class DefineAttributes:
    """Attributes of a company's people."""

    def __init__(self, *, open_work: OpenWork[PeopleWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def all(self, actor: Actor) -> Sequence[Attribute]:
        """By label."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.attributes.all()

    async def add(
        self, actor: Actor, *, name: str, label: str, kind: AttributeType, options: Sequence[str] = ()
    ) -> Attribute:
        """What contacts have under this name already, and is of the type, counts from now on.

        Raises AttributeNameTaken, Invalid.
        """
        actor.require(Permission.WRITE_CONTACTS)
        shown, clean = check_attribute(name, label, kind, options)
        now = self._clock.now()
        made = Attribute(
            id=AttributeId(self._ids.new()),
            name=name,
            label=shown,
            type=kind,
            options=clean,
            created_at=now,
            updated_at=now,
        )
        async with self._open_work(actor.tenant_id) as work:
            if len(await work.attributes.all()) >= ATTRIBUTES_MOST:
                raise Invalid(Problem(field="name", code="too_many", params={"most": ATTRIBUTES_MOST}))
            await work.attributes.add(made)
            return made

    async def change(self, actor: Actor, attribute_id: AttributeId, *, label: str, options: Sequence[str]) -> Attribute:
        """Name and type stay; values that are no longer among the options stay where they are.

        Raises AttributeNotFound, Invalid, StaleVersion.
        """
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            before = await work.attributes.get(attribute_id)
            shown, clean = check_attribute(before.name, label, before.type, options)
            await work.attributes.save(replace(before, label=shown, options=clean, updated_at=self._clock.now()))
            return await work.attributes.get(attribute_id)

    async def remove(self, actor: Actor, attribute_id: AttributeId) -> None:
        """Raises AttributeInUse while a segment or campaign asks for it, AttributeNotFound."""
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            gone = await work.attributes.get(attribute_id)
            asking = await _asking(work, AttributeIs, gone.name)
            if asking:
                raise AttributeInUse(segments=asking)
            await work.attributes.remove(attribute_id)


class ManageContactLists:
    """Lists of contacts."""

    def __init__(self, *, open_work: OpenWork[PeopleWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def all(self, actor: Actor) -> Sequence[ContactList]:
        """By name."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.contact_lists.all()

    async def add(self, actor: Actor, name: str) -> ContactList:
        """Raises ContactListNameTaken, Invalid."""
        actor.require(Permission.WRITE_CONTACTS)
        now = self._clock.now()
        made = ContactList(
            id=ContactListId(self._ids.new()), name=check_list_name(name), created_at=now, updated_at=now
        )
        async with self._open_work(actor.tenant_id) as work:
            await work.contact_lists.add(made)
            return made

    async def rename(self, actor: Actor, list_id: ContactListId, name: str) -> ContactList:
        """Raises ContactListNotFound, ContactListNameTaken, Invalid."""
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            before = await work.contact_lists.get(list_id)
            await work.contact_lists.rename(replace(before, name=check_list_name(name), updated_at=self._clock.now()))
            return await work.contact_lists.get(list_id)

    async def remove(self, actor: Actor, list_id: ContactListId) -> None:
        """The contacts stay. Raises ContactListInUse while a segment or campaign asks for it, ContactListNotFound."""
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            await work.contact_lists.get(list_id)
            asking = await _asking(work, OnList, str(list_id))
            if asking:
                raise ContactListInUse(segments=asking)
            await work.contact_lists.remove(list_id)

    async def put(self, actor: Actor, list_id: ContactListId, contacts: Sequence[ContactId]) -> ContactList:
        """Those that exist are on it from now on. Raises ContactListNotFound, Invalid."""
        actor.require(Permission.WRITE_CONTACTS)
        _check_many(contacts)
        async with self._open_work(actor.tenant_id) as work:
            await work.contact_lists.get(list_id)
            await work.contact_lists.put(list_id, contacts, self._clock.now())
            return await work.contact_lists.get(list_id)

    async def take(self, actor: Actor, list_id: ContactListId, contacts: Sequence[ContactId]) -> ContactList:
        """They are not on it any more. Raises ContactListNotFound, Invalid."""
        actor.require(Permission.WRITE_CONTACTS)
        _check_many(contacts)
        async with self._open_work(actor.tenant_id) as work:
            await work.contact_lists.get(list_id)
            await work.contact_lists.take(list_id, contacts)
            return await work.contact_lists.get(list_id)


def _check_many(contacts: Sequence[ContactId]) -> None:
    if not 1 <= len(contacts) <= AT_ONCE:
        raise Invalid(Problem(field="contacts", code="length", params={"least": 1, "most": AT_ONCE}))


async def _asking(work: PeopleWork, kind: type[AttributeIs | OnList], name: str) -> str:
    """The names of the segments and campaigns that ask for it; empty when there are none."""
    found = [
        segment.name
        for segment in await work.segments.all()
        if any(isinstance(leaf, kind) and _named(leaf) == name for leaf in leaves(segment.query))
    ]
    return ", ".join([*found, *await work.holders.asking(kind, name)])


def _named(leaf: AttributeIs | OnList) -> str:
    return leaf.name if isinstance(leaf, AttributeIs) else leaf.list
