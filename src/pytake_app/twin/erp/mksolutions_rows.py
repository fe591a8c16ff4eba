"""Rows of MK's as it writes them: numbers here, texts there, keys in whatever case."""

from typing import Any

from pytake_app.twin.erp.world import Bill, Contract, Person


def person_row(person: Person) -> dict[str, Any]:
    """Found by document: the address in one text, the document not repeated."""
    place = person.place
    return {
        "CEP": place.postal_code,
        "CodigoPessoa": person.id,
        "Email": person.email,
        "Endereco": f"{place.street}, {place.number} - {place.district}, {place.city}",
        "Fone": person.phones[0] if person.phones else "",
        "Latitude": str(place.latitude),
        "Longitude": str(place.longitude),
        "Nome": person.name,
        "Situacao": "Ativo",
    }


def whole_row(person: Person) -> dict[str, Any]:
    """Found in a range."""
    place = person.place
    address = {
        "tipo": "INSTALACAO",
        "logradouro": place.street,
        "numero": int(place.number),
        "bairro": place.district,
        "cidade": place.city,
        "estado": place.state,
        "cep": place.postal_code,
        "latitude": str(place.latitude),
        "longitude": str(place.longitude),
    }
    return {
        "CodigoPessoa": person.id,
        "CPF_CNPJ": person.document,
        "Nome": person.name,
        "Situacao": "Ativo",
        "Email": person.email,
        "Fone": person.phones[0] if person.phones else "",
        "endereco": [address],
    }


def line_row(line: Contract, person: Person) -> dict[str, Any]:
    """A line of the registry: blocked or not, never up or down."""
    place = person.place
    blocked = line.state == "blocked"
    return {
        "bloqueada": "Sim" if blocked else "Não",
        "cadastro": f"{line.activated:%Y-%m-%d}",
        "cep": place.postal_code,
        "codconexao": line.connection,
        "contrato": line.id,
        "endereco": f"{place.street}, {place.number} - {place.district}",
        "esta_reduzida": "Sim" if line.state == "reduced" else "Não",
        "latitude": "",
        "longitude": "",
        "mac_address": "02:00:5e:10:00:01",
        "motivo_bloqueio": "Débito" if blocked else None,
        "tecnologia": "Ftth",
        "username": line.login,
    }


def session_row(line: Contract) -> dict[str, Any]:
    """A session that runs."""
    return {
        "down": "12,4 GB",
        "up": "1,1 GB",
        "tempo": "15h 00m 00s",
        "nas": "192.0.2.20",
        "username": line.login,
        "framedip": "100.64.10.25",
        "dt_hr_parada": None,
        "dt_hr_retorno": f"{line.since:%d/%m/%Y %H:%M:%S}",
    }


def bill_row(bill: Bill, plan: str) -> dict[str, Any]:
    """Pending."""
    return {
        "codfatura": bill.id,
        "contas": plan,
        "contratos": str(bill.contract),
        "data_vencimento": f"{bill.due:%d/%m/%Y}",
        "descricao": f"Ref.: {plan}",
        "valor_total": float(bill.amount),
    }


def detailed_row(bill: Bill, person: Person, plan: str) -> dict[str, Any]:
    """Of the rule that is sold apart: dates the other way round, amounts as texts."""
    return {
        "codfatura": bill.id,
        "contratos": [{"codigo_contrato": bill.contract, "plano": plan}],
        "cpf_cnpj": person.document,
        "data_lancamento": f"{bill.issued:%Y-%m-%d}",
        "data_liquidacao": f"{bill.paid:%Y-%m-%d}" if bill.paid else "",
        "data_vencimento": f"{bill.due:%Y-%m-%d}",
        "descricao": f"Ref.: {plan}",
        "linha_digitavel_boleto": "" if bill.paid else bill.line,
        "nosso_numero": f"{bill.id:011d}",
        "status": "Pago" if bill.paid else "Aberta",
        "valor_pago": f"{bill.amount if bill.paid else 0:.2f}",
        "valor_total_faturas": f"{bill.amount:.2f}",
    }
