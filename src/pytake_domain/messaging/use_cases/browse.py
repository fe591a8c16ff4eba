"""Lists of conversations and messages, narrowed to what the actor may see."""

from collections.abc import Sequence

import msgspec

from pytake_domain.contacts import Contact
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ContactId, ConversationId, MessageId, UserId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.errors import ConversationNotFound, MessageNotFound
from pytake_domain.messaging.message import Message
from pytake_domain.messaging.ports import MessagingWork, Note
from pytake_domain.messaging.sight import may_see, sight_of
from pytake_domain.messaging.survey import Survey
from pytake_domain.messaging.view_ports import ConversationFilter, ConversationView


class BrowseMessaging:
    """Reads; changes nothing."""

    def __init__(self, *, open_work: OpenWork[MessagingWork], clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def conversations(
        self, actor: Actor, wanted: ConversationFilter, page: PageRequest
    ) -> Page[ConversationView]:
        """A page of conversations."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            wanted = msgspec.structs.replace(wanted, visible_to=await sight_of(work, actor), as_of=self._clock.now())
            found = await work.views.conversations(wanted, page)
            if actor.user_id is None:
                return found
            quiet = await work.mutes.of(actor.user_id, [view.conversation.id for view in found.items])
            return found.map(lambda view: _heard(view, quiet))

    async def conversation(
        self, actor: Actor, conversation_id: ConversationId, *, reader: UserId | None = None
    ) -> ConversationView:
        """One, as the actor or this reader hears of it. Raises ConversationNotFound."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            return await _read(work, actor, conversation_id, reader)

    async def surveyed(self, actor: Actor, conversation_id: ConversationId) -> tuple[ConversationView, Survey | None]:
        """One, and the newest of what its customer was asked about it. Raises ConversationNotFound."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            view = await _read(work, actor, conversation_id, None)
            return view, next(iter(await work.surveys.of(conversation_id)), None)

    async def messages(
        self,
        actor: Actor,
        page: PageRequest,
        *,
        conversation_id: ConversationId | None = None,
        contact_id: ContactId | None = None,
        types: Sequence[str] = (),
    ) -> Page[Message]:
        """The history of a conversation or contact, newest first. Raises ConversationNotFound.

        Who sees only their own conversations has to name one.
        """
        actor.require(Permission.READ_MESSAGES)
        async with self._open_work(actor.tenant_id) as work:
            if conversation_id is not None:
                await _view(work, actor, conversation_id)
            elif actor.user_id is not None and not actor.may(Permission.READ_ALL_CONVERSATIONS):
                raise ConversationNotFound
            return await work.views.messages(page, conversation_id=conversation_id, contact_id=contact_id, types=types)

    async def message(self, actor: Actor, message_id: MessageId) -> Message:
        """One. Raises MessageNotFound."""
        actor.require(Permission.READ_MESSAGES)
        async with self._open_work(actor.tenant_id) as work:
            message = await work.messages.get(message_id)
            try:
                await _view(work, actor, message.conversation_id)
            except ConversationNotFound as error:
                raise MessageNotFound from error
            return message

    async def contact(self, actor: Actor, conversation_id: ConversationId) -> Contact:
        """All that is known of whom it is with. Raises ConversationNotFound."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            view = await _view(work, actor, conversation_id)
            return await work.contacts.get(view.conversation.contact_id)

    async def notes(self, actor: Actor, conversation_id: ConversationId) -> tuple[Note, ...]:
        """The internal notes of one. Raises ConversationNotFound."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            await _view(work, actor, conversation_id)
            return tuple(await work.notes.of(conversation_id))


def _heard(view: ConversationView, quiet: frozenset[ConversationId]) -> ConversationView:
    return msgspec.structs.replace(view, muted=view.conversation.id in quiet)


async def _read(
    work: MessagingWork, actor: Actor, conversation_id: ConversationId, reader: UserId | None
) -> ConversationView:
    view = await _view(work, actor, conversation_id)
    who = reader or actor.user_id
    return view if who is None else _heard(view, await work.mutes.of(who, [conversation_id]))


async def _view(work: MessagingWork, actor: Actor, conversation_id: ConversationId) -> ConversationView:
    view = await work.views.conversation(conversation_id)
    if not await may_see(work, actor, view.conversation):
        raise ConversationNotFound
    return view
