"""What was stored of a session gives the very session again: on any day, on any machine, in whatever order keys were kept."""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.property.flows.graphs import IDS, graphs, valid_graphs
from tests.property.flows.lived import Life
from tests.property.flows.test_engine_never_stuck import ENGLISH, HAPPENINGS, VALUES, happened
from tests.unit.domain.flows.drawing import FACTS, FLOW, NOW, OTHER_FLOW, OTHER_VERSION, VERSION, draw

from pytake_domain.flows import (
    AskAi,
    AskErp,
    CallApi,
    Cancelled,
    CountKind,
    CountOf,
    EffectDone,
    FlowEntered,
    Graph,
    MessageIn,
    Started,
    TimedOut,
    Trace,
    Visit,
    WaitKind,
    tallies,
    walk,
)
from pytake_domain.flows.scene import (
    MOST_RINGS,
    Fails,
    Move,
    Passes,
    Played,
    Presses,
    Responds,
    Says,
    Scene,
    Stops,
    play,
)
from pytake_domain.whatsapp import MessageType

GRAPHS = st.one_of(valid_graphs(), valid_graphs(), graphs())
Happening = tuple[Any, int]
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much)
canonical = msgspec.json.Encoder(order="deterministic").encode


def lived(graph: Graph, called: Graph | None, happenings: list[Happening], seed: int = 0) -> Life:
    """A whole conversation; bits of `seed` say when the contact's facts are others."""
    life = Life(graph, called)
    life.begin(a=4, c=["x", "y"])
    for place, (what, seconds) in enumerate(happenings):
        life.later(seconds)
        life.give(happened(what, life.session), ENGLISH if seed >> place & 1 else FACTS)
    return life


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(GRAPHS, GRAPHS, HAPPENINGS, st.integers(0, 2**12))
def test_stored_traces_walked_again_give_the_same_session_byte_for_byte(
    graph: Graph, called: Graph, happenings: list[Happening], seed: int
) -> None:
    life = lived(graph, called, happenings, seed)
    for module in (msgspec.msgpack, msgspec.json):
        stored = [module.encode(trace) for trace in life.traces]
        read = [module.decode(trace, type=Trace) for trace in stored]
        session = module.decode(module.encode(life.session), type=type(life.session))

        walked = walk(session, read, life.versions)

        assert len(walked) == len(life.traces)
        assert canonical(walked[-1].step.session) == canonical(life.session)
        kept = [done for before, _, done in life.steps if done.session.inputs != before.inputs]
        assert [canonical(w.step) for w in walked] == [canonical(done) for done in kept]
        assert [w.facts for w in walked] == [w.facts for w in walk(session, life.traces, life.versions)]


# ── order, clock and chance ──────────────────────────────────────────────────────────────────────────────────────────

