"""Work in flight carries the trace that it belongs to; how much was put aside can be counted."""

from alembic import op

revision = "0046"
down_revision = "0045"

TABLES = ("inbox", "deliveries", "outgoing")


def upgrade() -> None:
    """Nothing for what is not traced, which is nearly all."""
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN trace text")
    # How much could not be read is a figure of the whole installation; what stands in it is not the worker's to see.
    op.execute("GRANT SELECT (id, at) ON parked_elements TO pytake_worker")
    op.execute("CREATE POLICY worker ON parked_elements FOR SELECT TO pytake_worker USING (true)")


def downgrade() -> None:
    """Traces that are under way end here."""
    op.execute("DROP POLICY worker ON parked_elements")
    op.execute("REVOKE SELECT (id, at) ON parked_elements FROM pytake_worker")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN trace")
