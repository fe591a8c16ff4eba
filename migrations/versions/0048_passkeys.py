"""Passkeys of people, and what is remembered of sign-ins between two requests."""

from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Several a person; the worker finds one by its device's id for it, before a tenant is known."""
    op.execute(
        """CREATE TABLE passkeys (
      tenant_id uuid NOT NULL, id uuid NOT NULL, user_id uuid NOT NULL, credential_id bytea NOT NULL, public_key bytea NOT NULL,
      host text NOT NULL, name text NOT NULL, created_at timestamptz NOT NULL, sign_count bigint NOT NULL,
      transports text[] NOT NULL, synced boolean NOT NULL, backed_up boolean NOT NULL, used_at timestamptz,
      CONSTRAINT pk_passkeys PRIMARY KEY (tenant_id, id))"""
    )
    op.execute("CREATE UNIQUE INDEX uq_passkeys_credential_id ON passkeys (credential_id)")
    op.execute("CREATE INDEX ix_passkeys_user ON passkeys (tenant_id, user_id)")
    op.execute("SELECT pytake_protect('passkeys')")
    op.execute("SELECT pytake_share('passkeys', 'SELECT')")
    op.execute(
        """CREATE TABLE ceremonies (
      key bytea NOT NULL, data bytea NOT NULL, until timestamptz NOT NULL, CONSTRAINT pk_ceremonies PRIMARY KEY (key))"""
    )
    op.execute("CREATE INDEX ix_ceremonies_until ON ceremonies (until)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ceremonies TO pytake_worker")


def downgrade() -> None:
    """People sign in by password again."""
    op.execute("DROP TABLE ceremonies")
    op.execute("DROP TABLE passkeys")
