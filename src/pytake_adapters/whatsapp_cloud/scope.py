"""What surrounds an element of a webhook: whose it is, when it came, who its people are."""

import datetime as dt
import re

from pytake_adapters.net.body import JSON, identifier, moment, part, parts, word
from pytake_domain.contacts import Address, AddressKind, wa_id_addresses
from pytake_domain.kernel.errors import Invalid
from pytake_domain.whatsapp import Route

__all__ = [
    "BSUID",
    "ROUTE_ID",
    "Person",
    "Scope",
    "Unreadable",
    "identifier",
    "moment",
    "part",
    "parts",
    "required_id",
    "route_id",
    "route_of",
    "word",
]

BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}", re.ASCII)
"""A business-scoped user id; with ENT it belongs to the parent portfolio."""

ROUTE_ID = re.compile(r"[0-9A-Za-z_.-]{1,64}", re.ASCII)
_PUNCTUATION = str.maketrans("", "", "+-() ")


class Unreadable(Exception):
    """The element lacks what nothing can be done without; the argument names the reason."""


class Person:
    """Somebody's addresses, and the profile that came along for exactly this person."""

    __slots__ = ("addresses", "name")

    def __init__(self, addresses: tuple[Address, ...], name: str | None) -> None:
        self.addresses = addresses
        self.name = name


class Scope:
    """One change of a webhook: its route, its moment, its people, and the number's own digits."""

    __slots__ = ("_contacts", "at", "business", "field", "route", "standby")

    def __init__(self, *, route: Route, at: dt.datetime, field: str, value: JSON) -> None:
        self.route = route
        self.at = at
        self.field = field
        self.standby = False
        self._contacts: list[JSON] = []
        self.meet(value)
        metadata = value.get("metadata")
        shown = metadata.get("display_phone_number") if type(metadata) is dict else None
        self.business = shown.translate(_PUNCTUATION) if type(shown) is str else None

    def meet(self, value: JSON) -> None:
        """Take in the contacts of this level; only those of the same ids speak for a message."""
        contacts = value.get("contacts")
        if type(contacts) is list:
            self._contacts = [contact for contact in contacts if type(contact) is dict]

    def moment(self, stamp: object) -> dt.datetime:
        """Seconds or milliseconds, text or number; when it can't be one, the moment the webhook came."""
        return moment(stamp, self.at)

    def person(self, wire_id: object, user_id: object = None, parent_id: object = None) -> Person:
        """Every address of who is meant: the ids given, and those of the contact with one of these ids."""
        bsuid, parent = word(user_id), word(parent_id)
        wa_id: str | None = None
        if type(wire_id) is str and wire_id:
            if found := None if wire_id.isdigit() else BSUID.fullmatch(wire_id):
                # Some gateways write a user id where a telephone number stands: it must never become one.
                bsuid, parent = (bsuid, parent or wire_id) if found[1] else (bsuid or wire_id, parent)
            else:
                wa_id = wire_id.translate(_PUNCTUATION) or None
        contact = self._contact(wa_id, bsuid)
        name = username = None
        if contact:
            bsuid = bsuid or word(contact.get("user_id"))
            parent = parent or word(contact.get("parent_user_id"))
            named = word(contact.get("wa_id"))
            if wa_id is None and named and not BSUID.fullmatch(named):
                wa_id = named.translate(_PUNCTUATION) or None
            profile = contact.get("profile")
            if type(profile) is dict:
                name, username = word(profile.get("name")), word(profile.get("username"))
        return Person(_addresses(bsuid, parent, wa_id, username), name)

    def _contact(self, wa_id: str | None, bsuid: str | None) -> JSON | None:
        for contact in self._contacts:
            named = contact.get("wa_id")
            if (wa_id is not None and (named == wa_id or (type(named) is str and named.lstrip("+") == wa_id))) or (
                bsuid is not None and bsuid in (contact.get("user_id"), named)
            ):
                return contact
        return None

    def is_business(self, wire_id: object) -> bool:
        """Is this the number itself?"""
        return type(wire_id) is str and self.business is not None and wire_id.translate(_PUNCTUATION) == self.business


def _addresses(bsuid: str | None, parent: str | None, wa_id: str | None, username: str | None) -> tuple[Address, ...]:
    found: list[Address] = []
    for kind, value in ((AddressKind.BSUID, bsuid), (AddressKind.PARENT_BSUID, parent)):
        if value is not None:
            _add(found, kind, value)
    if wa_id is not None:
        if wa_id.isascii() and wa_id.isdigit():
            found += wa_id_addresses(wa_id) if len(wa_id) <= 64 else ()  # noqa: PLR2004  no id is longer
        else:
            _add(found, AddressKind.WA_ID, wa_id)
    if username is not None:
        _add(found, AddressKind.USERNAME, username.removeprefix("@"))
    return tuple(found)


def _add(found: list[Address], kind: AddressKind, value: str) -> None:
    try:
        found.append(Address(kind=kind, value=value))
    except Invalid:
        return  # not an address: the person is known by the others, or is a new one


def required_id(element: JSON) -> str:
    """The element's own id. Raises Unreadable: without it a repetition could not be told from news."""
    found = identifier(element.get("id"))
    if found is None:
        raise Unreadable("no_id")
    return found


def route_id(value: object) -> str | None:
    """A provider's id of a number or account, when it can be one."""
    found = identifier(value)
    return found if found and ROUTE_ID.fullmatch(found) else None


def route_of(account: object, value: JSON) -> Route:
    """The number a change names; else the account, the customer's own one when a partner is told."""
    for key in ("metadata", "recipient"):
        holder = value.get(key)
        if type(holder) is dict and (number := route_id(holder.get("phone_number_id"))):
            return Route(phone_number_id=number)
    return Route(account_id=route_id(part(value, "waba_info").get("waba_id")) or route_id(account))
