"""Shapes of tenants as administrators of the platform see them."""

import datetime as dt
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from pytake_app.wire.branding import BrandingIn, BrandingWholeOut, branding_whole_out
from pytake_app.wire.users import InvitationOut, invitation_out
from pytake_domain.identity import Limit, NewTenant, OwnLimits, Plan, Tenant, TenantDraft, TenantSettings, Usage
from pytake_domain.kernel.text import Language


class TenantSettingsIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a company decides itself. `opt_out_words` stop marketing beside the words of its language."""

    opt_out_words: list[str] = []


class LimitsIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was agreed beside the plan: what is left out is the plan's, null is without limit."""

    users: int | UnsetType | None = UNSET
    messages_per_month: int | UnsetType | None = UNSET
    numbers: int | UnsetType | None = UNSET
    flows: int | UnsetType | None = UNSET
    campaigns: int | UnsetType | None = UNSET
    requests_per_second: int | UnsetType = UNSET


class TenantIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A company and its first administrator; without `password` they are invited."""

    company: str
    name: str
    email: str
    password: str | None = None
    slug: str | None = None
    plan: Plan = Plan.STARTER
    time_zone: str | None = None
    language: Language | None = None
    currency: str | None = None
    limits: LimitsIO | None = None


class TenantChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; `settings`, `limits` and `branding` (but for its logo) are set as a whole."""

    OWN_BOUNDS: ClassVar[frozenset[str]] = frozenset({"branding.logo"})

    name: str | None = None
    time_zone: str | None = None
    language: Language | None = None
    currency: str | None = None
    settings: TenantSettingsIO | None = None
    limits: LimitsIO | None = None
    branding: BrandingIn | None = None


class UpgradeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The plan from now on."""

    plan: Plan


class SuspendIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why: kept, and shown to the company's people."""

    reason: str


class EraseIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The company's short name once more, to be sure."""

    slug: str


class AllowanceOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a company may have in all; null is without limit."""

    users: int | None
    messages_per_month: int | None
    numbers: int | None
    flows: int | None
    campaigns: int | None
    requests_per_second: float


class TenantWholeOut(msgspec.Struct, frozen=True, kw_only=True):
    """A company. `limits` were agreed beside its plan, `allowance` is what holds."""

    id: UUID
    name: str
    slug: str
    plan: str
    status: str
    status_reason: str
    time_zone: str
    language: str
    currency: str
    settings: TenantSettingsIO
    branding: BrandingWholeOut
    limits: LimitsIO
    allowance: AllowanceOut
    created_at: dt.datetime
    updated_at: dt.datetime


class AdministratorOut(msgspec.Struct, frozen=True, kw_only=True):
    """The first administrator."""

    id: UUID
    email: str
    name: str


class NewTenantOut(TenantWholeOut, frozen=True, kw_only=True):
    """The company; the invitation, shown this once, when no password was given."""

    administrator: AdministratorOut
    invitation: InvitationOut | None = None


class UsageLineOut(msgspec.Struct, frozen=True, kw_only=True):
    """One limit: `allowed` null is without limit, `used` null is not counted but measured as requests come."""

    limit: str
    used: int | None
    allowed: float | None
    agreed: bool
    """It was agreed beside the plan."""


class UsageOut(msgspec.Struct, frozen=True, kw_only=True):
    """Use against limits."""

    plan: str
    limits: list[UsageLineOut]


def draft_of(given: TenantIn | TenantChangeIn) -> TenantDraft:
    """As the domain has it."""
    change = given if isinstance(given, TenantChangeIn) else TenantChangeIn(limits=given.limits)
    settings = change.settings
    return TenantDraft(
        name=change.name,
        time_zone=given.time_zone,
        language=given.language,
        currency=given.currency,
        settings=TenantSettings(opt_out_words=tuple(settings.opt_out_words)) if settings else None,
        limits=OwnLimits(**msgspec.to_builtins(change.limits)) if change.limits else None,
    )


def tenant_whole_out(tenant: Tenant) -> TenantWholeOut:
    """As the contract shows it."""
    allowance = tenant.allowance
    return TenantWholeOut(
        id=tenant.id,
        name=tenant.name,
        slug=tenant.slug,
        plan=tenant.plan.value,
        status=tenant.status.value,
        status_reason=tenant.status_reason,
        time_zone=tenant.time_zone,
        language=tenant.language.value,
        currency=tenant.currency,
        settings=TenantSettingsIO(opt_out_words=list(tenant.settings.opt_out_words)),
        branding=branding_whole_out(tenant.branding),
        limits=msgspec.convert(msgspec.to_builtins(tenant.limits), LimitsIO),
        allowance=AllowanceOut(
            **{limit.value: allowance.of(limit) for limit in Limit},
            requests_per_second=allowance.rate.per_second,
        ),
        created_at=tenant.created_at,
        updated_at=tenant.updated_at,
    )


def new_tenant_out(made: NewTenant) -> NewTenantOut:
    """As the contract shows it."""
    return NewTenantOut(
        **msgspec.structs.asdict(tenant_whole_out(made.tenant)),
        administrator=AdministratorOut(id=made.user.id, email=made.user.email, name=made.user.name),
        invitation=invitation_out(made.invitation) if made.invitation else None,
    )


def usage_out(usage: Usage) -> UsageOut:
    """As the contract shows it."""
    allowance, own = usage.tenant.allowance, usage.tenant.limits
    lines = [
        UsageLineOut(
            limit=limit.value,
            used=usage.used.get(limit, 0),
            allowed=allowance.of(limit),
            agreed=getattr(own, limit.value) is not UNSET,
        )
        for limit in Limit
    ]
    rate = UsageLineOut(
        limit="requests_per_second",
        used=None,
        allowed=allowance.rate.per_second,
        agreed=own.requests_per_second is not UNSET,
    )
    return UsageOut(plan=usage.tenant.plan.value, limits=[*lines, rate])
