"""Looking for words in messages."""

import datetime as dt
from typing import Protocol

import msgspec

from pytake_domain.kernel.ids import ContactId, ConversationId, NumberId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging.message import Direction, Message
from pytake_domain.messaging.sight import Sight
from pytake_domain.whatsapp import MessageType

LONGEST = 200
"""Characters of a question."""


class SearchFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for: words of `text` in any order and inflection, "in quotes" together, -without; from `since`
    (included) to `until` (excluded).
    """

    text: str
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    conversation_id: ConversationId | None = None
    contact_id: ContactId | None = None
    number_id: NumberId | None = None
    direction: Direction | None = None
    type: MessageType | None = None
    visible_to: Sight | None = None


class MessageSearch(Protocol):
    """The search of one tenant, inside a work."""

    async def messages(self, wanted: SearchFilter, page: PageRequest) -> Page[Message]:
        """Newest first, by cursor; nothing is counted."""
        ...
