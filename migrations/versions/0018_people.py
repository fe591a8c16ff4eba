"""People: what they prefer, invitations, and what each did."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Columns of users; the log is found by who caused what."""
    op.execute(
        """ALTER TABLE users ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}', ADD COLUMN invitation_hash bytea,
          ADD COLUMN invited_until timestamptz"""
    )
    op.execute(
        """CREATE INDEX ix_users_invitation ON users (tenant_id, invitation_hash)
          WHERE invitation_hash IS NOT NULL"""
    )
    op.execute(
        """CREATE INDEX ix_event_log_actor ON event_log (tenant_id, actor_id, id)
          WHERE actor_kind = 'user'"""
    )


def downgrade() -> None:
    """As it was; invitations are worth nothing then."""
    op.execute("DROP INDEX ix_event_log_actor")
    op.execute("ALTER TABLE users DROP COLUMN invited_until, DROP COLUMN invitation_hash, DROP COLUMN preferences")
