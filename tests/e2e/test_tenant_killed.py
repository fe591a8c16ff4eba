"""The worker is killed in the midst of deleting a company: another one goes on, and nothing of it is left."""

import asyncio

from tests.contract.identity.test_tenants import rows_of
from tests.e2e.company import House, until
from tests.e2e.test_import_killed import killed

ROWS = 60_000
FILL = """
INSERT INTO message_months (tenant_id, month, used) SELECT $1, date '0001-01-01' + n, 1 FROM generate_series(1, $2::int) AS n"""

__all__ = ["killed"]


async def test_a_deletion_survives_its_worker(killed: House) -> None:
    operator, company = await killed.company(number=False), await killed.company(number=False)
    admin = await killed.admin()
    await admin.execute("UPDATE users SET platform_admin = true WHERE email = $1", operator.email)
    await admin.execute(FILL, company.tenant_id, ROWS)

    async def left() -> int:
        count: int = await admin.fetchval("SELECT count(*) FROM message_months WHERE tenant_id = $1", company.tenant_id)
        return count

    place = f"tenants/{company.tenant_id}"

    async def slug() -> str | None:
        answer = await operator.call("GET", place)
        return str(answer.json()["slug"]) if answer.is_success else None

    asked = await operator.call("DELETE", place, json={"slug": await until(slug)})
    assert asked.status_code == 202

    async def begun() -> bool:
        return await left() < ROWS

    await until(begun)
    await asyncio.to_thread(killed.stack.kill, "work")
    at_death = await left()
    assert 0 < at_death < ROWS
    killed.stack.start("work")

    async def finished() -> bool:
        row = await admin.fetchval("SELECT finished_at FROM erasures WHERE company_id = $1", company.tenant_id)
        return row is not None and await rows_of(admin, company.tenant_id) == {"pgqueuer": 1}

    await until(finished, patience=90)
    assert len(await rows_of(admin, operator.tenant_id)) > 1
