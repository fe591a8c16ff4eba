"""A campaign from its draft to its end, on memory adapters."""

import datetime as dt

import msgspec
import pytest
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
    Limits,
    NothingToRetry,
    PauseReason,
    Policy,
    QuietHours,
    RecipientFilter,
    RecipientOutcome,
    Schedule,
    Targeting,
    Variant,
)
from pytake_domain.campaigns.use_cases.follow import answered_at
from pytake_domain.contacts import EVERYBODY, ContactPatch, HasTag, ManageContacts, TableForm
from pytake_domain.flows import Trigger, TriggerKind
from pytake_domain.identity import Role, TenantStatus
from pytake_domain.kernel.errors import Forbidden, Invalid, LimitReached
from pytake_domain.kernel.page import PageRequest
from pytake_domain.templates import TemplateStatus
from pytake_domain.testing.builders import AT, a_graph, says
from pytake_domain.whatsapp import Consequence, DeliveryState, SendFailure


async def test_everybody_of_the_audience_gets_it_once_and_it_is_completed(marketing: Marketing) -> None:
    people = [await marketing.somebody(name) for name in ("Ana Reis", "Bia Sá", "Caio Luz")]
    campaign_id = await marketing.started()
    await marketing.house.campaign_ticks()
    assert sorted(marketing.sent) == [f"Olá {c.name.split()[0]}, chegou a fibra." for c in people if c.name]
    view = await marketing.view(campaign_id)
    assert (view.campaign.status, view.progress.sent, view.progress.total) == (CampaignStatus.COMPLETED, 3, 3)
    for _ in range(3):
        await marketing.house.campaigns.release.tick(marketing.company.id, campaign_id)
    await marketing.house.settle()
    assert len(marketing.sent) == 3


async def test_results_follow_what_becomes_of_the_messages(marketing: Marketing) -> None:
    maria = await marketing.somebody()
    await marketing.somebody("Zé")
    campaign_id = await marketing.started()
    await marketing.house.campaign_ticks()
    customer = marketing.line.customer(maria.phone or "")
    (first,) = customer.heard
    for state in (DeliveryState.DELIVERED, DeliveryState.READ):
        await marketing.line.status(first, state)
    await marketing.house.settle()
    await customer.says("quero")
    progress = await marketing.progress(campaign_id)
    assert (progress.sent, progress.delivered, progress.read, progress.replied) == (2, 1, 1, 1)
    await customer.taps("sim")
    assert (await marketing.progress(campaign_id)).clicked == 1
    results = await marketing.house.campaigns.results.of(marketing.company.boss, campaign_id)
    assert results.analytics.progress == await marketing.progress(campaign_id)


async def test_who_is_left_out_stands_there_with_the_reason(marketing: Marketing) -> None:
    refused = await marketing.somebody(opted_out_at=later(marketing.house.clock.now(), seconds=1))
    blocked = await marketing.somebody(blocked=True)
    silent = await marketing.somebody(opted_in_at=None)
    nameless = await marketing.somebody("  ")
    fine = await marketing.somebody()
    campaign_id = await marketing.started()
    await marketing.house.campaign_ticks()
    assert marketing.why(campaign_id) == {
        refused.id: "OPTED_OUT",
        blocked.id: "CONTACT_BLOCKED",
        silent.id: "NO_CONSENT",
        nameless.id: "VARIABLE_MISSING",
    }
    assert [r.contact_id for r in marketing.rows(campaign_id) if r.outcome is RecipientOutcome.SENT] == [fine.id]


async def test_an_opting_out_between_plan_and_sending_counts(marketing: Marketing) -> None:
    maria = await marketing.somebody()
    plan = marketing.plan(schedule=Schedule(end_date=later(marketing.house.clock.now(), days=9)), limits=Limits())
    campaign_id = await marketing.started(plan)
    await marketing.house.campaigns.tick()
    assert [r.outcome for r in marketing.rows(campaign_id)] == [RecipientOutcome.PENDING]
    people = ManageContacts(open_work=marketing.house.open_work, clock=marketing.house.clock, ids=marketing.house.ids)
    await people.change(marketing.company.boss, maria.id, ContactPatch(opted_in=False))
    await marketing.house.campaign_ticks()
    assert (marketing.sent, marketing.why(campaign_id)) == ([], {maria.id: "OPTED_OUT"})


