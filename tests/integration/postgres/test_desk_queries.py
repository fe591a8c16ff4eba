"""Lists of conversations and messages read a page's worth of rows, whatever they are narrowed to and however many there are."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from tests.integration.postgres.test_hot_queries import _steps, indexes, walked
from tests.support.ground import PostgresGround

from pytake_adapters.postgres import scheduled, surveys
from pytake_adapters.postgres.queries import cursor, facts, lanes, orders
from pytake_adapters.postgres.queries.messaging import VIEW, PostgresMessagingViews, _messages
from pytake_domain.kernel.ids import ContactId, ConversationId, NumberId, QueueId, TenantId, UserId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import COUNTED, ConversationFilter, ConversationOrder, ConversationStatus, Sight
from pytake_domain.testing.builders import AT, fresh

Connection = asyncpg.Connection
EACH = 12_000
LIMIT = 20
MOST_READ = LIMIT * len(ConversationStatus) * 5
"""Rows of all steps together: the oldest PostgreSQL we support sorts a few hundred rather than walk an index in its order."""
FILL = (
    """INSERT INTO contacts (tenant_id, id, created_at, updated_at)
      SELECT t, md5('c' || n)::uuid, now(), now() FROM unnest($1::uuid[]) t, generate_series(1, $2::int) n""",
    """INSERT INTO contact_addresses (tenant_id, kind, value, contact_id)
      SELECT t, 'phone', '5511' || lpad(n::text, 9, '0'), md5('c' || n)::uuid
      FROM unnest($1::uuid[]) t, generate_series(1, $2::int) n""",
    """INSERT INTO conversations (tenant_id, id, contact_id, number_id, status, handed_over, tags, priority, unread_count,
        assigned_to, queue_id, snoozed_until, last_message_at, awaits_since, window_expires_at, created_at, updated_at)
      SELECT t, md5('v' || n)::uuid, md5('c' || n)::uuid, md5('n' || n % 3)::uuid,
        (ARRAY['queued', 'active', 'resolved', 'bot', 'waiting', 'archived'])[1 + n % 6], true,
        CASE WHEN n % 10 = 0 THEN ARRAY['pix', 'boleto'] ELSE '{}' END, CASE WHEN n % 20 < 2 THEN 10 ELSE 0 END,
        CASE WHEN n % 9 = 0 THEN 1 ELSE 0 END,
        CASE WHEN n % 6 IN (1, 2, 4) THEN md5('a' || n % 7)::uuid END,
        CASE WHEN n % 6 <> 3 THEN md5('q' || n % 5)::uuid END,
        CASE WHEN n % 50 = 1 THEN now() + interval '1 day' END,
        CASE WHEN n % 100 > 0 THEN now() - n * interval '1 minute' END,
        CASE WHEN n % 6 IN (0, 1, 3) AND n % 5 = 0 THEN now() - n * interval '1 minute' END,
        CASE WHEN n % 7 > 0 THEN now() + interval '1 day' - n * interval '1 minute' END, now(), now()
      FROM unnest($1::uuid[]) t, generate_series(1, $2::int) n""",
    """INSERT INTO sla_clocks (tenant_id, conversation_id, kind, queue_id, started_at, warn_at, due_at, ended)
      SELECT t, md5('v' || n)::uuid, 'first_answer', md5('q' || n % 5)::uuid, now(), now(), now(), false
      FROM unnest($1::uuid[]) t, generate_series(1, $2::int) n""",
    """INSERT INTO scheduled_messages (tenant_id, id, contact_id, number_id, content, send_at, planned_by_kind, planned_by_name,
        cancel_on_reply, outside_window, state, reason, created_at, updated_at)
      SELECT t, md5('p' || n)::uuid, md5('c' || n)::uuid, md5('n' || n % 3)::uuid, '{}', now() + n * interval '1 minute',
        'user', '', n % 2 = 0, 'fail', CASE WHEN n % 3 = 0 THEN 'waiting' ELSE 'sent' END, '', now(), now()
      FROM unnest($1::uuid[]) t, generate_series(1, $2::int / 4) n""",
    """INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by,
        content, status_history, created_at)
      SELECT t, (lpad(to_hex(n), 32, '0'))::uuid, md5('v' || 1 + n % 40)::uuid, md5('c' || 1 + n % 40)::uuid,
        md5('n')::uuid, 'inbound', 'text', 'received', 'contact', '{}', '[]', now()
      FROM unnest($1::uuid[]) t, generate_series(1, $2::int) n""",
)


def digest(text: str) -> str:
    return f"SELECT md5('{text}')::uuid"


@pytest.fixture
async def tenant(ground: PostgresGround, admin_connection: Connection) -> TenantId:
    """Tables with rows of two tenants; one of them."""
    assert await ground.outgoing_lease.depth() == (0, 0.0)
    tenants = [fresh(), fresh()]
    for step in FILL:
        await admin_connection.execute(step, tenants, EACH)
    await admin_connection.execute(
        "ANALYZE contacts, contact_addresses, conversations, conversation_tags, messages, scheduled_messages, sla_clocks"
    )
    return TenantId(tenants[0])


@pytest.fixture
async def inside(tenant: TenantId, app: Connection) -> AsyncIterator[Connection]:
    """The application's own role in a transaction of the tenant, with row security as always."""
    async with app.transaction():
        await app.execute(f"SET LOCAL app.tenant_id = '{tenant}'")
        yield app


