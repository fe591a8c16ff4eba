"""Every recorded answer of HubSoft: the request that led to it is the one recorded, and it becomes what it says."""

import asyncio
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.support.erp_recorded import RecordedErp, body_of, names, recorded
from tests.unit.adapters.erp_hubsoft.conftest import OPTIONS, SECRETS

from pytake_adapters.erp_hubsoft.wire import accepted
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

BELOW = "/api/v1/integracao/"
BEARER = "Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.EXAMPLE.EXAMPLE"
MARIA = CustomerRef(external_id="11201", document="52998224725")
JOAO = CustomerRef(external_id="11202", document="11144477735")
ZONE = dt.timezone(dt.timedelta(hours=-3))
LINE = "75691316620100672610127210000017415900000009990"


def asked_as_recorded(server: RecordedErp, file: dict[str, Any], *, without: tuple[str, ...] = ()) -> None:
    """One of the requests is the recorded one, header for header and value for value."""
    wanted = file["request"]
    found = []
    for heard in server.asked(wanted["path"]):
        assert heard.method == wanted["method"]
        assert heard.headers["authorization"] == BEARER
        found.append(_less(heard.json if heard.body else heard.query, without))
    assert _less(wanted.get("json") or wanted.get("query") or {}, without) in found


def _less(body: dict[str, Any], without: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in without}


async def failed(asked: Any) -> ErpFailed:
    with pytest.raises(ErpFailed) as caught:
        await asked
    return caught.value


