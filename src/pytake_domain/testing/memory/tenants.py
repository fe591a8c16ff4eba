"""All tenants in memory: found, and what is left of those that were deleted."""

import msgspec

from pytake_domain.identity import Erasure, Tenant, TenantFilter
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.testing.memory.identity import IdentityState


class MemoryTenantDirectory:
    """See TenantDirectory."""

    def __init__(self, state: IdentityState) -> None:
        self._state = state

    async def page(self, wanted: TenantFilter, request: PageRequest) -> Page[Tenant]:
        """See the port."""
        text = wanted.search.strip().lower()
        found = [
            tenant
            for tenant in self._state.tenants.values()
            if (text in tenant.name.lower() or text in tenant.slug)
            and wanted.status in (None, tenant.status)
            and wanted.plan in (None, tenant.plan)
        ]
        field = request.sort if request.sort in ("name", "slug") else "created_at"
        rows = sorted(found, key=lambda t: (_key(t, field), t.id), reverse=request.descending)
        return Page(items=tuple(rows[request.offset : request.offset + request.limit]), total=len(rows))

    async def by_domain(self, domain: str) -> Tenant | None:
        """See the port."""
        return next((tenant for tenant in self._state.tenants.values() if tenant.branding.domain == domain), None)

    async def by_slug(self, slug: str) -> Tenant | None:
        """See the port."""
        return next((tenant for tenant in self._state.tenants.values() if tenant.slug == slug), None)


def _key(tenant: Tenant, field: str) -> object:
    return tenant.name.lower() if field == "name" else getattr(tenant, field)


class MemoryErasures:
    """See Erasures."""

    def __init__(self) -> None:
        self._known: dict[TenantId, Erasure] = {}

    async def put(self, erasure: Erasure) -> None:
        """See the port."""
        known = self._known.get(erasure.tenant_id)
        if known is not None:
            names = {**known.removed, **erasure.removed}
            removed = {name: known.removed.get(name, 0) + erasure.removed.get(name, 0) for name in names}
            finished = erasure.finished_at or known.finished_at
            erasure = msgspec.structs.replace(known, removed=removed, finished_at=finished)
        self._known[erasure.tenant_id] = erasure

    async def find(self, tenant_id: TenantId) -> Erasure | None:
        """See the port."""
        return self._known.get(tenant_id)


class MemoryTenantStore:
    """See TenantStore."""

    def __init__(self, name: str = "rows") -> None:
        self.name = name
        self.things: dict[TenantId, list[str]] = {}

    async def erase(self, tenant_id: TenantId) -> int:
        """See the port."""
        return len(self.things.pop(tenant_id, []))
