"""Imports of contacts: how far each is, its file while it is needed, and the rows that were refused."""

from alembic import op

revision = "0026"
down_revision = "0025"

TABLES = [
    """CREATE TABLE contact_imports (
      tenant_id uuid NOT NULL, id uuid NOT NULL, state text NOT NULL, data jsonb NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_contact_imports PRIMARY KEY (tenant_id, id))""",
    """CREATE TABLE contact_import_pieces (
      tenant_id uuid NOT NULL, import_id uuid NOT NULL, number integer NOT NULL, piece bytea NOT NULL,
      CONSTRAINT pk_contact_import_pieces PRIMARY KEY (tenant_id, import_id, number))""",
    "ALTER TABLE contact_import_pieces ALTER COLUMN piece SET STORAGE EXTERNAL",
    """CREATE TABLE contact_import_refusals (
      tenant_id uuid NOT NULL, import_id uuid NOT NULL, number integer NOT NULL, problem jsonb NOT NULL,
      cells text[] NOT NULL,
      CONSTRAINT pk_contact_import_refusals PRIMARY KEY (tenant_id, import_id, number))""",
]
NAMES = ("contact_imports", "contact_import_pieces", "contact_import_refusals")


def upgrade() -> None:
    """The tables."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")


def downgrade() -> None:
    """As before."""
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
