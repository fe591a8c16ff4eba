"""PostgreSQL's primary and Valkey's die under load and a replica takes over: nothing that was acknowledged is lost or doubled."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import msgspec
import pytest
from tests.e2e.company import House, until
from tests.e2e.conftest import QUICK, ROOMY, free_port
from tests.e2e.crowd import Crowd, stored
from tests.e2e.flows import echo
from tests.e2e.test_real_time import watching
from tests.support.cluster import Ground, PostgresPair, free_ports, ground, sweep
from tests.support.sentinels import ValkeyGroup

from pytake_app.commands.parent import STARTED_BY
from pytake_app.embedded.stack import Place, Stack
from pytake_app.settings import Settings
from pytake_app.twin import CloudTwin, TwinSettings
from pytake_app.wiring.container import build, close
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import TenantId

PATIENCE = 60.0
DURABLE = {"synchronous_commit": "on", "fsync": "off"}
"""The replica has each commit before it is told; a killed server's pages outlive it without reaching a disk."""


class Cluster:
    """Where a stack finds its servers."""

    def __init__(self, at: Ground) -> None:
        self.pair = PostgresPair(at, free_ports(2), DURABLE)
        self.valkey = ValkeyGroup(at, free_ports(5))

    def admin_dsn(self, database: str) -> str:
        return self.pair.primary.dsn(database)

    def database_url(self, database: str, user: str) -> str:
        return self.pair.url(database, user)

    @property
    def redis_url(self) -> str:
        return self.valkey.url


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    at = ground()
    made = Cluster(at)
    made.pair.start(synchronous=True)
    made.valkey.start()
    yield made
    made.valkey.stop()
    made.pair.stop()
    sweep(at)


