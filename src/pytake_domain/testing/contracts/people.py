"""What the domain relies on from whoever keeps attributes, consents, lists and segments: `PeopleContract`, with `ground`."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import (
    Activity,
    AddressTaken,
    AllOf,
    AnyOf,
    Attribute,
    AttributeIs,
    AttributeNameTaken,
    AttributeNotFound,
    AttributeType,
    AttributeValue,
    Comparison,
    Consent,
    ConsentGiven,
    ConsentProof,
    Consents,
    Contact,
    ContactFilter,
    ContactImport,
    ContactList,
    ContactListNameTaken,
    ContactListNotFound,
    FlagIs,
    FlagName,
    Happened,
    HasTag,
    ImportNotFound,
    ImportState,
    KnownAddress,
    MergeRecord,
    Negation,
    Now,
    OnList,
    PersonRow,
    Query,
    Refusal,
    Segment,
    SegmentNameTaken,
    SegmentNotFound,
    Sighting,
    TakingTerms,
    phone_address,
    terms_of,
    wa_id_addresses,
)
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.errors import Problem, StaleVersion
from pytake_domain.kernel.ids import AttributeId, CampaignId, ConsentId, ContactId, ContactListId, ImportId, SegmentId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Language, Phone
from pytake_domain.testing.builders import AT, a_phone, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place

NOW = Now(at=AT, today=AT.date())


def an_attribute(name: str, kind: AttributeType = AttributeType.TEXT, *options: str) -> Attribute:
    """One that is defined."""
    return Attribute(
        id=AttributeId(fresh()), name=name, label=name.title(), type=kind, options=options, created_at=AT, updated_at=AT
    )


def a_list(name: str, **owned: Any) -> ContactList:
    """One that is new."""
    return ContactList(id=ContactListId(fresh()), name=name, created_at=AT, updated_at=AT, **owned)


class PeopleContract(OnGround):
    """What is kept of people, and questions about them."""

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

    async def test_attributes_are_asked_for_by_their_type(self, place: Place) -> None:
        before = await self.added(place, attributes={"saldo": 5, "cidade": 7})
        kinds = {
            "cidade": AttributeType.TEXT,
            "saldo": AttributeType.NUMBER,
            "vencimento": AttributeType.DATE,
            "ativo": AttributeType.BOOLEAN,
        }
        async with place.work() as work:
            for name, kind in kinds.items():
                await work.attributes.add(an_attribute(name, kind))
        rich = await self.added(place, attributes={"cidade": "Recife", "saldo": 99.5, "ativo": True})
        due = await self.added(place, attributes={"cidade": "Olinda", "vencimento": "2026-01-31", "ativo": False})
        people = (before, rich, due)
        asked: list[tuple[Query, set[ContactId]]] = [
            (AttributeIs(name="cidade", value="Recife"), {rich.id}),
            (AttributeIs(name="cidade", op=Comparison.CONTAINS, value="in"), {due.id}),
            (AttributeIs(name="cidade", op=Comparison.SET), {rich.id, due.id}),
            (AttributeIs(name="saldo", op=Comparison.AT_LEAST, value=5), {before.id, rich.id}),
            (AttributeIs(name="saldo", op=Comparison.MORE, value=5), {rich.id}),
            (AttributeIs(name="vencimento", op=Comparison.LESS, value="2026-02-01"), {due.id}),
            (AttributeIs(name="ativo", value=True), {rich.id}),
            (Negation(of=AttributeIs(name="ativo", value=True)), {before.id, due.id}),
            (AttributeIs(name="nenhum", value=True), set()),
        ]
        for query, expected in asked:
            assert await self.found(place, query, *people) == expected, query

    async def test_text_is_compared_as_people_mean_it(self, place: Place) -> None:
        async with place.work() as work:
            await work.attributes.add(an_attribute("cidade"))
            await work.attributes.add(an_attribute("plano", AttributeType.CHOICE, "Rádio"))
        paulo = await self.added(place, attributes={"cidade": "São Paulo", "plano": "Rádio"})
        greek = await self.added(place, attributes={"cidade": "ΑΘΗΝΑ"})
        asked: list[tuple[Query, set[ContactId]]] = [
            (AttributeIs(name="cidade", value="sao paulo"), {paulo.id}),
            (AttributeIs(name="cidade", value="SA\u0303O PAULO"), {paulo.id}),
            (AttributeIs(name="cidade", op=Comparison.CONTAINS, value="ÃO p"), {paulo.id}),
            (AttributeIs(name="plano", value="RADIO"), {paulo.id}),
            (AttributeIs(name="cidade", value="sao  paulo"), set()),
            (AttributeIs(name="cidade", value="ΑΘΗΝΑ"), {greek.id}),
            (AttributeIs(name="cidade", value="αθηνα"), set()),
        ]
        for query, expected in asked:
            assert await self.found(place, query, paulo, greek) == expected, query

    async def test_any_number_of_attributes_and_tags_is_asked_for(self, place: Place) -> None:
        kinds = (AttributeType.TEXT, AttributeType.NUMBER, AttributeType.BOOLEAN, AttributeType.DATE)
        names = [(f"{kind.value}_{n}", kind) for kind in kinds for n in range(7)]
        async with place.work() as work:
            for name, kind in names:
                await work.attributes.add(an_attribute(name, kind))
        high: dict[AttributeType, AttributeValue] = {
            AttributeType.NUMBER: 2.5,
            AttributeType.BOOLEAN: True,
            AttributeType.DATE: "2026-02-01",
        }
        low: dict[AttributeType, AttributeValue] = {
            AttributeType.NUMBER: -1,
            AttributeType.BOOLEAN: False,
            AttributeType.DATE: "2026-01-31",
        }
        tags = tuple(f"t{n}" for n in range(200))
        one = await self.added(place, attributes={name: high.get(kind, name) for name, kind in names}, tags=tags)
        other = await self.added(place, attributes={name: low.get(kind, "x") for name, kind in names}, tags=("t",))
        empty = await self.added(place)
        people = (one, other, empty)
        for name, kind in names:
            mine = high.get(kind, name)
            assert await self.found(place, AttributeIs(name=name, value=mine), *people) == {one.id}, name
            there = AttributeIs(name=name, op=Comparison.SET)
            assert await self.found(place, there, *people) == {one.id, other.id}, name
            if kind in (AttributeType.NUMBER, AttributeType.DATE):
                least = AttributeIs(name=name, op=Comparison.AT_LEAST, value=mine)
                assert await self.found(place, least, *people) == {one.id}, name
                more = AttributeIs(name=name, op=Comparison.MORE, value=mine)
                assert await self.found(place, more, *people) == set(), name
                most = AttributeIs(name=name, op=Comparison.AT_MOST, value=low[kind])
                assert await self.found(place, most, *people) == {other.id}, name
                less = AttributeIs(name=name, op=Comparison.LESS, value=low[kind])
                assert await self.found(place, less, *people) == set(), name
        for tag in ("t0", "t131", "t199"):
            assert await self.found(place, HasTag(tag=tag), *people) == {one.id}
            assert await self.found(place, Negation(of=HasTag(tag=tag)), *people) == {other.id, empty.id}

    async def test_a_removed_attribute_leaves_the_others_where_they_are(self, place: Place) -> None:
        async with place.work() as work:
            first, second = an_attribute("um"), an_attribute("dois")
            await work.attributes.add(first)
            await work.attributes.add(second)
            await work.attributes.remove(first.id)
        contact = await self.added(place, attributes={"um": "a", "dois": "b"})
        assert await self.found(place, AttributeIs(name="dois", value="b"), contact) == {contact.id}
        assert await self.found(place, AttributeIs(name="um", value="a"), contact) == set()

    async def test_what_changes_is_asked_for_as_it_is_now(self, place: Place) -> None:
        contact = await self.added(place, tags=("x",))
        async with place.work() as work:
            await work.contacts.save(replace(contact, tags=("y",), vip=True, opted_in_at=AT))
        for query, holds in (
            (HasTag(tag="x"), False),
            (HasTag(tag="y"), True),
            (FlagIs(flag=FlagName.VIP), True),
            (Consents(purpose="marketing"), True),
            (Consents(purpose="sms"), False),
            (AnyOf(of=(HasTag(tag="x"), FlagIs(flag=FlagName.OPTED_IN))), True),
        ):
            assert (await self.found(place, query, contact) == {contact.id}) is holds, query

    async def test_activity_is_known_from_conversations(self, place: Place) -> None:
        contact, silent = await self.added(place), await self.added(place)
        talk = await place.converse(contact)
        async with place.work() as work:
            await work.conversations.save(replace(talk, window_expires_at=AT + dt.timedelta(hours=24)))
        seen = Happened(what=Activity.LAST_SEEN, days=1)
        assert await self.found(place, seen, contact, silent) == {contact.id}
        older = Happened(what=Activity.LAST_SEEN, before=True, at=AT + dt.timedelta(days=2))
        assert await self.found(place, older, contact, silent) == {contact.id}
        assert await self.found(place, FlagIs(flag=FlagName.OPEN_CONVERSATION), contact, silent) == {contact.id}
        assert await self.found(place, FlagIs(flag=FlagName.IN_FLOW), contact, silent) == set()
        made = Happened(what=Activity.CREATED, at=AT)
        assert await self.found(place, made, contact, silent) == {contact.id, silent.id}
        async with place.work() as work:
            assert await work.contacts.busy([contact.id, silent.id]) == {contact.id}
            assert await work.contacts.seen([contact.id, silent.id]) == {contact.id: AT.date()}
            by_sight = PageRequest(sort="last_seen")
            first, *_ = (await work.contacts.browse(ContactFilter(), by_sight, NOW)).items
            assert first.id == contact.id
            person = await work.segments.person(contact.id)
        assert (person.last_seen, person.open_conversation, person.in_flow) == (AT.date(), True, False)

    async def test_the_company_last_wrote_on_a_day(self, place: Place) -> None:
        contact, silent = await self.added(place), await self.added(place)
        talk = await place.converse(contact)
        for day in (AT.date() - dt.timedelta(days=3), AT.date() - dt.timedelta(days=2)):
            async with place.work() as work:
                await work.conversations.save(replace(await work.conversations.get(talk.id), replied_on=day))
        lately = Happened(what=Activity.LAST_REPLIED, days=2)
        assert await self.found(place, lately, contact, silent) == {contact.id}
        assert await self.found(place, replace(lately, days=1), contact, silent) == set()
        assert await self.found(place, replace(lately, before=True, days=1), contact, silent) == {contact.id}
        assert await self.found(place, replace(lately, before=True), contact, silent) == set()
        async with place.work() as work:
            assert (await work.segments.person(contact.id)).last_replied == AT.date() - dt.timedelta(days=2)
            assert (await work.segments.person(silent.id)).last_replied is None
            await work.contacts.save(replace(await work.contacts.get(contact.id), vip=True))
        assert await self.found(place, lately, contact, silent) == {contact.id}

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

    async def test_who_leaves_is_on_no_list(self, place: Place) -> None:
        one, two = await self.added(place), await self.added(place)
        made = ContactList(id=ContactListId(fresh()), name="Baile", created_at=AT, updated_at=AT)
        async with place.work() as work:
            await work.contact_lists.add(made)
            await work.contact_lists.put(made.id, [one.id, two.id], AT)
            await work.contact_lists.leave([one.id])
            assert (await work.contact_lists.of(one.id), await work.contact_lists.of(two.id)) == ([], [made.id])

    async def test_lists_hold_who_was_put_on_them(self, place: Place, neighbour: Place) -> None:
        one, two = await self.added(place), await self.added(place)
        made = ContactList(id=ContactListId(fresh()), name="Feira", created_at=AT, updated_at=AT)
        async with place.work() as work:
            await work.contact_lists.add(made)
            assert await work.contact_lists.put(made.id, [one.id, two.id, ContactId(fresh())], AT) == 2
            assert await work.contact_lists.put(made.id, [one.id], AT) == 0
            assert await work.contact_lists.take(made.id, [two.id, ContactId(fresh())]) == 1
            assert [(each.name, each.members) for each in await work.contact_lists.all()] == [("Feira", 1)]
            assert list(await work.contact_lists.of(one.id)) == [made.id]
        assert await self.found(place, OnList(list=str(made.id)), one, two) == {one.id}
        with pytest.raises(ContactListNameTaken):
            async with place.work() as work:
                await work.contact_lists.add(replace(made, id=ContactListId(fresh()), name="FEIRA"))
        async with neighbour.work() as work:
            with pytest.raises(ContactListNotFound):
                await work.contact_lists.get(made.id)
        async with place.work() as work:
            await work.contact_lists.rename(replace(made, name="Feira 2"))
            assert await work.contact_lists.names() == {str(made.id): "Feira 2"}
            await work.contact_lists.remove(made.id)
            assert list(await work.contact_lists.of(one.id)) == []

    async def test_lists_go_with_a_merge_and_come_back(self, place: Place) -> None:
        kept, gone = await self.added(place), await self.added(place)
        ids = [ContactListId(fresh()) for _ in range(2)]
        async with place.work() as work:
            for number, list_id in enumerate(ids):
                made = ContactList(id=list_id, name=f"Lista {number}", created_at=AT, updated_at=AT)
                await work.contact_lists.add(made)
                await work.contact_lists.put(list_id, [gone.id], AT)
            await work.contact_lists.put(ids[0], [kept.id], AT)
            await work.contacts.save(replace(gone, addresses=(), merged_into=kept.id))
            await work.merges.add(MergeRecord(kept=kept, merged=gone, reason="uma pessoa", at=AT))
            await work.contacts.move_history(gone.id, kept.id)
        async with place.work() as work:
            assert set(await work.contact_lists.of(kept.id)) == set(ids)
            assert list(await work.contact_lists.of(gone.id)) == []
            await work.contacts.restore_history(gone.id, kept.id)
        async with place.work() as work:
            assert list(await work.contact_lists.of(kept.id)) == ids[:1]
            assert set(await work.contact_lists.of(gone.id)) == set(ids)

    async def test_what_a_file_said_of_somebody_stands_on_its_list_alone(self, place: Place, neighbour: Place) -> None:
        """Until they leave it; on no list nothing is kept."""
        maria, bia, rui = await self.added(place), await self.added(place), await self.added(place)
        guests, others = a_list("Convidados"), a_list("Outros")
        async with place.work() as work:
            for made in (guests, others):
                await work.contact_lists.add(made)
                await work.contact_lists.put(made.id, [maria.id, bia.id], AT)
            await work.contact_lists.describe(guests.id, {maria.id: {"valor": "R$ 10"}, rui.id: {"valor": "R$ 20"}})
            await work.contact_lists.describe(guests.id, {bia.id: {}})
        everybody = [maria.id, bia.id, rui.id]
        async with neighbour.work() as work:
            assert await work.contact_lists.fields(guests.id, everybody) == {}
        async with place.work() as work:
            assert await work.contact_lists.fields(guests.id, everybody) == {maria.id: {"valor": "R$ 10"}, bia.id: {}}
            assert await work.contact_lists.fields(guests.id, [bia.id]) == {bia.id: {}}
            assert await work.contact_lists.fields(others.id, everybody) == {}
            await work.contact_lists.describe(guests.id, {maria.id: {"valor": "R$ 30", "vence": "hoje"}})
        async with place.work() as work:
            said = await work.contact_lists.fields(guests.id, everybody)
            assert said[maria.id] == {"valor": "R$ 30", "vence": "hoje"}
            await work.contact_lists.take(guests.id, [maria.id])
            await work.contact_lists.put(guests.id, [maria.id], AT)
        async with place.work() as work:
            assert maria.id not in await work.contact_lists.fields(guests.id, everybody)

    async def test_what_a_file_said_goes_with_a_merge_and_comes_back(self, place: Place) -> None:
        """Of who is on the list already it says what was said of them."""
        kept, other = await self.added(place), await self.added(place)
        guests, both = a_list("Convidados"), a_list("Ambos")
        async with place.work() as work:
            for made, people in ((guests, [other.id]), (both, [kept.id, other.id])):
                await work.contact_lists.add(made)
                await work.contact_lists.put(made.id, people, AT)
                await work.contact_lists.describe(made.id, {each: {"de": str(each)} for each in people})
        async with place.work() as work:
            await work.merges.add(MergeRecord(kept=kept, merged=other, reason="a mesma", at=AT))
            await work.contacts.move_history(other.id, kept.id)
        async with place.work() as work:
            assert await work.contact_lists.fields(guests.id, [kept.id, other.id]) == {kept.id: {"de": str(other.id)}}
            assert await work.contact_lists.fields(both.id, [kept.id, other.id]) == {kept.id: {"de": str(kept.id)}}
            await work.contacts.restore_history(other.id, kept.id)
        async with place.work() as work:
            assert await work.contact_lists.fields(guests.id, [kept.id, other.id]) == {other.id: {"de": str(other.id)}}
            assert await work.contact_lists.fields(both.id, [kept.id, other.id]) == {
                each: {"de": str(each)} for each in (kept.id, other.id)
            }

    async def test_lists_of_campaigns_files_are_not_among_the_others(self, place: Place) -> None:
        """They take no name away, and questions know them."""
        file = a_list("Convidados", campaign_id=CampaignId(fresh()), import_id=ImportId(fresh()))
        twin, guests = replace(file, id=ContactListId(fresh())), a_list("Convidados")
        async with place.work() as work:
            for made in (file, guests, twin):
                await work.contact_lists.add(made)
        async with place.work() as work:
            assert await work.contact_lists.all() == [guests]
            assert await work.contact_lists.get(file.id) == file
            assert set(await work.contact_lists.names()) == {str(one.id) for one in (file, guests, twin)}
            await work.contact_lists.remove(file.id)
        async with place.work() as work:
            with pytest.raises(ContactListNotFound):
                await work.contact_lists.get(file.id)

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
        async with neighbour.work() as work:
            assert list(await work.consents.of(contact.id)) == []

    async def test_segments_are_kept_under_one_name(self, place: Place, neighbour: Place) -> None:
        query = AllOf(of=(HasTag(tag="x"), Negation(of=FlagIs(flag=FlagName.VIP))))
        made = Segment(id=SegmentId(fresh()), name="Norte", query=query, created_at=AT, updated_at=AT)
        async with place.work() as work:
            await work.segments.add(made)
            assert await work.segments.get(made.id) == made
            await work.segments.save(replace(made, name="Norte 2"))
            with pytest.raises(StaleVersion):
                await work.segments.save(made)
        with pytest.raises(SegmentNameTaken):
            async with place.work() as work:
                await work.segments.add(replace(made, id=SegmentId(fresh()), name="NORTE 2"))
        async with neighbour.work() as work:
            assert list(await work.segments.all()) == []
        async with place.work() as work:
            await work.segments.remove(made.id)
            with pytest.raises(SegmentNotFound):
                await work.segments.remove(made.id)

    async def test_a_timeline_tells_of_conversations(self, place: Place, neighbour: Place) -> None:
        contact = await self.added(place)
        talk = await place.converse(contact)
        async with place.work() as work:
            (moment,) = await work.contacts.timeline(contact.id, before=None, limit=10)
            assert (moment.type, moment.subject, moment.data["received"]) == ("Conversation", talk.id, 0)
            assert list(await work.contacts.timeline(contact.id, before=moment.id, limit=10)) == []
        async with neighbour.work() as work:
            assert list(await work.contacts.timeline(contact.id, before=None, limit=10)) == []


class ImportsContract(OnGround):
    """People from files, taken in set by set."""

    def row(self, number: int, phone: str, **known: object) -> PersonRow:
        """One of a file."""
        return replace(PersonRow(number=number, address=phone_address(Phone(phone))), **known)

    async def test_new_people_are_created_and_known_ones_learn(self, place: Place, neighbour: Place) -> None:
        terms = TakingTerms(at=AT)
        first = [
            self.row(1, "+5511987654321", name="Ana", attributes={"a": 1}, tags=("x",)),
            self.row(2, "+5521987654321", vip=True, language=Language.ES),
        ]
        async with place.work() as work:
            taken = await work.imports.take_in(first, terms)
        assert (len(taken.created), taken.updated, taken.unchanged) == (2, (), ())
        again = [
            self.row(1, "+551187654321", email="ana@exemplo.com", attributes={"b": 2}, tags=("x", "y")),
            self.row(2, "+5521987654321", vip=True),
            self.row(3, "+5531987654321"),
        ]
        async with place.work() as work:
            assert await work.imports.known([row.address for row in again]) == 2
            taken = await work.imports.take_in(again, terms)
            assert [len(taken.created), len(taken.updated), len(taken.unchanged)] == [1, 1, 1]
            (ana,) = (await work.contacts.get_all(taken.updated)).values()
        assert (ana.name, ana.email, ana.tags) == ("Ana", "ana@exemplo.com", ("x", "y"))
        assert (ana.attributes, ana.phone) == ({"a": 1, "b": 2}, "+5511987654321")
        async with neighbour.work() as work:
            assert await work.imports.known([row.address for row in again]) == 0

    async def test_known_people_may_be_left_as_they_are(self, place: Place) -> None:
        async with place.work() as work:
            await work.imports.take_in([self.row(1, "+5511987654321", name="Ana")], TakingTerms(at=AT))
            renamed = [self.row(1, "+5511987654321", name="Outra")]
            taken = await work.imports.take_in(renamed, TakingTerms(at=AT, updates=False))
            assert (len(taken.unchanged), taken.updated) == (1, ())
            assert (await work.contacts.get(taken.unchanged[0])).name == "Ana"

    async def test_a_no_is_not_overruled_and_the_deleted_come_back(self, place: Place) -> None:
        rows = [self.row(n, f"+55{ddd}987654321") for n, ddd in enumerate((11, 21, 31))]
        async with place.work() as work:
            taken = await work.imports.take_in(rows, TakingTerms(at=AT))
            refused, gone, fine = [await work.contacts.get(each) for each in taken.created]
            await work.contacts.save(refused.opt_out(AT))
            await work.contacts.save(gone.opt_out(AT).forget(AT))
        made = ContactList(id=ContactListId(fresh()), name="Arquivo", created_at=AT, updated_at=AT)
        said = ConsentGiven(purpose="marketing", given=True, source="feira")
        async with place.work() as work:
            await work.contact_lists.add(made)
            terms = TakingTerms(at=AT, consent=said, list_id=made.id)
            taken = await work.imports.take_in(rows, terms)
            assert set(taken.agreed) == {fine.id}
            people = await work.contacts.get_all([refused.id, gone.id, fine.id])
            assert [people[c.id].opted_in for c in (refused, gone, fine)] == [False, False, True]
            assert people[gone.id].deleted_at is None
            assert (await work.contact_lists.get(made.id)).members == 3
            sms = TakingTerms(at=AT, consent=replace(said, purpose="sms"))
            assert len((await work.imports.take_in(rows, sms)).agreed) == 3
            assert (await work.imports.take_in(rows, sms)).agreed == ()
            assert (await work.contacts.get(fine.id)).consents["sms"] == Consent(given=True, at=AT, source="feira")

    async def test_an_import_keeps_its_file_and_its_refused_rows(self, place: Place, neighbour: Place) -> None:
        one = ContactImport(
            id=ImportId(fresh()),
            filename="a.csv",
            state=ImportState.RUNNING,
            created_at=AT,
            updated_at=AT,
            actor_kind=ActorKind.SYSTEM,
        )
        refusals = [
            Refusal(number=n, problem=Problem(field="phone", code="not_a_phone"), cells=("a", str(n)))
            for n in (3, 1, 2)
        ]
        async with place.work() as work:
            await work.imports.add(one)
            await work.imports.put_piece(one.id, 0, b"abc")
            await work.imports.refuse(one.id, refusals)
            await work.imports.save(replace(one, state=ImportState.DONE, refused=3))
        async with place.work() as work:
            kept = await work.imports.get(one.id, lock=True)
            assert (kept.state, kept.seen) == (ImportState.DONE, 3)
            later = replace(one, id=ImportId(fresh()), filename="b.csv")
            await work.imports.add(later)
            assert list(await work.imports.latest(before=None, limit=5)) == [later, kept]
            assert list(await work.imports.latest(before=later.id, limit=5)) == [kept]
            assert await work.imports.piece(one.id, 0) == b"abc"
            assert await work.imports.piece(one.id, 1) is None
            assert [r.number for r in await work.imports.refused(one.id, after=1, limit=5)] == [2, 3]
            await work.imports.drop_file(one.id)
            assert await work.imports.piece(one.id, 0) is None
        async with neighbour.work() as work:
            assert await work.imports.latest(before=None, limit=5) == []
            with pytest.raises(ImportNotFound):
                await work.imports.get(one.id)
