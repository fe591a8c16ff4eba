"""Linked numbers: their connection, pairing and pace."""

from alembic import op

revision = "0012"
down_revision = "0011"

COLUMNS = (
    "link_state text",
    "link_since timestamptz",
    "link_reason text NOT NULL DEFAULT ''",
    "link_claim text NOT NULL DEFAULT ''",
    "link_claimed_at timestamptz",
    "link_claimed_reason text NOT NULL DEFAULT ''",
    "linked_at timestamptz",
    "first_contacts_failed integer NOT NULL DEFAULT 0",
    "first_contacts_paused_until timestamptz",
)


def upgrade() -> None:
    """Numbers that are linked like a phone know their connection, and how their first contacts go."""
    for column in COLUMNS:
        op.execute(f"ALTER TABLE whatsapp_numbers ADD COLUMN {column}")


def downgrade() -> None:
    """Forget it."""
    for column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE whatsapp_numbers DROP COLUMN {column.split()[0]}")
