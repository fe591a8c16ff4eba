"""SGP's rows as records, by themselves."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pytake_adapters.erp_sisgp import mapping
from pytake_adapters.erp_sisgp.adapter import SgpAdapter
from pytake_adapters.erp_sisgp.contracts import unlocked
from pytake_domain.erp import ContractStatus, ErpFailed, InvoiceStatus, PersonType, TicketStatus, UnlockReason

ZONE = ZoneInfo("America/Sao_Paulo")
TODAY = dt.date(2026, 10, 15)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("1", ContractStatus.ACTIVE),
        ("2", ContractStatus.INACTIVE),
        ("3", ContractStatus.CANCELLED),
        ("4", ContractStatus.BLOCKED),
        ("5", ContractStatus.CANCELLED),
        ("6", ContractStatus.PENDING),
        ("7", ContractStatus.REDUCED),
        ("8", ContractStatus.UNKNOWN),
        (" Ativo ", ContractStatus.ACTIVE),
        ("Ativo V. Reduzida", ContractStatus.REDUCED),
        ("INATIVO", ContractStatus.INACTIVE),
        ("Suspenso", ContractStatus.BLOCKED),
        ("Cancelado", ContractStatus.CANCELLED),
        ("Inviabilidade Técnica", ContractStatus.CANCELLED),
        ("Novo", ContractStatus.PENDING),
        ("", ContractStatus.UNKNOWN),
    ],
)
def test_states_of_contracts(said: str, status: ContractStatus) -> None:
    assert mapping.contract_status(said) is status


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ({"status": "aberto", "dataVencimento": "2026-10-14"}, InvoiceStatus.OVERDUE),
        ({"status": "aberto", "dataVencimento": "2026-10-15"}, InvoiceStatus.OPEN),
        ({"status": "aberto", "dataVencimento": ""}, InvoiceStatus.UNKNOWN),
        ({"status": "Pago", "dataVencimento": "2026-01-01", "valorPago": "9,90"}, InvoiceStatus.PAID),
        ({"status": "cancelado", "dataVencimento": "2026-01-01"}, InvoiceStatus.CANCELLED),
        ({"status": "aberto", "valorPago": 0, "valorPagoParcial": 5}, InvoiceStatus.PARTIAL),
        ({"status": "negociado", "dataVencimento": "2026-01-01"}, InvoiceStatus.UNKNOWN),
    ],
)
def test_states_of_invoices(state: dict[str, Any], status: InvoiceStatus) -> None:
    made = mapping.invoice({"id": 1, "valor": 9.9, **state}, TODAY)
    assert made is not None
    assert made.status is status


def test_amounts_of_invoices() -> None:
    made = mapping.invoice({"id": 1, "valor": "9.90", "valorCorrigido": "0", "valorPagoParcial": 5}, TODAY)
    assert made is not None
    assert (str(made.amount), str(made.amount_due), str(made.amount_paid)) == ("9.90", "9.90", "5.00")


def test_what_is_unreadable_is_none() -> None:
    assert mapping.customers([{"clienteId": 1}], ZONE) is None
    assert mapping.customers([{"contratoId": 1}], ZONE) is None
    assert mapping.swept({"id": 1}, ZONE) is None
    assert mapping.swept({"id": 1, "contratos": [{"status": "Ativo"}]}, ZONE) is None
    assert mapping.invoice({"id": 1}, TODAY) is None
    assert mapping.copy({"fatura": 1}, TODAY) is None
    assert mapping.occurrence({}, ZONE) is None
    assert mapping.order({}, ZONE) is None
    assert mapping.plan({"id": 1}) is None


def test_one_document_with_two_clients_is_two() -> None:
    row = {"cpfCnpj": "11.222.333/0001-81", "dataNascimento": "1990-04-14", "planotv": "TV", "servico_plano": "None"}
    found = mapping.customers(
        [
            {**row, "clienteId": 7, "contratoId": 1},
            {**row, "clienteId": 8, "contratoId": 2, "endereco_ll": ""},
            {**row, "clienteId": "7", "contratoId": 3},
        ],
        ZONE,
    )
    assert found is not None
    assert [(c.external_id, [k.external_id for k in c.contracts]) for c in found] == [("7", ["1", "3"]), ("8", ["2"])]
    assert {c.person_type for c in found} == {PersonType.COMPANY}
    assert {c.birth_date for c in found} == {None}
    assert found[0].contracts[0].plan_name == "TV"


def test_sessions_without_a_word_of_their_own() -> None:
    row = {"pppoe_login": "x", "radacct": [{"acctstoptime": "2026-10-14 08:00:00", "framedipaddress": "1.2.3.4"}]}
    ended = mapping.session(row, ZONE)
    assert (ended.online, ended.ip) == (False, None)
    assert mapping.session({"pppoe_login": "x", "radacct": []}, ZONE).online is None
    assert mapping.session({"pppoe_login": "x", "online": "True", "ip": "1"}, ZONE).online is True


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (0, TicketStatus.OPEN),
        ("1", TicketStatus.RESOLVED),
        (2, TicketStatus.IN_PROGRESS),
        (3, TicketStatus.OPEN),
        (9, TicketStatus.UNKNOWN),
    ],
)
def test_states_of_orders(code: object, status: TicketStatus) -> None:
    made = mapping.order({"os_id": 1, "os_status": code}, ZONE)
    assert made is not None
    assert made.status is status


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"status": 1, "liberado": "True"}, UnlockReason.GRANTED),
        ({"status": 0, "liberado": False}, UnlockReason.NOT_BLOCKED),
        ({"status": "0"}, UnlockReason.NOT_BLOCKED),
        ({"status": 2, "liberado": False, "msg": "já atingiu quantidade permitida"}, UnlockReason.LIMIT_REACHED),
        ({"status": 2, "liberado": "False", "msg": "Contrato cancelado"}, UnlockReason.REFUSED),
        ({"liberado": False}, UnlockReason.REFUSED),
    ],
)
def test_outcomes_of_trust(body: dict[str, object], reason: UnlockReason) -> None:
    assert unlocked(body).reason is reason


@pytest.mark.parametrize("body", [{"msg": "x"}, {"status": 1}, {}])
def test_no_outcome_of_trust_is_none(body: dict[str, object]) -> None:
    with pytest.raises(ErpFailed):
        unlocked(body)


def test_addresses_as_people_paste_them() -> None:
    address = SgpAdapter().address
    assert address("provedor.sgp.net.br/admin/") == "https://provedor.sgp.net.br"
    assert address("https://provedor.sgp.net.br/accounts/login/?next=/admin/") == "https://provedor.sgp.net.br"
    assert address("http://127.0.0.1:9/erp/sisgp/api/ura/titulos/") == "http://127.0.0.1:9/erp/sisgp"
