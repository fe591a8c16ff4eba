"""Who read or changed what, linked into a chain; requests of subjects; noes of people who were erased; how long data is kept."""

from alembic import op

revision = "0045"
down_revision = "0044"

TABLES = (
    """CREATE TABLE audit_records (
      tenant_id uuid NOT NULL, id uuid NOT NULL, at timestamptz NOT NULL, actor_kind text NOT NULL, actor_id uuid,
      action text NOT NULL, kind text NOT NULL, route text NOT NULL, subjects uuid[] NOT NULL, request_id text NOT NULL,
      address text NOT NULL, counts jsonb NOT NULL,
      CONSTRAINT pk_audit_records PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_audit_records_actor ON audit_records (tenant_id, actor_id, id)",
    "CREATE INDEX ix_audit_records_subjects ON audit_records USING gin (subjects)",
    """CREATE TABLE audit_waiting (
      tenant_id uuid NOT NULL, record_id uuid NOT NULL,
      CONSTRAINT pk_audit_waiting PRIMARY KEY (tenant_id, record_id))""",
    "CREATE INDEX ix_audit_waiting_order ON audit_waiting (record_id)",
    """CREATE TABLE audit_links (
      tenant_id uuid NOT NULL, place bigint NOT NULL, record_id uuid NOT NULL, hash bytea NOT NULL,
      CONSTRAINT pk_audit_links PRIMARY KEY (tenant_id, place))""",
    "CREATE UNIQUE INDEX uq_audit_links_record ON audit_links (tenant_id, record_id)",
    """CREATE TABLE audit_heads (
      tenant_id uuid NOT NULL, place bigint NOT NULL, hash bytea NOT NULL, first_place bigint NOT NULL, before_first bytea NOT NULL,
      mac bytea NOT NULL, key_version integer NOT NULL, checked jsonb,
      CONSTRAINT pk_audit_heads PRIMARY KEY (tenant_id))""",
    """CREATE TABLE privacy_requests (
      tenant_id uuid NOT NULL, id uuid NOT NULL, subject uuid NOT NULL, kind text NOT NULL, state text NOT NULL,
      due_at timestamptz NOT NULL, data jsonb NOT NULL, version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_privacy_requests PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_privacy_requests_open ON privacy_requests (tenant_id, due_at) WHERE state IN ('open', 'running')",
    "CREATE INDEX ix_privacy_requests_subject ON privacy_requests (tenant_id, subject, id)",
    """CREATE TABLE privacy_refusals (
      tenant_id uuid NOT NULL, mark bytea NOT NULL, at timestamptz NOT NULL,
      CONSTRAINT pk_privacy_refusals PRIMARY KEY (tenant_id, mark))""",
    """CREATE TABLE retention_rules (
      tenant_id uuid NOT NULL, rules jsonb NOT NULL, version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_retention_rules PRIMARY KEY (tenant_id))""",
)
APPENDED = {
    "audit_records": ("SELECT, INSERT", "SELECT, INSERT, DELETE"),
    "audit_waiting": ("INSERT", "SELECT, INSERT, DELETE"),
    "audit_links": ("SELECT", "SELECT, INSERT, DELETE"),
    "audit_heads": ("SELECT", "SELECT, INSERT, UPDATE, DELETE"),
}
"""What the application and the worker may do: the application can't change or remove what was written."""
OWN = ("privacy_requests", "privacy_refusals", "retention_rules")


def upgrade() -> None:
    """The tables, and who may do what with them."""
    for statement in TABLES:
        op.execute(statement)
    for name in (*APPENDED, *OWN):
        op.execute(f"SELECT pytake_protect('{name}')")
    for name, (application, worker) in APPENDED.items():
        op.execute(f"REVOKE ALL ON {name} FROM pytake_app")
        op.execute(f"GRANT {application} ON {name} TO pytake_app")
        op.execute(f"SELECT pytake_share('{name}', '{worker}')")
    op.execute("SELECT pytake_share('retention_rules', 'SELECT')")


def downgrade() -> None:
    """Without them."""
    for name in reversed((*APPENDED, *OWN)):
        op.execute(f"DROP TABLE {name}")
