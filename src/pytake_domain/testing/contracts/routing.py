"""What the domain relies on from whoever stores departments, queues and agents. Subclass with `ground`."""

import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import AssignmentId, CalendarId, ConversationId, DepartmentId, QueueId, UserId
from pytake_domain.kernel.time import BusinessHours, Span, SpecialDay
from pytake_domain.messaging import Conversation, ConversationStatus, Sight
from pytake_domain.routing import (
    AgentState,
    Assignment,
    Calendar,
    ClockKind,
    Department,
    DepartmentNotFound,
    Inactivity,
    Needs,
    Overflow,
    Presence,
    Queue,
    QueueLoad,
    QueueNotFound,
    RoutingNameTaken,
    ServiceLevel,
    Side,
    SlaClock,
    Strategy,
)
from pytake_domain.testing.builders import AT, a_message, a_queue, a_user, an_outbound, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place

MINUTE = dt.timedelta(minutes=1)


async def put_queue(place: Place, *members: UserId, **changes: object) -> Queue:
    """A queue that is stored."""
    queue = a_queue(place.tenant.id, *members, **changes)
    async with place.work() as work:
        await work.queues.add(queue)
    return queue


async def put_agent(place: Place, **changes: object) -> AgentState:
    """A person of the company who was there already."""
    user = a_user(place.tenant.id, name=f"Bia {fresh()}")
    state = replace(AgentState(tenant_id=place.tenant.id, user_id=user.id, since=AT), **changes)
    async with place.work() as work:
        await work.users.add(user)
        await work.agents.save(state)
    return state


async def put_talk(place: Place, **changes: object) -> Conversation:
    """A conversation like this."""
    talk = await place.converse()
    async with place.work() as work:
        await work.conversations.save(replace(talk, **changes))
    async with place.work() as work:
        return await work.conversations.get(talk.id)


