"""Which customers of ERPs have a phone: a row each, since row security lets no index of arrays be used."""

from alembic import op

revision = "0038"
down_revision = "0037"

STEPS = [
    """CREATE TABLE erp_phones (
      tenant_id uuid NOT NULL, address text NOT NULL, erp_type text NOT NULL, customer_id text NOT NULL,
      CONSTRAINT pk_erp_phones PRIMARY KEY (tenant_id, address, erp_type, customer_id))""",
    "CREATE INDEX ix_erp_phones_customer ON erp_phones (tenant_id, erp_type, customer_id)",
    "SELECT pytake_protect('erp_phones')",
    # Row security holds for the owner as well.
    "CREATE POLICY filled ON erp_customers FOR SELECT TO pytake_owner USING (true)",
    "CREATE POLICY filled ON erp_phones FOR INSERT TO pytake_owner WITH CHECK (true)",
    # A Brazilian mobile is written with its ninth digit and without.
    """INSERT INTO erp_phones (tenant_id, address, erp_type, customer_id)
      SELECT DISTINCT c.tenant_id, w.address, c.erp_type, c.id
      FROM erp_customers c, unnest(c.phones) AS p(phone), LATERAL (VALUES ('+55' || p.phone), (CASE
        WHEN length(p.phone) = 11 AND substr(p.phone, 3, 1) = '9' THEN '+55' || left(p.phone, 2) || substr(p.phone, 4)
        WHEN length(p.phone) = 10 AND substr(p.phone, 3, 1) >= '6' THEN '+55' || left(p.phone, 2) || '9' || substr(p.phone, 3)
      END)) AS w(address) WHERE w.address IS NOT NULL""",
    "DROP POLICY filled ON erp_phones",
    "DROP POLICY filled ON erp_customers",
    "ALTER TABLE erp_customers DROP COLUMN phones",
]


def upgrade() -> None:
    """Make and fill the table; the column goes with its index."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """The column is filled by the next sweep."""
    op.execute("DROP TABLE erp_phones")
    op.execute("ALTER TABLE erp_customers ADD COLUMN phones text[] NOT NULL DEFAULT '{}'")
    op.execute("CREATE INDEX ix_erp_customers_phones ON erp_customers USING gin (phones)")
