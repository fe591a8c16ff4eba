"""Whole way: webhook, stored message, flow step, reply accepted by the twin, three statuses processed.

python benchmarks/whole_way.py [--rate 500] [--seconds 60] [--tenants 10]
"""

import argparse
import asyncio
import subprocess
import sys
import time
from pathlib import Path

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import (
    APP_SECRET,
    TOKEN,
    Line,
    Meter,
    container_of,
    percentile,
    place,
    prepare,
    report,
    run,
    servers,
)

from pytake_app.embedded.stack import Stack
from pytake_app.twin.server import CloudTwin
from pytake_app.twin.settings import Behaviour, TwinNumber, TwinSettings

PORT, TWIN_PORT = 8391, 8392
DRAIN = 60.0


STATEMENTS = """
SELECT calls, round(total_exec_time) AS ms, rows, round((total_exec_time / calls)::numeric, 2) AS each,
  regexp_replace(left(query, 150), '\\s+', ' ', 'g') AS query
FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 25"""


async def generate(twin: CloudTwin, lines: list[Line], rate: float, seconds: float) -> dict[str, float]:
    """Customers who write once each, evenly spread; when each did, by WhatsApp id."""
    said: dict[str, float] = {}
    began = time.perf_counter()
    total = int(rate * seconds)
    for index in range(total):
        due = began + index / rate
        wait = due - time.perf_counter()
        if wait > 0.002:
            await asyncio.sleep(wait)
        elif index % 20 == 0:
            await asyncio.sleep(0)
        line = lines[index % len(lines)]
        wa_id = f"5511{900000000 + index}"
        said[wa_id] = time.time()
        twin.say("+" + wa_id, line.phone_number_id, text=f"mensagem {index}", name="Cliente Teste")
    return said


async def measure(
    stack: Stack, admin: str, lines: list[Line], arguments: argparse.Namespace, pids: dict[str, int]
) -> dict[str, object]:
    twin = CloudTwin(
        TwinSettings(
            behaviour=Behaviour(
                sent=0,
                delivered=0.05,
                read=0.1,
                pair_rate=False,
                throughput=False,
                posts_at_once=64,
                batch=arguments.batch,
                batch_wait=0.02 if arguments.batch > 1 else 0.0,
            )
        )
    )
    await twin.start(port=TWIN_PORT)
    for line in lines:
        twin.add_number(
            TwinNumber(
                phone_number_id=line.phone_number_id,
                display_phone_number=line.display,
                waba_id=str(1000 + int(line.phone_number_id)),
                access_token=TOKEN,
                app_secret=APP_SECRET,
                callback_url=f"{stack.place.base_url}/api/v1/whatsapp/webhook",
                messages_per_second=1000,
            )
        )
    connection = await asyncpg.connect(admin)
    await generate(twin, lines, 50, 4)  # warm up
    await asyncio.sleep(2)
    warmed = len(twin.ledger())
    twin.forget()
    await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()")
    meter = Meter(pids)
    _profile(pids, arguments)
    said = await generate(twin, lines, arguments.rate, arguments.seconds)
    generated = time.perf_counter()
    count = len(said)
    done_at: float | None = None
    while time.perf_counter() - generated < DRAIN:
        read = await connection.fetchval("SELECT count(*) FROM messages WHERE status = 'read'")
        if read >= count + warmed:
            done_at = time.perf_counter()
            break
        await asyncio.sleep(0.1)
    elapsed, cpu = meter.read()
    ledger = twin.ledger()
    latencies = [a.at - said[a.to] for a in ledger if a.to in said]
    states = {
        r["status"]: r["count"] for r in await connection.fetch("SELECT status, count(*) FROM messages GROUP BY 1")
    }
    left = {t: await connection.fetchval(f"SELECT count(*) FROM {t}") for t in ("inbox", "deliveries", "outgoing")}
    if arguments.statements:
        for r in await connection.fetch(STATEMENTS):
            print(*r.values())
    await connection.close()
    await twin.stop()
    return {
        "rate_asked": arguments.rate,
        "conversations": count,
        "replies_accepted": len(ledger),
        "answered_twice": len(ledger) - len({a.to for a in ledger}),
        "drained_after_s": round(done_at - generated, 2) if done_at else None,
        "rate_achieved": round(count / elapsed, 1),
        "reply_p50_ms": round(percentile(latencies, 0.5) * 1000, 1),
        "reply_p95_ms": round(percentile(latencies, 0.95) * 1000, 1),
        "reply_p99_ms": round(percentile(latencies, 0.99) * 1000, 1),
        "cpu_us_per_conversation": {name: round(value / max(1, count) * 1e6) for name, value in cpu.items()},
        "cpu_seconds": {name: round(value, 1) for name, value in cpu.items()},
        "memory_mb": meter.memory(),
        "messages": states,
        "left_in_queues": left,
    }


def _profile(pids: dict[str, int], arguments: argparse.Namespace) -> None:
    """Flame graphs of the API and the worker, where py-spy is installed."""
    if not arguments.profile:
        return
    for name in ("api", "worker"):
        subprocess.Popen(
            [
                *("py-spy", "record", "-d", str(int(arguments.seconds)), "-r", "250", "-f", "raw"),
                *("-o", f"/tmp/{name}.raw", "-p", str(pids[name])),
            ]
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--tenants", type=int, default=10)
    parser.add_argument("--batch", type=int, default=1, help="updates that the provider puts into one post at most")
    parser.add_argument("--statements", action="store_true", help="print what PostgreSQL spent its time on")
    parser.add_argument("--profile", action="store_true", help="record API and worker with py-spy")
    arguments = parser.parse_args()
    with servers() as running:
        settings = {
            "PYTAKE_CLOUD_BASE_URL": f"http://127.0.0.1:{TWIN_PORT}",
            "PYTAKE_PROVIDER_HOSTS": "127.0.0.1",
            "PYTAKE_LOG_LEVEL": "WARNING",
        }
        stack = Stack(running, place(running, PORT), settings)
        stack.prepare()
        with container_of(stack) as container:
            lines = run(prepare(container, arguments.tenants))
        try:
            stack.start("serve")
            stack.start("work")
            stack.wait_ready()
            import os

            pids = {
                "api": stack.pid("serve"),
                "worker": stack.pid("work"),
                "postgres": running.postgres_pid,
                "valkey": running.valkey_pid,
                "twin_and_load": os.getpid(),
            }
            result = run(measure(stack, running.admin_dsn(stack.place.database), lines, arguments, pids))
        finally:
            stack.stop()
            for log in (stack.place.data / "logs").iterdir():
                if text := log.read_text(encoding="utf-8")[-3000:]:
                    print(f"--- {log.name}\n{text}")
    report("whole_way", list(result.items()), result)


if __name__ == "__main__":
    main()
