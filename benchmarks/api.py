"""The API under a mixed load: what consoles and programs ask, at a steady rate, of one instance and of several.

Requests are sent at their time and their wait counts. Two thirds look (lists, a conversation, its messages, a person, oneself), a
tenth searches or asks for figures, a fifth writes (notes, marks). Each answer that shows somebody is put into the audit first.

python benchmarks/api.py [--rates 250 500 1000] [--instances 1] [--seconds 15] [--conversations 10000] [--messages 100000]
"""

import argparse
import asyncio
import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import Meter, container_of, percentile, place, prepare, report, run, servers
from benchmarks.lists import fill
from benchmarks.load import drive

from pytake_app.embedded.stack import Stack

PORT = 8461
CONNECTIONS = 64
WARM = 400


def _id(kind: str, number: int) -> UUID:
    return UUID(hashlib.md5(f"{kind}{number}".encode(), usedforsecurity=False).hexdigest())


def mixed(token: str, count: int, conversations: int, chance: random.Random) -> list[bytes]:
    """So many requests as bytes; which is which follows from the chance that is given."""
    made = []
    for _ in range(count):
        number = chance.randrange(1, conversations)
        talk, person = _id("v", number), _id("c", number)
        asks: list[tuple[int, str, str, Any]] = [
            (30, "GET", f"/api/v1/whatsapp/messages?cursor=&conversation_id={talk}&limit=20", None),
            (15, "GET", "/api/v1/conversations?cursor=&limit=20", None),
            (10, "GET", f"/api/v1/conversations/{talk}", None),
            (10, "GET", f"/api/v1/contacts/{person}", None),
            (5, "GET", "/api/v1/auth/me", None),
            (5, "GET", f"/api/v1/contacts?cursor=&limit=20&q=cliente%20{number}", None),
            (3, "GET", "/api/v1/dashboard/queue", None),
            (2, "GET", f"/api/v1/whatsapp/messages/search?q=palavra{300 + number % 700}", None),
            (12, "POST", f"/api/v1/conversations/{talk}/notes", {"body": f"nota {number}"}),
            (8, "PUT", f"/api/v1/contacts/{person}", {"vip": number % 2 == 0}),
        ]
        _, method, path, body = chance.choices(asks, [ask[0] for ask in asks])[0]
        content = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        made.append(head.encode() + b"\r\n" + content)
    return made


async def _measure(
    dsn: str, line: Any, ports: list[int], pids: dict[str, int], arguments: argparse.Namespace
) -> dict[str, Any]:
    admin = await asyncpg.connect(dsn)
    await fill(dsn, admin, line, arguments.conversations, arguments.messages)
    await admin.close()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{ports[0]}", timeout=60) as http:
        login = {"email": "admin1@example.com", "password": "benchmark password"}
        token = (await http.post("/api/v1/auth/login", json=login)).raise_for_status().json()["token"]
    chance = random.Random(7)
    for port in ports:
        await drive(port, mixed(token, WARM, arguments.conversations, chance), connections=8, seconds=60)
    table: dict[str, Any] = {}
    for rate in arguments.rates:
        each = rate / len(ports)
        loads = [mixed(token, int(each * arguments.seconds), arguments.conversations, chance) for _ in ports]
        meter = Meter(pids)
        done = await asyncio.gather(
            *(
                drive(port, load, connections=CONNECTIONS, seconds=arguments.seconds * 3, rate=each)
                for port, load in zip(ports, loads, strict=True)
            )
        )
        seconds, cpu = meter.read()
        took = [spent for times, _, _ in done for spent in times]
        statuses: dict[int, int] = {}
        for _, counted, _ in done:
            for status, count in counted.items():
                statuses[status] = statuses.get(status, 0) + count
        table[str(rate)] = {
            "answered_per_second": round(len(took) / max(spent for _, _, spent in done)),
            **{f"p{round(share * 100)}_ms": round(percentile(took, share) * 1000, 1) for share in (0.5, 0.95, 0.99)},
            "statuses": statuses,
            "cpu_percent": {name: round(100 * used / seconds) for name, used in cpu.items()},
        }
        print(rate, table[str(rate)], flush=True)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=float, nargs="*", default=[250, 500, 1000])
    parser.add_argument("--instances", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=100_000)
    arguments = parser.parse_args()
    with servers() as running:
        settings = {"PYTAKE_LOG_LEVEL": "WARNING", "PYTAKE_ADDRESS_RATE": "100000", "PYTAKE_ADDRESS_BURST": "100000"}
        stack = Stack(running, place(running, PORT), settings)
        stack.prepare()
        with container_of(stack) as container:
            (line,) = run(prepare(container, 1))
        others: list[subprocess.Popen[bytes]] = []
        try:
            stack.start("serve")
            stack.wait_ready()
            pids = {"api": stack.pid("serve")}
            ports = [PORT, *(PORT + 1 + number for number in range(arguments.instances - 1))]
            for port in ports[1:]:
                command = [sys.executable, "-m", "pytake_app.cli", "serve", "--port", str(port)]
                others.append(subprocess.Popen(command, env=stack.environment, start_new_session=True))
                pids[f"api_{port}"] = others[-1].pid
            stack.start("work")
            pids |= {"work": stack.pid("work"), "postgres": running.postgres_pid, "valkey": running.valkey_pid}
            for port in ports[1:]:
                run(_ready(port))
            table = run(_measure(running.admin_dsn(stack.place.database), line, ports, pids, arguments))
        finally:
            for process in others:
                process.terminate()
                process.wait()
            stack.stop()
    report("api", list(table.items()), {"instances": arguments.instances, "rates": table})


async def _ready(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=5) as http:
        for _ in range(150):
            try:
                if (await http.get("/observability/ready")).is_success:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.2)


if __name__ == "__main__":
    main()
