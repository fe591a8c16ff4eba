"""Second factors of people."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """One row a person, under row security."""
    op.execute(
        """CREATE TABLE second_factors (
      tenant_id uuid NOT NULL, user_id uuid NOT NULL, secret bytea NOT NULL, key_version integer NOT NULL,
      created_at timestamptz NOT NULL, confirmed_at timestamptz, last_step bigint NOT NULL, recovery bytea[] NOT NULL,
      CONSTRAINT pk_second_factors PRIMARY KEY (tenant_id, user_id))"""
    )
    op.execute("SELECT pytake_protect('second_factors')")


def downgrade() -> None:
    """People sign in by password alone again."""
    op.execute("DROP TABLE second_factors")
