"""The tenant, its people, their sessions and its API keys, inside a work."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    Row,
    Table,
    delete,
    exists,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from pytake_adapters.postgres.errors import broken_constraint
from pytake_adapters.postgres.identity_rows import (
    api_key_of,
    api_key_row,
    role_of,
    role_row,
    session_of,
    session_row,
    tenant_of,
    tenant_row,
    user_of,
    user_row,
)
from pytake_adapters.postgres.schema.identity import (
    api_keys,
    passkeys,
    roles,
    second_factors,
    tenants,
    user_sessions,
    users,
)
from pytake_domain.identity import (
    ApiKey,
    ApiKeyNotFound,
    CustomRole,
    DomainTaken,
    EmailTaken,
    Role,
    RoleNameTaken,
    RoleNotFound,
    Session,
    SessionNotFound,
    SlugTaken,
    Standing,
    Tenant,
    TenantNotFound,
    User,
    UserNotFound,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import PytakeError, StaleVersion
from pytake_domain.kernel.ids import ApiKeyId, RoleId, SessionId, TenantId, UserId
from pytake_domain.kernel.page import Page, PageRequest

TAKEN: dict[str, type[PytakeError]] = {
    "uq_tenants_slug": SlugTaken,
    "uq_tenants_domain": DomainTaken,
    "uq_users_email": EmailTaken,
    "uq_roles_name": RoleNameTaken,
}


class PostgresTenants:
    """The one tenant of a transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, tenant: Tenant) -> None:
        """See the port."""
        try:
            await self._sql.execute(insert(tenants).values(**tenant_row(tenant)))
        except IntegrityError as error:
            raise _taken(error) from error

    async def get(self, *, lock: bool = False) -> Tenant:
        """See the port."""
        query = select(tenants).where(tenants.c.tenant_id == self._tenant_id)
        row = (await self._sql.execute(query.with_for_update() if lock else query)).mappings().first()
        if row is None:
            raise TenantNotFound
        return tenant_of(row)

    async def save(self, tenant: Tenant) -> None:
        """See the port."""
        mine = (tenants.c.tenant_id == self._tenant_id, tenants.c.version == tenant.version)
        values = tenant_row(tenant) | {"version": tenant.version + 1}
        try:
            done = await self._sql.execute(update(tenants).where(*mine).values(**values))
        except IntegrityError as error:
            raise _taken(error) from error
        if done.rowcount != 1:
            raise StaleVersion


