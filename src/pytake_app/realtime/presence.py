"""Who looks at which conversation: of the people behind this process's sockets, and of all that were told of lately."""

import asyncio
import datetime as dt
from collections import OrderedDict
from uuid import UUID

from pytake_app.realtime.channels import Told
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import ConversationId, TenantId
from pytake_domain.messaging import ShowPresence, Watching

MOST = 20_000
"""Conversations that are remembered at once."""
AGAIN = 1.0
"""Seconds before the same word is told again."""
MOST_OWN = 50


class Presences:
    """The last word of each colleague about each conversation, as long as it holds; kept in memory alone."""

    def __init__(self) -> None:
        self._words: OrderedDict[tuple[TenantId, UUID], dict[UUID, tuple[dt.datetime, Told]]] = OrderedDict()

    def note(self, tenant_id: TenantId, told: Told) -> None:
        """Somebody was told of."""
        if told.conversation_id is None or told.but is None or told.until is None:
            return
        key = tenant_id, told.conversation_id
        words = self._words.setdefault(key, {})
        words[told.but] = told.until, told
        self._words.move_to_end(key)
        if len(self._words) > MOST:
            self._words.popitem(last=False)

    def present(self, tenant_id: TenantId, conversation_id: UUID, now: dt.datetime) -> list[Told]:
        """Who is there now."""
        words = self._words.get((tenant_id, conversation_id), {})
        for gone in [user_id for user_id, (until, _) in words.items() if until <= now]:
            del words[gone]
        if not words:
            self._words.pop((tenant_id, conversation_id), None)
        return [told for _, told in words.values()]


class OwnPresence:
    """What the person behind one socket says of themselves; whoever goes has left everything."""

    def __init__(self, actor: Actor, show: ShowPresence) -> None:
        self._actor = actor
        self._show = show
        self._said: OrderedDict[UUID, tuple[Watching, float]] = OrderedDict()

    async def say(self, conversation_id: UUID, state: Watching, *, to_customer: bool) -> None:
        """Tell colleagues, unless they were just told. Raises ConversationNotFound, Forbidden."""
        now = asyncio.get_running_loop().time()
        before = self._said.get(conversation_id)
        if before is not None and before[0] is state and now - before[1] < AGAIN:
            return
        await self._show.show(self._actor, ConversationId(conversation_id), state, to_customer=to_customer)
        if state is Watching.LEFT:
            self._said.pop(conversation_id, None)
            return
        self._said[conversation_id] = state, now
        self._said.move_to_end(conversation_id)
        if len(self._said) > MOST_OWN:
            self._said.popitem(last=False)

    async def leave(self) -> None:
        """They are gone. What can't be told any more ends by itself."""
        for conversation_id in list(self._said):
            try:
                await self.say(conversation_id, Watching.LEFT, to_customer=False)
            except PytakeError:
                continue
