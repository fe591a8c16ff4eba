"""What administering tenants needs from outside."""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

import msgspec

from pytake_domain.identity.plan import Plan
from pytake_domain.identity.tenant import Tenant, TenantStatus
from pytake_domain.kernel.ids import MediaId, TenantId, UserId
from pytake_domain.kernel.page import Page, PageRequest


class TenantFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which tenants; `search` looks in name and slug."""

    search: str = ""
    status: TenantStatus | None = None
    plan: Plan | None = None


class TenantDirectory(Protocol):
    """All tenants of the installation, for its administrators. Raises Unavailable when the database is away."""

    async def page(self, wanted: TenantFilter, request: PageRequest) -> Page[Tenant]:
        """Sorted by `name`, `slug` or `created_at` (the default)."""
        ...

    async def by_domain(self, domain: str) -> Tenant | None:
        """Whose it is."""
        ...

    async def by_slug(self, slug: str) -> Tenant | None:
        """Whose it is."""
        ...


class Logo(msgspec.Struct, frozen=True, kw_only=True):
    """A picture, whole."""

    mime_type: str
    data: bytes
    etag: str


class LogoStore(Protocol):
    """Where logos lie."""

    async def keep(self, tenant_id: TenantId, data: bytes) -> MediaId:
        """Raises Invalid for what is no picture that can be shown safely."""
        ...

    async def open(self, tenant_id: TenantId, media_id: MediaId) -> Logo | None:
        """None when it is not there any more."""
        ...


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """That a tenant was deleted: all that is left of it. `removed` counts by where it lay."""

    tenant_id: TenantId
    asked_by: UserId | None
    asked_at: dt.datetime
    finished_at: dt.datetime | None = None
    removed: Mapping[str, int] = {}


class Erasures(Protocol):
    """What is kept of deleted tenants. Raises Unavailable when the database is away."""

    async def put(self, erasure: Erasure) -> None:
        """Begun, or finished; what was removed earlier is added to."""
        ...

    async def find(self, tenant_id: TenantId) -> Erasure | None:
        """None when no such tenant was deleted."""
        ...


class TenantStore(Protocol):
    """A place where things of tenants lie."""

    @property
    def name(self) -> str:
        """What it holds."""
        ...

    async def erase(self, tenant_id: TenantId) -> int:
        """Remove everything of the tenant, piece by piece; how much it was. Cut off half way, asking again goes on."""
        ...
