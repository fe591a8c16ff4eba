"""How companies use language models: settings, prompts, calls, and what a month cost."""

from alembic import op

revision = "0043"
down_revision = "0042"

TABLES = [
    """CREATE TABLE ai_settings (
      tenant_id uuid NOT NULL, settings jsonb NOT NULL, keys bytea NOT NULL, version integer NOT NULL,
      CONSTRAINT pk_ai_settings PRIMARY KEY (tenant_id))""",
    """CREATE TABLE ai_prompts (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, description text NOT NULL, text text NOT NULL,
      variables text[] NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_ai_prompts PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_ai_prompts_name ON ai_prompts (tenant_id, lower(name))",
    """CREATE TABLE ai_calls (
      tenant_id uuid NOT NULL, key text NOT NULL, at timestamptz NOT NULL, purpose text NOT NULL, provider text NOT NULL,
      model text NOT NULL, outcome text NOT NULL, tokens_read bigint NOT NULL DEFAULT 0,
      tokens_written bigint NOT NULL DEFAULT 0, cost numeric, held numeric NOT NULL DEFAULT 0, ms integer NOT NULL DEFAULT 0,
      currency text NOT NULL,
      CONSTRAINT pk_ai_calls PRIMARY KEY (tenant_id, key))""",
    "CREATE INDEX ix_ai_calls_at ON ai_calls (tenant_id, at)",
    "CREATE INDEX ix_ai_calls_old ON ai_calls (at)",
    "CREATE INDEX ix_ai_calls_open ON ai_calls (tenant_id, at) WHERE outcome = 'open'",
    """CREATE TABLE ai_months (
      tenant_id uuid NOT NULL, month date NOT NULL, currency text NOT NULL, calls bigint NOT NULL DEFAULT 0,
      failed bigint NOT NULL DEFAULT 0, tokens_read bigint NOT NULL DEFAULT 0, tokens_written bigint NOT NULL DEFAULT 0,
      spent numeric NOT NULL DEFAULT 0, unpriced bigint NOT NULL DEFAULT 0, marked smallint NOT NULL DEFAULT 0,
      CONSTRAINT pk_ai_months PRIMARY KEY (tenant_id, month, currency))""",
]
NAMES = ("ai_settings", "ai_prompts", "ai_calls", "ai_months")


def upgrade() -> None:
    """The tables under row security; housekeeping sees how old calls are, and no more of them."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    op.execute("GRANT SELECT (at, tenant_id, key), DELETE ON ai_calls TO pytake_worker")
    op.execute("CREATE POLICY swept ON ai_calls FOR ALL TO pytake_worker USING (true)")


def downgrade() -> None:
    """Drop them."""
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
