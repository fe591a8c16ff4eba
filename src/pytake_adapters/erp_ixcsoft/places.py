"""Names of cities and states, which IXC's rows hold as ids only."""

from pytake_adapters.erp_ixcsoft.api import IxcApi
from pytake_domain.erp import ErpFailed, FailureKind, reading

MOST_KNOWN = 10_000
_STATE = 2


class Places:
    """Looked up once each. A name that can't be had is left out: an address without its city is still an address."""

    def __init__(self, api: IxcApi) -> None:
        self._api = api
        self._cities: dict[str, tuple[str | None, str | None]] = {}
        self._states: dict[str, str | None] = {}
        self._refused = False

    async def of(self, city: object, state: object) -> tuple[str | None, str | None]:
        """City and state of these ids; the city's own state where the row names none."""
        name, its_state = await self._city(reading.identifier(city))
        return name, await self._state(reading.identifier(state) or its_state)

    async def _city(self, own: str | None) -> tuple[str | None, str | None]:
        if own is None or self._refused:
            return None, None
        if own not in self._cities:
            row = await self._row("cidade", own)
            if row is None:
                return None, None
            if len(self._cities) >= MOST_KNOWN:
                self._cities.clear()
            self._cities[own] = reading.text(row.get("nome")), reading.identifier(row.get("uf"))
        return self._cities[own]

    async def _state(self, own: str | None) -> str | None:
        if own is None or self._refused:
            return None
        if own not in self._states:
            row = await self._row("uf", own)
            if row is None:
                return None
            short = reading.text(row.get("sigla")) or ""
            self._states[own] = short.upper() if len(short) == _STATE and short.isalpha() else None
        return self._states[own]

    async def _row(self, table: str, own: str) -> dict[str, object] | None:
        try:
            return await self._api.one(table, "id", own)
        except ErpFailed as failed:
            self._refused |= failed.kind in {FailureKind.PERMISSION, FailureKind.UNEXPECTED_RESPONSE}
            return None
