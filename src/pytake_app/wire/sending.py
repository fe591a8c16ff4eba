"""What the further send routes take: interactive kinds, places, contact cards, reactions."""

from typing import Annotated, Any
from uuid import UUID

import msgspec

from pytake_app.wire.messages import SendIn
from pytake_domain.whatsapp import Contacts, Interactive, Location


class SendInteractiveIn(SendIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`interactive.kind` says what it is: cta_url, location_request, product, flow, carousel, order_details, …"""

    interactive: Interactive


class SendLocationIn(SendIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place; degrees."""

    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None


class SendContactIn(SendIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Contact cards as WhatsApp writes them: `name.formatted_name` with one more part of the name, `phones`, …"""

    contacts: list[dict[str, Any]]


class SendReactionIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An emoji on a message, or null to take it back; `to` may be left out; given, it has to be whose message it is."""

    message_id: UUID
    emoji: str | None
    to: Annotated[str, msgspec.Meta(max_length=40)] | None = None


def location_of(data: SendLocationIn) -> Location:
    """As content."""
    return Location(latitude=data.latitude, longitude=data.longitude, name=data.name, address=data.address)


def contacts_of(data: SendContactIn) -> Contacts:
    """As content."""
    return Contacts(contacts=tuple(data.contacts))
