"""What a company keeps of its contacts, and the lists it puts them on."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from pytake_app.http.edge.paging import Listed, whole
from pytake_app.wire.contact_lists import (
    AttributeChangeIn,
    AttributeIn,
    AttributeOut,
    ContactListIn,
    ContactListMembersIn,
    ContactListOut,
    attribute_out,
    list_out,
)
from pytake_domain.contacts import DefineAttributes, ManageContactLists
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import AttributeId, ContactId, ContactListId
from pytake_domain.kernel.page import PageRequest


class AttributeController(Controller):
    """`/api/v1/contact-attributes`."""

    path = "/api/v1/contact-attributes"
    tags = ("contacts",)

    @get(summary="Typed attributes")
    async def all(
        self,
        actor: NamedDependency[Actor],
        define_attributes: NamedDependency[DefineAttributes],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[AttributeOut]:
        """By label."""
        return whole([attribute_out(each) for each in await define_attributes.all(actor)], page_request)

    @post(summary="Add an attribute")
    async def add(
        self,
        data: JSONBody[AttributeIn],
        actor: NamedDependency[Actor],
        define_attributes: NamedDependency[DefineAttributes],
    ) -> AttributeOut:
        """Values are checked by its type wherever they come from. Name and type stay."""
        made = await define_attributes.add(
            actor, name=data.name, label=data.label, kind=data.type, options=data.options
        )
        return attribute_out(made)

    @put("/{attribute_id:uuid}", summary="Change an attribute")
    async def change(
        self,
        attribute_id: FromPath[UUID],
        data: JSONBody[AttributeChangeIn],
        actor: NamedDependency[Actor],
        define_attributes: NamedDependency[DefineAttributes],
    ) -> AttributeOut:
        """Its label and the options of a choice; contacts keep values that are no longer among them."""
        changed = await define_attributes.change(
            actor, AttributeId(attribute_id), label=data.label, options=data.options
        )
        return attribute_out(changed)

    @delete("/{attribute_id:uuid}", summary="Remove an attribute")
    async def remove(
        self,
        attribute_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        define_attributes: NamedDependency[DefineAttributes],
    ) -> None:
        """One that no segment asks for; contacts keep their values."""
        await define_attributes.remove(actor, AttributeId(attribute_id))


class ContactListController(Controller):
    """`/api/v1/contact-lists`."""

    path = "/api/v1/contact-lists"
    tags = ("contacts",)

    @get(summary="Lists of contacts")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_contact_lists: NamedDependency[ManageContactLists],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[ContactListOut]:
        """By name."""
        return whole([list_out(made) for made in await manage_contact_lists.all(actor)], page_request)

    @post(summary="Add a list")
    async def add(
        self,
        data: JSONBody[ContactListIn],
        actor: NamedDependency[Actor],
        manage_contact_lists: NamedDependency[ManageContactLists],
    ) -> ContactListOut:
        """Empty at first."""
        return list_out(await manage_contact_lists.add(actor, data.name))

    @put("/{list_id:uuid}", summary="Rename a list")
    async def rename(
        self,
        list_id: FromPath[UUID],
        data: JSONBody[ContactListIn],
        actor: NamedDependency[Actor],
        manage_contact_lists: NamedDependency[ManageContactLists],
    ) -> ContactListOut:
        """Who is on it stays."""
        return list_out(await manage_contact_lists.rename(actor, ContactListId(list_id), data.name))

    @delete("/{list_id:uuid}", summary="Remove a list")
    async def remove(
        self,
        list_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_contact_lists: NamedDependency[ManageContactLists],
    ) -> None:
        """One that no segment asks for; its contacts stay."""
        await manage_contact_lists.remove(actor, ContactListId(list_id))

    @post("/{list_id:uuid}/contacts", status_code=200, summary="Put contacts on a list")
    async def put_on(
        self,
        list_id: FromPath[UUID],
        data: JSONBody[ContactListMembersIn],
        actor: NamedDependency[Actor],
        manage_contact_lists: NamedDependency[ManageContactLists],
    ) -> ContactListOut:
        """At most 1,000 at once; those that do not exist are left out."""
        contacts = [ContactId(each) for each in data.contact_ids]
        return list_out(await manage_contact_lists.put(actor, ContactListId(list_id), contacts))

    @delete("/{list_id:uuid}/contacts", status_code=200, summary="Take contacts off a list")
    async def take_off(
        self,
        list_id: FromPath[UUID],
        data: JSONBody[ContactListMembersIn],
        actor: NamedDependency[Actor],
        manage_contact_lists: NamedDependency[ManageContactLists],
    ) -> ContactListOut:
        """The list as it is now."""
        contacts = [ContactId(each) for each in data.contact_ids]
        return list_out(await manage_contact_lists.take(actor, ContactListId(list_id), contacts))
