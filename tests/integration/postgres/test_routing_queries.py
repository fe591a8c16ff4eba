"""What routing asks for each conversation goes by an index, with some thousands of conversations in the table."""

from uuid import UUID

import asyncpg
import pytest
from tests.integration.postgres.test_hot_queries import indexes, plan, walked
from tests.support.ground import PostgresGround

from pytake_adapters.postgres import agents, assignments, queues
from pytake_domain.testing.builders import AT, fresh

Connection = asyncpg.Connection
FILL = """
INSERT INTO conversations (tenant_id, id, contact_id, number_id, status, handed_over, tags, priority, unread_count,
  assigned_to, queue_id, queued_at, last_message_at, created_at, updated_at)
SELECT t, md5('v' || t || n)::uuid, md5('c' || n)::uuid, md5('n')::uuid,
  (ARRAY['queued', 'active', 'resolved', 'bot', 'waiting'])[1 + n % 5], true, '{}', 0, 0,
  CASE WHEN n % 5 IN (1, 2, 4) THEN md5('a' || n % 40)::uuid END, CASE WHEN n % 5 <> 3 THEN md5('q' || n % 8)::uuid END,
  now(), now(), now(), now()
FROM unnest($1::uuid[]) t, generate_series(1, 4000) n"""

CLOCKS = """
INSERT INTO sla_clocks (tenant_id, conversation_id, kind, queue_id, started_at, warn_at, due_at, ended, next_at)
SELECT t, md5('v' || n)::uuid, 'first_answer', md5('q')::uuid, now(), now(), now(), false,
  CASE WHEN n % 20 = 0 THEN now() + n * interval '1 minute' END
FROM unnest($1::uuid[]) t, generate_series(1, 1000) n"""


@pytest.fixture
async def full(ground: PostgresGround, admin_connection: Connection) -> UUID:
    """A table with rows of several tenants; one of them."""
    assert await ground.outgoing_lease.depth() == (0, 0.0)
    tenants = [fresh() for _ in range(4)]
    await admin_connection.execute(FILL, tenants)
    await admin_connection.execute("ANALYZE conversations")
    return tenants[1]


async def test_routing_goes_by_its_indexes(full: UUID, admin_connection: Connection) -> None:
    people, now = [fresh() for _ in range(10)], await admin_connection.fetchval("SELECT now()")
    queries: dict[str, tuple[str, tuple[object, ...], str]] = {
        "who is next": (assignments.WAITING, (full, fresh(), 100), "ix_conversations_waiting"),
        "how many wait": (assignments.COUNT, (full, fresh()), "ix_conversations_waiting"),
        "how much they have": (agents.LOAD, (full, people, fresh()), "ix_conversations_load"),
        "who is silent": (assignments.SILENT, (full, fresh(), now, 100), "ix_conversations_served"),
        "queues' waiting": (queues.WAITING, (full,), "ix_conversations_waiting"),
    }
    for name, (query, arguments, expected) in queries.items():
        steps = await plan(admin_connection, query, *arguments)
        assert "conversations" not in walked(steps), name
        assert expected in indexes(steps), (name, indexes(steps))


async def test_what_is_due_is_found_without_going_through_tenants(admin_connection: Connection) -> None:
    await admin_connection.execute("SET enable_seqscan = off")
    # Of an empty table every index costs the same, unless the statistics say that it is not empty.
    await admin_connection.execute(CLOCKS, [fresh() for _ in range(4)])
    await admin_connection.execute("ANALYZE sla_clocks")
    try:
        steps = await plan(admin_connection, assignments.DUE, AT, AT)
    finally:
        await admin_connection.execute("RESET enable_seqscan")
    assert {"ix_sla_clocks_next", "ix_agents_seen", "ix_queues_silence"} <= indexes(steps)
