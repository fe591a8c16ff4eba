"""Linking goes on while a long chain is gone along, and after the database was away."""

import asyncio

from pytake_app.worker.privacy import AuditRounds
from pytake_domain.kernel.audit import ChainState
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.contracts.audit import a_record
from pytake_domain.testing.memory.audit import MemoryAudit
from pytake_domain.testing.memory.system import MemoryClock


class Slow(MemoryAudit):
    """Its check does not end before it is let; its first link fails."""

    def __init__(self) -> None:
        super().__init__(MemoryClock())
        self.let = asyncio.Event()
        self.asked = 0

    async def link(self, limit: int) -> int:
        self.asked += 1
        if self.asked == 1:
            raise Unavailable(dependency="postgresql")
        return await super().link(limit)

    async def verify(self, tenant_id: TenantId) -> ChainState:
        await self.let.wait()
        return await super().verify(tenant_id)


async def test_records_are_linked_meanwhile() -> None:
    audit, stopping, tenant_id = Slow(), asyncio.Event(), TenantId(fresh())
    audit.asked = 1
    await audit.put(a_record(tenant_id))
    await audit.link(10)
    audit.asked = 0
    running = asyncio.create_task(AuditRounds(audit, MemoryClock()).run(stopping))
    await audit.put(a_record(tenant_id))
    async with asyncio.timeout(5):
        while audit.waiting:  # noqa: ASYNC110  the rounds tell nobody
            await asyncio.sleep(0.01)
    assert tenant_id not in audit.checked
    audit.let.set()
    async with asyncio.timeout(5):
        while tenant_id not in audit.checked:  # noqa: ASYNC110  the rounds tell nobody
            await asyncio.sleep(0.01)
    stopping.set()
    await running
    assert audit.checked[tenant_id].broken is None
