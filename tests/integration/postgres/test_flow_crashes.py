"""Killed at every place where a process may be, on real transactions, leases and jobs: the conversation ends as it would have."""

from collections.abc import Mapping
from typing import Any

import asyncpg
import msgspec
from tests.support.crashing import CrashingHouse, Fault, FaultyOpenWork
from tests.support.ground import PostgresGround
from tests.unit.domain.flows.use_cases.test_crashes import LINES, Story

from pytake_adapters.postgres.jobs import Envelope
from pytake_domain.flows import FlowSession, Trace
from pytake_domain.identity import Tenant
from pytake_domain.messaging import MessageReceived
from pytake_domain.testing.builders import a_tenant
from pytake_domain.testing.memory.house import BATCH, Company
from pytake_domain.testing.memory.jobs import Handler

Admin = asyncpg.Connection


class DueJobs:
    """Runs the stored jobs that are due; one whose handler is killed stays."""

    def __init__(self, admin: Admin, handlers: Mapping[str, Handler]) -> None:
        self._admin = admin
        self._handlers = handlers

    async def run_due(self) -> int:
        rows = await self._admin.fetch(
            "SELECT id, entrypoint, payload FROM pgqueuer WHERE status = 'queued' AND execute_after <= now()"
            " ORDER BY execute_after, id"
        )
        for row in rows:
            envelope = msgspec.msgpack.decode(row["payload"], type=Envelope)
            await self._handlers[row["entrypoint"]](envelope.tenant_id, envelope.payload)
            await self._admin.execute("DELETE FROM pgqueuer WHERE id = $1", row["id"])
        return len(rows)


class PostgresHouse(CrashingHouse):
    """The crashing house on PostgreSQL; provider and services stay in memory."""

    def __init__(self, fault: Fault, ground: PostgresGround, admin: Admin) -> None:
        self._ground = ground
        self._admin = admin
        super().__init__(fault)

    def _wire(self) -> None:
        ground = self._ground
        self.clock, self.ids, self.vault = ground.clock, ground.ids, ground.vault  # type: ignore[assignment]
        self.lookup, self.inbox = ground.lookup, ground.inbox  # type: ignore[assignment]
        self.inbox_lease, self.outgoing_lease = ground.inbox_lease, ground.outgoing_lease  # type: ignore[assignment]
        self.marks = ground.marks  # type: ignore[assignment]
        if not isinstance(self.open_work, FaultyOpenWork):
            self.open_work = ground.open_work  # type: ignore[assignment]
        super()._wire()
        self.jobs = DueJobs(self._admin, self.jobs._handlers)  # type: ignore[assignment]

    async def company(self, name: str = "Rede Sol", tenant: Tenant | None = None) -> Company:
        tenant = tenant or a_tenant(name=name)
        self.store.identity.tenants[tenant.id] = tenant
        return await super().company(tenant=tenant)

    async def deliver_events(self) -> int:
        taken = await self._ground.delivery_lease.take(BATCH, self.ids.new())
        for delivery in taken:
            event = msgspec.msgpack.decode(delivery.data, type=MessageReceived)
            await self.running.on_received(delivery.tenant_id, [event])
        return len(taken)

    async def wait(self, **by: float) -> None:
        await self._ground.pass_time(by["seconds"])
        await self.settle()

    async def recover(self) -> None:
        self._wire()
        for queue in ("inbox", "deliveries", "outgoing"):
            await self._admin.execute(f"UPDATE {queue} SET leased_until = NULL")  # noqa: S608  names of our own


class PostgresStory(Story):
    """The conversation of the crash tests, told on PostgreSQL."""

    def __init__(self, fault: Fault, ground: PostgresGround, admin: Admin) -> None:
        self.fault = fault
        self.phone = f"+55113{0 if fault.at is None else fault.at + 1:07d}"
        self.house = PostgresHouse(fault, ground, admin)
        self._admin = admin

    async def left(self) -> dict[str, Any]:
        """All that is left of it, without ids and times."""

        async def rows(what: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in await self._admin.fetch(what, self.company.id)]

        ((state,),) = await rows("SELECT state FROM flow_sessions WHERE tenant_id = $1")
        session = msgspec.msgpack.decode(state, type=FlowSession)
        packed = await rows("SELECT data FROM flow_traces WHERE tenant_id = $1 ORDER BY number")
        traces = [msgspec.msgpack.decode(data, type=Trace) for (data,) in packed]
        return {
            "heard": self.heard,
            "messages": await rows(
                "SELECT direction, content->>'body', status FROM messages WHERE tenant_id = $1 ORDER BY id"
            ),
            "session": (session.status, session.node, session.variables, session.counter, session.inputs),
            "history": [(visit.node, visit.via) for visit in session.history],
            "traces": [(t.number, type(t.given).__name__, [v.node for v in t.visits]) for t in traces],
            "contact": await rows("SELECT tags, attributes FROM contacts WHERE tenant_id = $1"),
            "notes": await rows("SELECT body FROM conversation_notes WHERE tenant_id = $1"),
            "ratings": await rows("SELECT score FROM surveys WHERE tenant_id = $1"),
            "counts": await rows(
                "SELECT kind, node, key, sum(count)::int FROM flow_counted WHERE tenant_id = $1"
                " GROUP BY kind, node, key ORDER BY kind, node, key"
            ),
            "deliveries": await rows("SELECT type FROM deliveries WHERE tenant_id = $1"),
            "jobs": [row["entrypoint"] for row in await self._admin.fetch("SELECT entrypoint FROM pgqueuer")],
            "keys": {asked.id.rpartition("-")[2] for asked in self.house.apis.asked},
            "erp keys": {key.rpartition("-")[2] for *_, key in self.house.erp.asked},
        }


async def test_killed_anywhere_on_postgres_it_ends_as_it_would_have(
    ground: PostgresGround, admin_connection: Admin
) -> None:
    whole = PostgresStory(Fault(), ground, admin_connection)
    await whole.tell()
    expected = await whole.left()
    assert (expected["heard"], expected["jobs"], expected["ratings"]) == (LINES, [], [(5,)])
    assert expected["session"][:2] == ("completed", "bye")
    assert len(whole.fault.places) > 40

    for at, place in enumerate(whole.fault.places):
        story = PostgresStory(Fault(at), ground, admin_connection)
        await story.tell()
        assert story.fault.hit == place
        assert await story.left() == expected, f"killed at {at}: {place}"
        assert len(story.house.apis.asked) - len(whole.house.apis.asked) in (0, 1)
