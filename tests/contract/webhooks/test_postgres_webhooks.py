import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.webhooks import WebhookDeliveriesContract, WebhooksContract


class TestPostgresWebhooks(WebhooksContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresWebhookDeliveries(WebhookDeliveriesContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
