"""A company may ask its people for a second factor; a session says whether the company's own provider let somebody in."""

from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    """Nobody asks for one yet. Sessions that began before count as begun with a password."""
    op.execute("ALTER TABLE tenants ADD COLUMN second_factor_demanded boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE user_sessions ADD COLUMN by_provider boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    """The release before asks nobody."""
    op.execute("ALTER TABLE user_sessions DROP COLUMN by_provider")
    op.execute("ALTER TABLE tenants DROP COLUMN second_factor_demanded")
