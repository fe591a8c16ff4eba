"""Messages that are being sent: who waits to leave is told from who may be on the way."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """The mark that is made before the provider is asked. What somebody holds at this moment, without one, may be on its way."""
    op.execute("ALTER TABLE outgoing ADD COLUMN begun boolean NOT NULL DEFAULT false")
    # Row security is forced on the owner too, who would find no rows.
    op.execute("ALTER TABLE outgoing NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE outgoing SET begun = true WHERE token IS NOT NULL OR unknown_until IS NOT NULL")
    op.execute("ALTER TABLE outgoing FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Whoever holds a row may have sent it."""
    op.execute("ALTER TABLE outgoing DROP COLUMN begun")
