"""What an ERP told is kept, facts follow from it, and attributes of contacts from facts; part of somebody's work."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pytake_domain.erp.connection import ErpConnection, KeptFact
from pytake_domain.erp.customer import Contract, ErpCustomer
from pytake_domain.erp.invoice import Invoice
from pytake_domain.erp.records import ErpFacts, ErpLink
from pytake_domain.erp.repositories import ErpWork, KeepWork
from pytake_domain.kernel.errors import Invalid, NotFound
from pytake_domain.kernel.ids import ContactId
from pytake_domain.kernel.time import day_in

FACTS = (
    "name",
    "document",
    "contract_id",
    "contract_status",
    "plan",
    "due_day",
    "city",
    "district",
    "region",
    "owed_count",
    "owed_amount",
    "oldest_due_on",
    "next_due_on",
    "last_paid_on",
)
"""Those that can be kept in an attribute."""


async def remember(
    work: ErpWork,
    connection: ErpConnection,
    at: dt.datetime,
    *,
    customers: Sequence[ErpCustomer] = (),
    contracts: Sequence[Contract] = (),
    invoices: Sequence[Invoice] = (),
    all_owed_of: str | None = None,
) -> None:
    """`all_owed_of`: these invoices are all that this customer owes."""
    records, erp_type = work.erp_records, connection.erp_type
    await records.put_customers(erp_type, customers, at)
    await records.put_contracts(erp_type, contracts, at)
    await records.put_invoices(erp_type, invoices, at)
    if all_owed_of is not None:
        await records.settle_unseen(erp_type, all_owed_of, [i.external_id for i in invoices], at)
    await records.link_by_phone(erp_type, customers, at)
    about = {
        *(c.external_id for c in customers),
        *(k.customer_external_id for k in contracts),
        *(i.customer_external_id for i in invoices if i.customer_external_id),
        *((all_owed_of,) if all_owed_of else ()),
    }
    await records.refresh(erp_type, sorted(about), at, await today_of(work, at))
    if connection.settings.mapping:
        linked = [link.contact_id for own in sorted(about) for link in await records.links_of(erp_type, own)]
        await keep_in_attributes(work, connection.settings.mapping, linked, at)


async def today_of(work: KeepWork, at: dt.datetime) -> dt.date:
    """The day it is where the company is; invoices are due by it."""
    return day_in((await work.tenants.get()).time_zone, at)


async def recognise(work: KeepWork, contact_ids: Sequence[ContactId] | None, at: dt.datetime) -> None:
    """Whose customers these contacts are (None: everybody's that are not linked), as far as their phones tell.

    Sweeps link whom they pass; whoever comes later, or was imported after them, is found here.
    """
    new: dict[str, list[ErpLink]] = {}
    for link in await work.erp_records.link_contacts(contact_ids, at):
        new.setdefault(link.erp_type, []).append(link)
    for erp_type, links in sorted(new.items()):
        about = sorted({link.customer_id for link in links})
        await work.erp_records.refresh(erp_type, about, at, await today_of(work, at))
        connection = await work.erp_connections.find(erp_type)
        if connection is not None and connection.settings.mapping:
            await keep_in_attributes(work, connection.settings.mapping, [link.contact_id for link in links], at)


async def keep_in_attributes(
    work: KeepWork, mapping: Sequence[KeptFact], contact_ids: Sequence[ContactId], at: dt.datetime
) -> None:
    """What an attribute's type does not take is left out: the ERP's word is in the facts all the same."""
    facts = await work.erp_records.facts(contact_ids)
    if not facts:
        return
    defined = {attribute.name: attribute for attribute in await work.attributes.all()}
    for contact_id, known in facts.items():
        wanted: dict[str, Any] = {}
        for kept in mapping:
            value = written(known, kept.fact)
            if value is None or kept.attribute not in defined:
                continue
            try:
                wanted[kept.attribute] = defined[kept.attribute].read(value)
            except Invalid:
                continue
        await _set(work, contact_id, wanted, at)


async def _set(work: KeepWork, contact_id: ContactId, wanted: Mapping[str, Any], at: dt.datetime) -> None:
    try:
        before = contact = await work.contacts.get(contact_id)
    except NotFound:
        return
    for name, value in wanted.items():
        if contact.attributes.get(name) != value:
            contact = contact.set_attribute(name, value, at)
    if contact is not before:
        await work.contacts.save(contact)


def written(facts: ErpFacts, name: str) -> str | int | None:
    """A fact as an attribute reads it; None when it is not known."""
    value = getattr(facts, name) if name in FACTS else None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, int) or value is None else str(value)
