"""What the domain relies on from whoever stores WhatsApp numbers, and finds them across tenants."""

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.errors import Conflict, StaleVersion
from pytake_domain.kernel.ids import NumberId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.secrets import Secret, SecretUnreadable
from pytake_domain.testing.builders import AT, a_number, fresh
from pytake_domain.testing.contracts.ground import Ground, OnGround, Place
from pytake_domain.whatsapp import (
    ApiType,
    LinkState,
    NumberNotFound,
    NumberStatus,
    NumberTaken,
    Owner,
    Route,
    WhatsAppNumber,
)


class NumbersContract(OnGround):
    """Numbers of one tenant."""

    async def added(self, place: Place, **changes: object) -> WhatsAppNumber:
        """Another number of the place."""
        number = a_number(place.tenant.id, **changes)
        async with place.work() as work:
            await work.numbers.add(number)
        return number

    async def test_everything_about_a_number_comes_back_as_it_was_saved(self, place: Place, ground: Ground) -> None:
        sealed = await ground.vault.seal(place.tenant.id, "test", Secret("um segredo comprido"))
        number = await self.added(place, phone_number_id=f"p-{fresh()}", access_token=sealed)
        changed = replace(
            number,
            name="Vendas",
            status=NumberStatus.RESTRICTED,
            status_reason="quality",
            quality="YELLOW",
            daily_limit=250,
            rate_limit_per_minute=60,
            messages_per_second=1000,
            webhook_verify_token="palavra",
            app_secret=sealed,
            access_token=None,
            is_active=False,
            link_state=LinkState.UNSTABLE,
            link_since=AT,
            link_reason="unstable",
            link_claim="closed",
            link_claimed_at=AT,
            link_claimed_reason="banned",
            linked_at=AT,
            first_contacts_failed=2,
            first_contacts_paused_until=AT,
        )

        async with place.work() as work:
            assert await work.numbers.get(number.id) == number
            await work.numbers.save(changed)

        async with place.work() as work:
            assert await work.numbers.get(number.id) == replace(changed, version=number.version + 1)

    async def test_of_two_who_save_the_second_is_told(self, place: Place) -> None:
        async with place.work() as work:
            await work.numbers.save(place.number.deactivate(AT))

        with pytest.raises(StaleVersion):
            async with place.work() as work:
                await work.numbers.save(place.number.activate(AT))

    async def test_a_provider_id_is_connected_once_in_the_whole_installation(
        self, place: Place, neighbour: Place
    ) -> None:
        taken = place.number.phone_number_id
        for who in (place, neighbour):
            with pytest.raises(NumberTaken):
                await self.added(who, phone_number_id=taken)
        other = await self.added(neighbour)

        with pytest.raises(NumberTaken):
            async with neighbour.work() as work:
                await work.numbers.save(replace(other, phone_number_id=taken))

    async def test_numbers_without_a_provider_id_may_be_many(self, place: Place) -> None:
        for _ in range(2):
            await self.added(place, api_type=ApiType.EVOLUTION, phone_number_id=None)

        async with place.work() as work:
            assert await work.numbers.count() == 3

    async def test_all_come_oldest_first_and_only_ones_own(self, place: Place, neighbour: Place) -> None:
        second = await self.added(place)

        async with place.work() as work:
            assert await work.numbers.all() == [place.number, second]
            with pytest.raises(NumberNotFound):
                await work.numbers.get(neighbour.number.id)
            with pytest.raises(NumberNotFound):
                await work.numbers.remove(neighbour.number.id)

    async def test_pages_are_cut_sorted_and_narrowed(self, place: Place) -> None:
        added = [await self.added(place, name=name, is_active=name != "B") for name in ("C", "B", "A")]

        async with place.work() as work:
            newest = await work.numbers.page(PageRequest(limit=2))
            assert [n.id for n in newest.items] == [added[2].id, added[1].id]
            assert newest.total == 4
            by_name = await work.numbers.page(PageRequest(limit=3, sort="name", descending=False))
            assert [n.name for n in by_name.items] == ["A", "Atendimento", "B"]
            off = await work.numbers.page(PageRequest(), status="inactive")
            assert [n.name for n in off.items] == ["B"]
            assert (await work.numbers.page(PageRequest(), status="active")).total == 3
            assert (await work.numbers.page(PageRequest(), status="banned")).items == ()
            assert (await work.numbers.page(PageRequest(page=3, limit=2))).items == ()

    async def test_a_number_with_conversations_is_not_removed(self, place: Place) -> None:
        spare = await self.added(place)

        async with place.work() as work:
            await work.numbers.remove(spare.id)
        with pytest.raises(Conflict) as refused:
            async with place.work() as work:
                await work.numbers.remove(place.number.id)

        assert refused.value.code == "NUMBER_IN_USE"
        async with place.work() as work:
            assert [n.id for n in await work.numbers.all()] == [place.number.id]


class NumberLookupContract(OnGround):
    """Whose a number is."""

    async def test_a_route_names_the_number_with_its_tenant(self, ground: Ground, place: Place) -> None:
        found = await ground.lookup.by_route([Route(phone_number_id=place.number.phone_number_id)])

        assert list(found) == [Owner(tenant_id=place.tenant.id, number=place.number)]

    async def test_an_account_names_all_its_numbers_and_each_once(
        self, ground: Ground, place: Place, neighbour: Place
    ) -> None:
        account = place.number.business_account_id
        second = a_number(neighbour.tenant.id, business_account_id=account)
        async with neighbour.work() as work:
            await work.numbers.add(second)

        routes = [Route(account_id=account), Route(phone_number_id=second.phone_number_id)]
        found = await ground.lookup.by_route(routes)

        assert [owner.number.id for owner in found] == [place.number.id, second.id]
        assert [owner.tenant_id for owner in found] == [place.tenant.id, neighbour.tenant.id]

    async def test_what_nobody_has_names_nobody(self, ground: Ground, place: Place) -> None:
        assert place.number is not None
        unknown = [Route(phone_number_id="nobody's"), Route(account_id="nobody's"), Route()]

        assert list(await ground.lookup.by_route(unknown)) == []
        assert list(await ground.lookup.by_route([])) == []
        assert await ground.lookup.by_id(NumberId(fresh())) is None

    async def test_a_callback_address_names_its_number(self, ground: Ground, place: Place) -> None:
        assert await ground.lookup.by_id(place.number.id) == Owner(tenant_id=place.tenant.id, number=place.number)

    async def test_secrets_are_opened_for_their_number_alone(self, ground: Ground, place: Place) -> None:
        purpose = f"number:{place.number.id}:app_secret"
        sealed = await ground.vault.seal(place.tenant.id, purpose, Secret("segredo"))
        number = replace(place.number, app_secret=sealed)
        async with place.work() as work:
            await work.numbers.save(number)
        owner = await ground.lookup.by_id(number.id)
        assert owner is not None

        opened = await ground.lookup.opened(owner)

        assert opened.app_secret == Secret("segredo")
        assert opened.access_token is None
        moved = replace(owner, number=replace(owner.number, id=NumberId(fresh())))
        with pytest.raises(SecretUnreadable):
            await ground.lookup.opened(moved)
