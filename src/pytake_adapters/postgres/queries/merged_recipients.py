"""Rows of the campaigns' ledger when two contacts become one: each goes to the one that is kept, and comes back.

Where both have a row of the same campaign, step and round, the one that came further is the kept one's and the other stays with
who is gone, so that every row is counted as before. A merge remembers what it moved: news of a message names its row by the
contact it was sent to.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from pytake_domain.campaigns import LedgerKey, RecipientOutcome
from pytake_domain.kernel.ids import ContactId, TenantId

NOBODY = UUID(int=0)
"""Where one of two rows waits while they change places."""
RANKS = f"(ARRAY{[outcome.rank for outcome in RecipientOutcome]})"
# By the campaigns, since rows that never left are in no index of contacts.
FOUND = f"""
SELECT s.campaign_id, s.step, s.round, t.contact_id IS NOT NULL AS both,
  {RANKS}[s.outcome + 1] > {RANKS}[t.outcome + 1] AS further
FROM campaigns c
JOIN campaign_recipients s ON s.tenant_id = $1 AND s.campaign_id = c.id AND s.contact_id = $2
LEFT JOIN campaign_recipients t ON t.tenant_id = $1 AND t.campaign_id = s.campaign_id AND t.contact_id = $3
  AND t.step = s.step AND t.round = s.round
WHERE c.tenant_id = $1 ORDER BY s.campaign_id, s.step, s.round FOR UPDATE OF s"""  # noqa: S608  ours
MOVE = """
UPDATE campaign_recipients r SET contact_id = $3
FROM unnest($4::uuid[], $5::smallint[], $6::smallint[]) AS w(campaign_id, step, round)
WHERE r.tenant_id = $1 AND r.campaign_id = w.campaign_id AND r.contact_id = $2 AND r.step = w.step AND r.round = w.round
  AND NOT EXISTS (SELECT 1 FROM campaign_recipients o WHERE o.tenant_id = $1 AND o.campaign_id = w.campaign_id
    AND o.contact_id = $3 AND o.step = w.step AND o.round = w.round)"""
REMEMBER = """
UPDATE contact_merges SET recipients = (SELECT coalesce(jsonb_agg(jsonb_build_array(
    extract(epoch FROM clock_timestamp()), w.campaign_id, w.step, w.round, w.swapped)), '[]')
  FROM unnest($3::uuid[], $4::smallint[], $5::smallint[], $6::bool[]) AS w(campaign_id, step, round, swapped))
WHERE tenant_id = $1 AND merged_id = $2"""
MERGES = """
SELECT merged_id, kept_id, recipients FROM contact_merges
WHERE tenant_id = $1 AND (merged_id = ANY($2::uuid[]) OR kept_id = ANY($2::uuid[])) AND recipients <> '[]'"""


class Moved(msgspec.Struct, frozen=True, array_like=True):
    """A row that a merge moved; `swapped`: the kept one had one too, which took its place."""

    at: float
    campaign_id: UUID
    step: int
    round: int
    swapped: bool


_moved = msgspec.json.Decoder(tuple[Moved, ...])


async def move(raw: asyncpg.Connection, tenant_id: TenantId, source: ContactId, target: ContactId) -> None:
    """Those of `source` become those of `target`; the merge remembers which."""
    rows = [r for r in await raw.fetch(FOUND, tenant_id, source, target) if not r["both"] or r["further"]]
    if not rows:
        return
    swapped = [Moved(0, r["campaign_id"], r["step"], r["round"], swapped=True) for r in rows if r["both"]]
    alone = [Moved(0, r["campaign_id"], r["step"], r["round"], swapped=False) for r in rows if not r["both"]]
    await _move(raw, tenant_id, source, target, alone)
    await _swap(raw, tenant_id, source, target, swapped)
    every = [*swapped, *alone]
    await raw.execute(REMEMBER, tenant_id, source, *_columns(every), [row.swapped for row in every])


async def restore(raw: asyncpg.Connection, tenant_id: TenantId, source: ContactId, target: ContactId) -> None:
    """Undo `move`."""
    data = await raw.fetchval(
        "SELECT recipients FROM contact_merges WHERE tenant_id = $1 AND merged_id = $2 AND kept_id = $3",
        tenant_id,
        source,
        target,
    )
    rows = _moved.decode(data) if data is not None else ()
    await _swap(raw, tenant_id, source, target, [row for row in rows if row.swapped])
    await _move(raw, tenant_id, target, source, [row for row in rows if not row.swapped])


async def _move(
    raw: asyncpg.Connection, tenant_id: TenantId, source: UUID, target: UUID, rows: Sequence[Moved]
) -> None:
    if rows:
        await raw.execute(MOVE, tenant_id, source, target, *_columns(rows))


async def _swap(
    raw: asyncpg.Connection, tenant_id: TenantId, source: UUID, target: UUID, rows: Sequence[Moved]
) -> None:
    for one, other in ((target, NOBODY), (source, target), (NOBODY, source)):
        await _move(raw, tenant_id, one, other, rows)


def _columns(rows: Sequence[Moved]) -> tuple[list[Any], ...]:
    return [row.campaign_id for row in rows], [row.step for row in rows], [row.round for row in rows]


async def whose(raw: asyncpg.Connection, tenant_id: TenantId, keys: Sequence[LedgerKey]) -> dict[LedgerKey, ContactId]:
    """Who has the rows of these messages now, of those whose it is no more."""
    known: dict[UUID, list[tuple[Moved, UUID, UUID]]] = {}
    asked: set[UUID] = set()
    while (
        fresh := ({key.contact_id for key in keys} | {i for each in known.values() for m in each for i in m[1:]})
        - asked
    ):
        asked |= fresh
        for row in await raw.fetch(MERGES, tenant_id, list(fresh)):
            moved = _moved.decode(row["recipients"])
            known[row["merged_id"]] = [(one, row["merged_id"], row["kept_id"]) for one in moved]
    if not known:
        return {}
    merges = sorted((m for each in known.values() for m in each), key=lambda m: m[0].at)
    found = {key: _place(key, merges) for key in keys}
    return {key: place for key, place in found.items() if place != key.contact_id}


def _place(key: LedgerKey, merges: Iterable[tuple[Moved, UUID, UUID]]) -> ContactId:
    """Where a row came to, one merge after the other."""
    place: UUID = key.contact_id
    for row, merged, kept in merges:
        if (row.campaign_id, row.step, row.round) == (key.campaign_id, key.step, key.round):
            if place == merged:
                place = kept
            elif place == kept and row.swapped:
                place = merged
    return ContactId(place)
