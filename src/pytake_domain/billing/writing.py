"""A rule's words for one invoice; pure."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from pytake_domain.contacts import Contact
from pytake_domain.erp import ErpCustomer, PaymentOptions
from pytake_domain.identity import Tenant

SAID: Mapping[str, tuple[str, ...]] = {
    "customer": ("name", "first_name", "code", "plan"),
    "invoice": ("amount", "value", "due_on", "number", "description", "line", "pix", "link", "days"),
    "company": ("name",),
}
"""What may follow these in a text; after `contact` come the company's own attributes as well."""


def names_of(
    contact: Contact | None, customer: ErpCustomer, options: PaymentOptions, company: Tenant, now: dt.datetime
) -> Mapping[str, object]:
    """What a text may say: `invoice.amount` as it is written in Brazil, `invoice.days` since it was due (less than 0: until)."""
    local = now.astimezone(ZoneInfo(company.time_zone))
    invoice = options.invoice
    name = customer.name or (contact.name if contact else None) or ""
    return {
        "contact": {
            **(contact.attributes if contact else {}),
            "name": name.title(),
            "first_name": name.partition(" ")[0].title(),
        },
        "customer": {
            "name": name.title(),
            "first_name": name.partition(" ")[0].title(),
            "code": customer.code or customer.external_id,
            "plan": next((k.plan_name for k in customer.contracts if k.plan_name), ""),
        },
        "invoice": {
            "amount": reais(invoice.to_pay),
            "value": invoice.to_pay,
            "due_on": invoice.due_on.strftime("%d/%m/%Y") if invoice.due_on else "",
            "number": invoice.number or invoice.external_id,
            "description": invoice.description or "",
            "line": options.digitable_line or "",
            "pix": options.pix_code or "",
            "link": options.pdf_url or "",
            "days": (local.date() - invoice.due_on).days if invoice.due_on else 0,
        },
        "company": {"name": company.name},
        "now": local,
        "today": local.date(),
    }


def reais(amount: Decimal) -> str:
    """As people write it: R$ 1.234,56."""
    whole, _, cents = f"{amount:.2f}".partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = []
    while digits:
        groups.append(digits[-3:])
        digits = digits[:-3]
    return f"{sign}R$ {'.'.join(reversed(groups))},{cents}"
