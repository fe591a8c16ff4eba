"""Every recorded answer of IXC: the request that led to it is the one recorded, and it becomes what it says."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.support.erp_recorded import RecordedErp, body_of, names, recorded

from pytake_adapters.erp_ixcsoft.api import accepted, grid
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    ConnectionStatus,
    Contract,
    ContractRef,
    ContractStatus,
    CustomerRef,
    Erp,
    ErpCustomer,
    ErpFailed,
    ErpPlan,
    FailureKind,
    InvoiceRef,
    InvoiceState,
    InvoiceStatus,
    PersonType,
    Signal,
    TicketChange,
    TicketDraft,
    TicketKind,
    TicketStatus,
    UnlockReason,
)

MARIA = CustomerRef(external_id="2", document="52998224725")
CONTRACT = ContractRef(external_id="2309", customer=MARIA)
ZONE = dt.timezone(dt.timedelta(hours=-3))


def asked_as_recorded(server: RecordedErp, file: dict[str, Any], *, without: tuple[str, ...] = ()) -> None:
    """One of the requests is the recorded one, header for header and value for value."""
    wanted = file["request"]
    bodies = []
    for heard in server.asked(wanted["path"]):
        assert heard.method == wanted["method"]
        assert heard.headers["authorization"] == "Basic NzprZXk="
        assert heard.headers.get("ixcsoft") == wanted["headers"].get("ixcsoft")
        bodies.append(heard.json)
    expected = {key: value for key, value in wanted["json"].items() if key not in without}
    found = [{key: value for key, value in body.items() if key not in without} for body in bodies]
    for body in (*found, expected):
        if "grid_param" in body:
            body["grid_param"] = json.loads(body["grid_param"])
    assert expected in found


async def failed(asked: Any) -> ErpFailed:
    with pytest.raises(ErpFailed) as caught:
        await asked
    return caught.value


async def test_a_customer_by_masked_document(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__one_by_masked_document")
    server.answers("/webservice/v1/cidade", {"total": "1", "registros": [{"id": "3828", "nome": "Cidade Modelo"}]})
    server.answers("/webservice/v1/uf", {"total": 1, "registros": [{"id": "26", "nome": "São Paulo", "sigla": "SP"}]})
    (found,) = await erp.find_customers(document="52998224725")
    asked_as_recorded(server, file)
    assert isinstance(found, ErpCustomer)
    assert (found.external_id, found.document, found.name) == ("2", "52998224725", "MARIA EXEMPLO DA SILVA")
    assert (found.person_type, found.active, found.trade_name) == (PersonType.INDIVIDUAL, True, None)
    assert found.phones == ("11900000001",)
    assert found.emails == ("maria@example.com",)
    assert (found.birth_date, found.registered_on) == (dt.date(1990, 4, 14), dt.date(2024, 3, 1))
    assert found.updated_at == dt.datetime(2026, 10, 14, 1, 2, 8, tzinfo=ZONE)
    address = found.address
    assert address is not None
    assert (address.street, address.number, address.district) == ("Rua das Acácias", "100", "Centro")
    assert (address.city, address.state, address.postal_code) == ("Cidade Modelo", "SP", "01001000")
    assert (address.latitude, address.longitude) == (-23.5505, -46.6333)


async def test_nobody_is_a_total_of_zero_without_rows(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__empty_without_registros")
    assert list(await erp.find_customers(document="12345678909")) == []
    asked_as_recorded(server, file)
    assert [heard.json["query"] for heard in server.heard] == ["123.456.789-09", "12345678909"]


async def test_an_answer_about_somebody_else_is_refused(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_by_masked_document")
    error = await failed(erp.find_customers(document="11144477735"))
    assert error.kind is FailureKind.UNEXPECTED_RESPONSE
    server.gives("list_contracts__by_customer", "list_invoices__open_by_customer", "connection_status__login_online")
    other = CustomerRef(external_id="3")
    for asked in (erp.list_contracts(other), erp.list_invoices(other), erp.connection_status(other)):
        assert (await failed(asked)).kind is FailureKind.UNEXPECTED_RESPONSE


async def test_a_phone_is_looked_for_in_both_fields_and_spellings(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__empty_without_registros")
    assert list(await erp.find_customers(phone="33999520000")) == []
    asked = {(heard.json["qtype"], heard.json["query"]) for heard in server.heard}
    assert asked == {
        (f"cliente.{field}", spelling)
        for field in ("telefone_celular", "whatsapp")
        for spelling in ("(33) 99952-0000", "(33) 9952-0000")
    }


async def test_contracts(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_contracts__by_customer")
    found = await erp.list_contracts(MARIA)
    asked_as_recorded(server, file)
    assert found == [
        Contract(
            external_id="2309",
            customer_external_id="2",
            status=ContractStatus.ACTIVE,
            status_raw="A/A",
            plan_external_id="210",
            plan_name="FIBRA 500 MEGA",
            activated_on=dt.date(2024, 3, 5),
        )
    ]


async def test_owed_invoices(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_invoices__open_by_customer")
    late, coming = await erp.list_invoices(MARIA)
    asked_as_recorded(server, file)
    assert (late.external_id, late.status, late.status_raw) == ("145535", InvoiceStatus.OVERDUE, "A")
    assert (late.amount, late.amount_due, late.amount_paid) == (Decimal("99.90"), Decimal("99.90"), None)
    assert (late.issued_on, late.due_on, late.paid_on) == (dt.date(2026, 9, 20), dt.date(2026, 10, 5), None)
    assert (late.customer_external_id, late.contract_external_id, late.number) == ("2", "2309", "72535")
    assert late.digitable_line == "74891125030012345678290123456783715900000009990"
    assert (late.pdf_on_request, late.pdf_url, late.pix_code) == (True, None, None)
    assert late.description == "de 05/09/2026 até 04/10/2026"
    assert (coming.external_id, coming.status) == ("145536", InvoiceStatus.OPEN)
    assert coming.digitable_line == "74891125030012345678290123456791216210000009990"
    assert list(await erp.list_invoices(MARIA, contract_id="9")) == []


async def test_paid_invoices(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_invoices__paid_since")
    (paid,) = await erp.list_invoices(MARIA, state=InvoiceState.PAID)
    asked_as_recorded(server, file, without=("grid_param", "sortname", "sortorder"))
    conditions = json.loads(server.heard[0].json["grid_param"])
    assert conditions == json.loads(file["request"]["json"]["grid_param"])[:2]
    assert (paid.status, paid.amount_paid, paid.paid_on) == (
        InvoiceStatus.PAID,
        Decimal("99.90"),
        dt.date(2026, 9, 4),
    )
    assert list(await erp.list_invoices(MARIA)) == []


@pytest.mark.parametrize(
    ("printed", "without"),
    [("get_boleto_pdf__base64_text", ()), ("get_boleto_pdf__binary", ("base64", "layout_impressao"))],
    ids=["text", "bytes"],
)
async def test_the_second_copy(server: RecordedErp, erp: Erp, printed: str, without: tuple[str, ...]) -> None:
    pix = server.gives("get_pix__active")
    pdf = server.gives(printed)
    server.answers("/webservice/v1/fn_areceber", one_row("list_invoices__open_by_customer"))
    options = await erp.payment_options(InvoiceRef(external_id="145535", customer=MARIA))
    asked_as_recorded(server, pix)
    asked_as_recorded(server, pdf, without=without)
    assert options.invoice.external_id == "145535"
    assert options.digitable_line == "74891125030012345678290123456783715900000009990"
    assert options.pix_code == pix["response"]["body"]["pix"]["dadosPix"]["pixCopiaECola"]
    assert options.pdf is not None
    assert options.pdf.startswith(b"%PDF-1.4")


async def test_a_pix_that_was_not_made_is_none(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("get_pix__not_generated")
    row = {**one_row("list_invoices__open_by_customer")["registros"][0], "id": "2"}
    server.answers("/webservice/v1/fn_areceber", {"total": "1", "registros": [row]})
    options = await erp.payment_options(InvoiceRef(external_id="2", customer=MARIA))
    asked_as_recorded(server, file)
    assert (options.pix_code, options.pdf) == (None, None)
    assert options.digitable_line


async def test_sessions(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("connection_status__login_online")
    found = await erp.connection_status(MARIA)
    asked_as_recorded(server, file)
    assert found == [
        ConnectionStatus(
            contract_external_id="2309",
            login="maria.exemplo",
            online=True,
            since=dt.datetime(2026, 10, 14, 18, 22, 24, tzinfo=ZONE),
            ip="100.64.10.25",
            nas="CONC-01",
            mac="02:00:5E:10:00:01",
        )
    ]


async def test_light_as_it_was_measured(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("signal__fiber_client")
    asked = ContractRef(external_id="2309", customer=MARIA, connection_external_id="4710")
    found = await erp.signal(asked)
    asked_as_recorded(server, file)
    at = dt.datetime(2026, 10, 15, 6, 48, 59, tzinfo=ZONE)
    assert found == Signal(device="HWTC00000001", rx_dbm=-21.4, tx_dbm=2.35, measured_at=at)


async def test_light_is_measured_where_it_never_was(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("signal__power_summary_html")
    row = {**recorded("ixcsoft", "signal__fiber_client")["response"]["body"]["registros"][0], "sinal_rx": ""}
    server.answers("/webservice/v1/radpop_radio_cliente_fibra", {"total": "1", "registros": [row]})
    found = await erp.signal(CONTRACT)
    asked_as_recorded(server, file)
    assert (found.rx_dbm, found.tx_dbm) == (-21.4, 2.35)
    assert found.measured_at == dt.datetime(2026, 10, 15, 15, tzinfo=dt.UTC)


async def test_a_ticket_is_opened_and_its_protocol_read(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("open_ticket__ok")
    server.gives("list_tickets__by_customer")
    draft = TicketDraft(
        customer=MARIA,
        subject="Sem internet",
        description="Cliente sem internet desde ontem.",
        reference="ref",
        contract_external_id="2309",
        connection_external_id="4710",
    )
    made = await erp.open_ticket(draft)
    insert, read = server.heard
    assert insert.json == file["request"]["json"]
    assert (read.json["qtype"], read.json["query"]) == ("su_ticket.id", "591")
    assert (made.external_id, made.protocol, made.status) == ("591", "20261015000591", TicketStatus.OPEN)


async def test_tickets_and_orders(server: RecordedErp, erp: Erp) -> None:
    files = [server.gives(name) for name in ("list_tickets__by_customer", "list_tickets__work_orders_by_customer")]
    found = await erp.list_tickets(MARIA)
    for file in files:
        asked_as_recorded(server, file)
    assert [(t.external_id, t.kind, t.status) for t in found] == [
        ("13230", TicketKind.WORK_ORDER, TicketStatus.SCHEDULED),
        ("591", TicketKind.TICKET, TicketStatus.OPEN),
        ("580", TicketKind.TICKET, TicketStatus.RESOLVED),
        ("12001", TicketKind.WORK_ORDER, TicketStatus.RESOLVED),
    ]
    order, ticket = found[0], found[1]
    assert order.scheduled_at == dt.datetime(2026, 10, 16, 8, tzinfo=ZONE)
    assert (order.contract_external_id, order.closed_on, found[3].closed_on) == ("2309", None, dt.date(2024, 3, 5))
    assert (ticket.subject, ticket.protocol) == ("Sem internet", "20261015000591")
    assert (ticket.opened_on, ticket.contract_external_id) == (dt.date(2026, 10, 15), "2309")
    assert [t.external_id for t in await erp.list_tickets(MARIA, pending=True)] == ["13230", "591"]


async def test_a_message_moves_a_ticket_on(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("update_ticket__message_ok")
    server.gives("list_tickets__by_customer")
    change = TicketChange(
        ticket_id="591", comment="Técnico a caminho.", status=TicketStatus.IN_PROGRESS, customer=MARIA
    )
    await erp.update_ticket(change)
    asked_as_recorded(server, file)
    stranger = TicketChange(ticket_id="591", comment="x", customer=CustomerRef(external_id="3"))
    assert (await failed(erp.update_ticket(stranger))).kind is FailureKind.NOT_FOUND
    assert len(server.asked("/webservice/v1/su_mensagens")) == 1


async def test_plans_and_what_those_without_a_price_cost(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_plans__active")
    assert await erp.list_plans() == [
        ErpPlan(external_id="210", name="FIBRA 500 MEGA", price=Decimal("99.90"), active=True),
        ErpPlan(external_id="211", name="FIBRA 300 MEGA", price=Decimal("79.90"), active=True),
    ]
    asked_as_recorded(server, file)
    rows = file["response"]["body"]["registros"]
    server.answers("/webservice/v1/vd_contratos", {"total": 1, "registros": [{**rows[0], "valor_contrato": ""}]})
    await erp.list_plans()
    products = server.gives("list_plans__products_of_plan")
    (summed,) = await erp.list_plans()
    asked_as_recorded(server, products)
    assert summed.price == Decimal("99.90")


@pytest.mark.parametrize(
    ("name", "granted", "reason"),
    [
        ("trust_unlock__granted", True, UnlockReason.GRANTED),
        ("trust_unlock__already_active", False, UnlockReason.NOT_BLOCKED),
    ],
)
async def test_trust(server: RecordedErp, erp: Erp, name: str, granted: bool, reason: UnlockReason) -> None:  # noqa: FBT001
    file = server.gives(name)
    result = await erp.trust_unlock(ContractRef(external_id=file["request"]["json"]["id"]))
    asked_as_recorded(server, file)
    assert (result.granted, result.reason) == (granted, reason)
    assert result.message


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([{"codigo": "113", "tipo": "erro", "mensagem": "Já utilizado"}], UnlockReason.LIMIT_REACHED),
        ({"codigo": 106, "tipo": "erro", "mensagem": "Não há"}, UnlockReason.NOT_FOUND),
        ({"codigo": "109", "tipo": "erro", "mensagem": "Inativo"}, UnlockReason.REFUSED),
        ({"type": "success", "message": "ok"}, UnlockReason.GRANTED),
        ({"type": "error", "message": "Não foi possível"}, UnlockReason.REFUSED),
    ],
)
async def test_trust_as_other_releases_tell_it(
    server: RecordedErp, erp: Erp, body: object, reason: UnlockReason
) -> None:
    server.answers("/webservice/v1/desbloqueio_confianca", body)
    assert (await erp.trust_unlock(CONTRACT)).reason is reason


async def test_everybody_changed_since_page_by_page(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("sync_customers__page1")
    since = dt.datetime(2026, 10, 14, 3, tzinfo=dt.UTC)
    page = await erp.sync_customers(since=since)
    asked_as_recorded(server, file, without=("rp",))
    assert [c.document for c in page.items] == ["52998224725", "11144477735"]
    assert [c.phones for c in page.items] == [("11900000001",), ("11900000002",)]
    assert (page.total, page.complete, page.cursor) == (3, True, None)


async def test_a_sweep_goes_on_behind_the_last_id(server: RecordedErp, erp: Erp) -> None:
    rows = [{"id": str(i), "id_cliente": "2", "valor": "1,00", "status": "A"} for i in range(1, 201)]
    path = "/webservice/v1/fn_areceber"
    server.answers(path, {"total": "201", "registros": rows})
    server.answers(path, {"total": "1", "registros": [{"id": "207", "id_cliente": "2", "valor": "?"}]})
    first = await erp.sync_invoices()
    last = await erp.sync_invoices(cursor=first.cursor)
    assert (len(first.items), first.complete) == (200, True)
    assert (len(last.items), last.complete, last.cursor) == (0, False, None)
    assert [(h.json["qtype"], h.json["oper"], h.json["query"]) for h in server.heard] == [
        ("fn_areceber.id", ">", "0"),
        ("fn_areceber.id", ">", "200"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("error__html_200", FailureKind.UNEXPECTED_RESPONSE),
        ("error__ip_not_allowed", FailureKind.IP_NOT_ALLOWED),
        ("error__resource_not_granted", FailureKind.PERMISSION),
        ("error__unauthorized", FailureKind.AUTH),
        ("connection_status__radacct_grid_rows", FailureKind.UNEXPECTED_RESPONSE),
    ],
)
def test_what_is_no_list_of_records(name: str, kind: FailureKind) -> None:
    with pytest.raises(ErpFailed) as caught:
        grid(answer(name))
    assert caught.value.kind is kind


def test_a_refusal_in_its_own_words() -> None:
    with pytest.raises(ErpFailed) as caught:
        accepted(answer("error__type_error_200"))
    assert (caught.value.kind, caught.value.detail) == (
        FailureKind.BUSINESS,
        "Parcela já está recebida ou cancelada!",
    )


@pytest.mark.parametrize("name", ["clear_mac__ok", "trust_unlock__temporary_release_ok"])
def test_buttons_that_are_not_pressed_would_be_understood(name: str) -> None:
    assert accepted(answer(name))["type"] == "success"


@pytest.mark.parametrize("name", ["disconnect__ok", "send_boleto__email_ok"])
def test_answers_of_other_buttons_are_no_outcome_of_ours(name: str) -> None:
    assert "type" not in accepted(answer(name))


def test_nothing_recorded_is_left_out() -> None:
    cases = Path(__file__).read_text()
    assert [name for name in names("ixcsoft") if f'"{name}"' not in cases] == []


def answer(name: str) -> Answer:
    response = recorded("ixcsoft", name)["response"]
    kind = response["content_type"].partition(";")[0]
    return Answer(status=response["status"], content_type=kind, body=body_of(response))


def one_row(name: str) -> Any:
    rows = recorded("ixcsoft", name)["response"]["body"]["registros"]
    return {"total": "1", "registros": rows[:1]}
