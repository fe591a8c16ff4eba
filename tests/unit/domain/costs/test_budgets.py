"""Budgets of a month: who is told of what share, once, and what of campaigns stops."""

import datetime as dt
from decimal import Decimal

import pytest
from msgspec.structs import replace
from tests.unit.domain.campaigns.companies import Marketing, marketing_of

from pytake_domain.analytics import ReportCosts, ReportFigures, Wanted
from pytake_domain.campaigns import CampaignStatus, Limits, PauseReason
from pytake_domain.costs import (
    Budget,
    BudgetReached,
    BudgetUsed,
    CampaignBudget,
    ManageBudgets,
    WatchBudgets,
    month_of,
)
from pytake_domain.identity import Role
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, StaleVersion
from pytake_domain.kernel.ids import CampaignId
from pytake_domain.notifications import BrowseNotifications, NotificationKind
from pytake_domain.testing.memory.house import Line
from pytake_domain.whatsapp import CountryRates, Price, RateBook, RateTable

EACH = Decimal("0.06")
TABLE = RateTable(
    since=dt.date(2020, 1, 1),
    currency="USD",
    source="test",
    countries=(CountryRates(iso="BR", prefix="55", amounts={"marketing": EACH}),),
)


class Spending:
    """A company whose messages cost something."""

    def __init__(self, marketing: Marketing) -> None:
        self.marketing, self.company, self.house = marketing, marketing.company, marketing.house
        opened, clock = self.house.open_work, self.house.clock
        watch = WatchBudgets(ids=self.house.ids)
        self.manage = ManageBudgets(open_work=opened, rates=RateBook(tables=(TABLE,)), watch=watch, clock=clock)
        self.costs = ReportCosts(open_work=opened, clock=clock)
        self.priced = 0
        self.figures = ReportFigures(open_work=opened, clock=clock, budgets=watch)

    async def spend(self, count: int) -> None:
        """So many messages more have a price, no other has, and it is counted."""
        price = Price(category="marketing", amount=EACH, currency="USD", country="BR", estimated=True)
        self.priced += count
        async with self.house.open_work(self.company.id) as work:
            messages = sorted(self.company.rows.messages.values(), key=lambda m: m.id)
            assert len(messages) >= self.priced
            await work.messages.save_all(
                [replace(m, price=price if i < self.priced else None) for i, m in enumerate(messages)]
            )
        await self.figures.gather(self.company.id)

    def told(self) -> list[tuple[int, CampaignId | None]]:
        return [(e.percent, e.campaign_id) for e in self.house.store.events if isinstance(e, BudgetReached)]


@pytest.fixture
async def spending(line: Line) -> Spending:
    return Spending(await marketing_of(line))


async def running(spending: Spending, people: int = 30) -> CampaignId:
    for _ in range(people):
        await spending.marketing.somebody()
    campaign_id = await spending.marketing.started(spending.marketing.plan(limits=Limits(per_second=2)))
    await spending.house.campaign_ticks(6)
    return campaign_id


async def test_each_share_is_told_once_and_the_greatest_of_several(spending: Spending) -> None:
    ana, bia = await spending.company.agent("Ana", Role.VIEWER), await spending.company.agent("Bia")
    await running(spending)
    await spending.manage.put(spending.company.boss, Budget(currency="USD", amount=4 * EACH, version=0))
    await spending.spend(1)
    assert spending.told() == []
    await spending.spend(1)
    await spending.figures.gather(spending.company.id)
    assert spending.told() == [(50, None)]
    await spending.spend(2)
    assert spending.told() == [(50, None), (100, None)]
    await spending.house.deliver_events()
    browsing = BrowseNotifications(open_work=spending.house.open_work, clock=spending.house.clock)
    heard = await browsing.list(ana, unread=False, before=None, limit=10)
    assert (await browsing.list(bia, unread=False, before=None, limit=10)).items == []
    assert [(n.kind, n.detail) for n in heard.items if n.kind is NotificationKind.BUDGET_ALERT] == [
        (NotificationKind.BUDGET_ALERT, "100"),
        (NotificationKind.BUDGET_ALERT, "50"),
    ]


