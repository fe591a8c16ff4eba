"""Estimates, tries, triggers and figures of campaigns."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.domain.campaigns.companies import Marketing, later

from pytake_domain.campaigns import (
    CampaignContent,
    CampaignDraft,
    CampaignMessage,
    CampaignNotReady,
    CampaignTrigger,
    CampaignType,
    EventKind,
    Exclusions,
    Limits,
    Policy,
    QuietHours,
    Schedule,
    Targeting,
    Variant,
)
from pytake_domain.campaigns.plan import VariantMetric
from pytake_domain.campaigns.policy import LEAST_SEEN, unwell
from pytake_domain.campaigns.use_cases.release import tallies_of
from pytake_domain.contacts import HasTag
from pytake_domain.kernel.errors import Invalid, StaleVersion
from pytake_domain.kernel.ids import CampaignId
from pytake_domain.kernel.time import Span
from pytake_domain.templates import TemplateStatus
from pytake_domain.whatsapp import ApiType, PreferenceChanged


def codes(error: Invalid | CampaignNotReady) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in error.problems}


async def slow(marketing: Marketing) -> CampaignId:
    """One that takes a while."""
    for _ in range(20):
        await marketing.somebody()
    campaign_id = await marketing.started(marketing.plan(limits=Limits(per_second=1)))
    await marketing.house.campaign_ticks(2)
    return campaign_id


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
