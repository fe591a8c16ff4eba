"""Requests: opened by process and class, commented, and listed together with the visits that were scheduled for them."""

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from pytake_adapters.erp_mksolutions import mapping
from pytake_adapters.erp_mksolutions.api import MkApi
from pytake_adapters.erp_mksolutions.wire import Another, accepted, listed, own
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_records import few_at_once, records, tried
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
    reading,
)

OPEN, LIST, COMMENT = "WSMKNovoAtendimento", "WSMKAtendimentos", "WSMKAtendimentoComentario"
SCHEDULE, PROCESSES = "WSMKConsultaOrdemAgendamento", "WSMKListaProcessos"
LOOKED_BACK = dt.timedelta(days=365)
MOST_DAYS = 5
"""Days of pending requests whose visits are asked for; each takes a call."""
ROOM = 300
"""MK keeps texts as HTML entities in a column of this width."""
_ENTITY, _MARK = 8, 6


class Desk(msgspec.Struct, frozen=True):
    """Where a company's tickets go: process without another one, class, origin, and who writes."""

    process: str
    classification: str
    origin: str
    user: str


class Tickets:
    """Those of one company."""

    def __init__(self, api: MkApi, desk: Desk) -> None:
        self._api = api
        self._desk = desk

    async def open(self, draft: TicketDraft) -> Ticket:
        """What does not fit into it follows as comments, where these were bought."""
        first, *more = pieces(_words(draft))
        asked = {
            "cd_cliente": draft.customer.external_id,
            "cd_processo": draft.kind or self._desk.process,
            "cd_classificacao_ate": self._desk.classification,
            "origem_contato": self._desk.origin,
            "info": first,
        }
        if draft.contract_external_id:
            asked["cd_contrato"] = draft.contract_external_id
        if draft.connection_external_id:
            asked["conexao_associada"] = draft.connection_external_id

        def read(answer: Answer) -> tuple[str, str | None]:
            body = accepted(answer)
            own(body, "codigocliente", draft.customer.external_id)
            code = reading.identifier(body.get("codigoatendimento"))
            if code is None:
                raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no ticket")
            return code, reading.identifier(body.get("protocolo"))

        code, protocol = await self._api.call(OPEN, asked, read, safe=False)
        for piece in more:
            if (await tried(self._comment(code, piece)))[1]:
                break
        now = self._api.now()
        return Ticket(
            external_id=code,
            kind=TicketKind.TICKET,
            status=TicketStatus.OPEN,
            status_raw="",
            protocol=protocol,
            subject=draft.subject,
            description=draft.description,
            opened_on=now.date(),
            opened_at=now,
            contract_external_id=draft.contract_external_id,
            customer_external_id=draft.customer.external_id,
        )

    async def of(self, customer: CustomerRef, *, pending: bool) -> Sequence[Ticket]:
        """Of the last year. Some servers answer for everybody, so others' are sorted out here."""
        found = await self._listed(customer.external_id)
        days = sorted({t.opened_on for t in found if t.opened_on and t.status.pending}, reverse=True)[:MOST_DAYS]
        visits = await few_at_once(lambda day: self._visits(customer.external_id, day), days)
        found += {each.external_id: each for visit in visits for each in visit}.values()
        wanted = [each for each in found if each.status.pending or not pending]
        return sorted(wanted, key=lambda each: (each.opened_on or dt.date.min, each.external_id), reverse=True)

    async def update(self, change: TicketChange) -> Ticket:
        """Words alone: nothing that comes with the product moves a request on. Raises NOT_FOUND for what is not theirs."""
        if change.status is not None or not change.comment:
            raise ErpFailed(FailureKind.NOT_SUPPORTED, "status")
        known = None
        if change.customer is not None:
            theirs = await self._listed(change.customer.external_id)
            known = next((each for each in theirs if each.external_id == change.ticket_id), None)
            if known is None:
                raise ErpFailed(FailureKind.NOT_FOUND)
        for number, piece in enumerate(pieces(change.comment)):
            try:
                await self._comment(change.ticket_id, piece)
            except ErpFailed as failed:
                failed.ambiguous |= number > 0
                raise
        return known or Ticket(
            external_id=change.ticket_id, kind=TicketKind.TICKET, status=TicketStatus.UNKNOWN, status_raw=""
        )

    async def probe_comments(self) -> None:
        """Comment on a request that nobody has, to see whether the rule was bought."""
        await self._comment("0", "-")

    async def _comment(self, ticket_id: str, comment: str) -> None:
        asked = {"cd_atendimento": ticket_id, "comentario": comment, "tipo": "2", "user": self._desk.user}
        await self._api.call(
            COMMENT, asked, lambda answer: own(accepted(answer), "codigoatendimento", ticket_id), safe=False, form=True
        )

    async def _listed(self, customer_id: str) -> list[Ticket]:
        today = self._api.today()
        asked = {
            "cd_cliente": customer_id,
            "data_inicio": f"{today - LOOKED_BACK:%Y-%m-%d}",
            "data_termino": f"{today:%Y-%m-%d}",
        }
        found, failed = await tried(self._api.call(LIST, asked, lambda answer: listed(answer, "atendimentos")))
        if failed is not None and failed.kind is not FailureKind.NOT_FOUND:
            raise failed
        made = records(found or [], lambda row: mapping.ticket(row, self._api.zone))
        return [each for each in made if each.customer_external_id == customer_id]

    async def _visits(self, customer_id: str, day: dt.date) -> list[Ticket]:
        asked = {"cliente": customer_id, "DataAbertura": f"{day:%d/%m/%Y}"}

        def read(answer: Answer) -> list[JSON]:
            return listed(answer, "agendas")

        found, failed = await tried(self._api.call(SCHEDULE, asked, read))
        if failed is not None and failed.kind in {FailureKind.UNAVAILABLE, FailureKind.AUTH}:
            raise failed
        made = records(found or [], mapping.order)
        if any(each.customer_external_id not in {None, customer_id} for each in made):
            raise Another
        return [replace(each, customer_external_id=customer_id) for each in made]


def _words(draft: TicketDraft) -> str:
    said = draft.description if draft.description.startswith(draft.subject) else f"{draft.subject}: {draft.description}"
    who = " ".join(each for each in (draft.contact_name, draft.contact_phone) if each)
    return f"{said} Contato: {who}" if who else said


def pieces(words: str) -> list[str]:
    """Parts that each fit, broken between words where there are such; at least one."""
    return list(_pieces(words)) or ["-"]


def _pieces(words: str) -> Iterator[str]:
    kept, room = "", ROOM
    for word in words.split():
        cost = _cost(word) + bool(kept)
        if cost > room and kept:
            yield kept
            kept, room, cost = "", ROOM, _cost(word)
        for sign in f" {word}" if kept else word:
            if _cost(sign) > room:
                yield kept
                kept, room = "", ROOM
            kept, room = kept + sign, room - _cost(sign)
    if kept:
        yield kept


def _cost(text: str) -> int:
    return sum(_ENTITY if not sign.isascii() else _MARK if sign in "&<>\"'" else 1 for sign in text)
