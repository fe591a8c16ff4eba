"""What changes an ERP is done once: repeated, broken off, or with its answer lost."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.support.ground import MemoryGround

from pytake_domain.erp import (
    ActionState,
    ActOnErps,
    CustomerRef,
    ErpAction,
    ErpFailed,
    FailureKind,
    Fresh,
    LookUp,
    Reached,
    Ticket,
    TicketDraft,
    UnlockReason,
    contract_ref,
)
from pytake_domain.testing.builders import a_tenant
from pytake_domain.testing.contracts.erp_store import a_connection
from pytake_domain.testing.contracts.ground import Place
from pytake_domain.testing.memory.erp import JOAO, MemoryVendor, MemoryVendors

DRAFT = TicketDraft(
    customer=CustomerRef(external_id=JOAO), subject="Sem sinal", description="Luz vermelha", reference="uma-vez"
)


class House:
    """An ERP in memory, reached."""

    def __init__(self, ground: MemoryGround, place: Place) -> None:
        today = ground.clock.now().date()
        self.place = place
        self.vendors = MemoryVendors(today)
        self.vendor: MemoryVendor = self.vendors.vendor
        look_up = LookUp(open_work=place.ground.open_work, fresh=Fresh(), clock=ground.clock)
        self.act = ActOnErps(open_work=place.ground.open_work, look_up=look_up, clock=ground.clock)
        self.at = Reached(
            connection=a_connection(place.tenant.id),
            adapter=self.vendors,
            erp=self.vendor,
            zone="America/Sao_Paulo",
        )

    async def begun(self, key: str, at: dt.datetime) -> None:
        """Somebody began it and went away."""
        action = ErpAction(key=f"memory:open_ticket:{key}", capability="open_ticket", state=ActionState.BEGUN, at=at)
        async with self.place.work() as work:
            await work.erp_records.begin(action)


@pytest.fixture
def ground() -> MemoryGround:
    return MemoryGround()


@pytest.fixture(name="house")
async def reached(ground: MemoryGround) -> House:
    return House(ground, await Place(ground, a_tenant()).settle_in())


async def failure(asked: Callable[[], Awaitable[Any]]) -> ErpFailed:
    with pytest.raises(ErpFailed) as caught:
        await asked()
    return caught.value


async def test_the_same_key_opens_one_ticket(house: House) -> None:
    first = await house.act.open_ticket(house.at, DRAFT)
    assert await house.act.open_ticket(house.at, DRAFT) == first
    assert len(house.vendor.tickets) == 1


async def test_a_refusal_is_kept_as_well(house: House) -> None:
    house.vendor.trouble = FailureKind.BUSINESS
    assert (await failure(lambda: house.act.open_ticket(house.at, DRAFT))).kind is FailureKind.BUSINESS
    house.vendor.trouble = None
    assert (await failure(lambda: house.act.open_ticket(house.at, DRAFT))).kind is FailureKind.BUSINESS
    assert house.vendor.tickets == {}


async def test_an_answer_that_was_lost_is_looked_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = MemoryVendor.open_ticket

    async def lost(self: MemoryVendor, draft: TicketDraft) -> Ticket:
        await whole(self, draft)
        raise ErpFailed(FailureKind.UNAVAILABLE, ambiguous=True, timed_out=True)

    monkeypatch.setattr(MemoryVendor, "open_ticket", lost)
    found = await house.act.open_ticket(house.at, DRAFT)
    assert found.external_id in house.vendor.tickets
    assert len(house.vendor.tickets) == 1


async def test_what_was_lost_before_it_was_done_stays_in_doubt(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(self: MemoryVendor, draft: TicketDraft) -> Ticket:
        del self, draft
        raise ErpFailed(FailureKind.UNAVAILABLE, ambiguous=True, timed_out=True)

    monkeypatch.setattr(MemoryVendor, "open_ticket", lost)
    assert (await failure(lambda: house.act.open_ticket(house.at, DRAFT))).ambiguous
    monkeypatch.undo()
    # At once somebody else may still be at it.
    assert (await failure(lambda: house.act.open_ticket(house.at, DRAFT))).kind is FailureKind.RATE_LIMITED
    assert house.vendor.tickets == {}


async def test_what_was_broken_off_is_looked_for_and_not_repeated(house: House, ground: MemoryGround) -> None:
    long_ago = ground.clock.now() - dt.timedelta(hours=1)
    await house.begun("uma-vez", long_ago)
    assert (await failure(lambda: house.act.open_ticket(house.at, DRAFT))).ambiguous
    assert house.vendor.tickets == {}
    made = await house.vendor.open_ticket(DRAFT)
    assert (await house.act.open_ticket(house.at, DRAFT)).external_id == made.external_id
    assert len(house.vendor.tickets) == 1


async def test_trust_is_given_once_for_a_key(house: House) -> None:
    blocked = house.vendor.customers[JOAO].contracts[0]
    asked = contract_ref(blocked, CustomerRef(external_id=JOAO))
    first = await house.act.trust_unlock(house.at, asked, key="um")
    assert first.granted
    assert await house.act.trust_unlock(house.at, asked, key="um") == first
    again = await house.act.trust_unlock(house.at, asked, key="dois")
    assert again.reason is UnlockReason.LIMIT_REACHED
