"""Regions that went down are found by what look-ups and tickets saw, once."""

import pytest
from tests.unit.domain.billing.test_reminding import Billing
from tests.unit.domain.campaigns.companies import marketing_of

from pytake_domain.billing import ManageOutages
from pytake_domain.erp import ConnectionStatus, ErpAddress, ErpLink, ErpSettings, LinkedBy, OutageScope
from pytake_domain.testing.contracts.erp_store import a_connection, a_customer
from pytake_domain.testing.memory.house import Line


@pytest.fixture
async def billing(line: Line) -> Billing:
    return Billing(await marketing_of(line))


async def seen(billing: Billing, *, down: int, up: int, district: str = "Centro") -> None:
    """So many contacts of a district whose lines were looked at."""
    now = billing.house.clock.now()
    for number in range(down + up):
        contact = await billing.marketing.somebody(f"Cliente {number}")
        own = f"c{number}"
        async with billing.house.open_work(billing.company.id) as work:
            customer = a_customer(own, contracts=(), address=ErpAddress(district=district))
            await work.erp_records.put_customers("memory", [customer], now)
            link = ErpLink(contact_id=contact.id, erp_type="memory", customer_id=own, by=LinkedBy.HAND, linked_at=now)
            await work.erp_records.put_link(link)
            await work.erp_records.refresh("memory", [own], now, now.date())
            await work.erp_records.saw_line(contact.id, [ConnectionStatus(online=number >= down)], now)


def managing(billing: Billing) -> ManageOutages:
    return ManageOutages(open_work=billing.house.open_work, clock=billing.house.clock, ids=billing.house.ids)


async def connected(billing: Billing) -> None:
    async with billing.house.open_work(billing.company.id) as work:
        settings = ErpSettings(region="district")
        await work.erp_connections.put(a_connection(billing.company.id, settings=settings, secrets=None))


async def test_a_district_that_went_down_is_found_once(billing: Billing) -> None:
    await connected(billing)
    await seen(billing, down=6, up=1)
    (found,) = await managing(billing).look(billing.company.id)
    assert (found.scope, found.names, found.found_by.value) == (OutageScope.DISTRICT, ("Centro",), "itself")
    assert list(await managing(billing).look(billing.company.id)) == []


async def test_one_that_a_person_ended_is_not_declared_again_at_once(billing: Billing) -> None:
    await connected(billing)
    await seen(billing, down=6, up=0)
    managed = managing(billing)
    (found,) = await managed.look(billing.company.id)
    await managed.end(billing.company.boss, found.id)
    assert list(await managed.look(billing.company.id)) == []


async def test_what_was_seen_long_ago_says_nothing(billing: Billing) -> None:
    await connected(billing)
    await seen(billing, down=6, up=0)
    await billing.house.wait(hours=1)
    assert list(await managing(billing).look(billing.company.id)) == []


async def test_a_few_lines_are_their_own_trouble(billing: Billing) -> None:
    await connected(billing)
    await seen(billing, down=3, up=9)
    assert list(await managing(billing).look(billing.company.id)) == []
