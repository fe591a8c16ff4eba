"""Shapes of how a company looks."""

import base64
import binascii
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from pytake_domain.identity import LOGO_MOST, Branding, Tenant
from pytake_domain.kernel.errors import Invalid, Problem

LOGO_LONGEST = -(-LOGO_MOST // 3) * 4
"""Characters of the largest one in base64."""


class BrandingIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is null is PyTake's. `logo` is a PNG, JPEG or WebP in base64; left out it stays, null takes it away."""

    name: str | None = None
    primary_color: str | None = None
    secondary_color: str | None = None
    domain: str | None = None
    sender_address: str | None = None
    logo: Annotated[str, msgspec.Meta(max_length=LOGO_LONGEST)] | UnsetType | None = UNSET


class BrandingWholeOut(msgspec.Struct, frozen=True, kw_only=True):
    """A company's branding as it was set."""

    name: str | None
    primary_color: str | None
    secondary_color: str | None
    domain: str | None
    sender_address: str | None
    has_logo: bool


class BrandingOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows before sign-in; colours and logo null are PyTake's. `own`: the host is a company's; `sign_on`: where its
    own sign-on begins, when it has one.
    """

    own: bool
    name: str
    primary_color: str | None
    secondary_color: str | None
    logo_url: str | None
    sign_on: str | None


def branding_of(given: BrandingIn) -> Branding:
    """As the domain has it, without the logo."""
    return Branding(
        name=given.name,
        primary_color=given.primary_color,
        secondary_color=given.secondary_color,
        domain=given.domain,
        sender_address=given.sender_address,
    )


def logo_of(given: BrandingIn) -> bytes | UnsetType | None:
    """Its bytes. Raises Invalid."""
    if not isinstance(given.logo, str):
        return given.logo
    try:
        return base64.b64decode(given.logo.rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid(Problem(field="branding.logo", code="not_a_logo")) from error


def branding_whole_out(branding: Branding) -> BrandingWholeOut:
    """As the contract shows it."""
    return BrandingWholeOut(
        name=branding.name,
        primary_color=branding.primary_color,
        secondary_color=branding.secondary_color,
        domain=branding.domain,
        sender_address=branding.sender_address,
        has_logo=branding.logo is not None,
    )


def branding_out(tenant: Tenant | None, *, sign_on: bool = False) -> BrandingOut:
    """As the contract shows it."""
    own = tenant.branding if tenant is not None else Branding()
    name = (own.name or tenant.name) if tenant is not None else "PyTake"
    return BrandingOut(
        own=tenant is not None,
        name=name,
        primary_color=own.primary_color,
        secondary_color=own.secondary_color,
        # The id makes another picture another address.
        logo_url=f"/api/v1/branding/logo?v={own.logo}" if own.logo else None,
        sign_on=f"/api/v1/auth/oidc/start/{tenant.slug}" if tenant is not None and sign_on else None,
    )
