"""Snoozes, reopening, mentions, surveys, transcripts, presence: what each does to a conversation."""

import csv
import datetime as dt
import io

import msgspec
import pytest
from tests.unit.domain.messaging.talking import give, messages_of, names, place_of

from pytake_domain.flows import Node, Trigger, TriggerKind
from pytake_domain.identity import Role
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import ConversationId, EventId
from pytake_domain.messaging import (
    ConversationExported,
    ConversationNotFound,
    ConversationOpen,
    ConversationStatus,
    ConversationWatched,
    Direction,
    SurveyRules,
    TranscriptForm,
    TransitionRefused,
    UserMentioned,
    Watching,
    harmless,
    queue,
    set_status,
)
from pytake_domain.testing.builders import a_graph, fresh
from pytake_domain.testing.memory.house import Company, Customer
from pytake_domain.whatsapp import ListMenu, Text

OWN = [p for p in Permission if p is not Permission.READ_ALL_CONVERSATIONS]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
async def talking(maria: Customer) -> Customer:
    await maria.says("oi")
    return maria


def changes(company: Company) -> list[str]:
    return [e.change.value for e in company.rows.event_log if e.name == "ConversationChanged"]  # type: ignore[attr-defined]


async def test_a_customer_waits_from_their_first_unanswered_word_or_from_the_queue_on(
    company: Company, maria: Customer
) -> None:
    house = company.house
    began = house.clock.now()
    await maria.says("oi")
    place = place_of(maria)
    assert place.awaits_since == began
    await house.wait(minutes=5)
    await maria.says("alguém?")
    assert place_of(maria).awaits_since == began
    await give(company, place.id, company.boss)
    assert place_of(maria).awaits_since == began
    answered = place_of(maria).say("Olá!", house.clock.now())
    assert answered.awaits_since is None
    later = house.clock.now() + HOUR
    queued, _ = queue(answered, company.boss, at=later, new_id=lambda: EventId(fresh()))
    assert queued.awaits_since == later
    # What a flow says to somebody in a queue is not the answer they wait for.
    assert queued.say("Você é a terceira da fila", later + HOUR).awaits_since == later
    done, _ = set_status(queued, company.boss, ConversationStatus.RESOLVED, at=later, new_id=lambda: EventId(fresh()))
    assert done.awaits_since is None
    assert done.receive("obrigada", later, later, reopens=False).awaits_since is None
    assert done.receive("mais uma coisa", later, later).awaits_since == later


async def test_a_snoozed_conversation_comes_back_by_itself(company: Company, talking: Customer) -> None:
    place, house = place_of(talking), company.house
    await give(company, place.id, company.boss)
    until = house.clock.now() + HOUR
    await house.desk.snoozing.snooze(company.boss, place.id, until)
    assert place_of(talking).snoozed_until == until

    await house.wait(minutes=59)
    assert place_of(talking).snoozed_until == until
    await house.wait(minutes=1)

    after = place_of(talking)
    assert (after.snoozed_until, after.assigned_to) == (None, company.boss.user_id)
    assert changes(company)[-2:] == ["snoozed", "woken"]


async def test_the_customers_next_message_ends_a_snooze(company: Company, talking: Customer) -> None:
    place, house = place_of(talking), company.house
    await give(company, place.id, company.boss)
    await house.desk.snoozing.snooze(company.boss, place.id, house.clock.now() + HOUR)

    await talking.says("voltei")

    after = place_of(talking)
    assert (after.snoozed_until, after.assigned_to) == (None, company.boss.user_id)
    assert "woken" in changes(company)
    await house.wait(hours=2)
    assert changes(company).count("woken") == 1


async def test_snoozing_again_moves_the_moment_and_a_lost_job_is_made_up(company: Company, talking: Customer) -> None:
    place, house = place_of(talking), company.house
    for hours in (1, 3):
        await house.desk.snoozing.snooze(company.boss, place.id, house.clock.now() + hours * HOUR)
    await house.wait(hours=2)
    assert place_of(talking).snoozed_until is not None
    company.rows.jobs.clear()
    await house.wait(hours=2)
    assert await house.desk.snoozing.sweep(company.id, house.clock.now()) == 1
    assert place_of(talking).snoozed_until is None

    for wrong in (house.clock.now(), house.clock.now() - HOUR):
        with pytest.raises(Invalid):
            await house.desk.snoozing.snooze(company.boss, place.id, wrong)
    await house.handling.change(company.boss, place.id, status=ConversationStatus.RESOLVED)
    with pytest.raises(TransitionRefused):
        await house.desk.snoozing.snooze(company.boss, place.id, house.clock.now() + HOUR)


