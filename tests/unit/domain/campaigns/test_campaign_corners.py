"""Campaigns at the edges: numbers and templates that go away, versions that cross, retries of what is over, variants that win."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.domain.campaigns.companies import Marketing, later

from pytake_domain.campaigns import (
    CampaignContent,
    CampaignDraft,
    CampaignLocked,
    CampaignMessage,
    CampaignNotReady,
    CampaignStatus,
    CampaignType,
    DripStep,
    Limits,
    NothingToRetry,
    NumberShare,
    PauseReason,
    Schedule,
    Targeting,
    Variant,
)
from pytake_domain.contacts import InSegment
from pytake_domain.identity import TenantStatus
from pytake_domain.kernel.errors import Invalid, StaleVersion, TenantSuspended
from pytake_domain.kernel.ids import CampaignId, ContactListId, NumberId, TemplateId
from pytake_domain.kernel.time import Span
from pytake_domain.templates import TemplateStatus
from pytake_domain.testing.builders import fresh
from pytake_domain.whatsapp import SendFailure


def codes(error: Invalid | CampaignNotReady) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in error.problems}


async def not_ready(marketing: Marketing, **changes: Any) -> set[tuple[str, str]]:
    """What keeps such a plan from being started."""
    campaign_id = await marketing.drawn_up(marketing.plan(**changes), name=f"C {fresh()}")
    with pytest.raises(CampaignNotReady) as caught:
        await marketing.start(campaign_id)
    return codes(caught.value)


async def test_what_a_plan_names_has_to_be_there(marketing: Marketing) -> None:
    await marketing.somebody()
    assert await not_ready(marketing, numbers=(NumberShare(number_id=NumberId(fresh())),)) == {("numbers.0", "unknown")}
    gone = CampaignMessage(content=CampaignContent(template_id=TemplateId(fresh())))
    assert await not_ready(marketing, message=gone) == {("message.template_id", "unknown")}
    text = CampaignMessage(content=CampaignContent(text="Oi"))
    assert await not_ready(marketing, message=text) == {("message.template_id", "template_needed")}
    segment = Targeting(conditions=InSegment(segment=str(fresh())))
    assert {field for field, _ in await not_ready(marketing, targeting=segment)} == {"targeting"}
    # A list of a file that nobody reads any more is told as what it is: not there.
    file = Targeting(file=ContactListId(fresh()))
    assert {field for field, _ in await not_ready(marketing, targeting=file)} == {"targeting"}


async def test_a_step_that_asks_for_what_is_not_there_is_named(marketing: Marketing) -> None:
    await marketing.somebody()
    step = DripStep(after=3_600, content=marketing.plan().message.content, condition=InSegment(segment=str(fresh())))
    campaign_id = await marketing.drawn_up(marketing.plan(steps=(step,)), kind=CampaignType.DRIP)
    with pytest.raises(CampaignNotReady) as caught:
        await marketing.start(campaign_id)
    assert {field for field, _ in codes(caught.value)} == {"steps.0.condition"}


async def test_the_only_number_needs_no_name_and_has_to_send(marketing: Marketing) -> None:
    await marketing.somebody()
    campaign_id = await marketing.started(marketing.plan(numbers=()))
    await marketing.house.campaign_ticks()
    assert (await marketing.progress(campaign_id)).sent == 1
    number = marketing.company.rows.numbers[marketing.line.id]
    marketing.company.rows.numbers[number.id] = replace(number, quality="RED")
    assert await not_ready(marketing) == {("numbers.0", "number_quality_low")}
    marketing.company.rows.numbers[number.id] = replace(number, is_active=False)
    assert await not_ready(marketing) == {("numbers.0", "number_not_sending")}
    other = replace(number, id=NumberId(fresh()))
    marketing.company.rows.numbers[number.id] = number
    marketing.company.rows.numbers[other.id] = other
    assert await not_ready(marketing, numbers=()) == {("numbers", "needed_with_several_numbers")}
    marketing.company.rows.numbers[other.id] = replace(other, business_account_id="another")
    both = (NumberShare(number_id=number.id), NumberShare(number_id=other.id))
    assert await not_ready(marketing, numbers=both) == {("message.template_id", "template_of_another_account")}


async def paused(marketing: Marketing, campaign_id: CampaignId) -> object:
    await marketing.house.campaign_ticks(3)
    campaign = (await marketing.view(campaign_id)).campaign
    assert campaign.status is CampaignStatus.PAUSED
    return campaign.status_code


async def slow(marketing: Marketing) -> CampaignId:
    """One that takes a while."""
    for _ in range(20):
        await marketing.somebody()
    campaign_id = await marketing.started(marketing.plan(limits=Limits(per_second=1)))
    await marketing.house.campaign_ticks(2)
    return campaign_id


async def test_it_pauses_when_its_numbers_are_switched_off(marketing: Marketing) -> None:
    campaign_id = await slow(marketing)
    await marketing.house.numbers.switch(marketing.company.boss, marketing.line.id, on=False)
    assert await paused(marketing, campaign_id) == PauseReason.NUMBERS_OFF


async def test_it_pauses_when_its_template_stops(marketing: Marketing) -> None:
    campaign_id = await slow(marketing)
    rows = marketing.company.rows
    rows.templates[marketing.template.id] = replace(rows.templates[marketing.template.id], status=TemplateStatus.PAUSED)
    assert await paused(marketing, campaign_id) == PauseReason.TEMPLATE_STOPPED


async def test_a_suspended_company_starts_nothing(marketing: Marketing) -> None:
    await marketing.somebody()
    campaign_id = await marketing.drawn_up()
    tenants = marketing.house.store.identity.tenants
    tenants[marketing.company.id] = replace(tenants[marketing.company.id], status=TenantStatus.SUSPENDED)
    with pytest.raises(TenantSuspended):
        await marketing.start(campaign_id)


async def test_an_audience_that_is_gone_ends_it(marketing: Marketing) -> None:
    await marketing.somebody()
    start = later(marketing.house.clock.now(), hours=1)
    campaign_id = await marketing.started(marketing.plan(schedule=Schedule(start_date=start)))
    rows = marketing.company.rows
    campaign = rows.campaigns[campaign_id]
    lost = replace(campaign.plan, targeting=Targeting(conditions=InSegment(segment=str(fresh()))))
    rows.campaigns[campaign_id] = replace(campaign, plan=lost)
    marketing.house.clock.move(hours=1)
    await marketing.house.campaign_ticks(3)
    ended = (await marketing.view(campaign_id)).campaign
    assert (ended.status, ended.status_code) == (CampaignStatus.FAILED, "CAMPAIGN_AUDIENCE_GONE")
    with pytest.raises(CampaignLocked):
        await marketing.house.campaigns.control.retry(marketing.company.boss, campaign_id)


async def test_a_window_that_never_opens_again_tells_the_rest_off(marketing: Marketing) -> None:
    await marketing.somebody()
    now = marketing.house.clock.now()
    hour = (now.hour - 3) % 24
    hours = (Span(start=f"{(hour + 1) % 24:02}:00", end=f"{(hour + 1) % 24:02}:30"),)
    schedule = Schedule(time_zone="America/Sao_Paulo", send_times=hours, end_date=later(now, hours=2))
    campaign_id = await marketing.started(marketing.plan(schedule=schedule))
    await marketing.house.campaign_ticks(2)
    assert marketing.sent == []
    marketing.house.clock.move(minutes=95)
    await marketing.house.campaign_ticks(3)
    assert set(marketing.why(campaign_id).values()) == {"CAMPAIGN_ENDED"}


async def test_what_failed_of_one_that_is_over_is_tried_again_while_it_can_be_sent(marketing: Marketing) -> None:
    await marketing.somebody()
    control, boss = marketing.house.campaigns.control, marketing.company.boss
    marketing.house.sender().script.append(SendFailure(code="SPAM_LIMITED"))
    campaign_id = await marketing.started()
    await marketing.house.campaign_ticks()
    assert set(marketing.why(campaign_id).values()) == {"SPAM_LIMITED"}
    with pytest.raises(NothingToRetry):
        await control.retry(boss, campaign_id, ["NOT_A_REASON"])
    template = marketing.company.rows.templates[marketing.template.id]
    marketing.company.rows.templates[template.id] = replace(template, status=TemplateStatus.PAUSED)
    with pytest.raises(CampaignNotReady):
        await control.retry(boss, campaign_id)
    # Nothing of a try that was refused stays.
    assert (await marketing.view(campaign_id)).campaign.status is CampaignStatus.COMPLETED
    assert set(marketing.why(campaign_id).values()) == {"SPAM_LIMITED"}
    marketing.company.rows.templates[template.id] = template
    await control.retry(boss, campaign_id, ["SPAM_LIMITED"])
    await marketing.house.campaign_ticks()
    assert (await marketing.progress(campaign_id)).sent == 1
    assert (await marketing.view(campaign_id)).campaign.status is CampaignStatus.COMPLETED


async def test_changes_that_cross_are_told(marketing: Marketing) -> None:
    edit, boss = marketing.house.campaigns.editing, marketing.company.boss
    campaign_id = await marketing.drawn_up()
    version = (await marketing.view(campaign_id)).campaign.version
    draft = CampaignDraft(name="Outra", type=CampaignType.BROADCAST, plan=marketing.plan())
    await edit.change(boss, campaign_id, draft, version=version)
    with pytest.raises(StaleVersion):
        await edit.change(boss, campaign_id, draft, version=version)
    with pytest.raises(Invalid) as caught:
        await edit.change(boss, campaign_id, replace(draft, name=" "))
    assert codes(caught.value) == {("name", "length")}


async def test_one_that_waits_for_its_time_stays_whole(marketing: Marketing) -> None:
    await marketing.somebody()
    edit, boss = marketing.house.campaigns.editing, marketing.company.boss
    start = Schedule(start_date=later(marketing.house.clock.now(), hours=1))
    campaign_id = await marketing.started(marketing.plan(schedule=start))
    draft = CampaignDraft(name="Oferta", type=CampaignType.BROADCAST, plan=marketing.plan(schedule=start))
    with pytest.raises(Invalid) as caught:
        await edit.change(boss, campaign_id, replace(draft, plan=replace(draft.plan, message=CampaignMessage())))
    assert codes(caught.value) == {("message.template_id", "required")}
    await edit.change(boss, campaign_id, replace(draft, plan=replace(draft.plan, holdout=5)))
    assert (await marketing.view(campaign_id)).campaign.plan.holdout == 5


async def test_what_says_who_is_in_it_is_fixed_once_it_began(marketing: Marketing) -> None:
    await marketing.somebody()
    content = marketing.plan().message.content
    steps = (DripStep(after=3_600, content=content),) * 2
    both = CampaignMessage(variants=(Variant(key="A", content=content), Variant(key="B", content=content)))
    plan = marketing.plan(steps=steps, message=both)
    campaign_id = await marketing.started(plan, kind=CampaignType.DRIP)
    control, edit, boss = marketing.house.campaigns.control, marketing.house.campaigns.editing, marketing.company.boss
    await marketing.house.campaign_ticks(2)
    await control.pause(boss, campaign_id)
    draft = CampaignDraft(name="Oferta", type=CampaignType.DRIP, plan=plan)
    with pytest.raises(CampaignLocked):
        await edit.change(boss, campaign_id, replace(draft, type=CampaignType.BROADCAST, plan=replace(plan, steps=())))
    heavier = CampaignMessage(variants=(Variant(key="A", weight=9, content=content), both.variants[1]))
    with pytest.raises(Invalid) as caught:
        await edit.change(boss, campaign_id, replace(draft, plan=replace(plan, steps=steps[:1], message=heavier)))
    assert codes(caught.value) == {(name, "fixed_once_started") for name in ("message.variants", "steps")}


async def test_copies_have_names_of_their_own(marketing: Marketing) -> None:
    edit, boss = marketing.house.campaigns.editing, marketing.company.boss
    start = Schedule(start_date=later(marketing.house.clock.now(), hours=1))
    first = await marketing.drawn_up(marketing.plan(schedule=start))
    made = [(await edit.duplicate(boss, first)).campaign for _ in range(2)]
    assert [campaign.name for campaign in made] == ["Oferta (2)", "Oferta (3)"]
    assert made[0].plan.schedule.start_date is None
    assert (await edit.duplicate(boss, first, name="Natal")).campaign.name == "Natal"
