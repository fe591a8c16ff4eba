"""How a tenant looks to its own people: changed by the platform's administrators, shown before anybody signs in."""

import msgspec
from msgspec import UnsetType

from pytake_domain.identity.errors import LogoNotFound
from pytake_domain.identity.tenant import Branding, Tenant
from pytake_domain.identity.tenant_ports import Logo, LogoStore, TenantDirectory
from pytake_domain.identity.use_cases.manage_tenants import ManageTenants, TenantDraft
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import TenantId

LOGO_MOST = 512 * 1024
LOGO_TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})
"""Pictures without a program in them."""


class BrandTenants:
    """Branding is changed as a whole but for the logo, which stays when nothing is said of it."""

    def __init__(self, *, tenants: ManageTenants, directory: TenantDirectory, logos: LogoStore) -> None:
        self._tenants = tenants
        self._directory = directory
        self._logos = logos

    async def drafted(
        self, actor: Actor, tenant_id: TenantId, branding: Branding, logo: bytes | UnsetType | None
    ) -> TenantDraft:
        """The change with the logo kept in the tenant's store; None takes it away.

        Raises TenantNotFound, Forbidden, Invalid: a colour on which white can't be read comes with one that would do.
        """
        tenant = await self._tenants.get(actor, tenant_id)
        branding.check()
        kept = tenant.branding.logo
        if isinstance(logo, bytes):
            if not 0 < len(logo) <= LOGO_MOST:
                raise Invalid(Problem(field="branding.logo", code="too_large", params={"most": LOGO_MOST}))
            kept = await self._logos.keep(tenant_id, logo)
        elif logo is None:
            kept = None
        return TenantDraft(branding=msgspec.structs.replace(branding, logo=kept))

    async def of_host(self, host: str) -> Tenant | None:
        """Whose domain it is; None when it is nobody's."""
        tenant = await self._directory.by_domain(host.strip().lower().rstrip("."))
        return None if tenant is None or tenant.is_going else tenant

    async def logo(self, host: str) -> Logo:
        """Its picture. Raises LogoNotFound."""
        tenant = await self.of_host(host)
        if tenant is None or tenant.branding.logo is None:
            raise LogoNotFound
        logo = await self._logos.open(tenant.id, tenant.branding.logo)
        if logo is None or logo.mime_type not in LOGO_TYPES:
            raise LogoNotFound
        return logo
