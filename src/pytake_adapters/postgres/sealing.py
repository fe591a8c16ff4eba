"""What rows need of who seals their fields, and what fields are sealed for."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from pytake_domain.kernel.ids import TenantId

CUSTOMER, DOCUMENT = "erp.customer", "erp.document"
"""That of a document is one for all tables, since facts take it over from customers."""


class Fields(Protocol):
    """Seals bytes under a company's newest key, and opens them with the one they were sealed with."""

    async def seal(self, tenant_id: TenantId, purpose: str, values: Sequence[bytes | None]) -> list[bytes | None]:
        """In order; None stays None."""
        ...

    async def open(self, tenant_id: TenantId, purpose: str, values: Iterable[bytes | None]) -> list[bytes | None]:
        """In order; what was never sealed is given as it is. Raises SecretUnreadable."""
        ...

    async def version(self, tenant_id: TenantId) -> int:
        """Of the key that seals now."""
        ...

    def version_of(self, value: bytes) -> int:
        """The key that sealed it; 0 for what is not sealed."""
        ...
