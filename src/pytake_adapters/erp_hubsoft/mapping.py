"""HubSoft's objects as our records. Passwords of lines and portals come along in them and are never looked at."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

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

_OF_SERVICE: Mapping[str, ContractStatus] = MappingProxyType(
    {
        "servico_habilitado": ContractStatus.ACTIVE,
        "suspenso_parcialmente": ContractStatus.REDUCED,
        "franquia_excedida": ContractStatus.REDUCED,
        "suspenso_debito": ContractStatus.BLOCKED,
        "suspenso_pedido_cliente": ContractStatus.BLOCKED,
        "inativo": ContractStatus.INACTIVE,
        "cancelado": ContractStatus.CANCELLED,
    }
)
_PENDING = ("aguardando_", "agendado_")
_ORDERS: Mapping[str, TicketStatus] = MappingProxyType(
    {
        "pendente": TicketStatus.OPEN,
        "aguardando_agendamento": TicketStatus.OPEN,
        "finalizado": TicketStatus.RESOLVED,
    }
)
_STATE = 2


def customer(row: JSON, zone: ZoneInfo) -> ErpCustomer | None:
    """None without an id, and when one of the services can't be read."""
    own, services = reading.identifier(row.get("id_cliente")), row.get("servicos")
    if own is None or not isinstance(services, list):
        return None
    made = [contract(each, own) if isinstance(each, dict) else None for each in services]
    contracts = tuple(each for each in made if each is not None)
    if len(contracts) != len(made):
        return None
    person = {"pf": PersonType.INDIVIDUAL, "pj": PersonType.COMPANY}.get(_code(row, "tipo_pessoa"))
    birth = reading.date(row.get("data_nascmento")) or reading.date(row.get("data_nascimento"))
    places = (address(part(each, f"endereco_{of}")) for of in ("cadastral", "instalacao") for each in services)
    return ErpCustomer(
        external_id=own,
        document=reading.document(row.get("cpf_cnpj")),
        code=reading.identifier(row.get("codigo_cliente")),
        person_type=person,
        name=reading.text(row.get("nome_razaosocial")),
        trade_name=reading.text(row.get("nome_fantasia")),
        active=reading.flag(row.get("ativo")),
        phones=reading.phones(*(row.get(f"telefone_{n}") for n in ("primario", "secundario", "terciario"))),
        emails=reading.emails(row.get("email_principal"), row.get("email_secundario")),
        birth_date=None if person is PersonType.COMPANY else birth,
        registered_on=reading.date(row.get("data_cadastro")),
        updated_at=reading.moment(row.get("data_atualizacao"), zone),
        address=next((place for place in places if place), None),
        contracts=contracts,
        notices=notices(row),
    )


def notices(row: JSON) -> tuple[str, ...]:
    """What operators left for who answers, an outage for example: texts, or objects that hold one."""
    found = row.get("alerta_mensagens")
    if not isinstance(found, list) or reading.flag(row.get("alerta")) is False:
        return ()
    words = (
        reading.first((m.get("mensagem"), m.get("descricao"))) if isinstance(m, dict) else reading.text(m)
        for m in found
    )
    return tuple(filter(None, map(reading.spoken, words)))


def address(row: JSON) -> ErpAddress | None:
    """None when nothing of it is written. `estado` holds the two letters that `uf` should."""
    latitude, longitude = reading.coordinates(
        part(row, "coordenadas").get("latitude"), part(row, "coordenadas").get("longitude")
    )
    states = (reading.text(row.get(key)) or "" for key in ("estado", "uf"))
    found = ErpAddress(
        street=reading.text(row.get("endereco")),
        number=reading.text(row.get("numero")),
        complement=reading.text(row.get("complemento")),
        district=reading.text(row.get("bairro")),
        city=reading.text(row.get("cidade")),
        state=next((each.upper() for each in states if len(each) == _STATE), None),
        postal_code=reading.digits(row.get("cep")) or None,
        latitude=latitude,
        longitude=longitude,
    )
    return None if found == ErpAddress() else found


