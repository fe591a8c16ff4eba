"""What 0010 and 0011 promised to fill, where they ran while the owner saw no rows."""

from alembic import op

revision = "0032"
down_revision = "0031"

# Whoever was changed since has it already.
QUEUED = "UPDATE conversations SET queued_at = updated_at WHERE status = 'queued' AND queued_at IS NULL"
TAGGED = """INSERT INTO conversation_tags (tenant_id, tag, conversation_id, last_message_at)
  SELECT DISTINCT tenant_id, tag, id, last_message_at FROM conversations, unnest(tags) AS tag
  ON CONFLICT (tenant_id, tag, conversation_id) DO NOTHING"""
LOOKED_AT = ("conversations", "conversation_tags")


def upgrade() -> None:
    """Queued conversations know since when, and tags their conversations; the owner sees all tenants for that moment."""
    for name in LOOKED_AT:
        op.execute(f"CREATE POLICY filled ON {name} TO pytake_owner USING (true)")
    op.execute(QUEUED)
    op.execute(TAGGED)
    for name in LOOKED_AT:
        op.execute(f"DROP POLICY filled ON {name}")


def downgrade() -> None:
    """Nothing: what was filled is true."""
