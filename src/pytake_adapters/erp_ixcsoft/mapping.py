"""Rows of IXC as our records. Every field of a row is a text; passwords that come along in listings are never looked at."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from pytake_adapters.net.body import JSON
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

_OF_CONTRACT: Mapping[str, ContractStatus] = MappingProxyType(
    {
        "P": ContractStatus.PENDING,
        "I": ContractStatus.CANCELLED,
        "N": ContractStatus.CANCELLED,
        "D": ContractStatus.CANCELLED,
    }
)
_OF_ACCESS: Mapping[str, ContractStatus] = MappingProxyType(
    {
        "D": ContractStatus.INACTIVE,
        "CM": ContractStatus.BLOCKED,
        "CA": ContractStatus.BLOCKED,
        "FA": ContractStatus.BLOCKED,
        "AA": ContractStatus.PENDING,
    }
)
_OF_SPEED: Mapping[str, ContractStatus] = MappingProxyType(
    {"": ContractStatus.ACTIVE, "N": ContractStatus.ACTIVE, "R": ContractStatus.REDUCED}
)
TICKETS: Mapping[str, TicketStatus] = MappingProxyType(
    {
        "N": TicketStatus.OPEN,
        "P": TicketStatus.OPEN,
        "EP": TicketStatus.IN_PROGRESS,
        "S": TicketStatus.RESOLVED,
        "C": TicketStatus.CANCELLED,
    }
)
ORDERS: Mapping[str, TicketStatus] = MappingProxyType(
    {
        **dict.fromkeys(("A", "AN", "RAG"), TicketStatus.OPEN),
        **dict.fromkeys(("EN", "AS", "DS", "EX"), TicketStatus.IN_PROGRESS),
        "AG": TicketStatus.SCHEDULED,
        "F": TicketStatus.RESOLVED,
    }
)


def customer(row: JSON, zone: ZoneInfo, *, city: str | None = None, state: str | None = None) -> ErpCustomer | None:
    """None without an id. City and state are ids in the row, and named by who looked them up."""
    own = reading.identifier(row.get("id"))
    if own is None:
        return None
    person = {"F": PersonType.INDIVIDUAL, "J": PersonType.COMPANY}.get(reading.text(row.get("tipo_pessoa")) or "")
    notice = reading.spoken(row.get("alerta"))
    return ErpCustomer(
        external_id=own,
        document=reading.document(row.get("cnpj_cpf")),
        person_type=person,
        name=reading.text(row.get("razao")),
        trade_name=reading.text(row.get("fantasia")),
        active=reading.flag(row.get("ativo")),
        phones=reading.phones(*(row.get(k) for k in ("whatsapp", "telefone_celular", "fone", "telefone_comercial"))),
        emails=reading.emails(row.get("email"), row.get("hotsite_email")),
        birth_date=None if person is PersonType.COMPANY else reading.date(row.get("data_nascimento")),
        registered_on=reading.date(row.get("data_cadastro")),
        updated_at=reading.moment(row.get("ultima_atualizacao"), zone),
        address=address(row, city=city, state=state),
        notices=(notice,) if notice else (),
    )


def address(row: JSON, *, city: str | None = None, state: str | None = None) -> ErpAddress | None:
    """Of a customer or a contract; None when nothing of it is written."""
    latitude, longitude = reading.coordinates(row.get("latitude"), row.get("longitude"))
    found = ErpAddress(
        street=reading.text(row.get("endereco")),
        number=reading.text(row.get("numero")),
        complement=reading.text(row.get("complemento")),
        district=reading.text(row.get("bairro")),
        city=city,
        state=state,
        postal_code=reading.digits(row.get("cep")) or None,
        latitude=latitude,
        longitude=longitude,
    )
    return None if found == ErpAddress() else found


def contract(row: JSON) -> Contract | None:
    """None without its own id and its customer's."""
    own, whose = reading.identifier(row.get("id")), reading.identifier(row.get("id_cliente"))
    if own is None or whose is None:
        return None
    status, raw = contract_status(row)
    elsewhere = reading.flag(row.get("endereco_padrao_cliente")) is False
    return Contract(
        external_id=own,
        customer_external_id=whose,
        status=status,
        status_raw=raw,
        plan_external_id=reading.identifier(row.get("id_vd_contrato")),
        plan_name=reading.first((row.get("contrato"), row.get("descricao_aux_plano_venda"))),
        activated_on=reading.date(row.get("data_ativacao")),
        cancelled_on=reading.date(row.get("data_cancelamento")),
        address=address(row) if elsewhere else None,
    )


def contract_status(row: JSON) -> tuple[ContractStatus, str]:
    """The contract's own state counts first, then a suspension, then access, then speed; and IXC's letters."""
    own, access, speed = (_code(row, key) for key in ("status", "status_internet", "status_velocidade"))
    raw = f"{own}/{access}"
    if own != "A":
        return _OF_CONTRACT.get(own, ContractStatus.UNKNOWN), raw
    if reading.flag(row.get("contrato_suspenso")):
        return ContractStatus.BLOCKED, raw
    if access != "A":
        return _OF_ACCESS.get(access, ContractStatus.UNKNOWN), raw
    return _OF_SPEED.get(speed, ContractStatus.UNKNOWN), raw


