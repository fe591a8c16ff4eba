"""`erp`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    ErpCallOut,
    ErpCheckOut,
    ErpConnectIn,
    ErpContractsOut,
    ErpCustomersOut,
    ErpInvoicesOut,
    ErpLinesOut,
    ErpMetricsOut,
    ErpOfferedOut,
    ErpPlanChangeIn,
    ErpPlanChangeOut,
    ErpPlansOut,
    ErpSecondCopyOut,
    ErpSettingsIn,
    ErpStateOut,
    ErpSyncOut,
    ErpTicketChangeIn,
    ErpTicketIn,
    ErpTicketOut,
    ErpTicketsOut,
    ErpTokenOut,
    ErpUnlockIn,
    ErpUnlockOut,
    Listed,
)


def settings_of(erp_type: Id) -> Call[ErpStateOut]:
    """Settings and field mapping.

    With the version to change them by.
    """
    return Call("GET", path_of("/api/v1/erp/{erp_type}/settings", erp_type=erp_type), returns=ErpStateOut)


def settings_change(erp_type: Id, body: ErpSettingsIn) -> Call[ErpStateOut]:
    """Change settings and field mapping.

    A credential that is left out stays as it was.
    """
    return Call("PUT", path_of("/api/v1/erp/{erp_type}/settings", erp_type=erp_type), returns=ErpStateOut, body=body)


def connect(erp_type: Id, body: ErpConnectIn) -> Call[ErpCheckOut]:
    """Store credentials and check them.

    Stored whatever the check says: `connection.status` and `steps` tell what is wrong.
    """
    return Call("POST", path_of("/api/v1/erp/connect/{erp_type}", erp_type=erp_type), returns=ErpCheckOut, body=body)


def disconnect(erp_type: Id) -> Call[None]:
    """Forget the credentials.

    And everything that the ERP told.
    """
    return Call("DELETE", path_of("/api/v1/erp/{erp_type}/disconnect", erp_type=erp_type), returns=None)


def logs(
    erp_type: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    outcome: str | None = None,
) -> Call[Listed[ErpCallOut]]:
    """Calls made, with outcome and time.

    The newest first, of the last thirty days; `outcome` is `ok`, a kind of failure, or `failed` for all of them.
    """
    return Call(
        "GET",
        path_of("/api/v1/erp/{erp_type}/logs", erp_type=erp_type),
        returns=Listed[ErpCallOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor, "outcome": outcome},
        by_cursor=True,
    )


def metrics() -> Call[ErpMetricsOut]:
    """Calls, errors and times per ERP.

    Of the last seven days.
    """
    return Call("GET", "/api/v1/erp/metrics", returns=ErpMetricsOut)


def offered(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[ErpOfferedOut]]:
    """ERPs that can be connected.

    What each needs and can do, and the company's connection to it.
    """
    return Call(
        "GET",
        "/api/v1/erp",
        returns=Listed[ErpOfferedOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def status(erp_type: Id) -> Call[ErpStateOut]:
    """Is the ERP answering.

    As the last check or sweep found it; `POST …/test` asks anew.
    """
    return Call("GET", path_of("/api/v1/erp/{erp_type}/status", erp_type=erp_type), returns=ErpStateOut)


def sync(erp_type: Id, *, everything: bool | None = None) -> Call[ErpSyncOut]:
    """Start a customer and invoice sync.

    What changed since the last one, or `everything`; one that runs already is told. Follow it by `…/status`.
    """
    return Call(
        "POST",
        path_of("/api/v1/erp/{erp_type}/sync", erp_type=erp_type),
        returns=ErpSyncOut,
        query={"everything": everything},
    )


def test(erp_type: Id) -> Call[ErpCheckOut]:
    """Check the connection.

    Step by step, with what this company's ERP can do.
    """
    return Call("POST", path_of("/api/v1/erp/{erp_type}/test", erp_type=erp_type), returns=ErpCheckOut)


def webhook_token(erp_type: Id) -> Call[ErpTokenOut]:
    """A new token for the ERP's webhook.

    The one before is worth nothing from now on.
    """
    return Call("POST", path_of("/api/v1/erp/{erp_type}/webhook-token", erp_type=erp_type), returns=ErpTokenOut)


def receive(erp_type: Id, *, tenant: Id) -> Call[None]:
    """The ERP's own events.

    With the company's token in `X-PyTake-Token`. What is told is not believed but asked about: a sweep begins now.
    """
    return Call(
        "POST", path_of("/api/v1/erp/{erp_type}/webhook", erp_type=erp_type), returns=None, query={"tenant": tenant}
    )


def by_document(erp_type: Id, document: Id) -> Call[ErpCustomersOut]:
    """Customer by CPF or CNPJ.

    With contracts; a document may have several records, and nobody is an empty list.
    """
    return Call(
        "GET",
        path_of("/api/v1/erp/{erp_type}/customers/{document}", erp_type=erp_type, document=document),
        returns=ErpCustomersOut,
    )


def by_phone(erp_type: Id, *, phone: str | None = None) -> Call[ErpCustomersOut]:
    """Customers of a phone.

    Where the ERP can search by it.
    """
    return Call(
        "GET",
        path_of("/api/v1/erp/{erp_type}/customers", erp_type=erp_type),
        returns=ErpCustomersOut,
        query={"phone": phone},
    )


def change_plan(erp_type: Id, customer_id: Id, body: ErpPlanChangeIn) -> Call[ErpPlanChangeOut]:
    """Change the customer's plan.

    `done` where the ERP has a call for it, else `requested`: a ticket was opened for the company's people.
    """
    return Call(
        "POST",
        path_of(
            "/api/v1/erp/{erp_type}/customers/{customer_id}/change-plan", erp_type=erp_type, customer_id=customer_id
        ),
        returns=ErpPlanChangeOut,
        body=body,
    )


def contracts(erp_type: Id, *, customer_id: str) -> Call[ErpContractsOut]:
    """Contracts of a customer.

    As the ERP has them now: blocked ones, and those that are over.
    """
    return Call(
        "GET",
        path_of("/api/v1/erp/{erp_type}/contracts", erp_type=erp_type),
        returns=ErpContractsOut,
        query={"customer_id": customer_id},
    )


def invoices(
    erp_type: Id, *, customer_id: str, state: str | None = None, contract_id: str | None = None
) -> Call[ErpInvoicesOut]:
    """Invoices of a customer.

    `state`: `pending` (open and overdue), `open`, `overdue`, `paid` or `all`.
    """
    return Call(
        "GET",
        path_of("/api/v1/erp/{erp_type}/invoices", erp_type=erp_type),
        returns=ErpInvoicesOut,
        query={"customer_id": customer_id, "state": state, "contract_id": contract_id},
    )


def lines(
    erp_type: Id, customer_id: Id, *, contract_id: str | None = None, signal: bool | None = None
) -> Call[ErpLinesOut]:
    """Is the customer's internet up.

    Sessions of each line; with `signal` and `contract_id` the light as well, where the ERP tells it.
    """
    return Call(
        "GET",
        path_of("/api/v1/erp/{erp_type}/connection-status/{customer_id}", erp_type=erp_type, customer_id=customer_id),
        returns=ErpLinesOut,
        query={"contract_id": contract_id, "signal": signal},
    )


def tickets(erp_type: Id, *, customer_id: str, pending: bool | None = None) -> Call[ErpTicketsOut]:
    """Tickets of a customer.

    The newest first.
    """
    return Call(
        "GET",
        path_of("/api/v1/erp/{erp_type}/tickets", erp_type=erp_type),
        returns=ErpTicketsOut,
        query={"customer_id": customer_id, "pending": pending},
    )


def open_ticket(erp_type: Id, body: ErpTicketIn) -> Call[ErpTicketOut]:
    """Open a ticket.

    Once for an `Idempotency-Key`, even when an answer of the ERP's was lost.
    """
    return Call("POST", path_of("/api/v1/erp/{erp_type}/tickets", erp_type=erp_type), returns=ErpTicketOut, body=body)


def plans(erp_type: Id) -> Call[ErpPlansOut]:
    """Plans on sale.

    As the ERP lists them.
    """
    return Call("GET", path_of("/api/v1/erp/{erp_type}/plans", erp_type=erp_type), returns=ErpPlansOut)


def second_copy(erp_type: Id, invoice_id: Id, *, customer_id: str | None = None) -> Call[ErpSecondCopyOut]:
    """Second copy: line, PDF, PIX code.

    Line, PIX code and PDF. `customer_id` where it was never listed: some ERPs find it only among its customer's.
    """
    return Call(
        "POST",
        path_of("/api/v1/erp/{erp_type}/invoices/{invoice_id}/duplicate", erp_type=erp_type, invoice_id=invoice_id),
        returns=ErpSecondCopyOut,
        query={"customer_id": customer_id},
    )


def unblock(erp_type: Id, customer_id: Id, body: ErpUnlockIn) -> Call[ErpUnlockOut]:
    """Release in trust.

    A refusal is a result: `granted` is false and `reason` says why.
    """
    return Call(
        "POST",
        path_of("/api/v1/erp/{erp_type}/customers/{customer_id}/unblock", erp_type=erp_type, customer_id=customer_id),
        returns=ErpUnlockOut,
        body=body,
    )


def update_ticket(erp_type: Id, ticket_id: Id, body: ErpTicketChangeIn) -> Call[ErpTicketOut]:
    """Change a ticket.

    Add words, move it on; `status` is `open`, `in_progress`, `scheduled`, `resolved` or `cancelled`.
    """
    return Call(
        "PUT",
        path_of("/api/v1/erp/{erp_type}/tickets/{ticket_id}", erp_type=erp_type, ticket_id=ticket_id),
        returns=ErpTicketOut,
        body=body,
    )
