"""What providers tell us, in our words: one class a kind of news."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

from pytake_domain.contacts import Address
from pytake_domain.whatsapp.content import Content
from pytake_domain.whatsapp.send_failure import SendFailure


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """Which number the news is for: by the provider's id of the number, or of its account when it is about all of them."""

    phone_number_id: str | None = None
    account_id: str | None = None


class DeliveryState(StrEnum):
    """How far an outbound message came; `other` keeps words we do not know and moves nothing."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"
    FAILED = "failed"
    OTHER = "other"


class Price(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the provider bills a message: category and type as they say it, and the amount our rate tables have for it.

    `estimated` until the provider has said it itself; no `amount` where no rate is known.
    """

    category: str
    type: str | None = None
    model: str | None = None
    billable: bool | None = None
    amount: Decimal | None = None
    currency: str | None = None
    country: str | None = None
    estimated: bool = False


class ProviderError(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A provider's error as it came."""

    code: str
    title: str = ""
    detail: str = ""


class _News(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    route: Route
    at: dt.datetime


class InboundMessage(_News, frozen=True, kw_only=True):
    """A customer wrote. `standby`: somebody else has the thread, so it is stored and never answered.

    `referral` is the advertisement they came by, `referred_product` the product whose page they wrote from.
    """

    id: str
    sender: tuple[Address, ...]
    content: Content
    profile_name: str | None = None
    reply_to: str | None = None
    forwarded: bool = False
    often_forwarded: bool = False
    referral: dict[str, Any] | None = None
    referred_product: dict[str, Any] | None = None
    group_id: str | None = None
    standby: bool = False


class EchoedMessage(_News, frozen=True, kw_only=True):
    """Somebody at the company answered on the phone itself, or another responder did (`standby`)."""

    id: str
    recipient: tuple[Address, ...]
    content: Content
    standby: bool = False


class PastMessage(_News, frozen=True, kw_only=True):
    """A message from before the number joined: stored, never acted on."""

    id: str
    customer: tuple[Address, ...]
    inbound: bool
    content: Content
    state: str | None = None


class MessageStatus(_News, frozen=True, kw_only=True):
    """A message of ours moved. `correlation` is what we sent along: our own message id.

    `failure` says what the error of a failed one means to us; a send of another responder's is `standby`.
    """

    id: str
    state: DeliveryState
    word: str
    recipient: tuple[Address, ...] = ()
    correlation: str | None = None
    error: ProviderError | None = None
    failure: SendFailure | None = None
    price: Price | None = None
    group: bool = False
    standby: bool = False


class MessageEdited(_News, frozen=True, kw_only=True):
    """An earlier message reads differently now; `echoed`: the company's own, and `sender` is then its customer."""

    original_id: str
    sender: tuple[Address, ...]
    content: Content
    echoed: bool = False


class MessageRevoked(_News, frozen=True, kw_only=True):
    """An earlier message was taken back; `echoed`: the company's own, and `sender` is then its customer."""

    original_id: str
    sender: tuple[Address, ...]
    echoed: bool = False


class AddressesChanged(_News, frozen=True, kw_only=True):
    """A person's addresses were replaced; `old` finds them, `new` are theirs from now on."""

    old: tuple[Address, ...]
    new: tuple[Address, ...]
    id: str | None = None
    body: str = ""


class IdentityChanged(_News, frozen=True, kw_only=True):
    """The phone behind an address may be another one now; hold what is sensitive until confirmed."""

    sender: tuple[Address, ...]
    hash: str | None = None


class PreferenceChanged(_News, frozen=True, kw_only=True):
    """A person stopped, resumed or signed up to marketing in WhatsApp itself."""

    person: tuple[Address, ...]
    category: str
    value: str


class ContactSynced(_News, frozen=True, kw_only=True):
    """The phone's address book said something about a person."""

    person: tuple[Address, ...]
    name: str | None
    removed: bool = False


class TemplateChanged(_News, frozen=True, kw_only=True):
    """A template's status, quality, category or text changed; `change` says which."""

    change: str
    template_id: str
    name: str
    language: str
    event: str | None = None
    reason: str | None = None
    data: dict[str, Any] = {}


class NumberChanged(_News, frozen=True, kw_only=True):
    """A number's quality, limit, throughput, name or settings changed; `change` is the provider's field."""

    change: str
    event: str | None = None
    display_phone_number: str | None = None
    data: dict[str, Any] = {}


class AccountChanged(_News, frozen=True, kw_only=True):
    """The account behind the numbers changed. `stops_sending`: nothing may leave any more."""

    change: str
    event: str | None = None
    stops_sending: bool = False
    stops_campaigns: bool = False
    data: dict[str, Any] = {}


class ControlChanged(_News, frozen=True, kw_only=True):
    """A thread was passed to another responder, or to us."""

    customer: tuple[Address, ...]
    previous_owner: str | None
    new_owner: str | None


class CallHappened(_News, frozen=True, kw_only=True):
    """A call began, ended or changed; `inbound` ones from a customer open the service window."""

    id: str
    event: str
    customer: tuple[Address, ...] = ()
    inbound: bool = True
    data: dict[str, Any] = {}


class ConnectionChanged(_News, frozen=True, kw_only=True):
    """A paired number's connection: connecting, open, closed or refused; `code` is the provider's reason.

    `phone` is the number that is linked, known once it is open.
    """

    state: str
    code: int | None = None
    phone: str | None = None
    profile_name: str | None = None


class PairingOffered(_News, frozen=True, kw_only=True):
    """A QR code to scan (`text` to draw, `picture` as a data URL) or a code to type; `ended`: no more will come by itself."""

    text: str | None = None
    picture: str | None = None
    pairing_code: str | None = None
    ended: bool = False


class AddressesLinked(_News, frozen=True, kw_only=True):
    """These addresses are one person's; nothing is replaced by it."""

    person: tuple[Address, ...]
    name: str | None = None


class ChatRead(_News, frozen=True, kw_only=True):
    """Somebody read a customer's message on the business's own phone."""

    message_id: str


class ErrorReported(_News, frozen=True, kw_only=True):
    """The provider reports trouble that belongs to no message."""

    errors: tuple[ProviderError, ...]


class OtherNews(_News, frozen=True, kw_only=True):
    """News of a kind we have no rule for: kept as it came."""

    field: str
    data: dict[str, Any]


ProviderEvent: TypeAlias = (
    InboundMessage
    | EchoedMessage
    | PastMessage
    | MessageStatus
    | MessageEdited
    | MessageRevoked
    | AddressesChanged
    | IdentityChanged
    | PreferenceChanged
    | ContactSynced
    | TemplateChanged
    | NumberChanged
    | AccountChanged
    | ControlChanged
    | CallHappened
    | ConnectionChanged
    | PairingOffered
    | AddressesLinked
    | ChatRead
    | ErrorReported
    | OtherNews
)


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """An element that could not be read: why, and the element, so that nothing is lost."""

    reason: str
    raw: bytes
    route: Route = Route()


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook's body says, element by element, in its order."""

    events: tuple[ProviderEvent, ...] = ()
    parked: tuple[Parked, ...] = ()