async def ran(connection: Connection, query: str, *arguments: object) -> tuple[list[dict[str, Any]], int]:
    """Every step of the plan as it ran, and the most rows that one of them read."""
    text = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", *arguments)
    steps = list(_steps(msgspec.json.decode(text)[0]["Plan"]))
    read = [
        (step["Actual Rows"] + step.get("Rows Removed by Filter", 0)) * step["Actual Loops"]
        for step in steps
        if "Relation Name" in step
    ]
    return steps, int(max(read, default=0))


async def wishes(connection: Connection) -> dict[str, tuple[ConversationFilter, set[str]]]:
    """What lists are narrowed to, and the indexes that each goes by."""
    agent, queue, near, number, contact = [
        await connection.fetchval(digest(text)) for text in ("a1", "q1", "q2", "n1", "c77")
    ]
    active = (ConversationStatus.ACTIVE, ConversationStatus.WAITING)
    sight = Sight(user_id=UserId(agent), queues=frozenset({QueueId(queue)}), nearby=frozenset({QueueId(near)}))
    return {
        "everything": (ConversationFilter(), {"ix_conversations_recent"}),
        "a status": (ConversationFilter(status=active), {"ix_conversations_recent"}),
        "not snoozed": (ConversationFilter(status=active, snoozed=False), {"ix_conversations_recent"}),
        "snoozed": (ConversationFilter(snoozed=True), {"ix_conversations_snoozed"}),
        "an agent's": (ConversationFilter(assigned_to=UserId(agent), status=active), {"ix_conversations_agent"}),
        "a queue's": (ConversationFilter(queue_id=QueueId(queue)), {"ix_conversations_queue"}),
        "a number's": (ConversationFilter(number_id=NumberId(number)), {"ix_conversations_number"}),
        "a tag's": (ConversationFilter(tags=("pix",)), {"ix_conversation_tags_recent"}),
        "a contact's": (
            ConversationFilter(contact_id=ContactId(contact)),
            {"uq_conversations_open", "ix_conversations_archived"},
        ),
        "what an agent sees": (
            ConversationFilter(visible_to=sight, snoozed=False),
            {"ix_conversations_agent", "ix_conversations_queue", "ix_conversations_near", "ix_conversations_nobodys"},
        ),
    }


async def test_lists_read_no_further_than_their_page(tenant: TenantId, inside: Connection) -> None:
    for name, (wanted, expected) in (await wishes(inside)).items():
        first, values = lanes.walk(tenant, wanted, most=LIMIT)
        steps, read = await ran(inside, first, *values)
        assert "conversations" not in walked(steps), name
        assert expected <= indexes(steps), (name, indexes(steps))
        assert read <= MOST_READ, (name, read)
        found = await inside.fetch(first, *values)
        assert found or name == "a contact's", name
        if len(found) < LIMIT:
            continue
        after = lanes.Place(found[-1]["at"], found[-1]["id"])
        deep = lanes.Place(found[-1]["at"] - dt.timedelta(days=6), found[-1]["id"])
        for place in (after, deep):
            following, more = lanes.walk(tenant, wanted, most=LIMIT, after=place)
            steps, read = await ran(inside, following, *more)
            assert expected <= indexes(steps), (name, indexes(steps))
            assert read <= MOST_READ, (name, read)
        silent, none = lanes.walk(tenant, wanted, most=LIMIT, silent=True)
        steps, read = await ran(inside, silent, *none)
        assert "conversations" not in walked(steps), name
        assert read <= MOST_READ, (name, read)


INDEX = {
    ConversationOrder.WAITING: "ix_conversations_awaited",
    ConversationOrder.PRIORITY: "ix_conversations_first",
    ConversationOrder.WINDOW: "ix_conversations_window",
}


