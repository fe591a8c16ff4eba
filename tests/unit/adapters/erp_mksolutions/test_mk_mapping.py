"""MK's bytes, words and texts."""

import datetime as dt
from decimal import Decimal

import pytest
from tests.support.erp_recorded import RecordedErp

from pytake_adapters.erp_mksolutions import mapping, tickets
from pytake_adapters.erp_mksolutions.adapter import build
from pytake_adapters.erp_mksolutions.contracts import every_state
from pytake_adapters.erp_mksolutions.wire import accepted, fold, repaired, understood
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    Capability,
    ContractRef,
    ContractStatus,
    CustomerRef,
    ErpFailed,
    ErpPlan,
    FailureKind,
    InvoiceStatus,
    PersonType,
    TicketDraft,
)

TODAY = dt.date(2026, 10, 15)


def spoilt(text: str) -> bytes:
    """As MK writes it."""
    return b"".join(b"\\u00%02x" % b if 0x80 <= b <= 0x9F else bytes((b,)) for b in text.encode())


@pytest.mark.parametrize("text", ["AÇÃO ÉÍÓÚ", "ação", "€ 10 “aspas”", "日本", "😀", "plain"])
def test_letters_are_put_together_again(text: str) -> None:
    assert repaired(spoilt(text)).decode() == text


def test_an_escape_behind_a_whole_letter_is_left_alone() -> None:
    assert repaired("é\\u00b0".encode()) == "é\\u00b0".encode()
    assert repaired(b"\\u00c3\\u0083") == b"\\u00c3\\u0083"


def test_what_its_header_says_is_believed_when_nothing_else_fits() -> None:
    assert repaired("São João".encode("latin-1")).decode() == "São João"


def test_keys_are_folded() -> None:
    assert [fold(key) for key in ("Num. ERRO", "CODIGO_ERRO", "Códigos:", "Técnico")] == [
        "numerro",
        "codigoerro",
        "codigos",
        "tecnico",
    ]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, FailureKind.AUTH),
        (403, FailureKind.AUTH),
        (404, FailureKind.NOT_SUPPORTED),
        (500, FailureKind.NOT_SUPPORTED),
        (501, FailureKind.UNAVAILABLE),
        (302, FailureKind.UNEXPECTED_RESPONSE),
    ],
)
def test_statuses(status: int, kind: FailureKind) -> None:
    with pytest.raises(ErpFailed) as caught:
        understood(Answer(status=status, content_type="text/html", body=b"<html>"))
    assert caught.value.kind is kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"status": "ERRO", "mensagem": "Token expirado."}', FailureKind.AUTH),
        (b'{"status": "ERRO", "codigo_erro": 2, "mensagem": "x"}', FailureKind.VALIDATION),
        (b'{"status": "ERRO", "Num. ERRO": "004", "Mensagem": "IP sem acesso"}', FailureKind.IP_NOT_ALLOWED),
        (b'{"status": "ERRO"}', FailureKind.BUSINESS),
        (b'{"CodigoPessoa": 1}', FailureKind.UNEXPECTED_RESPONSE),
        (b"[]", FailureKind.UNEXPECTED_RESPONSE),
        (b"<html>", FailureKind.UNEXPECTED_RESPONSE),
    ],
)
def test_what_is_no_success(body: bytes, kind: FailureKind) -> None:
    with pytest.raises(ErpFailed) as caught:
        accepted(Answer(status=200, content_type="", body=body))
    assert caught.value.kind is kind


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Ativo", ContractStatus.ACTIVE),
        ("VIGENTE", ContractStatus.ACTIVE),
        ("Habilitado", ContractStatus.ACTIVE),
        ("Suspenso", ContractStatus.BLOCKED),
        ("Bloqueado", ContractStatus.BLOCKED),
        ("Inativo", ContractStatus.CANCELLED),
        ("Rescindido", ContractStatus.CANCELLED),
        ("contratoscancelados", ContractStatus.CANCELLED),
        ("contratosativos", ContractStatus.ACTIVE),
        ("Desabilitado", ContractStatus.UNKNOWN),
        ("", ContractStatus.UNKNOWN),
    ],
)
def test_a_contracts_state(said: str, status: ContractStatus) -> None:
    assert mapping.state(said) is status


def test_a_contract_in_lists_by_state_counts_once() -> None:
    body = (
        b'{"status": "OK", "ContratosCancelados": [{"codcontrato": 1}, {"codcontrato": 2, "status_contrato": "Ativo"}],'
        b' "Outros": [{"codcontrato": 1}, {"codcontrato": "3"}]}'
    )
    found = every_state(Answer(status=200, content_type="", body=body), "7")
    assert [(c.external_id, c.status) for c in found] == [
        ("1", ContractStatus.CANCELLED),
        ("2", ContractStatus.ACTIVE),
        ("3", ContractStatus.UNKNOWN),
    ]


