"""How conversations and messages are looked at."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from pytake_domain.kernel.ids import ContactId, ConversationId, NumberId, QueueId, UserId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging.conversation import Conversation, ConversationStatus
from pytake_domain.messaging.message import Message
from pytake_domain.messaging.sight import Sight

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
COUNTED = 10_000
"""Rows of a list that are counted at most: beyond, its total is not known."""


class ConversationFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of conversations is narrowed to. `snoozed`: those alone, or none of them; `closing`: those whose window ends
    within `window.CLOSING` of `as_of`; `since`, `until`: when the last message came; `visible_to`: only those in this view.
    """

    status: tuple[ConversationStatus, ...] = ()
    assigned_to: UserId | None = None
    queue_id: QueueId | None = None
    number_id: NumberId | None = None
    contact_id: ContactId | None = None
    tags: tuple[str, ...] = ()
    snoozed: bool | None = None
    unread: bool = False
    closing: bool = False
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    as_of: dt.datetime = EPOCH
    visible_to: Sight | None = None


class ConversationOrder(StrEnum):
    """What a list of conversations is sorted by, as `sort` of a page names it. Each goes on, where its own measure ends, with the
    others by their last message.
    """

    NEWEST = "last_message_at"
    WAITING = "waiting"
    PRIORITY = "priority"
    WINDOW = "window"


class AnswerDue(msgspec.Struct, frozen=True, kw_only=True):
    """By when an agent has promised to answer, and from when that is close."""

    warn_at: dt.datetime
    due_at: dt.datetime


class ConversationView(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation as lists show it, with who it is with, and what its first answer is due at while it is owed."""

    conversation: Conversation
    contact_name: str | None
    contact_phone: str | None
    answer_due: AnswerDue | None = None
    muted: bool = False


class MutedConversations(Protocol):
    """Which conversations each person wants to hear nothing of, inside a work."""

    async def mute(self, user_id: UserId, conversation_id: ConversationId, at: dt.datetime) -> None:
        """From now on; again changes nothing."""
        ...

    async def unmute(self, user_id: UserId, conversation_id: ConversationId) -> None:
        """Not any more; what was not muted stays so."""
        ...

    async def of(self, user_id: UserId, ids: Sequence[ConversationId]) -> frozenset[ConversationId]:
        """Those of these that they muted."""
        ...

    async def by(self, conversation_id: ConversationId, user_ids: Sequence[UserId]) -> frozenset[UserId]:
        """Those of these people who muted it."""
        ...


class MessagingViews(Protocol):
    """The read side: lists of conversations and messages, inside a work."""

    async def conversations(self, wanted: ConversationFilter, page: PageRequest) -> Page[ConversationView]:
        """Newest first by the last message, unless `page.sort` names another `ConversationOrder`, created_at or updated_at; these
        two have no cursors. With a cursor, the empty one begins, nothing is
        counted; without one at most COUNTED are.
        """
        ...

    async def conversation(self, conversation_id: ConversationId) -> ConversationView:
        """Raises ConversationNotFound."""
        ...

    async def messages(
        self,
        page: PageRequest,
        *,
        conversation_id: ConversationId | None = None,
        contact_id: ContactId | None = None,
        types: Sequence[str] = (),
    ) -> Page[Message]:
        """Of a conversation, a contact, or the tenant, newest first; with `types` those alone. Cursors and totals as for
        conversations.
        """
        ...

    async def conversations_all(self, ids: Sequence[ConversationId]) -> Sequence[ConversationView]:
        """Those that exist, in this order; in one go."""
        ...

    async def latest(self, ids: Sequence[ConversationId], limit: int) -> dict[ConversationId, Page[Message]]:
        """The first page of each one's messages, newest first, in one go; `messages` goes on by their cursors."""
        ...

    async def of_contacts(
        self, ids: Sequence[ContactId], limit: int, *, visible_to: Sight | None
    ) -> dict[ContactId, Page[ConversationView]]:
        """The first page of each one's conversations, as the list of one has it, in one go."""
        ...
