"""Customers who go on writing while things happen to the installation, and what it kept of them."""

import asyncio
import time

import asyncpg
from tests.e2e.company import Company, Customer, until

GAP = 0.08
"""Seconds between two customers."""
PATIENCE = 60.0


class Crowd:
    """Customers who write one after another, each once."""

    def __init__(self, company: Company, gap: float = GAP) -> None:
        self._company = company
        self._gap = gap
        self.wrote: dict[str, tuple[Customer, float]] = {}
        self._over = asyncio.Event()

    async def write(self) -> None:
        while not self._over.is_set():
            customer = self._company.customer()
            self.wrote[customer.says("oi")] = (customer, time.monotonic())
            await asyncio.sleep(self._gap)

    def leave(self) -> None:
        self._over.set()

    async def first_answer(self, since: float) -> float:
        """Seconds from `since` until somebody who wrote after it was answered."""

        async def answered() -> bool:
            return any(customer.lines() for customer, at in self.wrote.values() if at > since)

        await until(answered, patience=PATIENCE)
        return time.monotonic() - since

    async def all_answered(self) -> None:
        """Each of them, three lines and no more."""
        for customer, _ in self.wrote.values():
            await customer.reads("Você disse: oi", "segunda", "terceira", patience=PATIENCE)


async def stored(dsn: str, company: Company) -> list[str]:
    connection = await asyncpg.connect(dsn)
    try:
        query = "SELECT provider_id FROM messages WHERE tenant_id = $1 AND direction = 'inbound'"
        return [row["provider_id"] for row in await connection.fetch(query, company.tenant_id)]
    finally:
        await connection.close()
