"""What a model is shown of a conversation: only what the asker may read, guarded."""

from collections.abc import Iterable, Mapping

import msgspec

from pytake_domain.ai.assisting import LONGEST_TALK
from pytake_domain.ai.guard import Guard
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import ContactId, ConversationId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import BrowseMessaging, ConversationView, Direction, Message

LONGEST_MESSAGE = 1_000


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation's newest messages, oldest first, and whom it is with."""

    view: ConversationView
    messages: tuple[Message, ...]

    @property
    def contact_id(self) -> ContactId:
        """Whom it is with."""
        return self.view.conversation.contact_id

    @property
    def names(self) -> tuple[str, ...]:
        """What is hidden as names."""
        return (self.view.contact_name,) if self.view.contact_name else ()

    @property
    def talk(self) -> str:
        """A line a message."""
        return "\n".join(lines_of(self.messages))

    @property
    def last_said(self) -> str:
        """The customer's last words."""
        said = (m.text for m in reversed(self.messages) if m.direction is Direction.INBOUND and m.text.strip())
        return next(said, "")

    def about(self) -> Mapping[str, object]:
        """What is known beside the words."""
        place = self.view.conversation
        return {"status": place.status.value, "tags": list(place.tags), "name": self.view.contact_name or ""}


def lines_of(messages: Iterable[Message]) -> Iterable[str]:
    """Who said what."""
    for message in messages:
        who = "Cliente" if message.direction is Direction.INBOUND else "Empresa"
        if message.text.strip():
            yield f"{who}: {message.text[:LONGEST_MESSAGE]}"


async def shown(browse: BrowseMessaging, actor: Actor, conversation_id: ConversationId) -> Shown:
    """Raises ConversationNotFound, Forbidden."""
    view = await browse.conversation(actor, conversation_id)
    page = await browse.messages(actor, PageRequest(limit=LONGEST_TALK), conversation_id=conversation_id)
    return Shown(view=view, messages=tuple(reversed(page.items)))


def conversation_block(guard: Guard, here: Shown, *, most: int) -> str:
    """Its end, as much of it as there is room for."""
    return guard.block("conversation", here.talk[-most:])
