"""Lists of files that were brought for campaigns; what merges remember of such lists, and of campaigns."""

from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Lists that were there are nobody's; merges that were there had no part in either."""
    op.execute("ALTER TABLE contact_lists ADD COLUMN campaign_id uuid, ADD COLUMN import_id uuid")
    op.execute(
        "ALTER TABLE contact_merges ADD COLUMN said jsonb NOT NULL DEFAULT '{}',"
        " ADD COLUMN recipients jsonb NOT NULL DEFAULT '[]'"
    )


def downgrade() -> None:
    """As before."""
    op.execute("ALTER TABLE contact_merges DROP COLUMN said, DROP COLUMN recipients")
    op.execute("ALTER TABLE contact_lists DROP COLUMN campaign_id, DROP COLUMN import_id")
