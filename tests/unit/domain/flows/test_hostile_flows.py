"""Flows drawn to do harm: refused or bounded, and the node is named. Bounds are counted, not timed."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import msgspec
import pytest
from tests.unit.domain.flows.drawing import FLOW, OTHER_FLOW, OTHER_VERSION, VERSION, Talk, compiled, draw, fresh

from pytake_domain.flows import (
    CallApi,
    EffectDone,
    FlowEntered,
    Graph,
    MessageIn,
    Node,
    SendMessage,
    SessionStatus,
    Started,
    Transfer,
    Trigger,
    TriggerKind,
    errors_of,
    limits,
    read_graph,
    read_trigger,
    step,
    validate,
)
from pytake_domain.flows.expressions import limits as text_limits
from pytake_domain.flows.scene import MOST_MOVES, Passes, Played, Scene, play
from pytake_domain.flows.trigger import Match

MEGABYTE = "á" * 500_000


class TooMuch(Exception):
    """More was done than was allowed."""


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """Raises TooMuch when more functions than these are called: a measure of work that no machine changes."""
    count = 0

    def tick(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal count
        del frame, arg
        if event == "call":
            count += 1
            if count > calls:
                sys.setprofile(None)
                raise TooMuch(calls)

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        yield
    finally:
        sys.setprofile(before)


def named(graph: Graph) -> set[tuple[str, str | None]]:
    return {(problem.code, problem.node_id) for problem in errors_of(validate(graph))}


def many(count: int, **data: Any) -> list[dict[str, Any]]:
    return [{"id": f"n{place}", "type": "message", "data": {"text": "oi", **data}} for place in range(count)]


def test_the_measure_measures() -> None:
    with pytest.raises(TooMuch), at_most(10):
        [many(1) for _ in range(20)]


# ── size ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ten_thousand_nodes_are_refused_before_they_are_read() -> None:
    nodes = many(10_000)
    edges = [
        {"id": f"e{place}", "source": f"n{place}", "target": f"n{(place * 7) % 10_000}"} for place in range(10_000)
    ]
    with at_most(20 * (limits.NODES + limits.EDGES)):
        graph, problems = read_graph(nodes, edges)
    assert len(graph.nodes) <= limits.NODES
    assert [(p.code, p.field, p.params["count"]) for p in problems] == [
        ("too_many", "nodes", 10_000),
        ("too_many", "edges", 10_000),
    ]


def test_the_largest_graph_in_which_everything_leads_everywhere_is_checked_in_bounds() -> None:
    start = [{"id": "start", "type": "start", "data": {}}]
    nodes = start + many(limits.NODES - 1)
    names = [node["id"] for node in nodes]
    edges = [
        {"id": f"e{place}", "source": names[place % len(names)], "target": names[(place * 31 + 1) % len(names)]}
        for place in range(limits.EDGES)
    ]
    graph, problems = read_graph(nodes, edges)
    assert not problems
    with at_most(1_500_000):
        found = validate(graph)
    assert "cycle_without_wait" in {problem.code for problem in found}


def test_a_circle_of_all_nodes_ends_with_its_session() -> None:
    nodes = [{"id": "start", "type": "start", "data": {}}, *many(limits.NODES - 1)]
    names = [node["id"] for node in nodes]
    edges = [
        {"id": f"e{place}", "source": name, "target": names[place + 1] if place + 1 < len(names) else names[1]}
        for place, name in enumerate(names)
    ]
    graph, _ = read_graph(nodes, edges)
    assert ("cycle_without_wait", "n0") in named(graph)

    done = step(compiled(graph), fresh(), Started(), fresh().started_at)

    assert (done.session.status, done.session.reason) == (SessionStatus.FAILED, "too_many_steps")
    assert len(done.visits) == limits.STEPS_PER_EVENT + 1
    assert len([e for e in done.effects if isinstance(e, Transfer)]) == 1


@pytest.mark.parametrize(
    ("kind", "field", "data"),
    [
        ("message", "text", {"text": MEGABYTE}),
        ("message", "footer", {"text": "oi", "buttons": ["Sim"], "footer": MEGABYTE}),
        ("question", "text", {"text": MEGABYTE, "variable": "a"}),
        ("note", "text", {"text": MEGABYTE}),
        ("end", "text", {"text": MEGABYTE}),
        ("set_variable", "value", {"variable": "a", "value": MEGABYTE}),
        ("condition", "expression", {"expression": "a == '" + MEGABYTE + "'"}),
        ("api_call", "url", {"url": "https://example.com/" + "a" * 1_000_000}),
    ],
)
def test_a_megabyte_of_text_is_refused_with_its_node(kind: str, field: str, data: dict[str, Any]) -> None:
    graph = draw({"big": (kind, data), "end": ("end", {})}, "big > end", "big:true > end", "big:error > end")
    with at_most(100_000):
        problems = [problem for problem in errors_of(validate(graph)) if problem.node_id == "big"]
    assert problems, "a megabyte was taken"
    assert any(field in (problem.field or "") for problem in problems)
    assert all(len(msgspec.json.encode(problem)) < 2_000 for problem in problems), "and is not said back"


def test_a_megabyte_that_runs_all_the_same_stays_small() -> None:
    graph = draw({"big": ("set_variable", {"variable": "a", "value": MEGABYTE}), "end": ("end", {})}, "big > end")
    talk = Talk(graph).begin()
    assert talk.session.status in (SessionStatus.FAILED, SessionStatus.COMPLETED)
    assert len(msgspec.json.encode(talk.session)) < limits.VARIABLES_BYTES + 4_096


def test_a_customer_who_writes_megabytes_fills_no_session() -> None:
    graph = draw(
        {"a": ("question", {"text": "?", "variable": "a"}), "b": ("wait", {"variable": "b"}), "end": ("end", {})},
        "a > b",
        "b > end",
    )
    talk = Talk(graph).begin()
    for _ in range(5):
        talk.say(MEGABYTE)
    assert len(msgspec.json.encode(talk.session)) < limits.VARIABLES_BYTES + 8_192


def test_inputs_that_nobody_waits_for_are_bounded() -> None:
    talk = Talk(draw({"a": ("delay", {"seconds": 60}), "end": ("end", {})}, "a > end")).begin()
    for _ in range(limits.PENDING + 1):
        talk.say("oi")
    assert (talk.session.status, talk.session.reason) == (SessionStatus.FAILED, "too_many_pending")


# ── what is unknown ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_unknown_types_and_fields_are_named_and_run_into_a_person() -> None:
    graph = draw({"x": ("of_tomorrow", {"version": 99}), "end": ("end", {"from": "tomorrow"})}, "x > end")
    problems = {(p.code, p.node_id) for p in validate(graph)}
    assert {("unknown_node_type", "x"), ("unknown_field", "end")} <= problems

    talk = Talk(graph).begin()

    assert talk.session.status is SessionStatus.FAILED
    assert talk.session.node == "x"
    assert [type(effect) for effect in talk.asked(Transfer)] == [Transfer]


@pytest.mark.parametrize("depth", [limits.NESTING + 1, 900, 100_000])
def test_deep_nesting_is_refused_or_read_never_an_exception(depth: int) -> None:
    nested: Any = "x"
    for _ in range(depth):
        nested = [nested]
    condition: Any = {"variable": "a", "op": "is_set"}
    for _ in range(depth):
        condition = {"not": condition}
    drawn: list[dict[str, Any]] = [
        {"id": "start", "type": "start", "data": {"variables": {"a": nested}}},
        {"id": "deep", "type": "set_variable", "data": {"variable": "a", "value": nested}},
        {"id": "if", "type": "condition", "data": {"when": condition}},
        {"id": "items", "type": "loop", "data": {"items": nested, "item": "a"}},
        {"id": "end", "type": "end", "data": {}},
    ]
    arrows = [("start", "deep"), ("deep", "if"), ("if", "items"), ("items", "end")]
    edges = [{"id": f"e{n}", "source": a, "target": b} for n, (a, b) in enumerate(arrows)]
    graph, refused = read_graph(drawn, edges)
    stored = Graph(nodes=tuple(Node(id=n["id"], type=n["type"], data=n["data"]) for n in drawn), edges=graph.edges)

    names = {"start", "deep", "if", "items"}
    assert {(p.code, p.node_id) for p in refused} == {("nested_too_deep", name) for name in names}
    assert names <= {p.node_id for p in errors_of(validate(stored)) if p.code == "nested_too_deep"}
    done = step(compiled(stored), fresh(), Started(), fresh().started_at)
    assert (done.session.status, done.session.node) == (SessionStatus.FAILED, "start")


def test_triggers_of_every_wrong_shape_say_so() -> None:
    wrong: list[Any] = [7, ["keyword"], {"kind": "of_tomorrow"}, {"kind": "keyword", "keywords": "oi"}, {"kind": {}}]
    for drawn in wrong:
        assert read_trigger(drawn)[1], drawn
    keywords = tuple(f"{n:05}" for n in range(10_000))
    assert "too_many" in {p.code for p in Trigger(kind=TriggerKind.KEYWORD, keywords=keywords).problems()}
    regex = Trigger(kind=TriggerKind.KEYWORD, keywords=("(a+)+$", r"(\w+\s?)+$"), match=Match.REGEX)
    assert [p.field for p in regex.problems()] == ["trigger.keywords.0", "trigger.keywords.1"]


# ── circles over flows ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "reason"), [("jump", "too_many_jumps"), ("call", "calls_too_deep"), ("returning jump", "calls_too_deep")]
)
def test_flows_that_lead_to_each_other_in_a_circle_end(kind: str, reason: str) -> None:
    def leads(to: object) -> Graph:
        data = {"flow_id": str(to), **({"returns": True} if kind.startswith("returning") else {})}
        return draw({"go": (kind.rpartition(" ")[2], data), "end": ("end", {})}, "go > end", "go:error > end")

    flows = {
        OTHER_FLOW: compiled(leads(OTHER_FLOW), flow_id=FLOW, version_id=VERSION),
        FLOW: compiled(leads(FLOW), flow_id=OTHER_FLOW, version_id=OTHER_VERSION),
    }
    session, flow, given = fresh(), flows[OTHER_FLOW], Started()
    steps = 0
    done = step(flow, session, given, session.started_at)
    while done.session.running:
        steps += 1
        assert steps <= limits.JUMPS_WITHOUT_ANSWER + 1
        flow = flows[OTHER_FLOW] if flow is flows[FLOW] else flows[FLOW]
        done = step(flow, done.session, FlowEntered(), session.started_at)
    assert (done.session.status, done.session.reason) == (SessionStatus.FAILED, reason)


def test_a_loop_that_sleeps_for_ever_ends_in_the_simulator_and_outside() -> None:
    graph = draw({"a": ("delay", {"seconds": 1}), "b": ("note", {"text": "x"})}, "a > b", "b > a")
    scene = Scene(main=Played(flow_id=FLOW, graph=graph), facts=Talk(graph).facts, began=fresh().started_at)

    played = play(scene, tuple(Passes(seconds=366 * 86_400) for _ in range(MOST_MOVES * 2)))

    assert (played.session.status, played.session.reason) == (SessionStatus.FAILED, "too_many_steps_without_answer")
    assert len(played.visits) <= limits.STEPS_WITHOUT_ANSWER + 1


# ── texts and patterns that explode ──────────────────────────────────────────────────────────────────────────────────

EXPLODING = [
    "{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}",
    "{% assign x = 'aaaaaaaaaa' %}" + "{% assign x = x | append: x %}" * 100 + "{{ x }}",
    "{% assign x = 9999999 %}" + "{% assign x = x | times: x %}" * 100 + "{{ x }}",
    "{% for i in c %}{% for j in c %}{% for k in c %}{{ a }}{% endfor %}{% endfor %}{% endfor %}",
]


@pytest.mark.parametrize("text", EXPLODING)
def test_a_text_that_explodes_fails_its_session_at_its_node(text: str) -> None:
    graph = draw({"boom": ("message", {"text": text}), "end": ("end", {})}, "boom > end")
    refused = {problem.node_id for problem in errors_of(validate(graph, variables=("a", "c")))}
    talk = Talk(graph)
    with at_most(400_000):
        talk.begin(a="x" * 200, c=[str(n) for n in range(400)])
    assert refused == {"boom"} or (talk.session.status, talk.session.node) == (SessionStatus.FAILED, "boom")
    said = [effect for effect in talk.effects if isinstance(effect, SendMessage)]
    assert all(len(msgspec.json.encode(effect.content)) <= text_limits.OUTPUT * 2 for effect in said)


ADDRESSES = [
    "http://127.0.0.1/admin",
    "https://localhost/",
    "http://10.0.0.5:5432",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]/",
    "file:///etc/passwd",
    "gopher://example.com",
    "//example.com",
]


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_that_must_not_be_asked_is_refused_by_name_or_left_to_the_guard(url: str) -> None:
    """What is written plainly is found at validation where its form says so; names and redirects are the adapter's to refuse."""
    graph = draw(
        {"api": ("api_call", {"url": url}), "end": ("end", {}), "bad": ("end", {"text": "não"})},
        "api > end",
        "api:error > bad",
    )
    wrong = {problem.node_id for problem in errors_of(validate(graph))}
    assert wrong <= {"api"}
    if not url.startswith(("http://", "https://")):
        assert wrong == {"api"}
        return
    talk = Talk(graph).begin()
    asked = talk.asked(CallApi)
    assert [effect.node for effect in asked] == ["api"]
    assert all(effect.seconds <= limits.CALL_SECONDS and effect.retries <= limits.CALL_RETRIES for effect in asked)


