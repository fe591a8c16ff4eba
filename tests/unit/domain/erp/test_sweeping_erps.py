"""Sweeps over an ERP: what is taken over, what happens when they break off, and what is taken for gone."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.domain.erp.offices import Office

from pytake_domain.erp import (
    ContractStatus,
    CustomerRef,
    ErpCustomer,
    ErpFailed,
    ErpNotConnected,
    ErpStatus,
    ErpSync,
    ErpUnknown,
    FailureKind,
    InvoiceStatus,
    SyncOff,
    SyncPage,
    SyncState,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden
from pytake_domain.testing.memory.erp import BAKERY, JOAO, MARIA
from pytake_domain.testing.memory.house import MemoryHouse


class Sweeping(Office):
    """With the words of a sweep."""

    async def start(self, **options: Any) -> ErpSync:
        return await self.sweeps.start(self.company.boss, "memory", **options)

    async def turn(self) -> bool:
        return await self.sweeps.turn(self.company.id, "memory")

    async def last(self) -> ErpSync:
        async with self.house.open_work(self.company.id) as work:
            found = await work.erp_syncs.last("memory")
        assert found is not None
        return found

    async def whole(self) -> ErpSync:
        """One from beginning to end."""
        await self.start(whole=True)
        assert await self.turn()
        return await self.last()

    @property
    def due(self) -> dt.timedelta:
        """Until the next turn."""
        return self.company.rows.erp_due["memory"] - self.house.clock.now()

    @property
    def known(self) -> set[str]:
        """Customers that are remembered."""
        return {own for _, own in self.company.rows.erp_customers}


@pytest.fixture
async def office(memory: MemoryHouse) -> Sweeping:
    office = Sweeping(memory)
    await office.settle_in()
    await office.connect(settings={"sync_minutes": 30})
    return office


async def test_all_pages_of_all_parts_are_taken_over(office: Sweeping) -> None:
    begun = await office.start()
    assert begun.state is SyncState.RUNNING
    assert (await office.start()).id == begun.id
    assert await office.turn()
    sync = await office.last()
    assert (sync.state, sync.customers, sync.invoices) == (SyncState.DONE, 3, 5)
    assert office.known == {MARIA, JOAO, BAKERY}
    assert len(office.company.rows.erp_invoices) == 5
    assert office.due == dt.timedelta(minutes=30)


async def test_who_may_not_or_has_no_erp_starts_none(office: Sweeping) -> None:
    agent = office.company.person("Bia", permissions=[Permission.READ_ERP])
    with pytest.raises(Forbidden):
        await office.sweeps.start(agent, "memory")
    with pytest.raises(ErpUnknown):
        await office.sweeps.start(office.company.boss, "other")
    with pytest.raises(ErpNotConnected):
        await office.sweeps.start((await office.house.company()).boss, "memory")
    await office.connect(settings={"sync": False})
    with pytest.raises(SyncOff):
        await office.start()
    assert office.company.rows.erp_syncs == []


async def test_a_sweep_is_one_workers_at_a_time(office: Sweeping) -> None:
    await office.start()
    async with office.house.open_work(office.company.id) as work:
        now = office.house.clock.now()
        assert await work.erp_syncs.take("memory", now, now + dt.timedelta(seconds=90))
    assert not await office.turn()
    assert office.vendor.asked == []
    office.house.clock.move(seconds=91)
    assert await office.turn()


async def test_a_connection_that_was_removed_meanwhile_ends_its_sweep(
    office: Sweeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.start()

    async def gone(*_: object) -> None:
        raise ErpNotConnected

    monkeypatch.setattr(office.reach, "of", gone)
    assert await office.turn()
    assert office.vendor.asked == []


async def test_what_is_due_begins_by_itself_and_asks_for_what_changed(office: Sweeping) -> None:
    first = await office.whole()
    office.house.clock.move(minutes=31)
    assert await office.turn()
    second = await office.last()
    assert second.id != first.id
    assert second.since == first.started_at - dt.timedelta(minutes=5)
    assert second.whole_at == first.whole_at


async def test_everything_is_swept_again_after_a_week(office: Sweeping) -> None:
    first = await office.whole()
    office.house.clock.move(days=1)
    assert await office.turn()
    office.house.clock.move(days=8)
    assert await office.turn()
    last = await office.last()
    assert last.since is None
    assert last.whole_at == last.started_at > first.started_at


async def test_an_erp_that_cannot_tell_what_changed_is_always_swept_whole(
    office: Sweeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.vendors, "incremental", False)
    await office.whole()
    office.house.clock.move(hours=1)
    assert await office.turn()
    assert (await office.last()).since is None


async def test_who_was_not_seen_by_a_whole_sweep_is_forgotten(office: Sweeping) -> None:
    await office.whole()
    del office.vendor.customers[BAKERY]
    office.house.clock.move(hours=1)
    assert await office.turn()
    assert BAKERY in office.known
    office.house.clock.move(hours=1)
    await office.whole()
    assert office.known == {MARIA, JOAO}


async def test_nobody_is_forgotten_by_a_sweep_with_holes(office: Sweeping, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.whole()
    whole = office.vendor.sync_customers

    async def holes(**asked: Any) -> SyncPage[ErpCustomer]:
        return replace(await whole(**asked), complete=False)

    monkeypatch.setattr(office.vendor, "sync_customers", holes)
    del office.vendor.customers[BAKERY]
    office.house.clock.move(hours=1)
    sync = await office.whole()
    assert (sync.state, sync.complete) == (SyncState.DONE, False)
    assert BAKERY in office.known


async def test_a_long_sweep_goes_on_in_the_next_turn(office: Sweeping, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = office.vendor.sync_customers

    async def slow(**asked: Any) -> SyncPage[ErpCustomer]:
        office.house.clock.move(seconds=25)
        return await whole(**asked)

    monkeypatch.setattr(office.vendor, "sync_customers", slow)
    begun = await office.start()
    assert not await office.turn()
    half = await office.last()
    assert (half.cursor, half.customers) == ("2", 2)
    assert office.due == dt.timedelta(0)
    while not await office.turn():
        pass
    assert (await office.last()).id == begun.id
    assert (await office.last()).customers == 3


async def test_what_may_pass_is_tried_again_after_longer_and_longer_pauses(office: Sweeping) -> None:
    await office.start()
    office.vendor.trouble = FailureKind.UNAVAILABLE
    pauses = []
    for _ in range(5):
        assert not await office.turn()
        pauses.append(office.due.total_seconds())
        office.house.clock.move(seconds=pauses[-1])
    assert pauses == [30, 60, 120, 240, 480]
    connection = office.company.rows.erp_connections["memory"]
    assert connection.status is ErpStatus.CONNECTED
    assert await office.turn()
    assert (await office.last()).state is SyncState.FAILED
    connection = office.company.rows.erp_connections["memory"]
    assert (connection.status, connection.status_kind) == (ErpStatus.FAILING, "unavailable")
    assert office.due == dt.timedelta(minutes=30)


async def test_a_page_that_came_makes_up_for_failures(office: Sweeping) -> None:
    await office.start()
    office.vendor.trouble = FailureKind.RATE_LIMITED
    await office.turn()
    office.vendor.trouble = None
    office.house.clock.move(minutes=1)
    assert await office.turn()
    sync = await office.last()
    assert (sync.state, sync.failures) == (SyncState.DONE, 0)


async def test_wrong_credentials_end_it_at_once(office: Sweeping) -> None:
    await office.start()
    office.vendor.trouble = FailureKind.AUTH
    assert await office.turn()
    sync = await office.last()
    assert (sync.state, sync.error, sync.ended_at) == (SyncState.FAILED, "auth", office.house.clock.now())
    office.vendor.trouble = None
    office.house.clock.move(minutes=30)
    assert await office.turn()
    assert (await office.last()).state is SyncState.DONE


async def test_a_failure_of_a_connection_that_is_gone_is_kept_with_the_sweep_alone(
    office: Sweeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.start()

    async def removed(**_: object) -> SyncPage[ErpCustomer]:
        del office.company.rows.erp_connections["memory"]
        raise ErpFailed(FailureKind.AUTH)

    monkeypatch.setattr(office.vendor, "sync_customers", removed)
    assert await office.turn()
    assert (await office.last()).state is SyncState.FAILED
    assert office.company.rows.erp_connections == {}


async def test_contracts_that_are_told_apart_are_swept_between(
    office: Sweeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = office.vendor.customers[MARIA].contracts[0]
    monkeypatch.setattr(office.vendors, "contracts_apart", True)

    async def contracts(**_: object) -> SyncPage[Any]:
        return SyncPage(items=(replace(contract, plan_name="FIBRA 900"),))

    monkeypatch.setattr(office.vendor, "sync_contracts", contracts)
    sync = await office.whole()
    assert sync.state is SyncState.DONE
    assert office.company.rows.erp_contracts["memory", "17402"][0].plan_name == "FIBRA 900"


@pytest.mark.parametrize("apart", [True, False])
async def test_invoices_are_swept_by_customer_where_there_is_no_other_way(
    office: Sweeping, monkeypatch: pytest.MonkeyPatch, *, apart: bool
) -> None:
    monkeypatch.setattr(office.vendors, "invoices_by_customer", True)
    monkeypatch.setattr(office.vendors, "contracts_apart", apart)
    asked: list[list[str]] = []

    async def invoices(*, customers: Sequence[CustomerRef] = (), **_: object) -> SyncPage[Any]:
        asked.append([c.external_id for c in customers])
        owed = [i for i in office.vendor.invoices.values() if i.status.owed]
        return SyncPage(items=tuple(i for i in owed if i.customer_external_id in asked[-1]))

    async def contracts(*, customers: Sequence[CustomerRef] = (), **_: object) -> SyncPage[Any]:
        return SyncPage(items=tuple(k for c in customers for k in office.vendor.customers[c.external_id].contracts))

    monkeypatch.setattr(office.vendor, "sync_invoices", invoices)
    monkeypatch.setattr(office.vendor, "sync_contracts", contracts)
    who = await office.contact_of("+5511900000001")
    sync = await office.whole()
    assert (sync.state, sync.invoices) == (SyncState.DONE, 3)
    assert asked == [[MARIA, JOAO, BAKERY]]
    async with office.house.open_work(office.company.id) as work:
        facts = (await work.erp_records.facts([who]))[who]
    assert (facts.owed_count, facts.contract_status) == (2, ContractStatus.ACTIVE)
    # What is not among the owed any more is settled.
    office.vendor.pay("88101")
    office.house.clock.move(hours=1)
    await office.whole()
    assert office.company.rows.erp_invoices["memory", "88101"][0].status is InvoiceStatus.UNKNOWN
    async with office.house.open_work(office.company.id) as work:
        facts = (await work.erp_records.facts([who]))[who]
    assert facts.owed_count == 1


async def test_invoices_with_holes_settle_nothing(office: Sweeping, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.whole()
    monkeypatch.setattr(office.vendors, "invoices_by_customer", True)

    async def none(**_: object) -> SyncPage[Any]:
        return SyncPage(items=(), complete=False)

    monkeypatch.setattr(office.vendor, "sync_invoices", none)
    office.house.clock.move(hours=1)
    sync = await office.whole()
    assert not sync.complete
    assert office.company.rows.erp_invoices["memory", "88101"][0].status is InvoiceStatus.OVERDUE
