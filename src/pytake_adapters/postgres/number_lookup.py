"""Whose a number is, across tenants, from a cache that is seconds old at most."""

import time
from collections.abc import Sequence
from typing import Any

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.numbers import number_of
from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.kernel.secrets import Sealed, Secret, Vault
from pytake_domain.whatsapp import OpenNumber, Owner, Route

FRESH = 2.0
"""Seconds that an answer is believed."""
MOST = 20_000


class PostgresNumberLookup:
    """Reads with the worker's role, which may see whose a number is and nothing of its conversations."""

    def __init__(self, workers: WorkerPool, vault: Vault, *, fresh: float = FRESH) -> None:
        self._workers = workers
        self._vault = vault
        self._fresh = fresh
        self._by_route: dict[Route, tuple[float, tuple[Owner, ...]]] = {}
        self._by_id: dict[NumberId, tuple[float, Owner | None]] = {}
        self._open: dict[NumberId, tuple[int, OpenNumber]] = {}

    async def by_route(self, routes: Sequence[Route]) -> Sequence[Owner]:
        """See the port."""
        owners: dict[NumberId, Owner] = {}
        for route in routes:
            for owner in await self._of_route(route):
                owners.setdefault(owner.number.id, owner)
        return list(owners.values())

    async def _of_route(self, route: Route) -> tuple[Owner, ...]:
        known = self._by_route.get(route)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        if route.phone_number_id is not None:
            found = await self._read("phone_number_id = $1", route.phone_number_id)
        else:
            found = await self._read("business_account_id = $1", route.account_id)
        _remember(self._by_route, route, (time.monotonic() + self._fresh, found))
        return found

    async def by_id(self, number_id: NumberId) -> Owner | None:
        """See the port."""
        known = self._by_id.get(number_id)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        found = await self._read("id = $1", number_id)
        owner = found[0] if found else None
        _remember(self._by_id, number_id, (time.monotonic() + self._fresh, owner))
        return owner

    async def _read(self, condition: str, value: Any) -> tuple[Owner, ...]:
        with ours():
            pool = await self._workers.pool()
            rows = await pool.fetch(f"SELECT * FROM whatsapp_numbers WHERE {condition} ORDER BY id", value)  # noqa: S608  ours
        numbers = [number_of(dict(row)) for row in rows]
        return tuple(Owner(tenant_id=TenantId(n.tenant_id), number=n) for n in numbers)

    async def opened(self, owner: Owner) -> OpenNumber:
        """See the port. Opened once per version of the number."""
        known = self._open.get(owner.number.id)
        if known is not None and known[0] == owner.number.version:
            return known[1]
        number = owner.number
        opened = OpenNumber(
            number=number,
            access_token=await self._secret(owner, "access_token", number.access_token),
            app_secret=await self._secret(owner, "app_secret", number.app_secret),
            evolution_api_key=await self._secret(owner, "evolution_api_key", number.evolution_api_key),
        )
        _remember(self._open, number.id, (number.version, opened))
        return opened

    async def _secret(self, owner: Owner, name: str, sealed: Sealed | None) -> Secret | None:
        if sealed is None:
            return None
        return await self._vault.open(owner.tenant_id, f"number:{owner.number.id}:{name}", sealed)


def _remember(cache: dict[Any, Any], key: Any, value: Any) -> None:
    if len(cache) >= MOST:
        cache.clear()
    cache[key] = value
