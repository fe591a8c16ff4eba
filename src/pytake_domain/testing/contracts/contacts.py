"""What the domain relies on from whoever stores contacts. Subclass `ContactsContract` with `ground`."""

import asyncio
import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import (
    Address,
    AddressKind,
    AddressTaken,
    Contact,
    ContactNotFound,
    KnownAddress,
    MergeRecord,
    Sighting,
    Unreachable,
    fits,
    terms_of,
    wa_id_addresses,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import ConversationFilter, ConversationStatus
from pytake_domain.testing.builders import AT, a_phone, a_sighting, fresh, known
from pytake_domain.testing.contracts.ground import OnGround, Place

MINUTE = dt.timedelta(minutes=1)


def bsuid(value: str = "") -> Address:
    """A business-scoped user id."""
    return Address(kind=AddressKind.BSUID, value=value or f"BR.{fresh()}")


def phone(value: str) -> Address:
    """A telephone number."""
    return Address(kind=AddressKind.PHONE, value=value)


def wa_id(value: str) -> Address:
    """A WhatsApp id."""
    return Address(kind=AddressKind.WA_ID, value=value.removeprefix("+"))


class ContactsContract(OnGround):
    """Finding people by any of their addresses, and keeping what is known of them."""

    async def seen(self, place: Place, *sightings: Sighting) -> list[Contact]:
        """Who these are, in a work of its own."""
        async with place.work() as work:
            return list(await work.contacts.find_or_add(sightings))

    async def named(self, place: Place, name: str, number: str, email: str | None = None) -> Contact:
        """Somebody of this name, number and e-mail."""
        (contact,) = await self.seen(place, Sighting(addresses=wa_id_addresses(number), name=name, at=AT))
        async with place.work() as work:
            await work.contacts.save(replace(contact, email=email))
        return contact

    async def looked_for(self, place: Place, text: str, *, numbers_shown: bool = True) -> set[ContactId]:
        """Who is found by what somebody typed."""
        terms = terms_of(text, numbers_shown=numbers_shown)
        assert terms is not None
        async with place.work() as work:
            found = await work.contacts.search(terms, 10)
        assert all(fits(contact, terms) for contact in found)
        return {contact.id for contact in found}

    async def test_people_are_found_by_what_is_known_of_them(self, place: Place, neighbour: Place) -> None:
        # Numbers that are made up for others are of area 11, and one in a hundred of those begins alike.
        joao = await self.named(place, "João D'Ávila-Conceição", "+5521987654321", "joao.davila@exemplo.com.br")
        maria = await self.named(place, "Maria Joana", "+5521912345678")
        for text in ("joão", "JOAO", "avila joao", "conceic", "joao.davila@", "Joao.Davila@Exemplo.com.br"):
            assert joao.id in await self.looked_for(place, text), text
        assert await self.looked_for(place, "joa") == {joao.id, maria.id}
        assert await self.looked_for(place, "maria joao") == set()
        assert await self.looked_for(place, "oao") == set(), "words are found by their beginning"
        for text in (
            "+5521987654321",
            "21 98765-4321",
            "(021) 98765 4321",
            "5521987",
            "4321",
            "98765-4321",
            "+55 21 8765 4321",
        ):
            assert await self.looked_for(place, text) == {joao.id}, text
        assert await self.looked_for(neighbour, "joao") == set()
        assert await self.looked_for(neighbour, "4321") == set()

    async def test_who_may_not_see_numbers_finds_whole_ones_only(self, place: Place) -> None:
        contact = await self.named(place, "Rui", "+5511987654321")
        for text in ("4321", "5511987", "1198765432"):
            assert await self.looked_for(place, text, numbers_shown=False) == set(), text
        assert await self.looked_for(place, "11 98765-4321", numbers_shown=False) == {contact.id}

    async def test_what_changed_is_found_as_it_is_now(self, place: Place) -> None:
        contact = await self.named(place, "Antônia", "+5511987654321", "antonia@exemplo.com.br")
        async with place.work() as work:
            present = await work.contacts.get(contact.id)
            await work.contacts.save(
                replace(
                    present,
                    name="Bárbara",
                    email=None,
                    addresses=tuple(KnownAddress(address=a) for a in wa_id_addresses("+5521912345678")),
                )
            )
        for text in ("antonia", "antonia@", "4321"):
            assert await self.looked_for(place, text) == set(), text
        for text in ("barbara", "5678"):
            assert await self.looked_for(place, text) == {contact.id}, text

    async def test_merged_people_are_not_found_twice(self, place: Place) -> None:
        kept = await self.named(place, "Clara", "+5511987654321")
        gone = await self.named(place, "Clara", "+5521912345678")
        async with place.work() as work:
            present = await work.contacts.get(gone.id)
            await work.contacts.save(replace(present, addresses=(), merged_into=kept.id))
        assert await self.looked_for(place, "clara") == {kept.id}

    async def test_tags_are_those_known_and_those_borne(self, place: Place, neighbour: Place) -> None:
        contact = await self.named(place, "Davi", "+5511987654321")
        async with place.work() as work:
            await work.tags.know(("novo", "vip"), AT)
            await work.tags.know(("vip",), AT + MINUTE)
            present = await work.contacts.get(contact.id)
            await work.contacts.save(replace(present, tags=("vip", "fibra")))
        async with place.work() as work:
            found = await work.tags.all()
            assert [(tag.name, tag.used) for tag in found] == [("fibra", 1), ("novo", 0), ("vip", 1)]
            assert len({tag.id for tag in found}) == 3
            await work.tags.remove("novo")
        async with place.work() as work:
            assert [tag.name for tag in await work.tags.all()] == ["fibra", "vip"]
        async with neighbour.work() as work:
            assert list(await work.tags.all()) == []

    async def test_somebody_known_by_no_address_becomes_a_contact(self, place: Place) -> None:
        addresses = (bsuid(), *wa_id_addresses(a_phone()))

        (contact,) = await self.seen(place, Sighting(addresses=addresses, name="Maria", at=AT))

        assert contact.name == "Maria"
        assert contact.addresses == known(*addresses)
        assert (contact.created_at, contact.tenant_id) == (AT, place.tenant.id)
        async with place.work() as work:
            assert await work.contacts.get(contact.id) == contact

    async def test_any_of_the_addresses_finds_the_person_again(self, place: Place) -> None:
        addresses = (bsuid(), *wa_id_addresses(a_phone()))
        (contact,) = await self.seen(place, Sighting(addresses=addresses, at=AT))

        found = await self.seen(place, *(a_sighting(address) for address in addresses))

        assert [c.id for c in found] == [contact.id] * 3
        async with place.work() as work:
            for address in addresses:
                person = await work.contacts.find([address])
                assert person is not None
                assert person.id == contact.id

    async def test_each_sighting_gets_its_contact_in_the_same_order(self, place: Place) -> None:
        one, two = a_sighting(), a_sighting()

        found = await self.seen(place, one, two, one, two, one)

        assert found[0].id != found[1].id
        assert [c.id for c in found] == [found[0].id, found[1].id] * 2 + [found[0].id]

    async def test_the_ninth_digit_makes_no_second_person(self, place: Place) -> None:
        with_nine = "+5511987654321"
        without = "+551187654321"
        (contact,) = await self.seen(place, a_sighting(phone(with_nine)))

        spellings = (phone(without), wa_id(without), wa_id(with_nine))
        found = await self.seen(place, *(a_sighting(address) for address in spellings))

        assert {c.id for c in found} == {contact.id}
        (other,) = await self.seen(place, a_sighting(wa_id("551287654321")))
        (same,) = await self.seen(place, a_sighting(phone("+5512987654321")))
        assert same.id == other.id != contact.id

    async def test_two_spellings_in_one_batch_are_one_person(self, place: Place) -> None:
        found = await self.seen(place, a_sighting(wa_id("551197776655")), a_sighting(phone("+5511997776655")))

        assert found[0].id == found[1].id

    async def test_what_was_said_of_an_address_is_kept_and_found(self, place: Place) -> None:
        marked, other = await self.seen(place, a_sighting(bsuid(), phone(a_phone())), a_sighting())
        async with place.work() as work:
            await work.contacts.save(marked.not_reached("official", AT + MINUTE))

        async with place.work() as work:
            (found,) = await work.contacts.unreachable([other.id, marked.id])
            word = Unreachable(at=AT + MINUTE, source="official")
            assert found.id == marked.id
            assert [k.unreachable for k in found.addresses] == [word, word]
            await work.contacts.save(found.reached(AT + 2 * MINUTE))
        async with place.work() as work:
            assert await work.contacts.unreachable([other.id, marked.id]) == []
            assert await work.contacts.unreachable([]) == []

    async def test_a_user_name_finds_nobody(self, place: Place) -> None:
        name = Address(kind=AddressKind.USERNAME, value="maria.silva")
        first = await self.seen(place, a_sighting(name, bsuid()))
        second = await self.seen(place, a_sighting(name, bsuid()))

        assert first[0].id != second[0].id
        async with place.work() as work:
            assert await work.contacts.find([name]) is None

    async def test_addresses_seen_beside_a_known_one_are_learnt(self, place: Place) -> None:
        first, later = a_phone(), bsuid()
        (contact,) = await self.seen(place, a_sighting(phone(first)))

        (same,) = await self.seen(place, a_sighting(later, phone(first), at=AT + MINUTE))

        assert same.id == contact.id
        assert same.addresses == known(phone(first), later)
        assert [c.id for c in await self.seen(place, a_sighting(later))] == [contact.id]

    async def test_an_address_that_was_replaced_still_finds_the_person(self, place: Place) -> None:
        person, before, after = bsuid(), wa_id(a_phone()), wa_id(a_phone())
        (contact,) = await self.seen(place, a_sighting(person, before))

        (same,) = await self.seen(place, a_sighting(person, after))

        assert KnownAddress(address=before, current=False) in same.addresses
        assert KnownAddress(address=after) in same.addresses
        assert [c.id for c in await self.seen(place, a_sighting(before))] == [contact.id]

    async def test_an_address_of_somebody_else_stays_theirs(self, place: Place) -> None:
        one, two = bsuid(), wa_id(a_phone())
        first, second = await self.seen(place, a_sighting(one), a_sighting(two))

        (found,) = await self.seen(place, a_sighting(one, two))

        assert found == first
        async with place.work() as work:
            assert await work.contacts.find([two]) == second

    async def test_a_name_is_learnt_where_there_is_none_and_never_replaced(self, place: Place) -> None:
        somebody = a_phone()
        (nameless,) = await self.seen(place, a_sighting(phone(somebody)))
        (named,) = await self.seen(place, a_sighting(phone(somebody), name="Maria"))
        (again,) = await self.seen(place, a_sighting(phone(somebody), name="Mary"))

        assert (nameless.name, named.name, again.name) == (None, "Maria", "Maria")

    async def test_twenty_first_messages_at_once_are_of_one_person(self, place: Place) -> None:
        sighting = a_sighting(bsuid(), *wa_id_addresses(a_phone()))

        found = await asyncio.gather(*(self.seen(place, sighting) for _ in range(20)))

        assert len({contact.id for (contact,) in found}) == 1

    async def test_many_people_at_once_are_as_many_contacts(self, place: Place) -> None:
        batches = [[a_sighting() for _ in range(5)] for _ in range(8)]

        found = await asyncio.gather(*(self.seen(place, *batch) for batch in batches))

        assert len({contact.id for batch in found for contact in batch}) == 40

    async def test_what_is_learnt_meanwhile_is_not_lost_by_a_save(self, place: Place) -> None:
        (read,) = await self.seen(place, a_sighting(phone(a_phone())))
        learnt = bsuid()
        await self.seen(place, a_sighting(read.addresses[0].address, learnt))

        with pytest.raises(StaleVersion):
            async with place.work() as work:
                await work.contacts.save(read.tag("vip", at=AT))

        async with place.work() as work:
            assert (await work.contacts.find([learnt])) is not None

    async def test_the_same_address_at_two_companies_is_two_contacts(self, place: Place, neighbour: Place) -> None:
        sighting = a_sighting()

        (here,) = await self.seen(place, sighting)
        (there,) = await self.seen(neighbour, sighting)

        assert here.id != there.id
        async with neighbour.work() as work:
            assert await work.contacts.get_all([here.id]) == {}
            with pytest.raises(ContactNotFound):
                await work.contacts.get(here.id)
            with pytest.raises(StaleVersion):
                await work.contacts.save(here)

    async def test_everything_about_a_contact_comes_back_as_it_was_saved(self, place: Place) -> None:
        (contact,) = await self.seen(place, a_sighting(bsuid(), wa_id(a_phone())))
        changed = replace(
            contact,
            name="Maria das Dores",
            email="maria@example.com.br",
            language=Language.ES,
            time_zone="America/Recife",
            vip=True,
            tags=("fibra", "600 mega"),
            attributes={"plano": "600", "dívida": 12.5, "parcelas": 3, "ativo": True, "motivo": None},
            opted_out_at=AT,
            opted_in_at=AT + MINUTE,
            opted_in_source="site",
            blocked=True,
            updated_at=AT + MINUTE,
        )

        async with place.work() as work:
            await work.contacts.save(changed)

        async with place.work() as work:
            assert await work.contacts.get(contact.id) == replace(changed, version=contact.version + 1)

    async def test_of_two_who_save_the_second_is_told(self, place: Place) -> None:
        async with place.work() as work:
            await work.contacts.save(place.contact.tag("um", at=AT))

        with pytest.raises(StaleVersion):
            async with place.work() as work:
                await work.contacts.save(place.contact.tag("dois", at=AT))

        async with place.work() as work:
            assert (await work.contacts.get(place.contact.id)).tags == ("um",)

    async def test_an_address_can_not_be_taken_from_somebody(self, place: Place) -> None:
        (other,) = await self.seen(place, a_sighting())

        with pytest.raises(AddressTaken):
            async with place.work() as work:
                await work.contacts.save(place.contact.know([k.address for k in other.addresses], AT))

        async with place.work() as work:
            assert await work.contacts.get(place.contact.id) == place.contact

    async def test_a_contact_nobody_made_is_not_found(self, place: Place) -> None:
        nobody = ContactId(fresh())
        async with place.work() as work:
            assert await work.contacts.get_all([nobody, place.contact.id]) == {place.contact.id: place.contact}
            with pytest.raises(ContactNotFound):
                await work.contacts.get(nobody)

    async def test_those_with_a_tag_come_page_by_page(self, place: Place, neighbour: Place) -> None:
        async with place.work() as work:
            found = [(await work.contacts.find_or_add([a_sighting()]))[0] for _ in range(6)]
            marks = ("norte", "sul", "norte", "", "norte", "norte")
            for number, (contact, mark) in enumerate(zip(found, marks, strict=True)):
                tagged = contact.tag(mark, "todos", at=AT) if mark else contact
                await work.contacts.save(replace(tagged, blocked=number == 5))
        async with neighbour.work() as work:
            theirs = (await work.contacts.find_or_add([a_sighting()]))[0]
            await work.contacts.save(theirs.tag("norte", at=AT))
        north = sorted(found[number].id for number in (0, 2, 4))
        async with place.work() as work:
            assert list(await work.contacts.tagged(["norte"], limit=2)) == north[:2]
            assert list(await work.contacts.tagged(["norte"], after=north[1], limit=2)) == north[2:]
            assert len(await work.contacts.tagged(["norte", "sul"], limit=9)) == 4
            assert list(await work.contacts.tagged(["leste"], limit=9)) == []

    async def test_nothing_stays_of_a_work_that_failed(self, place: Place) -> None:
        sighting = a_sighting()

        async with place.failing() as work:
            await work.contacts.find_or_add([sighting])

        async with place.work() as work:
            assert await work.contacts.find(sighting.addresses) is None


class MergesContract(OnGround):
    """The history that moves with a merge, and the way back."""

    async def merged(self, place: Place, other: Contact) -> None:
        """`other` becomes part of the place's contact."""
        async with place.work() as work:
            present, gone = await work.contacts.get(place.contact.id), await work.contacts.get(other.id)
            await work.contacts.save(replace(gone, addresses=(), merged_into=present.id))
            await work.contacts.save(replace(present, addresses=(*present.addresses, *gone.addresses)))
            await work.merges.add(MergeRecord(kept=present, merged=gone, reason="a mesma pessoa", at=AT))
            await work.contacts.move_history(other.id, place.contact.id)

    async def of(self, place: Place, contact_id: ContactId) -> dict[ConversationStatus, int]:
        """How many conversations a contact has in each status."""
        async with place.work() as work:
            page = await work.views.conversations(ConversationFilter(contact_id=contact_id), PageRequest())
        statuses = [view.conversation.status for view in page.items]
        return {status: statuses.count(status) for status in set(statuses)}

    async def somebody(self, place: Place) -> Contact:
        """Another contact, who has a conversation on the same number."""
        async with place.work() as work:
            (contact,) = await work.contacts.find_or_add([a_sighting()])
        await place.converse(contact)
        return contact

    async def test_history_moves_and_one_conversation_stays_open(self, place: Place) -> None:
        other = await self.somebody(place)

        await self.merged(place, other)

        assert await self.of(place, other.id) == {}
        assert await self.of(place, place.contact.id) == {ConversationStatus.BOT: 1, ConversationStatus.ARCHIVED: 1}

    async def test_the_addresses_of_a_merged_contact_find_the_one_it_became(self, place: Place) -> None:
        other = await self.somebody(place)
        await self.merged(place, other)

        async with place.work() as work:
            (found,) = await work.contacts.find_or_add([a_sighting(*(k.address for k in other.addresses))])

        assert found.id == place.contact.id

    async def test_history_comes_back_when_a_merge_is_undone(self, place: Place) -> None:
        other = await self.somebody(place)
        await self.merged(place, other)

        async with place.work() as work:
            await work.contacts.restore_history(other.id, place.contact.id)
            record = await work.merges.take(other.id)

        assert record.merged.id == other.id
        assert record.reason == "a mesma pessoa"
        assert await self.of(place, other.id) == {ConversationStatus.BOT: 1}
        assert await self.of(place, place.contact.id) == {ConversationStatus.BOT: 1}

    async def test_a_merge_is_undone_once(self, place: Place) -> None:
        other = await self.somebody(place)
        await self.merged(place, other)
        async with place.work() as work:
            await work.merges.take(other.id)

        with pytest.raises(ContactNotFound):
            async with place.work() as work:
                await work.merges.take(other.id)
