"""What companies teach: documents, their files while they are read, their pieces, and the places that models give those; and
questions with known answers, with what came of them.

Words are searched through a function that runs as the owner, as those of messages are, since `@@` is not leakproof: it takes the
tenant from the setting of the transaction alone. Places are arrays of numbers: the tables need no extension, and where `vector`
is installed, now or later, it compares them.
"""

from alembic import op

revision = "0044"
down_revision = "0043"

TABLES = [
    """CREATE TABLE knowledge_documents (
      tenant_id uuid NOT NULL, id uuid NOT NULL, kind text NOT NULL, state text NOT NULL, source text NOT NULL,
      digest text NOT NULL, title text NOT NULL, characters integer NOT NULL, pieces integer NOT NULL, edition integer NOT NULL,
      data jsonb NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_knowledge_documents PRIMARY KEY (tenant_id, id))""",
    "CREATE INDEX ix_knowledge_documents_digest ON knowledge_documents (tenant_id, digest)",
    "CREATE UNIQUE INDEX uq_knowledge_documents_page ON knowledge_documents (tenant_id, md5(source)) WHERE kind = 'page'",
    """CREATE TABLE knowledge_files (
      tenant_id uuid NOT NULL, document_id uuid NOT NULL, number integer NOT NULL, piece bytea NOT NULL,
      CONSTRAINT pk_knowledge_files PRIMARY KEY (tenant_id, document_id, number))""",
    """CREATE TABLE knowledge_pieces (
      tenant_id uuid NOT NULL, document_id uuid NOT NULL, edition integer NOT NULL, place integer NOT NULL,
      heading text NOT NULL, text text NOT NULL, words tsvector NOT NULL,
      CONSTRAINT pk_knowledge_pieces PRIMARY KEY (tenant_id, document_id, edition, place))""",
    "CREATE INDEX ix_knowledge_pieces_words ON knowledge_pieces USING gin (words) WITH (fastupdate = off)",
    """CREATE TABLE knowledge_places (
      tenant_id uuid NOT NULL, document_id uuid NOT NULL, edition integer NOT NULL, place integer NOT NULL,
      model text NOT NULL, signs bit varying NOT NULL, vector real[] NOT NULL,
      CONSTRAINT pk_knowledge_places PRIMARY KEY (tenant_id, document_id, edition, place))""",
    """CREATE TABLE ai_evaluations (
      tenant_id uuid NOT NULL, id uuid NOT NULL, data jsonb NOT NULL, updated_at timestamptz NOT NULL,
      CONSTRAINT pk_ai_evaluations PRIMARY KEY (tenant_id, id))""",
    # A search reads the signs of all of a company's, and the numbers of few: those lie apart, and are not worth squeezing.
    "ALTER TABLE knowledge_places ALTER COLUMN vector SET STORAGE EXTERNAL",
]
NAMES = ("knowledge_documents", "knowledge_files", "knowledge_pieces", "knowledge_places", "ai_evaluations")
# Stems of three languages side by side: nobody says which one a document or a question is written in.
WORDS = """
CREATE FUNCTION pytake_knowledge_words(tenant uuid, given text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT strip(to_tsvector('pg_catalog.portuguese', f.folded) || to_tsvector('pg_catalog.english', f.folded)
    || to_tsvector('pg_catalog.spanish', f.folded)) || array_to_tsvector(ARRAY['t' || replace(tenant::text, '-', '')])
  FROM (SELECT public.pytake_fold(given) AS folded) f $$"""
# The words of a question, each with its stems as a query. One that says nothing in any of the languages says nothing here,
# unless there is no other.
ASKED = """
CREATE FUNCTION pytake_knowledge_asked(asked text) RETURNS SETOF tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH tokens AS MATERIALIZED (
    SELECT DISTINCT t.token, tsvector_to_array(to_tsvector('pg_catalog.portuguese', t.token)) AS pt,
      tsvector_to_array(to_tsvector('pg_catalog.english', t.token)) AS en,
      tsvector_to_array(to_tsvector('pg_catalog.spanish', t.token)) AS es
    FROM ts_parse('default', public.pytake_fold(asked)) t WHERE t.tokid <> 12 AND length(t.token) <= 100),
  told AS (
    SELECT pt || en || es AS stems, pt <> '{}' AND en <> '{}' AND es <> '{}' AS telling FROM tokens
    WHERE pt || en || es <> '{}' ORDER BY telling DESC, length(token) DESC LIMIT 24)
  SELECT DISTINCT (SELECT string_agg('''' || replace(replace(s, '\\', '\\\\'), '''', '''''') || '''', ' | ')
    FROM (SELECT DISTINCT unnest(stems) AS s) u)::tsquery
  FROM told WHERE telling OR NOT EXISTS (SELECT 1 FROM told WHERE telling) $$"""