class PostgresUsers:
    """People of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, user: User) -> None:
        """See the port."""
        try:
            await self._sql.execute(insert(users).values(**user_row(user)))
        except IntegrityError as error:
            raise _taken(error) from error

    async def get(self, user_id: UserId) -> User:
        """See the port."""
        query = select(users).where(users.c.tenant_id == self._tenant_id, users.c.id == user_id)
        row = (await self._sql.execute(query)).mappings().first()
        if row is None:
            raise UserNotFound
        return user_of(row)

    async def get_all(self, ids: Sequence[UserId]) -> dict[UserId, User]:
        """See the port."""
        query = select(users).where(users.c.tenant_id == self._tenant_id, users.c.id.in_(ids))
        found = (user_of(row) for row in (await self._sql.execute(query)).mappings())
        return {user.id: user for user in found}

    async def save(self, user: User) -> None:
        """See the port."""
        mine = (users.c.tenant_id == self._tenant_id, users.c.id == user.id, users.c.version == user.version)
        values = user_row(user) | {"version": user.version + 1}
        try:
            done = await self._sql.execute(update(users).where(*mine).values(**values))
        except IntegrityError as error:
            raise _taken(error) from error
        if done.rowcount != 1:
            raise StaleVersion

    async def remove(self, user_id: UserId) -> None:
        """See the port."""
        mine = (users.c.tenant_id == self._tenant_id, users.c.id == user_id)
        if (await self._sql.execute(delete(users).where(*mine))).rowcount != 1:
            raise UserNotFound

    async def invited(self, invitation_hash: bytes) -> User:
        """See the port."""
        mine = (users.c.tenant_id == self._tenant_id, users.c.invitation_hash == invitation_hash)
        row = (await self._sql.execute(select(users).where(*mine).with_for_update())).mappings().first()
        if row is None:
            raise UserNotFound
        return user_of(row)

    async def page(self, request: PageRequest) -> Page[User]:
        """See the port."""
        order = {"name": users.c.name, "email": users.c.email}.get(request.sort or "", users.c.created_at)
        keys = (order.desc(), users.c.id.desc()) if request.descending else (order.asc(), users.c.id.asc())
        query = select(users).where(users.c.tenant_id == self._tenant_id).order_by(*keys)
        rows = await self._sql.execute(query.limit(request.limit).offset(request.offset))
        items = tuple(user_of(row) for row in rows.mappings())
        return Page(items=items, total=await self._count())

    async def count_active(self) -> int:
        """See the port."""
        return await self._count(users.c.active)

    async def of_role(self, role_id: RoleId) -> Sequence[User]:
        """See the port."""
        mine = (users.c.tenant_id == self._tenant_id, users.c.custom_role["id"].astext == str(role_id))
        return [user_of(row) for row in (await self._sql.execute(select(users).where(*mine))).mappings()]

    async def count_by_role(self) -> Mapping[str, int]:
        """See the port."""
        role = func.coalesce(users.c.custom_role["id"].astext, users.c.role)
        query = select(role, func.count()).where(users.c.tenant_id == self._tenant_id).group_by(literal_column("1"))
        return {str(row[0]): int(row[1]) for row in await self._sql.execute(query)}

    async def count_administrators(self) -> int:
        """See the port."""
        denied = users.c.denials.contains([Permission.MANAGE_USERS.value])
        return await self._count(users.c.active, users.c.role == Role.ADMIN.value, not_(denied))

    async def _count(self, *narrowed: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(users).where(users.c.tenant_id == self._tenant_id, *narrowed)
        return int((await self._sql.execute(query)).scalar_one())


class PostgresRoles:
    """Roles of one tenant's own in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, role: CustomRole) -> None:
        """See the port."""
        try:
            await self._sql.execute(insert(roles).values(**role_row(role)))
        except IntegrityError as error:
            raise _taken(error) from error

    async def get(self, role_id: RoleId) -> CustomRole:
        """See the port."""
        row = (await self._sql.execute(select(roles).where(*self._own(role_id)))).mappings().first()
        if row is None:
            raise RoleNotFound
        return role_of(row)

    async def all(self) -> Sequence[CustomRole]:
        """See the port."""
        query = select(roles).where(roles.c.tenant_id == self._tenant_id).order_by(func.lower(roles.c.name))
        return [role_of(row) for row in (await self._sql.execute(query)).mappings()]

    async def save(self, role: CustomRole) -> None:
        """See the port."""
        mine = (*self._own(role.id), roles.c.version == role.version)
        values = role_row(role) | {"version": role.version + 1}
        try:
            done = await self._sql.execute(update(roles).where(*mine).values(**values))
        except IntegrityError as error:
            raise _taken(error) from error
        if done.rowcount != 1:
            raise StaleVersion

    async def remove(self, role_id: RoleId) -> None:
        """See the port."""
        if (await self._sql.execute(delete(roles).where(*self._own(role_id)))).rowcount != 1:
            raise RoleNotFound

    def _own(self, role_id: RoleId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return roles.c.tenant_id == self._tenant_id, roles.c.id == role_id


class PostgresUserSessions:
    """Sessions of one tenant's people in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, session: Session) -> None:
        """See the port."""
        await self._sql.execute(insert(user_sessions).values(**session_row(session)))

    async def get(self, session_id: SessionId, *, lock: bool = False) -> Session:
        """See the port."""
        query = select(user_sessions).where(*self._own(session_id))
        row = (await self._sql.execute(query.with_for_update() if lock else query)).mappings().first()
        if row is None:
            raise SessionNotFound
        return session_of(row)

    async def standing(self, session_id: SessionId) -> Standing:
        """See the port; one round trip."""
        joined = user_sessions.join(
            users, (users.c.tenant_id == user_sessions.c.tenant_id) & (users.c.id == user_sessions.c.user_id)
        ).join(tenants, tenants.c.tenant_id == user_sessions.c.tenant_id)
        query = (
            select(user_sessions, users, tenants, _second_factor()).select_from(joined).where(*self._own(session_id))
        )
        row = (await self._sql.execute(query)).first()
        if row is None:
            raise SessionNotFound
        session, user, tenant = (_part(row, table) for table in (user_sessions, users, tenants))
        return Standing(
            session=session_of(session), user=user_of(user), tenant=tenant_of(tenant), second_factor=row.second_factor
        )

    async def save(self, session: Session) -> None:
        """See the port."""
        await self._sql.execute(update(user_sessions).where(*self._own(session.id)).values(**session_row(session)))

    async def alive_of(self, user_id: UserId, now: dt.datetime) -> Sequence[Session]:
        """See the port."""
        query = (
            select(user_sessions)
            .where(*self._of(user_id), user_sessions.c.expires_at > now)
            .order_by(user_sessions.c.used_at.desc(), user_sessions.c.id.desc())
        )
        return [session_of(row) for row in (await self._sql.execute(query)).mappings()]

    async def revoke_of(
        self, user_id: UserId, reason: str, now: dt.datetime, *, keep: SessionId | None = None
    ) -> Sequence[SessionId]:
        """See the port."""
        query = (
            update(user_sessions)
            .where(*self._of(user_id), user_sessions.c.id != keep if keep else true())
            .values(revoked_at=now, revoked_reason=reason)
            .returning(user_sessions.c.id)
        )
        return [SessionId(session_id) for session_id in (await self._sql.execute(query)).scalars()]

    def _own(self, session_id: SessionId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return user_sessions.c.tenant_id == self._tenant_id, user_sessions.c.id == session_id

    def _of(self, user_id: UserId) -> tuple[ColumnElement[bool], ...]:
        table = user_sessions.c
        return table.tenant_id == self._tenant_id, table.user_id == user_id, table.revoked_at.is_(None)


def _second_factor() -> ColumnElement[bool]:
    """Whether the user that is joined has one, confirmed."""
    code, key = second_factors.c, passkeys.c
    confirmed = exists().where(
        code.tenant_id == users.c.tenant_id, code.user_id == users.c.id, code.confirmed_at.is_not(None)
    )
    passkey = exists().where(key.tenant_id == users.c.tenant_id, key.user_id == users.c.id)
    return or_(confirmed, passkey).label("second_factor")


class PostgresApiKeys:
    """API keys of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, key: ApiKey) -> None:
        """See the port."""
        await self._sql.execute(insert(api_keys).values(**api_key_row(key)))

    async def get(self, key_id: ApiKeyId) -> ApiKey:
        """See the port."""
        query = select(api_keys).where(api_keys.c.tenant_id == self._tenant_id, api_keys.c.id == key_id)
        row = (await self._sql.execute(query)).mappings().first()
        if row is None:
            raise ApiKeyNotFound
        return api_key_of(row)

    async def save(self, key: ApiKey) -> None:
        """See the port."""
        mine = (api_keys.c.tenant_id == self._tenant_id, api_keys.c.id == key.id)
        await self._sql.execute(update(api_keys).where(*mine).values(**api_key_row(key)))

    async def all(self) -> Sequence[ApiKey]:
        """See the port."""
        query = select(api_keys).where(api_keys.c.tenant_id == self._tenant_id).order_by(api_keys.c.id.desc())
        return [api_key_of(row) for row in (await self._sql.execute(query)).mappings()]


def _part(row: Row[tuple[object, ...]], table: Table) -> dict[str, object]:
    mapping = row._mapping  # noqa: SLF001  SQLAlchemy's public name for it
    return {column.name: mapping[column] for column in table.c}


def _taken(error: IntegrityError) -> Exception:
    taken = TAKEN.get(broken_constraint(error) or "")
    return taken() if taken is not None else error
