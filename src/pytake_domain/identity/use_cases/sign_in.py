"""Signing in, staying signed in, signing out."""

import contextlib
import datetime as dt

from msgspec.structs import replace

from pytake_domain.identity.errors import (
    CredentialsWrong,
    RefreshRefused,
    SessionNotFound,
    SignOnRequired,
    TenantNotFound,
    UserInactive,
    UserNotFound,
)
from pytake_domain.identity.events import SessionRevoked
from pytake_domain.identity.lock_out import pair
from pytake_domain.identity.ports import IdentityLookup, IdentityWork, LockOuts, PasswordHasher
from pytake_domain.identity.session import Device, RefreshToken, Session
from pytake_domain.identity.signed_in import SignedIn, SignedInCache
from pytake_domain.identity.use_cases.issuing import Issued, TokenIssuer
from pytake_domain.identity.use_cases.means import means_of
from pytake_domain.identity.use_cases.second_step import SecondStep, SecondSteps, refuse_locked
from pytake_domain.identity.use_cases.sign_on import enforced
from pytake_domain.identity.user import EMAIL_MOST, PASSWORD_MOST, User, normalise_email
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.errors import Invalid, StaleVersion
from pytake_domain.kernel.ids import EventId, Ids
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class SignIn:
    """Passwords for tokens, refresh tokens for new ones, and the end of both."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        lookup: IdentityLookup,
        lock_outs: LockOuts,
        hasher: PasswordHasher,
        issuer: TokenIssuer,
        steps: SecondSteps,
        cache: SignedInCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._lookup = lookup
        self._lock_outs = lock_outs
        self._hasher = hasher
        self._issuer = issuer
        self._steps = steps
        self._cache = cache
        self._clock = clock
        self._ids = ids

    async def login(self, *, email: str, password: str, device: Device) -> Issued | SecondStep:
        """The tokens, or the second step for who has a second factor.

        Raises CredentialsWrong (unknown and wrong look and last alike), SignInLocked, UserInactive, SignOnRequired.
        The pair that is locked is `device.address` and the account.
        """
        account = _account(email)
        counted = pair(device.address, account)
        refuse_locked(await self._lock_outs.get(counted), self._clock.now())
        user = await self._lookup.user_by_email(account)
        fits = len(password) <= PASSWORD_MOST
        # Nobody's password is verified as slowly as somebody's.
        right = await self._hasher.verify(user.password_hash if user and fits else None, password if fits else "")
        now = self._clock.now()
        if user is None or not right:
            await self._lock_outs.fail(counted, now)
            raise CredentialsWrong
        second, elsewhere = await self._rules_of(user)
        # Guesses that run at the same time count as well: the right one is refused when the others locked the pair. Who still
        # owes a code keeps their failures: else a known password would let codes be guessed without end.
        before = await (self._lock_outs.get(counted) if second else self._lock_outs.clear(counted, now))
        refuse_locked(before, now)
        if elsewhere:
            raise SignOnRequired
        if self._hasher.needs_rehash(user.password_hash):
            user = await self._rehash(user, password)
        return await self._steps.begin(user, second, now) if second else await self._start(user, device, now)

    async def _rules_of(self, user: User) -> tuple[tuple[str, ...], bool]:
        """By what somebody proves after the password that it is them, nothing for who has neither; and whether a password is no
        way in for them at all.
        """
        if not user.active:
            return (), False
        async with self._open_work(user.tenant_id) as work:
            elsewhere = await enforced(work, user)
            return await means_of(work, user.id), elsewhere

    async def refresh(self, refresh_token: str, key: str | None = None) -> Issued:
        """A new pair for the session. Raises RefreshRefused; a token that was used before ends its session.

        With the key of its first use it is no second use but the same one, whose answer got lost on the way: a page that was
        left or reloaded meanwhile. That holds until the token that was answered then is used.
        """
        token = RefreshToken.parse(refresh_token)
        found = await self._lookup.session_by_family(token.family_hash)
        if found is None:
            raise RefreshRefused
        now = self._clock.now()
        async with self._open_work(found.tenant_id) as work:
            issued = await self._rotate(work, found, token, key, now)
        if issued is None:
            # Raised here, after the commit, so that the end of a copied token's session is kept.
            self._cache.forget_session(found.id)
            raise RefreshRefused
        return issued

    async def logout(self, signed: SignedIn) -> None:
        """End the session, with immediate effect in this process. Raises SessionNotFound for API keys."""
        if signed.session_id is None:
            raise SessionNotFound
        now = self._clock.now()
        async with self._open_work(signed.actor.tenant_id) as work:
            session = await work.user_sessions.get(signed.session_id, lock=True)
            await self._revoke(work, session, "signed_out", now)
        self._cache.forget_session(signed.session_id)

    async def _start(self, known: User, device: Device, now: dt.datetime) -> Issued:
        async with self._open_work(known.tenant_id) as work:
            try:
                user, tenant = await work.users.get(known.id), await work.tenants.get()
            except (UserNotFound, TenantNotFound) as error:
                # Removed since they were found, or with their tenant.
                raise CredentialsWrong from error
            if not user.active:
                raise UserInactive
            if tenant.is_going:
                raise CredentialsWrong
            session, token = await self._issuer.start(work, user, device, now)
        return self._issuer.issue(session, token, user, tenant, now)

    async def _rotate(
        self, work: IdentityWork, found: Session, token: RefreshToken, key: str | None, now: dt.datetime
    ) -> Issued | None:
        try:
            session = await work.user_sessions.get(found.id, lock=True)
            user = await work.users.get(session.user_id)
        except (SessionNotFound, UserNotFound):
            return None
        repeated = None if key is None else token.next_by(key)
        again = repeated if repeated and session.fits(repeated) else None
        if not (again or session.fits(token)):
            await self._revoke(work, session, "reused", now)
            return None
        tenant = await work.tenants.get()
        if not (session.is_alive(now) and user.active) or tenant.is_going:
            return None
        following = again
        if following is None:
            session, following = self._issuer.rotate(session, token, key, now)
            await work.user_sessions.save(session)
        return self._issuer.issue(session, following, user, tenant, now)

    async def _revoke(self, work: IdentityWork, session: Session, reason: str, now: dt.datetime) -> None:
        if session.revoked_at is not None:
            return
        await work.user_sessions.save(session.revoke(reason, now))
        work.events.add(
            SessionRevoked(
                id=EventId(self._ids.new()),
                tenant_id=session.tenant_id,
                at=now,
                actor_kind=ActorKind.SYSTEM if reason == "reused" else ActorKind.USER,
                actor_id=None if reason == "reused" else session.user_id,
                reason=reason,
                user_id=session.user_id,
                session_id=session.id,
            )
        )

    async def _rehash(self, user: User, password: str) -> User:
        """Store the hash of today's parameters; a chance that is missed comes again with the next sign-in."""
        fresh = replace(user, password_hash=await self._hasher.hash(password))
        with contextlib.suppress(StaleVersion):
            async with self._open_work(user.tenant_id) as work:
                await work.users.save(fresh)
            return fresh
        return user


def _account(email: str) -> str:
    """What failures are counted for, also when it is no address at all."""
    try:
        return normalise_email(email)
    except Invalid:
        return email.strip().lower()[:EMAIL_MOST]
