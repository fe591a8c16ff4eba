"""Identity in memory: tenants, people, sessions, keys and look-ups over one state; works roll back as a whole."""

import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec

from pytake_domain.identity import (
    Activity,
    ApiKey,
    ApiKeyNotFound,
    CustomRole,
    DomainTaken,
    EmailTaken,
    KeyStanding,
    Limit,
    Passkey,
    RoleNameTaken,
    RoleNotFound,
    SecondFactor,
    Session,
    SessionNotFound,
    SignOn,
    SlugTaken,
    Standing,
    Tenant,
    TenantNotFound,
    User,
    UserNotFound,
)
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import ApiKeyId, EventId, PasskeyId, RoleId, SessionId, TenantId, UserId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.work import Job, LeaseLost
from pytake_domain.testing.memory.passkeys import MemoryPasskeys
from pytake_domain.testing.memory.sign_on import MemorySignOn

T = TypeVar("T", Tenant, User, CustomRole)


class IdentityState:
    """Everything that is stored, of all tenants."""

    def __init__(self) -> None:
        self.tenants: dict[TenantId, Tenant] = {}
        self.users: dict[UserId, User] = {}
        self.sessions: dict[SessionId, Session] = {}
        self.api_keys: dict[ApiKeyId, ApiKey] = {}
        self.roles: dict[RoleId, CustomRole] = {}
        self.second_factors: dict[UserId, SecondFactor] = {}
        self.passkeys: dict[PasskeyId, Passkey] = {}
        self.sign_ons: dict[TenantId, SignOn] = {}
        self.sign_on_links: dict[tuple[TenantId, str, str], UserId] = {}
        self.events: list[Event] = []
        self.jobs: list[Job] = []
        self.delivered: set[EventId] = set()

    def snapshot(self) -> dict[str, object]:
        """To go back to; the aggregates themselves never change."""
        return {name: value.copy() for name, value in vars(self).items()}

    def restore(self, snapshot: Mapping[str, object]) -> None:
        """As it was."""
        vars(self).update(snapshot)


class MemoryTenants:
    """See TenantRepository."""

    def __init__(self, tenant_id: TenantId, state: IdentityState) -> None:
        self._tenant_id = tenant_id
        self._state = state

    async def add(self, tenant: Tenant) -> None:
        """See the port."""
        self._free(tenant)
        self._state.tenants[tenant.id] = tenant

    async def get(self, *, lock: bool = False) -> Tenant:  # noqa: ARG002  works in memory run one at a time
        """See the port."""
        tenant = self._state.tenants.get(self._tenant_id)
        if tenant is None:
            raise TenantNotFound
        return tenant

    async def save(self, tenant: Tenant) -> None:
        """See the port."""
        self._free(tenant)
        self._state.tenants[tenant.id] = _next(tenant, self._state.tenants.get(self._tenant_id))

    def _free(self, tenant: Tenant) -> None:
        if any(other.slug == tenant.slug and other.id != tenant.id for other in self._state.tenants.values()):
            raise SlugTaken
        domain = tenant.branding.domain
        others = [other for other in self._state.tenants.values() if other.id != tenant.id]
        if domain is not None and any(other.branding.domain == domain for other in others):
            raise DomainTaken


