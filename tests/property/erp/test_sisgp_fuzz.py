"""Whatever SGP answers, an adapter says what it understood or fails as ERPs do; passwords of listings come out of nothing."""

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.erp_mangled import NOT_OURS, Operation, bent_answers, halves, told

from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    ContractRef,
    CustomerRef,
    Erp,
    ErpFailed,
    ErpPlan,
    InvoiceRef,
    InvoiceState,
    TicketChange,
    TicketDraft,
    TicketStatus,
)

SECRETS = {"token": "t"}
MARIA = CustomerRef(external_id="501", document="52998224725")
CONTRACT = ContractRef(external_id="17402", customer=MARIA)
SINCE = dt.datetime(2026, 10, 14, tzinfo=dt.UTC)
DRAFT = TicketDraft(customer=MARIA, subject="s", description="d", reference="r")


def _paid(erp: Erp) -> Any:
    return erp.list_invoices(MARIA, state=InvoiceState.ALL)


OPERATIONS: list[Operation] = [
    lambda erp: erp.find_customers(document="52998224725"),
    lambda erp: erp.find_customers(phone="11900000001"),
    lambda erp: erp.list_contracts(MARIA),
    lambda erp: erp.list_invoices(MARIA),
    _paid,
    lambda erp: erp.payment_options(InvoiceRef(external_id="43495", customer=MARIA)),
    lambda erp: erp.connection_status(MARIA),
    lambda erp: erp.signal(CONTRACT),
    lambda erp: erp.open_ticket(DRAFT),
    lambda erp: erp.list_tickets(MARIA),
    lambda erp: erp.update_ticket(TicketChange(ticket_id="9001", status=TicketStatus.RESOLVED, customer=MARIA)),
    lambda erp: erp.list_plans(),
    lambda erp: erp.trust_unlock(CONTRACT),
    lambda erp: erp.sync_customers(),
    lambda erp: erp.sync_customers(since=SINCE),
    lambda erp: erp.sync_invoices(customers=[MARIA]),
    lambda erp: erp.change_plan(CONTRACT, ErpPlan(external_id="13", name="x"), reference="r"),
]
STATUSES = st.sampled_from([200] * 8 + [302, 400, 401, 403, 404, 500])


@given(operation=st.sampled_from(OPERATIONS), status=STATUSES, data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_only_failures_of_erps_come_out(operation: Operation, status: int, data: st.DataObject) -> None:
    found = told("sisgp", SECRETS, operation, bent_answers(data, "sisgp", status))
    assert "'REDACTED'" not in repr(found)
    # A search that finds nobody may be told with 404.
    assert status == 200 or isinstance(found, ErpFailed) or (status == 404 and found == [])


@given(operation=st.sampled_from(OPERATIONS), body=NOT_OURS)
@settings(max_examples=60, deadline=None)
def test_what_is_not_understood_is_never_nothing(operation: Operation, body: bytes) -> None:
    page = Answer(status=200, content_type="text/html", body=body)
    assert isinstance(told("sisgp", SECRETS, operation, lambda _: page), ErpFailed)


@given(operation=st.sampled_from(OPERATIONS), data=st.data())
@settings(max_examples=60, deadline=None)
def test_half_an_answer_is_none(operation: Operation, data: st.DataObject) -> None:
    assert isinstance(told("sisgp", SECRETS, operation, halves(data, "sisgp")), ErpFailed)
