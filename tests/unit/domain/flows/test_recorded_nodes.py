"""Every node type by its recorded cases: a graph, what happens, what is asked for, the session afterwards."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.unit.domain.flows.drawing import FACTS, NOW, compiled, edges_of, fresh, nodes_of

from pytake_domain.flows import Facts, Input, errors_of, read_graph, step, validate
from pytake_domain.flows.nodes import NODE_TYPES

RECORDED = Path(__file__).parents[3] / "recorded" / "nodes"
FEWEST = 2


def cases() -> list[Any]:
    found = []
    for file in sorted(RECORDED.glob("*.json")):
        found += [pytest.param(case, id=f"{file.stem}: {case['name']}") for case in json.loads(file.read_text())]
    return found


def play(case: dict[str, Any]) -> list[dict[str, Any]]:
    """What each input of a case leads to, as the case records it."""
    drawn = {node_id: (kind, data) for node_id, kind, data in case["nodes"]}
    graph, unread = read_graph(nodes_of(drawn), edges_of(*case["edges"]))
    assert not unread
    # A case may wait for days and then speak: what a node does is told, not when it should be used.
    assert [problem for problem in errors_of(validate(graph)) if problem.code != "window_may_be_closed"] == []
    flow, session, now = compiled(graph), fresh(), NOW
    facts = msgspec.convert({**msgspec.to_builtins(FACTS), **case.get("facts", {})}, Facts)
    seen = []
    for happening in case["happens"]:
        now += dt.timedelta(seconds=happening.get("after", 0))
        given: Any = msgspec.convert(happening["given"], Input)
        done = step(flow, session, given, now, facts)
        session = done.session
        seen.append(
            {
                "effects": json.loads(msgspec.json.encode(done.effects)),
                "visits": [visit.node for visit in done.visits],
                "session": {
                    "node": session.node,
                    "status": session.status.value,
                    "reason": session.reason,
                    "waiting": session.waiting.kind.value if session.waiting else None,
                    "variables": session.variables,
                },
            }
        )
    return seen


@pytest.mark.parametrize("case", cases())
def test_a_node_does_what_is_recorded(case: dict[str, Any]) -> None:
    for happening, seen in zip(case["happens"], play(case), strict=True):
        assert seen == {name: happening[name] for name in ("effects", "visits", "session")}


@pytest.mark.parametrize("kind", NODE_TYPES)
def test_every_node_type_has_recorded_cases(kind: str) -> None:
    file = RECORDED / f"{kind}.json"
    assert file.is_file(), f"record cases of {kind} in {file.name}"
    recorded = json.loads(file.read_text())
    assert len(recorded) >= FEWEST
    assert all(any(node[1] == kind for node in case["nodes"]) for case in recorded)


def test_no_cases_are_recorded_for_types_that_do_not_exist() -> None:
    assert {file.stem for file in RECORDED.glob("*.json")} == set(NODE_TYPES)
