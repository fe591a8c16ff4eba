"""From a proof to an actor."""

import datetime as dt

from msgspec.structs import replace

from pytake_domain.identity.api_key import hash_of
from pytake_domain.identity.errors import (
    ApiKeyRefused,
    SecondFactorDemanded,
    SessionNotFound,
    TokenExpired,
    TokenRefused,
)
from pytake_domain.identity.ports import Claims, IdentityLookup, IdentityWork, TokenSigner
from pytake_domain.identity.second_factor import owes_second_factor
from pytake_domain.identity.signed_in import SignedIn, SignedInCache
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

SKEW = dt.timedelta(seconds=60)
"""How far another machine's clock may be ahead when it signs."""


class Authenticate:
    """Reads access tokens and API keys; asks the database once in some seconds for each."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        lookup: IdentityLookup,
        tokens: TokenSigner,
        cache: SignedInCache,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._lookup = lookup
        self._tokens = tokens
        self._cache = cache
        self._clock = clock

    async def token(self, text: str, *, owing: bool = False) -> SignedIn:
        """Who owes their company a second factor is refused, but where that may be: `owing`.

        Raises TokenExpired, TokenRefused (also when session or person are gone), SecondFactorDemanded, Unavailable.
        """
        claims = self._tokens.verify(text)
        now = self._clock.now()
        expires_at = dt.datetime.fromtimestamp(claims.exp, dt.UTC)
        if expires_at <= now:
            raise TokenExpired
        if dt.datetime.fromtimestamp(claims.iat, dt.UTC) > now + SKEW:
            raise TokenRefused
        signed = self._cache.get(claims.sid, now)
        if signed is None:
            signed = await self._read(claims, now)
        if signed.actor.id != claims.sub or signed.actor.tenant_id != claims.tenant_id:
            raise TokenRefused
        if signed.owes_second_factor and not owing:
            raise SecondFactorDemanded
        return replace(signed, expires_at=expires_at)

    async def api_key(self, text: str) -> SignedIn:
        """Raises ApiKeyRefused, Unavailable."""
        key_hash = hash_of(text)
        if key_hash is None:
            raise ApiKeyRefused
        now = self._clock.now()
        signed = self._cache.get(key_hash, now)
        if signed is None:
            mark = self._cache.mark
            standing = await self._lookup.api_key(key_hash)
            if standing is None or standing.tenant.is_going or not standing.key.is_valid(now):
                raise ApiKeyRefused
            signed = SignedIn(
                actor=standing.key.actor(suspended=standing.tenant.is_suspended),
                tenant=standing.tenant,
                expires_at=standing.key.expires_at,
            )
            self._cache.put(key_hash, signed, now, mark=mark)
        if signed.expires_at is not None and signed.expires_at <= now:
            raise ApiKeyRefused
        return signed

    async def _read(self, claims: Claims, now: dt.datetime) -> SignedIn:
        mark = self._cache.mark
        async with self._open_work(claims.tenant_id) as work:
            try:
                standing = await work.user_sessions.standing(claims.sid)
            except SessionNotFound as error:
                raise TokenRefused from error
        if standing.session.revoked_at is not None or not standing.user.active or standing.tenant.is_going:
            raise TokenRefused
        owes = owes_second_factor(standing.tenant, standing.session, has=standing.second_factor)
        actor = standing.user.actor(suspended=standing.tenant.is_suspended)
        signed = SignedIn(
            actor=replace(actor, permissions=frozenset(), held=frozenset()) if owes else actor,
            tenant=standing.tenant,
            session_id=standing.session.id,
            user=standing.user.view(),
            owes_second_factor=owes,
        )
        if not owes:
            # Whoever owes is asked for each time, so that every process lets them in once they have set it up.
            self._cache.put(claims.sid, signed, now, mark=mark)
        return signed
