"""SGP's rows as our records. Passwords of lines and of the customers' portal come along in them and are never looked at."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

from pytake_adapters.erp_sisgp.api import count
from pytake_adapters.net.body import JSON, part, parts
from pytake_domain.erp import (
    ConnectionStatus,
    Contract,
    ContractStatus,
    ErpAddress,
    ErpCustomer,
    ErpPlan,
    Invoice,
    InvoiceStatus,
    PersonType,
    Signal,
    Ticket,
    TicketKind,
    TicketStatus,
    reading,
    status_by_date,
)

_OF_CODE: Mapping[str, ContractStatus] = MappingProxyType(
    {
        "1": ContractStatus.ACTIVE,
        "2": ContractStatus.INACTIVE,
        "3": ContractStatus.CANCELLED,
        "4": ContractStatus.BLOCKED,
        "5": ContractStatus.CANCELLED,
        "6": ContractStatus.PENDING,
        "7": ContractStatus.REDUCED,
    }
)
_OF_WORD: tuple[tuple[str, ContractStatus], ...] = (
    ("reduzid", ContractStatus.REDUCED),
    ("inativ", ContractStatus.INACTIVE),
    ("inviabilidade", ContractStatus.CANCELLED),
    ("ativo", ContractStatus.ACTIVE),
    ("suspens", ContractStatus.BLOCKED),
    ("cancelad", ContractStatus.CANCELLED),
    ("novo", ContractStatus.PENDING),
)
"""What labels hold, where there are no codes; the first that is found counts."""
OCCURRENCES: Mapping[str, TicketStatus] = MappingProxyType({"0": TicketStatus.OPEN, "1": TicketStatus.RESOLVED})
ORDERS: Mapping[str, TicketStatus] = MappingProxyType(
    {
        "0": TicketStatus.OPEN,
        "1": TicketStatus.RESOLVED,
        "2": TicketStatus.IN_PROGRESS,
        "3": TicketStatus.OPEN,
    }
)
_CPF = 11
_LAST_DAY = 31


def customers(rows: Sequence[JSON], zone: ZoneInfo) -> list[ErpCustomer] | None:
    """Of rows that each tell a contract and its person once more: one for each client. None when a row can't be read."""
    grouped: dict[str, list[JSON]] = {}
    for row in rows:
        own = reading.identifier(row.get("clienteId"))
        if own is None or reading.identifier(row.get("contratoId")) is None:
            return None
        grouped.setdefault(own, []).append(row)
    return [_customer(own, theirs, zone) for own, theirs in grouped.items()]


def _customer(own: str, rows: Sequence[JSON], zone: ZoneInfo) -> ErpCustomer:
    first = rows[0]
    document = reading.document(first.get("cpfCnpj"))
    person = _person(None, document)
    contracts = tuple(each for row in rows if (each := contract(row)) is not None)
    changed = [at for row in rows if (at := reading.moment(row.get("dataAlteracao"), zone))]
    return ErpCustomer(
        external_id=own,
        document=document,
        person_type=person,
        name=reading.text(first.get("razaoSocial")),
        phones=reading.phones(*(each for row in rows for each in _contacts(row.get("telefones")))),
        emails=reading.emails(*(each for row in rows for each in _contacts(row.get("emails")))),
        birth_date=None if person is PersonType.COMPANY else reading.date(first.get("dataNascimento")),
        registered_on=reading.date(first.get("dataCadastro")),
        updated_at=max(changed, default=None),
        address=next((each.address for each in contracts if each.address), None),
        contracts=contracts,
    )


def contract(row: JSON) -> Contract | None:
    """None without its own id and its customer's."""
    own, whose = reading.identifier(row.get("contratoId")), reading.identifier(row.get("clienteId"))
    if own is None or whose is None:
        return None
    code = reading.text(row.get("contratoStatus")) or ""
    return Contract(
        external_id=own,
        customer_external_id=whose,
        status=_OF_CODE.get(code, ContractStatus.UNKNOWN),
        status_raw=reading.first((row.get("contratoStatusDisplay"), code)) or "",
        plan_name=reading.first(row.get(key) for key in ("servico_plano", "planointernet", "planotv")),
        login=reading.text(row.get("servico_login")),
        due_day=_day(row.get("cobVencimento")),
        address=_row_address(row),
        region=reading.text(row.get("popNome")),
    )


