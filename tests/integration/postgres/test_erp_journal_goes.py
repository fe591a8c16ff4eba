"""What ERPs were asked, and what was changed there, stays for thirty days, and is cleared away across tenants."""

import asyncpg
from tests.support.ground import PostgresGround

from pytake_adapters.postgres.deleting import delete_in_batches, on
from pytake_app.worker.housekeeping import OLD
from pytake_domain.erp import ActionState, ErpAction
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import AT, fresh

Connection = asyncpg.Connection
AGES = {"new": "1 minute", "young": "29 days 23 hours", "old": "30 days 1 hour", "older": "400 days"}


async def test_they_are_swept_when_they_are_old(
    ground: PostgresGround, worker: Connection, admin_connection: Connection
) -> None:
    tenants = [TenantId(fresh()) for _ in range(2)]
    for tenant in tenants:
        async with ground.open_work(tenant) as work:
            for key in AGES:
                await work.erp_records.begin(
                    ErpAction(key=key, capability="open_ticket", state=ActionState.DONE, at=AT)
                )
        for word, age in AGES.items():
            await admin_connection.execute(
                "UPDATE erp_actions SET at = now() - $3::text::interval WHERE tenant_id = $1 AND key = $2",
                tenant,
                word,
                age,
            )
            await worker.execute(
                "INSERT INTO erp_calls (tenant_id, id, erp_type, at, operation, outcome, ms, attempts)"
                " VALUES ($1, $2, 'memory', now() - $4::text::interval, $3, 'ok', 1, 1)",
                tenant,
                fresh(),
                word,
                age,
            )

    for table, at, longest in OLD:
        await delete_in_batches(on(worker), table, f"{at} < now() - interval '{longest}'", key=at, share=1)

    for table, column in (("erp_calls", "operation"), ("erp_actions", "key")):
        rows = await admin_connection.fetch(
            f"SELECT {column} AS word FROM {table} WHERE tenant_id = ANY($1::uuid[])",  # noqa: S608  ours
            tenants,
        )
        assert sorted(row["word"] for row in rows) == ["new", "new", "young", "young"], table
