"""Row-level security: its share of a request's time, the same statements on the same rows with policies and without.

python benchmarks/rls.py [--rows 200000]
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

from benchmarks.harness import report, run, servers

PREDICATE = "(SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid)"
SETUP = f"""
CREATE ROLE bench_app LOGIN NOSUPERUSER NOBYPASSRLS;
CREATE TABLE guarded (tenant_id uuid, id uuid, status text, body jsonb, PRIMARY KEY (tenant_id, id));
CREATE TABLE bare (LIKE guarded INCLUDING ALL);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY; ALTER TABLE guarded FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON guarded TO bench_app USING (tenant_id = {PREDICATE}) WITH CHECK (tenant_id = {PREDICATE});
GRANT SELECT, INSERT, UPDATE, DELETE ON guarded, bare TO bench_app
"""


async def _once(connection: asyncpg.Connection, table: str, tenant: uuid.UUID, ids: list[uuid.UUID], kind: str) -> None:
    begin = f"BEGIN; SET LOCAL app.tenant_id = '{tenant}'" if table == "guarded" else "BEGIN"
    await connection.execute(begin)
    if kind == "read":
        await connection.fetch(f"SELECT * FROM {table} WHERE tenant_id = $1 AND id = ANY($2::uuid[])", tenant, ids)
    else:
        await connection.execute(
            f"UPDATE {table} SET status = 'x' WHERE tenant_id = $1 AND id = ANY($2::uuid[])",
            tenant,
            ids,
        )
    await connection.execute("COMMIT")


async def _measure(admin: str, app: str, rows: int) -> dict[str, Any]:
    owner = await asyncpg.connect(admin)
    await owner.execute(SETUP)
    tenants = [uuid.UUID(int=i << 64) for i in range(1, 21)]
    for tenant in tenants:
        records = [(tenant, uuid.UUID(int=(tenant.int | i)), "new", '{"body": "mensagem"}') for i in range(rows // 20)]
        for table in ("guarded", "bare"):
            await owner.copy_records_to_table(table, records=records)
    await owner.execute("ANALYZE guarded; ANALYZE bare")
    connection = await asyncpg.connect(app)
    result: dict[str, Any] = {"rows": rows}
    for kind, count in (("read", 20), ("update", 20)):
        times: dict[str, list[float]] = {"guarded": [], "bare": []}
        for turn in range(3000):
            tenant = tenants[turn % 20]
            ids = [uuid.UUID(int=tenant.int | (turn * 37 + i) % (rows // 20)) for i in range(count)]
            for table in ("guarded", "bare") if turn % 2 else ("bare", "guarded"):
                began = time.perf_counter()
                await _once(connection, table, tenant, ids, kind)
                times[table].append(time.perf_counter() - began)
        guarded, bare = (statistics.median(times[t][200:]) * 1e6 for t in ("guarded", "bare"))
        result[kind] = {
            "with_policy_us": round(guarded, 1),
            "without_us": round(bare, 1),
            "share_of_time": f"{(guarded - bare) / guarded:.1%}",
        }
    await connection.close()
    await owner.close()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    arguments = parser.parse_args()
    with servers() as running:
        app = running.database_url("postgres", "bench_app").replace("postgresql+asyncpg", "postgresql")
        result = run(_measure(running.admin_dsn("postgres"), app, arguments.rows))
    report("rls", list(result.items()), result)


if __name__ == "__main__":
    main()
