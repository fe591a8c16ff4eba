"""Requests: opened, answered, listed together with who was sent out for them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from pytake_adapters.erp_ixcsoft import mapping
from pytake_adapters.erp_ixcsoft.api import IxcApi, Listing, Where, inserted
from pytake_adapters.net.erp_records import records, theirs
from pytake_domain.erp import (
    CustomerRef,
    ErpFailed,
    FailureKind,
    Ticket,
    TicketChange,
    TicketDraft,
    TicketKind,
    TicketStatus,
)

TABLE, ORDERS, MESSAGES = "su_ticket", "su_oss_chamado", "su_mensagens"
RECENT_PAGES = 4
_CODES: Mapping[TicketStatus, str] = MappingProxyType(
    {
        TicketStatus.OPEN: "P",
        TicketStatus.SCHEDULED: "EP",
        TicketStatus.IN_PROGRESS: "EP",
        TicketStatus.RESOLVED: "S",
        TicketStatus.CANCELLED: "C",
    }
)


class Desk(msgspec.Struct, frozen=True):
    """Where a company's tickets go: the subject without another one, the department, the priority."""

    subject: str
    department: str
    priority: str


class Tickets:
    """Those of one company."""

    def __init__(self, api: IxcApi, zone: ZoneInfo, desk: Desk) -> None:
        self._api = api
        self._zone = zone
        self._desk = desk

    async def open(self, draft: TicketDraft) -> Ticket:
        """The insert gives an id alone; the protocol is read afterwards, and missing is no failure of the ticket."""
        words = [draft.description]
        if who := " ".join(each for each in (draft.contact_name, draft.contact_phone) if each):
            words.append(f"Contato: {who}")
        body = {
            "tipo": "C",
            "id_cliente": draft.customer.external_id,
            "id_contrato": draft.contract_external_id or "",
            "id_login": draft.connection_external_id or "",
            "id_assunto": draft.kind or self._desk.subject,
            "titulo": draft.subject,
            "id_ticket_setor": self._desk.department,
            "prioridade": self._desk.priority,
            "id_ticket_origem": "I",
            "menssagem": "\n".join(words),
            "su_status": "N",
            "interacao_pendente": "I",
        }
        own = await self._api.press(TABLE, {key: value for key, value in body.items() if value}, inserted)
        return await self._read(own, draft.customer) or Ticket(
            external_id=own,
            kind=TicketKind.TICKET,
            status=TicketStatus.OPEN,
            status_raw="N",
            subject=draft.subject,
            description=draft.description,
            contract_external_id=draft.contract_external_id,
            customer_external_id=draft.customer.external_id,
        )

    async def of(self, customer_id: str, *, pending: bool) -> Sequence[Ticket]:
        """The newest some hundred; orders are left out where the company's token may not see them."""
        where = Where("id_cliente", customer_id)
        rows = await self._api.rows(Listing(table=TABLE, where=where), pages=RECENT_PAGES, newest=True)
        found = records(rows, lambda row: mapping.ticket(row, self._zone))
        try:
            sent = await self._api.rows(Listing(table=ORDERS, where=where), pages=RECENT_PAGES, newest=True)
        except ErpFailed as failed:
            if failed.kind is not FailureKind.PERMISSION:
                raise
        else:
            found += records(sent, lambda row: mapping.order(row, self._zone))
        wanted = [each for each in theirs(found, customer_id) if each.status.pending or not pending]
        return sorted(wanted, key=_opened, reverse=True)

    async def update(self, change: TicketChange) -> Ticket:
        """A message moves it on: editing a row of IXC's would take the whole of it. Raises NOT_FOUND for what is not theirs."""
        known = await self._known(change)
        code = known.status_raw if change.status is None else _CODES.get(change.status, "")
        if not code:
            raise ErpFailed(FailureKind.VALIDATION, "status")
        body = {
            "id_cliente": known.customer_external_id or "",
            "id_ticket": known.external_id,
            "mensagem": change.comment or "Situação alterada.",
            "visibilidade_mensagens": "PU",
            "su_status": code,
            "existe_pendencia_externa": "N",
        }
        await self._api.press(MESSAGES, body, inserted)
        moved = replace(known, status=mapping.TICKETS.get(code, TicketStatus.UNKNOWN), status_raw=code)
        return await self._read(known.external_id, change.customer) or moved

    async def _known(self, change: TicketChange) -> Ticket:
        row = await self._api.one(TABLE, "id", change.ticket_id)
        found = mapping.ticket(row, self._zone) if row else None
        if found is None or (change.customer and change.customer.external_id != found.customer_external_id):
            raise ErpFailed(FailureKind.NOT_FOUND)
        return found

    async def _read(self, own: str, customer: CustomerRef | None) -> Ticket | None:
        try:
            return await self._known(TicketChange(ticket_id=own, customer=customer))
        except ErpFailed:
            return None


def _opened(ticket: Ticket) -> tuple[str, int]:
    when = ticket.opened_at.isoformat() if ticket.opened_at else ""
    return when, int(ticket.external_id) if ticket.external_id.isdecimal() else 0
