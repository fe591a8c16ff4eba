"""Events become deliveries, in the transaction that takes them out of where they were kept."""

from collections.abc import Sequence

import msgspec

from pytake_domain.kernel.ids import Ids, TenantId, WebhookDeliveryId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.webhooks.catalogue import Heard, names_of
from pytake_domain.webhooks.delivery import Delivery
from pytake_domain.webhooks.ports import Tellers, Told, WebhookWork
from pytake_domain.webhooks.subscription import Webhook

BATCH = 100
_json = msgspec.json.Encoder()


class PublishEvents:
    """One company after the other; of a company one work at a time, so that what happened first is told first."""

    def __init__(self, *, open_work: OpenWork[WebhookWork], tellers: Tellers, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._tellers = tellers
        self._clock = clock
        self._ids = ids

    async def turn(self, tenant_id: TenantId, *, limit: int = BATCH, plain: bool = False) -> int:
        """A batch; how many events there were. `plain`: of what can't be shown as the API does, the id is told at least."""
        async with self._open_work(tenant_id) as work:
            heard = await work.webhook_deliveries.heard(limit)
            if not heard:
                return 0
            webhooks = [each for each in await work.webhooks.all() if each.active]
            made: list[Delivery] = []
            for event in heard:
                made += await self._of(work, event, webhooks, plain=plain)
            await self._keep(work, made)
            await work.webhook_deliveries.passed_on([event.id for event in heard])
            return len(heard)

    async def _of(self, work: WebhookWork, event: Heard, webhooks: Sequence[Webhook], *, plain: bool) -> list[Delivery]:
        found = []
        for name in names_of(event):
            if not any(each.hears(name, None) for each in webhooks):
                continue
            told = Told(data={"id": event.subject}) if plain else await self._tellers.tell(work, name, event)
            if told is None:
                continue
            body = body_of(name, event, told)
            found += [self._delivery(each, event, name, body) for each in webhooks if each.hears(name, told.number_id)]
        return found

    def _delivery(self, webhook: Webhook, event: Heard, name: str, body: bytes) -> Delivery:
        now = self._clock.now()
        return Delivery(
            id=WebhookDeliveryId(self._ids.new()),
            tenant_id=webhook.tenant_id,
            webhook_id=webhook.id,
            event_id=event.id,
            event=name,
            subject=event.subject,
            body=body,
            created_at=now,
            since=now,
        )

    async def _keep(self, work: WebhookWork, made: Sequence[Delivery]) -> None:
        """Under the lock of each webhook, taken in one order; one that was removed meanwhile hears no more."""
        by_webhook: dict[str, list[Delivery]] = {}
        for each in made:
            by_webhook.setdefault(str(each.webhook_id), []).append(each)
        there = {str(each.id): each for each in await work.webhooks.all()}
        for key in sorted(by_webhook):
            if key in there:
                await work.webhooks.get(there[key].id, lock=True)
                await work.webhook_deliveries.add(by_webhook[key], self._clock.now())


def body_of(name: str, event: Heard, told: Told) -> bytes:
    """As it is signed and sent, the same bytes however often."""
    return _json.encode({"type": name, "timestamp": event.at, "data": dict(told.data)})