def contract(row: JSON, customer_id: str) -> Contract | None:
    """A service; None without an id."""
    own = reading.identifier(row.get("id_cliente_servico"))
    if own is None:
        return None
    return Contract(
        external_id=own,
        customer_external_id=customer_id,
        status=contract_status(_code(row, "status_prefixo")),
        status_raw=reading.first((row.get("status_prefixo"), row.get("status"))) or "",
        service_external_id=own,
        plan_external_id=reading.identifier(row.get("id_servico")),
        plan_name=reading.text(row.get("nome")),
        price=reading.money(row.get("valor")),
        download_mbps=reading.mbps(row.get("velocidade_download")),
        upload_mbps=reading.mbps(row.get("velocidade_upload")),
        login=reading.text(row.get("login")),
        activated_on=reading.date(row.get("data_habilitacao")),
        cancelled_on=reading.date(row.get("data_cancelamento")),
        address=address(part(row, "endereco_instalacao")),
        region=reading.text(part(row, "equipamento_conexao").get("nome")),
    )


def contract_status(prefix: str) -> ContractStatus:
    """Companies add prefixes of their own."""
    if prefix.startswith(_PENDING):
        return ContractStatus.PENDING
    return _OF_SERVICE.get(prefix, ContractStatus.UNKNOWN)


def line(service: JSON, zone: ZoneInfo) -> ConnectionStatus:
    """A service's session as the customer's record tells it: an object, or an empty list."""
    session = part(service, "ultima_conexao")
    connected = session.get("conectado")
    online = connected if isinstance(connected, bool) else None
    status = contract_status(_code(service, "status_prefixo"))
    return ConnectionStatus(
        contract_external_id=reading.identifier(service.get("id_cliente_servico")),
        login=reading.text(service.get("login")),
        online=online,
        since=_at(session, "ultima_conexao", zone) if online else None,
        last_seen=None if online else _at(session, "ultima_desconexao", zone),
        ip=reading.text(session.get("ultimo_ipv4")) if online else None,
        nas=reading.text(session.get("ultimo_nas_ip")),
        mac=reading.mac(service.get("mac_addr")),
        blocked=status is ContractStatus.BLOCKED,
        reduced=status is ContractStatus.REDUCED,
    )


def session(row: JSON, zone: ZoneInfo) -> ConnectionStatus:
    """One of the log of sessions: it runs when its end is told as none."""
    online = row["acctstoptime"] is None if "acctstoptime" in row else None
    return ConnectionStatus(
        login=reading.text(row.get("username")),
        online=online,
        since=reading.moment(row.get("acctstarttime"), zone) if online else None,
        last_seen=None if online else reading.moment(row.get("acctstoptime"), zone),
        ip=reading.text(row.get("framedipaddress")) if online else None,
        nas=reading.text(row.get("nasipaddress")),
        mac=reading.mac(row.get("callingstationid")),
    )


def signal(cpe: JSON, zone: ZoneInfo) -> Signal:
    """As last measured; some samples write what is received without its sign."""
    told = [(reading.moment(each.get("created_at"), zone), each) for each in parts(cpe, "historico_parametros")]
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    at, newest = max(told, key=lambda of: of[0] or never, default=(None, {}))
    values = part(newest, "parametros")
    return Signal(
        device=reading.mac(cpe.get("phy_addr")),
        rx_dbm=reading.dbm(values.get("rx_signal"), received=True),
        tx_dbm=reading.dbm(values.get("tx_signal")),
        measured_at=at,
    )


def invoice(row: JSON, today: dt.date) -> Invoice | None:
    """Of a customer's list or of the company's: the same in two spellings. None without an id and an amount."""
    own, amount = reading.identifier(row.get("id_fatura")), reading.money(row.get("valor"))
    if own is None or amount is None:
        return None
    whose, due = part(row, "cliente"), reading.date(row.get("data_vencimento"))
    status = _invoice_status(row, due, today)
    paid = status is InvoiceStatus.PAID
    lines = (reading.text(each.get("descricao")) for each in parts(row, "detalhamento"))
    service = part(whose, "servico").get("id_cliente_servico") or row.get("id_cliente_servico")
    return Invoice(
        external_id=own,
        status=status,
        status_raw=reading.text(row.get("status")) or "",
        amount=amount,
        customer_external_id=reading.identifier(whose.get("id_cliente")),
        contract_external_id=reading.identifier(service),
        number=reading.identifier(row.get("numero_documento")) or reading.identifier(row.get("nosso_numero")),
        amount_paid=(reading.money(row.get("valor_pago")) or None) if paid else None,
        issued_on=reading.date(row.get("data_cadastro")),
        due_on=due,
        paid_on=reading.date(row.get("data_pagamento")) if paid else None,
        digitable_line=reading.digitable_line(row.get("linha_digitavel")),
        barcode=reading.barcode(row.get("codigo_barras")),
        pix_code=reading.pix_code(row.get("pix_copia_cola")) or reading.pix_code(row.get("pix_copia_e_cola")),
        pdf_url=reading.link(row.get("link")),
        description="; ".join(filter(None, lines)) or reading.text(part(row, "servico").get("descricao")),
    )