SEARCH = """
CREATE FUNCTION pytake_knowledge_search(asked text, most int)
RETURNS TABLE (document_id uuid, place int, fit double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tenant uuid := NULLIF(current_setting('app.tenant_id', true), '')::uuid;
  mark tsquery := ('t' || replace(tenant::text, '-', ''))::tsquery;
  often constant int := 2000;
  word tsquery; queries tsquery[] := '{}'; weights float8[] := '{}'; counts int[] := '{}'; everything tsquery;
  pieces bigint; found int; whole float8;
BEGIN
  IF tenant IS NULL OR most < 1 THEN RETURN; END IF;
  SELECT coalesce(sum(d.pieces), 0) INTO pieces FROM public.knowledge_documents d WHERE d.tenant_id = tenant;
  FOR word IN SELECT * FROM public.pytake_knowledge_asked(asked) LOOP
    SELECT count(*) INTO found FROM (
      SELECT 1 FROM public.knowledge_pieces p WHERE p.words @@ (word && mark) AND p.tenant_id = tenant LIMIT often) f;
    queries := queries || word;
    counts := counts || found;
    -- A word that nobody taught weighs as one that was taught once.
    weights := weights || ln(1 + (greatest(pieces, found) - greatest(found, 1) + 1.0) / (greatest(found, 1) + 0.5))::float8;
    everything := CASE WHEN everything IS NULL THEN word ELSE everything && word END;
  END LOOP;
  whole := (SELECT sum(w) FROM unnest(weights) w);
  IF whole IS NULL OR whole <= 0 THEN RETURN; END IF;
  RETURN QUERY
    WITH asked_for AS (SELECT * FROM unnest(queries, weights, counts) AS a(query, weight, often_found)),
    seldom AS (
      SELECT h.document_id, h.edition, h.place, sum(a.weight) AS said
      FROM asked_for a CROSS JOIN LATERAL (
        SELECT p.document_id, p.edition, p.place FROM public.knowledge_pieces p
        WHERE p.words @@ (a.query && mark) AND p.tenant_id = tenant LIMIT often) h
      WHERE a.often_found < often GROUP BY 1, 2, 3 ORDER BY said DESC LIMIT 400),
    usual AS (
      SELECT p.document_id, p.edition, p.place, 0::float8 AS said FROM public.knowledge_pieces p
      WHERE p.words @@ (everything && mark) AND p.tenant_id = tenant AND NOT EXISTS (SELECT 1 FROM seldom) LIMIT 400)
    SELECT c.document_id, c.place, least((c.said + coalesce((
        SELECT sum(a.weight) FROM asked_for a WHERE a.often_found >= often AND p.words @@ a.query), 0)) / whole, 1) AS fit
    FROM (SELECT * FROM seldom UNION ALL SELECT * FROM usual) c
    JOIN public.knowledge_documents d ON d.tenant_id = tenant AND d.id = c.document_id AND d.edition = c.edition
    JOIN public.knowledge_pieces p ON p.tenant_id = tenant AND p.document_id = c.document_id AND p.edition = c.edition
      AND p.place = c.place
    ORDER BY fit DESC, length(p.text), c.document_id, c.place LIMIT most;
END $$
"""


def upgrade() -> None:
    """The tables under row security, and the search, for which the owner looks at two of them."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"SELECT pytake_protect('{name}')")
    op.execute(WORDS)
    op.execute(ASKED)
    for name in ("knowledge_documents", "knowledge_pieces"):
        op.execute(f"CREATE POLICY search ON {name} FOR SELECT TO pytake_owner USING (true)")
    op.execute(SEARCH)
    op.execute("REVOKE EXECUTE ON FUNCTION pytake_knowledge_search(text, int) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION pytake_knowledge_search(text, int) TO pytake_app")


def downgrade() -> None:
    """Nothing was taught."""
    op.execute("DROP FUNCTION pytake_knowledge_search(text, int)")
    op.execute("DROP FUNCTION pytake_knowledge_asked(text)")
    for name in reversed(NAMES):
        op.execute(f"DROP TABLE {name}")
    op.execute("DROP FUNCTION pytake_knowledge_words(uuid, text)")
