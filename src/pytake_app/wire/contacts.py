"""`contact` of the contract."""

import datetime as dt
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from pytake_domain.contacts import AddressKind, Contact, ContactPatch, Tag
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.text import Language, Phone

HIDDEN = "•••"
_NUMBERS = (AddressKind.PHONE, AddressKind.WA_ID)


class UnreachableOut(msgspec.Struct, frozen=True):
    """A provider of the kind `source` said at `since` that nobody takes messages on WhatsApp here."""

    since: dt.datetime
    source: str


class AddressOut(msgspec.Struct, frozen=True):
    """One address of a person."""

    kind: str
    value: str
    current: bool
    unreachable: UnreachableOut | None


class ConsentOut(msgspec.Struct, frozen=True):
    """What they agreed to or refused, when, and how that is known."""

    purpose: str
    given: bool
    at: dt.datetime | None
    source: str | None


class ContactShort(msgspec.Struct, frozen=True, kw_only=True):
    """Who a conversation is with; whole, `contact` of the contract, where it was asked for."""

    id: UUID
    name: str | None
    phone: str | None
    addresses: list[AddressOut] | UnsetType = UNSET
    email: str | UnsetType | None = UNSET
    language: str | UnsetType | None = UNSET
    time_zone: str | UnsetType | None = UNSET
    vip: bool | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    attributes: dict[str, str | int | float | bool | None] | UnsetType = UNSET
    consents: list[ConsentOut] | UnsetType = UNSET
    opted_in: bool | UnsetType = UNSET
    blocked: bool | UnsetType = UNSET
    created_at: dt.datetime | UnsetType = UNSET
    updated_at: dt.datetime | UnsetType = UNSET
    last_seen: dt.date | UnsetType | None = UNSET


def contact_out(
    contact: Contact, *, numbers_shown: bool, last_seen: dt.date | UnsetType | None = UNSET
) -> ContactShort:
    """All that is known of somebody; telephone numbers masked for who may not see them."""
    phone = contact.phone
    return ContactShort(
        id=contact.id,
        phone=phone if phone is None or numbers_shown else Phone(phone).masked(),
        addresses=[
            AddressOut(
                known.address.kind.value,
                known.address.value if numbers_shown else _masked(known.address.kind, known.address.value),
                known.current,
                UnreachableOut(known.unreachable.at, known.unreachable.source) if known.unreachable else None,
            )
            for known in contact.addresses
        ],
        name=contact.name,
        email=contact.email,
        language=contact.language.value if contact.language else None,
        time_zone=contact.time_zone,
        vip=contact.vip,
        tags=list(contact.tags),
        attributes=dict(contact.attributes),
        consents=_consents(contact),
        opted_in=contact.opted_in,
        blocked=contact.blocked,
        created_at=contact.created_at,
        updated_at=contact.updated_at,
        last_seen=last_seen,
    )


def _consents(contact: Contact) -> list[ConsentOut]:
    return [ConsentOut(purpose, said.given, said.at, said.source or None) for purpose, said in contact.consents.items()]


def _masked(kind: AddressKind, value: str) -> str:
    """A number as others see numbers; what is no number says nothing without its end."""
    if kind in _NUMBERS:
        try:
            return Phone("+" + value.removeprefix("+")).masked()
        except Invalid:
            return HIDDEN
    return HIDDEN


class ContactChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; `attributes` are replaced as a whole."""

    name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    time_zone: str | UnsetType | None = UNSET
    vip: bool | UnsetType = UNSET
    attributes: dict[str, str | int | float | bool | None] | UnsetType = UNSET
    opted_in: bool | UnsetType = UNSET
    blocked: bool | UnsetType = UNSET


class ContactTagsIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tags to add or to take away."""

    tags: list[str]


class TagIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tag to choose from."""

    name: str


class TagOut(msgspec.Struct, frozen=True, kw_only=True):
    """A tag, and how many contacts bear it."""

    id: UUID
    name: str
    used: int


def patch_of(given: ContactChangeIn) -> ContactPatch:
    """As the domain has it."""
    return ContactPatch(
        name=given.name,
        email=given.email,
        language=given.language,
        time_zone=given.time_zone,
        vip=given.vip,
        attributes=given.attributes,
        opted_in=given.opted_in,
        blocked=given.blocked,
    )


def tag_out(tag: Tag) -> TagOut:
    """As the API shows it."""
    return TagOut(id=tag.id, name=tag.name, used=tag.used)
