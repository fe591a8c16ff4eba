"""Many contacts at once: held, saved set by set, and when they were last seen."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, TenantId

_json = msgspec.json.Encoder()

SEEN = """
SELECT contact_id, seen_on FROM contact_facets
WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[]) AND seen_on > '-infinity'"""

HOLD = "SELECT id FROM contacts WHERE tenant_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE"

UPDATE_ALL = """
UPDATE contacts c SET name = w.name, email = w.email, language = w.language, time_zone = w.time_zone, vip = w.vip,
  tags = ARRAY(SELECT jsonb_array_elements_text(w.tags)), attributes = w.attributes, opted_out_at = w.opted_out_at,
  opted_in_at = w.opted_in_at, opted_in_source = w.opted_in_source, blocked = w.blocked, merged_into = w.merged_into,
  updated_at = w.updated_at, purposes = w.purposes, deleted_at = w.deleted_at, version = c.version + 1
FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::jsonb[], $10::jsonb[],
  $11::timestamptz[], $12::timestamptz[], $13::text[], $14::bool[], $15::uuid[], $16::timestamptz[], $17::jsonb[],
  $18::timestamptz[])
  AS w(id, version, name, email, language, time_zone, vip, tags, attributes, opted_out_at, opted_in_at, opted_in_source,
    blocked, merged_into, updated_at, purposes, deleted_at)
WHERE c.tenant_id = $1 AND c.id = w.id AND c.version = w.version AND c.id = ANY($2::uuid[])"""

TAGS = 7
"""Where the tags stand among the columns of UPDATE_ALL: arrays of unequal length are no columns of an array."""


async def lock(raw: asyncpg.Connection, tenant_id: TenantId, ids: Sequence[ContactId]) -> None:
    """Nobody else changes them until the work ends; in the order of ids, so that two of these never wait for each other."""
    await raw.execute(HOLD, tenant_id, list(ids))


async def update_all(
    raw: asyncpg.Connection,
    tenant_id: TenantId,
    rows: Sequence[tuple[Any, ...]],
    tags: Sequence[Sequence[str]],
    without_addresses: Sequence[ContactId],
) -> None:
    """Rows in the order of UPDATE_ALL; those who have no addresses any more lose theirs. Raises StaleVersion."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    columns[TAGS] = [_json.encode(own).decode() for own in tags]
    if await raw.execute(UPDATE_ALL, tenant_id, *columns) != f"UPDATE {len(rows)}":
        raise StaleVersion
    await raw.execute(
        "DELETE FROM contact_addresses WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[])",
        tenant_id,
        list(without_addresses),
    )


async def seen(raw: asyncpg.Connection, tenant_id: TenantId, ids: Sequence[ContactId]) -> dict[ContactId, dt.date]:
    """The day (UTC) on which they last wrote, of those who ever did."""
    rows = await raw.fetch(SEEN, tenant_id, list(ids))
    return {ContactId(row["contact_id"]): row["seen_on"] for row in rows}
