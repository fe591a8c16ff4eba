"""Conversations that somebody wants to hear nothing of: no sound, no notification, and they are still read as any other."""

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden
from pytake_domain.kernel.ids import ConversationId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.errors import ConversationNotFound
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.sight import may_see


class MuteConversations:
    """Each person for themselves; machines hear nothing anyway."""

    def __init__(self, *, open_work: OpenWork[MessagingWork], clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def set(self, actor: Actor, conversation_id: ConversationId, *, muted: bool) -> None:
        """Said again it changes nothing. Raises ConversationNotFound, and Forbidden for a machine."""
        actor.require(Permission.READ_CONVERSATIONS)
        if actor.user_id is None:
            raise Forbidden(permission=Permission.READ_CONVERSATIONS.value)
        async with self._open_work(actor.tenant_id) as work:
            view = await work.views.conversation(conversation_id)
            if not await may_see(work, actor, view.conversation):
                raise ConversationNotFound
            if muted:
                await work.mutes.mute(actor.user_id, conversation_id, self._clock.now())
            else:
                await work.mutes.unmute(actor.user_id, conversation_id)
