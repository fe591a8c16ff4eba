"""Audit records in memory and on PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.support.ground import PostgresGround

from pytake_adapters.postgres.audit import GroupedAudit, PostgresAuditChain
from pytake_domain.kernel.audit import AuditChain, AuditLog, AuditTrail
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.contracts.audit import AuditContract, OpenTrail
from pytake_domain.testing.memory.audit import MemoryAudit, MemorySeals
from pytake_domain.testing.memory.system import MemoryClock


class TestMemoryAudit(AuditContract):
    @pytest.fixture
    def audit(self, seals: MemorySeals) -> MemoryAudit:
        return MemoryAudit(MemoryClock(), seals)

    @pytest.fixture
    def log(self, audit: MemoryAudit) -> AuditLog:
        return audit

    @pytest.fixture
    def chain(self, audit: MemoryAudit) -> AuditChain:
        return audit

    @pytest.fixture
    def trail(self, audit: MemoryAudit) -> OpenTrail:
        @asynccontextmanager
        async def open_trail(tenant_id: TenantId) -> AsyncIterator[AuditTrail]:
            yield audit.trail(tenant_id)

        return open_trail


@pytest.mark.servers
class TestPostgresAudit(AuditContract):
    @pytest.fixture
    def log(self, postgres_ground: PostgresGround) -> AuditLog:
        return GroupedAudit(postgres_ground.workers)

    @pytest.fixture
    def chain(self, postgres_ground: PostgresGround, seals: MemorySeals) -> AuditChain:
        return PostgresAuditChain(postgres_ground.workers, seals, postgres_ground.clock)

    @pytest.fixture
    def trail(self, postgres_ground: PostgresGround) -> OpenTrail:
        @asynccontextmanager
        async def open_trail(tenant_id: TenantId) -> AsyncIterator[AuditTrail]:
            async with postgres_ground.open_work(tenant_id) as work:
                yield work.audit_trail

        return open_trail