async def test_what_is_over_is_opened_again_by_hand(company: Company, talking: Customer) -> None:
    place, handling = place_of(talking), company.house.handling
    with pytest.raises(TransitionRefused):
        await handling.reopen(company.boss, place.id)
    await handling.change(company.boss, place.id, status=ConversationStatus.RESOLVED)

    await handling.reopen(company.boss, place.id)

    after = place_of(talking)
    assert (after.status, after.assigned_to) == (ConversationStatus.ACTIVE, company.boss.user_id)
    await handling.archive(company.boss, place.id)
    machine = Actor(kind=ActorKind.API_KEY, id=fresh(), tenant_id=company.id, permissions=frozenset(Permission))
    await handling.reopen(machine, place.id)
    assert place_of(talking).status is ConversationStatus.QUEUED
    await handling.archive(company.boss, place.id)
    await talking.says("de novo")
    with pytest.raises(ConversationOpen):
        await handling.reopen(company.boss, place.id)


async def test_mentions_name_people_who_may_see_it(company: Company, talking: Customer) -> None:
    place, handling = place_of(talking), company.house.handling
    bia, leo = await company.agent("Bia"), await company.agent("Leo")
    boss = await company.agent("Rui", Role.USER)
    await give(company, place.id, bia)

    note = await handling.note(company.boss, place.id, f"veja @[{bia.id}] e @[{boss.id}], @[{bia.id}]")

    assert note.mentions == (bia.user_id, boss.user_id)
    told = [e for e in company.rows.event_log if isinstance(e, UserMentioned)]
    assert [(e.user_id, e.note_id) for e in told] == [(bia.user_id, note.id), (boss.user_id, note.id)]
    for nobody in (f"@[{leo.id}]", f"@[{fresh()}]", "@[alguém]"):
        with pytest.raises(Invalid):
            await handling.note(company.boss, place.id, nobody)


async def asks(company: Company, **rules: str) -> None:
    await company.house.desk.asking.put(company.boss, SurveyRules(enabled=True, **rules))  # type: ignore[arg-type]


async def resolve(company: Company, customer: Customer, actor: Actor | None = None) -> None:
    await company.house.handling.change(
        actor or company.boss, place_of(customer).id, status=ConversationStatus.RESOLVED
    )
    await company.house.settle()


async def test_who_resolves_asks_and_the_answer_is_kept_before_flows_see_it(
    company: Company, talking: Customer
) -> None:
    graph = a_graph(Node(id="m", type="message", data={"text": "Olá do robô"}))
    await company.publish("Robô", graph, Trigger(kind=TriggerKind.DEFAULT))
    await asks(company, question="Como foi?", comment_question="Quer contar mais?")
    bia = await company.agent("Bia")
    await give(company, place_of(talking).id, bia)
    before = len(talking.heard)

    await resolve(company, talking)
    menu = talking.heard[before].content
    assert isinstance(menu, ListMenu)
    (survey,) = company.rows.surveys.values()
    assert (survey.user_id, survey.score) == (bia.user_id, None)

    assert await talking.taps(f"csat:{survey.id}:5", "5 - Ótimo") == ["Quer contar mais?"]
    assert await talking.says("muito bom") == ["Obrigado pela avaliação!"]

    (survey,) = company.rows.surveys.values()
    assert (survey.score, survey.comment) == (5, "muito bom")
    place = place_of(talking)
    assert (place.status, place.assigned_to) == (ConversationStatus.RESOLVED, bia.user_id)
    assert "SurveyAnswered" in names(company)
    assert await talking.says("e agora?") == ["Olá do robô"]
    assert place_of(talking).status is not ConversationStatus.RESOLVED


async def test_a_lone_number_counts_while_it_is_over_and_the_comment_only_once(
    company: Company, talking: Customer
) -> None:
    await asks(company)
    await resolve(company, talking)
    assert await talking.says(" 3 ") == ["Obrigado pela avaliação!"]
    (survey,) = company.rows.surveys.values()
    assert survey.score == 3

    await talking.says("2")

    (survey,) = company.rows.surveys.values()
    assert survey.score == 3
    assert place_of(talking).is_open


async def test_nobody_is_asked_by_machines_outside_the_window_or_when_it_is_off(
    company: Company, talking: Customer
) -> None:
    machine = Actor(kind=ActorKind.API_KEY, id=fresh(), tenant_id=company.id, permissions=frozenset(Permission))
    await resolve(company, talking)
    await talking.says("oi")
    await asks(company)
    await resolve(company, talking, machine)
    await talking.says("oi")
    await company.house.wait(hours=25)
    await resolve(company, talking)
    assert company.rows.surveys == {}
    assert not place_of(talking).is_open


