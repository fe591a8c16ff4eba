"""Passkeys (WebAuthn): a key that a person's device keeps, and that it uses after it saw that it is them."""

import datetime as dt
import hashlib

import msgspec
from msgspec.structs import replace

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import PasskeyId, SessionId, TenantId, UserId
from pytake_domain.kernel.secrets import Secret

NAME_MOST = 60
PASSKEYS_MOST = 20
"""Of one person."""
LIFETIME = dt.timedelta(minutes=5)
"""How long somebody may take to show their passkey."""
CHALLENGE_BYTES = 32
ALGORITHMS = (-7, -8, -257)
"""COSE: ES256, EdDSA, RS256."""


class RelyingParty(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody is: `id` is the host that passkeys belong to, `origin` what the browser says it shows."""

    id: str
    origin: str
    name: str


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """One of a person's. `credential_id` is unique in the installation, `host` where it works; `sign_count` is the highest the
    device counted (0 where it does not count), `synced` says that it may lie, and `backed_up` that it does, on several devices.
    """

    id: PasskeyId
    tenant_id: TenantId
    user_id: UserId
    credential_id: bytes
    public_key: bytes
    host: str
    name: str
    created_at: dt.datetime
    sign_count: int = 0
    transports: tuple[str, ...] = ()
    synced: bool = False
    backed_up: bool = False
    used_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.name.strip()) <= NAME_MOST:
            raise Invalid(Problem(field="name", code="length", params={"least": 1, "most": NAME_MOST}))

    def use(self, shown: "Assertion", now: dt.datetime) -> "Passkey | None":
        """Used once more; None when its counter did not move on: somebody has a copy of it."""
        counts = self.sign_count > 0 or shown.sign_count > 0
        if counts and shown.sign_count <= self.sign_count:
            return None
        return replace(self, sign_count=shown.sign_count, backed_up=shown.backed_up, used_at=now)


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """A new passkey, as the device made it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    synced: bool
    backed_up: bool


class Assertion(msgspec.Struct, frozen=True, kw_only=True):
    """What a passkey that was used says; proven."""

    sign_count: int
    backed_up: bool


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Which passkey somebody says they use, not proven yet; `user_handle` is who it says they are."""

    credential_id: bytes
    user_handle: bytes | None


class PasskeyAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered between asking a device and its answer: used once. `session_id` is whose passkey is added; `mfa_token`
    proves the password that went before.
    """

    challenge: bytes
    host: str
    session_id: SessionId | None = None
    mfa_token: str | None = None


class PasskeyAsked(msgspec.Struct, frozen=True, kw_only=True):
    """To be handed to the browser; `attempt` comes back with its answer. `known` are passkeys to use, or not to make again, with
    how each is reached.
    """

    attempt: Secret
    challenge: bytes
    host: str
    known: tuple[tuple[bytes, tuple[str, ...]], ...] = ()


def attempt_key(attempt: str) -> bytes:
    """What an attempt is found by; who reads the table can't answer for it."""
    return hashlib.sha256(b"passkey\0" + attempt.encode("utf-8", "surrogatepass")).digest()


def challenge_of(random: str) -> bytes:
    """Thirty-two bytes of an unguessable text."""
    return hashlib.sha256(b"challenge\0" + random.encode()).digest()
