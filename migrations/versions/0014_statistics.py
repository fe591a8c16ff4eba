"""No statistics on who owns a row: every company is expected to have its share of a table.

With them the planner expects no rows at all of a company that came after the last ANALYZE, and reads all of its rows where it
should look keys up; on a large table the next ANALYZE may be months away.
"""

from alembic import op

revision = "0014"
down_revision = "0013"

PROTECT = """
CREATE OR REPLACE FUNCTION pytake_protect(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY tenant ON %s TO pytake_app'
    ' USING (tenant_id = (SELECT NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid))'
    ' WITH CHECK (tenant_id = (SELECT NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid))', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO pytake_app', target);
{statistics}END $$
"""
WITHOUT = "  EXECUTE format('ALTER TABLE %s ALTER COLUMN tenant_id SET STATISTICS 0', target);\n"
EVERY = """
DO $$
DECLARE target regclass;
BEGIN
  FOR target IN SELECT a.attrelid::regclass FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attname = 'tenant_id' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN tenant_id SET STATISTICS {target}', target);
  END LOOP;
END $$
"""


def upgrade() -> None:
    """For the tables that are there, and those that will be protected."""
    op.execute(EVERY.format(target=0))
    op.execute(PROTECT.format(statistics=WITHOUT))


def downgrade() -> None:
    """As before."""
    op.execute(PROTECT.format(statistics=""))
    op.execute(EVERY.format(target=-1))
