"""Chaos: API, worker, PostgreSQL and Valkey killed with -9 at random moments under load; then everything is counted.

Customers write to an official number, every fifth message a picture, and to one that is linked like a phone; somebody plans
messages for a few seconds later.

python chaos/run.py [--kills 50] [--rate 40] [--seed 1]
python chaos/run.py --campaigns [--kills 24] [--people 10000] [--seed 1]               campaigns alone, see chaos/campaigns.py
python chaos/run.py soak [--minutes 40] [--rate 5] [--seed 1]          a whole installation for hours, see chaos/soak.py
python chaos/run.py hosts [--seconds 40] [--cut 12]                     two hosts and a link that is cut, see chaos/hosts.py
python chaos/run.py --flows [--kills 24] [--rate 6] [--seed 1] [--campaign 3000]      flows alone, see chaos/flows.py
"""

import argparse
import asyncio
import base64
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import APP_SECRET, TOKEN, Line, container_of, percentile, place, prepare, report, run, servers
from chaos import campaigns, flows
from chaos.linked import LinkedLine

from pytake_adapters.system import SystemClock
from pytake_app.embedded.launcher import EmbeddedServers
from pytake_app.embedded.stack import Stack
from pytake_app.twin import SaidMedia
from pytake_app.twin.server import CloudTwin
from pytake_app.twin.settings import Behaviour, TwinNumber, TwinSettings

PORT, TWIN_PORT = 8401, 8402
SETTLE_SECONDS = 120.0
PLANNED_A_SECOND = 4
TAKEN, SERVERS_TROUBLE = 202, 500
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGPkqghgYGBgYmBgYGBgAAAJvADW3J/0UgAAAABJRU5ErkJggg=="
)
"""The smallest picture that passes every check."""


class Storm:
    """Customers who keep writing, and somebody who keeps killing."""

    def __init__(
        self, running: EmbeddedServers, stack: Stack, twin: CloudTwin, line: Line, arguments: argparse.Namespace
    ) -> None:
        self._running = running
        self._stack = stack
        self._twin = twin
        self._line = line
        self._arguments = arguments
        self._chance = random.Random(arguments.seed)
        self._over = False
        self._token = ""
        self.pictures = 0
        self.planned: list[str] = []
        self.refused: Counter[str] = Counter()
        self.said: set[str] = set()
        self.kills: Counter[str] = Counter()
        self.recoveries: dict[str, list[float]] = {"serve": [], "work": [], "postgres": [], "valkey": []}

    @property
    def over(self) -> bool:
        return self._over

    async def customers(self) -> None:
        """Each writes now and then; one message in flight a customer keeps the counting simple."""
        index = 0
        while not self._over:
            phone = f"+5511{900000000 + index % 2000}"
            what: dict[str, Any] = {"text": f"mensagem {index}"}
            if index % 5 == 0:
                what = {"media": SaidMedia(type="image", mime_type="image/png", content=PICTURE)}
                self.pictures += 1
            self.said.add(self._twin.say(phone, self._line.phone_number_id, name="Cliente", **what))
            index += 1
            await asyncio.sleep(1 / self._arguments.rate)

    async def planner(self) -> None:
        """Messages for later, asked for until they are taken, each under its own key; due while the storm goes on."""
        index = 0
        while not self._over:
            await asyncio.sleep(1 / PLANNED_A_SECOND)
            index += 1
            to, by = f"+5511{900000000 + index % 100}", str(self._line.number_id)
            body = {"to": to, "message": f"lembrete {index}", "whatsapp_config_id": by}
            if await self._plan(body, f"plan-{index}"):
                self.planned.append(body["message"])

    async def _plan(self, body: dict[str, str], key: str) -> bool:
        due = SystemClock().now() + timedelta(seconds=self._chance.uniform(2, 10))
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": key}
        async with httpx.AsyncClient(base_url=self._stack.place.base_url, timeout=5) as api:
            for _ in range(200):
                try:
                    if not self._token:
                        login = {"email": "admin1@example.com", "password": "benchmark password"}
                        self._token = (
                            (await api.post("/api/v1/auth/login", json=login)).raise_for_status().json()["token"]
                        )
                        headers["Authorization"] = f"Bearer {self._token}"
                    given = {**body, "send_at": due.isoformat()}
                    answer = await api.post("/api/v1/whatsapp/scheduled", json=given, headers=headers)
                    if answer.status_code == TAKEN:
                        return True
                    code = answer.json()["error"]["code"]
                    if answer.status_code < SERVERS_TROUBLE and code != "IDEMPOTENCY_KEY_RUNNING":
                        self.refused[code] += 1
                        return False
                except (httpx.HTTPError, KeyError, ValueError):
                    pass
                await asyncio.sleep(0.1)
        return False

    async def killer(self) -> None:
        """At random moments, one victim after another; each comes back before the next falls."""
        victims = ["serve", "work", "postgres", "valkey"]
        for number in range(self._arguments.kills):
            await asyncio.sleep(self._chance.uniform(0.3, 1.5))
            victim = victims[number % 4] if number < 8 else self._chance.choice(victims)
            began = time.monotonic()
            await asyncio.to_thread(self._kill, victim)
            self.kills[victim] += 1
            await self._recovered(victim)
            self.recoveries[victim].append(time.monotonic() - began)
        self._over = True

    def _kill(self, victim: str) -> None:
        if victim == "postgres":
            os.kill(self._running.postgres_pid, signal.SIGKILL)
            self._running.restart_postgres()
        elif victim == "valkey":
            os.kill(self._running.valkey_pid, signal.SIGKILL)
            self._running.restart_valkey()
        else:
            self._stack.kill(victim)
            self._stack.start(victim)

    async def _recovered(self, victim: str) -> None:
        """Back when a message that is written now is answered."""
        phone = f"+55119{self._chance.randrange(70_000_000, 79_999_999)}"
        self.said.add(self._twin.say(phone, self._line.phone_number_id, text=f"depois de {victim}", name="Prova"))
        for _ in range(1200):
            if any(not event.mine and event.kind == "message" for event in self._twin.conversation(phone)):
                return
            await asyncio.sleep(0.05)
        raise RuntimeError(f"no answer within 60 s after {victim} was killed")


