"""Drawing small flows in tests, and talking to them."""

import datetime as dt
from typing import Any
from uuid import UUID

from pytake_domain.flows import (
    CompiledFlow,
    Effect,
    EndSession,
    Facts,
    FlowProblem,
    FlowSession,
    Graph,
    Input,
    MessageIn,
    SendMessage,
    Started,
    Step,
    TimedOut,
    compile_graph,
    new_session,
    read_graph,
    step,
    validate,
)
from pytake_domain.kernel.ids import (
    ContactId,
    ConversationId,
    FlowId,
    FlowSessionId,
    FlowVersionId,
    NumberId,
    TenantId,
)
from pytake_domain.whatsapp import Content, line_of

NOW = dt.datetime(2026, 11, 18, 14, 30, tzinfo=dt.UTC)
FLOW = FlowId(UUID(int=1))
VERSION = FlowVersionId(UUID(int=2))
OTHER_FLOW = FlowId(UUID(int=11))
OTHER_VERSION = FlowVersionId(UUID(int=12))
FACTS = Facts(
    contact={"name": "Ana Souza", "phone": "+5511987654321", "tags": ["vip"], "attributes": {"plan": "600"}},
    company={"name": "Rede Sol"},
)


def nodes_of(drawn: dict[str, tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """`{"a": ("message", {...})}` as the contract writes nodes."""
    return [{"id": node_id, "type": kind, "data": data} for node_id, (kind, data) in drawn.items()]


def edges_of(*arrows: str) -> list[dict[str, Any]]:
    """`a > b`, or `a:handle > b`, as the contract writes edges."""
    edges = []
    for number, arrow in enumerate(arrows):
        source, target = (part.strip() for part in arrow.split(">"))
        node, _, handle = source.partition(":")
        edges.append({"id": f"e{number}", "source": node, "target": target, "source_handle": handle or None})
    return edges


def draw(drawn: dict[str, tuple[str, dict[str, Any]]], *arrows: str) -> Graph:
    """A graph; `start` is added with an arrow to the first node when there is none."""
    if not any(kind == "start" for kind, _ in drawn.values()):
        arrows = (f"start > {next(iter(drawn))}", *arrows)
        drawn = {"start": ("start", {}), **drawn}
    graph, unread = read_graph(nodes_of(drawn), edges_of(*arrows))
    assert not unread, unread
    return graph


def fresh(flow_id: FlowId = FLOW, version_id: FlowVersionId = VERSION) -> FlowSession:
    """A session that has not begun."""
    return new_session(
        session_id=FlowSessionId(UUID(int=7)),
        tenant_id=TenantId(UUID(int=3)),
        flow_id=flow_id,
        version_id=version_id,
        contact_id=ContactId(UUID(int=4)),
        number_id=NumberId(UUID(int=5)),
        conversation_id=ConversationId(UUID(int=6)),
        now=NOW,
    )


def compiled(graph: Graph, *, flow_id: FlowId = FLOW, version_id: FlowVersionId = VERSION) -> CompiledFlow:
    return compile_graph(graph, flow_id=flow_id, version_id=version_id)


def codes(problems: tuple[FlowProblem, ...]) -> set[tuple[str, str | None]]:
    """Code and node of each problem."""
    return {(problem.code, problem.node_id) for problem in problems}


def problems_of(
    drawn: dict[str, tuple[str, dict[str, Any]]], *arrows: str, **known: Any
) -> set[tuple[str, str | None]]:
    return codes(validate(draw(drawn, *arrows), **known))


class Talk:
    """One contact in one flow: `say`, `tap`, `ring`, and see what came of it."""

    def __init__(self, graph: Graph, facts: Facts = FACTS) -> None:
        self.flow = compiled(graph)
        self.session = fresh()
        self.facts = facts
        self.now = NOW
        self.effects: tuple[Effect, ...] = ()

    def give(self, given: Input, flow: CompiledFlow | None = None) -> Step:
        done = step(flow or self.flow, self.session, given, self.now, self.facts)
        self.session, self.effects = done.session, done.effects
        return done

    def begin(self, **variables: Any) -> "Talk":
        self.give(Started(variables=variables))
        return self

    def say(self, text: str) -> "Talk":
        self.give(MessageIn(text=text))
        return self

    def tap(self, reply_id: str, text: str = "") -> "Talk":
        self.give(MessageIn(text=text, reply_id=reply_id))
        return self

    def ring(self) -> "Talk":
        """The armed timer rings, at its time."""
        wait = self.session.waiting
        assert wait is not None
        self.now = wait.until or wait.expires or self.now
        self.give(TimedOut(wait_id=wait.id))
        return self

    def later(self, **time: float) -> "Talk":
        self.now += dt.timedelta(**time)
        return self

    @property
    def contents(self) -> list[Content]:
        return [effect.content for effect in self.effects if isinstance(effect, SendMessage)]

    @property
    def lines(self) -> list[str]:
        """What the last step said."""
        return [line_of(content) for content in self.contents]

    @property
    def ended(self) -> str | None:
        """How the last step ended the session."""
        return next((effect.status for effect in self.effects if isinstance(effect, EndSession)), None)

    def asked(self, kind: type[Effect]) -> list[Any]:
        """Effects of one kind of the last step."""
        return [effect for effect in self.effects if isinstance(effect, kind)]
