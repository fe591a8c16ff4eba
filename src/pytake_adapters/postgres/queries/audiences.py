"""An audience as one statement: who is in it, and the first rule that leaves somebody out.

The rules and their order are those of the domain's `eligibility.refusal`; a test on random people holds the two together.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import asyncpg

from pytake_adapters.postgres.queries.arguments import Arguments
from pytake_adapters.postgres.queries.people import FLAGS, condition, places_of
from pytake_domain.campaigns import AREA_ZONES, BRASILIA, CONTACT_ZONE, Audience, Basis, LeftOut
from pytake_domain.contacts import MARKETING, STAYS_UNREACHABLE, FlagName
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import zone_names

# Asked where a consent or a clock of their own is: a look at each person's row.
CONTACTS = "JOIN contacts c ON c.tenant_id = f.tenant_id AND c.id = f.contact_id"
ROOM = "SET LOCAL enable_seqscan = on; SET LOCAL work_mem = '128MB'"
TOGETHER = f"{ROOM}; SET LOCAL max_parallel_workers_per_gather = 1"
"""Two processes share a count; what is written is written by one."""
BACK = "SET LOCAL enable_seqscan = off"

FILL = """
INSERT INTO campaign_recipients (tenant_id, campaign_id, contact_id, step, round, outcome, due_at, zone, reason)
SELECT $1, {campaign}, w.contact_id, 0, 0, CASE WHEN w.reason IS NULL THEN 0 ELSE 6 END, {now}, w.zone, w.reason
FROM ({people}) w
ON CONFLICT DO NOTHING"""

# The first whom nothing leaves out ends it; so each is looked at alone, instead of all that was sent lately first.
ANYBODY = "SELECT 1 AS found FROM ({people}) w WHERE w.reason IS NULL LIMIT 1"
COUNT = "SELECT w.reason, w.zone, substr(w.phone, 2, 4) AS country, count(*) AS n FROM ({people}) w GROUP BY 1, 2, 3"

PEOPLE = """
SELECT f.contact_id, a.phone, {zone} AS zone, CASE {rules} END AS reason
FROM contact_facets f {contacts}
LEFT JOIN LATERAL (
  SELECT max(k.value) FILTER (WHERE k.kind = 'phone') AS phone, count(*) AS known,
    count(k.unreachable_at) AS unreachable, max(k.unreachable_at) AS said
  FROM contact_addresses k
  WHERE k.tenant_id = $1 AND k.contact_id = f.contact_id AND k.current AND k.kind <> 'username') a ON true
LEFT JOIN {each} (
  SELECT r.contact_id, count(*) FILTER (WHERE r.queued_at > {day}) AS day, count(*) FILTER (WHERE r.queued_at > {week}) AS week,
    max(r.queued_at) AS last
  FROM campaign_recipients r WHERE r.tenant_id = $1 AND r.queued_at IS NOT NULL AND r.queued_at > {since} {whose}
  GROUP BY r.contact_id) t ON t.contact_id = f.contact_id
