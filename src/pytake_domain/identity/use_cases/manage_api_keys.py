"""A tenant's API keys: the secret is shown once."""

import datetime as dt
from collections.abc import Collection

import msgspec

from pytake_domain.identity.api_key import ApiKey, hash_of, new_secret
from pytake_domain.identity.events import ApiKeyCreated, ApiKeyRevoked
from pytake_domain.identity.ports import IdentityWork
from pytake_domain.identity.signed_in import SignedInCache
from pytake_domain.identity.use_cases.manage_users import require_within
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ApiKeyId, EventId, Ids
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

LONGEST_LIFE = dt.timedelta(days=100 * 365)
"""Of a key with an end; one that shall have none names none."""


class NewApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key with its text, which can't be read again."""

    key: ApiKey
    secret: Secret


class ManageApiKeys:
    """Makes, lists and revokes; a key can do no more than who made it."""

    def __init__(
        self, *, open_work: OpenWork[IdentityWork], cache: SignedInCache, clock: Clock, ids: Ids, chance: Chance
    ) -> None:
        self._open_work = open_work
        self._cache = cache
        self._clock = clock
        self._ids = ids
        self._chance = chance

    async def create(
        self, actor: Actor, *, name: str, permissions: Collection[Permission], expires_at: dt.datetime | None = None
    ) -> NewApiKey:
        """Raises Forbidden for what the actor may not do themselves, Invalid."""
        actor.require(Permission.MANAGE_API_KEYS)
        now = self._clock.now()
        if expires_at is not None and expires_at <= now:
            raise Invalid(Problem(field="expires_at", code="in_the_past"))
        if expires_at is not None and expires_at > now + LONGEST_LIFE:
            raise Invalid(Problem(field="expires_at", code="too_far", params={"most": LONGEST_LIFE.days // 365}))
        if not permissions:
            raise Invalid(Problem(field="permissions", code="required"))
        secret = new_secret(self._chance)
        key = ApiKey(
            id=ApiKeyId(self._ids.new()),
            tenant_id=actor.tenant_id,
            name=name.strip(),
            key_hash=hash_of(secret.reveal()) or b"",
            last_four=secret.tail,
            permissions=frozenset(permissions),
            created_at=now,
            created_by=actor.user_id,
            expires_at=expires_at,
        )
        require_within(actor, key.permissions)
        async with self._open_work(actor.tenant_id) as work:
            await work.api_keys.add(key)
            work.events.add(
                ApiKeyCreated(
                    id=EventId(self._ids.new()),
                    tenant_id=key.tenant_id,
                    at=now,
                    actor_kind=actor.kind,
                    actor_id=actor.id,
                    api_key_id=key.id,
                    name=key.name,
                    permissions=tuple(sorted(p.value for p in key.permissions)),
                )
            )
        return NewApiKey(key=key, secret=secret)

    async def all(self, actor: Actor) -> tuple[ApiKey, ...]:
        """Newest first, revoked ones too."""
        actor.require(Permission.MANAGE_API_KEYS)
        async with self._open_work(actor.tenant_id) as work:
            return tuple(await work.api_keys.all())

    async def revoke(self, actor: Actor, key_id: ApiKeyId) -> None:
        """Refuse it from now on; once more changes nothing. Raises ApiKeyNotFound."""
        actor.require(Permission.MANAGE_API_KEYS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            key = await work.api_keys.get(key_id)
            if key.revoked_at is None:
                await work.api_keys.save(key.revoke(now))
                work.events.add(
                    ApiKeyRevoked(
                        id=EventId(self._ids.new()),
                        tenant_id=key.tenant_id,
                        at=now,
                        actor_kind=actor.kind,
                        actor_id=actor.id,
                        api_key_id=key.id,
                    )
                )
        self._cache.forget_api_key(key_id)
