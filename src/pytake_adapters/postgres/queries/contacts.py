"""Lists of contacts: those that are wanted, a page at a time."""

from collections.abc import Sequence

import asyncpg

from pytake_adapters.postgres.queries import cursor
from pytake_adapters.postgres.queries.arguments import Arguments
from pytake_adapters.postgres.queries.contact_search import LOOKED_AT, contact_ids
from pytake_adapters.postgres.queries.people import ROOM, condition, places_of
from pytake_domain.contacts import COUNTED, SORTS, ContactFilter, Now
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.page import PageRequest

Found = tuple[Sequence[ContactId], int | None, str | None]


async def browse(
    raw: asyncpg.Connection, tenant_id: TenantId, wanted: ContactFilter, page: PageRequest, now: Now
) -> Found:
    """The ids of a page, how many there are in all (None beyond what is counted), and the cursor behind it."""
    value = Arguments(tenant_id)
    where = await _where(raw, tenant_id, wanted, now, value)
    total = None
    if page.cursor is None:
        counted = f"SELECT count(*) FROM (SELECT 1 FROM contact_facets f WHERE {where} LIMIT {COUNTED + 1}) AS few"  # noqa: S608
        total = await raw.fetchval(counted, *value.values)
    order = "DESC" if page.descending else "ASC"
    by_time = page.sort not in SORTS or page.sort == "created_at"
    if page.cursor is not None or by_time:
        if page.cursor:
            where += f" AND f.contact_id {'<' if page.descending else '>'} {value(cursor.read(page.cursor).id, 'uuid')}"
        rows = f"SELECT f.contact_id FROM contact_facets f WHERE {where} ORDER BY f.contact_id {order}"  # noqa: S608
    else:
        sorted_by = "f.seen_on" if page.sort == "last_seen" else f"c.{page.sort}"
        rows = (
            f"SELECT f.contact_id FROM contact_facets f JOIN contacts c ON c.tenant_id = $1 AND c.id = f.contact_id"  # noqa: S608
            f" WHERE {where} ORDER BY {sorted_by} {order} NULLS LAST, f.contact_id {order}"
        )
    offset = 0 if page.cursor is not None else page.offset
    rows += f" LIMIT {value(page.limit, 'bigint')} OFFSET {value(offset, 'bigint')}"
    ids = [ContactId(row["contact_id"]) for row in await raw.fetch(rows, *value.values)]
    more = (page.cursor is not None or by_time) and len(ids) == page.limit
    after = cursor.write(cursor.Place(ids[-1])) if more else None
    return ids, total if total is None or total <= COUNTED else None, after


async def wanted_ids(
    raw: asyncpg.Connection,
    tenant_id: TenantId,
    wanted: ContactFilter,
    now: Now,
    before: ContactId | None,
    limit: int,
) -> Sequence[ContactId]:
    """The ids of those that a list shows, the newest first."""
    value = Arguments(tenant_id)
    where = await _where(raw, tenant_id, wanted, now, value)
    if before is not None:
        where += f" AND f.contact_id < {value(before, 'uuid')}"
    rows = f"SELECT f.contact_id FROM contact_facets f WHERE {where} ORDER BY f.contact_id DESC"  # noqa: S608  placeholders
    rows += f" LIMIT {value(limit, 'bigint')}"
    return [ContactId(row["contact_id"]) for row in await raw.fetch(rows, *value.values)]


async def _where(
    raw: asyncpg.Connection, tenant_id: TenantId, wanted: ContactFilter, now: Now, value: Arguments
) -> str:
    parts = ["f.tenant_id = $1"]
    if wanted.ids is not None:
        parts.append(f"f.contact_id = ANY({value(list(wanted.ids), 'uuid[]')})")
    if wanted.tags:
        parts.append(f"f.tags && {value(list(wanted.tags), 'text[]')}")
    if wanted.list_id is not None:
        members = "SELECT m.contact_id FROM contact_list_members m WHERE m.tenant_id = $1 AND m.list_id"
        parts.append(f"f.contact_id IN ({members} = {value(wanted.list_id, 'uuid')})")
    if wanted.terms is not None:
        found = await contact_ids(raw, tenant_id, wanted.terms, LOOKED_AT)
        parts.append(f"f.contact_id = ANY({value(list(found), 'uuid[]')})")
    if wanted.query is not None:
        await raw.execute(ROOM)
        parts.append(condition(wanted.query, now, await places_of(raw, tenant_id), value))
    return " AND ".join(parts)
