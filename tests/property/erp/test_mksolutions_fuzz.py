"""Whatever MK answers, an adapter says what it understood or fails as ERPs do; passwords of listings come out of nothing."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.erp_mangled import NOT_OURS, Operation, bent_answers, halves, recorded_at, told

from pytake_adapters.erp_mksolutions.wire import repaired
from pytake_adapters.net.erp_server import Answer, Ask
from pytake_domain.erp import (
    ContractRef,
    CustomerRef,
    Erp,
    ErpFailed,
    InvoiceRef,
    InvoiceState,
    TicketChange,
    TicketDraft,
)

SECRETS = {"token": "t", "password": "p"}
MARIA = CustomerRef(external_id="19934", document="52998224725")
CONTRACT = ContractRef(external_id="46364", customer=MARIA, connection_external_id="35525")
DRAFT = TicketDraft(customer=MARIA, subject="s", description="d", reference="r")


def _paid(erp: Erp) -> Any:
    return erp.list_invoices(MARIA, state=InvoiceState.ALL)


OPERATIONS: list[Operation] = [
    lambda erp: erp.find_customers(document="52998224725"),
    lambda erp: erp.list_contracts(MARIA),
    lambda erp: erp.list_invoices(MARIA),
    _paid,
    lambda erp: erp.payment_options(InvoiceRef(external_id="38512", customer=MARIA)),
    lambda erp: erp.connection_status(MARIA),
    lambda erp: erp.open_ticket(DRAFT),
    lambda erp: erp.list_tickets(MARIA),
    lambda erp: erp.update_ticket(TicketChange(ticket_id="267754", comment="x", customer=MARIA)),
    lambda erp: erp.trust_unlock(CONTRACT),
    lambda erp: erp.sync_customers(),
    lambda erp: erp.sync_invoices(customers=[MARIA]),
]
STATUSES = st.sampled_from([200] * 8 + [302, 400, 401, 403, 404, 500])


def let_in(answer: Callable[[Ask], Answer]) -> Callable[[Ask], Answer]:
    """The login alone is as it was recorded."""
    (session,) = (b for b in recorded_at("mksolutions")["/mk/WSAutenticacao.rule"] if b'"OK"' in b)

    def told_in(ask: Ask) -> Answer:
        if ask.path == "/mk/WSAutenticacao.rule":
            return Answer(status=200, content_type="text/plain", body=session)
        return answer(ask)

    return told_in


@given(operation=st.sampled_from(OPERATIONS), status=STATUSES, data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_only_failures_of_erps_come_out(operation: Operation, status: int, data: st.DataObject) -> None:
    found = told("mksolutions", SECRETS, operation, let_in(bent_answers(data, "mksolutions", status)))
    assert "'REDACTED'" not in repr(found)
    assert status == 200 or isinstance(found, ErpFailed)


@given(operation=st.sampled_from(OPERATIONS), body=NOT_OURS)
@settings(max_examples=60, deadline=None)
def test_what_is_not_understood_is_never_nothing(operation: Operation, body: bytes) -> None:
    page = Answer(status=200, content_type="text/html", body=body)
    assert isinstance(told("mksolutions", SECRETS, operation, let_in(lambda _: page)), ErpFailed)


@given(operation=st.sampled_from(OPERATIONS), data=st.data())
@settings(max_examples=60, deadline=None)
def test_half_an_answer_is_none(operation: Operation, data: st.DataObject) -> None:
    assert isinstance(told("mksolutions", SECRETS, operation, let_in(halves(data, "mksolutions"))), ErpFailed)


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\\"), max_size=60))
def test_any_letters_survive_how_they_are_written(text: str) -> None:
    spoilt = b"".join(b"\\u00%02X" % b if 0x80 <= b <= 0x9F else bytes((b,)) for b in text.encode())
    assert repaired(spoilt).decode() == text
