"""Statements of the ledger, and its rows as the domain has them."""

import asyncpg

from pytake_domain.campaigns import Cell, Recipient, RecipientOutcome

KEY = """r.tenant_id = $1 AND r.campaign_id = w.campaign_id AND r.contact_id = w.contact_id AND r.step = w.step
  AND r.round = w.round"""

ADD = """
INSERT INTO campaign_recipients (tenant_id, campaign_id, contact_id, step, round, outcome, due_at, zone, number_id)
SELECT $1, w.campaign_id, w.contact_id, w.step, w.round, 0, w.due_at, w.zone, w.number_id
FROM unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::smallint[], $6::timestamptz[], $7::text[], $8::uuid[])
  AS w(campaign_id, contact_id, step, round, due_at, zone, number_id)
ON CONFLICT DO NOTHING"""

ROUNDS = """
SELECT DISTINCT ON (contact_id) * FROM campaign_recipients
WHERE tenant_id = $1 AND campaign_id = $2 AND contact_id = ANY($3::uuid[]) AND step = 0 ORDER BY contact_id, round DESC"""

# From one zone to the next along the index: there are a handful of them, and maybe a million rows.
ZONES = """
WITH RECURSIVE z AS (
  (SELECT zone FROM campaign_recipients WHERE tenant_id = $1 AND campaign_id = $2 AND outcome = 0 ORDER BY zone LIMIT 1)
  UNION ALL
  SELECT n.zone FROM z CROSS JOIN LATERAL (
    SELECT q.zone FROM campaign_recipients q
    WHERE q.tenant_id = $1 AND q.campaign_id = $2 AND q.outcome = 0 AND q.zone > z.zone ORDER BY q.zone LIMIT 1) n
) SELECT zone FROM z"""

CLAIM = """
SELECT r.* FROM unnest($3::text[]) AS z(zone) CROSS JOIN LATERAL (
  SELECT q.* FROM campaign_recipients q
  WHERE q.tenant_id = $1 AND q.campaign_id = $2 AND q.zone = z.zone AND q.outcome = 0 AND q.due_at <= $4
  ORDER BY q.due_at, q.contact_id LIMIT $5 FOR UPDATE SKIP LOCKED) r LIMIT $5"""

STANDING = """
SELECT w.contact_id, t.day, t.week, t.last, m.until,
  EXISTS (SELECT 1 FROM flow_sessions s WHERE s.tenant_id = $1 AND s.contact_id = w.contact_id AND s.status = 'running')
    AS in_flow,
  EXISTS (SELECT 1 FROM conversations v WHERE v.tenant_id = $1 AND v.contact_id = w.contact_id AND v.status IN
    ('queued', 'active', 'waiting')) AS open_conversation
FROM unnest($2::uuid[]) AS w(contact_id)
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE r.queued_at > $3::timestamptz - interval '1 day') AS day,
    count(*) FILTER (WHERE r.queued_at > $3::timestamptz - interval '7 days') AS week, max(r.queued_at) AS last
  FROM campaign_recipients r WHERE r.tenant_id = $1 AND r.contact_id = w.contact_id AND r.queued_at IS NOT NULL
    AND r.queued_at > $3::timestamptz - interval '365 days') t
LEFT JOIN marketing_rests m ON m.tenant_id = $1 AND m.contact_id = w.contact_id"""

SAVE = f"""
UPDATE campaign_recipients r SET outcome = w.outcome, reason = w.reason, variant = w.variant, number_id = w.number_id,
  message_id = w.message_id, queued_at = w.queued_at
FROM unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::smallint[], $6::smallint[], $7::text[], $8::text[], $9::uuid[],
  $10::uuid[], $11::timestamptz[])
  AS w(campaign_id, contact_id, step, round, outcome, reason, variant, number_id, message_id, queued_at)
WHERE {KEY}"""  # noqa: S608  ours

