"""API keys: machines that act for a tenant, with permissions of their own."""

import datetime as dt
import hashlib

import msgspec

from pytake_domain.identity.user import reading
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ApiKeyId, TenantId, UserId
from pytake_domain.kernel.secrets import Secret

PREFIX = "pk_"
NAME_MOST = 120
_BYTES = 32
_LONGEST = 200


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A machine's proof, kept as a hash; `last_four` tells keys apart. Without `expires_at` it lasts until revoked."""

    id: ApiKeyId
    tenant_id: TenantId
    name: str
    key_hash: bytes
    last_four: str
    permissions: frozenset[Permission]
    created_at: dt.datetime
    created_by: UserId | None = None
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.name.strip()) <= NAME_MOST:
            raise Invalid(Problem(field="name", code="length", params={"least": 1, "most": NAME_MOST}))
        if Permission.PLATFORM in self.permissions:
            raise Invalid(Problem(field="permissions", code="not_grantable"))

    def is_valid(self, now: dt.datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def revoke(self, now: dt.datetime) -> "ApiKey":
        """Refused from now on; a second time changes nothing."""
        return self if self.revoked_at is not None else msgspec.structs.replace(self, revoked_at=now)

    def actor(self, *, suspended: bool = False) -> Actor:
        """The machine, acting; see User.actor for suspended tenants."""
        may = reading(self.permissions) if suspended else self.permissions
        return Actor(
            kind=ActorKind.API_KEY,
            id=self.id,
            tenant_id=self.tenant_id,
            permissions=may,
            name=self.name,
            held=self.permissions - may,
        )


def new_secret(chance: Chance) -> Secret:
    """The text of a new key."""
    return Secret(PREFIX + chance.token(_BYTES))


def hash_of(text: str) -> bytes | None:
    """What a key is found by; None for what can't be one. No salt: the text itself is 32 random bytes."""
    if not text.startswith(PREFIX) or len(text) > _LONGEST or not text.isascii():
        return None
    return hashlib.sha256(text.encode()).digest()
