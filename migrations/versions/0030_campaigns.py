"""Campaigns, their ledger, and what is counted of it."""

from alembic import op

revision = "0030"
down_revision = "0028"

TABLES = [
    """CREATE TABLE campaigns (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, name_key text NOT NULL, type text NOT NULL,
      status text NOT NULL, status_code text, status_reason text NOT NULL, plan jsonb NOT NULL, winner text,
      starts_at timestamptz, created_by uuid, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      started_at timestamptz, filled_at timestamptz, ended_at timestamptz, deleted_at timestamptz, version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_campaigns PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_campaigns_name ON campaigns (tenant_id, name_key) WHERE deleted_at IS NULL",
    """CREATE INDEX ix_campaigns_active ON campaigns (status, tenant_id, id)
      WHERE status IN ('scheduled', 'running', 'stopping')""",
    """CREATE TABLE campaign_policies (
      tenant_id uuid NOT NULL, policy jsonb NOT NULL, version integer NOT NULL,
      CONSTRAINT pk_campaign_policies PRIMARY KEY (tenant_id))""",
    # The send ledger: a row is the intent, and there is one for each person, step and round. Room in each page, since every row
    # changes four or five times.
    """CREATE TABLE campaign_recipients (
      tenant_id uuid NOT NULL, campaign_id uuid NOT NULL, contact_id uuid NOT NULL, step smallint NOT NULL,
      round smallint NOT NULL, outcome smallint NOT NULL, tries smallint NOT NULL DEFAULT 0, due_at timestamptz NOT NULL,
      queued_at timestamptz, sent_at timestamptz, delivered_at timestamptz, read_at timestamptz, failed_at timestamptz,
      replied_at timestamptz, clicked_at timestamptz, converted_at timestamptz, opted_out_at timestamptz,
      number_id uuid, message_id uuid, zone text NOT NULL, reason text, variant text, category text, country text,
      currency text, amount numeric, priced boolean NOT NULL DEFAULT false,
      CONSTRAINT pk_campaign_recipients PRIMARY KEY (tenant_id, campaign_id, contact_id, step, round))
      WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)""",
    """CREATE INDEX ix_campaign_recipients_pending ON campaign_recipients (tenant_id, campaign_id, zone, due_at, contact_id)
      WHERE outcome = 0""",
    """CREATE INDEX ix_campaign_recipients_queued ON campaign_recipients (tenant_id, campaign_id, number_id)
      WHERE outcome = 1""",
    """CREATE INDEX ix_campaign_recipients_contact ON campaign_recipients (tenant_id, contact_id, queued_at)
      WHERE queued_at IS NOT NULL""",
    # What is counted of the ledger, by whom of a few at once: who counts does not wait for who counts beside.
    """CREATE TABLE campaign_cells (
      tenant_id uuid NOT NULL, campaign_id uuid NOT NULL, slot smallint NOT NULL, step smallint NOT NULL,
      variant text NOT NULL, outcome smallint NOT NULL, reason text NOT NULL, category text NOT NULL,
      country text NOT NULL, currency text NOT NULL, count bigint NOT NULL, replied bigint NOT NULL,
      clicked bigint NOT NULL, converted bigint NOT NULL, opted_out bigint NOT NULL, amount numeric NOT NULL,
      estimated numeric NOT NULL,
      CONSTRAINT pk_campaign_cells PRIMARY KEY (tenant_id, campaign_id, slot, step, variant, outcome, reason, category,
        country, currency)) WITH (fillfactor = 50)""",
    """CREATE TABLE campaign_minutes (
      tenant_id uuid NOT NULL, campaign_id uuid NOT NULL, minute timestamptz NOT NULL, slot smallint NOT NULL,
      queued bigint NOT NULL, results bigint NOT NULL, failed bigint NOT NULL, refused bigint NOT NULL,
      CONSTRAINT pk_campaign_minutes PRIMARY KEY (tenant_id, campaign_id, minute, slot)) WITH (fillfactor = 50)""",
    """CREATE TABLE portfolio_minutes (
      tenant_id uuid NOT NULL, portfolio text NOT NULL, minute timestamptz NOT NULL, begun bigint NOT NULL,
      CONSTRAINT pk_portfolio_minutes PRIMARY KEY (tenant_id, portfolio, minute)) WITH (fillfactor = 50)""",
    """CREATE TABLE campaign_paces (
      tenant_id uuid NOT NULL, campaign_id uuid NOT NULL, at timestamptz NOT NULL, per_second double precision NOT NULL,
      waiting integer NOT NULL, tokens double precision NOT NULL,
      CONSTRAINT pk_campaign_paces PRIMARY KEY (tenant_id, campaign_id)) WITH (fillfactor = 50)""",
    """CREATE TABLE number_slowdowns (
      tenant_id uuid NOT NULL, number_id uuid NOT NULL, factor double precision NOT NULL, at timestamptz NOT NULL,
      CONSTRAINT pk_number_slowdowns PRIMARY KEY (tenant_id, number_id))""",
    """CREATE TABLE marketing_rests (
      tenant_id uuid NOT NULL, contact_id uuid NOT NULL, times integer NOT NULL, since timestamptz NOT NULL,
      until timestamptz NOT NULL,
      CONSTRAINT pk_marketing_rests PRIMARY KEY (tenant_id, contact_id))""",
    "ALTER TABLE contact_list_members ADD COLUMN fields jsonb",
]
NAMES = (
    "campaigns",
    "campaign_policies",
    "campaign_recipients",
    "campaign_cells",
    "campaign_minutes",
    "portfolio_minutes",
    "campaign_paces",
    "number_slowdowns",
    "marketing_rests",
)

# A statement changes many rows and few cells: what leaves a cell and what comes to one are added up first. `queued` counts
# messages that were handed over (what limits hold for), `results` those that were delivered or failed for the first time.
COUNTED = """
CREATE FUNCTION pytake_count_recipients() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mine smallint := pg_backend_pid() % 8;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO campaign_cells AS c
    SELECT n.tenant_id, n.campaign_id, mine, n.step, coalesce(n.variant, ''), n.outcome, coalesce(n.reason, ''),
      coalesce(n.category, ''), coalesce(n.country, ''), coalesce(n.currency, ''), count(*), count(n.replied_at),
      count(n.clicked_at), count(n.converted_at), count(n.opted_out_at), coalesce(sum(n.amount), 0), 0
    FROM are n GROUP BY 1, 2, 4, 5, 6, 7, 8, 9, 10
    ORDER BY 1, 2, 4, 5, 6, 7, 8, 9, 10
    ON CONFLICT (tenant_id, campaign_id, slot, step, variant, outcome, reason, category, country, currency)
    DO UPDATE SET count = c.count + EXCLUDED.count, replied = c.replied + EXCLUDED.replied,
      clicked = c.clicked + EXCLUDED.clicked, converted = c.converted + EXCLUDED.converted,
      opted_out = c.opted_out + EXCLUDED.opted_out, amount = c.amount + EXCLUDED.amount;
    RETURN NULL;
  END IF;
  INSERT INTO campaign_cells AS c
  SELECT d.tenant_id, d.campaign_id, mine, d.step, d.variant, d.outcome, d.reason, d.category, d.country, d.currency,
    sum(d.way), sum(d.replied), sum(d.clicked), sum(d.converted), sum(d.opted_out), sum(d.amount), sum(d.estimated)
  FROM (
    SELECT o.tenant_id, o.campaign_id, o.step, coalesce(o.variant, '') AS variant, o.outcome,
      coalesce(o.reason, '') AS reason, coalesce(o.category, '') AS category, coalesce(o.country, '') AS country,
      coalesce(o.currency, '') AS currency, -1 AS way, -(o.replied_at IS NOT NULL)::int AS replied,
      -(o.clicked_at IS NOT NULL)::int AS clicked, -(o.converted_at IS NOT NULL)::int AS converted,
      -(o.opted_out_at IS NOT NULL)::int AS opted_out, -coalesce(o.amount, 0) AS amount,
      -CASE WHEN o.priced THEN 0 ELSE coalesce(o.amount, 0) END AS estimated
    FROM were o
    UNION ALL
    SELECT n.tenant_id, n.campaign_id, n.step, coalesce(n.variant, ''), n.outcome, coalesce(n.reason, ''),
      coalesce(n.category, ''), coalesce(n.country, ''), coalesce(n.currency, ''), 1, (n.replied_at IS NOT NULL)::int,
      (n.clicked_at IS NOT NULL)::int, (n.converted_at IS NOT NULL)::int, (n.opted_out_at IS NOT NULL)::int,
      coalesce(n.amount, 0), CASE WHEN n.priced THEN 0 ELSE coalesce(n.amount, 0) END
    FROM are n
  ) d
  GROUP BY 1, 2, 4, 5, 6, 7, 8, 9, 10
  HAVING sum(d.way) <> 0 OR sum(d.replied) <> 0 OR sum(d.clicked) <> 0 OR sum(d.converted) <> 0
    OR sum(d.opted_out) <> 0 OR sum(d.amount) <> 0 OR sum(d.estimated) <> 0
  ORDER BY 1, 2, 4, 5, 6, 7, 8, 9, 10
  ON CONFLICT (tenant_id, campaign_id, slot, step, variant, outcome, reason, category, country, currency)
  DO UPDATE SET count = c.count + EXCLUDED.count, replied = c.replied + EXCLUDED.replied,
    clicked = c.clicked + EXCLUDED.clicked, converted = c.converted + EXCLUDED.converted,
    opted_out = c.opted_out + EXCLUDED.opted_out, amount = c.amount + EXCLUDED.amount,
    estimated = c.estimated + EXCLUDED.estimated;
  INSERT INTO campaign_minutes AS m
  SELECT d.tenant_id, d.campaign_id, d.minute, mine, sum(d.queued), sum(d.results), sum(d.failed), sum(d.refused)
  FROM (
    SELECT n.tenant_id, n.campaign_id, date_trunc('minute', n.queued_at) AS minute, 1 AS queued, 0 AS results,
      0 AS failed, 0 AS refused
    FROM are n JOIN were o USING (tenant_id, campaign_id, contact_id, step, round)
    WHERE n.outcome = 1 AND o.outcome = 0
    UNION ALL
    SELECT n.tenant_id, n.campaign_id, date_trunc('minute', coalesce(n.failed_at, n.delivered_at, n.read_at)), 0, 1,
      (n.outcome = 5)::int, 0
    FROM are n JOIN were o USING (tenant_id, campaign_id, contact_id, step, round)
    WHERE n.outcome IN (3, 4, 5) AND o.outcome IN (1, 2)
    UNION ALL
    SELECT n.tenant_id, n.campaign_id, date_trunc('minute', n.opted_out_at), 0, 0, 0, 1
    FROM are n JOIN were o USING (tenant_id, campaign_id, contact_id, step, round)
    WHERE n.opted_out_at IS NOT NULL AND o.opted_out_at IS NULL
  ) d WHERE d.minute IS NOT NULL
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (tenant_id, campaign_id, minute, slot) DO UPDATE SET queued = m.queued + EXCLUDED.queued,
    results = m.results + EXCLUDED.results, failed = m.failed + EXCLUDED.failed, refused = m.refused + EXCLUDED.refused;
  RETURN NULL;
END $$
"""
TRIGGERS = [
    """CREATE TRIGGER recipients_added AFTER INSERT ON campaign_recipients REFERENCING NEW TABLE AS are
      FOR EACH STATEMENT EXECUTE FUNCTION pytake_count_recipients()""",
    """CREATE TRIGGER recipients_changed AFTER UPDATE ON campaign_recipients
      REFERENCING OLD TABLE AS were NEW TABLE AS are FOR EACH STATEMENT EXECUTE FUNCTION pytake_count_recipients()""",
]


def upgrade() -> None:
    """The tables, what keeps the counts, and who may see what: the worker which campaigns are active."""
    for statement in (*TABLES, COUNTED):
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    for statement in TRIGGERS:
        op.execute(statement)
    op.execute("GRANT SELECT (tenant_id, id, status, starts_at) ON campaigns TO pytake_worker")
    op.execute("CREATE POLICY swept ON campaigns FOR SELECT TO pytake_worker USING (true)")


def downgrade() -> None:
    """As before."""
    op.execute("ALTER TABLE contact_list_members DROP COLUMN fields")
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
    op.execute("DROP FUNCTION pytake_count_recipients()")
