"""PostgreSQL or Valkey is killed under a running stack: nothing is lost, and everything comes back by itself."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.company import Company, House, until
from tests.e2e.conftest import QUICK, ROOMY, free_port
from tests.e2e.flows import echo

from pytake_app.commands.parent import STARTED_BY
from pytake_app.embedded import EmbeddedServers
from pytake_app.embedded.stack import Place, Stack
from pytake_app.settings import Settings
from pytake_app.twin import CloudTwin, TwinSettings
from pytake_app.wiring.container import build, close


@pytest.fixture(scope="module")
def servers_to_kill() -> Iterator[EmbeddedServers]:
    folder = Path(tempfile.mkdtemp(prefix="pytake-outage-"))
    folder.chmod(0o711)
    servers = EmbeddedServers(folder / "servers")
    servers.start()
    yield servers
    servers.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
async def shaken(servers_to_kill: EmbeddedServers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    place = Place(data=tmp_path_factory.mktemp("shaken"), database="pytake", port=free_port())
    own = {**ROOMY, "PYTAKE_PROVIDER_HOSTS": "127.0.0.1", STARTED_BY: str(os.getpid())}
    stack = Stack(servers_to_kill, place, own)
    await asyncio.to_thread(stack.prepare)
    stack.start("serve")
    stack.wait_ready()
    stack.start("work")
    twin = CloudTwin(TwinSettings(behaviour=QUICK, seed=1))
    twin_url = await twin.start()
    settings = Settings(
        database_url=stack.environment["DATABASE_URL"], redis_url=stack.environment["REDIS_URL"], data=place.data
    )
    container = build(settings)
    async with httpx.AsyncClient(base_url=place.base_url, timeout=30) as http:
        house = House(stack=stack, twin=twin, twin_url=twin_url, container=container, http=http)
        yield house
        await house.close()
    await close(container)
    await twin.stop()
    stack.stop()


async def health(house: House) -> tuple[int, dict[str, Any]]:
    answer = await house.http.get("/observability/health")
    return answer.status_code, answer.json()


async def test_valkey_away_alone_stops_no_message(shaken: House, servers_to_kill: EmbeddedServers) -> None:
    company: Company = await shaken.company()
    await company.flow(echo())
    os.kill(servers_to_kill.valkey_pid, signal.SIGKILL)

    async def degraded() -> bool:
        status, said = await health(shaken)
        return bool(status == 200 and said["status"] == "degraded" and said["checks"]["redis"]["status"] == "down")

    await until(degraded)
    customers = [company.customer() for _ in range(5)]
    for customer in customers:
        customer.says("sem valkey")
    for customer in customers:
        await customer.reads("Você disse: sem valkey", "segunda", "terceira", patience=30)
    assert shaken.twin.unacknowledged() == []
    sent = await company.call("POST", "whatsapp/send", json={"to": customers[0].phone, "message": "também assim"})
    assert sent.status_code == 202
    await asyncio.to_thread(servers_to_kill.restart_valkey)

    async def well() -> bool:
        return bool((await health(shaken))[1]["status"] == "ok")

    await until(well, patience=20)


async def test_postgresql_away_is_said_and_nothing_acknowledged_is_lost(
    shaken: House, servers_to_kill: EmbeddedServers
) -> None:
    company: Company = await shaken.company()
    await company.flow(echo())
    before = company.customer()
    before.says("antes")
    await before.reads("Você disse: antes", "segunda", "terceira")
    os.kill(servers_to_kill.postgres_pid, signal.SIGKILL)

    async def down() -> bool:
        status, said = await health(shaken)
        return bool(status == 503 and said["checks"]["postgresql"]["status"] == "down")

    await until(down)
    post = company.post_of(company.customer().message("perdida?", "wamid.outage"))
    refused = await company.webhook(post)
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "UNAVAILABLE"
    listed = await company.call("GET", "flows")
    assert listed.status_code == 503
    assert listed.headers["Retry-After"]
    assert (await shaken.http.get("/observability/ready")).status_code == 503
    assert (await shaken.http.get("/observability/live")).status_code == 200
    customer = company.customer()
    customer.says("durante a queda")
    await asyncio.sleep(1)
    assert shaken.twin.unacknowledged() != []
    await asyncio.to_thread(servers_to_kill.restart_postgres)
    await customer.reads("Você disse: durante a queda", "segunda", "terceira", patience=40)

    async def well() -> bool:
        return (await health(shaken))[0] == 200

    await until(well, patience=20)
    assert (await company.webhook(post)).status_code == 200
    again = company.customer()
    again.says("depois")
    await again.reads("Você disse: depois", "segunda", "terceira", patience=30)
    assert before.lines() == ["Você disse: antes", "segunda", "terceira"]
