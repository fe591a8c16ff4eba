import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.queues import InboxContract


class TestPostgresInbox(InboxContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
