"""Notifications."""

from alembic import op

revision = "0022"
down_revision = "0021"

STATEMENTS = [
    """CREATE TABLE notifications (
      tenant_id uuid NOT NULL, user_id uuid NOT NULL, id uuid NOT NULL, kind text NOT NULL, at timestamptz NOT NULL,
      detail text NOT NULL, conversation_id uuid, number_id uuid, read_at timestamptz,
      CONSTRAINT pk_notifications PRIMARY KEY (tenant_id, user_id, id))""",
    "CREATE INDEX ix_notifications_unread ON notifications (tenant_id, user_id, id) WHERE read_at IS NULL",
    "CREATE INDEX ix_notifications_old ON notifications (at)",
    "SELECT pytake_protect('notifications')",
    # The worker removes old ones.
    "GRANT SELECT (tenant_id, id, at), DELETE ON notifications TO pytake_worker",
    "CREATE POLICY worker ON notifications TO pytake_worker USING (true)",
]


def upgrade() -> None:
    """The table, under row security."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP TABLE notifications")
