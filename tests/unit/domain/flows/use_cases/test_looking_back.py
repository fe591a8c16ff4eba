"""Sessions walked through again, replayed on a draft, counted; versions, simulations, cases that hold a publication."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.domain.flows.use_cases.test_asking_outside import GOOD, URL, asks_service
from tests.unit.domain.flows.use_cases.test_run_flows import ANY, GREETING, keyword, node, sessions

from pytake_domain.flows import (
    CountKind,
    Draft,
    DraftChanged,
    EditFlows,
    Flow,
    FlowCaseFailed,
    FlowNotFound,
    FlowSessionNotFound,
    LookAtVersions,
    LookBack,
    PublishFlows,
    Says,
    Setting,
    SimulateFlows,
    SimulationNotFound,
    TriggerKind,
    tallies,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import ConversationId, FlowSessionId, SimulationId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.testing.builders import a_graph, asks, fresh, says
from pytake_domain.testing.memory.house import Company, Customer, Line

CHANGED = a_graph(
    asks("name", "Olá! Qual é o seu nome?", "name"),
    asks("plan", "{{ name }}, qual plano prefere?", "plan", options=["300 mega", "600 mega"]),
    says("bye", "Anotei: {{ plan }}. Até já, {{ name }}!"),
    arrows=(("start", "name", None), ("name", "plan", None), ("plan", "bye", None)),
)


class Desk:
    """The use cases, on a company's memory."""

    def __init__(self, company: Company) -> None:
        house = company.house
        self.boss: Actor = company.person("Chefe")
        kept: dict[str, Any] = {"open_work": house.open_work, "clock": house.clock, "ids": house.ids}
        self.edit = EditFlows(**kept, providers=house.providers)
        self.publish = PublishFlows(**kept, providers=house.providers)
        self.versions, self.trials = LookAtVersions(**kept), SimulateFlows(**kept)
        self.back = LookBack(open_work=house.open_work)

    async def draft(self, flow: Flow, change: Draft) -> Flow:
        return await self.edit.change(self.boss, flow.id, change, read_at=flow.draft_version)


@pytest.fixture
def desk(company: Company) -> Desk:
    return Desk(company)


@pytest.fixture
async def reception(company: Company) -> Flow:
    return await company.publish("Recepção", GREETING, ANY)


async def talk(maria: Customer) -> None:
    for line in ("oi", "Maria 11987654321", "600 mega"):
        await maria.says(line)


async def test_a_session_is_walked_through_again_exactly(
    company: Company, desk: Desk, reception: Flow, maria: Customer
) -> None:
    assert reception.published
    await talk(maria)
    (session,) = sessions(company)

    found = await desk.back.trace(desk.boss, session.id)

    assert len(found.steps) == 3
    last = found.steps[-1].step.session
    assert replace(last, version=session.version) == session
    assert [visit.node for walked in found.steps for visit in walked.step.visits] == ["start", "name", "plan", "bye"]


async def test_a_session_through_flows_services_and_refusals_is_walked_through_again(
    company: Company, desk: Desk, maria: Customer
) -> None:
    other = await company.publish("Serviço", asks_service(), replace(ANY, keywords=()))
    calling = a_graph(
        node("call", "jump", flow_id=str(other.id), returns=True),
        says("end", "Pronto"),
        arrows=(("start", "call", None), ("call", "end", None)),
    )
    await company.publish("Chama", calling, ANY)
    company.house.apis.answers[URL] = GOOD
    await maria.says("oi")

    for session in sessions(company):
        found = await desk.back.trace(desk.boss, session.id)
        assert replace(found.steps[-1].step.session, version=session.version) == session


