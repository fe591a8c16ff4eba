"""Who an ERP says somebody is, and what they have with the company."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import msgspec


class PersonType(StrEnum):
    """A person or a company."""

    INDIVIDUAL = "individual"
    COMPANY = "company"


class ErpAddress(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where somebody lives or a line ends; `state` in two letters, `postal_code` in eight digits."""

    street: str | None = None
    number: str | None = None
    complement: str | None = None
    district: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class ContractStatus(StrEnum):
    """What a contract is to the company; whether its line is up is another question."""

    ACTIVE = "active"
    REDUCED = "reduced"
    BLOCKED = "blocked"
    PENDING = "pending"
    INACTIVE = "inactive"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def shut(self) -> bool:
        """Did the company stop or slow the line?"""
        return self in {ContractStatus.BLOCKED, ContractStatus.REDUCED}


class Contract(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One contracted service. `service_external_id` and `connection_external_id` are what some ERPs act on instead of it.

    `status_raw` is the ERP's own word; `region` names the piece of network it hangs on (OLT, POP) where the ERP tells.
    """

    external_id: str
    customer_external_id: str
    status: ContractStatus
    status_raw: str
    service_external_id: str | None = None
    connection_external_id: str | None = None
    plan_external_id: str | None = None
    plan_name: str | None = None
    price: Decimal | None = None
    download_mbps: int | None = None
    upload_mbps: int | None = None
    login: str | None = None
    activated_on: dt.date | None = None
    cancelled_on: dt.date | None = None
    due_day: int | None = None
    address: ErpAddress | None = None
    region: str | None = None


class ErpCustomer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A customer's record. `document` in digits; `code` is the number people see, where it is not the id.

    Phones are 10 or 11 national digits, in the ERP's order. What is not there is None, never an empty text. `contracts` are those
    that came along: an ERP that tells them separately gives none here. `notices` are what its operators left for who answers.
    """

    external_id: str
    document: str | None = None
    code: str | None = None
    person_type: PersonType | None = None
    name: str | None = None
    trade_name: str | None = None
    active: bool | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    birth_date: dt.date | None = None
    registered_on: dt.date | None = None
    updated_at: dt.datetime | None = None
    address: ErpAddress | None = None
    contracts: tuple[Contract, ...] = ()
    notices: tuple[str, ...] = ()


class CustomerRef(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A customer as far as we know them: some ERPs list by id, others by document or by the code people see."""

    external_id: str
    document: str | None = None
    code: str | None = None


class ContractRef(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A contract as far as we know it, with what its ERP may act on instead."""

    external_id: str
    customer: CustomerRef | None = None
    service_external_id: str | None = None
    connection_external_id: str | None = None
    login: str | None = None


def ref_of(customer: ErpCustomer) -> CustomerRef:
    """What it takes to ask about them again."""
    return CustomerRef(external_id=customer.external_id, document=customer.document, code=customer.code)


def contract_ref(contract: Contract, customer: CustomerRef | None = None) -> ContractRef:
    """What it takes to ask about it again."""
    return ContractRef(
        external_id=contract.external_id,
        customer=customer or CustomerRef(external_id=contract.customer_external_id),
        service_external_id=contract.service_external_id,
        connection_external_id=contract.connection_external_id,
        login=contract.login,
    )


RANK = (
    ContractStatus.BLOCKED,
    ContractStatus.REDUCED,
    ContractStatus.ACTIVE,
    ContractStatus.PENDING,
    ContractStatus.INACTIVE,
    ContractStatus.UNKNOWN,
    ContractStatus.CANCELLED,
)
"""Which of several contracts counts: the one with trouble before the one without, what runs before what is over."""


def main_contract(contracts: tuple[Contract, ...]) -> Contract | None:
    """The one that counts."""
    return min(contracts, key=lambda c: (RANK.index(c.status), c.external_id), default=None)


def main_contract_of(customer: ErpCustomer) -> Contract | None:
    """Theirs that counts."""
    return main_contract(customer.contracts)
