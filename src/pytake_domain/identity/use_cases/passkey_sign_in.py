"""A passkey lets somebody in: alone, for it stands for both factors, or after the password instead of a code."""

from collections.abc import Mapping
from typing import Any

import msgspec

from pytake_domain.identity.errors import (
    PasskeyAttemptOver,
    PasskeyCopied,
    PasskeyElsewhere,
    PasskeyNotFound,
    PasskeyRefused,
    SecondStepRefused,
    SignOnRequired,
    TenantNotFound,
    UserInactive,
    UserNotFound,
)
from pytake_domain.identity.lock_out import pair
from pytake_domain.identity.passkey import (
    CHALLENGE_BYTES,
    LIFETIME,
    Assertion,
    Passkey,
    PasskeyAsked,
    PasskeyAttempt,
    RelyingParty,
    Shown,
    attempt_key,
    challenge_of,
)
from pytake_domain.identity.passkey_ports import Ceremonies, PasskeyVerifier
from pytake_domain.identity.ports import IdentityLookup, IdentityWork, LockOuts
from pytake_domain.identity.session import Device
from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.use_cases.issuing import Issued, TokenIssuer
from pytake_domain.identity.use_cases.passkeys import passkey_event
from pytake_domain.identity.use_cases.second_step import SecondSteps, refuse_locked
from pytake_domain.identity.use_cases.sign_on import enforced
from pytake_domain.identity.user import User
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Throttled
from pytake_domain.kernel.ids import Ids
from pytake_domain.kernel.limits import Rate, RateLimiter
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

ASKED = Rate(per_second=1, burst=60)
"""Challenges that one place may ask for: an office behind one address signs in in the morning."""


