"""Conversations that began at an advertisement, and until when they are free."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """When somebody came by an advertisement, and until when what we send them costs nothing."""
    op.execute("ALTER TABLE conversations ADD COLUMN entered_at timestamptz, ADD COLUMN free_until timestamptz")


def downgrade() -> None:
    """Forget it."""
    op.execute("ALTER TABLE conversations DROP COLUMN free_until, DROP COLUMN entered_at")
