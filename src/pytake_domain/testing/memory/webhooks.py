"""Outgoing webhooks in memory: who is told, what waits, and receivers that answer as they are told."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from pytake_domain.kernel.errors import Problem, StaleVersion
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import EventId, TenantId, WebhookDeliveryId, WebhookId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.testing.memory.store import HookRow, MemoryStore, TenantRows
from pytake_domain.webhooks import (
    AT_ONCE,
    COUNTED,
    Answer,
    Delivery,
    DeliveryState,
    Health,
    Heard,
    LeasedHook,
    Told,
    Webhook,
    WebhookDeliveryNotFound,
    WebhookNotFound,
    WebhookWork,
    names_of,
)

LEASE = dt.timedelta(seconds=30)
_heard = msgspec.msgpack.Decoder(Heard)


def keep_for_webhooks(rows: TenantRows, events: Sequence[Event]) -> None:
    """What somebody may want to hear of, while anybody listens."""
    if any(each.active for each in rows.webhooks.values()):
        rows.webhook_outbox.extend(e for e in events if names_of(e))


class MemoryWebhooks:
    """See WebhookRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def all(self) -> Sequence[Webhook]:
        """See the port."""
        return sorted(self._rows.webhooks.values(), key=lambda w: w.id)

    async def get(self, webhook_id: WebhookId, *, lock: bool = False) -> Webhook:
        """See the port; works of a tenant come one after the other here."""
        del lock
        if webhook_id not in self._rows.webhooks:
            raise WebhookNotFound
        return self._rows.webhooks[webhook_id]

    async def put(self, webhook: Webhook) -> None:
        """See the port."""
        known = self._rows.webhooks.get(webhook.id)
        if known is not None and known.version != webhook.version:
            raise StaleVersion
        health, version = (known.health, known.version + 1) if known else (Health(), 1)
        self._rows.webhooks[webhook.id] = replace(webhook, health=health, version=version)

    async def mark(self, webhook_id: WebhookId, health: Health) -> None:
        """See the port."""
        self._rows.webhooks[webhook_id] = replace(await self.get(webhook_id), health=health)

    async def remove(self, webhook_id: WebhookId) -> None:
        """See the port."""
        if self._rows.webhooks.pop(webhook_id, None) is None:
            raise WebhookNotFound
        for own in [key for key, row in self._rows.hooks.items() if row.delivery.webhook_id == webhook_id]:
            del self._rows.hooks[own]


