"""Planned messages, snoozes, surveys, saved views, canned replies, mentions; lists that cost the same at any size."""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = [
    """CREATE TABLE scheduled_messages (
      tenant_id uuid NOT NULL, id uuid NOT NULL, contact_id uuid NOT NULL, number_id uuid NOT NULL,
      conversation_id uuid, content jsonb NOT NULL, send_at timestamptz NOT NULL, planned_by uuid,
      planned_by_kind text NOT NULL, planned_by_name text NOT NULL, reply_to text, cancel_on_reply boolean NOT NULL,
      outside_window text NOT NULL, fallback jsonb, state text NOT NULL, reason text NOT NULL, message_id uuid,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_scheduled_messages PRIMARY KEY (tenant_id, id))""",
    """CREATE INDEX ix_scheduled_messages_answer ON scheduled_messages (tenant_id, contact_id, number_id)
      WHERE state = 'waiting' AND cancel_on_reply""",
    """CREATE INDEX ix_scheduled_messages_due ON scheduled_messages (send_at, tenant_id, id) WHERE state = 'waiting'""",
    """CREATE INDEX ix_scheduled_messages_conversation ON scheduled_messages (tenant_id, conversation_id, id)
      WHERE conversation_id IS NOT NULL""",
    """CREATE TABLE surveys (
      tenant_id uuid NOT NULL, id uuid NOT NULL, conversation_id uuid NOT NULL, contact_id uuid NOT NULL,
      number_id uuid NOT NULL, queue_id uuid, user_id uuid, message_id uuid, asked_at timestamptz NOT NULL,
      score smallint, comment text NOT NULL, answered_at timestamptz, comment_until timestamptz,
      CONSTRAINT pk_surveys PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_surveys_conversation ON surveys (tenant_id, conversation_id, id)",
    "CREATE INDEX ix_surveys_answered ON surveys (tenant_id, answered_at) WHERE answered_at IS NOT NULL",
    # One row a queue; that of the company has the queue of nothing but zeros.
    """CREATE TABLE survey_rules (
      tenant_id uuid NOT NULL, queue_id uuid NOT NULL, enabled boolean NOT NULL, question text NOT NULL,
      thanks text NOT NULL, comment_question text NOT NULL,
      CONSTRAINT pk_survey_rules PRIMARY KEY (tenant_id, queue_id))""",
    """CREATE TABLE saved_views (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, name_key text NOT NULL, filters jsonb NOT NULL,
      owner_id uuid, shared boolean NOT NULL, created_at timestamptz NOT NULL,
      CONSTRAINT pk_saved_views PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_saved_views_own ON saved_views (tenant_id, owner_id, name_key) WHERE NOT shared",
    "CREATE UNIQUE INDEX uq_saved_views_shared ON saved_views (tenant_id, name_key) WHERE shared",
    """CREATE TABLE canned_replies (
      tenant_id uuid NOT NULL, id uuid NOT NULL, shortcut text NOT NULL, title text NOT NULL, body text NOT NULL,
      audience text NOT NULL, audience_id uuid, owner_id uuid, media_id uuid,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_canned_replies PRIMARY KEY (tenant_id, id))""",
    """CREATE UNIQUE INDEX uq_canned_replies_shared ON canned_replies (tenant_id, shortcut)
      WHERE audience_id IS NULL""",
    """CREATE UNIQUE INDEX uq_canned_replies_some ON canned_replies (tenant_id, audience_id, shortcut)
      WHERE audience_id IS NOT NULL""",
    # Each tag of a conversation with the moment that lists are sorted by, so that a tag's list is a walk along an index.
    """CREATE TABLE conversation_tags (
      tenant_id uuid NOT NULL, tag text NOT NULL, conversation_id uuid NOT NULL, last_message_at timestamptz,
      CONSTRAINT pk_conversation_tags PRIMARY KEY (tenant_id, tag, conversation_id)) WITH (fillfactor = 70)""",
    "CREATE INDEX ix_conversation_tags_recent ON conversation_tags (tenant_id, tag, last_message_at, conversation_id)",
]
NAMES = (
    "scheduled_messages",
    "surveys",
    "survey_rules",
    "saved_views",
    "canned_replies",
    "conversation_tags",
)
REPLACED = ("recent", "agent", "queue")
BEFORE = [
    "CREATE INDEX ix_conversations_recent ON conversations (tenant_id, last_message_at, id)",
    """CREATE INDEX ix_conversations_agent ON conversations (tenant_id, assigned_to, last_message_at, id)
      WHERE assigned_to IS NOT NULL""",
    """CREATE INDEX ix_conversations_queue ON conversations (tenant_id, queue_id, last_message_at, id)
      WHERE queue_id IS NOT NULL""",
]
# A list is the merge of one walk a status; each begins where a page ended, and reads no further than the page.
INDEXES = [
    "CREATE INDEX ix_conversations_recent ON conversations (tenant_id, status, last_message_at, id)",
    """CREATE INDEX ix_conversations_agent ON conversations (tenant_id, assigned_to, status, last_message_at, id)
      WHERE assigned_to IS NOT NULL""",
    """CREATE INDEX ix_conversations_queue ON conversations (tenant_id, queue_id, status, last_message_at, id)
      WHERE queue_id IS NOT NULL""",
    """CREATE INDEX ix_conversations_near ON conversations (tenant_id, queue_id, status, last_message_at, id)
      WHERE assigned_to IS NULL AND queue_id IS NOT NULL""",
    """CREATE INDEX ix_conversations_nobodys ON conversations (tenant_id, status, last_message_at, id)
      WHERE assigned_to IS NULL AND queue_id IS NULL""",
    "CREATE INDEX ix_conversations_number ON conversations (tenant_id, number_id, status, last_message_at, id)",
    # Those that are not archived have uq_conversations_open.
    "CREATE INDEX ix_conversations_archived ON conversations (tenant_id, contact_id) WHERE status = 'archived'",
    """CREATE INDEX ix_conversations_snoozed ON conversations (tenant_id, last_message_at, id)
      WHERE snoozed_until IS NOT NULL""",
    """CREATE INDEX ix_conversations_wake ON conversations (snoozed_until, tenant_id, id)
      WHERE snoozed_until IS NOT NULL""",
]
FRESH = ("near", "nobodys", "number", "archived", "snoozed", "wake")
TAGS = """
CREATE FUNCTION pytake_conversation_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM conversation_tags WHERE tenant_id = OLD.tenant_id AND conversation_id = OLD.id AND tag = ANY(OLD.tags);
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM conversation_tags
      WHERE tenant_id = NEW.tenant_id AND conversation_id = NEW.id AND tag = ANY(OLD.tags) AND tag <> ALL(NEW.tags);
  END IF;
  INSERT INTO conversation_tags (tenant_id, tag, conversation_id, last_message_at)
    SELECT DISTINCT NEW.tenant_id, tag, NEW.id, NEW.last_message_at FROM unnest(NEW.tags) AS tag
    ON CONFLICT (tenant_id, tag, conversation_id) DO UPDATE SET last_message_at = excluded.last_message_at;
  RETURN NULL;
END $$
"""
TRIGGERS = [
    """CREATE TRIGGER tags_added AFTER INSERT ON conversations FOR EACH ROW WHEN (NEW.tags <> '{}')
      EXECUTE FUNCTION pytake_conversation_tags()""",
    """CREATE TRIGGER tags_changed AFTER UPDATE ON conversations FOR EACH ROW
      WHEN ((OLD.tags <> '{}' OR NEW.tags <> '{}')
        AND (OLD.tags IS DISTINCT FROM NEW.tags OR OLD.last_message_at IS DISTINCT FROM NEW.last_message_at))
      EXECUTE FUNCTION pytake_conversation_tags()""",
    """CREATE TRIGGER tags_gone AFTER DELETE ON conversations FOR EACH ROW WHEN (OLD.tags <> '{}')
      EXECUTE FUNCTION pytake_conversation_tags()""",
]


def upgrade() -> None:
    """Make the tables, all under row security; the worker sees where something is due."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    op.execute("ALTER TABLE conversations ADD COLUMN snoozed_until timestamptz")
    op.execute("ALTER TABLE conversation_notes ADD COLUMN mentions uuid[] NOT NULL DEFAULT '{}'")
    for index in REPLACED:
        op.execute(f"DROP INDEX ix_conversations_{index}")
    for statement in INDEXES:
        op.execute(statement)
    # Row security is forced on the owner too, who would find no rows and might add none.
    for name in ("conversations", "conversation_tags"):
        op.execute(f"CREATE POLICY tagged ON {name} TO pytake_owner USING (true)")
    op.execute(
        "INSERT INTO conversation_tags SELECT DISTINCT tenant_id, tag, id, last_message_at"
        " FROM conversations, unnest(tags) AS tag"
    )
    for name in ("conversations", "conversation_tags"):
        op.execute(f"DROP POLICY tagged ON {name}")
    op.execute(TAGS)
    for statement in TRIGGERS:
        op.execute(statement)
    op.execute("GRANT SELECT (tenant_id, send_at, state) ON scheduled_messages TO pytake_worker")
    op.execute("GRANT SELECT (tenant_id, snoozed_until) ON conversations TO pytake_worker")
    for name in ("scheduled_messages", "conversations"):
        op.execute(f"CREATE POLICY worker ON {name} FOR SELECT TO pytake_worker USING (true)")


def downgrade() -> None:
    """Drop all of it; conversations have their indexes of before."""
    op.execute("DROP POLICY worker ON conversations")
    op.execute("REVOKE SELECT (tenant_id, snoozed_until) ON conversations FROM pytake_worker")
    for name in ("tags_added", "tags_changed", "tags_gone"):
        op.execute(f"DROP TRIGGER {name} ON conversations")
    op.execute("DROP FUNCTION pytake_conversation_tags()")
    for index in (*REPLACED, *FRESH):
        op.execute(f"DROP INDEX ix_conversations_{index}")
    for statement in BEFORE:
        op.execute(statement)
    op.execute("ALTER TABLE conversations DROP COLUMN snoozed_until")
    op.execute("ALTER TABLE conversation_notes DROP COLUMN mentions")
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
