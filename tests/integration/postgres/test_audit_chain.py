"""Whoever gets at the audit tables with more rights than the application is found out."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.audit import GroupedAudit, PostgresAuditChain
from pytake_adapters.postgres.engine import APP, WORKER, WorkerPool
from pytake_adapters.system import SystemClock
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.contracts.audit import a_record
from pytake_domain.testing.memory.audit import MemorySeals

Connection = asyncpg.Connection
Harm = Callable[[Connection, UUID], Awaitable[object]]


def done(statement: str) -> Harm:
    async def do(admin: Connection, tenant_id: UUID) -> object:
        return await admin.execute(statement, tenant_id)

    return do


async def _between(admin: Connection, tenant_id: UUID) -> None:
    names = "at, actor_kind, actor_id, action, kind, route, subjects, request_id, address, counts"
    await admin.execute(
        f"INSERT INTO audit_records (tenant_id, id, {names}) SELECT tenant_id, gen_random_uuid(), {names} FROM audit_records"  # noqa: S608
        " WHERE tenant_id = $1 LIMIT 1",
        tenant_id,
    )


OF_THIRD = "(SELECT record_id FROM audit_links WHERE tenant_id = $1 AND place = 3)"
HARMS: dict[str, tuple[Harm, str, int]] = {
    "an actor is changed": (
        done(f"UPDATE audit_records SET actor_id = gen_random_uuid() WHERE tenant_id = $1 AND id = {OF_THIRD}"),  # noqa: S608
        "changed",
        3,
    ),
    "a moment is changed": (
        done(f"UPDATE audit_records SET at = at - interval '1 microsecond' WHERE tenant_id = $1 AND id = {OF_THIRD}"),  # noqa: S608
        "changed",
        3,
    ),
    "a record is removed": (
        done(f"DELETE FROM audit_records WHERE tenant_id = $1 AND id = {OF_THIRD}"),  # noqa: S608
        "missing",
        3,
    ),
    "a record is removed with its link": (
        done(
            f"WITH r AS (DELETE FROM audit_records WHERE tenant_id = $1 AND id = {OF_THIRD})"  # noqa: S608
            " DELETE FROM audit_links WHERE tenant_id = $1 AND place = 3"
        ),
        "gap",
        3,
    ),
    "the last ones are cut off": (done("DELETE FROM audit_links WHERE tenant_id = $1 AND place > 4"), "cut", 5),
    "a record is put between": (_between, "unlinked", 7),
    "the end is named anew": (
        done(
            "UPDATE audit_heads SET place = 5, hash = (SELECT hash FROM audit_links WHERE tenant_id = $1 AND place = 5)"
        ),
        "head",
        5,
    ),
}


@pytest.fixture
async def kept(clean_database: WorkerDatabase) -> "tuple[TenantId, PostgresAuditChain, WorkerPool]":
    workers = WorkerPool(clean_database.url(WORKER), size=3)
    log = GroupedAudit(workers)
    chain = PostgresAuditChain(workers, MemorySeals(), SystemClock())
    tenant_id = TenantId(fresh())
    for _ in range(6):
        await log.put(a_record(tenant_id))
    await chain.link(100)
    return tenant_id, chain, workers


@pytest.mark.parametrize("name", HARMS)
async def test_harm_is_found(
    kept: "tuple[TenantId, PostgresAuditChain, WorkerPool]", admin_connection: Connection, name: str
) -> None:
    tenant_id, chain, workers = kept
    assert (await chain.verify(tenant_id)).broken is None
    harm, why, place = HARMS[name]

    await harm(admin_connection, tenant_id)

    broken = (await chain.verify(tenant_id)).broken
    await workers.close()
    assert broken is not None
    assert (broken.why, broken.place) == (why, place)


async def test_the_application_can_neither_change_nor_remove(
    kept: "tuple[TenantId, PostgresAuditChain, WorkerPool]", clean_database: WorkerDatabase
) -> None:
    tenant_id, _, workers = kept
    await workers.close()
    app = await asyncpg.connect(clean_database.url(APP).replace("+asyncpg", ""))
    await app.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant_id))
    assert await app.fetchval("SELECT count(*) FROM audit_records") == 6
    for statement in (
        "UPDATE audit_records SET kind = ''",
        "DELETE FROM audit_records",
        "UPDATE audit_links SET hash = ''",
        "DELETE FROM audit_links",
        "INSERT INTO audit_links SELECT tenant_id, 99, record_id, hash FROM audit_links",
        "UPDATE audit_heads SET place = 1",
        "DELETE FROM audit_heads",
        "DELETE FROM audit_waiting",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement)
    await app.close()


async def test_what_can_not_be_stored_is_told_to_everybody_who_waits() -> None:
    log = GroupedAudit(WorkerPool("postgresql+asyncpg://nobody@127.0.0.1:1/none"))
    for _ in range(2):
        with pytest.raises(Unavailable):
            await log.put(a_record(TenantId(fresh())))
