"""A tenant's own roles: making and changing them, who has one, and what takes its place."""

from collections.abc import Collection, Mapping

import msgspec
from msgspec.structs import replace

from pytake_domain.identity.errors import RoleInUse, RoleNameTaken
from pytake_domain.identity.events import RoleChanged, UserChanged
from pytake_domain.identity.ports import IdentityWork
from pytake_domain.identity.role import ROLES_MOST, CustomRole
from pytake_domain.identity.signed_in import SignedInCache
from pytake_domain.identity.use_cases.manage_users import require_within, resolved
from pytake_domain.identity.user import ROLE_PERMISSIONS, Role
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EventId, Ids, RoleId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

BUILT_IN = frozenset(role.value for role in Role)


class Roles(msgspec.Struct, frozen=True, kw_only=True):
    """The tenant's own by name, and how many people have each: by a built-in one's name, or by id."""

    custom: tuple[CustomRole, ...]
    held: Mapping[str, int]


class ManageRoles:
    """Nobody makes, changes or takes away what they may not do themselves. What every tenant has can't be changed."""

    def __init__(self, *, open_work: OpenWork[IdentityWork], cache: SignedInCache, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._cache = cache
        self._clock = clock
        self._ids = ids

    async def all(self, actor: Actor) -> Roles:
        """Raises Forbidden."""
        actor.require(Permission.READ_USERS)
        async with self._open_work(actor.tenant_id) as work:
            return Roles(custom=tuple(await work.roles.all()), held=await work.users.count_by_role())

    async def create(
        self, actor: Actor, *, name: str, permissions: Collection[Permission], description: str = ""
    ) -> CustomRole:
        """Raises Forbidden, Invalid, RoleNameTaken."""
        actor.require(Permission.MANAGE_USERS)
        now = self._clock.now()
        role = CustomRole(
            id=RoleId(self._ids.new()),
            tenant_id=actor.tenant_id,
            name=_free(name),
            description=description.strip(),
            permissions=frozenset(permissions),
            created_at=now,
            updated_at=now,
        )
        require_within(actor, role.permissions)
        async with self._open_work(actor.tenant_id) as work:
            await work.tenants.get(lock=True)
            if len(await work.roles.all()) >= ROLES_MOST:
                raise Invalid(Problem(field="name", code="too_many", params={"most": ROLES_MOST}))
            await work.roles.add(role)
            self._tell(work, actor, role, "added")
        return role

    async def change(
        self,
        actor: Actor,
        role_id: RoleId,
        *,
        name: str | None = None,
        permissions: Collection[Permission] | None = None,
        description: str | None = None,
    ) -> CustomRole:
        """It holds for everybody who has it at once. Raises RoleNotFound, Forbidden, Invalid, RoleNameTaken, StaleVersion."""
        actor.require(Permission.MANAGE_USERS)
        async with self._open_work(actor.tenant_id) as work:
            # Locked, so that nobody is given it as it was meanwhile.
            await work.tenants.get(lock=True)
            role = await work.roles.get(role_id)
            changed = replace(
                role,
                name=role.name if name is None else _free(name),
                description=role.description if description is None else description.strip(),
                permissions=role.permissions if permissions is None else frozenset(permissions),
            )
            if changed == role:
                return role
            require_within(actor, role.permissions | changed.permissions)
            changed = replace(changed, updated_at=self._clock.now())
            await work.roles.save(changed)
            holders = await work.users.of_role(role_id)
            for user in holders:
                await work.users.save(replace(user, custom_role=changed.held))
            self._tell(work, actor, changed, "changed")
        self._forget([user.id for user in holders])
        return changed

    async def remove(self, actor: Actor, role_id: RoleId, *, instead: Role | RoleId | None = None) -> None:
        """Who has it gets the other one. Raises RoleNotFound, Forbidden, RoleInUse when it is anybody's and nothing is named."""
        actor.require(Permission.MANAGE_USERS)
        if instead == role_id:
            raise Invalid(Problem(field="instead", code="another_role"))
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            await work.tenants.get(lock=True)
            role = await work.roles.get(role_id)
            require_within(actor, role.permissions)
            holders = await work.users.of_role(role_id)
            if holders and instead is None:
                raise RoleInUse(count=len(holders))
            other, held = await resolved(work, instead or Role.VIEWER)
            require_within(actor, ROLE_PERMISSIONS[other] if held is None else held.permissions)
            for user in holders:
                moved = replace(user, role=other, custom_role=held, updated_at=now)
                await work.users.save(moved)
                work.events.add(
                    UserChanged(
                        id=EventId(self._ids.new()),
                        tenant_id=user.tenant_id,
                        at=now,
                        actor_kind=actor.kind,
                        actor_id=actor.id,
                        user_id=user.id,
                        fields=("role",),
                        role=moved.role.value,
                        active=moved.active,
                    )
                )
            await work.roles.remove(role_id)
            self._tell(work, actor, role, "removed")
        self._forget([user.id for user in holders])

    def _tell(self, work: IdentityWork, actor: Actor, role: CustomRole, move: str) -> None:
        work.events.add(
            RoleChanged(
                id=EventId(self._ids.new()),
                tenant_id=role.tenant_id,
                at=self._clock.now(),
                actor_kind=actor.kind,
                actor_id=actor.id,
                role_id=role.id,
                role_name=role.name,
                move=move,
                permissions=tuple(sorted(p.value for p in role.permissions)),
            )
        )

    def _forget(self, users: Collection[UserId]) -> None:
        for user_id in users:
            self._cache.forget_user(user_id)


def _free(name: str) -> str:
    plain = " ".join(name.split())
    if plain.lower() in BUILT_IN:
        raise RoleNameTaken
    return plain
