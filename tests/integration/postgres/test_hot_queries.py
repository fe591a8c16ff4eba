"""What runs for every message finds its rows by an index, with some thousands of rows of several tenants in the tables."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from tests.support.ground import PostgresGround

from pytake_adapters.postgres import contacts, conversations, flow_sessions, messages, outgoing, quota
from pytake_adapters.postgres.costs import COUNT_COSTS
from pytake_adapters.postgres.hourly_counts import COUNT
from pytake_adapters.postgres.messages import provider_key
from pytake_domain.testing.builders import fresh

Connection = asyncpg.Connection
TENANTS = 5
EACH = 2_000

FILL = """
INSERT INTO contacts (tenant_id, id, created_at, updated_at)
  SELECT t, md5('c' || t || n)::uuid, now(), now() FROM unnest($1::uuid[]) t, generate_series(1, $2::int) n;
"""
STEPS = (
    FILL,
    """INSERT INTO contact_addresses (tenant_id, kind, value, contact_id)
      SELECT tenant_id, 'phone', id::text, id FROM contacts""",
    """INSERT INTO conversations (tenant_id, id, contact_id, number_id, status, handed_over, tags, priority, unread_count,
        last_message_at, created_at, updated_at)
      SELECT tenant_id, md5('v' || id)::uuid, id, md5(tenant_id::text)::uuid, 'bot', false, '{}', 0, 0, now(), now(), now()
      FROM contacts""",
    """INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by,
        content, status_history, provider_key, client_key, created_at)
      SELECT tenant_id, md5('m' || id)::uuid, id, contact_id, number_id, 'inbound', 'text', 'received', 'contact', '{}', '[]',
        md5('p' || id)::uuid, id::text, now() FROM conversations""",
    """INSERT INTO flow_sessions (tenant_id, id, flow_id, version_id, contact_id, number_id, conversation_id, status, state,
        started_at, updated_at, version)
      SELECT tenant_id, md5('s' || id)::uuid, id, id, contact_id, number_id, id,
        CASE WHEN ascii(right(id::text, 1)) % 3 = 0 THEN 'running' ELSE 'completed' END, '', now(), now(), 0
      FROM conversations""",
    """INSERT INTO outgoing (tenant_id, message_id, lane, conversation_id)
      SELECT tenant_id, id, 1, conversation_id FROM messages""",
    """INSERT INTO early_statuses (tenant_id, number_id, provider_id, status, at, data)
      SELECT tenant_id, number_id, id::text, 'sent', now(), '' FROM conversations""",
    """INSERT INTO event_log (tenant_id, id, subject, type, at, actor_kind, reason, data)
      SELECT tenant_id, md5('e' || id)::uuid, id, 'T', now(), 'system', '', '{}' FROM conversations""",
)
TABLES = "contacts, contact_addresses, conversations, messages, flow_sessions, outgoing, early_statuses, event_log"


@pytest.fixture
async def full(ground: PostgresGround, admin_connection: Connection) -> UUID:
    """Tables with rows; one of their tenants."""
    assert await ground.outgoing_lease.depth() == (0, 0.0)
    tenants = [fresh() for _ in range(TENANTS)]
    await admin_connection.execute(STEPS[0].rstrip().rstrip(";"), tenants, EACH)
    for step in STEPS[1:]:
        await admin_connection.execute(step)
    await admin_connection.execute(f"ANALYZE {TABLES}")
    return tenants[2]


async def plan(connection: Connection, query: str, *arguments: object) -> list[dict[str, Any]]:
    """Every step of the plan."""
    text = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {query}", *arguments)
    return list(_steps(msgspec.json.decode(text)[0]["Plan"]))


async def plan_for_any(connection: Connection, query: str, arguments: str) -> list[dict[str, Any]]:
    """Every step of the plan that is made once, for whatever arguments."""
    async with connection.transaction():
        await connection.execute(f"SET LOCAL plan_cache_mode = force_generic_plan; PREPARE asked AS {query}")
        text = await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked({arguments})")
        await connection.execute("DEALLOCATE asked")
    return list(_steps(msgspec.json.decode(text)[0]["Plan"]))


def _steps(step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield step
    for inner in step.get("Plans", ()):
        yield from _steps(inner)


def walked(steps: list[dict[str, Any]]) -> list[str]:
    """Tables that are gone through from end to end."""
    return [step["Relation Name"] for step in steps if step["Node Type"] == "Seq Scan"]


def indexes(steps: list[dict[str, Any]]) -> set[str]:
    return {step["Index Name"] for step in steps if "Index Name" in step}


@pytest.fixture
async def some(full: UUID, admin_connection: Connection) -> list[asyncpg.Record]:
    """Ten conversations of the tenant."""
    return await admin_connection.fetch(
        "SELECT id, contact_id, number_id FROM conversations WHERE tenant_id = $1 ORDER BY id LIMIT 10", full
    )


async def test_statements_of_every_message_go_by_their_index(
    full: UUID, some: list[asyncpg.Record], admin_connection: Connection
) -> None:
    ids, people = [r["id"] for r in some], [r["contact_id"] for r in some]
    numbers, texts = [r["number_id"] for r in some], [str(r["id"]) for r in some]
    keys = [provider_key(text) for text in texts]
    queries: dict[str, tuple[str, tuple[object, ...], set[str]]] = {
        "who is it": (contacts.FIND, (full, ["phone"] * 10, texts), {"pk_contact_addresses"}),
        "what is known of them": (
            contacts.SELECT,
            (full, people),
            {"pk_contacts", "ix_contact_addresses_contact"},
        ),
        "their conversation": (conversations.OPEN, (full, people, numbers), {"uq_conversations_open"}),
        "a conversation": (conversations.GET + conversations.LOCKED, (full, ids), {"pk_conversations"}),
        "a message": (messages.GET + messages.LOCKED, (full, ids), {"pk_messages"}),
        "a status": (messages.BY_PROVIDER, (full, numbers, keys), {"uq_messages_provider"}),
        "a caller's key": (
            "SELECT * FROM messages WHERE tenant_id = $1 AND client_key = $2",
            (full, texts[0]),
            {"uq_messages_client_key"},
        ),
        "where they are in a flow": (flow_sessions.RUNNING, (full, people, numbers), {"ix_flow_sessions_contact"}),
        "through the way out": (outgoing.DELETE, (full, ids, ids[:1]), {"pk_outgoing"}),
        "the quota": (quota.STATE, (full,), {"pk_tenants"}),
    }
    for name, (query, arguments, expected) in queries.items():
        steps = await plan(admin_connection, query, *arguments)
        small = {"tenants", "message_months"}
        assert set(walked(steps)) <= small, (name, walked(steps))
        if name != "the quota":
            assert expected <= indexes(steps), (name, indexes(steps))


async def test_taking_a_lease_costs_the_same_however_long_the_queue(
    full: UUID, ground: PostgresGround, admin_connection: Connection
) -> None:
    steps = await plan_for_any(admin_connection, ground.outgoing_lease._take, f"64, '{{}}', '30 s', '{fresh()}'")
    assert walked(steps) == []
    assert {"ix_outgoing_turn", "ix_outgoing_order"} <= indexes(steps)
    assert "Tid Scan" in {step["Node Type"] for step in steps}
    for _ in range(3):
        taken = await ground.outgoing_lease.take(64, ground.ids.new())
        counts = [sum(send.tenant_id == tenant for send in taken) for tenant in {send.tenant_id for send in taken}]
        assert len(counts) == TENANTS
        assert full in {send.tenant_id for send in taken}
        assert max(counts) - min(counts) <= 1
        assert 60 <= len(taken) <= 64


async def test_hours_are_counted_by_the_key(full: UUID, admin_connection: Connection) -> None:
    # A company that has nearly all messages there are, and none of them a price.
    await admin_connection.execute(
        """INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by,
        content, status_history, created_at) SELECT $1, md5('n' || n)::uuid, $1, $1, $1, 'outbound', 'text', 'sent', 'agent',
        '{}', '[]', now() FROM generate_series(1, 30000) n""",
        full,
    )
    await admin_connection.execute("ANALYZE messages")
    given = f"'{full}', ARRAY[now()], ARRAY['{fresh()}'::uuid], ARRAY['{fresh()}'::uuid]"
    costs = await plan_for_any(admin_connection, COUNT_COSTS, f"{given}, '{fresh()}'")
    counts = await plan_for_any(admin_connection, COUNT, f"{given}, ARRAY['opened']")
    for steps in (costs, counts):
        (by_key,) = [step for step in steps if step.get("Index Name") == "pk_messages"]
        assert "h.first" in by_key["Index Cond"]


async def test_a_history_goes_by_its_index(full: UUID, admin_connection: Connection) -> None:
    history = await plan(
        admin_connection,
        "SELECT * FROM messages WHERE tenant_id = $1 AND conversation_id = $2 ORDER BY id DESC LIMIT 20",
        full,
        fresh(),
    )
    assert walked(history) == []
    assert "ix_messages_conversation" in indexes(history)
