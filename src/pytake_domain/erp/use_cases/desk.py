"""Answers whoever asks a company's ERP in general: flows, and the tools of models."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pytake_domain.erp.capability import SIGNATURES, Capability
from pytake_domain.erp.customer import ErpCustomer, main_contract_of
from pytake_domain.erp.errors import ErpNotConnected, ErpUnknown
from pytake_domain.erp.failure import ErpFailed, FailureKind
from pytake_domain.erp.invoice import InvoiceState, PaymentOptions
from pytake_domain.erp.plan import ErpPlan
from pytake_domain.erp.repositories import ErpPapers
from pytake_domain.erp.ticket import TicketChange, TicketDraft, TicketStatus
from pytake_domain.erp.use_cases.act import ActOnErps
from pytake_domain.erp.use_cases.identify import IdentifyCustomers
from pytake_domain.erp.use_cases.look_up import LookUp
from pytake_domain.erp.use_cases.papers import second_copy
from pytake_domain.erp.use_cases.reach import Reached, ReachErps
from pytake_domain.kernel.errors import Invalid, PytakeError
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.kernel.secrets import SecretUnreadable
from pytake_domain.kernel.text import Document, Phone

_OF_A_CONTRACT = frozenset({Capability.SIGNAL, Capability.OPEN_TICKET, Capability.CHANGE_PLAN, Capability.TRUST_UNLOCK})
"""Adapters take the contract by its id alone for these; what is listed by customer holds that customer's only."""


class NotProven(Exception):
    """Somebody asked about a customer whom they have not shown to be."""


