"""People switch their second factor on and off."""

import datetime as dt

import msgspec
from msgspec.structs import replace

from pytake_domain.identity.errors import LastSecondFactor, SecondFactorOff, SecondFactorOn, UserNotFound
from pytake_domain.identity.events import UserChanged
from pytake_domain.identity.ports import IdentityLookup, IdentityWork
from pytake_domain.identity.second_factor import SecondFactor, new_recovery_codes, purpose_of_factor, recovery_hash
from pytake_domain.identity.signed_in import SignedInCache
from pytake_domain.identity.totp import matching_step, new_secret, otpauth_uri
from pytake_domain.identity.use_cases.manage_users import require_within
from pytake_domain.identity.use_cases.passwords import ManagePasswords
from pytake_domain.identity.user import User, UserView, normalise_email
from pytake_domain.kernel.actor import Actor, Permission, system
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EventId, Ids, UserId
from pytake_domain.kernel.secrets import Secret, Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What the app is told, this once."""

    secret: Secret
    uri: Secret


class ManageSecondFactors:
    """Begun with a secret, asked for from the first right code on."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        lookup: IdentityLookup,
        vault: Vault,
        passwords: ManagePasswords,
        cache: SignedInCache,
        clock: Clock,
        ids: Ids,
        chance: Chance,
    ) -> None:
        self._open_work = open_work
        self._lookup = lookup
        self._vault = vault
        self._passwords = passwords
        self._cache = cache
        self._clock = clock
        self._ids = ids
        self._chance = chance

    async def begin(self, actor: Actor) -> Enrolment:
        """A new secret; one that was begun before is forgotten. Raises SecondFactorOn, UserNotFound for machines."""
        user_id = _person(actor)
        secret = new_secret(self._chance)
        sealed = await self._vault.seal(actor.tenant_id, purpose_of_factor(user_id), secret)
        async with self._open_work(actor.tenant_id) as work:
            user = await work.users.get(user_id)
            known = await work.second_factors.find(user_id, lock=True)
            if known is not None and known.confirmed_at is not None:
                raise SecondFactorOn
            begun = SecondFactor(
                tenant_id=actor.tenant_id,
                user_id=user_id,
                secret=replace(sealed, tail=""),
                created_at=self._clock.now(),
            )
            await work.second_factors.put(begun)
        return Enrolment(secret=secret, uri=Secret(otpauth_uri(secret.reveal(), user.email)))

    async def confirm(self, actor: Actor, code: str) -> tuple[str, ...]:
        """From now on a code is asked for; the recovery codes, this once. Raises SecondFactorOn, SecondFactorOff, Invalid."""
        user_id, now = _person(actor), self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            begun = await work.second_factors.find(user_id)
        if begun is None:
            raise SecondFactorOff
        secret = (await self._vault.open(actor.tenant_id, purpose_of_factor(user_id), begun.secret)).reveal()
        step = matching_step(secret, "".join(code.split()), now, after=0)
        if step is None:
            raise Invalid(Problem(field="code", code="wrong_code"))
        codes = new_recovery_codes(self._chance)
        async with self._open_work(actor.tenant_id) as work:
            present = await work.second_factors.find(user_id, lock=True)
            if present is not None and present.confirmed_at is not None:
                raise SecondFactorOn
            if present != begun:
                raise SecondFactorOff
            known = frozenset(recovery_hash(each) for each in codes)
            await work.second_factors.put(replace(begun, confirmed_at=now, last_step=step, recovery=known))
            self._tell(work, actor, await work.users.get(user_id), now)
        self._cache.forget_user(user_id)
        return codes

    async def remove(self, actor: Actor, *, password: str, address: str) -> None:
        """Off, with the password. Raises SecondFactorOff, LastSecondFactor, Invalid for a wrong one, SignInLocked after some."""
        user_id = _person(actor)
        async with self._open_work(actor.tenant_id) as work:
            user = await work.users.get(user_id)
            if await work.second_factors.find(user_id) is None:
                raise SecondFactorOff
        await self._passwords.require_present(user, password, address, "password")
        await self._off(actor, user_id, own=True)

    async def reset(self, actor: Actor, user_id: UserId) -> None:
        """Somebody lost their phone: who manages people switches it off, and takes their passkeys away. Raises UserNotFound,
        Forbidden, SecondFactorOff; LastSecondFactor for one's own where the company asks for one.
        """
        actor.require(Permission.MANAGE_USERS)
        async with self._open_work(actor.tenant_id) as work:
            require_within(actor, (await work.users.get(user_id)).permissions)
        await self._off(actor, user_id, passkeys=True, own=user_id == actor.user_id)

    async def reset_by_operator(self, email: str) -> UserView:
        """On the server, for who has nobody to ask: the only administrator. Raises UserNotFound, Invalid, SecondFactorOff."""
        found = await self._lookup.user_by_email(normalise_email(email))
        if found is None:
            raise UserNotFound
        await self._off(system(found.tenant_id), found.id, passkeys=True)
        return found.view()

    async def _off(self, actor: Actor, user_id: UserId, *, passkeys: bool = False, own: bool = False) -> None:
        async with self._open_work(actor.tenant_id) as work:
            # Locked, so that of two that go at the same time one is the last.
            demanded = (await work.tenants.get(lock=True)).second_factor_demanded
            if own and demanded and (passkeys or not await work.passkeys.of(user_id)):
                raise LastSecondFactor
            user = await work.users.get(user_id)
            removed = await work.passkeys.remove_of(user_id) if passkeys else 0
            if await work.second_factors.find(user_id, lock=True) is None and not removed:
                raise SecondFactorOff
            await work.second_factors.remove(user_id)
            self._tell(work, actor, user, self._clock.now())
        self._cache.forget_user(user_id)

    def _tell(self, work: IdentityWork, actor: Actor, user: User, now: dt.datetime) -> None:
        work.events.add(
            UserChanged(
                id=EventId(self._ids.new()),
                tenant_id=user.tenant_id,
                at=now,
                actor_kind=actor.kind,
                actor_id=actor.id,
                user_id=user.id,
                fields=("second_factor",),
                role=user.role.value,
                active=user.active,
            )
        )


def _person(actor: Actor) -> UserId:
    if actor.user_id is None:
        raise UserNotFound
    return actor.user_id
