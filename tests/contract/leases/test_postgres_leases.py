import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.ground import Ground, Place
from pytake_domain.testing.contracts.outgoing import OutgoingContract
from pytake_domain.testing.contracts.queues import DeliveriesContract


class TestPostgresDeliveries(DeliveriesContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresOutgoing(OutgoingContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground

    async def test_a_mark_waits_for_the_disk_whatever_the_server_says(
        self, postgres_ground: PostgresGround, place: Place
    ) -> None:
        await self.put(place)
        (send,) = await self.take(postgres_ground)
        async with postgres_ground.open_work(place.tenant.id) as work:
            await work.raw.execute("SET LOCAL synchronous_commit = off")

            await work.outgoing.begin([send])

            assert await work.raw.fetchval("SHOW synchronous_commit") == "on"
