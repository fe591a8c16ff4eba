"""What stands in cells of files that people open in spreadsheets."""

import datetime as dt
from collections.abc import Mapping, Sequence

from pytake_domain.contacts.attribute import Attribute, written
from pytake_domain.contacts.contact import Contact
from pytake_domain.kernel.text import Phone

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula."""
TITLES = ("id", "name", "phone", "email", "language", "time_zone", "vip", "opted_in", "blocked", "tags", "created_at")


def defused(cell: str) -> str:
    """A spreadsheet shows it and does not calculate it; telephone numbers stay as they are."""
    number = cell.startswith("+") and cell[1:].replace("•", "").isdigit()
    return f"'{cell}" if cell.startswith(RISKY) and not number else cell


def undefused(cell: str) -> str:
    """As it was before: what we gave away comes back."""
    return cell[1:] if cell.startswith("'") and defused(cell[1:]) == cell else cell


def titles_of(attributes: Sequence[Attribute]) -> tuple[str, ...]:
    """The head of an export: what an import of it reads again."""
    return (*TITLES, *(f"attr.{attribute.name}" for attribute in attributes))


def cells_of(contact: Contact, attributes: Sequence[Attribute], *, numbers_shown: bool) -> tuple[str, ...]:
    """Somebody as a row; the number masked for who may not see it."""
    phone = contact.phone or ""
    if phone and not numbers_shown:
        phone = Phone(phone).masked()
    known: Mapping[str, object] = contact.attributes
    return (
        str(contact.id),
        defused(contact.name or ""),
        phone,
        defused(contact.email or ""),
        contact.language.value if contact.language else "",
        contact.time_zone or "",
        written(contact.vip),
        written(contact.opted_in),
        written(contact.blocked),
        defused(", ".join(contact.tags)),
        contact.created_at.astimezone(dt.UTC).isoformat(),
        *(defused(written(contact.attributes[a.name])) if a.name in known else "" for a in attributes),
    )
