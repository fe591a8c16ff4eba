"""Attributes and lists of contacts."""

import datetime as dt
from uuid import UUID

import msgspec

from pytake_domain.contacts import Attribute, AttributeType, ContactList


class AttributeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An attribute to keep of contacts: `name` in texts and queries, `label` for people; a choice has `options`."""

    name: str
    type: AttributeType
    label: str = ""
    options: list[str] = []


class AttributeChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may change of one."""

    label: str
    options: list[str] = []


class AttributeOut(msgspec.Struct, frozen=True, kw_only=True):
    """An attribute."""

    id: UUID
    name: str
    label: str
    type: AttributeType
    options: list[str]
    created_at: dt.datetime
    updated_at: dt.datetime


class ContactListIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list by its name."""

    name: str


class ContactListMembersIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Contacts to put on it or to take off."""

    contact_ids: list[UUID]


class ContactListOut(msgspec.Struct, frozen=True, kw_only=True):
    """A list, and how many are on it."""

    id: UUID
    name: str
    members: int
    created_at: dt.datetime
    updated_at: dt.datetime


def attribute_out(attribute: Attribute) -> AttributeOut:
    """As the API shows it."""
    return AttributeOut(
        id=attribute.id,
        name=attribute.name,
        label=attribute.label,
        type=attribute.type,
        options=list(attribute.options),
        created_at=attribute.created_at,
        updated_at=attribute.updated_at,
    )


def list_out(made: ContactList) -> ContactListOut:
    """As the API shows it."""
    return ContactListOut(
        id=made.id, name=made.name, members=made.members, created_at=made.created_at, updated_at=made.updated_at
    )
