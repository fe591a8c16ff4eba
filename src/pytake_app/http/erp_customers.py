"""What people of the company ask of its ERP, and have done there."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from pytake_app.wire.erp_card import ErpCardOut, ErpLinkIn, card_out
from pytake_app.wire.erp_records import (
    ErpContractsOut,
    ErpCustomersOut,
    ErpInvoicesOut,
    ErpLinesOut,
    ErpSecondCopyOut,
    contract_out,
    copy_out,
    customer_out,
    invoice_out,
    lines_out,
)
from pytake_app.wire.erp_texts import bounded, check_lengths
from pytake_app.wire.erp_work import (
    ErpPlanChangeIn,
    ErpPlanChangeOut,
    ErpPlansOut,
    ErpTicketChangeIn,
    ErpTicketIn,
    ErpTicketOut,
    ErpTicketsOut,
    ErpUnlockIn,
    ErpUnlockOut,
    plan_change_out,
    plan_out,
    ticket_out,
    unlock_out,
)
from pytake_domain.erp import (
    CustomerRef,
    IdentifyCustomers,
    InvoiceState,
    ServeCustomers,
    TicketChange,
    TicketStatus,
    Wish,
)
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId


class ErpCustomerController(Controller):
    """`/api/v1/erp/{erp_type}/…`."""

    path = "/api/v1/erp"
    tags = ("erp",)

    @get("/{erp_type:str}/customers", summary="Customers of a phone")
    async def by_phone(
        self,
        erp_type: FromPath[str],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
        phone: FromQuery[str] = "",
    ) -> ErpCustomersOut:
        """Where the ERP can search by it."""
        found, as_of = await serve_customers.customers(actor, erp_type, phone=phone)
        masked = not actor.may(Permission.READ_PHONE_NUMBERS)
        return ErpCustomersOut(as_of=as_of, data=[customer_out(each, masked=masked) for each in found])

    @get("/{erp_type:str}/customers/{document:str}", summary="Customer by CPF or CNPJ")
    async def by_document(
        self,
        erp_type: FromPath[str],
        document: FromPath[str],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
    ) -> ErpCustomersOut:
        """With contracts; a document may have several records, and nobody is an empty list."""
        found, as_of = await serve_customers.customers(actor, erp_type, document=document)
        masked = not actor.may(Permission.READ_PHONE_NUMBERS)
        return ErpCustomersOut(as_of=as_of, data=[customer_out(each, masked=masked) for each in found])

    @get("/{erp_type:str}/contracts", summary="Contracts of a customer")
    async def contracts(
        self,
        erp_type: FromPath[str],
        customer_id: FromQuery[str],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
    ) -> ErpContractsOut:
        """As the ERP has them now: blocked ones, and those that are over."""
        check_lengths(customer_id=customer_id)
        found, as_of = await serve_customers.contracts(actor, erp_type, customer_id)
        return ErpContractsOut(as_of=as_of, data=[contract_out(each) for each in found])

    @get("/{erp_type:str}/invoices", summary="Invoices of a customer")
    async def invoices(
        self,
        erp_type: FromPath[str],
        customer_id: FromQuery[str],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
        wanted: Annotated[str, QueryParameter(name="state")] = "pending",
        contract_id: FromQuery[str | None] = None,
    ) -> ErpInvoicesOut:
        """`state`: `pending` (open and overdue), `open`, `overdue`, `paid` or `all`."""
        if wanted not in set(InvoiceState):
            raise Invalid(Problem(field="state", code="not_one_of"))
        check_lengths(customer_id=customer_id, contract_id=contract_id)
        found, as_of = await serve_customers.invoices(
            actor, erp_type, customer_id, state=InvoiceState(wanted), contract_id=contract_id
        )
        return ErpInvoicesOut(as_of=as_of, data=[invoice_out(each) for each in found])

    @post(
        "/{erp_type:str}/invoices/{invoice_id:str}/duplicate",
        summary="Second copy: line, PDF, PIX code",
        status_code=200,
    )
    async def second_copy(
        self,
        erp_type: FromPath[str],
        invoice_id: FromPath[str],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
        customer_id: FromQuery[str | None] = None,
    ) -> ErpSecondCopyOut:
        """Line, PIX code and PDF. `customer_id` where it was never listed: some ERPs find it only among its customer's."""
        check_lengths(invoice_id=invoice_id, customer_id=customer_id)
        return copy_out(await serve_customers.second_copy(actor, erp_type, invoice_id, customer_id))

    @get("/{erp_type:str}/connection-status/{customer_id:str}", summary="Is the customer's internet up")
    async def lines(
        self,
        erp_type: FromPath[str],
        customer_id: FromPath[str],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
        contract_id: FromQuery[str | None] = None,
        signal: FromQuery[bool] = False,  # noqa: FBT002  a query parameter
    ) -> ErpLinesOut:
        """Sessions of each line; with `signal` and `contract_id` the light as well, where the ERP tells it."""
        check_lengths(customer_id=customer_id, contract_id=contract_id)
        found, as_of = await serve_customers.lines(actor, erp_type, customer_id, contract_id=contract_id)
        light = None
        if signal and contract_id:
            light = await serve_customers.signal(actor, erp_type, contract_id, customer_id)
        return lines_out(found, as_of, light)

    @get("/{erp_type:str}/tickets", summary="Tickets of a customer")
    async def tickets(
        self,
        erp_type: FromPath[str],
        customer_id: FromQuery[str],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
        pending: FromQuery[bool] = False,  # noqa: FBT002  a query parameter
    ) -> ErpTicketsOut:
        """The newest first."""
        check_lengths(customer_id=customer_id)
        found, as_of = await serve_customers.tickets(actor, erp_type, customer_id, pending=pending)
        return ErpTicketsOut(as_of=as_of, data=[ticket_out(each) for each in found])

    @post("/{erp_type:str}/tickets", summary="Open a ticket")
    async def open_ticket(
        self,
        erp_type: FromPath[str],
        data: JSONBody[ErpTicketIn],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
    ) -> ErpTicketOut:
        """Once for an `Idempotency-Key`, even when an answer of the ERP's was lost."""
        bounded(data)
        wish = Wish(**{name: getattr(data, name) for name in data.__struct_fields__})
        return ticket_out(await serve_customers.open_ticket(actor, erp_type, wish, key=_key(request)))

    @put("/{erp_type:str}/tickets/{ticket_id:str}", summary="Change a ticket")
    async def update_ticket(
        self,
        erp_type: FromPath[str],
        ticket_id: FromPath[str],
        data: JSONBody[ErpTicketChangeIn],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
    ) -> ErpTicketOut:
        """Add words, move it on; `status` is `open`, `in_progress`, `scheduled`, `resolved` or `cancelled`."""
        bounded(data)
        if data.status is not None and data.status not in set(TicketStatus) - {TicketStatus.UNKNOWN}:
            raise Invalid(Problem(field="status", code="not_one_of"))
        change = TicketChange(
            ticket_id=ticket_id,
            comment=data.comment,
            status=TicketStatus(data.status) if data.status else None,
            customer=CustomerRef(external_id=data.customer_id) if data.customer_id else None,
        )
        return ticket_out(await serve_customers.update_ticket(actor, erp_type, change, key=_key(request)))

    @get("/{erp_type:str}/plans", summary="Plans on sale")
    async def plans(
        self, erp_type: FromPath[str], actor: NamedDependency[Actor], serve_customers: NamedDependency[ServeCustomers]
    ) -> ErpPlansOut:
        """As the ERP lists them."""
        found, as_of = await serve_customers.plans(actor, erp_type)
        return ErpPlansOut(as_of=as_of, data=[plan_out(each) for each in found])

    @post(
        "/{erp_type:str}/customers/{customer_id:str}/change-plan", summary="Change the customer's plan", status_code=200
    )
    async def change_plan(
        self,
        erp_type: FromPath[str],
        customer_id: FromPath[str],
        data: JSONBody[ErpPlanChangeIn],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
    ) -> ErpPlanChangeOut:
        """`done` where the ERP has a call for it, else `requested`: a ticket was opened for the company's people."""
        bounded(data)
        key = _key(request)
        change = await serve_customers.change_plan(
            actor, erp_type, customer_id, data.contract_id, data.plan_id, key=key
        )
        return plan_change_out(change)

    @post("/{erp_type:str}/customers/{customer_id:str}/unblock", summary="Release in trust", status_code=200)
    async def unblock(
        self,
        erp_type: FromPath[str],
        customer_id: FromPath[str],
        data: JSONBody[ErpUnlockIn],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        serve_customers: NamedDependency[ServeCustomers],
    ) -> ErpUnlockOut:
        """A refusal is a result: `granted` is false and `reason` says why."""
        bounded(data)
        result = await serve_customers.unlock(actor, erp_type, customer_id, data.contract_id, key=_key(request))
        return unlock_out(result)


