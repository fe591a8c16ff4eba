"""Passkeys of one tenant's people, and what is remembered of sign-ins between two requests."""

import datetime as dt
from collections.abc import Sequence

import asyncpg

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_domain.identity import Passkey, PasskeyNotFound, PasskeyTaken
from pytake_domain.kernel.ids import PasskeyId, TenantId, UserId

FIELDS = Passkey.__struct_fields__
ADD = (
    f"INSERT INTO passkeys ({', '.join(FIELDS)})"  # noqa: S608  names of our own fields
    f" VALUES ({', '.join(f'${n}' for n in range(1, len(FIELDS) + 1))})"
    " ON CONFLICT (credential_id) DO NOTHING RETURNING id"
)
GET = "SELECT * FROM passkeys WHERE tenant_id = $1 AND id = $2"
OF = "SELECT * FROM passkeys WHERE tenant_id = $1 AND user_id = $2 ORDER BY created_at, id"
SAVE = """
UPDATE passkeys SET name = $3, sign_count = $4, backed_up = $5, used_at = $6 WHERE tenant_id = $1 AND id = $2"""
REMOVE_OF = (
    "WITH gone AS (DELETE FROM passkeys WHERE tenant_id = $1 AND user_id = $2 RETURNING 1) SELECT count(*) FROM gone"
)
# Each that is put also forgets a few that are over, so that begun sign-ins leave no growing table.
PUT = "INSERT INTO ceremonies (key, data, until) VALUES ($1, $2, $3)"
FORGET = """
DELETE FROM ceremonies WHERE key IN (
  SELECT key FROM ceremonies WHERE until <= $1 ORDER BY until LIMIT 5 FOR UPDATE SKIP LOCKED)"""
TAKE = "DELETE FROM ceremonies WHERE key = $1 RETURNING data, until"


class PostgresPasskeys:
    """See PasskeyRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, passkey: Passkey) -> None:
        """See the port."""
        if await self._raw.fetchval(ADD, *(getattr(passkey, name) for name in FIELDS)) is None:
            raise PasskeyTaken

    async def get(self, passkey_id: PasskeyId, *, lock: bool = False) -> Passkey:
        """See the port."""
        row = await self._raw.fetchrow(GET + (" FOR UPDATE" if lock else ""), self._tenant_id, passkey_id)
        if row is None:
            raise PasskeyNotFound
        return passkey_of(row)

    async def of(self, user_id: UserId) -> Sequence[Passkey]:
        """See the port."""
        return [passkey_of(row) for row in await self._raw.fetch(OF, self._tenant_id, user_id)]

    async def save(self, passkey: Passkey) -> None:
        """See the port."""
        await self._raw.execute(
            SAVE, self._tenant_id, passkey.id, passkey.name, passkey.sign_count, passkey.backed_up, passkey.used_at
        )

    async def remove(self, passkey_id: PasskeyId) -> None:
        """See the port."""
        await self._raw.execute("DELETE FROM passkeys WHERE tenant_id = $1 AND id = $2", self._tenant_id, passkey_id)

    async def remove_of(self, user_id: UserId) -> int:
        """See the port."""
        return int(await self._raw.fetchval(REMOVE_OF, self._tenant_id, user_id))


class PostgresCeremonies:
    """See Ceremonies; a table that only the worker's role sees, for nobody is known yet."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def put(self, key: bytes, data: bytes, until: dt.datetime, now: dt.datetime) -> None:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            await pool.execute(PUT, key, data, until)
            await pool.execute(FORGET, now)

    async def take(self, key: bytes, now: dt.datetime) -> bytes | None:
        """See the port."""
        with ours():
            row = await (await self._workers.pool()).fetchrow(TAKE, key)
        return bytes(row["data"]) if row is not None and row["until"] > now else None


def passkey_of(row: asyncpg.Record) -> Passkey:
    """As read."""
    values = {name: row[name] for name in FIELDS}
    return Passkey(**values | {"transports": tuple(values["transports"])})
