"""API and worker as processes on a database of their own, with a twin of WhatsApp in this one."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from tests.e2e.company import Company, House
from tests.support.servers import ServerAddresses, drop_database, make_database

from pytake_app.commands.parent import STARTED_BY
from pytake_app.embedded.stack import Place, Stack
from pytake_app.settings import Settings
from pytake_app.twin import Behaviour, CloudTwin, EvolutionBehaviour, EvolutionSettings, TwinSettings
from pytake_app.wiring.container import Container, build, close

HERE = Path(__file__).parent
THIRD_PROVIDER = HERE.parent / "support" / "third_provider"
THIRD_ERP = HERE.parent / "support" / "third_erp"
"""Packages of somebody else's, installed for the processes of the stack alone."""
ROOMY = {"PYTAKE_ADDRESS_RATE": "2000", "PYTAKE_ADDRESS_BURST": "20000"}
"""All tests come from one address."""
QUICK = Behaviour(sent=0, delivered=0.02, read=0.04, first_gap=0.1, longest_gap=0.5, pair_rate=False)

QUICK_LINKS = EvolutionBehaviour(
    server_ack=0.02, delivered=0.05, read=0.08, qr_every=20, first_gap=0.2, longest_gap=1.0
)


class Given:
    """Servers of the test run, as a stack takes them."""

    def __init__(self, servers: ServerAddresses, redis_url: str) -> None:
        self._servers = servers
        self.redis_url = redis_url

    def admin_dsn(self, database: str) -> str:
        return self._servers.admin_dsn_for(database)

    def database_url(self, database: str, user: str) -> str:
        return self._servers.database_url(database, user)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("servers")


@pytest.fixture(scope="session")
def stack(
    servers: ServerAddresses, redis_url: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    database = make_database(servers, f"{worker_name}_e2e")
    place = Place(data=tmp_path_factory.mktemp("stack"), database=database.name, port=free_port())
    settings = {
        **ROOMY,
        "PYTAKE_PROVIDER_HOSTS": "127.0.0.1",
        "PYTAKE_ALLOW_PRIVATE_URLS": "true",
        "PYTAKE_MEDIA_LINK_URL": place.base_url,
        "PYTAKE_WEBHOOK_VERIFY_TOKEN": "the-common-token",
        "PYTAKE_PUBLIC_URL": place.base_url,
        # Of some there is a trace, so that both ways are walked.
        "PYTAKE_TRACE_SHARE": "0.3",
        STARTED_BY: str(os.getpid()),
        "PYTHONPATH": os.pathsep.join(
            filter(None, (str(THIRD_PROVIDER), str(THIRD_ERP), os.environ.get("PYTHONPATH")))
        ),
    }
    made = Stack(Given(servers, redis_url), place, settings)
    made.start("serve")
    made.wait_ready()
    made.start("work")
    yield made
    undelivered = asyncio.run(_tried_often(servers.admin_dsn_for(database.name)))
    made.stop()
    drop_database(database)
    assert not undelivered, f"events that are delivered again and again: {undelivered}"


async def _tried_often(dsn: str) -> list[str]:
    """Types of events whose delivery never ended, although their subscriber was asked several times."""
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch("SELECT DISTINCT type FROM deliveries WHERE tries > 3")
    finally:
        await connection.close()
    return [row["type"] for row in rows]


@pytest.fixture(scope="session")
async def house(stack: Stack) -> AsyncIterator[House]:
    """The running stack, its twin, and a container of our own on the same database and keys."""
    twin = CloudTwin(TwinSettings(behaviour=QUICK, evolution=EvolutionSettings(behaviour=QUICK_LINKS), seed=1))
    twin_url = await twin.start()
    environment = stack.environment
    settings = Settings(
        database_url=environment["DATABASE_URL"],
        redis_url=environment["REDIS_URL"],
        data=stack.place.data,
        media_link_url=stack.place.base_url,
    )
    container: Container = build(settings)
    async with httpx.AsyncClient(base_url=stack.place.base_url, timeout=30) as http:
        made = House(stack=stack, twin=twin, twin_url=twin_url, container=container, http=http)
        yield made
        await made.close()
    await close(container)
    await twin.stop()


@pytest.fixture
async def company(house: House) -> Company:
    """A company with an administrator and one number."""
    return await house.company()


@pytest.fixture
async def other_company(house: House) -> Company:
    """Somebody else on the same installation."""
    return await house.company()


@pytest.fixture(autouse=True)
def quick_twin(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test made of the twin's behaviour is undone."""
    yield
    if "house" in request.fixturenames:
        twin: CloudTwin = request.getfixturevalue("house").twin
        twin.cancel_faults()
        twin.behave(**{name: getattr(QUICK, name) for name in QUICK.__struct_fields__})
        twin.evolution.cancel_faults()
        twin.evolution.behave(**{name: getattr(QUICK_LINKS, name) for name in QUICK_LINKS.__struct_fields__})
