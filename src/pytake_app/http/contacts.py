"""Contacts: who somebody is, found and changed; their tags."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from pytake_app.http.edge.paging import Listed, listed, whole
from pytake_app.wire.contacts import (
    ContactChangeIn,
    ContactShort,
    ContactTagsIn,
    TagIn,
    TagOut,
    contact_out,
    patch_of,
    tag_out,
)
from pytake_domain.contacts import Contact, KeepContacts, ManageContacts
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ContactId, TagId
from pytake_domain.kernel.page import Page, PageRequest


class ContactController(Controller):
    """`/api/v1/contacts`; telephone numbers are masked for who may not see them."""

    path = "/api/v1/contacts"
    tags = ("contacts",)

    @get("/search", summary="Find contacts")
    async def search(
        self,
        actor: NamedDependency[Actor],
        manage_contacts: NamedDependency[ManageContacts],
        page_request: NamedDependency[PageRequest],
        q: FromQuery[str] = "",
    ) -> Listed[ContactShort]:
        """By the beginnings of words of the name without accents, a telephone number in any form (also its end), or an e-mail.

        Newest first, `limit` of them; who may not see numbers finds whole ones only.
        """
        found = await manage_contacts.search(actor, q, page_request.limit)
        return listed(Page(items=tuple(_shown(actor, contact) for contact in found)), page_request)

    @get("/{contact_id:uuid}", summary="One contact")
    async def one(
        self,
        contact_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_contacts: NamedDependency[ManageContacts],
    ) -> ContactShort:
        """All that is known of them; one that was merged is the one it became."""
        return _shown(actor, await manage_contacts.get(actor, ContactId(contact_id)))

    @put("/{contact_id:uuid}", summary="Change a contact")
    async def change(
        self,
        contact_id: FromPath[UUID],
        data: JSONBody[ContactChangeIn],
        actor: NamedDependency[Actor],
        manage_contacts: NamedDependency[ManageContacts],
    ) -> ContactShort:
        """What is left out stays. `opted_in` is their consent to marketing, kept with its moment."""
        return _shown(actor, await manage_contacts.change(actor, ContactId(contact_id), patch_of(data)))

    @delete("/{contact_id:uuid}", summary="Delete a contact")
    async def remove(
        self,
        contact_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        keep_contacts: NamedDependency[KeepContacts],
        reason: FromQuery[str] = "",
    ) -> None:
        """Everything known of them goes; their conversations stay, without a name. A no to marketing and a block are kept with
        the addresses, so that no later import forgets them. Refused while a conversation is open.
        """
        await keep_contacts.delete(actor, ContactId(contact_id), reason)

    @post("/{contact_id:uuid}/tags", status_code=200, summary="Add tags")
    async def tag(
        self,
        contact_id: FromPath[UUID],
        data: JSONBody[ContactTagsIn],
        actor: NamedDependency[Actor],
        manage_contacts: NamedDependency[ManageContacts],
    ) -> ContactShort:
        """Those that are new become tags to choose from."""
        return _shown(actor, await manage_contacts.tag(actor, ContactId(contact_id), data.tags))

    @delete("/{contact_id:uuid}/tags", status_code=200, summary="Remove tags")
    async def untag(
        self,
        contact_id: FromPath[UUID],
        data: JSONBody[ContactTagsIn],
        actor: NamedDependency[Actor],
        manage_contacts: NamedDependency[ManageContacts],
    ) -> ContactShort:
        """The contact as it is now."""
        return _shown(actor, await manage_contacts.untag(actor, ContactId(contact_id), data.tags))


class TagController(Controller):
    """`/api/v1/tags`."""

    path = "/api/v1/tags"
    tags = ("contacts",)

    @get(summary="Tags with use")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_contacts: NamedDependency[ManageContacts],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[TagOut]:
        """By name, those that nobody bears too."""
        return whole([tag_out(tag) for tag in await manage_contacts.tags(actor)], page_request)

    @post(summary="Add a tag")
    async def add(
        self, data: JSONBody[TagIn], actor: NamedDependency[Actor], manage_contacts: NamedDependency[ManageContacts]
    ) -> TagOut:
        """To choose from; one that is there stays as it is."""
        return tag_out(await manage_contacts.add_tag(actor, data.name))

    @delete("/{tag_id:uuid}", summary="Remove a tag")
    async def remove(
        self, tag_id: FromPath[UUID], actor: NamedDependency[Actor], manage_contacts: NamedDependency[ManageContacts]
    ) -> None:
        """One that no contact bears."""
        await manage_contacts.remove_tag(actor, TagId(tag_id))


def _shown(actor: Actor, contact: Contact) -> ContactShort:
    return contact_out(contact, numbers_shown=actor.may(Permission.READ_PHONE_NUMBERS))