async def storm(running: EmbeddedServers, stack: Stack, line: Line, arguments: argparse.Namespace) -> dict[str, Any]:
    twin = CloudTwin(
        TwinSettings(
            behaviour=Behaviour(
                sent=0.02,
                delivered=0.05,
                read=0.1,
                pair_rate=False,
                throughput=False,
                first_gap=0.2,
                longest_gap=2.0,
                patience=3.0,
            )
        )
    )
    await twin.start(port=TWIN_PORT)
    twin.add_number(
        TwinNumber(
            phone_number_id=line.phone_number_id,
            display_phone_number=line.display,
            waba_id=str(1000 + int(line.phone_number_id)),
            access_token=TOKEN,
            app_secret=APP_SECRET,
            callback_url=f"{stack.place.base_url}/api/v1/whatsapp/webhook",
            messages_per_second=1000,
        )
    )
    scene = Storm(running, stack, twin, line, arguments)
    linked = LinkedLine(twin, running.admin_dsn(stack.place.database))
    await linked.link(stack.place.base_url, f"http://127.0.0.1:{TWIN_PORT}")
    began = time.monotonic()
    await asyncio.gather(scene.customers(), linked.customers(lambda: scene.over), scene.planner(), scene.killer())
    stormed = time.monotonic() - began
    settled = await _settle(running, stack, twin)
    result = await _count(running, stack, twin, scene, linked)
    await twin.stop()
    return {"storm_seconds": round(stormed, 1), "settled_after_seconds": settled, **result}


async def _settle(running: EmbeddedServers, stack: Stack, twin: CloudTwin) -> float | None:
    """Until nothing waits any more, except what waits for a status that can't come."""
    began = time.monotonic()
    while time.monotonic() - began < SETTLE_SECONDS:
        connection = await asyncpg.connect(running.admin_dsn(stack.place.database))
        waiting = await connection.fetchval(
            "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM deliveries)"
            " + (SELECT count(*) FROM outgoing WHERE unknown_until IS NULL)"
            " + (SELECT count(*) FROM media WHERE state = 'fetching')"
            " + (SELECT count(*) FROM scheduled_messages WHERE state = 'waiting')"
        )
        await connection.close()
        if not waiting and not twin.webhooks.waiting:
            return round(time.monotonic() - began, 1)
        await asyncio.sleep(0.5)
    return None


