"""Both APIs are restarted one after the other while people work and customers write: nothing is lost, nobody is signed out."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpx
import pytest
from tests.deploy.conftest import DRAIN
from tests.deploy.test_topology import posted
from tests.e2e.company import Company, until
from tests.support.topology import Topology, trusting
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

pytestmark = pytest.mark.servers
NOBODY = "(api)"
"""So nginx says that it reached neither. What a process itself says of a dependency that is slow, on a machine that has
much else to do, is an answer."""
PACE = 0.02
"""Seconds between two requests of one of those below: together they make a hundred and more a second."""
FIRST = 10_000
PATIENCE = 10
"""Seconds: generous, since a machine that does other things as well shall not fail this."""


class Load:
    """What was asked, and how it ended."""

    def __init__(self) -> None:
        self.ended: Counter[tuple[str, int | str]] = Counter()
        self.slowest = 0.0
        self.failures: list[str] = []
        self.over = asyncio.Event()

    async def keep(self, name: str, ask: Callable[[int], Awaitable[httpx.Response]]) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            began = time.monotonic()
            try:
                answer = await ask(number)
                self.ended[name, answer.status_code] += 1
                if not answer.is_success:
                    self.failures.append(answer.text)
            except httpx.HTTPError as error:
                self.ended[name, type(error).__name__] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            await asyncio.sleep(PACE)


class Screen:
    """A console's socket: closed, it comes back after a moment."""

    def __init__(self, topology: Topology, company: Company) -> None:
        self._address = topology.public_url.replace("https", "wss") + "/ws"
        self._trust = trusting(topology.authority)
        self._headers = company.headers
        self.codes: list[int] = []
        self.gaps: list[float] = []
        self.heard = 0
        self.refused: list[str] = []

    async def stay(self, over: asyncio.Event) -> None:
        gone = 0.0
        while not over.is_set():
            try:
                async with connect(self._address, ssl=self._trust, additional_headers=self._headers) as line:
                    await line.send(json.dumps({"type": "subscribe", "channels": ["messages"]}))
                    while json.loads(await line.recv())["type"] != "subscribed":
                        pass
                    if gone:
                        self.gaps.append(time.monotonic() - gone)
                        gone = 0.0
                    while not over.is_set():
                        with suppress(TimeoutError):
                            told = json.loads(await asyncio.wait_for(line.recv(), 0.5))
                            self.heard += told["type"] == "message_received"
            except InvalidStatus as refused:
                self.refused.append(bytes(refused.response.body or b"").decode())
                await asyncio.sleep(0.25)
            except (ConnectionClosed, OSError) as closed:
                gone = gone or time.monotonic()
                if isinstance(closed, ConnectionClosed):
                    self.codes.append(closed.rcvd.code if closed.rcvd else 1006)
                await asyncio.sleep(0.25)


async def closed_by(topology: Topology, company: Company) -> int:
    """The code by which a socket of GraphQL is closed."""
    address = topology.public_url.replace("https", "wss") + "/graphql"
    protocols = [Subprotocol("graphql-transport-ws")]
    trust = trusting(topology.authority)
    async with connect(address, ssl=trust, additional_headers=company.headers, subprotocols=protocols) as line:
        await line.send('{"type":"connection_init"}')
        with suppress(ConnectionClosed):
            while True:
                await line.recv()
    return line.close_code or 0


async def test_no_request_is_lost_and_nobody_signed_out(topology: Topology, tenant: Company) -> None:
    load, screens = Load(), [Screen(topology, tenant) for _ in range(10)]
    sent: set[str] = set()

    async def webhook(number: int) -> httpx.Response:
        answer = await tenant.webhook(posted(tenant, FIRST + number))
        sent.add(f"wamid.topology-{FIRST + number}")
        return answer

    async def write(number: int) -> httpx.Response:
        return await tenant.call("POST", "tags", json={"name": f"etiqueta {number}"})

    async def read(_: int) -> httpx.Response:
        return await tenant.call("GET", "contacts")

    async def me(_: int) -> httpx.Response:
        return await tenant.call("GET", "auth/me")

    asking = {"webhook": webhook, "write": write, "read": read, "me": me}
    tasks = [asyncio.ensure_future(load.keep(name, ask)) for name, ask in asking.items()]
    tasks += [asyncio.ensure_future(screen.stay(load.over)) for screen in screens]
    graphql = asyncio.ensure_future(closed_by(topology, tenant))
    await asyncio.sleep(1)
    took = {}
    for name in ("api-people", "api"):
        ending = asyncio.ensure_future(asyncio.to_thread(topology.end, name))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{topology.ports[name]}") as direct:
            while (await direct.get("/observability/ready")).status_code != 503:  # noqa: ASYNC110  it is asked
                await asyncio.sleep(0.02)
            told = await direct.get("/observability/live")
            assert (told.status_code, told.headers["connection"]) == (200, "close")
        took[name] = await ending
        topology.start(name)
        await asyncio.to_thread(topology.wait_for, name)
    await asyncio.sleep(1)
    load.over.set()
    await asyncio.gather(*tasks)

    assert {status for _, status in load.ended} <= {200, 201, 503}, (load.ended, topology.in_trouble())
    assert not [told for told in load.failures if NOBODY in told], (load.ended, topology.in_trouble())
    assert len(load.failures) * 20 < load.ended.total(), load.failures[:3]
    assert all(load.ended[name, 201 if name == "write" else 200] > 100 for name in asking), load.ended
    assert load.slowest < PATIENCE
    assert all(DRAIN <= seconds < DRAIN + 20 for seconds in took.values()), took
    # Every tag once, and every message once.
    admin = await tenant.house.admin()
    written = await admin.fetchval("SELECT count(*) FROM tags WHERE tenant_id = $1", tenant.tenant_id)
    assert written == load.ended["write", 201]

    async def all_arrived() -> bool:
        found = await admin.fetch(
            "SELECT provider_id FROM messages WHERE tenant_id = $1 AND provider_id = ANY($2)", tenant.tenant_id, [*sent]
        )
        assert len(found) <= len(sent)
        return {row["provider_id"] for row in found} == sent

    await until(all_arrived, 30)
    assert await graphql == 1012
    # Each screen was told that the server starts again, and was back at the other one at once.
    assert not [told for screen in screens for told in screen.refused if NOBODY in told], topology.in_trouble()
    for screen in screens:
        assert screen.codes in ([1012], [1012, 1012])
        assert max(screen.gaps) < PATIENCE, screen.gaps
        assert screen.heard
