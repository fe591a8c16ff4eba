"""What the domain relies on from whoever stores flows, versions and sessions. Subclass with `ground`."""

import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.flows import (
    DraftChanged,
    Flow,
    FlowInUse,
    FlowNotFound,
    FlowSession,
    FlowSessionNotFound,
    FlowStatus,
    FlowVersion,
    Frame,
    Loop,
    MessageIn,
    PublishedFlow,
    SessionStatus,
    Trigger,
    TriggerKind,
    Visit,
    Wait,
    WaitKind,
)
from pytake_domain.kernel.errors import Conflict, StaleVersion
from pytake_domain.kernel.ids import EventId, FlowId, FlowSessionId, FlowVersionId, NumberId, UserId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.testing.builders import AT, a_flow, a_graph, a_session, an_actor, asks, fresh, says
from pytake_domain.testing.contracts.ground import OnGround, Place

MINUTE = dt.timedelta(minutes=1)


class FlowsContract(OnGround):
    """Drafts and versions."""

    async def added(self, place: Place, **changes: object) -> Flow:
        """A stored draft."""
        flow = a_flow(place.tenant.id, **changes)
        async with place.work() as work:
            await work.flows.add(flow)
        return flow

    async def published(self, place: Place, flow: Flow, note: str = "") -> tuple[Flow, FlowVersion]:
        """Its draft, published."""
        out, version, _ = flow.publish(
            version_id=FlowVersionId(fresh()),
            event_id=EventId(fresh()),
            actor=an_actor(place.tenant.id),
            now=AT,
            note=note,
        )
        async with place.work() as work:
            await work.flow_versions.add(version)
            await work.flows.save(out, read_at=flow.draft_version)
        return out, version

    async def test_everything_about_a_draft_comes_back_as_it_was_saved(self, place: Place) -> None:
        flow = await self.added(place)
        changed = replace(
            flow,
            name="Cobrança",
            description="de dívidas",
            graph=a_graph(asks("cpf", "Seu CPF?", "cpf", kind="document"), says("bye", "{{ cpf }} até já 😀")),
            trigger=Trigger(kind=TriggerKind.KEYWORD, keywords=("boleto", "2ª via"), interrupts=True),
            is_default=True,
            draft_version=2,
            updated_by=UserId(fresh()),
            updated_at=AT + MINUTE,
        )

        async with place.work() as work:
            assert await work.flows.get(flow.id) == flow
            await work.flows.save(changed, read_at=1)

        async with place.work() as work:
            assert await work.flows.get(flow.id) == changed

    async def test_who_saves_an_older_draft_is_told_by_whom_and_when(self, place: Place) -> None:
        flow = await self.added(place)
        editor = UserId(fresh())
        newer = replace(flow, draft_version=2, updated_by=editor, updated_at=AT + MINUTE)
        async with place.work() as work:
            await work.flows.save(newer, read_at=1)

        with pytest.raises(DraftChanged) as told:
            async with place.work() as work:
                await work.flows.save(replace(flow, name="Outro", draft_version=2), read_at=1)

        assert told.value.params == {"by": str(editor), "at": (AT + MINUTE).isoformat(), "draft_version": 2}
        async with place.work() as work:
            assert await work.flows.get(flow.id) == newer

    async def test_default_and_fallback_are_one_each(self, place: Place, neighbour: Place) -> None:
        theirs = await self.added(neighbour, is_default=True)
        first = await self.added(place, is_default=True, is_fallback=True)
        second = await self.added(place, is_default=True)
        async with place.work() as work:
            await work.flows.save(replace(second, is_fallback=True, draft_version=2), read_at=1)

        async with place.work() as work:
            was = await work.flows.get(first.id)
            now = await work.flows.get(second.id)
        assert (was.is_default, was.is_fallback) == (False, False)
        assert (now.is_default, now.is_fallback) == (True, True)
        async with neighbour.work() as work:
            assert (await work.flows.get(theirs.id)).is_default

    async def test_lists_are_narrowed_searched_sorted_and_cut(self, place: Place, neighbour: Place) -> None:
        await self.added(neighbour, name="Boleto")
        flows = [
            await self.added(place, name=name, updated_at=AT + minute * MINUTE)
            for name, minute in (("Boleto", 2), ("Recepção", 3), ("boleto atrasado", 1))
        ]
        await self.published(place, flows[1])

        async with place.work() as work:
            latest = await work.flows.page(PageRequest())
            assert [f.name for f in latest.items] == ["Boleto", "boleto atrasado", "Recepção"]
            assert (await work.flows.page(PageRequest(limit=1, page=2))).items[0].name == "boleto atrasado"
            found = await work.flows.page(PageRequest(), search="BOLETO")
            assert (found.total, {f.name for f in found.items}) == (2, {"Boleto", "boleto atrasado"})
            out = await work.flows.page(PageRequest(), status=FlowStatus.PUBLISHED)
            assert [f.name for f in out.items] == ["Recepção"]
            assert (await work.flows.page(PageRequest(), search="100%")).items == ()
            assert await work.flows.ids() == {f.id for f in flows}
            assert await work.flows.count() == 3

    async def test_flows_stand_in_folders_whatever_is_drawn_meanwhile(self, place: Place, neighbour: Place) -> None:
        theirs = await self.added(neighbour, folder="Cobrança")
        bill = await self.added(place, name="Boleto", folder="Cobrança")
        greet = await self.added(place, name="Recepção")
        async with place.work() as work:
            assert await work.flows.move([greet.id, theirs.id, FlowId(fresh())], "atendimento") == 1
            assert await work.flows.move([], "x") == 0
        async with place.work() as work:
            # Read before it was moved, saved afterwards.
            await work.flows.save(replace(greet, name="Portaria", draft_version=2), read_at=1)

        async with place.work() as work:
            assert (await work.flows.get(greet.id)).folder == "atendimento"
            assert [(f.name, f.count) for f in await work.flows.folders()] == [("atendimento", 1), ("Cobrança", 1)]
            assert (await work.flows.page(PageRequest(), folder="Cobrança")).items == (bill,)
            assert (await work.flows.page(PageRequest(), folder="")).total == 0
            assert await work.flows.move([bill.id, greet.id], "") == 2
        async with place.work() as work:
            assert await work.flows.folders() == []
            assert (await work.flows.page(PageRequest(), folder="")).total == 2
        async with neighbour.work() as work:
            assert (await work.flows.get(theirs.id)).folder == "Cobrança"

    async def test_a_version_says_what_is_new_in_it(self, place: Place) -> None:
        flow, version = await self.published(place, await self.added(place), note="Botão de segunda via")

        async with place.work() as work:
            assert (await work.flow_versions.get(version.id)).note == "Botão de segunda via"
            assert [v.note for v in (await work.flow_versions.page(flow.id, PageRequest())).items] == [version.note]

    async def test_a_flow_goes_with_its_versions(self, place: Place) -> None:
        flow, version = await self.published(place, await self.added(place))

        async with place.work() as work:
            await work.flows.remove(flow.id)

        async with place.work() as work:
            for reading in (work.flows.get(flow.id), work.flow_versions.get(version.id), work.flows.remove(flow.id)):
                with pytest.raises(FlowNotFound):
                    await reading
            assert await work.flow_versions.published() == []

    async def test_a_flow_that_somebody_is_in_is_not_removed(self, place: Place) -> None:
        flow, version = await self.published(place, await self.added(place))
        session = a_session(place.tenant.id, flow_id=flow.id, version_id=version.id)
        async with place.work() as work:
            await work.flow_sessions.add_all([session])

        with pytest.raises(FlowInUse):
            async with place.work() as work:
                await work.flows.remove(flow.id)

        async with place.work() as work:
            await work.flow_sessions.save_all([replace(session, status=SessionStatus.COMPLETED)])
        async with place.work() as work:
            await work.flows.remove(flow.id)

    async def test_new_sessions_start_on_the_version_that_was_published_last(self, place: Place) -> None:
        draft = await self.added(place, trigger=Trigger(kind=TriggerKind.DEFAULT), is_fallback=True)
        async with place.work() as work:
            assert await work.flow_versions.published_version(draft.id) is None
            assert await work.flow_versions.published() == []
        once, first = await self.published(place, draft)
        twice, second = await self.published(place, once)

        async with place.work() as work:
            assert await work.flow_versions.published_version(draft.id) == second
            assert await work.flow_versions.get(first.id) == first
            assert list(await work.flow_versions.published()) == [
                PublishedFlow(flow_id=draft.id, version_id=second.id, trigger=second.trigger, is_fallback=True)
            ]
            stopped, _ = twice.unpublish(event_id=EventId(fresh()), actor=an_actor(place.tenant.id), now=AT)
            await work.flows.save(stopped, read_at=twice.draft_version)
        async with place.work() as work:
            assert await work.flow_versions.published_version(draft.id) is None
            assert await work.flow_versions.published() == []

    async def test_a_versions_number_is_given_once(self, place: Place) -> None:
        _, version = await self.published(place, await self.added(place))

        with pytest.raises(Conflict):
            async with place.work() as work:
                await work.flow_versions.add(replace(version, id=FlowVersionId(fresh())))

    async def test_another_tenants_flow_is_not_there(self, place: Place, neighbour: Place) -> None:
        flow, version = await self.published(place, await self.added(place))

        async with neighbour.work() as work:
            assert await work.flow_versions.published_version(flow.id) is None
            for reading in (
                work.flows.get(flow.id),
                work.flows.save(flow, read_at=1),
                work.flows.remove(flow.id),
                work.flow_versions.get(version.id),
            ):
                with pytest.raises(FlowNotFound):
                    await reading


