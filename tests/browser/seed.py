"""Conversations by the thousand, put straight into the database: over the API or by messages they would take minutes."""

import asyncpg
import msgspec

PLAN = "UPDATE tenants SET plan = 'enterprise' WHERE tenant_id = $1::uuid"
CONTACTS = """INSERT INTO contacts (tenant_id, id, name, created_at, updated_at)
SELECT $1::uuid, md5($1::uuid::text || 'c' || n)::uuid, 'Cliente ' || lpad(n::text, 5, '0'), now(), now()
FROM generate_series(1, $2::int) n"""
ADDRESSES = """INSERT INTO contact_addresses (tenant_id, kind, value, contact_id)
SELECT $1::uuid, 'phone', '+55' || (11900000000 + n), md5($1::uuid::text || 'c' || n)::uuid
FROM generate_series(1, $2::int) n"""
CONVERSATIONS = """INSERT INTO conversations (tenant_id, id, contact_id, number_id, status, handed_over, tags, priority,
  unread_count, last_message, last_message_at, window_expires_at, created_at, updated_at)
SELECT $1::uuid, md5($1::uuid::text || 'v' || n)::uuid, md5($1::uuid::text || 'c' || n)::uuid, $3::uuid,
  'queued', true, '{}', 0, 0, 'Mensagem ' || n, now() - n * interval '5 seconds', now() + interval '8 hours',
  now() - interval '2 days', now()
FROM generate_series(1, $2::int) n"""
MESSAGES = """INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by,
  content, status_history, provider_id, provider_key, provider_at, created_at)
SELECT $1::uuid, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000'
    || lpad(to_hex(n * 1000 + k), 12, '0'))::uuid,
  md5($1::uuid::text || 'v' || n)::uuid, md5($1::uuid::text || 'c' || n)::uuid, $2::uuid,
  CASE WHEN k % 2 = 0 THEN 'inbound' ELSE 'outbound' END, 'text', 'read', 'contact',
  jsonb_build_object('kind', 'text', 'body', 'Linha ' || k || ' da conversa ' || n), '[]',
  $1::uuid::text || 'w' || n || '.' || k, md5($1::uuid::text || 'p' || n || '.' || k)::uuid, at, at
FROM generate_series(1, $3::int) n, generate_series(0, $4::int - 1) k,
  LATERAL (SELECT now() - n * interval '5 seconds' - k * interval '1 minute' AS at) AS times"""


class Seed(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many conversations of a number, and how many of the newest have how many messages each."""

    tenant_id: str
    number_id: str
    conversations: int
    talkative: int = 0
    messages: int = 0


async def plant(dsn: str, seed: Seed) -> None:
    """Write them, and let the planner know."""
    connection = await asyncpg.connect(dsn)
    try:
        tenant, number = seed.tenant_id, seed.number_id
        # A company of this size has the plan for it: fewer requests a second would be what is measured.
        await connection.execute(PLAN, tenant)
        for statement in (CONTACTS, ADDRESSES):
            await connection.execute(statement, tenant, seed.conversations)
        await connection.execute(CONVERSATIONS, tenant, seed.conversations, number)
        await connection.execute(MESSAGES, tenant, number, seed.talkative, seed.messages)
        await connection.execute("ANALYZE contacts, contact_addresses, conversations, messages")
    finally:
        await connection.close()
