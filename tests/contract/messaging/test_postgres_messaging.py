import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.messaging import BesideMessagesContract, ConversationsContract, MessagesContract


class TestPostgresConversations(ConversationsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresMessages(MessagesContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresBesideMessages(BesideMessagesContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
