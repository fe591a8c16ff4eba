"""Lists of conversations and messages."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_adapters.postgres.conversations import conversation_of
from pytake_adapters.postgres.messages import message_of
from pytake_adapters.postgres.queries import cursor, lanes, orders
from pytake_domain.kernel.ids import ContactId, ConversationId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import (
    COUNTED,
    AnswerDue,
    ConversationFilter,
    ConversationNotFound,
    ConversationOrder,
    ConversationView,
    Message,
    Sight,
)

VIEW = """
SELECT c.*, p.name AS contact_name, d.warn_at, d.due_at, (
  SELECT a.value FROM contact_addresses a
  WHERE a.tenant_id = c.tenant_id AND a.contact_id = c.contact_id AND a.kind = 'phone' AND a.current LIMIT 1
) AS contact_phone
FROM unnest($2::uuid[]) WITH ORDINALITY AS w(id, place)
JOIN conversations c ON c.tenant_id = $1 AND c.id = w.id
JOIN contacts p ON p.tenant_id = c.tenant_id AND p.id = c.contact_id
LEFT JOIN sla_clocks d ON d.tenant_id = c.tenant_id AND d.conversation_id = c.id AND d.kind = 'first_answer'
  AND d.stopped_at IS NULL
ORDER BY w.place"""
SORTS = ("created_at", "updated_at")
OF_CONTACT = """
SELECT m.* FROM (
  SELECT tenant_id, id FROM conversations WHERE tenant_id = $1 AND contact_id = $2 AND status <> 'archived'
  UNION ALL SELECT tenant_id, id FROM conversations WHERE tenant_id = $1 AND contact_id = $2 AND status = 'archived'
) AS c, LATERAL (
  SELECT * FROM messages i WHERE i.tenant_id = c.tenant_id AND i.conversation_id = c.id{rest} ORDER BY i.id {order}
  LIMIT $3::bigint + $4::bigint
) AS m ORDER BY m.id {order} LIMIT $3 OFFSET $4"""

LATEST = """
SELECT m.* FROM unnest($2::uuid[]) AS w(id), LATERAL (
  SELECT * FROM messages i WHERE i.tenant_id = $1 AND i.conversation_id = w.id ORDER BY i.id DESC LIMIT $3
) AS m ORDER BY m.id DESC"""
OF_CONTACTS = """
SELECT w.id AS contact_id, f.id FROM unnest({ids}::uuid[]) AS w(id), LATERAL (
  SELECT * FROM (
    SELECT * FROM conversations c WHERE c.tenant_id = {tenant} AND c.contact_id = w.id AND c.status <> 'archived'
    UNION ALL
    SELECT * FROM conversations c WHERE c.tenant_id = {tenant} AND c.contact_id = w.id AND c.status = 'archived'
  ) AS c WHERE true{rest} ORDER BY c.last_message_at DESC NULLS LAST, c.id DESC LIMIT {most}
) AS f"""
"""Two indexes hold a contact's: that of the open ones, and that of the archived."""


