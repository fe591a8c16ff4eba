"""Passwords are changed by their owner, set anew by who manages people, or chosen with an invitation."""

import contextlib
import datetime as dt

from msgspec.structs import replace

from pytake_domain.identity.errors import InvitationRefused, UserNotFound
from pytake_domain.identity.events import UserChanged
from pytake_domain.identity.invitation import Invitation, invitation_hash, invite, tenant_of_invitation
from pytake_domain.identity.lock_out import pair
from pytake_domain.identity.ports import IdentityWork, LockOuts, PasswordHasher
from pytake_domain.identity.signed_in import SignedIn, SignedInCache
from pytake_domain.identity.use_cases.manage_users import require_within, sign_out
from pytake_domain.identity.use_cases.second_step import refuse_locked
from pytake_domain.identity.user import PASSWORD_MOST, User, check_password
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EventId, Ids, UserId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class ManagePasswords:
    """Whoever changes a password ends the sessions that were begun with the old one."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        hasher: PasswordHasher,
        lock_outs: LockOuts,
        cache: SignedInCache,
        clock: Clock,
        ids: Ids,
        chance: Chance,
    ) -> None:
        self._open_work = open_work
        self._hasher = hasher
        self._lock_outs = lock_outs
        self._cache = cache
        self._clock = clock
        self._ids = ids
        self._chance = chance

    async def change(
        self, signed: SignedIn, user_id: UserId, *, password: str, present: str | None, address: str
    ) -> None:
        """One's own with the present one, keeping this session; somebody else's for who manages people.

        Raises UserNotFound, Forbidden, Invalid (also for a wrong present password), SignInLocked after several of them.
        """
        actor = signed.actor
        own = user_id == actor.user_id
        if not own:
            actor.require(Permission.MANAGE_USERS)
        check_password(password, self._hasher)
        if present is not None and len(present) > PASSWORD_MOST:
            raise Invalid(Problem(field="current_password", code="wrong_password"))
        async with self._open_work(actor.tenant_id) as work:
            user = await work.users.get(user_id)
            tenant = await work.tenants.get()
        if own:
            await self.require_present(user, present, address, "current_password")
        else:
            require_within(actor, user.permissions)
        check_password(password, self._hasher, user.email, user.name, tenant.name)
        fresh = await self._hasher.hash(password)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            # Of the version whose password was verified: a change meanwhile is a conflict.
            await self._set(work, actor, user, fresh, now)
            await sign_out(
                work,
                actor,
                user,
                "password_changed",
                ids=self._ids,
                now=now,
                keep=signed.session_id if own else None,
            )
        self._cache.forget_user(user_id)

    async def require_present(self, user: User, present: str | None, address: str, field: str) -> None:
        """Counts wrong ones like failed sign-ins. Raises Invalid naming the field, SignInLocked."""
        if present is None:
            raise Invalid(Problem(field=field, code="required"))
        counted = pair(address, user.email)
        refuse_locked(await self._lock_outs.get(counted), self._clock.now())
        fits = len(present) <= PASSWORD_MOST
        if not await self._hasher.verify(user.password_hash if fits else None, present if fits else ""):
            await self._lock_outs.fail(counted, self._clock.now())
            raise Invalid(Problem(field=field, code="wrong_password"))

    async def invite(self, actor: Actor, user_id: UserId) -> Invitation:
        """A new one, also for who forgot their password; an earlier one is worth nothing. Raises UserNotFound, Forbidden."""
        actor.require(Permission.MANAGE_USERS)
        now = self._clock.now()
        invitation = invite(actor.tenant_id, self._chance, now)
        async with self._open_work(actor.tenant_id) as work:
            user = await work.users.get(user_id)
            require_within(actor, user.permissions)
            known = invitation_hash(invitation.token.reveal())
            changed = replace(user, invitation_hash=known, invited_until=invitation.expires_at, updated_at=now)
            await work.users.save(changed)
            work.events.add(self._changed(actor, changed, "invitation", now))
        return invitation

    async def accept(self, token: str, password: str) -> None:
        """Whoever shows the invitation chooses the password; all sessions end. Raises InvitationRefused, Invalid."""
        tenant_id = tenant_of_invitation(token)
        check_password(password, self._hasher)
        known = invitation_hash(token)
        async with self._open_work(tenant_id) as work:
            invited, tenant = await self._invited(work, known), await work.tenants.get()
        check_password(password, self._hasher, invited.email, invited.name, tenant.name)
        fresh = await self._hasher.hash(password)
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            user = await self._invited(work, known)
            actor = Actor(kind=ActorKind.USER, id=user.id, tenant_id=tenant_id)
            await self._set(work, actor, user, fresh, now)
            await sign_out(work, actor, user, "password_changed", ids=self._ids, now=now)
        self._cache.forget_user(user.id)

    async def _invited(self, work: IdentityWork, known: bytes) -> User:
        with contextlib.suppress(UserNotFound):
            user = await work.users.invited(known)
            if user.active and user.invited_until is not None and self._clock.now() < user.invited_until:
                return user
        raise InvitationRefused

    async def _set(self, work: IdentityWork, actor: Actor, user: User, fresh: Secret, now: dt.datetime) -> None:
        changed = replace(user, password_hash=fresh, invitation_hash=None, invited_until=None, updated_at=now)
        await work.users.save(changed)
        work.events.add(self._changed(actor, changed, "password", now))

    def _changed(self, actor: Actor, user: User, field: str, now: dt.datetime) -> UserChanged:
        return UserChanged(
            id=EventId(self._ids.new()),
            tenant_id=user.tenant_id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            user_id=user.id,
            fields=(field,),
            role=user.role.value,
            active=user.active,
        )
