"""Which conversations somebody may see."""

from typing import Protocol

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import QueueId, UserId
from pytake_domain.messaging.conversation import Conversation


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's view: their own, those of queues they serve, and what nobody has yet in no queue or in one of their
    departments (`nearby`: the queues of these).
    """

    user_id: UserId
    queues: frozenset[QueueId] = frozenset()
    nearby: frozenset[QueueId] = frozenset()

    def sees(self, conversation: Conversation) -> bool:
        """Is it in view?"""
        if conversation.assigned_to == self.user_id or conversation.queue_id in self.queues:
            return True
        unassigned = conversation.assigned_to is None
        return unassigned and (conversation.queue_id is None or conversation.queue_id in self.nearby)


class Sights(Protocol):
    """What each agent has in view, inside a work."""

    async def of(self, user_id: UserId) -> Sight:
        """Theirs, by the queues they serve now."""
        ...


class SightWork(Protocol):
    """The part of a work that tells what somebody may see."""

    @property
    def sights(self) -> Sights:
        """Who sees what."""
        ...


def sees_all(actor: Actor) -> bool:
    """Machines with a key see everything, and people who may read all conversations."""
    return actor.user_id is None or actor.may(Permission.READ_ALL_CONVERSATIONS)


async def sight_of(work: SightWork, actor: Actor) -> Sight | None:
    """What the actor's lists are narrowed to; None for everything."""
    if actor.user_id is None or sees_all(actor):
        return None
    return await work.sights.of(actor.user_id)


async def may_see(work: SightWork, actor: Actor, conversation: Conversation) -> bool:
    """May the actor see this one? What is their own is known without asking."""
    if actor.user_id is None or sees_all(actor) or conversation.assigned_to == actor.user_id:
        return True
    return (await work.sights.of(actor.user_id)).sees(conversation)
