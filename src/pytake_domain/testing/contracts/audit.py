"""What every audit log promises. Subclass `AuditContract` with `log`, `trail` and `chain`, which is to use `seals`."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from uuid import UUID

import pytest

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.audit import AuditAction, AuditChain, AuditFilter, AuditLog, AuditRecord, AuditTrail
from pytake_domain.kernel.ids import AuditId, TenantId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.memory.audit import MemorySeals

OpenTrail = Callable[[TenantId], AbstractAsyncContextManager[AuditTrail]]


def a_record(tenant_id: TenantId, **more: object) -> AuditRecord:
    """Somebody read a contact."""
    given: dict[str, object] = {
        "id": AuditId(fresh()),
        "tenant_id": tenant_id,
        "at": AT,
        "actor_kind": ActorKind.USER,
        "actor_id": fresh(),
        "action": AuditAction.READ,
        "kind": "contacts",
        "route": "GET /api/v1/contacts/{contact_id}",
        "subjects": (fresh(),),
        "request_id": "req_1",
        "address": "ab",
        **more,
    }
    return AuditRecord(**given)  # type: ignore[arg-type]


class AuditContract:
    """Records are kept, found and linked."""

    @pytest.fixture
    def log(self) -> AuditLog:
        """The log under test."""
        pytest.fail("the subclass supplies `log`")

    @pytest.fixture
    def chain(self) -> AuditChain:
        """The chains behind it."""
        pytest.fail("the subclass supplies `chain`")

    @pytest.fixture
    def seals(self) -> MemorySeals:
        """What the chain is sealed by."""
        return MemorySeals()

    @pytest.fixture
    def trail(self) -> OpenTrail:
        """How it is read."""
        pytest.fail("the subclass supplies `trail`")

    async def test_records_are_read_newest_first_by_cursor_and_filter(self, log: AuditLog, trail: OpenTrail) -> None:
        tenant_id, other, person = TenantId(fresh()), TenantId(fresh()), fresh()
        mine = [a_record(tenant_id, subjects=(person,)) for _ in range(3)]
        changed = a_record(tenant_id, action=AuditAction.CHANGE, at=AT + dt.timedelta(days=2), counts={"rows": 2})
        for record in (*mine, changed, a_record(other, subjects=(person,))):
            await log.put(record)

        async with trail(tenant_id) as read:
            first = await read.page(AuditFilter(), PageRequest(limit=3))
            rest = await read.page(AuditFilter(), PageRequest(limit=3, cursor=first.next_cursor))
            of_person = await read.page(AuditFilter(subjects=(person, fresh())), PageRequest())
            of_actor = await read.page(AuditFilter(actor_id=mine[0].actor_id), PageRequest())
            changes = await read.page(AuditFilter(action=AuditAction.CHANGE), PageRequest())
            later = await read.page(AuditFilter(since=AT + dt.timedelta(days=1)), PageRequest())
            sooner = await read.page(AuditFilter(until=AT), PageRequest())

        assert [*first.items, *rest.items] == [changed, *reversed(mine)]
        assert rest.next_cursor is None
        assert list(of_person.items) == list(reversed(mine))
        assert of_actor.items == (mine[0],)
        assert changes.items == later.items == (changed,)
        assert sooner.items == ()

    async def test_what_is_put_is_linked_and_holds(self, log: AuditLog, chain: AuditChain, trail: OpenTrail) -> None:
        tenant_id, other = TenantId(fresh()), TenantId(fresh())
        async with trail(tenant_id) as read:
            assert await read.state() is None
        for _ in range(5):
            await log.put(a_record(tenant_id))
            await log.put(a_record(other))

        assert (await chain.verify(tenant_id)).waiting == 5
        while await chain.link(3):
            pass
        await log.put(a_record(tenant_id))
        await chain.link(100)

        state = await chain.verify(tenant_id)
        assert (state.linked, state.waiting, state.broken) == (6, 0, None)
        assert {tenant_id, other} <= {each async for each in chain.tenants()}
        async with trail(tenant_id) as read:
            told = await read.state()
        assert told is not None
        assert (told.linked, told.broken) == (6, None)

    async def test_the_oldest_go_and_the_rest_holds_still(
        self, log: AuditLog, chain: AuditChain, trail: OpenTrail
    ) -> None:
        tenant_id = TenantId(fresh())
        for days in range(6):
            await log.put(a_record(tenant_id, at=AT + dt.timedelta(days=days)))
        await chain.link(100)
        until = AT + dt.timedelta(days=4)

        assert await chain.drop(tenant_id, until, 3) == 3
        assert await chain.drop(tenant_id, until, 3) == 1
        assert await chain.drop(tenant_id, until, 3) == 0
        await log.put(a_record(tenant_id))
        await chain.link(100)

        state = await chain.verify(tenant_id)
        assert (state.linked, state.broken) == (3, None)
        async with trail(tenant_id) as read:
            assert len((await read.page(AuditFilter(), PageRequest())).items) == 3

    async def test_a_head_is_sealed_anew_before_the_old_key_goes(
        self, log: AuditLog, chain: AuditChain, seals: MemorySeals
    ) -> None:
        tenant_id = TenantId(fresh())
        await log.put(a_record(tenant_id))
        await chain.link(100)
        seals.keys.add(2)
        assert (await chain.verify(tenant_id)).broken is None

        assert await chain.reseal() >= 1
        assert await chain.reseal() == 0

        seals.keys.remove(1)
        assert (await chain.verify(tenant_id)).broken is None
        seals.keys = {3}
        broken = (await chain.verify(tenant_id)).broken
        assert broken is not None
        assert broken.why == "head"
        assert await chain.reseal() == 0

    async def test_nobody_is_known_of_who_nothing_was_put(self, chain: AuditChain, trail: OpenTrail) -> None:
        tenant_id, person = TenantId(fresh()), UUID(int=7)

        assert (await chain.verify(tenant_id)).broken is None
        assert await chain.drop(tenant_id, AT, 10) == 0
        async with trail(tenant_id) as read:
            assert await read.ids_of(person) == (person,)
