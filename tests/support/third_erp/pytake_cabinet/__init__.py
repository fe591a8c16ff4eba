"""An ERP of somebody else's: a filing cabinet, which lists customers and invoices and nothing more."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pytake_domain.erp import (
    Capability,
    Contract,
    ContractStatus,
    CustomerRef,
    Erp,
    ErpCustomer,
    ErpFailed,
    ErpReport,
    ErpStep,
    ErpTools,
    FailureKind,
    Field,
    FieldKind,
    Invoice,
    InvoiceState,
    InvoiceStatus,
    OpenConnection,
    SyncPage,
)
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.time import Clock, day_in

KEY = "chave-do-armario"
DOCUMENT = "11144477735"
CLAIMS = frozenset({Capability.FIND_CUSTOMERS, Capability.LIST_INVOICES})


class Cabinet:
    """See Erp: what it claims; anything else is refused as not supported."""

    def __init__(self, key: str, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def __getattr__(self, name: str) -> Any:
        async def refused(*_: object, **__: object) -> None:
            raise ErpFailed(FailureKind.NOT_SUPPORTED)

        return refused

    async def check(self) -> ErpReport:
        held = self._key == KEY
        steps = (ErpStep(step="address", ok=True), ErpStep(step="credentials", ok=held, error="" if held else "auth"))
        return ErpReport(steps=steps, offers=CLAIMS if held else frozenset())

    async def find_customers(self, *, document: str | None = None, phone: str | None = None) -> Sequence[ErpCustomer]:
        del phone
        contract = Contract(
            external_id="g1", customer_external_id="1", status=ContractStatus.ACTIVE, status_raw="ativo"
        )
        known = ErpCustomer(external_id="1", document=DOCUMENT, name="CLIENTE DO ARMÁRIO", contracts=(contract,))
        return [known] if document == DOCUMENT else []

    async def list_contracts(self, customer: CustomerRef) -> Sequence[Contract]:
        del customer
        return (await self.find_customers(document=DOCUMENT))[0].contracts

    async def list_invoices(
        self, customer: CustomerRef, *, state: InvoiceState = InvoiceState.PENDING, contract_id: str | None = None
    ) -> Sequence[Invoice]:
        del contract_id
        owed = Invoice(
            external_id="a1",
            status=InvoiceStatus.OVERDUE,
            status_raw="aberta",
            amount=Decimal("12.34"),
            customer_external_id=customer.external_id,
            due_on=day_in("America/Sao_Paulo", self._clock.now()) - dt.timedelta(days=4),
        )
        return [owed] if state.holds(owed.status) else []

    async def sync_customers(
        self, *, cursor: str | None = None, since: dt.datetime | None = None
    ) -> SyncPage[ErpCustomer]:
        del cursor, since
        return SyncPage(items=tuple(await self.find_customers(document=DOCUMENT)))

    async def sync_invoices(
        self, *, cursor: str | None = None, since: dt.datetime | None = None, customers: Sequence[CustomerRef] = ()
    ) -> SyncPage[Invoice]:
        del cursor, since, customers
        return SyncPage(items=tuple(await self.list_invoices(CustomerRef(external_id="1"))))

    async def aclose(self) -> None:
        """Nothing is open."""


class CabinetAdapter:
    """See ErpAdapter."""

    name = "cabinet"
    fields = (Field(name="key", kind=FieldKind.SECRET, required=True),)
    claims = CLAIMS
    invoices_by_customer = contracts_apart = incremental = False

    def address(self, given: str) -> str:
        if not given.startswith("https://"):
            raise Invalid(Problem(field="base_url", code="not_an_address"))
        return given

    def open(self, connection: OpenConnection, tools: ErpTools) -> Erp:
        key = connection.secrets["key"].reveal() if "key" in connection.secrets else ""
        made: Erp = Cabinet(key, tools.clock)
        return made


def build(options: Mapping[str, str]) -> CabinetAdapter:
    """See the registry."""
    del options
    return CabinetAdapter()
