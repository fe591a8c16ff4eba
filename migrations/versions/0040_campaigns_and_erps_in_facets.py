"""What became of campaigns and what ERPs tell stands in the row that questions about people are answered from."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from alembic import op

revision = "0040"
down_revision = "0039"

BEFORE = (
    *("tenant_id", "contact_id", "tag_marks", "flags", "open_talks", "seen_on", "replied_on", "created_at"),
    *(f"text_{place}" for place in range(1, 5)),
    *(f"number_{place}" for place in range(1, 7)),
    *("tags", "purposes", "texts", "numbers"),
)
"""What the row held."""
FACETS = """
CREATE TABLE contact_facets (
  tenant_id uuid NOT NULL, contact_id uuid NOT NULL, tag_marks bigint NOT NULL, flags integer NOT NULL,
  open_talks integer NOT NULL, seen_on date NOT NULL, replied_on date NOT NULL, got_on date NOT NULL, read_on date NOT NULL,
  answered_on date NOT NULL, failed_on date NOT NULL, oldest_due_on date NOT NULL, next_due_on date NOT NULL,
  erp_marks integer NOT NULL, owed_count integer NOT NULL, created_at timestamptz NOT NULL,
  text_1 bigint NOT NULL, text_2 bigint NOT NULL, text_3 bigint NOT NULL, text_4 bigint NOT NULL,
  number_1 double precision NOT NULL, number_2 double precision NOT NULL, number_3 double precision NOT NULL,
  number_4 double precision NOT NULL, number_5 double precision NOT NULL, number_6 double precision NOT NULL,
  owed double precision NOT NULL, plan_key bigint NOT NULL, city_key bigint NOT NULL, district_key bigint NOT NULL,
  region_key bigint NOT NULL, tags text[] NOT NULL, purposes text[], texts text[], numbers double precision[],
  CONSTRAINT pk_contact_facets PRIMARY KEY (tenant_id, contact_id)) WITH (fillfactor = 90)"""
# A row of the ledger tells four things, each of the day on which its message was sent.
SENT_ON = "(queued_at AT TIME ZONE 'UTC')::date"
BECAME = {
    "got_on": "outcome IN (3, 4)",
    "read_on": "outcome = 4",
    "answered_on": "replied_at IS NOT NULL",
    "failed_on": "outcome = 5",
}
DAYS = ", ".join(BECAME)
LATEST = ", ".join(f"coalesce(max({SENT_ON}) FILTER (WHERE {so}), '-infinity') AS {day}" for day, so in BECAME.items())
OF_LEDGER = f"""SELECT {LATEST} FROM campaign_recipients
  WHERE tenant_id = {{of}}.tenant_id AND contact_id = {{of}}.{{id}} AND queued_at IS NOT NULL"""
# 1 a customer; 2, 4 and 8 how the contract stands; 16 online, 32 not. Without a due date: a day that never was, or never comes.
MARKS = """CASE WHEN k.contact_id IS NULL THEN 0 ELSE 1 + 2 * coalesce(array_position(
    ARRAY['active', 'reduced', 'blocked', 'pending', 'inactive', 'cancelled'], k.contract_status), 0)
  + CASE WHEN k.online THEN 16 WHEN NOT k.online THEN 32 ELSE 0 END END"""
PLACES = ("plan_key", "city_key", "district_key", "region_key")
TOLD = {
    "erp_marks": MARKS,
    "oldest_due_on": "coalesce(k.oldest_due_on, 'infinity')",
    "next_due_on": "coalesce(k.next_due_on, '-infinity')",
    "owed_count": "coalesce(k.owed_count, 0)",
    "owed": "coalesce(k.owed, 0)",
    **{name: f"coalesce(pytake_text_key(k.{name}), 0)" for name in PLACES},
}
FACTS_COLUMNS, FACTS_VALUES = ", ".join(TOLD), ",\n    ".join(TOLD.values())
# Who gains keeps the later day, whatever another transaction wrote meanwhile; of who loses one the ledger is read again, with
# the row held so that nobody writes between.
CAMPAIGNS = f"""
CREATE FUNCTION pytake_campaign_facets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE day date;
BEGIN
  IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (OLD.contact_id <> NEW.contact_id
      OR OLD.outcome IN (3, 4) AND NEW.outcome NOT IN (3, 4) OR OLD.outcome IN (4, 5) AND NEW.outcome <> OLD.outcome
      OR OLD.replied_at IS NOT NULL AND NEW.replied_at IS NULL OR OLD.queued_at IS DISTINCT FROM NEW.queued_at) THEN
    PERFORM 1 FROM contact_facets WHERE tenant_id = OLD.tenant_id
      AND (contact_id = OLD.contact_id OR TG_OP = 'UPDATE' AND contact_id = NEW.contact_id) ORDER BY contact_id FOR UPDATE;
    UPDATE contact_facets f SET ({DAYS}) = ({OF_LEDGER.format(of="f", id="contact_id")})
      WHERE tenant_id = OLD.tenant_id AND (contact_id = OLD.contact_id OR TG_OP = 'UPDATE' AND contact_id = NEW.contact_id);
    RETURN NULL;
  END IF;
  day := (NEW.queued_at AT TIME ZONE 'UTC')::date;
  UPDATE contact_facets SET got_on = CASE WHEN NEW.outcome IN (3, 4) THEN greatest(got_on, day) ELSE got_on END,
      read_on = CASE WHEN NEW.outcome = 4 THEN greatest(read_on, day) ELSE read_on END,
      answered_on = CASE WHEN NEW.replied_at IS NOT NULL THEN greatest(answered_on, day) ELSE answered_on END,
      failed_on = CASE WHEN NEW.outcome = 5 THEN greatest(failed_on, day) ELSE failed_on END
    WHERE tenant_id = NEW.tenant_id AND contact_id = NEW.contact_id
      AND (NEW.outcome IN (3, 4) AND got_on < day OR NEW.outcome = 4 AND read_on < day
        OR NEW.replied_at IS NOT NULL AND answered_on < day OR NEW.outcome = 5 AND failed_on < day);
  RETURN NULL;
