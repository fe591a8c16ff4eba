"""Killed between any two effects: the conversation goes on as if nothing had been, nothing is lost and nothing done twice."""

import asyncio
from typing import Any

import pytest
from tests.support.crashing import CrashingHouse, Fault
from tests.unit.domain.flows.use_cases.test_run_flows import ANY, keyword, node, sessions
from tests.unit.domain.messaging.talking import messages_of

from pytake_domain.erp import Capability
from pytake_domain.flows import ASK, TIMER, EffectDone, FlowSignalled, Graph
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.messaging import Direction, MessageReceived, SurveyAnswered
from pytake_domain.testing.builders import a_graph, asks, says
from pytake_domain.testing.memory.house import Company, Customer
from pytake_domain.whatsapp import DeliveryState, Text, line_of

URL = "https://servico.example.com/plano"
LINES = ["Olá!", "Seu nome?", "Maria: 600 mega, 1 cadastro.", "Como foi?", "Obrigada pela nota 5.", "Até já, Maria."]


def survey() -> Graph:
    """The flow that is called."""
    return a_graph(
        node("rate", "csat", style="number", text="Como foi?", variable="score"),
        says("thanks", "Obrigada pela nota {{ score }}."),
    )


def everything(called: str) -> Graph:
    """Every kind of effect, one after the other."""
    return a_graph(
        node("tag", "tag", add=["novo"]),
        says("hello", "Olá!"),
        asks("name", "Seu nome?", "name", timeout=600),
        node("known", "attribute", attributes={"plano": "{{ name }}"}),
        node("api", "api_call", url=URL, save={"plan": "$.plan"}, retries=2),
        node("erp", "erp", capability="find_customers", arguments={"document": "52998224725"}, variable="found"),
        says("told", "{{ name }}: {{ plan }}, {{ found | size }} cadastro."),
        node("call", "call", flow_id=called, results={"score": "score"}),
        node("note", "note", text="Nota {{ score }}"),
        node("pause", "delay", seconds=60),
        node("event", "webhook", name="done", data={"plan": "{{ plan }}"}),
        says("bye", "Até já, {{ name | default: 'você' }}."),
        arrows=tuple(
            (a, b, handle)
            for a, b, handle in (
                ("start", "tag", None),
                ("tag", "hello", None),
                ("hello", "name", None),
                ("name", "known", None),
                ("name", "bye", "timeout"),
                ("known", "api", None),
                ("api", "erp", None),
                ("api", "bye", "error"),
                ("erp", "told", None),
                ("erp", "bye", "error"),
                ("told", "call", None),
                ("call", "note", None),
                ("call", "bye", "error"),
                ("note", "pause", None),
                ("pause", "event", None),
                ("event", "bye", None),
            )
        ),
    )


class Story:
    """The whole conversation, on a house that may fall once."""

    phone = "+551130000001"

    def __init__(self, fault: Fault, *, sender: bool = False) -> None:
        self.fault = fault
        self.house = CrashingHouse(fault, sender=sender)

    async def tell(self) -> None:
        house = self.house
        with self.fault.asleep():
            self.company: Company = await house.company()
            self.line = await self.company.number(self.phone)
            called = await self.company.publish("Pesquisa", survey(), keyword("pesquisa"))
            await self.company.publish("Tudo", everything(str(called.id)), ANY)
        house.apis.answers[URL] = Outcome(error="timeout", retryable=True)
        self.maria: Customer = self.line.customer("+5511987654321", name="Maria")
        good = Outcome(value={"status": 200, "headers": {}, "body": {"plan": "600 mega"}})
        house.erp.answers = {Capability.FIND_CUSTOMERS: Outcome(value=[{"id": "1"}])}
        await self.maria.says("oi")
        await self.maria.says("Maria")
        house.apis.answers[URL] = good
        for seconds in (10, 10):
            await house.wait(seconds=seconds)
        await self.maria.says("5")
        for seconds in (30, 31, 600):
            await house.wait(seconds=seconds)

    @property
    def heard(self) -> list[str]:
        return [line_of(sent.content) for sent in self.maria.heard]

    def outcome(self) -> dict[str, Any]:
        """All that is left of it, without ids and times."""
        rows = self.company.rows
        (session,) = sessions(self.company)
        (contact,) = rows.contacts.values()
        (place,) = rows.conversations.values()
        return {
            "heard": self.heard,
            "messages": [(m.direction, line_of(m.content), m.status) for m in messages_of(self.company)],
            "status": session.status,
            "node": session.node,
            "variables": session.variables,
            "history": [(visit.node, visit.via) for visit in session.history],
            "counter": session.counter,
            "inputs": session.inputs,
            "traces": [(t.number, type(t.given), [v.node for v in t.visits]) for t in rows.flow_traces],
            "tags": contact.tags,
            "attributes": contact.attributes,
            "notes": [note.body for note in rows.notes.values()],
            "ratings": [survey.score for survey in rows.surveys.values()],
            "signals": [e.data for e in self.house.store.events if isinstance(e, FlowSignalled)],
            "surveys": sum(isinstance(e, SurveyAnswered) for e in self.house.store.events),
            "conversation": (place.status, place.flow_session_id, place.unread_count),
            "jobs": [stored.job.kind for stored in rows.jobs if stored.job.kind in (ASK, TIMER)],
            "waiting": [len(q.rows) for q in (self.house.store.deliveries, self.house.store.outgoing)],
            "keys": {asked.id.rpartition("-")[2] for asked in self.house.apis.asked},
            "erp keys": {key.rpartition("-")[2] for *_, key in self.house.erp.asked},
        }


