"""A tenant: a company, its plan, and how it presents itself."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

import msgspec

from pytake_domain.identity.contrast import readable
from pytake_domain.identity.errors import TenantDeleting, TenantStatusRefused
from pytake_domain.identity.events import TenantStatusChanged
from pytake_domain.identity.plan import OwnLimits, Plan, PlanLimits
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EventId, MediaId, TenantId
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import zone

NAME_MOST = 120
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")
SLUG_MOST = 48
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
COLOURS = ("primary_color", "secondary_color")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
DOMAIN_MOST = 253
EMAIL = re.compile(r"[!-?A-~]{1,64}@[^@\s.\x00-\x1f]+(\.[^@\s.\x00-\x1f]+)+")
OPT_OUT_WORDS_MOST = 50
OPT_OUT_WORD_LONGEST = 40

NewId = Callable[[], EventId]


class TenantStatus(StrEnum):
    """Suspended: nothing leaves, what comes in is stored, people may sign in and read. Deleting: nobody gets in any more."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DELETING = "deleting"


class Branding(msgspec.Struct, frozen=True, kw_only=True):
    """How the tenant looks to its own people; what is None is PyTake's. `domain` is unique in the installation, `logo` a file of
    the tenant's, `sender_address` what its mail comes from.
    """

    name: str | None = None
    primary_color: str | None = None
    secondary_color: str | None = None
    logo: MediaId | None = None
    domain: str | None = None
    sender_address: str | None = None

    def __post_init__(self) -> None:
        for field in COLOURS:
            value: str | None = getattr(self, field)
            if value is not None and not COLOUR.fullmatch(value):
                raise Invalid(Problem(field=f"branding.{field}", code="not_a_color"))
        if self.name is not None and not 1 <= len(self.name.strip()) <= NAME_MOST:
            raise Invalid(Problem(field="branding.name", code="length", params={"least": 1, "most": NAME_MOST}))
        if self.domain is not None and not (DOMAIN.fullmatch(self.domain) and len(self.domain) <= DOMAIN_MOST):
            raise Invalid(Problem(field="branding.domain", code="not_a_domain"))
        if self.sender_address is not None and not EMAIL.fullmatch(self.sender_address):
            raise Invalid(Problem(field="branding.sender_address", code="not_an_email"))

    def check(self) -> None:
        """Can white be read on its colours? Raises Invalid offering the nearest that would do."""
        for field in COLOURS:
            value: str | None = getattr(self, field)
            if value is not None and (offered := readable(value)) != value:
                raise Invalid(Problem(field=f"branding.{field}", code="low_contrast", params={"offered": offered}))


class TenantSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenant decides itself. `opt_out_words` stop marketing beside the words of its language."""

    opt_out_words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.opt_out_words) > OPT_OUT_WORDS_MOST:
            raise Invalid(Problem(field="opt_out_words", code="too_many", params={"most": OPT_OUT_WORDS_MOST}))
        if any(not word.strip() or len(word) > OPT_OUT_WORD_LONGEST for word in self.opt_out_words):
            params: dict[str, str | int] = {"least": 1, "most": OPT_OUT_WORD_LONGEST}
            raise Invalid(Problem(field="opt_out_words", code="length", params=params))


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """A company of this installation. `slug` is unique in it; `status_reason` says why it is suspended; `limits` are those that
    go over its plan's; `second_factor_demanded`: nobody of its people works without one.
    """

    id: TenantId
    name: str
    slug: str
    created_at: dt.datetime
    updated_at: dt.datetime
    plan: Plan = Plan.STARTER
    status: TenantStatus = TenantStatus.ACTIVE
    status_reason: str = ""
    time_zone: str = "America/Sao_Paulo"
    language: Language = Language.PT_BR
    currency: str = "BRL"
    branding: Branding = Branding()
    settings: TenantSettings = TenantSettings()
    limits: OwnLimits = OwnLimits()
    second_factor_demanded: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        if not 1 <= len(self.name.strip()) <= NAME_MOST:
            raise Invalid(Problem(field="name", code="length", params={"least": 1, "most": NAME_MOST}))
        if not SLUG.fullmatch(self.slug):
            raise Invalid(Problem(field="slug", code="not_a_slug"))
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():  # noqa: PLR2004  ISO 4217
            raise Invalid(Problem(field="currency", code="not_a_currency"))
        zone(self.time_zone)

    @property
    def is_suspended(self) -> bool:
        """Must nothing leave?"""
        return self.status is not TenantStatus.ACTIVE

    @property
    def is_going(self) -> bool:
        """Is it being deleted, so that nobody gets in?"""
        return self.status is TenantStatus.DELETING

    @property
    def allowance(self) -> PlanLimits:
        """How much of everything it may have: its plan's limits, with what was agreed with it in their place."""
        return self.limits.over(self.plan.limits)

    def suspend(
        self, actor: Actor, *, reason: str, at: dt.datetime, new_id: NewId
    ) -> tuple["Tenant", TenantStatusChanged]:
        """Stop what leaves. Raises TenantStatusRefused when it is suspended already, Invalid without a reason."""
        if not reason.strip():
            raise Invalid(Problem(field="reason", code="required"))
        return self._become(TenantStatus.SUSPENDED, actor, reason, at, new_id)

    def reactivate(
        self, actor: Actor, *, at: dt.datetime, new_id: NewId, reason: str = ""
    ) -> tuple["Tenant", TenantStatusChanged]:
        """Let it work again. Raises TenantStatusRefused when it does."""
        return self._become(TenantStatus.ACTIVE, actor, reason, at, new_id)

    def delete(self, actor: Actor, *, at: dt.datetime, new_id: NewId) -> tuple["Tenant", TenantStatusChanged]:
        """Nobody gets in from now on, and everything goes."""
        return self._become(TenantStatus.DELETING, actor, "", at, new_id)

    def _become(
        self, status: TenantStatus, actor: Actor, reason: str, at: dt.datetime, new_id: NewId
    ) -> tuple["Tenant", TenantStatusChanged]:
        if self.is_going:
            raise TenantDeleting
        if self.status is status:
            raise TenantStatusRefused(status=status.value)
        why = reason.strip() if status is TenantStatus.SUSPENDED else ""
        changed = msgspec.structs.replace(self, status=status, status_reason=why, updated_at=at)
        event = TenantStatusChanged(
            id=new_id(),
            tenant_id=self.id,
            at=at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            reason=reason.strip(),
            status=status.value,
        )
        return changed, event


def slug_of(name: str) -> str:
    """A short name for URLs: ASCII letters, digits and single dashes; `tenant` when nothing is left."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:SLUG_MOST].strip("-") or "tenant"