class MemoryUsers:
    """See UserRepository."""

    def __init__(self, tenant_id: TenantId, state: IdentityState) -> None:
        self._tenant_id = tenant_id
        self._state = state

    async def add(self, user: User) -> None:
        """See the port."""
        self._free(user)
        self._state.users[user.id] = user

    async def get(self, user_id: UserId) -> User:
        """See the port."""
        user = self._state.users.get(user_id)
        if user is None or user.tenant_id != self._tenant_id:
            raise UserNotFound
        return user

    async def get_all(self, ids: Sequence[UserId]) -> dict[UserId, User]:
        """See the port."""
        return {user.id: user for user in self._own() if user.id in ids}

    async def save(self, user: User) -> None:
        """See the port."""
        self._free(user)
        known = self._state.users.get(user.id)
        self._state.users[user.id] = _next(user, known if known and known.tenant_id == self._tenant_id else None)

    async def remove(self, user_id: UserId) -> None:
        """See the port."""
        await self.get(user_id)
        del self._state.users[user_id]

    async def invited(self, invitation_hash: bytes) -> User:
        """See the port."""
        for user in self._own():
            if user.invitation_hash == invitation_hash:
                return user
        raise UserNotFound

    async def page(self, request: PageRequest) -> Page[User]:
        """See the port."""
        field = request.sort if request.sort in ("name", "email") else "created_at"
        rows = sorted(self._own(), key=lambda u: (getattr(u, field), u.id), reverse=request.descending)
        return Page(items=tuple(rows[request.offset : request.offset + request.limit]), total=len(rows))

    async def count_active(self) -> int:
        """See the port."""
        return sum(user.active for user in self._own())

    async def of_role(self, role_id: RoleId) -> Sequence[User]:
        """See the port."""
        return [user for user in self._own() if user.custom_role is not None and user.custom_role.id == role_id]

    async def count_by_role(self) -> Mapping[str, int]:
        """See the port."""
        return Counter(str(user.custom_role.id) if user.custom_role else user.role.value for user in self._own())

    async def count_administrators(self) -> int:
        """See the port."""
        return sum(user.is_administrator for user in self._own())

    def _own(self) -> list[User]:
        return [user for user in self._state.users.values() if user.tenant_id == self._tenant_id]

    def _free(self, user: User) -> None:
        if any(other.email == user.email and other.id != user.id for other in self._state.users.values()):
            raise EmailTaken


class MemoryRoles:
    """See RoleRepository."""

    def __init__(self, tenant_id: TenantId, state: IdentityState) -> None:
        self._tenant_id = tenant_id
        self._state = state

    async def add(self, role: CustomRole) -> None:
        """See the port."""
        await self._free(role)
        self._state.roles[role.id] = role

    async def get(self, role_id: RoleId) -> CustomRole:
        """See the port."""
        role = self._state.roles.get(role_id)
        if role is None or role.tenant_id != self._tenant_id:
            raise RoleNotFound
        return role

    async def all(self) -> Sequence[CustomRole]:
        """See the port."""
        own = [role for role in self._state.roles.values() if role.tenant_id == self._tenant_id]
        return sorted(own, key=lambda role: role.name.lower())

    async def save(self, role: CustomRole) -> None:
        """See the port."""
        await self._free(role)
        known = self._state.roles.get(role.id)
        self._state.roles[role.id] = _next(role, known if known and known.tenant_id == self._tenant_id else None)

    async def remove(self, role_id: RoleId) -> None:
        """See the port."""
        await self.get(role_id)
        del self._state.roles[role_id]

    async def _free(self, role: CustomRole) -> None:
        if any(other.name.lower() == role.name.lower() and other.id != role.id for other in await self.all()):
            raise RoleNameTaken


