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
    CampaignTrigger,
    CampaignType,
    DripStep,
    EventKind,
    Exclusions,
    Limits,
    NothingToRetry,
    NumberShare,
    PauseReason,
    Policy,
    QuietHours,
    Schedule,
    Targeting,
    Variant,
)
from pytake_domain.campaigns.plan import VariantMetric
from pytake_domain.campaigns.policy import LEAST_SEEN, unwell
from pytake_domain.campaigns.use_cases.release import tallies_of
from pytake_domain.contacts import HasTag, InSegment
from pytake_domain.identity import TenantStatus
from pytake_domain.kernel.errors import Invalid, StaleVersion, TenantSuspended
from pytake_domain.kernel.ids import CampaignId, ContactListId, NumberId, TemplateId
from pytake_domain.kernel.time import Span
from pytake_domain.templates import TemplateStatus
from pytake_domain.testing.builders import fresh
from pytake_domain.whatsapp import ApiType, PreferenceChanged, SendFailure


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


# Estimates and tries


async def test_what_can_not_be_right_is_not_estimated(marketing: Marketing) -> None:
    estimating, boss = marketing.house.campaigns.estimating, marketing.company.boss
    draft = CampaignDraft(name="x" * 500, type=CampaignType.BROADCAST, plan=marketing.plan(holdout=99))
    with pytest.raises(Invalid) as caught:
        await estimating.draft(boss, draft)
    assert codes(caught.value) == {("name", "too_long"), ("holdout", "out_of_range")}
    # What may still come is no reason not to tell.
    told = await estimating.draft(boss, CampaignDraft(name="", type=CampaignType.BROADCAST, plan=marketing.plan()))
    assert told.messages == 0


async def test_what_is_still_to_leave_is_estimated_of_one_that_runs(marketing: Marketing) -> None:
    campaign_id = await slow(marketing)
    told = await marketing.house.campaigns.estimating.saved(marketing.company.boss, campaign_id)
    pending = (await marketing.progress(campaign_id)).pending
    assert pending > 0
    assert told.audience.total == pending
    results = await marketing.house.campaigns.results.of(marketing.company.boss, campaign_id)
    assert results.forecast is not None
    assert results.forecast.ends_at is not None


async def test_a_schedule_that_is_wrong_foretells_nothing(marketing: Marketing) -> None:
    await marketing.somebody()
    past = Schedule(start_date=later(marketing.house.clock.now(), days=-1))
    campaign_id = await marketing.drawn_up(marketing.plan(schedule=past))
    told = await marketing.house.campaigns.estimating.saved(marketing.company.boss, campaign_id)
    assert (told.forecast.ends_at, told.forecast.left_over) == (None, told.audience.reached)


async def test_a_try_is_of_a_step_that_there_is_and_of_a_message_that_can_be_said(marketing: Marketing) -> None:
    trying, boss = marketing.house.campaigns.trying, marketing.company.boss
    maria = await marketing.somebody()
    phone = maria.phone or ""
    campaign_id = await marketing.drawn_up()
    for phones, step, problem in (
        ([], 0, ("phones", "length")),
        ([phone, "ninguém"], 0, ("phones.1", "not_a_phone")),
        ([phone], 1, ("step", "unknown")),
    ):
        with pytest.raises(Invalid) as caught:
            await trying.send(boss, campaign_id, phones, step=step)
        assert codes(caught.value) == {problem}
    with pytest.raises(Invalid):
        await trying.preview(boss, campaign_id, [], step=1)
    (shown,) = await trying.preview(boss, campaign_id, [])
    assert (shown.contact_id, shown.text) == (maria.id, "Olá Maria, chegou a fibra.")
    nameless = await marketing.somebody("")
    assert [one.text for one in await trying.preview(boss, campaign_id, [nameless.id])] in (
        [""],
        ["Olá , chegou a fibra."],
    )
    empty = await marketing.drawn_up(marketing.plan(message=CampaignMessage()), name="Vazia")
    assert all(one.text == "" for one in await trying.preview(boss, empty, [maria.id]))
    rows = marketing.company.rows
    rows.templates[marketing.template.id] = replace(rows.templates[marketing.template.id], status=TemplateStatus.PAUSED)
    assert list(await trying.preview(boss, campaign_id, [maria.id])) == []
    with pytest.raises(CampaignNotReady):
        await trying.send(boss, campaign_id, [phone])
    assert marketing.sent == []


async def test_somebodys_campaigns_are_told_but_for_those_that_were_removed(marketing: Marketing) -> None:
    maria = await marketing.somebody()
    results, boss = marketing.house.campaigns.results, marketing.company.boss
    first = await marketing.started()
    await marketing.house.campaign_ticks()
    second = await marketing.drawn_up(name="Outra")
    await marketing.start(second)
    await marketing.house.campaign_ticks()
    assert {campaign.id for _, campaign in await results.of_contact(boss, maria.id)} == {first, second}
    del marketing.company.rows.campaigns[first]
    assert {campaign.id for _, campaign in await results.of_contact(boss, maria.id)} == {second}


# Triggers


async def test_whoever_comes_sets_it_off_once(marketing: Marketing) -> None:
    plan = marketing.plan(targeting=Targeting(), trigger=CampaignTrigger(kind=EventKind.CONTACT_CREATED))
    campaign_id = await marketing.started(plan, kind=CampaignType.TRIGGER)
    maria = marketing.line.customer("+5511987650000", name="Maria")
    for _ in range(2):
        await maria.says("oi")
    assert [row.contact_id for row in marketing.rows(campaign_id)] == [maria.contact_id]


