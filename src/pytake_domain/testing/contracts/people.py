"""What the domain relies on from whoever keeps people, with their attributes and consents: `PeopleContract`, with `ground`."""

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import (
    AddressTaken,
    AllOf,
    Attribute,
    AttributeNameTaken,
    AttributeNotFound,
    AttributeType,
    Consent,
    ConsentProof,
    Contact,
    ContactFilter,
    FlagIs,
    FlagName,
    HasTag,
    KnownAddress,
    Now,
    Query,
    Sighting,
    terms_of,
    wa_id_addresses,
)
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import AttributeId, ConsentId, ContactId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.testing.builders import AT, a_phone, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place

NOW = Now(at=AT, today=AT.date())


def an_attribute(name: str, kind: AttributeType = AttributeType.TEXT, *options: str) -> Attribute:
    """One that is defined."""
    return Attribute(
        id=AttributeId(fresh()), name=name, label=name.title(), type=kind, options=options, created_at=AT, updated_at=AT
    )


class OnPeople(OnGround):
    """What cases about people begin with."""

    async def added(self, place: Place, **known: object) -> Contact:
        """Somebody new."""
        contact = Contact(
            id=ContactId(fresh()),
            tenant_id=place.tenant.id,
            created_at=AT,
            updated_at=AT,
            addresses=tuple(KnownAddress(address=a) for a in wa_id_addresses(a_phone())),
        )
        async with place.work() as work:
            await work.contacts.add(replace(contact, **known))
            return await work.contacts.get(contact.id)

    async def found(self, place: Place, query: Query, *among: Contact) -> set[ContactId]:
        """For whom of these it holds; counting and naming them agree."""
        async with place.work() as work:
            members = await work.segments.members(query, NOW, limit=1_000)
            assert await work.segments.count(query, NOW) == len(members)
            if members:
                assert await work.segments.members(query, NOW, after=members[0], limit=1_000) == members[1:]
        return set(members) & {contact.id for contact in among}


