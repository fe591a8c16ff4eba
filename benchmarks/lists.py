"""Lists and search at size: the first page of conversations, a page of messages, and words, over HTTP, in a small company and
in one a hundred times as large, each in a database of its own, with as many messages a conversation in both.

python benchmarks/lists.py [--conversations 1000000] [--messages 10000000] [--asked 300] [--rounds 2]
"""

import argparse
import asyncio
import hashlib
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import Line, container_of, percentile, prepare, report, run, servers, without_indexes

from pytake_app.embedded.stack import Place, Stack

PORT = 8431
SMALL_CONVERSATIONS, SMALL_MESSAGES = 10_000, 100_000
"""As many messages a conversation as in the large one, so that pages are of one length."""
YEAR_MS = 31_536_000_000
WARM = 10
"""Times that are not counted."""
CONTACTS = """INSERT INTO contacts (tenant_id, id, name, created_at, updated_at)
SELECT $1, md5('c' || n)::uuid, 'Cliente ' || n, now(), now() FROM generate_series($2::bigint, $3::bigint) n
ON CONFLICT DO NOTHING"""
ADDRESSES = """INSERT INTO contact_addresses (tenant_id, kind, value, contact_id)
SELECT $1, 'phone', '+55' || (11900000000 + n), md5('c' || n)::uuid FROM generate_series($2::bigint, $3::bigint) n
ON CONFLICT DO NOTHING"""
CONVERSATIONS = """INSERT INTO conversations (tenant_id, id, contact_id, number_id, status, handed_over, tags, priority,
  unread_count, last_message, last_message_at, awaits_since, window_expires_at, created_at, updated_at)
SELECT $1, md5('v' || n)::uuid, md5('c' || n)::uuid, $4,
  (ARRAY['bot', 'queued', 'active', 'resolved', 'resolved', 'archived'])[1 + n % 6], n % 2 = 0, ARRAY['lote' || n % 50],
  CASE WHEN n % 100 = 0 THEN 10 ELSE 0 END, CASE WHEN n % 20 = 0 THEN 1 ELSE 0 END, 'Olá', now() - n * interval '20 seconds',
  CASE WHEN n % 6 < 3 AND n % 5 = 0 THEN now() - n * interval '20 seconds' END,
  now() + interval '1 day' - n * interval '20 seconds', now() - interval '400 days', now()
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


FILLED = ("contacts", "contact_addresses", "conversations", "conversation_tags", "messages")
STEP = 250_000
STREAMS = 2
"""As many statements at once while filling."""


async def fill(dsn: str, admin: asyncpg.Connection, line: Line, conversations: int, messages: int) -> float:
    """Rows up to these counts; indexes are made after them, as a restore would. Seconds it took."""
    began = time.perf_counter()
    tenant, number = line.tenant_id, line.number_id
    left = [(first, min(messages, first + STEP - 1)) for first in range(messages // STEP * STEP + 1, 0, -STEP)]

    async def stream() -> None:
        connection = await asyncpg.connect(dsn)
        while left:
            first, last = left.pop()
            if first <= last:
                await connection.execute(MESSAGES, tenant, first, last, conversations, number, YEAR_MS, messages)
        await connection.close()

    async with without_indexes(admin, *FILLED):
        for statement in (CONTACTS, ADDRESSES):
            await admin.execute(statement, tenant, 1, conversations)
        await admin.execute(CONVERSATIONS, tenant, 1, conversations, number)
        await asyncio.gather(*(stream() for _ in range(STREAMS)))
        print(f"{messages} messages in {time.perf_counter() - began:.0f} s", flush=True)
    await admin.execute(f"VACUUM (ANALYZE) {', '.join(FILLED)}")
    await admin.execute("CHECKPOINT")
    return time.perf_counter() - began


class Company:
    """One of the two: its API, and whose pages are asked for."""

    def __init__(self, stack: Stack, line: Line, conversations: int, messages: int) -> None:
        self.stack, self.line = stack, line
        self.conversations, self.messages = conversations, messages
        self.client = httpx.AsyncClient(base_url=stack.place.base_url, timeout=120)

    async def sign_in(self) -> None:
        login = {"email": "admin1@example.com", "password": "benchmark password"}
        answer = await self.client.post("/api/v1/auth/login", json=login)
        self.client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"

    async def check(self) -> None:
        """A page of messages is as long as the figures say."""
        path, query = self.history(0)
        page = (await self.client.get(path, params=query)).raise_for_status().json()["data"]
        assert len(page) == self.messages // self.conversations, len(page)

    async def get(self, path: str, query: dict[str, str]) -> float:
        """Milliseconds until it was answered."""
        began = time.perf_counter()
        answer = await self.client.get(path, params=query)
        took = (time.perf_counter() - began) * 1000
        answer.raise_for_status()
        return took

    def history(self, turn: int) -> tuple[str, dict[str, str]]:
        """The page of messages of one conversation or another."""
        of = UUID(hashlib.md5(f"v{(turn + 1) * 97 % self.conversations}".encode(), usedforsecurity=False).hexdigest())
        return "/api/v1/whatsapp/messages", {"cursor": "", "conversation_id": str(of), "limit": "50"}


Ask = Callable[[Company, int], tuple[str, dict[str, str]]]
LISTS, WORDS = "/api/v1/conversations", "/api/v1/whatsapp/messages/search"
ASKS: dict[str, Ask] = {
    "conversations": lambda _, _turn: (LISTS, {"cursor": "", "limit": "20"}),
    "of_a_status": lambda _, _turn: (LISTS, {"cursor": "", "limit": "20", "status": "queued"}),
    "of_a_tag": lambda _, _turn: (LISTS, {"cursor": "", "limit": "20", "tags": "lote7"}),
    "by_waiting": lambda _, _turn: (LISTS, {"cursor": "", "limit": "20", "sort": "waiting"}),
    "by_priority": lambda _, _turn: (LISTS, {"cursor": "", "limit": "20", "sort": "priority"}),
    "by_window": lambda _, _turn: (LISTS, {"cursor": "", "limit": "20", "sort": "window"}),
    "tag_by_waiting": lambda _, _turn: (LISTS, {"cursor": "", "limit": "20", "sort": "waiting", "tags": "lote7"}),
    "unread": lambda _, _turn: (LISTS, {"cursor": "", "limit": "20", "unread": "true"}),
    "closing": lambda _, _turn: (LISTS, {"cursor": "", "limit": "20", "window_closing": "true"}),
    "counted": lambda _, _turn: (LISTS, {"limit": "20"}),
    "messages_first_look": lambda company, turn: company.history(turn),
    "messages": lambda company, turn: company.history(turn),
    "search_common": lambda _, turn: (WORDS, {"q": f"palavra{turn % 5}"}),
    "search_middling": lambda _, turn: (WORDS, {"q": f"palavra{300 + turn}"}),
    "search_two_rare": lambda _, turn: (WORDS, {"q": f"palavra{1990 - turn % 40} palavra{1800 + turn % 90}"}),
    "search_nothing": lambda _, turn: (WORDS, {"q": f"inexistente{turn}"}),
}
"""`messages` are the same pages that were looked at a moment before: what agents have open."""


async def _compare(companies: Sequence[Company], asked: int) -> dict[str, Any]:
    """Both are asked in turn, so that whatever else the machine does meets both."""
    table: dict[str, Any] = {}
    for name, ask in ASKS.items():
        times: dict[int, list[float]] = {company.conversations: [] for company in companies}
        for turn in range(-WARM, asked):
            for company in companies:
                took = await company.get(*ask(company, turn if turn >= 0 else asked - turn))
                if turn >= 0:
                    times[company.conversations].append(took)
        small, large = times.values()
        table[name] = {
            f"{label}_ms": [round(percentile(each, share), 2) for each in (small, large)]
            for label, share in (("p50", 0.5), ("p95", 0.95))
        }
        table[name]["ratio_of_p95"] = round(percentile(large, 0.95) / percentile(small, 0.95), 2)
        table[name]["ratio_of_p50"] = round(percentile(large, 0.5) / percentile(small, 0.5), 2)
        print(name, table[name], flush=True)
    return table


async def _measure(companies: Sequence[Company], dsns: Sequence[str], asked: int, rounds: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for company, dsn in zip(companies, dsns, strict=True):
        admin = await asyncpg.connect(dsn)
        filled = await fill(dsn, admin, company.line, company.conversations, company.messages)
        sizes = await admin.fetchrow(
            "SELECT pg_relation_size('ix_messages_search') AS search, pg_table_size('messages') AS heap"
        )
        assert sizes is not None
        result[f"{company.conversations}_conversations_{company.messages}_messages"] = {
            "filled_in_s": round(filled),
            "search_bytes_per_message": sizes["search"] // company.messages,
            "heap_bytes_per_message": sizes["heap"] // company.messages,
        }
        await admin.close()
        await company.sign_in()
        await company.check()
    for number in range(rounds):
        result[f"round_{number}"] = await _compare(companies, asked)
    for company in companies:
        await company.client.aclose()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=10_000_000)
    parser.add_argument("--asked", type=int, default=300, help="times each is asked")
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    unlimited = {"PYTAKE_ADDRESS_RATE": "100000", "PYTAKE_ADDRESS_BURST": "100000", "PYTAKE_LOG_LEVEL": "WARNING"}
    sizes = [(SMALL_CONVERSATIONS, SMALL_MESSAGES), (arguments.conversations, arguments.messages)]
    with servers({"max_wal_size": "16GB"}) as running:
        companies, dsns = [], []
        try:
            for index, (conversations, messages) in enumerate(sizes):
                folder = running.data / f"app{index}"
                folder.mkdir()
                stack = Stack(running, Place(data=folder, database=f"lists{index}", port=PORT + index), unlimited)
                stack.prepare()
                with container_of(stack) as container:
                    (line,) = run(prepare(container, 1))
                companies.append(Company(stack, line, conversations, messages))
                dsns.append(running.admin_dsn(stack.place.database))
                stack.start("serve")
                stack.wait_ready()
            result = run(_measure(companies, dsns, arguments.asked, arguments.rounds))
        finally:
            for company in companies:
                company.stack.stop()
    report("lists", list(result.items()), result)


if __name__ == "__main__":
    main()
