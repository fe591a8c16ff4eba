"""What a large flow costs before it runs, and what each kind of node costs when it does, on one core.

    python benchmarks/flows.py [--seconds 3]

A flow of 1,000 nodes (questions, texts, conditions, variables, delays in loops) is read, model-checked, published and compiled;
a hostile one of 10,000 is refused. Node steps are those of the recorded cases of each type. Prints tables and writes
benchmarks/results/flows.json.
"""

import argparse
import datetime as dt
import gc
import json
import platform
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.flows import (
    CompiledFlow,
    Facts,
    Flow,
    FlowSession,
    Graph,
    Input,
    Trigger,
    compile_graph,
    errors_of,
    new_session,
    read_graph,
    read_trigger,
    step,
    validate,
)
from pytake_domain.flows.expressions import predicate, template
from pytake_domain.flows.expressions.language import parse_expression, parse_template
from pytake_domain.kernel.actor import system
from pytake_domain.kernel.ids import (
    ContactId,
    ConversationId,
    EventId,
    FlowId,
    FlowSessionId,
    FlowVersionId,
    NumberId,
    TenantId,
)

HERE = Path(__file__).parent
RECORDED = HERE.parent / "tests" / "recorded" / "nodes"
NOW = dt.datetime(2026, 11, 18, 14, 30, tzinfo=dt.UTC)
FLOW, VERSION, TENANT = FlowId(UUID(int=1)), FlowVersionId(UUID(int=2)), TenantId(UUID(int=3))
MILLION = 1_000_000
FACTS = Facts(
    contact={"name": "Ana Souza", "phone": "+5511987654321", "tags": ["vip"], "attributes": {"plan": "600"}},
    company={"name": "Rede Sol"},
)
SIX = 6