async def test_every_order_reads_no_further_than_its_page(tenant: TenantId, inside: Connection) -> None:
    now = await inside.fetchval("SELECT now()")
    open_ones = (ConversationStatus.ACTIVE, ConversationStatus.QUEUED, ConversationStatus.BOT)
    for wanted in (
        ConversationFilter(as_of=now),
        ConversationFilter(as_of=now, status=open_ones, snoozed=False),
    ):
        for order, index in INDEX.items():
            for number, stretch in enumerate(orders.STRETCHES[order]):
                query, values = orders.page(tenant, wanted, stretch, most=LIMIT, after=None, few=None)
                steps, read = await ran(inside, query, *values)
                assert "conversations" not in walked(steps), (order, number)
                assert number > 0 or index in indexes(steps), (order, indexes(steps))
                assert read <= MOST_READ, (order, number, read)
                found = await inside.fetch(query, *values)
                if number > 0 or len(found) < LIMIT:
                    continue
                last = list(found[-1].values())
                place = cursor.Place(last[0], last[-1], number, last[1] if len(last) > 2 else None)
                query, values = orders.page(tenant, wanted, stretch, most=LIMIT, after=place, few=None)
                steps, read = await ran(inside, query, *values)
                assert index in indexes(steps), (order, indexes(steps))
                assert read <= MOST_READ, (order, read)


