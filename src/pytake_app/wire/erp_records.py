"""Customers, invoices, lines, tickets and plans of ERPs as the API shows them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from pytake_domain.erp import (
    ConnectionStatus,
    Contract,
    ErpAddress,
    ErpCard,
    ErpCustomer,
    ErpFacts,
    ErpPlan,
    Invoice,
    PlanChange,
    SecondCopy,
    Signal,
    Ticket,
    UnlockResult,
)
from pytake_domain.kernel.errors import Invalid, Problem

SHOWN = 2
LONGEST_ID = 100
LONGEST = {"subject": 200, "description": 2_000, "comment": 2_000, "contact_name": 200}
"""Of texts; whatever else is given is an id, or a word of a list."""


class ErpAddressOut(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody lives or a line ends."""

    street: str | None
    number: str | None
    complement: str | None
    district: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    latitude: float | None
    longitude: float | None


class ErpContractOut(msgspec.Struct, frozen=True, kw_only=True):
    """A contracted service; `status` is ours, `status_raw` the ERP's word."""

    id: str
    customer_id: str
    status: str
    status_raw: str
    plan_id: str | None
    plan: str | None
    price: Decimal | None
    download_mbps: int | None
    upload_mbps: int | None
    login: str | None
    activated_on: dt.date | None
    cancelled_on: dt.date | None
    due_day: int | None
    region: str | None
    address: ErpAddressOut | None


class ErpContractsOut(msgspec.Struct, frozen=True, kw_only=True):
    """All of a customer's; `as_of` is when the ERP said so."""

    as_of: dt.datetime
    data: list[ErpContractOut]


