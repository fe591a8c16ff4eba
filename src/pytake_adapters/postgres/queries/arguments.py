"""Values of a statement that is put together, by their placeholders."""

from typing import Any

from pytake_domain.kernel.ids import TenantId


class Arguments:
    """Values of a statement; the tenant is the first."""

    def __init__(self, tenant_id: TenantId) -> None:
        self.values: list[Any] = [tenant_id]

    def __call__(self, value: Any, kind: str) -> str:
        """The placeholder of one more."""
        self.values.append(value)
        return f"${len(self.values)}::{kind}"
