"""What the domain relies on from whoever counts costs by the hour and keeps budgets."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from pytake_domain.costs import Budget, BudgetMark, CampaignBudget, Cost, CostSource
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import CampaignId, MessageId, NumberId
from pytake_domain.messaging import Message, MessageState, SenderKind
from pytake_domain.testing.builders import an_outbound, fresh
from pytake_domain.testing.contracts.analytics import HOUR, id_at
from pytake_domain.testing.contracts.ground import OnGround, Place
from pytake_domain.whatsapp import Price

PRICE = Price(category="marketing", type="regular", amount=Decimal("0.0625"), currency="USD", country="BR")
MONTH = dt.date(2026, 10, 1)


class CostCountsContract(OnGround):
    """Costs by the hour."""

    @pytest.fixture
    def hour(self, place: Place) -> dt.datetime:
        """One that is over."""
        return (place.ground.clock.now() - 30 * HOUR).replace(minute=0, second=0, microsecond=0)

    def sent(self, place: Place, at: dt.datetime, price: Price | None = PRICE, **known: Any) -> Message:
        """A message of ours that has a price."""
        given: dict[str, Any] = {"status": MessageState.SENT, "client_key": None, **known}
        return an_outbound(place.conversation, id=MessageId(id_at(at)), created_at=at, price=price, **given)

    def cost(self, place: Place, at: dt.datetime, **known: Any) -> Cost:
        """As it is counted."""
        usual: dict[str, Any] = {
            "at": at,
            "number_id": place.number.id,
            "category": "marketing",
            "country": "BR",
            "currency": "USD",
            "source": None,
            "source_id": None,
            "messages": 1,
            "amount": Decimal("0.0625"),
            "estimated": Decimal(0),
        }
        return Cost(**{**usual, **known})

    async def store(self, place: Place, *messages: Message) -> None:
        """And gather."""
        async with place.work() as work:
            for message in messages:
                await work.messages.add(message)
        async with place.work() as work:
            await work.messages.save_all(messages)
        async with place.work() as work:
            await work.hourly.gather()

    async def test_costs_are_what_messages_hold(self, place: Place, neighbour: Place, hour: dt.datetime) -> None:
        campaign, flow = fresh(), fresh()
        last = hour + HOUR - dt.timedelta(milliseconds=1)
        await self.store(
            place,
            self.sent(place, hour, sent_by=SenderKind.CAMPAIGN, sent_by_id=campaign),
            self.sent(place, last, replace(PRICE, estimated=True), sent_by=SenderKind.CAMPAIGN, sent_by_id=campaign),
            self.sent(place, hour + HOUR, sent_by=SenderKind.FLOW, sent_by_id=flow),
            self.sent(place, hour, sent_by=SenderKind.FLOW, sent_by_id=None),
            self.sent(place, hour, sent_by=SenderKind.AGENT, sent_by_id=fresh()),
            self.sent(place, hour, replace(PRICE, amount=None, currency=None, country=None)),
            self.sent(place, hour, status=MessageState.FAILED),
            self.sent(place, hour, status=MessageState.CANCELLED),
            self.sent(place, hour, None),
        )
        async with place.work() as work:
            found = await work.costs.by_day([hour], hour + 2 * HOUR)
        expected = [
            self.cost(
                place,
                hour,
                source=CostSource.CAMPAIGN,
                source_id=campaign,
                messages=2,
                amount=Decimal("0.125"),
                estimated=Decimal("0.0625"),
            ),
            self.cost(place, hour, source=CostSource.FLOW, source_id=flow),
            self.cost(place, hour, messages=2, amount=Decimal("0.125")),
            self.cost(place, hour, country=None, currency=None, amount=Decimal(0)),
        ]
        assert sorted(found, key=repr) == sorted(expected, key=repr)
        async with neighbour.work() as work:
            await work.hourly.gather()
            assert list(await work.costs.by_day([hour], hour + 2 * HOUR)) == []

    async def test_days_are_cut_where_they_begin(self, place: Place, hour: dt.datetime) -> None:
        await self.store(place, *(self.sent(place, hour + n * HOUR, sent_by=SenderKind.AGENT) for n in range(5)))
        async with place.work() as work:
            found = await work.costs.by_day([hour + HOUR, hour + 3 * HOUR], hour + 4 * HOUR)
            assert [(c.at, c.messages) for c in found] == [(hour + HOUR, 2), (hour + 3 * HOUR, 1)]
            own = await work.costs.by_day([hour], hour + HOUR, number_id=place.number.id)
            assert [c.messages for c in own] == [1]
            assert list(await work.costs.by_day([hour], hour + HOUR, number_id=NumberId(fresh()))) == []

    async def test_a_price_that_comes_later_takes_the_estimate_s_place(self, place: Place, hour: dt.datetime) -> None:
        message = self.sent(place, hour, replace(PRICE, estimated=True), sent_by=SenderKind.AGENT)
        await self.store(place, message)
        async with place.work() as work:
            await work.messages.save_all([replace(message, price=replace(PRICE, amount=Decimal("0.01")))])
        async with place.work() as work:
            assert await work.hourly.gather() in (0, 1)
        async with place.work() as work:
            (cost,) = await work.costs.by_day([hour], hour + HOUR)
        assert (cost.messages, cost.amount, cost.estimated) == (1, Decimal("0.01"), Decimal(0))

    async def test_what_is_spent_is_by_campaign_and_together(self, place: Place, hour: dt.datetime) -> None:
        campaign = fresh()
        await self.store(
            place,
            self.sent(place, hour, sent_by=SenderKind.CAMPAIGN, sent_by_id=campaign),
            self.sent(place, hour, sent_by=SenderKind.AGENT),
            self.sent(place, hour, replace(PRICE, currency="BRL")),
            self.sent(place, hour + HOUR, sent_by=SenderKind.CAMPAIGN, sent_by_id=campaign),
        )
        async with place.work() as work:
            spent = await work.costs.spent(hour, hour + HOUR, "USD")
            nothing = await work.costs.spent(hour, hour + HOUR, "EUR")
        assert dict(spent) == {None: Decimal("0.125"), CampaignId(campaign): Decimal("0.0625")}
        assert dict(nothing) == {None: Decimal(0)}


class BudgetsContract(OnGround):
    """The budget of a month."""

    async def test_a_budget_takes_the_place_of_the_version_it_names(self, place: Place, neighbour: Place) -> None:
        budget = Budget(
            currency="USD",
            amount=Decimal("12.50"),
            campaigns=(CampaignBudget(campaign_id=CampaignId(fresh()), amount=Decimal(3)),),
            alerts=(75, 100),
            stop_campaigns=True,
            version=0,
        )
        async with place.work() as work:
            assert await work.budgets.get() is None
            await work.budgets.put(budget)
        async with place.work() as work:
            assert await work.budgets.get() == replace(budget, version=1)
            with pytest.raises(StaleVersion):
                await work.budgets.put(budget)
        async with place.work() as work:
            await work.budgets.put(Budget(currency="USD", version=1))
        async with place.work() as work:
            assert await work.budgets.get() == Budget(currency="USD", version=2)
        async with neighbour.work() as work:
            assert await work.budgets.get() is None

    async def test_a_mark_is_new_once(self, place: Place, neighbour: Place) -> None:
        whole = BudgetMark(month=MONTH, campaign_id=None, amount=Decimal(10), percent=100)
        part = replace(whole, percent=50)
        own = replace(whole, campaign_id=CampaignId(fresh()))
        async with place.work() as work:
            assert await work.budgets.mark([]) == []
            assert await work.budgets.mark([part, whole]) == [part, whole]
        async with place.failing() as work:
            await work.budgets.mark([own])
        more, later = replace(whole, amount=Decimal(20)), replace(whole, month=dt.date(2026, 11, 1))
        async with place.work() as work:
            assert await work.budgets.mark([part, whole, own, more, later]) == [own, more, later]
            assert set(await work.budgets.marked(MONTH, 100)) == {whole, own, more}
            assert list(await work.budgets.marked(MONTH, 50)) == [part]
        async with neighbour.work() as work:
            assert list(await work.budgets.marked(MONTH, 100)) == []
            assert await work.budgets.mark([whole]) == [whole]
