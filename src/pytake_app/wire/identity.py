"""Shapes of signing in, sessions, people and API keys."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from pytake_domain.identity import (
    ApiKey,
    Issued,
    MailPreferences,
    Me,
    NotificationPreferences,
    Preferences,
    Session,
    Tenant,
    UserView,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.text import Language


class LoginIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`cookie`: keep the refresh token in an HttpOnly cookie, as browsers should."""

    email: str
    password: str
    cookie: bool = False


class RegisterIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A company and its first administrator."""

    company: str
    name: str
    email: str
    password: str
    slug: str | None = None
    time_zone: str = "America/Sao_Paulo"
    language: Language = Language.PT_BR
    currency: str = "BRL"
    cookie: bool = False


class VerifyIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The token that the login answered, and the app's present code or a recovery code."""

    mfa_token: str
    code: str
    cookie: bool = False


class TotpIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a code it begins; with the first right one it is on."""

    code: str | None = None


class TotpOffIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Switching it off asks for the password."""

    password: str


class TotpOut(msgspec.Struct, frozen=True, kw_only=True):
    """What the app is told, also as a picture to scan (`otpauth_qr`, a data address); or, once it is on, ten recovery codes.
    Nothing of it is ever shown again.
    """

    enabled: bool
    secret: str | None = None
    otpauth_uri: str | None = None
    otpauth_qr: str | None = None
    recovery_codes: list[str] | None = None


class SecondStepOut(msgspec.Struct, frozen=True, kw_only=True):
    """The password was right; a second proof is owed within so many seconds: a code (`totp`) at `POST /auth/mfa/verify`, or a
    `passkey` at `POST /auth/passkey/begin`; `means` says which of them this person has.
    """

    mfa_required: bool
    mfa_token: str
    expires_in: int
    means: list[str]


class RefreshIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The refresh token; left out when the cookie carries it."""

    refresh_token: str | None = None


class ForgotPasswordIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose password it is."""

    email: str


class VerifyEmailIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The token of the mail."""

    token: str


class ResetPasswordIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The token of an invitation or a mail, and the password to have from now on."""

    token: str
    password: str


class TenantOut(msgspec.Struct, frozen=True, kw_only=True):
    """The company."""

    id: UUID
    name: str
    slug: str
    plan: str
    status: str
    time_zone: str
    language: str
    currency: str


class MailPreferencesIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of what somebody wants mail when they did not read it in the console within five minutes; null is as usual: administrators
    get it.
    """

    mentions: bool = False
    assignments: bool = False
    number_alerts: bool | None = None
    budget_alerts: bool | None = None


class NotificationPreferencesIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of what somebody wants to be told; `sound` also plays one; `mail`: of what by mail as well."""

    mentions: bool = True
    assignments: bool = True
    number_alerts: bool = True
    budget_alerts: bool = True
    sound: bool = True
    mail: MailPreferencesIO = MailPreferencesIO()


class PreferencesIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How somebody wants the console; `language` null is the company's. A change sets the whole: what is left out is as usual."""

    language: Language | None = None
    shortcuts: bool = True
    notifications: NotificationPreferencesIO = NotificationPreferencesIO()


class HeldRoleOut(msgspec.Struct, frozen=True, kw_only=True):
    """A role of the company's own."""

    id: UUID
    name: str


class UserOut(msgspec.Struct, frozen=True, kw_only=True):
    """A person. `role` is `custom` for who has one of the company's own. `invited`: they have an invitation that they did not
    use yet.
    """

    id: UUID
    email: str
    name: str
    role: str
    custom_role: HeldRoleOut | None
    active: bool
    email_verified: bool
    tenant_id: UUID
    permissions: list[str]
    grants: list[str]
    denials: list[str]
    invited: bool
    preferences: PreferencesIO
    created_at: dt.datetime
    updated_at: dt.datetime


