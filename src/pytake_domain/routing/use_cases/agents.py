"""Agents say whether they are there; supervisors say how much each can take."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden
from pytake_domain.kernel.ids import EventId, Ids, QueueId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing.agent import AgentState, Presence
from pytake_domain.routing.events import AgentPresenceChanged
from pytake_domain.routing.ports import AgentView, RoutingWork


class ManageAgents:
    """Presence, capacity and skills."""

    def __init__(self, *, open_work: OpenWork[RoutingWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def list(self, actor: Actor) -> Sequence[AgentView]:
        """Everybody who may answer customers, with their load."""
        actor.require(Permission.READ_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            return await work.agents.all()

    async def be(self, actor: Actor, presence: Presence) -> AgentView:
        """The caller is there in this way from now on. Raises Forbidden for machines and for who answers nobody."""
        actor.require(Permission.WRITE_MESSAGES)
        if actor.user_id is None:
            raise Forbidden(permission=Permission.WRITE_MESSAGES.value)
        async with self._open_work(actor.tenant_id) as work:
            user = await work.users.get(actor.user_id)
            before = await work.agents.get(actor.user_id, lock=True)
            state = before.become(presence, self._clock.now())
            await work.agents.save(state)
            if presence is not before.presence:
                work.events.add(self._changed(actor, state))
            return AgentView(state=state, name=user.name, queues=await _queues(work, state.user_id))

    async def change(
        self, actor: Actor, user_id: UserId, *, capacity: int | None = None, skills: Mapping[str, int] | None = None
    ) -> AgentView:
        """How many conversations at once, and what they know. Raises UserNotFound, Invalid."""
        actor.require(Permission.MANAGE_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            user = await work.users.get(user_id)
            before = await work.agents.get(user_id, lock=True)
            state = replace(
                before,
                capacity=before.capacity if capacity is None else capacity,
                skills=before.skills if skills is None else dict(skills),
            )
            if state != before:
                await work.agents.save(state)
                # They may take more, or other ones, than before.
                work.events.add(self._changed(actor, state))
            return AgentView(state=state, name=user.name, queues=await _queues(work, user_id))

    async def seen(self, actor: Actor) -> None:
        """A sign of life of a live connection."""
        if actor.user_id is None:
            return
        async with self._open_work(actor.tenant_id) as work:
            await work.agents.seen(actor.user_id, self._clock.now())

    def _changed(self, actor: Actor, state: AgentState) -> AgentPresenceChanged:
        return AgentPresenceChanged(
            id=EventId(self._ids.new()),
            tenant_id=state.tenant_id,
            at=self._clock.now(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            user_id=state.user_id,
            presence=state.presence,
        )


async def _queues(work: RoutingWork, user_id: UserId) -> tuple[QueueId, ...]:
    return tuple(queue.id for queue in await work.queues.of_member(user_id))
