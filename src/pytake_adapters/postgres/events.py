"""Events of a work: those that somebody waits for go into an outbox, those that people ask about into the log."""

import datetime as dt
from collections.abc import Sequence

import asyncpg
import msgspec

from pytake_adapters.postgres.hours import CHANGES, hour_of
from pytake_adapters.tracing import carried
from pytake_domain.identity import Activity
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import EventId, TenantId, UserId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import ConversationChanged
from pytake_domain.webhooks import names_of

_json = msgspec.json.Encoder()
_packed = msgspec.msgpack.Encoder()

DELIVER = """
INSERT INTO deliveries (tenant_id, id, lane, subject, type, data, trace)
SELECT $1, w.id, 0, w.subject, w.type, w.data, $6 FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::bytea[])
  AS w(id, subject, type, data)"""

KEEP = """
INSERT INTO event_log (tenant_id, id, subject, type, at, actor_kind, actor_id, reason, data)
SELECT $1, w.* FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::uuid[], $8::text[],
  $9::jsonb[]) AS w"""

# While nobody listens, nothing is kept; the places are given under the locks of what changed, so they are in its order.
HEAR = """
INSERT INTO webhook_outbox (tenant_id, id, data)
SELECT $1, w.id, w.data FROM unnest($2::uuid[], $3::bytea[]) WITH ORDINALITY AS w(id, data, n)
WHERE EXISTS (SELECT 1 FROM webhooks h WHERE h.tenant_id = $1 AND h.active) ORDER BY w.n"""

DONE_BY = """
SELECT id, type AS action, at, subject, reason FROM event_log
WHERE tenant_id = $1 AND actor_id = $2 AND actor_kind = 'user' AND ($3::uuid IS NULL OR id < $3)
ORDER BY id DESC LIMIT $4"""


class PostgresEvents:
    """What happened in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, delivered: frozenset[str]) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._delivered = delivered
        self.all: list[Event] = []
        self.grew = False
        self.heard = False

    def add(self, *events: Event) -> None:
        """See the port; written when the work ends."""
        self.all.extend(events)

    @property
    def touched(self) -> set[dt.datetime]:
        """Hours in which transitions that are counted have to be counted anew."""
        return {hour_of(e.at) for e in self.all if isinstance(e, ConversationChanged) and e.change.value in CHANGES}

    async def flush(self) -> None:
        """Write them."""
        outbox = [e for e in self.all if e.topic in self._delivered]
        if outbox:
            self.grew = True
            await self._raw.execute(
                DELIVER,
                self._tenant_id,
                [e.id for e in outbox],
                [e.subject for e in outbox],
                [e.topic for e in outbox],
                [_packed.encode(e) for e in outbox],
                carried(),
            )
        await self._let_hear([e for e in self.all if names_of(e)])
        kept = [e for e in self.all if e.kept]
        if kept:
            await self._raw.execute(
                KEEP,
                self._tenant_id,
                [e.id for e in kept],
                [e.subject for e in kept],
                [e.name for e in kept],
                [e.at for e in kept],
                [e.actor_kind.value for e in kept],
                [e.actor_id for e in kept],
                [e.reason for e in kept],
                [_json.encode(e).decode() for e in kept],
            )

    async def _let_hear(self, events: Sequence[Event]) -> None:
        if events:
            packed = [_packed.encode(e) for e in events]
            done = await self._raw.execute(HEAR, self._tenant_id, [e.id for e in events], packed)
            self.heard = done != "INSERT 0 0"


class PostgresActivity:
    """The log of one tenant, read by who caused what."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def of(self, user_id: UserId, *, before: EventId | None, limit: int) -> Sequence[Activity]:
        """See the port."""
        rows = await self._raw.fetch(DONE_BY, self._tenant_id, user_id, before, limit)
        return [Activity(**dict(row)) for row in rows]


class PostgresDeliveries:
    """The end of deliveries, in the transaction that made use of them."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def done(self, ids: Sequence[EventId]) -> None:
        """See the port. The row is gone once it was used, whoever used it: so no event has effect twice."""
        if not ids:
            return
        gone = await self._raw.execute(
            "DELETE FROM deliveries WHERE tenant_id = $1 AND id = ANY($2::uuid[])", self._tenant_id, list(ids)
        )
        if gone != f"DELETE {len(ids)}":
            raise LeaseLost
