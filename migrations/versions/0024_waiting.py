"""Since when customers wait, lists by that, by the window and by priority; conversations that somebody muted; views in an order."""

from alembic import op

revision = "0024"
down_revision = "0023"

STATEMENTS = [
    "ALTER TABLE conversations ADD COLUMN awaits_since timestamptz",
    # The owner looks at all tenants for that moment.
    "CREATE POLICY waiting ON conversations TO pytake_owner USING (true)",
    """UPDATE conversations SET awaits_since = COALESCE(queued_at, last_message_at)
      WHERE status IN ('bot', 'queued', 'active', 'waiting') AND (status = 'queued' OR unread_count > 0)""",
    "DROP POLICY waiting ON conversations",
    """CREATE INDEX ix_conversations_awaited ON conversations (tenant_id, status, awaits_since, id)
      WHERE awaits_since IS NOT NULL""",
    "CREATE INDEX ix_conversations_window ON conversations (tenant_id, status, window_expires_at, id)",
    """CREATE INDEX ix_conversations_first
      ON conversations (tenant_id, status, priority, (COALESCE(last_message_at, created_at)), id) WHERE priority > 0""",
    """CREATE INDEX ix_conversations_unread ON conversations (tenant_id, status, last_message_at, id)
      WHERE unread_count > 0""",
    """CREATE TABLE conversation_mutes (
      tenant_id uuid NOT NULL, user_id uuid NOT NULL, conversation_id uuid NOT NULL, at timestamptz NOT NULL,
      CONSTRAINT pk_conversation_mutes PRIMARY KEY (tenant_id, user_id, conversation_id))""",
    "SELECT pytake_protect('conversation_mutes')",
    "ALTER TABLE saved_views ADD COLUMN place smallint NOT NULL DEFAULT 0",
]


def upgrade() -> None:
    """What lists are sorted by, by index; the new table under row security."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """As before."""
    op.execute("ALTER TABLE saved_views DROP COLUMN place")
    op.execute("DROP TABLE conversation_mutes")
    for index in ("awaited", "window", "first", "unread"):
        op.execute(f"DROP INDEX ix_conversations_{index}")
    op.execute("ALTER TABLE conversations DROP COLUMN awaits_since")