END $$
"""
TELLS = "(outcome IN (3, 4, 5) OR replied_at IS NOT NULL) AND queued_at IS NOT NULL"
OLD = "(OLD.outcome IN (3, 4, 5) OR OLD.replied_at IS NOT NULL)"
NEW = "(NEW.outcome IN (3, 4, 5) OR NEW.replied_at IS NOT NULL)"
FACTS = f"""
CREATE FUNCTION pytake_erp_facets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE contact_facets f SET erp_marks = 0, oldest_due_on = 'infinity', next_due_on = '-infinity', owed_count = 0, owed = 0,
        {", ".join(f"{name} = 0" for name in PLACES)}
      FROM were w WHERE f.tenant_id = w.tenant_id AND f.contact_id = w.contact_id;
  ELSE
    UPDATE contact_facets f SET ({FACTS_COLUMNS}) = ROW ({FACTS_VALUES})
      FROM are k WHERE f.tenant_id = k.tenant_id AND f.contact_id = k.contact_id
        AND ({", ".join(f"f.{name}" for name in TOLD)}) IS DISTINCT FROM ({FACTS_VALUES});
  END IF;
  RETURN NULL;
END $$
"""
TRIGGERS = [
    f"""CREATE TRIGGER ledger_told_first AFTER INSERT ON campaign_recipients FOR EACH ROW
      WHEN ({NEW} AND NEW.queued_at IS NOT NULL) EXECUTE FUNCTION pytake_campaign_facets()""",
    f"""CREATE TRIGGER ledger_told AFTER UPDATE ON campaign_recipients FOR EACH ROW
      WHEN (({OLD} OR {NEW}) AND (OLD.outcome <> NEW.outcome OR (OLD.replied_at IS NULL) <> (NEW.replied_at IS NULL)
        OR OLD.contact_id <> NEW.contact_id OR OLD.queued_at IS DISTINCT FROM NEW.queued_at))
      EXECUTE FUNCTION pytake_campaign_facets()""",
    f"""CREATE TRIGGER ledger_told_no_more AFTER DELETE ON campaign_recipients FOR EACH ROW
      WHEN ({OLD}) EXECUTE FUNCTION pytake_campaign_facets()""",
    """CREATE TRIGGER erp_told_first AFTER INSERT ON erp_facts REFERENCING NEW TABLE AS are
      FOR EACH STATEMENT EXECUTE FUNCTION pytake_erp_facets()""",
    """CREATE TRIGGER erp_told AFTER UPDATE ON erp_facts REFERENCING NEW TABLE AS are
      FOR EACH STATEMENT EXECUTE FUNCTION pytake_erp_facets()""",
    """CREATE TRIGGER erp_told_no_more AFTER DELETE ON erp_facts REFERENCING OLD TABLE AS were
      FOR EACH STATEMENT EXECUTE FUNCTION pytake_erp_facets()""",
]
# How many have a flag; without this it is guessed, and the larger side of a join is hashed.
STATISTICS = {
    "contact_flags": ", ".join(f"(flags & {1 << bit})" for bit in range(7)),
    "contact_erp_marks": ", ".join(f"(erp_marks & {mark})" for mark in (1, 14, 16, 32)),
}
LOOKED_AT = ("campaign_recipients", "erp_facts", "old_facets")
ASKED_NO_MORE = ("contract_status", "oldest_due_on", "next_due_on", "owed", *PLACES)
"""Indexes that only questions used."""


def upgrade() -> None:
    """The rows again with what is new in them; the owner sees all tenants for as long as that takes."""
    op.execute("ALTER TABLE contact_facets RENAME TO old_facets")
    op.execute("ALTER TABLE old_facets RENAME CONSTRAINT pk_contact_facets TO pk_old_facets")
    op.execute(FACETS)
    for name in LOOKED_AT:
        op.execute(f"CREATE POLICY facets ON {name} TO pytake_owner USING (true)")
    op.execute(f"""
      INSERT INTO contact_facets ({", ".join(BEFORE)}, {DAYS}, {FACTS_COLUMNS})
      SELECT {", ".join(f"o.{name}" for name in BEFORE)}, {", ".join(f"coalesce(l.{d}, '-infinity')" for d in BECAME)},
        {FACTS_VALUES}
      FROM old_facets o
      LEFT JOIN (SELECT tenant_id, contact_id, {LATEST} FROM campaign_recipients WHERE {TELLS} GROUP BY 1, 2) l
        ON l.tenant_id = o.tenant_id AND l.contact_id = o.contact_id
      LEFT JOIN erp_facts k ON k.tenant_id = o.tenant_id AND k.contact_id = o.contact_id""")
    op.execute("DROP TABLE old_facets")
    for name in LOOKED_AT[:-1]:
        op.execute(f"DROP POLICY facets ON {name}")
    op.execute("SELECT pytake_protect('contact_facets')")
    for statement in (_fill(), CAMPAIGNS, FACTS, *TRIGGERS):
        op.execute(statement)
    for name, expressions in STATISTICS.items():
        op.execute(f"CREATE STATISTICS {name} ON {expressions} FROM contact_facets")
    for name in ASKED_NO_MORE:
        op.execute(f"DROP INDEX ix_erp_facts_{name}")


def downgrade() -> None:
    """As before."""
    for function in ("pytake_campaign_facets", "pytake_erp_facets"):
        op.execute(f"DROP FUNCTION {function}() CASCADE")
    for name in STATISTICS:
        op.execute(f"DROP STATISTICS {name}")
    for name in (*BECAME, *TOLD):
        op.execute(f"ALTER TABLE contact_facets DROP COLUMN {name}")
    op.execute(_earlier().FILL.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    for name in ASKED_NO_MORE:
        op.execute(f"CREATE INDEX ix_erp_facts_{name} ON erp_facts (tenant_id, {name})")


def _fill() -> str:
    """As 0027 made it; who comes anew is given what the ledger and the ERP tell of them, which is their triggers' afterwards."""
    made = str(_earlier().FILL)
    kept = "tags, purposes, texts, numbers)\n  SELECT"
    values = "a.texts, NULLIF(a.numbers[7:], '{}')\n  FROM"
    joined = "WHERE d.tenant_id = c.tenant_id) a ON true\n"
    changes = {
        "CREATE FUNCTION": "CREATE OR REPLACE FUNCTION",
        kept: f"tags, purposes, texts, numbers, {DAYS}, {FACTS_COLUMNS})\n  SELECT",
        values: f"a.texts, NULLIF(a.numbers[7:], '{{}}'), l.got_on, l.read_on, l.answered_on, l.failed_on,\n    "
        f"{FACTS_VALUES}\n  FROM",
        joined: f"{joined}  CROSS JOIN LATERAL ({OF_LEDGER.format(of='c', id='id')}) l\n"
        "  LEFT JOIN erp_facts k ON k.tenant_id = c.tenant_id AND k.contact_id = c.id\n",
    }
    for text, instead in changes.items():
        assert made.count(text) == 1, text  # noqa: S101  a migration that changes something else must not go on
        made = made.replace(text, instead)
    return made


def _earlier() -> Any:
    """What 0027 made."""
    spec = spec_from_file_location("facets_in_columns", Path(__file__).with_name("0027_facets_in_columns.py"))
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018  the file is there
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
