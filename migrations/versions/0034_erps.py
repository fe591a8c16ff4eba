"""ERPs: connections, what they told, what was asked of them, how far sweeps are."""

from alembic import op

revision = "0034"
down_revision = "0033"

TABLES = [
    """CREATE TABLE erp_connections (
      tenant_id uuid NOT NULL, erp_type text NOT NULL, base_url text NOT NULL, settings jsonb NOT NULL, secrets bytea,
      webhook_token bytea, status text NOT NULL, status_kind text NOT NULL DEFAULT '', status_detail text NOT NULL DEFAULT '',
      offers text[] NOT NULL DEFAULT '{}', checked_at timestamptz, preferred boolean NOT NULL DEFAULT false,
      sync boolean NOT NULL DEFAULT true, sync_at timestamptz, version integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_erp_connections PRIMARY KEY (tenant_id, erp_type))""",
    "CREATE UNIQUE INDEX uq_erp_connections_preferred ON erp_connections (tenant_id) WHERE preferred",
    "CREATE INDEX ix_erp_connections_due ON erp_connections (sync_at) WHERE sync",
    """CREATE TABLE erp_customers (
      tenant_id uuid NOT NULL, erp_type text NOT NULL, id text NOT NULL, document text, code text, name text,
      phones text[] NOT NULL DEFAULT '{}', city text, district text, record bytea NOT NULL, seen_at timestamptz NOT NULL,
      CONSTRAINT pk_erp_customers PRIMARY KEY (tenant_id, erp_type, id))""",
    "CREATE INDEX ix_erp_customers_document ON erp_customers (tenant_id, erp_type, document)",
    "CREATE INDEX ix_erp_customers_phones ON erp_customers USING gin (phones)",
    """CREATE TABLE erp_contracts (
      tenant_id uuid NOT NULL, erp_type text NOT NULL, id text NOT NULL, customer_id text NOT NULL, status text NOT NULL,
      rank smallint NOT NULL, plan text, due_day smallint, city text, district text, region text, record bytea NOT NULL,
      seen_at timestamptz NOT NULL,
      CONSTRAINT pk_erp_contracts PRIMARY KEY (tenant_id, erp_type, id))""",
    "CREATE INDEX ix_erp_contracts_customer ON erp_contracts (tenant_id, erp_type, customer_id)",
    """CREATE TABLE erp_invoices (
      tenant_id uuid NOT NULL, erp_type text NOT NULL, id text NOT NULL, customer_id text NOT NULL, contract_id text,
      status text NOT NULL, owed boolean NOT NULL, to_pay numeric NOT NULL, due_on date, paid_on date, record bytea NOT NULL,
      seen_at timestamptz NOT NULL,
      CONSTRAINT pk_erp_invoices PRIMARY KEY (tenant_id, erp_type, id))""",
    "CREATE INDEX ix_erp_invoices_customer ON erp_invoices (tenant_id, erp_type, customer_id)",
    "CREATE INDEX ix_erp_invoices_due ON erp_invoices (tenant_id, due_on, erp_type, id) WHERE owed",
    """CREATE TABLE erp_links (
      tenant_id uuid NOT NULL, contact_id uuid NOT NULL, erp_type text NOT NULL, customer_id text NOT NULL, linked_by text NOT NULL,
      linked_at timestamptz NOT NULL, proven_at timestamptz,
      CONSTRAINT pk_erp_links PRIMARY KEY (tenant_id, contact_id))""",
    "CREATE INDEX ix_erp_links_customer ON erp_links (tenant_id, erp_type, customer_id)",
    """CREATE TABLE erp_facts (
      tenant_id uuid NOT NULL, contact_id uuid NOT NULL, erp_type text NOT NULL, customer_id text NOT NULL,
      as_of timestamptz NOT NULL, name text, document text, contract_id text, contract_status text NOT NULL,
      contracts integer NOT NULL DEFAULT 0, plan text, due_day smallint, city text, district text, region text,
      owed_count integer NOT NULL DEFAULT 0, owed_amount numeric NOT NULL DEFAULT 0, oldest_due_on date, next_due_on date,
      last_paid_on date, online boolean, online_at timestamptz,
      CONSTRAINT pk_erp_facts PRIMARY KEY (tenant_id, contact_id))""",
    """CREATE TABLE erp_calls (
      tenant_id uuid NOT NULL, id uuid NOT NULL, erp_type text NOT NULL, at timestamptz NOT NULL, operation text NOT NULL,
      outcome text NOT NULL, ms integer NOT NULL, attempts smallint NOT NULL, status smallint,
      CONSTRAINT pk_erp_calls PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_erp_calls_old ON erp_calls (at)",
    """CREATE TABLE erp_syncs (
      tenant_id uuid NOT NULL, id uuid NOT NULL, erp_type text NOT NULL, state text NOT NULL, sync jsonb NOT NULL,
      started_at timestamptz NOT NULL,
      CONSTRAINT pk_erp_syncs PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_erp_syncs_newest ON erp_syncs (tenant_id, erp_type, started_at DESC)",
    """CREATE UNIQUE INDEX uq_erp_syncs_running ON erp_syncs (tenant_id, erp_type) WHERE state = 'running'""",
    """CREATE TABLE erp_actions (
      tenant_id uuid NOT NULL, key text NOT NULL, capability text NOT NULL, state text NOT NULL, outcome bytea NOT NULL,
      customer_id text NOT NULL DEFAULT '', at timestamptz NOT NULL,
      CONSTRAINT pk_erp_actions PRIMARY KEY (tenant_id, key))""",
    "CREATE INDEX ix_erp_actions_old ON erp_actions (at)",
    "CREATE INDEX ix_erp_actions_customer ON erp_actions (tenant_id, customer_id, at)",
]
NAMES = (
    "erp_connections",
    "erp_customers",
    "erp_contracts",
    "erp_invoices",
    "erp_links",
    "erp_facts",
    "erp_calls",
    "erp_syncs",
    "erp_actions",
)


def upgrade() -> None:
    """The tables under row security; the worker keeps the journal, and sees whose sweep is due."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    op.execute("GRANT SELECT (tenant_id, erp_type, sync, sync_at) ON erp_connections TO pytake_worker")
    op.execute("CREATE POLICY swept ON erp_connections FOR SELECT TO pytake_worker USING (true)")
    op.execute("GRANT INSERT, SELECT (at, tenant_id, id), DELETE ON erp_calls TO pytake_worker")
    op.execute("CREATE POLICY kept ON erp_calls FOR ALL TO pytake_worker USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT (at, tenant_id, key), DELETE ON erp_actions TO pytake_worker")
    op.execute("CREATE POLICY swept ON erp_actions FOR ALL TO pytake_worker USING (true)")


def downgrade() -> None:
    """Drop them."""
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
