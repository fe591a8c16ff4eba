import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.webhooks import WebhookDeliveriesContract, WebhooksContract


class TestMemoryWebhooks(WebhooksContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryWebhookDeliveries(WebhookDeliveriesContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
