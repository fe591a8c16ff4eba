"""Limits agreed with a tenant, roles of its own, and what is kept of tenants that were deleted."""

from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Columns and two tables; the worker finds a tenant by its domain and keeps the record of deletions."""
    op.execute("ALTER TABLE tenants ADD COLUMN limits jsonb NOT NULL DEFAULT '{}'")
    op.execute("CREATE UNIQUE INDEX uq_tenants_domain ON tenants ((branding ->> 'domain'))")
    op.execute("ALTER TABLE users ADD COLUMN custom_role jsonb")
    op.execute(
        """CREATE TABLE roles (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, description text NOT NULL, permissions text[] NOT NULL,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_roles PRIMARY KEY (tenant_id, id))"""
    )
    op.execute("CREATE UNIQUE INDEX uq_roles_name ON roles (tenant_id, lower(name))")
    op.execute("SELECT pytake_protect('roles')")
    op.execute(
        """CREATE TABLE erasures (
      company_id uuid NOT NULL, asked_by uuid, asked_at timestamptz NOT NULL, finished_at timestamptz,
      removed jsonb NOT NULL DEFAULT '{}',
      CONSTRAINT pk_erasures PRIMARY KEY (company_id))"""
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON erasures TO pytake_worker")


def downgrade() -> None:
    """Plans hold for everybody again, and so do the built-in roles."""
    op.execute("DROP TABLE erasures")
    op.execute("DROP TABLE roles")
    op.execute("ALTER TABLE users DROP COLUMN custom_role")
    op.execute("DROP INDEX uq_tenants_domain")
    op.execute("ALTER TABLE tenants DROP COLUMN limits")