async def test_paused_nothing_leaves_resumed_it_goes_on_stopped_the_rest_is_told_off(marketing: Marketing) -> None:
    people = [await marketing.somebody() for _ in range(120)]
    control, boss = marketing.house.campaigns.control, marketing.company.boss
    campaign_id = await marketing.started(marketing.plan(limits=Limits(per_second=10)))
    await marketing.house.campaign_ticks(4)
    await control.pause(boss, campaign_id, reason="almoço")
    before = len(marketing.sent)
    assert 0 < before < len(people)
    await marketing.house.campaign_ticks(10)
    view = await marketing.view(campaign_id)
    assert (len(marketing.sent), view.campaign.status_reason) == (before, "almoço")
    await control.start(boss, campaign_id)
    await marketing.house.campaign_ticks(3)
    assert before < len(marketing.sent) < len(people)
    await control.stop(boss, campaign_id)
    await marketing.house.campaign_ticks()
    progress = await marketing.progress(campaign_id)
    assert (await marketing.view(campaign_id)).campaign.status is CampaignStatus.STOPPED
    assert progress.sent + progress.cancelled == len(people)
    assert set(marketing.why(campaign_id).values()) == {"CAMPAIGN_STOPPED"}
    with pytest.raises(CampaignLocked):
        await control.start(boss, campaign_id)


async def test_what_is_missing_is_told_all_at_once(marketing: Marketing) -> None:
    house, boss = marketing.house, marketing.company.boss
    async with house.open_work(marketing.company.id) as work:
        template = await work.templates.get(marketing.template.id)
        await work.templates.save(msgspec.structs.replace(template, status=TemplateStatus.PAUSED))
    past = later(house.clock.now(), days=-1)
    plan = marketing.plan(targeting=Targeting(), schedule=Schedule(start_date=past), numbers=())
    await house.numbers.switch(boss, marketing.line.id, on=False)
    campaign_id = await marketing.drawn_up(plan)
    with pytest.raises(CampaignNotReady) as refused:
        await marketing.start(campaign_id)
    told = {(problem.field, problem.code) for problem in refused.value.problems}
    assert told >= {
        ("targeting", "nobody_named"),
        ("schedule.start_date", "in_the_past"),
        ("numbers", "no_number"),
        ("message.template_id", "template_not_sendable"),
    }
    estimate = await house.campaigns.estimating.saved(boss, campaign_id)
    assert {(problem.field, problem.code) for problem in estimate.problems} == told


async def test_nobody_and_a_window_that_never_opens_are_refused(marketing: Marketing) -> None:
    nobody = await marketing.drawn_up(marketing.plan(targeting=Targeting(conditions=HasTag(tag="ninguém"))))
    with pytest.raises(CampaignNotReady) as refused:
        await marketing.start(nobody)
    assert [problem.code for problem in refused.value.problems] == ["nobody_there"]
    await marketing.somebody(opted_in_at=None)
    left_out = await marketing.drawn_up(name="Sem consentimento")
    with pytest.raises(CampaignNotReady) as refused:
        await marketing.start(left_out)
    assert [problem.code for problem in refused.value.problems] == ["everybody_left_out"]
    soon = later(marketing.house.clock.now(), hours=2)
    closed = marketing.plan(schedule=Schedule(end_date=soon, quiet_hours=QuietHours(start="00:00", end="23:59")))
    never = await marketing.drawn_up(closed, name="Nunca")
    with pytest.raises(CampaignNotReady) as refused:
        await marketing.start(never)
    assert ("schedule", "never_opens") in {(problem.field, problem.code) for problem in refused.value.problems}


async def test_a_scheduled_one_begins_by_itself_within_its_hours(marketing: Marketing) -> None:
    await marketing.somebody()
    start = later(marketing.house.clock.now(), hours=3)
    campaign_id = await marketing.started(marketing.plan(schedule=Schedule(start_date=start)))
    assert (await marketing.view(campaign_id)).campaign.status is CampaignStatus.SCHEDULED
    await marketing.house.campaign_ticks(3)
    assert marketing.sent == []
    marketing.house.clock.move(hours=3)
    await marketing.house.campaign_ticks()
    assert len(marketing.sent) == 1


