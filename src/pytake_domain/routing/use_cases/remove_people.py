"""Somebody leaves the company: signed out, out of every queue, and what was theirs to answer waits for others."""

import datetime as dt
from typing import Protocol

from msgspec.structs import replace

from pytake_domain.identity import (
    IdentityWork,
    LastAdministrator,
    SignedInCache,
    User,
    UserRemoved,
    require_within,
    sign_out,
)
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import EventId, Ids, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import Conversation, queue
from pytake_domain.routing.ports import RoutingWork
from pytake_domain.routing.use_cases.recording import remember


class PeopleWork(RoutingWork, IdentityWork, Protocol):
    """What a person's leaving touches, in one transaction."""


class RemovePeople:
    """Locks are taken in one order: the tenant, queues, the agent, conversations."""

    def __init__(self, *, open_work: OpenWork[PeopleWork], cache: SignedInCache, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._cache = cache
        self._clock = clock
        self._ids = ids

    async def remove(self, actor: Actor, user_id: UserId) -> None:
        """What they did stays. Raises UserNotFound, Forbidden, LastAdministrator."""
        actor.require(Permission.MANAGE_USERS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            # Locked, so that of two administrators who remove each other one stays.
            await work.tenants.get(lock=True)
            user = await work.users.get(user_id)
            require_within(actor, user.permissions)
            if user.is_administrator and await work.users.count_administrators() <= 1:
                raise LastAdministrator
            await self._leave_queues(work, user_id, now)
            await work.agents.get(user_id, lock=True)
            held = await work.conversations.get_all(await work.agents.held_by(user_id))
            for conversation in held.values():
                await self._let_wait(work, actor, conversation, now)
            await work.agents.remove(user_id)
            await sign_out(work, actor, user, "user_removed", ids=self._ids, now=now)
            await work.second_factors.remove(user_id)
            await work.passkeys.remove_of(user_id)
            await work.sign_on.unlink(user_id)
            await work.users.remove(user_id)
            work.events.add(self._removed(actor, user, now))
        self._cache.forget_user(user_id)

    async def _leave_queues(self, work: PeopleWork, user_id: UserId, now: dt.datetime) -> None:
        for served in sorted(await work.queues.of_member(user_id), key=lambda each: each.id):
            locked = await work.queues.get(served.id, lock=True)
            members = tuple(member for member in locked.members if member != user_id)
            await work.queues.save(replace(locked, members=members, updated_at=now))

    async def _let_wait(self, work: PeopleWork, actor: Actor, place: Conversation, now: dt.datetime) -> None:
        """In the queue it came from, or in the one for what names none."""
        queue_id, name = place.queue_id, place.queue_name
        if queue_id is None and (usual := await work.queues.default()) is not None:
            queue_id, name = usual.id, usual.name
        changed, event = queue(
            place,
            actor,
            at=now,
            new_id=lambda: EventId(self._ids.new()),
            queue_id=queue_id,
            queue_name=name,
            reason="person_removed",
        )
        await work.conversations.save(changed)
        work.events.add(event)
        await remember(work, place, actor, to=None, queue_id=queue_id, reason="person_removed", ids=self._ids, now=now)

    def _removed(self, actor: Actor, user: User, now: dt.datetime) -> UserRemoved:
        return UserRemoved(
            id=EventId(self._ids.new()),
            tenant_id=user.tenant_id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            user_id=user.id,
            role=user.role.value,
        )
