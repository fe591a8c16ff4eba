"""What a message leaves on disk: customers who each write many times and are answered by a flow, then every table's growth.

python benchmarks/sizes.py [--customers 400] [--each 25] [--rate 120]
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.campaigns import twin_of
from benchmarks.harness import Line, Meter, container_of, place, prepare, report, run, servers

from pytake_app.embedded.stack import Stack
from pytake_app.twin import Behaviour

PORT, TWIN_PORT = 8491, 8492
PATIENCE = 180.0
SIZES = """SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"""
CONNECTED = "SELECT usename, count(*) AS n FROM pg_stat_activity WHERE usename LIKE 'pytake%' GROUP BY 1"


async def sizes(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[str, int]:
    """After what is dead was taken away; queues that are empty again count as what is left of them."""
    await connection.execute("VACUUM FULL", timeout=300)
    return {row["name"]: row["bytes"] for row in await connection.fetch(SIZES)}


async def measure(
    stack: Stack, admin: str, line: Line, arguments: argparse.Namespace, pids: dict[str, int]
) -> dict[str, Any]:
    behaviour = Behaviour(sent=0, delivered=0.05, read=0.1, pair_rate=False, throughput=False)
    twin = await twin_of(line, f"{stack.place.base_url}/api/v1/whatsapp/webhook", port=TWIN_PORT, behaviour=behaviour)
    connection = await asyncpg.connect(admin)
    empty, wal = await sizes(connection), await connection.fetchval("SELECT pg_current_wal_lsn()")
    meter, wanted = Meter(pids), arguments.customers * arguments.each
    most: dict[str, int] = {}
    began = time.perf_counter()
    for index in range(wanted):
        await asyncio.sleep(max(0.0, began + index / arguments.rate - time.perf_counter()))
        phone = f"+5511{900000000 + index % arguments.customers}"
        twin.say(phone, line.phone_number_id, text=f"Bom dia, é a mensagem {index}", name="Cliente Teste")
        if index % 500 == 0:
            for row in await connection.fetch(CONNECTED):
                most[row["usename"]] = max(most.get(row["usename"], 0), row["n"])
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        if await connection.fetchval("SELECT count(*) FROM messages WHERE status = 'read'") >= wanted:
            break
        await asyncio.sleep(0.5)
    took, cpu = meter.read()
    messages = await connection.fetchval("SELECT count(*) FROM messages")
    logged = await connection.fetchval("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), $1)", wal)
    grown = {name: size - empty.get(name, 0) for name, size in (await sizes(connection)).items()}
    await connection.close()
    await twin.stop()
    largest = sorted(grown.items(), key=lambda each: -each[1])[:12]
    return {
        "messages": messages,
        "messages_a_second": round(messages / took, 1),
        "cpu_ms_a_message": {name: round(seconds / messages * 1000, 2) for name, seconds in cpu.items()},
        "bytes_a_message": round(sum(grown.values()) / messages),
        "wal_bytes_a_message": round(float(logged) / messages),
        "bytes_by_table": {name: round(size / messages, 1) for name, size in largest if size > 0},
        "connections_at_most": most,
        "memory_mb": meter.memory(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=400)
    parser.add_argument("--each", type=int, default=25)
    parser.add_argument("--rate", type=float, default=120)
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
            lines = run(prepare(container, 1))
        try:
            pids = {name: stack.start(name) for name in ("serve", "work")}
            stack.wait_ready()
            pids |= {"postgres": running.postgres_pid, "valkey": running.valkey_pid}
            result = run(measure(stack, running.admin_dsn(stack.place.database), lines[0], arguments, pids))
        finally:
            stack.stop()
    report("sizes", list(result.items()), result)


if __name__ == "__main__":
    main()
