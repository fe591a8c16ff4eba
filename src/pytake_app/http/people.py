"""Contacts come, go and become one; what they agreed to; all that happened with them."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from pytake_app.http.edge.paging import Listed, before_of, listed, whole
from pytake_app.wire.campaign_results import ContactCampaignOut, contact_campaign_out
from pytake_app.wire.contact_lists import ContactListOut, list_out
from pytake_app.wire.contacts import ContactShort, contact_out
from pytake_app.wire.many_contacts import ManyContactsIn, ManyContactsOut, order_of, outcome_out
from pytake_app.wire.people import (
    ConsentIn,
    ConsentProofOut,
    ContactIn,
    MergeIn,
    MomentOut,
    consent_given,
    moment_out,
    new_contact,
    proof_out,
)
from pytake_domain.campaigns import ReadResults
from pytake_domain.contacts import ChangeManyContacts, Contact, KeepContacts, MergeContacts, Wanted
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ContactId, ContactListId, SegmentId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import Language


class PersonController(Controller):
    """`/api/v1/contacts`: the whole of it, and the life of one."""

    path = "/api/v1/contacts"
    tags = ("contacts",)

    @get(summary="Contacts")
    async def all(
        self,
        actor: NamedDependency[Actor],
        keep_contacts: NamedDependency[KeepContacts],
        page_request: NamedDependency[PageRequest],
        tags: FromQuery[list[str] | None] = None,
        list_id: FromQuery[UUID | None] = None,
        segment_id: FromQuery[UUID | None] = None,
        q: FromQuery[str] = "",
        text: FromQuery[str] = "",
    ) -> Listed[ContactShort]:
        """Newest first; `sort` may be created_at, updated_at, name or last_seen. Any of the `tags`; `q` as in the search; `text`
        is a question in the language of segments. An empty `cursor` begins paging at a constant cost; without one at most 10,000
        are counted.
        """
        wanted = Wanted(
            tags=tuple(tags or ()),
            list_id=ContactListId(list_id) if list_id else None,
            segment_id=SegmentId(segment_id) if segment_id else None,
            q=q,
            text=text,
        )
        page = await keep_contacts.browse(actor, wanted, page_request)
        shown = actor.may(Permission.READ_PHONE_NUMBERS)
        return listed(
            page.map(lambda entry: contact_out(entry.contact, numbers_shown=shown, last_seen=entry.last_seen)),
            page_request,
        )

    @post(summary="Add a contact")
    async def add(
        self, data: JSONBody[ContactIn], actor: NamedDependency[Actor], keep_contacts: NamedDependency[KeepContacts]
    ) -> ContactShort:
        """By a telephone number or any other address. Whoever is reached by one of them already is named in the 409."""
        return _shown(actor, await keep_contacts.add(actor, new_contact(data)))

    @post("/bulk", status_code=200, summary="One change of many contacts")
    async def many(
        self,
        data: JSONBody[ManyContactsIn],
        actor: NamedDependency[Actor],
        change_many_contacts: NamedDependency[ChangeManyContacts],
    ) -> ManyContactsOut:
        """At most 1,000 at once, all or none; a filter goes on behind `after` until there is none. What is as it should be
        already is left alone, so that an order may be repeated. A yes to a purpose never overrules a no, and who talks is not
        deleted.
        """
        return outcome_out(await change_many_contacts.apply(actor, order_of(data)))

    @get("/{contact_id:uuid}/lists", summary="The lists that a contact is on")
    async def lists(
        self,
        contact_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        keep_contacts: NamedDependency[KeepContacts],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[ContactListOut]:
        """By name."""
        found = await keep_contacts.lists(actor, ContactId(contact_id))
        return whole([list_out(made) for made in found], page_request)

    @get("/{contact_id:uuid}/timeline", summary="All that happened with a contact")
    async def timeline(
        self,
        contact_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        keep_contacts: NamedDependency[KeepContacts],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[MomentOut]:
        """Newest first: what was changed, agreed to, merged, and conversations with their counts of messages."""
        found = await keep_contacts.timeline(
            actor, ContactId(contact_id), before=before_of(page_request.cursor), limit=page_request.limit
        )
        after = str(found[-1].id) if len(found) == page_request.limit else None
        return listed(Page(items=tuple(moment_out(moment) for moment in found), next_cursor=after), page_request)

    @get("/{contact_id:uuid}/campaigns", summary="What a contact got of campaigns")
    async def campaigns(
        self,
        contact_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        read_results: NamedDependency[ReadResults],
        reader_language: NamedDependency[Language],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[ContactCampaignOut]:
        """The last hundred, the last first."""
        found = await read_results.of_contact(actor, ContactId(contact_id))
        return whole([contact_campaign_out(row, made, reader_language) for row, made in found], page_request)

    @get("/{contact_id:uuid}/consents", summary="Consents with their proof")
    async def consents(
        self,
        contact_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        keep_contacts: NamedDependency[KeepContacts],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[ConsentProofOut]:
        """All that they ever said, newest first."""
        found = await keep_contacts.proofs(actor, ContactId(contact_id))
        return whole([proof_out(proof) for proof in found], page_request)

    @post("/{contact_id:uuid}/consents", summary="Record a consent")
    async def consent(
        self,
        contact_id: FromPath[UUID],
        data: JSONBody[ConsentIn],
        actor: NamedDependency[Actor],
        keep_contacts: NamedDependency[KeepContacts],
    ) -> ContactShort:
        """Given or taken back, for a purpose such as `marketing`; one older than what is known changes nothing but the record."""
        return _shown(actor, await keep_contacts.consent(actor, ContactId(contact_id), consent_given(data)))

    @post("/merge", status_code=200, summary="Two contacts are one")
    async def merge(
        self, data: JSONBody[MergeIn], actor: NamedDependency[Actor], merge_contacts: NamedDependency[MergeContacts]
    ) -> ContactShort:
        """Addresses, conversations, tags, lists and what is known; the stricter answer holds for consents. It can be undone."""
        kept = await merge_contacts.merge(actor, ContactId(data.contact_id), ContactId(data.other_id), data.reason)
        return _shown(actor, kept)

    @post("/merge/{contact_id:uuid}/undo", status_code=200, summary="Undo a merge")
    async def part(
        self,
        contact_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        merge_contacts: NamedDependency[MergeContacts],
    ) -> ContactShort:
        """The contact that was merged away, with its addresses and conversations again."""
        return _shown(actor, await merge_contacts.undo(actor, ContactId(contact_id)))


def _shown(actor: Actor, contact: Contact) -> ContactShort:
    return contact_out(contact, numbers_shown=actor.may(Permission.READ_PHONE_NUMBERS))
