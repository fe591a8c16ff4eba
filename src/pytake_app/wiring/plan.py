"""The plan's word on numbers, from identity to whatsapp, which may not see it."""

from pytake_domain.identity import IdentityWork, Limit
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.work import OpenWork


class TenantNumberPlan:
    """See NumberPlan."""

    def __init__(self, open_work: OpenWork[IdentityWork]) -> None:
        self._open_work = open_work

    async def limit(self, tenant_id: TenantId) -> int | None:
        """See the port."""
        async with self._open_work(tenant_id) as work:
            tenant = await work.tenants.get()
        return tenant.allowance.of(Limit.NUMBERS)
