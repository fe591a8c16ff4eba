"""Chaos for flows: workers killed with -9 while flows ask a service, sleep on a timer and call another flow; then all is counted.

Every customer orders once: the flow asks how many, asks a service of the company's own for a price (which notes every
Idempotency-Key), waits a moment, goes through another flow, and says goodbye. A campaign of another company leaves meanwhile.

python chaos/run.py --flows [--kills 24] [--rate 6] [--seed 1] [--campaign 3000]
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import asyncpg
from aiohttp import web

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import APP_SECRET, TOKEN, Line, container_of, percentile, place, prepare, report, run, servers
from chaos.campaign import Campaign, doubts

from pytake_app.embedded.launcher import EmbeddedServers
from pytake_app.embedded.stack import Stack
from pytake_app.twin.server import CloudTwin
from pytake_app.twin.settings import Behaviour, TwinNumber, TwinSettings
from pytake_app.wiring.container import Container, close
from pytake_domain.flows import read_graph, read_trigger
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.ids import TenantId, UserId

PORT, TWIN_PORT = 8403, 8404
SETTLE_SECONDS = 120.0
IMPATIENT = 25.0
"""Seconds after which a customer answers a question that never came: it may have been lost on its way."""
KILL_PAUSE = 0.5, 6.0
PACE = 40
"""Messages a second that the campaign's number may send."""
ASKED, TOLD, BYE = "Quantos?", "Preço: 7", "Fim do pedido"


class Service:
    """The company's own service: slow, and it remembers who asked."""

    def __init__(self, chance: random.Random) -> None:
        self.keys: Counter[str] = Counter()
        self.url = ""
        self._chance = chance
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/price", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/price"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.keys[request.headers["Idempotency-Key"]] += 1
        await asyncio.sleep(self._chance.uniform(0.05, 0.8))
        return web.json_response({"price": 7})