@pytest.mark.parametrize(
    "size",
    [lambda: {"body": "x" * (limits.ANSWER_BYTES + 1)}, lambda: {"body": [{"a": n} for n in range(50_000)]}],
    ids=["text", "list"],
)
def test_an_answer_that_is_huge_all_the_same_is_not_kept(size: Callable[[], Any]) -> None:
    graph = draw(
        {
            "api": ("api_call", {"url": "https://example.com", "variable": "all"}),
            "end": ("end", {}),
            "bad": ("end", {}),
        },
        "api > end",
        "api:error > bad",
    )
    talk = Talk(graph).begin()
    (asked,) = talk.asked(CallApi)
    talk.give(EffectDone(effect_id=asked.id, value={"status": 200, **size()}))
    assert not talk.session.running
    assert len(msgspec.json.encode(talk.session)) < limits.VARIABLES_BYTES + 4_096


def test_a_message_of_another_planet_is_an_answer_like_any_other() -> None:
    talk = Talk(draw({"a": ("question", {"text": "?", "variable": "a"}), "b": ("end", {})}, "a > b")).begin()
    talk.give(MessageIn(text="\0" * 1_000 + "\ud7ff\u202e" * 1_000, reply_id="x" * 100_000))
    assert not talk.session.running or talk.session.waiting is not None
    assert "\0" not in msgspec.json.encode(talk.session).decode()


DIGITS_OF_NO_NUMBER = (
    "5299822472²",
    "²" * 11,
    "٥٢٩٩٨٢٢٤٧٢٥",
    "1122233300018①",
    "+55119876543²1",
    "1²",
    "①,5",
    "3²/12/2026",
)


@pytest.mark.parametrize("kind", ["cpf_cnpj", "phone", "number", "date", "email", "text"])
def test_digits_that_are_no_number_are_an_answer_or_asked_for_again(kind: str) -> None:
    graph = draw(
        {"a": ("question", {"text": "?", "kind": kind, "variable": "a", "retries": 10}), "b": ("end", {})}, "a > b"
    )
    for said in DIGITS_OF_NO_NUMBER:
        talk = Talk(graph).begin().say(said)
        assert not talk.session.running or talk.session.waiting is not None
        assert kind != "cpf_cnpj" or talk.session.running, said
