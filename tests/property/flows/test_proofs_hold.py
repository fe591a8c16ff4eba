"""What the model checker finds no doubt about does not happen, on any graph, in any run."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.property.flows.graphs import NAMES, graphs, valid_graphs
from tests.unit.domain.flows.drawing import FACTS, NOW, compiled, fresh
from tests.unit.domain.flows.drawing import draw as draw_graph

from pytake_domain.flows import (
    CompiledFlow,
    EffectDone,
    Graph,
    JumpToFlow,
    MessageIn,
    ReturnToFlow,
    SendMessage,
    Started,
    Step,
    TimedOut,
    Trigger,
    TriggerKind,
    WaitKind,
    limits,
    step,
    validate,
)
from pytake_domain.flows import run as running
from pytake_domain.flows.build import Build
from pytake_domain.flows.compiled import compile_plan, read_plan
from pytake_domain.flows.cost import cost
from pytake_domain.flows.expressions import Names, Role
from pytake_domain.whatsapp import Template

Drawn = dict[str, tuple[str, dict[str, Any]]]
WINDOW = dt.timedelta(hours=24)
MOVES = st.lists(
    st.tuples(
        st.sampled_from(("write", "write", "ring", "ring", "ring")),
        st.sampled_from(("sim", "1", "2", "3", "12/12", "52998224725", "a@b.co", "o1", "")),
        st.sampled_from((0, 0, 60, 3_600, 40_000)),
    ),
    max_size=25,
)
DECLARED = st.sets(st.sampled_from(NAMES))
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


class Missed(Names):
    """Names that note which of them were asked for and are not there."""

    __slots__ = ()
    noted: ClassVar[set[str]] = set()

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, Variables(value, self.noted) if name == "vars" else value)

    def get(self, name: str, default: Any = None) -> Any:
        if name not in self:
            self.noted.add(name)
        return super().get(name, default)

    def __missing__(self, name: str) -> Any:
        self.noted.add(name)
        raise KeyError(name)


class Variables(Mapping[str, Any]):
    """The same for `vars`."""

    def __init__(self, live: dict[str, Any], noted: set[str]) -> None:
        self._live, self._noted = live, noted

    def __getitem__(self, name: str) -> Any:
        if name not in self._live:
            self._noted.add(name)
        return self._live[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._live)

    def __len__(self) -> int:
        return len(self._live)


def declaring(graph: Graph, names: set[str]) -> Graph:
    """The same graph with other variables at its start."""
    nodes = []
    for node in graph.nodes:
        data = node.data
        if node.type == "start":
            data = {"variables": dict.fromkeys(sorted(names), 1)}
        nodes.append(msgspec.structs.replace(node, data=data))
    return msgspec.structs.replace(graph, nodes=tuple(nodes))


class Customer:
    """Somebody who answers when asked, and writes at most once while nobody asks."""

    def __init__(self, flow: CompiledFlow) -> None:
        self.flow, self.now, self.wrote, self.session = flow, NOW, NOW, fresh()
        self.told_already = False
        self.latest = dt.timedelta()
        self._take(Started())

    def _take(self, given: Any) -> None:
        for _ in range(limits.STEPS_PER_EVENT):
            done: Step = step(self.flow, self.session, given, self.now, FACTS)
            self.session = done.session
            for effect in done.effects:
                if isinstance(effect, SendMessage) and not isinstance(effect.content, Template):
                    self.latest = max(self.latest, self.now - self.wrote)
            wait = self.session.waiting
            if wait is None or wait.kind is not WaitKind.EFFECT or not self.session.running:
                return
            leads = any(isinstance(effect, (JumpToFlow, ReturnToFlow)) for effect in done.effects)
            given = EffectDone(effect_id=wait.effect or "", error="not_published" if leads else "unavailable")

    def move(self, what: str, text: str, seconds: int) -> None:
        wait = self.session.waiting
        if not self.session.running or wait is None:
            return
        due = wait.until
        then = self.now + dt.timedelta(seconds=seconds)
        if what == "ring" and due is None:
            return
        if what == "ring" or (due is not None and due <= then):
            self.now = max(self.now, due or self.now)
            self.told_already = False
            self._take(TimedOut(wait_id=wait.id))
            return
        if wait.kind is WaitKind.DELAY and self.told_already:
            return
        self.now, self.wrote, self.told_already = then, then, wait.kind is WaitKind.DELAY
        self._take(MessageIn(text=text, reply_id=text if text.startswith("o") else None))


@SLOW
@given(valid_graphs(), DECLARED, MOVES)
def test_without_a_doubt_about_variables_no_run_reads_one_that_is_not_there(
    graph: Graph, names: set[str], moves: list[tuple[str, str, int]]
) -> None:
    graph = declaring(graph, names)
    assume(not any(problem.code in ("maybe_undefined", "unknown_variable") for problem in validate(graph)))
    build = Build()
    compile_plan(read_plan(graph), build)
    asked = {read.variable for read in build.reads if read.role is Role.ASKED}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "Names", Missed)
        Missed.noted.clear()
        customer = Customer(compiled(graph))
        for move in moves:
            customer.move(*move)
    assert not Missed.noted.intersection(NAMES) - asked


@st.composite
def waiting_graphs(draw: st.DrawFn) -> Graph:
    """Delays, questions with time-outs, texts and branches, in all sorts of circles; a few hours here, a few there."""
    hours = st.sampled_from((2, 5, 9, 13, 23))
    kinds = draw(
        st.lists(st.sampled_from(("delay", "delay", "question", "message", "condition")), min_size=2, max_size=6)
    )
    ids = [f"n{place}" for place in range(len(kinds))]
    drawn: Drawn = {}
    arrows = []
    for node_id, kind, after in zip(ids, kinds, [*ids[1:], "end"], strict=True):
        anywhere = st.sampled_from((*ids, "end"))
        arrows.append(f"{node_id}{':true' if kind == 'condition' else ''} > {after}")
        if kind == "delay":
            drawn[node_id] = (kind, {"amount": draw(hours), "unit": "hours"})
        elif kind == "message":
            drawn[node_id] = (kind, {"text": "oi"})
        elif kind == "question":
            drawn[node_id] = (kind, {"text": "?", "variable": "a", "retries": 0, "timeout": draw(hours) * 3_600})
            arrows += [f"{node_id}:timeout > {draw(anywhere)}", f"{node_id}:invalid > {draw(anywhere)}"]
        else:
            drawn[node_id] = (
                kind,
                {"expression": draw(st.sampled_from(("a == 'sim'", "contact.vip", "contact.name")))},
            )
            arrows.append(f"{node_id}:else > {draw(anywhere)}")
    drawn["end"] = ("end", {"text": "Tchau"})
    return draw_graph({"start": ("start", {"variables": {"a": ""}}), **drawn}, f"start > {ids[0]}", *arrows)


@settings(SLOW, max_examples=400)
@given(waiting_graphs(), MOVES)
def test_without_a_doubt_about_the_window_no_run_speaks_after_a_day_of_silence(
    graph: Graph, moves: list[tuple[str, str, int]]
) -> None:
    assume(not any(problem.code == "window_may_be_closed" for problem in validate(graph)))
    customer = Customer(compiled(graph))
    for move in moves:
        customer.move(*move)
    assert customer.latest < WINDOW


@SLOW
@given(st.one_of(valid_graphs(), graphs()), st.sampled_from(TriggerKind))
def test_every_doubt_has_a_way_along_the_arrows_of_the_graph(graph: Graph, kind: TriggerKind) -> None:
    arrows = {(edge.source, edge.target) for edge in graph.edges}
    first = next((node.id for node in graph.nodes if node.type == "start"), None)
    for problem in validate(graph, trigger=Trigger(kind=kind)):
        if problem.path:
            assert problem.path[0] == first
            assert set(zip(problem.path, problem.path[1:], strict=False)) <= arrows
            assert problem.path[-1] == problem.node_id


@SLOW
@given(st.one_of(valid_graphs(), graphs()))
def test_the_least_that_a_run_costs_is_no_more_than_the_most(graph: Graph) -> None:
    found = cost(graph, lambda _: (Decimal("0.01"), Decimal("0.02")))
    for span in (found.run, *(branch.span for branch in found.by_branch)):
        assert span.least is not None
        assert span.most is not None
        assert 0 <= span.least_messages <= span.most_messages
        assert 0 <= span.least <= span.most
        assert span.most == span.most_messages * Decimal("0.02")