async def test_campaigns_pause_and_none_starts_until_the_budget_is_raised(spending: Spending) -> None:
    campaign_id = await running(spending)
    boss, control = spending.company.boss, spending.house.campaigns.control
    budget = Budget(currency="USD", amount=2 * EACH, alerts=(), stop_campaigns=True, version=0)
    await spending.manage.put(boss, budget)
    await spending.spend(2)
    assert spending.told() == []
    await spending.house.campaign_ticks(3)
    campaign = (await spending.marketing.view(campaign_id)).campaign
    assert (campaign.status, campaign.status_code) == (CampaignStatus.PAUSED, PauseReason.BUDGET_USED)
    with pytest.raises(BudgetUsed):
        await control.start(boss, campaign_id)
    await spending.manage.put(boss, replace(budget, amount=3 * EACH, version=1))
    assert (await control.start(boss, campaign_id)).campaign.status is CampaignStatus.RUNNING


async def test_a_budget_of_one_campaign_stops_that_one(spending: Spending) -> None:
    campaign_id = await running(spending)
    other = await spending.marketing.drawn_up(name="Outra")
    own = CampaignBudget(campaign_id=campaign_id, amount=EACH)
    boss = spending.company.boss
    await spending.spend(1)
    state = await spending.manage.put(
        boss, Budget(currency="USD", amount=100 * EACH, campaigns=(own,), stop_campaigns=True, version=0)
    )
    assert (state.spent[None], state.spent[campaign_id], state.budget.version) == (EACH, EACH, 1)
    assert spending.told() == [(100, campaign_id)]
    await spending.house.campaign_ticks(3)
    assert (await spending.marketing.view(campaign_id)).campaign.status_code == PauseReason.BUDGET_USED
    await spending.house.campaigns.control.start(boss, other)


async def test_a_budget_that_stops_nothing_only_tells(spending: Spending) -> None:
    campaign_id = await running(spending)
    await spending.manage.put(spending.company.boss, Budget(currency="USD", amount=EACH, version=0))
    await spending.spend(2)
    await spending.house.campaign_ticks(3)
    assert (await spending.marketing.view(campaign_id)).campaign.status is CampaignStatus.RUNNING
    assert spending.told() == [(100, None)]


async def test_costs_are_cut_in_several_ways_and_all_add_up(spending: Spending) -> None:
    campaign_id = await running(spending)
    await spending.spend(3)
    report = await spending.costs.report(spending.company.boss, Wanted())
    assert [(g.key, g.messages, g.amount, g.estimated) for g in report.totals] == [("USD", 3, 3 * EACH, 3 * EACH)]
    for cut in (report.by_day, report.by_category, report.by_country, report.by_number, report.by_campaign):
        assert sum(g.amount for g in cut) == 3 * EACH
    assert [g.key for g in report.by_campaign] == [campaign_id]
    assert report.names == {campaign_id: "Oferta"}
    assert (len(report.by_day), report.by_flow, report.unpriced) == (7, [], 0)


async def test_what_makes_no_budget_is_refused(spending: Spending) -> None:
    boss = spending.company.boss
    nobody = CampaignId(spending.house.ids.new())
    own = CampaignBudget(campaign_id=nobody, amount=Decimal("NaN"))
    for wrong, fields in (
        (Budget(currency="BRL", amount=Decimal(1), version=0), ["currency"]),
        (Budget(currency="USD", amount=Decimal(-1), version=0), ["amount"]),
        (
            Budget(currency="USD", campaigns=(own, own), version=0),
            ["campaigns.0.amount", "campaigns.1.amount", "campaigns"],
        ),
        (Budget(currency="USD", alerts=(0, 500), version=0), ["alerts"]),
        (Budget(currency="USD", alerts=tuple(range(1, 20)), version=0), ["alerts"]),
    ):
        with pytest.raises(Invalid) as refused:
            await spending.manage.put(boss, wrong)
        assert [p.field for p in refused.value.problems] == fields
    with pytest.raises(StaleVersion):
        await spending.manage.put(boss, Budget(currency="USD", version=3))
    with pytest.raises(Forbidden):
        await spending.manage.put(
            replace(boss, permissions=frozenset({Permission.READ_METRICS})), Budget(currency="USD")
        )
    with pytest.raises(Forbidden):
        await spending.manage.get(replace(boss, permissions=frozenset()))


def test_a_month_is_local_and_begins_anew() -> None:
    late = dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC)
    month = month_of(late, "America/Sao_Paulo")
    assert month.first == dt.date(2026, 11, 1)
    assert (month.since, month.until) == (
        dt.datetime(2026, 11, 1, 3, tzinfo=dt.UTC),
        dt.datetime(2026, 12, 1, 3, tzinfo=dt.UTC),
    )
    assert month_of(late + dt.timedelta(hours=1), "America/Sao_Paulo").first == dt.date(2026, 12, 1)