async def _count(
    running: EmbeddedServers, stack: Stack, twin: CloudTwin, scene: Storm, linked: LinkedLine
) -> dict[str, Any]:
    connection = await asyncpg.connect(running.admin_dsn(stack.place.database))
    rows = await connection.fetch("SELECT provider_id FROM messages WHERE direction = 'inbound'")
    stored = Counter(r["provider_id"] for r in rows)
    states = {
        r["status"]: r["n"]
        for r in await connection.fetch(
            "SELECT status, count(*) AS n FROM messages WHERE direction = 'outbound' GROUP BY 1"
        )
    }
    doubt = await connection.fetchval("SELECT count(*) FROM outgoing WHERE unknown_until IS NOT NULL")
    open_twice = await connection.fetchval(
        "SELECT count(*) FROM (SELECT 1 FROM conversations WHERE status <> 'archived'"
        " GROUP BY tenant_id, contact_id, number_id HAVING count(*) > 1) x"
    )
    media = {r["state"]: r["n"] for r in await connection.fetch("SELECT state, count(*) AS n FROM media GROUP BY 1")}
    plans = {
        r["state"]: r["n"]
        for r in await connection.fetch("SELECT state, count(*) AS n FROM scheduled_messages GROUP BY 1")
    }
    of_plans = Counter(
        r["body"]
        for r in await connection.fetch(
            "SELECT content->>'body' AS body FROM messages WHERE direction = 'outbound' AND content->>'body' LIKE 'lembrete %'"
        )
    )
    await connection.close()
    accepted = twin.accepted()
    unacknowledged = set(twin.unacknowledged())
    return {
        "kills": dict(scene.kills),
        "messages_written": len(scene.said),
        "acknowledged": len(scene.said - unacknowledged),
        "acknowledged_and_lost": len((scene.said - unacknowledged) - set(stored)),
        "stored_twice": sum(1 for n in stored.values() if n > 1),
        "replies_accepted": sum(accepted.values()),
        "replies_sent_twice": sum(1 for n in accepted.values() if n > 1),
        "replies_in_doubt_never_accepted": doubt,
        "inbound_without_reply_row": len(stored) + sum(of_plans.values()) - sum(states.values()),
        "two_open_conversations": open_twice,
        "outbound_states": states,
        **linked.count(stored),
        "pictures_written": scene.pictures,
        "pictures": media,
        "planned": len(scene.planned),
        "planned_states": plans,
        "planned_refused": dict(scene.refused),
        "planned_and_lost": len(set(scene.planned) - set(of_plans)),
        "planned_queued_twice": sum(1 for n in of_plans.values() if n > 1),
        "recovery_seconds": {
            name: {"median": round(percentile(times, 0.5), 2), "most": round(max(times), 2)}
            for name, times in scene.recoveries.items()
            if times
        },
        "api_ready_at_the_end": (await _ready(stack)),
    }


async def _ready(stack: Stack) -> bool:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{stack.place.base_url}/observability/ready")).status_code == 200


def main() -> None:
    if sys.argv[1:2] == ["soak"]:
        from chaos import soak

        sys.exit(soak.main(sys.argv[2:]))
    if sys.argv[1:2] == ["hosts"]:
        from chaos import hosts

        sys.exit(hosts.main(sys.argv[2:]))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flows", action="store_true", help="workers only, while flows ask, sleep and call each other")
    parser.add_argument("--campaigns", action="store_true", help="two workers and PostgreSQL, while a campaign is sent")
    parser.add_argument("--people", type=int, default=10_000, help="who the campaign is for")
    parser.add_argument("--campaign", type=int, default=3000, help="messages of a campaign beside the flows")
    parser.add_argument("--kills", type=int)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.kills = arguments.kills or (24 if arguments.flows or arguments.campaigns else 50)
    arguments.rate = arguments.rate or (6 if arguments.flows else 40)
    if arguments.campaigns:
        sys.exit(campaigns.main(arguments))
    if arguments.flows:
        sys.exit(flows.main(arguments))
    with servers() as running:
        settings = {
            "PYTAKE_CLOUD_BASE_URL": f"http://127.0.0.1:{TWIN_PORT}",
            "PYTAKE_PROVIDER_HOSTS": "127.0.0.1",
            "PYTAKE_LOG_LEVEL": "WARNING",
            "PYTAKE_ADDRESS_RATE": "1000",
            "PYTAKE_ADDRESS_BURST": "1000",
        }
        stack = Stack(running, place(running, PORT), settings)
        stack.prepare()
        with container_of(stack) as container:
            lines = run(prepare(container, 1))
        try:
            stack.start("serve")
            stack.start("work")
            stack.wait_ready()
            result = run(storm(running, stack, lines[0], arguments))
        finally:
            stack.stop()
    report("chaos", list(result.items()), result)
    wrong = (
        "acknowledged_and_lost",
        "stored_twice",
        "replies_sent_twice",
        "two_open_conversations",
        "planned_and_lost",
        "planned_queued_twice",
        "linked_lost",
        "linked_answered_twice",
    )
    sys.exit(1 if any(result[name] for name in wrong) else 0)


if __name__ == "__main__":
    main()
