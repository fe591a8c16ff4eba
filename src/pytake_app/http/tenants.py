"""The companies of an installation, for its administrators."""

from uuid import UUID

import msgspec
from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from pytake_app.http.edge.paging import Listed, listed
from pytake_app.wire.branding import branding_of, logo_of
from pytake_app.wire.tenants import (
    EraseIn,
    NewTenantOut,
    SuspendIn,
    TenantChangeIn,
    TenantIn,
    TenantWholeOut,
    UpgradeIn,
    UsageOut,
    draft_of,
    new_tenant_out,
    tenant_whole_out,
    usage_out,
)
from pytake_domain.identity import BrandTenants, EraseTenants, ManageTenants, Plan, TenantFilter, TenantStatus
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import PageRequest


class TenantController(Controller):
    """`/api/v1/tenants`."""

    path = "/api/v1/tenants"
    tags = ("tenants",)

    @get(summary="Companies")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_tenants: NamedDependency[ManageTenants],
        page_request: NamedDependency[PageRequest],
        search: FromQuery[str] = "",
        status: FromQuery[TenantStatus | None] = None,
        plan: FromQuery[Plan | None] = None,
    ) -> Listed[TenantWholeOut]:
        """`search` looks in name and short name; `sort` is name, slug or created_at."""
        wanted = TenantFilter(search=search, status=status, plan=plan)
        page = await manage_tenants.page(actor, wanted, page_request)
        return listed(page.map(tenant_whole_out), page_request)

    @post(summary="Make a company")
    async def create(
        self, data: JSONBody[TenantIn], actor: NamedDependency[Actor], manage_tenants: NamedDependency[ManageTenants]
    ) -> NewTenantOut:
        """With its first administrator: by a password, or by an invitation that is shown this once."""
        made = await manage_tenants.create(
            actor,
            company=data.company,
            email=data.email,
            name=data.name,
            password=data.password,
            slug=data.slug,
            plan=data.plan,
            draft=draft_of(data),
        )
        return new_tenant_out(made)

    @get("/{company_id:uuid}", summary="One company")
    async def one(
        self, company_id: FromPath[UUID], actor: NamedDependency[Actor], manage_tenants: NamedDependency[ManageTenants]
    ) -> TenantWholeOut:
        """With what it may have."""
        return tenant_whole_out(await manage_tenants.get(actor, TenantId(company_id)))

    @put("/{company_id:uuid}", summary="Change a company")
    async def change(
        self,
        company_id: FromPath[UUID],
        data: JSONBody[TenantChangeIn],
        actor: NamedDependency[Actor],
        manage_tenants: NamedDependency[ManageTenants],
        brand_tenants: NamedDependency[BrandTenants],
    ) -> TenantWholeOut:
        """Name, settings, branding and limits; limits don't fall below what is in use. A colour on which white can't be read is
        refused with one that would do.
        """
        tenant_id, draft = TenantId(company_id), draft_of(data)
        if data.branding is not None:
            looks = await brand_tenants.drafted(actor, tenant_id, branding_of(data.branding), logo_of(data.branding))
            draft = msgspec.structs.replace(draft, branding=looks.branding)
        return tenant_whole_out(await manage_tenants.change(actor, tenant_id, draft))

    @post("/{company_id:uuid}/upgrade", status_code=200, summary="Change a company's plan")
    async def upgrade(
        self,
        company_id: FromPath[UUID],
        data: JSONBody[UpgradeIn],
        actor: NamedDependency[Actor],
        manage_tenants: NamedDependency[ManageTenants],
    ) -> TenantWholeOut:
        """A smaller plan is refused while more is in use: `details` names each limit."""
        return tenant_whole_out(await manage_tenants.upgrade(actor, TenantId(company_id), data.plan))

    @post("/{company_id:uuid}/suspend", status_code=200, summary="Suspend a company")
    async def suspend(
        self,
        company_id: FromPath[UUID],
        data: JSONBody[SuspendIn],
        actor: NamedDependency[Actor],
        manage_tenants: NamedDependency[ManageTenants],
    ) -> TenantWholeOut:
        """Nothing leaves; what comes in is stored; people sign in and read."""
        return tenant_whole_out(await manage_tenants.suspend(actor, TenantId(company_id), data.reason))

    @post("/{company_id:uuid}/reactivate", status_code=200, summary="Let a company work again")
    async def reactivate(
        self, company_id: FromPath[UUID], actor: NamedDependency[Actor], manage_tenants: NamedDependency[ManageTenants]
    ) -> TenantWholeOut:
        """Messages and campaigns that waited go on."""
        return tenant_whole_out(await manage_tenants.reactivate(actor, TenantId(company_id)))

    @delete("/{company_id:uuid}", status_code=202, summary="Delete a company with all its data")
    async def erase(
        self,
        company_id: FromPath[UUID],
        data: JSONBody[EraseIn],
        actor: NamedDependency[Actor],
        erase_tenants: NamedDependency[EraseTenants],
    ) -> TenantWholeOut:
        """`slug` is repeated to be sure. Nobody gets in from now on; rows, files and keys go in the background, for good."""
        return tenant_whole_out(await erase_tenants.ask(actor, TenantId(company_id), slug=data.slug))

    @get("/{company_id:uuid}/usage", summary="Use against limits")
    async def usage(
        self, company_id: FromPath[UUID], actor: NamedDependency[Actor], manage_tenants: NamedDependency[ManageTenants]
    ) -> UsageOut:
        """Each limit with what is used of it; a company's administrators (`manage:tenant`) read their own company's."""
        return usage_out(await manage_tenants.usage(actor, TenantId(company_id)))
