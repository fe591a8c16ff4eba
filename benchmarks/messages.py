"""The message table at size: inserts, a conversation's page, status updates; one table against one of monthly partitions.

python benchmarks/messages.py [--rows 10000000]
"""

import argparse
import statistics
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import place, report, run, servers

from pytake_app.embedded.stack import Stack

TENANTS, CONVERSATIONS = 50, 2000
# Ids of version 7 spread over a year, so that each month's partition gets its share.
FILL = """
INSERT INTO {table} (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by, content,
  status_history, provider_id, provider_key, provider_at, created_at)
SELECT lpad(to_hex(n %% {tenants} + 1), 32, '0')::uuid,
  (lpad(to_hex((1767225600000 + (n::numeric / {rows} * 31536000000))::bigint), 12, '0') || '7000' || '8000'
    || lpad(to_hex(n), 12, '0'))::uuid,
  lpad(to_hex((n * 7919) %% {conversations} * 1000 + n %% {tenants} + 1), 32, '0')::uuid,
  lpad(to_hex((n * 7919) %% {conversations} + 1), 32, '0')::uuid, lpad(to_hex(n %% {tenants} + 1), 32, '0')::uuid,
  CASE WHEN n %% 2 = 0 THEN 'inbound' ELSE 'outbound' END, 'text', 'read', 'contact',
  '{{"kind": "text", "body": "Bom dia, minha internet caiu de novo, podem verificar por favor?"}}',
  '[{{"status": "received", "at": "2026-01-01T00:00:00Z"}}]', 'wamid.' || n, md5(n::text)::uuid, now(), now()
FROM generate_series({start}::bigint, {stop}::bigint) AS n"""
FILL = FILL.replace("%%", "%")

PARTITIONED = """
CREATE TABLE parted (LIKE messages INCLUDING DEFAULTS) PARTITION BY RANGE (id);
ALTER TABLE parted ADD PRIMARY KEY (tenant_id, id);
CREATE INDEX ON parted (tenant_id, conversation_id, id);
CREATE INDEX ON parted (tenant_id, number_id, provider_key)"""
PAGE = "SELECT * FROM {table} WHERE tenant_id = $1 AND conversation_id = $2 ORDER BY id DESC LIMIT 50"
BY_PROVIDER = """SELECT m.id FROM unnest($2::uuid[], $3::uuid[]) AS w(n, k)
JOIN {table} m ON m.tenant_id = $1 AND m.number_id = w.n AND m.provider_key = w.k"""
SEARCHED = "CREATE INDEX ix_messages_search ON messages USING gin (pytake_vector(tenant_id, created_at, content))"
"""Made after the rows, as a restore would; the inserts that are measured keep it up to date."""
UPDATE = "UPDATE {table} SET status = 'read' WHERE tenant_id = $1 AND id = ANY($2::uuid[])"


async def _fill(connection: asyncpg.Connection, table: str, start: int, stop: int, rows: int) -> float:
    began = time.perf_counter()
    if table == "messages":
        await connection.execute("DROP INDEX IF EXISTS ix_messages_search")
    step = 500_000
    for first in range(start, stop + 1, step):
        last = min(stop, first + step - 1)
        await connection.execute(
            FILL.format(table=table, tenants=TENANTS, conversations=CONVERSATIONS, rows=rows, start=first, stop=last)
        )
    if table == "messages":
        await connection.execute(SEARCHED)
    await connection.execute(f"VACUUM (ANALYZE) {table}")
    return (stop - start + 1) / (time.perf_counter() - began)


async def _ask(connection: asyncpg.Connection, table: str, rows: int, offset: int) -> dict[str, Any]:
    tenant = uuid.UUID(int=7)
    figures: dict[str, list[float]] = {
        "page_50_us": [],
        "by_provider_50_us": [],
        "insert_100_us": [],
        "update_50_us": [],
    }
    for turn in range(300):
        conversation = uuid.UUID(int=(turn * 13 % CONVERSATIONS) * 1000 + 7)
        began = time.perf_counter()
        await connection.fetch(PAGE.format(table=table), tenant, conversation)
        figures["page_50_us"].append(time.perf_counter() - began)
        keys = [
            uuid.UUID(bytes=__import__("hashlib").md5(str((turn * 50 + i) * TENANTS + 6).encode()).digest())
            for i in range(50)
        ]
        began = time.perf_counter()
        found = await connection.fetch(BY_PROVIDER.format(table=table), tenant, [tenant] * 50, keys)
        figures["by_provider_50_us"].append(time.perf_counter() - began)
        began = time.perf_counter()
        await connection.execute(UPDATE.format(table=table), tenant, [r["id"] for r in found])
        figures["update_50_us"].append(time.perf_counter() - began)
        first = rows + offset + turn * 100
        began = time.perf_counter()
        await connection.execute(
            FILL.format(
                table=table,
                tenants=TENANTS,
                conversations=CONVERSATIONS,
                rows=rows * 1.01,
                start=first,
                stop=first + 99,
            )
        )
        figures["insert_100_us"].append(time.perf_counter() - began)
    return {name: round(statistics.median(values) * 1e6) for name, values in figures.items()}


async def _measure(admin: str, rows: int) -> dict[str, Any]:
    connection = await asyncpg.connect(admin)
    for setting in (
        "enable_seqscan = off",
        "jit = off",
        "synchronous_commit = off",
        "plan_cache_mode = force_custom_plan",
    ):
        await connection.execute(f"SET {setting}")
    result: dict[str, Any] = {}
    small = rows // 10
    await _fill(connection, "messages", 1, small, rows)
    result[f"one_table_{small}"] = await _ask(connection, "messages", small, 10**9)
    await connection.execute(
        "DELETE FROM messages WHERE provider_id IN (SELECT 'wamid.' || n FROM generate_series(1, 0) n)"
    )
    speed = await _fill(connection, "messages", small + 1, rows, rows)
    result[f"one_table_{rows}"] = await _ask(connection, "messages", rows, 2 * 10**9)
    size = await connection.fetchrow("SELECT pg_table_size('messages') AS heap, pg_indexes_size('messages') AS indexes")
    assert size is not None
    result["bytes_per_message"] = {"heap": size["heap"] // rows, "indexes": size["indexes"] // rows}
    result["filled_per_second"] = round(speed)
    await connection.execute(PARTITIONED)
    edges = [1767225600000 + month * 31536000000 // 12 for month in range(13)]
    for month in range(12):
        low, high = (str(uuid.UUID(int=edge << 80)) for edge in edges[month : month + 2])
        await connection.execute(
            f"CREATE TABLE parted_{month} PARTITION OF parted FOR VALUES FROM ('{low}') TO ('{high}')"
        )
    await connection.execute("CREATE TABLE parted_rest PARTITION OF parted DEFAULT")
    await _fill(connection, "parted", 1, rows, rows)
    result[f"twelve_partitions_{rows}"] = await _ask(connection, "parted", rows, 3 * 10**9)
    await connection.close()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    arguments = parser.parse_args()
    with servers({"max_wal_size": "16GB", "maintenance_work_mem": "1GB"}) as running:
        stack = Stack(running, place(running, 8421))
        stack.prepare()
        result = run(_measure(running.admin_dsn(stack.place.database), arguments.rows))
    report("messages", list(result.items()), result)


if __name__ == "__main__":
    main()