def invoice(row: JSON, today: dt.date) -> Invoice | None:
    """None without an id and an amount."""
    own, amount = reading.identifier(row.get("id")), reading.money(row.get("valor"))
    if own is None or amount is None:
        return None
    due = reading.date(row.get("data_vencimento"))
    status = _invoice_status(row, due, today)
    received = reading.money(row.get("valor_recebido"))
    paid = status in {InvoiceStatus.PAID, InvoiceStatus.PARTIAL}
    paid_on = (reading.date(row.get(k)) for k in ("pagamento_data", "baixa_data", "credito_data"))
    url = reading.link(row.get("gateway_link"))
    return Invoice(
        external_id=own,
        status=status,
        status_raw=_code(row, "status"),
        amount=amount,
        customer_external_id=reading.identifier(row.get("id_cliente")),
        contract_external_id=reading.identifier(row.get("id_contrato"))
        or reading.identifier(row.get("id_contrato_avulso")),
        number=reading.identifier(row.get("documento")),
        amount_due=reading.money(row.get("valor_aberto")),
        amount_paid=(reading.money(row.get("pagamento_valor")) or received or None) if paid else None,
        issued_on=reading.date(row.get("data_emissao")),
        due_on=due,
        paid_on=next((day for day in paid_on if day), None) if paid else None,
        digitable_line=reading.digitable_line(row.get("linha_digitavel")),
        pdf_url=url,
        pdf_on_request=url is None,
        description=reading.text(row.get("obs")),
    )


def released(row: JSON) -> bool:
    """Rows that were not released are nobody's business yet."""
    return reading.flag(row.get("liberado")) is not False


def line(row: JSON, zone: ZoneInfo) -> ConnectionStatus | None:
    """A login; None for one that is switched off. Whatever is neither S nor N says nothing of a session."""
    if reading.flag(row.get("ativo")) is False:
        return None
    online = {"S": True, "N": False}.get(_code(row, "online"))
    return ConnectionStatus(
        contract_external_id=reading.identifier(row.get("id_contrato")),
        login=reading.text(row.get("login")),
        online=online,
        since=reading.moment(row.get("ultima_conexao_inicial"), zone) if online else None,
        last_seen=None if online else reading.moment(row.get("ultima_conexao_final"), zone),
        ip=reading.text(row.get("ip")) if online else None,
        nas=reading.first((row.get("concentrador"),)),
        mac=reading.mac(row.get("mac")),
    )


def signal(row: JSON, zone: ZoneInfo) -> Signal:
    """As it was last measured."""
    return Signal(
        device=reading.mac(row.get("mac")),
        rx_dbm=reading.dbm(row.get("sinal_rx"), received=True),
        tx_dbm=reading.dbm(row.get("sinal_tx")),
        measured_at=reading.moment(row.get("data_sinal"), zone),
    )


def ticket(row: JSON, zone: ZoneInfo) -> Ticket | None:
    """A request; None without an id."""
    own = reading.identifier(row.get("id"))
    if own is None:
        return None
    raw = _code(row, "su_status")
    return Ticket(
        external_id=own,
        kind=TicketKind.TICKET,
        status=TICKETS.get(raw, TicketStatus.UNKNOWN),
        status_raw=raw,
        protocol=reading.identifier(row.get("protocolo")),
        subject=reading.text(row.get("titulo")),
        description=reading.text(row.get("menssagem")),
        opened_on=reading.date(row.get("data_criacao")),
        opened_at=reading.moment(row.get("data_criacao"), zone),
        contract_external_id=reading.identifier(row.get("id_contrato")),
        customer_external_id=reading.identifier(row.get("id_cliente")),
    )


def order(row: JSON, zone: ZoneInfo) -> Ticket | None:
    """Somebody sent out; None without an id."""
    own = reading.identifier(row.get("id"))
    if own is None:
        return None
    raw = _code(row, "status")
    return Ticket(
        external_id=own,
        kind=TicketKind.WORK_ORDER,
        status=ORDERS.get(raw, TicketStatus.UNKNOWN),
        status_raw=raw,
        protocol=reading.identifier(row.get("protocolo")),
        description=reading.text(row.get("mensagem")),
        opened_on=reading.date(row.get("data_abertura")),
        opened_at=reading.moment(row.get("data_abertura"), zone),
        closed_on=reading.date(row.get("data_fechamento")),
        scheduled_at=reading.moment(row.get("data_agenda"), zone),
        contract_external_id=reading.identifier(row.get("id_contrato_kit")),
        customer_external_id=reading.identifier(row.get("id_cliente")),
    )


def plan(row: JSON) -> ErpPlan | None:
    """None without an id and a name. Speeds hang on the login's group, not on the plan."""
    own, name = reading.identifier(row.get("id")), reading.text(row.get("nome"))
    if own is None or name is None:
        return None
    price = reading.money(row.get("valor_contrato"))
    return ErpPlan(external_id=own, name=name, price=price or None, active=reading.flag(row.get("Ativo")))


def _invoice_status(row: JSON, due: dt.date | None, today: dt.date) -> InvoiceStatus:
    match _code(row, "status"):
        case "C":
            return InvoiceStatus.CANCELLED
        case "P":
            return InvoiceStatus.PARTIAL
        case "R" if not reading.flag(row.get("estornado")):
            return InvoiceStatus.PAID
        case "A" | "R":
            return status_by_date(due, today)
    return InvoiceStatus.UNKNOWN


def _code(row: JSON, key: str) -> str:
    return (reading.text(row.get(key)) or "").upper()
