"""Queues in memory: rows that wait, are taken on a lease, and leave with the work that used them."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import EventId, Ids, MessageId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Leased, LeaseLost
from pytake_domain.messaging import Lane, LeasedSend, Message
from pytake_domain.whatsapp import LeasedWebhook, RawWebhook

T = TypeVar("T")
SHORT = dt.timedelta(seconds=8)
"""For what is read in a moment."""
LONG = dt.timedelta(seconds=30)
"""For sending, which waits for the provider."""
LEAST_SHARE = 8
INBOUND, STATUSES = 0, 1

Place = tuple[TenantId, UUID]


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One row: `key` orders it among others, `item` is what it stands for."""

    tenant_id: TenantId
    id: UUID
    lane: int
    key: object
    item: object
    put_at: dt.datetime
    not_before: dt.datetime | None = None
    unknown_until: dt.datetime | None = None
    leased_until: dt.datetime | None = None
    token: UUID | None = None
    tries: int = 0
    begun: bool = False

    @property
    def place(self) -> Place:
        """Where it lies."""
        return self.tenant_id, self.id

    def held(self, now: dt.datetime) -> bool:
        """Has somebody got it?"""
        return self.leased_until is not None and self.leased_until > now


class MemoryQueue:
    """Rows of all tenants. Those that an open work touches are locked: nobody takes them until it ends."""

    def __init__(self) -> None:
        self.rows: dict[Place, Waiting] = {}
        self.locked: set[Place] = set()


class QueueWrites:
    """What one work does to a queue: applied when it commits, nothing of it when it does not."""

    def __init__(self, tenant_id: TenantId, queue: MemoryQueue) -> None:
        self._tenant_id = tenant_id
        self._queue = queue
        self._changed: dict[Place, Waiting | None] = {}
        self.grew = False

    def put(self, row: Waiting) -> None:
        """A new row."""
        self._changed[row.place] = row
        self.grew = True

    def of(self, row_id: UUID, token: UUID | None = None) -> Waiting:
        """The row, locked. Raises LeaseLost when it is gone, or held under another token than this."""
        place = self._tenant_id, row_id
        row = self._changed[place] if place in self._changed else self._queue.rows.get(place)
        if row is None or (token is not None and row.token != token):
            raise LeaseLost
        self._queue.locked.add(place)
        self._changed.setdefault(place, row)
        return row

    def change(self, row: Waiting) -> None:
        """Keep it like this."""
        self._changed[row.place] = row

    def remove(self, row: Waiting) -> None:
        """It is through."""
        self._changed[row.place] = None

    def find(self, row_id: UUID) -> Waiting | None:
        """The row as this work sees it, not locked."""
        place = self._tenant_id, row_id
        return self._changed[place] if place in self._changed else self._queue.rows.get(place)

    def end(self, *, commit: bool) -> None:
        """Apply or forget, and let others take what is left."""
        for place, row in self._changed.items():
            self._queue.locked.discard(place)
            if not commit:
                continue
            if row is None:
                self._queue.rows.pop(place, None)
            else:
                self._queue.rows[place] = row
        self._changed.clear()


Ready = Callable[[Waiting, MemoryQueue, dt.datetime], bool]


