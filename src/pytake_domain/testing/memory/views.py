"""Lists of conversations and messages in memory."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId, ConversationId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import (
    COUNTED,
    Conversation,
    ConversationFilter,
    ConversationNotFound,
    ConversationView,
    Message,
)
from pytake_domain.testing.memory.store import TenantRows

R = TypeVar("R", Conversation, Message)
_SORTS = ("created_at", "updated_at", "priority")
_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


class MemoryViews:
    """See MessagingViews. A cursor is the id of the last row that was seen."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def conversations(self, wanted: ConversationFilter, page: PageRequest) -> Page[ConversationView]:
        """See the port."""
        found = [c for c in self._rows.conversations.values() if _fits(c, wanted)]
        field = page.sort if page.sort in _SORTS and page.cursor is None else "last_message_at"
        _sort(found, field, descending=page.descending or page.cursor is not None)
        by_time = field == "last_message_at" and (page.descending or page.cursor is not None)
        rows, more = _cut(found, page)
        return Page(
            items=tuple(self._view(c) for c in rows),
            total=_total(found, page),
            next_cursor=str(rows[-1].id) if more and by_time else None,
        )

    async def conversation(self, conversation_id: ConversationId) -> ConversationView:
        """See the port."""
        if conversation_id not in self._rows.conversations:
            raise ConversationNotFound
        return self._view(self._rows.conversations[conversation_id])

    def _view(self, conversation: Conversation) -> ConversationView:
        contact = self._rows.contacts[conversation.contact_id]
        return ConversationView(conversation=conversation, contact_name=contact.name, contact_phone=contact.phone)

    async def messages(
        self, page: PageRequest, *, conversation_id: ConversationId | None = None, contact_id: ContactId | None = None
    ) -> Page[Message]:
        """See the port."""
        found = [
            m
            for m in self._rows.messages.values()
            if conversation_id in (None, m.conversation_id) and contact_id in (None, m.contact_id)
        ]
        found.sort(key=lambda m: m.id, reverse=page.descending)
        rows, more = _cut(found, page)
        return Page(
            items=tuple(rows),
            total=_total(found, page),
            next_cursor=str(rows[-1].id) if more else None,
        )


def _fits(conversation: Conversation, wanted: ConversationFilter) -> bool:
    return (
        (not wanted.status or conversation.status in wanted.status)
        and wanted.assigned_to in (None, conversation.assigned_to)
        and wanted.queue_id in (None, conversation.queue_id)
        and wanted.number_id in (None, conversation.number_id)
        and wanted.contact_id in (None, conversation.contact_id)
        and set(wanted.tags) <= set(conversation.tags)
        and wanted.snoozed in (None, conversation.snoozed_until is not None)
        and (wanted.visible_to is None or wanted.visible_to.sees(conversation))
    )


def _sort(rows: list[Conversation], field: str, *, descending: bool) -> None:
    """Those without a value come last either way; ties by id, newest first unless the oldest message leads."""
    rows.sort(key=lambda c: c.id, reverse=descending or field != "last_message_at")
    rows.sort(key=lambda c: getattr(c, field) if getattr(c, field) is not None else _LONG_AGO, reverse=descending)
    rows.sort(key=lambda c: getattr(c, field) is None)


def _cut(rows: Sequence[R], page: PageRequest) -> tuple[list[R], bool]:
    start = page.offset if page.cursor is None else 0
    seen = seen_cursor(page.cursor)
    if seen is not None:
        start = next((place + 1 for place, row in enumerate(rows) if row.id == seen), len(rows))
    part = list(rows[start : start + page.limit])
    return part, len(part) == page.limit


def seen_cursor(cursor: str | None) -> UUID | None:
    """The id it names; None for one that begins, or none at all. Raises Invalid."""
    if not cursor:
        return None
    try:
        return UUID(cursor)
    except ValueError as error:
        raise Invalid(Problem(field="cursor", code="not_a_cursor")) from error


def _total(found: Sequence[R], page: PageRequest) -> int | None:
    return len(found) if page.cursor is None and len(found) <= COUNTED else None
