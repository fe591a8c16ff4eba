"""Rows are deleted a few at a time, all that should go and nothing else; a message's type follows its content."""

import asyncpg
import pytest
from msgspec.structs import replace
from tests.support.ground import PostgresGround

from pytake_adapters.postgres.deleting import delete_in_batches, of_tenant, on
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import a_conversation, a_message, fresh
from pytake_domain.whatsapp import Media, MessageType, Unsupported

FILL = """
INSERT INTO contacts (tenant_id, id, created_at, updated_at)
  SELECT $1, gen_random_uuid(), now() - (n % 7 || ' days')::interval, now() FROM generate_series(1, $2::int) n"""


@pytest.mark.usefixtures("clean_database")
@pytest.mark.parametrize("batch", [7, 100, 1000])
async def test_a_tenants_rows_go_in_batches_and_nobody_elses(
    app: "asyncpg.Connection[asyncpg.Record]",
    admin_connection: "asyncpg.Connection[asyncpg.Record]",
    batch: int,
) -> None:
    mine, theirs = TenantId(fresh()), TenantId(fresh())
    for tenant in (mine, theirs):
        await admin_connection.execute(FILL, tenant, 100)

    run = of_tenant(app, mine)
    gone = await delete_in_batches(run, "contacts", "tenant_id = $1", mine, key="id", batch=batch, share=1)

    assert gone == 100
    left = await admin_connection.fetch("SELECT tenant_id, count(*) FROM contacts GROUP BY 1")
    assert [tuple(row) for row in left] == [(theirs, 100)]
    assert await delete_in_batches(of_tenant(app, mine), "contacts", "true", key="id", share=1) == 0, "not theirs"


@pytest.mark.usefixtures("clean_database")
async def test_rows_that_share_a_moment_all_go(admin_connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    tenant = fresh()
    await admin_connection.execute(FILL, tenant, 70)
    where = "created_at < now() - interval '2 days 1 hour'"

    gone = await delete_in_batches(on(admin_connection), "contacts", where, key="created_at", batch=3, share=1)

    assert gone == 40
    assert await admin_connection.fetchval("SELECT count(*) FROM contacts") == 30


async def test_a_messages_type_is_that_of_its_content(
    ground: PostgresGround, admin_connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    tenant = TenantId(fresh())
    message = a_message(a_conversation(tenant), content=Unsupported(what="media_placeholder"))
    async with ground.open_work(tenant) as work:
        await work.messages.add(message)
    content = Media(type=MessageType.IMAGE, media_id=str(fresh()))
    async with ground.open_work(tenant) as work:
        await work.messages.save_all([replace(message, content=content)])

    assert await admin_connection.fetchval("SELECT type FROM messages WHERE id = $1", message.id) == "image"
