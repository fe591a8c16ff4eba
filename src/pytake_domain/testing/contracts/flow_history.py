"""What the domain relies on from whoever keeps what sessions did, test cases and simulations. Subclass with `ground`."""

import datetime as dt
from uuid import UUID

import pytest
from msgspec.structs import replace

from pytake_domain.flows import (
    CountKind,
    CountOf,
    Facts,
    FlowCase,
    FlowCaseNotFound,
    MessageIn,
    Passes,
    Played,
    Says,
    Scene,
    Seen,
    SessionStatus,
    Simulation,
    SimulationNotFound,
    Started,
    Tally,
    Trace,
    Visit,
    tallies,
)
from pytake_domain.kernel.ids import FlowCaseId, FlowId, FlowSessionId, FlowVersionId, SimulationId, UserId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.testing.builders import AT, a_graph, a_session, asks, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place

DAY = dt.timedelta(days=1)


def traces_of(session: UUID, flow: UUID, version: UUID, at: dt.datetime = AT) -> tuple[Trace, Trace]:
    """A session that was asked and answered."""
    first = Trace(
        session_id=FlowSessionId(session),
        number=1,
        flow_id=FlowId(flow),
        version_id=FlowVersionId(version),
        at=at,
        given=Started(message=MessageIn(text="oi 😀")),
        facts=Facts(contact={"name": "Ana", "tags": ["vip"]}),
        visits=(Visit("start", at), Visit("q", at, "default")),
        node="q",
    )
    later = at + dt.timedelta(seconds=30)
    second = replace(
        first,
        number=2,
        at=later,
        given=MessageIn(text="Maria"),
        facts=None,
        prior="q",
        before=None,
        visits=(Visit("bye", later, "default"),),
        node="bye",
        status=SessionStatus.COMPLETED,
    )
    return first, second


class FlowTracesContract(OnGround):
    """Inputs of sessions, and counts that are exact."""

    async def test_a_sessions_inputs_come_back_in_order_as_they_were(self, place: Place) -> None:
        session, flow, version = fresh(), fresh(), fresh()
        first, second = traces_of(session, flow, version)
        async with place.work() as work:
            work.flow_traces.add(first)
        async with place.work() as work:
            work.flow_traces.add(second)
            assert list(await work.flow_traces.of(FlowSessionId(session))) == [first, second]
            assert list(await work.flow_traces.of(FlowSessionId(fresh()))) == []

    async def test_what_is_rolled_back_was_never_there(self, place: Place) -> None:
        session, flow, version = fresh(), fresh(), fresh()

        async def fails() -> None:
            async with place.work() as work:
                work.flow_traces.add(*traces_of(session, flow, version))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await fails()
        async with place.work() as work:
            assert list(await work.flow_traces.of(FlowSessionId(session))) == []
            assert await work.flow_traces.counts(FlowVersionId(version)) == {}

    async def test_the_newest_sessions_of_a_flow_come_first(self, place: Place) -> None:
        flow, version = fresh(), fresh()
        sessions = sorted(fresh() for _ in range(4))
        async with place.work() as work:
            for session in sessions:
                work.flow_traces.add(*traces_of(session, flow, version))
            work.flow_traces.add(*traces_of(fresh(), fresh(), version))
            assert list(await work.flow_traces.recent(FlowId(flow), 3)) == sessions[:0:-1]

    async def test_counts_are_those_of_the_inputs_before_and_after_they_are_gathered(self, place: Place) -> None:
        flow, version = fresh(), fresh()
        kept = [trace for number in range(5) for trace in traces_of(fresh(), flow, version, AT + number * DAY)]
        for trace in kept:
            async with place.work() as work:
                work.flow_traces.add(trace)
        expected = tallies(kept)
        async with place.work() as work:
            assert await work.flow_traces.counts(FlowVersionId(version)) == expected
            await work.flow_traces.fold()
        async with place.work() as work:
            work.flow_traces.add(*traces_of(fresh(), flow, version))
            await work.flow_traces.fold()
            await work.flow_traces.fold()
            found = await work.flow_traces.counts(FlowVersionId(version))
            assert sum(tally.count for tally in found.values()) == sum(t.count for t in expected.values()) * 6 // 5

    async def test_a_period_holds_its_first_and_last_day(self, place: Place) -> None:
        flow, version = fresh(), fresh()
        async with place.work() as work:
            for number in range(4):
                work.flow_traces.add(*traces_of(fresh(), flow, version, AT + number * DAY))
            found = await work.flow_traces.counts(
                FlowVersionId(version), since=(AT + DAY).date(), until=(AT + 2 * DAY).date()
            )
        days = {what.day for what in found}
        assert days == {(AT + DAY).date(), (AT + 2 * DAY).date()}
        began = CountOf(FlowVersionId(version), (AT + DAY).date(), CountKind.STARTED)
        assert found[began] == Tally(count=1)

    async def test_a_flows_sessions_are_those_on_it_and_those_that_began_with_it(self, place: Place) -> None:
        mine, other, version = FlowId(fresh()), FlowId(fresh()), fresh()
        sessions = sorted(
            (a_session(place.tenant.id, flow_id=flow) for flow in (mine, other, other)), key=lambda s: s.id
        )
        async with place.work() as work:
            await work.flow_sessions.add_all(sessions)
            # The second began with ours and went on elsewhere; the third never was on ours.
            for session, began in zip(sessions, (mine, mine, other), strict=True):
                work.flow_traces.add(*traces_of(session.id, began, version))
        ours = {s.id for s, began in zip(sessions, (mine, mine, other), strict=True) if mine in (s.flow_id, began)}
        async with place.work() as work:
            page = await work.flow_sessions.page(PageRequest(), flow_id=mine)
            assert ([s.id for s in page.items], page.total) == (sorted(ours, reverse=True), len(ours))
            first = await work.flow_sessions.page(PageRequest(limit=1), flow_id=mine)
            second = await work.flow_sessions.page(PageRequest(limit=1, page=2), flow_id=mine)
            assert [s.id for s in (*first.items, *second.items)] == sorted(ours, reverse=True)[:2]

    async def test_another_companys_sessions_are_not_there(self, place: Place, neighbour: Place) -> None:
        session, flow, version = fresh(), fresh(), fresh()
        async with place.work() as work:
            work.flow_traces.add(*traces_of(session, flow, version))
        async with neighbour.work() as work:
            assert list(await work.flow_traces.of(FlowSessionId(session))) == []
            assert list(await work.flow_traces.recent(FlowId(flow), 9)) == []
            assert await work.flow_traces.counts(FlowVersionId(version)) == {}