async def test_a_login_serves_until_it_is_revoked(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__empty")
    await asyncio.gather(*(erp.find_customers(document="12345678909") for _ in range(3)))
    (login,) = server.asked("/oauth/token")
    assert login.json == recorded("hubsoft", "authenticate__ok")["request"]["json"]
    server.forget("/oauth/token")
    server.gives("authenticate__with_refresh_token")
    server.forget(f"{BELOW}cliente")
    server.answers(f"{BELOW}cliente", {"message": "Unauthenticated."}, status=401)
    server.gives("find_customers__empty")
    assert list(await erp.find_customers(document="12345678909")) == []
    assert len(server.asked("/oauth/token")) == 2
    assert server.heard[-1].headers["authorization"].endswith(".EXAMPLE2.EXAMPLE")


async def test_a_second_refusal_of_a_token_is_a_failure(server: RecordedErp, erp: Erp) -> None:
    server.answers(f"{BELOW}cliente", {"message": "Unauthenticated."}, status=401)
    assert (await failed(erp.find_customers(document="12345678909"))).kind is FailureKind.AUTH
    assert len(server.asked(f"{BELOW}cliente")) == 2


async def test_wrong_credentials(server: RecordedErp, erp: Erp) -> None:
    server.forget("/oauth/token")
    server.gives("authenticate__invalid_credentials")
    report = await erp.check()
    assert report.broken is not None
    assert (report.broken.step, report.broken.error) == ("credentials", "auth")
    assert report.offers == frozenset()


async def test_a_check_tells_what_the_user_may_not(server: RecordedErp, erp: Erp) -> None:
    server.gives(
        "find_customers__empty", "error__permission_denied", "list_tickets__by_document", "catalog__ticket_types"
    )
    server.gives("list_plans__catalog_without_price", "signal__cpe_page", "sync_customers__page0")
    server.gives("list_invoices__bulk_page0")
    server.answers(f"{BELOW}configuracao/servico_status", {"status": "success", "servicos_status": []})
    report = await erp.check()
    assert report.broken is None
    assert {step.step: step.error for step in report.steps if not step.ok} == {"list_invoices": "permission"}
    assert Capability.TRUST_UNLOCK in report.offers
    assert not report.offers & {Capability.LIST_INVOICES, Capability.PAYMENT_OPTIONS}
    asked_as_recorded(server, recorded("hubsoft", "catalog__ticket_types"))


async def test_a_customer_with_a_service_that_is_up(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__one_service_online")
    (found,) = await erp.find_customers(document="52998224725")
    asked_as_recorded(server, file)
    assert (found.external_id, found.code, found.document) == ("11201", "421", "52998224725")
    assert (found.name, found.trade_name, found.active) == ("MARIA EXEMPLO DA SILVA", None, True)
    assert (found.person_type, found.birth_date) == (PersonType.INDIVIDUAL, dt.date(1990, 4, 14))
    assert (found.phones, found.emails) == (("11900000001",), ("maria@example.com",))
    assert found.registered_on == dt.date(2024, 3, 1)
    place = ErpAddress(
        street="RUA DAS ACACIAS",
        number="100",
        district="CENTRO",
        city="CIDADE MODELO",
        state="SP",
        postal_code="01001000",
        latitude=-23.5505,
        longitude=-46.6333,
    )
    assert found.address == place
    (service,) = found.contracts
    assert (service.external_id, service.customer_external_id) == ("22701", "11201")
    assert (service.status, service.status_raw) == (ContractStatus.ACTIVE, "servico_habilitado")
    assert (service.plan_external_id, service.plan_name, service.price) == ("2700", "FIBRA 500 MEGA", Decimal("99.90"))
    assert (service.download_mbps, service.upload_mbps, service.login) == (500, 250, "maria.exemplo")
    assert (service.activated_on, service.region, service.address) == (dt.date(2024, 3, 5), "OLT MODELO", place)
    assert "REDACTED" not in repr(found)


async def test_services_blocked_and_cancelled(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__two_services")
    blocked, cancelled = await erp.list_contracts(JOAO)
    asked_as_recorded(server, file)
    assert (blocked.status, blocked.status_raw) == (ContractStatus.BLOCKED, "suspenso_debito")
    assert (cancelled.status, cancelled.plan_name) == (ContractStatus.CANCELLED, "RADIO 10 MEGA")
    (found,) = await erp.find_customers(document="11144477735")
    assert found.birth_date is None


async def test_nobody(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("find_customers__empty")
    assert list(await erp.find_customers(document="12345678909")) == []
    asked_as_recorded(server, file)
    assert (await failed(erp.list_contracts(MARIA))).kind is FailureKind.NOT_FOUND
    assert list(await erp.find_customers(phone="11900000001")) == []
    assert [h.query["termo_busca"] for h in server.asked(f"{BELOW}cliente")[-2:]] == ["11900000001", "1100000001"]


async def test_an_answer_about_somebody_else_is_refused(server: RecordedErp, erp: Erp) -> None:
    server.gives(
        "find_customers__one_service_online", "list_invoices__pending_by_document", "list_tickets__by_document"
    )
    for asked in (
        erp.find_customers(document="11144477735"),
        erp.find_customers(phone="11955554444"),
        erp.list_contracts(JOAO),
        erp.list_invoices(JOAO),
        erp.list_tickets(JOAO),
        erp.signal(ContractRef(external_id="22702")),
    ):
        assert (await failed(asked)).kind is FailureKind.UNEXPECTED_RESPONSE


async def test_a_customer_by_code_before_document(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_service_online", "list_invoices__pending_by_document")
    coded = CustomerRef(external_id="11201", document="52998224725", code="421")
    assert len(await erp.list_contracts(coded)) == 1
    assert len(await erp.list_invoices(coded)) == 2
    assert {h.query["busca"] for h in server.heard if h.query} == {"codigo_cliente"}
    bare = CustomerRef(external_id="11201")
    assert len(await erp.list_invoices(bare)) == 2
    assert [h.query["busca"] for h in server.heard[-2:]] == ["id_cliente", "codigo_cliente"]


async def test_what_is_owed(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_invoices__pending_by_document")
    late, coming = await erp.list_invoices(MARIA)
    asked_as_recorded(server, file)
    assert (late.external_id, late.status, late.status_raw) == ("36403", InvoiceStatus.OVERDUE, "")
    assert (late.amount, late.amount_due, late.amount_paid) == (Decimal("99.90"), None, None)
    assert (late.customer_external_id, late.contract_external_id, late.number) == ("11201", "22701", "36403")
    assert (late.issued_on, late.due_on, late.paid_on) == (dt.date(2026, 9, 20), dt.date(2026, 10, 5), None)
    assert late.digitable_line == LINE
    assert late.barcode == "75694159000000099901316601006726102721000001"
    assert late.pix_code is not None
    assert late.pix_code.endswith("6304C718")
    assert late.pdf_url is not None
    assert late.pdf_url.endswith("8e33")
    assert (coming.external_id, coming.status, coming.pix_code) == ("36404", InvoiceStatus.OPEN, None)
    assert [i.external_id for i in await erp.list_invoices(MARIA, state=InvoiceState.OVERDUE)] == ["36403"]


async def test_what_is_owed_with_its_own_state(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_invoices__pending_with_status_fields")
    late, coming = await erp.list_invoices(MARIA)
    asked_as_recorded(server, file)
    assert [(i.status, i.status_raw) for i in (late, coming)] == [
        (InvoiceStatus.OVERDUE, "vencido"),
        (InvoiceStatus.OPEN, "aguardando"),
    ]


async def test_fifty_are_asked_for_again_by_window(server: RecordedErp, erp: Erp) -> None:
    path = f"{BELOW}cliente/financeiro"
    (row, _) = recorded("hubsoft", "list_invoices__pending_by_document")["response"]["body"]["faturas"]
    many = [{**row, "id_fatura": i, "data_pagamento": "05/10/2026"} for i in range(1, 61)]
    for some in (many[:50], many[:50], many[30:], many[:30]):
        server.answers(path, {"status": "suscess", "faturas": some})
    found = await erp.list_invoices(MARIA, state=InvoiceState.PAID)
    assert {i.external_id for i in found} == {str(i) for i in range(1, 61)}
    first, whole, later, earlier = (h.query for h in server.asked(path))
    assert "data_inicio" not in first
    assert (whole["data_inicio"], whole["tipo_data"]) == ("2000-01-01", "data_vencimento")
    day = dt.timedelta(days=1)
    assert dt.date.fromisoformat(earlier["data_fim"]) + day == dt.date.fromisoformat(later["data_inicio"])


async def test_more_than_can_be_told_is_never_a_part(server: RecordedErp, erp: Erp) -> None:
    (row, _) = recorded("hubsoft", "list_invoices__pending_by_document")["response"]["body"]["faturas"]
    server.answers(f"{BELOW}cliente/financeiro", {"status": "success", "faturas": [row] * 50})
    assert (await failed(erp.list_invoices(MARIA))).kind is FailureKind.UNEXPECTED_RESPONSE


async def test_the_second_copy_is_in_the_list(server: RecordedErp, erp: Erp) -> None:
    server.gives("list_invoices__pending_by_document")
    options = await erp.payment_options(InvoiceRef(external_id="36403", customer=MARIA))
    assert (options.digitable_line, options.invoice.external_id) == (LINE, "36403")
    assert options.pix_code
    assert options.pdf_url
    assert (
        await failed(erp.payment_options(InvoiceRef(external_id="1", customer=MARIA)))
    ).kind is FailureKind.NOT_FOUND
    assert (await failed(erp.payment_options(InvoiceRef(external_id="36403")))).kind is FailureKind.VALIDATION


async def test_sessions_in_the_record(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_service_online")
    assert await erp.connection_status(MARIA) == [
        ConnectionStatus(
            contract_external_id="22701",
            login="maria.exemplo",
            online=True,
            since=dt.datetime(2026, 10, 14, 18, 22, 24, tzinfo=ZONE),
            ip="100.64.10.25",
            nas="10.28.33.20",
            mac="02:00:5E:10:00:01",
            blocked=False,
            reduced=False,
        )
    ]
    server.forget(f"{BELOW}cliente")
    server.gives("find_customers__two_services")
    blocked, gone = await erp.connection_status(JOAO)
    assert (blocked.online, blocked.blocked, blocked.ip, blocked.since) == (False, True, None, None)
    assert blocked.last_seen == dt.datetime(2026, 10, 12, 23, 10, 5, tzinfo=ZONE)
    assert (gone.online, gone.last_seen) == (None, None)
    assert [line.login for line in await erp.connection_status(JOAO, contract_id="22703")] == ["joao.antigo"]


async def test_sessions_in_their_log(server: RecordedErp, erp: Erp) -> None:
    body = recorded("hubsoft", "find_customers__one_service_online")["response"]["body"]
    del body["clientes"][0]["servicos"][0]["ultima_conexao"]
    server.answers(f"{BELOW}cliente", body)
    file = server.gives("connection_status__extract_open_session")
    (line,) = await erp.connection_status(MARIA)
    asked_as_recorded(server, file)
    assert (line.online, line.ip, line.contract_external_id) == (True, "100.64.10.25", "22701")
    assert line.since == dt.datetime(2026, 10, 14, 18, 22, 24, tzinfo=ZONE)


async def test_light_by_device(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_service_online")
    file = server.gives("signal__cpe_page")
    contract = ContractRef(external_id="22701", customer=MARIA)
    at = dt.datetime(2026, 10, 15, 6, 48, 59, tzinfo=ZONE)
    expected = Signal(device="HWTC00000001", rx_dbm=-21.4, tx_dbm=2.35, measured_at=at)
    assert await erp.signal(contract) == expected
    asked_as_recorded(server, file)
    assert await erp.signal(contract) == expected
    assert len(server.asked(f"{BELOW}rede/cpe/todos")) == 1


async def test_light_is_looked_for_through_the_pages(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_service_online")
    (cpe,) = recorded("hubsoft", "signal__cpe_page")["response"]["body"]["cpes"]
    cpe["historico_parametros"][0]["parametros"]["rx_signal"] = 21.4
    for page, phy in enumerate(("HWTC00000009", "HWTC00000001")):
        paging = {"ultima_pagina": 2, "pagina_atual": page}
        body = {"status": "success", "paginacao": paging, "cpes": [{**cpe, "phy_addr": phy}]}
        server.answers(f"{BELOW}rede/cpe/todos", body)
    assert (await erp.signal(ContractRef(external_id="22701"))).rx_dbm == -21.4
    assert [h.query["pagina"] for h in server.asked(f"{BELOW}rede/cpe/todos")] == ["0", "1"]


async def test_a_ticket_with_an_order(server: RecordedErp) -> None:
    server.gives("find_customers__one_service_online")
    file = server.gives("open_ticket__with_work_order")
    erp = server.opened(SECRETS, {**OPTIONS, "ticket_kind": "109", "work_order_kind": "1"})
    draft = TicketDraft(
        customer=MARIA,
        subject="Sem internet",
        description="Sem internet desde ontem.",
        reference="c-1",
        contract_external_id="22701",
    )
    made = await erp.open_ticket(draft)
    await erp.aclose()
    asked_as_recorded(server, file, without=("parametros",))
    (sent,) = server.asked(f"{BELOW}atendimento")
    assert sent.json["parametros"] == {"origem": "pytake", "referencia": "c-1"}
    assert (made.external_id, made.protocol, made.status) == ("300", "202610151058216", TicketStatus.OPEN)
    assert (made.contract_external_id, made.customer_external_id) == ("22701", "11201")
    assert (made.opened_on, made.opened_at) == (dt.date(2026, 10, 15), None)


async def test_a_ticket_that_may_have_been_opened_is_not_opened_again(server: RecordedErp, erp: Erp) -> None:
    server.answers(f"{BELOW}atendimento", b"<html>", status=502)
    draft = TicketDraft(
        customer=MARIA,
        subject="s",
        description="d",
        reference="r",
        contract_external_id="22701",
        contact_name="Maria",
        contact_phone="11900000001",
    )
    error = await failed(erp.open_ticket(draft))
    assert (error.kind, error.ambiguous) == (FailureKind.UNAVAILABLE, True)
    (sent,) = server.asked(f"{BELOW}atendimento")
    assert sent.json["descricao"] == "s: d"
    assert sent.json["abrir_os"] is False
    assert "id_tipo_atendimento" not in sent.json


async def test_a_change_of_plan_is_asked_for(server: RecordedErp, erp: Erp) -> None:
    server.gives("find_customers__one_service_online", "open_ticket__with_work_order")
    contract = ContractRef(external_id="22701", customer=MARIA)
    change = await erp.change_plan(contract, ErpPlan(external_id="2701", name="FIBRA 300 MEGA"), reference="r")
    assert (change.outcome, change.ticket_id) == (Asked.REQUESTED, "300")
    (sent,) = server.asked(f"{BELOW}atendimento")
    assert "de FIBRA 500 MEGA para FIBRA 300 MEGA (2701)" in sent.json["descricao"]
    stranger = ContractRef(external_id="22701", customer=JOAO)
    plan = ErpPlan(external_id="1", name="x")
    assert (await failed(erp.change_plan(stranger, plan, reference="r"))).kind is FailureKind.NOT_FOUND


async def test_tickets_and_orders(server: RecordedErp, erp: Erp) -> None:
    files = [server.gives(name) for name in ("list_tickets__by_document", "list_tickets__work_orders_by_document")]
    found = await erp.list_tickets(MARIA)
    for file in files:
        asked_as_recorded(server, file)
    assert [(t.external_id, t.kind, t.status) for t in found] == [
        ("340", TicketKind.WORK_ORDER, TicketStatus.OPEN),
        ("300", TicketKind.TICKET, TicketStatus.OPEN),
        ("285", TicketKind.TICKET, TicketStatus.RESOLVED),
        ("102", TicketKind.WORK_ORDER, TicketStatus.RESOLVED),
    ]
    order, ticket = found[0], found[1]
    assert order.opened_at == dt.datetime(2026, 10, 15, 10, 58, 21, tzinfo=ZONE)
    assert order.scheduled_at == dt.datetime(2026, 10, 15, 11, 58, 21, tzinfo=ZONE)
    assert (order.protocol, order.status_raw) == ("320", "aguardando_agendamento")
    assert (ticket.protocol, ticket.subject) == ("202610151058216", "SEM ACESSO A INTERNET")
    assert (ticket.opened_on, ticket.contract_external_id) == (dt.date(2026, 10, 15), "22701")
    assert (found[2].closed_on, found[2].status_raw) == (dt.date(2026, 8, 7), "Resolvido")
    assert {t.customer_external_id for t in found} == {"11201"}
    server.forget(f"{BELOW}cliente/ordem_servico")
    server.answers(f"{BELOW}cliente/ordem_servico", {"status": "error", "msg": "não possui a permissão"}, status=403)
    assert [t.external_id for t in await erp.list_tickets(MARIA, pending=True)] == ["340", "300"]


async def test_a_ticket_is_closed_with_words(server: RecordedErp, erp: Erp) -> None:
    server.gives("list_tickets__by_document")
    file = server.gives("update_ticket__closed")
    change = TicketChange(
        ticket_id="300", comment="Conexão restabelecida", status=TicketStatus.RESOLVED, customer=MARIA
    )
    after = await erp.update_ticket(change)
    asked_as_recorded(server, file, without=("parametros",))
    assert (after.external_id, after.status, after.closed_on) == ("300", TicketStatus.RESOLVED, dt.date(2026, 10, 15))
    assert after.subject == "SEM ACESSO A INTERNET"
    for wrong, kind in (
        (TicketChange(ticket_id="9", comment="x", customer=MARIA), FailureKind.NOT_FOUND),
        (TicketChange(ticket_id="300/../1", comment="x"), FailureKind.NOT_FOUND),
        (TicketChange(ticket_id="300", status=TicketStatus.SCHEDULED), FailureKind.NOT_SUPPORTED),
    ):
        assert (await failed(erp.update_ticket(wrong))).kind is kind
    assert len(server.asked(f"{BELOW}atendimento/300")) == 1


async def test_plans_without_prices(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_plans__catalog_without_price")
    assert [(p.external_id, p.name, p.price) for p in await erp.list_plans()] == [
        ("2700", "FIBRA 500 MEGA", None),
        ("2701", "FIBRA 300 MEGA", None),
    ]
    asked_as_recorded(server, file)


async def test_plans_with_prices_at_a_postal_code(server: RecordedErp) -> None:
    file = server.gives("list_plans__by_cep_kbps")
    erp = server.opened(SECRETS, {**OPTIONS, "plans_postal_code": "01001000"})
    assert await erp.list_plans() == [
        ErpPlan(
            external_id="2700",
            name="FIBRA 500 MEGA",
            price=Decimal("99.90"),
            download_mbps=500,
            upload_mbps=250,
            active=True,
        )
    ]
    await erp.aclose()
    asked_as_recorded(server, file)


async def test_trust_tells_until_when_in_words(server: RecordedErp) -> None:
    file = server.gives("trust_unlock__granted")
    erp = server.opened(SECRETS, {**OPTIONS, "unlock_days": "3"})
    result = await erp.trust_unlock(ContractRef(external_id="22702"))
    asked_as_recorded(server, file)
    assert (result.granted, result.reason) == (True, UnlockReason.GRANTED)
    assert (result.until, result.days) == (dt.date(2026, 10, 18), 3)
    server.forget(f"{BELOW}cliente/desbloqueio_confianca")
    server.answers(
        f"{BELOW}cliente/desbloqueio_confianca", {"status": "error", "msg": "Não pode: login joao.teste", "errors": []}
    )
    refused = await erp.trust_unlock(ContractRef(external_id="22702"))
    await erp.aclose()
    assert (refused.granted, refused.reason, refused.message) == (False, UnlockReason.REFUSED, "Não pode: …")


async def test_everybody_changed_since(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("sync_customers__page0")
    since = dt.datetime(2026, 10, 14, 9, tzinfo=ZONE)
    page = await erp.sync_customers(since=since)
    asked_as_recorded(server, file, without=("itens_por_pagina",))
    assert [c.external_id for c in page.items] == ["11201", "11202"]
    assert (page.total, page.complete, page.cursor) == (3, True, "customer:1")
    (service,) = page.items[0].contracts
    assert service.address is not None
    with pytest.raises(ErpFailed):
        await erp.sync_customers(cursor=page.cursor, since=since)
    paging = {"ultima_pagina": 1, "pagina_atual": 1}
    server.forget(f"{BELOW}cliente/todos")
    server.answers(f"{BELOW}cliente/todos", {"status": "success", "paginacao": paging, "clientes": [{}]})
    last = await erp.sync_customers(cursor=page.cursor, since=since)
    assert (last.cursor, last.complete, last.items) == ("service:0", False, ())
    assert server.heard[-1].query["tipo_data_cliente"] == "data_atualizacao"
    over = await erp.sync_customers(cursor="service:1", since=since)
    assert over.cursor is None
    assert "tipo_data_cliente" not in server.heard[-1].query
    assert server.heard[-1].query["tipo_data_cliente_servico"] == "data_atualizacao"


async def test_a_release_that_does_not_know_changes_tells_everybody(server: RecordedErp, erp: Erp) -> None:
    path = f"{BELOW}cliente/todos"
    server.gives("error__validation_http200", "sync_customers__page0")
    page = await erp.sync_customers(since=dt.datetime(2026, 10, 14, tzinfo=ZONE))
    assert (len(page.items), page.cursor) == (2, "all:1")
    assert "data_inicio" not in server.asked(path)[-1].query


async def test_everything_owed(server: RecordedErp, erp: Erp) -> None:
    file = server.gives("list_invoices__bulk_page0")
    page = await erp.sync_invoices()
    asked_as_recorded(server, file, without=("itens_por_pagina", "data_inicio", "data_fim", "apenas_em_aberto"))
    late, paid = page.items
    assert (late.external_id, late.status, late.amount) == ("36403", InvoiceStatus.OVERDUE, Decimal("99.90"))
    assert (late.customer_external_id, late.contract_external_id) == ("11201", "22701")
    assert late.pix_code is not None
    assert (paid.status, paid.paid_on, paid.amount_paid) == (
        InvoiceStatus.PAID,
        dt.date(2026, 10, 9),
        Decimal("79.90"),
    )
    assert (page.total, page.cursor) == (3, "all:1")
    assert server.heard[-1].query["apenas_em_aberto"] == "sim"
    changed = await erp.sync_invoices(since=dt.datetime(2026, 10, 14, tzinfo=ZONE))
    assert (server.heard[-1].query["tipo_data"], changed.cursor) == ("data_cadastro", "made:1")


@pytest.mark.parametrize(
    ("name", "kind", "detail"),
    [
        ("error__permission_denied", FailureKind.PERMISSION, "O … possui a permissão desejada!"),
        (
            "error__validation_http200",
            FailureKind.VALIDATION,
            "Verifique os dados informados e tente novamente! O campo pagina é obrigatório.",
        ),
        ("disconnect__failed_http200", FailureKind.BUSINESS, "A desconexão não foi bem sucedida para o …"),
    ],
)
def test_failures_tell_what_they_are(name: str, kind: FailureKind, detail: str) -> None:
    with pytest.raises(ErpFailed) as caught:
        accepted(answer(name))
    assert caught.value.kind is kind
    assert caught.value.detail.startswith(detail)


def test_an_answer_to_what_is_not_asked_would_be_understood() -> None:
    assert accepted(answer("disconnect__ok"))["login"] == "maria.exemplo"


def test_nothing_recorded_is_left_out() -> None:
    cases = Path(__file__).read_text()
    assert [name for name in names("hubsoft") if f'"{name}"' not in cases] == []


def answer(name: str) -> Answer:
    response = recorded("hubsoft", name)["response"]
    return Answer(status=response["status"], content_type="application/json", body=body_of(response))
