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
from uuid import UUID

import asyncpg
import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import Line, container_of, place, prepare, report, run, servers

from pytake_app.embedded.launcher import EmbeddedServers
from pytake_app.embedded.stack import Stack
from pytake_app.wiring.container import Container, close
from pytake_domain.contacts import Sighting, phone_address
from pytake_domain.kernel.ids import MessageId, NumberId, TenantId
from pytake_domain.kernel.text import Phone
from pytake_domain.messaging import Direction, Message, MessageState, SenderKind
from pytake_domain.whatsapp import Text

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


ASKED = ("conversations", "messages", "contacts", "tenants", "users", "user_sessions")
"""The tables that a page of messages reads, with signing in."""


async def _talk(container: Container, line: Line) -> UUID:
    """One conversation of fifty messages; its id."""
    ids, now = container.adapters().ids(), container.adapters().clock().now()
    async with container.adapters().open_work()(TenantId(line.tenant_id)) as work:
        sighting = Sighting(addresses=(phone_address(Phone.parse("+5511912345678")),), at=now)
        contact = (await work.contacts.find_or_add([sighting]))[0]
        place_ = (await work.conversations.open_for([(contact.id, NumberId(line.number_id))], now))[0].conversation
        messages = [
            Message(
                id=MessageId(ids.new()),
                tenant_id=place_.tenant_id,
                conversation_id=place_.id,
                contact_id=contact.id,
                number_id=place_.number_id,
                direction=Direction.INBOUND,
                content=Text(body=f"mensagem {index}"),
                status=MessageState.RECEIVED,
                created_at=now,
                sent_by=SenderKind.CONTACT,
                provider_id=f"wamid.{index}",
            )
            for index in range(50)
        ]
        await work.messages.add_received(messages)
        return UUID(str(place_.id))


async def _prepared(stack: Stack) -> UUID:
    with container_of(stack) as container:
        lines = await prepare(container, 1)
    with container_of(stack) as container:
        talk = await _talk(container, lines[0])
        await close(container)
    return talk


async def _ask(client: httpx.AsyncClient, url: str, count: int) -> float:
    times = []
    for _ in range(count):
        began = time.perf_counter()
        answer = await client.get(url)
        times.append(time.perf_counter() - began)
        answer.raise_for_status()
    return statistics.median(times) * 1e6


async def _requests(stack: Stack, admin: str, talk: UUID) -> dict[str, Any]:
    """A page of 20 messages over HTTP, again and again, with policies and with row security switched off."""
    owner = await asyncpg.connect(admin)
    times: dict[str, list[float]] = {"with": [], "without": []}
    async with httpx.AsyncClient(base_url=stack.place.base_url) as client:
        login = {"email": "admin1@example.com", "password": "benchmark password"}
        token = (await client.post("/api/v1/auth/login", json=login)).raise_for_status().json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        url = f"/api/v1/whatsapp/messages?conversation_id={talk}&limit=20"
        for turn in range(12):
            which = "with" if turn % 2 else "without"
            word = "ENABLE" if turn % 2 else "DISABLE"
            await owner.execute("; ".join(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY" for table in ASKED))
            await _ask(client, url, 50)
            times[which].append(await _ask(client, url, 250))
    await owner.close()
    guarded, bare = (statistics.median(times[name]) for name in ("with", "without"))
    return {
        "with_policy_us": round(guarded),
        "without_us": round(bare),
        "share_of_time": f"{(guarded - bare) / guarded:.1%}",
        "spread_us": [round(min(times["with"])), round(max(times["with"]))],
    }


def _over_http(running: EmbeddedServers) -> dict[str, Any]:
    unlimited = {"PYTAKE_ADDRESS_RATE": "100000", "PYTAKE_ADDRESS_BURST": "100000"}
    stack = Stack(running, place(running, 8411), unlimited)
    stack.prepare()
    talk = run(_prepared(stack))
    try:
        stack.start("serve")
        stack.wait_ready()
        measured: dict[str, Any] = run(_requests(stack, running.admin_dsn(stack.place.database), talk))
        return measured
    finally:
        stack.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    arguments = parser.parse_args()
    with servers() as running:
        app = running.database_url("postgres", "bench_app").replace("postgresql+asyncpg", "postgresql")
        result = run(_measure(running.admin_dsn("postgres"), app, arguments.rows))
        result["page_of_20_over_http"] = _over_http(running)
    report("rls", list(result.items()), result)


if __name__ == "__main__":
    main()
