"""Functions that put tables under row-level security."""

from alembic import op

revision = "0001"
down_revision = None

PROTECT = """
CREATE FUNCTION pytake_protect(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY tenant ON %s TO pytake_app'
    ' USING (tenant_id = (SELECT NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid))'
    ' WITH CHECK (tenant_id = (SELECT NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid))', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO pytake_app', target);
END $$
"""

SHARE = """
CREATE FUNCTION pytake_share(target regclass, privileges text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT %s ON %s TO pytake_worker', privileges, target);
  EXECUTE format('CREATE POLICY worker ON %s TO pytake_worker USING (true) WITH CHECK (true)', target);
END $$
"""


def upgrade() -> None:
    """Make the two functions; only the owner may call them."""
    op.execute(PROTECT)
    op.execute(SHARE)
    op.execute("REVOKE EXECUTE ON FUNCTION pytake_protect(regclass), pytake_share(regclass, text) FROM PUBLIC")


def downgrade() -> None:
    """Drop them."""
    op.execute("DROP FUNCTION pytake_share(regclass, text)")
    op.execute("DROP FUNCTION pytake_protect(regclass)")