class QueuesContract(OnGround):
    """Departments, calendars and queues."""

    def department(self, place: Place, **changes: object) -> Department:
        """One of the company."""
        made = Department(
            id=DepartmentId(fresh()), tenant_id=place.tenant.id, name="Vendas", created_at=AT, updated_at=AT
        )
        return replace(made, **changes)

    def calendar(self, place: Place, **changes: object) -> Calendar:
        """Mornings, and one day off."""
        hours = BusinessHours(
            time_zone="America/Sao_Paulo",
            week={"mon": (Span(start="08:00", end="12:00"),)},
            exceptions=(SpecialDay(date="2026-12-25", name="Natal"),),
        )
        made = Calendar(
            id=CalendarId(fresh()),
            tenant_id=place.tenant.id,
            name="Comercial",
            hours=hours,
            created_at=AT,
            updated_at=AT,
        )
        return replace(made, **changes)

    async def test_departments_are_kept_changed_and_removed(self, place: Place, neighbour: Place) -> None:
        one = self.department(place, name="Vendas", calendar_id=CalendarId(fresh()))
        two = self.department(place, name="Apoio")
        async with place.work() as work:
            await work.departments.add(one)
            await work.departments.add(two)
        async with place.work() as work:
            assert list(await work.departments.all()) == [two, one]
            await work.departments.save(replace(one, name="Comercial", calendar_id=None, updated_at=AT + MINUTE))
            await work.departments.remove(two.id)
        async with place.work() as work:
            changed = await work.departments.get(one.id)
            assert (changed.name, changed.calendar_id, changed.updated_at) == ("Comercial", None, AT + MINUTE)
            with pytest.raises(DepartmentNotFound):
                await work.departments.get(two.id)
            with pytest.raises(DepartmentNotFound):
                await work.departments.remove(two.id)
        async with neighbour.work() as work:
            assert list(await work.departments.all()) == []
            with pytest.raises(DepartmentNotFound):
                await work.departments.save(one)

    async def test_a_name_is_one_departments_whatever_its_case(self, place: Place, neighbour: Place) -> None:
        async with place.work() as work:
            await work.departments.add(self.department(place))
        with pytest.raises(RoutingNameTaken):
            async with place.work() as work:
                await work.departments.add(self.department(place, name="VENDAS"))
        async with neighbour.work() as work:
            await work.departments.add(self.department(neighbour))

    async def test_calendars_are_stored_over_each_other_and_one_is_the_default(self, place: Place) -> None:
        first = self.calendar(place, is_default=True)
        second = self.calendar(place, name="Plantão", is_default=True, closed_message="Voltamos.")
        async with place.work() as work:
            assert await work.calendars.default() is None
            await work.calendars.put(first)
            await work.calendars.put(second)
        async with place.work() as work:
            assert await work.calendars.default() == second
            known = await work.calendars.get_all([first.id, CalendarId(fresh())])
            assert known == {first.id: replace(first, is_default=False)}
            await work.calendars.put(replace(first, name="Manhã", is_default=False))
        async with place.work() as work:
            assert [c.name for c in await work.calendars.all()] == ["Manhã", "Plantão"]
        with pytest.raises(RoutingNameTaken):
            async with place.work() as work:
                await work.calendars.put(self.calendar(place, name="manhã"))

    async def test_everything_about_a_queue_comes_back(self, place: Place, neighbour: Place) -> None:
        target = await put_queue(place)
        queue = a_queue(
            place.tenant.id,
            *(UserId(fresh()) for _ in range(3)),
            department_id=DepartmentId(fresh()),
            calendar_id=CalendarId(fresh()),
            strategy=Strategy.ROUND_ROBIN,
            priority=7,
            skills={"fibra": 3},
            most_each=2,
            overflow=Overflow(to=target.id, after_seconds=60, when_nobody=True, when_longer_than=9),
            service_level=ServiceLevel(first_answer=30, resolution=600, warn_percent=50),
            inactivity=Inactivity(customer_warn=5, customer_resolve=6, customer_message="Ainda aí?", agent_return=3),
            closed_message="Fechado.",
            wrap_up_seconds=20,
            is_default=True,
        )
        async with place.work() as work:
            await work.queues.add(queue)
        async with place.work() as work:
            assert await work.queues.get(queue.id, lock=True) == queue
            assert await work.queues.default() == queue
            assert await work.queues.find(str(queue.id)) == queue
            assert await work.queues.find(f" {queue.name.upper()} ") == queue
            assert await work.queues.find("none of this name") is None
            assert await work.queues.find(str(fresh())) is None
            changed = replace(queue, name="Outra", members=queue.members[:1], overflow=None, is_default=False)
            await work.queues.save(changed)
        async with place.work() as work:
            assert await work.queues.get(queue.id) == changed
            assert await work.queues.default() is None
            assert list(await work.queues.of_member(queue.members[0])) == [changed]
            assert list(await work.queues.of_member(queue.members[1])) == []
            await work.queues.remove(queue.id)
            with pytest.raises(QueueNotFound):
                await work.queues.get(queue.id)
        async with neighbour.work() as work:
            with pytest.raises(QueueNotFound):
                await work.queues.get(target.id)

    async def test_a_new_default_queue_takes_that_from_the_old_one_and_names_are_unique(self, place: Place) -> None:
        old = await put_queue(place, is_default=True)
        new = await put_queue(place, is_default=True)
        async with place.work() as work:
            assert await work.queues.default() == new
            assert not (await work.queues.get(old.id)).is_default
        with pytest.raises(RoutingNameTaken):
            await put_queue(place, name=old.name.upper())

    async def test_a_skill_leads_to_the_queue_that_asks_for_it_or_has_it(self, place: Place) -> None:
        able = await put_agent(place, skills={"fibra": 2, "pix": 1})
        has = await put_queue(place, able.user_id, priority=9)
        asks = await put_queue(place, skills={"fibra": 1})
        async with place.work() as work:
            assert await work.queues.with_skill("fibra") == asks
            assert await work.queues.with_skill("pix") == has
            assert await work.queues.with_skill("mandarim") is None

    async def test_a_queues_load_is_counted(self, place: Place) -> None:
        on = await put_agent(place, presence=Presence.AVAILABLE)
        busy = await put_agent(place, presence=Presence.BUSY)
        away = await put_agent(place, presence=Presence.AWAY)
        queue = await put_queue(place, on.user_id, busy.user_id, away.user_id, UserId(fresh()))
        quiet = await put_queue(place)
        for minute in (3, 1, 2):
            await put_talk(place, status=ConversationStatus.QUEUED, queue_id=queue.id, queued_at=AT + minute * MINUTE)
        await put_talk(place, status=ConversationStatus.ACTIVE, queue_id=queue.id, assigned_to=on.user_id)
        await put_talk(place, status=ConversationStatus.RESOLVED, queue_id=queue.id, assigned_to=on.user_id)

        async with place.work() as work:
            loads = await work.queues.loads()
            assert await work.waiting.count(queue.id) == 3
        expected = QueueLoad(waiting=3, oldest=AT + MINUTE, served=1, members_on=2, members_available=1)
        assert loads[queue.id] == expected
        assert loads.get(quiet.id, QueueLoad()) == QueueLoad()

    async def test_agents_have_their_queues_and_those_of_their_departments_in_view(self, place: Place) -> None:
        me, department = UserId(fresh()), DepartmentId(fresh())
        mine = await put_queue(place, me, department_id=department)
        near = await put_queue(place, department_id=department)
        lonely = await put_queue(place, me)
        await put_queue(place, department_id=DepartmentId(fresh()))
        async with place.work() as work:
            sight = await work.sights.of(me)
            assert await work.sights.of(UserId(fresh())) != sight
        assert sight.queues == {mine.id, lonely.id}
        assert sight.nearby | sight.queues == {mine.id, lonely.id, near.id}
        assert isinstance(sight, Sight)


