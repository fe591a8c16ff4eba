"""Of companies that have connected no ERP."""

from collections.abc import Mapping
from typing import Any

from pytake_domain.erp.capability import Capability
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.outcome import Outcome


class NoErp:
    """See ErpDesk: there is nobody to ask."""

    async def offers(self, tenant_id: TenantId) -> frozenset[Capability] | None:
        """See the port."""
        del tenant_id
        return None

    async def ask(
        self,
        tenant_id: TenantId,
        capability: Capability,
        arguments: Mapping[str, Any],
        *,
        key: str,
        contact_id: ContactId | None = None,
    ) -> Outcome:
        """See the port."""
        del tenant_id, capability, arguments, key, contact_id
        return Outcome(error="not_connected")