@pytest.fixture(scope="module")
async def doubled(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    place = Place(data=tmp_path_factory.mktemp("doubled"), database="pytake", port=free_port())
    own = {**ROOMY, "PYTAKE_PROVIDER_HOSTS": "127.0.0.1", STARTED_BY: str(os.getpid())}
    stack = Stack(cluster, place, own)
    await asyncio.to_thread(stack.prepare)
    stack.start("serve")
    stack.wait_ready()
    stack.start("work")
    twin = CloudTwin(TwinSettings(behaviour=QUICK, seed=1))
    twin_url = await twin.start()
    environment = stack.environment
    settings = Settings(database_url=environment["DATABASE_URL"], redis_url=environment["REDIS_URL"], data=place.data)
    container = build(settings)
    async with httpx.AsyncClient(base_url=place.base_url, timeout=30) as http:
        house = House(stack=stack, twin=twin, twin_url=twin_url, container=container, http=http)
        yield house
        await house.close()
    await close(container)
    await twin.stop()
    stack.stop()


async def test_a_replica_of_postgresql_takes_over(
    cluster: Cluster, doubled: House, record_property: Callable[[str, object], None]
) -> None:
    company = await doubled.company()
    await company.flow(echo())
    await doubled.close()
    doubled._admin = None
    crowd = Crowd(company)
    writing = asyncio.create_task(crowd.write())
    await asyncio.sleep(2)

    await asyncio.to_thread(cluster.pair.primary.kill)
    await asyncio.sleep(1)
    refused = await company.call("GET", "flows")
    assert (refused.status_code, bool(refused.headers.get("Retry-After"))) == (503, True)
    await asyncio.to_thread(cluster.pair.fail_over)
    promoted = time.monotonic()
    gap = await crowd.first_answer(promoted)
    await asyncio.sleep(2)
    crowd.leave()
    await writing
    await crowd.all_answered()

    acknowledged = set(crowd.wrote) - set(doubled.twin.unacknowledged())
    kept = await stored(cluster.admin_dsn("pytake"), company)
    assert acknowledged - set(kept) == set()
    assert len(kept) == len(set(kept))
    assert (await company.call("GET", "flows")).status_code == 200, "nobody is signed out"
    record_property("answered_after_promotion_s", round(gap, 2))
    assert gap < 15

    await asyncio.to_thread(cluster.pair.reattach, synchronous=True)
    customer = company.customer()
    customer.says("de novo")
    await customer.reads("Você disse: de novo", "segunda", "terceira", patience=PATIENCE)


async def test_reports_are_read_on_the_replica_while_it_follows(cluster: Cluster, doubled: House) -> None:
    company = await doubled.company(number=False)
    tenant_id = TenantId(company.tenant_id)
    node = cluster.pair.replica
    url = f"postgresql+asyncpg://pytake_app@{node.address}:{node.port}/pytake"
    settings = Settings(
        database_url=cluster.database_url("pytake", "pytake_app"),
        database_reports_url=url,
        reports_lag=0.5,
        redis_url=cluster.redis_url,
        data=doubled.stack.place.data,
    )
    container = build(settings)
    open_reports = container.adapters().open_reports()

    async def read() -> tuple[bool, int]:
        async with open_reports(tenant_id) as work:
            standby = await work.raw.fetchval("SELECT pg_is_in_recovery()")
            return bool(standby), int(await work.raw.fetchval("SELECT count(*) FROM users"))

    async def on_the_replica() -> bool:
        return (await read())[0]

    async def on_the_primary() -> bool:
        return not (await read())[0]

    await until(on_the_replica)
    assert await read() == (True, 1), "row-level security is the same there"
    with pytest.raises(Unavailable):
        async with open_reports(tenant_id) as work:
            await work.raw.execute("UPDATE tenants SET name = 'x'")
    await asyncio.to_thread(node.ask, "SELECT pg_wal_replay_pause()")
    await company.post("tags", {"name": "novo"}, status=201)
    await until(on_the_primary)
    assert (await read())[1] == 1
    await asyncio.to_thread(node.ask, "SELECT pg_wal_replay_resume()")
    await until(on_the_replica)
    await close(container)

    primary = cluster.pair.primary
    away = f"postgresql+asyncpg://pytake_app@{node.address}:1/pytake"
    promoted = f"postgresql+asyncpg://pytake_app@{primary.address}:{primary.port}/pytake"
    for wrong in (away, promoted):
        container = build(msgspec.structs.replace(settings, database_reports_url=wrong))
        open_reports = container.adapters().open_reports()
        assert await read() == (False, 1)
        await close(container)


async def test_a_replica_of_valkey_takes_over(
    cluster: Cluster, doubled: House, record_property: Callable[[str, object], None]
) -> None:
    company = await doubled.company()
    await company.flow(echo())
    async with watching(doubled, company.headers) as watcher:
        await watcher.watch("messages")
        first = company.customer()
        first.says("antes")
        before = await watcher.hear("message_received")
        dead = cluster.valkey.primary
        await asyncio.to_thread(dead.kill)
        killed = time.monotonic()
        during = company.customer()
        during.says("durante")
        await during.reads("Você disse: durante", "segunda", "terceira", patience=PATIENCE)
        await watcher.hear("resync", patience=PATIENCE)
        record_property("live_feed_after_kill_s", round(time.monotonic() - killed, 2))
        after = company.customer()
        after.says("depois")
        told = await watcher.hear("message_received", patience=PATIENCE)
        assert told["seq"] > before["seq"]
    async with watching(doubled, company.headers) as late:
        await late.watch("messages")
        await late.say(type="resume", since=before["seq"])
        assert (await late.hear("resync", "resumed"))["type"] == "resync", (
            "what the replica never heard of can't be told"
        )
    health = (await doubled.http.get("/observability/health")).json()
    assert health["checks"]["redis"]["status"] == "up"
    await asyncio.to_thread(cluster.valkey.restart, dead)


async def test_a_primary_that_takes_no_writes_any_more_is_away(cluster: Cluster, doubled: House) -> None:
    company = await doubled.company()
    await asyncio.to_thread(cluster.pair.primary.ask, "ALTER SYSTEM SET default_transaction_read_only = on")
    await asyncio.to_thread(cluster.pair.primary.ask, "SELECT pg_reload_conf()")

    async def refused() -> bool:
        return (await company.call("POST", "tags", json={"name": "vip"})).status_code == 503

    await until(refused)
    post = company.post_of(company.customer().message("perdida?", "wamid.fenced"))
    assert (await company.webhook(post)).status_code == 503
    await asyncio.to_thread(cluster.pair.primary.ask, "ALTER SYSTEM RESET default_transaction_read_only")
    await asyncio.to_thread(cluster.pair.primary.ask, "SELECT pg_reload_conf()")

    async def taken() -> bool:
        return (await company.webhook(post)).status_code == 200

    await until(taken)