class MemoryUserSessions:
    """See SessionRepository."""

    def __init__(self, tenant_id: TenantId, state: IdentityState) -> None:
        self._tenant_id = tenant_id
        self._state = state

    async def add(self, session: Session) -> None:
        """See the port."""
        self._state.sessions[session.id] = session

    async def get(self, session_id: SessionId, *, lock: bool = False) -> Session:  # noqa: ARG002  one work at a time
        """See the port."""
        session = self._state.sessions.get(session_id)
        if session is None or session.tenant_id != self._tenant_id:
            raise SessionNotFound
        return session

    async def standing(self, session_id: SessionId) -> Standing:
        """See the port."""
        session = await self.get(session_id)
        user = self._state.users.get(session.user_id)
        tenant = self._state.tenants.get(self._tenant_id)
        if user is None or tenant is None:
            raise SessionNotFound
        factor = await MemorySecondFactors(self._tenant_id, self._state).find(user.id)
        passkeys = await MemoryPasskeys(self._tenant_id, self._state.passkeys).of(user.id)
        second = bool(passkeys) or (factor is not None and factor.confirmed_at is not None)
        return Standing(session=session, user=user, tenant=tenant, second_factor=second)

    async def save(self, session: Session) -> None:
        """See the port."""
        if session.id in self._state.sessions and session.tenant_id == self._tenant_id:
            self._state.sessions[session.id] = session

    async def alive_of(self, user_id: UserId, now: dt.datetime) -> Sequence[Session]:
        """See the port."""
        alive = [s for s in self._of(user_id) if s.is_alive(now)]
        return sorted(alive, key=lambda s: (s.used_at, s.id), reverse=True)

    async def revoke_of(
        self, user_id: UserId, reason: str, now: dt.datetime, *, keep: SessionId | None = None
    ) -> Sequence[SessionId]:
        """See the port."""
        revoked = [s.revoke(reason, now) for s in self._of(user_id) if s.revoked_at is None and s.id != keep]
        self._state.sessions.update({s.id: s for s in revoked})
        return [s.id for s in revoked]

    def _of(self, user_id: UserId) -> list[Session]:
        sessions = self._state.sessions.values()
        return [s for s in sessions if s.user_id == user_id and s.tenant_id == self._tenant_id]


class MemoryApiKeys:
    """See ApiKeyRepository."""

    def __init__(self, tenant_id: TenantId, state: IdentityState) -> None:
        self._tenant_id = tenant_id
        self._state = state

    async def add(self, key: ApiKey) -> None:
        """See the port."""
        self._state.api_keys[key.id] = key

    async def get(self, key_id: ApiKeyId) -> ApiKey:
        """See the port."""
        key = self._state.api_keys.get(key_id)
        if key is None or key.tenant_id != self._tenant_id:
            raise ApiKeyNotFound
        return key

    async def save(self, key: ApiKey) -> None:
        """See the port."""
        if key.id in self._state.api_keys and key.tenant_id == self._tenant_id:
            self._state.api_keys[key.id] = key

    async def all(self) -> Sequence[ApiKey]:
        """See the port."""
        own = [key for key in self._state.api_keys.values() if key.tenant_id == self._tenant_id]
        return sorted(own, key=lambda key: key.id, reverse=True)


class _Events:
    def __init__(self, state: IdentityState) -> None:
        self._state = state

    def add(self, *events: Event) -> None:
        self._state.events.extend(events)


class MemorySecondFactors:
    """See SecondFactorRepository."""

    def __init__(self, tenant_id: TenantId, state: IdentityState) -> None:
        self._tenant_id = tenant_id
        self._state = state

    async def find(self, user_id: UserId, *, lock: bool = False) -> SecondFactor | None:  # noqa: ARG002  one work at a time
        """See the port."""
        factor = self._state.second_factors.get(user_id)
        return factor if factor is not None and factor.tenant_id == self._tenant_id else None

    async def put(self, factor: SecondFactor) -> None:
        """See the port."""
        self._state.second_factors[factor.user_id] = factor

    async def remove(self, user_id: UserId) -> None:
        """See the port."""
        if await self.find(user_id) is not None:
            del self._state.second_factors[user_id]


class MemoryActivity:
    """See ActivityLog; `events` are all of the installation or of the tenant, in order."""

    def __init__(self, tenant_id: TenantId, events: Sequence[Event]) -> None:
        self._tenant_id = tenant_id
        self._events = events

    async def of(self, user_id: UserId, *, before: EventId | None, limit: int) -> Sequence[Activity]:
        """See the port."""
        found = [
            Activity(id=e.id, action=e.name, at=e.at, subject=e.subject, reason=e.reason)
            for e in self._events
            if e.kept and e.tenant_id == self._tenant_id and e.actor_kind is ActorKind.USER and e.actor_id == user_id
        ]
        newest = sorted(found, key=lambda a: a.id, reverse=True)
        return [a for a in newest if before is None or a.id < before][:limit]


