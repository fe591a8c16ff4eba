"""Second factors of one tenant's people; the secret as the vault sealed it."""

import asyncpg

from pytake_domain.identity import SecondFactor
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Sealed

FIND = "SELECT * FROM second_factors WHERE tenant_id = $1 AND user_id = $2"
PUT = """
INSERT INTO second_factors
  (tenant_id, user_id, secret, key_version, created_at, confirmed_at, last_step, recovery)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (tenant_id, user_id) DO UPDATE SET secret = excluded.secret, key_version = excluded.key_version,
  created_at = excluded.created_at, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step,
  recovery = excluded.recovery"""


class PostgresSecondFactors:
    """See SecondFactorRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def find(self, user_id: UserId, *, lock: bool = False) -> SecondFactor | None:
        """See the port."""
        row = await self._raw.fetchrow(FIND + (" FOR UPDATE" if lock else ""), self._tenant_id, user_id)
        if row is None:
            return None
        return SecondFactor(
            tenant_id=self._tenant_id,
            user_id=user_id,
            secret=Sealed(key_version=row["key_version"], data=row["secret"]),
            created_at=row["created_at"],
            confirmed_at=row["confirmed_at"],
            last_step=row["last_step"],
            recovery=frozenset(row["recovery"]),
        )

    async def put(self, factor: SecondFactor) -> None:
        """See the port."""
        await self._raw.execute(
            PUT,
            self._tenant_id,
            factor.user_id,
            factor.secret.data,
            factor.secret.key_version,
            factor.created_at,
            factor.confirmed_at,
            factor.last_step,
            sorted(factor.recovery),
        )

    async def remove(self, user_id: UserId) -> None:
        """See the port."""
        await self._raw.execute(
            "DELETE FROM second_factors WHERE tenant_id = $1 AND user_id = $2", self._tenant_id, user_id
        )
