"""Customers, contracts, invoices and lines of ERPs as the API shows them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from pytake_app.wire.erp_texts import same
from pytake_domain.erp import ConnectionStatus, Contract, ErpAddress, ErpCustomer, Invoice, SecondCopy, Signal

SHOWN = 2


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
        **same(
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
        **same(
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
    return ErpSecondCopyOut(status=copy.status.value, **same(copy, *rest))


def lines_out(lines: Sequence[ConnectionStatus], as_of: dt.datetime, signal: Signal | None) -> ErpLinesOut:
    """As the API shows them."""
    names = ("login", "online", "since", "last_seen", "ip", "blocked", "reduced")
    return ErpLinesOut(
        as_of=as_of,
        data=[ErpLineOut(contract_id=line.contract_external_id, **same(line, *names)) for line in lines],
        signal=ErpSignalOut(**same(signal, *ErpSignalOut.__struct_fields__)) if signal else None,
    )


def _address(address: ErpAddress | None) -> ErpAddressOut | None:
    return ErpAddressOut(**same(address, *ErpAddressOut.__struct_fields__)) if address else None


def _dots(value: str) -> str:
    """Recognisable by its end alone."""
    return "•" * (len(value) - SHOWN) + value[-SHOWN:]
