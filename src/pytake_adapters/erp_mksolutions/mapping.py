"""Rows of MK as our records. Keys come folded; portal logins and passwords that come along are never looked at."""

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from pytake_adapters.erp_mksolutions.wire import fold
from pytake_adapters.net.body import JSON
from pytake_domain.erp import (
    Contract,
    ContractStatus,
    ErpAddress,
    ErpCustomer,
    Invoice,
    InvoiceStatus,
    PersonType,
    Ticket,
    TicketKind,
    TicketStatus,
    reading,
    status_by_date,
)

_STATES: Mapping[str, ContractStatus] = MappingProxyType(
    {
        **dict.fromkeys(("ativ", "vigent", "habilitad"), ContractStatus.ACTIVE),
        **dict.fromkeys(("suspens", "bloquead"), ContractStatus.BLOCKED),
        **dict.fromkeys(("cancelad", "inativ", "encerrad", "rescindid"), ContractStatus.CANCELLED),
    }
)
_SITUATIONS = {"ativo": True, "inativo": False}
_AMOUNTS = ("valortotal", "valor", "valortotalfaturas", "valornominal")
_SPOKEN_ADDRESS = re.compile(r"(?P<street>[^,]+), *(?P<number>[^,]*?) +- +(?P<district>.+?)(?:, *(?P<city>[^,]+))?")
_CPF, _CNPJ = 11, 14
LONGEST_ADDRESS = 300


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A line in MK's registry. What it says of blocking is the company's doing, and tells nothing of a session."""

    code: str
    contract: str | None
    login: str | None
    mac: str | None
    blocked: bool | None
    reduced: bool | None


def customer(row: JSON, document: str | None = None) -> ErpCustomer | None:
    """None without a code. `document` is the one asked by: MK does not repeat it."""
    code = reading.identifier(row.get("codigopessoa"))
    if code is None:
        return None
    document = reading.document(row.get("cpfcnpj")) or document
    kinds = {_CPF: PersonType.INDIVIDUAL, _CNPJ: PersonType.COMPANY}
    return ErpCustomer(
        external_id=code,
        document=document,
        person_type=kinds.get(len(document or "")),
        name=reading.text(row.get("nome")),
        active=_SITUATIONS.get((reading.text(row.get("situacao")) or "").casefold()),
        phones=reading.phones(row.get("fone")),
        emails=reading.emails(row.get("email")),
        address=_address(row),
    )


def contract(row: JSON, customer_id: str, listed_as: str) -> Contract | None:
    """None without a code. What it says of itself counts before the list that it stands in."""
    code = reading.identifier(row.get("codcontrato"))
    if code is None:
        return None
    raw = reading.text(row.get("statuscontrato")) or listed_as
    return Contract(
        external_id=code,
        customer_external_id=customer_id,
        status=state(raw),
        status_raw=raw,
        plan_name=reading.text(row.get("planoacesso")),
        activated_on=reading.date(row.get("adesao")),
    )


def state(said: str) -> ContractStatus:
    """Of a contract's own word, or the name of a list of contracts."""
    bare = fold(said).removeprefix("contratos").removeprefix("contrato")
    return next((found for start, found in _STATES.items() if bare.startswith(start)), ContractStatus.UNKNOWN)


def connection(row: JSON) -> Connection | None:
    """None without a code."""
    code = reading.identifier(row.get("codconexao"))
    if code is None:
        return None
    return Connection(
        code=code,
        contract=reading.identifier(row.get("contrato")),
        login=reading.text(row.get("username")),
        mac=reading.mac(row.get("macaddress")),
        blocked=reading.flag(row.get("bloqueada")),
        reduced=reading.flag(row.get("estareduzida")),
    )


def invoice(row: JSON, customer_id: str | None, today: dt.date) -> Invoice | None:
    """None without a code and an amount."""
    code = reading.identifier(row.get("codfatura")) or reading.identifier(row.get("cdfatura"))
    amount = next((found for key in _AMOUNTS if (found := reading.money(row.get(key))) is not None), None)
    if code is None or amount is None:
        return None
    due = reading.date(row.get("datavencimento"))
    raw = reading.text(row.get("status")) or ""
    status = _invoice_status(raw, due, today)
    paid = status is InvoiceStatus.PAID
    return Invoice(
        external_id=code,
        status=status,
        status_raw=raw,
        amount=amount,
        customer_external_id=customer_id,
        contract_external_id=next(iter(contracts_of(row)), None),
        number=reading.identifier(row.get("nossonumero")),
        amount_paid=(reading.money(row.get("valorpago")) or None) if paid else None,
        issued_on=reading.date(row.get("datalancamento")),
        due_on=due,
        paid_on=reading.date(row.get("dataliquidacao")) if paid else None,
        digitable_line=reading.digitable_line(row.get("linhadigitavelboleto")),
        pdf_on_request=True,
        description=reading.text(row.get("descricao")),
    )