LEFT JOIN marketing_rests m ON m.tenant_id = $1 AND m.contact_id = f.contact_id AND m.until > {now}
WHERE f.tenant_id = $1 AND {question}"""

OPEN = """(f.contact_id IN (SELECT v.contact_id FROM conversations v
  WHERE v.tenant_id = $1 AND v.status IN ('queued', 'active', 'waiting'))) IS TRUE"""
LOT = "('x' || encode(substr(sha256(convert_to({kind} || {of} || ':' || f.contact_id, 'UTF8')), 1, 4), 'hex'))::bit(32)"


class People:
    """The statement's parts for one audience."""

    def __init__(self, tenant_id: TenantId, audience: Audience, places: Mapping[str, Any]) -> None:
        self.value = Arguments(tenant_id)
        self._tenant_id = tenant_id
        self._audience = audience
        self._question = condition(audience.query, audience.now, places, self.value)
        self.now = self.value(audience.now.at, "timestamptz")

    def statement(self, *, one_by_one: bool = False) -> str:
        """`PEOPLE`, whole."""
        exclusions = self._audience.plan.exclusions
        at, days = self._audience.now.at, max(7, exclusions.contacted_days or 0)
        plan = self._audience.plan
        own = plan.schedule.time_zone == CONTACT_ZONE or plan.purpose != MARKETING
        return PEOPLE.format(
            zone=self._zone(),
            rules=" ".join(self._rules()),
            contacts=CONTACTS if own else "",
            each="LATERAL" if one_by_one else "",
            whose="AND r.contact_id = f.contact_id" if one_by_one else "",
            day=self._moment(dt.timedelta(days=1)),
            week=self._moment(dt.timedelta(days=7)),
            since=self.value(at - dt.timedelta(days=days), "timestamptz"),
            now=self.now,
            question=self._question,
        )

    def _moment(self, ago: dt.timedelta) -> str:
        return self.value(self._audience.now.at - ago, "timestamptz")

    def _rules(self) -> list[str]:
        plan, policy = self._audience.plan, self._audience.policy
        ours = plan.purpose == MARKETING
        rules = [
            (FLAGS[FlagName.BLOCKED], "CONTACT_BLOCKED"),
            ("a.known = 0", "NO_ADDRESS"),
            (f"a.unreachable = a.known AND a.said > {self._moment(STAYS_UNREACHABLE)}", "RECIPIENT_UNREACHABLE"),
            *self._consent(),
        ]
        if ours and policy.control_group:
            rules.append((self._lot("control:", str(self._tenant_id), policy.control_group), "CONTROL_GROUP"))
        if plan.holdout:
            rules.append((self._lot("holdout:", str(self._audience.campaign_id), plan.holdout), "HOLDOUT"))
        if self._audience.marketing:
            rules.append(("m.until IS NOT NULL", "MARKETING_RESTING"))
        day = [each for each in (policy.per_day if ours else None, plan.limits.per_contact_limit) if each is not None]
        week = [each for each in (policy.per_week if ours else None, plan.limits.per_contact_week) if each is not None]
        if day:
            rules.append((f"t.day >= {self.value(min(day), 'bigint')}", "FREQUENCY_CAP_DAY"))
        if week:
            rules.append((f"t.week >= {self.value(min(week), 'bigint')}", "FREQUENCY_CAP_WEEK"))
        if plan.exclusions.contacted_days:
            since = self._moment(dt.timedelta(days=plan.exclusions.contacted_days))
            rules.append((f"t.last > {since}", "CONTACTED_RECENTLY"))
        if plan.exclusions.in_flow:
            rules.append((FLAGS[FlagName.IN_FLOW], "IN_FLOW"))
        if plan.exclusions.open_conversation:
            rules.append((OPEN, "OPEN_CONVERSATION"))
        return [f"WHEN {condition} THEN '{reason}'" for condition, reason in rules]

    def _consent(self) -> list[tuple[str, str]]:
        plan = self._audience.plan
        if plan.purpose == MARKETING:
            said, refused = FLAGS[FlagName.OPTED_IN], FLAGS[FlagName.OPTED_OUT]
        else:
            purpose = self.value(plan.purpose, "text")
            said = f"(c.purposes -> {purpose} -> 'given' = 'true'::jsonb) IS TRUE"
            refused = f"(c.purposes -> {purpose} -> 'given' = 'false'::jsonb) IS TRUE"
        rules = [(refused, "OPTED_OUT")]
        if plan.basis is Basis.CONSENT:
            rules.append((f"NOT {said}", "NO_CONSENT"))
        return rules

    def _lot(self, kind: str, of: str, percent: int) -> str:
        drawn = LOT.format(kind=self.value(kind, "text"), of=self.value(of, "text"))
        return f"{drawn}::bigint::float8 / 4294967296::float8 < {self.value(percent / 100, 'float8')}"

    def _zone(self) -> str:
        """Each person's own where the schedule asks for it, else none."""
        if self._audience.plan.schedule.time_zone != CONTACT_ZONE:
            return "''"
        areas = " ".join(f"WHEN '{area}' THEN '{zone}'" for area, zone in AREA_ZONES.items())
        return (
            f"CASE WHEN c.time_zone = ANY({self.value(sorted(zone_names()), 'text[]')}) THEN c.time_zone"
            f" WHEN a.phone LIKE '+55%' THEN CASE substr(a.phone, 4, 2) {areas} ELSE '{BRASILIA}' END"
            f" ELSE {self.value(self._audience.zone, 'text')} END"
        )


async def fill(raw: asyncpg.Connection, tenant_id: TenantId, audience: Audience) -> int:
    """See Ledger.fill."""
    people = People(tenant_id, audience, await places_of(raw, tenant_id))
    campaign = people.value(audience.campaign_id, "uuid")
    statement = FILL.format(campaign=campaign, now=people.now, people=people.statement())
    await raw.execute(ROOM)
    done: str = await raw.execute(statement, *people.value.values)
    await raw.execute(BACK)
    return int(done.rpartition(" ")[2])


async def count(raw: asyncpg.Connection, tenant_id: TenantId, audience: Audience) -> LeftOut:
    """See Ledger.count."""
    people = People(tenant_id, audience, await places_of(raw, tenant_id))
    await raw.execute(TOGETHER)
    rows = await raw.fetch(COUNT.format(people=people.statement()), *people.value.values)
    await raw.execute(BACK)
    reasons: dict[str, int] = {}
    zones: dict[str, int] = {}
    countries: dict[str, int] = {}
    for row in rows:
        if row["reason"] is not None:
            reasons[row["reason"]] = reasons.get(row["reason"], 0) + row["n"]
            continue
        zones[row["zone"]] = zones.get(row["zone"], 0) + row["n"]
        country = row["country"] or ""
        countries[country] = countries.get(country, 0) + row["n"]
    return LeftOut(total=sum(r["n"] for r in rows), reasons=reasons, zones=zones, countries=countries)


async def reaches(raw: asyncpg.Connection, tenant_id: TenantId, audience: Audience) -> bool:
    """See Ledger.reaches."""
    people = People(tenant_id, audience, await places_of(raw, tenant_id))
    rows = await raw.fetch(ANYBODY.format(people=people.statement(one_by_one=True)), *people.value.values)
    return bool(rows)
