"""The plan's messages of this month: counted where they are queued, with the transaction."""

from collections.abc import Callable, Mapping

import asyncpg
import msgspec

from pytake_domain.kernel.ids import TenantId

STATE = """
SELECT t.plan, t.limits, t.status, COALESCE(m.used, 0) AS used FROM tenants t LEFT JOIN message_months m
  ON m.tenant_id = t.tenant_id AND m.month = date_trunc('month', now() AT TIME ZONE 'UTC')::date
WHERE t.tenant_id = $1"""

USE = """
INSERT INTO message_months AS m (tenant_id, month, used)
VALUES ($1, date_trunc('month', now() AT TIME ZONE 'UTC')::date, $2)
ON CONFLICT (tenant_id, month) DO UPDATE SET used = m.used + EXCLUDED.used"""


class PostgresQuota:
    """One tenant's count in one transaction; written last, so that works of a tenant hardly wait for each other."""

    def __init__(
        self,
        tenant_id: TenantId,
        raw: asyncpg.Connection,
        monthly_limits: Callable[[str, Mapping[str, object]], int | None],
    ) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._monthly_limits = monthly_limits
        self._state: asyncpg.Record | None = None
        self._using = 0

    async def left(self) -> int | None:
        """See the port."""
        state = await self._read()
        limit = self._monthly_limits(state["plan"], msgspec.json.decode(state["limits"]))
        return None if limit is None else limit - state["used"] - self._using

    async def used(self) -> int:
        """See the port."""
        return int((await self._read())["used"]) + self._using

    async def use(self, count: int) -> None:
        """See the port."""
        self._using += count

    async def suspended(self) -> bool:
        """See the port."""
        return bool((await self._read())["status"] != "active")

    async def flush(self) -> None:
        """Count what was used."""
        if self._using:
            await self._raw.execute(USE, self._tenant_id, self._using)
            self._using = 0

    async def _read(self) -> asyncpg.Record:
        if self._state is None:
            self._state = await self._raw.fetchrow(STATE, self._tenant_id)
            assert self._state is not None  # noqa: S101  works are opened for tenants that exist
        return self._state
