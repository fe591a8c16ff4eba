"""Lists and search at size: the first page of conversations, a page of messages, and words, over HTTP, in a small company and
in one a hundred times as large.

python benchmarks/lists.py [--conversations 1000000] [--messages 10000000]
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import container_of, percentile, place, prepare, report, run, servers

from pytake_app.embedded.stack import Stack

PORT = 8431
SMALL_CONVERSATIONS, SMALL_MESSAGES = 10_000, 100_000
"""As many messages a conversation as in the large one, so that pages are of one length."""
YEAR_MS = 31_536_000_000
ASKED = 150
CONTACTS = """INSERT INTO contacts (tenant_id, id, name, created_at, updated_at)
SELECT $1, md5('c' || n)::uuid, 'Cliente ' || n, now(), now() FROM generate_series($2::bigint, $3::bigint) n
ON CONFLICT DO NOTHING"""
ADDRESSES = """INSERT INTO contact_addresses (tenant_id, kind, value, contact_id)
SELECT $1, 'phone', '+55' || (11900000000 + n), md5('c' || n)::uuid FROM generate_series($2::bigint, $3::bigint) n
ON CONFLICT DO NOTHING"""
CONVERSATIONS = """INSERT INTO conversations (tenant_id, id, contact_id, number_id, status, handed_over, tags, priority,
  unread_count, last_message, last_message_at, created_at, updated_at)
SELECT $1, md5('v' || n)::uuid, md5('c' || n)::uuid, $4,
  (ARRAY['bot', 'queued', 'active', 'resolved', 'resolved', 'archived'])[1 + n % 6], n % 2 = 0, ARRAY['lote' || n % 50],
  0, 0, 'Olá', now() - n * interval '20 seconds', now() - interval '400 days', now()
FROM generate_series($2::bigint, $3::bigint) n ON CONFLICT DO NOTHING"""
# Words as seldom as in a language: the first of two thousand are in every other message, the last in a few hundred.
MESSAGES = """INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by,
  content, status_history, provider_id, provider_key, provider_at, created_at)
