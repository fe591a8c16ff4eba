"""Rows of SGP's as it writes them: masked documents, words for nothing, both kinds of dates."""

from typing import Any

from pytake_app.twin.erp.world import Bill, Contract, Person, Request, World

STATES = {
    "active": (1, "Ativo"),
    "cancelled": (3, "Cancelado"),
    "blocked": (4, "Suspenso"),
    "pending": (6, "Novo"),
    "reduced": (7, "Ativo V. Reduzida"),
}
_CPF = 11
Row = dict[str, Any]


def masked(document: str) -> str:
    """529.982.247-25, 11.222.333/0001-81."""
    d = document
    if len(d) == _CPF:
        return f"{d[:3]}.{d[3:6]}.{d[6:9]}-{d[9:]}"
    return f"{d[:2]}.{d[2:5]}.{d[5:8]}/{d[8:12]}-{d[12:]}"


def contract_row(world: World, line: Contract) -> Row:
    """Found by document, phone or contract: the person in each row, passwords too."""
    person = world.people[line.person]
    place, plan = person.place, world.plans[line.plan].name
    code, label = STATES[line.state]
    return {
        "clienteId": person.id,
        "contratoId": line.id,
        "razaoSocial": person.name,
        "cpfCnpj": masked(person.document),
        "dataNascimento": f"{person.birth:%Y-%m-%d}" if person.birth else "None",
        "dataCadastro": f"{person.registered:%d/%m/%Y} 09:15:00",
        "dataAlteracao": f"{person.changed:%d/%m/%Y %H:%M:%S}",
        "contratoStatus": code,
        "contratoStatusDisplay": f" {label} ",
        "contratoCentralLogin": person.document,
        "contratoCentralSenha": "twin-portal-password",
        "planointernet": plan,
        "planotv": "",
        "servico_plano": plan,
        "servico_login": line.login,
        "servico_senha": "twin-pppoe-password",
        "servico_mac": "02:00:5E:10:00:01",
        "servico_vlan": "None",
        "endereco_logradouro": place.street,
        "endereco_numero": int(place.number),
        "endereco_complemento": "",
        "endereco_bairro": place.district,
        "endereco_cidade": place.city,
        "endereco_uf": place.state,
        "endereco_cep": f"{place.postal_code[:5]}-{place.postal_code[5:]}",
        "endereco_ll": f"{place.latitude},{place.longitude}",
        "popNome": line.region,
        "cobVencimento": line.due_day,
        "telefones": [{"tipoContato": "Celular Pessoal", "contato": phone} for phone in person.phones],
        "emails": [person.email],
    }


def client_row(world: World, person: Person) -> Row:
    """In the list of all."""
    place = person.place
    return {
        "id": person.id,
        "nome": person.name,
        "cpfcnpj": masked(person.document),
        "tipo": "J" if person.company else "F",
        "dataNascimento": f"{person.birth:%Y-%m-%d}" if person.birth else None,
        "dataCadastro": f"{person.registered:%Y-%m-%d}",
        "endereco": {
            "logradouro": place.street,
            "numero": int(place.number),
            "bairro": place.district,
            "cidade": place.city,
            "uf": place.state,
            "cep": f"{place.postal_code[:5]}-{place.postal_code[5:]}",
            "complemento": "",
            "latitude": str(place.latitude),
            "longitude": str(place.longitude),
        },
        "contatos": {"celulares": list(person.phones), "telefones": [], "emails": [person.email]},
        "contratos": [
            {"contrato": c.id, "status": STATES[c.state][1], "servicos": [_service(world, c)]}
            for c in world.contracts_of(person.id)
        ],
        "titulos": [],
    }


def _service(world: World, line: Contract) -> Row:
    plan = world.plans[line.plan]
    return {
        "id": line.service,
        "tipo": "internet",
        "plano": {"id": plan.id, "descricao": plan.name},
        "login": line.login,
        "onu": {"serial": line.device, "rx": f"{line.rx:.3f}", "tx": f"{line.tx:.3f}", "olt_nome": line.region},
    }


