"""Flows stand in folders, and a version says what is new in it."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """What there is stands in no folder, and says nothing."""
    op.execute("ALTER TABLE flows ADD COLUMN folder text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE flow_versions ADD COLUMN note text NOT NULL DEFAULT ''")


def downgrade() -> None:
    """Drop both."""
    op.execute("ALTER TABLE flows DROP COLUMN folder")
    op.execute("ALTER TABLE flow_versions DROP COLUMN note")
