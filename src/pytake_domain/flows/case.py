"""Test cases: a run that somebody liked, kept, and played again before every publication."""

import datetime as dt

import msgspec

from pytake_domain.flows.facts import Facts
from pytake_domain.flows.graph import Graph
from pytake_domain.flows.scene import Move, Play, Played, Scene, play
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import FlowCaseId, FlowId, TenantId, UserId

LONGEST_NAME = 120
MOST_CASES = 50
"""Cases of one flow."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to: what the contact read after each move, in order, where it ended and how."""

    lines: tuple[tuple[int, str], ...] = ()
    status: str = "running"
    node: str | None = None


class FlowCase(msgspec.Struct, frozen=True, kw_only=True):
    """A scene without its graph, the moves, and what came of them when it was kept."""

    id: FlowCaseId
    tenant_id: TenantId
    flow_id: FlowId
    name: str
    facts: Facts
    began: dt.datetime
    moves: tuple[Move, ...]
    expected: Seen
    opening: str | None = None
    start: str | None = None
    variables: dict[str, object] = {}
    answers: dict[str, object] = {}
    created_at: dt.datetime
    created_by: UserId | None = None

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise Invalid(Problem(field="name", code="length", params={"least": 1, "most": LONGEST_NAME}))

    def scene(self, graph: Graph, others: tuple[Played, ...]) -> Scene:
        """The scene with this graph in it."""
        return Scene(
            main=Played(flow_id=self.flow_id, graph=graph),
            facts=self.facts,
            began=self.began,
            opening=self.opening,
            start=self.start,
            variables=dict(self.variables),
            answers=dict(self.answers),
            others=others,
        )


class Parted(msgspec.Struct, frozen=True, kw_only=True):
    """Where a run first differs from what was expected: after which move, and what was read there."""

    move: int
    expected: str
    found: str


def seen(played: Play) -> Seen:
    """What is compared."""
    session = played.session
    return Seen(
        lines=tuple((line.move, line.text) for line in played.lines if line.mine),
        status=session.status.value,
        node=session.node,
    )


def parted(expected: Seen, found: Seen) -> Parted | None:
    """The first difference; None when there is none."""
    for place in range(max(len(expected.lines), len(found.lines))):
        wanted = expected.lines[place] if place < len(expected.lines) else None
        present = found.lines[place] if place < len(found.lines) else None
        if wanted != present:
            move = min(each[0] for each in (wanted, present) if each is not None)
            return Parted(move=move, expected=wanted[1] if wanted else "", found=present[1] if present else "")
    last = found.lines[-1][0] if found.lines else 0
    if expected.status != found.status:
        return Parted(move=last, expected=expected.status, found=found.status)
    return None


def check(case: FlowCase, graph: Graph, others: tuple[Played, ...] = ()) -> Parted | None:
    """Play it on this graph."""
    return parted(case.expected, seen(play(case.scene(graph, others), case.moves)))
