"""A tenant's own provider of identities, and who of its people is who there."""

import datetime as dt

import asyncpg

from pytake_domain.identity import SignOn
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Sealed

FIND = "SELECT * FROM sign_ons WHERE tenant_id = $1"
PUT = """
INSERT INTO sign_ons
  (tenant_id, issuer, client_id, secret, key_version, domains, role, creates, enforced, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (tenant_id) DO UPDATE SET issuer = excluded.issuer, client_id = excluded.client_id, secret = excluded.secret,
  key_version = excluded.key_version, domains = excluded.domains, role = excluded.role, creates = excluded.creates,
  enforced = excluded.enforced, updated_at = excluded.updated_at"""
LINKED = "SELECT user_id FROM sign_on_links WHERE tenant_id = $1 AND issuer = $2 AND subject = $3"
UNLINK_AT = "DELETE FROM sign_on_links WHERE tenant_id = $1 AND issuer = $2 AND user_id = $3"
LINK = """
INSERT INTO sign_on_links (tenant_id, issuer, subject, user_id, linked_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, issuer, subject) DO UPDATE SET user_id = excluded.user_id, linked_at = excluded.linked_at"""


class PostgresSignOn:
    """See SignOnRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def find(self, *, lock: bool = False) -> SignOn | None:
        """See the port."""
        row = await self._raw.fetchrow(FIND + (" FOR UPDATE" if lock else ""), self._tenant_id)
        if row is None:
            return None
        return SignOn(
            tenant_id=self._tenant_id,
            issuer=row["issuer"],
            client_id=row["client_id"],
            secret=Sealed(key_version=row["key_version"], data=row["secret"]),
            domains=tuple(row["domains"]),
            role=row["role"],
            creates=row["creates"],
            enforced=row["enforced"],
            updated_at=row["updated_at"],
        )

    async def put(self, settings: SignOn) -> None:
        """See the port."""
        await self._raw.execute(
            PUT,
            self._tenant_id,
            settings.issuer,
            settings.client_id,
            settings.secret.data,
            settings.secret.key_version,
            list(settings.domains),
            settings.role,
            settings.creates,
            settings.enforced,
            settings.updated_at,
        )

    async def remove(self) -> None:
        """See the port."""
        await self._raw.execute("DELETE FROM sign_on_links WHERE tenant_id = $1", self._tenant_id)
        await self._raw.execute("DELETE FROM sign_ons WHERE tenant_id = $1", self._tenant_id)

    async def linked(self, issuer: str, subject: str) -> UserId | None:
        """See the port."""
        found = await self._raw.fetchval(LINKED, self._tenant_id, issuer, subject)
        return UserId(found) if found is not None else None

    async def link(self, issuer: str, subject: str, user_id: UserId, at: dt.datetime) -> None:
        """See the port."""
        await self._raw.execute(UNLINK_AT, self._tenant_id, issuer, user_id)
        await self._raw.execute(LINK, self._tenant_id, issuer, subject, user_id, at)

    async def unlink(self, user_id: UserId) -> None:
        """See the port."""
        await self._raw.execute(
            "DELETE FROM sign_on_links WHERE tenant_id = $1 AND user_id = $2", self._tenant_id, user_id
        )
