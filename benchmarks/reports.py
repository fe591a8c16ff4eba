"""Reports at size: every route of the dashboard and of costs, by period, in a company of many messages and in one a hundredth
as large.

The hours are counted by the worker's own means first, which is timed as well.

python benchmarks/reports.py [--messages 10000000] [--asked 60]
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import container_of, percentile, prepare, report, run, servers
from benchmarks.lists import Company, fill

from pytake_app.embedded.stack import Place, Stack
from pytake_app.wiring.container import Container
from pytake_domain.kernel.ids import TenantId

PORT = 8471
SHARE, A_TALK, WARM = 100, 10, 5
FIGURES = "/api/v1/dashboard"
PERIODS = ("today", "7d", "30d", "90d")
CHARTS = ("messages_received", "messages_delivered", "conversations_opened")
TOUCHED = """INSERT INTO touched_hours (tenant_id, hour)
SELECT $1, generate_series(date_trunc('hour', now() - interval '366 days'), now(), interval '1 hour')"""


def asks() -> dict[str, tuple[str, dict[str, str]]]:
    """Each by its name."""
    made: dict[str, tuple[str, dict[str, str]]] = {
        f"{name}_{period}": (f"{FIGURES}/{name}", {"period": period})
        for name in ("overview", "kpis", "metrics")
        for period in PERIODS
    }
    made |= {f"chart_{chart}_90d": (f"{FIGURES}/charts/{chart}", {"period": "90d"}) for chart in CHARTS}
    made |= {name: (f"{FIGURES}/{name}", {}) for name in ("agents", "queue", "alerts", "conversations/active")}
    return made | {f"costs_{period}": ("/api/v1/costs", {"period": period}) for period in ("30d", "90d")}


async def _counted(container: Container, dsn: str, company: Company) -> tuple[float, int]:
    """Every hour of the year, as after a restore; seconds, and how many hours."""
    admin = await asyncpg.connect(dsn)
    await admin.execute(TOUCHED, company.line.tenant_id)
    await admin.close()
    began, hours = time.perf_counter(), 0
    open_work = container.adapters().open_work()
    while True:
        async with open_work(TenantId(company.line.tenant_id)) as work:
            gathered = await work.hourly.gather()
        hours += gathered
        if not gathered:
            return time.perf_counter() - began, hours


async def _measure(
    companies: Sequence[Company], dsns: Sequence[str], containers: Sequence[Container], asked: int
) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for company, dsn, container in zip(companies, dsns, containers, strict=True):
        admin = await asyncpg.connect(dsn)
        await fill(dsn, admin, company.line, company.conversations, company.messages)
        await admin.close()
        seconds, hours = await _counted(container, dsn, company)
        table[f"counted_{company.messages}"] = {"seconds": round(seconds, 1), "hours": hours}
        print(table, flush=True)
        await company.sign_in()
    for name, (path, query) in asks().items():
        times: list[list[float]] = [[], []]
        for turn in range(-WARM, asked):
            for place, company in enumerate(companies):
                took = await company.get(path, query)
                if turn >= 0:
                    times[place].append(took)
        table[name] = {
            f"p{round(share * 100)}_ms": [round(percentile(each, share), 1) for each in times] for share in (0.5, 0.95)
        }
        print(name, table[name], flush=True)
    for company in companies:
        table[f"export_{company.messages}_s"] = round(await _exported(company), 2)
        await company.client.aclose()
    return table


async def _exported(company: Company) -> float:
    began = time.perf_counter()
    answer = await company.client.post(f"{FIGURES}/export", json={"period": "90d", "format": "xlsx"})
    assert answer.status_code == httpx.codes.OK, answer.text
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000_000)
    parser.add_argument("--asked", type=int, default=60, help="times each is asked")
    arguments = parser.parse_args()
    unlimited = {"PYTAKE_ADDRESS_RATE": "100000", "PYTAKE_ADDRESS_BURST": "100000", "PYTAKE_LOG_LEVEL": "WARNING"}
    with servers({"max_wal_size": "16GB"}) as running:
        companies, dsns, containers = [], [], []
        try:
            for index, messages in enumerate((arguments.messages // SHARE, arguments.messages)):
                folder = running.data / f"app{index}"
                folder.mkdir()
                stack = Stack(running, Place(data=folder, database=f"reports{index}", port=PORT + index), unlimited)
                stack.prepare()
                with container_of(stack) as container:
                    (line,) = run(prepare(container, 1))
                companies.append(Company(stack, line, messages // A_TALK, messages))
                dsns.append(running.admin_dsn(stack.place.database))
                stack.start("serve")
                stack.wait_ready()
            with container_of(companies[0].stack) as small, container_of(companies[1].stack) as large:
                containers += [small, large]
                table = run(_measure(companies, dsns, containers, arguments.asked))
        finally:
            for company in companies:
                company.stack.stop()
    report("reports", list(table.items()), table)


if __name__ == "__main__":
    main()
