"""A campaign that leaves beside the talk while workers are killed: whom it reached, once, twice, or never."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import asyncpg
from benchmarks.harness import Line
from msgspec.structs import replace

from pytake_adapters.system import SystemClock
from pytake_app.twin.server import CloudTwin
from pytake_app.wiring.container import Container, close
from pytake_domain.contacts import Sighting, wa_id_addresses
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.messaging import SenderKind, queue_message
from pytake_domain.whatsapp import Text

AT_ONCE = 500
"""Messages queued in one transaction."""


class Campaign:
    """Messages in the lane of campaigns, to people who talk to nobody else."""

    def __init__(self, line: Line, per_second: int) -> None:
        self.line = line
        self._per_second = per_second
        self._ids: list[str] = []

    async def queue(self, container: Container, count: int) -> None:
        """All of them, at a number of an everyday pace."""
        for start in range(0, count, AT_ONCE):
            await self._queue(container, range(start, min(start + AT_ONCE, count)))
        await close(container)

    async def _queue(self, container: Container, places: range) -> None:
        adapters = container.adapters()
        tenant_id, now = TenantId(self.line.tenant_id), SystemClock().now()
        actor = Actor(kind=ActorKind.SYSTEM, id=None, tenant_id=tenant_id, permissions=frozenset(Permission))
        async with adapters.open_work()(tenant_id) as work:
            number = replace(
                await work.numbers.get(NumberId(self.line.number_id)), messages_per_second=self._per_second
            )
            if not places.start:
                await work.numbers.save(number)
            seen = [Sighting(addresses=wa_id_addresses(f"5521{900000000 + n}"), name=None, at=now) for n in places]
            contacts = await work.contacts.find_or_add(seen)
            opened = await work.conversations.open_for([(c.id, number.id) for c in contacts], now)
            for contact, place in zip(contacts, opened, strict=True):
                message, said = await queue_message(
                    work,
                    number=number,
                    conversation=replace(place.conversation, window_expires_at=now + timedelta(hours=20)),
                    contact=contact,
                    content=Text(body="Oferta"),
                    actor=actor,
                    sent_by=SenderKind.CAMPAIGN,
                    ids=adapters.ids(),
                    at=now,
                )
                await work.conversations.save(said)
                self._ids.append(str(message.id))

    def count(self, twin: CloudTwin) -> dict[str, Any]:
        """What the provider took."""
        accepted = twin.accepted()
        return {
            "campaign_queued": len(self._ids),
            "campaign_sent": sum(1 for id_ in self._ids if accepted[id_]),
            "campaign_sent_twice": sum(1 for id_ in self._ids if accepted[id_] > 1),
            "campaign_never_sent": sum(1 for id_ in self._ids if not accepted[id_]),
        }


async def doubts(connection: asyncpg.Connection, seconds: float) -> dict[str, Any]:
    """How many are in doubt, by lane; their ten minutes are made to be over: all have to end as failed, for everybody to see."""
    rows = await connection.fetch("SELECT lane, count(*) AS n FROM outgoing WHERE unknown_until IS NOT NULL GROUP BY 1")
    by_lane = Counter({"campaign" if row["lane"] >= 2 else "talk": row["n"] for row in rows})
    left = sum(by_lane.values())
    await connection.execute("UPDATE outgoing SET unknown_until = now() WHERE unknown_until IS NOT NULL")
    for _ in range(int(seconds * 2)):
        if not await connection.fetchval("SELECT count(*) FROM outgoing"):
            break
        await asyncio.sleep(0.5)
    told = await connection.fetchval(
        "SELECT count(*) FROM messages WHERE status = 'failed' AND error->>'code' = 'OUTCOME_UNKNOWN'"
    )
    return {
        "talk_in_doubt": by_lane["talk"],
        "campaign_in_doubt": by_lane["campaign"],
        "in_doubt_and_not_told_as_failed": left - told,
    }