class SignInWithPasskeys:
    """Each challenge is answered once, at the place it was asked for, within minutes. Failures lock as wrong passwords do."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        lookup: IdentityLookup,
        ceremonies: Ceremonies,
        verifier: PasskeyVerifier,
        lock_outs: LockOuts,
        limiter: RateLimiter,
        steps: SecondSteps,
        issuer: TokenIssuer,
        clock: Clock,
        ids: Ids,
        chance: Chance,
    ) -> None:
        self._open_work = open_work
        self._lookup = lookup
        self._ceremonies = ceremonies
        self._verifier = verifier
        self._lock_outs = lock_outs
        self._limiter = limiter
        self._steps = steps
        self._issuer = issuer
        self._clock = clock
        self._ids = ids
        self._chance = chance

    async def begin(self, place: RelyingParty, *, address: str, mfa_token: str | None = None) -> PasskeyAsked:
        """What the device is asked. With the token of a right password only that person's passkeys will do.

        Raises Throttled, SecondStepRefused, PasskeyElsewhere.
        """
        verdict = await self._limiter.take(f"passkey-from:{pair(address, '').hex()}", ASKED)
        if not verdict.allowed:
            raise Throttled(retry_after=max(1, round(verdict.retry_after)))
        known = await self._known(place, mfa_token) if mfa_token is not None else ()
        attempt = Secret(self._chance.token(CHALLENGE_BYTES))
        kept = PasskeyAttempt(
            challenge=challenge_of(self._chance.token(CHALLENGE_BYTES)), host=place.id, mfa_token=mfa_token
        )
        now = self._clock.now()
        await self._ceremonies.put(attempt_key(attempt.reveal()), msgspec.msgpack.encode(kept), now + LIFETIME, now)
        return PasskeyAsked(attempt=attempt, challenge=kept.challenge, host=place.id, known=known)

    async def _known(self, place: RelyingParty, mfa_token: str) -> tuple[tuple[bytes, tuple[str, ...]], ...]:
        tenant_id, begun = await self._steps.read(mfa_token)
        async with self._open_work(tenant_id) as work:
            user = await self._steps.owing(work, begun, self._clock.now())
            theirs = await work.passkeys.of(user.id)
        here = tuple((each.credential_id, each.transports) for each in theirs if each.host == place.id)
        if not here:
            raise PasskeyElsewhere(host=theirs[0].host) if theirs else SecondStepRefused
        return here

    async def finish(self, place: RelyingParty, *, attempt: str, answer: Mapping[str, Any], device: Device) -> Issued:
        """Raises PasskeyAttemptOver, PasskeyRefused, PasskeyCopied, SecondStepRefused, SignInLocked, UserInactive."""
        data = await self._ceremonies.take(attempt_key(attempt), self._clock.now())
        kept = msgspec.msgpack.decode(data, type=PasskeyAttempt) if data is not None else None
        if kept is None or kept.session_id is not None or kept.host != place.id:
            raise PasskeyAttemptOver
        shown = self._verifier.shown(answer)
        found = await self._lookup.passkey(shown.credential_id)
        # Who has no account here and who has one are counted alike.
        counted = [pair(device.address, found.user_id.hex if found else shown.credential_id.hex())]
        if found is not None and kept.mfa_token is not None:
            counted.append(pair("", f"second-step:{found.user_id}"))
        for each in counted:
            refuse_locked(await self._lock_outs.get(each), self._clock.now())
        try:
            passkey, asserted = self._proven(found, shown, kept, answer, place)
        except PasskeyRefused:
            for each in counted:
                await self._lock_outs.fail(each, self._clock.now())
            raise
        for each in counted:
            refuse_locked(await self._lock_outs.clear(each, self._clock.now()), self._clock.now())
        return await self._let_in(passkey, kept, asserted, device)

    def _proven(
        self,
        found: Passkey | None,
        shown: Shown,
        kept: PasskeyAttempt,
        answer: Mapping[str, Any],
        place: RelyingParty,
    ) -> tuple[Passkey, Assertion]:
        """Raises PasskeyRefused."""
        if found is None or shown.user_handle not in (found.user_id.bytes, None):
            raise PasskeyRefused(reason="unknown")
        if found.host != place.id or (shown.user_handle is None and kept.mfa_token is None):
            raise PasskeyRefused(reason="elsewhere")
        key = found.public_key
        return found, self._verifier.asserted(answer, challenge=kept.challenge, place=place, public_key=key)

    async def _let_in(self, found: Passkey, kept: PasskeyAttempt, asserted: Assertion, device: Device) -> Issued:
        now = self._clock.now()
        async with self._open_work(found.tenant_id) as work:
            passkey, user, tenant = await self._present(work, found, kept)
            used = passkey.use(asserted, now)
            if used is not None:
                await work.passkeys.save(used)
                session, refresh = await self._issuer.start(work, user, device, now)
            else:
                work.events.add(passkey_event(user.actor(), passkey, "copied", self._ids, now))
        if used is None:
            # Raised here, after the commit, so that what happened is kept.
            raise PasskeyCopied
        return self._issuer.issue(session, refresh, user, tenant, now)

    async def _present(self, work: IdentityWork, found: Passkey, kept: PasskeyAttempt) -> tuple[Passkey, User, Tenant]:
        try:
            passkey = await work.passkeys.get(found.id, lock=True)
            user, tenant = await work.users.get(found.user_id), await work.tenants.get()
        except (PasskeyNotFound, UserNotFound, TenantNotFound) as error:
            # Removed since it was found.
            raise PasskeyRefused(reason="unknown") from error
        if tenant.is_going:
            raise PasskeyRefused(reason="unknown")
        if not user.active:
            raise UserInactive
        if await enforced(work, user):
            raise SignOnRequired
        if kept.mfa_token is not None:
            tenant_id, begun = await self._steps.read(kept.mfa_token)
            owing = await self._steps.owing(work, begun, self._clock.now())
            if (tenant_id, owing.id) != (user.tenant_id, user.id):
                raise SecondStepRefused
        return passkey, user, tenant
