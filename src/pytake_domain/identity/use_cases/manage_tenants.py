"""The tenants of an installation, by its administrators: making them, what they may have, and whether they may work."""

from collections.abc import Callable, Mapping

import msgspec
from msgspec.structs import replace

from pytake_domain.identity.errors import OwnTenant, PlanTooSmall, TenantDeleting
from pytake_domain.identity.events import TenantChanged, TenantStatusChanged
from pytake_domain.identity.invitation import Invitation, invitation_hash, invite
from pytake_domain.identity.plan import Limit, OwnLimits, Plan, PlanLimits
from pytake_domain.identity.ports import IdentityWork, PasswordHasher
from pytake_domain.identity.signed_in import SignedInCache
from pytake_domain.identity.tenant import Branding, Tenant, TenantSettings, slug_of
from pytake_domain.identity.tenant_ports import TenantDirectory, TenantFilter
from pytake_domain.identity.use_cases.founding import first_administrator, founded, with_free_slug
from pytake_domain.identity.use_cases.manage_users import UNKNOWN_BYTES
from pytake_domain.identity.user import User, UserView, check_password
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import EventId, Ids, TenantId, UserId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

FIELDS = ("name", "plan", "time_zone", "language", "currency", "branding", "settings", "limits")
"""What a change of a tenant may name."""


