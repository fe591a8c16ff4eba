"""Objects of HubSoft's as it writes them: the same thing as a number here and as a text there, dates both ways round."""

import datetime as dt
from typing import Any

from pytake_app.twin.erp.world import Bill, Contract, Person, Place, Request, World

_STATES = {
    "active": ("Serviço Habilitado", "servico_habilitado"),
    "reduced": ("Suspenso Parcialmente", "suspenso_parcialmente"),
    "blocked": ("Suspenso por Débito", "suspenso_debito"),
    "pending": ("Aguardando Instalação", "aguardando_instalacao"),
    "cancelled": ("Cancelado", "cancelado"),
}
Row = dict[str, Any]


def person_row(world: World, person: Person, *, cancelled: bool, sessions: bool, whole: bool = True) -> Row:
    """A customer with their services. `whole`: with all addresses, not that of the installation alone."""
    services = [c for c in world.contracts_of(person.id) if cancelled or c.state != "cancelled"]
    phones = [*person.phones, None, None, None]
    return {
        "id_cliente": person.id,
        "uuid_cliente": f"00000000-0000-4000-8000-{person.id:012d}",
        "codigo_cliente": person.code,
        "nome_razaosocial": person.name,
        "nome_fantasia": None,
        "tipo_pessoa": "pj" if person.company else "pf",
        "cpf_cnpj": person.document,
        "telefone_primario": phones[0],
        "telefone_secundario": phones[1],
        "telefone_terciario": phones[2] or "",
        "email_principal": person.email,
        "email_secundario": None,
        "data_cadastro": f"{person.registered:%Y-%m-%d} 09:15:00",
        "data_nascmento": f"{person.birth:%Y-%m-%d} 00:00:00" if person.birth else "1969-12-31 21:00:00",
        "alerta": bool(person.notice),
        "alerta_mensagens": [person.notice] if person.notice else [],
        "ativo": True,
        "grupos": [],
        "servicos": [service_row(world, c, person.place, sessions=sessions, whole=whole) for c in services],
    }


def service_row(world: World, line: Contract, place: Place, *, sessions: bool, whole: bool) -> Row:
    """A service, with passwords in it as the real one has them."""
    plan = world.plans[line.plan]
    of = ("cadastral", "instalacao", "fiscal", "cobranca") if whole else ("instalacao",)
    row = {
        "id_cliente_servico": line.id,
        "id_servico": plan.id,
        "nome": plan.name,
        "valor": float(plan.price),
        **_state(line),
        "tecnologia": "FIBRA",
        "velocidade_download": f"{plan.down} Mbits",
        "velocidade_upload": f"{plan.up} Mbits",
        "login": line.login,
        "senha": "twin-pppoe-password",
        "ipv4": None,
        "mac_addr": "02:00:5E:10:00:01",
        "phy_addr": line.device,
        "data_habilitacao": f"{line.activated:%Y-%m-%d}",
        "tipo_cobranca": "boleto_bancario",
        "equipamento_conexao": {"nome": line.region, "ipv4": "192.0.2.10"},
        "pacotes": [],
        "senhas": [{"senha": "twin-portal-password"}],
        **{f"endereco_{each}": place_row(place) for each in of},
    }
    if sessions:
        row["ultima_conexao"] = [] if line.state == "cancelled" else session_row(line)
    return row


def place_row(place: Place) -> Row:
    """An address; the names of its states are swapped."""
    return {
        "endereco": place.street.upper(),
        "numero": place.number,
        "complemento": None,
        "bairro": place.district.upper(),
        "cep": place.postal_code,
        "estado": place.state,
        "uf": "SAO PAULO",
        "cidade": place.city.upper(),
        "coordenadas": {"latitude": place.latitude, "longitude": place.longitude},
    }


def session_row(line: Contract) -> Row:
    """The last session."""
    began = line.since if line.online else line.since - dt.timedelta(days=11)
    return {
        "tipo": "pppoe",
        "conectado": line.online,
        "ultima_conexao_datetime": f"{began:%Y-%m-%d %H:%M:%S}-03",
        "ultima_desconexao_datetime": None if line.online else f"{line.since:%Y-%m-%d %H:%M:%S}-03",
        "ultima_conexao": f"{began:%d/%m/%Y %H:%M:%S}",
        "ultima_desconexao": None if line.online else f"{line.since:%d/%m/%Y %H:%M:%S}",
        "ultimo_ipv4": "100.64.10.25",
        "ultimo_nas_ip": "192.0.2.20",
    }


