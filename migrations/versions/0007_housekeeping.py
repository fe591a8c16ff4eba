"""What the worker may clear away when it is too old to matter."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Early statuses may be deleted by age."""
    op.execute("GRANT SELECT (tenant_id, at), DELETE ON early_statuses TO pytake_worker")
    op.execute("CREATE POLICY worker ON early_statuses TO pytake_worker USING (true)")
    op.execute("CREATE INDEX ix_early_statuses_age ON early_statuses (at)")


def downgrade() -> None:
    """As before."""
    op.execute("DROP INDEX ix_early_statuses_age")
    op.execute("DROP POLICY worker ON early_statuses")
    op.execute("REVOKE SELECT (tenant_id, at), DELETE ON early_statuses FROM pytake_worker")
