"""Reminder rules and their ledger; outages and who was told of them."""

from alembic import op

revision = "0035"
down_revision = "0034"

TABLES = [
    """CREATE TABLE reminder_rules (
      tenant_id uuid NOT NULL, id uuid NOT NULL, days integer NOT NULL, active boolean NOT NULL, rule jsonb NOT NULL,
      version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_reminder_rules PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_reminder_rules_active ON reminder_rules (tenant_id) WHERE active",
    """CREATE TABLE reminders (
      tenant_id uuid NOT NULL, rule_id uuid NOT NULL, erp_type text NOT NULL, invoice_id text NOT NULL, due_on date NOT NULL,
      at timestamptz NOT NULL, state text NOT NULL, reason text NOT NULL, customer_id text NOT NULL, amount numeric NOT NULL,
      contact_id uuid, message_id uuid,
      CONSTRAINT pk_reminders PRIMARY KEY (tenant_id, rule_id, erp_type, invoice_id, due_on))""",
    "CREATE INDEX ix_reminders_contact ON reminders (tenant_id, contact_id, at) WHERE state = 'queued'",
    """CREATE TABLE outages (
      tenant_id uuid NOT NULL, id uuid NOT NULL, outage jsonb NOT NULL, started_at timestamptz NOT NULL, ended_at timestamptz,
      version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_outages PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_outages_on ON outages (tenant_id, started_at) WHERE ended_at IS NULL",
    """CREATE TABLE outage_told (
      tenant_id uuid NOT NULL, outage_id uuid NOT NULL, contact_id uuid NOT NULL, at timestamptz NOT NULL,
      ended boolean NOT NULL DEFAULT false,
      CONSTRAINT pk_outage_told PRIMARY KEY (tenant_id, outage_id, contact_id))""",
]
NAMES = ("reminder_rules", "reminders", "outages", "outage_told")


def upgrade() -> None:
    """The tables under row security; the worker sees who has rules that are active."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    op.execute("GRANT SELECT (tenant_id, active) ON reminder_rules TO pytake_worker")
    op.execute("CREATE POLICY swept ON reminder_rules FOR SELECT TO pytake_worker USING (true)")


def downgrade() -> None:
    """Drop them."""
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