def test_an_invoice_without_a_due_date_makes_nobody_a_debtor() -> None:
    made = mapping.invoice({"cdfatura": 9, "valor": "1.234,56"}, "7", TODAY)
    assert made is not None
    assert (made.external_id, made.amount, made.status) == ("9", Decimal("1234.56"), InvoiceStatus.UNKNOWN)
    assert mapping.invoice({"codfatura": 9}, "7", TODAY) is None


def test_a_company_by_its_document_and_an_address_that_has_no_shape() -> None:
    made = mapping.customer({"codigopessoa": "7", "endereco": "Sítio Boa Vista", "cep": ""}, "11222333000181")
    assert made is not None
    assert (made.person_type, made.address and made.address.street) == (PersonType.COMPANY, "Sítio Boa Vista")


def test_texts_fit_into_the_column_they_are_kept_in() -> None:
    words = "ação " * 100 + "x" * 700 + " & fim"
    parts = tickets.pieces(words)
    assert "".join(parts).replace(" ", "") == words.replace(" ", "")
    assert all(tickets._cost(part) <= tickets.ROOM for part in parts)
    assert tickets.pieces("") == ["-"]


async def test_a_long_description_goes_on_in_comments(server: RecordedErp) -> None:
    server.gives("open_ticket__ok", "update_ticket__comment_ok")
    erp = server.opened({"token": "t", "password": "p"})
    draft = TicketDraft(
        customer=CustomerRef(external_id="19934"), subject="s", description="palavra " * 60, reference="r"
    )
    await erp.open_ticket(draft)
    await erp.aclose()
    assert len(server.asked("/mk/WSMKNovoAtendimento.rule")) == 1
    assert len(server.asked("/mk/WSMKAtendimentoComentario.rule")) == 1


async def test_a_rule_that_breaks_while_it_writes_may_have_written(server: RecordedErp) -> None:
    server.answers("/mk/WSMKNovoAtendimento.rule", b"<html>", status=500, content_type="text/html")
    erp = server.opened({"token": "t", "password": "p"})
    draft = TicketDraft(customer=CustomerRef(external_id="1"), subject="s", description="d", reference="r")
    with pytest.raises(ErpFailed) as caught:
        await erp.open_ticket(draft)
    await erp.aclose()
    assert (caught.value.kind, caught.value.ambiguous) == (FailureKind.NOT_SUPPORTED, True)
    assert len(server.asked("/mk/WSMKNovoAtendimento.rule")) == 1


async def test_a_change_of_plan_is_asked_for_in_its_own_process(server: RecordedErp) -> None:
    server.gives("list_contracts__v1_active_only", "connection_registry__one_free", "open_ticket__ok")
    erp = server.opened({"token": "t", "password": "p"}, {"plan_change_kind": "5"})
    customer = CustomerRef(external_id="19934")
    plan = ErpPlan(external_id="701", name="FIBRA 300 MEGA")
    done = await erp.change_plan(ContractRef(external_id="46364", customer=customer), plan, reference="r")
    with pytest.raises(ErpFailed) as caught:
        await erp.change_plan(ContractRef(external_id="1", customer=customer), plan, reference="r")
    await erp.aclose()
    (asked,) = server.asked("/mk/WSMKNovoAtendimento.rule")
    assert (done.outcome, done.protocol, caught.value.kind) == ("requested", "2610.22596", FailureKind.NOT_FOUND)
    assert (asked.query["cd_processo"], asked.query["cd_contrato"]) == ("5", "46364")
    assert "FIBRA 500 MEGA para FIBRA 300 MEGA" in asked.query["info"]


async def test_a_check_says_which_rules_were_not_bought(server: RecordedErp) -> None:
    server.gives(
        "find_customers__not_found_http200",
        "list_contracts__v1_active_only",
        "error__alternative_error_keys_http200",
        "list_tickets__by_customer",
        "catalog__ticket_processes",
        "connection_status__session_agendas_list",
    )
    erp = server.opened({"token": "t", "password": "p"})
    report = await erp.check()
    await erp.aclose()
    assert report.broken is None
    assert {s.step: s.error for s in report.steps if not s.ok} == dict.fromkeys(
        ("all_contracts", "paid_invoices", "update_ticket"), "not_supported"
    )
    assert set(build({}).claims) - report.offers == {Capability.UPDATE_TICKET}


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("mk.example", "https://mk.example"),
        ("http://192.0.2.7:8080/mk", "http://192.0.2.7:8080"),
        ("https://mk.example/mk/login.jsp", "https://mk.example"),
        ("https://mk.example/mkweb", "https://mk.example/mkweb"),
    ],
)
def test_addresses_as_people_paste_them(given: str, base: str) -> None:
    assert build({}).address(given) == base
