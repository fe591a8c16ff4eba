"""By a proof, whose it is, across tenants; and failed sign-ins, which belong to nobody yet."""

import datetime as dt

import asyncpg

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.identity_rows import api_key_of, session_of, tenant_of, user_of
from pytake_adapters.postgres.passkeys import passkey_of
from pytake_domain.identity import FORGET_AFTER, Failures, KeyStanding, Passkey, Session, User

# Each failure also forgets a few old ones, so that guessing leaves no growing table.
FORGET = """
DELETE FROM lock_outs WHERE pair IN (
  SELECT pair FROM lock_outs WHERE forget_at < $1 ORDER BY forget_at LIMIT 5 FOR UPDATE SKIP LOCKED)"""

FAILED = """
INSERT INTO lock_outs (pair, failures, last_at, locked_until, forget_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (pair) DO UPDATE SET failures = EXCLUDED.failures, last_at = EXCLUDED.last_at,
  locked_until = EXCLUDED.locked_until, forget_at = EXCLUDED.forget_at"""


class PostgresIdentityLookup:
    """Reads with the worker's role."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def user_by_email(self, email: str) -> User | None:
        """See the port."""
        with ours():
            row = await (await self._workers.pool()).fetchrow("SELECT * FROM users WHERE email = $1", email)
        return None if row is None else user_of(row)

    async def session_by_family(self, family_hash: bytes) -> Session | None:
        """See the port."""
        query = "SELECT * FROM user_sessions WHERE family_hash = $1"
        with ours():
            row = await (await self._workers.pool()).fetchrow(query, family_hash)
        return None if row is None else session_of(row)

    async def api_key(self, key_hash: bytes) -> KeyStanding | None:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            row = await pool.fetchrow("SELECT * FROM api_keys WHERE key_hash = $1", key_hash)
            if row is None:
                return None
            tenant = await pool.fetchrow("SELECT * FROM tenants WHERE tenant_id = $1", row["tenant_id"])
        return None if tenant is None else KeyStanding(key=api_key_of(row), tenant=tenant_of(tenant))

    async def passkey(self, credential_id: bytes) -> Passkey | None:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            row = await pool.fetchrow("SELECT * FROM passkeys WHERE credential_id = $1", credential_id)
        return None if row is None else passkey_of(row)


class PostgresLockOuts:
    """Failures by pair, in a table that only the worker's role sees."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def get(self, pair: bytes) -> Failures:
        """See the port."""
        with ours():
            row = await (await self._workers.pool()).fetchrow("SELECT * FROM lock_outs WHERE pair = $1", pair)
        return _failures(row)

    async def fail(self, pair: bytes, now: dt.datetime) -> Failures:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            async with pool.acquire() as connection, connection.transaction():
                after = (await _locked(connection, pair)).failed(now)
                forget_at = max(now, after.locked_until or now) + FORGET_AFTER
                await connection.execute(FAILED, pair, after.count, after.last_at, after.locked_until, forget_at)
            await pool.execute(FORGET, now)
        return after

    async def clear(self, pair: bytes, now: dt.datetime) -> Failures:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            async with pool.acquire() as connection, connection.transaction():
                before = await _locked(connection, pair)
                if before.count and before.wait(now) is None:
                    await connection.execute("DELETE FROM lock_outs WHERE pair = $1", pair)
        return before


async def _locked(connection: asyncpg.pool.PoolConnectionProxy, pair: bytes) -> Failures:
    """What is known, while nobody else may change it; the lock also holds where there is no row yet."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", int.from_bytes(pair[:8], "big", signed=True))
    return _failures(await connection.fetchrow("SELECT * FROM lock_outs WHERE pair = $1", pair))


def _failures(row: asyncpg.Record | None) -> Failures:
    if row is None:
        return Failures()
    return Failures(count=row["failures"], last_at=row["last_at"], locked_until=row["locked_until"])
