"""WhatsApp numbers in memory: the repository, and whose a number is."""

from collections.abc import Sequence

import msgspec

from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.secrets import Sealed, Secret, Vault
from pytake_domain.testing.memory.store import MemoryStore, TenantRows
from pytake_domain.whatsapp import NumberInUse, NumberNotFound, NumberTaken, OpenNumber, Owner, Route, WhatsAppNumber


class MemoryNumbers:
    """See NumberRepository."""

    def __init__(self, tenant_id: TenantId, rows: TenantRows, store: MemoryStore) -> None:
        self._tenant_id = tenant_id
        self._rows = rows
        self._store = store

    async def add(self, number: WhatsAppNumber) -> None:
        """See the port."""
        self._require_free(number)
        self._rows.numbers[number.id] = number

    def _require_free(self, number: WhatsAppNumber) -> None:
        if number.phone_number_id is None:
            return
        others = [rows for tenant_id, rows in self._store.tenants.items() if tenant_id != self._tenant_id]
        for rows in (self._rows, *others):
            if any(n.phone_number_id == number.phone_number_id and n.id != number.id for n in rows.numbers.values()):
                raise NumberTaken

    async def get(self, number_id: NumberId) -> WhatsAppNumber:
        """See the port."""
        if number_id not in self._rows.numbers:
            raise NumberNotFound
        return self._rows.numbers[number_id]

    async def save(self, number: WhatsAppNumber) -> None:
        """See the port."""
        known = self._rows.numbers.get(number.id)
        if known is None or known.version != number.version:
            raise StaleVersion
        self._require_free(number)
        self._rows.numbers[number.id] = msgspec.structs.replace(number, version=number.version + 1)

    async def remove(self, number_id: NumberId) -> None:
        """See the port."""
        if any(c.number_id == number_id for c in self._rows.conversations.values()):
            raise NumberInUse
        if self._rows.numbers.pop(number_id, None) is None:
            raise NumberNotFound

    async def all(self) -> Sequence[WhatsAppNumber]:
        """See the port."""
        return sorted(self._rows.numbers.values(), key=lambda n: n.id)

    async def page(self, request: PageRequest, *, status: str | None = None) -> Page[WhatsAppNumber]:
        """See the port."""
        found = [n for n in await self.all() if status is None or _is(n, status)]
        field = request.sort if request.sort in ("name", "updated_at") else "id"
        found.sort(key=lambda n: getattr(n, field), reverse=request.descending)
        return Page(items=tuple(found[request.offset : request.offset + request.limit]), total=len(found))

    async def count(self, *, lock: bool = False) -> int:  # noqa: ARG002  works of a tenant go one after the other here
        """See the port."""
        return len(self._rows.numbers)


def _is(number: WhatsAppNumber, status: str) -> bool:
    if status in ("active", "inactive"):
        return number.is_active == (status == "active")
    return number.status.value == status


class MemoryNumberLookup:
    """See NumberLookup; it reads what is committed."""

    def __init__(self, store: MemoryStore, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    def _all(self) -> list[Owner]:
        return [
            Owner(tenant_id=tenant_id, number=number)
            for tenant_id, rows in self._store.tenants.items()
            for number in rows.numbers.values()
        ]

    async def by_route(self, routes: Sequence[Route]) -> Sequence[Owner]:
        """See the port."""
        found: dict[NumberId, Owner] = {}
        for route in routes:
            for owner in sorted(self._all(), key=lambda o: o.number.id):
                if _named(owner.number, route):
                    found.setdefault(owner.number.id, owner)
        return list(found.values())

    async def by_id(self, number_id: NumberId) -> Owner | None:
        """See the port."""
        return next((owner for owner in self._all() if owner.number.id == number_id), None)

    async def opened(self, owner: Owner) -> OpenNumber:
        """See the port."""
        number = owner.number
        return OpenNumber(
            number=number,
            access_token=await self._open(owner, "access_token", number.access_token),
            app_secret=await self._open(owner, "app_secret", number.app_secret),
            evolution_api_key=await self._open(owner, "evolution_api_key", number.evolution_api_key),
        )

    async def _open(self, owner: Owner, name: str, sealed: Sealed | None) -> Secret | None:
        if sealed is None:
            return None
        return await self._vault.open(owner.tenant_id, f"number:{owner.number.id}:{name}", sealed)


def _named(number: WhatsAppNumber, route: Route) -> bool:
    if route.phone_number_id is not None:
        return number.phone_number_id == route.phone_number_id
    return route.account_id is not None and number.business_account_id == route.account_id
