"""People: who they are and what they may do."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

import msgspec

from pytake_domain.identity.preferences import Preferences
from pytake_domain.identity.role import HeldRole
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import fold

EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s.\x00-\x1f]+(\.[^@\s.\x00-\x1f]+)+")
EMAIL_MOST = 254
NAME_MOST = 120
PASSWORD_LEAST = 8
PASSWORD_MOST = 256


class Role(StrEnum):
    """What somebody is in a tenant; `user` is a supervisor, `custom` who has a role of the tenant's own."""

    ADMIN = "admin"
    USER = "user"
    AGENT = "agent"
    VIEWER = "viewer"
    CUSTOM = "custom"


_READS = frozenset(
    {
        Permission.READ_MESSAGES,
        Permission.READ_CONVERSATIONS,
        Permission.READ_CONTACTS,
        Permission.READ_FLOWS,
        Permission.READ_NUMBERS,
        Permission.READ_USERS,
        Permission.READ_TEMPLATES,
        Permission.READ_ROUTING,
        Permission.READ_CAMPAIGNS,
        Permission.READ_ERP,
    }
)
_ANSWERS = frozenset(
    {
        Permission.WRITE_MESSAGES,
        Permission.WRITE_CONVERSATIONS,
        Permission.ASSIGN_CONVERSATIONS,
        Permission.WRITE_CONTACTS,
        Permission.READ_PHONE_NUMBERS,
        Permission.EXPORT_CONVERSATIONS,
        Permission.WRITE_ERP,
        Permission.USE_AI,
    }
)
_SUPERVISES = frozenset(
    {
        Permission.READ_ALL_CONVERSATIONS,
        Permission.READ_METRICS,
        Permission.WRITE_FLOWS,
        Permission.WRITE_TEMPLATES,
        Permission.MANAGE_ROUTING,
        Permission.WRITE_CAMPAIGNS,
        Permission.START_CAMPAIGNS,
        Permission.READ_BILLING,
        Permission.WRITE_BILLING,
    }
)

_SUSPENDED_KEEPS = frozenset({Permission.WRITE_MESSAGES, Permission.PLATFORM})

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission) - {Permission.PLATFORM},
    # What customers see is published by administrators, or by whom they grant it to.
    Role.USER: _READS | _ANSWERS | _SUPERVISES,
    Role.AGENT: _READS | _ANSWERS,
    Role.VIEWER: _READS | {Permission.READ_ALL_CONVERSATIONS, Permission.READ_METRICS},
}


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A person of one tenant. `email` is normalised and unique in the installation; grants and denials go over the role.

    Somebody invited has `invitation_hash` until they set a password of their own.
    """

    id: UserId
    tenant_id: TenantId
    email: str
    name: str
    password_hash: Secret
    role: Role
    created_at: dt.datetime
    updated_at: dt.datetime
    active: bool = True
    email_verified: bool = False
    platform_admin: bool = False
    grants: frozenset[Permission] = frozenset()
    denials: frozenset[Permission] = frozenset()
    preferences: Preferences = Preferences()
    custom_role: HeldRole | None = None
    invitation_hash: bytes | None = None
    invited_until: dt.datetime | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if self.email != normalise_email(self.email):
            raise Invalid(Problem(field="email", code="not_an_email"))
        if not 1 <= len(self.name.strip()) <= NAME_MOST:
            raise Invalid(Problem(field="name", code="length", params={"least": 1, "most": NAME_MOST}))
        if (self.role is Role.CUSTOM) != (self.custom_role is not None):
            raise Invalid(Problem(field="role", code="not_a_choice", params={"choices": ", ".join(ROLE_PERMISSIONS)}))
        if Permission.PLATFORM in self.grants:
            raise Invalid(Problem(field="grants", code="not_grantable"))

    @property
    def permissions(self) -> frozenset[Permission]:
        """What they may do: the role's and the granted, without the denied. The platform's is theirs by its own mark."""
        own = (permissions_of(self.role, self.custom_role) | self.grants) - self.denials
        return own | {Permission.PLATFORM} if self.platform_admin else own

    @property
    def is_administrator(self) -> bool:
        """May they set the tenant's people right, and are they there to do it?"""
        return self.active and self.role is Role.ADMIN and Permission.MANAGE_USERS not in self.denials

    def view(self) -> "UserView":
        """What may be shown of them."""
        return UserView(
            id=self.id,
            tenant_id=self.tenant_id,
            email=self.email,
            name=self.name,
            role=self.role,
            custom_role=self.custom_role,
            active=self.active,
            email_verified=self.email_verified,
            platform_admin=self.platform_admin,
            grants=self.grants,
            denials=self.denials,
            permissions=self.permissions,
            preferences=self.preferences,
            invited=self.invitation_hash is not None,
            created_at=self.created_at,
            updated_at=self.updated_at,
        )

    def actor(self, *, suspended: bool = False) -> Actor:
        """They, acting. In a suspended tenant people read; sending is left to the gate, which says why it refuses."""
        own = self.permissions
        may = reading(own) if suspended else own
        return Actor(
            kind=ActorKind.USER, id=self.id, tenant_id=self.tenant_id, permissions=may, name=self.name, held=own - may
        )


