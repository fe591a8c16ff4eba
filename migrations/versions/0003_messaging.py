"""Contacts, numbers, conversations, messages and the queues between them."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = [
    """CREATE TABLE contacts (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text, email text, language text, time_zone text,
      vip boolean NOT NULL DEFAULT false, tags text[] NOT NULL DEFAULT '{}', attributes jsonb NOT NULL DEFAULT '{}',
      opted_out_at timestamptz, opted_in_at timestamptz, opted_in_source text, blocked boolean NOT NULL DEFAULT false,
      merged_into uuid, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_contacts PRIMARY KEY (tenant_id, id))""",
    """CREATE TABLE contact_addresses (
      tenant_id uuid NOT NULL, kind text NOT NULL, value text NOT NULL, contact_id uuid NOT NULL,
      current boolean NOT NULL DEFAULT true,
      CONSTRAINT pk_contact_addresses PRIMARY KEY (tenant_id, kind, value))""",
    "CREATE INDEX ix_contact_addresses_contact ON contact_addresses (tenant_id, contact_id)",
    """CREATE TABLE contact_merges (
      tenant_id uuid NOT NULL, merged_id uuid NOT NULL, kept_id uuid NOT NULL, record bytea NOT NULL,
      conversations uuid[] NOT NULL DEFAULT '{}', closed jsonb NOT NULL DEFAULT '{}',
      CONSTRAINT pk_contact_merges PRIMARY KEY (tenant_id, merged_id))""",
    """CREATE TABLE whatsapp_numbers (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, api_type text NOT NULL, phone_number text,
      phone_number_id text, business_account_id text, base_url text, evolution_instance text,
      is_active boolean NOT NULL, status text NOT NULL, status_reason text NOT NULL, quality text,
      daily_limit integer, rate_limit_per_minute integer, messages_per_second integer NOT NULL,
      webhook_verify_token text NOT NULL, access_token bytea, app_secret bytea, evolution_api_key bytea,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_whatsapp_numbers PRIMARY KEY (tenant_id, id))""",
    """CREATE UNIQUE INDEX uq_whatsapp_numbers_phone_number_id ON whatsapp_numbers (phone_number_id)
      WHERE phone_number_id IS NOT NULL""",
    "CREATE INDEX ix_whatsapp_numbers_account ON whatsapp_numbers (business_account_id)",
    """CREATE TABLE parked_elements (
      tenant_id uuid NOT NULL, id uuid NOT NULL, number_id uuid, reason text NOT NULL, raw bytea NOT NULL,
      at timestamptz NOT NULL,
      CONSTRAINT pk_parked_elements PRIMARY KEY (tenant_id, id))""",
    """CREATE TABLE conversations (
      tenant_id uuid NOT NULL, id uuid NOT NULL, contact_id uuid NOT NULL, number_id uuid NOT NULL,
      status text NOT NULL, assigned_to uuid, queue_id uuid, queue_name text, flow_session_id uuid,
      handed_over boolean NOT NULL, tags text[] NOT NULL, priority smallint NOT NULL,
      window_expires_at timestamptz, unread_count integer NOT NULL, last_message text, last_message_at timestamptz,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_conversations PRIMARY KEY (tenant_id, id)) WITH (fillfactor = 70)""",
    """CREATE UNIQUE INDEX uq_conversations_open ON conversations (tenant_id, contact_id, number_id)
      WHERE status <> 'archived'""",
    "CREATE INDEX ix_conversations_recent ON conversations (tenant_id, last_message_at, id)",
    """CREATE TABLE messages (
      tenant_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, contact_id uuid NOT NULL,
      number_id uuid NOT NULL, direction text NOT NULL, type text NOT NULL, status text NOT NULL,
      sent_by text NOT NULL, sent_by_id uuid, content jsonb NOT NULL, status_history jsonb NOT NULL, error jsonb,
      price jsonb, provider_id text, provider_key uuid, reply_to text, client_key text, provider_at timestamptz,
      created_at timestamptz NOT NULL, read_at timestamptz,
      CONSTRAINT pk_messages PRIMARY KEY (tenant_id, id)) WITH (fillfactor = 85)""",
    "CREATE INDEX ix_messages_conversation ON messages (tenant_id, conversation_id, id)",
    """CREATE UNIQUE INDEX uq_messages_provider ON messages (tenant_id, number_id, provider_key)
      WHERE provider_key IS NOT NULL""",
    """CREATE UNIQUE INDEX uq_messages_client_key ON messages (tenant_id, client_key)
      WHERE client_key IS NOT NULL""",
    """CREATE TABLE early_statuses (
      tenant_id uuid NOT NULL, number_id uuid NOT NULL, provider_id text NOT NULL, status text NOT NULL,
      at timestamptz NOT NULL, correlation text, data bytea NOT NULL,
      CONSTRAINT pk_early_statuses PRIMARY KEY (tenant_id, number_id, provider_id, status, at))""",
    """CREATE TABLE conversation_notes (
      tenant_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, author_id uuid,
      author_name text NOT NULL, body text NOT NULL, created_at timestamptz NOT NULL,
      CONSTRAINT pk_conversation_notes PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_conversation_notes_conversation ON conversation_notes (tenant_id, conversation_id, id)",
    """CREATE TABLE message_months (
      tenant_id uuid NOT NULL, month date NOT NULL, used bigint NOT NULL,
      CONSTRAINT pk_message_months PRIMARY KEY (tenant_id, month)) WITH (fillfactor = 50)""",
    """CREATE TABLE inbox (
      tenant_id uuid NOT NULL, id uuid NOT NULL, lane smallint NOT NULL, number_id uuid NOT NULL,
      api_type text NOT NULL, body bytea NOT NULL, received_at timestamptz NOT NULL,
      leased_until timestamptz, token uuid, tries integer NOT NULL DEFAULT 0,
      CONSTRAINT pk_inbox PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_inbox_turn ON inbox (lane, tenant_id, id)",
    "CREATE INDEX ix_inbox_held ON inbox (number_id, lane) WHERE leased_until IS NOT NULL",
    """CREATE TABLE deliveries (
      tenant_id uuid NOT NULL, id uuid NOT NULL, lane smallint NOT NULL, subject uuid NOT NULL, type text NOT NULL,
      data bytea NOT NULL, not_before timestamptz, leased_until timestamptz, token uuid,
      tries integer NOT NULL DEFAULT 0,
      CONSTRAINT pk_deliveries PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_deliveries_turn ON deliveries (lane, tenant_id, id)",
    "CREATE INDEX ix_deliveries_held ON deliveries (subject) WHERE leased_until IS NOT NULL",
    """CREATE TABLE outgoing (
      tenant_id uuid NOT NULL, message_id uuid NOT NULL, lane smallint NOT NULL, conversation_id uuid NOT NULL,
      not_before timestamptz, unknown_until timestamptz, leased_until timestamptz, token uuid,
      tries integer NOT NULL DEFAULT 0,
      CONSTRAINT pk_outgoing PRIMARY KEY (tenant_id, message_id))""",
    "CREATE INDEX ix_outgoing_turn ON outgoing (lane, tenant_id, message_id)",
    """CREATE INDEX ix_outgoing_order ON outgoing (tenant_id, conversation_id, message_id)
      WHERE unknown_until IS NULL""",
    """CREATE TABLE event_log (
      tenant_id uuid NOT NULL, id uuid NOT NULL, subject uuid NOT NULL, type text NOT NULL, at timestamptz NOT NULL,
      actor_kind text NOT NULL, actor_id uuid, reason text NOT NULL, data jsonb NOT NULL,
      CONSTRAINT pk_event_log PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_event_log_subject ON event_log (tenant_id, subject, id)",
]

NAMES = [
    "contacts",
    "contact_addresses",
    "contact_merges",
    "whatsapp_numbers",
    "parked_elements",
    "conversations",
    "messages",
    "early_statuses",
    "conversation_notes",
    "message_months",
    "inbox",
    "deliveries",
    "outgoing",
    "event_log",
]
QUEUES = ("inbox", "deliveries", "outgoing")


def upgrade() -> None:
    """Make the tables, all under row security; the worker's role sees the queues and whose a number is."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    op.execute("SELECT pytake_share('inbox', 'SELECT, INSERT, UPDATE, DELETE')")
    op.execute("SELECT pytake_share('deliveries', 'SELECT, UPDATE')")
    op.execute("SELECT pytake_share('outgoing', 'SELECT, UPDATE')")
    op.execute("SELECT pytake_share('whatsapp_numbers', 'SELECT')")
    for name in QUEUES:
        op.execute(
            f"ALTER TABLE {name} SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,"
            " autovacuum_vacuum_cost_delay = 0)"
        )


def downgrade() -> None:
    """Drop the tables with their policies."""
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
