"""Flows, their versions and sessions."""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = [
    """CREATE TABLE flows (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, description text NOT NULL, status text NOT NULL,
      trigger jsonb NOT NULL, graph jsonb NOT NULL, is_default boolean NOT NULL, is_fallback boolean NOT NULL,
      draft_version integer NOT NULL, version integer NOT NULL, published_version_id uuid, updated_by uuid,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_flows PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_flows_default ON flows (tenant_id) WHERE is_default",
    "CREATE UNIQUE INDEX uq_flows_fallback ON flows (tenant_id) WHERE is_fallback",
    """CREATE TABLE flow_versions (
      tenant_id uuid NOT NULL, id uuid NOT NULL, flow_id uuid NOT NULL, number integer NOT NULL,
      graph jsonb NOT NULL, trigger jsonb NOT NULL, published_at timestamptz NOT NULL, published_by uuid,
      hash text NOT NULL,
      CONSTRAINT pk_flow_versions PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_flow_versions_number ON flow_versions (tenant_id, flow_id, number)",
    """CREATE TABLE flow_sessions (
      tenant_id uuid NOT NULL, id uuid NOT NULL, flow_id uuid NOT NULL, version_id uuid NOT NULL,
      contact_id uuid NOT NULL, number_id uuid NOT NULL, conversation_id uuid NOT NULL, status text NOT NULL,
      node text, expires_at timestamptz, state bytea NOT NULL, started_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL, version integer NOT NULL,
      CONSTRAINT pk_flow_sessions PRIMARY KEY (tenant_id, id)) WITH (fillfactor = 70)""",
    """CREATE UNIQUE INDEX uq_flow_sessions_running ON flow_sessions (tenant_id, contact_id, number_id)
      WHERE status = 'running'""",
    "CREATE INDEX ix_flow_sessions_contact ON flow_sessions (tenant_id, contact_id, number_id, id)",
    "CREATE INDEX ix_flow_sessions_flow ON flow_sessions (tenant_id, flow_id, id)",
    """CREATE INDEX ix_flow_sessions_expiry ON flow_sessions (tenant_id, expires_at)
      WHERE status = 'running' AND expires_at IS NOT NULL""",
]
NAMES = ("flows", "flow_versions", "flow_sessions")


def upgrade() -> None:
    """Make the tables, all under row security; the worker may see which sessions' lives are over."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    op.execute("GRANT SELECT (tenant_id, id, status, expires_at) ON flow_sessions TO pytake_worker")
    op.execute("CREATE POLICY worker ON flow_sessions FOR SELECT TO pytake_worker USING (true)")


def downgrade() -> None:
    """Drop the tables with their policies."""
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
