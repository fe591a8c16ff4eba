"""HubSoft's objects as records, by themselves."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pytake_adapters.erp_hubsoft import mapping
from pytake_adapters.erp_hubsoft.adapter import HubAdapter
from pytake_domain.erp import ContractStatus, InvoiceStatus, PersonType, TicketStatus
from pytake_domain.kernel.errors import Invalid

ZONE = ZoneInfo("America/Sao_Paulo")
TODAY = dt.date(2026, 10, 15)


@pytest.mark.parametrize(
    ("prefix", "status"),
    [
        ("servico_habilitado", ContractStatus.ACTIVE),
        ("suspenso_parcialmente", ContractStatus.REDUCED),
        ("franquia_excedida", ContractStatus.REDUCED),
        ("suspenso_debito", ContractStatus.BLOCKED),
        ("suspenso_pedido_cliente", ContractStatus.BLOCKED),
        ("aguardando_instalacao", ContractStatus.PENDING),
        ("aguardando_liberacao_ti", ContractStatus.PENDING),
        ("agendado_para_instalacao", ContractStatus.PENDING),
        ("inativo", ContractStatus.INACTIVE),
        ("cancelado", ContractStatus.CANCELLED),
        ("nosso_proprio", ContractStatus.UNKNOWN),
        ("", ContractStatus.UNKNOWN),
    ],
)
def test_states_of_services(prefix: str, status: ContractStatus) -> None:
    assert mapping.contract_status(prefix) is status


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ({"data_vencimento": "14/10/2026"}, InvoiceStatus.OVERDUE),
        ({"data_vencimento": "15/10/2026"}, InvoiceStatus.OPEN),
        ({"data_vencimento": "2026-10-16"}, InvoiceStatus.OPEN),
        ({"data_vencimento": None}, InvoiceStatus.UNKNOWN),
        ({"data_vencimento": "01/01/2026", "data_pagamento": "02/01/2026"}, InvoiceStatus.PAID),
        ({"data_vencimento": "01/01/2026", "quitado": True}, InvoiceStatus.PAID),
        ({"data_vencimento": "01/01/2026", "quitado": False, "data_pagamento": "02/01/2026"}, InvoiceStatus.OVERDUE),
        ({"data_vencimento": "01/01/2026", "status": "cancelado", "quitado": True}, InvoiceStatus.CANCELLED),
        ({"data_vencimento": "15/10/2026", "status": "vencido", "quitado": False}, InvoiceStatus.OPEN),
    ],
)
def test_states_of_invoices(state: dict[str, Any], status: InvoiceStatus) -> None:
    made = mapping.invoice({"id_fatura": 1, "valor": "79.9", **state}, TODAY)
    assert made is not None
    assert made.status is status


def test_what_is_unreadable_is_none() -> None:
    assert mapping.invoice({"id_fatura": 1, "valor": "?"}, TODAY) is None
    assert mapping.customer({"id_cliente": 1}, ZONE) is None
    assert mapping.customer({"id_cliente": 1, "servicos": [{"nome": "x"}]}, ZONE) is None
    assert mapping.customer({"id_cliente": 1, "servicos": ["x"]}, ZONE) is None
    assert mapping.ticket({}, ZONE) is None
    assert mapping.order({}, ZONE) is None
    assert mapping.plan({"id_servico": 1}) is None


def test_a_company_has_no_birthday_and_operators_leave_notices() -> None:
    made = mapping.customer(
        {
            "id_cliente": 1,
            "tipo_pessoa": "pj",
            "data_nascmento": "1990-04-14 00:00:00",
            "telefone_primario": "5511900000001",
            "telefone_terciario": "(11) 90000-0001",
            "alerta": True,
            "alerta_mensagens": ["<b>Massiva</b> no Centro", {"mensagem": "Login maria.x"}, 7],
            "servicos": [],
        },
        ZONE,
    )
    assert made is not None
    assert (made.person_type, made.birth_date) == (PersonType.COMPANY, None)
    assert made.phones == ("11900000001",)
    assert made.notices == ("Massiva no Centro", "…", "7")


def test_sessions_tell_only_what_they_say() -> None:
    service = {"id_cliente_servico": 1, "status_prefixo": "suspenso_debito", "ultima_conexao": []}
    line = mapping.line(service, ZONE)
    assert (line.online, line.blocked) == (None, True)
    assert mapping.session({"username": "x"}, ZONE).online is None
    ended = mapping.session({"username": "x", "acctstoptime": "2026-10-12 23:10:05-03", "framedipaddress": "1"}, ZONE)
    assert (ended.online, ended.ip) == (False, None)
    assert ended.last_seen is not None


def test_the_newest_measure_counts_with_its_sign() -> None:
    told = [
        {"parametros": {"rx_signal": "30"}, "created_at": "2026-10-14 06:00:00"},
        {"parametros": {"rx_signal": "21,4", "tx_signal": 2}, "created_at": "2026-10-15 06:00:00"},
        {"parametros": {"rx_signal": "40"}, "created_at": None},
    ]
    found = mapping.signal({"phy_addr": "hwtc1", "historico_parametros": told}, ZONE)
    assert (found.device, found.rx_dbm, found.tx_dbm) == ("HWTC1", -21.4, 2.0)
    assert mapping.signal({"phy_addr": "hwtc1", "historico_parametros": []}, ZONE).rx_dbm is None


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"status": "pendente"}, TicketStatus.OPEN),
        ({"status": "finalizado"}, TicketStatus.RESOLVED),
        ({"status": "pendente", "status_fechamento": "concluido"}, TicketStatus.RESOLVED),
        ({"status": "outro"}, TicketStatus.UNKNOWN),
    ],
)
def test_states_of_orders(row: dict[str, Any], status: TicketStatus) -> None:
    made = mapping.order({"id_ordem_servico": 1, **row}, ZONE)
    assert made is not None
    assert made.status is status


def test_addresses_as_people_paste_them() -> None:
    address = HubAdapter().address
    assert address("provedor.hubsoft.com.br/login") == "https://api.provedor.hubsoft.com.br"
    assert address("https://api.provedor.hubsoft.com.br/api/v1/integracao/") == "https://api.provedor.hubsoft.com.br"
    assert address("http://127.0.0.1:9/erp/hubsoft") == "http://127.0.0.1:9/erp/hubsoft"
    with pytest.raises(Invalid):
        address("ftp://x")
