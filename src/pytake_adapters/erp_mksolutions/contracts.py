"""Customers by document, their contracts, the lines these hang on, and releasing a line in trust."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from pytake_adapters.erp_mksolutions import mapping
from pytake_adapters.erp_mksolutions.api import MkApi
from pytake_adapters.erp_mksolutions.mapping import Connection
from pytake_adapters.erp_mksolutions.wire import Another, accepted, fold, listed, own, rows, understood
from pytake_adapters.net.erp_records import records
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    Contract,
    ContractRef,
    ContractStatus,
    ErpCustomer,
    ErpFailed,
    FailureKind,
    UnlockReason,
    UnlockResult,
)

BY_DOCUMENT = "WSMKConsultaDoc"
ACTIVE, ALL = "WSMKContratosPorCliente", "WSMKContratosPorClienteV2"
CONNECTIONS = "WSMKConexoesPorCliente"
UNLOCK = "WSMKAutoDesbloqueio"
FORGET = dt.timedelta(hours=1)
"""How long a rule that was not licensed is not asked for again."""


class Contracts:
    """Those of one company."""

    def __init__(self, api: MkApi) -> None:
        self._api = api
        self._active_alone: dt.datetime | None = None

    @property
    def whole(self) -> bool:
        """Were contracts of all states told, and not the active ones alone?"""
        return self._active_alone is None or self._active_alone < self._api.now()

    async def customers(self, document: str) -> Sequence[ErpCustomer]:
        """The record that was found and the others of the same document."""

        def read(answer: Answer) -> list[ErpCustomer]:
            body = accepted(answer)
            others = rows(body["outros"]) if body.get("outros") else []
            found = records([body, *others], lambda row: mapping.customer(row, document))
            if any(each.document != document for each in found):
                raise Another
            return list({each.external_id: each for each in found}.values())

        try:
            return await self._api.call(BY_DOCUMENT, {"doc": document}, read)
        except ErpFailed as failed:
            if failed.kind is FailureKind.NOT_FOUND:
                return []
            raise

    async def of(self, customer_id: str) -> Sequence[Contract]:
        """All of a customer's where the rule for that was bought, else the active ones; what is blocked its lines tell."""
        found = await self._all(customer_id)
        lines = await self.connections(customer_id)
        return [_with_lines(contract, [c for c in lines if c.contract == contract.external_id]) for contract in found]

    async def connections(self, customer_id: str) -> list[Connection]:
        """A customer's lines."""

        def read(answer: Answer) -> list[Connection]:
            body = accepted(answer)
            own(body, "codigopessoa", customer_id)
            return records(rows(body.get("conexoes")), mapping.connection)

        try:
            return await self._api.call(CONNECTIONS, {"cd_cliente": customer_id}, read)
        except ErpFailed as failed:
            if failed.kind is FailureKind.NOT_FOUND:
                return []
            raise

    async def unlock(self, contract: ContractRef) -> UnlockResult:
        """The line that the contract hangs on."""
        line = contract.connection_external_id or await self._line(contract)
        return await self._api.call(UNLOCK, {"cd_conexao": line}, unlocked, safe=False)

    async def _line(self, contract: ContractRef) -> str:
        lines = await self.connections(contract.customer.external_id) if contract.customer else []
        found = [line for line in lines if line.contract == contract.external_id]
        if not found:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return next((line for line in found if line.blocked), found[0]).code

    async def _all(self, customer_id: str) -> list[Contract]:
        asked = {"cd_cliente": customer_id}
        now = self._api.now()
        if self.whole:
            try:
                return await self._api.call(ALL, asked, lambda answer: every_state(answer, customer_id))
            except ErpFailed as failed:
                if failed.kind is FailureKind.NOT_FOUND:
                    return []
                if failed.kind is not FailureKind.NOT_SUPPORTED:
                    raise
            self._active_alone = now + FORGET

        def read(answer: Answer) -> list[Contract]:
            body = accepted(answer)
            own(body, "codigopessoa", customer_id)
            active = rows(body.get("contratosativos"))
            return records(active, lambda row: mapping.contract(row, customer_id, "Ativo"))

        try:
            return await self._api.call(ACTIVE, asked, read)
        except ErpFailed as failed:
            if failed.kind is FailureKind.NOT_FOUND:
                return []
            raise


def every_state(answer: Answer, customer_id: str) -> list[Contract]:
    """A bare list, or lists whose names tell a state; a contract that stands in two counts once, where it says something."""
    lists: dict[str, object]
    if isinstance(understood(answer), list):
        lists = {"": listed(answer)}
    else:
        body = accepted(answer)
        own(body, "codigopessoa", customer_id)
        lists = {name: value for name, value in body.items() if isinstance(value, list)}
        if not lists:
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no list")
    found: dict[str, Contract] = {}
    for name, value in lists.items():
        for made in records(rows(value), partial(mapping.contract, customer_id=customer_id, listed_as=name)):
            known = found.get(made.external_id)
            if known is None or known.status is ContractStatus.UNKNOWN:
                found[made.external_id] = made
    return list(found.values())


def unlocked(answer: Answer) -> UnlockResult:
    """OK and nothing else, or words, which alone tell refusals apart."""
    try:
        accepted(answer)
    except ErpFailed as failed:
        if failed.kind is FailureKind.NOT_FOUND:
            return UnlockResult(granted=False, reason=UnlockReason.NOT_FOUND, message=failed.detail or None)
        if failed.kind not in {FailureKind.BUSINESS, FailureKind.VALIDATION}:
            raise
        said = fold(failed.detail)
        reason = UnlockReason.REFUSED
        if "incompativel" in said:
            reason = UnlockReason.NOT_BLOCKED
        elif "indisponivel" in said:
            reason = UnlockReason.LIMIT_REACHED
        return UnlockResult(granted=False, reason=reason, message=failed.detail or None)
    return UnlockResult(granted=True, reason=UnlockReason.GRANTED)


def _with_lines(contract: Contract, lines: list[Connection]) -> Contract:
    """A line only lowers a contract that is active: blocked when all of them are, reduced when one is."""
    if not lines:
        return contract
    status = contract.status
    if status is ContractStatus.ACTIVE and all(line.blocked for line in lines):
        status = ContractStatus.BLOCKED
    elif status is ContractStatus.ACTIVE and any(line.reduced for line in lines):
        status = ContractStatus.REDUCED
    first = next((line for line in lines if line.blocked), lines[0])
    return replace(contract, status=status, connection_external_id=first.code, login=first.login)