# Forward only: who got it stays so, and proof of delivery wins over a failure. A row that was taken up again since belongs to
# another message.
ADVANCE = f"""
UPDATE campaign_recipients r SET outcome = w.outcome, reason = w.reason,
  sent_at = coalesce(r.sent_at, w.sent_at), delivered_at = coalesce(r.delivered_at, w.delivered_at),
  read_at = coalesce(r.read_at, w.read_at), failed_at = CASE WHEN w.outcome = 5 THEN coalesce(r.failed_at, w.failed_at) END,
  category = coalesce(m.price ->> 'category', r.category), country = coalesce(m.price ->> 'country', r.country),
  currency = coalesce(m.price ->> 'currency', r.currency),
  amount = CASE WHEN w.outcome = 5 THEN NULL ELSE coalesce((m.price ->> 'amount')::numeric, r.amount) END,
  priced = coalesce((m.price -> 'estimated') IS DISTINCT FROM 'true'::jsonb AND m.price IS NOT NULL, r.priced)
FROM unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::smallint[], $6::smallint[], $7::smallint[], $8::text[],
  $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[])
  AS w(campaign_id, contact_id, step, round, tries, outcome, reason, sent_at, delivered_at, read_at, failed_at)
LEFT JOIN LATERAL (
  SELECT x.price FROM campaign_recipients i JOIN messages x ON x.tenant_id = $1 AND x.id = i.message_id
  WHERE i.tenant_id = $1 AND i.campaign_id = w.campaign_id AND i.contact_id = w.contact_id AND i.step = w.step
    AND i.round = w.round) m ON true
WHERE {KEY} AND r.tries = w.tries AND (r.outcome < w.outcome OR (r.outcome = 5 AND w.outcome IN (3, 4)))
  AND r.outcome < 6 AND NOT (r.outcome IN (3, 4) AND w.outcome IN (5, 7))"""  # noqa: S608  ours

REST = """
INSERT INTO marketing_rests AS m (tenant_id, contact_id, times, since, until)
SELECT $1, w.id, 1, $3, $3::timestamptz + interval '1 day' FROM unnest($2::uuid[]) AS w(id)
ON CONFLICT (tenant_id, contact_id) DO UPDATE SET
  times = CASE WHEN m.until > $3::timestamptz - interval '30 days' THEN m.times + 1 ELSE 1 END, since = EXCLUDED.since,
  until = $3::timestamptz + interval '1 day' * power(2,
    least(5, CASE WHEN m.until > $3::timestamptz - interval '30 days' THEN m.times ELSE 0 END))"""

GOT = """
SELECT r.contact_id, r.campaign_id, r.step, r.round, r.queued_at, c.type, c.plan ->> 'goal_tag' AS goal,
  make_interval(hours => (c.plan ->> 'attribution_hours')::int) AS attribution
FROM campaign_recipients r JOIN campaigns c ON c.tenant_id = $1 AND c.id = r.campaign_id
WHERE r.tenant_id = $1 AND r.contact_id = ANY($2::uuid[]) AND r.queued_at IS NOT NULL AND r.queued_at > $3
ORDER BY r.contact_id, r.queued_at DESC"""

_ROWS = "unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::smallint[]"

REPLY = f"""
UPDATE campaign_recipients r SET replied_at = coalesce(r.replied_at, w.at),
  clicked_at = CASE WHEN w.clicked THEN coalesce(r.clicked_at, w.at) ELSE r.clicked_at END
FROM {_ROWS}, $6::timestamptz[], $7::bool[]) AS w(campaign_id, contact_id, step, round, at, clicked)
WHERE {KEY} AND (r.replied_at IS NULL OR (w.clicked AND r.clicked_at IS NULL))"""  # noqa: S608  ours

CONVERT = f"""
UPDATE campaign_recipients r SET converted_at = $6
FROM {_ROWS}) AS w(campaign_id, contact_id, step, round) WHERE {KEY} AND r.converted_at IS NULL"""  # noqa: S608  ours

OPT_OUT = f"""
UPDATE campaign_recipients r SET opted_out_at = $6
FROM {_ROWS}) AS w(campaign_id, contact_id, step, round) WHERE {KEY} AND r.opted_out_at IS NULL"""  # noqa: S608  ours

LEAVE = """
UPDATE campaign_recipients r SET outcome = 7, reason = $4
FROM unnest($2::uuid[], $3::uuid[]) AS w(campaign_id, contact_id)
WHERE r.tenant_id = $1 AND r.campaign_id = w.campaign_id AND r.contact_id = w.contact_id AND r.outcome = 0 AND r.step > 0"""