class CompanyErp:
    """See ErpDesk: the preferred ERP of each company."""

    def __init__(
        self,
        *,
        reach: ReachErps,
        look_up: LookUp,
        act: ActOnErps,
        identify: IdentifyCustomers,
        papers: ErpPapers,
    ) -> None:
        self._reach = reach
        self._look_up = look_up
        self._act = act
        self._identify = identify
        self._papers = papers

    async def offers(self, tenant_id: TenantId) -> frozenset[Capability] | None:
        """See the port."""
        try:
            reached = await self._reach.of(tenant_id)
        except (ErpNotConnected, ErpUnknown, SecretUnreadable):
            return None
        return frozenset(reached.connection.offers) | {Capability.IDENTIFY}

    async def ask(
        self,
        tenant_id: TenantId,
        capability: Capability,
        arguments: Mapping[str, Any],
        *,
        key: str,
        contact_id: ContactId | None = None,
    ) -> Outcome:
        """See the port."""
        try:
            reached = await self._reach.of(tenant_id)
        except (ErpNotConnected, ErpUnknown):
            return Outcome(error="not_connected")
        except SecretUnreadable:
            return Outcome(error="auth")
        if capability not in {*reached.connection.offers, Capability.IDENTIFY}:
            return Outcome(error="not_supported")
        texts = {name: str(value).strip() for name, value in arguments.items()}
        return await self._outcome(reached, capability, texts, key, contact_id)

    async def _outcome(
        self, at: Reached, what: Capability, given: Mapping[str, str], key: str, contact_id: ContactId | None
    ) -> Outcome:
        again = not SIGNATURES[what].changes
        try:
            return Outcome(value=msgspec.to_builtins(await self._answer(at, what, given, key, contact_id)))
        except NotProven:
            return Outcome(error="not_proven")
        except Invalid:
            return Outcome(error="validation")
        except ErpFailed as failed:
            return Outcome(error=failed.kind.value, detail=failed.detail, retryable=again and failed.retryable)
        except PytakeError as error:
            return Outcome(error="unavailable", detail=error.code, retryable=again)

    async def _answer(
        self, at: Reached, what: Capability, given: Mapping[str, str], key: str, contact_id: ContactId | None
    ) -> Any:
        if what is Capability.IDENTIFY:
            return await self._identified(at, given, contact_id)
        if what is Capability.FIND_CUSTOMERS:
            return await self._found(at, given, contact_id)
        if what is Capability.LIST_PLANS:
            return (await self._look_up.plans(at))[0]
        customer_id = await self._whose(at, what, given, contact_id)
        if contact_id is not None:
            await self._must_be(at, contact_id, customer_id)
            await self._must_be_theirs(at, what, given, customer_id)
        if SIGNATURES[what].changes:
            return await self._changed(at, what, given, customer_id, key)
        return await self._read(at, what, given, customer_id)

    async def _read(self, at: Reached, what: Capability, given: Mapping[str, str], customer_id: str | None) -> Any:
        look = self._look_up
        if what is Capability.PAYMENT_OPTIONS:
            return await self._copy(at, await self._options(at, given["invoice_id"], customer_id))
        if what is Capability.SIGNAL:
            return (await look.signal(at, await look.contract_ref(at, given["contract_id"], customer_id)))[0]
        customer = await look.customer_ref(at, given["customer_id"])
        match what:
            case Capability.LIST_CONTRACTS:
                return (await look.contracts(at, customer))[0]
            case Capability.LIST_INVOICES:
                state = _state(given.get("state"))
                return (await look.invoices(at, customer, state=state, contract_id=given.get("contract_id")))[0]
            case Capability.CONNECTION_STATUS:
                return (await look.lines(at, customer, contract_id=given.get("contract_id")))[0]
            case _:
                return (await look.tickets(at, customer, pending=given.get("state") == "open"))[0]

    async def _changed(
        self, at: Reached, what: Capability, given: Mapping[str, str], customer_id: str | None, key: str
    ) -> Any:
        look, act = self._look_up, self._act
        match what:
            case Capability.OPEN_TICKET:
                contract_id = given.get("contract_id")
                contract = await look.contract_ref(at, contract_id, customer_id) if contract_id else None
                return await act.open_ticket(
                    at,
                    TicketDraft(
                        customer=await look.customer_ref(at, given["customer_id"]),
                        subject=given["subject"],
                        description=given["description"],
                        reference=key,
                        contract_external_id=contract_id,
                        connection_external_id=contract.connection_external_id if contract else None,
                        kind=given.get("kind"),
                    ),
                )
            case Capability.UPDATE_TICKET:
                status = TicketStatus(given["status"]) if given.get("status") in set(TicketStatus) else None
                change = TicketChange(
                    ticket_id=given["ticket_id"],
                    comment=given.get("comment"),
                    status=status,
                    customer=await look.customer_ref(at, customer_id) if customer_id else None,
                )
                return await act.update_ticket(at, change, key=key)
            case Capability.CHANGE_PLAN:
                plan = await self.plan(at, given["plan_id"])
                contract = await look.contract_ref(at, given["contract_id"], customer_id)
                return await act.change_plan(at, contract, plan, key=key)
            case _:
                contract = await look.contract_ref(at, given["contract_id"], customer_id)
                return await act.trust_unlock(at, contract, key=key)

    async def plan(self, at: Reached, plan_id: str) -> ErpPlan:
        """One on sale, or the id alone where the ERP lists none. Raises NOT_FOUND."""
        if Capability.LIST_PLANS not in at.connection.offers:
            return ErpPlan(external_id=plan_id, name=plan_id)
        plans, _ = await self._look_up.plans(at)
        found = next((p for p in plans if p.external_id == plan_id), None)
        if found is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return found

    async def _identified(self, at: Reached, given: Mapping[str, str], contact_id: ContactId | None) -> Any:
        found, _ = await self._look_up.customers(at, document=Document.parse(given["document"]).value)
        for customer in found:
            if contact_id is None or await self._identify.prove(
                at, contact_id, customer, birth_date=given.get("birth_date")
            ):
                return _with_main(customer)
        raise NotProven if found else ErpFailed(FailureKind.NOT_FOUND)

    async def _found(self, at: Reached, given: Mapping[str, str], contact_id: ContactId | None) -> Sequence[Any]:
        document, phone = given.get("document"), given.get("phone")
        found, _ = await self._look_up.customers(
            at,
            document=Document.parse(document).value if document else None,
            phone=Phone.parse(phone).digits.removeprefix("55") if phone and not document else None,
        )
        if contact_id is None:
            return [_with_main(c) for c in found]
        told = []
        for customer in found:
            known = await self._identify.proven(at, contact_id, customer.external_id)
            if known or (document and await self._identify.prove(at, contact_id, customer)):
                told.append(_with_main(customer))
            else:
                told.append(_bare(customer))
        return told

    async def _whose(
        self, at: Reached, what: Capability, given: Mapping[str, str], contact_id: ContactId | None
    ) -> str | None:
        if what is Capability.UPDATE_TICKET:
            # Its arguments name nobody: it is one of whoever writes, which the ERP is told to look at.
            return await self._identify.proven_customer(at, contact_id) if contact_id else None
        if "customer_id" in given:
            return given["customer_id"]
        if what is Capability.PAYMENT_OPTIONS:
            invoice = await self._look_up.invoice_ref(at, given["invoice_id"])
            return invoice.customer.external_id if invoice.customer else None
        if "contract_id" in given:
            contract = await self._look_up.contract_ref(at, given["contract_id"])
            return contract.customer.external_id if contract.customer else None
        return None

    async def _must_be(self, at: Reached, contact_id: ContactId, customer_id: str | None) -> None:
        if customer_id is None or not await self._identify.proven(at, contact_id, customer_id):
            raise NotProven

    async def _must_be_theirs(
        self, at: Reached, what: Capability, given: Mapping[str, str], customer_id: str | None
    ) -> None:
        """Whoever is proven to be one customer may name an invoice or a contract of another: that is not told, nor acted on."""
        look = self._look_up
        if what is Capability.PAYMENT_OPTIONS:
            invoice = await look.invoice_ref(at, given["invoice_id"])
            if invoice.customer is not None and invoice.customer.external_id != customer_id:
                raise NotProven
        elif given.get("contract_id") and what in _OF_A_CONTRACT:
            # The customer's are read before, where this one is not known.
            await look.contract_ref(at, given["contract_id"], customer_id)
            contract = await look.contract_ref(at, given["contract_id"])
            if contract.customer is None or contract.customer.external_id != customer_id:
                raise NotProven

    async def _options(self, at: Reached, invoice_id: str, customer_id: str | None) -> PaymentOptions:
        invoice = await self._look_up.invoice_ref(at, invoice_id, customer_id)
        return (await self._look_up.payment_options(at, invoice))[0]

    async def _copy(self, at: Reached, options: PaymentOptions) -> Any:
        return await second_copy(self._papers, at.connection.tenant_id, options)


def _state(said: str | None) -> InvoiceState:
    return InvoiceState(said) if said in set(InvoiceState) else InvoiceState.PENDING


def _with_main(customer: ErpCustomer) -> dict[str, Any]:
    """With the contract that counts, by itself: most customers have one, and flows ask about that."""
    main = main_contract_of(customer)
    told: dict[str, Any] = msgspec.to_builtins(customer)
    return {**told, "proven": True, "contract": msgspec.to_builtins(main) if main else None}


def _bare(customer: ErpCustomer) -> dict[str, Any]:
    """What may be told to somebody who has not shown who they are: that there is such a customer, and a first name."""
    first = (customer.name or "").split()[:1]
    return {"external_id": customer.external_id, "name": first[0].title() if first else None, "proven": False}
