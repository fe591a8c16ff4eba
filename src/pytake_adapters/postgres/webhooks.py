"""Outgoing webhooks of one tenant: who is told, and what became of what they were told."""

import datetime as dt
import logging
from collections.abc import Mapping, Sequence

import asyncpg
import msgspec

from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import EventId, TenantId, WebhookDeliveryId, WebhookId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.webhooks import (
    COUNTED,
    EXPIRED,
    Attempt,
    Delivery,
    DeliveryState,
    Health,
    Heard,
    LeasedHook,
    Webhook,
    WebhookDeliveryNotFound,
    WebhookNotFound,
)

log = logging.getLogger(__name__)
_json = msgspec.json.Encoder()
_webhook = msgspec.json.Decoder(Webhook)
_health = msgspec.json.Decoder(Health)
_attempts = msgspec.json.Decoder(tuple[Attempt, ...])
_heard = msgspec.msgpack.Decoder(Heard)

PUT = """
INSERT INTO webhooks AS w (tenant_id, id, webhook, active, health, version) VALUES ($1, $2, $3::jsonb, $4, $5::jsonb, 1)
ON CONFLICT (tenant_id, id) DO UPDATE SET webhook = EXCLUDED.webhook, active = EXCLUDED.active, version = w.version + 1
WHERE w.version = $6"""
MARK = """
UPDATE webhooks SET health = $3::jsonb, failing = $4, paused = $5 WHERE tenant_id = $1 AND id = $2"""
# One work of a company passes events on at a time: so they become deliveries in the order in which they happened.
PASSING = "SELECT pg_try_advisory_xact_lock(hashtextextended('webhooks:' || $1::text, 0))"
HEARD = "SELECT id, data FROM webhook_outbox WHERE tenant_id = $1 ORDER BY place LIMIT $2"
ADD = """
INSERT INTO webhook_deliveries
  (tenant_id, id, webhook_id, event_id, event, subject, body, state, created_at, since, attempts, answer)
SELECT $1, w.id, w.webhook_id, w.event_id, w.event, w.subject, w.body, 'pending', w.created_at, w.since, '[]', ''
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::bytea[], $8::timestamptz[], $9::timestamptz[])
  WITH ORDINALITY AS w(id, webhook_id, event_id, event, subject, body, created_at, since, n)
ORDER BY w.n ON CONFLICT DO NOTHING"""
# The first that waits of each subject is due, unless one of them is already.
PROMOTE = """
UPDATE webhook_deliveries d SET due_at = $4
FROM unnest($3::uuid[]) AS s(subject) CROSS JOIN LATERAL (
  SELECT q.id FROM webhook_deliveries q
  WHERE q.tenant_id = $1 AND q.webhook_id = $2 AND q.subject = s.subject AND q.state = 'pending'
  ORDER BY q.place LIMIT 1) h
WHERE d.tenant_id = $1 AND d.id = h.id AND NOT EXISTS (
  SELECT 1 FROM webhook_deliveries e
  WHERE e.tenant_id = $1 AND e.webhook_id = $2 AND e.subject = s.subject AND e.due_at IS NOT NULL)"""
COLUMNS = """
  id, webhook_id, event_id, event, subject, body, state, created_at, since, due_at, ended_at, tries, attempts, answer"""
