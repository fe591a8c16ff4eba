"""What is taught may be held until an evaluation proved it: trials alone find it.

The search of the release before goes on, without what is held.
"""

from alembic import op

revision = "0051"
down_revision = "0050"

SEARCH = """
CREATE FUNCTION pytake_knowledge_search(asked text, most int, trial boolean)
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
      AND (trial OR NOT d.held)
    JOIN public.knowledge_pieces p ON p.tenant_id = tenant AND p.document_id = c.document_id AND p.edition = c.edition
      AND p.place = c.place
    ORDER BY fit DESC, length(p.text), c.document_id, c.place LIMIT most;
END $$
"""
WITHOUT = """
CREATE OR REPLACE FUNCTION pytake_knowledge_search(asked text, most int)
RETURNS TABLE (document_id uuid, place int, fit double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT * FROM public.pytake_knowledge_search(asked, most, false) $$"""

BEFORE = SEARCH.replace(", trial boolean)", ")").replace("\n      AND (trial OR NOT d.held)", "")


def upgrade() -> None:
    """Nothing is held yet."""
    op.execute("ALTER TABLE knowledge_documents ADD COLUMN held boolean NOT NULL DEFAULT false")
    op.execute(SEARCH)
    op.execute("REVOKE EXECUTE ON FUNCTION pytake_knowledge_search(text, int, boolean) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION pytake_knowledge_search(text, int, boolean) TO pytake_app")
    op.execute(WITHOUT)


def downgrade() -> None:
    """What is held is found by everybody: the search of the release before knows no other way."""
    op.execute("DROP FUNCTION pytake_knowledge_search(text, int)")
    op.execute("DROP FUNCTION pytake_knowledge_search(text, int, boolean)")
    op.execute("ALTER TABLE knowledge_documents DROP COLUMN held")
    op.execute(BEFORE)
    op.execute("REVOKE EXECUTE ON FUNCTION pytake_knowledge_search(text, int) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION pytake_knowledge_search(text, int) TO pytake_app")
