"""From the release before to this one and back while customers write: nothing lost, nothing doubled, nobody signed out."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests.e2e.company import PASSWORD, Company, House
from tests.e2e.conftest import QUICK, ROOMY, Given
from tests.e2e.crowd import Crowd, stored
from tests.e2e.flows import echo
from tests.support.cluster import free_ports
from tests.support.fleet import Balancer, Fleet
from tests.support.previous import unpack
from tests.support.servers import ServerAddresses, drop_database, make_database

from pytake_app.embedded.stack import Place, Stack
from pytake_app.settings import Settings
from pytake_app.twin import CloudTwin, TwinSettings
from pytake_app.wiring.container import build, close

PHASE = 1.0
"""Seconds of load in each phase, beside what starting and ending takes."""
PAUSE = 0.7
"""Seconds between two messages to one person, so that the provider's limit for a pair is never met."""


class Upgraded:
    """A house with processes of two releases behind one address."""

    def __init__(self, house: House, fleet: Fleet, balancer: Balancer, old: Path) -> None:
        self.house, self.fleet, self.balancer = house, fleet, balancer
        self._old = old
        self._urls: dict[str, str] = {}

    async def begin(self, release: str) -> None:
        """An API and a worker of it."""
        source = self._old if release == "old" else None
        port = free_ports(1)[0]
        url = self._urls[release] = f"http://127.0.0.1:{port}"
        self.fleet.start(f"{release}-serve", "serve", "--port", str(port), source=source)
        self.fleet.start(f"{release}-work", "work", source=source)
        await asyncio.to_thread(self.fleet.wait_ready, f"{release}-serve", url)
        self.balancer.add(url)

    async def end(self, release: str) -> None:
        """Both, with what they have in hand finished."""
        self.balancer.remove(self._urls[release])
        for what in ("serve", "work"):
            await asyncio.to_thread(self.fleet.stop, f"{release}-{what}")


@pytest.fixture
async def upgraded(
    servers: ServerAddresses, redis_url: str, worker_name: str, tmp_path: Path
) -> AsyncIterator[Upgraded]:
    old = unpack(tmp_path / "old")
    database = make_database(servers, f"{worker_name}_upgrade")
    balancer = Balancer()
    port = free_ports(1)[0]
    await balancer.start(port)
    place = Place(data=tmp_path / "data", database=database.name, port=port)
    stack = Stack(Given(servers, redis_url), place, {**ROOMY, "PYTAKE_PROVIDER_HOSTS": "127.0.0.1"})
    fleet = Fleet({"PYTHONPATH": os.environ.get("PYTHONPATH", ""), **stack.environment}, tmp_path / "logs")
    twin = CloudTwin(TwinSettings(behaviour=QUICK, seed=1))
    twin_url = await twin.start()
    environment = stack.environment
    container = build(
        Settings(database_url=environment["DATABASE_URL"], redis_url=environment["REDIS_URL"], data=place.data)
    )
    async with httpx.AsyncClient(base_url=place.base_url, timeout=30) as http:
        house = House(stack=stack, twin=twin, twin_url=twin_url, container=container, http=http)
        yield Upgraded(house, fleet, balancer, old)
        await house.close()
    fleet.stop_all()
    await close(container)
    await twin.stop()
    await balancer.stop()
    drop_database(database)


class Desk:
    """Somebody who signed in once and goes on working, on whichever release answers."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self.sent: list[str] = []
        self.wrong: list[str] = []
        self.over = asyncio.Event()

    async def work(self) -> None:
        """Looks and writes; every answer counts."""
        phone = self._company.customer()
        phone.says("oi")
        await phone.reads("Você disse: oi", "segunda", "terceira")
        while not self.over.is_set():
            text = f"aviso {len(self.sent)}"
            answer = await self._company.call(
                "POST", "whatsapp/send", json={"to": phone.phone, "message": text}, headers={"Idempotency-Key": text}
            )
            self._judge(answer)
            self.sent.append(text)
            self._judge(await self._company.call("GET", "conversations"))
            await asyncio.sleep(PAUSE)
        await phone.reads("Você disse: oi", "segunda", "terceira", *self.sent, patience=30)

    def _judge(self, answer: httpx.Response) -> None:
        if not answer.is_success:
            self.wrong.append(
                f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:200]}"
            )

    async def renewed(self) -> None:
        """A session of the release before goes on with a new token of whichever answers."""
        given = {"refresh_token": self._company.issued["refresh_token"]}
        answer = await self._company.call("POST", "auth/refresh", json=given)
        assert answer.status_code == 200, answer.text
        self._company.issued = {**self._company.issued, **answer.json()}
        self._company.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        login = await self._company.http.post(
            "/api/v1/auth/login", json={"email": self._company.email, "password": PASSWORD}
        )
        assert login.status_code == 200


async def test_there_and_back_again(upgraded: Upgraded) -> None:
    await upgraded.begin("old")
    company = await upgraded.house.company()
    await company.flow(echo())
    crowd, desk = Crowd(company, 0.25), Desk(company)
    writing, working = asyncio.create_task(crowd.write()), asyncio.create_task(desk.work())

    await asyncio.sleep(PHASE)
    await upgraded.begin("new")
    await desk.renewed()
    await asyncio.sleep(PHASE)
    await upgraded.end("old")
    await desk.renewed()
    await asyncio.sleep(PHASE)
    await upgraded.begin("old")
    await upgraded.end("new")
    await desk.renewed()
    began = time.monotonic()
    await asyncio.sleep(PHASE)
    await crowd.first_answer(began)

    crowd.leave()
    desk.over.set()
    await asyncio.gather(writing, working)
    await crowd.all_answered()
    assert desk.wrong == []
    assert upgraded.balancer.unanswered == 0
    kept = await stored(upgraded.house.stack._servers.admin_dsn(upgraded.house.stack.place.database), company)
    assert upgraded.house.twin.unacknowledged() == []
    assert set(crowd.wrote) - set(kept) == set()
    assert len(kept) == len(set(kept))
