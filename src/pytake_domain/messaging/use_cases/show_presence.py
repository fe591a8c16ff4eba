"""Colleagues see who is looking at a conversation or writing in it; the customer may see that somebody writes."""

import datetime as dt

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden, PytakeError, Unavailable
from pytake_domain.kernel.ids import ConversationId, EventId, Ids
from pytake_domain.kernel.limits import Rate, RateLimiter
from pytake_domain.kernel.live import Whispers
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging.events import ConversationWatched, Watching
from pytake_domain.messaging.message import Direction
from pytake_domain.messaging.use_cases.browse import BrowseMessaging
from pytake_domain.messaging.use_cases.send import SendMessages

HOLDS = dt.timedelta(seconds=15)
"""How long a word about presence holds when nothing follows."""
TYPING_SHOWN = Rate(per_second=0.05, burst=1)
"""The customer is shown at most every 20 seconds that an answer is being written."""
RECENT = 20


class ShowPresence:
    """Tells, and keeps nothing."""

    def __init__(
        self,
        *,
        browse: BrowseMessaging,
        sending: SendMessages,
        whispers: Whispers,
        limiter: RateLimiter,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._browse = browse
        self._sending = sending
        self._whispers = whispers
        self._limiter = limiter
        self._clock = clock
        self._ids = ids

    async def show(
        self, actor: Actor, conversation_id: ConversationId, state: Watching, *, to_customer: bool = False
    ) -> None:
        """Tell colleagues. Raises ConversationNotFound, and Forbidden for machines."""
        if actor.user_id is None:
            raise Forbidden(permission=Permission.READ_CONVERSATIONS.value)
        view = await self._browse.conversation(actor, conversation_id)
        now = self._clock.now()
        await self._whispers.whisper(
            ConversationWatched(
                id=EventId(self._ids.new()),
                tenant_id=actor.tenant_id,
                at=now,
                actor_kind=actor.kind,
                actor_id=actor.id,
                conversation_id=conversation_id,
                contact_id=view.conversation.contact_id,
                user_id=actor.user_id,
                user_name=actor.name,
                state=state,
                expires_at=now if state is Watching.LEFT else now + HOLDS,
            )
        )
        if to_customer and state is Watching.TYPING:
            await self._show_customer(actor, conversation_id)

    async def _show_customer(self, actor: Actor, conversation_id: ConversationId) -> None:
        """Where the provider can. It is a courtesy: what stands in its way is left alone."""
        try:
            verdict = await self._limiter.take(f"typing:{actor.tenant_id}:{conversation_id}", TYPING_SHOWN)
        except Unavailable:
            return
        if not verdict.allowed:
            return
        try:
            page = await self._browse.messages(
                actor, PageRequest(limit=RECENT, cursor=""), conversation_id=conversation_id
            )
            last = next((m for m in page.items if m.direction is Direction.INBOUND and m.provider_id), None)
            if last is not None:
                await self._sending.mark_read(actor, last.id, typing=True)
        except PytakeError:
            return