SELECT $1, (lpad(to_hex(ms), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid,
  md5('v' || (n * 7919) % $4)::uuid, md5('c' || (n * 7919) % $4)::uuid, $5,
  CASE WHEN n % 2 = 0 THEN 'inbound' ELSE 'outbound' END, 'text', 'read', 'contact',
  jsonb_build_object('kind', 'text', 'body', 'mensagem ' || (SELECT string_agg(
    'palavra' || floor(2000 * power(random(), 3))::int, ' ') FROM generate_series(1, 7 + (n % 2)::int))),
  '[]', 'w' || n, md5('p' || n)::uuid, to_timestamp(ms / 1000.0), to_timestamp(ms / 1000.0)
FROM (SELECT n, (extract(epoch FROM now()) * 1000 - $6 + n::numeric / $7 * $6)::bigint AS ms
  FROM generate_series($2::bigint, $3::bigint) n) AS made"""


async def _fill(admin: asyncpg.Connection, tenant: UUID, number: UUID, conversations: int, messages: int) -> float:
    """Rows up to these counts; the search's index is made after them, as a restore would. Seconds it took."""
    began = time.perf_counter()
    await admin.execute("DROP INDEX IF EXISTS ix_messages_search")
    await admin.execute("TRUNCATE messages")
    for statement in (CONTACTS, ADDRESSES):
        await admin.execute(statement, tenant, 1, conversations)
    await admin.execute(CONVERSATIONS, tenant, 1, conversations, number)
    step = 500_000
    for first in range(1, messages + 1, step):
        last = min(messages, first + step - 1)
        await admin.execute(MESSAGES, tenant, first, last, conversations, number, YEAR_MS, messages)
    await admin.execute("SET maintenance_work_mem = '2GB'; SET max_parallel_maintenance_workers = 2")
    await admin.execute(
        "CREATE INDEX ix_messages_search ON messages USING gin (pytake_vector(tenant_id, created_at, content))"
    )
    await admin.execute("VACUUM (ANALYZE) contacts, contact_addresses, conversations, messages")
    return time.perf_counter() - began


async def _times(client: httpx.AsyncClient, asked: list[tuple[str, dict[str, str]]]) -> dict[str, float]:
    times = []
    for path, query in asked:
        began = time.perf_counter()
        answer = await client.get(path, params=query)
        times.append((time.perf_counter() - began) * 1000)
        answer.raise_for_status()
    return {f"p{int(share * 100)}_ms": round(percentile(times[10:], share), 2) for share in (0.5, 0.95)}


async def _ask(client: httpx.AsyncClient, conversations: int, ids: list[UUID]) -> dict[str, Any]:
    lists, pages, words = "/api/v1/conversations", "/api/v1/whatsapp/messages", "/api/v1/whatsapp/messages/search"
    rare = [(words, {"q": f"palavra{1990 - turn % 40} palavra{1800 + turn % 90}"}) for turn in range(ASKED)]
    return {
        "conversations": await _times(client, [(lists, {"cursor": "", "limit": "20"})] * ASKED),
        "of_a_status": await _times(client, [(lists, {"cursor": "", "limit": "20", "status": "queued"})] * ASKED),
        "of_a_tag": await _times(client, [(lists, {"cursor": "", "limit": "20", "tags": "lote7"})] * ASKED),
        "counted": await _times(client, [(lists, {"limit": "20"})] * (ASKED // 5)),
        "messages": await _times(
            client,
            [(pages, {"cursor": "", "conversation_id": str(ids[t % len(ids)]), "limit": "50"}) for t in range(ASKED)],
        ),
        "search_common": await _times(client, [(words, {"q": f"palavra{turn % 5}"}) for turn in range(ASKED)]),
        "search_middling": await _times(client, [(words, {"q": f"palavra{300 + turn}"}) for turn in range(ASKED)]),
        "search_two_rare": await _times(client, rare),
        "search_nothing": await _times(client, [(words, {"q": f"inexistente{turn}"}) for turn in range(ASKED)]),
        "conversations_in_list": conversations,
    }


async def _measure(
    stack: Stack, admin_dsn: str, tenant: UUID, number: UUID, sizes: list[tuple[int, int]]
) -> dict[str, Any]:
    admin = await asyncpg.connect(admin_dsn)
    result: dict[str, Any] = {}
    async with httpx.AsyncClient(base_url=stack.place.base_url, timeout=120) as client:
        login = {"email": "admin1@example.com", "password": "benchmark password"}
        token = (await client.post("/api/v1/auth/login", json=login)).raise_for_status().json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        for conversations, messages in sizes:
            seconds = await _fill(admin, tenant, number, conversations, messages)
            ids = [
                UUID(str(row["id"]))
                for row in await admin.fetch(
                    "SELECT md5('v' || n * 97 % $1)::uuid AS id FROM generate_series(1::bigint, 200) n", conversations
                )
            ]
            sizes_of = await admin.fetchrow(
                "SELECT pg_relation_size('ix_messages_search') AS search, pg_table_size('messages') AS heap"
            )
            found = await _ask(client, conversations, ids)
            assert sizes_of is not None
            result[f"{conversations}_conversations_{messages}_messages"] = {
                **found,
                "filled_in_s": round(seconds),
                "search_bytes_per_message": sizes_of["search"] // messages,
                "heap_bytes_per_message": sizes_of["heap"] // messages,
            }
    await admin.close()
    small, large = (result[name] for name in list(result)[:2])
    result["ratio_of_p95"] = {
        name: round(large[name]["p95_ms"] / small[name]["p95_ms"], 2)
        for name in small
        if isinstance(small[name], dict) and "p95_ms" in small[name]
    }
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=10_000_000)
    arguments = parser.parse_args()
    unlimited = {"PYTAKE_ADDRESS_RATE": "100000", "PYTAKE_ADDRESS_BURST": "100000"}
    sizes = [(SMALL_CONVERSATIONS, SMALL_MESSAGES), (arguments.conversations, arguments.messages)]
    with servers({"max_wal_size": "16GB"}) as running:
        stack = Stack(running, place(running, PORT), unlimited)
        stack.prepare()
        with container_of(stack) as container:
            (line,) = run(prepare(container, 1))
        try:
            stack.start("serve")
            stack.wait_ready()
            dsn = running.admin_dsn(stack.place.database)
            result = run(_measure(stack, dsn, line.tenant_id, line.number_id, sizes))
        finally:
            stack.stop()
    report("lists", list(result.items()), result)


if __name__ == "__main__":
    main()
