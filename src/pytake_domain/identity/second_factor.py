"""The second factor of somebody's sign-in: a time-based code, or one of ten recovery codes, each worth once."""

import base64
import datetime as dt
import hashlib
import hmac

import msgspec
from msgspec.structs import replace

from pytake_domain.identity.session import Session
from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.totp import DIGITS, matching_step
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.kernel.secrets import Sealed

RECOVERY_CODES = 10
_RECOVERY_BYTES = 10


class SecondFactor(msgspec.Struct, frozen=True, kw_only=True):
    """Asked for once it is confirmed. `last_step` is that of the last code that was taken; recovery codes are kept as hashes."""

    tenant_id: TenantId
    user_id: UserId
    secret: Sealed
    created_at: dt.datetime
    confirmed_at: dt.datetime | None = None
    last_step: int = 0
    recovery: frozenset[bytes] = frozenset()

    def take(self, secret: str, code: str, now: dt.datetime) -> "SecondFactor | None":
        """With this code used up; None when it is wrong, was used, or is too old. `secret` is the opened one."""
        plain = "".join(code.split()).replace("-", "").lower()
        if len(plain) == DIGITS:
            step = matching_step(secret, plain, now, after=self.last_step)
            return None if step is None else replace(self, last_step=step)
        known = recovery_hash(plain)
        match = next((one for one in self.recovery if hmac.compare_digest(one, known)), None)
        return None if match is None else replace(self, recovery=self.recovery - {match})


def purpose_of_factor(user_id: UserId) -> str:
    """What the secret is sealed for."""
    return f"totp:{user_id}"


def owes_second_factor(tenant: Tenant, session: Session, *, has: bool) -> bool:
    """Must they set one up before anything else? `has`: a code is asked of them, or they have a passkey. Whoever came by the
    company's own provider proved there what it asks for.
    """
    return tenant.second_factor_demanded and not session.by_provider and not has


def new_recovery_codes(chance: Chance) -> tuple[str, ...]:
    """Ten codes to write down, in groups of four."""
    return tuple(_code(chance) for _ in range(RECOVERY_CODES))


def recovery_hash(code: str) -> bytes:
    """What a recovery code is known by, however it was typed. No salt: it is 80 random bits."""
    plain = "".join(code.split()).replace("-", "").lower()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()


def _code(chance: Chance) -> str:
    raw = hashlib.sha256(chance.token(_RECOVERY_BYTES).encode()).digest()[:_RECOVERY_BYTES]
    text = base64.b32encode(raw).decode().lower()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))
