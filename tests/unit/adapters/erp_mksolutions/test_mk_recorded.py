"""Every recorded answer of MK: the request that led to it is the one recorded, and it becomes what it says."""

import asyncio
import datetime as dt
from collections.abc import Awaitable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from tests.support.erp_recorded import RecordedErp, body_of, names, recorded

from pytake_adapters.erp_mksolutions import contracts, mapping
from pytake_adapters.erp_mksolutions.wire import accepted, listed, rows
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    ConnectionStatus,
    Contract,
    ContractRef,
    ContractStatus,
    CustomerRef,
    Erp,
    ErpFailed,
    FailureKind,
    InvoiceRef,
    InvoiceState,
    InvoiceStatus,
    PersonType,
    TicketChange,
    TicketDraft,
    TicketKind,
    TicketStatus,
    UnlockReason,
)

MARIA = CustomerRef(external_id="19934", document="52998224725")
ZONE = dt.timezone(dt.timedelta(hours=-3))
SESSION = "0123456789abcdef0123456789abcdef.000001"
SECRET = {"<session-token>": SESSION, "<user-token>": "user-token", "<contra-senha>": "contra-senha"}


def asked_as_recorded(server: RecordedErp, file: dict[str, Any], *, without: tuple[str, ...] = ()) -> None:
    """One of the requests is the recorded one, parameter for parameter."""
    wanted = file["request"]
    told = wanted.get("query") or wanted["form"]
    expected = {key: SECRET.get(value, value) for key, value in told.items() if key not in without}
    asked = server.asked(wanted["path"])
    assert {heard.method for heard in asked} == {wanted["method"]}
    found = [heard.query or dict(parse_qsl(heard.body.decode())) for heard in asked]
    assert expected in [{key: value for key, value in each.items() if key not in without} for each in found]


async def failed(asked: Awaitable[object]) -> ErpFailed:
    with pytest.raises(ErpFailed) as caught:
        await asked
    return caught.value


def answer(name: str) -> Answer:
    response = recorded("mksolutions", name)["response"]
    return Answer(status=response["status"], content_type="text/plain", body=body_of(response))


async def test_callers_at_once_wait_for_one_login(server: RecordedErp, erp: Erp) -> None:
    file = recorded("mksolutions", "authenticate__ok")
    server.gives("find_customers__by_document_one")
    await asyncio.gather(*(erp.find_customers(document="52998224725") for _ in range(4)))
    asked_as_recorded(server, file)
    assert len(server.asked("/mk/WSAutenticacao.rule")) == 1


async def test_a_login_that_is_refused_is_told_in_a_check(server: RecordedErp) -> None:
    server.forget("/mk/WSAutenticacao.rule")
    server.gives("authenticate__rejected_http200")
    erp = server.opened({"token": "user-token", "password": "wrong"})
    report = await erp.check()
    assert (await failed(erp.find_customers(document="52998224725"))).kind is FailureKind.AUTH
    await erp.aclose()
    assert report.broken is not None
    assert (report.broken.step, report.broken.error, report.broken.detail) == ("credentials", "auth", "Token inválido.")
    asked_as_recorded(server, recorded("mksolutions", "authenticate__rejected_http200"))


async def test_a_token_that_died_is_replaced_once(server: RecordedErp, erp: Erp) -> None:
    server.gives("error__token_expired_http200", "find_customers__by_document_one")
    assert len(await erp.find_customers(document="52998224725")) == 1
    assert len(server.asked("/mk/WSAutenticacao.rule")) == 2


async def test_a_token_that_keeps_dying_is_a_failure(server: RecordedErp, erp: Erp) -> None:
    server.gives("error__token_expired_http200")
    assert (await failed(erp.find_customers(document="52998224725"))).kind is FailureKind.AUTH
    assert len(server.asked("/mk/WSMKConsultaDoc.rule")) == 2


async def test_a_token_for_one_call_is_fetched_for_each(server: RecordedErp, erp: Erp) -> None:
    server.forget("/mk/WSAutenticacao.rule")
    once = {**recorded("mksolutions", "authenticate__ok")["response"]["body"], "LimiteUso": 1}
    server.answers("/mk/WSAutenticacao.rule", once)
    server.gives("find_customers__by_document_one")
    for _ in range(3):
        await erp.find_customers(document="52998224725")
    assert len(server.asked("/mk/WSAutenticacao.rule")) == 3


