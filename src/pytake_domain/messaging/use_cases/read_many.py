"""What belongs to several conversations or contacts, read in one go, as each would be read by itself."""

from collections.abc import Sequence

from pytake_domain.contacts import Contact
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ContactId, ConversationId
from pytake_domain.kernel.page import Page
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.message import Message
from pytake_domain.messaging.ports import MessagingWork, Note
from pytake_domain.messaging.sight import sight_of
from pytake_domain.messaging.view_ports import ConversationView

HOPS = 3
"""Merges that are followed to who somebody is by now."""


class ReadMany:
    """Reads; changes nothing. What the actor may not see is left out."""

    def __init__(self, *, open_work: OpenWork[MessagingWork]) -> None:
        self._open_work = open_work

    async def conversations(
        self, actor: Actor, ids: Sequence[ConversationId]
    ) -> dict[ConversationId, ConversationView]:
        """Those that exist."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            sight = await sight_of(work, actor)
            found = await work.views.conversations_all(ids)
            return {v.conversation.id: v for v in found if sight is None or sight.sees(v.conversation)}

    async def of_contacts(
        self, actor: Actor, ids: Sequence[ContactId], limit: int
    ) -> dict[ContactId, Page[ConversationView]]:
        """The first page of each one's conversations."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.views.of_contacts(ids, limit, visible_to=await sight_of(work, actor))

    async def messages(
        self, actor: Actor, ids: Sequence[ConversationId], limit: int
    ) -> dict[ConversationId, Page[Message]]:
        """The first page of each one's messages, newest first."""
        actor.require(Permission.READ_MESSAGES)
        async with self._open_work(actor.tenant_id) as work:
            return await work.views.latest(await _seen(work, actor, ids), limit)

    async def notes(self, actor: Actor, ids: Sequence[ConversationId]) -> dict[ConversationId, Sequence[Note]]:
        """The internal notes of each, oldest first."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.notes.of_all(await _seen(work, actor, ids))

    async def contacts(self, actor: Actor, ids: Sequence[ContactId]) -> dict[ContactId, Contact]:
        """Who each is by now; those who were deleted are left out."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            found = await work.contacts.get_all(ids)
            for _ in range(HOPS):
                moved = {key: c.merged_into for key, c in found.items() if c.merged_into is not None}
                if not moved:
                    break
                became = await work.contacts.get_all(sorted(set(moved.values())))
                found |= {key: became[now] for key, now in moved.items() if now in became}
            return {key: c for key, c in found.items() if c.deleted_at is None and c.merged_into is None}


async def _seen(work: MessagingWork, actor: Actor, ids: Sequence[ConversationId]) -> list[ConversationId]:
    sight = await sight_of(work, actor)
    if sight is None:
        return list(ids)
    known = await work.conversations.get_all(ids, lock=False)
    return [each for each in ids if each in known and sight.sees(known[each])]
