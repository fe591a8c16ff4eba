"""Sessions: one sign-in each, kept alive by a refresh token that changes at every use."""

import base64
import datetime as dt
import hashlib
import hmac

import msgspec

from pytake_domain.identity.errors import RefreshRefused
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.ids import SessionId, TenantId, UserId

REFRESH_LIFETIME = dt.timedelta(days=7)
SESSION_LONGEST = dt.timedelta(days=90)
"""After which somebody signs in again, however often they were there."""
_FAMILY_BYTES = 18
_TOKEN_BYTES = 32
_LONGEST = 200
USER_AGENT_MOST = 300


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody signed in from, so that they can recognise it."""

    address: str = ""
    user_agent: str = ""


class RefreshToken(msgspec.Struct, frozen=True, kw_only=True):
    """`<family>.<secret>`: the family stays the session's, the secret is used once.

    Whoever shows a right family with another secret has an old token: it was copied.
    """

    family: str
    secret: str

    @classmethod
    def parse(cls, text: str) -> "RefreshToken":
        """Raises RefreshRefused for what never was one of ours."""
        family, dot, secret = text.partition(".")
        if not (dot and family and secret and len(text) <= _LONGEST and text.isascii()):
            raise RefreshRefused
        return cls(family=family, secret=secret)

    @classmethod
    def first(cls, chance: Chance) -> "RefreshToken":
        """Of a new session."""
        return cls(family=chance.token(_FAMILY_BYTES), secret=chance.token(_TOKEN_BYTES))

    def next(self, chance: Chance) -> "RefreshToken":
        """The one that takes its place."""
        return RefreshToken(family=self.family, secret=chance.token(_TOKEN_BYTES))

    def next_by(self, key: str) -> "RefreshToken":
        """The one that takes its place when it is changed under this key, each time the same.

        So a client that never read the answer asks again with its key and gets it. The key is the client's own, and random:
        whoever copied the token without it can't tell what follows.
        """
        following = hmac.digest(self.secret.encode(), b"next\0" + key.encode(), "sha256")
        return RefreshToken(family=self.family, secret=base64.urlsafe_b64encode(following).rstrip(b"=").decode())

    @property
    def family_hash(self) -> bytes:
        """By which its session is found."""
        return hashlib.sha256(self.family.encode()).digest()

    @property
    def token_hash(self) -> bytes:
        """By which it is told from older ones."""
        return hashlib.sha256(self.text().encode()).digest()

    def text(self) -> str:
        """As it is handed out."""
        return f"{self.family}.{self.secret}"

    def __repr__(self) -> str:
        return "RefreshToken(…)"

    __str__ = __repr__


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody signed in on one device. Only hashes of its refresh token are kept. `by_provider`: the company's own provider said
    who it is, and asked for what it wanted to see.
    """

    id: SessionId
    tenant_id: TenantId
    user_id: UserId
    family_hash: bytes
    token_hash: bytes
    created_at: dt.datetime
    used_at: dt.datetime
    expires_at: dt.datetime
    device: Device = Device()
    revoked_at: dt.datetime | None = None
    revoked_reason: str = ""
    by_provider: bool = False

    def is_alive(self, now: dt.datetime) -> bool:
        """Neither revoked nor left alone for longer than a refresh token lives."""
        return self.revoked_at is None and now < self.expires_at

    def fits(self, token: RefreshToken) -> bool:
        """Is this its present token?"""
        return hmac.compare_digest(self.token_hash, token.token_hash)

    def rotate(self, token: RefreshToken, now: dt.datetime) -> "Session":
        """Alive for another seven days, by this token alone; never longer than ninety in all."""
        until = min(now + REFRESH_LIFETIME, self.created_at + SESSION_LONGEST)
        return msgspec.structs.replace(self, token_hash=token.token_hash, used_at=now, expires_at=until)

    def revoke(self, reason: str, now: dt.datetime) -> "Session":
        """Over; a second time changes nothing."""
        if self.revoked_at is not None:
            return self
        return msgspec.structs.replace(self, revoked_at=now, revoked_reason=reason)


def start_session(
    session_id: SessionId,
    *,
    tenant_id: TenantId,
    user_id: UserId,
    token: RefreshToken,
    device: Device,
    now: dt.datetime,
    by_provider: bool = False,
) -> Session:
    """A session that begins."""
    seen = Device(address=device.address[:USER_AGENT_MOST], user_agent=device.user_agent[:USER_AGENT_MOST])
    return Session(
        id=session_id,
        tenant_id=tenant_id,
        user_id=user_id,
        family_hash=token.family_hash,
        token_hash=token.token_hash,
        created_at=now,
        used_at=now,
        expires_at=now + REFRESH_LIFETIME,
        device=seen,
        by_provider=by_provider,
    )