class FlowSessionsContract(OnGround):
    """Who is where: one running session a contact and number."""

    def of(self, place: Place, **changes: object) -> FlowSession:
        """A session of the place's contact."""
        return a_session(
            place.tenant.id,
            contact_id=place.contact.id,
            number_id=place.number.id,
            conversation_id=place.conversation.id,
            **changes,
        )

    async def added(self, place: Place, *sessions: FlowSession) -> None:
        """Store new ones."""
        async with place.work() as work:
            await work.flow_sessions.add_all(sessions)

    async def saved(self, place: Place, *sessions: FlowSession) -> None:
        """Store changed ones."""
        async with place.work() as work:
            await work.flow_sessions.save_all(sessions)

    async def running(self, place: Place) -> FlowSession | None:
        """The place's contact's."""
        pair = (place.contact.id, place.number.id)
        async with place.work() as work:
            return (await work.flow_sessions.running_for([pair])).get(pair)

    async def test_everything_about_one_comes_back_as_it_was_saved(self, place: Place) -> None:
        session = self.of(place)
        await self.added(place, session)
        loop = Loop(node="each", items=({"plan": "600"}, "x", None), place=1)
        frame = Frame(
            flow_id=FlowId(fresh()),
            version_id=FlowVersionId(fresh()),
            node="call",
            variables={"n": 1, "lista": ["a"]},
            loops=(loop,),
        )
        changed = replace(
            session,
            flow_id=FlowId(fresh()),
            version_id=FlowVersionId(fresh()),
            node="ask",
            waiting=Wait(id="w-1", kind=WaitKind.ANSWER, expires=AT + MINUTE, page=2),
            variables={"cpf": "529.982.247-25", "n": 3, "sim": True, "lista": ["a", {"b": None}]},
            calls=(frame,),
            loops=(loop,),
            returning=frame,
            pending=(MessageIn(text="oi", reply_id="a", data={"city": "Recife"}),),
            history=(Visit("ask", AT, "default"),),
            last_message="oi",
            retries=1,
            counter=9,
            idle_steps=4,
            idle_jumps=2,
            updated_at=AT + MINUTE,
        )

        await self.saved(place, changed)

        assert await self.running(place) == replace(changed, version=1)
        async with place.work() as work:
            assert await work.flow_sessions.get(session.id) == replace(changed, version=1)

    async def test_a_contact_has_one_running_session_a_number(self, place: Place) -> None:
        await self.added(place, self.of(place))

        with pytest.raises(Conflict):
            await self.added(place, self.of(place))

        await self.added(place, self.of(place, status=SessionStatus.FAILED))
        await self.added(place, replace(self.of(place), number_id=NumberId(fresh())))

    async def test_one_ends_and_another_starts_in_the_same_work(self, place: Place) -> None:
        first, second = self.of(place), self.of(place)
        await self.added(place, first)

        async with place.work() as work:
            read = await work.flow_sessions.get(first.id)
            await work.flow_sessions.save_all([replace(read, status=SessionStatus.CANCELLED)])
            await work.flow_sessions.add_all([second])

        assert await self.running(place) == second

    async def test_an_expired_one_is_found_until_another_runs(self, place: Place) -> None:
        first = self.of(place)
        await self.added(place, first)
        expired = replace(first, status=SessionStatus.EXPIRED, node="ask")
        await self.saved(place, expired)
        assert await self.running(place) == replace(expired, version=1)

        second = self.of(place)
        await self.added(place, second)
        assert await self.running(place) == second
        await self.saved(place, replace(second, status=SessionStatus.EXPIRED))

        last = await self.running(place)
        assert last is not None
        assert last.id == second.id

    async def test_those_that_ended_otherwise_are_not_found(self, place: Place) -> None:
        for status in (SessionStatus.COMPLETED, SessionStatus.FAILED, SessionStatus.TRANSFERRED):
            await self.added(place, self.of(place, status=status))

        assert await self.running(place) is None

    async def test_of_two_who_save_the_second_is_told(self, place: Place) -> None:
        session = self.of(place)
        await self.added(place, session)
        await self.saved(place, session)

        with pytest.raises(StaleVersion):
            await self.saved(place, session)

    async def test_a_session_may_move_on_twice_in_one_work(self, place: Place) -> None:
        session = self.of(place)
        await self.added(place, session)

        async with place.work() as work:
            await work.flow_sessions.save_all([replace(session, node="a")])
            await work.flow_sessions.save_all([replace(session, node="b", version=session.version + 1)])

        now = await self.running(place)
        assert now is not None
        assert now.node == "b"

    async def test_pages_come_latest_first_and_narrowed(self, place: Place) -> None:
        flow_id = FlowId(fresh())
        sessions = [self.of(place, flow_id=flow_id, status=SessionStatus.COMPLETED) for _ in range(3)]
        await self.added(place, *sessions, self.of(place, status=SessionStatus.FAILED))

        async with place.work() as work:
            first = await work.flow_sessions.page(PageRequest(limit=2), flow_id=flow_id)
            second = await work.flow_sessions.page(PageRequest(limit=2, cursor=first.next_cursor), flow_id=flow_id)
            failed = await work.flow_sessions.page(PageRequest(), status=SessionStatus.FAILED)

        assert [s.id for s in (*first.items, *second.items)] == [s.id for s in reversed(sessions)]
        assert (first.total, second.total, second.next_cursor) == (3, None, None)
        assert failed.total == 1

    async def test_those_at_a_node_are_found_page_by_page(self, place: Place) -> None:
        flow_id = FlowId(fresh())
        here = [replace(self.of(place, flow_id=flow_id, node="menu"), number_id=NumberId(fresh())) for _ in range(3)]
        ended = self.of(place, flow_id=flow_id, node="menu", status=SessionStatus.EXPIRED)
        further = self.of(place, flow_id=flow_id, node="fim", status=SessionStatus.COMPLETED)
        other = self.of(place, node="menu", status=SessionStatus.COMPLETED)
        await self.added(place, *here, ended, further, other)

        async with place.work() as work:
            page, running = work.flow_sessions.page, SessionStatus.RUNNING
            first = await page(PageRequest(limit=2), flow_id=flow_id, status=running, node="menu")
            rest = await page(
                PageRequest(limit=2, cursor=first.next_cursor), flow_id=flow_id, status=running, node="menu"
            )
            every = await page(PageRequest(), flow_id=flow_id, node="menu")
            nobody = await page(PageRequest(), flow_id=flow_id, node="nowhere")

        assert [s.id for s in (*first.items, *rest.items)] == [s.id for s in reversed(here)]
        assert (first.total, every.total, nobody.total) == (3, 4, 0)

    async def test_lives_that_are_over_are_found_for_the_sweep(self, place: Place, neighbour: Place) -> None:
        over = Wait(id="w", kind=WaitKind.ANSWER, expires=AT)
        later = Wait(id="w", kind=WaitKind.ANSWER, expires=AT + 2 * MINUTE)
        timed = Wait(id="w", kind=WaitKind.ANSWER, until=AT)
        mine, elsewhere = self.of(place, waiting=over), [NumberId(fresh()) for _ in range(2)]
        await self.added(neighbour, self.of(neighbour, waiting=over))
        await self.added(
            place,
            mine,
            replace(self.of(place, waiting=later), number_id=elsewhere[0]),
            replace(self.of(place, waiting=timed), number_id=elsewhere[1]),
            self.of(place, waiting=over, status=SessionStatus.COMPLETED),
        )

        async with place.work() as work:
            assert [s.id for s in await work.flow_sessions.overdue(AT + MINUTE, 10)] == [mine.id]
            assert list(await work.flow_sessions.overdue(AT - MINUTE, 10)) == []

    async def test_another_tenants_is_not_found(self, place: Place, neighbour: Place) -> None:
        session = self.of(place)
        await self.added(place, session)

        with pytest.raises(StaleVersion):
            await self.saved(neighbour, session)
        async with neighbour.work() as work:
            for session_id in (session.id, FlowSessionId(fresh())):
                with pytest.raises(FlowSessionNotFound):
                    await work.flow_sessions.get(session_id)