async def test_a_session_that_jumped_for_good_is_walked_and_replayed_from_where_it_began(
    company: Company, desk: Desk, maria: Customer
) -> None:
    survey = await company.publish("Pesquisa", GREETING, replace(ANY, kind=TriggerKind.MANUAL))
    going = a_graph(
        says("hi", "Olá"),
        node("on", "jump", flow_id=str(survey.id)),
        arrows=(("start", "hi", None), ("hi", "on", None)),
    )
    reception = await company.publish("Recepção", going, ANY)
    await talk(maria)
    (session,) = sessions(company)
    assert session.flow_id == survey.id

    found = await desk.back.trace(desk.boss, session.id)
    assert replace(found.steps[-1].step.session, version=session.version) == session
    (same,) = await desk.back.replay(desk.boss, reception.id, last=5)

    assert (same.parts_at, same.messages_then, same.messages_now) == (None, 4, 4)
    assert [s.id for s in (await desk.edit.sessions(desk.boss, reception.id, PageRequest())).items] == [session.id]


async def test_a_session_that_went_on_in_another_flow_is_walked_through_from_where_it_began(
    company: Company, desk: Desk, maria: Customer
) -> None:
    other = await company.publish("Outro", a_graph(says("there", "Aqui é outro")), keyword("outro"))
    await company.publish("Vai", a_graph(node("go", "jump", flow_id=str(other.id), returns=False)), ANY)
    await maria.says("oi")
    (session,) = sessions(company)
    assert session.flow_id == other.id

    found = await desk.back.trace(desk.boss, session.id)

    assert [visit.node for walked in found.steps for visit in walked.step.visits] == ["start", "go", "start", "there"]
    assert replace(found.steps[-1].step.session, version=session.version) == session


async def test_an_agent_sees_no_trace_of_what_they_may_not_see(
    company: Company, desk: Desk, reception: Flow, maria: Customer
) -> None:
    assert reception.published
    await talk(maria)
    (session,) = sessions(company)
    bia = await company.agent()
    async with company.house.open_work(company.id) as work:
        place = await work.conversations.get(ConversationId(session.conversation_id))
        await work.conversations.save(replace(place, assigned_to=desk.boss.user_id))

    with pytest.raises(FlowSessionNotFound):
        await desk.back.trace(bia, session.id)
    assert (await desk.edit.sessions(bia, reception.id, PageRequest())).items == ()
    with pytest.raises(FlowSessionNotFound):
        await desk.back.trace(desk.boss, FlowSessionId(fresh()))


async def test_a_replay_says_where_real_sessions_part_and_masks_who_they_are(
    desk: Desk, reception: Flow, maria: Customer
) -> None:
    await talk(maria)
    (same,) = await desk.back.replay(desk.boss, reception.id, last=10)
    assert same.parts_at is None
    assert (same.ended_then, same.ended_now, same.messages_then, same.messages_now) == ("completed", "completed", 3, 3)

    await desk.draft(reception, Draft(graph=CHANGED))
    (found,) = await desk.back.replay(desk.boss, reception.id, last=10)

    assert found.parts_at == 2
    moment = found.moments[1]
    assert moment.given == "•••"
    assert (moment.said_then, moment.said_now) == (("•••, qual plano?",), ("•••, qual plano prefere?",))


async def test_figures_are_the_count_of_the_traces(
    company: Company, desk: Desk, reception: Flow, maria: Customer
) -> None:
    await talk(maria)
    await maria.says("oi de novo")

    found = await desk.back.analytics(desk.boss, reception.id)

    nodes = {figures.node: figures for figures in found.figures.nodes}
    assert (found.figures.started, found.figures.ended) == (2, {"completed": 1})
    assert (nodes["name"].entered, nodes["name"].left) == (2, {"default>plan": 1})
    assert nodes["bye"].ended == {"completed": 1}
    counted = tallies(company.rows.flow_traces)
    entered = sum(tally.count for what, tally in counted.items() if what.kind is CountKind.ENTERED)
    assert sum(figures.entered for figures in found.figures.nodes) == entered
    nothing = await desk.back.analytics(desk.boss, reception.id, until=dt.date(2020, 1, 1))
    assert nothing.figures.started == 0


