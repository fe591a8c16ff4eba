"""A person hands a conversation to somebody, to a queue, to a department, or back to the automation."""

import datetime as dt

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, NotFound, Problem
from pytake_domain.kernel.ids import ConversationId, DepartmentId, EventId, Ids, QueueId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import Conversation, ConversationNotFound, give_back, may_see, queue
from pytake_domain.routing.errors import AgentFull, QueueNotFound
from pytake_domain.routing.ports import RoutingWork
from pytake_domain.routing.queue import Queue
from pytake_domain.routing.use_cases.recording import give, remember

MAX_REASON = 500


class TransferConversations:
    """By hand, with a reason; each is kept in the history of assignments."""

    def __init__(self, *, open_work: OpenWork[RoutingWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def assign(self, actor: Actor, conversation_id: ConversationId, *, to: UserId, reason: str = "") -> None:
        """Give it to a person of this company. Supervisors may give more than somebody's capacity.

        Raises ConversationNotFound, TransitionRefused, AgentFull, Invalid when they are unknown, inactive or can't answer.
        """
        actor.require(Permission.ASSIGN_CONVERSATIONS)
        note = _reason(reason)
        async with self._open_work(actor.tenant_id) as work:
            await _look(work, actor, conversation_id)
            await _give(work, actor, conversation_id, to, note, self._ids, self._clock)

    async def transfer(
        self,
        actor: Actor,
        conversation_id: ConversationId,
        *,
        user_id: UserId | None = None,
        queue_id: QueueId | None = None,
        department_id: DepartmentId | None = None,
        reason: str = "",
    ) -> None:
        """To exactly one of these. Raises what `assign` raises, and Invalid for no, several or unknown destinations."""
        actor.require(Permission.ASSIGN_CONVERSATIONS)
        note = _reason(reason)
        given = [target for target in (user_id, queue_id, department_id) if target is not None]
        if not given:
            raise Invalid(Problem(field="user_id", code="transfer_to_nobody"))
        if len(given) > 1:
            raise Invalid(Problem(field="user_id", code="several_destinations"))
        async with self._open_work(actor.tenant_id) as work:
            await _look(work, actor, conversation_id)
            if user_id is not None:
                await _give(work, actor, conversation_id, user_id, note, self._ids, self._clock)
            elif queue_id is not None:
                await self._put(work, actor, conversation_id, await queue_named(work, queue_id), note)
            elif department_id is not None:
                await self._put(work, actor, conversation_id, await queue_of_department(work, department_id), note)

    async def return_to_flow(self, actor: Actor, conversation_id: ConversationId, *, reason: str = "") -> None:
        """The automation has it again. Raises ConversationNotFound, TransitionRefused."""
        actor.require(Permission.WRITE_CONVERSATIONS)
        note = _reason(reason)
        async with self._open_work(actor.tenant_id) as work:
            conversation = await work.conversations.get(conversation_id)
            if not await may_see(work, actor, conversation):
                raise ConversationNotFound
            changed, event = give_back(
                conversation, actor, at=self._clock.now(), new_id=lambda: EventId(self._ids.new()), reason=note
            )
            await work.conversations.save(changed)
            work.events.add(event)

    async def _put(
        self, work: RoutingWork, actor: Actor, conversation_id: ConversationId, target: Queue, note: str
    ) -> None:
        conversation = await work.conversations.get(conversation_id)
        await put(work, actor, conversation, target, note, ids=self._ids, now=self._clock.now())


async def put(
    work: RoutingWork, actor: Actor, place: Conversation, target: Queue, note: str, *, ids: Ids, now: dt.datetime
) -> None:
    """It waits in this queue from now on, by hand; saved. Raises TransitionRefused."""
    changed, event = queue(
        place,
        actor,
        at=now,
        new_id=lambda: EventId(ids.new()),
        queue_id=target.id,
        queue_name=target.name,
        reason=note,
    )
    await work.conversations.save(changed)
    work.events.add(event)
    await remember(work, place, actor, to=None, queue_id=target.id, reason="by_hand", note=note, ids=ids, now=now)


async def _look(work: RoutingWork, actor: Actor, conversation_id: ConversationId) -> Conversation:
    """Without a lock, which comes after that of the agent."""
    found = (await work.conversations.get_all([conversation_id], lock=False)).get(conversation_id)
    if found is None or not await may_see(work, actor, found):
        raise ConversationNotFound
    return found


async def _give(
    work: RoutingWork, actor: Actor, conversation_id: ConversationId, to: UserId, note: str, ids: Ids, clock: Clock
) -> None:
    await require_answerer(work, to)
    agent = await work.agents.get(to, lock=True)
    conversation = await work.conversations.get(conversation_id)
    has_it = conversation.assigned_to == to and conversation.is_open
    if agent.is_full and not has_it and not actor.may(Permission.MANAGE_ROUTING):
        raise AgentFull(load=agent.load, capacity=agent.capacity)
    now = clock.now()
    await give(work, conversation, actor, to=to, reason="by_hand", note=note, ids=ids, now=now)
    if not has_it:
        await work.agents.save(agent.took_one(now))


async def require_answerer(work: RoutingWork, user_id: UserId) -> None:
    """Somebody of this company who may answer customers. Raises Invalid."""
    try:
        person = await work.users.get(user_id)
    except NotFound as error:
        raise Invalid(Problem(field="user_id", code="unknown")) from error
    if not person.active:
        raise Invalid(Problem(field="user_id", code="inactive"))
    if Permission.WRITE_MESSAGES not in person.permissions:
        raise Invalid(Problem(field="user_id", code="may_not_answer"))


async def queue_named(work: RoutingWork, queue_id: QueueId) -> Queue:
    """Raises Invalid for one that is not there."""
    try:
        return await work.queues.get(queue_id)
    except QueueNotFound as error:
        raise Invalid(Problem(field="queue_id", code="unknown")) from error


async def queue_of_department(work: RoutingWork, department_id: DepartmentId) -> Queue:
    """The one of its queues where somebody is available and the fewest wait."""
    if all(department.id != department_id for department in await work.departments.all()):
        raise Invalid(Problem(field="department_id", code="unknown"))
    queues = [each for each in await work.queues.all() if each.department_id == department_id]
    if not queues:
        raise Invalid(Problem(field="department_id", code="no_queue"))
    loads = await work.queues.loads()

    def rank(each: Queue) -> tuple[bool, int, int, str]:
        load = loads.get(each.id)
        available = load is not None and load.members_available > 0
        return not available, load.waiting if load else 0, -each.priority, each.name

    return min(queues, key=rank)


def _reason(text: str) -> str:
    if len(text) > MAX_REASON:
        raise Invalid(Problem(field="reason", code="too_long", params={"most": MAX_REASON}))
    return text.strip()