def large(count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Blocks of six: ask, say, choose, keep, wait, and on; every third block leads back."""
    nodes: list[dict[str, Any]] = [{"id": "start", "type": "start", "data": {}}]
    edges: list[dict[str, Any]] = []

    def arrow(source: str, target: str, handle: str | None = None) -> None:
        edges.append({"id": f"e{len(edges)}", "source": source, "target": target, "source_handle": handle})

    blocks = (count - 2) // SIX
    arrow("start", "ask0")
    for b in range(blocks):
        nodes += [
            {
                "id": f"ask{b}",
                "type": "question",
                "data": {"text": f"Pergunta {b}, {{{{ contact.name }}}}?", "variable": f"v{b % 90}", "kind": "number"},
            },
            {"id": f"if{b}", "type": "condition", "data": {"expression": f"v{b % 90} > {b} and contact.name"}},
            {"id": f"say{b}", "type": "message", "data": {"text": f"Bloco {b}: {{{{ v{b % 90} | number: 2 }}}}"}},
            {"id": f"set{b}", "type": "set_variable", "data": {"variable": "sum", "value": f"{{{{ v{b % 90} }}}}"}},
            {"id": f"tell{b}", "type": "message", "data": {"text": f"Soma {b}: {{{{ sum | money }}}}"}},
            {"id": f"wait{b}", "type": "delay", "data": {"seconds": 60}},
        ]
        arrow(f"ask{b}", f"if{b}")
        arrow(f"if{b}", f"say{b}", "true")
        arrow(f"if{b}", f"set{b}", "else")
        arrow(f"say{b}", f"set{b}")
        arrow(f"set{b}", f"tell{b}")
        arrow(f"tell{b}", f"wait{b}")
        arrow(f"ask{b}", f"ask{max(0, b - 3)}", "invalid")
        arrow(f"wait{b}", f"ask{b + 1}" if b + 1 < blocks else "last0")
    rest = count - len(nodes) - 1
    nodes += [{"id": f"last{n}", "type": "message", "data": {"text": f"{n}"}} for n in range(rest)]
    for n in range(rest):
        arrow(f"last{n}", f"last{n + 1}" if n + 1 < rest else "end")
    nodes.append({"id": "end", "type": "end", "data": {"text": "Tchau"}})
    return nodes, edges


def best(work: Callable[[], Any], rounds: int = 5) -> float:
    """The shortest of several, in milliseconds of one core; texts are compiled anew each time."""
    spent = []
    for _ in range(rounds):
        for cache in (parse_template, parse_expression, template, predicate):
            cache.cache_clear()
        gc.collect()
        began = time.process_time()
        work()
        spent.append((time.process_time() - began) * 1_000)
    return min(spent)


def checked(count: int) -> dict[str, float]:
    """Milliseconds to read, check, publish and compile a flow of so many nodes."""
    nodes, edges = large(count)
    graph, unread = read_graph(nodes, edges)
    assert not unread, unread
    trigger, _ = read_trigger("keyword", "oi")
    found = errors_of(validate(graph, trigger=trigger))
    assert not found, found[:3]
    return {
        "nodes": len(graph.nodes),
        "edges": len(graph.edges),
        "read_ms": best(lambda: read_graph(nodes, edges)),
        "check_ms": best(lambda: validate(graph, trigger=trigger)),
        "publish_ms": best(lambda: publish(graph, trigger)),
        "compile_ms": best(lambda: compile_graph(graph)),
        "hostile_10000_ms": best(lambda: read_graph(*large(10_000))),
    }


def publish(graph: Graph, trigger: Trigger) -> None:
    """A draft becomes a version."""
    flow = Flow(id=FLOW, tenant_id=TENANT, name="Grande", graph=graph, trigger=trigger, created_at=NOW, updated_at=NOW)
    flow.publish(version_id=VERSION, event_id=EventId(UUID(int=4)), actor=system(TENANT), now=NOW)


def session() -> FlowSession:
    """A fresh one."""
    return new_session(
        session_id=FlowSessionId(UUID(int=5)),
        tenant_id=TENANT,
        flow_id=FLOW,
        version_id=VERSION,
        contact_id=ContactId(UUID(int=6)),
        number_id=NumberId(UUID(int=7)),
        conversation_id=ConversationId(UUID(int=8)),
        now=NOW,
    )


def speeds(seconds: float) -> dict[str, dict[str, float]]:
    """Node steps a second in the recorded cases of each type of node, and the memory of a session in the middle of them."""
    found: dict[str, dict[str, float]] = {}
    for file in sorted(RECORDED.glob("*.json")):
        cases = [_prepared(case) for case in json.loads(file.read_text("utf-8"))]
        best_rate, sizes = 0.0, [_played(*case)[1] for case in cases]
        for _ in range(3):
            visits, began = 0, time.process_time()
            while (spent := time.process_time() - began) < seconds / 3:
                visits += sum(_played(*case)[0] for case in cases)
            best_rate = max(best_rate, visits / spent)
        found[file.stem] = {"steps_per_second": best_rate, "stored_bytes": max(sizes)}
    return found


def _prepared(case: dict[str, Any]) -> tuple[CompiledFlow, Facts, list[tuple[Any, float]]]:
    nodes = [{"id": node_id, "type": kind, "data": data} for node_id, kind, data in case["nodes"]]
    edges = []
    for number, drawn in enumerate(case["edges"]):
        source, target = (part.strip() for part in drawn.split(">"))
        node, _, handle = source.partition(":")
        edges.append({"id": f"e{number}", "source": node, "target": target, "source_handle": handle or None})
    graph, _ = read_graph(nodes, edges)
    facts = msgspec.convert({**msgspec.to_builtins(FACTS), **case.get("facts", {})}, Facts)
    inputs: list[Any] = [(msgspec.convert(h["given"], Input), h.get("after", 0)) for h in case["happens"]]
    return compile_graph(graph, flow_id=FLOW, version_id=VERSION), facts, inputs


def _played(flow: CompiledFlow, facts: Facts, inputs: list[tuple[Any, float]]) -> tuple[int, int]:
    """Nodes entered, and the bytes of the session as stored."""
    now, at, visits = NOW, session(), 0
    for given, after in inputs:
        now += dt.timedelta(seconds=after)
        done = step(flow, at, given, now, facts)
        at, visits = done.session, visits + len(done.visits)
    return visits, len(msgspec.json.encode(at))


def memory(count: int = 5_000) -> dict[str, float]:
    """Bytes of a session of the large flow that waits for an answer, and of the flow made ready to run."""
    graph, _ = read_graph(*large(1_000))
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    flow = compile_graph(graph, flow_id=FLOW, version_id=VERSION)
    compiled, _ = tracemalloc.get_traced_memory()
    done = step(flow, session(), msgspec.convert({"input": "Started"}, Input), NOW, FACTS)
    stored = msgspec.json.encode(done.session)
    decoder = msgspec.json.Decoder(FlowSession)
    begun, _ = tracemalloc.get_traced_memory()
    kept = [decoder.decode(stored) for _ in range(count)]
    ended, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = (ended - begun) / len(kept)
    return {
        "bytes_per_session": each,
        "million_sessions_mb": each * MILLION / 2**20,
        "compiled_flow_kb": (compiled - before) / 1024,
    }


def main() -> None:
    """Measure, print, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=1.0, help="for each type of node")
    given = options.parse_args()
    result: dict[str, Any] = {"large": checked(1_000), "memory": memory(), "nodes": speeds(given.seconds)}
    for part in ("large", "memory"):
        for name, value in result[part].items():
            print(f"{name:24}{value:>16,.2f}")
    for name, value in result["nodes"].items():
        print(f"{name:24}{value['steps_per_second']:>16,.0f} steps/s{value['stored_bytes']:>10,.0f} bytes stored")
    about = {"python": sys.version.split()[0], "machine": platform.machine(), "goal_publish_ms": 1_000}
    file = HERE / "results" / "flows.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({**about, **result}, indent=2) + "\n")


if __name__ == "__main__":
    main()