async def test_versions_are_kept_compared_and_brought_back(desk: Desk, reception: Flow) -> None:
    drafted = await desk.draft(reception, Draft(graph=CHANGED))
    second = await desk.publish.publish(desk.boss, reception.id)
    page = await desk.versions.list(desk.boss, reception.id, PageRequest())
    assert [version.number for version in page.items] == [2, 1]

    found = await desk.versions.diff(desk.boss, reception.id, 1, None)
    assert [(change.node_id, change.change) for change in found.nodes] == [("plan", "changed")]
    with pytest.raises(DraftChanged):
        await desk.versions.restore(desk.boss, reception.id, 1, read_at=drafted.draft_version - 1)
    restored = await desk.versions.restore(desk.boss, reception.id, 1, read_at=second.draft_version)

    assert restored.graph == GREETING
    assert restored.version == 2
    with pytest.raises(FlowNotFound):
        await desk.versions.one(desk.boss, reception.id, 3)


async def test_a_copy_is_a_flow_of_its_own(desk: Desk, reception: Flow) -> None:
    copy = await desk.versions.duplicate(desk.boss, reception.id)
    assert (copy.name, copy.graph, copy.published, copy.version) == ("Recepção (2)", GREETING, False, 0)
    assert copy.id != reception.id


async def test_two_people_play_at_once_and_step_back(desk: Desk, reception: Flow) -> None:
    mine = await desk.trials.begin(desk.boss, reception.id, Setting(contact={"name": "Ana"}))
    theirs = await desk.trials.begin(desk.boss, reception.id, Setting(version=1, start="plan"))
    await desk.draft(reception, Draft(graph=CHANGED))

    moved = await desk.trials.move(desk.boss, mine.id, Says(text="Maria"))

    assert [line.text for line in moved.played().lines if line.mine][-1] == "Maria, qual plano?"
    back = await desk.trials.back(desk.boss, mine.id)
    assert (back.moves, back.played()) == ((), mine.played())
    assert theirs.played().session.node == "plan"
    with pytest.raises(SimulationNotFound):
        await desk.trials.move(desk.boss, SimulationId(fresh()), Says(text="x"))


async def test_a_case_that_breaks_holds_the_publication(desk: Desk, reception: Flow) -> None:
    trial = await desk.trials.begin(desk.boss, reception.id, Setting())
    for text in ("Maria", "600 mega"):
        trial = await desk.trials.move(desk.boss, trial.id, Says(text=text))
    case = await desk.trials.keep(desk.boss, reception.id, trial.id, name="Até o fim")
    assert [kept.id for kept in await desk.trials.cases(desk.boss, reception.id)] == [case.id]
    await desk.publish.publish(desk.boss, reception.id)
    flow = await desk.edit.get(desk.boss, reception.id)
    await desk.draft(flow, Draft(graph=CHANGED))

    with pytest.raises(FlowCaseFailed) as failed:
        await desk.publish.publish(desk.boss, reception.id)

    (problem,) = failed.value.problems
    assert (problem.code, problem.params["move"]) == ("case_differs", 1)
    await desk.trials.forget(desk.boss, reception.id, case.id)
    assert (await desk.publish.publish(desk.boss, reception.id)).version == 3


async def test_a_split_tells_how_each_of_its_ways_ended(company: Company, desk: Desk, line: Line) -> None:
    graph = a_graph(
        node("ab", "split", branches=[{"id": "a", "weight": 1}, {"id": "b", "weight": 1}]),
        asks("q", "Seu nome?", "name"),
        says("bye", "Até já!"),
        arrows=(("start", "ab", None), ("ab", "q", "a"), ("ab", "bye", "b"), ("q", "bye", None)),
    )
    flow = await company.publish("Teste", graph, ANY)
    for number in range(12):
        customer = line.customer(f"+55119876500{number:02d}")
        await customer.says("oi")
        if number % 2:
            await customer.says("atendente")

    found = await desk.back.analytics(desk.boss, flow.id)

    (split,) = [node for node in found.figures.nodes if node.node == "ab"]
    over = [session for session in sessions(company) if not session.running]
    for branch in ("a", "b"):
        ended = [session.status.value for session in over if session.arms[0].branch == branch]
        assert split.arms.get(branch, {}) == dict(Counter(ended))
    assert sum(sum(ends.values()) for ends in split.arms.values()) == len(over) > 0
