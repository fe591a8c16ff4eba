"""Lists of conversations and messages in memory."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId, ConversationId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import (
    CLOSING,
    COUNTED,
    AnswerDue,
    Conversation,
    ConversationFilter,
    ConversationNotFound,
    ConversationOrder,
    ConversationView,
    Message,
    Sight,
)
from pytake_domain.routing import ClockKind
from pytake_domain.testing.memory.store import TenantRows

R = TypeVar("R", Conversation, Message)
_SORTS = ("created_at", "updated_at")
_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


class MemoryViews:
    """See MessagingViews. A cursor is the id of the last row that was seen."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def conversations(self, wanted: ConversationFilter, page: PageRequest) -> Page[ConversationView]:
        """See the port."""
        found = [c for c in self._rows.conversations.values() if _fits(c, wanted)]
        order = next((o for o in ConversationOrder if o.value == page.sort), ConversationOrder.NEWEST)
        if order is not ConversationOrder.NEWEST:
            found.sort(key=lambda c: c.id)
            found.sort(key=lambda c: _measure(order, c, wanted.as_of))
            rows, more = _cut(found, page)
            return self._page(rows, _total(found, page), more=more)
        field = page.sort if page.sort in _SORTS and page.cursor is None else "last_message_at"
        _sort(found, field, descending=page.descending or page.cursor is not None)
        by_time = field == "last_message_at" and (page.descending or page.cursor is not None)
        rows, more = _cut(found, page)
        return self._page(rows, _total(found, page), more=more and by_time)

    def _page(self, rows: Sequence[Conversation], total: int | None, *, more: bool) -> Page[ConversationView]:
        following = str(rows[-1].id) if more else None
        return Page(items=tuple(self._view(c) for c in rows), total=total, next_cursor=following)

    async def conversation(self, conversation_id: ConversationId) -> ConversationView:
        """See the port."""
        if conversation_id not in self._rows.conversations:
            raise ConversationNotFound
        return self._view(self._rows.conversations[conversation_id])

    def _view(self, conversation: Conversation) -> ConversationView:
        contact = self._rows.contacts[conversation.contact_id]
        clock = self._rows.sla_clocks.get((conversation.id, ClockKind.FIRST_ANSWER))
        due = None
        if clock is not None and clock.stopped_at is None:
            due = AnswerDue(warn_at=clock.warn_at, due_at=clock.due_at)
        return ConversationView(
            conversation=conversation, contact_name=contact.name, contact_phone=contact.phone, answer_due=due
        )

    async def messages(
        self,
        page: PageRequest,
        *,
        conversation_id: ConversationId | None = None,
        contact_id: ContactId | None = None,
        types: Sequence[str] = (),
    ) -> Page[Message]:
        """See the port."""
        found = [
            m
            for m in self._rows.messages.values()
            if conversation_id in (None, m.conversation_id)
            and contact_id in (None, m.contact_id)
            and (not types or m.type in types)
        ]
        found.sort(key=lambda m: m.id, reverse=page.descending)
        rows, more = _cut(found, page)
        return Page(
            items=tuple(rows),
            total=_total(found, page),
            next_cursor=str(rows[-1].id) if more else None,
        )

    async def conversations_all(self, ids: Sequence[ConversationId]) -> Sequence[ConversationView]:
        """See the port."""
        known = self._rows.conversations
        return [self._view(known[each]) for each in ids if each in known]

    async def latest(self, ids: Sequence[ConversationId], limit: int) -> dict[ConversationId, Page[Message]]:
        """See the port."""
        page = PageRequest(limit=limit, cursor="")
        return {each: await self.messages(page, conversation_id=each) for each in ids}

    async def of_contacts(
        self, ids: Sequence[ContactId], limit: int, *, visible_to: Sight | None
    ) -> dict[ContactId, Page[ConversationView]]:
        """See the port."""
        page = PageRequest(limit=limit, cursor="")
        return {
            each: await self.conversations(ConversationFilter(contact_id=each, visible_to=visible_to), page)
            for each in ids
        }


def _fits(conversation: Conversation, wanted: ConversationFilter) -> bool:
    return (
        (not wanted.status or conversation.status in wanted.status)
        and wanted.assigned_to in (None, conversation.assigned_to)
        and wanted.queue_id in (None, conversation.queue_id)
        and wanted.number_id in (None, conversation.number_id)
        and wanted.contact_id in (None, conversation.contact_id)
        and set(wanted.tags) <= set(conversation.tags)
        and wanted.snoozed in (None, conversation.snoozed_until is not None)
        and (not wanted.unread or conversation.unread_count > 0)
        and (not wanted.closing or _closes(conversation.window_expires_at, wanted.as_of))
        and (wanted.since is None or (conversation.last_message_at or _LONG_AGO) >= wanted.since)
        and (wanted.until is None or (conversation.last_message_at or wanted.until) < wanted.until)
        and (wanted.visible_to is None or wanted.visible_to.sees(conversation))
    )


def _closes(window: dt.datetime | None, now: dt.datetime) -> bool:
    return window is not None and now < window < now + CLOSING


def _measure(order: ConversationOrder, c: Conversation, now: dt.datetime) -> tuple[float, ...]:
    """Smallest first: in which stretch of the order it is, and where in it."""
    late = (c.last_message_at is None, -(c.last_message_at or _LONG_AGO).timestamp())
    if order is ConversationOrder.WAITING:
        return (0, c.awaits_since.timestamp()) if c.awaits_since else (1, *late)
    if order is ConversationOrder.PRIORITY:
        return (-c.priority, -(c.last_message_at or c.created_at).timestamp()) if c.priority > 0 else (0, *late)
    if c.window_expires_at is None:
        return (2, 0)
    ends = c.window_expires_at.timestamp()
    return (0, ends) if c.window_expires_at > now else (1, -ends)


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
