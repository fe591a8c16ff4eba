"""People see what became of deliveries, try a webhook, and have things sent again."""

from collections.abc import Sequence

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import Ids, WebhookDeliveryId, WebhookId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.webhooks.catalogue import SAMPLE
from pytake_domain.webhooks.delivery import Answer, Delivery, DeliveryState
from pytake_domain.webhooks.ports import WebhookWork
from pytake_domain.webhooks.use_cases.deliver import SignAndPost

REPLAYED_AT_ONCE = 1000
_json = msgspec.json.Encoder()


class FollowWebhooks:
    """For who may read webhooks; trying and sending again for who may write them."""

    def __init__(self, *, open_work: OpenWork[WebhookWork], posting: SignAndPost, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._posting = posting
        self._clock = clock
        self._ids = ids

    async def deliveries(
        self,
        actor: Actor,
        webhook_id: WebhookId,
        page: PageRequest,
        *,
        state: DeliveryState | None = None,
        event: str | None = None,
        before: WebhookDeliveryId | None = None,
    ) -> Page[Delivery]:
        """The newest first, from behind `before` on. Raises WebhookNotFound."""
        actor.require(Permission.READ_WEBHOOKS)
        async with self._open_work(actor.tenant_id) as work:
            await work.webhooks.get(webhook_id)
            found = await work.webhook_deliveries.page(
                webhook_id, state=state, event=event, before=before, limit=page.limit + 1
            )
        more = str(found[page.limit - 1].id) if len(found) > page.limit else None
        return Page(items=tuple(found[: page.limit]), next_cursor=more)

    async def attempt(self, actor: Actor, webhook_id: WebhookId) -> Answer:
        """Send a sample now, whatever the webhook's state, and say what came of it. Raises WebhookNotFound."""
        actor.require(Permission.WRITE_WEBHOOKS)
        async with self._open_work(actor.tenant_id) as work:
            webhook = await work.webhooks.get(webhook_id)
        data = {"webhook_id": str(webhook_id), "events": webhook.events}
        body = _json.encode({"type": SAMPLE, "timestamp": self._clock.now(), "data": data})
        return await self._posting.post(webhook, f"msg_{self._ids.new().hex}", body)

    async def again(self, actor: Actor, webhook_id: WebhookId, delivery_id: WebhookDeliveryId | None) -> int:
        """Send this one again, or, when none is named, all that nobody tries any more (a thousand at a time, the oldest first);
        how many. What is pending already stays as it is. Raises WebhookNotFound, WebhookDeliveryNotFound.
        """
        actor.require(Permission.WRITE_WEBHOOKS)
        async with self._open_work(actor.tenant_id) as work:
            await work.webhooks.get(webhook_id, lock=True)
            found: Sequence[Delivery]
            if delivery_id is None:
                found = await work.webhook_deliveries.dead(webhook_id, REPLAYED_AT_ONCE)
            else:
                found = [await work.webhook_deliveries.get(webhook_id, delivery_id)]
            now = self._clock.now()
            fresh = [each.again(now) for each in found if each.state is not DeliveryState.PENDING]
            await work.webhook_deliveries.replay(fresh, now)
            return len(fresh)
