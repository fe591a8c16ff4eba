"""What the benchmarks share: servers as in production, a stack of processes, tenants with numbers and a flow, figures."""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import psutil

from pytake_app.embedded.launcher import EmbeddedServers
from pytake_app.embedded.stack import Place, Stack
from pytake_app.settings import read
from pytake_app.wiring.container import Container, build, close
from pytake_domain.flows import Graph, Trigger, read_graph, read_trigger
from pytake_domain.identity import Plan
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import ApiType, NumberDraft

RESULTS = Path(__file__).parent / "results"
POSTGRES = {
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "all",
}
"""As an operator of such a machine would set it; durable (fsync and synchronous_commit are on)."""
TOKEN, APP_SECRET = "EAA-benchmark-token-0123456789", "benchmark-app-secret-0123456789"


class Line(msgspec.Struct, frozen=True):
    """A tenant's number, as the load generator needs it."""

    tenant_id: UUID
    number_id: UUID
    phone_number_id: str
    display: str


GRAPH: dict[str, Any] = {
    "nodes": [
        {"id": "start", "type": "start", "data": {}},
        {"id": "set", "type": "set_variable", "data": {"variable": "visits", "value": "{{ 1 | plus: 1 }}"}},
        {
            "id": "vip",
            "type": "condition",
            "data": {"branches": [{"id": "vip", "when": 'contact.tags contains "vip"'}]},
        },
        {
            "id": "hello",
            "type": "message",
            "data": {"text": "Olá {{ contact.first_name }}, recebemos: {{ last_message }}"},
        },
        {"id": "bye", "type": "end", "data": {}},
    ],
    "edges": [
        {"id": "1", "source": "start", "target": "set"},
        {"id": "2", "source": "set", "target": "vip"},
        {"id": "3", "source": "vip", "source_handle": "vip", "target": "hello"},
        {"id": "4", "source": "vip", "source_handle": "else", "target": "hello"},
        {"id": "5", "source": "hello", "target": "bye"},
    ],
}


@contextmanager
def servers(postgres: Mapping[str, str] | None = None) -> Iterator[EmbeddedServers]:
    """Embedded servers in a folder of their own, which goes with them: tables at size fill a disk in a few runs."""
    folder = Path(tempfile.mkdtemp(prefix="pytake-bench-"))
    try:
        with EmbeddedServers(folder, {**POSTGRES, **(postgres or {})}) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place(running: EmbeddedServers, port: int) -> Place:
    """A folder for the stack beside the servers' data."""
    folder = running.data / "app"
    folder.mkdir(exist_ok=True)
    return Place(data=folder, port=port)


@contextmanager
def container_of(stack: Stack) -> Iterator[Container]:
    """The same wiring in this process, to prepare data through the use cases."""
    yield build(read({k: v for k, v in stack.environment.items() if k.startswith(("PYTAKE_", "DATABASE_", "REDIS_"))}))


async def prepare(container: Container, tenants: int) -> list[Line]:
    """Tenants on the largest plan, each with a fast active number and a published flow that answers everything."""
    lines = []
    for index in range(1, tenants + 1):
        issued = (
            await container.identity()
            .register_tenants()
            .register(
                company=f"Provedor {index}",
                name="Admin",
                email=f"admin{index}@example.com",
                password="benchmark password",
                plan=Plan.ENTERPRISE,
            )
        )
        tenant_id = TenantId(issued.tenant.id)
        actor = Actor(
            kind=ActorKind.USER,
            id=issued.user.id,
            tenant_id=tenant_id,
            permissions=frozenset(Permission) - {Permission.PLATFORM},
        )
        lines.append(await _line(container, actor, index))
    await close(container)
    return lines


async def _line(container: Container, actor: Actor, index: int) -> Line:
    numbers = container.numbers().manage_numbers()
    number = await numbers.add(
        actor,
        NumberDraft(
            name="Principal",
            api_type=ApiType.OFFICIAL,
            phone_number_id=str(1000 + index),
            business_account_id=str(2000 + index),
            access_token=Secret(TOKEN),
            app_secret=Secret(APP_SECRET),
            messages_per_second=1000,
        ),
    )
    await numbers.switch(actor, number.id, on=True)
    graph, _ = read_graph(GRAPH["nodes"], GRAPH["edges"])
    trigger, _ = read_trigger("message_received")
    flow = await _flow(container, actor, graph, trigger)
    await container.flows().publish_flows().publish(actor, flow)
    return Line(actor.tenant_id, number.id, str(1000 + index), f"+55 11 9000{index:04d}")


async def _flow(container: Container, actor: Actor, graph: Graph, trigger: Trigger) -> Any:
    flow = await container.flows().edit_flows().create(actor, name="Recepção", trigger=trigger, graph=graph)
    return flow.id


INDEXES = """SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made FROM pg_index i
JOIN pg_class t ON t.oid = i.indrelid WHERE t.relname = ANY ($1::text[]) AND NOT i.indisprimary
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)"""


@asynccontextmanager
async def without_indexes(admin: asyncpg.Connection, *tables: str) -> AsyncIterator[None]:
    """Rows are filled in without these tables' indexes; those are made after them, as a restore would."""
    indexes = await admin.fetch(INDEXES, list(tables))
    for index in indexes:
        await admin.execute(f"DROP INDEX {index['name']}")
    yield
    await admin.execute("SET maintenance_work_mem = '2GB'; SET max_parallel_maintenance_workers = 2")
    for index in indexes:
        await admin.execute(index["made"])


class Meter:
    """CPU of process trees between two looks, and their memory."""

    def __init__(self, roots: Mapping[str, int]) -> None:
        self._roots = roots
        self._before = self._read()
        self._began = time.perf_counter()

    def _read(self) -> dict[str, float]:
        return {name: sum(_cpu(p) for p in self._own(pid)) for name, pid in self._roots.items()}

    def _own(self, pid: int) -> list[psutil.Process]:
        """A process and its children, without the trees that are counted for themselves."""
        mine = {p.pid for p in psutil.Process(pid).parents()} | {pid} if psutil.pid_exists(pid) else {pid}
        others = set(self._roots.values()) - mine
        return [p for p in _tree(pid) if p.pid not in others and not others.intersection(_parents(p))]

    def read(self) -> tuple[float, dict[str, float]]:
        """Seconds passed, and CPU seconds used by each tree."""
        after = self._read()
        return time.perf_counter() - self._began, {name: after[name] - self._before[name] for name in after}

    def memory(self) -> dict[str, float]:
        """Resident MB of each tree (shared pages counted once per process)."""
        return {name: round(sum(_rss(p) for p in self._own(pid)) / 2**20, 1) for name, pid in self._roots.items()}


def _tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _parents(process: psutil.Process) -> list[int]:
    try:
        return [p.pid for p in process.parents() if p.pid != process.pid]
    except psutil.NoSuchProcess:
        return []


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
        # A child that has ended in between counts on in its parent: a backend, a vacuum.
        return float(times.user + times.system + times.children_user + times.children_system)
    except psutil.NoSuchProcess:
        return 0.0


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all is not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def report(name: str, rows: Sequence[tuple[str, Any]], data: Mapping[str, Any]) -> None:
    """Print a table and keep the same as JSON."""
    print(f"\n{name}")
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        print(f"  {label:<{width}}  {value}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(dict(data), indent=2, default=str), encoding="utf-8")


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Look every 50 ms until it holds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def run(coroutine: Any) -> Any:
    """On uvloop, as in production."""
    import uvloop

    return uvloop.run(coroutine) if coroutine is not None else asyncio.sleep(0)
