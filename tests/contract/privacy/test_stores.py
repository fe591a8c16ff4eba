"""Requests, rules and refusals in memory and on PostgreSQL; what is looked for in rows that have no columns for it."""

import asyncpg
import msgspec
import pytest
from tests.support.ground import MemoryGround, PostgresGround
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.engine import APP, app_engine
from pytake_adapters.postgres.personal_data import PostgresPersonTraces
from pytake_adapters.postgres.work import PostgresOpenWork, WorkConfig
from pytake_adapters.security.masters import MasterKeys
from pytake_adapters.security.seals import KeyedHashes
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.work import Job
from pytake_domain.privacy import Traces, Way
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.privacy import OpenPrivacy, PrivacyContract, phone

MINE, YOURS = "5511987654321", "5521976543210"


class TestMemoryPrivacy(PrivacyContract):
    @pytest.fixture
    def open_work(self, memory_ground: MemoryGround) -> OpenPrivacy:
        return memory_ground.open_work


def with_keys(ground: PostgresGround, masters: MasterKeys) -> PostgresOpenWork:
    config = WorkConfig(
        fields=ground.fields,
        ids=ground.ids,
        clock=ground.clock,
        delivered=frozenset(),
        monthly_limits=lambda _plan, _own: None,
        marks=KeyedHashes(masters).refusals,
    )
    return PostgresOpenWork(ground.engine, config)


@pytest.mark.servers
class TestPostgresPrivacy(PrivacyContract):
    @pytest.fixture
    def open_work(self, postgres_ground: PostgresGround) -> OpenPrivacy:
        return with_keys(postgres_ground, MasterKeys({1: bytes(32)}))

    async def test_a_no_is_known_after_the_master_key_was_replaced(self, postgres_ground: PostgresGround) -> None:
        tenant_id, old, new = TenantId(fresh()), bytes(32), bytes([7] * 32)
        async with with_keys(postgres_ground, MasterKeys({1: old}))(tenant_id) as work:
            await work.refusals.keep([phone("+" + MINE)], AT)
        async with with_keys(postgres_ground, MasterKeys({1: old, 2: new}))(tenant_id) as work:
            assert await work.refusals.refused([phone("+" + MINE)])
        async with with_keys(postgres_ground, MasterKeys({2: new}))(tenant_id) as work:
            assert not await work.refusals.refused([phone("+" + MINE)])

    async def test_of_what_waits_the_others_part_stays(
        self,
        postgres_ground: PostgresGround,
        clean_database: WorkerDatabase,
        admin_connection: "asyncpg.Connection[asyncpg.Record]",
    ) -> None:
        tenant_id, other = TenantId(fresh()), TenantId(fresh())
        both = msgspec.json.encode({"messages": [{"from": MINE, "text": "oi"}, {"from": YOURS, "text": "olá"}]})
        alone = msgspec.json.encode({"messages": [{"from": MINE}]})
        add = (
            "INSERT INTO inbox (tenant_id, id, lane, number_id, api_type, body, received_at)"
            " VALUES ($1, $2, 0, $2, 'x', $3, now())"
        )
        for owner, body in (
            (tenant_id, both),
            (tenant_id, alone),
            (tenant_id, b"no json " + MINE.encode()),
            (other, both),
        ):
            await admin_connection.execute(add, owner, fresh(), body)
        answer = (
            "INSERT INTO idempotency_keys (tenant_id, key, fingerprint, status, body, created_at)"
            " VALUES ($1, $2, 'f', 201, $3, now())"
        )
        for number in (MINE, YOURS):
            await admin_connection.execute(answer, tenant_id, number[:4], f'{{"phone":"+{number}"}}'.encode())
        contact = ContactId(fresh())
        async with postgres_ground.open_work(tenant_id) as work:
            await work.jobs.add(
                Job(kind="one", tenant_id=tenant_id, payload=f'"{contact}"'.encode()),
                Job(kind="kept", tenant_id=tenant_id, payload=f'"{contact}"'.encode()),
                Job(kind="one", tenant_id=tenant_id, payload=b'"somebody else"'),
            )
        engine = app_engine(clean_database.url(APP))
        store = PostgresPersonTraces(engine, postgres_ground.workers, keeping=["kept"])
        traces = Traces(tenant_id=tenant_id, contacts=(contact,), words=(MINE[2:],))

        gone = await store.erase(traces, Way.ERASE)

        assert gone == {"inbox": 3, "idempotency_keys": 1, "jobs": 1}
        left = await admin_connection.fetch("SELECT tenant_id, body FROM inbox ORDER BY tenant_id = $1", other)
        assert msgspec.json.decode(left[0]["body"]) == {"messages": [{"from": YOURS, "text": "olá"}]}
        assert [row["body"] for row in left[1:]] == [both]
        bodies = await admin_connection.fetch("SELECT body FROM idempotency_keys ORDER BY length(body)")
        assert [row["body"] for row in bodies] == [b"{}", f'{{"phone":"+{YOURS}"}}'.encode()]
        assert await store.erase(traces, Way.ERASE) == {}
        await engine.dispose()