class UserView(msgspec.Struct, frozen=True, kw_only=True):
    """A person without their password."""

    id: UserId
    tenant_id: TenantId
    email: str
    name: str
    role: Role
    custom_role: HeldRole | None
    active: bool
    email_verified: bool
    platform_admin: bool
    grants: frozenset[Permission]
    denials: frozenset[Permission]
    permissions: frozenset[Permission]
    preferences: Preferences
    invited: bool
    created_at: dt.datetime
    updated_at: dt.datetime


class Source(StrEnum):
    """Where it comes from that somebody may do something, or may not."""

    ROLE = "role"
    GRANTED = "granted"
    DENIED = "denied"
    NONE = "none"


def permissions_of(role: Role, custom_role: HeldRole | None) -> frozenset[Permission]:
    """Of a role, built-in or the tenant's own."""
    return custom_role.permissions if custom_role is not None else ROLE_PERMISSIONS[role]


def sources(
    role: frozenset[Permission], grants: frozenset[Permission], denials: frozenset[Permission]
) -> dict[Permission, Source]:
    """Of every permission there is in a company. A denial goes over everything; what the role has needs no grant."""
    found: dict[Permission, Source] = {}
    for permission in Permission:
        if permission is Permission.PLATFORM:
            continue
        if permission in denials:
            found[permission] = Source.DENIED
        elif permission in role:
            found[permission] = Source.ROLE
        else:
            found[permission] = Source.GRANTED if permission in grants else Source.NONE
    return found


def reading(permissions: frozenset[Permission]) -> frozenset[Permission]:
    """What is left of permissions while a tenant is suspended."""
    return frozenset(p for p in permissions if p.value.startswith("read:") or p in _SUSPENDED_KEEPS)


def normalise_email(text: str) -> str:
    """One spelling of an address: composed characters, lower case, no spaces around. Raises Invalid when it is none."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).strip().lower())
    if len(plain) > EMAIL_MOST or not EMAIL.fullmatch(plain):
        raise Invalid(Problem(field="email", code="not_an_email"))
    return plain


class KnownPasswords(Protocol):
    """What attackers try first."""

    def common(self, password: str) -> bool:
        """Is it among the passwords that many people have, however its letters are written?"""
        ...


def check_password(text: str, known: KnownPasswords, *about: str) -> None:
    """Is it long enough to be a password, short enough to be hashed, and not what somebody who knows a little would try first?

    `about`: whose it is, as name, address and company, any of which may be empty. Raises Invalid.
    """
    if not PASSWORD_LEAST <= len(text) <= PASSWORD_MOST:
        params: dict[str, str | int] = {"least": PASSWORD_LEAST, "most": PASSWORD_MOST}
        raise Invalid(Problem(field="password", code="length", params=params))
    if known.common(text) or _letters(text) in _words("PyTake", *about):
        raise Invalid(Problem(field="password", code="guessable"))


def _letters(text: str) -> str:
    """What is left of `Rede-Sol 2026!` is `redesol`."""
    return "".join(filter(str.isalpha, fold(text)))


def _words(*texts: str) -> set[str]:
    parts = [part for text in texts for part in (text, text.partition("@")[0], *text.split())]
    return {_letters(part) for part in parts} - {""}
