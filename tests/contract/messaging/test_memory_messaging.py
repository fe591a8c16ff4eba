import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.messaging import BesideMessagesContract, ConversationsContract, MessagesContract


class TestMemoryConversations(ConversationsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryMessages(MessagesContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryBesideMessages(BesideMessagesContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
