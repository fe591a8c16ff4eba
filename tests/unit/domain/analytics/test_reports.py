"""Figures, alerts and widgets on memory."""

import pytest
from msgspec.structs import replace

from pytake_domain.analytics import (
    AlertKind,
    ManageWidgets,
    Metric,
    PeriodName,
    ReportFigures,
    TooManyWidgets,
    Wanted,
    WatchAlerts,
    WidgetDraft,
    WidgetKind,
    WidgetNotFound,
)
from pytake_domain.costs import WatchBudgets
from pytake_domain.identity import UserNotFound
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import NumberId, WidgetId
from pytake_domain.messaging import ConversationStatus
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Line
from pytake_domain.whatsapp import NumberNotFound, NumberStatus

TODAY = Wanted(name=PeriodName.TODAY)


@pytest.fixture
def reports(company: Company) -> ReportFigures:
    return ReportFigures(
        open_work=company.house.open_work, clock=company.house.clock, budgets=WatchBudgets(ids=company.house.ids)
    )


async def test_figures_equal_what_is_stored(company: Company, line: Line, reports: ReportFigures) -> None:
    for number in range(3):
        customer = line.customer(f"+55119876543{number:02d}")
        await customer.says("oi")
        await customer.says("tem alguém?")
    await reports.gather(company.id)

    overview = await reports.overview(company.boss, TODAY)

    values = {figure.metric: figure.value for figure in overview.figures}
    assert values[Metric.MESSAGES_RECEIVED] == len(company.rows.messages) == 6
    assert values[Metric.CONVERSATIONS_OPENED] == 3
    assert overview.open_now[ConversationStatus.QUEUED.value] == 3
    company.house.clock.move(days=1)
    _, (figure,) = await reports.figures(company.boss, TODAY, [Metric.MESSAGES_RECEIVED])
    assert (figure.value, figure.before, figure.trend) == (0, 6, -100.0)
    rows = (await reports.heat(company.boss, Wanted(), Metric.MESSAGES_RECEIVED)).rows
    assert sum(map(sum, rows)) == 6


async def test_figures_are_for_who_may_see_them_and_of_numbers_there_are(
    company: Company, line: Line, reports: ReportFigures
) -> None:
    with pytest.raises(Forbidden):
        await reports.overview(company.person("Bia", [Permission.READ_MESSAGES]), TODAY)
    with pytest.raises(NumberNotFound):
        await reports.overview(company.boss, replace(TODAY, number_id=NumberId(fresh())))
    await reports.overview(company.boss, replace(TODAY, number_id=line.id))


async def test_numbers_that_do_badly_raise_an_alert(company: Company, line: Line) -> None:
    watching = WatchAlerts(open_work=company.house.open_work, clock=company.house.clock)
    assert list(await watching.all(company.boss)) == []
    number = company.rows.numbers[line.id]
    company.rows.numbers[line.id] = replace(number, status=NumberStatus.RESTRICTED, quality="RED")
    found = await watching.all(company.boss)
    assert [(a.kind, a.subject_id, a.detail) for a in found] == [
        (AlertKind.NUMBER_STATE, line.id, "restricted"),
        (AlertKind.NUMBER_QUALITY, line.id, "red"),
    ]
    with pytest.raises(Forbidden):
        await watching.all(company.person("Bia", []))


async def test_widgets_are_ones_own_and_bounded(company: Company) -> None:
    house = company.house
    widgets = ManageWidgets(open_work=house.open_work, clock=house.clock, ids=house.ids)
    draft = WidgetDraft(kind=WidgetKind.ALERTS)
    made = await widgets.add(company.boss, draft)
    bia = company.person("Bia")
    with pytest.raises(WidgetNotFound):
        await widgets.change(bia, made.id, draft)
    with pytest.raises(WidgetNotFound):
        await widgets.remove(company.boss, WidgetId(fresh()))
    with pytest.raises(NumberNotFound):
        await widgets.add(company.boss, replace(draft, number_id=NumberId(fresh())))
    for _ in range(49):
        await widgets.add(company.boss, draft)
    with pytest.raises(TooManyWidgets):
        await widgets.add(company.boss, draft)
    assert await widgets.all(bia) == []
    machine = Actor(
        kind=ActorKind.API_KEY, id=fresh(), tenant_id=company.id, permissions=frozenset({Permission.READ_METRICS})
    )
    assert await widgets.all(machine) == ()
    with pytest.raises(UserNotFound):
        await widgets.add(machine, draft)


@pytest.mark.parametrize("kind", [WidgetKind.KPI, WidgetKind.CHART, WidgetKind.HEAT])
def test_what_shows_a_figure_names_it(kind: WidgetKind) -> None:
    with pytest.raises(Invalid):
        WidgetDraft(kind=kind)