class MemoryWebhookDeliveries:
    """See WebhookDeliveries."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def heard(self, limit: int) -> Sequence[Heard]:
        """See the port."""
        return [_heard.decode(msgspec.msgpack.encode(event)) for event in self._rows.webhook_outbox[:limit]]

    async def passed_on(self, events: Sequence[EventId]) -> None:
        """See the port."""
        self._rows.webhook_outbox = [event for event in self._rows.webhook_outbox if event.id not in events]

    async def add(self, deliveries: Sequence[Delivery], now: dt.datetime) -> int:
        """See the port."""
        known = {_once(row.delivery) for row in self._rows.hooks.values()}
        added = 0
        for each in deliveries:
            if _once(each) not in known:
                self._rows.hooks[each.id] = HookRow(delivery=replace(each, due_at=None), place=self._rows.next_place())
                self._promote(each, now)
                added += 1
        return added

    async def get(self, webhook_id: WebhookId, delivery_id: WebhookDeliveryId) -> Delivery:
        """See the port."""
        row = self._rows.hooks.get(delivery_id)
        if row is None or row.delivery.webhook_id != webhook_id:
            raise WebhookDeliveryNotFound
        return row.delivery

    async def held(self, leased: LeasedHook) -> Delivery:
        """See the port."""
        row = self._rows.hooks.get(leased.delivery_id)
        if row is None or row.token != leased.token:
            raise LeaseLost
        return row.delivery

    async def settle(self, delivery: Delivery, now: dt.datetime) -> None:
        """See the port."""
        place = self._rows.hooks[delivery.id].place
        self._rows.hooks[delivery.id] = HookRow(delivery=delivery, place=place)
        if delivery.state is not DeliveryState.PENDING:
            self._promote(delivery, now)

    async def page(
        self,
        webhook_id: WebhookId,
        *,
        state: DeliveryState | None,
        event: str | None,
        before: WebhookDeliveryId | None,
        limit: int,
    ) -> Sequence[Delivery]:
        """See the port."""
        found = [
            each
            for each in self._of(webhook_id)
            if state in (None, each.state) and event in (None, each.event) and (before is None or each.id < before)
        ]
        return sorted(found, key=lambda d: d.id, reverse=True)[:limit]

    async def dead(self, webhook_id: WebhookId, limit: int) -> Sequence[Delivery]:
        """See the port."""
        return [each for each in self._of(webhook_id) if each.state is DeliveryState.DEAD][:limit]

    async def replay(self, deliveries: Sequence[Delivery], now: dt.datetime) -> None:
        """See the port."""
        for each in deliveries:
            self._rows.hooks[each.id] = HookRow(delivery=each, place=self._rows.hooks[each.id].place)
        for each in deliveries:
            self._promote(each, now)

    async def expire(self, webhook_id: WebhookId, before: dt.datetime, now: dt.datetime, limit: int) -> int:
        """See the port."""
        pending = (each for each in self._of(webhook_id) if each.state is DeliveryState.PENDING)
        old = [each for each in pending if each.since < before][:limit]
        for each in old:
            self._rows.hooks[each.id] = HookRow(delivery=each.given_up(now), place=self._rows.hooks[each.id].place)
        for each in old:
            self._promote(each, now)
        return len(old)

    async def hasten(self, webhook_id: WebhookId, now: dt.datetime) -> None:
        """See the port."""
        for each in self._of(webhook_id):
            if each.due_at is not None and each.due_at > now:
                self._rows.hooks[each.id] = replace(self._rows.hooks[each.id], delivery=replace(each, due_at=now))

    async def waiting(self) -> Mapping[WebhookId, int]:
        """See the port."""
        found: dict[WebhookId, int] = {}
        for row in self._rows.hooks.values():
            if row.delivery.state is DeliveryState.PENDING:
                own = row.delivery.webhook_id
                found[own] = min(COUNTED, found.get(own, 0) + 1)
        return found

    def _of(self, webhook_id: WebhookId) -> list[Delivery]:
        own = (row for row in self._rows.hooks.values() if row.delivery.webhook_id == webhook_id)
        return [row.delivery for row in sorted(own, key=lambda row: row.place)]

    def _promote(self, like: Delivery, now: dt.datetime) -> None:
        """The first that waits of this subject is due, unless one of them is already."""
        pending = [
            each
            for each in self._of(like.webhook_id)
            if each.subject == like.subject and each.state is DeliveryState.PENDING
        ]
        if pending and all(each.due_at is None for each in pending):
            first = replace(pending[0], due_at=now)
            self._rows.hooks[first.id] = replace(self._rows.hooks[first.id], delivery=first)


def _once(delivery: Delivery) -> tuple[WebhookId, EventId, str]:
    return delivery.webhook_id, delivery.event_id, delivery.event


class MemoryWebhookQueue:
    """See WebhookQueue."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def hearing(self) -> Sequence[TenantId]:
        """See the port."""
        return [tenant_id for tenant_id, rows in self._store.tenants.items() if rows.webhook_outbox]

    async def overdue(self, before: dt.datetime) -> Sequence[tuple[TenantId, WebhookId]]:
        """See the port."""
        found = set()
        for tenant_id, rows in self._store.tenants.items():
            still = {w.id for w in rows.webhooks.values() if not w.active or w.paused}
            for row in rows.hooks.values():
                own = row.delivery
                if own.webhook_id in still and own.state is DeliveryState.PENDING and own.since < before:
                    found.add((tenant_id, own.webhook_id))
        return sorted(found)

    async def take(self, limit: int, token: UUID, now: dt.datetime) -> Sequence[LeasedHook]:
        """See the port."""
        taken: list[LeasedHook] = []
        for tenant_id, rows in self._store.tenants.items():
            for webhook in rows.webhooks.values():
                if webhook.active and not webhook.paused:
                    taken += self._of(tenant_id, rows, webhook, limit - len(taken), token, now)
        return taken

    def _of(
        self, tenant_id: TenantId, rows: TenantRows, webhook: Webhook, limit: int, token: UUID, now: dt.datetime
    ) -> list[LeasedHook]:
        own = [row for row in rows.hooks.values() if row.delivery.webhook_id == webhook.id]
        away = sum(row.held(now) for row in own)
        most = 1 if webhook.health.failing_since else AT_ONCE
        due = [r for r in own if r.delivery.due_at is not None and r.delivery.due_at <= now and not r.held(now)]
        due.sort(key=lambda row: (row.delivery.due_at, row.place))
        found = []
        for row in due[: max(0, min(limit, most - away))]:
            held = replace(row, token=token, leased_until=now + LEASE)
            rows.hooks[row.delivery.id] = held
            found.append(LeasedHook(tenant_id=tenant_id, id=row.delivery.id, token=token, webhook_id=webhook.id))
        return found


def _taken(_url: str, _body: bytes) -> Answer:
    return Answer(status=200)


class MemoryReceivers:
    """See Receivers. Answers what `answer` says of an address and body; remembers what came."""

    def __init__(self, answer: Callable[[str, bytes], Answer] | None = None) -> None:
        self.answer = answer or _taken
        self.refused: Problem | None = None
        self.came: list[tuple[str, Mapping[str, str], bytes]] = []

    def refuse(self, url: str) -> Problem | None:
        """See the port."""
        return self.refused if url else Problem(field="url", code="required")

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """See the port."""
        self.came.append((url, headers, body))
        return self.answer(url, body)


class MemoryTellers:
    """See Tellers. Says what the event says of itself."""

    async def tell(self, work: WebhookWork, name: str, event: Event) -> Told | None:
        """See the port."""
        del work
        number_id = getattr(event, "number_id", None)
        return Told(data={"id": str(event.subject), "name": name}, number_id=number_id)