async def test_quiet_hours_wait_and_an_end_tells_the_rest_off(marketing: Marketing) -> None:
    await marketing.somebody()
    now = marketing.house.clock.now()
    hour = (now.hour - 3) % 24
    quiet = QuietHours(start=f"{hour:02}:00", end=f"{(hour + 2) % 24:02}:00")
    schedule = Schedule(time_zone="America/Sao_Paulo", quiet_hours=quiet, end_date=later(now, days=2))
    campaign_id = await marketing.started(marketing.plan(schedule=schedule))
    await marketing.house.campaign_ticks(5)
    assert (marketing.sent, (await marketing.progress(campaign_id)).pending) == ([], 1)
    marketing.house.clock.move(days=3)
    await marketing.house.campaign_ticks()
    assert set(marketing.why(campaign_id).values()) == {"CAMPAIGN_ENDED"}
    assert (await marketing.view(campaign_id)).campaign.status is CampaignStatus.COMPLETED


async def test_a_drip_goes_on_until_the_customer_answers(marketing: Marketing) -> None:
    maria, ze = await marketing.somebody(), await marketing.somebody("Zé Luz")
    content = marketing.plan().message.content
    plan = marketing.plan(steps=(DripStep(after=86_400, content=content), DripStep(after=86_400, content=content)))
    campaign_id = await marketing.started(plan, kind=CampaignType.DRIP)
    await marketing.house.campaign_ticks(3)
    assert len(marketing.sent) == 2
    marketing.house.clock.move(days=1)
    await marketing.house.campaign_ticks(3)
    assert len(marketing.sent) == 4
    await marketing.line.customer(maria.phone or "").says("oi")
    marketing.house.clock.move(days=1)
    await marketing.house.campaign_ticks()
    assert len(marketing.sent) == 5
    assert [(r.contact_id, r.step, r.reason) for r in marketing.rows(campaign_id) if r.reason] == [
        (maria.id, 2, "REPLIED")
    ]
    assert {r.step for r in marketing.rows(campaign_id) if r.contact_id == ze.id} == {0, 1, 2}
    assert (await marketing.view(campaign_id)).campaign.status is CampaignStatus.COMPLETED


async def test_a_step_whose_condition_does_not_hold_is_passed_over(marketing: Marketing) -> None:
    await marketing.somebody(tags=("norte",))
    await marketing.somebody("Zé Luz")
    content = marketing.plan().message.content
    plan = marketing.plan(
        steps=(
            DripStep(after=3600, content=content, condition=HasTag(tag="norte")),
            DripStep(after=3600, content=content),
        )
    )
    campaign_id = await marketing.started(plan, kind=CampaignType.DRIP)
    for _ in range(3):
        await marketing.house.campaign_ticks(3)
        marketing.house.clock.move(hours=1)
    await marketing.house.campaign_ticks()
    passed_over = sorted((r.step, r.reason) for r in marketing.rows(campaign_id) if r.reason)
    assert passed_over == [(1, "CONDITION_NOT_MET"), (2, "FREQUENCY_CAP_DAY")], "the other one had two of a day by then"
    assert len(marketing.sent) == 4


async def test_events_set_campaigns_off_once_for_each(marketing: Marketing) -> None:
    people = ManageContacts(open_work=marketing.house.open_work, clock=marketing.house.clock, ids=marketing.house.ids)
    trigger = CampaignTrigger(kind=EventKind.TAG_ADDED, tag="novo", after=600)
    plan = marketing.plan(targeting=Targeting(), trigger=trigger)
    campaign_id = await marketing.started(plan, kind=CampaignType.TRIGGER)
    maria = await marketing.somebody()
    for tags in (("outro",), ("novo",)):
        await people.tag(marketing.company.boss, maria.id, tags)
    await people.untag(marketing.company.boss, maria.id, ("novo",))
    await people.tag(marketing.company.boss, maria.id, ("novo",))
    await marketing.house.campaign_ticks(2)
    assert marketing.sent == []
    marketing.house.clock.move(minutes=11)
    await marketing.house.campaign_ticks(3)
    assert (len(marketing.sent), len(marketing.rows(campaign_id))) == (1, 1)
    assert (await marketing.view(campaign_id)).campaign.status is CampaignStatus.RUNNING


async def test_a_goal_is_counted_and_ends_a_drip(marketing: Marketing) -> None:
    people = ManageContacts(open_work=marketing.house.open_work, clock=marketing.house.clock, ids=marketing.house.ids)
    maria = await marketing.somebody()
    content = marketing.plan().message.content
    plan = marketing.plan(goal_tag="assinou", steps=(DripStep(after=3600, content=content),))
    campaign_id = await marketing.started(plan, kind=CampaignType.DRIP)
    await marketing.house.campaign_ticks(3)
    await people.tag(marketing.company.boss, maria.id, ("assinou",))
    marketing.house.clock.move(hours=2)
    await marketing.house.campaign_ticks()
    assert ((await marketing.progress(campaign_id)).converted, len(marketing.sent)) == (1, 1)
    assert marketing.why(campaign_id) == {maria.id: "GOAL_REACHED"}