def title_row(world: World, bill: Bill, link: str) -> Row:
    """An invoice, nothing written as an empty text."""
    person, late = world.people[bill.person], (world.today - bill.due).days
    owed = world.owed(bill)
    return {
        "id": bill.id,
        "clienteNome": person.name,
        "clienteCpfcnpj": masked(person.document),
        "clienteContrato": bill.contract,
        "numeroDocumento": bill.id + 1000,
        "status": "cancelado" if bill.cancelled else "aberto" if owed else "pago",
        "valor": float(bill.amount),
        "valorCorrigido": float(bill.amount),
        "valorPago": float(bill.amount) if bill.paid else 0,
        "valorPagoParcial": 0,
        "diasAtraso": max(0, late) if owed else 0,
        "codigoBarras": bill.barcode if owed else "",
        "linhaDigitavel": bill.line if owed else "",
        "codigoPix": "",
        "link": link,
        "demonstrativo": world.plans[world.contracts[bill.contract].plan].name,
        "dataEmissao": f"{bill.issued:%Y-%m-%d}",
        "dataVencimento": f"{bill.due:%Y-%m-%d}",
        "dataPagamento": f"{bill.paid:%Y-%m-%d}" if bill.paid else "",
        "dataCancelamento": "",
    }


def copy_row(bill: Bill, link: str) -> Row:
    """In a second copy; its PIX code has to be asked for."""
    return {
        "id": bill.id,
        "fatura": bill.id,
        "vencimento": f"{bill.due:%Y-%m-%d}",
        "vencimento_original": f"{bill.due:%Y-%m-%d}",
        "valor": float(bill.amount),
        "valor_original": float(bill.amount),
        "multa": 0.0,
        "juros": 0.0,
        "linhadigitavel": bill.line,
        "codigopix": None,
        "link": link,
    }


def session_row(world: World, line: Contract) -> Row:
    """What RADIUS knows of a login."""
    last = {
        "acctstarttime": f"{line.since:%Y-%m-%d %H:%M:%S}",
        "acctstoptime": None if line.online else f"{line.since:%Y-%m-%d %H:%M:%S}",
        "framedipaddress": "100.64.10.25",
        "nasipaddress": "192.0.2.20",
        "callingstationid": "02:00:5E:10:00:01",
    }
    return {
        "servico_id": line.service,
        "plano": world.plans[line.plan].name,
        "pppoe_login": line.login,
        "online": line.online,
        "ip": "100.64.10.25" if line.online else None,
        "radacct": [last],
    }


def occurrence_row(ticket: Request) -> Row:
    """A ticket."""
    ended = ticket.closed is not None
    return {
        "numero": ticket.protocol.replace(".", ""),
        "status": "Encerrada" if ended else "Aberta",
        "status_id": int(ended),
        "tipo": "SEM ACESSO",
        "data_cadastro": f"{ticket.opened:%Y-%m-%d}",
        "hora_cadastro": f"{ticket.opened:%H:%M:%S}",
        "data_finalizacao": f"{ticket.closed:%Y-%m-%d}" if ticket.closed else None,
        "conteudo": ticket.text,
        "contrato": ticket.contract,
        "comentarios": [],
        "ordens_servicos": [],
    }


def order_row(world: World, ticket: Request) -> Row:
    """The work order of a ticket."""
    codes = {"open": 0, "resolved": 1, "in_progress": 2}
    return {
        "os_id": ticket.id,
        "os_protocolo": ticket.protocol.replace(".", ""),
        "os_status": codes[ticket.state],
        "os_status_txt": {0: "Aberta", 1: "Encerrada", 2: "Em execução"}[codes[ticket.state]],
        "os_conteudo": ticket.text,
        "os_data_cadastro": f"{ticket.opened:%Y-%m-%d %H:%M:%S}",
        "os_data_agendamento": None,
        "os_data_finalizacao": f"{ticket.closed:%Y-%m-%d %H:%M:%S}" if ticket.closed else None,
        "os_motivo_descricao": "SEM ACESSO",
        "contrato_id": ticket.contract,
        "cliente": world.people[ticket.person].name,
    }
