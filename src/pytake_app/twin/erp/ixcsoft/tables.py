"""IXC's tables over a provider of the twin's: every field a text, with its passwords among them."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from pytake_app.twin.erp.ixcsoft.grid import Table, Tell
from pytake_app.twin.erp.world import Bill, Contract, Person, Plan, World
from pytake_app.twin.erp.world import Request as Ticket

T = TypeVar("T")
_NEVER, _NO_DAY = "0000-00-00 00:00:00", "0000-00-00"


def _saying(value: str) -> Tell[Any]:
    def tell(_world: World, _thing: Any) -> str:
        return value

    return tell


def _fixed(**values: str) -> dict[str, Tell[Any]]:
    return {name: _saying(value) for name, value in values.items()}


def _stamp(moment: dt.datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else _NEVER


def _day(day: dt.date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else _NO_DAY


def _mask(document: str) -> str:
    d = document
    if len(d) == 11:  # noqa: PLR2004  a CPF
        return f"{d[:3]}.{d[3:6]}.{d[6:9]}-{d[9:]}"
    return f"{d[:2]}.{d[2:5]}.{d[5:8]}/{d[8:12]}-{d[12:]}"


def _phone(person: Person) -> str:
    phone = person.phones[0] if person.phones else ""
    return f"({phone[:2]}) {phone[2:-4]}-{phone[-4:]}" if phone else ""


def _bare(value: str) -> str:
    return "".join(c for c in value if c.isalnum())


def _of_person(world: World, value: str) -> list[Contract]:
    return world.contracts_of(int(value)) if value.isdigit() else []


def _by_id(things: Callable[[World], Mapping[int, T]]) -> Callable[[World, str], list[T]]:
    def find(world: World, value: str) -> list[T]:
        own = int(value) if value.isdigit() else -1
        return [things(world)[own]] if own in things(world) else []

    return find


_PEOPLE: dict[str, Tell[Person]] = {
    "id": lambda _, p: str(p.id),
    "razao": lambda _, p: p.name,
    "cnpj_cpf": lambda _, p: _mask(p.document),
    "tipo_pessoa": lambda _, p: "J" if p.company else "F",
    "data_cadastro": lambda _, p: _day(p.registered),
    "data_nascimento": lambda _, p: _day(p.birth),
    "telefone_celular": lambda _, p: _phone(p),
    "whatsapp": lambda _, p: _phone(p),
    "email": lambda _, p: p.email,
    "hotsite_email": lambda _, p: p.email,
    "endereco": lambda _, p: p.place.street,
    "numero": lambda _, p: p.place.number,
    "bairro": lambda _, p: p.place.district,
    "cep": lambda _, p: f"{p.place.postal_code[:5]}-{p.place.postal_code[5:]}",
    "latitude": lambda _, p: str(p.place.latitude),
    "longitude": lambda _, p: str(p.place.longitude),
    "alerta": lambda _, p: p.notice,
    "ultima_atualizacao": lambda _, p: _stamp(p.changed),
    **_fixed(
        senha="segredo",
        ativo="S",
        fantasia="",
        complemento="",
        fone="",
        telefone_comercial="",
        cidade="3828",
        uf="26",
        obs="",
    ),
}
_STATES = {"active": "A", "reduced": "A", "blocked": "CA", "pending": "AA", "cancelled": "D"}
_CONTRACTS: dict[str, Tell[Contract]] = {
    "id": lambda _, c: str(c.id),
    "id_cliente": lambda _, c: str(c.person),
    "id_vd_contrato": lambda _, c: str(c.plan),
    "contrato": lambda w, c: w.plans[c.plan].name,
    "status": lambda _, c: "I" if c.state == "cancelled" else "A",
    "status_internet": lambda _, c: _STATES[c.state],
    "status_velocidade": lambda _, c: "R" if c.state == "reduced" else "N",
    "data_ativacao": lambda _, c: _day(c.activated),
    "data_cancelamento": lambda _, c: _day(c.cancelled),
    "desbloqueio_confianca_ativo": lambda _, c: "S" if c.trusted_until else "N",
    "dt_retorno_desb_conf": lambda _, c: _day(c.trusted_until),
    **_fixed(tipo="I", contrato_suspenso="N", descricao_aux_plano_venda="", endereco_padrao_cliente="S"),
    "ultima_atualizacao": lambda _, c: _stamp(c.since),
}


def _bill_status(bill: Bill) -> str:
    return "C" if bill.cancelled else "R" if bill.paid else "A"


_BILLS: dict[str, Tell[Bill]] = {
    "id": lambda _, b: str(b.id),
    "id_cliente": lambda _, b: str(b.person),
    "id_contrato": lambda _, b: str(b.contract),
    "status": lambda _, b: _bill_status(b),
    "documento": lambda _, b: str(b.id),
    "data_emissao": lambda _, b: _day(b.issued),
    "data_vencimento": lambda _, b: _day(b.due),
    "valor": lambda _, b: f"{b.amount:.2f}",
    "valor_aberto": lambda _, b: "0.00" if b.paid else f"{b.amount:.2f}",
    "valor_recebido": lambda _, b: f"{b.amount:.2f}" if b.paid else "0.00",
    "pagamento_data": lambda _, b: _day(b.paid) if b.paid else "",
    "pagamento_valor": lambda _, b: f"{b.amount:.2f}" if b.paid else "",
    "linha_digitavel": lambda _, b: b.line,
    "ultima_atualizacao": lambda _, b: _stamp(b.changed),
    **_fixed(
        liberado="S",
        estornado="N",
        id_contrato_avulso="0",
        tipo_recebimento="Boleto",
        boleto="",
        gateway_link="",
        pix_txid="",
        baixa_data="",
        credito_data="",
        obs="",
    ),
}
_LOGINS: dict[str, Tell[Contract]] = {
    "id": lambda _, c: str(c.connection),
    "id_cliente": lambda _, c: str(c.person),
    "id_contrato": lambda _, c: str(c.id),
    "login": lambda _, c: c.login,
    "ativo": lambda _, c: "N" if c.state == "cancelled" else "S",
    "online": lambda _, c: "S" if c.online else "N",
    "ultima_conexao_inicial": lambda _, c: _stamp(c.since),
    **_fixed(senha="segredo", ip="100.64.10.25", mac="02:00:5E:10:00:01", concentrador="CONC-01"),
    "ultima_conexao_final": lambda _, c: _NEVER if c.online else _stamp(c.since),
}
_FIBRES: dict[str, Tell[Contract]] = {
    "id": lambda _, c: str(c.connection),
    "id_login": lambda _, c: str(c.connection),
    "id_contrato": lambda _, c: str(c.id),
    "mac": lambda _, c: c.device,
    "sinal_rx": lambda _, c: f"{c.rx:.2f}",
    "sinal_tx": lambda _, c: f"{c.tx:.2f}",
    "data_sinal": lambda w, _: _stamp(w.now()),
}
_TICKET_STATES = {"open": "N", "in_progress": "EP", "resolved": "S", "cancelled": "C"}
_TICKETS: dict[str, Tell[Ticket]] = {
    "id": lambda _, t: str(t.id),
    "protocolo": lambda _, t: t.protocol,
    "id_cliente": lambda _, t: str(t.person),
    "id_contrato": lambda _, t: str(t.contract or 0),
    "titulo": lambda _, t: t.subject,
    "menssagem": lambda _, t: t.text,
    "su_status": lambda _, t: _TICKET_STATES[t.state],
    "data_criacao": lambda _, t: _stamp(t.opened),
    **_fixed(tipo="C", status="T"),
}
_PLANS: dict[str, Tell[Plan]] = {
    "id": lambda _, p: str(p.id),
    "nome": lambda _, p: p.name,
    "Ativo": lambda _, p: "S" if p.active else "N",
    "valor_contrato": lambda _, p: f"{p.price:.2f}",
}
_ORDERS: dict[str, Tell[Any]] = _fixed(id="0", id_cliente="0", status="A")
_PRODUCTS: dict[str, Tell[Any]] = _fixed(id="0", id_vd_contrato="0", qtde="1", valor_unit="0")
_CITIES: dict[str, Tell[Any]] = _fixed(id="3828", nome="Cidade Modelo", uf="26")
_STATES_OF_BRAZIL: dict[str, Tell[Any]] = _fixed(id="26", nome="São Paulo", sigla="SP")

TABLES: Mapping[str, Table[Any]] = MappingProxyType(
    {
        "cliente": Table[Person](
            lambda w: w.people,
            _PEOPLE,
            {
                "cnpj_cpf": lambda w, value: w.with_document(_bare(value)),
                "telefone_celular": lambda w, value: w.with_phone(_bare(value)),
                "whatsapp": lambda w, value: w.with_phone(_bare(value)),
            },
        ),
        "cliente_contrato": Table[Contract](lambda w: w.contracts, _CONTRACTS, {"id_cliente": _of_person}),
        "fn_areceber": Table[Bill](
            lambda w: w.bills,
            _BILLS,
            {"id_cliente": lambda w, value: w.bills_of(int(value)) if value.isdigit() else ()},
        ),
        "radusuarios": Table[Contract](
            lambda w: {c.connection: c for c in w.contracts.values()},
            _LOGINS,
            {"id_cliente": _of_person, "id_contrato": _by_id(lambda w: w.contracts)},
        ),
        "radpop_radio_cliente_fibra": Table[Contract](
            lambda w: {c.connection: c for c in w.contracts.values()},
            _FIBRES,
            {"id_contrato": _by_id(lambda w: w.contracts)},
        ),
        "su_ticket": Table[Ticket](lambda w: w.requests, _TICKETS),
        "su_oss_chamado": Table[Any](lambda _: {}, _ORDERS),
        "vd_contratos": Table[Plan](lambda w: w.plans, _PLANS),
        "vd_contratos_produtos": Table[Any](lambda _: {}, _PRODUCTS),
        "cidade": Table[Any](lambda _: {3828: None}, _CITIES),
        "uf": Table[Any](lambda _: {26: None}, _STATES_OF_BRAZIL),
    }
)
