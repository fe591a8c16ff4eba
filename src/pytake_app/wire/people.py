"""Contacts added, listed and merged; their consents and all that happened with them."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from pytake_app.wire.contacts import ContactChangeIn, patch_of
from pytake_domain.contacts import Address, AddressKind, ConsentGiven, ConsentProof, Moment, NewContact, phone_address
from pytake_domain.kernel.text import Language, Phone


class AddressIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address of somebody."""

    kind: AddressKind
    value: str


class ContactIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody to add, by a telephone number in any form or by other addresses."""

    phone: str | None = None
    addresses: list[AddressIn] = []
    name: str | None = None
    email: str | None = None
    language: Language | None = None
    time_zone: str | None = None
    vip: bool = False
    tags: list[str] = []
    attributes: dict[str, str | int | float | bool | None] = {}
    opted_in: bool | UnsetType = UNSET


class MergeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two contacts are one: `other_id` becomes part of `contact_id`."""

    contact_id: UUID
    other_id: UUID
    reason: str


class ConsentIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody said of a purpose: where (`source`), when (`at`, if not now), and the `text` they were shown."""

    purpose: str
    given: bool
    source: str
    at: dt.datetime | None = None
    text: str = ""


class ConsentProofOut(msgspec.Struct, frozen=True, kw_only=True):
    """The proof, and who recorded it."""

    id: UUID
    purpose: str
    given: bool
    at: dt.datetime
    source: str
    text: str
    recorded_at: dt.datetime
    recorded_by: str
    recorded_by_id: UUID | None


class MomentOut(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened; `data` goes with the type."""

    id: UUID
    at: dt.datetime
    type: str
    subject_id: UUID
    actor: str
    actor_id: UUID | None
    reason: str
    data: dict[str, Any]


def new_contact(given: ContactIn) -> NewContact:
    """As the domain has it. Raises Invalid for a number that is none."""
    phones = (phone_address(Phone.parse(given.phone)),) if given.phone else ()
    others = tuple(
        phone_address(Phone.parse(a.value))
        if a.kind is AddressKind.PHONE
        else Address(kind=a.kind, value=a.value.strip())
        for a in given.addresses
    )
    known = ContactChangeIn(
        name=given.name,
        email=given.email,
        language=given.language,
        time_zone=given.time_zone,
        vip=given.vip,
        attributes=given.attributes,
        opted_in=given.opted_in,
    )
    return NewContact(addresses=tuple(dict.fromkeys((*phones, *others))), known=patch_of(known), tags=tuple(given.tags))


def consent_given(given: ConsentIn) -> ConsentGiven:
    """As the domain has it."""
    return ConsentGiven(purpose=given.purpose, given=given.given, source=given.source, at=given.at, text=given.text)


def proof_out(proof: ConsentProof) -> ConsentProofOut:
    """As the API shows it."""
    return ConsentProofOut(
        id=proof.id,
        purpose=proof.purpose,
        given=proof.given,
        at=proof.at,
        source=proof.source,
        text=proof.text,
        recorded_at=proof.recorded_at,
        recorded_by=proof.actor_kind.value,
        recorded_by_id=proof.actor_id,
    )


def moment_out(moment: Moment) -> MomentOut:
    """As the API shows it."""
    return MomentOut(
        id=moment.id,
        at=moment.at,
        type=moment.type,
        subject_id=moment.subject,
        actor=moment.actor_kind.value,
        actor_id=moment.actor_id,
        reason=moment.reason,
        data=moment.data,
    )
