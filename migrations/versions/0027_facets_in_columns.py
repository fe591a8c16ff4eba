"""Facets in columns of fixed width, texts folded, and the day on which the company last wrote."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from alembic import op

from pytake_domain.contacts import LETTERS_FROM, LETTERS_TO

revision = "0027"
down_revision = "0026"

FACETS = """
CREATE TABLE contact_facets (
  tenant_id uuid NOT NULL, contact_id uuid NOT NULL, tag_marks bigint NOT NULL, flags integer NOT NULL,
  open_talks integer NOT NULL, seen_on date NOT NULL, replied_on date NOT NULL, created_at timestamptz NOT NULL,
  text_1 bigint NOT NULL, text_2 bigint NOT NULL, text_3 bigint NOT NULL, text_4 bigint NOT NULL,
  number_1 double precision NOT NULL, number_2 double precision NOT NULL, number_3 double precision NOT NULL,
  number_4 double precision NOT NULL, number_5 double precision NOT NULL, number_6 double precision NOT NULL,
  tags text[] NOT NULL, purposes text[], texts text[], numbers double precision[],
  CONSTRAINT pk_contact_facets PRIMARY KEY (tenant_id, contact_id)) WITH (fillfactor = 90)"""
# Everybody of the company who wrote: agents, the API, the business's own phone. Not flows, campaigns or models.
PEOPLE = "('agent', 'api', 'phone')"
REPLIED = f"""
UPDATE conversations c SET replied_on = w.day FROM (
  SELECT m.tenant_id, m.conversation_id, (max(m.created_at) AT TIME ZONE 'UTC')::date AS day FROM messages m
  WHERE m.direction = 'outbound' AND m.sent_by IN {PEOPLE} GROUP BY 1, 2) w
