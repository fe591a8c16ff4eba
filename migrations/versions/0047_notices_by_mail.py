"""Notifications that are mailed as well, and in which mail each is."""

from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """What was told before this is not mailed."""
    op.execute("ALTER TABLE notifications ADD COLUMN by_mail boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE notifications ADD COLUMN mail_id uuid, ADD COLUMN mailed_at timestamptz")
    op.execute(
        "CREATE INDEX ix_notifications_mail ON notifications (tenant_id, user_id, mail_id) WHERE mail_id IS NOT NULL"
    )


def downgrade() -> None:
    """Mails that wait are not sent."""
    for column in ("mailed_at", "mail_id", "by_mail"):
        op.execute(f"ALTER TABLE notifications DROP COLUMN {column}")
