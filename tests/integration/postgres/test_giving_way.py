"""How long somebody waits is seen by who gives way; nobody waits when all is taken."""

import asyncio

import pytest
from tests.support.ground import PostgresGround

from pytake_adapters.postgres.leases import INBOUND, STATUSES, inbox_lease
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import a_webhook, fresh


@pytest.mark.usefixtures("clean_database")
async def test_the_first_that_nobody_took_tells_how_long_is_waited(ground: PostgresGround) -> None:
    workers = ground.workers
    inbound, statuses = inbox_lease(workers, INBOUND), inbox_lease(workers, STATUSES)
    assert await inbound.waited() == 0.0

    await ground.inbox.put(a_webhook(TenantId(fresh()), body=b'{"messages":[]}'))
    await asyncio.sleep(0.02)

    assert 0.02 <= await inbound.waited() < 60
    assert await statuses.waited() == 0.0, "another lane"
    token = fresh()
    (held,) = await inbound.take(10, token)
    assert await inbound.waited() == 0.0, "somebody is at it"
    await inbound.give_back(held.tenant_id, [held.id], token, pause=0)
    assert await inbound.waited() == 0.0, "what failed once holds nobody up"


@pytest.mark.usefixtures("clean_database")
async def test_who_writes_is_not_kept_waiting_by_statuses(ground: PostgresGround) -> None:
    tenant = TenantId(fresh())
    await ground.inbox.put(a_webhook(tenant, body=b'{"messages":[]}'))
    statuses = [a_webhook(tenant, body=b'{"statuses":[]}') for _ in range(50)]

    behind = asyncio.gather(*(ground.inbox.put(status) for status in statuses))
    await asyncio.sleep(0)
    await ground.inbox.put(a_webhook(tenant, body=b'{"messages":[]}'))

    assert not behind.done(), "they gather for a moment, and it went before them"
    await behind
    assert (await ground.inbox_lease.depth())[0] == 52
