"""Every recorded answer of SGP: the request that led to it is the one recorded, and it becomes what it says."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from tests.support.erp_recorded import Heard, RecordedErp, body_of, names, recorded
from tests.unit.adapters.erp_sisgp.conftest import SECRETS

from pytake_adapters.erp_sisgp.api import accepted, paged, rows, understood
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    Asked,
    Capability,
    ConnectionStatus,
    ContractRef,
    ContractStatus,
    CustomerRef,
    Erp,
    ErpAddress,
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

MARIA = CustomerRef(external_id="501", document="52998224725")
JOAO = CustomerRef(external_id="502", document="11144477735")
CONTRACT = ContractRef(external_id="17402", customer=MARIA)
ZONE = dt.timezone(dt.timedelta(hours=-3))
FIND, TITLES = "/api/ura/consultacliente/", "/api/ura/titulos/"
LOOK, RADIUS = "/api/ura/verificaacesso/", "/ws/radius/radacct/list/all/"
OCCURRENCES, ORDERS = "/api/ura/ocorrencia/list/", "/api/os/list/"


def values(heard: Heard) -> dict[str, Any]:
    """As they came, by whichever way."""
    if heard.headers.get("content-type", "").startswith("application/json"):
        sent: dict[str, Any] = heard.json
        return sent
    return heard.query | dict(parse_qsl(heard.body.decode()))


def asked_as_recorded(
    server: RecordedErp, file: dict[str, Any], *, without: tuple[str, ...] = (), more: tuple[str, ...] = ()
) -> None:
    """One of the requests is the recorded one, value for value. `more`: what is said besides it."""
    wanted = file["request"]
    expected = wanted.get("form") or wanted.get("json") or wanted["query"]
    expected = {key: value for key, value in expected.items() if key not in without}
    heard = server.asked(wanted["path"])
    assert {each.method for each in heard} == {wanted["method"]}
    assert expected in [{k: v for k, v in values(h).items() if k not in {*without, *more}} for h in heard]


async def failed(asked: Any) -> ErpFailed:
    with pytest.raises(ErpFailed) as caught:
        await asked
    return caught.value


async def test_a_customer_with_one_contract(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__one_contract")
    (found,) = await erp.find_customers(document="52998224725")
    asked_as_recorded(server, file)
    assert (found.external_id, found.document, found.name) == ("501", "52998224725", "MARIA EXEMPLO DA SILVA")
    assert (found.person_type, found.birth_date) == (PersonType.INDIVIDUAL, dt.date(1990, 4, 14))
    assert (found.phones, found.emails) == (("11900000001",), ("maria@example.com",))
    assert found.registered_on == dt.date(2024, 3, 1)
    assert found.updated_at == dt.datetime(2026, 10, 14, 1, 2, 8, tzinfo=ZONE)
    (contract,) = found.contracts
    assert (contract.external_id, contract.customer_external_id) == ("17402", "501")
    assert (contract.status, contract.status_raw) == (ContractStatus.ACTIVE, "Ativo")
    assert (contract.plan_name, contract.login, contract.due_day) == ("FIBRA 500 MEGA", "maria.exemplo", 5)
    assert (contract.region, contract.service_external_id) == ("POP CENTRO", None)
    assert contract.address == ErpAddress(
        street="Rua das Acácias",
        number="100",
        district="Centro",
        city="Cidade Modelo",
        state="SP",
        postal_code="01001000",
        latitude=-23.5505,
        longitude=-46.6333,
    )
    assert "REDACTED" not in repr(found)


async def test_contacts_as_objects_and_two_contracts(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__contact_objects_and_two_contracts")
    (found,) = await erp.find_customers(document="11144477735")
    asked_as_recorded(server, file)
    assert (found.phones, found.emails) == (("11900000002",), ("joao@example.com",))
    assert [(c.external_id, c.status) for c in await erp.list_contracts(JOAO)] == [
        ("17405", ContractStatus.BLOCKED),
        ("15001", ContractStatus.CANCELLED),
    ]


async def test_nobody(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__empty")
    assert list(await erp.find_customers(document="12345678909")) == []
    asked_as_recorded(server, file)
    assert list(await erp.find_customers(phone="11900000001")) == []
    assert [values(h)["telefone"] for h in server.heard[-2:]] == ["11900000001", "1100000001"]
    assert (await failed(erp.list_contracts(MARIA))).kind is FailureKind.NOT_FOUND
    server.forget(FIND)
    server.answers(FIND, {"detail": "Não encontrado."}, status=404)
    assert list(await erp.find_customers(document="12345678909")) == []
    server.forget(FIND)
    assert (await failed(erp.find_customers(document="12345678909"))).kind is FailureKind.UNEXPECTED_RESPONSE


async def test_an_answer_about_somebody_else_is_refused(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_contract", "list_invoices__titulos_open", "get_payment_options__fatura2via_two")
    for asked in (
        erp.find_customers(document="11144477735"),
        erp.find_customers(phone="11955554444"),
        erp.list_contracts(JOAO),
        erp.list_invoices(JOAO),
        erp.payment_options(InvoiceRef(external_id="43495", customer=JOAO)),
        erp.change_plan(ContractRef(external_id="1"), ErpPlan(external_id="1", name="x"), reference="r"),
    ):
        assert (await failed(asked)).kind is FailureKind.UNEXPECTED_RESPONSE
    server.gives("connection_status__offline_status2", "trust_unlock__granted", "open_ticket__ok_object")
    server.gives("update_ticket__work_order_closed")
    assert (await failed(erp.connection_status(MARIA))).kind is FailureKind.UNEXPECTED_RESPONSE
    assert (await failed(erp.trust_unlock(CONTRACT))).kind is FailureKind.UNEXPECTED_RESPONSE
    draft = TicketDraft(
        customer=JOAO,
        subject="s",
        description="d",
        reference="r",
        contract_external_id="17405",
        contact_name="João",
        contact_phone="11900000002",
    )
    assert (await failed(erp.open_ticket(draft))).kind is FailureKind.UNEXPECTED_RESPONSE


async def test_what_is_owed(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_invoices__titulos_open")
    late, coming = await erp.list_invoices(MARIA)
    asked_as_recorded(server, file)
    assert (late.external_id, late.status, late.status_raw) == ("43495", InvoiceStatus.OVERDUE, "aberto")
    assert (late.amount, late.amount_due, late.amount_paid) == (Decimal("99.90"), Decimal("101.90"), None)
    assert (late.customer_external_id, late.contract_external_id, late.number) == ("501", "17402", "44495")
    assert (late.issued_on, late.due_on, late.paid_on) == (dt.date(2026, 9, 20), dt.date(2026, 10, 5), None)
    assert late.digitable_line == "00190000090312345600000000001172115900000009990"
    assert late.barcode == "00191159000000099900000003123456000000000117"
    assert late.pix_code is not None
    assert (late.pdf_url, late.description) == ("https://prov.sgp.example/boleto/43495", "FIBRA 500 MEGA 10/2026")
    assert (coming.external_id, coming.status, coming.pix_code) == ("43596", InvoiceStatus.OPEN, None)
    assert list(await erp.list_invoices(MARIA, contract_id="9")) == []


async def test_what_was_paid(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_invoices__titulos_paid")
    (paid,) = await erp.list_invoices(MARIA, state=InvoiceState.PAID)
    asked_as_recorded(server, file, without=("data_pagamento_inicio",), more=("offset", "limit"))
    assert (paid.status, paid.amount_paid, paid.paid_on) == (
        InvoiceStatus.PAID,
        Decimal("99.90"),
        dt.date(2026, 9, 4),
    )
    assert (paid.digitable_line, paid.barcode, paid.pix_code) == (None, None, None)


async def test_titles_page_by_page(server: RecordedErp, erp: Erp) -> None:
    row = recorded("sisgp", "list_invoices__titulos_open")["response"]["body"]["titulos"][0]
    for begin, some in ((0, 2), (2, 1)):
        told = [{**row, "id": begin + i + 1} for i in range(some)]
        server.answers(TITLES, {"paginacao": {"offset": begin, "total": 3}, "titulos": told})
    assert [i.external_id for i in await erp.list_invoices(MARIA)] == ["1", "2", "3"]
    assert [values(h)["offset"] for h in server.heard] == ["0", "2"]
    assert (await failed(erp.list_invoices(MARIA))).kind is FailureKind.UNEXPECTED_RESPONSE


def test_titles_of_the_customers_portal_are_not_the_ones_asked_for() -> None:
    with pytest.raises(ErpFailed):
        paged(answer("list_invoices__central_titulos"), "titulos", 0)
    told, total = paged(answer("list_invoices__central_titulos"), "faturas", 0)
    assert (len(told), total) == (1, 1)


async def test_the_second_copy(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("get_payment_options__fatura2via_two")
    options = await erp.payment_options(InvoiceRef(external_id="43495", customer=MARIA))
    asked_as_recorded(server, file)
    assert (options.invoice.external_id, options.invoice.status) == ("43495", InvoiceStatus.OVERDUE)
    assert (options.invoice.amount, options.invoice.amount_due) == (Decimal("99.90"), Decimal("101.90"))
    assert options.digitable_line == "00190000090312345600000000001172115900000009990"
    assert options.pdf_url == "https://prov.sgp.example/boleto/43495.pdf"
    assert options.pix_code is not None
    assert options.pix_code.endswith("6304F966")
    assert (
        await failed(erp.payment_options(InvoiceRef(external_id="1", customer=MARIA)))
    ).kind is FailureKind.NOT_FOUND
    without = await erp.payment_options(InvoiceRef(external_id="43596", customer=MARIA))
    assert (without.pix_code, without.digitable_line) == (None, "00190000090312345600000000002170316210000009990")


async def test_a_pix_is_asked_for_where_there_is_none(server: RecordedErp, erp: Erp) -> None:
    body = recorded("sisgp", "get_payment_options__fatura2via_two")["response"]["body"]
    body["links"][0]["codigopix"] = None
    server.answers("/api/ura/fatura2via/", body)
    server.answers(
        TITLES, {"paginacao": {"offset": 0, "total": 1}, "titulos": [{"id": 43495, "clienteCpfcnpj": MARIA.document}]}
    )
    file = server.gives("get_pix__ok")
    options = await erp.payment_options(InvoiceRef(external_id="43495"))
    asked_as_recorded(server, file)
    assert options.pix_code == file["response"]["body"]["pix"]


async def test_nothing_to_pay_is_no_second_copy(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("get_payment_options__no_open_invoice_status0")
    error = await failed(erp.payment_options(InvoiceRef(external_id="43495", customer=MARIA)))
    asked_as_recorded(server, file, more=("link_pdf",))
    assert error.kind is FailureKind.NOT_FOUND


async def test_sessions_by_radius(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_contract")
    file = server.gives("connection_status__radius_last_session")
    assert await erp.connection_status(MARIA) == [
        ConnectionStatus(
            contract_external_id="17402",
            login="maria.exemplo",
            online=True,
            since=dt.datetime(2026, 10, 14, 18, 22, 24, tzinfo=ZONE),
            ip="100.64.10.25",
            nas="192.0.2.20",
            mac="02:00:5E:10:00:01",
            blocked=False,
            reduced=False,
        )
    ]
    asked_as_recorded(server, file)
    assert server.asked(LOOK) == []


@pytest.mark.parametrize(
    ("person", "who", "name", "online"),
    [
        ("find_customers__one_contract", MARIA, "connection_status__online", True),
        ("find_customers__contact_objects_and_two_contracts", JOAO, "connection_status__offline_status2", False),
    ],
)
async def test_sessions_where_radius_may_not_be_asked(
    server: RecordedErp,
    erp: Erp,
    person: str,
    who: CustomerRef,
    name: str,
    online: bool,  # noqa: FBT001
) -> None:
    server.gives(person)
    server.answers(RADIUS, {"detail": "As credenciais de autenticação não foram fornecidas."}, status=403)
    file = server.gives(name)
    (line,) = await erp.connection_status(who)
    asked_as_recorded(server, file, more=("status_all", "nao_gerar_os"))
    assert {values(h)["nao_gerar_os"] for h in server.asked(LOOK)} == {"1"}
    assert (line.online, line.blocked) == (online, who is JOAO)


async def test_looking_at_a_line_is_never_repeated(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_contract")
    server.answers(RADIUS, {"result": []})
    server.answers(LOOK, b"<html>", status=503)
    assert (await failed(erp.connection_status(MARIA))).kind is FailureKind.UNAVAILABLE
    assert len(server.asked(LOOK)) == 1


async def test_light(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("signal__onu_list")
    assert await erp.signal(CONTRACT) == Signal(device="HWTC00000001", rx_dbm=-20.5)
    asked_as_recorded(server, file)
    server.forget("/api/fttx/onu/list/")
    server.answers("/api/fttx/onu/list/", [{"phy_addr": f"X{i}"} for i in range(20)])
    assert (await failed(erp.signal(CONTRACT))).kind is FailureKind.UNEXPECTED_RESPONSE


@pytest.mark.parametrize("alone", [True, False], ids=["object", "list"])
async def test_a_ticket(server: RecordedErp, erp: Erp, alone: bool) -> None:  # noqa: FBT001
    file = server.gives("open_ticket__ok_object")
    if not alone:
        server.forget("/api/ura/chamado/")
        server.answers("/api/ura/chamado/", [file["response"]["body"]])
    server.gives("find_customers__one_contract")
    draft = TicketDraft(customer=MARIA, subject="Sem internet", description="Sem internet desde ontem", reference="r")
    made = await erp.open_ticket(draft)
    asked_as_recorded(server, file)
    assert (made.external_id, made.protocol, made.status) == ("261015105821", "261015105821", TicketStatus.OPEN)
    assert (made.contract_external_id, made.customer_external_id) == ("17402", "501")


async def test_a_ticket_that_is_refused(server: RecordedErp, erp: Erp) -> None:
    server.answers("/api/ura/chamado/", {"status": 0, "msg": "Setor inválido"})
    server.gives("find_customers__one_contract")
    error = await failed(erp.open_ticket(TicketDraft(customer=MARIA, subject="s", description="d", reference="r")))
    assert (error.kind, error.detail) == (FailureKind.BUSINESS, "Setor inválido")
    assert len(server.asked("/api/ura/chamado/")) == 1


async def test_occurrences_and_orders(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_contract")
    files = [server.gives(name) for name in ("list_tickets__occurrences", "list_tickets__work_orders_open")]
    server.answers(ORDERS, [])
    found = await erp.list_tickets(MARIA)
    for file in files:
        asked_as_recorded(server, file)
    assert [(t.external_id, t.kind, t.status) for t in found] == [
        ("9001", TicketKind.WORK_ORDER, TicketStatus.OPEN),
        ("261015105821", TicketKind.TICKET, TicketStatus.OPEN),
        ("260806172421", TicketKind.TICKET, TicketStatus.RESOLVED),
    ]
    order, ticket, old = found
    assert order.scheduled_at == dt.datetime(2026, 10, 16, 8, tzinfo=ZONE)
    assert (order.protocol, order.subject, order.description) == ("261015105822", "SEM ACESSO", "Verificar sinal")
    assert ticket.opened_at == dt.datetime(2026, 10, 15, 10, 58, 21, tzinfo=ZONE)
    assert (ticket.contract_external_id, ticket.customer_external_id) == ("17402", "501")
    assert (old.closed_on, old.status_raw) == (dt.date(2026, 8, 7), "Encerrada")
    assert [values(h)["status_encerrada"] for h in server.asked(ORDERS)] == ["0", "1"]
    server.forget(ORDERS)
    server.answers(ORDERS, {"detail": "As credenciais de autenticação não foram fornecidas."}, status=403)
    assert [t.external_id for t in await erp.list_tickets(MARIA, pending=True)] == ["261015105821"]


async def test_a_work_order_is_closed_and_an_occurrence_is_not(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_contract", "list_tickets__occurrences", "list_tickets__work_orders_open")
    file = server.gives("update_ticket__work_order_closed")
    change = TicketChange(ticket_id="9001", comment="Troca de conector", status=TicketStatus.RESOLVED, customer=MARIA)
    after = await erp.update_ticket(change)
    asked_as_recorded(server, file)
    assert (after.status, after.closed_on, after.protocol) == (
        TicketStatus.RESOLVED,
        dt.date(2026, 10, 15),
        "261015105822",
    )
    for wrong, kind in (
        (TicketChange(ticket_id="261015105821", comment="x", customer=MARIA), FailureKind.NOT_SUPPORTED),
        (TicketChange(ticket_id="77", comment="x", customer=MARIA), FailureKind.NOT_FOUND),
        (TicketChange(ticket_id="9001", status=TicketStatus.CANCELLED), FailureKind.NOT_SUPPORTED),
        (TicketChange(ticket_id="9001", comment="x"), FailureKind.VALIDATION),
        (TicketChange(ticket_id="../1", status=TicketStatus.OPEN), FailureKind.NOT_FOUND),
    ):
        assert (await failed(erp.update_ticket(wrong))).kind is kind
    assert len(server.asked(file["request"]["path"])) == 1


async def test_plans(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_plans__consultaplano")
    first, second = await erp.list_plans()
    asked_as_recorded(server, file)
    assert first == ErpPlan(
        external_id="12", name="FIBRA 500 MEGA", price=Decimal("99.90"), download_mbps=500, upload_mbps=250
    )
    assert (second.external_id, second.download_mbps) == ("13", 300)


async def test_plans_for_new_customers(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_plans__precadastro")
    assert [(p.external_id, p.price) for p in await erp.list_plans()] == [
        ("12", Decimal("99.90")),
        ("13", Decimal("79.90")),
    ]
    asked_as_recorded(server, file)


async def test_a_change_of_plan_is_asked_for(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_contract", "open_ticket__ok_object")
    plan = ErpPlan(external_id="13", name="FIBRA 300 MEGA")
    change = await erp.change_plan(CONTRACT, plan, reference="r")
    assert (change.outcome, change.protocol) == (Asked.REQUESTED, "261015105821")
    stranger = ContractRef(external_id="17402", customer=JOAO)
    assert (await failed(erp.change_plan(stranger, plan, reference="r"))).kind is FailureKind.NOT_FOUND


async def test_a_change_of_plan_by_its_call_is_believed_when_it_is_seen(server: RecordedErp) -> None:
    erp = server.opened(SECRETS, plan_change_by_api=True)
    server.gives("find_customers__one_contract", "connection_status__online")
    server.answers("/api/suporte/service/update/13169/", {"status": 1})
    plan = ErpPlan(external_id="13", name="FIBRA 300 MEGA")
    error = await failed(erp.change_plan(CONTRACT, plan, reference="r"))
    assert (error.kind, error.ambiguous) == (FailureKind.UNEXPECTED_RESPONSE, True)
    (sent,) = server.asked("/api/suporte/service/update/13169/")
    assert (values(sent)["plano_id"], values(sent)["action"]) == ("13", "update")
    body = recorded("sisgp", "find_customers__one_contract")["response"]["body"]
    body["contratos"][0]["servico_plano"] = "Fibra 300 Mega"
    server.forget(FIND)
    server.gives("find_customers__one_contract")
    server.answers(FIND, body)
    assert (await erp.change_plan(CONTRACT, plan, reference="r")).outcome is Asked.DONE
    await erp.aclose()


async def test_trust_is_given(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("trust_unlock__granted")
    result = await erp.trust_unlock(ContractRef(external_id="17405"))
    asked_as_recorded(server, file)
    assert (result.granted, result.reason) == (True, UnlockReason.GRANTED)
    assert (result.until, result.days, result.protocol) == (dt.date(2026, 10, 18), 3, "261015110000")
    assert "joao.teste" not in str(result.message)


async def test_trust_is_refused(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("trust_unlock__refused_limit")
    result = await erp.trust_unlock(ContractRef(external_id="17405"))
    asked_as_recorded(server, file)
    assert (result.granted, result.reason) == (False, UnlockReason.LIMIT_REACHED)


async def test_everybody_changed_since(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("sync_customers__offset0")
    page = await erp.sync_customers(since=dt.datetime(2026, 10, 14, 9, tzinfo=ZONE))
    asked_as_recorded(server, file, without=("limit",))
    maria, joao = page.items
    assert (page.total, page.cursor, page.complete) == (3, "2", True)
    assert (maria.external_id, maria.document, maria.person_type) == ("501", "52998224725", PersonType.INDIVIDUAL)
    assert (maria.phones, maria.emails) == (("11900000001",), ("maria@example.com",))
    assert maria.address is not None
    assert (maria.address.city, maria.address.latitude) == ("Cidade Modelo", -23.5505)
    (contract,) = maria.contracts
    assert (contract.external_id, contract.service_external_id, contract.plan_external_id) == ("17402", "13169", "12")
    assert (contract.plan_name, contract.login, contract.region) == ("FIBRA 500 MEGA", "maria.exemplo", "OLT MODELO")
    assert [c.status for c in joao.contracts] == [ContractStatus.BLOCKED]
    assert (await failed(erp.sync_customers(cursor=page.cursor))).kind is FailureKind.UNEXPECTED_RESPONSE
    server.forget("/api/ura/clientes/")
    server.answers("/api/ura/clientes/", {"paginacao": {"offset": 2, "total": "3"}, "clientes": [{"id": 1}]})
    last = await erp.sync_customers(cursor=page.cursor)
    assert (last.items, last.cursor, last.complete) == ((), None, False)


async def test_what_some_customers_owe(server: RecordedErp, erp: Erp) -> None:
    server.gives("list_invoices__titulos_open")
    found = await erp.sync_invoices(customers=[MARIA, JOAO])
    assert [i.external_id for i in found.items] == ["43495", "43596"]
    assert (found.cursor, found.complete) == (None, False)
    assert (await failed(erp.sync_invoices(customers=[JOAO]))).kind is FailureKind.UNEXPECTED_RESPONSE


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("error__bad_credentials", FailureKind.AUTH),
        ("error__host_or_permission_denied", FailureKind.PERMISSION),
        ("error__bad_request", FailureKind.VALIDATION),
    ],
)
def test_failures_tell_what_they_are(name: str, kind: FailureKind) -> None:
    with pytest.raises(ErpFailed) as caught:
        understood(answer(name))
    assert caught.value.kind is kind
    assert caught.value.detail


def test_a_parameter_of_another_name_finds_nothing_and_is_no_nothing() -> None:
    with pytest.raises(ErpFailed) as caught:
        rows(accepted(answer("error__missing_filter_http200")).get("contratos"))
    assert caught.value.kind is FailureKind.UNEXPECTED_RESPONSE


async def test_wrong_credentials(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("error__bad_credentials")
    report = await erp.check()
    asked_as_recorded(server, file)
    assert report.broken is not None
    assert (report.broken.step, report.broken.error) == ("credentials", "auth")


async def test_a_check_tells_what_the_token_may_not(server: RecordedErp, erp: Erp) -> None:
    server.gives("error__host_or_permission_denied", "find_customers__empty", "list_plans__consultaplano")
    server.gives("get_payment_options__no_open_invoice_status0", "sync_customers__offset0", "list_tickets__occurrences")
    server.answers(ORDERS, [])
    report = await erp.check()
    assert report.broken is None
    broken = {step.step: step.error for step in report.steps if not step.ok}
    assert broken == {"list_invoices": "permission", "signal": "unexpected_response"}
    assert not report.offers & {Capability.LIST_INVOICES, Capability.SIGNAL}
    assert {Capability.FIND_CUSTOMERS, Capability.TRUST_UNLOCK, Capability.PAYMENT_OPTIONS} <= report.offers


def test_nothing_recorded_is_left_out() -> None:
    cases = Path(__file__).read_text()
    assert [name for name in names("sisgp") if f'"{name}"' not in cases] == []


def answer(name: str) -> Answer:
    response = recorded("sisgp", name)["response"]
    return Answer(status=response["status"], content_type="application/json", body=body_of(response))
