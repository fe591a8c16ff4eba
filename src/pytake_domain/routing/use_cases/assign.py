"""Conversations that wait find their agents; agents take them by hand."""

from pytake_domain.kernel.actor import Actor, Permission, system
from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.ids import ConversationId, Ids, QueueId, TenantId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import Conversation, ConversationStatus
from pytake_domain.routing.agent import Presence
from pytake_domain.routing.assignment import distribute
from pytake_domain.routing.errors import AgentFull, NotInQueue, QueueEmpty
from pytake_domain.routing.ports import RoutingWork
from pytake_domain.routing.queue import Strategy
from pytake_domain.routing.use_cases.hours import calendar_of
from pytake_domain.routing.use_cases.recording import give

MOST_WAITING = 1_000
"""Waiting conversations that are looked at in one go."""
MOST_TURNS = 5
PULLED_FROM = 50


class AssignConversations:
    """Gives out what waits. Locks are taken in one order: the queue, then agents, then conversations."""

    def __init__(self, *, open_work: OpenWork[RoutingWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def fill(self, tenant_id: TenantId, queue_id: QueueId) -> int:
        """Give out what the queue's members can take now; how many went. Nothing happens while the queue is closed."""
        given = 0
        for _ in range(MOST_TURNS):
            now_given, again = await self._once(tenant_id, queue_id)
            given += now_given
            if not again:
                break
        return given

    async def drain(self, tenant_id: TenantId, user_id: UserId) -> int:
        """An agent may have room: their queues give out what waits, more important ones first; how many went."""
        async with self._open_work(tenant_id) as work:
            queues = [queue.id for queue in await work.queues.of_member(user_id)]
        return sum([await self.fill(tenant_id, queue_id) for queue_id in queues])

    async def to_agent(self, tenant_id: TenantId, conversation_id: ConversationId, user_id: UserId) -> bool:
        """To this very agent if they are free; False when they are not."""
        async with self._open_work(tenant_id) as work:
            now = self._clock.now()
            agent = await work.agents.get(user_id, lock=True)
            try:
                active = (await work.users.get(user_id)).active
                conversation = await work.conversations.get(conversation_id)
            except NotFound:
                return False
            if not (active and agent.is_free(now)) or conversation.status is not ConversationStatus.QUEUED:
                return False
            actor = system(tenant_id)
            await give(work, conversation, actor, to=user_id, reason="wanted", ids=self._ids, now=now)
            await work.agents.save(agent.took_one(now))
            return True

    async def pull(self, actor: Actor, queue_id: QueueId) -> ConversationId:
        """Take the next one by hand. Raises QueueNotFound, NotInQueue, AgentFull, QueueEmpty."""
        actor.require(Permission.WRITE_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            now = self._clock.now()
            queue = await work.queues.get(queue_id, lock=True)
            supervises = actor.may(Permission.MANAGE_ROUTING)
            if actor.user_id is None or not (actor.user_id in queue.members or supervises):
                raise NotInQueue
            agent = await work.agents.get(actor.user_id, lock=True)
            if agent.is_full and not supervises:
                raise AgentFull(load=agent.load, capacity=agent.capacity)
            for each in await work.waiting.of(queue_id, PULLED_FROM):
                conversation = (await work.conversations.get_all([each.conversation_id])).get(each.conversation_id)
                if conversation is not None and _waits(conversation, queue_id):
                    await give(work, conversation, actor, to=actor.user_id, reason="pulled", ids=self._ids, now=now)
                    await work.agents.save(agent.took_one(now))
                    return conversation.id
            raise QueueEmpty

    async def _once(self, tenant_id: TenantId, queue_id: QueueId) -> tuple[int, bool]:
        """How many went, and whether to look again because some were taken away meanwhile."""
        async with self._open_work(tenant_id) as work:
            now = self._clock.now()
            try:
                queue = await work.queues.get(queue_id, lock=True)
            except NotFound:
                return 0, False
            calendar = await calendar_of(work, queue)
            if queue.strategy is Strategy.MANUAL or (calendar is not None and not calendar.hours.is_open(now)):
                return 0, False
            agents = await work.agents.of_queue(queue_id, lock=True)
            if not any(agent.presence is Presence.AVAILABLE for agent in agents):
                return 0, False
            plan = distribute(queue, agents, await work.waiting.of(queue_id, MOST_WAITING), now)
            places = await work.conversations.get_all([each.conversation_id for each, _ in plan])
            states = {agent.user_id: agent for agent in agents}
            given = 0
            for each, choice in plan:
                place = places.get(each.conversation_id)
                if place is None or choice.agent is None or not _waits(place, queue_id):
                    continue
                actor = system(tenant_id)
                await give(work, place, actor, to=choice.agent, reason=choice.reason, ids=self._ids, now=now)
                states[choice.agent] = states[choice.agent].took_one(now)
                given += 1
            for agent in agents:
                if states[agent.user_id] is not agent:
                    await work.agents.save(states[agent.user_id])
            return given, given < len(plan)


def _waits(conversation: Conversation, queue_id: QueueId) -> bool:
    return conversation.status is ConversationStatus.QUEUED and conversation.queue_id == queue_id
