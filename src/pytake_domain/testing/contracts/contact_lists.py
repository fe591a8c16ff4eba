"""What the domain relies on from whoever keeps lists of contacts: `ContactListsContract`, with `ground`."""

from typing import Any

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import (
    ContactList,
    ContactListNameTaken,
    ContactListNotFound,
    MergeRecord,
    OnList,
)
from pytake_domain.kernel.ids import CampaignId, ContactId, ContactListId, ImportId
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.ground import Place
from pytake_domain.testing.contracts.people import OnPeople


def a_list(name: str, **owned: Any) -> ContactList:
    """One that is new."""
    return ContactList(id=ContactListId(fresh()), name=name, created_at=AT, updated_at=AT, **owned)


class ContactListsContract(OnPeople):
    """Lists, who is on them, and what files said of them."""

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