def _nodes(*drawn: tuple[str, str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": name, "type": kind, "data": data} for name, kind, data in drawn]


def _edges(*drawn: tuple[str, str, str | None]) -> list[dict[str, Any]]:
    return [
        {"id": f"e{place}", "source": source, "target": target, "source_handle": handle}
        for place, (source, target, handle) in enumerate(drawn)
    ]


async def publish(container: Container, tenant_id: TenantId, url: str) -> None:
    """The flow of the order, and the one that it calls."""
    actor = Actor(
        kind=ActorKind.USER,
        id=UserId(container.adapters().ids().new()),
        tenant_id=tenant_id,
        permissions=frozenset(Permission) - {Permission.PLATFORM},
    )
    called = await _published(
        container,
        actor,
        "Preço",
        {"kind": "keyword", "keywords": ["preço"]},
        _nodes(
            ("start", "start", {"variables": {"price": ""}}),
            ("told", "message", {"text": "Preço: {{ price }}"}),
            ("end", "end", {}),
        ),
        _edges(("start", "told", None), ("told", "end", None)),
    )
    await _published(
        container,
        actor,
        "Pedido",
        {"kind": "keyword", "keywords": ["pedido"], "match": "prefix"},
        _nodes(
            ("start", "start", {}),
            ("ask", "question", {"text": ASKED, "kind": "number", "variable": "count", "timeout": 3600}),
            ("api", "api_call", {"url": url, "method": "POST", "save": {"price": "$.price"}, "retries": 3}),
            ("pause", "delay", {"seconds": 2}),
            ("call", "call", {"flow_id": str(called), "arguments": {"price": "{{ price }}"}}),
            ("bye", "end", {"text": BYE}),
            ("bad", "end", {"text": "Agora não deu."}),
        ),
        _edges(
            ("start", "ask", None),
            ("ask", "api", None),
            ("ask", "bad", "timeout"),
            ("api", "pause", None),
            ("api", "bad", "error"),
            ("pause", "call", None),
            ("call", "bye", None),
            ("call", "bad", "error"),
        ),
    )
    await close(container)


async def _published(
    container: Container, actor: Actor, name: str, drawn: Any, nodes: list[dict[str, Any]], edges: list[dict[str, Any]]
) -> Any:
    graph, _ = read_graph(nodes, edges)
    trigger, _ = read_trigger(drawn)
    flow = await container.flows().edit_flows().create(actor, name=name, trigger=trigger, graph=graph)
    await container.flows().publish_flows().publish(actor, flow.id)
    return flow.id


class Orders:
    """Customers who order, and somebody who keeps killing workers."""

    def __init__(self, stack: Stack, twin: CloudTwin, line: Line, arguments: argparse.Namespace) -> None:
        self._stack = stack
        self.twin = twin
        self.line = line
        self._arguments = arguments
        self._chance = random.Random(arguments.seed)
        self._customers: list[asyncio.Task[None]] = []
        self.kills = 0
        self.phones: list[str] = []
        self.unseen = 0
        self.seconds: list[float] = []

    async def storm(self) -> None:
        """Until the last kill; then those who are under way come to their end."""
        arriving = asyncio.create_task(self._arrive())
        for _ in range(self._arguments.kills):
            await asyncio.sleep(self._chance.uniform(*KILL_PAUSE))
            await asyncio.to_thread(self._stack.kill, "work")
            await asyncio.to_thread(self._stack.start, "work")
            self.kills += 1
        arriving.cancel()
        await asyncio.gather(arriving, return_exceptions=True)
        await asyncio.gather(*self._customers)

    async def _arrive(self) -> None:
        while True:
            phone = f"+5511{910000000 + len(self.phones)}"
            self.phones.append(phone)
            self._customers.append(asyncio.create_task(self._order(phone)))
            await asyncio.sleep(1 / self._arguments.rate)

    async def _order(self, phone: str) -> None:
        began = time.monotonic()
        self.twin.say(phone, self.line.phone_number_id, name="Cliente", text="pedido")
        if not await self._reads(phone, ASKED, IMPATIENT):
            self.unseen += 1
        self.twin.say(phone, self.line.phone_number_id, name="Cliente", text="3")
        if await self._reads(phone, BYE, SETTLE_SECONDS):
            self.seconds.append(time.monotonic() - began)

    async def _reads(self, phone: str, line: str, patience: float) -> bool:
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if line in self.lines(phone):
                return True
            await asyncio.sleep(0.1)
        return False

    def lines(self, phone: str) -> list[str]:
        """What reached the customer."""
        seen = self.twin.conversation(phone)
        return [event.text for event in seen if event.kind == "message" and not event.mine]


async def storm(
    running: EmbeddedServers, stack: Stack, lines: list[Line], arguments: argparse.Namespace
) -> dict[str, Any]:
    line, other = lines
    behaviour = Behaviour(
        sent=0.02,
        delivered=0.05,
        read=0.1,
        window=False,
        pair_rate=False,
        throughput=False,
        first_gap=0.2,
        longest_gap=2.0,
        patience=3.0,
    )
    twin = CloudTwin(TwinSettings(behaviour=behaviour))
    await twin.start(port=TWIN_PORT)
    for one in lines:
        twin.add_number(
            TwinNumber(
                phone_number_id=one.phone_number_id,
                display_phone_number=one.display,
                waba_id=str(1000 + int(one.phone_number_id)),
                access_token=TOKEN,
                app_secret=APP_SECRET,
                callback_url=f"{stack.place.base_url}/api/v1/whatsapp/webhook",
                messages_per_second=1000,
            )
        )
    service = Service(random.Random(arguments.seed + 1))
    await service.start()
    with container_of(stack) as container:
        await publish(container, TenantId(line.tenant_id), service.url)
    campaign = Campaign(other, PACE)
    with container_of(stack) as container:
        await campaign.queue(container, arguments.campaign)
    orders = Orders(stack, twin, line, arguments)
    began = time.monotonic()
    await orders.storm()
    took = time.monotonic() - began
    result = await _count(running, stack, orders, service, campaign)
    await service.stop()
    await twin.stop()
    return {"seconds": round(took, 1), **result}


async def _settle(connection: asyncpg.Connection) -> int:
    """Until nothing waits any more: what a killed worker had in hand returns when its lease or heartbeat is over."""
    waiting = 1
    end = time.monotonic() + SETTLE_SECONDS
    while waiting and time.monotonic() < end:
        waiting = await connection.fetchval(
            "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM deliveries)"
            " + (SELECT count(*) FROM outgoing WHERE unknown_until IS NULL)"
            " + (SELECT count(*) FROM pgqueuer WHERE entrypoint = 'flow.ask' OR status = 'failed')"
        )
        await asyncio.sleep(0.5)
    return waiting


async def _count(
    running: EmbeddedServers, stack: Stack, orders: Orders, service: Service, campaign: Campaign
) -> dict[str, Any]:
    connection = await asyncpg.connect(running.admin_dsn(stack.place.database))
    waiting = await _settle(connection)
    sessions = {
        r["status"]: r["n"]
        for r in await connection.fetch("SELECT status, count(*) AS n FROM flow_sessions GROUP BY status")
    }
    queued = Counter(
        (r["contact_id"], r["body"])
        for r in await connection.fetch(
            "SELECT contact_id, content->>'body' AS body FROM messages WHERE tenant_id = $1 AND direction = 'outbound'",
            orders.line.tenant_id,
        )
    )
    unsure = await doubts(connection, SETTLE_SECONDS)
    await connection.close()
    heard = [Counter(orders.lines(phone)) for phone in orders.phones]
    orders_made, lines = len(orders.phones), (ASKED, TOLD, BYE)
    never = sum(1 for of_one in heard for line in lines if not of_one[line])
    bulk = campaign.count(orders.twin)
    return {
        "kills": orders.kills,
        "orders": orders_made,
        "finished": sessions.get("completed", 0),
        "lost": orders_made - sessions.get("completed", 0),
        "sessions": sessions,
        "replies_twice": sum(1 for of_one in heard for n in of_one.values() if n > 1),
        "replies_queued_twice": sum(1 for n in queued.values() if n > 1),
        "replies_never_queued": orders_made * len(lines) - sum(n for (_, body), n in queued.items() if body in lines),
        "replies_never_sent": never,
        **bulk,
        **unsure,
        "never_sent_without_doubt": never
        + bulk["campaign_never_sent"]
        - unsure["talk_in_doubt"]
        - unsure["campaign_in_doubt"],
        "questions_seen_late_or_never": orders.unseen,
        "service_keys": len(service.keys),
        "service_keys_wrong": abs(len(service.keys) - orders_made),
        "service_asked_again_with_the_same_key": sum(service.keys.values()) - len(service.keys),
        "still_waiting": waiting,
        "seconds_an_order": {
            "median": round(percentile(orders.seconds, 0.5), 2),
            "p95": round(percentile(orders.seconds, 0.95), 2),
        },
    }


WRONG = (
    "lost",
    "replies_twice",
    "replies_queued_twice",
    "replies_never_queued",
    "campaign_sent_twice",
    "in_doubt_and_not_told_as_failed",
    "never_sent_without_doubt",
    "service_keys_wrong",
    "still_waiting",
)


def main(arguments: argparse.Namespace) -> int:
    """Storm, count, print. Not 0 when anything was lost or done twice."""
    with servers() as running:
        settings = {
            "PYTAKE_CLOUD_BASE_URL": f"http://127.0.0.1:{TWIN_PORT}",
            "PYTAKE_PROVIDER_HOSTS": "127.0.0.1",
            "PYTAKE_ALLOW_PRIVATE_URLS": "true",
            "PYTAKE_LOG_LEVEL": "ERROR",
            "PYTAKE_ADDRESS_RATE": "1000",
            "PYTAKE_ADDRESS_BURST": "1000",
        }
        stack = Stack(running, place(running, PORT), settings)
        stack.prepare()
        with container_of(stack) as container:
            lines = run(prepare(container, 2))
        try:
            stack.start("serve")
            stack.start("work")
            stack.wait_ready()
            result = run(storm(running, stack, lines, arguments))
        finally:
            stack.stop()
    report("chaos_flows", list(result.items()), result)
    return 1 if any(result[name] for name in WRONG) else 0