WHERE c.tenant_id = w.tenant_id AND c.id = w.conversation_id"""
# Texts of letters without marks, which most are, need no look at the table.
FOLDED = f"""
CREATE FUNCTION pytake_folded(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN octet_length(given) = char_length(given) THEN lower(given COLLATE "C")
    ELSE translate(given, '{LETTERS_FROM}', '{LETTERS_TO}') END
$$"""
KEY = """
CREATE FUNCTION pytake_text_key(given text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ('x' || encode(substr(sha256(convert_to(given, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint
$$"""
PLACES = """
UPDATE contact_attributes a SET storage = n.storage, place = n.place FROM (
  SELECT tenant_id, id, storage, row_number() OVER (PARTITION BY tenant_id, storage ORDER BY created_at, id) AS place
  FROM (SELECT tenant_id, id, created_at, {storage} AS storage FROM contact_attributes) k) n
WHERE a.tenant_id = n.tenant_id AND a.id = n.id"""
STORAGE = "CASE WHEN type IN ('text', 'choice') THEN 'text' ELSE 'number' END"
STORAGE_BEFORE = "CASE type WHEN 'number' THEN 'number' WHEN 'boolean' THEN 'truth' ELSE 'text' END"
PLACE = "CREATE UNIQUE INDEX uq_contact_attributes_place ON contact_attributes (tenant_id, storage, place)"
# Values stand at their attribute's place, each among those of its kind, and only when they are of its type; what has no column
# stands in the arrays. A day is a number (20260131), yes is 1; NaN, -infinity and 0 are none, since columns that are
# always there are found without walking over those before them. What is known of conversations is theirs to change: what is
# seen of them here may be older than what their trigger has written meanwhile.
FILL = """
CREATE FUNCTION pytake_fill_facets(tenants uuid[], contacts uuid[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM contact_facets f USING unnest(tenants, contacts) AS w(tenant, contact), contacts c
    WHERE f.tenant_id = w.tenant AND f.contact_id = w.contact AND c.tenant_id = w.tenant AND c.id = w.contact
      AND (c.merged_into IS NOT NULL OR c.deleted_at IS NOT NULL);
  INSERT INTO contact_facets (tenant_id, contact_id, tag_marks, flags, open_talks, seen_on, replied_on, created_at, text_1, text_2, text_3,
    text_4, number_1, number_2, number_3, number_4, number_5, number_6, tags, purposes, texts, numbers)
  SELECT c.tenant_id, c.id,
    coalesce((SELECT bit_or(1::bigint << (pytake_text_key(t) & 63)::integer) FROM unnest(c.tags) t), 0),
    c.vip::integer + c.blocked::integer * 2
      + (c.opted_in_at IS NOT NULL AND (c.opted_out_at IS NULL OR c.opted_in_at > c.opted_out_at))::integer * 4
      + (c.opted_out_at IS NOT NULL AND (c.opted_in_at IS NULL OR c.opted_in_at <= c.opted_out_at))::integer * 8
      + CASE c.language WHEN 'pt-BR' THEN 16 WHEN 'en' THEN 32 WHEN 'es' THEN 64 ELSE 0 END,
    here.open, coalesce(((greatest(here.seen, away.seen) - interval '24 hours') AT TIME ZONE 'UTC')::date, '-infinity'),
    coalesce(greatest(here.replied, away.replied), '-infinity'), c.created_at,
    coalesce(pytake_text_key(a.texts[1]), 0), coalesce(pytake_text_key(a.texts[2]), 0),
    coalesce(pytake_text_key(a.texts[3]), 0), coalesce(pytake_text_key(a.texts[4]), 0),
    coalesce(a.numbers[1], 'NaN'), coalesce(a.numbers[2], 'NaN'), coalesce(a.numbers[3], 'NaN'),
    coalesce(a.numbers[4], 'NaN'), coalesce(a.numbers[5], 'NaN'), coalesce(a.numbers[6], 'NaN'),
    c.tags,
    NULLIF(ARRAY(SELECT p.key FROM jsonb_each(c.purposes) p WHERE p.value -> 'given' = 'true'::jsonb ORDER BY p.key), '{}'),
    a.texts, NULLIF(a.numbers[7:], '{}')
  FROM unnest(tenants, contacts) AS w(tenant, contact)
  JOIN contacts c ON c.tenant_id = w.tenant AND c.id = w.contact AND c.merged_into IS NULL AND c.deleted_at IS NULL
  CROSS JOIN LATERAL (SELECT max(v.window_expires_at) AS seen, max(v.replied_on) AS replied,
      count(*) FILTER (WHERE v.status <> 'resolved') AS open FROM conversations v
    WHERE v.tenant_id = c.tenant_id AND v.contact_id = c.id AND v.status <> 'archived') here
  CROSS JOIN LATERAL (SELECT max(v.window_expires_at) AS seen, max(v.replied_on) AS replied FROM conversations v
    WHERE v.tenant_id = c.tenant_id AND v.contact_id = c.id AND v.status = 'archived') away
  LEFT JOIN LATERAL (
    SELECT
      array_agg(CASE WHEN jsonb_typeof(v.value) = 'number' THEN
          CASE WHEN d.type = 'number' AND abs(v.value::numeric) <= 1e15 THEN v.value::float8 END
        WHEN jsonb_typeof(v.value) = 'boolean' THEN CASE WHEN d.type = 'boolean' THEN v.value::boolean::integer::float8 END
        WHEN d.type = 'date' AND v.value #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
          THEN replace(v.value #>> '{}', '-', '')::float8 END ORDER BY d.place)
        FILTER (WHERE d.storage = 'number') AS numbers,
      array_agg(CASE WHEN jsonb_typeof(v.value) = 'string' THEN pytake_folded(v.value #>> '{}') END ORDER BY d.place)
        FILTER (WHERE d.storage = 'text') AS texts
    FROM contact_attributes d
    CROSS JOIN LATERAL (SELECT CASE WHEN d.removed_at IS NULL THEN c.attributes -> d.name END AS value) v
    WHERE d.tenant_id = c.tenant_id) a ON true
  ON CONFLICT (tenant_id, contact_id) DO UPDATE SET tag_marks = EXCLUDED.tag_marks, flags = EXCLUDED.flags,
    text_1 = EXCLUDED.text_1, text_2 = EXCLUDED.text_2,
    text_3 = EXCLUDED.text_3, text_4 = EXCLUDED.text_4, number_1 = EXCLUDED.number_1, number_2 = EXCLUDED.number_2,
    number_3 = EXCLUDED.number_3, number_4 = EXCLUDED.number_4, number_5 = EXCLUDED.number_5, number_6 = EXCLUDED.number_6,
    tags = EXCLUDED.tags, purposes = EXCLUDED.purposes, texts = EXCLUDED.texts, numbers = EXCLUDED.numbers;
$$
"""
SEEN = """
CREATE FUNCTION pytake_contact_seen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE seen date; opened integer := 0;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.contact_id <> NEW.contact_id THEN
    PERFORM 1 FROM contact_facets WHERE tenant_id = NEW.tenant_id AND contact_id IN (OLD.contact_id, NEW.contact_id)
      ORDER BY contact_id FOR UPDATE;
    UPDATE contact_facets f SET (seen_on, replied_on, open_talks) = (
      SELECT coalesce(((max(v.window_expires_at) - interval '24 hours') AT TIME ZONE 'UTC')::date, '-infinity'),
        coalesce(max(v.replied_on), '-infinity'), count(*) FILTER (WHERE v.status NOT IN ('resolved', 'archived'))
      FROM conversations v WHERE v.tenant_id = f.tenant_id AND v.contact_id = f.contact_id)
      WHERE f.tenant_id = NEW.tenant_id AND f.contact_id IN (OLD.contact_id, NEW.contact_id);
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    opened := opened - (OLD.status NOT IN ('resolved', 'archived'))::integer;
  END IF;
  IF TG_OP = 'DELETE' THEN
    UPDATE contact_facets SET open_talks = open_talks + opened
      WHERE tenant_id = OLD.tenant_id AND contact_id = OLD.contact_id AND opened <> 0;
    RETURN NULL;
  END IF;
  opened := opened + (NEW.status NOT IN ('resolved', 'archived'))::integer;
  seen := coalesce(((NEW.window_expires_at - interval '24 hours') AT TIME ZONE 'UTC')::date, '-infinity');
  UPDATE contact_facets SET open_talks = open_talks + opened, seen_on = greatest(seen_on, seen),
      replied_on = greatest(replied_on, NEW.replied_on)
    WHERE tenant_id = NEW.tenant_id AND contact_id = NEW.contact_id
      AND (opened <> 0 OR seen_on < seen OR replied_on < NEW.replied_on);
  RETURN NULL;
END $$
"""
TRIGGERS = [
    """CREATE TRIGGER seen_first AFTER INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION pytake_contact_seen()""",
    # When it opens or closes, and at most once a day in each direction: days are compared, and the window is a day ahead.
    """CREATE TRIGGER seen_again AFTER UPDATE ON conversations FOR EACH ROW
      WHEN (OLD.contact_id <> NEW.contact_id OR OLD.replied_on IS DISTINCT FROM NEW.replied_on
        OR (OLD.status NOT IN ('resolved', 'archived')) <> (NEW.status NOT IN ('resolved', 'archived'))
        OR (OLD.window_expires_at AT TIME ZONE 'UTC')::date IS DISTINCT FROM (NEW.window_expires_at AT TIME ZONE 'UTC')::date)
      EXECUTE FUNCTION pytake_contact_seen()""",
    """CREATE TRIGGER seen_no_more AFTER DELETE ON conversations FOR EACH ROW
      WHEN (OLD.status NOT IN ('resolved', 'archived')) EXECUTE FUNCTION pytake_contact_seen()""",
]
LOOKED_AT = ("contacts", "conversations", "messages", "contact_attributes")


def upgrade() -> None:
    """The new table, functions and triggers, and everybody's facets in it."""
    _drop()
    op.execute("ALTER TABLE conversations ADD COLUMN replied_on date")
    for statement in (FACETS, FOLDED, KEY, FILL, SEEN):
        op.execute(statement)
    _settle(STORAGE, TRIGGERS, REPLIED)


def downgrade() -> None:
    """As before."""
    _drop()
    op.execute("ALTER TABLE conversations DROP COLUMN replied_on")
    for function in ("pytake_text_key(text)", "pytake_folded(text)"):
        op.execute(f"DROP FUNCTION {function}")
    before = _before()
    for statement in (before.TABLES[-1], before.FILL, before.SEEN):
        op.execute(statement)
    _settle(STORAGE_BEFORE, [each for each in before.TRIGGERS if "ON conversations" in each])


def _drop() -> None:
    for name in ("seen_first", "seen_again", "seen_no_more"):
        op.execute(f"DROP TRIGGER IF EXISTS {name} ON conversations")
    op.execute("DROP FUNCTION pytake_contact_seen()")
    op.execute("DROP FUNCTION pytake_fill_facets(uuid[], uuid[])")
    op.execute("DROP TABLE contact_facets")


def _settle(storage: str, triggers: list[str], *first: str) -> None:
    """Attributes get their places and everybody their facets; the owner sees all tenants for as long as that takes."""
    for name in LOOKED_AT:
        op.execute(f"CREATE POLICY facets ON {name} TO pytake_owner USING (true)")
    for statement in first:
        op.execute(statement)
    op.execute("DROP INDEX uq_contact_attributes_place")
    op.execute(PLACES.format(storage=storage))
    op.execute(PLACE)
    op.execute("SELECT pytake_fill_facets(array_agg(tenant_id), array_agg(id)) FROM contacts HAVING count(*) > 0")
    for name in LOOKED_AT:
        op.execute(f"DROP POLICY facets ON {name}")
    op.execute("SELECT pytake_protect('contact_facets')")
    for statement in triggers:
        op.execute(statement)


def _before() -> Any:
    """What 0025 made."""
    spec = spec_from_file_location("people_kept", Path(__file__).with_name("0025_people_kept.py"))
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018  the file is there
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
