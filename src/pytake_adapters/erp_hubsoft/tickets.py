"""Requests: opened for a service, worded and closed, listed together with the visits that were made of them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from pytake_adapters.erp_hubsoft import mapping
from pytake_adapters.erp_hubsoft.api import HubApi
from pytake_adapters.erp_hubsoft.customers import Customers, Term, about, list_term
from pytake_adapters.erp_hubsoft.wire import accepted, inner, listed, number
from pytake_adapters.net.body import JSON, parts
from pytake_adapters.net.erp_records import Another, permitted, records
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    CustomerRef,
    ErpCustomer,
    ErpFailed,
    FailureKind,
    Ticket,
    TicketChange,
    TicketDraft,
    TicketStatus,
    main_contract_of,
)

OPEN = "atendimento"
LIST, ORDERS, KINDS = "cliente/atendimento", "cliente/ordem_servico", "configuracao/tipo_atendimento"
MOST = "50"
ORIGIN = "pytake"


class Desk(msgspec.Struct, frozen=True):
    """Where a company's tickets go: the type without another one (HubSoft's own default if empty), and the type of the work
    order that is opened with each (none if empty).
    """

    kind: str
    order_kind: str


class Tickets:
    """Those of one company."""

    def __init__(self, api: HubApi, customers: Customers, desk: Desk) -> None:
        self._api = api
        self._customers = customers
        self._desk = desk

    async def open(self, draft: TicketDraft) -> Ticket:
        """For a service and somebody to call back: what the draft does not say of these is the customer's."""
        body = await self._body(draft)
        service = str(body["id_cliente_servico"])

        def read(answer: Answer) -> Ticket:
            row = inner(accepted(answer), "atendimento")
            made = mapping.ticket(row, self._api.zone)
            if made is None:
                raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no ticket")
            if made.contract_external_id not in {None, service}:
                raise Another
            return made

        made = await self._api.send("POST", OPEN, body, read, operation=OPEN)
        return replace(made, contract_external_id=service, customer_external_id=draft.customer.external_id)

    async def of(self, customer: CustomerRef, *, pending: bool) -> Sequence[Ticket]:
        """Some fifty of each kind; visits are left out where the company's user may not see them."""
        whose = await self._customers.known(customer)
        rows = await self._rows(whose, pending=pending)
        found = records(rows, lambda row: mapping.ticket(row, self._api.zone))
        query = list_term(whose).query(limit=MOST)
        told = await permitted(self._api.get(ORDERS, query), {"ordens_servico": []})
        sent = _theirs(listed(told, "ordens_servico"), whose)
        sent += [order for row in rows for order in parts(row, "ordens_servico")]
        orders = {each.external_id: each for each in records(sent, lambda row: mapping.order(row, self._api.zone))}
        found += orders.values()
        wanted = (each for each in found if each.status.pending or not pending)
        named = [replace(each, customer_external_id=whose.external_id) for each in wanted]
        return sorted(named, key=_opened, reverse=True)

    async def update(self, change: TicketChange) -> Ticket:
        """Words, and its end: nothing else can be made of it. Raises NOT_FOUND for what is not theirs."""
        if change.status not in {None, TicketStatus.RESOLVED}:
            raise ErpFailed(FailureKind.NOT_SUPPORTED, "status")
        own = number(change.ticket_id)
        known = await self._known(change.ticket_id, change.customer) if change.customer else None
        body: dict[str, Any] = {
            "fechar_atendimento": change.status is TicketStatus.RESOLVED,
            "parametros": {"origem": ORIGIN},
        }
        if change.comment:
            body["descricao"] = change.comment

        def read(answer: Answer) -> Ticket:
            row = inner(accepted(answer), "atendimento")
            made = mapping.ticket(row, self._api.zone)
            if made is None or made.external_id != change.ticket_id:
                raise Another
            return made

        now = await self._api.send("PUT", f"{OPEN}/{own}", body, read, operation=f"{OPEN} update")
        return replace(known, status=now.status, closed_on=now.closed_on) if known else now

    async def kinds(self) -> None:
        """Ask which types there are."""
        listed(await self._api.get(KINDS), "tipos_atendimento")

    async def ping(self) -> None:
        """Ask for nobody's."""
        query = Term("codigo_cliente", "0").query(apenas_pendente="sim", limit="1")
        listed(await self._api.get(LIST, query), "atendimentos")

    async def _known(self, ticket_id: str, customer: CustomerRef) -> Ticket:
        whose = await self._customers.known(customer)
        for pending in (True, False):
            for row in await self._rows(whose, pending=pending):
                found = mapping.ticket(row, self._api.zone)
                if found is not None and found.external_id == ticket_id:
                    return replace(found, customer_external_id=whose.external_id)
        raise ErpFailed(FailureKind.NOT_FOUND)

    async def _rows(self, whose: CustomerRef, *, pending: bool) -> list[JSON]:
        query = list_term(whose).query(apenas_pendente="sim" if pending else "nao", limit=MOST)
        return _theirs(listed(await self._api.get(LIST, query), "atendimentos"), whose)

    async def _body(self, draft: TicketDraft) -> dict[str, Any]:
        service, name, phone, email = draft.contract_external_id, draft.contact_name, draft.contact_phone, None
        if not (service and name and phone):
            theirs = await self._customers.one(draft.customer)
            service = service or _main_service(theirs)
            name, phone = name or theirs.name, phone or next(iter(theirs.phones), None)
            email = next(iter(theirs.emails), None)
        said = (
            draft.description
            if draft.description.startswith(draft.subject)
            else f"{draft.subject}: {draft.description}"
        )
        kind, order_kind = draft.kind or self._desk.kind, self._desk.order_kind
        body: dict[str, Any] = {
            "id_cliente_servico": number(service),
            "descricao": said,
            "nome": name or "-",
            "telefone": phone or "",
            "abrir_os": bool(order_kind),
            "parametros": {"origem": ORIGIN, "referencia": draft.reference},
        }
        if kind:
            body["id_tipo_atendimento"] = number(kind)
        if email:
            body["email"] = email
        if order_kind:
            body["parametros_ordem_servico"] = {"id_tipo_ordem_servico": number(order_kind), "status": "pendente"}
        return body


def _theirs(rows: list[JSON], whose: CustomerRef) -> list[JSON]:
    if any(not about(row, whose) for row in rows):
        raise Another
    return rows


def _main_service(customer: ErpCustomer) -> str:
    found = main_contract_of(customer)
    if found is None:
        raise ErpFailed(FailureKind.NOT_FOUND, "no service")
    return found.external_id


def _opened(ticket: Ticket) -> tuple[dt.date, str, int]:
    at = ticket.opened_at.isoformat() if ticket.opened_at else ""
    return ticket.opened_on or dt.date.min, at, int(ticket.external_id) if ticket.external_id.isdecimal() else 0