async def told(fault: Fault, *, sender: bool = False) -> Story:
    story = Story(fault, sender=sender)
    await story.tell()
    return story


async def test_the_story_itself() -> None:
    story = await told(Fault())
    outcome = story.outcome()
    assert story.heard == LINES
    assert (outcome["status"], outcome["node"]) == ("completed", "bye")
    assert (outcome["tags"], outcome["notes"], outcome["ratings"]) == (("novo",), ["Nota 5"], [5])
    assert outcome["signals"] == [{"plan": "600 mega"}]
    assert outcome["attributes"] == {"plano": "Maria"}
    assert (len(story.house.apis.asked), len(outcome["keys"])) == (2, 1)
    assert outcome["jobs"] == []
    places = set(story.fault.places)
    wanted = {"commit", "api", "erp", ASK, TIMER}
    assert wanted <= {place.partition(":")[0] for place in places}


async def test_killed_anywhere_it_ends_as_it_would_have() -> None:
    whole = await told(Fault())
    expected, places = whole.outcome(), whole.fault.places
    assert len(places) > 40

    for at, place in enumerate(places):
        story = await told(Fault(at))
        assert story.fault.hit == place
        assert story.outcome() == expected, f"killed at {at}: {place}"
        asked_more = len(story.house.apis.asked) - len(whole.house.apis.asked)
        assert 0 <= asked_more <= 1
        assert len(story.house.erp.asked) - len(whole.house.erp.asked) in (0, 1)


async def test_killed_while_sending_a_line_is_said_once_or_shown_as_failed() -> None:
    whole = await told(Fault(), sender=True)
    places, doubtful = whole.fault.places, []

    for at, place in enumerate(places):
        story = await told(Fault(at), sender=True)
        house = story.house
        assert story.fault.hit == place
        assert len(story.heard) == len(set(story.heard)), f"said twice when killed at {at}: {place}"
        assert set(story.heard) <= set(LINES)
        with story.fault.asleep():
            for sent in story.maria.heard:
                await story.line.status(sent, DeliveryState.DELIVERED)
            await house.settle()
            await house.wait(hours=2)
        states = {line_of(m.content): m.status for m in messages_of(story.company, Direction.OUTBOUND)}
        assert list(states) == LINES, f"a line was lost when killed at {at}: {place}"
        assert {line for line, state in states.items() if state == "delivered"} == set(story.heard)
        assert {state for line, state in states.items() if line not in story.heard} <= {"failed"}
        assert sessions(story.company)[0].status == "completed"
        doubtful += [at] if len(story.heard) < len(LINES) else []
    asked = [at for at, place in enumerate(places) if place == "provider: before"]
    assert len(asked) == len(LINES)
    assert doubtful == sorted([*asked, *(at - 1 for at in asked)]), "between the mark and the request, and nowhere else"
    assert {places[at] for at in doubtful} == {"mark: after", "provider: before"}