class MemoryLease(Generic[T]):
    """Takes rows across tenants: in order within a key, one holder a key, tenants taking turns."""

    def __init__(
        self,
        queue: MemoryQueue,
        clock: Clock,
        *,
        ready: Ready,
        count: int,
        of: Callable[[Waiting], T],
        lease: dt.timedelta = SHORT,
    ) -> None:
        self._queue = queue
        self._clock = clock
        self._ready = ready
        self._count = count
        self._of = of
        self._lease = lease

    async def take(self, limit: int, token: UUID) -> Sequence[T]:
        """At most `limit` rows that nobody holds, in order."""
        now = self._clock.now()
        taken = []
        for row in self._turns(limit, now):
            held = msgspec.structs.replace(
                row, leased_until=now + self._lease, token=token, tries=row.tries + self._count
            )
            self._queue.rows[row.place] = held
            taken.append(self._of(held))
        return taken

    def _turns(self, limit: int, now: dt.datetime) -> list[Waiting]:
        """A fair share of each tenant's oldest, tenant after tenant in each round; then in the order of their age."""
        queued = sorted(self._queue.rows.values(), key=lambda r: (r.lane, r.id))
        tenants = {(row.lane, row.tenant_id) for row in queued}
        share = max(LEAST_SHARE, limit // max(1, len(tenants)))
        counts: dict[tuple[int, TenantId], int] = {}
        ready: list[tuple[int, int, UUID, Waiting]] = []
        for row in queued:
            turn = counts.get((row.lane, row.tenant_id), 0)
            free = row.place not in self._queue.locked and not row.held(now)
            if turn < share and free and self._ready(row, self._queue, now):
                counts[row.lane, row.tenant_id] = turn + 1
                ready.append((row.lane, turn, row.id, row))
        chosen = [row for *_, row in sorted(ready, key=lambda r: r[:3])[:limit]]
        return sorted(chosen, key=lambda r: (r.lane, r.id))

    def doubt(self, token: UUID, *, untouched: bool = False) -> None:
        """What is left of a lease returns at once; `untouched`: as if it had never been taken."""
        for row in [row for row in self._queue.rows.values() if row.token == token]:
            kept = None if untouched else row.token
            self._queue.rows[row.place] = msgspec.structs.replace(row, leased_until=None, token=kept)

    async def give_back(self, tenant_id: TenantId, ids: Sequence[UUID], token: UUID, *, pause: float) -> None:
        """They could not be worked on: somebody may take them again after a pause (seconds)."""
        until = self._clock.now() + dt.timedelta(seconds=pause)
        for row_id in ids:
            row = self._queue.rows.get((tenant_id, row_id))
            if row is not None and row.token == token:
                self._queue.rows[row.place] = msgspec.structs.replace(row, leased_until=until, token=None)

    async def depth(self) -> tuple[int, float]:
        """How many rows wait, and the age of the oldest in seconds."""
        oldest = min((row.put_at for row in self._queue.rows.values()), default=self._clock.now())
        return len(self._queue.rows), (self._clock.now() - oldest).total_seconds()


def _nobody_holds_the_key(row: Waiting, queue: MemoryQueue, now: dt.datetime) -> bool:
    due = row.not_before is None or row.not_before <= now
    return due and not any(other.key == row.key and other.held(now) for other in queue.rows.values())


def _first_of_its_conversation(row: Waiting, queue: MemoryQueue, now: dt.datetime) -> bool:
    if (row.not_before or now) > now or (row.unknown_until or now) > now:
        return False
    return not any(
        other.tenant_id == row.tenant_id
        and other.key == row.key
        and other.id < row.id
        and other.unknown_until is None
        and other.lane <= max(row.lane, Lane.FLOW)
        for other in queue.rows.values()
    )


class MemoryDelivery(Leased, frozen=True, kw_only=True):
    """An event taken for delivery; `tries` counts earlier attempts."""

    type: str
    subject: UUID
    event: Event
    tries: int


def inbox_lease(queue: MemoryQueue, clock: Clock) -> MemoryLease[LeasedWebhook]:
    """Raw webhooks, in order within a number and lane."""
    return MemoryLease(queue, clock, ready=_nobody_holds_the_key, count=1, of=_webhook)


def delivery_lease(queue: MemoryQueue, clock: Clock) -> MemoryLease[MemoryDelivery]:
    """Events, in order within their subject."""
    return MemoryLease(queue, clock, ready=_nobody_holds_the_key, count=1, of=_delivery)


def outgoing_lease(queue: MemoryQueue, clock: Clock) -> MemoryLease[LeasedSend]:
    """Messages to send, the oldest of each conversation."""
    return MemoryLease(queue, clock, ready=_first_of_its_conversation, count=0, of=_send, lease=LONG)


def _webhook(row: Waiting) -> LeasedWebhook:
    assert row.token is not None
    assert isinstance(row.item, RawWebhook)
    return LeasedWebhook(
        tenant_id=row.tenant_id,
        id=row.id,
        token=row.token,
        number_id=row.item.number_id,
        api_type=row.item.api_type,
        body=row.item.body,
        received_at=row.item.received_at,
        tries=row.tries - 1,
    )


def _delivery(row: Waiting) -> MemoryDelivery:
    assert row.token is not None
    assert isinstance(row.item, Event)
    event = row.item
    return MemoryDelivery(
        tenant_id=row.tenant_id,
        id=row.id,
        token=row.token,
        type=event.name,
        subject=event.subject,
        event=event,
        tries=row.tries - 1,
    )


def _send(row: Waiting) -> LeasedSend:
    assert row.token is not None
    return LeasedSend(
        tenant_id=row.tenant_id,
        id=row.id,
        message_id=MessageId(row.id),
        token=row.token,
        tries=row.tries,
        abandoned=row.begun and row.unknown_until is None,
        reconciling=row.unknown_until is not None,
    )


class MemoryInbox:
    """See Inbox."""

    def __init__(self, queue: MemoryQueue, clock: Clock, ids: Ids) -> None:
        self._queue = queue
        self._clock = clock
        self._ids = ids

    async def put(self, *webhooks: RawWebhook) -> None:
        """See the port."""
        for webhook in webhooks:
            only_statuses = b'"statuses"' in webhook.body and b'"messages":' not in webhook.body
            lane = STATUSES if only_statuses else INBOUND
            row = Waiting(
                tenant_id=webhook.tenant_id,
                id=self._ids.new(),
                lane=lane,
                key=(webhook.number_id, lane),
                item=webhook,
                put_at=self._clock.now(),
            )
            self._queue.rows[row.place] = row


class MemoryInboxDone:
    """See InboxDone."""

    def __init__(self, writes: QueueWrites) -> None:
        self._writes = writes

    async def done(self, webhooks: Sequence[Leased]) -> None:
        """See the port."""
        for webhook in webhooks:
            self._writes.remove(self._writes.of(webhook.id, webhook.token))


class MemoryDeliveries:
    """See Deliveries. The row is gone once it was used, whoever used it."""

    def __init__(self, writes: QueueWrites) -> None:
        self._writes = writes

    async def done(self, ids: Sequence[EventId]) -> None:
        """See the port."""
        for event_id in ids:
            self._writes.remove(self._writes.of(event_id))


class MemoryMarks:
    """See OutgoingMarks."""

    def __init__(self, queue: MemoryQueue) -> None:
        self._queue = queue

    async def begin(self, tenant_id: TenantId, sends: Sequence[LeasedSend]) -> frozenset[MessageId]:
        """See the port."""
        begun = set()
        for send in sends:
            row = self._queue.rows.get((tenant_id, send.id))
            if row is not None and row.token == send.token:
                self._queue.rows[row.place] = msgspec.structs.replace(row, begun=True)
                begun.add(send.message_id)
        return frozenset(begun)


class MemoryOutgoing:
    """See OutgoingQueue."""

    def __init__(self, tenant_id: TenantId, writes: QueueWrites, clock: Clock) -> None:
        self._tenant_id = tenant_id
        self._writes = writes
        self._clock = clock

    async def put(self, message: Message, *, lane: Lane, not_before: dt.datetime | None = None) -> None:
        """See the port."""
        self._writes.put(
            Waiting(
                tenant_id=self._tenant_id,
                id=message.id,
                lane=int(lane),
                key=message.conversation_id,
                item=message.id,
                put_at=self._clock.now(),
                not_before=not_before,
            )
        )

    async def done(self, sends: Sequence[LeasedSend]) -> None:
        """See the port."""
        for send in sends:
            self._writes.remove(self._writes.of(send.message_id, send.token))

    async def postpone(self, send: LeasedSend, *, until: dt.datetime, count: bool) -> None:
        """See the port."""
        row = self._writes.of(send.message_id, send.token)
        tries = row.tries + int(count)
        self._writes.change(
            msgspec.structs.replace(row, not_before=until, tries=tries, leased_until=None, token=None, begun=False)
        )

    async def unknown(self, send: LeasedSend, *, until: dt.datetime) -> None:
        """See the port."""
        row = self._writes.of(send.message_id, send.token)
        self._writes.change(msgspec.structs.replace(row, unknown_until=until, leased_until=None, token=None))

    async def settle(self, ids: Sequence[MessageId]) -> None:
        """See the port. A row that is being sent right now is left to its sender."""
        for message_id in ids:
            row = self._writes.find(message_id)
            if row is not None and row.unknown_until is not None:
                self._writes.remove(self._writes.of(message_id))
