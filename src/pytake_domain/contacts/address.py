"""The addresses by which WhatsApp knows a person."""

from enum import StrEnum

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.text import Phone


class AddressKind(StrEnum):
    """Phone (E.164), WhatsApp id (digits), business-scoped user id and its parent, username (display only), Evolution's lid."""

    PHONE = "phone"
    WA_ID = "wa_id"
    BSUID = "bsuid"
    PARENT_BSUID = "parent_bsuid"
    USERNAME = "username"
    LID = "lid"


FINDING = (
    AddressKind.BSUID,
    AddressKind.PARENT_BSUID,
    AddressKind.LID,
    AddressKind.WA_ID,
    AddressKind.PHONE,
)
"""Kinds that find a contact, strongest first. A username is reused by others and finds nobody."""


class Address(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One address of a person; unique within a tenant."""

    kind: AddressKind
    value: str

    def __post_init__(self) -> None:
        if not self.value or len(self.value) > 256:  # noqa: PLR2004  longest bsuid with room
            raise Invalid(Problem(field="addresses", code="not_an_address"))

    @property
    def finds(self) -> bool:
        """May a contact be found by it?"""
        return self.kind is not AddressKind.USERNAME

    def alike(self) -> tuple["Address", ...]:
        """This address and those that mean the same person: a WhatsApp id with or without Brazil's ninth digit, its phone."""
        if self.kind not in (AddressKind.PHONE, AddressKind.WA_ID):
            return (self,)
        try:
            phones = Phone("+" + self.value.removeprefix("+")).variants()
        except Invalid:
            return (self,)
        same = [
            Address(kind=kind, value=phone.value if kind is AddressKind.PHONE else phone.digits)
            for phone in phones
            for kind in (self.kind, _other(self.kind))
        ]
        return tuple(same)


def _other(kind: AddressKind) -> AddressKind:
    return AddressKind.WA_ID if kind is AddressKind.PHONE else AddressKind.PHONE


def phone_address(phone: Phone) -> Address:
    """The address of a telephone number."""
    return Address(kind=AddressKind.PHONE, value=phone.value)


def wa_id_addresses(wa_id: str) -> tuple[Address, ...]:
    """A WhatsApp id, and the phone it stands for when it is a number."""
    digits = wa_id.removeprefix("+")
    found = [Address(kind=AddressKind.WA_ID, value=digits)]
    if digits.isdigit() and 7 <= len(digits) <= 15 and digits[0] != "0":  # noqa: PLR2004  E.164
        found.append(Address(kind=AddressKind.PHONE, value="+" + digits))
    return tuple(found)
