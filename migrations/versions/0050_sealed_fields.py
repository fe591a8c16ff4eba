"""What ERPs tell of people's documents is kept sealed. The plain columns stay for who still runs the release before, are emptied
by whoever writes a row or by `pytake admin rotate-keys`, and go with a later release.
"""

from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """Room for sealed documents; nobody looks for a customer by the plain ones here."""
    op.execute("ALTER TABLE erp_customers ADD COLUMN sealed_document bytea")
    op.execute("ALTER TABLE erp_facts ADD COLUMN sealed_document bytea")
    op.execute("DROP INDEX ix_erp_customers_document")


def downgrade() -> None:
    """What is sealed can't be opened here; the next sweep tells it again. A sealed record is of no use to the release before."""
    op.execute("CREATE INDEX ix_erp_customers_document ON erp_customers (tenant_id, erp_type, document)")
    op.execute("ALTER TABLE erp_facts DROP COLUMN sealed_document")
    op.execute("ALTER TABLE erp_customers DROP COLUMN sealed_document")
    op.execute("DELETE FROM erp_customers WHERE get_byte(record, 0) = 193")
