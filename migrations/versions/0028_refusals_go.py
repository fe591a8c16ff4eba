"""Refused rows of imports are kept for a while and not for ever: they hold numbers and names."""

from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """When each was kept; the worker clears them away and sees nothing else of them."""
    op.execute("ALTER TABLE contact_import_refusals ADD COLUMN at timestamptz NOT NULL DEFAULT now()")
    op.execute("CREATE INDEX ix_contact_import_refusals_old ON contact_import_refusals (at)")
    op.execute("GRANT SELECT (tenant_id, at), DELETE ON contact_import_refusals TO pytake_worker")
    op.execute("CREATE POLICY worker ON contact_import_refusals TO pytake_worker USING (true)")


def downgrade() -> None:
    """As before."""
    op.execute("DROP POLICY worker ON contact_import_refusals")
    op.execute("REVOKE ALL ON contact_import_refusals FROM pytake_worker")
    op.execute("REVOKE SELECT (tenant_id, at) ON contact_import_refusals FROM pytake_worker")
    op.execute("ALTER TABLE contact_import_refusals DROP COLUMN at")
