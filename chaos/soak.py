"""Four hours of traffic, compressed: restarts, failovers and an upgrade in it; then everything is counted.

A PostgreSQL with a synchronous replica, a Valkey with a replica and three sentinels, two APIs behind one address, two workers. It
begins on the release before, see docs/upgrading.md.

python chaos/run.py soak [--minutes 40] [--rate 5] [--seed 1]
"""

import argparse
import asyncio
import os
import random
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from benchmarks.campaigns import draw_up, fill, somebody, twin_of
from benchmarks.harness import APP_SECRET, GRAPH, TOKEN, Line, percentile, report, run
from chaos.soak_count import count, settle, state
from chaos.soak_memory import Memory
from chaos.soak_scene import EVENTS, FIRST_PORT, Scene, Servers
from chaos.soak_traffic import Crm, Customers, Desk
from tests.e2e.company import PASSWORD, Company, House
from tests.support.cluster import ground, sweep
from tests.support.fleet import Balancer, Fleet
from tests.support.previous import commit, schema, unpack

from pytake_adapters.postgres.migrate import upgrade
from pytake_app.embedded.stack import Place, Stack
from pytake_app.settings import Settings
from pytake_app.twin import Behaviour, CloudTwin
from pytake_app.wiring.container import Container, build, close

PATIENCE = 90.0
DESKS = 3
BEHAVIOUR = Behaviour(
    sent=0.05,
    delivered=0.2,
    read=0.5,
    pair_rate=False,
    throughput=False,
    duplicates=0.02,
    shuffle=True,
    first_gap=0.3,
    longest_gap=3.0,
    patience=5.0,
)


async def play(
    scene: Scene, twin: CloudTwin, customers: Customers, seconds: float, campaign: Callable[[], Any]
) -> None:
    """All events at their time; after each somebody who writes then has to be answered."""
    began, started = time.monotonic(), False
    for share, event in EVENTS:
        if share > 0.2 and not started:
            started = True
            await campaign()
        await asyncio.sleep(max(0.0, began + share * seconds - time.monotonic()))
        print(f"  {time.monotonic() - began:6.0f} s  {event}", flush=True)
        await scene.happen(event)
        took = await _answered(twin, customers)
        if took is None:
            raise RuntimeError(f"no answer within {PATIENCE:.0f} s: {await state(scene.servers.admin_dsn('pytake'))}")
        scene.recoveries[event.split(" ")[0]].append(took)
    await asyncio.sleep(max(0.0, began + seconds - time.monotonic()))
    scene.over = True


async def _answered(twin: CloudTwin, customers: Customers) -> float | None:
    """Seconds until a message that is written now is answered; None when that takes too long."""
    began, phone = time.monotonic(), customers.of_the_flow()
    _, text = customers.said[customers.say(phone)]
    while time.monotonic() - began < PATIENCE:
        if any(text in event.text and not event.mine for event in twin.conversation(phone)):
            return time.monotonic() - began
        await asyncio.sleep(0.05)
    return None


async def furnish(house: House, twin_url: str, crm: Crm) -> tuple[Company, Line]:
    """A company with a number, a flow that answers everything, and a CRM, made through the API of the release before."""
    company = await house.company(number=False)
    given = {
        "name": "Principal",
        "api_type": "official",
        "phone_number": "+551190000001",
        "phone_number_id": "1001",
        "business_account_id": "2001",
        "base_url": twin_url,
        "access_token": TOKEN,
        "app_secret": APP_SECRET,
        "messages_per_second": 1000,
    }
    number = await company.post("whatsapp-configs", given, status=201)
    await company.post(f"whatsapp-configs/{number['id']}/activate")
    flow = {"name": "Recepção", "trigger": {"kind": "message_received"}, **GRAPH}
    await company.flow(flow)
    await company.post("webhooks", {"url": await crm.start(), "events": ["message.received"]}, status=201)
    return company, Line(company.tenant_id, UUID(number["id"]), "1001", "+55 11 90000001")


