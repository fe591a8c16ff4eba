"""The running topology, and a company that reaches it through nginx."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from tests.e2e.company import Company, House
from tests.e2e.conftest import QUICK, ROOMY, Given
from tests.support.servers import ServerAddresses, drop_database, make_database
from tests.support.topology import NGINX, Topology, free_ports, trusting

from pytake_app.commands.parent import STARTED_BY
from pytake_app.embedded.stack import Place
from pytake_app.settings import Settings
from pytake_app.twin import CloudTwin, TwinSettings
from pytake_app.wiring.container import build, close

DRAIN = 8.0
"""As in `docker-compose.yml`: longer than nginx keeps an idle connection, or leaves one alone that has just come back."""


@pytest.fixture(scope="session")
def topology(servers: ServerAddresses, redis_url: str, worker_name: str) -> Iterator[Topology]:
    if NGINX is None:
        pytest.skip("nginx is not installed (Debian: apt-get install nginx-light)")
    database = make_database(servers, f"{worker_name}_topology")
    with tempfile.TemporaryDirectory() as folder:
        place = Place(data=Path(folder), database=database.name, port=free_ports(1)[0])
        settings = {
            **ROOMY,
            "PYTAKE_PROVIDER_HOSTS": "127.0.0.1",
            "PYTAKE_ALLOW_PRIVATE_URLS": "true",
            STARTED_BY: str(os.getpid()),
        }
        made = Topology(Given(servers, redis_url), place, settings, drain_seconds=DRAIN)
        try:
            made.start_all()
            yield made
        finally:
            made.stop()
            drop_database(database)


@pytest.fixture(scope="session")
async def front(topology: Topology) -> AsyncIterator[House]:
    """The installation as people reach it: through nginx, by TLS."""
    twin = CloudTwin(TwinSettings(behaviour=QUICK, seed=1))
    twin_url = await twin.start()
    environment = topology.environment
    container = build(
        Settings(
            database_url=environment["DATABASE_URL"],
            redis_url=environment["REDIS_URL"],
            data=topology.place.data,
        )
    )
    trust = trusting(topology.authority)
    async with httpx.AsyncClient(base_url=topology.public_url, verify=trust, timeout=60) as http:
        made = House(stack=topology, twin=twin, twin_url=twin_url, container=container, http=http)
        yield made
        await made.close()
    await close(container)
    await twin.stop()


@pytest.fixture(scope="session")
async def tenant(front: House) -> Company:
    return await front.company()