async def test_variants_are_counted_apart_and_stay_with_the_person(marketing: Marketing) -> None:
    for _ in range(40):
        await marketing.somebody()
    content = marketing.plan().message.content
    message = CampaignMessage(variants=(Variant(key="A", content=content), Variant(key="B", content=content)))
    campaign_id = await marketing.started(marketing.plan(message=message))
    await marketing.house.campaign_ticks()
    results = await marketing.house.campaigns.results.of(marketing.company.boss, campaign_id)
    by_variant = results.analytics.by_variant
    assert sum(p.total for p in by_variant.values()) == 40
    assert all(p.sent > 5 for p in by_variant.values())
    assert results.verdict is not None
    assert results.verdict.winner is None


async def test_failures_that_rise_pause_it_with_the_reason(marketing: Marketing) -> None:
    for _ in range(300):
        await marketing.somebody()
    await marketing.company.agent("Chefe", Role.ADMIN)
    await marketing.company.agent("Bia")
    marketing.house.sender().script.extend([SendFailure(code="MESSAGE_INVALID")] * 300)
    campaign_id = await marketing.started()
    await marketing.house.campaign_ticks(60)
    campaign = (await marketing.view(campaign_id)).campaign
    assert (campaign.status, campaign.status_code) == (CampaignStatus.PAUSED, PauseReason.FAILURES_RISING)
    assert [n.detail for n in marketing.company.rows.notifications.values()] == ["Oferta"]
    assert (await marketing.progress(campaign_id)).pending > 0
    with pytest.raises(NothingToRetry):
        await marketing.house.campaigns.control.retry(marketing.company.boss, campaign_id)


async def test_a_quality_that_falls_pauses_it(marketing: Marketing) -> None:
    for _ in range(30):
        await marketing.somebody()
    campaign_id = await marketing.started(marketing.plan(limits=Limits(per_second=2)))
    await marketing.house.campaign_ticks(3)
    async with marketing.house.open_work(marketing.company.id) as work:
        number = await work.numbers.get(marketing.line.id)
        await work.numbers.save(msgspec.structs.replace(number, quality="RED"))
    await marketing.house.campaign_ticks(5)
    campaign = (await marketing.view(campaign_id)).campaign
    assert (campaign.status, campaign.status_code) == (CampaignStatus.PAUSED, PauseReason.QUALITY_LOW)


async def _become(marketing: Marketing, status: TenantStatus) -> None:
    async with marketing.house.open_work(marketing.company.id) as work:
        await work.tenants.save(msgspec.structs.replace(await work.tenants.get(), status=status))


async def test_what_paused_for_a_suspended_company_goes_on_with_it(marketing: Marketing) -> None:
    for _ in range(20):
        await marketing.somebody()
    control, boss, company_id = marketing.house.campaigns.control, marketing.company.boss, marketing.company.id
    campaign_id = await marketing.started(marketing.plan(limits=Limits(per_second=2)))
    other = await marketing.drawn_up(name="Outra")
    await control.start(boss, other)
    await control.pause(boss, other, reason="almoço")
    await marketing.house.campaign_ticks(2)
    await _become(marketing, TenantStatus.SUSPENDED)
    await marketing.house.campaign_ticks(3)
    paused = (await marketing.view(campaign_id)).campaign
    assert (paused.status, paused.status_code) == (CampaignStatus.PAUSED, PauseReason.SUSPENDED)
    assert await control.on_reactivated(company_id, []) == 0
    before = len(marketing.sent)

    await _become(marketing, TenantStatus.ACTIVE)
    assert await control.on_reactivated(company_id, []) == 1
    assert await control.on_reactivated(company_id, []) == 0
    await marketing.house.campaign_ticks(5)

    assert (await marketing.view(other)).campaign.status is CampaignStatus.PAUSED
    assert len(marketing.sent) > before


