"""Several hosts: servers on one, an API and a worker on each of two others, and a link that is cut for a while.

The hosts are network namespaces on a bridge, which needs root and `ip`; where that is not allowed it says so and ends.

python chaos/run.py hosts [--seconds 40] [--cut 12] [--rate 6]
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from benchmarks.campaigns import draw_up, fill, somebody, twin_of
from benchmarks.harness import Line, report, run
from chaos.soak import BEHAVIOUR, WRONG, furnish
from chaos.soak_count import count, settle
from chaos.soak_scene import FIRST_PORT
from chaos.soak_traffic import Crm, Customers, Desk
from tests.e2e.company import Company, House
from tests.support.cluster import Ground, PostgresNode, ground, sweep
from tests.support.fleet import Balancer, Fleet
from tests.support.sentinels import ValkeyNode

from pytake_adapters.postgres.migrate import upgrade
from pytake_adapters.system import SystemClock
from pytake_app.embedded.stack import Place, Stack
from pytake_app.settings import Settings
from pytake_app.twin import CloudTwin
from pytake_app.wiring.container import build, close

BRIDGE, HERE = "ptk0", "10.213.0.1"
HOSTS = {"a": "10.213.0.11", "b": "10.213.0.12"}
TWIN_URL = f"http://{HERE}:{FIRST_PORT + 1}"
PLANNED, PEOPLE = 60, 300
TRACES = """SELECT
  (SELECT count(*) FROM (SELECT 1 FROM audit_links GROUP BY tenant_id, place HAVING count(*) > 1) x) AS chained_twice,
  (SELECT count(*) FROM scheduled_messages WHERE state = 'waiting') AS planned_and_waiting,
  (SELECT coalesce(sum(count), 0) FROM hourly_counts WHERE counter = 'received')::bigint AS counted,
  (SELECT count(*) FROM messages WHERE direction = 'inbound') AS received"""


class NotAllowed(Exception):
    """No namespaces here."""


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], check=False, capture_output=True)
    if done.returncode:
        raise NotAllowed(f"ip {' '.join(words)}: {done.stderr.decode().strip()}")


@contextmanager
def network() -> Iterator[None]:
    """A bridge with an address of this host, and two hosts at it."""
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{HERE}/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for name, address in HOSTS.items():
            there = f"ptk-{name}"
            _ip("netns", "add", there)
            _ip("link", "add", there, "type", "veth", "peer", "name", "eth0", "netns", there)
            _ip("link", "set", there, "master", BRIDGE, "up")
            _ip("-n", there, "addr", "add", f"{address}/24", "dev", "eth0")
            _ip("-n", there, "link", "set", "eth0", "up")
            _ip("-n", there, "link", "set", "lo", "up")
        yield
    finally:
        for words in (*(("netns", "del", f"ptk-{name}") for name in HOSTS), ("link", "del", BRIDGE)):
            subprocess.run(["ip", *words], check=False, capture_output=True)


class Servers:
    """On this host, reached over its address."""

    def __init__(self, at: Ground) -> None:
        self.postgres = PostgresNode(at, "postgres", FIRST_PORT + 10, {"shared_buffers": "256MB"}, address=HERE)
        self.valkey = ValkeyNode(at, "valkey", FIRST_PORT + 12, address=HERE)

    def start(self) -> None:
        """Both."""
        self.postgres.create()
        self.postgres.start()
        self.valkey.start("--protected-mode", "no")

    def stop(self) -> None:
        """Both."""
        self.valkey.stop()
        self.postgres.stop()

    def admin_dsn(self, database: str) -> str:
        """The superuser's."""
        return self.postgres.dsn(database)

    def database_url(self, database: str, user: str) -> str:
        """Over the bridge."""
        return f"postgresql+asyncpg://{user}@{HERE}:{self.postgres.port}/{database}"

    @property
    def redis_url(self) -> str:
        """Over the bridge."""
        return f"redis://{HERE}:{self.valkey.port}/0"


class Scene:
    """Both hosts at work."""

    def __init__(
        self, company: Company, line: Line, twin: CloudTwin, fleet: Fleet, arguments: argparse.Namespace
    ) -> None:
        self._company, self._line, self._twin, self._fleet = company, line, twin, fleet
        self._arguments = arguments
        self.over = False
        self.planned = 0
        self.back_s = 0.0

    async def plan(self, customers: Customers, chance: random.Random) -> None:
        """Messages for later to people who wrote, due all the way through."""
        for index in range(PLANNED):
            customers.say(f"+5521{980000000 + index}")
        await asyncio.sleep(3)
        for index in range(PLANNED):
            due = SystemClock().now() + timedelta(seconds=chance.uniform(3, self._arguments.seconds))
            body = {
                "to": f"+5521{980000000 + index}",
                "message": f"lembrete {index}",
                "whatsapp_config_id": str(self._line.number_id),
                "send_at": due.isoformat(),
            }
            answer = await self._company.call("POST", "whatsapp/scheduled", json=body)
            self.planned += answer.status_code == 202

    async def cut(self) -> None:
        """Host a is alone for a while, in the middle of its work; then its workers and sockets go on."""
        await asyncio.sleep(self._arguments.seconds / 3)
        _ip("link", "set", "ptk-a", "down")
        await asyncio.sleep(self._arguments.cut)
        _ip("link", "set", "ptk-a", "up")
        began, url = time.monotonic(), f"http://{HOSTS['a']}:{FIRST_PORT + 2}"
        await asyncio.to_thread(self._fleet.wait_ready, "serve-a", url)
        self.back_s = round(time.monotonic() - began, 2)
        await asyncio.sleep(max(0.0, self._arguments.seconds * 2 / 3 - self._arguments.cut))
        self.over = True


