"""Lists of conversations and messages."""

from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, Text, and_, cast, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from pytake_adapters.postgres.conversations import conversation_of
from pytake_adapters.postgres.messages import message_of
from pytake_adapters.postgres.queries import cursor
from pytake_adapters.postgres.schema.contacts import contact_addresses, contacts
from pytake_adapters.postgres.schema.messaging import conversations, messages
from pytake_domain.kernel.ids import ContactId, ConversationId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import ConversationFilter, ConversationNotFound, ConversationView, Message

_phone = (
    select(contact_addresses.c.value)
    .where(
        contact_addresses.c.tenant_id == conversations.c.tenant_id,
        contact_addresses.c.contact_id == conversations.c.contact_id,
        contact_addresses.c.kind == "phone",
        contact_addresses.c.current,
    )
    .limit(1)
    .scalar_subquery()
)
_with_contact = select(conversations, contacts.c.name.label("contact_name"), _phone.label("contact_phone")).join(
    contacts,
    and_(contacts.c.tenant_id == conversations.c.tenant_id, contacts.c.id == conversations.c.contact_id),
)
_JSON = ("content", "status_history", "error", "price")
_columns = [cast(c, Text).label(c.name) if c.name in _JSON else c for c in messages.c]
"""JSON as text: it is decoded into types once, not twice."""
SORTS = {
    "last_message_at": conversations.c.last_message_at,
    "created_at": conversations.c.created_at,
    "updated_at": conversations.c.updated_at,
    "priority": conversations.c.priority,
}


class PostgresMessagingViews:
    """Lists of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def conversations(self, wanted: ConversationFilter, page: PageRequest) -> Page[ConversationView]:
        """See the port."""
        narrowed = self._narrow(wanted)
        query = _with_contact.where(*narrowed)
        if page.cursor is not None:
            return await self._after(query, page)
        total = (await self._sql.execute(select(func.count()).select_from(conversations).where(*narrowed))).scalar_one()
        column = SORTS.get(page.sort or "", conversations.c.last_message_at)
        order = column.desc().nulls_last() if page.descending else column.asc().nulls_last()
        query = query.order_by(order, conversations.c.id.desc()).limit(page.limit).offset(page.offset)
        rows = (await self._sql.execute(query)).mappings().all()
        by_time = column is conversations.c.last_message_at and page.descending
        return Page(
            items=tuple(_view(r) for r in rows),
            total=total,
            next_cursor=_next(rows, page) if by_time else None,
        )

    async def _after(self, query: Select[Any], page: PageRequest) -> Page[ConversationView]:
        place = cursor.read(page.cursor or "")
        key = tuple_(conversations.c.last_message_at, conversations.c.id)
        if place.at is None:
            later: ColumnElement[bool] = and_(conversations.c.last_message_at.is_(None), conversations.c.id < place.id)
        else:
            later = or_(key < tuple_(place.at, place.id), conversations.c.last_message_at.is_(None))
        query = query.where(later).order_by(
            conversations.c.last_message_at.desc().nulls_last(), conversations.c.id.desc()
        )
        rows = (await self._sql.execute(query.limit(page.limit))).mappings().all()
        return Page(items=tuple(_view(r) for r in rows), next_cursor=_next(rows, page))

    def _narrow(self, wanted: ConversationFilter) -> list[ColumnElement[bool]]:
        table = conversations.c
        narrowed: list[ColumnElement[bool]] = [table.tenant_id == self._tenant_id]
        if wanted.status:
            narrowed.append(table.status.in_([s.value for s in wanted.status]))
        for column, value in (
            (table.assigned_to, wanted.assigned_to),
            (table.queue_id, wanted.queue_id),
            (table.number_id, wanted.number_id),
            (table.contact_id, wanted.contact_id),
        ):
            if value is not None:
                narrowed.append(column == value)
        if wanted.tags:
            narrowed.append(table.tags.contains(list(wanted.tags)))
        if wanted.visible_to is not None:
            sight = wanted.visible_to
            near = table.queue_id.in_(sight.nearby)
            nobodys = and_(table.assigned_to.is_(None), or_(table.queue_id.is_(None), near))
            narrowed.append(or_(table.assigned_to == sight.user_id, table.queue_id.in_(sight.queues), nobodys))
        return narrowed

    async def conversation(self, conversation_id: ConversationId) -> ConversationView:
        """See the port."""
        query = _with_contact.where(conversations.c.tenant_id == self._tenant_id, conversations.c.id == conversation_id)
        row = (await self._sql.execute(query)).mappings().first()
        if row is None:
            raise ConversationNotFound
        return _view(row)

    async def messages(
        self, page: PageRequest, *, conversation_id: ConversationId | None = None, contact_id: ContactId | None = None
    ) -> Page[Message]:
        """See the port."""
        narrowed: list[ColumnElement[bool]] = [messages.c.tenant_id == self._tenant_id]
        if conversation_id is not None:
            narrowed.append(messages.c.conversation_id == conversation_id)
        if contact_id is not None:
            narrowed.append(messages.c.contact_id == contact_id)
        total: int | None = None
        query = select(*_columns)
        if page.cursor is None:
            count = select(func.count()).select_from(messages).where(*narrowed)
            total = (await self._sql.execute(count)).scalar_one()
            query = query.offset(page.offset)
        else:
            place = cursor.read(page.cursor)
            narrowed.append(messages.c.id < place.id if page.descending else messages.c.id > place.id)
        order = messages.c.id.desc() if page.descending else messages.c.id.asc()
        rows = (await self._sql.execute(query.where(*narrowed).order_by(order).limit(page.limit))).mappings().all()
        items = tuple(message_of(r) for r in rows)
        more = len(items) == page.limit
        return Page(items=items, total=total, next_cursor=cursor.write(cursor.Place(items[-1].id)) if more else None)


def _view(row: RowMapping) -> ConversationView:
    return ConversationView(
        conversation=conversation_of(row),
        contact_name=row["contact_name"],
        contact_phone=row["contact_phone"],
    )


def _next(rows: "list[RowMapping] | Any", page: PageRequest) -> str | None:
    if len(rows) < page.limit:
        return None
    return cursor.write(cursor.Place(rows[-1]["id"], rows[-1]["last_message_at"]))
