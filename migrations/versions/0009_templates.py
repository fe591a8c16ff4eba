"""Templates of the provider's accounts."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """One table under row security; a name and language is one template until it is deleted."""
    op.execute("""CREATE TABLE templates (
      tenant_id uuid NOT NULL, id uuid NOT NULL, number_id uuid NOT NULL, business_account_id text NOT NULL,
      name text NOT NULL, language text NOT NULL, category text NOT NULL, components jsonb NOT NULL,
      parameter_format text NOT NULL, status text NOT NULL, provider_id text, quality text, reason text NOT NULL,
      coming_category text, category_change_at timestamptz, ttl_seconds integer, history jsonb NOT NULL,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_templates PRIMARY KEY (tenant_id, id))""")
    op.execute("""CREATE UNIQUE INDEX uq_templates_name ON templates (tenant_id, business_account_id, name, language)
      WHERE status <> 'deleted'""")
    op.execute("SELECT pytake_protect('templates')")


def downgrade() -> None:
    """Forget them; the provider keeps its own."""
    op.execute("DROP TABLE templates")