async def test_an_answer_that_comes_too_late_or_says_sair_is_none(company: Company, talking: Customer) -> None:
    await asks(company, comment_question="Conte")
    await resolve(company, talking)
    (survey,) = company.rows.surveys.values()
    await talking.taps(f"csat:{survey.id}:1")
    await talking.says("SAIR")
    (survey,) = company.rows.surveys.values()
    assert (survey.score, survey.comment) == (1, "")
    (contact,) = company.rows.contacts.values()
    assert contact.opted_out

    await company.house.wait(hours=25)
    await talking.taps(f"csat:{survey.id}:5")
    (survey,) = company.rows.surveys.values()
    assert survey.score == 1


async def taken(
    company: Company,
    customer: Customer,
    form: TranscriptForm,
    actor: Actor | None = None,
    *,
    notes: bool = False,
    bom: bool = False,
) -> bytes:
    where = ConversationId(place_of(customer).id)
    transcript = await company.house.exporting.export(actor or company.boss, where, form, notes=notes, bom=bom)
    return b"".join([piece async for piece in transcript.pieces])


async def test_a_transcript_has_every_line_in_order_in_every_form(company: Company, talking: Customer) -> None:
    await talking.says("=1+1")
    await company.house.sending.send(company.boss, content=Text(body="pois não"), conversation_id=place_of(talking).id)
    await company.house.handling.note(company.boss, place_of(talking).id, "é VIP")
    for number in range(120):
        await talking.says(f"linha {number}")

    document = msgspec.json.decode(await taken(company, talking, TranscriptForm.JSON, notes=True))
    texts = [line["text"] for line in document["lines"]]
    assert texts == ["oi", "=1+1", "pois não", "é VIP", *(f"linha {n}" for n in range(120))]
    assert (document["contact"], document["time_zone"]) == ("Maria das Dores", "America/Sao_Paulo")
    assert document["lines"][0]["at"].endswith("-03:00")

    raw = (await taken(company, talking, TranscriptForm.CSV, bom=True)).decode()
    assert raw.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(raw.removeprefix("\ufeff"))))
    assert [row["text"] for row in rows[:3]] == ["oi", "'=1+1", "pois não"]
    assert [row["sender_kind"] for row in rows[:3]] == ["contact", "contact", "agent"]
    text = (await taken(company, talking, TranscriptForm.TXT)).decode()
    assert "é VIP" not in text
    assert text.count("Maria das Dores: ") == 122
    assert b"oi" in await taken(company, talking, TranscriptForm.PDF)
    exported = [e for e in company.rows.event_log if isinstance(e, ConversationExported)]
    assert [(e.form, e.notes, e.actor_id) for e in exported][:2] == [
        ("json", True, company.boss.id),
        ("csv", False, company.boss.id),
    ]


async def test_a_transcript_shows_no_more_than_its_reader_may_see(company: Company, talking: Customer) -> None:
    bia = company.person("Bia", [p for p in OWN if p is not Permission.READ_PHONE_NUMBERS])
    await give(company, place_of(talking).id, bia)
    shown = (await taken(company, talking, TranscriptForm.TXT, bia)).decode()
    assert "87654321" not in shown
    with pytest.raises(Forbidden):
        await taken(company, talking, TranscriptForm.TXT, bia, notes=True)
    with pytest.raises(ConversationNotFound):
        await taken(company, talking, TranscriptForm.TXT, company.person("Leo", OWN))
    with pytest.raises(Forbidden):
        await taken(company, talking, TranscriptForm.TXT, company.person("Rui", [Permission.READ_CONVERSATIONS]))


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "\n=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell).startswith("'")
    assert harmless("preço = 1") == "preço = 1"


async def test_presence_is_whispered_and_shown_to_the_customer_now_and_then(
    company: Company, talking: Customer
) -> None:
    house, where = company.house, ConversationId(place_of(talking).id)
    for _ in range(3):
        await house.showing.show(company.boss, where, Watching.TYPING, to_customer=True)
    await house.showing.show(company.boss, where, Watching.LEFT)

    told = [event for event in house.feed.whispered if isinstance(event, ConversationWatched)]
    assert [event.state for event in told] == [Watching.TYPING] * 3 + [Watching.LEFT]
    assert told[0].expires_at - told[0].at == dt.timedelta(seconds=15)
    assert house.store.events.count(told[0]) == 0
    assert len(house.sender().typing) == 1
    leo = company.person("Leo", OWN)
    await give(company, where, company.boss)
    with pytest.raises(ConversationNotFound):
        await house.showing.show(leo, where, Watching.VIEWING)
    assert messages_of(company, Direction.OUTBOUND) == []
