"""What of an ERP's records, campaigns and reminders becomes of somebody who is erased or made nobody's."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tests.integration.postgres.test_row_security import row
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.engine import APP, app_engine
from pytake_adapters.postgres.personal_data import PostgresPersonRows
from pytake_adapters.postgres.schema import METADATA
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.privacy import Traces, Way
from pytake_domain.testing.builders import fresh

Connection = asyncpg.Connection
ERP = ("erp_customers", "erp_contracts", "erp_invoices", "erp_phones", "erp_links", "erp_facts")


async def put(admin: Connection, table: str, tenant_id: UUID, **more: Any) -> None:
    filled = row(METADATA.tables[table], tenant_id) | more
    names, places = ", ".join(filled), ", ".join(f"${number}" for number in range(1, len(filled) + 1))
    await admin.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", *filled.values())  # noqa: S608


class Company:
    """Two people who are each a customer, and one customer that both are linked to."""

    def __init__(self, admin: Connection) -> None:
        self.admin = admin
        self.tenant_id = TenantId(fresh())
        self.mine, self.theirs = ContactId(fresh()), ContactId(fresh())
        self.campaign_id = fresh()

    async def settle(self, *, shared: bool) -> "Company":
        own = {"erp_type": "ixcsoft"}
        customers = {self.mine: "1", self.theirs: "1" if shared else "2"}
        for customer in set(customers.values()):
            await put(self.admin, "erp_customers", self.tenant_id, id=customer, document="52998224725", **own)
            await put(self.admin, "erp_contracts", self.tenant_id, id=customer, customer_id=customer, **own)
            await put(self.admin, "erp_invoices", self.tenant_id, id=customer, customer_id=customer, **own)
            await put(self.admin, "erp_phones", self.tenant_id, address=customer, customer_id=customer, **own)
        for contact, customer in customers.items():
            linked = {"contact_id": contact, "customer_id": customer, **own}
            await put(self.admin, "contacts", self.tenant_id, id=contact, tags=["vip"], attributes='{"cpf": "1"}')
            await put(self.admin, "erp_links", self.tenant_id, **linked)
            await put(self.admin, "erp_facts", self.tenant_id, **linked)
            sent = {"campaign_id": self.campaign_id, "contact_id": contact, "outcome": 4, "message_id": fresh()}
            await put(self.admin, "campaign_recipients", self.tenant_id, **sent)
            told = {"invoice_id": customer, "contact_id": contact, "rule_id": fresh(), "customer_id": customer}
            await put(self.admin, "reminders", self.tenant_id, **told)
        return self

    async def count(self, table: str, where: str = "true") -> int:
        query = f"SELECT count(*) FROM {table} WHERE tenant_id = $1 AND {where}"  # noqa: S608
        found: int = await self.admin.fetchval(query, self.tenant_id)
        return found

    async def erase(self, database: WorkerDatabase, way: Way) -> dict[str, int]:
        engine = app_engine(database.url(APP))
        traces = Traces(tenant_id=self.tenant_id, contacts=(self.mine,))
        gone = dict(await PostgresPersonRows(engine).erase(traces, way))
        assert await PostgresPersonRows(engine).erase(traces, way) == {}
        await engine.dispose()
        return gone


@pytest.mark.parametrize("way", Way)
async def test_their_records_go_and_others_stay(
    clean_database: WorkerDatabase, admin_connection: Connection, way: Way
) -> None:
    company = await Company(admin_connection).settle(shared=False)

    gone = await company.erase(clean_database, way)

    assert {name: gone[name] for name in ERP} == dict.fromkeys(ERP, 1)
    for table in ERP:
        assert await company.count(table) == 1, table
    assert await company.count("erp_customers", "id = '2'") == 1


async def test_a_customer_that_somebody_else_is_linked_to_stays(
    clean_database: WorkerDatabase, admin_connection: Connection
) -> None:
    company = await Company(admin_connection).settle(shared=True)

    gone = await company.erase(clean_database, Way.ERASE)

    assert {name: gone.get(name, 0) for name in ERP} == dict.fromkeys(ERP, 0) | {"erp_links": 1, "erp_facts": 1}
    assert await company.count("erp_customers") == 1


@pytest.mark.parametrize("way", Way)
async def test_a_campaign_counts_what_it_counted(
    clean_database: WorkerDatabase, admin_connection: Connection, way: Way
) -> None:
    company = await Company(admin_connection).settle(shared=False)
    cells = "SELECT sum(count) FROM campaign_cells WHERE tenant_id = $1 AND outcome = 4"
    before = await admin_connection.fetchval(cells, company.tenant_id)

    await company.erase(clean_database, way)

    assert await admin_connection.fetchval(cells, company.tenant_id) == before == 2
    assert await company.count("campaign_recipients") == 2
    named = await company.count("campaign_recipients", f"contact_id = '{company.mine}'")
    assert named == (0 if way is Way.ERASE else 1)
    assert await company.count("reminders") == 2
    assert await company.count("reminders", f"contact_id = '{company.mine}' OR customer_id = '1'") == 0
    left = await admin_connection.fetch(
        "SELECT * FROM contacts WHERE tenant_id = $1 AND id = $2", company.tenant_id, company.mine
    )
    if way is Way.ERASE:
        assert left == []
        assert await company.count("contact_facets", f"contact_id = '{company.mine}'") == 0
    else:
        (person,) = left
        assert (person["tags"], person["attributes"], person["deleted_at"] is not None) == ([], "{}", True)