class PostgresMessagingViews:
    """Lists of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def conversations(self, wanted: ConversationFilter, page: PageRequest) -> Page[ConversationView]:
        """See the port."""
        order = _order(page)
        total: int | None = None
        if page.cursor is None:
            counted = await self._raw.fetchval(*_flat(lanes.count(self._tenant_id, wanted, most=COUNTED + 1)))
            total = counted if counted <= COUNTED else None
            if page.sort in SORTS:
                return Page(items=await self._views(await self._sorted(wanted, page)), total=total)
        if order is not ConversationOrder.NEWEST or (wanted.closing and page.descending):
            ids, following = await self._in_order(order, wanted, page)
            return Page(items=await self._views(ids), total=total, next_cursor=following)
        views = await self._views(await self._newest(wanted, page))
        by_time = page.descending or page.cursor is not None
        return Page(items=views, total=total, next_cursor=_next(views, page) if by_time else None)

    async def _newest(self, wanted: ConversationFilter, page: PageRequest) -> list[Any]:
        if page.cursor is None:
            found = await self._walk(wanted, most=page.offset + page.limit, descending=page.descending)
            return [row["id"] for row in found[page.offset :]]
        place = cursor.read(page.cursor) if page.cursor else None
        after = lanes.Place(place.at, place.id) if place is not None else None
        return [row["id"] for row in await self._walk(wanted, most=page.limit, after=after)]

    async def _in_order(
        self, order: ConversationOrder, wanted: ConversationFilter, page: PageRequest
    ) -> tuple[list[Any], str | None]:
        """Stretch by stretch, from where the page before ended; what is asked of now stays what it was on the first page."""
        place = cursor.read(page.cursor) if page.cursor else None
        if place is not None and place.as_of is not None:
            wanted = msgspec.structs.replace(wanted, as_of=place.as_of)
        few = await self._few(wanted)
        offset = page.offset if page.cursor is None else 0
        most = offset + page.limit
        found: list[tuple[int, asyncpg.Record]] = []
        stretches = orders.STRETCHES[order]
        for number in range(place.stretch if place is not None else 0, len(stretches)):
            if len(found) == most:
                break
            after = place if place is not None and place.stretch == number else None
            query, values = orders.page(
                self._tenant_id, wanted, stretches[number], most=most - len(found), after=after, few=few
            )
            found += [(number, row) for row in await self._raw.fetch(query, *values)]
        shown = found[offset:]
        following = _after(*shown[-1], wanted) if len(shown) == page.limit else None
        return [row["id"] for _, row in shown], following

    async def _few(self, wanted: ConversationFilter) -> list[object] | None:
        """All of them, when there are not many."""
        if not orders.narrowed(wanted):
            return None
        query, values = lanes.few(self._tenant_id, wanted, most=orders.FEW + 1)
        rows = await self._raw.fetch(query, *values)
        return [row["id"] for row in rows] if len(rows) <= orders.FEW else None

    async def _walk(
        self, wanted: ConversationFilter, *, most: int, after: lanes.Place | None = None, descending: bool = True
    ) -> list[asyncpg.Record]:
        """By the last message; those without any come last."""
        found: list[asyncpg.Record] = []
        if after is None or after.at is not None:
            talking = lanes.walk(self._tenant_id, wanted, most=most, after=after, descending=descending)
            found = list(await self._raw.fetch(*_flat(talking)))
            after = None
        if len(found) < most:
            left = most - len(found)
            silent = lanes.walk(self._tenant_id, wanted, most=left, silent=True, after=after, descending=descending)
            found += await self._raw.fetch(*_flat(silent))
        return found

    async def _sorted(self, wanted: ConversationFilter, page: PageRequest) -> list[Any]:
        """By what no index leads to: for short lists."""
        value = lanes.Arguments()
        tenant, rest = value(self._tenant_id, "uuid"), lanes.conditions(wanted, value)
        order = "DESC" if page.descending else "ASC"
        query = (
            f"SELECT c.id FROM conversations c WHERE c.tenant_id = {tenant}{rest}"  # noqa: S608  placeholders, names of ours
            f" ORDER BY c.{page.sort} {order} NULLS LAST, c.id DESC LIMIT {value(page.limit)} OFFSET {value(page.offset)}"
        )
        return [row["id"] for row in await self._raw.fetch(query, *value.values)]

    async def _views(self, ids: list[Any]) -> tuple[ConversationView, ...]:
        if not ids:
            return ()
        return tuple(_view(row) for row in await self._raw.fetch(VIEW, self._tenant_id, ids))

    async def conversation(self, conversation_id: ConversationId) -> ConversationView:
        """See the port."""
        views = await self._views([conversation_id])
        if not views:
            raise ConversationNotFound
        return views[0]

    async def messages(
        self,
        page: PageRequest,
        *,
        conversation_id: ConversationId | None = None,
        contact_id: ContactId | None = None,
        types: Sequence[str] = (),
    ) -> Page[Message]:
        """See the port."""
        total: int | None = None
        if page.cursor is None:
            query, arguments = _messages(
                self._tenant_id, conversation_id, contact_id, limit=COUNTED + 1, offset=0, types=types
            )
            counted = await self._raw.fetchval(f"SELECT count(*) FROM ({query}) AS few", *arguments)  # noqa: S608  ours
            total = counted if counted <= COUNTED else None
        place = cursor.read(page.cursor) if page.cursor else None
        query, arguments = _messages(
            self._tenant_id,
            conversation_id,
            contact_id,
            limit=page.limit,
            offset=0 if page.cursor is not None else page.offset,
            after=place.id if place is not None else None,
            descending=page.descending,
            types=types,
        )
        items = tuple(message_of(row) for row in await self._raw.fetch(query, *arguments))
        more = len(items) == page.limit
        return Page(items=items, total=total, next_cursor=cursor.write(cursor.Place(items[-1].id)) if more else None)

    async def conversations_all(self, ids: Sequence[ConversationId]) -> Sequence[ConversationView]:
        """See the port."""
        return await self._views(list(ids))

    async def latest(self, ids: Sequence[ConversationId], limit: int) -> dict[ConversationId, Page[Message]]:
        """See the port."""
        found: dict[ConversationId, list[Message]] = {each: [] for each in ids}
        for row in await self._raw.fetch(LATEST, self._tenant_id, list(found), limit):
            message = message_of(row)
            found[message.conversation_id].append(message)
        return {
            each: Page(
                items=tuple(items),
                next_cursor=cursor.write(cursor.Place(items[-1].id)) if len(items) == limit else None,
            )
            for each, items in found.items()
        }

    async def of_contacts(
        self, ids: Sequence[ContactId], limit: int, *, visible_to: Sight | None
    ) -> dict[ContactId, Page[ConversationView]]:
        """See the port."""
        value = lanes.Arguments()
        tenant, wanted, most = value(self._tenant_id, "uuid"), value(list(ids), "uuid[]"), value(limit, "bigint")
        rest = lanes.conditions(ConversationFilter(visible_to=visible_to), value)
        query = OF_CONTACTS.format(tenant=tenant, ids=wanted, most=most, rest=rest)
        rows = await self._raw.fetch(query, *value.values)
        known = {view.conversation.id: view for view in await self._views([row["id"] for row in rows])}
        found: dict[ContactId, list[ConversationView]] = {each: [] for each in ids}
        for row in rows:
            found[row["contact_id"]].append(known[row["id"]])
        page = PageRequest(limit=limit, cursor="")
        return {each: Page(items=tuple(views), next_cursor=_next(tuple(views), page)) for each, views in found.items()}


def _messages(
    tenant_id: TenantId,
    conversation_id: ConversationId | None,
    contact_id: ContactId | None,
    *,
    limit: int,
    offset: int,
    after: object = None,
    descending: bool = True,
    types: Sequence[str] = (),
) -> tuple[str, list[object]]:
    """By the order of their ids, which is that of their coming; a contact's out of each of their conversations."""
    order, comes = ("DESC", "<") if descending else ("ASC", ">")
    if contact_id is not None and conversation_id is None:
        # Each conversation may have to give all that the page skips.
        values: list[object] = [tenant_id, contact_id, limit, offset]
        rest = ""
        if after is not None:
            values.append(after)
            rest += f" AND i.id {comes} ${len(values)}"
        if types:
            values.append(list(types))
            rest += f" AND i.type = ANY(${len(values)}::text[])"
        return OF_CONTACT.format(rest=rest, order=order), values
    value = lanes.Arguments()
    asked = [f"tenant_id = {value(tenant_id, 'uuid')}"]
    if conversation_id is not None:
        asked.append(f"conversation_id = {value(conversation_id, 'uuid')}")
    if contact_id is not None:
        asked.append(f"contact_id = {value(contact_id, 'uuid')}")
    if types:
        asked.append(f"type = ANY({value(list(types), 'text[]')})")
    if after is not None:
        asked.append(f"id {comes} {value(after, 'uuid')}")
    query = (
        f"SELECT * FROM messages WHERE {' AND '.join(asked)} ORDER BY id {order}"  # noqa: S608  placeholders
        f" LIMIT {value(limit)} OFFSET {value(offset)}"
    )
    return query, value.values


def _flat(statement: tuple[str, list[object]]) -> tuple[Any, ...]:
    return statement[0], *statement[1]


def _view(row: asyncpg.Record) -> ConversationView:
    return ConversationView(
        conversation=conversation_of(row),
        contact_name=row["contact_name"],
        contact_phone=row["contact_phone"],
        answer_due=AnswerDue(warn_at=row["warn_at"], due_at=row["due_at"]) if row["due_at"] is not None else None,
    )


def _order(page: PageRequest) -> ConversationOrder:
    return next((order for order in ConversationOrder if order.value == page.sort), ConversationOrder.NEWEST)


def _after(number: int, row: asyncpg.Record, wanted: ConversationFilter) -> str:
    keys = list(row.values())[1:]
    at = keys[-1] if keys else None
    level = keys[0] if len(keys) > 1 else None
    return cursor.write(cursor.Place(row["id"], at, number, level, wanted.as_of))


def _next(views: tuple[ConversationView, ...], page: PageRequest) -> str | None:
    if len(views) < page.limit:
        return None
    last = views[-1].conversation
    return cursor.write(cursor.Place(last.id, last.last_message_at))
