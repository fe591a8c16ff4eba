"""`flow` of the contract, and what its routes take."""

import datetime as dt
from decimal import Decimal
from typing import Any, TypedDict
from uuid import UUID

import msgspec

from pytake_app.gallery import template_named
from pytake_domain.flows import (
    Draft,
    Flow,
    FlowCost,
    FlowInvalid,
    FlowProblem,
    FlowSession,
    Graph,
    Trigger,
    read_graph,
    read_trigger,
)
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.text import Language


class FlowOut(msgspec.Struct, frozen=True, kw_only=True):
    """`flow` of the contract: the draft, and which version is published."""

    id: UUID
    name: str
    description: str
    status: str
    trigger: dict[str, Any]
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    is_default: bool
    is_fallback: bool
    version: int
    draft_version: int
    updated_by: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime
    folder: str = ""


class FlowIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new flow; `trigger` may be a kind with `trigger_value`, as a short form.

    With a `template` of the gallery its graph is taken, and what else is not given: name, description, trigger.
    """

    name: str | None = None
    description: str = ""
    trigger: dict[str, Any] | str | None = None
    trigger_value: str | None = None
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    template: str | None = None
    folder: str = ""


class FlowMoveIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Flows and the folder they go to; an empty name takes them out of theirs."""

    flow_ids: list[UUID]
    folder: str


class FlowMovedOut(msgspec.Struct, frozen=True):
    """How many were moved."""

    moved: int


class FlowPublishIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is new in this version, in the author's words."""

    note: str = ""


class FlowRequestIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `data` of an `api_call`, and values for the variables it reads."""

    data: dict[str, Any]
    variables: dict[str, Any] = {}


class FlowChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of the draft; `draft_version` is the one it was read at."""

    draft_version: int
    name: str | msgspec.UnsetType = msgspec.UNSET
    description: str | msgspec.UnsetType = msgspec.UNSET
    trigger: dict[str, Any] | str | msgspec.UnsetType = msgspec.UNSET
    trigger_value: str | None = None
    nodes: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    edges: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    is_default: bool | msgspec.UnsetType = msgspec.UNSET
    is_fallback: bool | msgspec.UnsetType = msgspec.UNSET


class FlowCheckIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A graph to check."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]] = []
    trigger: dict[str, Any] | str | None = None
    trigger_value: str | None = None


class FlowProblemOut(msgspec.Struct, frozen=True):
    """One thing wrong, and where; `path` is the shortest way that leads to it, as node ids."""

    code: str
    severity: str
    node_id: str | None
    field: str
    message: str
    params: dict[str, str | int]
    path: list[str]


class SpanOut(msgspec.Struct, frozen=True):
    """Messages and their amount, from the least to the most; no amount where a rate is not known."""

    least_messages: int
    most_messages: int
    least: Decimal | None
    most: Decimal | None


class BranchCostOut(msgspec.Struct, frozen=True):
    """What is still to come once a node was left by this handle."""

    node_id: str
    handle: str
    cost: SpanOut


class FlowCostOut(msgspec.Struct, frozen=True, kw_only=True):
    """What one run costs by today's rates; `repeats`: a circle may add to it, `others`: flows it enters are not counted."""

    least_messages: int
    most_messages: int
    least: Decimal | None
    most: Decimal | None
    currency: str | None
    repeats: bool
    others: bool
    by_branch: list[BranchCostOut]


class FlowCheckOut(msgspec.Struct, frozen=True):
    """May it be published, and everything that is wrong or doubtful."""

    valid: bool
    problems: list[FlowProblemOut]
    cost: FlowCostOut


class FlowSessionOut(msgspec.Struct, frozen=True, kw_only=True):
    """One contact's way through a flow."""

    id: UUID
    flow_id: UUID
    version_id: UUID
    contact_id: UUID
    conversation_id: UUID
    status: str
    reason: str
    node: str | None
    variables: dict[str, Any]
    history: list[dict[str, Any]]
    started_at: dt.datetime
    updated_at: dt.datetime
    ended_at: dt.datetime | None


def graph_of(nodes: object, edges: object) -> Graph:
    """The graph as drawn; a draft may be half done. Raises FlowInvalid for what is no node or edge at all."""
    graph, problems = read_graph(nodes, edges)
    if problems:
        raise FlowInvalid(*(p.as_problem() for p in problems))
    return graph