async def play(servers: Servers, folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    chance, balancer = random.Random(arguments.seed), Balancer()
    crm = Crm(chance, host=HERE)
    await balancer.start(FIRST_PORT)
    nobody = UUID(int=0)
    twin = await twin_of(
        Line(nobody, nobody, "1001", "+55 11 90000001"),
        f"{balancer.url}/api/v1/whatsapp/webhook",
        port=FIRST_PORT + 1,
        behaviour=BEHAVIOUR,
        host=HERE,
    )
    settings = {
        "PYTAKE_PROVIDER_HOSTS": HERE,
        "PYTAKE_CLOUD_BASE_URL": TWIN_URL,
        "PYTAKE_ALLOW_PRIVATE_URLS": "true",
        "PYTAKE_LOG_LEVEL": "WARNING",
        "PYTAKE_ADDRESS_RATE": "1000",
        "PYTAKE_ADDRESS_BURST": "1000",
    }
    stack = Stack(servers, Place(data=folder / "app", port=FIRST_PORT), settings)
    environment = stack.environment
    fleet = Fleet({"PYTHONPATH": os.environ.get("PYTHONPATH", ""), **environment}, folder / "logs")
    urls = []
    for name, address in HOSTS.items():
        there = ("ip", "netns", "exec", f"ptk-{name}")
        fleet.start(f"serve-{name}", "serve", "--host", address, "--port", str(FIRST_PORT + 2), before=there)
        urls.append(f"http://{address}:{FIRST_PORT + 2}")
        await asyncio.to_thread(fleet.wait_ready, f"serve-{name}", urls[-1])
        fleet.start(f"work-{name}", "work", before=there)
        balancer.add(urls[-1])
    container = build(
        Settings(database_url=environment["DATABASE_URL"], redis_url=environment["REDIS_URL"], data=folder / "app")
    )
    dsn = servers.admin_dsn("pytake")
    try:
        async with httpx.AsyncClient(base_url=balancer.url, timeout=40) as http:
            house = House(stack=stack, twin=twin, twin_url=TWIN_URL, container=container, http=http)
            company, line = await furnish(house, TWIN_URL, crm)
            await house.close()
            await fill(dsn, line, PEOPLE)
            customers = Customers(twin, line.phone_number_id, arguments.rate, arguments.seconds + arguments.cut, chance)
            # Whoever watches on one host hears of what the other one took.
            desks = [
                Desk(f"pessoa {n}:", company.issued["token"], customers, str(line.number_id), chance) for n in "ab"
            ]
            scene = Scene(company, line, twin, fleet, arguments)
            await container.campaigns().control_campaigns().start(somebody(line), await draw_up(container, line))
            await asyncio.gather(
                customers.write(),
                scene.plan(customers, chance),
                scene.cut(),
                *(desk.work(balancer.url, 2.0, lambda: scene.over) for desk in desks),
                *(desk.watch(partial(list, [url]), lambda: scene.over) for desk, url in zip(desks, urls, strict=True)),
            )
            settled = await settle(dsn, twin)
            await asyncio.sleep(35)  # housekeeping counts the hours twice a minute
            counted = await count(dsn, twin, customers, desks, crm)
            return {
                "a_is_back_after_s": scene.back_s,
                "planned": scene.planned,
                **await _traces(dsn, twin, scene.planned),
                "events_heard": {"on a": desks[0].events, "on b": desks[1].events},
                **settled,
                **counted,
            }
    finally:
        await asyncio.to_thread(fleet.stop_all)
        await close(container)
        await crm.stop()
        await twin.stop()
        await balancer.stop()


async def _traces(dsn: str, twin: CloudTwin, planned: int) -> dict[str, Any]:
    """What leaders do, by what they left."""
    connection = await asyncpg.connect(dsn)
    found = dict(await connection.fetchrow(TRACES) or {})
    await connection.close()
    read = Counter(
        event.text
        for index in range(PLANNED)
        for event in twin.conversation(f"+5521{980000000 + index}")
        if event.kind == "message" and not event.mine
    )
    sent = Counter({text: n for text, n in read.items() if text.startswith("lembrete")})
    return {
        **found,
        "planned_sent": sum(sent.values()),
        "planned_twice": sum(1 for n in sent.values() if n > 1),
        "counted_wrong": int(found["counted"] != found["received"]),
        "planned_lost": max(0, planned - len(sent)),
    }


def main(given: list[str]) -> int:
    """The exit code: 1 when anything was lost or done twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--cut", type=float, default=12.0)
    parser.add_argument("--rate", type=float, default=6.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(given)
    at = ground()
    servers = Servers(at)
    try:
        with network():
            servers.start()
            servers.postgres.ask("CREATE DATABASE pytake")
            upgrade(servers.admin_dsn("pytake"))
            (at.root / "app").mkdir()
            try:
                result = run(play(servers, at.root, arguments))
            finally:
                servers.stop()
    except NotAllowed as why:
        print(f"skipped: namespaces are not allowed here ({why})")
        return 0
    finally:
        sweep(at)
    report("chaos_hosts", list(result.items()), result)
    wrong = ("chained_twice", "planned_and_waiting", "planned_twice", "counted_wrong", "planned_lost")
    return 1 if any(result.get(name) for name in (*wrong, *WRONG)) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
