"""A desk in one GraphQL document against the REST calls that it replaces: a list, and for each of its rows the contact, the last
messages, the notes and the assignee. REST is asked one after the other, and eight at a time as a browser would.

python benchmarks/graphql.py [--rounds 60] [--rows 20] [--conversations 5000] [--messages 50000]
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import container_of, percentile, place, prepare, report, run, servers
from benchmarks.lists import fill

from pytake_app.embedded.stack import Stack

PORT = 8493
AT_ONCE = 8
DESK = """query Desk($first: Int!) { conversations(first: $first) { nodes {
  id status lastMessageAt unreadCount contact { name phone email tags } assignee { name } notes { body }
  messages(first: 5) { nodes { id text direction status createdAt } }
} pageInfo { hasNextPage endCursor } } }"""


async def _graphql(http: httpx.AsyncClient, rows: int) -> None:
    answer = await http.post("/graphql", json={"query": DESK, "variables": {"first": rows}})
    whole = answer.raise_for_status().json()
    assert "errors" not in whole
    assert len(whole["data"]["conversations"]["nodes"]) == rows


async def _rest(http: httpx.AsyncClient, rows: int, at_once: int) -> None:
    answer = await http.get("/api/v1/conversations", params={"cursor": "", "limit": rows})
    listed = answer.raise_for_status().json()["data"]
    assert len(listed) == rows
    room, asked = asyncio.Semaphore(at_once), []
    for each in listed:
        asked += [
            f"/api/v1/contacts/{each['contact']['id']}",
            f"/api/v1/whatsapp/messages?cursor=&limit=5&conversation_id={each['id']}",
            f"/api/v1/conversations/{each['id']}/notes",
        ]
    people = {each["assigned_to"] for each in listed} - {None}
    asked += [f"/api/v1/users/{person}" for person in people]

    async def one(path: str) -> None:
        async with room:
            (await http.get(path)).raise_for_status()

    await asyncio.gather(*map(one, asked))


async def _measure(dsn: str, line: Any, arguments: argparse.Namespace) -> dict[str, Any]:
    admin = await asyncpg.connect(dsn)
    await fill(dsn, admin, line, arguments.conversations, arguments.messages)
    await admin.close()
    table: dict[str, Any] = {}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", timeout=60) as http:
        login = {"email": "admin1@example.com", "password": "benchmark password"}
        token = (await http.post("/api/v1/auth/login", json=login)).raise_for_status().json()["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        asks: dict[str, Callable[[], Awaitable[None]]] = {
            "graphql": lambda: _graphql(http, arguments.rows),
            "rest one by one": lambda: _rest(http, arguments.rows, 1),
            "rest eight at once": lambda: _rest(http, arguments.rows, AT_ONCE),
        }
        for name, ask in asks.items():
            took = []
            for round_ in range(arguments.rounds + 10):
                began = time.perf_counter()
                await ask()
                if round_ >= 10:
                    took.append(time.perf_counter() - began)
            table[name] = {
                f"p{round(share * 100)}_ms": round(percentile(took, share) * 1000, 1) for share in (0.5, 0.95)
            }
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--rows", type=int, default=20)
    parser.add_argument("--conversations", type=int, default=5_000)
    parser.add_argument("--messages", type=int, default=50_000)
    arguments = parser.parse_args()
    with servers() as running:
        settings = {"PYTAKE_LOG_LEVEL": "WARNING", "PYTAKE_ADDRESS_RATE": "100000", "PYTAKE_ADDRESS_BURST": "100000"}
        stack = Stack(running, place(running, PORT), settings)
        stack.prepare()
        with container_of(stack) as container:
            (line,) = run(prepare(container, 1))
        try:
            stack.start("serve")
            stack.wait_ready(120)
            table = run(_measure(running.admin_dsn(stack.place.database), line, arguments))
        finally:
            stack.stop()
    report("graphql", list(table.items()), {"rows": arguments.rows, **table})


if __name__ == "__main__":
    main()
