"""A tenant's people: adding them, and what each may do."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Protocol

import msgspec
from msgspec.structs import replace

from pytake_domain.identity.errors import LastAdministrator
from pytake_domain.identity.events import SessionRevoked, UserAdded, UserChanged
from pytake_domain.identity.invitation import Invitation, invitation_hash, invite
from pytake_domain.identity.plan import Limit
from pytake_domain.identity.ports import IdentityWork, PasswordHasher
from pytake_domain.identity.preferences import Preferences
from pytake_domain.identity.role import HeldRole
from pytake_domain.identity.signed_in import SignedInCache
from pytake_domain.identity.user import Role, User, UserView, check_password, normalise_email
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Forbidden
from pytake_domain.kernel.ids import EventId, Ids, RoleId, SessionId, UserId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

FIELDS = ("email", "name", "role", "custom_role", "active", "grants", "denials", "preferences")
"""What a change of somebody may name."""
UNKNOWN_BYTES = 32


class NewUser(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who joined, and the invitation to hand to them."""

    user: UserView
    invitation: Invitation


class Proves(Protocol):
    """Asks for the password somebody has now."""

    async def require_present(self, user: User, present: str | None, address: str, field: str) -> None:
        """Counts wrong ones like failed sign-ins. Raises Invalid naming the field, SignInLocked."""
        ...


