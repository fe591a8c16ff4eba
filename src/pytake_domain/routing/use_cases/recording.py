"""A conversation goes to somebody: the change, its history and its events, the same way whoever decides."""

import datetime as dt

from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import AssignmentId, EventId, Ids, QueueId, UserId
from pytake_domain.messaging import Conversation, assign
from pytake_domain.routing.assignment import Assignment
from pytake_domain.routing.events import ConversationRouted
from pytake_domain.routing.ports import RoutingWork


async def give(
    work: RoutingWork,
    conversation: Conversation,
    actor: Actor,
    *,
    to: UserId,
    reason: str,
    note: str = "",
    ids: Ids,
    now: dt.datetime,
) -> Conversation:
    """It is theirs from now on; saved. Raises TransitionRefused when it is over."""
    changed, event = assign(
        conversation, actor, to=to, at=now, new_id=lambda: EventId(ids.new()), reason=note or reason
    )
    await work.conversations.save(changed)
    work.events.add(event)
    await remember(
        work, conversation, actor, to=to, queue_id=changed.queue_id, reason=reason, note=note, ids=ids, now=now
    )
    return changed


async def remember(
    work: RoutingWork,
    before: Conversation,
    actor: Actor,
    *,
    to: UserId | None,
    queue_id: QueueId | None,
    reason: str,
    note: str = "",
    ids: Ids,
    now: dt.datetime,
) -> None:
    """Keep where it went and why; `before` is the conversation as it was, which says how long it waited."""
    waited = int((now - before.queued_at).total_seconds()) if before.queued_at else 0
    await work.assignments.add(
        [
            Assignment(
                id=AssignmentId(ids.new()),
                tenant_id=before.tenant_id,
                conversation_id=before.id,
                queue_id=queue_id,
                user_id=to,
                reason=reason,
                note=note,
                actor_kind=actor.kind,
                actor_id=actor.id,
                at=now,
                waited_seconds=waited,
            )
        ]
    )
    work.events.add(
        ConversationRouted(
            id=EventId(ids.new()),
            tenant_id=before.tenant_id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            reason=reason,
            conversation_id=before.id,
            contact_id=before.contact_id,
            queue_id=queue_id,
            user_id=to,
            waited_seconds=waited,
        )
    )
