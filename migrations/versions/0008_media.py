"""Media of messages: what our store holds, and the ids providers gave it."""

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = [
    """CREATE TABLE media (
      tenant_id uuid NOT NULL, id uuid NOT NULL, type text NOT NULL, mime_type text NOT NULL, size bigint NOT NULL,
      sha256 text NOT NULL, filename text, state text NOT NULL, reason text, width integer, height integer,
      seconds double precision, has_thumbnail boolean NOT NULL, message_id uuid, voice_of uuid,
      created_at timestamptz NOT NULL,
      CONSTRAINT pk_media PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_media_voice ON media (tenant_id, voice_of) WHERE voice_of IS NOT NULL",
    """CREATE TABLE media_uploads (
      tenant_id uuid NOT NULL, media_id uuid NOT NULL, account text NOT NULL, provider_media_id text NOT NULL,
      expires_at timestamptz NOT NULL,
      CONSTRAINT pk_media_uploads PRIMARY KEY (tenant_id, media_id, account))""",
]
NAMES = ("media", "media_uploads")


def upgrade() -> None:
    """Make the tables, under row security."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")


def downgrade() -> None:
    """Drop them with their policies."""
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