async def test_whoever_agrees_sets_it_off_again_after_some_days(marketing: Marketing) -> None:
    trigger = CampaignTrigger(kind=EventKind.OPTED_IN, again_after_days=7)
    plan = marketing.plan(targeting=Targeting(), trigger=trigger)
    campaign_id = await marketing.started(plan, kind=CampaignType.TRIGGER)
    maria = marketing.line.customer("+5511987650000", name="Maria")
    await maria.says("oi")
    rounds = []
    for days in (0, 3, 5):
        marketing.house.clock.move(days=days)
        for value in ("stop", "resume"):
            await marketing.line.tell(
                PreferenceChanged(
                    route=marketing.line.route,
                    at=marketing.house.clock.now(),
                    person=maria.addresses,
                    category="marketing_messages",
                    value=value,
                )
            )
            await marketing.house.settle()
        rounds.append(len(marketing.rows(campaign_id)))
    assert rounds == [1, 1, 2]


# Figures


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"per_day": 0}, "per_day"),
        ({"per_week": 501}, "per_week"),
        ({"control_group": 51}, "control_group"),
        ({"headroom": -1}, "headroom"),
        ({"most_failed": 0}, "most_failed"),
        ({"most_refused": 101}, "most_refused"),
    ],
)
async def test_a_policy_that_can_not_be(marketing: Marketing, changes: dict[str, int], problem: str) -> None:
    edit, boss = marketing.house.campaigns.editing, marketing.company.boss
    policy = await edit.policy(boss)
    with pytest.raises(Invalid) as caught:
        await edit.set_policy(boss, replace(policy, **changes))
    assert codes(caught.value) == {(problem, "out_of_range")}
    kept = await edit.set_policy(boss, replace(policy, per_day=None, per_week=7))
    assert (kept.per_day, kept.per_week) == (None, 7)
    with pytest.raises(StaleVersion):
        await edit.set_policy(boss, replace(policy, version=policy.version - 1))


@pytest.mark.parametrize(
    ("results", "failed", "refused", "found"),
    [
        (LEAST_SEEN - 1, LEAST_SEEN - 1, 0, None),
        (LEAST_SEEN, 0, 0, None),
        (100 * LEAST_SEEN, 15 * LEAST_SEEN, 4 * LEAST_SEEN, None),
        (100 * LEAST_SEEN, 15 * LEAST_SEEN + 1, 0, "failed"),
        (100 * LEAST_SEEN, 0, 4 * LEAST_SEEN + 1, "refused"),
    ],
)
def test_a_campaign_is_unwell_by_what_was_seen(results: int, failed: int, refused: int, found: str | None) -> None:
    assert unwell(Policy(), results=results, failed=failed, refused=refused) == found


def test_quiet_hours_have_a_length() -> None:
    with pytest.raises(Invalid):
        QuietHours(start="08:00", end="08:00")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"time_zone": "Lua/Mar"}, ("schedule.time_zone", "unknown_time_zone")),
        ({"days": ("mon", "domingo")}, ("schedule.days", "unknown_day")),
        ({"send_times": (Span(start="08:00", end="09:00"),) * 11}, ("schedule.send_times", "too_many")),
    ],
)
def test_a_schedule_that_can_not_be(changes: dict[str, Any], problem: tuple[str, str]) -> None:
    assert [(p.field, p.code) for p in Schedule(**changes).problems()] == [problem]


@pytest.mark.parametrize("metric", list(VariantMetric))
async def test_variants_are_measured_by_what_was_chosen(marketing: Marketing, metric: VariantMetric) -> None:
    for _ in range(6):
        await marketing.somebody()
    content = marketing.plan().message.content
    variants = (Variant(key="A", content=content), Variant(key="B", content=content))
    message = CampaignMessage(variants=variants, metric=metric, auto_winner=True)
    campaign_id = await marketing.started(marketing.plan(message=message, limits=Limits(per_second=3)))
    await marketing.house.campaign_ticks()
    async with marketing.house.open_work(marketing.company.id) as work:
        cells = await work.ledger.cells(campaign_id)
    tallies = tallies_of(cells, (await marketing.view(campaign_id)).campaign)
    assert set(tallies) == {"A", "B"}
    assert all(tally.did <= tally.reached for tally in tallies.values())
    assert (await marketing.view(campaign_id)).campaign.winner is None


async def test_linked_numbers_cost_nothing_and_need_no_template(marketing: Marketing) -> None:
    await marketing.somebody()
    rows = marketing.company.rows
    number = rows.numbers[marketing.line.id]
    rows.numbers[number.id] = replace(number, api_type=ApiType.EVOLUTION, business_account_id=None)
    plan = marketing.plan(message=CampaignMessage(content=CampaignContent(text="Oi {{ contact.first_name }}")))
    told = await marketing.house.campaigns.estimating.draft(
        marketing.company.boss, CampaignDraft(name="x", type=CampaignType.BROADCAST, plan=plan)
    )
    assert (told.cost.currency, float(told.cost.amount), told.messages) == (None, 0.0, 1)
    assert ("message.template_id", "template_needed") not in {(p.field, p.code) for p in told.problems}


async def test_nobody_who_talks_with_the_company_is_disturbed(marketing: Marketing) -> None:
    maria = marketing.line.customer("+5511987650001", name="Maria")
    await maria.says("oi")
    contacts = marketing.company.rows.contacts
    for own, contact in list(contacts.items()):
        contacts[own] = replace(contact, opted_in_at=marketing.house.clock.now(), opted_in_source="site", tags=("vip",))
    plan = marketing.plan(
        targeting=Targeting(conditions=HasTag(tag="vip")), exclusions=Exclusions(open_conversation=True, in_flow=True)
    )
    campaign_id = await marketing.drawn_up(plan)
    with pytest.raises(CampaignNotReady) as caught:
        await marketing.start(campaign_id)
    assert {code for _, code in codes(caught.value)} == {"everybody_left_out"}