def bill_row(world: World, bill: Bill, link: str) -> Row:
    """In a customer's list."""
    person, service = world.people[bill.person], world.contracts[bill.contract]
    shown = f"{_dotted(bill.line)}" if bill.paid is None else None
    return {
        "id_fatura": bill.id,
        "nosso_numero": str(bill.id),
        "linha_digitavel": shown,
        "codigo_barras": bill.barcode if shown else None,
        "link": link,
        "numero_documento": bill.id,
        "carteira": "1",
        "tipo_cobranca": "boleto_bancario",
        "valor": float(bill.amount),
        "data_vencimento": f"{bill.due:%d/%m/%Y}",
        "data_cadastro": f"{bill.issued:%d/%m/%Y}",
        "data_pagamento": f"{bill.paid:%d/%m/%Y}" if bill.paid else None,
        "pix_copia_cola": bill.pix or None,
        "detalhamento": [{"descricao": "(+) Serviço de Comunicação e Multimídia", "valor": float(bill.amount)}],
        "cliente": {**_named(person), "servico": {"id_cliente_servico": service.id, **_service(world, service)}},
        "quitado": bill.paid is not None,
        "status": "pago" if bill.paid else "vencido" if bill.due < world.today else "aguardando",
        "valor_pago": float(bill.amount) if bill.paid else None,
    }


def bulk_row(world: World, bill: Bill, link: str) -> Row:
    """In the company's list: other types and other names."""
    person, service = world.people[bill.person], world.contracts[bill.contract]
    return {
        "id_fatura": bill.id,
        "id_cliente_servico": service.id,
        "nosso_numero": str(bill.id),
        "data_vencimento": f"{bill.due:%Y-%m-%d}",
        "data_pagamento": f"{bill.paid:%Y-%m-%d}" if bill.paid else None,
        "data_cadastro": f"{bill.issued:%Y-%m-%d} 17:08:32",
        "valor": f"{bill.amount:f}",
        "valor_pago": f"{bill.amount:f}" if bill.paid else None,
        "linha_digitavel": None if bill.paid else _dotted(bill.line),
        "codigo_barras": None if bill.paid else bill.barcode,
        "tipo_cobranca": "boleto_bancario",
        "link": link,
        "cliente": {"id_cliente": person.id, **_named(person)},
        "servico": {"descricao": world.plans[service.plan].name},
        "pix_copia_e_cola": bill.pix or None,
    }


def ticket_row(world: World, ticket: Request) -> Row:
    """In lists, and when it was opened: days without a time, the service's id a text."""
    ended = ticket.closed is not None
    service = world.contracts.get(ticket.contract or 0)
    return {
        "id_atendimento": ticket.id,
        "protocolo": ticket.protocol,
        "descricao_abertura": f"{ticket.text} | ATENDIMENTO ABERTO VIA API",
        "tipo_atendimento": "SEM ACESSO A INTERNET",
        "data_cadastro": f"{ticket.opened:%d/%m/%Y}",
        "data_fechamento": f"{ticket.closed:%d/%m/%Y}" if ticket.closed else None,
        "status_fechamento": "concluido" if ended else None,
        "status": "Resolvido" if ended else "Aguardando Análise",
        "cliente": _named(world.people[ticket.person]),
        "servico": {"id_cliente_servico": str(service.id), **_service(world, service)} if service else None,
        "ordens_servico": [],
    }


def changed_row(ticket: Request) -> Row:
    """After it was changed: bare columns."""
    return {
        "id_atendimento": ticket.id,
        "protocolo": ticket.protocol,
        "id_cliente_servico": ticket.contract,
        "descricao_abertura": ticket.text,
        "data_cadastro": f"{ticket.opened:%Y-%m-%d %H:%M:%S}",
        "data_fechamento": f"{ticket.closed:%Y-%m-%d %H:%M:%S}" if ticket.closed else None,
        "status_fechamento": "concluido" if ticket.closed else None,
    }


def device_row(world: World, line: Contract) -> Row:
    """What its end of the line measured, without the sign."""
    at = f"{world.now():%Y-%m-%d} 06:48:59"
    return {
        "phy_addr": line.device,
        "data_ultima_atualizacao": at,
        "historico_parametros": [
            {"parametros": {"tx_signal": line.tx, "rx_signal": abs(line.rx)}, "created_at": at},
        ],
        "servicos": [{"id_cliente": line.person, "servico": world.plans[line.plan].name}],
    }


def _named(person: Person) -> Row:
    return {"codigo_cliente": person.code, "nome_razaosocial": person.name, "cpf_cnpj": person.document}


def _service(world: World, line: Contract) -> Row:
    plan = world.plans[line.plan]
    return {"nome": plan.name, "valor": float(plan.price), **_state(line)}


def _state(line: Contract) -> Row:
    label, prefix = _STATES[line.state]
    return {"status": label, "status_prefixo": prefix}


def _dotted(line: str) -> str:
    return f"{line[:5]}.{line[5:10]} {line[10:15]}.{line[15:21]} {line[21:26]}.{line[26:32]} {line[32]} {line[33:]}"