# ── early, twice, and both at once ───────────────────────────────────────────────────────────────────────────────────


def slow(**data: object) -> Graph:
    return a_graph(
        node("pause", "delay", seconds=60),
        node("api", "api_call", url=URL, save={"plan": "$.plan"}, **data),
        says("ok", "Plano: {{ plan }}"),
        says("bad", "Não deu."),
        arrows=(("start", "pause", None), ("pause", "api", None), ("api", "ok", None), ("api", "bad", "error")),
    )


async def test_a_call_back_that_comes_before_the_wait_is_kept_and_used(company: Company, maria: Customer) -> None:
    house = company.house
    await company.publish("Devagar", slow(), ANY)
    await maria.says("oi")
    (session,) = sessions(company)
    # Its wait, its timer and the end of its wait come first; then the question has this number.
    early = EffectDone(
        effect_id=f"{session.id.int:032x}-{session.counter + 1}",
        value={"status": 200, "headers": {}, "body": {"plan": "cedo"}},
    )

    await house.running.on_outcome(company.id, session.id, early)
    assert len(sessions(company)[0].pending) == 1
    await house.wait(seconds=61)

    assert [line_of(sent.content) for sent in maria.heard] == ["Plano: cedo"]
    assert sessions(company)[0].pending == ()
    assert house.apis.asked == [], "whoever answered already is not asked"


async def test_two_workers_with_the_same_job_move_the_session_once(company: Company, maria: Customer) -> None:
    house = company.house
    await company.publish("Devagar", slow(), ANY)
    house.apis.answers[URL] = Outcome(value={"status": 200, "headers": {}, "body": {"plan": "600"}})
    await maria.says("oi")
    (job,) = [stored.job for stored in company.rows.jobs if stored.job.kind == TIMER]
    run = house.jobs._handlers

    await asyncio.gather(*(run[TIMER](company.id, job.payload) for _ in range(3)))
    (question,) = [stored.job for stored in company.rows.jobs if stored.job.kind == ASK]
    await asyncio.gather(*(run[ASK](company.id, question.payload) for _ in range(3)))
    await house.settle()

    assert [line_of(sent.content) for sent in maria.heard] == ["Plano: 600"]
    assert len({asked.id for asked in house.apis.asked}) == 1


async def test_two_workers_with_the_same_event_answer_once(company: Company, maria: Customer) -> None:
    house = company.house
    await company.publish("Oi", a_graph(asks("name", "Seu nome?", "name"), says("ok", "Oi, {{ name }}")), ANY)
    await maria.line.tell(maria.message(Text(body="oi")))
    await house.read_inbox()
    taken = await house.delivery_lease.take(10, house.ids.new())
    events = [d.event for d in taken if isinstance(d.event, MessageReceived)]

    both = (house.running.on_received(company.id, events) for _ in range(2))
    results = await asyncio.gather(*both, return_exceptions=True)
    await house.settle()

    assert sorted(type(result).__name__ for result in results) == ["LeaseLost", "NoneType"]
    assert [line_of(sent.content) for sent in maria.heard] == ["Seu nome?"]


@pytest.mark.parametrize("first", ["timer", "message"])
async def test_a_timer_that_rings_while_a_message_is_handled(company: Company, maria: Customer, first: str) -> None:
    house = company.house
    graph = a_graph(
        asks("name", "Seu nome?", "name", timeout=60),
        says("ok", "Oi, {{ name }}"),
        says("late", "Tarde demais."),
        arrows=(("start", "name", None), ("name", "ok", None), ("name", "late", "timeout")),
    )
    await company.publish("Oi", graph, ANY)
    await maria.says("oi")
    (session,) = sessions(company)
    assert session.waiting is not None
    await maria.line.tell(maria.message(Text(body="Maria")))
    await house.read_inbox()
    house.clock.move(seconds=61)
    ring = house.running.on_timer(company.id, session.id, session.waiting.id)
    hear = house.deliver_events()

    await asyncio.gather(*((ring, hear) if first == "timer" else (hear, ring)))
    await house.settle()

    heard = [line_of(sent.content) for sent in maria.heard]
    if first == "message":
        assert heard == ["Seu nome?", "Oi, Maria"]
    else:
        assert heard == ["Seu nome?", "Tarde demais.", "Seu nome?"], "what came too late begins anew"
