"""The worker, as which the doctor looks, sees which ERPs fail."""

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """How a connection is, and nothing of what it leads to."""
    op.execute("GRANT SELECT (status, status_kind) ON erp_connections TO pytake_worker")


def downgrade() -> None:
    """As before."""
    op.execute("REVOKE SELECT (status, status_kind) ON erp_connections FROM pytake_worker")