def swept(row: JSON, zone: ZoneInfo) -> ErpCustomer | None:
    """A client of the long list, contracts and services within; None when one of these can't be read."""
    own, told = reading.identifier(row.get("id")), row.get("contratos")
    if own is None or not isinstance(told, list):
        return None
    made = [_swept_contract(each, own) if isinstance(each, dict) else None for each in told]
    contracts = tuple(each for each in made if each is not None)
    if len(contracts) != len(made):
        return None
    document, reached = reading.document(row.get("cpfcnpj")), part(row, "contatos")
    person = _person(row.get("tipo"), document)
    phones = (each for key in ("celulares", "telefones") for each in _contacts(reached.get(key)))
    return ErpCustomer(
        external_id=own,
        document=document,
        person_type=person,
        name=reading.text(row.get("nome")),
        phones=reading.phones(*phones),
        emails=reading.emails(*_contacts(reached.get("emails"))),
        birth_date=None if person is PersonType.COMPANY else reading.date(row.get("dataNascimento")),
        registered_on=reading.date(row.get("dataCadastro")),
        updated_at=reading.moment(row.get("dataAlteracao"), zone),
        address=_address(part(row, "endereco")),
        contracts=contracts,
    )


def _swept_contract(row: JSON, whose: str) -> Contract | None:
    own = reading.identifier(row.get("contrato")) or reading.identifier(row.get("id"))
    if own is None:
        return None
    service = next(iter(parts(row, "servicos")), {})
    raw = reading.text(row.get("status")) or ""
    return Contract(
        external_id=own,
        customer_external_id=whose,
        status=contract_status(raw),
        status_raw=raw,
        service_external_id=reading.identifier(service.get("id")),
        plan_external_id=reading.identifier(part(service, "plano").get("id")),
        plan_name=reading.text(part(service, "plano").get("descricao")),
        login=reading.text(service.get("login")),
        due_day=_day(row.get("cobVencimento")),
        region=reading.first((row.get("popNome"), part(service, "onu").get("olt_nome"))),
    )


def contract_status(said: str) -> ContractStatus:
    """By code or by label."""
    folded = said.strip().casefold()
    if folded in _OF_CODE:
        return _OF_CODE[folded]
    return next((status for word, status in _OF_WORD if word in folded), ContractStatus.UNKNOWN)


def invoice(row: JSON, today: dt.date) -> Invoice | None:
    """A title; None without an id and an amount."""
    own, amount = reading.identifier(row.get("id")), reading.money(row.get("valor"))
    if own is None or amount is None:
        return None
    due = reading.date(row.get("dataVencimento"))
    corrected, paid = _more_than_zero(row, "valorCorrigido"), _more_than_zero(row, "valorPago")
    in_part = _more_than_zero(row, "valorPagoParcial")
    raw = (reading.text(row.get("status")) or "").casefold()
    status = _invoice_status(raw, due, today, partly=paid is None and in_part is not None)
    return Invoice(
        external_id=own,
        status=status,
        status_raw=raw,
        amount=amount,
        contract_external_id=reading.identifier(row.get("clienteContrato")),
        number=reading.identifier(row.get("numeroDocumento")),
        amount_due=corrected or amount,
        amount_paid=paid or in_part,
        issued_on=reading.date(row.get("dataEmissao")),
        due_on=due,
        paid_on=reading.date(row.get("dataPagamento")),
        digitable_line=reading.digitable_line(row.get("linhaDigitavel")),
        barcode=reading.barcode(row.get("codigoBarras")),
        pix_code=reading.pix_code(row.get("codigoPix")),
        pdf_url=reading.link(row.get("link")),
        description=reading.text(row.get("demonstrativo")),
    )


def copy(row: JSON, today: dt.date) -> Invoice | None:
    """An invoice as a second copy tells it: what it takes today beside what it was issued for."""
    own = reading.identifier(row.get("fatura")) or reading.identifier(row.get("id"))
    due_today = reading.money(row.get("valor"))
    amount = reading.money(row.get("valor_original")) or due_today
    if own is None or amount is None:
        return None
    due = reading.date(row.get("vencimento_original")) or reading.date(row.get("vencimento"))
    return Invoice(
        external_id=own,
        status=status_by_date(due, today),
        status_raw="",
        amount=amount,
        amount_due=due_today or amount,
        due_on=due,
        digitable_line=reading.digitable_line(row.get("linhadigitavel")),
        pix_code=reading.pix_code(row.get("codigopix")),
        pdf_url=reading.link(row.get("link")),
    )


def _invoice_status(raw: str, due: dt.date | None, today: dt.date, *, partly: bool) -> InvoiceStatus:
    if raw.startswith("cancelad"):
        return InvoiceStatus.CANCELLED
    if partly:
        return InvoiceStatus.PARTIAL
    if raw.startswith(("pago", "liquidad")):
        return InvoiceStatus.PAID
    return status_by_date(due, today) if raw in {"", "aberto", "gerado"} else InvoiceStatus.UNKNOWN


def session(row: JSON, zone: ZoneInfo) -> ConnectionStatus:
    """The last one that RADIUS knows of a login."""
    last = next(iter(parts(row, "radacct")), {})
    online = reading.flag(row.get("online"))
    if online is None and "acctstoptime" in last:
        online = reading.text(last["acctstoptime"]) is None
    return ConnectionStatus(
        login=reading.text(row.get("pppoe_login")),
        online=online,
        since=reading.moment(last.get("acctstarttime"), zone) if online else None,
        last_seen=None if online else reading.moment(last.get("acctstoptime"), zone),
        ip=reading.first((row.get("ip"), last.get("framedipaddress"))) if online else None,
        nas=reading.text(last.get("nasipaddress")),
        mac=reading.mac(last.get("callingstationid")),
    )