def trigger_of(trigger: object, value: str | None) -> Trigger | None:
    """A trigger in its long or short form. Raises FlowInvalid."""
    if trigger is None:
        return None
    read, problems = read_trigger(trigger, value)
    if problems:
        raise FlowInvalid(*(p.as_problem() for p in problems))
    return read


class DrawnFlow(TypedDict):
    """What a new flow begins with."""

    name: str
    description: str
    trigger: Trigger | None
    graph: Graph
    folder: str


def drawn_of(data: FlowIn, language: Language) -> DrawnFlow:
    """What is given, and for the rest what the template says in the language. Raises FlowInvalid, FlowTemplateNotFound."""
    trigger = trigger_of(data.trigger, data.trigger_value)
    if data.template is None:
        graph = graph_of(data.nodes, data.edges)
        return DrawnFlow(
            name=data.name or "", description=data.description, trigger=trigger, graph=graph, folder=data.folder
        )
    if data.nodes or data.edges:
        raise FlowInvalid(Problem(field="template", code="graph_and_template"))
    template = template_named(data.template)
    return DrawnFlow(
        name=template.named(language) if data.name is None else data.name,
        description=data.description or template.summed_up(language),
        trigger=trigger or template.flow.trigger,
        graph=template.flow.graph,
        folder=data.folder,
    )


def draft_of(data: FlowChangeIn, present: Flow) -> Draft:
    """What changes; nodes without edges keep the edges there are, and the other way round."""
    graph: Graph | msgspec.UnsetType = msgspec.UNSET
    if data.nodes is not msgspec.UNSET or data.edges is not msgspec.UNSET:
        kept_nodes = msgspec.to_builtins(present.graph.nodes)
        kept_edges = msgspec.to_builtins(present.graph.edges)
        graph = graph_of(
            kept_nodes if data.nodes is msgspec.UNSET else data.nodes,
            kept_edges if data.edges is msgspec.UNSET else data.edges,
        )
    trigger: Trigger | msgspec.UnsetType = msgspec.UNSET
    if data.trigger is not msgspec.UNSET:
        trigger = trigger_of(data.trigger, data.trigger_value) or Trigger()
    return Draft(
        name=data.name,
        description=data.description,
        trigger=trigger,
        graph=graph,
        is_default=data.is_default,
        is_fallback=data.is_fallback,
    )


def flow_out(flow: Flow) -> FlowOut:
    """The aggregate as the contract shows it."""
    return FlowOut(
        id=flow.id,
        name=flow.name,
        description=flow.description,
        status=flow.status.value,
        trigger=msgspec.to_builtins(flow.trigger) | {"kind": flow.trigger.kind.value},
        nodes=msgspec.to_builtins(flow.graph.nodes),
        edges=msgspec.to_builtins(flow.graph.edges),
        is_default=flow.is_default,
        is_fallback=flow.is_fallback,
        version=flow.version,
        draft_version=flow.draft_version,
        updated_by=flow.updated_by,
        created_at=flow.created_at,
        updated_at=flow.updated_at,
        folder=flow.folder,
    )


def problem_out(problem: FlowProblem, message: str) -> FlowProblemOut:
    """One problem, with its sentence."""
    return FlowProblemOut(
        problem.code,
        problem.severity.value,
        problem.node_id,
        problem.field,
        message,
        dict(problem.params),
        list(problem.path),
    )


def cost_out(cost: FlowCost, currency: str | None) -> FlowCostOut:
    """What a run costs, as the contract shows it."""
    return FlowCostOut(
        **msgspec.structs.asdict(cost.run),
        currency=currency,
        repeats=cost.repeats,
        others=cost.others,
        by_branch=[
            BranchCostOut(b.node_id, b.handle, SpanOut(**msgspec.structs.asdict(b.span))) for b in cost.by_branch
        ],
    )


def session_out(session: FlowSession) -> FlowSessionOut:
    """A session as the contract shows it."""
    return FlowSessionOut(
        id=session.id,
        flow_id=session.flow_id,
        version_id=session.version_id,
        contact_id=session.contact_id,
        conversation_id=session.conversation_id,
        status=session.status.value,
        reason=session.reason,
        node=session.node,
        variables=session.variables,
        history=[{"node": v.node, "at": v.at, "via": v.via} for v in session.history],
        started_at=session.started_at,
        updated_at=session.updated_at,
        ended_at=session.ended_at,
    )
