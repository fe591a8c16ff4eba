"""Tags of one tenant: those that are known, and those that contacts bear."""

import datetime as dt
from collections.abc import Sequence

import asyncpg

from pytake_domain.contacts import Tag, tag_id
from pytake_domain.kernel.ids import TenantId

KNOW = """
INSERT INTO tags (tenant_id, name, created_at) SELECT $1, unnest($2::text[]), $3 ON CONFLICT (tenant_id, name) DO NOTHING"""
ALL = """
SELECT name, sum(used)::int AS used FROM (
  SELECT name, 0 AS used FROM tags WHERE tenant_id = $1
  UNION ALL
  SELECT unnest(tags), 1 FROM contacts WHERE tenant_id = $1 AND merged_into IS NULL AND deleted_at IS NULL AND tags <> '{}'
) AS each_one GROUP BY name"""


class PostgresTags:
    """See TagRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def know(self, names: Sequence[str], at: dt.datetime) -> None:
        """See the port."""
        await self._raw.execute(KNOW, self._tenant_id, sorted(names), at)

    async def all(self) -> Sequence[Tag]:
        """See the port."""
        rows = sorted(await self._raw.fetch(ALL, self._tenant_id), key=lambda row: row["name"])
        return [Tag(id=tag_id(self._tenant_id, row["name"]), name=row["name"], used=row["used"]) for row in rows]

    async def remove(self, name: str) -> None:
        """See the port."""
        await self._raw.execute("DELETE FROM tags WHERE tenant_id = $1 AND name = $2", self._tenant_id, name)