GET = f"SELECT {COLUMNS} FROM webhook_deliveries WHERE tenant_id = $1 AND webhook_id = $2 AND id = $3"  # noqa: S608  ours
HELD = f"SELECT {COLUMNS} FROM webhook_deliveries WHERE tenant_id = $1 AND id = $2 AND token = $3 FOR UPDATE"  # noqa: S608  ours
SETTLE = """
UPDATE webhook_deliveries SET state = $3, since = $4, due_at = $5, ended_at = $6, tries = $7, attempts = $8::jsonb, answer = $9,
  leased_until = NULL, token = NULL
WHERE tenant_id = $1 AND id = $2"""
PAGE = f"""
SELECT {COLUMNS} FROM webhook_deliveries
WHERE tenant_id = $1 AND webhook_id = $2 AND ($3::text IS NULL OR state = $3) AND ($4::text IS NULL OR event = $4)
  AND ($5::uuid IS NULL OR id < $5)
ORDER BY id DESC LIMIT $6"""  # noqa: S608  ours
DEAD = f"""
SELECT {COLUMNS} FROM webhook_deliveries WHERE tenant_id = $1 AND webhook_id = $2 AND state = 'dead'
ORDER BY id LIMIT $3"""  # noqa: S608  ours
EXPIRE = """
UPDATE webhook_deliveries SET state = 'dead', due_at = NULL, ended_at = $4, leased_until = NULL, token = NULL,
  attempts = attempts || $5::jsonb
WHERE tenant_id = $1 AND id = ANY(ARRAY(
  SELECT q.id FROM webhook_deliveries q
  WHERE q.tenant_id = $1 AND q.webhook_id = $2 AND q.state = 'pending' AND q.since < $3 ORDER BY q.place LIMIT $6))
RETURNING subject"""
WAITING = """
SELECT w.id, n.many FROM webhooks w CROSS JOIN LATERAL (
  SELECT count(*) AS many FROM (
    SELECT 1 FROM webhook_deliveries d WHERE d.tenant_id = $1 AND d.webhook_id = w.id AND d.state = 'pending' LIMIT $2) q) n
WHERE w.tenant_id = $1"""


