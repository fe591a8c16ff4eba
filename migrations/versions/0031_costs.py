"""Costs by the hour, the company's budget and what of it was reached."""

from alembic import op

revision = "0031"
down_revision = "0030"

# A message that is part of nothing, has no country or no known rate, stands under an empty word or an id of zeros: they are
# parts of the key.
TABLES = [
    """CREATE TABLE hourly_costs (
      tenant_id uuid NOT NULL, hour timestamptz NOT NULL, number_id uuid NOT NULL, category text NOT NULL,
      country text NOT NULL, currency text NOT NULL, source text NOT NULL, source_id uuid NOT NULL,
      messages bigint NOT NULL, amount numeric NOT NULL, estimated numeric NOT NULL,
      CONSTRAINT pk_hourly_costs
        PRIMARY KEY (tenant_id, hour, number_id, category, country, currency, source, source_id))""",
    """CREATE TABLE budgets (
      tenant_id uuid NOT NULL, budget jsonb NOT NULL, version integer NOT NULL,
      CONSTRAINT pk_budgets PRIMARY KEY (tenant_id))""",
    """CREATE TABLE budget_marks (
      tenant_id uuid NOT NULL, month date NOT NULL, percent smallint NOT NULL, campaign_id uuid NOT NULL,
      amount numeric NOT NULL,
      CONSTRAINT pk_budget_marks PRIMARY KEY (tenant_id, month, percent, campaign_id, amount))""",
    "ALTER TABLE notifications ADD COLUMN campaign_id uuid",
]
NAMES = ("hourly_costs", "budgets", "budget_marks")
# What was spent already is counted by the first housekeeping.
SPENT = """
INSERT INTO touched_hours (tenant_id, hour)
SELECT DISTINCT tenant_id, date_trunc('hour', created_at, 'UTC') FROM messages WHERE price IS NOT NULL"""


def upgrade() -> None:
    """Make the tables, all under row security."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    # Row security holds for the owner as well.
    op.execute("CREATE POLICY spent ON messages FOR SELECT TO pytake_owner USING (true)")
    op.execute("CREATE POLICY spent ON touched_hours FOR INSERT TO pytake_owner WITH CHECK (true)")
    op.execute(SPENT)
    op.execute("DROP POLICY spent ON touched_hours")
    op.execute("DROP POLICY spent ON messages")


def downgrade() -> None:
    """Drop them."""
    op.execute("ALTER TABLE notifications DROP COLUMN campaign_id")
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