async def test_those_that_failed_are_tried_again_by_reason(marketing: Marketing) -> None:
    await marketing.somebody()
    marketing.house.sender().script.append(SendFailure(code="MEDIA_UNUSABLE"))
    campaign_id = await marketing.started()
    await marketing.house.campaign_ticks()
    assert list(marketing.why(campaign_id).values()) == ["MEDIA_UNUSABLE"]
    control, boss = marketing.house.campaigns.control, marketing.company.boss
    with pytest.raises(NothingToRetry):
        await control.retry(boss, campaign_id, ["MESSAGE_INVALID"])
    await control.retry(boss, campaign_id, ["MEDIA_UNUSABLE"])
    await marketing.house.campaign_ticks()
    progress = await marketing.progress(campaign_id)
    assert (progress.sent, progress.failed, progress.total) == (1, 0, 1)


async def test_limits_of_an_hour_hold_and_the_rest_goes_on_after_it(marketing: Marketing) -> None:
    for _ in range(7):
        await marketing.somebody()
    await marketing.started(marketing.plan(limits=Limits(hourly_limit=3)))
    await marketing.house.campaign_ticks(20)
    assert len(marketing.sent) == 3
    marketing.house.clock.move(minutes=62)
    await marketing.house.campaign_ticks(20)
    assert len(marketing.sent) == 6


async def test_caps_hold_over_campaigns(marketing: Marketing) -> None:
    maria = await marketing.somebody()
    for name in ("Um", "Dois", "Três"):
        campaign_id = await marketing.drawn_up(name=name)
        if name != "Três":
            await marketing.start(campaign_id)
            await marketing.house.campaign_ticks()
    assert len(marketing.sent) == 2
    with pytest.raises(CampaignNotReady) as refused:
        await marketing.start(campaign_id)
    assert refused.value.problems[0].params["reason"] == "FREQUENCY_CAP_DAY"
    assert maria.id not in marketing.why(campaign_id)


async def test_what_may_still_change_changes_and_the_rest_does_not(marketing: Marketing) -> None:
    for _ in range(30):
        await marketing.somebody()
    editing, boss = marketing.house.campaigns.editing, marketing.company.boss
    plan = marketing.plan(limits=Limits(per_second=2))
    campaign_id = await marketing.started(plan)
    await marketing.house.campaign_ticks(3)
    with pytest.raises(CampaignLocked):
        await editing.change(boss, campaign_id, CampaignDraft(name="x", type=CampaignType.BROADCAST, plan=plan))
    await marketing.house.campaigns.control.pause(boss, campaign_id)
    faster = msgspec.structs.replace(plan, limits=Limits(per_second=50))
    changed = await editing.change(
        boss, campaign_id, CampaignDraft(name="Oferta", type=CampaignType.BROADCAST, plan=faster)
    )
    assert changed.campaign.plan.limits.per_second == 50
    others = msgspec.structs.replace(plan, targeting=Targeting(tags=("x",)))
    with pytest.raises(Invalid) as refused:
        await editing.change(boss, campaign_id, CampaignDraft(name="Oferta", type=CampaignType.BROADCAST, plan=others))
    assert refused.value.problems[0].code == "fixed_once_started"
    copy = await editing.duplicate(boss, campaign_id)
    assert (copy.campaign.name, copy.campaign.status) == ("Oferta (2)", CampaignStatus.DRAFT)


async def test_tests_reach_phones_and_no_results(marketing: Marketing) -> None:
    campaign_id = await marketing.drawn_up()
    trying, boss = marketing.house.campaigns.trying, marketing.company.boss
    with pytest.raises(Invalid):
        await trying.send(boss, campaign_id, ["abc"])
    maria = await marketing.somebody()
    await trying.send(boss, campaign_id, [maria.phone or ""])
    await marketing.house.settle()
    assert marketing.sent == ["Olá Maria, chegou a fibra."]
    assert (await marketing.progress(campaign_id)).total == 0
    (shown,) = await trying.preview(boss, campaign_id, [maria.id])
    assert shown.text == "Olá Maria, chegou a fibra."


async def test_rows_leave_as_a_file_without_formulas(marketing: Marketing) -> None:
    maria = await marketing.somebody("=1+1")
    campaign_id = await marketing.started(marketing.plan(targeting=Targeting(conditions=EVERYBODY)))
    await marketing.house.campaign_ticks()
    pieces = await marketing.house.campaigns.results.export(
        marketing.company.boss, campaign_id, RecipientFilter(), TableForm.CSV
    )
    lines = b"".join([piece async for piece in pieces]).decode().splitlines()
    assert lines[1].split("\t")[:6] == [str(maria.id), "'=1+1", maria.phone, "0", "", "sent"]
    page = await marketing.house.campaigns.results.recipients(
        marketing.company.boss, campaign_id, RecipientFilter(), PageRequest()
    )
    assert [row.recipient.contact_id for row in page.items] == [maria.id]