class ManageUsers:
    """Adds and changes people; nobody gives what they do not have themselves."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        hasher: PasswordHasher,
        proofs: Proves,
        cache: SignedInCache,
        clock: Clock,
        ids: Ids,
        chance: Chance,
    ) -> None:
        self._open_work = open_work
        self._hasher = hasher
        self._proofs = proofs
        self._cache = cache
        self._clock = clock
        self._ids = ids
        self._chance = chance

    async def create(
        self,
        actor: Actor,
        *,
        email: str,
        name: str,
        password: str,
        role: Role | RoleId,
        grants: Collection[Permission] = (),
        denials: Collection[Permission] = (),
    ) -> UserView:
        """Add somebody. Raises Forbidden, Invalid, EmailTaken, RoleNotFound, LimitReached."""
        actor.require(Permission.MANAGE_USERS)
        check_password(password, self._hasher, email, name)
        user = await self._new(actor, email, name, role, grants, denials)
        return (await self._add(actor, replace(user, password_hash=await self._hasher.hash(password)))).view()

    async def invite(
        self,
        actor: Actor,
        *,
        email: str,
        name: str,
        role: Role | RoleId,
        grants: Collection[Permission] = (),
        denials: Collection[Permission] = (),
    ) -> NewUser:
        """Add somebody who chooses a password with what is handed to them. Raises what `create` raises."""
        actor.require(Permission.MANAGE_USERS)
        user = await self._new(actor, email, name, role, grants, denials)
        invitation = invite(actor.tenant_id, self._chance, user.created_at)
        # Nobody knows this password.
        unknown = await self._hasher.hash(self._chance.token(UNKNOWN_BYTES))
        known = invitation_hash(invitation.token.reveal())
        user = replace(user, password_hash=unknown, invitation_hash=known, invited_until=invitation.expires_at)
        return NewUser(user=(await self._add(actor, user)).view(), invitation=invitation)

    async def _new(
        self,
        actor: Actor,
        email: str,
        name: str,
        role: Role | RoleId,
        grants: Collection[Permission],
        denials: Collection[Permission],
    ) -> User:
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            plain, held = await resolved(work, role)
        user = User(
            id=UserId(self._ids.new()),
            tenant_id=actor.tenant_id,
            email=normalise_email(email),
            name=name.strip(),
            password_hash=Secret(""),
            role=plain,
            custom_role=held,
            grants=frozenset(grants),
            denials=frozenset(denials),
            created_at=now,
            updated_at=now,
        )
        require_within(actor, user.permissions)
        return user

    async def _add(self, actor: Actor, user: User) -> User:
        async with self._open_work(actor.tenant_id) as work:
            tenant = await work.tenants.get(lock=True)
            tenant.allowance.check(Limit.USERS, await work.users.count_active())
            if user.custom_role is not None:
                # As it is now that nobody may change it.
                _, held = await resolved(work, user.custom_role.id)
                user = replace(user, custom_role=held)
                require_within(actor, user.permissions)
            await work.users.add(user)
            work.events.add(
                UserAdded(
                    id=EventId(self._ids.new()),
                    tenant_id=user.tenant_id,
                    at=user.created_at,
                    actor_kind=actor.kind,
                    actor_id=actor.id,
                    user_id=user.id,
                    role=user.role.value,
                )
            )
        return user

    async def page(self, actor: Actor, request: PageRequest) -> Page[UserView]:
        """The tenant's people."""
        actor.require(Permission.READ_USERS)
        async with self._open_work(actor.tenant_id) as work:
            return (await work.users.page(request)).map(User.view)

    async def get(self, actor: Actor, user_id: UserId) -> UserView:
        """One; everybody may read themselves. Raises UserNotFound."""
        if user_id != actor.user_id:
            actor.require(Permission.READ_USERS)
        async with self._open_work(actor.tenant_id) as work:
            return (await work.users.get(user_id)).view()

    async def get_all(self, actor: Actor, ids: Sequence[UserId]) -> dict[UserId, UserView]:
        """Those that exist; everybody may read themselves."""
        if set(ids) != {actor.user_id}:
            actor.require(Permission.READ_USERS)
        async with self._open_work(actor.tenant_id) as work:
            return {user_id: user.view() for user_id, user in (await work.users.get_all(ids)).items()}

    async def change(
        self,
        actor: Actor,
        user_id: UserId,
        *,
        email: str | None = None,
        name: str | None = None,
        role: Role | RoleId | None = None,
        active: bool | None = None,
        grants: Collection[Permission] | None = None,
        denials: Collection[Permission] | None = None,
        preferences: Preferences | None = None,
        present: str | None = None,
        address: str = "",
    ) -> UserView:
        """Change what is given; name and preferences are everybody's own. Somebody switched off is signed out everywhere.

        One's own e-mail address, by which passwords are recovered, changes with the `present` password, which is counted for the
        network `address`.

        Raises UserNotFound, Forbidden, Invalid (also for a wrong password), SignInLocked, EmailTaken, LastAdministrator,
        LimitReached.
        """
        ruled = any(value is not None for value in (email, role, active, grants, denials))
        if ruled or user_id != actor.user_id:
            actor.require(Permission.MANAGE_USERS)
        if email is not None and user_id == actor.user_id:
            await self._prove(actor, user_id, email, present, address)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            # Locked, so that of two administrators who demote each other one stays.
            tenant = await work.tenants.get(lock=True)
            user = await work.users.get(user_id)
            plain, held = (user.role, user.custom_role) if role is None else await resolved(work, role)
            changed = replace(
                user,
                email=user.email if email is None else normalise_email(email),
                name=user.name if name is None else name.strip(),
                role=plain,
                custom_role=held,
                active=user.active if active is None else active,
                grants=user.grants if grants is None else frozenset(grants),
                denials=user.denials if denials is None else frozenset(denials),
                preferences=preferences or user.preferences,
            )
            if changed == user:
                return user.view()
            if ruled or user_id != actor.user_id:
                require_within(actor, user.permissions | changed.permissions)
            if changed.email != user.email:
                changed = replace(changed, email_verified=False)
            if user.is_administrator and not changed.is_administrator and await work.users.count_administrators() <= 1:
                raise LastAdministrator
            if changed.active and not user.active:
                tenant.allowance.check(Limit.USERS, await work.users.count_active())
            changed = replace(changed, updated_at=now)
            await work.users.save(changed)
            work.events.add(self._changed(actor, user, changed))
            if not changed.active:
                await sign_out(work, actor, changed, "user_inactive", ids=self._ids, now=now)
        self._cache.forget_user(user_id)
        return changed.view()

    async def _prove(self, actor: Actor, user_id: UserId, email: str, present: str | None, address: str) -> None:
        async with self._open_work(actor.tenant_id) as work:
            user = await work.users.get(user_id)
        if normalise_email(email) != user.email:
            await self._proofs.require_present(user, present, address, "current_password")

    def _changed(self, actor: Actor, before: User, after: User) -> UserChanged:
        return UserChanged(
            id=EventId(self._ids.new()),
            tenant_id=after.tenant_id,
            at=after.updated_at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            user_id=after.id,
            fields=tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name)),
            role=after.role.value,
            active=after.active,
        )


async def sign_out(
    work: IdentityWork,
    actor: Actor,
    user: User,
    reason: str,
    *,
    ids: Ids,
    now: dt.datetime,
    keep: SessionId | None = None,
) -> None:
    """End all of somebody's sessions but the one to keep."""
    for session_id in await work.user_sessions.revoke_of(user.id, reason, now, keep=keep):
        work.events.add(
            SessionRevoked(
                id=EventId(ids.new()),
                tenant_id=user.tenant_id,
                at=now,
                actor_kind=actor.kind,
                actor_id=actor.id,
                reason=reason,
                user_id=user.id,
                session_id=session_id,
            )
        )


async def resolved(work: IdentityWork, role: Role | RoleId) -> tuple[Role, HeldRole | None]:
    """A built-in role, or one of the tenant's own as people carry it. Raises RoleNotFound."""
    if isinstance(role, Role):
        return role, None
    return Role.CUSTOM, (await work.roles.get(role)).held


def require_within(actor: Actor, permissions: frozenset[Permission]) -> None:
    """Raises Forbidden naming a permission that the actor would give, or take, without having it."""
    if actor.kind is ActorKind.SYSTEM:
        return
    beyond = permissions - actor.permissions
    if beyond:
        raise Forbidden(permission=min(beyond).value)
