"""What earlier releases stored of flows is still read, and means the same.

Each folder of `tests/recorded/flow_formats` is one format of what is stored, as it was written then, and is never changed. When
a change of a Struct makes something stored look different (a field renamed or gone, a node's data shaped otherwise), the change
brings the migration that reads the old one, and adds the next folder: the same five files, written by the new release, beside a
test here of what is new in it. A change that only adds fields with defaults needs no new folder; the tests below show that.

`graph.json` has a node of every type of its time, `triggers.json` a trigger of every kind, `flows.json` the two flows that the
session went through; `session.json` and `traces.json` hold what lies in the store (`packed`, MessagePack in base64) and what it
says (`reads_as`).
"""

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.unit.domain.flows.drawing import FLOW, OTHER_FLOW, OTHER_VERSION, VERSION, compiled

from pytake_domain.flows import FlowSession, Graph, MessageIn, Trace, Trigger, TriggerKind, compile_graph, step, walk
from pytake_domain.flows.compiled import read_plan
from pytake_domain.flows.nodes import NODE_TYPES

RECORDED = Path(__file__).parents[3] / "recorded" / "flow_formats"
FORMATS = sorted(RECORDED.iterdir())
TYPES = {
    "1": "ai api_call attribute business_hours call condition consent csat delay end erp jump loop message note question"
    " set_variable split start switch tag template transfer wait wait_until webhook"
}
"""Node types that a format had."""


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def unpacked(stored: dict[str, Any], kind: Any) -> Any:
    return msgspec.msgpack.decode(base64.b64decode(stored["packed"]), type=kind)


def within(old: Any, new: Any) -> bool:
    """Everything that was said is still said; what is new may have come beside it."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and within(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(within, old, new))
    return bool(old == new)


formats = pytest.mark.parametrize("folder", FORMATS, ids=lambda folder: f"format {folder.name}")


def test_there_is_a_folder_of_every_format() -> None:
    assert [folder.name for folder in FORMATS] == sorted(TYPES)


@formats
def test_a_graph_of_every_node_type_is_read_without_a_problem(folder: Path) -> None:
    graph = msgspec.json.decode((folder / "graph.json").read_bytes(), type=Graph)

    assert {node.type for node in graph.nodes} == set(TYPES[folder.name].split())
    plan = read_plan(graph)
    assert plan.problems == ()
    assert None not in plan.data.values()
    assert len(compile_graph(graph).nodes) == len(graph.nodes)
    assert within(read(folder, "graph.json"), json.loads(msgspec.json.encode(graph)))


@formats
def test_triggers_of_every_kind_are_read(folder: Path) -> None:
    triggers = msgspec.json.decode((folder / "triggers.json").read_bytes(), type=list[Trigger])

    assert len(triggers) == len(TriggerKind) + 1
    assert within(read(folder, "triggers.json"), json.loads(msgspec.json.encode(triggers)))


@formats
def test_a_session_goes_on_where_it_was(folder: Path) -> None:
    stored, drawn = read(folder, "session.json"), read(folder, "flows.json")
    session = unpacked(stored, FlowSession)
    assert within(stored["reads_as"], json.loads(msgspec.json.encode(session)))

    called = compiled(msgspec.convert(drawn["called"], Graph), flow_id=FLOW, version_id=VERSION)
    done = step(called, session, MessageIn(text="7"), session.updated_at)

    assert [visit.node for visit in done.visits] == ["ok"]
    assert done.session.variables["n"] == 7
    assert done.session.returning is not None


@formats
def test_traces_lead_to_the_very_session(folder: Path) -> None:
    drawn, stored = read(folder, "flows.json"), read(folder, "traces.json")
    session = unpacked(read(folder, "session.json"), FlowSession)
    traces = [unpacked(one, Trace) for one in stored]
    assert all(
        within(one["reads_as"], json.loads(msgspec.json.encode(t))) for one, t in zip(stored, traces, strict=True)
    )
    versions = {
        OTHER_VERSION: compiled(msgspec.convert(drawn["main"], Graph), flow_id=OTHER_FLOW, version_id=OTHER_VERSION),
        VERSION: compiled(msgspec.convert(drawn["called"], Graph), flow_id=FLOW, version_id=VERSION),
    }

    walked = walk(session, traces, versions)

    assert len(walked) == len(traces)
    assert walked[-1].step.session == session


def test_no_node_type_of_any_format_is_gone() -> None:
    assert set(" ".join(TYPES.values()).split()) <= set(NODE_TYPES)


def test_a_new_field_or_a_lost_one_is_told_apart() -> None:
    assert within({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2, "new": 0}], "more": 1})
    assert not within({"a": 1}, {})
    assert not within({"a": [1]}, {"a": [1, 2]})