def _invoice_status(row: JSON, due: dt.date | None, today: dt.date) -> InvoiceStatus:
    """By its own state where the release tells one, else by whether it was paid."""
    settled, own = reading.flag(row.get("quitado")), _code(row, "status")
    if own.startswith("cancelad"):
        return InvoiceStatus.CANCELLED
    if settled or (settled is None and reading.date(row.get("data_pagamento"))):
        return InvoiceStatus.PAID
    return status_by_date(due, today)


def ticket(row: JSON, zone: ZoneInfo) -> Ticket | None:
    """A request; None without an id."""
    own = reading.identifier(row.get("id_atendimento"))
    if own is None:
        return None
    closed = reading.text(row.get("data_fechamento")) or reading.text(row.get("status_fechamento"))
    service = part(row, "servico").get("id_cliente_servico") or row.get("id_cliente_servico")
    return Ticket(
        external_id=own,
        kind=TicketKind.TICKET,
        status=TicketStatus.RESOLVED if closed else TicketStatus.OPEN,
        status_raw=reading.first((row.get("status"), row.get("status_fechamento"))) or "",
        protocol=reading.identifier(row.get("protocolo")),
        subject=reading.text(row.get("tipo_atendimento")),
        description=reading.text(row.get("descricao_abertura")),
        opened_on=reading.date(row.get("data_cadastro")),
        opened_at=reading.moment(row.get("data_cadastro"), zone),
        closed_on=reading.date(row.get("data_fechamento")),
        contract_external_id=reading.identifier(service),
    )


def order(row: JSON, zone: ZoneInfo) -> Ticket | None:
    """Somebody sent out; None without an id."""
    own = reading.identifier(row.get("id_ordem_servico"))
    if own is None:
        return None
    raw = _code(row, "status")
    closed = reading.text(row.get("status_fechamento")) or reading.text(row.get("data_termino_executado"))
    return Ticket(
        external_id=own,
        kind=TicketKind.WORK_ORDER,
        status=TicketStatus.RESOLVED if closed else _ORDERS.get(raw, TicketStatus.UNKNOWN),
        status_raw=raw,
        protocol=reading.identifier(row.get("numero_ordem_servico")),
        subject=reading.text(row.get("tipo")),
        description=reading.first((row.get("descricao_servico"), row.get("descricao_abertura"))),
        opened_on=reading.date(row.get("data_cadastro")),
        opened_at=reading.moment(row.get("data_cadastro"), zone),
        closed_on=reading.date(row.get("data_termino_executado")),
        scheduled_at=reading.moment(row.get("data_inicio_programado"), zone),
        contract_external_id=reading.identifier(part(row, "servico").get("id_cliente_servico")),
    )


def plan(row: JSON) -> ErpPlan | None:
    """None without an id and a name. Price and speeds are told to who asks for a postal code."""
    own, name = reading.identifier(row.get("id_servico")), reading.text(row.get("descricao"))
    if own is None or name is None:
        return None
    return ErpPlan(
        external_id=own,
        name=name,
        price=reading.money(row.get("valor")),
        download_mbps=reading.mbps(row.get("velocidade_download")),
        upload_mbps=reading.mbps(row.get("velocidade_upload")),
        active="(INATIVO)" not in (reading.text(row.get("display")) or "").upper(),
    )


def _at(session: JSON, key: str, zone: ZoneInfo) -> dt.datetime | None:
    return reading.moment(session.get(f"{key}_datetime"), zone) or reading.moment(session.get(key), zone)


def _code(row: JSON, key: str) -> str:
    return (reading.text(row.get(key)) or "").casefold()
