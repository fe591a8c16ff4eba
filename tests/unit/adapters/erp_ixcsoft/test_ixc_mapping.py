"""What letters and texts of IXC's rows mean."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from tests.support.erp_recorded import RecordedErp

from pytake_adapters.erp_ixcsoft import contracts, mapping
from pytake_adapters.erp_ixcsoft.adapter import build
from pytake_adapters.erp_ixcsoft.api import refusal
from pytake_adapters.erp_ixcsoft.customers import masked
from pytake_adapters.net.erp_phone import with_and_without_nine
from pytake_domain.erp import (
    ContractRef,
    ContractStatus,
    ErpFailed,
    FailureKind,
    InvoiceStatus,
    PersonType,
    TicketStatus,
)
from pytake_domain.kernel.errors import Invalid

TODAY = dt.date(2026, 10, 15)
ZONE = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    ("own", "access", "speed", "suspended", "status"),
    [
        ("A", "A", "N", "N", ContractStatus.ACTIVE),
        ("A", "A", "R", "N", ContractStatus.REDUCED),
        ("A", "CA", "N", "N", ContractStatus.BLOCKED),
        ("A", "CM", "R", "N", ContractStatus.BLOCKED),
        ("A", "FA", "N", "N", ContractStatus.BLOCKED),
        ("A", "A", "N", "S", ContractStatus.BLOCKED),
        ("A", "AA", "N", "N", ContractStatus.PENDING),
        ("P", "D", "N", "S", ContractStatus.PENDING),
        ("A", "D", "N", "N", ContractStatus.INACTIVE),
        ("I", "A", "N", "N", ContractStatus.CANCELLED),
        ("N", "CA", "N", "N", ContractStatus.CANCELLED),
        ("D", "D", "N", "S", ContractStatus.CANCELLED),
        ("A", "CE", "N", "N", ContractStatus.UNKNOWN),
        ("X", "A", "N", "N", ContractStatus.UNKNOWN),
        ("A", "A", "X", "N", ContractStatus.UNKNOWN),
    ],
)
def test_a_contracts_state(own: str, access: str, speed: str, suspended: str, status: ContractStatus) -> None:
    row = {"status": own, "status_internet": access, "status_velocidade": speed, "contrato_suspenso": suspended}
    assert mapping.contract_status(row) == (status, f"{own}/{access}")


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({"status": "A", "data_vencimento": "2026-10-15"}, InvoiceStatus.OPEN),
        ({"status": "A", "data_vencimento": "2026-10-14"}, InvoiceStatus.OVERDUE),
        ({"status": "A", "data_vencimento": "0000-00-00"}, InvoiceStatus.UNKNOWN),
        ({"status": "P", "data_vencimento": "2026-10-14"}, InvoiceStatus.PARTIAL),
        ({"status": "C", "data_vencimento": "2026-10-14"}, InvoiceStatus.CANCELLED),
        ({"status": "R", "data_vencimento": "2026-10-14"}, InvoiceStatus.PAID),
        ({"status": "R", "estornado": "S", "data_vencimento": "2026-10-14"}, InvoiceStatus.OVERDUE),
        ({"status": "?", "data_vencimento": "2026-10-14"}, InvoiceStatus.UNKNOWN),
    ],
)
def test_an_invoices_state(row: dict[str, str], status: InvoiceStatus) -> None:
    made = mapping.invoice({"id": "1", "valor": "69.900000000", "pagamento_data": "2026-10-01", **row}, TODAY)
    assert made is not None
    assert (made.status, made.amount) == (status, Decimal("69.90"))
    assert (made.paid_on is not None) == (status in {InvoiceStatus.PAID, InvoiceStatus.PARTIAL})


def test_what_was_paid_falls_back_on_what_was_received() -> None:
    row = {"id": "1", "valor": "R$ 1.234,56", "status": "R", "valor_recebido": "1.234,56", "baixa_data": "02/10/2026"}
    made = mapping.invoice(row, TODAY)
    assert made is not None
    assert (made.amount, made.amount_paid, made.paid_on) == (
        Decimal("1234.56"),
        Decimal("1234.56"),
        dt.date(2026, 10, 2),
    )


def test_the_contract_of_a_loose_invoice_and_its_gateway() -> None:
    row = {"id": "1", "valor": "1", "status": "A", "id_contrato": "0", "id_contrato_avulso": "77"}
    made = mapping.invoice({**row, "gateway_link": "https://pay.example/1", "pix_txid": "000201x"}, TODAY)
    assert made is not None
    assert (made.contract_external_id, made.pdf_url, made.pdf_on_request, made.pix_code) == (
        "77",
        "https://pay.example/1",
        False,
        None,
    )


def test_a_company_was_never_born() -> None:
    made = mapping.customer(
        {"id": 7, "tipo_pessoa": "J", "data_nascimento": "1990-01-01", "email": "a@b.co; A@B.CO"}, ZONE
    )
    assert made is not None
    assert (made.person_type, made.birth_date, made.emails, made.document) == (
        PersonType.COMPANY,
        None,
        ("a@b.co",),
        None,
    )


@pytest.mark.parametrize(("told", "online"), [("S", True), ("N", False), ("SS", None), ("I", None), ("", None)])
def test_only_a_session_says_up_or_down(told: str, online: object) -> None:
    made = mapping.line({"ativo": "S", "online": told, "ip": "100.64.0.1"}, ZONE)
    assert made is not None
    assert (made.online, made.ip) == (online, "100.64.0.1" if online else None)


def test_a_login_that_is_switched_off_is_no_line() -> None:
    assert mapping.line({"ativo": "N", "online": "S"}, ZONE) is None


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("AN", TicketStatus.OPEN),
        ("EX", TicketStatus.IN_PROGRESS),
        ("RAG", TicketStatus.OPEN),
        ("Z", TicketStatus.UNKNOWN),
    ],
)
def test_an_orders_state(code: str, status: TicketStatus) -> None:
    made = mapping.order({"id": "1", "status": code}, ZONE)
    assert made is not None
    assert (made.status, made.status_raw) == (status, code)


def test_products_are_added_up_or_not_at_all() -> None:
    assert contracts.total([{"qtde": "2", "valor_unit": "69.900000000"}, {"valor_unit": "30"}]) == Decimal("169.80")
    assert contracts.total([{"qtde": "2", "valor_unit": "?"}]) is None
    assert contracts.total([]) is None


def test_documents_and_phones_as_they_are_typed() -> None:
    assert masked("52998224725") == "529.982.247-25"
    assert masked("11222333000181") == "11.222.333/0001-81"
    assert with_and_without_nine("11987654321") == ("11987654321", "1187654321")
    assert with_and_without_nine("1187654321") == ("1187654321", "11987654321")
    assert with_and_without_nine("1133334444") == ("1133334444",)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("IP 203.0.113.9 não liberado", FailureKind.IP_NOT_ALLOWED),
        ("Recurso radacct não disponível", FailureKind.PERMISSION),
        ("Token inválido", FailureKind.AUTH),
        ("Parcela já está recebida", FailureKind.BUSINESS),
    ],
)
def test_errors_have_words_alone(said: str, kind: FailureKind) -> None:
    assert refusal(said) is kind


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("erp.example", "https://erp.example"),
        (" https://erp.example/adm.php#home ", "https://erp.example"),
        ("https://erp.example:8443/webservice/v1/", "https://erp.example:8443"),
        ("http://192.0.2.7/ixc/webservice/v1", "http://192.0.2.7/ixc"),
        ("https://[2001:db8::7]:8443/app/login", "https://[2001:db8::7]:8443"),
    ],
)
def test_addresses_as_people_paste_them(given: str, base: str) -> None:
    assert build({}).address(given) == base


@pytest.mark.parametrize("given", ["", "ftp://erp.example", "https://", "https://a b/", "https://u:p@erp.example"])
def test_what_is_no_address(given: str) -> None:
    with pytest.raises(Invalid):
        build({}).address(given)


async def test_a_token_is_taken_raw_or_encoded(server: RecordedErp) -> None:
    server.gives("find_customers__empty_without_registros")
    for token in ("7:key", " 7:key\n", "NzprZXk=", "Basic NzprZXk="):
        erp = server.opened({"token": token})
        await erp.find_customers(document="12345678909")
        await erp.aclose()
    assert {heard.headers["authorization"] for heard in server.heard} == {"Basic NzprZXk="}


async def test_a_check_says_what_a_token_may_not_see(server: RecordedErp) -> None:
    for table in ("cliente", "cliente_contrato", "fn_areceber", "radusuarios", "su_ticket", "vd_contratos"):
        server.answers(f"/webservice/v1/{table}", {"total": "0"})
    server.answers("/webservice/v1/radpop_radio_cliente_fibra", {"type": "error", "message": "Recurso não disponível"})
    erp = server.opened({"token": "7:key"})
    report = await erp.check()
    await erp.aclose()
    assert report.broken is None
    assert [step.step for step in report.steps if not step.ok] == ["signal"]
    assert set(build({}).claims) - report.offers == {"signal"}


async def test_a_write_that_is_not_understood_may_have_been_done(server: RecordedErp) -> None:
    server.answers("/webservice/v1/desbloqueio_confianca", b"<html></html>", content_type="text/html")

    erp = server.opened({"token": "7:key"})
    with pytest.raises(ErpFailed) as caught:
        await erp.trust_unlock(ContractRef(external_id="1"))
    await erp.aclose()
    assert (caught.value.kind, caught.value.ambiguous) == (FailureKind.UNEXPECTED_RESPONSE, True)
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("status", "body", "step", "error"),
    [
        (200, b"<html>another server</html>", "address", "unexpected_response"),
        (503, b"", "address", "unavailable"),
        (401, b"<html>401</html>", "credentials", "auth"),
        (200, b'{"type": "error", "message": "IP 203.0.113.9 sem acesso"}', "credentials", "ip_not_allowed"),
    ],
)
async def test_a_check_tells_an_address_from_credentials(
    server: RecordedErp, status: int, body: bytes, step: str, error: str
) -> None:
    server.answers("/webservice/v1/cliente", body, status=status)
    erp = server.opened({"token": "7:key"})
    report = await erp.check()
    await erp.aclose()
    assert report.broken is not None
    assert (report.broken.step, report.broken.error, report.offers) == (step, error, frozenset())
    assert {heard.path for heard in server.heard} == {"/webservice/v1/cliente"}


async def test_an_address_without_tls_is_taken_only_where_that_is_allowed(server: RecordedErp) -> None:
    erp = server.opened({"token": "7:key"}, plain_http=False)
    report = await erp.check()
    await erp.aclose()
    assert report.broken is not None
    assert (report.broken.step, report.broken.detail, server.heard) == ("address", "plain_http", [])
