"""Rows of the ledger in memory when two contacts become one; see the port's `move_history`."""

from msgspec.structs import replace

from pytake_domain.campaigns import LedgerKey, Recipient
from pytake_domain.kernel.ids import ContactId
from pytake_domain.testing.memory.store import TenantRows


def move(rows: TenantRows, source: ContactId, target: ContactId) -> None:
    """Those of `source` become those of `target`; where both have one, the further one."""
    moved = {}
    for row in [r for r in rows.recipients.values() if r.contact_id == source]:
        other = rows.recipients.get((row.campaign_id, target, row.step, row.round))
        if other is None or row.outcome.rank > other.outcome.rank:
            moved[row.campaign_id, row.step, row.round] = other is not None
            _put(rows, row, target, other, source)
    rows.moved_recipients[source] = target, moved


def restore(rows: TenantRows, source: ContactId, target: ContactId) -> None:
    """Undo `move`."""
    _, moved = rows.moved_recipients.pop(source, (target, {}))
    for campaign_id, step, again in moved:
        row = rows.recipients.get((campaign_id, target, step, again))
        if row is not None:
            _put(rows, row, source, rows.recipients.get((campaign_id, source, step, again)), target)


def _put(rows: TenantRows, row: Recipient, place: ContactId, other: Recipient | None, others: ContactId) -> None:
    rows.recipients.pop((row.campaign_id, row.contact_id, row.step, row.round))
    rows.recipients[row.campaign_id, place, row.step, row.round] = replace(row, contact_id=place)
    if other is not None:
        rows.recipients[row.campaign_id, others, row.step, row.round] = replace(other, contact_id=others)


def whose(rows: TenantRows, key: LedgerKey) -> ContactId:
    """Who has the row of a message now."""
    place = key.contact_id
    for merged, (kept, moved) in rows.moved_recipients.items():
        swapped = moved.get((key.campaign_id, key.step, key.round))
        if swapped is not None and place == merged:
            place = kept
        elif swapped and place == kept:
            place = merged
    return place
