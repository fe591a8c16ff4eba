"""What asks an ERP on behalf of a company."""

from collections.abc import Mapping
from typing import Any, Protocol

from pytake_domain.erp.capability import Capability
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.outcome import Outcome


class ErpDesk(Protocol):
    """Asks the ERP that a company has connected."""

    async def offers(self, tenant_id: TenantId) -> frozenset[Capability] | None:
        """What it can do; None when the company has connected none."""
        ...

    async def ask(
        self, tenant_id: TenantId, capability: Capability, arguments: Mapping[str, Any], *, key: str
    ) -> Outcome:
        """Ask once; `key` is the same when the same question is repeated after a crash. Never raises for what the ERP does:
        its failures are outcomes with an error of `ERRORS`.
        """
        ...
