"""Who a request comes from, remembered for seconds so that not every request asks the database."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

import msgspec

from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.user import UserView
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import ApiKeyId, SessionId, TenantId, UserId

FRESH = dt.timedelta(seconds=5)
"""How long another process's sign-out may go unnoticed."""
MOST = 20_000


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """An accepted proof: the actor, the tenant, and for people their session and themselves.

    `expires_at` is when the proof itself ends; None for keys without an end. Who `owes_second_factor` may do nothing but set one
    up: their actor has no permissions.
    """

    actor: Actor
    tenant: Tenant
    session_id: SessionId | None = None
    user: UserView | None = None
    expires_at: dt.datetime | None = None
    owes_second_factor: bool = False


class SignedInCache:
    """Shared by who signs in and who signs out in this process, so that a sign-out takes effect at once.

    `mark` is taken before the database is read: what was read while somebody was signed out is not remembered.
    """

    def __init__(self, *, fresh: dt.timedelta = FRESH, most: int = MOST) -> None:
        self._fresh = fresh
        self._most = most
        self._known: OrderedDict[UUID | bytes, tuple[dt.datetime, SignedIn]] = OrderedDict()
        self._mark = 0

    @property
    def mark(self) -> int:
        """Changes whenever something is forgotten."""
        return self._mark

    def get(self, key: UUID | bytes, now: dt.datetime) -> SignedIn | None:
        """What is known and fresh: by session id, or by the hash of an API key."""
        entry = self._known.get(key)
        if entry is None:
            return None
        until, signed = entry
        if until <= now:
            del self._known[key]
            return None
        return signed

    def put(self, key: UUID | bytes, signed: SignedIn, now: dt.datetime, *, mark: int) -> None:
        """Remember, unless something was forgotten since `mark`; the oldest makes room."""
        if mark != self._mark or self._fresh <= dt.timedelta():
            return
        self._known[key] = (now + self._fresh, signed)
        self._known.move_to_end(key)
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def forget_session(self, session_id: SessionId) -> None:
        """It was signed out."""
        self._mark += 1
        self._known.pop(session_id, None)

    def forget_user(self, user_id: UserId) -> None:
        """What they may do changed."""
        self._forget(lambda signed: signed.user is not None and signed.user.id == user_id)

    def forget_tenant(self, tenant_id: TenantId) -> None:
        """What it may have changed, for all of its people and machines."""
        self._forget(lambda signed: signed.tenant.id == tenant_id)

    def forget_api_key(self, key_id: ApiKeyId) -> None:
        """It was revoked."""
        self._forget(lambda signed: signed.user is None and signed.actor.id == key_id)

    def _forget(self, concerns: Callable[[SignedIn], bool]) -> None:
        self._mark += 1
        for key in [k for k, (_, signed) in self._known.items() if concerns(signed)]:
            del self._known[key]
