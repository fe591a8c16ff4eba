"""Versions, traces, replays and figures of flows, as routes show and take them."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.flows import (
    Comparison,
    FlowVersion,
    SessionTrace,
    VersionFigures,
)


class FlowVersionOut(msgspec.Struct, frozen=True, kw_only=True):
    """A published version; `nodes` and `edges` only where one is asked for."""

    id: UUID
    flow_id: UUID
    version: int
    trigger: dict[str, Any]
    nodes: list[dict[str, Any]] | None = None
    edges: list[dict[str, Any]] | None = None
    published_by: UUID | None
    published_at: dt.datetime
    note: str = ""


class FlowRestoreIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which version becomes the draft; `draft_version` is the one that was read."""

    version: int
    draft_version: int


class FlowCopyIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The copy's name; without one, the original's with a number."""

    name: str | None = None


class TraceStepOut(msgspec.Struct, frozen=True, kw_only=True):
    """One input of a session and what came of it."""

    number: int
    at: dt.datetime
    given: dict[str, Any]
    visits: list[dict[str, Any]]
    effects: list[dict[str, Any]]
    status: str
    node: str | None
    variables: dict[str, Any]


class TraceOut(msgspec.Struct, frozen=True, kw_only=True):
    """Every step of a session, computed again from what was kept."""

    session_id: UUID
    flow_id: UUID
    status: str
    steps: list[TraceStepOut]


class ReplayIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many of the last sessions, 200 at most."""

    last: int = 50


class ReplayOut(msgspec.Struct, frozen=True, kw_only=True):
    """The last sessions against the draft: how many part or end elsewhere, what both send, and what that costs."""

    sessions: int
    parted: int
    ended_elsewhere: int
    messages_then: int
    messages_now: int
    cost_then: str | None
    cost_now: str | None
    currency: str | None
    data: list[Comparison]


class FiguresOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who went where in one version over a period."""

    version: int
    started: int
    ended: dict[str, int]
    nodes: list[dict[str, Any]]


def version_out(version: FlowVersion, *, whole: bool = False) -> FlowVersionOut:
    """As routes show it."""
    return FlowVersionOut(
        id=version.id,
        flow_id=version.flow_id,
        version=version.number,
        trigger=msgspec.to_builtins(version.trigger) | {"kind": version.trigger.kind.value},
        nodes=msgspec.to_builtins(version.graph.nodes) if whole else None,
        edges=msgspec.to_builtins(version.graph.edges) if whole else None,
        published_by=version.published_by,
        published_at=version.published_at,
        note=version.note,
    )


def trace_out(found: SessionTrace) -> TraceOut:
    """As routes show it."""
    return TraceOut(
        session_id=found.session.id,
        flow_id=found.session.flow_id,
        status=found.session.status.value,
        steps=[
            TraceStepOut(
                number=walked.trace.number,
                at=walked.trace.at,
                given=msgspec.to_builtins(walked.trace.given),
                visits=[{"node": visit.node, "at": visit.at, "via": visit.via} for visit in walked.step.visits],
                effects=msgspec.to_builtins(walked.step.effects),
                status=walked.step.session.status.value,
                node=walked.step.session.node,
                variables=walked.step.session.variables,
            )
            for walked in found.steps
        ],
    )


def replay_out(found: tuple[Comparison, ...], currency: str | None) -> ReplayOut:
    """Sums, and each session."""
    return ReplayOut(
        sessions=len(found),
        parted=sum(one.parts_at is not None for one in found),
        ended_elsewhere=sum((one.ended_then, one.node_then) != (one.ended_now, one.node_now) for one in found),
        messages_then=sum(one.messages_then for one in found),
        messages_now=sum(one.messages_now for one in found),
        cost_then=_sum([one.cost_then for one in found]),
        cost_now=_sum([one.cost_now for one in found]),
        currency=currency,
        data=list(found),
    )


def _sum(amounts: list[Decimal | None]) -> str | None:
    """Of all; nothing where one is not known."""
    known = [amount for amount in amounts if amount is not None]
    return str(sum(known, Decimal(0))) if len(known) == len(amounts) else None


def figures_out(found: VersionFigures) -> FiguresOut:
    """As routes show it; an edge is its handle and the node it leads to."""
    return FiguresOut(
        version=found.version.number,
        started=found.figures.started,
        ended=found.figures.ended,
        nodes=[
            msgspec.to_builtins(node)
            | {
                "left": [
                    {"handle": key.rpartition(">")[0], "target": key.rpartition(">")[2] or None, "count": count}
                    for key, count in node.left.items()
                ]
            }
            for node in found.figures.nodes
        ],
    )