async def test_who_may_not_may_not(marketing: Marketing) -> None:
    campaign_id = await marketing.drawn_up()
    nobody = marketing.company.person("Zé", ())
    for attempt in (
        marketing.house.campaigns.control.start(nobody, campaign_id),
        marketing.house.campaigns.control.pause(nobody, campaign_id),
        marketing.house.campaigns.editing.get(nobody, campaign_id),
        marketing.house.campaigns.results.of(nobody, campaign_id),
        marketing.house.campaigns.trying.send(nobody, campaign_id, ["+5511987654321"]),
        marketing.house.campaigns.editing.set_policy(nobody, Policy()),
    ):
        with pytest.raises(Forbidden):
            await attempt


async def test_a_plan_has_so_many_campaigns(marketing: Marketing) -> None:
    for number in range(50):
        await marketing.drawn_up(name=f"n{number}")
    with pytest.raises(LimitReached):
        await marketing.drawn_up(name="one more")


async def test_a_text_needs_no_template_where_the_window_is_open(marketing: Marketing) -> None:
    plan = marketing.plan(message=CampaignMessage(content=CampaignContent(text="Oi {{ contact.first_name }}")))
    campaign_id = await marketing.drawn_up(plan)
    await marketing.somebody()
    with pytest.raises(CampaignNotReady) as refused:
        await marketing.start(campaign_id)
    assert [problem.code for problem in refused.value.problems] == ["template_needed"]


async def test_a_name_that_no_erp_tells_is_said_before_it_starts(marketing: Marketing) -> None:
    await marketing.somebody()
    said = '{{ contact.erp.plano }} {{ contact["erp"].owd | money }} {% if contact.erp.overdue_days > 3 %}!{% endif %}'
    content = CampaignContent(template_id=marketing.template.id, variables={"1": said})
    campaign_id = await marketing.drawn_up(marketing.plan(message=CampaignMessage(content=content)))
    with pytest.raises(CampaignNotReady) as refused:
        await marketing.start(campaign_id)
    unknown = [("contact.erp.plano", "message.variables.1"), ("contact.erp.owd", "message.variables.1")]
    assert [(problem.params["name"], problem.field) for problem in refused.value.problems] == unknown
    assert {problem.code for problem in refused.value.problems} == {"text_unknown_name"}
    estimate = await marketing.house.campaigns.estimating.saved(marketing.company.boss, campaign_id)
    assert estimate.problems == refused.value.problems


async def test_an_answer_starts_the_flow_that_waits_for_it(marketing: Marketing) -> None:
    maria, ze = await marketing.somebody(), await marketing.somebody("Zé", opted_in_at=None)
    campaign_id = await marketing.started()
    trigger = Trigger(kind=TriggerKind.CAMPAIGN, campaign_id=str(campaign_id))
    await marketing.company.publish("Venda", a_graph(says("a", "Qual plano?"), says("b", "Já ligo.")), trigger)
    await marketing.house.campaign_ticks()
    assert "Qual plano?" in await marketing.line.customer(maria.phone or "").says("quero")
    assert "Qual plano?" not in await marketing.line.customer(ze.phone or "").says("oi")


async def test_a_provider_that_refuses_bulk_messages_pauses_what_goes_by_that_number(marketing: Marketing) -> None:
    for _ in range(30):
        await marketing.somebody()
    refused = SendFailure(code="SPAM_LIMITED", consequence=Consequence.STOP_CAMPAIGNS)
    marketing.house.sender().script.append(refused)
    campaign_id = await marketing.started(marketing.plan(limits=Limits(per_second=2)))
    await marketing.house.campaign_ticks(5)
    campaign = (await marketing.view(campaign_id)).campaign
    assert (campaign.status, campaign.status_code) == (CampaignStatus.PAUSED, PauseReason.LOCKED_BY_PROVIDER)
    assert campaign.status_reason == "SPAM_LIMITED"
    assert len(marketing.sent) < 10


def test_an_answer_in_the_second_of_its_message_came_behind_it() -> None:
    sent = AT.replace(microsecond=400_000)
    heard = AT.replace(microsecond=900_000)
    assert sent <= answered_at(AT, heard) == heard
    assert answered_at(AT, AT + dt.timedelta(hours=1)) == AT + dt.timedelta(seconds=1)
    assert answered_at(AT, AT - dt.timedelta(seconds=5)) == AT, "a clock of the provider's that is ahead"
