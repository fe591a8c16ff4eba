"""Idempotency keys: the first answer, kept a day in the database, so that a lost cache never lets anything act twice."""

import datetime as dt

from pytake_adapters.postgres.work import PostgresOpenWork
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.limits import StoredAnswer

ABANDONED_AFTER = dt.timedelta(seconds=60)
KEPT = dt.timedelta(days=1)

BEGIN = """
INSERT INTO idempotency_keys AS k (tenant_id, key, fingerprint, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, key) DO UPDATE SET fingerprint = EXCLUDED.fingerprint, created_at = EXCLUDED.created_at,
  status = NULL, body = NULL
WHERE (k.status IS NULL AND k.fingerprint = EXCLUDED.fingerprint AND k.created_at < $5) OR k.created_at < $6
RETURNING 1"""


class PostgresIdempotency:
    """One key acts once; who asks again meanwhile hears that it is running."""

    def __init__(self, open_work: PostgresOpenWork) -> None:
        self._open_work = open_work

    async def begin(self, tenant_id: TenantId, key: str, fingerprint: str, now: dt.datetime) -> StoredAnswer | None:
        """See the port."""
        async with self._open_work(tenant_id) as work:
            begun = await work.raw.fetchval(BEGIN, tenant_id, key, fingerprint, now, now - ABANDONED_AFTER, now - KEPT)
            if begun:
                return None
            row = await work.raw.fetchrow(
                "SELECT fingerprint, status, body, content_type FROM idempotency_keys WHERE tenant_id = $1 AND key = $2",
                tenant_id,
                key,
            )
        if row is None:
            return StoredAnswer(fingerprint=fingerprint)
        return StoredAnswer(
            fingerprint=row["fingerprint"],
            status=row["status"],
            body=row["body"] or b"",
            content_type=row["content_type"] or "application/json",
        )

    async def finish(self, tenant_id: TenantId, key: str, answer: StoredAnswer) -> None:
        """See the port."""
        async with self._open_work(tenant_id) as work:
            await work.raw.execute(
                "UPDATE idempotency_keys SET status = $3, body = $4, content_type = $5 WHERE tenant_id = $1 AND key = $2",
                tenant_id,
                key,
                answer.status,
                answer.body,
                answer.content_type,
            )

    async def abandon(self, tenant_id: TenantId, key: str) -> None:
        """See the port."""
        async with self._open_work(tenant_id) as work:
            await work.raw.execute(
                "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND key = $2 AND status IS NULL", tenant_id, key
            )