class _Jobs:
    def __init__(self, state: IdentityState) -> None:
        self._state = state

    async def add(self, *jobs: Job) -> None:
        known = {(job.tenant_id, job.key) for job in self._state.jobs}
        self._state.jobs.extend(job for job in jobs if job.key is None or (job.tenant_id, job.key) not in known)

    async def cancel(self, key: str) -> bool:
        before = len(self._state.jobs)
        self._state.jobs = [job for job in self._state.jobs if job.key != key]
        return len(self._state.jobs) < before


class _Deliveries:
    def __init__(self, state: IdentityState) -> None:
        self._state = state

    async def done(self, ids: Sequence[EventId]) -> None:
        if self._state.delivered.intersection(ids):
            raise LeaseLost
        self._state.delivered.update(ids)


class MemoryUsage:
    """See UsageCounts; `others` counts what lies elsewhere."""

    def __init__(self, users: MemoryUsers, others: Callable[[], Awaitable[Mapping[Limit, int]]] | None = None) -> None:
        self._users = users
        self._others = others

    async def counts(self) -> Mapping[Limit, int]:
        """See the port."""
        others = await self._others() if self._others is not None else {}
        return {**dict.fromkeys(Limit, 0), **others, Limit.USERS: await self._users.count_active()}


class MemoryIdentityWork:
    """See IdentityWork."""

    def __init__(self, tenant_id: TenantId, state: IdentityState) -> None:
        self.tenants = MemoryTenants(tenant_id, state)
        self.users = MemoryUsers(tenant_id, state)
        self.roles = MemoryRoles(tenant_id, state)
        self.user_sessions = MemoryUserSessions(tenant_id, state)
        self.api_keys = MemoryApiKeys(tenant_id, state)
        self.second_factors = MemorySecondFactors(tenant_id, state)
        self.passkeys = MemoryPasskeys(tenant_id, state.passkeys)
        self.sign_on = MemorySignOn(tenant_id, state.sign_ons, state.sign_on_links)
        self.activity = MemoryActivity(tenant_id, state.events)
        self.usage = MemoryUsage(self.users)
        self.events = _Events(state)
        self.jobs = _Jobs(state)
        self.deliveries = _Deliveries(state)


class MemoryOpenIdentity:
    """Opens works on a state; an exception takes everything back. Works are short and do not overlap."""

    def __init__(self, state: IdentityState) -> None:
        self._state = state

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[MemoryIdentityWork]:
        """See OpenWork."""
        before = self._state.snapshot()
        try:
            yield MemoryIdentityWork(tenant_id, self._state)
        except BaseException:
            self._state.restore(before)
            raise


class MemoryIdentityLookup:
    """See IdentityLookup."""

    def __init__(self, state: IdentityState) -> None:
        self._state = state

    async def user_by_email(self, email: str) -> User | None:
        """See the port."""
        return next((user for user in self._state.users.values() if user.email == email), None)

    async def session_by_family(self, family_hash: bytes) -> Session | None:
        """See the port."""
        return next((s for s in self._state.sessions.values() if s.family_hash == family_hash), None)

    async def api_key(self, key_hash: bytes) -> KeyStanding | None:
        """See the port."""
        key = next((key for key in self._state.api_keys.values() if key.key_hash == key_hash), None)
        tenant = self._state.tenants.get(key.tenant_id) if key else None
        return KeyStanding(key=key, tenant=tenant) if key and tenant else None

    async def passkey(self, credential_id: bytes) -> Passkey | None:
        """See the port."""
        return next((each for each in self._state.passkeys.values() if each.credential_id == credential_id), None)


def _next(changed: T, known: T | None) -> T:
    if known is None or known.version != changed.version:
        raise StaleVersion
    return msgspec.structs.replace(changed, version=changed.version + 1)
