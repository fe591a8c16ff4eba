"""Deliveries leave: signed, one request each, and what came of it is written down."""

import datetime as dt

from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.ids import EventId, Ids, TenantId, WebhookId
from pytake_domain.kernel.secrets import SecretUnreadable, Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.webhooks.delivery import GIVEN_UP, Answer, Delivery
from pytake_domain.webhooks.events import WebhookPaused
from pytake_domain.webhooks.ports import LeasedHook, Receivers, WebhookWork
from pytake_domain.webhooks.signature import headers_of
from pytake_domain.webhooks.subscription import Webhook
from pytake_domain.webhooks.use_cases.manage import purpose

EXPIRED_AT_ONCE = 1000


class SignAndPost:
    """One request to a receiver, with every secret that holds."""

    def __init__(self, *, receivers: Receivers, vault: Vault, clock: Clock) -> None:
        self._receivers = receivers
        self._vault = vault
        self._clock = clock

    async def post(self, webhook: Webhook, message_id: str, body: bytes) -> Answer:
        """What came of it."""
        now = self._clock.now()
        try:
            secrets = [
                await self._vault.open(webhook.tenant_id, purpose(webhook.id), sealed)
                for sealed in webhook.secrets(now)
            ]
        except SecretUnreadable:
            return Answer(error="secret_unreadable")
        headers = headers_of(message_id, int(now.timestamp()), body, secrets)
        return await self._receivers.post(webhook.url, {"Content-Type": "application/json", **headers}, body)


class DeliverWebhooks:
    """A worker that goes away between sending and writing sends again, under the same id."""

    def __init__(
        self, *, open_work: OpenWork[WebhookWork], posting: SignAndPost, chance: Chance, clock: Clock, ids: Ids
    ) -> None:
        self._open_work = open_work
        self._posting = posting
        self._chance = chance
        self._clock = clock
        self._ids = ids

    async def deliver(self, leased: LeasedHook) -> None:
        """Raises LeaseLost when another worker took it over."""
        try:
            async with self._open_work(leased.tenant_id) as work:
                webhook = await work.webhooks.get(leased.webhook_id)
                delivery = await work.webhook_deliveries.held(leased)
        except NotFound:
            # Removed meanwhile, with all that it was to be told.
            return
        answer = await self._posting.post(webhook, delivery.message_id, delivery.body)
        try:
            async with self._open_work(leased.tenant_id) as work:
                await self._write(work, leased, answer)
        except NotFound:
            return

    async def _write(self, work: WebhookWork, leased: LeasedHook, answer: Answer) -> None:
        webhook = await work.webhooks.get(leased.webhook_id, lock=True)
        delivery: Delivery = await work.webhook_deliveries.held(leased)
        now = self._clock.now()
        await work.webhook_deliveries.settle(delivery.after(answer, now, self._chance.fraction()), now)
        health = webhook.health.after(result=answer.result, status=answer.status, ok=answer.ok, at=now)
        await work.webhooks.mark(webhook.id, health)
        if health.pause_reason is not None and not webhook.paused:
            work.events.add(
                WebhookPaused(
                    id=EventId(self._ids.new()),
                    tenant_id=webhook.tenant_id,
                    at=now,
                    webhook_id=webhook.id,
                    url_host=webhook.host,
                    code=health.pause_reason.value,
                )
            )

    async def expire(self, tenant_id: TenantId, webhook_id: WebhookId) -> int:
        """What waited for three days for a webhook that is off or paused is dead; how much that was."""
        try:
            async with self._open_work(tenant_id) as work:
                webhook = await work.webhooks.get(webhook_id, lock=True)
                if webhook.active and not webhook.paused:
                    return 0
                now = self._clock.now()
                return await work.webhook_deliveries.expire(webhook_id, too_old(now), now, EXPIRED_AT_ONCE)
        except NotFound:
            return 0


def too_old(now: dt.datetime) -> dt.datetime:
    """What began before is given up."""
    return now - GIVEN_UP
