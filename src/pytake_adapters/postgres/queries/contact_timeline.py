"""What happened with somebody: their events, those of who was merged into them, their conversations, and what they got of
campaigns.
"""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from pytake_domain.campaigns import RecipientOutcome
from pytake_domain.contacts import Moment
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import ContactId, TenantId

WHO = """
WITH RECURSIVE who AS (
  SELECT $2::uuid AS id UNION SELECT m.merged_id FROM who w JOIN contact_merges m ON m.tenant_id = $1 AND m.kept_id = w.id)
SELECT id FROM who"""
EVENTS = """
SELECT e.* FROM unnest($2::uuid[]) AS w(subject) CROSS JOIN LATERAL (
  SELECT id, at, type, subject, actor_kind, actor_id, reason, data FROM event_log
  WHERE tenant_id = $1 AND subject = w.subject AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4) AS e
ORDER BY e.id DESC LIMIT $4"""
TALKS = """
SELECT c.id, c.created_at, c.status, c.number_id, m.received, m.sent FROM (
  SELECT * FROM (
    SELECT id, created_at, status, number_id FROM conversations WHERE tenant_id = $1 AND contact_id = $2 AND status <> 'archived'
    UNION ALL
    SELECT id, created_at, status, number_id FROM conversations WHERE tenant_id = $1 AND contact_id = $2 AND status = 'archived'
  ) AS every WHERE $3::uuid IS NULL OR id < $3 ORDER BY id DESC LIMIT $4) AS c
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE direction = 'inbound') AS received, count(*) FILTER (WHERE direction = 'outbound') AS sent
  FROM messages i WHERE i.tenant_id = $1 AND i.conversation_id = c.id) AS m"""
CAMPAIGNS = """
SELECT r.message_id, r.queued_at, r.campaign_id, c.name, r.step, r.outcome, r.reason, r.replied_at, r.clicked_at, r.converted_at
FROM campaign_recipients r JOIN campaigns c ON c.tenant_id = $1 AND c.id = r.campaign_id
WHERE r.tenant_id = $1 AND r.contact_id = ANY($2::uuid[]) AND r.queued_at IS NOT NULL AND r.message_id IS NOT NULL
  AND ($3::uuid IS NULL OR r.message_id < $3)
ORDER BY r.message_id DESC LIMIT $4"""
KNOWN = ("type", "id", "tenant_id", "at", "actor_kind", "actor_id", "reason", "contact_id")
"""What an event's data repeats of the moment itself."""


async def timeline(
    raw: asyncpg.Connection, tenant_id: TenantId, contact_id: ContactId, before: UUID | None, limit: int
) -> Sequence[Moment]:
    """Newest first."""
    who = [row["id"] for row in await raw.fetch(WHO, tenant_id, contact_id)]
    moments = [_event(row) for row in await raw.fetch(EVENTS, tenant_id, who, before, limit)]
    moments += [_talk(row) for row in await raw.fetch(TALKS, tenant_id, contact_id, before, limit)]
    moments += [_campaign(row) for row in await raw.fetch(CAMPAIGNS, tenant_id, who, before, limit)]
    return sorted(moments, key=lambda moment: moment.id, reverse=True)[:limit]


def _event(row: asyncpg.Record) -> Moment:
    data = msgspec.json.decode(row["data"], type=dict)
    return Moment(
        id=row["id"],
        at=row["at"],
        type=row["type"],
        subject=row["subject"],
        actor_kind=ActorKind(row["actor_kind"]),
        actor_id=row["actor_id"],
        reason=row["reason"],
        data={key: value for key, value in data.items() if key not in KNOWN},
    )


def _campaign(row: asyncpg.Record) -> Moment:
    return Moment(
        id=row["message_id"],
        at=row["queued_at"],
        type="Campaign",
        subject=row["campaign_id"],
        actor_kind=ActorKind.CAMPAIGN,
        actor_id=row["campaign_id"],
        data={
            "campaign_name": row["name"],
            "step": row["step"],
            "outcome": RecipientOutcome(row["outcome"]).word,
            "reason": row["reason"],
            "replied": row["replied_at"] is not None,
            "clicked": row["clicked_at"] is not None,
            "converted": row["converted_at"] is not None,
        },
    )


def _talk(row: asyncpg.Record) -> Moment:
    return Moment(
        id=row["id"],
        at=row["created_at"],
        type="Conversation",
        subject=row["id"],
        actor_kind=ActorKind.CONTACT,
        data={
            "status": row["status"],
            "whatsapp_config_id": str(row["number_id"]),
            "received": row["received"],
            "sent": row["sent"],
        },
    )
