"""Addresses at which nobody is reached."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """What a provider said of an address, and when."""
    op.execute("ALTER TABLE contact_addresses ADD COLUMN unreachable_at timestamptz, ADD COLUMN unreachable_by text")
    op.execute(
        "CREATE INDEX ix_contact_addresses_unreachable ON contact_addresses (tenant_id, contact_id)"
        " WHERE unreachable_at IS NOT NULL"
    )


def downgrade() -> None:
    """Forget it."""
    op.execute("DROP INDEX ix_contact_addresses_unreachable")
    op.execute("ALTER TABLE contact_addresses DROP COLUMN unreachable_by, DROP COLUMN unreachable_at")
