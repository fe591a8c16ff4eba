"""What the domain relies on from whoever answers questions about people: `QuestionsContract`, with `ground`."""

import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import (
    Activity,
    AllOf,
    AnyOf,
    AttributeIs,
    AttributeType,
    AttributeValue,
    Comparison,
    Consents,
    ContactFilter,
    FlagIs,
    FlagName,
    Happened,
    HasTag,
    Negation,
    Query,
    Segment,
    SegmentNameTaken,
    SegmentNotFound,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, SegmentId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.ground import Place
from pytake_domain.testing.contracts.people import NOW, OnPeople, an_attribute


class QuestionsContract(OnPeople):
    """Questions about people, and segments that keep them."""

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
