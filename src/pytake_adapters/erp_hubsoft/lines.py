"""Lines: their sessions come with the customer, or are in a log; their light is told for all devices together."""

import asyncio
import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace

from pytake_adapters.erp_hubsoft import mapping
from pytake_adapters.erp_hubsoft.api import HubApi
from pytake_adapters.erp_hubsoft.customers import Customers
from pytake_adapters.erp_hubsoft.wire import inner, listed
from pytake_adapters.net.erp_records import Another, permitted
from pytake_domain.erp import (
    ConnectionStatus,
    ContractRef,
    CustomerRef,
    ErpFailed,
    FailureKind,
    Signal,
    reading,
)

SESSIONS, DEVICES = "cliente/extrato_conexao", "rede/cpe/todos"
A_PAGE, MOST_PAGES = 100, 200
KEPT = dt.timedelta(hours=1)


class Lines:
    """Those of one company. Devices are read page by page as far as it takes to find one, and remembered for an hour."""

    def __init__(self, api: HubApi, customers: Customers) -> None:
        self._api = api
        self._customers = customers
        self._reading = asyncio.Lock()
        self._signals: dict[str, Signal] = {}
        self._next: int | None = 0
        self._begun: dt.datetime | None = None

    async def of(self, customer: CustomerRef, contract_id: str | None) -> Sequence[ConnectionStatus]:
        """One a service."""
        found = []
        for service in listed(await self._customers.row(customer), "servicos"):
            line = mapping.line(service, self._api.zone)
            if line.contract_external_id is None:
                raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "unreadable row")
            if contract_id in {None, line.contract_external_id}:
                found.append(await self._logged(line) if "ultima_conexao" not in service and line.login else line)
        return found

    async def signal(self, contract: ContractRef) -> Signal:
        """As last measured. Raises NOT_FOUND where nothing was."""
        _, service = await self._customers.of_service(contract.external_id)
        device = reading.mac(service.get("phy_addr"))
        if device is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        async with self._reading:
            if self._begun is None or self._api.now() - self._begun > KEPT:
                self._signals, self._next, self._begun = {}, 0, self._api.now()
            while device not in self._signals and self._next is not None:
                await self._read_on(self._next)
            found = self._signals.get(device)
        if found is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return found

    async def ping(self) -> None:
        """Ask for one device."""
        listed(await self._api.get(DEVICES, {"pagina": "0", "itens_por_pagina": "1"}), "cpes")

    async def _read_on(self, page: int) -> None:
        if page >= MOST_PAGES:
            raise ErpFailed(FailureKind.NOT_SUPPORTED, "too many devices")
        body = await self._api.get(DEVICES, {"pagina": str(page), "itens_por_pagina": str(A_PAGE)})
        found = [mapping.signal(each, self._api.zone) for each in listed(body, "cpes")]
        self._signals |= {each.device: each for each in found if each.device and each.rx_dbm is not None}
        last = inner(body, "paginacao").get("ultima_pagina")
        self._next = page + 1 if isinstance(last, int) and page < last and found else None

    async def _logged(self, line: ConnectionStatus) -> ConnectionStatus:
        """By the log of sessions, for releases that leave it out of the customer's record."""
        query = {"busca": "login", "termo_busca": line.login or "", "limit": "1"}
        body = await permitted(self._api.get(SESSIONS, query), {"registros": []})
        found = [mapping.session(each, self._api.zone) for each in listed(body, "registros")]
        if any(each.login != line.login for each in found):
            raise Another
        if not found:
            return line
        return replace(
            found[0],
            contract_external_id=line.contract_external_id,
            mac=found[0].mac or line.mac,
            blocked=line.blocked,
            reduced=line.reduced,
        )
