"""Flows that no message asked for: by the clock, by events, by consent, by hand."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.unit.domain.flows.use_cases.test_run_flows import ANY, node, sessions, statuses
from tests.unit.domain.messaging.talking import place_of

from pytake_domain.contacts import ContactNotFound
from pytake_domain.flows import ContactBusy, Flow, FlowNotPublished, Trigger, TriggerKind
from pytake_domain.kernel.ids import ContactId
from pytake_domain.kernel.work import Job
from pytake_domain.testing.builders import a_graph, asks, fresh, says
from pytake_domain.testing.memory.house import Company, Customer, Line
from pytake_domain.whatsapp import Text

HOURLY = Trigger(kind=TriggerKind.SCHEDULE, cron="0 * * * *", time_zone="America/Sao_Paulo", tags=("aviso",))
HOUR = dt.timedelta(hours=1)
NOTICE = a_graph(
    node("t", "template", name="aviso", language="pt_BR"),
    node("end", "end"),
    arrows=(("start", "t", None), ("t", "end", None)),
)
QUIET = a_graph(
    node("tag", "tag", add=["visto"]), node("end", "end"), arrows=(("start", "tag", None), ("tag", "end", None))
)


async def publish(company: Company, name: str, trigger: Trigger, graph: Any = QUIET) -> Flow:
    return await company.publish(name, graph, trigger)


async def tag(company: Company, customer: Customer, *tags: str) -> None:
    async with company.house.open_work(company.id) as work:
        contact = await work.contacts.get(ContactId(customer.contact_id))
        await work.contacts.save(contact.tag(*tags, at=company.house.clock.now()))


def tags_of(company: Company, customer: Customer) -> tuple[str, ...]:
    return company.rows.contacts[ContactId(customer.contact_id)].tags


def waiting(company: Company, kind: str) -> list[Job]:
    return [stored.job for stored in company.rows.jobs if stored.job.kind == kind]


async def test_a_schedule_begins_with_whom_it_is_for_and_comes_again(
    company: Company, line: Line, maria: Customer
) -> None:
    rui = line.customer("+5511987650002")
    await maria.says("oi")
    await rui.says("oi")
    await tag(company, maria, "aviso")
    await publish(company, "De hora em hora", HOURLY)

    await company.house.wait(hours=1)
    assert tags_of(company, maria) == ("aviso", "visto")
    assert "visto" not in tags_of(company, rui)
    await company.house.wait(hours=1)

    assert statuses(company) == ["completed", "completed"]
    assert len(waiting(company, "flow.schedule")) == 1


async def test_a_worker_that_was_away_for_long_begins_once(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    await tag(company, maria, "aviso")
    await publish(company, "De hora em hora", HOURLY)

    await company.house.wait(hours=10)

    assert statuses(company) == ["completed"]


async def test_of_a_version_that_is_not_published_any_more_nothing_comes(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    await tag(company, maria, "aviso")
    flow = await publish(company, "De hora em hora", HOURLY)
    await company.house.publishing.unpublish(company.boss, flow.id)

    await company.house.wait(hours=3)

    assert statuses(company) == []
    assert waiting(company, "flow.schedule") == []


async def test_the_same_moment_begins_once_however_often_its_job_runs(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    await tag(company, maria, "aviso")
    await publish(company, "De hora em hora", HOURLY)
    (job,) = waiting(company, "flow.schedule")
    await company.house.wait(hours=1)

    await company.house.setting_off.run(company.id, job.payload)
    await company.house.settle()

    assert statuses(company) == ["completed"]


async def test_who_is_in_a_flow_or_with_a_person_is_left_alone(company: Company, line: Line, maria: Customer) -> None:
    rui = line.customer("+5511987650002")
    await company.publish(
        "Pergunta",
        a_graph(asks("q", "Seu nome?", "name"), says("bye", "Oi"), arrows=(("start", "q", None), ("q", "bye", None))),
        ANY,
    )
    await maria.says("oi")
    await rui.says("atendente")
    for customer in (maria, rui):
        await tag(company, customer, "aviso")
    await publish(company, "De hora em hora", HOURLY)

    await company.house.wait(hours=1)

    assert statuses(company) == ["running"]
    assert "visto" not in (*tags_of(company, maria), *tags_of(company, rui))


async def test_an_event_of_one_flow_begins_another_once_it_is_over(company: Company, maria: Customer) -> None:
    emits = a_graph(
        node("w", "webhook", name="cadastro.feito"),
        node("end", "end"),
        arrows=(("start", "w", None), ("w", "end", None)),
    )
    await publish(company, "Cadastro", ANY, emits)
    await publish(company, "Boas-vindas", Trigger(kind=TriggerKind.EVENT, event="cadastro.*"))

    await maria.says("oi")

    assert statuses(company) == ["completed", "completed"]
    assert tags_of(company, maria) == ("visto",)


async def test_flows_that_set_each_other_off_come_to_an_end(company: Company, maria: Customer) -> None:
    emits = a_graph(
        node("w", "webhook", name="volta"), node("end", "end"), arrows=(("start", "w", None), ("w", "end", None))
    )
    await publish(company, "Começo", ANY, emits)
    await publish(company, "Volta", Trigger(kind=TriggerKind.EVENT, event="volta"), emits)

    await maria.says("oi")

    assert statuses(company) == ["completed"] * 6


async def test_consent_begins_its_flow(company: Company, maria: Customer) -> None:
    consents = a_graph(
        node("c", "consent", marketing="opt_in", source="teste"),
        node("end", "end"),
        arrows=(("start", "c", None), ("c", "end", None)),
    )
    await publish(company, "Aceita", ANY, consents)
    await publish(company, "Obrigado", Trigger(kind=TriggerKind.OPT_IN))

    await maria.says("oi")

    assert tags_of(company, maria) == ("visto",)


async def test_by_hand_it_begins_where_the_contact_is_free(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    flow = await publish(
        company,
        "À mão",
        Trigger(),
        a_graph(
            asks("q", "Seu nome?", "name"),
            says("bye", "Oi, {{ name }}"),
            arrows=(("start", "q", None), ("q", "bye", None)),
        ),
    )
    starting, contact = company.house.starting, ContactId(maria.contact_id)

    begun = await starting.by_hand(company.boss, flow.id, contact_id=contact)
    await company.house.settle()

    assert [session.id for session in sessions(company)] == [begun]
    assert isinstance(maria.heard[-1].content, Text)
    with pytest.raises(ContactBusy):
        await starting.by_hand(company.boss, flow.id, contact_id=contact)
    assert await maria.says("Ana") == ["Oi, Ana"]
    with pytest.raises(ContactNotFound):
        await starting.by_hand(company.boss, flow.id, contact_id=ContactId(fresh()))
    await company.house.publishing.unpublish(company.boss, flow.id)
    with pytest.raises(FlowNotPublished):
        await starting.by_hand(company.boss, flow.id, contact_id=contact)


async def test_a_draft_on_a_phone_is_nobody_elses(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    flow = await publish(
        company,
        "À mão",
        Trigger(),
        a_graph(asks("q", "Seu nome?", "name"), says("bye", "Oi"), arrows=(("start", "q", None), ("q", "bye", None))),
    )
    drafted = replace(
        flow,
        graph=a_graph(
            asks("q", "Como se chama?", "name"), says("bye", "Oi"), arrows=(("start", "q", None), ("q", "bye", None))
        ),
    )
    async with company.house.open_work(company.id) as work:
        await work.flows.save(replace(drafted, draft_version=flow.draft_version + 1), read_at=flow.draft_version)

    await company.house.starting.on_phone(company.boss, flow.id, phone=maria.addresses[-1].value)
    await company.house.settle()

    assert [getattr(sent.content, "body", "") for sent in maria.heard] == ["Como se chama?"]
    published = [version.number for version in company.rows.flow_versions.values() if version.number > 0]
    assert published == [1]
    assert msgspec.structs.asdict(sessions(company)[0])["variables"] == {}
    assert place_of(maria).flow_session_id is not None
