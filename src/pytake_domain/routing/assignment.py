"""Who gets a conversation: pure, so that it can be tried out in every order."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import AssignmentId, ConversationId, QueueId, TenantId, UserId
from pytake_domain.routing.agent import AgentState
from pytake_domain.routing.queue import Queue, Strategy

VIP_PRIORITY = 10
"""What a VIP's conversation is raised to; everybody else's has 0 unless somebody changed it."""
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """What a conversation asks of whoever takes it, beside what its queue asks."""

    skills: Mapping[str, int] = {}


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Whom it goes to and why, or why to nobody."""

    agent: UserId | None
    reason: str


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation that waits in a queue, as far as its turn is concerned."""

    conversation_id: ConversationId
    queued_at: dt.datetime
    priority: int = 0
    needs: Needs = Needs()


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """That a conversation went to somebody, from where, by whom and why: the history that is kept."""

    id: AssignmentId
    tenant_id: TenantId
    conversation_id: ConversationId
    queue_id: QueueId | None
    user_id: UserId | None
    reason: str
    note: str = ""
    actor_kind: ActorKind
    actor_id: UUID | None = None
    at: dt.datetime
    waited_seconds: int = 0


def in_turn(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Higher priority first, then who has waited longest."""
    return sorted(waiting, key=lambda w: (-w.priority, w.queued_at, w.conversation_id))


def choose(queue: Queue, agents: Sequence[AgentState], needs: Needs, now: dt.datetime) -> Choice:
    """One of the queue's members, never over their capacity; a reason in either case."""
    if queue.strategy is Strategy.MANUAL:
        return Choice(agent=None, reason="manual")
    free = [a for a in agents if a.is_free(now) and (queue.most_each is None or a.load_here < queue.most_each)]
    if not free:
        return Choice(agent=None, reason="nobody_free")
    needed = {**queue.skills}
    for name, level in needs.skills.items():
        needed[name] = max(level, needed.get(name, 0))
    able = [a for a in free if not a.lacks(needed)]
    if not able:
        return Choice(agent=None, reason="nobody_able")

    def levels(agent: AgentState) -> int:
        return sum(agent.skills.get(name, 0) for name in needed)

    def rested(agent: AgentState) -> dt.datetime:
        return agent.last_assigned_at or _NEVER

    if queue.strategy is Strategy.ROUND_ROBIN:
        best = min(able, key=lambda a: (rested(a), a.user_id))
    else:
        best = min(able, key=lambda a: (a.load, -levels(a), rested(a), a.user_id))
    return Choice(agent=best.user_id, reason=queue.strategy.value)


def distribute(
    queue: Queue, agents: Sequence[AgentState], waiting: Iterable[Waiting], now: dt.datetime
) -> list[tuple[Waiting, Choice]]:
    """Who gets what now, in turn: somebody who waits longer is passed over only when nobody who is free can serve them."""
    states = {agent.user_id: agent for agent in agents}
    given: list[tuple[Waiting, Choice]] = []
    for place, each in enumerate(in_turn(waiting)):
        choice = choose(queue, list(states.values()), each.needs, now)
        if choice.agent is None:
            if choice.reason == "nobody_able":
                continue
            break
        # Each a little later than the one before, so that round robin goes round within one moment.
        states[choice.agent] = states[choice.agent].took_one(now + dt.timedelta(microseconds=place))
        given.append((each, choice))
    return given
