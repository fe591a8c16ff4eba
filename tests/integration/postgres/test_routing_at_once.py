"""Many workers give out one queue's conversations at once: nobody gets more than they can take, nobody is forgotten."""

import asyncio
from collections import Counter

import asyncpg
import pytest
from msgspec.structs import replace
from tests.support.ground import PostgresGround

from pytake_domain.contacts import wa_id_addresses
from pytake_domain.kernel.actor import system
from pytake_domain.kernel.ids import EventId, QueueId, TenantId, UserId
from pytake_domain.messaging import ConversationStatus, queue, set_status
from pytake_domain.routing import (
    AgentState,
    AssignConversations,
    FollowConversations,
    Presence,
    Queue,
    Strategy,
    WatchRouting,
)
from pytake_domain.testing.builders import AT, a_number, a_phone, a_sighting, a_tenant, a_user, fresh

AGENTS, CAPACITY, CONVERSATIONS, WORKERS = 10, 5, 200, 20


class Desk:
    """One tenant with a queue that is served by ten."""

    def __init__(self, ground: PostgresGround) -> None:
        self.ground = ground
        self.tenant = a_tenant()
        self.id: TenantId = self.tenant.id
        self.agents = [a_user(self.id) for _ in range(AGENTS)]
        self.queue = Queue(
            id=QueueId(fresh()),
            tenant_id=self.id,
            name="Suporte",
            created_at=AT,
            updated_at=AT,
            members=tuple(user.id for user in self.agents),
            strategy=Strategy.LEAST_LOAD,
        )
        self.assigning = AssignConversations(open_work=ground.open_work, clock=ground.clock, ids=ground.ids)

    async def open(self) -> None:
        number = a_number(self.id)
        async with self.ground.open_work(self.id) as work:
            await work.tenants.add(self.tenant)
            await work.numbers.add(number)
            for user in self.agents:
                await work.users.add(user)
                state = AgentState(tenant_id=self.id, user_id=user.id, since=AT, capacity=CAPACITY)
                await work.agents.save(replace(state, presence=Presence.AVAILABLE))
            await work.queues.add(self.queue)
            people = await work.contacts.find_or_add(
                [a_sighting(*wa_id_addresses(a_phone())) for _ in range(CONVERSATIONS)]
            )
            now = self.ground.clock.now()
            for opened in await work.conversations.open_for([(p.id, number.id) for p in people], now):
                waiting, event = queue(
                    opened.conversation,
                    system(self.id),
                    at=now,
                    new_id=lambda: EventId(self.ground.ids.new()),
                    queue_id=self.queue.id,
                    queue_name=self.queue.name,
                )
                await work.conversations.save(waiting)
                work.events.add(event)

    async def loads(self) -> Counter[UserId]:
        async with self.ground.open_work(self.id) as work:
            return Counter({s.user_id: s.load for s in await work.agents.of_queue(self.queue.id)})

    async def waiting(self) -> int:
        async with self.ground.open_work(self.id) as work:
            return await work.waiting.count(self.queue.id)

    async def resolve_one(self, user_id: UserId, admin: "asyncpg.Connection[asyncpg.Record]") -> bool:
        """An agent is through with one of theirs."""
        found = await admin.fetchval(
            "SELECT id FROM conversations WHERE assigned_to = $1 AND status = 'active' LIMIT 1", user_id
        )
        if found is None:
            return False
        async with self.ground.open_work(self.id) as work:
            conversation = await work.conversations.get(found)
            over, event = set_status(
                conversation,
                system(self.id),
                ConversationStatus.RESOLVED,
                at=self.ground.clock.now(),
                new_id=lambda: EventId(self.ground.ids.new()),
            )
            await work.conversations.save(over)
            work.events.add(event)
        return True


@pytest.fixture
async def desk(ground: PostgresGround) -> Desk:
    made = Desk(ground)
    await made.open()
    return made


async def test_twenty_workers_never_overload_an_agent_and_the_rest_waits_until_there_is_room(
    desk: Desk, admin_connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    given = await asyncio.gather(*(desk.assigning.fill(desk.id, desk.queue.id) for _ in range(WORKERS)))

    assert sum(given) == AGENTS * CAPACITY
    assert set((await desk.loads()).values()) == {CAPACITY}
    assert await desk.waiting() == CONVERSATIONS - AGENTS * CAPACITY

    rounds = 0
    while await desk.waiting():
        rounds += 1
        done = [await desk.resolve_one(user.id, admin_connection) for user in desk.agents]
        await asyncio.gather(
            *(desk.assigning.drain(desk.id, user.id) for user in desk.agents),
            *(desk.assigning.fill(desk.id, desk.queue.id) for _ in range(WORKERS - AGENTS)),
        )
        assert max((await desk.loads()).values()) <= CAPACITY
        assert all(done)
        assert rounds <= CONVERSATIONS
    kept = await admin_connection.fetch("SELECT conversation_id, count(*) FROM assignments GROUP BY 1")
    assert len(kept) == CONVERSATIONS
    assert {row["count"] for row in kept} == {1}


async def test_an_agent_who_serves_two_queues_is_not_overloaded_by_both_at_once(desk: Desk) -> None:
    other = replace(desk.queue, id=QueueId(fresh()), name="Vendas", priority=5)
    async with desk.ground.open_work(desk.id) as work:
        await work.queues.add(other)
        waiting = [w.conversation_id for w in await work.waiting.of(desk.queue.id, CONVERSATIONS // 2)]
        for conversation in (await work.conversations.get_all(waiting)).values():
            await work.conversations.save(replace(conversation, queue_id=other.id, queue_name=other.name))

    await asyncio.gather(
        *(desk.assigning.fill(desk.id, queue_id) for queue_id in (desk.queue.id, other.id) * (WORKERS // 2))
    )

    assert set((await desk.loads()).values()) == {CAPACITY}


async def test_workers_sweep_at_once_without_hurting_each_other(desk: Desk) -> None:
    watching = WatchRouting(open_work=desk.ground.open_work, clock=desk.ground.clock, ids=desk.ground.ids)
    following = FollowConversations(
        open_work=desk.ground.open_work, assigning=desk.assigning, clock=desk.ground.clock, ids=desk.ground.ids
    )
    async with desk.ground.open_work(desk.id) as work:
        for user in desk.agents[:3]:
            state = await work.agents.get(user.id, lock=True)
            await work.agents.save(replace(state, last_seen=AT))

    gone = await asyncio.gather(*(watching.miss(desk.id) for _ in range(5)), following.on_changed(desk.id, []))

    assert sorted(user_id for each in gone if each for user_id in each) == sorted(u.id for u in desk.agents[:3])
    await desk.assigning.fill(desk.id, desk.queue.id)
    loads = await desk.loads()
    assert [loads[user.id] for user in desk.agents[:3]] == [0, 0, 0]
