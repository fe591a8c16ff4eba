"""The row that questions are answered from follows the ledger of campaigns and the facts of ERPs, whatever happens to them."""

import datetime as dt
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.support.ground import PostgresGround

from pytake_domain.contacts import Contact, phone_address
from pytake_domain.kernel.ids import ContactId
from pytake_domain.kernel.text import Phone
from pytake_domain.testing.builders import AT, a_phone, a_tenant, fresh
from pytake_domain.testing.contracts.ground import Place

# Few of each, so that the same row is changed again and again.
PEOPLE, CAMPAIGNS = 2, 2
outcomes = st.sampled_from([0, 3, 4, 5])
EARLIER = AT - dt.timedelta(days=1)
days = st.sampled_from([AT, AT, EARLIER, None])
person = st.integers(0, PEOPLE - 1)
campaign = st.integers(1, CAMPAIGNS)
changes = st.one_of(
    *(st.tuples(st.just("sent"), person, campaign, outcomes, days, st.booleans()) for _ in range(6)),
    st.tuples(st.just("moved"), person, campaign),
    st.tuples(st.just("forgotten"), person, campaign),
    st.tuples(
        st.just("told"), person, st.sampled_from(["active", "blocked", "unknown"]), st.none() | st.booleans(), days
    ),
    st.tuples(st.just("told no more"), person),
    st.tuples(st.just("merged"), person),
)
# Each of these loses or moves something; chance alone seldom changes one row in just these ways.
HISTORY = [
    ("sent", 0, 1, 4, AT, True),
    ("sent", 0, 1, 3, AT, True),
    ("sent", 0, 1, 3, AT, False),
    ("sent", 0, 1, 3, EARLIER, False),
    ("sent", 0, 1, 5, EARLIER, False),
    ("sent", 0, 2, 5, AT, False),
    ("sent", 0, 1, 3, EARLIER, False),
    ("sent", 0, 2, 0, None, False),
    ("sent", 0, 1, 4, AT, True),
    ("merged", 0),
    ("moved", 0, 1),
    ("sent", 1, 1, 4, None, True),
    ("sent", 1, 1, 4, AT, True),
    ("forgotten", 1, 1),
    ("told", 0, "active", True, AT),
    ("told", 0, "blocked", False, None),
    ("told", 0, "unknown", None, EARLIER),
    ("merged", 0),
    ("told no more", 0),
]
PUT = """INSERT INTO campaign_recipients AS r (tenant_id, campaign_id, contact_id, step, round, due_at, zone, outcome, queued_at,
  replied_at) VALUES ($1, $2, $3, 0, 0, now(), '', $4, $5, $6) ON CONFLICT (tenant_id, campaign_id, contact_id, step, round)
  DO UPDATE SET outcome = EXCLUDED.outcome, queued_at = EXCLUDED.queued_at, replied_at = EXCLUDED.replied_at"""
TELL = """INSERT INTO erp_facts (tenant_id, contact_id, erp_type, customer_id, as_of, contract_status, online, oldest_due_on,
  plan, owed_count, owed_amount) VALUES ($1, $2, 'memory', '1', now(), $3, $4, $5, $3, 1, 9.9)
  ON CONFLICT (tenant_id, contact_id) DO UPDATE SET contract_status = EXCLUDED.contract_status, online = EXCLUDED.online,
  oldest_due_on = EXCLUDED.oldest_due_on, plan = EXCLUDED.plan"""
HIDDEN = "UPDATE contacts SET deleted_at = CASE WHEN $3 THEN now() END WHERE tenant_id = $1 AND id = $2"
KEPT = """SELECT contact_id, got_on, read_on, answered_on, failed_on, erp_marks, oldest_due_on, plan_key, owed, owed_count
  FROM contact_facets WHERE tenant_id = $1 ORDER BY contact_id"""
SO = """
SELECT c.id, l.*, CASE WHEN k.contact_id IS NULL THEN 0 ELSE 1 + CASE k.contract_status WHEN 'active' THEN 2 WHEN 'blocked' THEN 6
    ELSE 0 END + CASE k.online WHEN true THEN 16 WHEN false THEN 32 ELSE 0 END END,
  coalesce(k.oldest_due_on, 'infinity'), coalesce(pytake_text_key(k.plan_key), 0), coalesce(k.owed, 0), coalesce(k.owed_count, 0)
FROM contacts c LEFT JOIN erp_facts k ON k.tenant_id = c.tenant_id AND k.contact_id = c.id
CROSS JOIN LATERAL (SELECT coalesce(max(d) FILTER (WHERE r.outcome IN (3, 4)), '-infinity'),
    coalesce(max(d) FILTER (WHERE r.outcome = 4), '-infinity'),
    coalesce(max(d) FILTER (WHERE r.replied_at IS NOT NULL), '-infinity'),
    coalesce(max(d) FILTER (WHERE r.outcome = 5), '-infinity')
  FROM campaign_recipients r CROSS JOIN LATERAL (SELECT (r.queued_at AT TIME ZONE 'UTC')::date AS d) day
  WHERE r.tenant_id = c.tenant_id AND r.contact_id = c.id) l
WHERE c.tenant_id = $1 AND c.deleted_at IS NULL ORDER BY c.id"""


async def _change(raw: Any, tenant: UUID, ids: list[ContactId], change: tuple[Any, ...]) -> None:
    what, one, *rest = change
    match what:
        case "sent":
            where, outcome, queued, answered = rest
            await raw.execute(PUT, tenant, UUID(int=where), ids[one], outcome, queued, AT if answered else None)
        case "moved":
            free = "NOT EXISTS (SELECT 1 FROM campaign_recipients o WHERE o.contact_id = $4 AND o.campaign_id = $3)"
            query = "UPDATE campaign_recipients SET contact_id = $4 WHERE tenant_id = $1 AND contact_id = $2 AND campaign_id = $3"
            await raw.execute(f"{query} AND {free}", tenant, ids[one], UUID(int=rest[0]), ids[1 - one])
        case "forgotten":
            query = "DELETE FROM campaign_recipients WHERE tenant_id = $1 AND contact_id = $2 AND campaign_id = $3"
            await raw.execute(query, tenant, ids[one], UUID(int=rest[0]))
        case "told":
            await raw.execute(TELL, tenant, ids[one], *rest)
        case "told no more":
            await raw.execute("DELETE FROM erp_facts WHERE tenant_id = $1 AND contact_id = $2", tenant, ids[one])
        case "merged":
            await raw.execute(HIDDEN, tenant, ids[one], True)
            await raw.execute(HIDDEN, tenant, ids[one], False)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@example(done=HISTORY)
@given(done=st.lists(changes, min_size=4, max_size=20))
async def test_what_is_kept_of_people_is_what_is_so(ground: PostgresGround, done: list[tuple[Any, ...]]) -> None:
    place = await Place(ground, a_tenant()).settle_in()
    ids = []
    async with place.work() as work:
        for _ in range(PEOPLE):
            contact = Contact(id=ContactId(fresh()), tenant_id=place.tenant.id, created_at=AT, updated_at=AT)
            contact = contact.know([phone_address(Phone(a_phone()))], AT)
            await work.contacts.add(contact)
            ids.append(contact.id)
    for change in done:
        async with place.work() as work:
            raw: Any = work
            await _change(raw.raw, place.tenant.id, ids, change)
            kept = [tuple(row) for row in await raw.raw.fetch(KEPT, place.tenant.id)]
            assert kept == [tuple(row) for row in await raw.raw.fetch(SO, place.tenant.id)], change