class NewTenant(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant with its first administrator; with the invitation to hand to them when no password was given."""

    tenant: Tenant
    user: UserView
    invitation: Invitation | None


class TenantDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What of a tenant is to change; None stays."""

    name: str | None = None
    time_zone: str | None = None
    language: Language | None = None
    currency: str | None = None
    settings: TenantSettings | None = None
    branding: Branding | None = None
    limits: OwnLimits | None = None


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenant uses of what it may have."""

    tenant: Tenant
    used: Mapping[Limit, int]


class ManageTenants:
    """For administrators of the platform; a tenant's own see what it uses."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        directory: TenantDirectory,
        hasher: PasswordHasher,
        cache: SignedInCache,
        clock: Clock,
        ids: Ids,
        chance: Chance,
    ) -> None:
        self._open_work = open_work
        self._directory = directory
        self._hasher = hasher
        self._cache = cache
        self._clock = clock
        self._ids = ids
        self._chance = chance

    async def page(self, actor: Actor, wanted: TenantFilter, request: PageRequest) -> Page[Tenant]:
        """Raises Forbidden."""
        actor.require(Permission.PLATFORM)
        return await self._directory.page(wanted, request)

    async def get(self, actor: Actor, tenant_id: TenantId) -> Tenant:
        """Raises TenantNotFound, Forbidden."""
        actor.require(Permission.PLATFORM)
        async with self._open_work(tenant_id) as work:
            return await work.tenants.get()

    async def create(
        self,
        actor: Actor,
        *,
        company: str,
        email: str,
        name: str,
        password: str | None = None,
        slug: str | None = None,
        plan: Plan = Plan.STARTER,
        draft: TenantDraft | None = None,
    ) -> NewTenant:
        """Without a password its administrator is invited. Raises Forbidden, Invalid, EmailTaken, SlugTaken."""
        actor.require(Permission.PLATFORM)
        now = self._clock.now()
        if password is not None:
            check_password(password, self._hasher, email, name, company)
        tenant = Tenant(
            id=TenantId(self._ids.new()),
            name=company.strip(),
            slug=slug or slug_of(company),
            created_at=now,
            updated_at=now,
            plan=plan,
        )
        tenant = drafted(tenant, draft or TenantDraft())
        user = first_administrator(tenant, UserId(self._ids.new()), email=email, name=name)
        user, invitation = await self._proof(user, password)

        async def store(it: Tenant) -> Tenant:
            async with self._open_work(it.id) as work:
                await work.tenants.add(it)
                await work.users.add(user)
                work.events.add(*founded(it, user, actor, ids=self._ids, now=now))
            return it

        stored = await with_free_slug(tenant, store, asked=slug is not None, ids=self._ids)
        return NewTenant(tenant=stored, user=user.view(), invitation=invitation)

    async def _proof(self, user: User, password: str | None) -> tuple[User, Invitation | None]:
        if password is not None:
            return replace(user, password_hash=await self._hasher.hash(password)), None
        invitation = invite(user.tenant_id, self._chance, user.created_at)
        # Nobody knows this password.
        unknown = await self._hasher.hash(self._chance.token(UNKNOWN_BYTES))
        known = invitation_hash(invitation.token.reveal())
        return replace(
            user, password_hash=unknown, invitation_hash=known, invited_until=invitation.expires_at
        ), invitation

    async def change(self, actor: Actor, tenant_id: TenantId, draft: TenantDraft) -> Tenant:
        """Raises TenantNotFound, TenantDeleting, Forbidden, Invalid, PlanTooSmall when limits fall below what is in use."""
        return await self._changed(actor, tenant_id, lambda tenant: drafted(tenant, draft))

    async def upgrade(self, actor: Actor, tenant_id: TenantId, plan: Plan) -> Tenant:
        """To another plan; what was agreed beside it stays. Raises what `change` raises."""
        return await self._changed(actor, tenant_id, lambda tenant: replace(tenant, plan=plan))

    async def _changed(self, actor: Actor, tenant_id: TenantId, change: Callable[[Tenant], Tenant]) -> Tenant:
        actor.require(Permission.PLATFORM)
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            # Locked, so that nothing is added meanwhile that the new limits would not allow.
            tenant = await work.tenants.get(lock=True)
            if tenant.is_going:
                raise TenantDeleting
            changed = change(tenant)
            if changed == tenant:
                return tenant
            if changed.allowance != tenant.allowance:
                require_room(tenant.allowance, changed.allowance, await work.usage.counts())
            changed = replace(changed, updated_at=now)
            await work.tenants.save(changed)
            work.events.add(
                TenantChanged(
                    id=EventId(self._ids.new()),
                    tenant_id=tenant_id,
                    at=now,
                    actor_kind=actor.kind,
                    actor_id=actor.id,
                    fields=tuple(name for name in FIELDS if getattr(tenant, name) != getattr(changed, name)),
                    plan=changed.plan.value,
                )
            )
        self._cache.forget_tenant(tenant_id)
        return changed

    async def suspend(self, actor: Actor, tenant_id: TenantId, reason: str) -> Tenant:
        """Nothing leaves until it is reactivated. Raises TenantNotFound, TenantStatusRefused, OwnTenant, Forbidden, Invalid."""
        actor.require(Permission.PLATFORM)
        if tenant_id == actor.tenant_id:
            raise OwnTenant
        now = self._clock.now()
        return await self._moved(
            tenant_id, lambda tenant: tenant.suspend(actor, reason=reason, at=now, new_id=self._event_id)
        )

    async def reactivate(self, actor: Actor, tenant_id: TenantId) -> Tenant:
        """It works again, and what waited goes on. Raises TenantNotFound, TenantStatusRefused, Forbidden."""
        actor.require(Permission.PLATFORM)
        now = self._clock.now()
        return await self._moved(tenant_id, lambda tenant: tenant.reactivate(actor, at=now, new_id=self._event_id))

    async def _moved(self, tenant_id: TenantId, move: Callable[[Tenant], tuple[Tenant, TenantStatusChanged]]) -> Tenant:
        async with self._open_work(tenant_id) as work:
            moved, event = move(await work.tenants.get(lock=True))
            await work.tenants.save(moved)
            work.events.add(event)
        self._cache.forget_tenant(tenant_id)
        return moved

    async def usage(self, actor: Actor, tenant_id: TenantId) -> Usage:
        """Of any tenant by the platform's administrators, of their own by its. Raises TenantNotFound, Forbidden."""
        own = tenant_id == actor.tenant_id and not actor.may(Permission.PLATFORM)
        actor.require(Permission.MANAGE_TENANT if own else Permission.PLATFORM)
        async with self._open_work(tenant_id) as work:
            return Usage(tenant=await work.tenants.get(), used=await work.usage.counts())

    def _event_id(self) -> EventId:
        return EventId(self._ids.new())


def drafted(tenant: Tenant, draft: TenantDraft) -> Tenant:
    """With what the draft names. Raises Invalid."""
    given = {name: value for name in draft.__struct_fields__ if (value := getattr(draft, name)) is not None}
    if "name" in given:
        given["name"] = given["name"].strip()
    return replace(tenant, **given)


def require_room(before: PlanLimits, after: PlanLimits, used: Mapping[Limit, int]) -> None:
    """Raises PlanTooSmall naming each limit that shrinks below what is in use; one that was over before and does not is no
    reason.
    """
    problems = []
    for limit in Limit:
        allowed, was, has = after.of(limit), before.of(limit), used.get(limit, 0)
        shrinks = allowed is not None and (was is None or allowed < was)
        if shrinks and allowed is not None and has > allowed:
            params: dict[str, str | int] = {"used": has, "allowed": allowed}
            problems.append(Problem(field=limit.value, code="over_limit", params=params))
    if problems:
        first = problems[0]
        raise PlanTooSmall(*problems, limit=first.field, **first.params)