def signal(row: JSON) -> Signal:
    """As the OLT last told it."""
    return Signal(device=reading.mac(row.get("phy_addr")), rx_dbm=reading.dbm(row.get("info_rx"), received=True))


def occurrence(row: JSON, zone: ZoneInfo) -> Ticket | None:
    """A request; its number is all there is to name it. None without."""
    own = reading.identifier(row.get("numero"))
    if own is None:
        return None
    day, time = reading.text(row.get("data_cadastro")), reading.text(row.get("hora_cadastro"))
    return Ticket(
        external_id=own,
        kind=TicketKind.TICKET,
        status=OCCURRENCES.get(reading.text(row.get("status_id")) or "", TicketStatus.UNKNOWN),
        status_raw=reading.first((row.get("status"), row.get("status_id"))) or "",
        protocol=own,
        subject=reading.text(row.get("tipo")),
        description=reading.text(row.get("conteudo")),
        opened_on=reading.date(day),
        opened_at=reading.moment(f"{day} {time}", zone) if day and time else None,
        closed_on=reading.date(row.get("data_finalizacao")),
        scheduled_at=reading.moment(row.get("data_agendamento"), zone),
        contract_external_id=reading.identifier(row.get("contrato")),
    )


def order(row: JSON, zone: ZoneInfo) -> Ticket | None:
    """Somebody sent out; None without an id."""
    own, raw = reading.identifier(row.get("os_id")), reading.text(row.get("os_status")) or ""
    if own is None:
        return None
    return Ticket(
        external_id=own,
        kind=TicketKind.WORK_ORDER,
        status=ORDERS.get(raw, TicketStatus.UNKNOWN),
        status_raw=reading.first((row.get("os_status_txt"), raw)) or "",
        protocol=reading.identifier(row.get("os_protocolo")),
        subject=reading.text(row.get("os_motivo_descricao")),
        description=reading.text(row.get("os_conteudo")),
        opened_on=reading.date(row.get("os_data_cadastro")),
        opened_at=reading.moment(row.get("os_data_cadastro"), zone),
        closed_on=reading.date(row.get("os_data_finalizacao")),
        scheduled_at=reading.moment(row.get("os_data_agendamento"), zone),
        contract_external_id=reading.identifier(row.get("contrato_id")),
    )


def plan(row: JSON) -> ErpPlan | None:
    """Of either of the two lists; None without an id and a name."""
    own, name = reading.identifier(row.get("id")), reading.text(row.get("descricao"))
    if own is None or name is None:
        return None
    return ErpPlan(
        external_id=own,
        name=name,
        price=reading.money(row.get("preco")) or reading.money(row.get("valor")),
        download_mbps=reading.mbps(row.get("download")),
        upload_mbps=reading.mbps(row.get("upload")),
    )


def _person(told: object, document: str | None) -> PersonType | None:
    """As it says itself, else by its document's length."""
    said = {"F": PersonType.INDIVIDUAL, "J": PersonType.COMPANY}.get((reading.text(told) or "").upper())
    if said is not None or document is None:
        return said
    return PersonType.INDIVIDUAL if len(document) == _CPF else PersonType.COMPANY


def _contacts(told: object) -> Iterable[object]:
    """Texts, or objects that hold one."""
    for each in told if isinstance(told, list) else ():
        yield each.get("contato") if isinstance(each, dict) else each


def _row_address(row: JSON) -> ErpAddress | None:
    """The fields begin with the same word, and both coordinates are in one text."""
    fields = {key.removeprefix("endereco_"): value for key, value in row.items() if key.startswith("endereco_")}
    latitude, _, longitude = (reading.text(fields.get("ll")) or "").partition(",")
    return _address({**fields, "latitude": latitude, "longitude": longitude})


def _address(row: JSON) -> ErpAddress | None:
    latitude, longitude = reading.coordinates(row.get("latitude"), row.get("longitude"))
    found = ErpAddress(
        street=reading.text(row.get("logradouro")),
        number=reading.text(row.get("numero")),
        complement=reading.text(row.get("complemento")),
        district=reading.text(row.get("bairro")),
        city=reading.text(row.get("cidade")),
        state=reading.text(row.get("uf")),
        postal_code=reading.digits(row.get("cep")) or None,
        latitude=latitude,
        longitude=longitude,
    )
    return None if found == ErpAddress() else found


def _day(value: object) -> int | None:
    found = count(value)
    return found if found and found <= _LAST_DAY else None


def _more_than_zero(row: JSON, key: str) -> Decimal | None:
    found = reading.money(row.get(key))
    return found if found is not None and found > 0 else None
