"""Whose customer a contact is, in memory, when contacts are deleted or two become one; see the port's `move_history`."""

from msgspec.structs import replace

from pytake_domain.kernel.ids import ContactId
from pytake_domain.testing.memory.store import TenantRows


def move(rows: TenantRows, source: ContactId, target: ContactId) -> None:
    """`target` is the customer that `source` is, unless it is one already."""
    link, facts = rows.erp_links.get(source), rows.erp_facts.get(source)
    if link is not None and target not in rows.erp_links:
        rows.erp_links[target] = replace(link, contact_id=target)
        if facts is not None:
            rows.erp_facts[target] = facts


def restore(rows: TenantRows, source: ContactId, target: ContactId) -> None:
    """Undo `move`."""
    own, kept = rows.erp_links.get(source), rows.erp_links.get(target)
    if own is not None and kept is not None and _same(own) == _same(kept):
        del rows.erp_links[target]
        rows.erp_facts.pop(target, None)


def forget(rows: TenantRows, contact_id: ContactId) -> None:
    """What an ERP told of people is no longer told of this contact."""
    rows.erp_links.pop(contact_id, None)
    rows.erp_facts.pop(contact_id, None)
    rows.erp_denied = {denied for denied in rows.erp_denied if denied[0] != contact_id}


def _same(link: object) -> tuple[object, ...]:
    return tuple(getattr(link, name) for name in ("erp_type", "customer_id", "linked_at"))