class PeopleContract(OnPeople):
    """What is kept of people."""

    async def test_somebody_added_is_kept_whole_and_found(self, place: Place) -> None:
        said = {"sms": Consent(given=True, at=AT, source="balcão")}
        contact = await self.added(place, name="Ana", time_zone="America/Manaus", vip=True, tags=("a",), purposes=said)
        async with place.work() as work:
            found = await work.contacts.find([known.address for known in contact.addresses])
            assert found == contact
            assert (contact.purposes, contact.time_zone, contact.vip) == (said, "America/Manaus", True)
            with pytest.raises(AddressTaken):
                await work.contacts.add(replace(contact, id=ContactId(fresh())))

    async def test_lists_of_contacts_go_by_what_is_wanted(self, place: Place, neighbour: Place) -> None:
        people = [
            await self.added(place, name=name, tags=tags) for name, tags in (("Bia", ("x",)), ("Ana", ("x", "y")))
        ]
        await self.added(place, name="Zoe")
        await self.added(neighbour, name="Bia", tags=("x",))
        async with place.work() as work:
            tagged = ContactFilter(tags=("x",))
            page = await work.contacts.browse(tagged, PageRequest(sort="name", descending=False), NOW)
            assert [c.name for c in page.items] == ["Ana", "Bia"]
            assert page.total == 2
            first = await work.contacts.browse(tagged, PageRequest(limit=1), NOW)
            assert [c.id for c in first.items] == [people[1].id]
            rest = await work.contacts.browse(tagged, PageRequest(limit=1, cursor=first.next_cursor), NOW)
            assert ([c.id for c in rest.items], rest.total) == ([people[0].id], None)
            found = await work.contacts.browse(
                ContactFilter(terms=terms_of("bia", numbers_shown=True)), PageRequest(), NOW
            )
            assert [c.name for c in found.items] == ["Bia"]
            asked = await work.contacts.browse(ContactFilter(query=HasTag(tag="y")), PageRequest(), NOW)
            assert [c.name for c in asked.items] == ["Ana"]

    async def test_the_deleted_are_nowhere_and_a_no_outlives_them(self, place: Place) -> None:
        gone, refused = await self.added(place, name="Ana", tags=("x",)), await self.added(place, opted_out_at=AT)
        async with place.work() as work:
            for contact in (gone, refused):
                await work.contacts.save(contact.forget(AT))
        assert await self.found(place, AllOf(of=()), gone, refused) == set()
        async with place.work() as work:
            assert await work.contacts.find([known.address for known in gone.addresses]) is None
            assert [tag.name for tag in await work.tags.all()] == []
        async with place.work() as work:
            sighting = Sighting(addresses=tuple(known.address for known in refused.addresses), at=AT)
            (back,) = await work.contacts.find_or_add([sighting])
        assert (back.id, back.deleted_at, back.opted_out) == (refused.id, None, True)
        assert await self.found(place, FlagIs(flag=FlagName.OPTED_OUT), refused) == {refused.id}

    async def test_attributes_have_one_name_each(self, place: Place, neighbour: Place) -> None:
        city = an_attribute("cidade")
        async with place.work() as work:
            await work.attributes.add(city)
        with pytest.raises(AttributeNameTaken):
            async with place.work() as work:
                await work.attributes.add(an_attribute("cidade"))
        async with neighbour.work() as work:
            assert list(await work.attributes.all()) == []
            with pytest.raises(AttributeNotFound):
                await work.attributes.get(city.id)
        async with place.work() as work:
            await work.attributes.save(replace(city, label="A cidade"))
            with pytest.raises(StaleVersion):
                await work.attributes.save(replace(city, label="Outra"))
            assert [a.label for a in await work.attributes.all()] == ["A cidade"]
            await work.attributes.remove(city.id)
            assert list(await work.attributes.all()) == []
            await work.attributes.add(an_attribute("cidade", AttributeType.NUMBER))

    async def test_many_are_held_and_saved_at_once(self, place: Place, neighbour: Place) -> None:
        one, two = await self.added(place, name="Ana", tags=("x",)), await self.added(place, name="Bia")
        stranger = await self.added(neighbour)
        async with place.work() as work:
            held = await work.contacts.hold([two.id, stranger.id, one.id])
            assert list(held.values()) == [two, one]
            said = one.consent("sms", given=True, source="balcão", at=AT).tag("y", "é,{}", at=AT)
            await work.contacts.save_all([said, two.forget(AT)])
            found = await work.contacts.get_all([one.id, two.id])
            assert found[one.id] == replace(said, version=one.version + 1)
            assert (found[two.id].deleted_at, found[two.id].addresses) == (AT, ())
            with pytest.raises(StaleVersion):
                await work.contacts.save_all([said])

    async def test_those_of_a_list_are_named_in_stretches(self, place: Place, neighbour: Place) -> None:
        people = [await self.added(place, tags=("lote",)) for _ in range(3)]
        await self.added(neighbour, tags=("lote",))
        await self.added(place)
        wanted = ContactFilter(tags=("lote",))
        newest_first = sorted((each.id for each in people), reverse=True)
        async with place.work() as work:
            first = await work.contacts.wanted(wanted, NOW, before=None, limit=2)
            assert list(first) == newest_first[:2]
            assert list(await work.contacts.wanted(wanted, NOW, before=first[-1], limit=2)) == newest_first[2:]

    async def test_proofs_are_kept_newest_first(self, place: Place, neighbour: Place) -> None:
        contact = await self.added(place)
        proofs = [
            ConsentProof(
                id=ConsentId(fresh()),
                contact_id=contact.id,
                purpose="sms",
                given=given,
                at=AT,
                source="site",
                text="Aceito",
                recorded_at=AT,
                actor_kind=ActorKind.SYSTEM,
            )
            for given in (True, False)
        ]
        async with place.work() as work:
            await work.consents.add(*proofs)
            assert list(await work.consents.of(contact.id)) == proofs[::-1]
            assert await work.consents.find(proofs[0].id) == proofs[0]
            assert await work.consents.find(ConsentId(fresh())) is None
        async with neighbour.work() as work:
            assert list(await work.consents.of(contact.id)) == []
            assert await work.consents.find(proofs[0].id) is None

    async def test_a_timeline_tells_of_conversations(self, place: Place, neighbour: Place) -> None:
        contact = await self.added(place)
        talk = await place.converse(contact)
        async with place.work() as work:
            (moment,) = await work.contacts.timeline(contact.id, before=None, limit=10)
            assert (moment.type, moment.subject, moment.data["received"]) == ("Conversation", talk.id, 0)
            assert list(await work.contacts.timeline(contact.id, before=moment.id, limit=10)) == []
        async with neighbour.work() as work:
            assert list(await work.contacts.timeline(contact.id, before=None, limit=10)) == []
