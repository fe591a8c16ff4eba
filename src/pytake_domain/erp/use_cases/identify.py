"""Whose customer a contact is: told by a person of the company, or shown by the contact."""

import datetime as dt

import msgspec

from pytake_domain.contacts import AddressKind, Contact
from pytake_domain.erp.connection import Proof
from pytake_domain.erp.customer import ErpCustomer
from pytake_domain.erp.records import ErpFacts, ErpLink, LinkedBy
from pytake_domain.erp.repositories import ErpWork
from pytake_domain.erp.use_cases.reach import Reached
from pytake_domain.erp.use_cases.remember import keep_in_attributes, today_of
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.text import Phone
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class ErpCard(msgspec.Struct, frozen=True, kw_only=True):
    """A contact's link and facts."""

    link: ErpLink | None = None
    facts: ErpFacts | None = None


class IdentifyCustomers:
    """Links contacts with customers."""

    def __init__(self, *, open_work: OpenWork[ErpWork], clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def card(self, actor: Actor, contact_id: ContactId) -> ErpCard:
        """What is known without asking. Raises ContactNotFound."""
        actor.require(Permission.READ_ERP)
        async with self._open_work(actor.tenant_id) as work:
            contact = await work.contacts.get(contact_id)
            facts = await work.erp_records.facts([contact.id])
            return ErpCard(link=await work.erp_records.link(contact.id), facts=facts.get(contact.id))

    async def link(self, actor: Actor, contact_id: ContactId, erp_type: str, customer_id: str) -> ErpCard:
        """A person of the company says so. Raises ContactNotFound."""
        actor.require(Permission.WRITE_ERP)
        async with self._open_work(actor.tenant_id) as work:
            contact = await work.contacts.get(contact_id)
        await self._linked(actor.tenant_id, contact.id, erp_type, customer_id, LinkedBy.HAND)
        return await self.card(actor, contact_id)

    async def unlink(self, actor: Actor, contact_id: ContactId) -> None:
        """And the facts go. Raises ContactNotFound."""
        actor.require(Permission.WRITE_ERP)
        async with self._open_work(actor.tenant_id) as work:
            contact = await work.contacts.get(contact_id)
            await work.erp_records.remove_link(contact.id)

    async def proven(self, at: Reached, contact_id: ContactId, customer_id: str) -> bool:
        """Has the contact shown that they are this customer?"""
        return await self.proven_customer(at, contact_id) == customer_id

    async def proven_customer(self, at: Reached, contact_id: ContactId) -> str | None:
        """The customer of this ERP whom the contact has shown to be."""
        async with self._open_work(at.connection.tenant_id) as work:
            link = await work.erp_records.link(contact_id)
        if link is None or link.erp_type != at.connection.erp_type or link.proven_at is None:
            return None
        return link.customer_id

    async def prove(
        self, at: Reached, contact_id: ContactId, customer: ErpCustomer, *, birth_date: str | None = None
    ) -> bool:
        """They know the document; does the rest hold that the company asks for? If so they are linked."""
        async with self._open_work(at.connection.tenant_id) as work:
            contact = await work.contacts.get(contact_id)
        match at.connection.settings.proof:
            case Proof.BIRTH_DATE:
                # A company has no day of birth: its document has to do.
                held = customer.birth_date is None or customer.birth_date == day_of(birth_date)
                held = held if customer.birth_date or (customer.document and len(customer.document) > 11) else False  # noqa: PLR2004  a CPF's length
            case Proof.PHONE:
                held = holds_phone(contact, customer)
            case _:
                held = True
        if held:
            await self._linked(
                at.connection.tenant_id,
                contact.id,
                at.connection.erp_type,
                customer.external_id,
                LinkedBy.DOCUMENT,
                mapping=at,
            )
        return held

    async def _linked(
        self,
        tenant_id: TenantId,
        contact_id: ContactId,
        erp_type: str,
        customer_id: str,
        by: LinkedBy,
        *,
        mapping: Reached | None = None,
    ) -> None:
        now = self._clock.now()
        link = ErpLink(
            contact_id=contact_id, erp_type=erp_type, customer_id=customer_id, by=by, linked_at=now, proven_at=now
        )
        async with self._open_work(tenant_id) as work:
            await work.erp_records.put_link(link)
            await work.erp_records.refresh(erp_type, [customer_id], now, await today_of(work, now))
            if mapping is not None and mapping.connection.settings.mapping:
                await keep_in_attributes(work, mapping.connection.settings.mapping, [contact_id], now)


def day_of(said: str | None) -> dt.date | None:
    """A day as people type it: 14/04/1990, 14-4-90, 14041990, 1990-04-14."""
    digits = "".join(c if c.isdigit() else " " for c in said or "").split()
    if len(digits) == 1 and len(digits[0]) in {6, 8}:
        digits = [digits[0][:2], digits[0][2:4], digits[0][4:]]
    if len(digits) != 3:  # noqa: PLR2004  day, month, year
        return None
    first, month, last = digits
    day, year = (last, first) if len(first) == 4 else (first, last)  # noqa: PLR2004  a year in full
    if len(year) == 2:  # noqa: PLR2004  a year in short
        year = f"20{year}" if int(year) < 20 else f"19{year}"  # noqa: PLR2004  nobody signs a contract before eighteen
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def holds_phone(contact: Contact, customer: ErpCustomer) -> bool:
    """Does the contact write from a phone that the ERP has of the customer?"""
    theirs: set[str] = set()
    for phone in customer.phones:
        try:
            theirs.update(each.value for each in Phone.parse(phone).variants())
        except Invalid:
            continue
    return any(
        known.current and known.address.kind is AddressKind.PHONE and known.address.value in theirs
        for known in contact.addresses
    )