async def test_what_is_narrowed_to_a_few_is_sorted_and_to_many_is_walked(
    tenant: TenantId, inside: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = await inside.fetchval("SELECT now()")
    views = PostgresMessagingViews(tenant, inside)
    narrow = {
        **{name: wanted for name, (wanted, _) in (await wishes(inside)).items()},
        "unread": ConversationFilter(unread=True),
        "closing": ConversationFilter(closing=True),
        "of some hours": ConversationFilter(since=now - dt.timedelta(hours=9), until=now - dt.timedelta(hours=2)),
    }
    for name, plain in narrow.items():
        wanted = msgspec.structs.replace(plain, as_of=now)
        for order in ConversationOrder:
            lists = []
            for few in (orders.FEW, 3):
                monkeypatch.setattr(orders, "FEW", few)
                following: str | None = ""
                seen: list[object] = []
                for _ in range(3):
                    if following is None:
                        break
                    page = await views.conversations(
                        wanted, PageRequest(sort=order.value, limit=LIMIT, cursor=following)
                    )
                    seen += [view.conversation.id for view in page.items]
                    following = page.next_cursor
                lists.append(seen)
            assert lists[0] == lists[1], (name, order)
            assert len(lists[0]) == len(set(lists[0])), (name, order)
            assert lists[0] or name == "a contact's", (name, order)


async def test_windows_about_to_close_and_unread_ones_are_counted_by_their_index(
    tenant: TenantId, inside: Connection
) -> None:
    now = await inside.fetchval("SELECT now()")
    for wanted, index in (
        (ConversationFilter(closing=True, as_of=now), "ix_conversations_window"),
        (ConversationFilter(unread=True), "ix_conversations_unread"),
        (ConversationFilter(since=now - dt.timedelta(hours=3)), "ix_conversations_recent"),
    ):
        query, values = lanes.count(tenant, wanted, most=COUNTED + 1)
        steps, _ = await ran(inside, query, *values)
        assert walked(steps) == [], index
        assert index in indexes(steps), indexes(steps)


async def test_pages_by_cursor_hold_what_one_long_page_holds(tenant: TenantId, inside: Connection) -> None:
    for name, (wanted, _) in (await wishes(inside)).items():
        query, values = lanes.walk(tenant, wanted, most=100)
        whole = [row["id"] for row in await inside.fetch(query, *values)]
        plain = _flat_query(wanted, value := lanes.Arguments(), tenant)
        expected = await inside.fetch(plain, *value.values)
        assert whole == [row["id"] for row in expected], name


def _flat_query(wanted: ConversationFilter, value: lanes.Arguments, tenant: TenantId) -> str:
    """The same list without any cleverness."""
    own = value(tenant, "uuid")
    return (
        f"SELECT c.id FROM conversations c WHERE c.tenant_id = {own} AND c.last_message_at IS NOT NULL"  # noqa: S608
        f"{lanes.conditions(wanted, value)} ORDER BY c.last_message_at DESC, c.id DESC LIMIT 100"
    )


async def test_no_more_than_so_many_are_counted(tenant: TenantId, inside: Connection) -> None:
    query, values = lanes.count(tenant, ConversationFilter(), most=COUNTED + 1)
    assert await inside.fetchval(query, *values) == COUNTED + 1
    for name, (wanted, _) in (await wishes(inside)).items():
        query, values = lanes.count(tenant, wanted, most=COUNTED + 1)
        plain = _flat_query(wanted, value := lanes.Arguments(), tenant).replace(
            " AND c.last_message_at IS NOT NULL", ""
        )
        plain = plain.partition(" ORDER BY")[0].replace("SELECT c.id", "SELECT count(*)")
        assert await inside.fetchval(query, *values) == min(COUNTED + 1, await inside.fetchval(plain, *value.values)), (
            name
        )


async def test_messages_of_a_contact_and_what_a_page_shows_go_by_index(tenant: TenantId, inside: Connection) -> None:
    contact, place = await inside.fetchval(digest("c7")), await inside.fetchval(digest("v7"))
    for query, values in (
        _messages(tenant, None, ContactId(contact), limit=LIMIT, offset=0),
        _messages(tenant, None, ContactId(contact), limit=LIMIT, offset=0, after=UUID(int=5_000)),
        _messages(tenant, ConversationId(place), None, limit=LIMIT, offset=0, after=UUID(int=5_000)),
        _messages(tenant, None, None, limit=LIMIT, offset=0, after=UUID(int=5_000)),
    ):
        steps, read = await ran(inside, query, *values)
        assert walked(steps) == []
        assert read <= LIMIT * 2, read
    steps, read = await ran(inside, VIEW, tenant, [place])
    assert walked(steps) == []
    assert read <= LIMIT


async def test_what_runs_for_each_message_or_by_the_clock_goes_by_index(
    tenant: TenantId, admin_connection: Connection
) -> None:
    await admin_connection.execute("SET enable_seqscan = off")
    try:
        for query, arguments, expected in (
            (scheduled.ANSWERED, (tenant, [fresh()], [fresh()]), {"ix_scheduled_messages_answer"}),
            (scheduled.TENANTS, (AT,), {"ix_scheduled_messages_due", "ix_conversations_wake"}),
            (surveys.NEWEST, (tenant, [fresh()], AT), {"ix_surveys_conversation"}),
            (facts.CHANGES, (tenant, fresh(), fresh(), ["queued"]), {"pk_event_log"}),
            (facts.LED_BY, (tenant, fresh(), [fresh()], ["queued"]), {"ix_event_log_subject"}),
            (facts.FIRST, (tenant, [fresh()], [AT], [fresh()], [None]), {"ix_messages_conversation"}),
            (facts.RATINGS, (tenant, AT, AT), {"ix_surveys_answered"}),
            (facts.STATUSES, (tenant, AT, AT, ["active"]), {"ix_conversations_recent"}),
            (facts.MESSAGES + facts.SINCE, (tenant, fresh(), fresh(), 5), {"ix_messages_conversation"}),
            (facts.STEPS + facts.BEFORE, (tenant, fresh(), None, 5), {"ix_event_log_subject"}),
        ):
            text = await admin_connection.fetchval(f"EXPLAIN (FORMAT JSON) {query}", *arguments)
            steps = list(_steps(msgspec.json.decode(text)[0]["Plan"]))
            assert walked(steps) == [], query
            assert expected <= indexes(steps), (query, indexes(steps))
    finally:
        await admin_connection.execute("RESET enable_seqscan")


async def test_tags_follow_their_conversation(tenant: TenantId, admin_connection: Connection) -> None:
    place = await admin_connection.fetchval(digest("v10"))
    tagged = (
        "SELECT tag, last_message_at FROM conversation_tags WHERE tenant_id = $1 AND conversation_id = $2 ORDER BY tag"
    )
    change = "UPDATE conversations SET tags = $3, last_message_at = $4 WHERE tenant_id = $1 AND id = $2"

    async def after(tags: list[str], at: dt.datetime) -> list[tuple[str, dt.datetime]]:
        await admin_connection.execute(change, tenant, place, tags, at)
        return [(row["tag"], row["last_message_at"]) for row in await admin_connection.fetch(tagged, tenant, place)]

    later = AT + dt.timedelta(hours=1)
    assert await after(["pix", "novo"], AT) == [("novo", AT), ("pix", AT)]
    assert await after(["pix", "novo"], later) == [("novo", later), ("pix", later)]
    assert await after([], later) == []
    await after(["fim"], later)
    await admin_connection.execute("DELETE FROM conversations WHERE tenant_id = $1 AND id = $2", tenant, place)
    assert await admin_connection.fetch(tagged, tenant, place) == []