class IssuedOut(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of a new session; without `refresh_token` when it went into the cookie."""

    token: str
    refresh_token: str | None
    expires_in: int
    user: UserOut
    tenant: TenantOut


class MeOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in. `owes_second_factor`: their company asks for one, and they have none yet."""

    user: UserOut | None
    tenant: TenantOut
    role: str | None
    permissions: list[str]
    mfa_enabled: bool
    owes_second_factor: bool


class SessionOut(msgspec.Struct, frozen=True, kw_only=True):
    """One of a person's sessions."""

    id: UUID
    current: bool
    address: str
    user_agent: str
    created_at: dt.datetime
    last_used_at: dt.datetime
    expires_at: dt.datetime


class ApiKeyIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key for a machine, with permissions of its own."""

    name: str
    permissions: list[Permission]
    expires_at: Annotated[dt.datetime, msgspec.Meta(tz=True)] | None = None


class ApiKeyOut(msgspec.Struct, frozen=True, kw_only=True):
    """A key without its secret; `key` only in the answer that made it."""

    id: UUID
    name: str
    last4: str
    permissions: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    key: str | msgspec.UnsetType = msgspec.UNSET


def tenant_out(tenant: Tenant) -> TenantOut:
    """As the contract shows it."""
    return TenantOut(
        id=tenant.id,
        name=tenant.name,
        slug=tenant.slug,
        plan=tenant.plan.value,
        status=tenant.status.value,
        time_zone=tenant.time_zone,
        language=tenant.language.value,
        currency=tenant.currency,
    )


def user_out(user: UserView) -> UserOut:
    """As the contract shows it."""
    return UserOut(
        id=user.id,
        email=user.email,
        name=user.name,
        role=user.role.value,
        custom_role=HeldRoleOut(id=user.custom_role.id, name=user.custom_role.name) if user.custom_role else None,
        active=user.active,
        email_verified=user.email_verified,
        tenant_id=user.tenant_id,
        permissions=sorted(p.value for p in user.permissions),
        grants=sorted(p.value for p in user.grants),
        denials=sorted(p.value for p in user.denials),
        invited=user.invited,
        preferences=preferences_out(user.preferences),
        created_at=user.created_at,
        updated_at=user.updated_at,
    )


def preferences_out(preferences: Preferences) -> PreferencesIO:
    """As the contract shows it."""
    told = preferences.notifications
    return PreferencesIO(
        language=preferences.language,
        shortcuts=preferences.shortcuts,
        notifications=NotificationPreferencesIO(
            mentions=told.mentions,
            assignments=told.assignments,
            number_alerts=told.number_alerts,
            budget_alerts=told.budget_alerts,
            sound=told.sound,
            mail=MailPreferencesIO(**msgspec.structs.asdict(told.mail)),
        ),
    )


def preferences_of(given: PreferencesIO) -> Preferences:
    """As the domain has it."""
    told = given.notifications
    return Preferences(
        language=given.language,
        shortcuts=given.shortcuts,
        notifications=NotificationPreferences(
            mentions=told.mentions,
            assignments=told.assignments,
            number_alerts=told.number_alerts,
            budget_alerts=told.budget_alerts,
            sound=told.sound,
            mail=MailPreferences(**msgspec.structs.asdict(told.mail)),
        ),
    )


def issued_out(issued: Issued, *, cookie: bool) -> IssuedOut:
    """As the contract shows it."""
    return IssuedOut(
        token=issued.token.reveal(),
        refresh_token=None if cookie else issued.refresh_token.reveal(),
        expires_in=issued.expires_in,
        user=user_out(issued.user),
        tenant=tenant_out(issued.tenant),
    )


def me_out(me: Me) -> MeOut:
    """As the contract shows it."""
    return MeOut(
        user=user_out(me.user) if me.user else None,
        tenant=tenant_out(me.tenant),
        role=me.user.role.value if me.user else None,
        permissions=sorted(p.value for p in me.actor.permissions),
        mfa_enabled=me.second_factor,
        owes_second_factor=me.owes_second_factor,
    )


def session_out(session: Session, *, current: UUID | None) -> SessionOut:
    """As the contract shows it."""
    return SessionOut(
        id=session.id,
        current=session.id == current,
        address=session.device.address,
        user_agent=session.device.user_agent,
        created_at=session.created_at,
        last_used_at=session.used_at,
        expires_at=session.expires_at,
    )


def api_key_out(key: ApiKey, secret: str | msgspec.UnsetType = msgspec.UNSET) -> ApiKeyOut:
    """As the contract shows it."""
    return ApiKeyOut(
        id=key.id,
        name=key.name,
        last4=key.last_four,
        permissions=sorted(p.value for p in key.permissions),
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        key=secret,
    )
