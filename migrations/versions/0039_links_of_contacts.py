"""Contacts that a person unlinked stay unlinked; nothing an ERP told stays with contacts that are deleted."""

from alembic import op

revision = "0039"
down_revision = "0038"

STEPS = [
    """CREATE TABLE erp_denied (
      tenant_id uuid NOT NULL, contact_id uuid NOT NULL, erp_type text NOT NULL, customer_id text NOT NULL,
      CONSTRAINT pk_erp_denied PRIMARY KEY (tenant_id, contact_id, erp_type, customer_id))""",
    "SELECT pytake_protect('erp_denied')",
    # Row security holds for the owner as well.
    "CREATE POLICY mended ON contacts FOR SELECT TO pytake_owner USING (true)",
    *(
        step
        for table in ("erp_facts", "erp_links")
        for step in (
            f"CREATE POLICY mended ON {table} TO pytake_owner USING (true)",
            f"""DELETE FROM {table} l USING contacts c
              WHERE c.tenant_id = l.tenant_id AND c.id = l.contact_id AND c.deleted_at IS NOT NULL""",
            f"DROP POLICY mended ON {table}",
        )
    ),
    "DROP POLICY mended ON contacts",
]


def upgrade() -> None:
    """Make the table; mend what is there."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """Who was unlinked may be linked again."""
    op.execute("DROP TABLE erp_denied")
