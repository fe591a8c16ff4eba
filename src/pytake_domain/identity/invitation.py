"""Invitations: a proof, handed out once, with which somebody sets a password of their own."""

import datetime as dt
import hashlib
from uuid import UUID

import msgspec

from pytake_domain.identity.errors import InvitationRefused
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Secret

INVITATION_LIFETIME = dt.timedelta(days=7)
_BYTES = 32
_LONGEST = 200


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """What is answered once: the token and until when it may be used. Only its hash is kept."""

    token: Secret
    expires_at: dt.datetime


def invite(tenant_id: TenantId, chance: Chance, now: dt.datetime) -> Invitation:
    """A new one; the token says which tenant's it is, so that it is looked for there alone."""
    token = f"{tenant_id.hex}.{chance.token(_BYTES)}"
    return Invitation(token=Secret(token), expires_at=now + INVITATION_LIFETIME)


def invitation_hash(token: str) -> bytes:
    """What an invitation is found by. No salt: the secret is 32 random bytes."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def tenant_of_invitation(token: str) -> TenantId:
    """Raises InvitationRefused for what never was one of ours."""
    tenant, dot, secret = token.partition(".")
    try:
        if dot and secret and len(token) <= _LONGEST:
            return TenantId(UUID(hex=tenant))
    except ValueError:
        pass
    raise InvitationRefused