class ErpCustomerOut(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's record. Phones and document are masked for who may not see phone numbers."""

    id: str
    code: str | None
    document: str | None
    person_type: str | None
    name: str | None
    trade_name: str | None
    active: bool | None
    phones: list[str]
    emails: list[str]
    birth_date: dt.date | None
    registered_on: dt.date | None
    address: ErpAddressOut | None
    notices: list[str]
    contracts: list[ErpContractOut]


class ErpCustomersOut(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody of a document or phone; `as_of` is when the ERP said so."""

    as_of: dt.datetime
    data: list[ErpCustomerOut]


class ErpInvoiceOut(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice; `amount` as issued, `amount_due` with interest and fines where the ERP reckons them."""

    id: str
    customer_id: str | None
    contract_id: str | None
    number: str | None
    status: str
    status_raw: str
    amount: Decimal
    amount_due: Decimal | None
    amount_paid: Decimal | None
    issued_on: dt.date | None
    due_on: dt.date | None
    paid_on: dt.date | None
    digitable_line: str | None
    pix_code: str | None
    description: str | None


class ErpInvoicesOut(msgspec.Struct, frozen=True, kw_only=True):
    """By due date, the oldest first."""

    as_of: dt.datetime
    data: list[ErpInvoiceOut]


class ErpSecondCopyOut(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes to pay. `pdf_media_id` and `pix_media_id` are files of ours: read at `/api/v1/whatsapp/media/{id}`, sent by
    their id.
    """

    invoice_id: str
    status: str
    amount: Decimal
    due_on: dt.date | None
    number: str | None
    description: str | None
    digitable_line: str | None
    barcode: str | None
    pix_code: str | None
    pdf_url: str | None
    pdf_media_id: str | None
    pix_media_id: str | None


class ErpLineOut(msgspec.Struct, frozen=True, kw_only=True):
    """A line: `online` is what its session says, none is unknown; `blocked` and `reduced` are the company's doing."""

    contract_id: str | None
    login: str | None
    online: bool | None
    since: dt.datetime | None
    last_seen: dt.datetime | None
    ip: str | None
    blocked: bool | None
    reduced: bool | None


class ErpSignalOut(msgspec.Struct, frozen=True, kw_only=True):
    """Optical power in dBm."""

    device: str | None
    rx_dbm: float | None
    tx_dbm: float | None
    measured_at: dt.datetime | None


class ErpLinesOut(msgspec.Struct, frozen=True, kw_only=True):
    """All of a customer's, with the light of one where the ERP tells."""

    as_of: dt.datetime
    data: list[ErpLineOut]
    signal: ErpSignalOut | None


class ErpTicketOut(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket or work order."""

    id: str
    kind: str
    status: str
    status_raw: str
    protocol: str | None
    subject: str | None
    description: str | None
    opened_on: dt.date | None
    opened_at: dt.datetime | None
    closed_on: dt.date | None
    scheduled_at: dt.datetime | None
    contract_id: str | None


class ErpTicketsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    as_of: dt.datetime
    data: list[ErpTicketOut]


class ErpTicketIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ticket to be opened; `kind` is one of the ERP's own types, the connection's default without it."""

    customer_id: str
    subject: str
    description: str
    contract_id: str | None = None
    kind: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


class ErpTicketChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words to add, and where to move it."""

    comment: str | None = None
    status: str | None = None
    customer_id: str | None = None


class ErpPlanOut(msgspec.Struct, frozen=True, kw_only=True):
    """A plan on sale; `price` a month."""

    id: str
    name: str
    price: Decimal | None
    download_mbps: int | None
    upload_mbps: int | None
    active: bool | None


class ErpPlansOut(msgspec.Struct, frozen=True, kw_only=True):
    """On sale."""

    as_of: dt.datetime
    data: list[ErpPlanOut]


class ErpPlanChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which contract, to which plan."""

    contract_id: str
    plan_id: str


class ErpPlanChangeOut(msgspec.Struct, frozen=True, kw_only=True):
    """`done`, or `requested` by a ticket."""

    outcome: str
    ticket_id: str | None
    protocol: str | None


class ErpUnlockIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which contract; without one the customer's blocked one."""

    contract_id: str | None = None


class ErpUnlockOut(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it was granted, and why not."""

    granted: bool
    reason: str
    until: dt.date | None
    days: int | None
    protocol: str | None
    message: str | None


class ErpFactsOut(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of a contact as their ERP last told them, at `as_of`."""

    erp_type: str
    customer_id: str
    as_of: dt.datetime
    name: str | None
    contract_id: str | None
    contract_status: str
    contracts: int
    plan: str | None
    due_day: int | None
    city: str | None
    district: str | None
    region: str | None
    owed_count: int
    owed_amount: Decimal
    oldest_due_on: dt.date | None
    next_due_on: dt.date | None
    last_paid_on: dt.date | None
    online: bool | None
    online_at: dt.datetime | None


class ErpCardOut(msgspec.Struct, frozen=True, kw_only=True):
    """Whose customer a contact is (`linked_by` `phone` is a hint, `proven` says that they showed it), and the facts."""

    erp_type: str | None
    customer_id: str | None
    linked_by: str | None
    proven: bool
    facts: ErpFactsOut | None


class ErpLinkIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which customer of which ERP a contact is."""

    erp_type: str
    customer_id: str


def bounded(given: msgspec.Struct) -> None:
    """Raises Invalid for texts that no ERP would take."""
    check_lengths(**{name: getattr(given, name) for name in given.__struct_fields__})


def check_lengths(**texts: object) -> None:
    """The same of single values. Raises Invalid."""
    problems = [
        Problem(field=name, code="too_long", params={"most": most})
        for name, value in texts.items()
        if isinstance(value, str) and len(value) > (most := LONGEST.get(name, LONGEST_ID))
    ]
    if problems:
        raise Invalid(*problems)


def customer_out(customer: ErpCustomer, *, masked: bool) -> ErpCustomerOut:
    """As the API shows it."""
    document = customer.document
    return ErpCustomerOut(
        id=customer.external_id,
        code=customer.code,
        document=_dots(document) if masked and document else document,
        person_type=customer.person_type.value if customer.person_type else None,
        name=customer.name,
        trade_name=customer.trade_name,
        active=customer.active,
        phones=[_dots(phone) if masked else phone for phone in customer.phones],
        emails=[] if masked else list(customer.emails),
        birth_date=None if masked else customer.birth_date,
        registered_on=customer.registered_on,
        address=_address(customer.address),
        notices=list(customer.notices),
        contracts=[contract_out(contract) for contract in customer.contracts],
    )


def contract_out(contract: Contract) -> ErpContractOut:
    """As the API shows it."""
    return ErpContractOut(
        id=contract.external_id,
        customer_id=contract.customer_external_id,
        status=contract.status.value,
        status_raw=contract.status_raw,
        plan_id=contract.plan_external_id,
        plan=contract.plan_name,
        address=_address(contract.address),
        **_same(
            contract,
            "price",
            "download_mbps",
            "upload_mbps",
            "login",
            "activated_on",
            "cancelled_on",
            "due_day",
            "region",
        ),
    )


def invoice_out(invoice: Invoice) -> ErpInvoiceOut:
    """As the API shows it."""
    return ErpInvoiceOut(
        id=invoice.external_id,
        customer_id=invoice.customer_external_id,
        contract_id=invoice.contract_external_id,
        status=invoice.status.value,
        **_same(
            invoice,
            "number",
            "status_raw",
            "amount",
            "amount_due",
            "amount_paid",
            "issued_on",
            "due_on",
            "paid_on",
            "digitable_line",
            "pix_code",
            "description",
        ),
    )


def copy_out(copy: SecondCopy) -> ErpSecondCopyOut:
    """As the API shows it."""
    rest = [name for name in ErpSecondCopyOut.__struct_fields__ if name != "status"]
    return ErpSecondCopyOut(status=copy.status.value, **_same(copy, *rest))


def lines_out(lines: Sequence[ConnectionStatus], as_of: dt.datetime, signal: Signal | None) -> ErpLinesOut:
    """As the API shows them."""
    names = ("login", "online", "since", "last_seen", "ip", "blocked", "reduced")
    return ErpLinesOut(
        as_of=as_of,
        data=[ErpLineOut(contract_id=line.contract_external_id, **_same(line, *names)) for line in lines],
        signal=ErpSignalOut(**_same(signal, *ErpSignalOut.__struct_fields__)) if signal else None,
    )


def ticket_out(ticket: Ticket) -> ErpTicketOut:
    """As the API shows it."""
    names = (
        "status_raw",
        "protocol",
        "subject",
        "description",
        "opened_on",
        "opened_at",
        "closed_on",
        "scheduled_at",
    )
    return ErpTicketOut(
        id=ticket.external_id,
        kind=ticket.kind.value,
        status=ticket.status.value,
        contract_id=ticket.contract_external_id,
        **_same(ticket, *names),
    )


def plan_out(plan: ErpPlan) -> ErpPlanOut:
    """As the API shows it."""
    return ErpPlanOut(id=plan.external_id, **_same(plan, "name", "price", "download_mbps", "upload_mbps", "active"))


def plan_change_out(change: PlanChange) -> ErpPlanChangeOut:
    """As the API shows it."""
    return ErpPlanChangeOut(outcome=change.outcome.value, ticket_id=change.ticket_id, protocol=change.protocol)


def unlock_out(result: UnlockResult) -> ErpUnlockOut:
    """As the API shows it."""
    return ErpUnlockOut(
        granted=result.granted,
        reason=result.reason.value,
        **_same(result, "until", "days", "protocol", "message"),
    )


def card_out(card: ErpCard) -> ErpCardOut:
    """As the API shows it."""
    link = card.link
    return ErpCardOut(
        erp_type=link.erp_type if link else None,
        customer_id=link.customer_id if link else None,
        linked_by=link.by.value if link else None,
        proven=link is not None and link.proven_at is not None,
        facts=_facts(card.facts) if card.facts else None,
    )


def _facts(facts: ErpFacts) -> ErpFactsOut:
    rest = [name for name in ErpFactsOut.__struct_fields__ if name != "contract_status"]
    return ErpFactsOut(contract_status=facts.contract_status.value, **_same(facts, *rest))


def _address(address: ErpAddress | None) -> ErpAddressOut | None:
    return ErpAddressOut(**_same(address, *ErpAddressOut.__struct_fields__)) if address else None


def _same(thing: object, *names: str) -> dict[str, Any]:
    """What is called the same on the wire."""
    return {name: getattr(thing, name) for name in names}


def _dots(value: str) -> str:
    """Recognisable by its end alone."""
    return "•" * (len(value) - SHOWN) + value[-SHOWN:]