CLOSE = """
UPDATE campaign_recipients SET outcome = 7, reason = $3
WHERE tenant_id = $1 AND ctid = ANY (ARRAY(
  SELECT q.ctid FROM campaign_recipients q WHERE q.tenant_id = $1 AND q.campaign_id = $2 AND q.outcome = 0
  LIMIT $4 FOR UPDATE SKIP LOCKED))"""

AGAIN = """
UPDATE campaign_recipients SET outcome = 0, reason = NULL, tries = tries + 1, due_at = $4, queued_at = NULL,
  message_id = NULL, sent_at = NULL, failed_at = NULL
WHERE tenant_id = $1 AND campaign_id = $2 AND outcome = 5 AND reason = ANY($3::text[])"""

CELLS = """
SELECT campaign_id, step, variant, outcome, reason, sum(count)::bigint AS count, sum(replied)::bigint AS replied,
  sum(clicked)::bigint AS clicked, sum(converted)::bigint AS converted, sum(opted_out)::bigint AS opted_out
FROM campaign_cells WHERE tenant_id = $1 AND campaign_id = ANY($2::uuid[])
GROUP BY campaign_id, step, variant, outcome, reason HAVING sum(count) <> 0
ORDER BY campaign_id, step, variant, outcome, reason"""

SPENT = """
SELECT category, country, currency, sum(count)::bigint AS messages, sum(amount) AS amount, sum(estimated) AS estimated
FROM campaign_cells WHERE tenant_id = $1 AND campaign_id = $2 AND currency <> ''
GROUP BY category, country, currency HAVING sum(count) <> 0 ORDER BY category, country, currency"""

USED = """
SELECT minute, sum(queued)::bigint AS queued FROM campaign_minutes
WHERE tenant_id = $1 AND campaign_id = $2 AND minute > $3 GROUP BY minute"""

RECENT = """
SELECT coalesce(sum(results), 0)::bigint AS results, coalesce(sum(failed), 0)::bigint AS failed,
  coalesce(sum(refused), 0)::bigint AS refused
FROM campaign_minutes WHERE tenant_id = $1 AND campaign_id = $2 AND minute > $3"""

PAGE = """
SELECT * FROM campaign_recipients WHERE tenant_id = $1 AND campaign_id = $2
  AND ($3::smallint IS NULL OR outcome = $3) AND ($4::text IS NULL OR reason = $4)
  AND ($5::text IS NULL OR variant = $5) AND ($6::smallint IS NULL OR step = $6)
  AND ($7::bool IS NULL OR (replied_at IS NOT NULL) = $7)
  AND ($8::uuid IS NULL OR (contact_id, step, round) > ($8, $9::smallint, $10::smallint))
ORDER BY contact_id, step, round LIMIT $11"""


def recipient_of(row: asyncpg.Record) -> Recipient:
    """A row of the ledger."""
    return Recipient(
        campaign_id=row["campaign_id"],
        contact_id=row["contact_id"],
        step=row["step"],
        round=row["round"],
        outcome=RecipientOutcome(row["outcome"]),
        reason=row["reason"],
        zone=row["zone"],
        due_at=row["due_at"],
        variant=row["variant"],
        number_id=row["number_id"],
        message_id=row["message_id"],
        tries=row["tries"],
        queued_at=row["queued_at"],
        sent_at=row["sent_at"],
        delivered_at=row["delivered_at"],
        read_at=row["read_at"],
        failed_at=row["failed_at"],
        replied_at=row["replied_at"],
        clicked_at=row["clicked_at"],
        converted_at=row["converted_at"],
        opted_out_at=row["opted_out_at"],
    )


def cell_of(row: asyncpg.Record) -> Cell:
    """A counted cell."""
    return Cell(
        step=row["step"],
        variant=row["variant"] or None,
        outcome=RecipientOutcome(row["outcome"]),
        reason=row["reason"] or None,
        count=row["count"],
        replied=row["replied"],
        clicked=row["clicked"],
        converted=row["converted"],
        opted_out=row["opted_out"],
    )
