"""Companies' own sign-on, and who of their people is who at their provider."""

from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """One provider a tenant."""
    op.execute(
        """CREATE TABLE sign_ons (
      tenant_id uuid NOT NULL, issuer text NOT NULL, client_id text NOT NULL, secret bytea NOT NULL,
      key_version integer NOT NULL, domains text[] NOT NULL, role text NOT NULL, creates boolean NOT NULL,
      enforced boolean NOT NULL, updated_at timestamptz NOT NULL, CONSTRAINT pk_sign_ons PRIMARY KEY (tenant_id))"""
    )
    op.execute(
        """CREATE TABLE sign_on_links (
      tenant_id uuid NOT NULL, issuer text NOT NULL, subject text NOT NULL, user_id uuid NOT NULL,
      linked_at timestamptz NOT NULL, CONSTRAINT pk_sign_on_links PRIMARY KEY (tenant_id, issuer, subject))"""
    )
    op.execute("CREATE INDEX ix_sign_on_links_user ON sign_on_links (tenant_id, user_id)")
    for name in ("sign_ons", "sign_on_links"):
        op.execute(f"SELECT pytake_protect('{name}')")


def downgrade() -> None:
    """People sign in by password or passkey again."""
    op.execute("DROP TABLE sign_on_links")
    op.execute("DROP TABLE sign_ons")