class PostgresWebhooks:
    """See WebhookRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def all(self) -> Sequence[Webhook]:
        """See the port."""
        query = "SELECT webhook, health, version FROM webhooks WHERE tenant_id = $1 ORDER BY id"
        return [_read(row) for row in await self._raw.fetch(query, self._tenant_id)]

    async def get(self, webhook_id: WebhookId, *, lock: bool = False) -> Webhook:
        """See the port."""
        query = "SELECT webhook, health, version FROM webhooks WHERE tenant_id = $1 AND id = $2"
        row = await self._raw.fetchrow(f"{query} FOR UPDATE" if lock else query, self._tenant_id, webhook_id)
        if row is None:
            raise WebhookNotFound
        return _read(row)

    async def put(self, webhook: Webhook) -> None:
        """See the port."""
        text, health = _json.encode(webhook).decode(), _json.encode(Health()).decode()
        done = await self._raw.execute(PUT, self._tenant_id, webhook.id, text, webhook.active, health, webhook.version)
        if done != "INSERT 0 1":
            raise StaleVersion

    async def mark(self, webhook_id: WebhookId, health: Health) -> None:
        """See the port."""
        text = _json.encode(health).decode()
        failing, paused = health.failing_since is not None, health.paused_at is not None
        await self._raw.execute(MARK, self._tenant_id, webhook_id, text, failing, paused)

    async def remove(self, webhook_id: WebhookId) -> None:
        """See the port."""
        gone = await self._raw.execute(
            "DELETE FROM webhooks WHERE tenant_id = $1 AND id = $2", self._tenant_id, webhook_id
        )
        if gone != "DELETE 1":
            raise WebhookNotFound
        query = "DELETE FROM webhook_deliveries WHERE tenant_id = $1 AND webhook_id = $2"
        await self._raw.execute(query, self._tenant_id, webhook_id)


class PostgresWebhookDeliveries:
    """See WebhookDeliveries."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def heard(self, limit: int) -> Sequence[Heard]:
        """See the port."""
        if not await self._raw.fetchval(PASSING, str(self._tenant_id)):
            return []
        rows = await self._raw.fetch(HEARD, self._tenant_id, limit)
        found = [(row["id"], _decoded(row["data"])) for row in rows]
        if strange := [own for own, event in found if event is None]:
            log.error("webhooks: %d events of another version can't be read and are told to nobody", len(strange))
            await self.passed_on(strange)
        return [event for _, event in found if event is not None]

    async def passed_on(self, events: Sequence[EventId]) -> None:
        """See the port."""
        query = "DELETE FROM webhook_outbox WHERE tenant_id = $1 AND id = ANY($2::uuid[])"
        await self._raw.execute(query, self._tenant_id, list(events))

    async def add(self, deliveries: Sequence[Delivery], now: dt.datetime) -> int:
        """See the port."""
        done = await self._raw.execute(
            ADD,
            self._tenant_id,
            [d.id for d in deliveries],
            [d.webhook_id for d in deliveries],
            [d.event_id for d in deliveries],
            [d.event for d in deliveries],
            [d.subject for d in deliveries],
            [d.body for d in deliveries],
            [d.created_at for d in deliveries],
            [d.since for d in deliveries],
        )
        await self._promote_all(deliveries, now)
        return int(done.rpartition(" ")[2])

    async def get(self, webhook_id: WebhookId, delivery_id: WebhookDeliveryId) -> Delivery:
        """See the port."""
        row = await self._raw.fetchrow(GET, self._tenant_id, webhook_id, delivery_id)
        if row is None:
            raise WebhookDeliveryNotFound
        return self._delivery(row)

    async def held(self, leased: LeasedHook) -> Delivery:
        """See the port."""
        row = await self._raw.fetchrow(HELD, self._tenant_id, leased.delivery_id, leased.token)
        if row is None:
            raise LeaseLost
        return self._delivery(row)

    async def settle(self, delivery: Delivery, now: dt.datetime) -> None:
        """See the port."""
        await self._write(delivery)
        if delivery.state is not DeliveryState.PENDING:
            await self._promote_all([delivery], now)

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
        rows = await self._raw.fetch(
            PAGE, self._tenant_id, webhook_id, state.value if state else None, event, before, limit
        )
        return [self._delivery(row) for row in rows]

    async def dead(self, webhook_id: WebhookId, limit: int) -> Sequence[Delivery]:
        """See the port."""
        return [self._delivery(row) for row in await self._raw.fetch(DEAD, self._tenant_id, webhook_id, limit)]

    async def replay(self, deliveries: Sequence[Delivery], now: dt.datetime) -> None:
        """See the port."""
        for each in deliveries:
            await self._write(each)
        await self._promote_all(deliveries, now)

    async def expire(self, webhook_id: WebhookId, before: dt.datetime, now: dt.datetime, limit: int) -> int:
        """See the port."""
        told = _json.encode([Attempt(at=now, result=EXPIRED)]).decode()
        rows = await self._raw.fetch(EXPIRE, self._tenant_id, webhook_id, before, now, told, limit)
        subjects = sorted({row["subject"] for row in rows})
        await self._raw.execute(PROMOTE, self._tenant_id, webhook_id, subjects, now)
        return len(rows)

    async def hasten(self, webhook_id: WebhookId, now: dt.datetime) -> None:
        """See the port."""
        query = "UPDATE webhook_deliveries SET due_at = $3 WHERE tenant_id = $1 AND webhook_id = $2 AND due_at > $3"
        await self._raw.execute(query, self._tenant_id, webhook_id, now)

    async def waiting(self) -> Mapping[WebhookId, int]:
        """See the port."""
        rows = await self._raw.fetch(WAITING, self._tenant_id, COUNTED)
        return {WebhookId(row["id"]): row["many"] for row in rows if row["many"]}

    async def _write(self, d: Delivery) -> None:
        attempts = _json.encode(d.attempts).decode()
        await self._raw.execute(
            SETTLE, self._tenant_id, d.id, d.state.value, d.since, d.due_at, d.ended_at, d.tries, attempts, d.answer
        )

    async def _promote_all(self, deliveries: Sequence[Delivery], now: dt.datetime) -> None:
        for webhook_id in sorted({d.webhook_id for d in deliveries}):
            subjects = sorted({d.subject for d in deliveries if d.webhook_id == webhook_id})
            await self._raw.execute(PROMOTE, self._tenant_id, webhook_id, subjects, now)

    def _delivery(self, row: asyncpg.Record) -> Delivery:
        return Delivery(
            id=WebhookDeliveryId(row["id"]),
            tenant_id=self._tenant_id,
            webhook_id=WebhookId(row["webhook_id"]),
            event_id=EventId(row["event_id"]),
            event=row["event"],
            subject=row["subject"],
            body=row["body"],
            created_at=row["created_at"],
            since=row["since"],
            state=DeliveryState(row["state"]),
            due_at=row["due_at"],
            ended_at=row["ended_at"],
            tries=row["tries"],
            attempts=_attempts.decode(row["attempts"]),
            answer=row["answer"],
        )


def _decoded(data: bytes) -> Heard | None:
    try:
        event: Heard = _heard.decode(data)
    except msgspec.MsgspecError:
        return None
    return event


def _read(row: asyncpg.Record) -> Webhook:
    health = _health.decode(row["health"])
    return msgspec.structs.replace(_webhook.decode(row["webhook"]), health=health, version=row["version"])
