"""Small stores of the way in: early statuses, unreadable elements, and the end of raw webhooks."""

import datetime as dt
from collections.abc import Sequence

import asyncpg

from pytake_domain.kernel.ids import Ids, NumberId, TenantId
from pytake_domain.kernel.work import Leased, LeaseLost
from pytake_domain.messaging import EarlyStatus
from pytake_domain.whatsapp import Parked


class PostgresShelf:
    """Statuses that came before their message."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def put(self, statuses: Sequence[EarlyStatus]) -> None:
        """See the port."""
        if not statuses:
            return
        await self._raw.execute(
            "INSERT INTO early_statuses (tenant_id, number_id, provider_id, status, at, correlation, data)"
            " SELECT $1, w.* FROM unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::bytea[])"
            " AS w ON CONFLICT DO NOTHING",
            self._tenant_id,
            [s.number_id for s in statuses],
            [s.provider_id for s in statuses],
            [s.status for s in statuses],
            [s.at for s in statuses],
            [s.correlation for s in statuses],
            [s.data for s in statuses],
        )

    async def take(self, keys: Sequence[tuple[NumberId, str]]) -> Sequence[EarlyStatus]:
        """See the port."""
        rows = await self._raw.fetch(
            "DELETE FROM early_statuses e USING unnest($2::uuid[], $3::text[]) AS w(number_id, provider_id)"
            " WHERE e.tenant_id = $1 AND e.number_id = w.number_id AND e.provider_id = w.provider_id"
            " AND e.number_id = ANY($2::uuid[]) AND e.provider_id = ANY($3::text[]) RETURNING e.*",
            self._tenant_id,
            [key[0] for key in keys],
            [key[1] for key in keys],
        )
        return [
            EarlyStatus(
                number_id=r["number_id"],
                provider_id=r["provider_id"],
                correlation=r["correlation"],
                status=r["status"],
                at=r["at"],
                data=r["data"],
            )
            for r in rows
        ]


class PostgresParked:
    """Elements that could not be read."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, ids: Ids) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._ids = ids

    async def put(self, number_id: NumberId | None, parked: Sequence[Parked], at: dt.datetime) -> None:
        """See the port."""
        await self._raw.executemany(
            "INSERT INTO parked_elements (tenant_id, id, number_id, reason, raw, at) VALUES ($1, $2, $3, $4, $5, $6)",
            [(self._tenant_id, self._ids.new(), number_id, p.reason, p.raw, at) for p in parked],
        )


class PostgresInboxDone:
    """The end of raw webhooks, in the transaction that stored what they say."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def done(self, webhooks: Sequence[Leased]) -> None:
        """See the port."""
        if not webhooks:
            return
        gone = await self._raw.execute(
            "DELETE FROM inbox WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND token = ANY($3::uuid[])",
            self._tenant_id,
            [w.id for w in webhooks],
            list({w.token for w in webhooks}),
        )
        if gone != f"DELETE {len(webhooks)}":
            raise LeaseLost
