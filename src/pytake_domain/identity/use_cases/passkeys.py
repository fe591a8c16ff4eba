"""People add, name and remove their passkeys."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from pytake_domain.identity.errors import (
    LastSecondFactor,
    PasskeyAttemptOver,
    PasskeyNotFound,
    PasskeysTooMany,
    UserNotFound,
)
from pytake_domain.identity.events import PasskeyChanged
from pytake_domain.identity.passkey import (
    CHALLENGE_BYTES,
    LIFETIME,
    PASSKEYS_MOST,
    Passkey,
    PasskeyAsked,
    PasskeyAttempt,
    RelyingParty,
    attempt_key,
    challenge_of,
)
from pytake_domain.identity.passkey_ports import Ceremonies, PasskeyVerifier
from pytake_domain.identity.ports import IdentityWork
from pytake_domain.identity.signed_in import SignedIn, SignedInCache
from pytake_domain.identity.use_cases.means import means_of
from pytake_domain.identity.use_cases.passwords import ManagePasswords
from pytake_domain.identity.user import User
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.ids import EventId, Ids, PasskeyId, UserId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class ManagePasskeys:
    """Adding and removing asks for the password: whoever finds a session open adds no way in of their own."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        ceremonies: Ceremonies,
        verifier: PasskeyVerifier,
        passwords: ManagePasswords,
        cache: SignedInCache,
        clock: Clock,
        ids: Ids,
        chance: Chance,
    ) -> None:
        self._open_work = open_work
        self._ceremonies = ceremonies
        self._verifier = verifier
        self._passwords = passwords
        self._cache = cache
        self._clock = clock
        self._ids = ids
        self._chance = chance

    async def all(self, actor: Actor) -> Sequence[Passkey]:
        """One's own, oldest first; a machine has none."""
        if actor.user_id is None:
            return ()
        async with self._open_work(actor.tenant_id) as work:
            return await work.passkeys.of(actor.user_id)

    async def begin(
        self, signed: SignedIn, place: RelyingParty, *, password: str, address: str
    ) -> tuple[User, PasskeyAsked]:
        """What a device is asked to make one for whom. Raises Invalid for a wrong password, SignInLocked after several,
        PasskeysTooMany, UserNotFound for machines.
        """
        user_id = _person(signed.actor)
        async with self._open_work(signed.actor.tenant_id) as work:
            user, known = await work.users.get(user_id), await work.passkeys.of(user_id)
        await self._passwords.require_present(user, password, address, "password")
        _refuse_more(known)
        attempt = Secret(self._chance.token(CHALLENGE_BYTES))
        kept = PasskeyAttempt(
            challenge=challenge_of(self._chance.token(CHALLENGE_BYTES)), host=place.id, session_id=signed.session_id
        )
        now = self._clock.now()
        await self._ceremonies.put(attempt_key(attempt.reveal()), msgspec.msgpack.encode(kept), now + LIFETIME, now)
        there = tuple((each.credential_id, each.transports) for each in known if each.host == place.id)
        return user, PasskeyAsked(attempt=attempt, challenge=kept.challenge, host=place.id, known=there)

    async def finish(
        self, signed: SignedIn, place: RelyingParty, *, attempt: str, answer: Mapping[str, Any], name: str
    ) -> Passkey:
        """Add what the device made. Raises PasskeyAttemptOver, PasskeyRefused, PasskeyTaken, PasskeysTooMany, Invalid."""
        user_id, now = _person(signed.actor), self._clock.now()
        data = await self._ceremonies.take(attempt_key(attempt), now)
        kept = msgspec.msgpack.decode(data, type=PasskeyAttempt) if data is not None else None
        if kept is None or kept.session_id is None or kept.session_id != signed.session_id or kept.host != place.id:
            raise PasskeyAttemptOver
        made = self._verifier.registered(answer, challenge=kept.challenge, place=place)
        passkey = Passkey(
            id=PasskeyId(self._ids.new()),
            tenant_id=signed.actor.tenant_id,
            user_id=user_id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            host=place.id,
            name=name.strip(),
            created_at=now,
            sign_count=made.sign_count,
            transports=made.transports,
            synced=made.synced,
            backed_up=made.backed_up,
        )
        async with self._open_work(signed.actor.tenant_id) as work:
            # Locked, so that many at once are no more than one may have.
            await work.tenants.get(lock=True)
            _refuse_more(await work.passkeys.of(user_id))
            await work.passkeys.add(passkey)
            work.events.add(passkey_event(signed.actor, passkey, "added", self._ids, now))
        self._cache.forget_user(user_id)
        return passkey

    async def rename(self, actor: Actor, passkey_id: PasskeyId, name: str) -> Passkey:
        """Raises PasskeyNotFound, Invalid."""
        async with self._open_work(actor.tenant_id) as work:
            passkey = await self._own(work, actor, passkey_id)
            renamed = replace(passkey, name=name.strip())
            if renamed != passkey:
                await work.passkeys.save(renamed)
                work.events.add(passkey_event(actor, renamed, "renamed", self._ids, self._clock.now()))
        return renamed

    async def remove(self, actor: Actor, passkey_id: PasskeyId, *, password: str, address: str) -> None:
        """It lets nobody in from now on. Raises PasskeyNotFound, Invalid for a wrong password, SignInLocked, LastSecondFactor."""
        user_id = _person(actor)
        async with self._open_work(actor.tenant_id) as work:
            user = await work.users.get(user_id)
            await self._own(work, actor, passkey_id)
        await self._passwords.require_present(user, password, address, "password")
        async with self._open_work(actor.tenant_id) as work:
            # Locked, so that of two that go at the same time one is the last.
            demanded = (await work.tenants.get(lock=True)).second_factor_demanded
            passkey = await self._own(work, actor, passkey_id)
            await work.passkeys.remove(passkey_id)
            if demanded and not await means_of(work, user_id):
                raise LastSecondFactor
            work.events.add(passkey_event(actor, passkey, "removed", self._ids, self._clock.now()))
        self._cache.forget_user(user_id)

    async def _own(self, work: IdentityWork, actor: Actor, passkey_id: PasskeyId) -> Passkey:
        passkey = await work.passkeys.get(passkey_id, lock=True)
        if passkey.user_id != actor.user_id:
            raise PasskeyNotFound
        return passkey


def passkey_event(actor: Actor, passkey: Passkey, move: str, ids: Ids, now: dt.datetime) -> PasskeyChanged:
    """That something happened to it."""
    return PasskeyChanged(
        id=EventId(ids.new()),
        tenant_id=passkey.tenant_id,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        user_id=passkey.user_id,
        move=move,
        passkey_name=passkey.name,
    )


def _refuse_more(known: Sequence[Passkey]) -> None:
    if len(known) >= PASSKEYS_MOST:
        raise PasskeysTooMany(limit="passkeys", used=len(known), allowed=PASSKEYS_MOST)


def _person(actor: Actor) -> UserId:
    if actor.user_id is None:
        raise UserNotFound
    return actor.user_id
