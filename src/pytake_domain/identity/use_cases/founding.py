"""How a tenant begins: its first administrator, a short name that is free, and what is said of it."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec.structs import replace

from pytake_domain.identity.errors import SlugTaken
from pytake_domain.identity.events import TenantRegistered, UserAdded
from pytake_domain.identity.tenant import SLUG_MOST, Tenant
from pytake_domain.identity.user import Role, User, normalise_email
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import EventId, Ids, UserId
from pytake_domain.kernel.secrets import Secret

_SUFFIX = 8
T = TypeVar("T")


def first_administrator(tenant: Tenant, user_id: UserId, *, email: str, name: str) -> User:
    """Of a new tenant, still without a password. Raises Invalid."""
    return User(
        id=user_id,
        tenant_id=tenant.id,
        email=normalise_email(email),
        name=name.strip(),
        password_hash=Secret(""),
        role=Role.ADMIN,
        created_at=tenant.created_at,
        updated_at=tenant.created_at,
    )


async def with_free_slug(tenant: Tenant, store: Callable[[Tenant], Awaitable[T]], *, asked: bool, ids: Ids) -> T:
    """What storing it gives; one whose short name was only made of its name gets another when it is taken."""
    try:
        return await store(tenant)
    except SlugTaken:
        if asked:
            raise
    # Eight hexadecimal digits of chance: a second clash is not to be expected, and would be reported.
    suffix = ids.new().hex[-_SUFFIX:]
    start = tenant.slug[: SLUG_MOST - _SUFFIX - 1].rstrip("-")
    return await store(replace(tenant, slug=f"{start}-{suffix}"))


def founded(
    tenant: Tenant, user: User, actor: Actor, *, ids: Ids, now: dt.datetime
) -> tuple[TenantRegistered, UserAdded]:
    """What is said of it."""
    registered = TenantRegistered(
        id=EventId(ids.new()),
        tenant_id=tenant.id,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        slug=tenant.slug,
        user_id=user.id,
    )
    added = UserAdded(
        id=EventId(ids.new()),
        tenant_id=tenant.id,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        user_id=user.id,
        role=user.role.value,
    )
    return registered, added
