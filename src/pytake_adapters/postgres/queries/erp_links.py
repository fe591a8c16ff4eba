"""Whose customer a contact is, when contacts are deleted or two become one."""

from collections.abc import Sequence

import asyncpg

from pytake_adapters.postgres.schema.erp import erp_facts
from pytake_domain.kernel.ids import ContactId, TenantId

OF_CONTACTS = ("erp_links", "erp_facts", "erp_denied")
# The one that goes keeps its own, for the way back; the one that stays gets it where it had none.
_TOLD = ", ".join(c.name for c in erp_facts.columns if c.computed is None and c.name not in {"tenant_id", "contact_id"})
_GAINED = f"""
WITH gained AS (INSERT INTO erp_links (tenant_id, contact_id, erp_type, customer_id, linked_by, linked_at, proven_at)
  SELECT tenant_id, $3, erp_type, customer_id, linked_by, linked_at, proven_at FROM erp_links
  WHERE tenant_id = $1 AND contact_id = $2 ON CONFLICT DO NOTHING RETURNING contact_id)
INSERT INTO erp_facts (tenant_id, contact_id, {_TOLD}) SELECT tenant_id, $3, {_TOLD}
FROM erp_facts WHERE tenant_id = $1 AND contact_id = $2 AND EXISTS (SELECT FROM gained) ON CONFLICT DO NOTHING"""  # noqa: S608  columns of our own
_LOST = """
WITH lost AS (DELETE FROM erp_links k USING erp_links g WHERE k.tenant_id = $1 AND k.contact_id = $3 AND g.tenant_id = $1
  AND g.contact_id = $2 AND k.erp_type = g.erp_type AND k.customer_id = g.customer_id AND k.linked_at = g.linked_at
  RETURNING k.contact_id)
DELETE FROM erp_facts f USING lost l WHERE f.tenant_id = $1 AND f.contact_id = l.contact_id"""


async def move(raw: asyncpg.Connection, tenant_id: TenantId, source: ContactId, target: ContactId) -> None:
    """`target` is the customer that `source` is, unless it is one already."""
    await raw.execute(_GAINED, tenant_id, source, target)


async def restore(raw: asyncpg.Connection, tenant_id: TenantId, source: ContactId, target: ContactId) -> None:
    """Undo `move`."""
    await raw.execute(_LOST, tenant_id, source, target)


async def forget(raw: asyncpg.Connection, tenant_id: TenantId, contact_ids: Sequence[ContactId]) -> None:
    """What an ERP told of people is no longer told of these contacts."""
    for table in OF_CONTACTS if contact_ids else ():
        query = f"DELETE FROM {table} WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[])"  # noqa: S608  names of our own
        await raw.execute(query, tenant_id, list(contact_ids))