def contracts_of(row: JSON) -> tuple[str, ...]:
    """The contracts an invoice is for: a text of their codes, or a list of objects."""
    told = row.get("contratos")
    if isinstance(told, list):
        found = (reading.identifier(each.get("codigocontrato")) for each in told if isinstance(each, dict))
        return tuple(code for code in found if code)
    return tuple(re.findall(r"\d+", reading.text(told) or ""))


def ticket(row: JSON, zone: dt.tzinfo) -> Ticket | None:
    """A request; None without a code. Only F is known to be an end."""
    code = reading.identifier(row.get("codigoatendimento"))
    if code is None:
        return None
    raw = reading.text(row.get("codigostatus")) or ""
    opened = reading.date(row.get("dataabertura"))
    try:
        time = dt.time.fromisoformat(reading.text(row.get("hrabertura")) or "")
    except ValueError:
        time = None
    return Ticket(
        external_id=code,
        kind=TicketKind.TICKET,
        status=TicketStatus.RESOLVED if raw.upper() == "F" else TicketStatus.OPEN,
        status_raw=raw,
        protocol=reading.identifier(row.get("protocolo")),
        opened_on=opened,
        opened_at=dt.datetime.combine(opened, time.replace(tzinfo=None), zone) if opened and time else None,
        contract_external_id=reading.identifier(row.get("contratoid")),
        customer_external_id=reading.identifier(row.get("codigocliente")),
    )


def order(row: JSON) -> Ticket | None:
    """Somebody sent out; None without a code."""
    code = reading.identifier(row.get("codos"))
    if code is None:
        return None
    raw = reading.text(row.get("status")) or ""
    scheduled = reading.date(row.get("dataagendamento")) is not None
    pending = TicketStatus.SCHEDULED if scheduled else TicketStatus.OPEN
    return Ticket(
        external_id=code,
        kind=TicketKind.WORK_ORDER,
        status=TicketStatus.RESOLVED if raw.upper() == "F" else pending,
        status_raw=raw,
        protocol=reading.identifier(row.get("protocolo")),
        description=reading.text(row.get("descricaoos")),
        opened_on=reading.date(row.get("data")),
        contract_external_id=reading.identifier(row.get("codcontrato")),
        customer_external_id=reading.identifier(row.get("codcliente")) or reading.identifier(row.get("codpessoa")),
    )


def _address(row: JSON) -> ErpAddress | None:
    told = row.get("endereco", row.get("enderecos"))
    if isinstance(told, list):
        places = [place for place in told if isinstance(place, dict)]
        lived = [place for place in places if fold(reading.text(place.get("tipo")) or "") == "instalacao"]
        return _written((lived or places)[0]) if places else None
    latitude, longitude = reading.coordinates(row.get("latitude"), row.get("longitude"))
    said = (reading.text(told) or "")[:LONGEST_ADDRESS]
    parts = _SPOKEN_ADDRESS.fullmatch(said)
    found = ErpAddress(
        street=(parts["street"] if parts else said) or None,
        number=(parts["number"] or None) if parts else None,
        district=parts["district"] if parts else None,
        city=parts["city"] if parts else None,
        postal_code=reading.digits(row.get("cep")) or None,
        latitude=latitude,
        longitude=longitude,
    )
    return None if found == ErpAddress() else found


def _written(row: JSON) -> ErpAddress:
    latitude, longitude = reading.coordinates(row.get("latitude"), row.get("longitude"))
    return ErpAddress(
        street=reading.text(row.get("logradouro")),
        number=reading.text(row.get("numero")),
        district=reading.text(row.get("bairro")),
        city=reading.text(row.get("cidade")),
        state=reading.text(row.get("estado")),
        postal_code=reading.digits(row.get("cep")) or None,
        latitude=latitude,
        longitude=longitude,
    )


def _invoice_status(raw: str, due: dt.date | None, today: dt.date) -> InvoiceStatus:
    said = fold(raw)
    if said.startswith(("pag", "liquidad", "quitad")):
        return InvoiceStatus.PAID
    return InvoiceStatus.CANCELLED if said.startswith("cancelad") else status_by_date(due, today)
