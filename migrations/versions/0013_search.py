"""Full-text search over messages: in Portuguese, by stem, with or without accents; newest first.

Row security would cost the search its index, since `@@` is not leakproof. So it goes through one function that runs as the
owner, takes the tenant from the setting of the transaction alone, and gives back nothing but ids.
"""

from alembic import op

revision = "0013"
down_revision = "0012"

FUNCTIONS = (
    # The stemmer knows plurals in -ões by their accents alone, and takes them for another word than those in -ão.
    """CREATE FUNCTION pytake_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT regexp_replace(translate(lower(words), 'áàâãäéèêëíìîïóòôõöúùûüçñ', 'aaaaaeeeeiiiiooooouuuucn'),
        'oes\\M', 'ao', 'g') $$""",
    # What a person reads of a message, whatever its kind; the names are those of the stored content.
    """CREATE FUNCTION pytake_words(content jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT coalesce(content->>'body', '') || ' ' || coalesce(content->>'caption', '') || ' '
        || coalesce(content->>'filename', '') || ' ' || coalesce(content->>'rendered', '') || ' '
        || coalesce(content->>'title', '') || ' ' || coalesce(content->>'text', '') || ' '
        || coalesce(content->>'name', '') || ' ' || coalesce(content->>'address', '') || ' '
        || coalesce(content->>'question', '') $$""",
    # One word for each tenant and day: a search of frequent words reads only the newest days. One for the tenant: words that are
    # seldom in those are looked for in all the others at once.
    """CREATE FUNCTION pytake_day(tenant uuid, at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT 'd' || replace(tenant::text, '-', '') || floor(extract(epoch FROM at) / 86400)::int $$""",
    """CREATE FUNCTION pytake_vector(tenant uuid, at timestamptz, content jsonb) RETURNS tsvector
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT to_tsvector('pg_catalog.portuguese', public.pytake_words(content))
        || to_tsvector('pg_catalog.portuguese', public.pytake_fold(public.pytake_words(content)))
        || array_to_tsvector(ARRAY[public.pytake_day(tenant, at), 't' || replace(tenant::text, '-', '')]) $$""",
)
SEARCH = """
CREATE FUNCTION pytake_search(
  asked text, since timestamptz, until timestamptz, of_conversation uuid, of_contact uuid, of_number uuid,
  of_direction text, of_type text, agent uuid, served uuid[], nearby uuid[], before uuid, most int
) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  tenant uuid := NULLIF(current_setting('app.tenant_id', true), '')::uuid;
  wanted tsquery := websearch_to_tsquery('portuguese', asked) || websearch_to_tsquery('portuguese', public.pytake_fold(asked));
  days tsquery; last_day int; first_day int; low int; span int := 1; got int := 0; now_got int;
BEGIN
  IF tenant IS NULL OR numnode(wanted) = 0 OR most < 1 THEN RETURN; END IF;
  SELECT floor(extract(epoch FROM greatest(m.created_at, since)) / 86400) INTO first_day
    FROM public.messages m WHERE m.tenant_id = tenant ORDER BY m.id LIMIT 1;
  SELECT floor(extract(epoch FROM least(m.created_at, until)) / 86400) INTO last_day
    FROM public.messages m WHERE m.tenant_id = tenant AND (before IS NULL OR m.id < before) ORDER BY m.id DESC LIMIT 1;
  WHILE last_day >= first_day LOOP
    low := greatest(last_day - span + 1, first_day);
    IF span > 8 THEN
      low := first_day;
      days := ('t' || replace(tenant::text, '-', ''))::tsquery;
    ELSE
      SELECT string_agg('d' || replace(tenant::text, '-', '') || day, ' | ')::tsquery INTO days
        FROM generate_series(low, last_day) day;
    END IF;
    RETURN QUERY
      -- By the words first: with the order and the limit beside them the planner would rather walk the primary key.
      WITH found AS MATERIALIZED (
        SELECT f.tenant_id, f.id, f.created_at, f.conversation_id, f.contact_id, f.number_id, f.direction, f.type
        FROM public.messages f
        WHERE public.pytake_vector(f.tenant_id, f.created_at, f.content) @@ (wanted && days))
      SELECT m.id FROM found m
      WHERE m.tenant_id = tenant AND m.created_at < to_timestamp((last_day + 1) * 86400.0)
        AND (before IS NULL OR m.id < before)
        AND (since IS NULL OR m.created_at >= since) AND (until IS NULL OR m.created_at < until)
        AND (of_conversation IS NULL OR m.conversation_id = of_conversation)
        AND (of_contact IS NULL OR m.contact_id = of_contact)
        AND (of_number IS NULL OR m.number_id = of_number)
        AND (of_direction IS NULL OR m.direction = of_direction)
        AND (of_type IS NULL OR m.type = of_type)
        AND (agent IS NULL OR EXISTS (
          SELECT 1 FROM public.conversations c WHERE c.tenant_id = tenant AND c.id = m.conversation_id
            AND (c.assigned_to = agent OR c.queue_id = ANY (served)
              OR (c.assigned_to IS NULL AND (c.queue_id IS NULL OR c.queue_id = ANY (nearby))))))
      ORDER BY m.id DESC LIMIT most - got;
    GET DIAGNOSTICS now_got = ROW_COUNT;
    got := got + now_got;
    EXIT WHEN got >= most;
    last_day := low - 1;
    span := span * 2;
  END LOOP;
END $$
"""
ARGUMENTS = "text, timestamptz, timestamptz, uuid, uuid, uuid, text, text, uuid, uuid[], uuid[], uuid, int"


def upgrade() -> None:
    """The functions, the index, and the owner's own look at the two tables that the search reads."""
    for statement in FUNCTIONS:
        op.execute(statement)
    op.execute("CREATE INDEX ix_messages_search ON messages USING gin (pytake_vector(tenant_id, created_at, content))")
    op.execute("CREATE POLICY search ON messages FOR SELECT TO pytake_owner USING (true)")
    op.execute("CREATE POLICY search ON conversations FOR SELECT TO pytake_owner USING (true)")
    op.execute(SEARCH)
    op.execute(f"REVOKE EXECUTE ON FUNCTION pytake_search({ARGUMENTS}) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION pytake_search({ARGUMENTS}) TO pytake_app")


def downgrade() -> None:
    """As before."""
    op.execute(f"DROP FUNCTION pytake_search({ARGUMENTS})")
    op.execute("DROP POLICY search ON conversations")
    op.execute("DROP POLICY search ON messages")
    op.execute("DROP INDEX ix_messages_search")
    for signature in ("vector(uuid, timestamptz, jsonb)", "day(uuid, timestamptz)", "words(jsonb)", "fold(text)"):
        op.execute(f"DROP FUNCTION pytake_{signature}")
