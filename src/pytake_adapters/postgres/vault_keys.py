"""Tenants' wrapped data keys. Read and written with the worker's role: secrets are opened outside works."""

from collections.abc import Sequence

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.identity_rows import wrapped_key_of
from pytake_domain.identity import WrappedKey
from pytake_domain.kernel.ids import TenantId

NEWEST = "SELECT * FROM tenant_keys WHERE tenant_id = $1 ORDER BY version DESC LIMIT 1"
ONE = "SELECT * FROM tenant_keys WHERE tenant_id = $1 AND version = $2"
ADD = """
INSERT INTO tenant_keys (tenant_id, version, wrapped, master_version, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, version) DO NOTHING"""
NOT_UNDER = """
SELECT * FROM tenant_keys WHERE master_version <> $1 ORDER BY master_version, tenant_id, version LIMIT $2"""
REWRAP = """
UPDATE tenant_keys SET wrapped = $3, master_version = $4
WHERE tenant_id = $1 AND version = $2 AND master_version = $5"""


class PostgresVaultKeys:
    """The VaultKeys port."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def newest(self, tenant_id: TenantId) -> WrappedKey | None:
        """See the port."""
        with ours():
            row = await (await self._workers.pool()).fetchrow(NEWEST, tenant_id)
        return None if row is None else wrapped_key_of(row)

    async def get(self, tenant_id: TenantId, version: int) -> WrappedKey | None:
        """See the port."""
        with ours():
            row = await (await self._workers.pool()).fetchrow(ONE, tenant_id, version)
        return None if row is None else wrapped_key_of(row)

    async def add(self, key: WrappedKey) -> WrappedKey:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            await pool.execute(ADD, key.tenant_id, key.version, key.wrapped, key.master_version, key.created_at)
            row = await pool.fetchrow(ONE, key.tenant_id, key.version)
        return key if row is None else wrapped_key_of(row)

    async def tenants(self) -> Sequence[TenantId]:
        """Whoever has a key."""
        with ours():
            rows = await (await self._workers.pool()).fetch(
                "SELECT DISTINCT tenant_id FROM tenant_keys ORDER BY tenant_id"
            )
        return [TenantId(row["tenant_id"]) for row in rows]

    async def not_under(self, master_version: int, limit: int) -> Sequence[WrappedKey]:
        """See the port."""
        with ours():
            rows = await (await self._workers.pool()).fetch(NOT_UNDER, master_version, limit)
        return [wrapped_key_of(row) for row in rows]

    async def rewrap(self, key: WrappedKey, *, was: int) -> bool:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            done = await pool.execute(REWRAP, key.tenant_id, key.version, key.wrapped, key.master_version, was)
        return bool(done == "UPDATE 1")
