"""Works that only look: one company's rows, on whatever connection they get, and nothing written."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from tests.support.ground import PostgresGround
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.engine import APP, app_engine
from pytake_adapters.postgres.reading import PostgresOpenReading
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import ConversationId, TenantId
from pytake_domain.testing.builders import a_tenant
from pytake_domain.testing.contracts.ground import Place

ALL = "SELECT id FROM conversations"


class Narrow(PostgresGround):
    """All looks share one connection."""

    def __init__(self, database: WorkerDatabase, admin: "asyncpg.Connection[asyncpg.Record]") -> None:
        super().__init__(database, admin, pool_size=1)
        self.looking = app_engine(database.url(APP), pool_size=1, looks=True)
        self.open_reading = PostgresOpenReading(self.looking, self.config)

    async def close(self) -> None:
        await self.looking.dispose()
        await super().close()

    async def seen_by(self, tenant_id: TenantId) -> set[ConversationId]:
        """What row security shows, to a query that asks for all."""
        async with self.open_reading(tenant_id) as work:
            return {ConversationId(row["id"]) for row in await work.raw.fetch(ALL)}


@pytest.fixture
async def narrow(
    clean_database: WorkerDatabase, admin_connection: "asyncpg.Connection[asyncpg.Record]"
) -> AsyncIterator[Narrow]:
    ground = Narrow(clean_database, admin_connection)
    yield ground
    await ground.close()


@pytest.fixture
async def places(narrow: Narrow) -> tuple[Place, Place]:
    return await Place(narrow, a_tenant()).settle_in(), await Place(narrow, a_tenant()).settle_in()


async def test_each_sees_its_own_company_in_whatever_order_they_take_turns(
    narrow: Narrow, places: tuple[Place, Place]
) -> None:
    own = {place.tenant.id: {place.conversation.id} for place in places}
    turns = [place.tenant.id for place in (*places, *reversed(places), *places)] * 4

    seen = await asyncio.gather(*(narrow.seen_by(tenant_id) for tenant_id in turns))

    assert seen == [own[tenant_id] for tenant_id in turns]


async def test_what_writes_is_its_own_company(narrow: Narrow, places: tuple[Place, Place]) -> None:
    one, other = places
    await narrow.seen_by(one.tenant.id)

    async with narrow.open_work(other.tenant.id) as work:
        found = await work.raw.fetch(ALL)

    assert [row["id"] for row in found] == [other.conversation.id]
    assert await narrow.seen_by(one.tenant.id) == {one.conversation.id}


async def test_nothing_can_be_written(narrow: Narrow, places: tuple[Place, Place]) -> None:
    place = places[0]

    with pytest.raises(Unavailable):
        async with narrow.open_reading(place.tenant.id) as work:
            await work.raw.execute("DELETE FROM conversations")
    with pytest.raises(Unavailable):
        async with narrow.open_reading(place.tenant.id) as work:
            await work.conversations.save(place.conversation)

    assert await narrow.seen_by(place.tenant.id) == {place.conversation.id}


async def test_a_failed_look_leaves_the_connection_good(narrow: Narrow, places: tuple[Place, Place]) -> None:
    one, other = places
    with pytest.raises(asyncpg.UndefinedTableError):
        async with narrow.open_reading(one.tenant.id) as work:
            await work.raw.fetch("SELECT * FROM nothing")

    assert await narrow.seen_by(other.tenant.id) == {other.conversation.id}


async def test_one_that_was_broken_off_while_it_named_its_company_names_it_again(
    narrow: Narrow, places: tuple[Place, Place]
) -> None:
    one, other = places
    await narrow.seen_by(one.tenant.id)

    for spent in (0.0, 0.0005, 0.001, 0.002):
        look = asyncio.create_task(narrow.seen_by(other.tenant.id))
        await asyncio.sleep(spent)
        look.cancel()
        await asyncio.gather(look, return_exceptions=True)
        assert await narrow.seen_by(one.tenant.id) == {one.conversation.id}
        assert await narrow.seen_by(other.tenant.id) == {other.conversation.id}