async def soak(servers: Servers, old: Path, folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    chance = random.Random(arguments.seed)
    balancer, crm = Balancer(), Crm(chance)
    await balancer.start(FIRST_PORT)
    twin_line = Line(UUID(int=0), UUID(int=0), "1001", "+55 11 90000001")
    twin = await twin_of(twin_line, f"{balancer.url}/api/v1/whatsapp/webhook", port=FIRST_PORT + 1, behaviour=BEHAVIOUR)
    twin_url = f"http://127.0.0.1:{FIRST_PORT + 1}"
    settings = {
        "PYTAKE_PROVIDER_HOSTS": "127.0.0.1",
        "PYTAKE_CLOUD_BASE_URL": twin_url,
        "PYTAKE_ALLOW_PRIVATE_URLS": "true",
        "PYTAKE_LOG_LEVEL": "WARNING",
        "PYTAKE_ADDRESS_RATE": "1000",
        "PYTAKE_ADDRESS_BURST": "1000",
    }
    stack = Stack(servers, Place(data=folder / "app", port=FIRST_PORT), settings)
    fleet = Fleet({"PYTHONPATH": os.environ.get("PYTHONPATH", ""), **stack.environment}, folder / "logs")
    scene = Scene(servers, fleet, balancer, old, stack)
    for name in ("serve-1", "serve-2", "work-1", "work-2"):
        await scene.begin(name)
    environment = stack.environment
    container = build(
        Settings(database_url=environment["DATABASE_URL"], redis_url=environment["REDIS_URL"], data=folder / "app")
    )
    try:
        async with httpx.AsyncClient(base_url=balancer.url, timeout=30) as http:
            house = House(stack=stack, twin=twin, twin_url=twin_url, container=container, http=http)
            company, line = await furnish(house, twin_url, crm)
            await house.close()
            return await _traffic(scene, twin, crm, container, company, line, chance, arguments)
    finally:
        await asyncio.to_thread(fleet.stop_all)
        await close(container)
        await crm.stop()
        await twin.stop()
        await balancer.stop()


async def _traffic(
    scene: Scene,
    twin: CloudTwin,
    crm: Crm,
    container: Container,
    company: Company,
    line: Line,
    chance: random.Random,
    arguments: argparse.Namespace,
) -> dict[str, Any]:
    seconds = arguments.minutes * 60
    people = int(arguments.minutes * 60 * arguments.rate / 4)
    await fill(scene.servers.admin_dsn("pytake"), line, people)
    customers = Customers(twin, line.phone_number_id, arguments.rate, seconds, chance)
    desks = [
        Desk(f"atendente {n}:", company.issued["token"], customers, str(line.number_id), chance) for n in range(DESKS)
    ]
    memory = Memory(scene.pids, min(60.0, seconds / 24))

    async def campaign() -> None:
        await container.campaigns().control_campaigns().start(somebody(line), await draw_up(container, line))

    def over() -> bool:
        return scene.over

    began = time.monotonic()
    await asyncio.gather(
        customers.write(),
        *(desk.work(scene.balancer.url, DESKS * 4 / arguments.rate, over) for desk in desks),
        *(desk.watch(lambda: list(scene.urls.values()), over) for desk in desks),
        memory.watch(over),
        play(scene, twin, customers, seconds, campaign),
    )
    soaked = time.monotonic() - began
    dsn = scene.servers.admin_dsn("pytake")
    settled = await settle(dsn, twin)
    login = await company.http.post("/api/v1/auth/login", json={"email": company.email, "password": PASSWORD})
    listed = await company.call("GET", "conversations")
    return {
        "minutes": round(soaked / 60, 1),
        "release_before": commit(),
        "events": dict(scene.done),
        "answered_after_s": {
            name: {"median": round(percentile(took, 0.5), 2), "most": round(max(took), 2)}
            for name, took in scene.recoveries.items()
        },
        "drained_s": round(max(scene.drained), 2),
        "unanswered_by_any_api": scene.balancer.unanswered,
        "signed_out": int(listed.status_code != 200) + int(login.status_code != 200),
        **settled,
        **await count(dsn, twin, customers, desks, crm),
        "memory": memory.told(),
        "memory_series": memory.series(),
    }


WRONG = (
    "still_waiting",
    "signed_out",
    "acknowledged_and_lost",
    "stored_twice",
    "two_open_conversations",
    "answered_twice",
    "answered_never",
    "provider_took_twice",
    "campaign_twice",
    "campaign_lost",
    "webhooks_lost",
    "in_doubt_and_not_told_as_failed",
)
LONG = 20
"""Minutes from which on growing memory is a fault."""


def main(given: list[str]) -> int:
    """The exit code: 1 when anything was lost, doubled, or grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--rate", type=float, default=5.0, help="customers' messages a second, in the mean")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", type=Path, help="a folder for the logs of the processes")
    arguments = parser.parse_args(given)
    at = ground()
    servers = Servers(at)
    try:
        old = unpack(at.root / "release-before")
        servers.pair.start(synchronous=True)
        servers.valkey.start()
        servers.pair.primary.ask("CREATE DATABASE pytake")
        upgrade(servers.admin_dsn("pytake"), revision=schema(old))
        (at.root / "app").mkdir()
        result = run(soak(servers, old, at.root, arguments))
    finally:
        servers.valkey.stop()
        servers.pair.stop()
        if arguments.logs:
            shutil.copytree(at.root / "logs", arguments.logs, dirs_exist_ok=True)
        sweep(at)
    shown = {name: value for name, value in result.items() if name != "memory_series"}
    report("chaos_soak", list(shown.items()), result)
    grows = [name for name, told in result["memory"].items() if told.get("grows")]
    if grows:
        print(f"  grows: {', '.join(grows)}")
    return 1 if any(result[name] for name in WRONG) or (grows and arguments.minutes >= LONG) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
