"""Lines: RADIUS knows their sessions; where a company's token may not ask it, SGP looks whether a line is up."""

import asyncio
from collections.abc import Sequence

from msgspec.structs import replace

from pytake_adapters.erp_sisgp import mapping
from pytake_adapters.erp_sisgp.api import SgpApi, accepted, number, rows, understood
from pytake_adapters.erp_sisgp.customers import Customers
from pytake_adapters.erp_sisgp.invoices import QUIET
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_records import Another, tried
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    ConnectionStatus,
    Contract,
    ContractRef,
    ContractStatus,
    CustomerRef,
    ErpFailed,
    FailureKind,
    Signal,
    reading,
)

SESSIONS, LOOK, DEVICES = "/ws/radius/radacct/list/all/", "/api/ura/verificaacesso/", "/api/fttx/onu/list/"
MOST_DEVICES = 8
_ELSEWHERE = frozenset({FailureKind.PERMISSION, FailureKind.UNEXPECTED_RESPONSE, FailureKind.NOT_FOUND})
_ONLINE = {"1": True, "0": False, "2": False}


class Lines:
    """Those of one company."""

    def __init__(self, api: SgpApi, customers: Customers) -> None:
        self._api = api
        self._customers = customers

    async def of(self, customer: CustomerRef, contract_id: str | None) -> Sequence[ConnectionStatus]:
        """One a contract that has a line: what is cancelled has none, and neither has television."""
        known = (await self._customers.one(customer)).contracts
        if contract_id is not None:
            wanted = [each for each in known if each.external_id == contract_id]
        else:
            wanted = [each for each in known if each.login and each.status is not ContractStatus.CANCELLED]
        return await asyncio.gather(*(self._line(each, customer.document) for each in wanted))

    async def service(self, contract_id: str) -> str:
        """The id of its service, which plans are changed by. Raises NOT_FOUND."""
        found = reading.identifier((await self._looked(contract_id, None)).get("servico_id"))
        if found is None:
            raise ErpFailed(FailureKind.NOT_FOUND, "service")
        return found

    async def signal(self, contract: ContractRef) -> Signal:
        """Of its ONU, as last read. Raises NOT_FOUND without one."""
        asked = {"contrato": str(number(contract.external_id))}
        found = [mapping.signal(row) for row in await self._api.get(DEVICES, asked, lambda a: rows(understood(a)))]
        if not found:
            raise ErpFailed(FailureKind.NOT_FOUND)
        if len({each.device for each in found}) > MOST_DEVICES:
            # A server that does not know the parameter tells of everybody's.
            raise Another
        return next((each for each in found if each.rx_dbm is not None), found[0])

    async def _line(self, contract: Contract, document: str | None) -> ConnectionStatus:
        line, failed = (await tried(self._session(contract.login))) if contract.login else (None, None)
        if failed is not None and failed.kind not in _ELSEWHERE:
            raise failed
        if line is None or line.online is None:
            body = await self._looked(contract.external_id, document)
            online = _ONLINE[reading.text(body.get("status")) or ""]
            line = ConnectionStatus(login=reading.text(body.get("login")) or contract.login, online=online)
        return replace(
            line,
            contract_external_id=contract.external_id,
            blocked=contract.status is ContractStatus.BLOCKED,
            reduced=contract.status is ContractStatus.REDUCED,
        )

    async def _session(self, login: str) -> ConnectionStatus | None:
        """None where RADIUS does not know the login."""
        asked = {"username": login, "last_session": "1"}
        told = await self._api.post(SESSIONS, asked, lambda answer: rows(accepted(answer).get("result")))
        found = [mapping.session(row, self._api.zone) for row in told]
        if any(each.login != login for each in found):
            raise Another
        return found[0] if found else None

    async def _looked(self, contract_id: str, document: str | None) -> JSON:
        """This opens an occurrence where it is not asked not to, and so is never repeated."""

        def read(answer: Answer) -> JSON:
            body = accepted(answer)
            if reading.text(body.get("status")) not in _ONLINE:
                raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no status")
            if reading.identifier(body.get("contratoId")) != contract_id:
                raise Another
            if document and reading.document(body.get("cpfCnpj")) not in {None, document}:
                raise Another
            return body

        asked = {"contrato": str(number(contract_id)), "status_all": "1", **QUIET}
        return await self._api.post(LOOK, asked, read, safe=False)