class FlowToolsContract(OnGround):
    """Test cases and simulations."""

    def case(self, place: Place, flow: UUID) -> FlowCase:
        """A case of two moves."""
        return FlowCase(
            id=FlowCaseId(fresh()),
            tenant_id=place.tenant.id,
            flow_id=FlowId(flow),
            name="Quem é novo",
            facts=Facts(contact={"name": "João"}),
            began=AT,
            opening="oi",
            moves=(Says(text="sim"), Passes(seconds=60)),
            expected=Seen(lines=((0, "Olá"),), status="completed", node="end"),
            answers={"api_call": {"status": 200}},
            created_at=AT,
            created_by=UserId(fresh()),
        )

    async def test_cases_of_a_flow_come_back_oldest_first(self, place: Place) -> None:
        flow = fresh()
        first, second = self.case(place, flow), self.case(place, flow)
        first, second = sorted((first, second), key=lambda case: case.id)
        async with place.work() as work:
            await work.flow_cases.add(second)
            await work.flow_cases.add(first)
            await work.flow_cases.add(self.case(place, fresh()))
        async with place.work() as work:
            assert list(await work.flow_cases.of(FlowId(flow))) == [first, second]
            await work.flow_cases.remove(FlowId(flow), first.id)
            assert list(await work.flow_cases.of(FlowId(flow))) == [second]
            with pytest.raises(FlowCaseNotFound):
                await work.flow_cases.remove(FlowId(flow), first.id)
            with pytest.raises(FlowCaseNotFound):
                await work.flow_cases.remove(FlowId(fresh()), second.id)

    async def test_a_simulation_comes_back_as_it_was_saved(self, place: Place, neighbour: Place) -> None:
        flow = FlowId(fresh())
        scene = Scene(main=Played(flow_id=flow, graph=a_graph(asks("q", "Seu nome?", "name"))), facts=Facts(), began=AT)
        simulation = Simulation(
            id=SimulationId(fresh()),
            tenant_id=place.tenant.id,
            flow_id=flow,
            scene=scene,
            created_at=AT,
            updated_at=AT,
        )
        async with place.work() as work:
            await work.simulations.add(simulation)
        moved = simulation.moved(Says(text="Ana 😀"), AT + DAY)
        async with place.work() as work:
            assert await work.simulations.get(simulation.id) == simulation
            await work.simulations.save(moved)
        async with place.work() as work:
            assert await work.simulations.get(simulation.id) == moved
            with pytest.raises(SimulationNotFound):
                await work.simulations.save(replace(moved, id=SimulationId(fresh())))
        async with neighbour.work() as work:
            with pytest.raises(SimulationNotFound):
                await work.simulations.get(simulation.id)
