"""A worker is killed in the middle of an import, more than once: every row is stored once, and the report says what is stored."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.e2e.company import Company, House, until
from tests.e2e.conftest import ROOMY, Given, free_port
from tests.support.servers import ServerAddresses, drop_database, make_database

from pytake_app.commands.parent import STARTED_BY
from pytake_app.embedded.stack import Place, Stack
from pytake_app.settings import Settings
from pytake_app.twin import CloudTwin, TwinSettings
from pytake_app.wiring.container import build, close

ROWS, WRONG = 30_000, 100
"""Of the rows every hundredth has no number."""
STORED = """
SELECT (SELECT count(*) FROM contacts c WHERE c.tenant_id = $1) AS contacts,
  (SELECT count(DISTINCT a.value) FROM contact_addresses a WHERE a.tenant_id = $1) AS numbers,
  (SELECT count(*) FROM contact_addresses a WHERE a.tenant_id = $1) AS addresses,
  (SELECT count(*) FROM contact_facets f WHERE f.tenant_id = $1) AS facets,
  (SELECT count(*) FROM contact_import_refusals r WHERE r.tenant_id = $1) AS refused,
  (SELECT i.data FROM contact_imports i WHERE i.tenant_id = $1) AS report"""


@pytest.fixture
async def killed(
    servers: ServerAddresses, redis_url: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A stack of its own, whose worker may go."""
    database = make_database(servers, f"{worker_name}_import_killed")
    place = Place(data=tmp_path_factory.mktemp("killed"), database=database.name, port=free_port())
    stack = Stack(Given(servers, redis_url), place, {**ROOMY, STARTED_BY: str(os.getpid())})
    stack.start("serve")
    await asyncio.to_thread(stack.wait_ready)
    stack.start("work")
    settings = Settings(
        database_url=stack.environment["DATABASE_URL"], redis_url=stack.environment["REDIS_URL"], data=place.data
    )
    container = build(settings)
    twin = CloudTwin(TwinSettings(seed=1))
    async with httpx.AsyncClient(base_url=place.base_url, timeout=30) as http:
        house = House(stack=stack, twin=twin, twin_url="", container=container, http=http)
        yield house
        await house.close()
    await close(container)
    stack.stop()
    drop_database(database)


async def test_a_worker_that_is_killed_loses_nothing_and_repeats_nothing(killed: House) -> None:
    company = await killed.company(number=False)
    lines = ["Nome;Telefone", *(f"Cliente {n};{_phone(n)}" for n in range(ROWS))]
    file = {"file": ("muitos.csv", "\n".join(lines).encode(), "text/csv")}
    mine = f"contacts/imports/{(await company.call('POST', 'contacts/import', files=file)).json()['id']}"

    for share in (0.2, 0.6):

        async def far_enough(least: float = share * ROWS) -> bool:
            return bool((await company.get(mine))["seen"] >= least)

        await until(far_enough, patience=60)
        await asyncio.to_thread(killed.stack.kill, "work")
        report = await _agreed(company, killed)
        assert report["state"] == "running"
        assert share * ROWS <= report["created"] + report["refused"] < ROWS, "killed in the middle"
        killed.stack.start("work")

    async def done() -> bool:
        return bool((await company.get(mine))["state"] == "done")

    await until(done, patience=90)
    report = await company.get(mine)
    refused = ROWS // WRONG
    assert (report["seen"], report["created"], report["refused"]) == (ROWS, ROWS - refused, refused)
    assert (report["updated"], report["unchanged"]) == (0, 0)
    assert (await _agreed(company, killed))["created"] == report["created"]


def _phone(n: int) -> str:
    return "nenhum" if n % WRONG == 0 else f"+55119{80_000_000 + n}"


async def _agreed(company: Company, house: House) -> dict[str, Any]:
    """The report, which is what is stored at one moment: each number once, each person with one."""
    admin = await house.admin()
    stored = await admin.fetchrow(STORED, company.tenant_id)
    assert stored is not None
    report: dict[str, Any] = {"refused": 0, "created": 0, **json.loads(stored["report"])}
    people = (stored["contacts"], stored["numbers"], stored["addresses"], stored["facets"])
    assert people == (report["created"],) * 4
    assert stored["refused"] == report["refused"]
    return report
