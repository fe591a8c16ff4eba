"""Contacts found by words of their names, by e-mail and by telephone number; tags to choose from."""

from alembic import op

revision = "0021"
down_revision = "0020"

# As the application folds what is typed: no accents, no case.
PLAIN = """
CREATE FUNCTION pytake_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(normalize(lower(words), NFKD), '[\\u0300-\\u036f]', '', 'g') $$
"""
OF_PERSON = """
CREATE FUNCTION pytake_person_words(name text, email text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DISTINCT left(w, 200) FROM (
    SELECT regexp_split_to_table(public.pytake_plain(name), '[^[:alnum:]]+') AS w UNION ALL SELECT lower(email)) AS all_of_them
  WHERE w <> '' $$
"""
OF_ADDRESS = """
CREATE FUNCTION pytake_address_words(kind text, value text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT v FROM (VALUES ('+' || ltrim(value, '+')), ('-' || reverse(ltrim(value, '+')))) AS both_ways(v)
  WHERE kind IN ('phone', 'wa_id') $$
"""
PERSON = """
CREATE FUNCTION pytake_contact_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM contact_words WHERE tenant_id = OLD.tenant_id AND contact_id = OLD.id
      AND left(word, 1) NOT IN ('+', '-');
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO contact_words (tenant_id, word, contact_id)
      SELECT NEW.tenant_id, w, NEW.id FROM pytake_person_words(NEW.name, NEW.email) AS w ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$
"""
ADDRESS = """
CREATE FUNCTION pytake_contact_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM contact_words WHERE tenant_id = OLD.tenant_id AND contact_id = OLD.contact_id
      AND word IN (SELECT pytake_address_words(OLD.kind, OLD.value));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO contact_words (tenant_id, word, contact_id)
      SELECT NEW.tenant_id, w, NEW.contact_id FROM pytake_address_words(NEW.kind, NEW.value) AS w ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$
"""
TRIGGERS = [
    """CREATE TRIGGER words_added AFTER INSERT ON contacts FOR EACH ROW
      WHEN (NEW.name IS NOT NULL OR NEW.email IS NOT NULL) EXECUTE FUNCTION pytake_contact_words()""",
    """CREATE TRIGGER words_changed AFTER UPDATE ON contacts FOR EACH ROW
      WHEN (OLD.name IS DISTINCT FROM NEW.name OR OLD.email IS DISTINCT FROM NEW.email)
      EXECUTE FUNCTION pytake_contact_words()""",
    "CREATE TRIGGER words_gone AFTER DELETE ON contacts FOR EACH ROW EXECUTE FUNCTION pytake_contact_words()",
    """CREATE TRIGGER numbers_added AFTER INSERT ON contact_addresses FOR EACH ROW
      WHEN (NEW.kind IN ('phone', 'wa_id')) EXECUTE FUNCTION pytake_contact_numbers()""",
    """CREATE TRIGGER numbers_changed AFTER UPDATE ON contact_addresses FOR EACH ROW
      WHEN (OLD.value IS DISTINCT FROM NEW.value OR OLD.contact_id IS DISTINCT FROM NEW.contact_id)
      EXECUTE FUNCTION pytake_contact_numbers()""",
    """CREATE TRIGGER numbers_gone AFTER DELETE ON contact_addresses FOR EACH ROW
      WHEN (OLD.kind IN ('phone', 'wa_id')) EXECUTE FUNCTION pytake_contact_numbers()""",
]
TABLES = [
    """CREATE TABLE contact_words (
      tenant_id uuid NOT NULL, word text COLLATE "C" NOT NULL, contact_id uuid NOT NULL,
      CONSTRAINT pk_contact_words PRIMARY KEY (tenant_id, word, contact_id))""",
    """CREATE TABLE tags (
      tenant_id uuid NOT NULL, name text NOT NULL, created_at timestamptz NOT NULL,
      CONSTRAINT pk_tags PRIMARY KEY (tenant_id, name))""",
]
BEFORE = [
    """INSERT INTO contact_words (tenant_id, word, contact_id)
      SELECT c.tenant_id, w, c.id FROM contacts c, pytake_person_words(c.name, c.email) AS w ON CONFLICT DO NOTHING""",
    """INSERT INTO contact_words (tenant_id, word, contact_id)
      SELECT a.tenant_id, w, a.contact_id FROM contact_addresses a, pytake_address_words(a.kind, a.value) AS w
      ON CONFLICT DO NOTHING""",
]
LOOKED_AT = ("contacts", "contact_addresses")


def upgrade() -> None:
    """The tables, what there is already, and the triggers that keep it up; the owner looks at all tenants for that moment."""
    for statement in (PLAIN, OF_PERSON, OF_ADDRESS, PERSON, ADDRESS, *TABLES):
        op.execute(statement)
    for name in LOOKED_AT:
        op.execute(f"CREATE POLICY words ON {name} FOR SELECT TO pytake_owner USING (true)")
    for statement in BEFORE:
        op.execute(statement)
    for name in LOOKED_AT:
        op.execute(f"DROP POLICY words ON {name}")
    op.execute("CREATE INDEX ix_contact_words_contact ON contact_words (tenant_id, contact_id)")
    for name in ("contact_words", "tags"):
        op.execute(f"SELECT pytake_protect('{name}')")
    for statement in TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    """As before."""
    for name in ("words_added", "words_changed", "words_gone"):
        op.execute(f"DROP TRIGGER {name} ON contacts")
    for name in ("numbers_added", "numbers_changed", "numbers_gone"):
        op.execute(f"DROP TRIGGER {name} ON contact_addresses")
    op.execute("DROP TABLE tags")
    op.execute("DROP TABLE contact_words")
    op.execute("DROP FUNCTION pytake_contact_numbers()")
    op.execute("DROP FUNCTION pytake_contact_words()")
    op.execute("DROP FUNCTION pytake_address_words(text, text)")
    op.execute("DROP FUNCTION pytake_person_words(text, text)")
    op.execute("DROP FUNCTION pytake_plain(text)")
