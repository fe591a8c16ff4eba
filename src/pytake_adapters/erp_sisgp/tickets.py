"""Occurrences, which have a number and no other id, and the work orders made of them, which alone can be moved on."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from pytake_adapters.erp_sisgp import mapping
from pytake_adapters.erp_sisgp.api import SgpApi, accepted, number, rows, understood
from pytake_adapters.erp_sisgp.customers import Customers
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_records import Another, permitted, records
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    CustomerRef,
    ErpFailed,
    FailureKind,
    Ticket,
    TicketChange,
    TicketDraft,
    TicketKind,
    TicketStatus,
    main_contract_of,
    reading,
)

OPEN, LIST = "/api/ura/chamado/", "/api/ura/ocorrencia/list/"
ORDERS, MOVE = "/api/os/list/", "/api/os/update/id/"
ROWS, MOST_PAGES = 50, 4
_CODES = {TicketStatus.OPEN: "0", TicketStatus.RESOLVED: "1", TicketStatus.IN_PROGRESS: "2"}


class Desk(msgspec.Struct, frozen=True):
    """Where a company's tickets go: the type without another one, and the department (none if empty)."""

    kind: str
    department: str


class Tickets:
    """Those of one company."""

    def __init__(self, api: SgpApi, customers: Customers, desk: Desk) -> None:
        self._api = api
        self._customers = customers
        self._desk = desk

    async def open(self, draft: TicketDraft) -> Ticket:
        """For a contract; what the draft does not say of whom to call back is the customer's."""
        body = await self._body(draft)
        contract = str(body["contrato"])

        def read(answer: Answer) -> tuple[str, str]:
            told = accepted(answer)
            protocol = reading.identifier(told.get("protocolo"))
            if reading.text(told.get("status")) != "1":
                if "status" not in told:
                    raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no status")
                raise ErpFailed(FailureKind.BUSINESS, reading.spoken(told.get("msg")))
            if reading.identifier(told.get("contratoId")) not in {None, contract}:
                raise Another
            if protocol is None:
                raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no protocol")
            return reading.identifier(told.get("ocorrencia_id")) or protocol, protocol

        own, protocol = await self._api.send(OPEN, body, read, safe=False)
        now = self._api.now()
        return Ticket(
            external_id=own,
            kind=TicketKind.TICKET,
            status=TicketStatus.OPEN,
            status_raw="",
            protocol=protocol,
            subject=draft.subject,
            description=draft.description,
            opened_on=now.date(),
            opened_at=now,
            contract_external_id=contract,
            customer_external_id=draft.customer.external_id,
        )

    async def of(self, customer: CustomerRef, *, pending: bool) -> Sequence[Ticket]:
        """Contract by contract; orders are left out where the company's token may not see them."""
        found = []
        for contract in (await self._customers.one(customer)).contracts:
            found += await self._occurrences(contract.external_id)
            found += await self._orders(contract.external_id, ended=False)
            if not pending:
                found += await self._orders(contract.external_id, ended=True)
        wanted = (each for each in found if each.status.pending or not pending)
        named = [replace(each, customer_external_id=customer.external_id) for each in wanted]
        return sorted(named, key=_opened, reverse=True)

    async def update(self, change: TicketChange) -> Ticket:
        """A work order's state and the words of who works on it. Raises NOT_FOUND for what is not theirs."""
        if change.status is not None and change.status not in _CODES:
            raise ErpFailed(FailureKind.NOT_SUPPORTED, "status")
        own = number(change.ticket_id)
        known = await self._known(change.ticket_id, change.customer) if change.customer else None
        if known is not None and known.kind is TicketKind.TICKET:
            raise ErpFailed(FailureKind.NOT_SUPPORTED, "occurrence")
        status = change.status or (known.status if known else None)
        if status not in _CODES:
            raise ErpFailed(FailureKind.VALIDATION, "status")
        asked = {"os_status": _CODES[status]} | ({"os_servicoprestado": change.comment} if change.comment else {})

        def read(answer: Answer) -> None:
            told = reading.identifier(accepted(answer).get("os_id"))
            if told != change.ticket_id:
                raise Another if told else ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no order")

        await self._api.post(f"{MOVE}{own}/", asked, read, safe=False, operation="api/os/update")
        bare = Ticket(external_id=change.ticket_id, kind=TicketKind.WORK_ORDER, status=status, status_raw="")
        ended = self._api.today() if status is TicketStatus.RESOLVED else None
        return replace(known or bare, status=status, status_raw=_CODES[status], closed_on=ended)

    async def _known(self, ticket_id: str, customer: CustomerRef) -> Ticket:
        for pending in (True, False):
            for each in await self.of(customer, pending=pending):
                if each.external_id == ticket_id:
                    return each
        raise ErpFailed(FailureKind.NOT_FOUND)

    async def _occurrences(self, contract_id: str) -> list[Ticket]:
        """The first some hundred."""
        found: list[JSON] = []
        for _ in range(MOST_PAGES):
            asked = {"contrato": number(contract_id), "offset": len(found), "limit": ROWS}
            page = await self._searched(self._api.send(LIST, asked, lambda a: rows(accepted(a).get("ocorrencias"))))
            found += page
            if len(page) < ROWS:
                break
        return _of_contract(records(found, lambda row: mapping.occurrence(row, self._api.zone)), contract_id)

    async def _orders(self, contract_id: str, *, ended: bool) -> list[Ticket]:
        asked = {"contrato": contract_id, "status_encerrada": "1" if ended else "0"}
        none: list[JSON] = []
        told = await permitted(self._searched(self._api.post(ORDERS, asked, lambda a: rows(understood(a)))), none)
        return _of_contract(records(told, lambda row: mapping.order(row, self._api.zone)), contract_id)

    @staticmethod
    async def _searched(asked: Any) -> list[JSON]:
        try:
            found: list[JSON] = await asked
        except ErpFailed as failed:
            if failed.kind is FailureKind.NOT_FOUND:
                return []
            raise
        return found

    async def _body(self, draft: TicketDraft) -> dict[str, Any]:
        contract, name, phone = draft.contract_external_id, draft.contact_name, draft.contact_phone
        if not (contract and name and phone):
            theirs = await self._customers.one(draft.customer)
            main = main_contract_of(theirs)
            contract = contract or (main.external_id if main else "")
            name, phone = name or theirs.name, phone or next(iter(theirs.phones), None)
        words = draft.description
        said = words if words.startswith(draft.subject) else f"{draft.subject}: {words}"
        body: dict[str, Any] = {
            "contrato": number(contract),
            "ocorrenciatipo": number(draft.kind or self._desk.kind),
            "conteudo": said,
            "conteudolimpo": 1,
            "contato_nome": name or "",
            "contato_telefone": phone or "",
        }
        return body | ({"setor": number(self._desk.department)} if self._desk.department else {})


def _of_contract(found: list[Ticket], contract_id: str) -> list[Ticket]:
    if any(each.contract_external_id not in {None, contract_id} for each in found):
        raise Another
    return [replace(each, contract_external_id=contract_id) for each in found]


def _opened(ticket: Ticket) -> tuple[dt.date, str, str]:
    at = ticket.opened_at.isoformat() if ticket.opened_at else ""
    return ticket.opened_on or dt.date.min, at, ticket.external_id.zfill(20)
