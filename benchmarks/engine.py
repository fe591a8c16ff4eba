"""Speed and memory of the flow engine, on one core.

    python benchmarks/engine.py [--seconds 3]

A customer walks through an internet provider's reception: conditions (typed and as expressions), Liquid texts, questions with
options, business hours. Counted are nodes entered. Prints a table and writes benchmarks/results/engine.json.
"""

import argparse
import datetime as dt
import gc
import json
import platform
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.flows import (
    CompiledFlow,
    Facts,
    FlowSession,
    MessageIn,
    Started,
    compile_graph,
    errors_of,
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
from pytake_domain.kernel.time import DAYS

NOW = dt.datetime(2026, 11, 18, 14, 30, tzinfo=dt.UTC)
MILLION = 1_000_000
WEEK = {day: [{"start": "08:00", "end": "18:00"}] for day in DAYS}

NODES: list[dict[str, Any]] = [
    {"id": "start", "type": "start", "data": {"variables": {"visits": 0}}},
    {"id": "count", "type": "set_variable", "data": {"variable": "visits", "value": "{{ visits | plus: 1 }}"}},
    {"id": "hours", "type": "business_hours", "data": {"hours": {"time_zone": "America/Sao_Paulo", "week": WEEK}}},
    {"id": "closed", "type": "message", "data": {"text": "Agora estamos fechados, {{ contact.name }}."}},
    {"id": "hello", "type": "message", "data": {"text": "Olá, {{ contact.name }}! Aqui é a {{ company.name }}."}},
    {"id": "vip", "type": "condition", "data": {"expression": "contact.tags contains 'vip' and visits >= 1"}},
    {
        "id": "thanks",
        "type": "message",
        "data": {"text": "Que bom ter você com a gente, {{ contact.name | first_name }}."},
    },
    {
        "id": "menu",
        "type": "question",
        "data": {
            "text": "Como posso ajudar, {{ contact.name }}?",
            "variable": "topic",
            "timeout": 3600,
            "options": [
                {"id": "bill", "title": "2ª via"},
                {"id": "support", "title": "Suporte"},
                {"id": "sales", "title": "Planos"},
            ],
        },
    },
    {
        "id": "route",
        "type": "condition",
        "data": {
            "branches": [
                {"id": "sales", "when": {"variable": "topic", "op": "equals", "value": "sales"}},
                {
                    "id": "support",
                    "when": {"all": [{"variable": "topic", "op": "equals", "value": "support"}, "visits < 9"]},
                },
            ]
        },
    },
    {
        "id": "document",
        "type": "question",
        "data": {"text": "Qual é o seu CPF?", "kind": "cpf_cnpj", "variable": "document"},
    },
    {"id": "due", "type": "question", "data": {"text": "Valor da fatura?", "kind": "number", "variable": "amount"}},
    {"id": "note", "type": "set_variable", "data": {"variable": "summary", "value": "{{ topic }}/{{ document }}"}},
    {"id": "large", "type": "condition", "data": {"variable": "amount", "op": "greater", "value": 100}},
    {"id": "big", "type": "message", "data": {"text": "Podemos parcelar R$ {{ amount }}, {{ contact.name }}."}},
    {"id": "small", "type": "message", "data": {"text": "São R$ {{ amount }}. Documento {{ vars.document }}."}},
    {"id": "again", "type": "question", "data": {"text": "Algo mais?", "variable": "more", "options": ["Sim", "Não"]}},
    {"id": "more", "type": "condition", "data": {"expression": "more == 'Sim'"}},
    {"id": "end", "type": "end", "data": {"text": "Até logo, {{ contact.name }}!"}},
]
EDGES = [
    ("start", "count", None),
    ("count", "hours", None),
    ("hours", "hello", "open"),
    ("hours", "closed", "closed"),
    ("closed", "end", None),
    ("hello", "vip", None),
    ("vip", "thanks", "true"),
    ("vip", "menu", "else"),
    ("thanks", "menu", None),
    ("menu", "route", None),
    ("menu", "end", "timeout"),
    ("route", "again", "sales"),
    ("route", "document", "support"),
    ("route", "document", "else"),
    ("document", "due", None),
    ("due", "note", None),
    ("note", "large", None),
    ("large", "big", "true"),
    ("large", "small", "else"),
    ("big", "again", None),
    ("small", "again", None),
    ("again", "more", None),
    ("more", "count", "true"),
    ("more", "end", "else"),
]
TALK = [
    MessageIn(text="Suporte", reply_id="support"),
    MessageIn(text="529.982.247-25"),
    MessageIn(text="129,90"),
    MessageIn(text="Sim", reply_id="1"),
    MessageIn(text="2ª via", reply_id="bill"),
    MessageIn(text="529.982.247-25"),
    MessageIn(text="59,90"),
    MessageIn(text="Não", reply_id="2"),
]
FACTS = Facts(
    contact={"name": "Ana Souza", "tags": ["vip", "fibra"], "attributes": {"plan": "600 mega"}},
    company={"name": "Rede Sol"},
)


def reception() -> CompiledFlow:
    """The flow, checked and compiled."""
    edges = [
        {"id": f"e{n}", "source": source, "target": target, "source_handle": handle}
        for n, (source, target, handle) in enumerate(EDGES)
    ]
    graph, unread = read_graph(NODES, edges)
    problems = errors_of(validate(graph))
    assert not unread, unread
    assert not problems, problems
    return compile_graph(graph, flow_id=FlowId(UUID(int=1)), version_id=FlowVersionId(UUID(int=2)))


def session(number: int) -> FlowSession:
    """A fresh session of one contact."""
    return new_session(
        session_id=FlowSessionId(UUID(int=number + 1)),
        tenant_id=TenantId(UUID(int=3)),
        flow_id=FlowId(UUID(int=1)),
        version_id=FlowVersionId(UUID(int=2)),
        contact_id=ContactId(UUID(int=number + 4)),
        number_id=NumberId(UUID(int=5)),
        conversation_id=ConversationId(UUID(int=number + 6)),
        now=NOW,
    )


def talk(flow: CompiledFlow, number: int) -> tuple[int, int]:
    """One whole conversation: nodes entered, inputs taken."""
    done = step(flow, session(number), Started(), NOW, FACTS)
    visits = len(done.visits)
    for message in TALK:
        done = step(flow, done.session, message, NOW, FACTS)
        visits += len(done.visits)
    assert done.session.status == "completed", done.session
    return visits, len(TALK) + 1


def speed(flow: CompiledFlow, seconds: float) -> dict[str, float]:
    """Node steps and inputs a second: the best of five rounds, since the machine has other work as well."""
    talk(flow, 0)
    best: dict[str, float] = {}
    for _ in range(5):
        visits = inputs = 0
        number = 0
        began = time.process_time()
        while (spent := time.process_time() - began) < seconds / 5:
            for _ in range(50):
                number += 1
                seen, taken = talk(flow, number)
                visits, inputs = visits + seen, inputs + taken
        found = {
            "steps_per_second": visits / spent,
            "us_per_step": spent / visits * 1e6,
            "us_per_input": spent / inputs * 1e6,
        }
        if found["steps_per_second"] > best.get("steps_per_second", 0):
            best = found
    return best


def memory(flow: CompiledFlow, count: int = 5_000) -> dict[str, float]:
    """Bytes of a session that waits for an answer: as an object in memory, and as stored JSON."""
    done = step(flow, session(1), Started(), NOW, FACTS)
    for message in TALK[:3]:
        done = step(flow, done.session, message, NOW, FACTS)
    stored = msgspec.json.encode(done.session)
    decoder = msgspec.json.Decoder(FlowSession)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    kept = [decoder.decode(stored) for _ in range(count)]
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = (after - before) / len(kept)
    return {
        "bytes_per_session": each,
        "bytes_stored": len(stored),
        "million_sessions_mb": each * MILLION / 2**20,
        "million_stored_mb": len(stored) * MILLION / 2**20,
    }


def main() -> None:
    """Measure, print, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=5.0)
    given = options.parse_args()
    flow = reception()
    result = {**speed(flow, given.seconds), **memory(flow)}
    for name, value in result.items():
        print(f"{name:24}{value:>16,.2f}")
    result_file = Path(__file__).parent / "results" / "engine.json"
    result_file.parent.mkdir(exist_ok=True)
    about = {"python": sys.version.split()[0], "machine": platform.machine(), "goal_steps_per_second": 100_000}
    result_file.write_text(json.dumps({**about, **result}, indent=2) + "\n")


if __name__ == "__main__":
    main()
