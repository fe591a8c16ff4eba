"""Which customers of ERPs have a phone, and whose contacts those are.

A row an address and customer: row security lets no index of arrays be used, and of addresses it does.
"""

import datetime as dt
from collections.abc import Sequence

import asyncpg

from pytake_domain.contacts import AddressKind
from pytake_domain.erp import ErpCustomer
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.text import Phone

PUT = """
WITH given AS (SELECT * FROM unnest($4::text[], $5::text[]) AS g(address, customer_id)),
  gone AS (DELETE FROM erp_phones p WHERE p.tenant_id = $1 AND p.erp_type = $2 AND p.customer_id = ANY($3::text[])
    AND NOT EXISTS (SELECT FROM given g WHERE g.address = p.address AND g.customer_id = p.customer_id))
INSERT INTO erp_phones (tenant_id, address, erp_type, customer_id) SELECT $1, g.address, $2, g.customer_id FROM given g
ON CONFLICT DO NOTHING"""
# Whose phone it is only counts where it is one customer's alone.
LINK = """
INSERT INTO erp_links (tenant_id, contact_id, erp_type, customer_id, linked_by, linked_at)
SELECT DISTINCT ON (a.contact_id) $1, a.contact_id, p.erp_type, p.customer_id, 'phone', $2
FROM erp_phones p JOIN contact_addresses a ON a.tenant_id = $1 AND a.kind = $3 AND a.value = p.address AND a.current
JOIN contacts c ON c.tenant_id = $1 AND c.id = a.contact_id AND c.deleted_at IS NULL AND c.merged_into IS NULL
LEFT JOIN erp_connections k ON k.tenant_id = $1 AND k.erp_type = p.erp_type
WHERE p.tenant_id = $1 {whose}
  AND NOT EXISTS (SELECT FROM erp_links l WHERE l.tenant_id = $1 AND l.contact_id = a.contact_id)
  AND NOT EXISTS (SELECT FROM erp_phones o WHERE o.tenant_id = $1 AND o.address = p.address AND o.erp_type = p.erp_type
    AND o.customer_id <> p.customer_id)
  AND NOT EXISTS (SELECT FROM erp_denied d WHERE d.tenant_id = $1 AND d.contact_id = a.contact_id
    AND d.erp_type = p.erp_type AND d.customer_id = p.customer_id)
ORDER BY a.contact_id, coalesce(k.preferred, false) DESC, p.erp_type, p.customer_id
ON CONFLICT (tenant_id, contact_id) DO NOTHING RETURNING *"""
LINK_ALL = LINK.format(whose="")
LINK_CONTACTS = LINK.format(whose="AND a.contact_id = ANY($4::uuid[])")
LINK_CUSTOMERS = LINK.format(whose="AND p.erp_type = $4 AND p.customer_id = ANY($5::text[])")


class PhonesOfCustomers:
    """Part of ErpRecordRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def put(self, erp_type: str, customers: Sequence[ErpCustomer]) -> None:
        """These are all that each of them has."""
        rows = sorted({(a, c.external_id) for c in customers for phone in c.phones for a in _written(phone)})
        ids = [c.external_id for c in customers]
        addresses, whose = [address for address, _ in rows], [own for _, own in rows]
        await self._raw.execute(PUT, self._tenant_id, erp_type, ids, addresses, whose)

    async def link_customers(self, erp_type: str, customer_ids: Sequence[str], at: dt.datetime) -> None:
        """Whoever has one of their phones."""
        kind = AddressKind.PHONE.value
        await self._raw.execute(LINK_CUSTOMERS, self._tenant_id, at, kind, erp_type, list(customer_ids))

    async def link_contacts(self, contact_ids: Sequence[ContactId] | None, at: dt.datetime) -> Sequence[asyncpg.Record]:
        """Those, or everybody; the links that are new."""
        given = (self._tenant_id, at, AddressKind.PHONE.value)
        if contact_ids is None:
            return list(await self._raw.fetch(LINK_ALL, *given))
        return list(await self._raw.fetch(LINK_CONTACTS, *given, list(contact_ids)))


def _written(phone: str) -> list[str]:
    """A national number as contacts have it, with and without its ninth digit."""
    try:
        return [each.value for each in Phone.parse(phone).variants()]
    except Invalid:
        return []
