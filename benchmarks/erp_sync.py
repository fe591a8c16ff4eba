"""Taking an ERP over from the twin: customers, contracts and invoices a second, memory, and what the next run costs.

python benchmarks/erp_sync.py [--people 100000] [--bills 12]
"""

import argparse
import asyncio
import multiprocessing
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import asyncpg
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import Line, container_of, prepare, report, run, servers

from pytake_app.embedded.stack import Place, Stack
from pytake_app.settings import read
from pytake_app.twin import CloudTwin
from pytake_app.twin.erp.standard import many
from pytake_app.wiring.container import Container, build, close
from pytake_domain.erp import ErpDraft, ErpSettings, ErpSync, SyncState
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Secret

ERP = "ixcsoft"


def _twin(people: int, bills: int, told: Connection) -> None:
    """A process of its own, so that its memory is not ours."""

    async def serve() -> None:
        twin = CloudTwin()
        many(twin.erps.world(ERP), people, bills, paid=False)
        told.send(await twin.start())
        await asyncio.get_running_loop().run_in_executor(None, told.recv)
        await twin.stop()

    asyncio.run(serve())


async def _sweep(container: Container, actor: Actor, whole: bool) -> tuple[ErpSync, dict[str, Any]]:  # noqa: FBT001  ours
    syncing = container.erp().sync_erps()
    process, began = psutil.Process(), time.perf_counter()
    before, cpu, peak = process.memory_info().rss, process.cpu_times(), 0
    await syncing.start(actor, ERP, whole=whole)
    while True:
        ended = await syncing.turn(actor.tenant_id, ERP)
        peak = max(peak, process.memory_info().rss)
        async with container.adapters().open_work()(actor.tenant_id) as work:
            sync = await work.erp_syncs.last(ERP)
        print(f"{time.perf_counter() - began:.0f} s: {sync.part} {sync.customers} {sync.invoices}", flush=True)
        if ended or sync.state is not SyncState.RUNNING:
            break
    took, after = time.perf_counter() - began, process.cpu_times()
    rows = sync.customers + sync.invoices
    return sync, {
        "state": sync.state.value,
        "customers": sync.customers,
        "invoices": sync.invoices,
        "seconds": round(took, 1),
        "rows_a_second": round(rows / took),
        "own_cpu_us_a_row": round((after.user + after.system - cpu.user - cpu.system) / max(rows, 1) * 1e6, 1),
        "memory_mb": {"before": round(before / 2**20), "peak": round(peak / 2**20)},
    }


async def _run(dsn: str, container: Container, line: Line, twin: str) -> dict[str, Any]:
    actor = Actor(kind=ActorKind.SYSTEM, id=None, tenant_id=TenantId(line.tenant_id), permissions=frozenset(Permission))
    draft = ErpDraft(
        base_url=f"{twin}/erp/{ERP}",
        secrets={"token": Secret("7:twin-ixc-key")},
        settings=ErpSettings(plain_http=True),
    )
    connection, checked = await container.erp().connect_erps().connect(actor, ERP, draft)
    assert checked.broken is None, checked
    admin = await asyncpg.connect(dsn)
    result: dict[str, Any] = {}
    for name, whole in (("first", True), ("next", False)):
        _, result[name] = await _sweep(container, actor, whole)
        print(name, result[name], flush=True)
    for table in ("erp_customers", "erp_contracts", "erp_invoices"):
        result[table] = await admin.fetchval(f"SELECT count(*) FROM {table} WHERE tenant_id = $1", actor.tenant_id)
    await admin.close()
    await close(container)
    assert connection.erp_type == ERP
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--bills", type=int, default=12)
    arguments = parser.parse_args()
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    twin = multiprocessing.get_context("spawn").Process(
        target=_twin, args=(arguments.people, arguments.bills, theirs), daemon=True
    )
    twin.start()
    try:
        url = ours.recv()
        with servers() as running:
            folder = running.data / "app"
            folder.mkdir()
            stack = Stack(running, Place(data=folder, database="erp", port=8448))
            stack.prepare()
            with container_of(stack) as container:
                (line,) = run(prepare(container, 1))
            environment = {**stack.environment, "PYTAKE_ALLOW_PRIVATE_URLS": "true"}
            known = {k: v for k, v in environment.items() if k.startswith(("PYTAKE_", "DATABASE_", "REDIS_"))}
            result = run(_run(running.admin_dsn("erp"), build(read(known)), line, url))
        report("erp_sync", list(result.items()), result)
    finally:
        ours.send("over")
        twin.join(10)


if __name__ == "__main__":
    main()
