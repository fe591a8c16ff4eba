"""Limits, early and late inputs, expiry, calls between flows."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.unit.domain.flows.drawing import FACTS, NOW, OTHER_FLOW, OTHER_VERSION, Talk, compiled, draw, fresh

from pytake_domain.flows import (
    Cancelled,
    CancelTimer,
    EffectDone,
    EndSession,
    FlowEntered,
    JumpToFlow,
    MessageIn,
    ReturnToFlow,
    SendMessage,
    Started,
    StartTimer,
    TimedOut,
    Transfer,
    WaitKind,
    limits,
    message_in,
    step,
)
from pytake_domain.kernel.ids import FlowSessionId
from pytake_domain.whatsapp import Buttons, ListMenu, MessageType, Reply, Text

END: dict[str, tuple[str, dict[str, Any]]] = {"end": ("end", {})}
ASK: tuple[str, dict[str, Any]] = ("question", {"text": "Nome?", "variable": "name"})
LOOP = {"a": ("set_variable", {"variable": "x", "value": 1}), "b": ("set_variable", {"variable": "x", "value": 2})}


def failed(talk: Talk, reason: str) -> None:
    """It failed for this reason, and a person was asked to look after the contact."""
    assert (talk.session.status.value, talk.session.reason) == ("failed", reason)
    assert [effect.reason for effect in talk.asked(Transfer)] == [f"flow_failed:{reason}"]
    assert talk.ended == "failed"
    assert talk.session.waiting is None


def test_a_loop_that_waits_for_nobody_fails_after_a_hundred_steps() -> None:
    talk = Talk(draw(LOOP, "a > b", "b > a")).begin()
    failed(talk, "too_many_steps")
    assert len(talk.session.history) == limits.HISTORY


def test_a_loop_of_delays_fails_in_the_end() -> None:
    talk = Talk(draw({"d": ("delay", {"seconds": 1}), "a": LOOP["a"]}, "d > a", "a > d")).begin()
    rings = 0
    while talk.session.running:
        talk.ring()
        rings += 1
        assert rings < limits.STEPS_WITHOUT_ANSWER
    failed(talk, "too_many_steps_without_answer")


def test_a_customer_who_answers_may_go_round_for_ever() -> None:
    talk = Talk(draw({"q": ASK, "a": LOOP["a"]}, "q > a", "a > q")).begin()
    for _ in range(limits.STEPS_WITHOUT_ANSWER):
        talk.say("oi")
    assert talk.session.running
    assert len(talk.session.history) == limits.HISTORY


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({f"v{n}": n for n in range(limits.VARIABLES + 1)}, "too_many_variables"),
        ({"v": "x" * (limits.VARIABLES_BYTES + 1)}, "variables_too_large"),
        ({"v": list(range(limits.VARIABLES_BYTES))}, "variables_too_large"),
        ({"contact": 1}, "reserved_variable"),
        ({"v": [object()]}, "variable_not_json"),
    ],
)
def test_variables_beyond_a_limit_fail_the_session(variables: dict[str, Any], reason: str) -> None:
    failed(Talk(draw(END)).begin(**variables), reason)


def test_a_broken_node_fails_the_session_that_comes_to_it() -> None:
    failed(Talk(draw({"n": ("teleport", {}), **END}, "n > end")).begin(), "node_broken")


def test_a_flow_with_nothing_in_it_fails() -> None:
    graph = msgspec.structs.replace(draw(END), nodes=())
    failed(Talk(graph).begin(), "version_unreadable")


def test_a_graph_that_just_stops_completes() -> None:
    assert Talk(draw({"m": ("message", {"text": "oi"})})).begin().ended == "completed"


def test_every_effect_has_an_id_of_the_session_and_its_place() -> None:
    talk = Talk(draw({"q": ("question", {"text": "?", "timeout": 60}), **END}, "q > end")).begin()
    assert [effect.id for effect in talk.effects] == [f"{7:032x}-1", f"{7:032x}-3"]


def test_edges_with_conditions_are_tried_in_order() -> None:
    graph = draw({"q": ASK, "a": ("end", {"text": "Oi, chefe."}), "b": ("end", {"text": "Oi."})}, "q > b", "q > a")
    edges = [
        msgspec.structs.replace(edge, condition="name == 'Ana'") if edge.target == "a" else edge for edge in graph.edges
    ]
    graph = msgspec.structs.replace(graph, edges=tuple(edges))
    assert Talk(graph).begin().say("Ana").lines == ["Oi, chefe."]
    assert Talk(graph).begin().say("Rui").lines == ["Oi."]


# ── early and late ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_timer_of_another_wait_changes_nothing() -> None:
    talk = Talk(draw({"q": ("question", {"text": "?", "timeout": 60}), **END}, "q > end")).begin()
    before = talk.session
    talk.give(TimedOut(wait_id="0-99"))
    assert (talk.session, talk.effects) == (before, ())


def test_an_answer_cancels_the_timer_and_the_timer_then_changes_nothing() -> None:
    talk = Talk(draw({"q": ("question", {"text": "?", "timeout": 60}), "r": ASK, **END}, "q > r", "r > end")).begin()
    armed = talk.session.waiting
    assert armed is not None
    talk.say("oi")
    assert [effect.key for effect in talk.asked(CancelTimer)] == [armed.id]
    before = talk.session
    talk.give(TimedOut(wait_id=armed.id))
    assert talk.session == before


def test_messages_during_a_delay_are_kept_in_their_order() -> None:
    drawn: dict[str, tuple[str, dict[str, Any]]] = {
        "d": ("delay", {"seconds": 5}),
        "q": ASK,
        "r": ("question", {"text": "Idade?", "kind": "number", "variable": "age"}),
        **END,
    }
    talk = Talk(draw(drawn, "d > q", "q > r", "r > end")).begin().say("Ana").say("33")
    assert [given.text for given in talk.session.pending if isinstance(given, MessageIn)] == ["Ana", "33"]
    talk.ring()
    assert talk.session.variables == {"name": "Ana", "age": 33}
    assert talk.session.pending == ()


def test_too_many_early_messages_bring_a_person() -> None:
    talk = Talk(draw({"d": ("delay", {"seconds": 5}), **END}, "d > end")).begin()
    for _ in range(limits.PENDING):
        talk.say("alô?")
    assert talk.session.running
    failed(talk.say("alô?"), "too_many_pending")


def test_an_outcome_that_comes_before_its_wait_is_kept_and_one_of_the_past_is_not() -> None:
    talk = Talk(
        draw(
            {"q": ASK, "j": ("jump", {"flow_id": str(OTHER_FLOW)}), "e": ("end", {"text": "ops"})},
            "q > j",
            "j:error > e",
        )
    )
    talk.begin()
    talk.give(EffectDone(effect_id=f"{7:032x}-1"))
    talk.give(EffectDone(effect_id="another-3"))
    assert talk.session.pending == ()
    talk.give(EffectDone(effect_id=f"{7:032x}-3", error="flow_not_found"))
    assert len(talk.session.pending) == 1
    talk.say("Ana")
    assert talk.asked(JumpToFlow)[0].id == f"{7:032x}-3"
    assert talk.lines == ["ops"]


def test_reactions_are_no_answers() -> None:
    talk = Talk(draw({"q": ASK, **END}, "q > end")).begin()
    before = talk.session
    talk.give(MessageIn(text="👍", type=MessageType.REACTION))
    assert talk.session == before


def test_a_session_taken_over_is_cancelled_with_its_timer() -> None:
    talk = Talk(draw({"q": ("question", {"text": "?", "timeout": 60}), **END}, "q > end")).begin()
    talk.give(Cancelled(reason="agent"))
    assert [type(effect) for effect in talk.effects] == [CancelTimer, EndSession]
    assert (talk.session.status.value, talk.session.reason, talk.session.ended_at) == ("cancelled", "agent", NOW)
    assert talk.say("oi").effects == ()


def test_the_wrong_version_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="version"):
        step(compiled(draw(END), version_id=OTHER_VERSION), fresh(), MessageIn(text="oi"), NOW, FACTS)


# ── expiry ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_comes_back_after_a_day_is_asked_whether_to_go_on() -> None:
    talk = Talk(
        draw(
            {"q": ASK, "r": ("question", {"text": "Cidade, {{ name }}?", "variable": "city"}), **END},
            "q > r",
            "r > end",
        )
    )
    talk.begin().say("Ana").later(hours=24, seconds=1)
    assert talk.session.overdue(talk.now)
    assert "continuar" in talk.say("oi").lines[0]
    assert talk.session.waiting is not None
    assert talk.session.waiting.kind is WaitKind.REVIVAL
    assert talk.say("sim").lines == ["Cidade, Ana?"]


def test_the_sweep_expires_who_does_not_come_back() -> None:
    talk = Talk(draw({"q": ASK, **END}, "q > end")).begin().ring()
    assert talk.session.status.value == "expired"
    assert talk.session.revivable(talk.now)
    assert not talk.session.revivable(talk.now + dt.timedelta(days=8))


def test_whoever_never_says_whether_to_go_on_gets_a_person() -> None:
    talk = Talk(draw({"q": ASK, **END}, "q > end")).begin().later(days=2).say("oi")
    for _ in range(limits.REVIVAL_TRIES):
        assert talk.say("hein?").session.running
    assert talk.say("hein?").ended == "transferred"


def test_a_question_about_going_on_expires_as_well() -> None:
    talk = Talk(draw({"q": ASK, **END}, "q > end")).begin().later(days=2).say("oi").ring()
    assert talk.session.status.value == "expired"


# ── other flows ──────────────────────────────────────────────────────────────────────────────────────────────────────


def calling(*, returns: bool) -> Talk:
    drawn: dict[str, tuple[str, dict[str, Any]]] = {
        "j": ("jump", {"flow_id": str(OTHER_FLOW), "returns": returns}),
        "e": ("end", {"text": "De volta, {{ name }}."}),
    }
    arrows = ("j > e",) if returns else ()
    return Talk(draw(drawn | {"q": ASK}, *arrows, "q > e", "j:error > q")).begin()


def test_a_called_flow_returns_to_its_caller_with_its_variables() -> None:
    talk = calling(returns=True)
    caller, other = (
        talk.flow,
        compiled(draw({"q": ASK, **END}, "q > end"), flow_id=OTHER_FLOW, version_id=OTHER_VERSION),
    )
    assert talk.asked(JumpToFlow)[0].flow_id == OTHER_FLOW
    assert talk.give(FlowEntered(), other).session.version_id == OTHER_VERSION
    talk.give(MessageIn(text="Ana"), other)
    back = talk.asked(ReturnToFlow)[0]
    assert (back.flow_id, back.version_id) == (caller.flow_id, caller.version_id)
    talk.give(FlowEntered(), other)
    assert talk.effects == ()  # not the flow it returns to
    talk.give(FlowEntered(), caller)
    assert talk.lines == ["De volta, Ana."]
    assert talk.ended == "completed"


def test_a_flow_that_was_jumped_to_does_not_return() -> None:
    talk = calling(returns=False)
    talk.give(FlowEntered(), compiled(draw(END), flow_id=OTHER_FLOW, version_id=OTHER_VERSION))
    assert talk.ended == "completed"


def test_flows_may_call_each_other_only_so_deep() -> None:
    talk = calling(returns=True)
    for _ in range(limits.CALL_DEPTH):
        talk.give(FlowEntered())
    failed(talk, "calls_too_deep")


def test_flows_that_jump_in_a_circle_end() -> None:
    talk = calling(returns=False)
    for _ in range(limits.JUMPS_WITHOUT_ANSWER):
        talk.give(FlowEntered())
    failed(talk, "too_many_jumps")


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_texts_that_grow_too_long_are_cut() -> None:
    talk = Talk(draw({"m": ("message", {"text": "{{ a }}{{ a }}", "buttons": ["{{ a }}"]}), **END}, "m > end"), FACTS)
    talk.begin(a="x" * 900)
    (sent,) = talk.contents
    assert isinstance(sent, Buttons)
    assert len(sent.body) == 1024
    assert sent.body.endswith("…")
    assert sent.buttons[0].title == "x" * 19 + "…"


def test_pages_of_a_long_list_lead_there_and_back() -> None:
    options = [f"Item {n}" for n in range(1, 26)]
    talk = Talk(draw({"q": ("question", {"text": "?", "options": options, "variable": "x"}), **END}, "q > end")).begin()
    seen: list[str] = []
    for page in range(4):
        (menu,) = talk.contents
        assert isinstance(menu, ListMenu)
        rows = menu.sections[0].rows
        assert len(rows) <= 10
        seen += [row.title for row in rows if not row.id.startswith("~")]
        talk.tap(f"~page:{page + 1}")
    assert seen == options
    assert talk.tap("~page:0").contents[0].sections[0].rows[0].title == "Item 1"  # type: ignore[union-attr]
    assert talk.tap("17").session.variables == {"x": "Item 17"}


def test_a_tap_is_heard_by_its_id() -> None:
    assert message_in(Reply(of="button_reply", id="a", title="Sim")) == MessageIn(
        text="Sim", reply_id="a", type=MessageType.INTERACTIVE
    )
    assert message_in(Text(body="a\0b")) == MessageIn(text="ab")


def test_two_contacts_may_hear_different_variations() -> None:
    flow = compiled(draw({"m": ("message", {"text": "a", "variations": ["b", "c"]}), **END}, "m > end"))
    said = set()
    for number in range(50):
        session = msgspec.structs.replace(fresh(), id=FlowSessionId(UUID(int=number)))
        done = step(flow, session, Started(), NOW, FACTS)
        said |= {effect.content.body for effect in done.effects if isinstance(effect, SendMessage)}  # type: ignore[union-attr]
    assert said == {"a", "b", "c"}


def test_a_delay_rings_when_it_is_over() -> None:
    talk = Talk(draw({"d": ("delay", {"amount": 3, "unit": "days"}), **END}, "d > end")).begin()
    assert [effect.at for effect in talk.asked(StartTimer)] == [NOW + dt.timedelta(days=3)]