class AgentsContract(OnGround):
    """Agents, who waits, and what is kept of it."""

    async def test_somebody_who_was_never_there_is_offline_and_stored_when_locked(self, place: Place) -> None:
        user_id = UserId(fresh())
        async with place.work() as work:
            usual = await work.agents.get(user_id)
            assert (usual.presence, usual.load) == (Presence.OFFLINE, 0)
            await work.agents.seen(user_id, AT)
        async with place.work() as work:
            locked = await work.agents.get(user_id, lock=True)
            assert (locked.presence, locked.last_seen) == (Presence.OFFLINE, None)
        async with place.work() as work:
            await work.agents.seen(user_id, AT)
            await work.agents.seen(user_id, AT - MINUTE)
        async with place.work() as work:
            assert (await work.agents.get(user_id)).last_seen == AT

    async def test_what_an_agent_holds_is_known_and_an_agent_can_be_forgotten(self, place: Place) -> None:
        state = await put_agent(place, presence=Presence.AVAILABLE)
        active = await put_talk(place, status=ConversationStatus.ACTIVE, assigned_to=state.user_id)
        waiting = await put_talk(place, status=ConversationStatus.WAITING, assigned_to=state.user_id)
        await put_talk(place, status=ConversationStatus.RESOLVED, assigned_to=state.user_id)
        await put_talk(place, status=ConversationStatus.ACTIVE, assigned_to=UserId(fresh()))
        async with place.work() as work:
            assert set(await work.agents.held_by(state.user_id)) == {active.id, waiting.id}
            await work.agents.remove(state.user_id)
        async with place.work() as work:
            assert (await work.agents.get(state.user_id)).presence is Presence.OFFLINE

    async def test_everything_about_an_agent_comes_back_and_their_load_is_counted(self, place: Place) -> None:
        state = await put_agent(
            place,
            presence=Presence.BUSY,
            capacity=3,
            skills={"fibra": 5},
            last_assigned_at=AT,
            wrap_up_until=AT + MINUTE,
            last_seen=AT,
        )
        queue = await put_queue(place, state.user_id)
        for status, here in (
            (ConversationStatus.ACTIVE, True),
            (ConversationStatus.WAITING, False),
            (ConversationStatus.RESOLVED, True),
            (ConversationStatus.ARCHIVED, True),
        ):
            await put_talk(place, status=status, assigned_to=state.user_id, queue_id=queue.id if here else None)
        expected = replace(state, load=2, load_here=1)
        async with place.work() as work:
            assert await work.agents.get(state.user_id, queue_id=queue.id) == expected
            assert list(await work.agents.of_queue(queue.id, lock=True)) == [expected]
            await work.agents.save(replace(expected, capacity=9))
        async with place.work() as work:
            assert (await work.agents.get(state.user_id)) == replace(state, capacity=9, load=2)

    async def test_only_active_members_who_were_ever_there_serve(self, place: Place) -> None:
        serving, gone = await put_agent(place), await put_agent(place)
        queue = await put_queue(place, serving.user_id, gone.user_id, UserId(fresh()))
        async with place.work() as work:
            await work.users.save(replace(await work.users.get(gone.user_id), active=False))
        async with place.work() as work:
            assert [a.user_id for a in await work.agents.of_queue(queue.id)] == [serving.user_id]
            (view,) = await work.agents.all()
        assert (view.state.user_id, view.queues) == (serving.user_id, (queue.id,))

    async def test_who_has_been_silent_is_found(self, place: Place, neighbour: Place) -> None:
        silent = await put_agent(place, presence=Presence.AVAILABLE, last_seen=AT)
        await put_agent(place, presence=Presence.AVAILABLE, last_seen=AT + 5 * MINUTE)
        await put_agent(place, presence=Presence.AVAILABLE)
        await put_agent(place, presence=Presence.AWAY, last_seen=AT)
        await put_agent(neighbour, presence=Presence.AVAILABLE, last_seen=AT)
        async with place.work() as work:
            assert [s.user_id for s in await work.agents.silent_since(AT + MINUTE)] == [silent.user_id]

    async def test_who_waits_comes_by_priority_then_by_time(self, place: Place) -> None:
        queue, other = await put_queue(place), await put_queue(place)

        async def wait(minute: int, priority: int = 0, where: QueueId = queue.id, **more: object) -> ConversationId:
            changes = {"queued_at": AT + minute * MINUTE, "priority": priority, "queue_id": where, **more}
            return (await put_talk(place, status=ConversationStatus.QUEUED, **changes)).id

        late, early = await wait(2), await wait(1, wanted_skill="pix")
        vip = await wait(3, priority=10)
        await wait(0, where=other.id)
        async with place.work() as work:
            found = await work.waiting.of(queue.id, 10)
            assert [w.conversation_id for w in found] == [vip, early, late]
            assert found[1].needs == Needs(skills={"pix": 1})
            assert [w.conversation_id for w in await work.waiting.of(queue.id, 1)] == [vip]

    async def test_assignments_are_kept_in_order(self, place: Place) -> None:
        kept = [
            Assignment(
                id=AssignmentId(fresh()),
                tenant_id=place.tenant.id,
                conversation_id=place.conversation.id,
                queue_id=QueueId(fresh()),
                user_id=user_id,
                reason="least_load",
                note="é dele",
                actor_kind=ActorKind.SYSTEM,
                actor_id=None,
                at=AT,
                waited_seconds=7,
            )
            for user_id in (UserId(fresh()), None)
        ]
        async with place.work() as work:
            await work.assignments.add(kept)
        async with place.work() as work:
            assert list(await work.assignments.of(place.conversation.id)) == kept
            assert list(await work.assignments.of(ConversationId(fresh()))) == []

    async def test_clocks_are_stored_over_and_found_when_due(self, place: Place, neighbour: Place) -> None:
        clock = SlaClock(
            conversation_id=place.conversation.id,
            kind=ClockKind.RESOLUTION,
            queue_id=QueueId(fresh()),
            started_at=AT,
            warn_at=AT + MINUTE,
            due_at=AT + 2 * MINUTE,
        )
        first = replace(clock, kind=ClockKind.FIRST_ANSWER, stopped_at=AT, ended=True)
        async with place.work() as work:
            await work.sla_clocks.save([])
            await work.sla_clocks.save([clock, first])
        async with place.work() as work:
            known = await work.sla_clocks.of([place.conversation.id])
            assert known == {(clock.conversation_id, c.kind): c for c in (clock, first)}
            assert list(await work.sla_clocks.due(AT, 10)) == []
            assert list(await work.sla_clocks.due(AT + MINUTE, 10)) == [clock]
            await work.sla_clocks.save([clock.tick(AT + MINUTE)[0]])
            assert list(await work.sla_clocks.due(AT + MINUTE, 10)) == []
            assert len(await work.sla_clocks.due(AT + 2 * MINUTE, 10)) == 1
        async with neighbour.work() as work:
            assert await work.sla_clocks.of([place.conversation.id]) == {}
            assert list(await work.sla_clocks.due(AT + 9 * MINUTE, 10)) == []

    async def test_silences_say_who_is_awaited_and_whether_they_were_reminded(self, place: Place) -> None:
        queue, me = await put_queue(place), UserId(fresh())
        talks = {}
        for side, build in ((Side.AGENT, a_message), (Side.CUSTOMER, an_outbound)):
            talk = await put_talk(
                place, status=ConversationStatus.ACTIVE, queue_id=queue.id, assigned_to=me, last_message_at=AT
            )
            async with place.work() as work:
                if side is Side.AGENT:
                    await work.messages.add_received([build(talk)])
                else:
                    await work.messages.add(build(talk))
            talks[side] = talk
        await put_talk(place, status=ConversationStatus.RESOLVED, queue_id=queue.id, assigned_to=me, last_message_at=AT)

        async with place.work() as work:
            assert list(await work.silences.of(queue.id, AT, 10)) == []
            found = {s.awaited: s for s in await work.silences.of(queue.id, AT + MINUTE, 10)}
            assert {side: s.conversation_id for side, s in found.items()} == {s: t.id for s, t in talks.items()}
            assert {s.warned_at for s in found.values()} == {None}
            await work.silences.warned(talks[Side.AGENT].id, AT, AT + MINUTE)
            await work.silences.warned(talks[Side.CUSTOMER].id, AT - MINUTE, AT)
        async with place.work() as work:
            found = {s.awaited: s for s in await work.silences.of(queue.id, AT + MINUTE, 10)}
        assert (found[Side.AGENT].warned_at, found[Side.CUSTOMER].warned_at) == (AT + MINUTE, None)