async def test_a_customer_by_document(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__by_document_one")
    (found,) = await erp.find_customers(document="52998224725")
    asked_as_recorded(server, file)
    assert (found.external_id, found.document, found.name) == ("19934", "52998224725", "MARIA EXEMPLO DA SILVA")
    assert (found.active, found.person_type) == (True, PersonType.INDIVIDUAL)
    assert (found.phones, found.emails) == (("11900000001",), ("maria@example.com",))
    address = found.address
    assert address is not None
    assert (address.street, address.number, address.district, address.city) == (
        "Rua das Acácias",
        "100",
        "Centro",
        "Cidade Modelo",
    )
    assert (address.postal_code, address.latitude) == ("01001000", -23.55052)


async def test_the_others_of_a_document_are_customers_too(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__by_document_with_others")
    found = await erp.find_customers(document="11144477735")
    asked_as_recorded(server, file)
    assert [(c.external_id, c.active, c.document) for c in found] == [
        ("20001", True, "11144477735"),
        ("15002", False, "11144477735"),
    ]


async def test_nobody(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__not_found_http200")
    assert list(await erp.find_customers(document="12345678909")) == []
    asked_as_recorded(server, file)


async def test_capital_letters_with_accents_survive(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("encoding__raw_bytes_uppercase_accents")
    (found,) = await erp.find_customers(document="52998224725")
    asked_as_recorded(server, file)
    assert found.name == "GENÇA SEBASTIÃO DA CONCEIÇÃO"
    assert found.address is not None
    assert (found.address.street, found.address.district, found.address.city) == (
        "AVENIDA JOÃO MODELO",
        "JARDIM SÃO JOSÉ",
        "Ibiporã",
    )


async def test_active_contracts_where_all_were_not_bought(server: RecordedErp, erp: Erp) -> None:
    file, lines = (server.gives(name) for name in ("list_contracts__v1_active_only", "connection_registry__one_free"))
    for _ in range(2):
        found = await erp.list_contracts(MARIA)
    asked_as_recorded(server, file)
    asked_as_recorded(server, lines)
    assert found == [
        Contract(
            external_id="46364",
            customer_external_id="19934",
            status=ContractStatus.ACTIVE,
            status_raw="Ativo",
            connection_external_id="35525",
            plan_name="FIBRA 500 MEGA",
            login="HWTC00000001-000",
            activated_on=dt.date(2024, 3, 5),
        )
    ]
    assert len(server.asked("/mk/WSMKContratosPorClienteV2.rule")) == 1


async def test_contracts_of_all_states(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_contracts__v2_all_states")
    line = {"codconexao": 35530, "contrato": 50010, "bloqueada": "Sim", "esta_reduzida": "Não", "username": "j"}
    server.answers("/mk/WSMKConexoesPorCliente.rule", {"CodigoPessoa": 20001, "Conexoes": [line], "status": "OK"})
    found = await erp.list_contracts(CustomerRef(external_id="20001"))
    asked_as_recorded(server, file)
    assert [(c.external_id, c.status, c.status_raw) for c in found] == [
        ("50010", ContractStatus.BLOCKED, "Ativo"),
        ("50002", ContractStatus.CANCELLED, "Cancelado"),
    ]
    assert found[0].connection_external_id == "35530"


async def test_pending_invoices(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_invoices__pending")
    late, coming = await erp.list_invoices(MARIA)
    asked_as_recorded(server, file)
    assert (late.external_id, late.status, late.due_on) == ("38512", InvoiceStatus.OVERDUE, dt.date(2026, 10, 5))
    assert (late.amount, late.amount_due, late.contract_external_id) == (Decimal("99.90"), None, "46364")
    assert (late.customer_external_id, late.description) == ("19934", "Ref.: FIBRA 500 MEGA")
    assert (coming.external_id, coming.status) == ("38613", InvoiceStatus.OPEN)
    assert list(await erp.list_invoices(MARIA, contract_id="1")) == []


async def test_nothing_pending(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_invoices__pending_empty")
    assert list(await erp.list_invoices(MARIA)) == []
    asked_as_recorded(server, file)


async def test_paid_invoices(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_invoices__detailed_paid")
    (paid,) = await erp.list_invoices(MARIA, state=InvoiceState.PAID)
    asked_as_recorded(server, file, without=("codigo_contrato", "quantidade_meses"))
    assert (paid.external_id, paid.status, paid.status_raw) == ("38411", InvoiceStatus.PAID, "Pago")
    assert (paid.amount_paid, paid.paid_on, paid.issued_on) == (
        Decimal("99.90"),
        dt.date(2026, 9, 4),
        dt.date(2026, 9, 20),
    )
    assert (paid.contract_external_id, paid.number, paid.digitable_line) == ("46364", "00000038512", None)


def test_a_detailed_invoice_that_is_owed() -> None:
    (row,) = listed(answer("list_invoices__detailed_open"))
    made = mapping.invoice(row, "19934", dt.date(2026, 10, 15))
    assert made is not None
    assert (made.status, made.amount, made.paid_on, made.amount_paid) == (
        InvoiceStatus.OVERDUE,
        Decimal("99.90"),
        None,
        None,
    )
    assert made.digitable_line == "23791234059000000038151200123407115900000009990"


def test_a_window_of_invoices_tells_no_due_date_and_the_customers_status() -> None:
    found = rows(accepted(answer("list_invoices__open_window"))["listafaturas"])
    made = [mapping.invoice(row, "19934", dt.date(2026, 10, 15)) for row in found]
    assert {(each.external_id, each.status) for each in made if each} == {("38512", InvoiceStatus.UNKNOWN)}


async def test_the_second_copy(server: RecordedErp, erp: Erp) -> None:
    server.gives("list_invoices__pending")
    files = [server.gives(n) for n in ("get_boleto_pdf__second_copy_link", "get_digitable_line__ok", "get_pix__ok")]
    options = await erp.payment_options(InvoiceRef(external_id="38512", customer=MARIA))
    for file in files:
        asked_as_recorded(server, file)
    assert options.pdf_url == "https://erp.example/boletos/38512.pdf"
    assert options.digitable_line == "23791234059000000038151200123407115900000009990"
    assert options.pix_code == files[2]["response"]["body"]["texto_qrcode"]
    assert (options.invoice.amount, options.invoice.amount_due) == (Decimal("99.90"), Decimal("101.90"))
    alone = await erp.payment_options(InvoiceRef(external_id="38512"))
    assert (alone.invoice.amount, alone.invoice.due_on) == (Decimal("101.90"), dt.date(2026, 10, 5))


async def test_a_pix_that_is_not_enabled_is_none(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("get_pix__not_enabled_http200")
    server.gives("list_invoices__pending", "get_digitable_line__ok")
    options = await erp.payment_options(InvoiceRef(external_id="38512", customer=MARIA))
    asked_as_recorded(server, file)
    assert (options.pix_code, options.pdf_url) == (None, None)
    assert options.digitable_line


async def test_a_second_copy_of_another_invoice_is_refused(server: RecordedErp, erp: Erp) -> None:
    server.gives("list_invoices__pending", "get_boleto_pdf__second_copy_link", "get_digitable_line__ok", "get_pix__ok")
    error = await failed(erp.payment_options(InvoiceRef(external_id="38613", customer=MARIA)))
    assert (error.kind, error.detail) == (FailureKind.UNEXPECTED_RESPONSE, "about another")


async def test_answers_about_another_customer_are_refused(server: RecordedErp, erp: Erp) -> None:
    server.gives("list_invoices__pending", "connection_registry__one_free", "list_contracts__v1_active_only")
    other = CustomerRef(external_id="20001")
    for asked in (erp.list_invoices(other), erp.connection_status(other), erp.list_contracts(other)):
        assert (await failed(asked)).kind is FailureKind.UNEXPECTED_RESPONSE


@pytest.mark.parametrize(
    ("name", "since"),
    [
        ("connection_status__session_conexao_object", dt.datetime(2026, 10, 14, 18, 22, 24, tzinfo=ZONE)),
        ("connection_status__session_agendas_list", None),
    ],
)
async def test_sessions(server: RecordedErp, erp: Erp, name: str, since: dt.datetime | None) -> None:
    server.gives("connection_registry__one_free")
    file = server.gives(name)
    found = await erp.connection_status(MARIA)
    asked_as_recorded(server, file)
    assert found == [
        ConnectionStatus(
            contract_external_id="46364",
            login="HWTC00000001-000",
            online=True,
            since=since,
            ip="100.64.10.25",
            nas="192.0.2.20",
            mac="02:00:5E:10:00:01",
            blocked=False,
            reduced=False,
        )
    ]


@pytest.mark.parametrize(
    ("body", "online"),
    [
        ({"Agendas": [], "status": "OK"}, False),
        ({"Num. ERRO": "003", "Mensagem": "Não localizado", "status": "ERRO"}, False),
        ({"conexao": None, "status": "OK"}, None),
        ({"conexao": {"username": "somebody-else"}, "status": "OK"}, None),
        ({"codigo_erro": "004", "mensagem": "Configuração não permite", "status": "ERRO"}, None),
    ],
)
async def test_without_a_session_a_line_is_down_or_unknown(
    server: RecordedErp, erp: Erp, body: object, online: object
) -> None:
    server.gives("connection_registry__one_free")
    server.answers("/mk/WSMKConsultaConexaoAutenticada.rule", body)
    (line,) = await erp.connection_status(MARIA)
    assert (line.online, line.blocked) == (online, False)


async def test_a_ticket_is_opened(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("open_ticket__ok")
    draft = TicketDraft(
        customer=MARIA,
        subject="Sem internet",
        description="Sem internet desde ontem",
        reference="ref",
        contract_external_id="46364",
        connection_external_id="35525",
    )
    made = await erp.open_ticket(draft)
    asked_as_recorded(server, file)
    assert (made.external_id, made.protocol, made.status) == ("267754", "2610.22596", TicketStatus.OPEN)
    assert made.opened_on == dt.date(2026, 10, 15)


async def test_tickets_and_visits(server: RecordedErp, erp: Erp) -> None:
    files = [server.gives(name) for name in ("list_tickets__by_customer", "list_tickets__work_order_schedule")]
    found = await erp.list_tickets(MARIA)
    for file in files:
        asked_as_recorded(server, file)
    assert {(t.external_id, t.kind, t.status) for t in found} == {
        ("267754", TicketKind.TICKET, TicketStatus.OPEN),
        ("260001", TicketKind.TICKET, TicketStatus.RESOLVED),
        ("9001", TicketKind.WORK_ORDER, TicketStatus.SCHEDULED),
    }
    ticket = next(t for t in found if t.external_id == "267754")
    assert ticket.opened_at == dt.datetime(2026, 10, 15, 10, 58, 21, tzinfo=ZONE)
    assert ticket.contract_external_id == "46364"


async def test_others_tickets_are_sorted_out(server: RecordedErp, erp: Erp) -> None:
    server.gives("list_tickets__by_customer", "list_tickets__work_order_schedule_empty")
    assert list(await erp.list_tickets(CustomerRef(external_id="1"))) == []
    assert [t.external_id for t in await erp.list_tickets(MARIA, pending=True)] == ["267754"]
    asked_as_recorded(server, recorded("mksolutions", "list_tickets__work_order_schedule_empty"))


async def test_a_comment(server: RecordedErp, erp: Erp) -> None:
    server.gives("list_tickets__by_customer")
    file = server.gives("update_ticket__comment_ok")
    change = TicketChange(ticket_id="267754", comment="Tecnico a caminho", customer=MARIA)
    assert (await erp.update_ticket(change)).external_id == "267754"
    asked_as_recorded(server, file)
    stranger = TicketChange(ticket_id="1", comment="x", customer=MARIA)
    assert (await failed(erp.update_ticket(stranger))).kind is FailureKind.NOT_FOUND
    moved = TicketChange(ticket_id="267754", status=TicketStatus.RESOLVED, customer=MARIA)
    assert (await failed(erp.update_ticket(moved))).kind is FailureKind.NOT_SUPPORTED


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("trust_unlock__granted", UnlockReason.GRANTED),
        ("trust_unlock__not_blocked", UnlockReason.NOT_BLOCKED),
    ],
)
async def test_trust(server: RecordedErp, erp: Erp, name: str, reason: UnlockReason) -> None:
    file = server.gives(name)
    line = file["request"]["query"]["cd_conexao"]
    result = await erp.trust_unlock(ContractRef(external_id="46364", connection_external_id=line))
    asked_as_recorded(server, file)
    assert (result.granted, result.reason) == (reason is UnlockReason.GRANTED, reason)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Operação indisponível para esta conexão.", UnlockReason.LIMIT_REACHED),
        ("Outra coisa.", UnlockReason.REFUSED),
    ],
)
def test_refusals_of_trust_are_told_apart_by_words(said: str, reason: UnlockReason) -> None:
    body = f'{{"status": "ERRO", "mensagem": "{said}"}}'.encode()
    assert contracts.unlocked(Answer(status=200, content_type="", body=body)).reason is reason


async def test_the_line_of_a_contract_is_looked_up(server: RecordedErp, erp: Erp) -> None:
    server.gives("connection_registry__one_free", "trust_unlock__not_blocked")
    result = await erp.trust_unlock(ContractRef(external_id="46364", customer=MARIA))
    asked_as_recorded(server, recorded("mksolutions", "trust_unlock__not_blocked"))
    assert result.reason is UnlockReason.NOT_BLOCKED
    missing = ContractRef(external_id="1", customer=MARIA)
    assert (await failed(erp.trust_unlock(missing))).kind is FailureKind.NOT_FOUND


async def test_everybody_by_ranges(server: RecordedErp, erp: Erp) -> None:
    bare = server.gives("sync_customers__range_bare_array")
    page = await erp.sync_customers(cursor="19934")
    asked_as_recorded(server, bare)
    assert [c.document for c in page.items] == ["52998224725", "11144477735"]
    assert (page.cursor, page.complete) == ("20434.0", True)
    address = page.items[0].address
    assert address is not None
    assert (address.street, address.number, address.state) == ("Rua das Acácias", "100", "SP")
    assert (address.latitude, page.items[1].address) == (-23.5505, None)


def test_a_range_in_an_object() -> None:
    (row,) = listed(answer("sync_customers__range_wrapped"), "clientes")
    made = mapping.customer(row)
    assert made is not None
    assert (made.external_id, made.document) == ("19934", "52998224725")


async def test_a_range_of_others_is_refused(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("sync_customers__range_wrapped")
    assert (await failed(erp.sync_customers())).kind is FailureKind.UNEXPECTED_RESPONSE
    asked_as_recorded(server, file)


async def test_nobody_follows_after_many_empty_codes(server: RecordedErp, erp: Erp) -> None:
    server.answers("/mk/WSMKConsultaClientes.rule", [])
    cursor, pages = "20434.0", 0
    while cursor:
        page = await erp.sync_customers(cursor=cursor)
        assert (page.items, page.complete) == ((), True)
        cursor, pages = page.cursor or "", pages + 1
    spans = [
        int(heard.query["cd_cliente_fim"]) - int(heard.query["cd_cliente_inicio"]) + 1
        for heard in server.asked("/mk/WSMKConsultaClientes.rule")
    ]
    assert (spans[:6], max(spans), sum(spans) >= 200_000) == ([500, 500, 1000, 2000, 4000, 5000], 5000, True)
    assert len(spans) > 10 * (pages - 1)


async def test_contracts_that_are_active_alone_are_not_all(server: RecordedErp, erp: Erp) -> None:
    server.gives("list_contracts__v1_active_only", "connection_registry__one_free")
    page = await erp.sync_contracts(customers=[MARIA])
    assert ([c.external_id for c in page.items], page.complete) == (["46364"], False)


async def test_invoices_are_swept_customer_by_customer(server: RecordedErp, erp: Erp) -> None:
    server.gives("list_invoices__pending")
    page = await erp.sync_invoices(customers=[MARIA, CustomerRef(external_id="20001")])
    assert ([i.external_id for i in page.items], page.complete) == (["38512", "38613"], False)
    error = await failed(erp.sync_invoices(customers=[CustomerRef(external_id="20001")]))
    assert error.kind is FailureKind.UNEXPECTED_RESPONSE


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("authenticate__rejected_http200", FailureKind.AUTH),
        ("error__token_expired_http200", FailureKind.AUTH),
        ("error__alternative_error_keys_http200", FailureKind.VALIDATION),
        ("find_customers__not_found_http200", FailureKind.NOT_FOUND),
        ("get_pix__not_enabled_http200", FailureKind.BUSINESS),
    ],
)
def test_errors_in_their_dialects(name: str, kind: FailureKind) -> None:
    with pytest.raises(ErpFailed) as caught:
        accepted(answer(name))
    assert caught.value.kind is kind


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("catalog__ticket_classes", "classificacoesatendimento"),
        ("catalog__ticket_processes", "processos"),
        ("catalog__work_order_types", "tipos"),
        ("list_plans__plan_with_contracts", "contratos"),
    ],
)
def test_lists_that_nobody_asks_for_would_be_understood(name: str, key: str) -> None:
    assert listed(answer(name), key)


def test_nothing_recorded_is_left_out() -> None:
    cases = Path(__file__).read_text()
    assert [name for name in names("mksolutions") if f'"{name}"' not in cases] == []
