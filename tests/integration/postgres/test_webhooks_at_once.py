"""Events happen, are passed on and delivered by several workers at once: each once, and of one conversation in order."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tests.support.ground import PostgresGround

from pytake_app.worker.wake import Wakeups
from pytake_app.worker.webhooks import WebhookRounds
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import ContactId, ConversationId, EventId, WebhookId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.messaging import ConversationChange, ConversationChanged
from pytake_domain.testing.builders import AT, a_tenant, fresh
from pytake_domain.testing.memory.system import MemoryChance
from pytake_domain.webhooks import (
    AT_ONCE,
    Answer,
    DeliverWebhooks,
    PublishEvents,
    SignAndPost,
    Told,
    Webhook,
    WebhookWork,
)

CONVERSATIONS, EVENTS, WORKERS = 6, 40, 3


class Reasons:
    """Tells the event's number."""

    async def tell(self, work: WebhookWork, name: str, event: Event) -> Told:
        del work, name
        return Told(data={"id": str(event.subject), "n": int(event.reason)})


class Slow:
    """Takes a moment, and remembers who was there at once."""

    def __init__(self) -> None:
        self.came: dict[str, list[int]] = defaultdict(list)
        self.here: list[str] = []
        self.most = 0

    def refuse(self, url: str) -> Problem | None:
        return None if url else Problem(field="url", code="required")

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        del url, headers
        data: dict[str, Any] = json.loads(body)["data"]
        assert data["id"] not in self.here, "two of one conversation at once"
        self.here.append(data["id"])
        self.most = max(self.most, len(self.here))
        await asyncio.sleep(0.001 * (data["n"] % 3))
        self.here.remove(data["id"])
        self.came[data["id"]].append(data["n"])
        return Answer(status=200)


async def test_nothing_is_lost_or_overtaken(ground: PostgresGround) -> None:
    tenant, slow = a_tenant(), Slow()
    own = WebhookId(fresh())
    hook = Webhook(
        id=own,
        tenant_id=tenant.id,
        url="https://example.com",
        events=("*",),
        secret=await ground.vault.seal(tenant.id, f"webhook:{own}", Secret("whsec_c2VncmVkbw==")),
        created_at=AT,
        updated_at=AT,
    )
    async with ground.open_work(tenant.id) as work:
        await work.tenants.add(tenant)
        await work.webhooks.put(hook)

    given: dict[str, Any] = {"open_work": ground.open_work, "clock": ground.clock, "ids": ground.ids}
    posting = SignAndPost(receivers=slow, vault=ground.vault, clock=ground.clock)
    stopping = asyncio.Event()
    rounds = [
        WebhookRounds(
            queue=ground.webhook_queue,
            publish=PublishEvents(tellers=Reasons(), **given),
            deliver=DeliverWebhooks(posting=posting, chance=MemoryChance(), **given),
            wakeups=Wakeups(),
            clock=ground.clock,
            ids=ground.ids,
        )
        for _ in range(WORKERS)
    ]
    working = [asyncio.create_task(each.run(stopping)) for each in rounds]
    conversations = [ConversationId(fresh()) for _ in range(CONVERSATIONS)]

    async def happen(conversation: ConversationId) -> None:
        for n in range(EVENTS):
            async with ground.open_work(tenant.id) as work:
                work.events.add(
                    ConversationChanged(
                        id=EventId(ground.ids.new()),
                        tenant_id=tenant.id,
                        at=AT,
                        reason=str(n),
                        conversation_id=conversation,
                        contact_id=ContactId(fresh()),
                        change=ConversationChange.UPDATED,
                    )
                )

    async with asyncio.timeout(90):
        await asyncio.gather(*map(happen, conversations))
        while sum(map(len, slow.came.values())) < CONVERSATIONS * EVENTS:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.05)
    stopping.set()
    await asyncio.gather(*working)

    assert slow.came == {str(conversation): list(range(EVENTS)) for conversation in conversations}
    assert 1 < slow.most <= AT_ONCE
    async with ground.open_work(tenant.id) as work:
        assert await work.webhook_deliveries.waiting() == {}
