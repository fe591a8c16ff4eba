"""Whatever was drawn and whatever happens: the engine does not raise, hang, forget or contradict itself."""

import datetime as dt
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property.flows.graphs import IDS, graphs, valid_graphs
from tests.unit.domain.flows.drawing import FACTS, NOW, compiled, fresh

from pytake_domain.flows import (
    Cancelled,
    CompiledFlow,
    EffectDone,
    Facts,
    FlowEntered,
    FlowSession,
    Graph,
    Input,
    JumpToFlow,
    MessageIn,
    ReturnToFlow,
    SendMessage,
    Started,
    Step,
    TimedOut,
    errors_of,
    limits,
    step,
    validate,
)
from pytake_domain.whatsapp import MessageType
from pytake_domain.whatsapp.limits import check_official

ENGLISH = Facts(contact={"name": "Bob", "tags": []}, language="en", time_zone="Nowhere/Atlantis")
ANY_GRAPH = st.one_of(valid_graphs(), valid_graphs(), graphs())
PLACE = {"latitude": -23.5, "longitude": -46.6, "name": "\0x", "address": None}
FILE = {"media_id": "1", "type": "image", "mime_type": "image/png"}
VALUES = st.sampled_from(
    (
        None,
        [],
        [{"id": "1", "name": "Ana"}],
        {"status": 200, "headers": {}, "body": {"a": "x\0", "items": [{"b": 1}]}},
        {"status": 500, "body": "away"},
        {"text": "Olá\0", "confident": True},
        {"text": "Talvez", "confident": False},
        {"label": "one"},
        {"values": {"a": ["no text"], "b": "12,5"}},
        "odd",
        "x" * 40_000,
    )
)
OUTCOMES = st.one_of(
    st.fixed_dictionaries({"value": VALUES}),
    st.fixed_dictionaries(
        {"error": st.sampled_from(("not_published", "timeout", "unsure", "budget", "not_connected"))}
    ),
)
HAPPENINGS = st.lists(
    st.tuples(
        st.one_of(
            st.builds(
                MessageIn,
                text=st.one_of(
                    st.sampled_from(("sim", "1", "2", "3", "12/12", "52998224725", "a@b.co", "")), st.text(max_size=20)
                ),
                reply_id=st.one_of(
                    st.none(), st.sampled_from((*IDS, "o0", "o1", "o9", "~page:1", "flow:go_on", "flow:start_over"))
                ),
                type=st.sampled_from((MessageType.TEXT, MessageType.TEXT, MessageType.IMAGE, MessageType.REACTION)),
            ),
            st.sampled_from(
                (
                    MessageIn(text="Rua A", type=MessageType.LOCATION, data=PLACE),
                    MessageIn(text="foto", type=MessageType.IMAGE, data=FILE),
                    MessageIn(text="[flow_reply]", type=MessageType.INTERACTIVE, data={"city": "Recife"}),
                )
            ),
            OUTCOMES,
            OUTCOMES,
            st.sampled_from(("ring", "ring_wrong", "done", "done_early", "entered", "started_again")),
            st.sampled_from(("ring", "ring", "ring", "cancel")),
        ),
        st.sampled_from((0, 0, 0, 1, 1, 3600, 90_000, 800_000)),
    ),
    max_size=12,
)


def happened(what: MessageIn | dict[str, Any] | str, session: FlowSession) -> Input:
    wait = session.waiting
    if isinstance(what, MessageIn):
        return what
    if isinstance(what, dict):
        return EffectDone(effect_id=(wait.effect if wait else None) or "none", **what)
    named: dict[str, Input] = {
        "ring": TimedOut(wait_id=wait.id if wait else "none"),
        "ring_wrong": TimedOut(wait_id=f"{session.id.int:032x}-1"),
        "done": EffectDone(effect_id=(wait.effect if wait else None) or "none", error="flow_not_found"),
        "done_early": EffectDone(effect_id=f"{session.id.int:032x}-{session.counter + 3}", value=1),
        "entered": FlowEntered(),
        "started_again": Started(variables={"a": "again"}),
        "cancel": Cancelled(reason="agent"),
    }
    return named[what]


def run(flow: CompiledFlow, happenings: list[tuple[Any, int]], facts: Facts) -> list[Step]:
    now, session, steps = NOW, fresh(), []
    for what, seconds in [("begin", 0), *happenings]:
        now += dt.timedelta(seconds=seconds)
        given = Started(variables={"a": 4, "c": ["x", "y"]}) if what == "begin" else happened(what, session)
        steps.append(step(flow, session, given, now, facts))
        session = steps[-1].session
    return steps


def check(done: Step) -> None:
    session = done.session
    assert (session.waiting is not None) == session.running
    assert len(done.visits) <= limits.STEPS_PER_EVENT + 1
    assert len(session.history) <= limits.HISTORY
    assert len(session.variables) <= limits.VARIABLES + 1
    assert len(session.calls) <= limits.CALL_DEPTH
    assert len(session.loops) <= limits.LOOP_DEPTH
    assert len(session.pending) <= limits.PENDING
    stored = msgspec.json.encode(session)
    assert msgspec.json.decode(stored, type=FlowSession) == session


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_GRAPH, HAPPENINGS, st.sampled_from((FACTS, ENGLISH)))
def test_a_session_always_waits_or_has_ended(graph: Graph, happenings: list[tuple[Any, int]], facts: Facts) -> None:
    validate(graph)
    for done in run(compiled(graph), happenings, facts):
        check(done)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_GRAPH, HAPPENINGS)
def test_a_replay_gives_the_same_steps(graph: Graph, happenings: list[tuple[Any, int]]) -> None:
    assert run(compiled(graph), happenings, FACTS) == run(compiled(graph), happenings, FACTS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_GRAPH, HAPPENINGS)
def test_no_two_effects_of_a_session_have_the_same_id(graph: Graph, happenings: list[tuple[Any, int]]) -> None:
    ids = [effect.id for done in run(compiled(graph), happenings, FACTS) for effect in done.effects]
    assert len(ids) == len(set(ids))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(ANY_GRAPH, HAPPENINGS, st.sampled_from((FACTS, ENGLISH)))
def test_the_provider_takes_whatever_a_flow_without_errors_says(
    graph: Graph, happenings: list[tuple[Any, int]], facts: Facts
) -> None:
    wrong = {problem.node_id for problem in errors_of(validate(graph))}
    for done in run(compiled(graph), happenings, facts):
        for effect in done.effects:
            if isinstance(effect, SendMessage) and effect.node not in wrong:
                assert check_official(effect.content) == ()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_GRAPH, HAPPENINGS)
def test_a_session_that_jumps_waits_for_that_very_effect(graph: Graph, happenings: list[tuple[Any, int]]) -> None:
    for done in run(compiled(graph), happenings, FACTS):
        loads = [effect for effect in done.effects if isinstance(effect, (JumpToFlow, ReturnToFlow))]
        if loads and done.session.running:
            assert done.session.waiting is not None
            assert done.session.waiting.effect == loads[-1].id


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(valid_graphs())
def test_the_valid_graphs_of_these_tests_are_valid(graph: Graph) -> None:
    doubts = {"window_may_be_closed", "maybe_undefined"}  # what it leads to, see test_proofs_hold
    assert [problem for problem in errors_of(validate(graph)) if problem.code not in doubts] == []
