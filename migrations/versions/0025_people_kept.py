"""Typed attributes, consents with proof, lists and segments; and what questions about people are answered from."""

from alembic import op

revision = "0025"
down_revision = "0024"

TABLES = [
    "ALTER TABLE contacts ADD COLUMN purposes jsonb NOT NULL DEFAULT '{}', ADD COLUMN deleted_at timestamptz",
    """CREATE TABLE contact_attributes (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, label text NOT NULL, type text NOT NULL,
      options text[] NOT NULL, storage text NOT NULL, place integer NOT NULL, created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL, removed_at timestamptz, version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_contact_attributes PRIMARY KEY (tenant_id, id))""",
    """CREATE UNIQUE INDEX uq_contact_attributes_name ON contact_attributes (tenant_id, name)
      WHERE removed_at IS NULL""",
    "CREATE UNIQUE INDEX uq_contact_attributes_place ON contact_attributes (tenant_id, storage, place)",
    """CREATE TABLE contact_consents (
      tenant_id uuid NOT NULL, id uuid NOT NULL, contact_id uuid NOT NULL, purpose text NOT NULL, given boolean NOT NULL,
      at timestamptz NOT NULL, source text NOT NULL, text text NOT NULL, recorded_at timestamptz NOT NULL,
      actor_kind text NOT NULL, actor_id uuid,
      CONSTRAINT pk_contact_consents PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_contact_consents_contact ON contact_consents (tenant_id, contact_id, id)",
    """CREATE TABLE contact_lists (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, name_key text NOT NULL,
      created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_contact_lists PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_contact_lists_name ON contact_lists (tenant_id, name_key)",
    """CREATE TABLE contact_list_members (
      tenant_id uuid NOT NULL, list_id uuid NOT NULL, contact_id uuid NOT NULL, added_at timestamptz NOT NULL,
      CONSTRAINT pk_contact_list_members PRIMARY KEY (tenant_id, list_id, contact_id))""",
    "CREATE INDEX ix_contact_list_members_contact ON contact_list_members (tenant_id, contact_id)",
    "ALTER TABLE contact_merges ADD COLUMN lists uuid[] NOT NULL DEFAULT '{}', ADD COLUMN gained uuid[] NOT NULL DEFAULT '{}'",
    "CREATE INDEX ix_contact_merges_kept ON contact_merges (tenant_id, kept_id)",
    """CREATE TABLE segments (
      tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, name_key text NOT NULL, description text NOT NULL,
      query jsonb NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
      version integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_segments PRIMARY KEY (tenant_id, id))""",
    "CREATE UNIQUE INDEX uq_segments_name ON segments (tenant_id, name_key)",
    """CREATE TABLE contact_facets (
      tenant_id uuid NOT NULL, contact_id uuid NOT NULL, created_at timestamptz NOT NULL, seen_on date,
      vip boolean NOT NULL, blocked boolean NOT NULL, opted_in boolean NOT NULL, opted_out boolean NOT NULL,
      language text, tags text[] NOT NULL, purposes text[] NOT NULL, numbers double precision[], truths boolean[],
      texts text[],
      CONSTRAINT pk_contact_facets PRIMARY KEY (tenant_id, contact_id)) WITH (fillfactor = 90)""",
]
NAMES = (
    "contact_attributes",
    "contact_consents",
    "contact_lists",
    "contact_list_members",
    "segments",
    "contact_facets",
)

# A row of each contact that is neither merged nor deleted. Values stand at their attribute's place, each among those of its kind,
# and only when they are of it: what is compared here is compared as the application does.
FILL = """
CREATE FUNCTION pytake_fill_facets(tenants uuid[], contacts uuid[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM contact_facets f USING unnest(tenants, contacts) AS w(tenant, contact), contacts c
    WHERE f.tenant_id = w.tenant AND f.contact_id = w.contact AND c.tenant_id = w.tenant AND c.id = w.contact
      AND (c.merged_into IS NOT NULL OR c.deleted_at IS NOT NULL);
  INSERT INTO contact_facets (tenant_id, contact_id, created_at, seen_on, vip, blocked, opted_in, opted_out, language, tags,
    purposes, numbers, truths, texts)
  SELECT c.tenant_id, c.id, c.created_at,
    ((greatest(
      (SELECT max(v.window_expires_at) FROM conversations v
        WHERE v.tenant_id = c.tenant_id AND v.contact_id = c.id AND v.status <> 'archived'),
      (SELECT max(v.window_expires_at) FROM conversations v
        WHERE v.tenant_id = c.tenant_id AND v.contact_id = c.id AND v.status = 'archived')
      ) - interval '24 hours') AT TIME ZONE 'UTC')::date,
    c.vip, c.blocked,
    c.opted_in_at IS NOT NULL AND (c.opted_out_at IS NULL OR c.opted_in_at > c.opted_out_at),
    c.opted_out_at IS NOT NULL AND (c.opted_in_at IS NULL OR c.opted_in_at <= c.opted_out_at),
    c.language, c.tags,
    ARRAY(SELECT p.key FROM jsonb_each(c.purposes) p WHERE p.value -> 'given' = 'true'::jsonb ORDER BY p.key),
    a.numbers, a.truths, a.texts
  FROM unnest(tenants, contacts) AS w(tenant, contact)
  JOIN contacts c ON c.tenant_id = w.tenant AND c.id = w.contact AND c.merged_into IS NULL AND c.deleted_at IS NULL
  LEFT JOIN LATERAL (
    SELECT
      array_agg(CASE WHEN jsonb_typeof(v.value) = 'number' THEN
        CASE WHEN abs(v.value::numeric) <= 1e15 THEN v.value::float8 END END ORDER BY d.place)
        FILTER (WHERE d.storage = 'number') AS numbers,
      array_agg(CASE WHEN jsonb_typeof(v.value) = 'boolean' THEN v.value::boolean END ORDER BY d.place)
        FILTER (WHERE d.storage = 'truth') AS truths,
      array_agg(CASE WHEN jsonb_typeof(v.value) = 'string' THEN v.value #>> '{}' END ORDER BY d.place)
        FILTER (WHERE d.storage = 'text') AS texts
    FROM contact_attributes d
    CROSS JOIN LATERAL (SELECT CASE WHEN d.removed_at IS NULL THEN c.attributes -> d.name END AS value) v
    WHERE d.tenant_id = c.tenant_id) a ON true
  ON CONFLICT (tenant_id, contact_id) DO UPDATE SET seen_on = EXCLUDED.seen_on, vip = EXCLUDED.vip,
    blocked = EXCLUDED.blocked, opted_in = EXCLUDED.opted_in, opted_out = EXCLUDED.opted_out, language = EXCLUDED.language,
    tags = EXCLUDED.tags, purposes = EXCLUDED.purposes, numbers = EXCLUDED.numbers, truths = EXCLUDED.truths,
    texts = EXCLUDED.texts;
$$
"""
CHANGED = """
CREATE FUNCTION pytake_contact_facets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE tenants uuid[]; ids uuid[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM contact_facets f USING were o WHERE f.tenant_id = o.tenant_id AND f.contact_id = o.id;
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT array_agg(n.tenant_id ORDER BY n.tenant_id, n.id), array_agg(n.id ORDER BY n.tenant_id, n.id)
      INTO tenants, ids FROM are n;
  ELSE
    SELECT array_agg(n.tenant_id ORDER BY n.tenant_id, n.id), array_agg(n.id ORDER BY n.tenant_id, n.id)
      INTO tenants, ids FROM are n JOIN were o ON o.tenant_id = n.tenant_id AND o.id = n.id
      WHERE (n.language, n.vip, n.blocked, n.opted_in_at, n.opted_out_at, n.tags, n.attributes, n.purposes, n.merged_into,
          n.deleted_at)
        IS DISTINCT FROM (o.language, o.vip, o.blocked, o.opted_in_at, o.opted_out_at, o.tags, o.attributes, o.purposes,
          o.merged_into, o.deleted_at);
  END IF;
  IF ids IS NOT NULL THEN
    PERFORM pytake_fill_facets(tenants, ids);
  END IF;
  RETURN NULL;
END $$
"""
SEEN = """
CREATE FUNCTION pytake_contact_seen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE day date := ((NEW.window_expires_at - interval '24 hours') AT TIME ZONE 'UTC')::date;
BEGIN
  UPDATE contact_facets SET seen_on = day
    WHERE tenant_id = NEW.tenant_id AND contact_id = NEW.contact_id AND (seen_on IS NULL OR seen_on < day);
  RETURN NULL;
END $$
"""
TRIGGERS = [
    """CREATE TRIGGER facets_added AFTER INSERT ON contacts REFERENCING NEW TABLE AS are
      FOR EACH STATEMENT EXECUTE FUNCTION pytake_contact_facets()""",
    """CREATE TRIGGER facets_changed AFTER UPDATE ON contacts REFERENCING OLD TABLE AS were NEW TABLE AS are
      FOR EACH STATEMENT EXECUTE FUNCTION pytake_contact_facets()""",
    """CREATE TRIGGER facets_gone AFTER DELETE ON contacts REFERENCING OLD TABLE AS were
      FOR EACH STATEMENT EXECUTE FUNCTION pytake_contact_facets()""",
    """CREATE TRIGGER seen_first AFTER INSERT ON conversations FOR EACH ROW
      WHEN (NEW.window_expires_at IS NOT NULL) EXECUTE FUNCTION pytake_contact_seen()""",
    # At most once a day for each conversation: the days are compared, as the window is a day ahead of what was written.
    """CREATE TRIGGER seen_again AFTER UPDATE ON conversations FOR EACH ROW
      WHEN (NEW.window_expires_at IS NOT NULL AND (OLD.window_expires_at IS NULL OR OLD.contact_id <> NEW.contact_id
        OR (OLD.window_expires_at AT TIME ZONE 'UTC')::date <> (NEW.window_expires_at AT TIME ZONE 'UTC')::date))
      EXECUTE FUNCTION pytake_contact_seen()""",
]
LOOKED_AT = ("contacts", "conversations")


def upgrade() -> None:
    """The tables, the facets of who is there already, and the triggers that keep them up."""
    for statement in (*TABLES, FILL, CHANGED, SEEN):
        op.execute(statement)
    for name in LOOKED_AT:
        op.execute(f"CREATE POLICY facets ON {name} FOR SELECT TO pytake_owner USING (true)")
    op.execute("SELECT pytake_fill_facets(array_agg(tenant_id), array_agg(id)) FROM contacts HAVING count(*) > 0")
    for name in LOOKED_AT:
        op.execute(f"DROP POLICY facets ON {name}")
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    for statement in TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    """As before."""
    for name in ("facets_added", "facets_changed", "facets_gone"):
        op.execute(f"DROP TRIGGER {name} ON contacts")
    for name in ("seen_first", "seen_again"):
        op.execute(f"DROP TRIGGER {name} ON conversations")
    op.execute("DROP FUNCTION pytake_contact_seen()")
    op.execute("DROP FUNCTION pytake_contact_facets()")
    op.execute("DROP FUNCTION pytake_fill_facets(uuid[], uuid[])")
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
    op.execute("DROP INDEX ix_contact_merges_kept")
    op.execute("ALTER TABLE contact_merges DROP COLUMN lists, DROP COLUMN gained")
    op.execute("ALTER TABLE contacts DROP COLUMN purposes, DROP COLUMN deleted_at")
