"""Contacts by what somebody typed. Every form is a range of `contact_words`, whose comparisons row security lets the index do.

Words of names and addresses stand as they are; a telephone number as `+digits`, and from its end as `-stigid`.
"""

from collections.abc import Sequence

import asyncpg

from pytake_domain.contacts import Terms
from pytake_domain.kernel.ids import ContactId, TenantId

LAST = "\U0010ffff"
"""Behind everything that a prefix begins."""
LOOKED_AT = 10_000
"""Who fits the rarest word, at most; all the others are looked for among them."""
COUNTED = 500
"""So far words are counted to find the rarest: of two that so many have, either will do."""

BY_WORDS = """
WITH rarest AS MATERIALIZED (
  SELECT o.low, o.high FROM unnest($2::text[], $3::text[]) AS o(low, high)
  ORDER BY (SELECT count(*) FROM (SELECT 1 FROM contact_words w
    WHERE w.tenant_id = $1 AND w.word >= o.low AND w.word < o.high LIMIT $6) AS few), length(o.low) DESC LIMIT 1),
first AS MATERIALIZED (
  SELECT DISTINCT contact_id FROM (
    SELECT contact_id FROM contact_words WHERE tenant_id = $1 AND word >= (SELECT low FROM rarest)
      AND word < (SELECT high FROM rarest) LIMIT $4) AS begun)
SELECT f.contact_id FROM first f JOIN contacts c
  ON c.tenant_id = $1 AND c.id = f.contact_id AND c.merged_into IS NULL AND c.deleted_at IS NULL
WHERE (SELECT bool_and(EXISTS (
  SELECT 1 FROM contact_words w WHERE w.tenant_id = $1 AND w.contact_id = f.contact_id AND w.word >= o.low AND w.word < o.high))
  FROM unnest($2::text[], $3::text[]) AS o(low, high))
ORDER BY f.contact_id DESC LIMIT $5"""
BY_RANGES = """
SELECT DISTINCT c.id AS contact_id FROM unnest($2::text[], $3::text[]) AS o(low, high)
CROSS JOIN LATERAL (
  SELECT contact_id FROM contact_words WHERE tenant_id = $1 AND word >= o.low AND word < o.high LIMIT $4) AS w
JOIN contacts c ON c.tenant_id = $1 AND c.id = w.contact_id AND c.merged_into IS NULL AND c.deleted_at IS NULL
ORDER BY contact_id DESC LIMIT $5"""


async def contact_ids(raw: asyncpg.Connection, tenant_id: TenantId, terms: Terms, limit: int) -> Sequence[ContactId]:
    """Newest first."""
    if terms.words:
        words = list(terms.words)
        rows = await raw.fetch(BY_WORDS, tenant_id, words, [word + LAST for word in words], LOOKED_AT, limit, COUNTED)
    else:
        rows = await raw.fetch(BY_RANGES, tenant_id, *_ranges(terms), LOOKED_AT, limit)
    return [ContactId(row["contact_id"]) for row in rows]


def _ranges(terms: Terms) -> tuple[list[str], list[str]]:
    if terms.whole:
        whole = [f"+{number}" for number in terms.numbers]
        return whole, [f"{number}\0".replace("\0", "\x01") for number in whole]
    lows = [f"+{number}" for number in terms.numbers] + [f"-{end[::-1]}" for end in terms.ends]
    return lows, [low + LAST for low in lows]
