import pytest
from tests.support.ground import PostgresGround

from pytake_adapters.postgres.outgoing import BEGIN
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
        pool = await postgres_ground.workers.pool()
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("SET LOCAL synchronous_commit = off")

            await connection.execute(BEGIN, send.tenant_id, [send.message_id], [send.token])

            assert await connection.fetchval("SHOW synchronous_commit") == "on"
