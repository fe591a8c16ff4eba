"""Answers that were given to idempotency keys."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.execute(
        """CREATE TABLE idempotency_keys (
          tenant_id uuid NOT NULL, key text NOT NULL, fingerprint text NOT NULL, status integer, body bytea,
          content_type text, created_at timestamptz NOT NULL,
          CONSTRAINT pk_idempotency_keys PRIMARY KEY (tenant_id, key))"""
    )
    op.execute("SELECT pytake_protect('idempotency_keys')")
    op.execute("SELECT pytake_share('idempotency_keys', 'SELECT, DELETE')")
    op.execute("CREATE INDEX ix_idempotency_keys_age ON idempotency_keys (created_at)")


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP TABLE idempotency_keys")
