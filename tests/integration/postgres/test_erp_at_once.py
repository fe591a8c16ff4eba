"""Facts that two look-ups make at once say what both were told."""

import asyncio

from msgspec.structs import replace
from tests.support.ground import PostgresGround

from pytake_domain.erp import ContractStatus, ErpLink, LinkedBy
from pytake_domain.testing.builders import AT, a_tenant
from pytake_domain.testing.contracts.erp_store import a_customer, an_invoice
from pytake_domain.testing.contracts.ground import Place


async def test_the_second_sees_what_the_first_was_told(ground: PostgresGround) -> None:
    place = await Place(ground, a_tenant()).settle_in()
    blocked = a_customer("1")
    (contract,) = blocked.contracts
    contract = replace(contract, status=ContractStatus.BLOCKED)
    link = ErpLink(contact_id=place.contact.id, erp_type="memory", customer_id="1", by=LinkedBy.HAND, linked_at=AT)
    async with place.work() as work:
        await work.erp_records.put_link(link)
        await work.erp_records.put_customers("memory", [replace(blocked, contracts=(contract,))], AT)
        await work.erp_records.refresh("memory", ["1"], AT, AT.date())
    told = asyncio.Event()

    async def invoices() -> None:
        async with place.work() as work:
            await work.erp_records.put_invoices("memory", [an_invoice("i", "1", 3)], AT)
            told.set()
            await work.erp_records.refresh("memory", ["1"], AT, AT.date())

    async with place.work() as work:
        await work.erp_records.put_contracts("memory", [replace(contract, status=ContractStatus.ACTIVE)], AT)
        await work.erp_records.refresh("memory", ["1"], AT, AT.date())
        second = asyncio.ensure_future(invoices())
        await told.wait()
        await asyncio.sleep(0.3)
    await second
    async with place.work() as work:
        facts = (await work.erp_records.facts([place.contact.id]))[place.contact.id]
    assert (facts.contract_status, facts.owed_count) == (ContractStatus.ACTIVE, 1)