ORDERED = frozenset({"attributes", "arguments", "variables"})
"""Fields whose order is that of what is done: the node goes through them one after the other."""


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same JSON, its keys in another order."""
    if isinstance(value, list):
        return [shuffled(item, chance) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    chance.shuffle(keys)
    return {key: value[key] if key in ORDERED else shuffled(value[key], chance) for key in keys}


def redrawn(graph: Graph, chance: random.Random) -> Graph:
    """The same graph: keys and nodes in another order, and edges, except that those of one node stay in theirs."""
    nodes = list(graph.nodes)
    sources = list(dict.fromkeys(edge.source for edge in graph.edges))
    chance.shuffle(nodes)
    chance.shuffle(sources)
    starts = [
        node for node in graph.nodes if node.type == "start"
    ]  # one too many is a problem, and the first one counts
    nodes.sort(key=lambda node: starts.index(node) if node in starts else len(starts))
    nodes = [replace(node, data=shuffled(node.data, chance)) for node in nodes]
    edges = [edge for source in sources for edge in graph.edges if edge.source == source]
    return replace(graph, nodes=tuple(nodes), edges=tuple(edges))


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(GRAPHS, GRAPHS, HAPPENINGS, st.randoms(use_true_random=False))
def test_the_order_of_keys_and_nodes_means_nothing(
    graph: Graph, called: Graph, happenings: list[Happening], chance: random.Random
) -> None:
    first = lived(graph, called, happenings)
    second = lived(redrawn(graph, chance), redrawn(called, chance), happenings)

    assert [canonical(done) for *_, done in second.steps] == [canonical(done) for *_, done in first.steps]
    assert [canonical(trace) for trace in second.traces] == [canonical(trace) for trace in first.traces]


FORBIDDEN = {
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "localtime", "gmtime"},
    "datetime": {"now", "utcnow", "today"},
    "random": {"random", "getrandbits", "seed"},
    "os": {"urandom"},
    "posix": {"urandom"},
}


@contextmanager
def watched() -> Iterator[list[str]]:
    """Calls of anything that reads a clock or draws a number."""
    found: list[str] = []

    def look(frame: FrameType, event: str, called: Any) -> None:
        if event != "c_call" or frame.f_globals["__name__"].startswith("hypothesis"):
            return
        owner = getattr(called, "__self__", None)
        module = getattr(called, "__module__", None) or getattr(owner, "__module__", None)
        if called.__name__ in FORBIDDEN.get(str(module or type(owner).__module__).lstrip("_"), ()):
            found.append(called.__qualname__)

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield found
    finally:
        sys.setprofile(before)


def test_the_watch_sees_clocks_and_chance() -> None:
    import datetime as dt
    import os
    import time

    readers: list[Callable[[], object]] = [
        time.time,
        time.monotonic,
        dt.datetime.today,
        dt.date.today,
        random.random,
        lambda: os.urandom(1),
    ]
    for read in readers:
        with watched() as found:
            read()
        assert found, read


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(GRAPHS, HAPPENINGS)
def test_no_step_reads_a_clock_or_draws_a_number(graph: Graph, happenings: list[Happening]) -> None:
    lived(graph, None, happenings)  # time zones and texts are read once
    with watched() as found:
        lived(graph, None, happenings)
    assert found == []


@pytest.mark.parametrize("word", ["now", "today"])
def test_words_for_the_present_do_not_read_the_clock(word: str) -> None:
    text = f"{{{{ '{word}' | date: '%Y' }}}}|{{{{ '{word}' }}}}"
    life = Life(draw({"a": ("message", {"text": text}), "b": ("end", {})}, "a > b"))
    with watched() as found:
        life.begin()
    assert found == []


# ── scenes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

MOVES = st.lists(
    st.one_of(
        st.builds(Says, text=st.sampled_from(("sim", "1", "2", "12/12/2026", "52998224725", "a@b.co", "oi"))),
        st.builds(Presses, id=st.sampled_from((*IDS, "o0", "o1", "~page:1", "flow:go_on"))),
        st.builds(Passes, seconds=st.sampled_from((1.0, 60.0, 90_000.0, 800_000.0))),
        st.builds(Responds, value=VALUES),
        st.builds(Fails, error=st.sampled_from(("timeout", "not_connected"))),
        st.just(Stops()),
    ),
    max_size=10,
).map(tuple)


def scene_of(graph: Graph, called: Graph) -> Scene:
    main = Played(flow_id=OTHER_FLOW, graph=graph, version_id=OTHER_VERSION)
    other = Played(flow_id=FLOW, graph=called, version_id=VERSION)
    return Scene(main=main, others=(other,), facts=FACTS, began=NOW, variables={"a": 4, "c": ["x", "y"]})


SOMEBODY: dict[str, Any] = dict.fromkeys(("tenant_id", "contact_id", "number_id", "conversation_id"), UUID(int=0))
"""Who a scene is played with."""


class Stage:
    """The moves of a scene as they would happen to a real session."""

    def __init__(self, graph: Graph, called: Graph) -> None:
        self.life = Life(graph, called, number=1)
        self.life.session = replace(self.life.session, **SOMEBODY)
        self.asked: list[str] = []
        self._looked = self.rings = 0
        self.life.begin(a=4, c=["x", "y"])
        self._look()

    def do(self, move: Move) -> None:
        match move:
            case Says():
                self.life.give(MessageIn(text=move.text, type=move.type))
            case Presses():
                self.life.give(MessageIn(text=move.title, reply_id=move.id, type=MessageType.INTERACTIVE))
            case Responds() | Fails():
                if self.asked:
                    told = {"value": move.value} if isinstance(move, Responds) else {"error": move.error}
                    self.life.give(EffectDone(effect_id=self.asked.pop(), **told))
            case Stops():
                self.life.give(Cancelled(reason="not_the_owner"))
            case Passes():
                self._pass(move.seconds)
        self._look()

    def _look(self) -> None:
        """Only the last question is answered."""
        for *_, done in self.life.steps[self._looked :]:
            for effect in done.effects:
                if isinstance(effect, (CallApi, AskErp, AskAi)):
                    self.asked = [effect.id]
        self._looked = len(self.life.steps)

    def _pass(self, seconds: float) -> None:
        rings = 0
        until = NOW.fromtimestamp(self.life.now.timestamp() + seconds, tz=NOW.tzinfo)
        while (wait := self.life.session.waiting) is not None and (due := wait.until or wait.expires) is not None:
            if due > until:
                break
            if wait.kind is WaitKind.EFFECT:
                self.asked = []
            self.life.later(max((due - self.life.now).total_seconds(), 0.0))
            self.life.give(TimedOut(wait_id=wait.id))
            self._look()
            rings += 1
            self.rings = max(self.rings, rings)
            if self.life.session.waiting is wait:
                break
        self.life.later((until - self.life.now).total_seconds())


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(GRAPHS, GRAPHS, MOVES)
def test_a_scene_goes_as_the_session_would(graph: Graph, called: Graph, moves: tuple[Move, ...]) -> None:
    stage = Stage(graph, called)
    for move in moves:
        stage.do(move)
    # A scene stops where so much rings in one move; a session would go on for as long as time does.
    assume(stage.rings <= MOST_RINGS)

    played = play(scene_of(graph, called), moves)

    steps = [done for *_, done in stage.life.steps]
    assert [w.effect for w in played.effects] == [effect for done in steps for effect in done.effects]
    assert [visit for _, visit in played.visits] == [visit for done in steps for visit in done.visits]
    assert played.session == replace(stage.life.session, facts_mark=0)


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(GRAPHS, GRAPHS, MOVES)
def test_a_stored_scene_plays_the_same_and_its_beginning_is_a_beginning(
    graph: Graph, called: Graph, moves: tuple[Move, ...]
) -> None:
    scene = scene_of(graph, called)
    whole = play(scene, moves)
    stored = msgspec.json.decode(msgspec.json.encode((scene, moves)), type=tuple[Scene, tuple[Move, ...]])

    assert canonical(play(*stored)) == canonical(whole)
    part = play(scene, moves[:-1])
    assert whole.lines[: len(part.lines)] == part.lines
    assert whole.effects[: len(part.effects)] == part.effects


# ── counts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def counted(life: Life) -> Counter[CountOf]:
    """Every visit and end of a life, looked at one by one."""
    found: Counter[CountOf] = Counter()
    for before, taken, done in life.steps:
        after = done.session
        if after.inputs == before.inputs:
            continue
        day = after.updated_at.date()
        source: str | None = before.node
        if isinstance(taken, Started):
            found[CountOf(after.version_id, day, CountKind.STARTED)] += 1
            source = None
        elif isinstance(taken, FlowEntered):
            source = before.returning.node if before.returning is not None else None
            if source is None:
                found[CountOf(before.version_id, day, CountKind.LEFT, before.node or "", "jump>")] += 1
        for visit in done.visits:
            if source is not None:
                key = f"{visit.via}>{visit.node}"
                found[CountOf(after.version_id, day, CountKind.LEFT, source, key)] += 1
            found[CountOf(after.version_id, day, CountKind.ENTERED, visit.node)] += 1
            source = visit.node
        for arm in () if after.running else after.arms:
            key = f"{arm.branch}>{after.status.value}"
            found[CountOf(arm.version_id, day, CountKind.ARM, arm.node, key)] += 1
        if not after.running and after.node is not None:
            found[CountOf(after.version_id, day, CountKind.ENDED, after.node, after.status.value)] += 1
    return found


def visits_of(life: Life) -> list[Visit]:
    return [visit for *_, done in life.steps for visit in done.visits]


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(GRAPHS, GRAPHS, st.lists(HAPPENINGS, min_size=1, max_size=3))
def test_tallies_of_traces_are_a_count_of_the_visits(
    graph: Graph, called: Graph, conversations: list[list[Happening]]
) -> None:
    lives = [lived(graph, called, happenings) for happenings in conversations]

    found = tallies(trace for life in lives for trace in life.traces)

    assert {what: tally.count for what, tally in found.items()} == sum(map(counted, lives), Counter())
    entered = sum(tally.count for what, tally in found.items() if what.kind is CountKind.ENTERED)
    assert entered == sum(len(visits_of(life)) for life in lives)
    assert all(tally.seconds >= 0 for tally in found.values())
