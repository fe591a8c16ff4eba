"""Refused rows of imports stay for thirty days, and are cleared away across tenants."""

import asyncpg
from tests.support.ground import PostgresGround

from pytake_adapters.postgres.deleting import delete_in_batches, on
from pytake_app.worker.housekeeping import OLD
from pytake_domain.contacts import Refusal
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import ImportId, TenantId
from pytake_domain.testing.builders import fresh

Connection = asyncpg.Connection


async def test_they_are_swept_when_they_are_old(
    ground: PostgresGround, worker: Connection, admin_connection: Connection
) -> None:
    rows = [
        Refusal(number=n, problem=Problem(field="phone", code="not_a_phone"), cells=("Ana", "nenhum"))
        for n in range(1, 7)
    ]
    owners = [(TenantId(fresh()), ImportId(fresh())) for _ in range(2)]
    for tenant, mine in owners:
        async with ground.open_work(tenant) as work:
            await work.imports.refuse(mine, rows)
    age = "UPDATE contact_import_refusals SET at = now() - {} WHERE number <= $1"
    await admin_connection.execute(age.format("interval '29 days 23 hours'"), 4)
    await admin_connection.execute(age.format("interval '30 days 1 hour'"), 2)

    for table, at, longest in OLD:
        await delete_in_batches(on(worker), table, f"{at} < now() - interval '{longest}'", key=at, share=1)

    for tenant, mine in owners:
        async with ground.open_work(tenant) as work:
            left = await work.imports.refused(mine, after=0, limit=10)
        assert [row.number for row in left] == [3, 4, 5, 6]