class ErpCardController(Controller):
    """`/api/v1/contacts/{contact_id}/erp`."""

    path = "/api/v1/contacts/{contact_id:uuid}/erp"
    tags = ("erp",)

    @get(summary="Whose customer a contact is")
    async def card(
        self,
        contact_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        identify_customers: NamedDependency[IdentifyCustomers],
    ) -> ErpCardOut:
        """And the facts as the ERP last told them; nothing is asked."""
        return card_out(await identify_customers.card(actor, ContactId(contact_id)))

    @put(summary="Say whose customer a contact is")
    async def link(
        self,
        contact_id: FromPath[UUID],
        data: JSONBody[ErpLinkIn],
        actor: NamedDependency[Actor],
        identify_customers: NamedDependency[IdentifyCustomers],
    ) -> ErpCardOut:
        """In place of what was known."""
        bounded(data)
        return card_out(await identify_customers.link(actor, ContactId(contact_id), data.erp_type, data.customer_id))

    @delete(summary="A contact is nobody's customer")
    async def unlink(
        self,
        contact_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        identify_customers: NamedDependency[IdentifyCustomers],
    ) -> None:
        """The facts go as well."""
        await identify_customers.unlink(actor, ContactId(contact_id))


def _key(request: Request[Any, Any, Any]) -> str | None:
    """The caller's, so that what they repeat is done once."""
    return request.headers.get("idempotency-key")
