"""Audit records of one tenant, as they are read."""

from uuid import UUID

import asyncpg
import msgspec

from pytake_adapters.postgres.audit import record_of
from pytake_domain.kernel.audit import AuditFilter, AuditRecord, ChainState
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import Page, PageRequest

TRAIL = """
SELECT * FROM audit_records WHERE tenant_id = $1 AND ($2::uuid IS NULL OR actor_id = $2)
  AND ($3::uuid[] IS NULL OR subjects && $3::uuid[]) AND ($4::text IS NULL OR action = $4)
  AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6) AND ($7::uuid IS NULL OR id < $7)
ORDER BY id DESC LIMIT $8"""
IDS_OF = """
WITH RECURSIVE who AS (
  SELECT $2::uuid AS id UNION SELECT m.merged_id FROM who w JOIN contact_merges m ON m.tenant_id = $1 AND m.kept_id = w.id),
talks AS (SELECT c.id FROM conversations c WHERE c.tenant_id = $1 AND c.contact_id = ANY(ARRAY(SELECT id FROM who)) LIMIT 1000)
SELECT id FROM who UNION SELECT id FROM talks
UNION (SELECT f.id FROM media f WHERE f.tenant_id = $1 AND f.message_id = ANY(ARRAY(SELECT m.id FROM messages m
  WHERE m.tenant_id = $1 AND m.conversation_id = ANY(ARRAY(SELECT id FROM talks)) AND m.type <> 'text' LIMIT 2000)))"""


class PostgresAuditTrail:
    """See AuditTrail."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def page(self, wanted: AuditFilter, request: PageRequest) -> Page[AuditRecord]:
        """See the port."""
        rows = await self._raw.fetch(
            TRAIL,
            self._tenant_id,
            wanted.actor_id,
            list(wanted.subjects) or None,
            wanted.action.value if wanted.action else None,
            wanted.since,
            wanted.until,
            UUID(request.cursor) if request.cursor else None,
            request.limit + 1,
        )
        items = tuple(record_of(row) for row in rows[: request.limit])
        return Page(items=items, next_cursor=str(items[-1].id) if len(rows) > request.limit else None)

    async def ids_of(self, subject: UUID) -> tuple[UUID, ...]:
        """See the port."""
        return tuple(row["id"] for row in await self._raw.fetch(IDS_OF, self._tenant_id, subject))

    async def state(self) -> ChainState | None:
        """See the port."""
        told = await self._raw.fetchval("SELECT checked FROM audit_heads WHERE tenant_id = $1", self._tenant_id)
        return None if told is None else msgspec.json.decode(told, type=ChainState)
