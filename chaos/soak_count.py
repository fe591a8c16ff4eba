"""After the soak: until nothing waits, and then what was lost and what was doubled."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import asyncpg
from chaos.campaign import doubts
from chaos.soak_traffic import SERVED_PHONES, Crm, Customers, Desk

from pytake_app.twin import CloudTwin

SETTLE_SECONDS = 240.0
WAITING = {
    "inbox": "SELECT count(*) FROM inbox",
    "deliveries": "SELECT count(*) FROM deliveries",
    "outgoing": "SELECT count(*) FROM outgoing WHERE unknown_until IS NULL",
    "webhooks": "SELECT (SELECT count(*) FROM webhook_outbox)"
    " + (SELECT count(*) FROM webhook_deliveries WHERE due_at IS NOT NULL)",
    "campaign": "SELECT count(*) FROM campaign_recipients WHERE outcome = 0",
}
HELD = "".join(
    f"{' UNION ALL ' if n else ''}SELECT '{table}' AS queue, count(*) FILTER (WHERE leased_until > now()) AS held FROM {table}"  # noqa: S608  ours
    for n, table in enumerate(("inbox", "deliveries", "outgoing"))
)


async def state(dsn: str) -> dict[str, Any]:
    """What waits now, and what of it somebody holds."""
    connection = await asyncpg.connect(dsn)
    try:
        found = {name: await connection.fetchval(query) for name, query in WAITING.items()}
        found["held"] = [dict(row) for row in await connection.fetch(HELD)]
        found["latest"] = [
            dict(row)
            for row in await connection.fetch(
                "SELECT direction, status, content->>'body' AS body, created_at FROM messages ORDER BY id DESC LIMIT 12"
            )
        ]
    finally:
        await connection.close()
    return found


async def settle(dsn: str, twin: CloudTwin) -> dict[str, Any]:
    """Until nothing waits; how long that took, and what still does."""
    began, left = time.monotonic(), {"": 1}
    while left and time.monotonic() - began < SETTLE_SECONDS:
        connection = await asyncpg.connect(dsn)
        try:
            left = {name: n for name, query in WAITING.items() if (n := await connection.fetchval(query))}
        finally:
            await connection.close()
        if twin.webhooks.waiting:
            left["twin"] = twin.webhooks.waiting
        if left:
            await asyncio.sleep(0.5)
    return {"settled_after_s": round(time.monotonic() - began, 1), "still_waiting": left}


async def count(dsn: str, twin: CloudTwin, customers: Customers, desks: Sequence[Desk], crm: Crm) -> dict[str, Any]:
    """Everything that was said to us or by us, against what the database and the provider have."""
    connection = await asyncpg.connect(dsn)
    try:
        unknown = await doubts(connection, 60)
        stored = await connection.fetch("SELECT id::text, provider_id FROM messages WHERE direction = 'inbound'")
        people = await connection.fetch(
            "SELECT r.outcome, r.reason, a.value AS phone FROM campaign_recipients r JOIN contact_addresses a"
            " ON a.tenant_id = r.tenant_id AND a.contact_id = r.contact_id AND a.kind = 'phone'"
        )
        failed = await connection.fetch(
            "SELECT content->>'body' AS body FROM messages WHERE direction = 'outbound' AND status = 'failed'"
            " AND error->>'code' = 'OUTCOME_UNKNOWN'"
        )
        open_twice = await connection.fetchval(
            "SELECT count(*) FROM (SELECT 1 FROM conversations WHERE status <> 'archived'"
            " GROUP BY tenant_id, contact_id, number_id HAVING count(*) > 1) x"
        )
    finally:
        await connection.close()
    doubtful = {row["body"] for row in failed}
    kept = Counter(row["provider_id"] for row in stored)
    acknowledged = set(customers.said) - set(twin.unacknowledged())
    return {
        "messages_written": len(customers.said),
        "acknowledged": len(acknowledged),
        "acknowledged_and_lost": len(acknowledged - set(kept)),
        "stored_twice": sum(1 for n in kept.values() if n > 1),
        "two_open_conversations": open_twice,
        **_answers(twin, customers, desks, doubtful),
        **_campaign(twin, people),
        "provider_took_twice": sum(1 for n in twin.accepted().values() if n > 1),
        "webhooks_lost": sum(1 for row in stored if not crm.heard[row["id"]]),
        "webhooks_repeated": sum(n - 1 for n in crm.heard.values()),
        "webhook_calls": dict(crm.calls),
        **unknown,
    }


def _answers(twin: CloudTwin, customers: Customers, desks: Sequence[Desk], doubtful: set[str]) -> dict[str, Any]:
    read = Counter(
        event.text
        for phone in {phone for phone, _ in customers.said.values()}
        for event in twin.conversation(phone)
        if event.kind == "message" and not event.mine
    )
    said = [text for phone, text in customers.said.values() if phone not in SERVED_PHONES]
    expected = [f"Olá Cliente, recebemos: {text}" for text in said]
    by_people = [text for desk in desks for text in desk.answered]
    wanted = expected + by_people
    return {
        "to_be_answered_by_flows": len(expected),
        "answered": sum(1 for text in expected if read[text]),
        "answered_twice": sum(1 for text in wanted if read[text] > 1),
        "answered_never": sum(1 for text in wanted if not read[text] and text not in doubtful),
        "told_as_unknown": sum(1 for text in wanted if not read[text] and text in doubtful),
        "by_people": len(by_people),
        "people_refused": dict(sum((desk.refused for desk in desks), Counter())),
        "sockets": {
            "events": sum(desk.events for desk in desks),
            "reconnects": sum(desk.reconnects for desk in desks),
            "resyncs": sum(desk.resyncs for desk in desks),
            "longest_gap_s": round(max(desk.longest_gap for desk in desks), 1),
        },
    }


def _campaign(twin: CloudTwin, people: Sequence[asyncpg.Record]) -> dict[str, Any]:
    taken = Counter(each.to.lstrip("+") for each in twin.ledger() if each.type == "template")
    reached = {row["phone"].lstrip("+") for row in people if row["outcome"] in (2, 3, 4)}
    return {
        "campaign_people": len(people),
        "campaign_taken": sum(taken.values()),
        "campaign_outcomes": dict(Counter(f"{row['outcome']} {row['reason'] or ''}".strip() for row in people)),
        "campaign_twice": sum(1 for n in taken.values() if n > 1),
        "campaign_lost": sum(1 for row in people if row["outcome"] in (0, 1)) + len(reached - set(taken)),
    }
