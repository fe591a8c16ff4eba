"""What we send that a customer can act on, beside reply buttons and lists: links, forms, products, cards, payments."""

import datetime as dt
from enum import StrEnum
from typing import Any, TypeAlias

import msgspec

from pytake_domain.whatsapp.content_base import ContentBase, Media


class _Outgoing(ContentBase, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    pass


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    pass


class CtaUrl(_Outgoing, frozen=True, kw_only=True, tag="cta_url"):
    """A text with one button that opens a link."""

    body: str
    display_text: str
    url: str
    header: str | None = None
    header_media: Media | None = None
    footer: str | None = None


class LocationRequest(_Outgoing, frozen=True, kw_only=True, tag="location_request"):
    """Asks for the customer's location; the answer is a Location."""

    body: str


class ContactRequest(_Outgoing, frozen=True, kw_only=True, tag="contact_request"):
    """Asks somebody without a known phone number for it; the answer is Contacts with `requested`."""

    body: str


class CallPermission(_Outgoing, frozen=True, kw_only=True, tag="call_permission"):
    """Asks whether we may call."""

    body: str


class CallButton(_Outgoing, frozen=True, kw_only=True, tag="voice_call"):
    """A button that calls the business; `payload` comes back with the call."""

    body: str
    display_text: str
    ttl_minutes: int | None = None
    payload: str | None = None


class Product(_Outgoing, frozen=True, kw_only=True, tag="product"):
    """One product of a catalogue."""

    catalog_id: str
    product_id: str
    body: str | None = None
    footer: str | None = None


class ProductSection(_Part, frozen=True, kw_only=True):
    """Products under a heading, by their ids in the catalogue."""

    title: str
    product_ids: tuple[str, ...]


class ProductList(_Outgoing, frozen=True, kw_only=True, tag="product_list"):
    """Several products of a catalogue."""

    catalog_id: str
    header: str
    body: str
    sections: tuple[ProductSection, ...]
    footer: str | None = None


class Catalog(_Outgoing, frozen=True, kw_only=True, tag="catalog"):
    """The whole catalogue behind one button."""

    body: str
    footer: str | None = None
    thumbnail_product_id: str | None = None


class FlowForm(_Outgoing, frozen=True, kw_only=True, tag="flow"):
    """A form of WhatsApp itself ("WhatsApp Flow"), named by `flow_id` or `flow_name`; the answer is a Reply of flow_reply.

    `screen` and `data` begin it; with `exchange` the form asks its own endpoint instead.
    """

    body: str
    button: str
    flow_id: str | None = None
    flow_name: str | None = None
    token: str = ""
    screen: str | None = None
    data: dict[str, Any] = msgspec.field(default_factory=dict)
    exchange: bool = False
    draft: bool = False
    header: str | None = None
    footer: str | None = None


class QuickReply(_Part, frozen=True, kw_only=True):
    """A reply button of a card."""

    id: str
    title: str


class Card(_Part, frozen=True, kw_only=True):
    """One card: a picture or video with a link or reply buttons, or a product of a catalogue."""

    header_media: Media | None = None
    body: str | None = None
    display_text: str | None = None
    url: str | None = None
    replies: tuple[QuickReply, ...] = ()
    catalog_id: str | None = None
    product_id: str | None = None


class Carousel(_Outgoing, frozen=True, kw_only=True, tag="carousel"):
    """Cards side by side, all of one shape."""

    body: str
    cards: tuple[Card, ...]


class OrderItem(_Part, frozen=True, kw_only=True):
    """A line of an order; amounts in cents, for one piece."""

    name: str
    amount: int
    quantity: int = 1
    retailer_id: str | None = None
    sale_amount: int | None = None


class PixKeyType(StrEnum):
    """Kinds of PIX keys."""

    CPF = "CPF"
    CNPJ = "CNPJ"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    EVP = "EVP"


class Pix(_Part, frozen=True, kw_only=True):
    """A PIX charge: the copy-and-paste code and whose account it pays into."""

    code: str
    merchant_name: str
    key: str
    key_type: PixKeyType


class OrderDetails(_Outgoing, frozen=True, kw_only=True, tag="order_details"):
    """Brazil's "review and pay": what is owed and how it can be paid; amounts in cents of BRL.

    At least one of `pix`, `boleto` (the typeable line) and `payment_link`.
    """

    reference_id: str
    body: str
    items: tuple[OrderItem, ...]
    digital: bool = True
    tax: int = 0
    shipping: int = 0
    discount: int = 0
    expires_at: dt.datetime | None = None
    expires_text: str | None = None
    pix: Pix | None = None
    boleto: str | None = None
    payment_link: str | None = None
    header_media: Media | None = None
    footer: str | None = None

    @property
    def subtotal(self) -> int:
        """All lines, reduced prices first."""
        return sum((i.amount if i.sale_amount is None else i.sale_amount) * i.quantity for i in self.items)

    @property
    def total(self) -> int:
        """What is to be paid."""
        return self.subtotal + self.tax + self.shipping - self.discount


class OrderState(StrEnum):
    """How far an order is, as the customer sees it."""

    PENDING = "pending"
    PROCESSING = "processing"
    PARTIALLY_SHIPPED = "partially-shipped"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CANCELED = "canceled"


class PaymentState(StrEnum):
    """Whether it is paid."""

    PENDING = "pending"
    CAPTURED = "captured"
    FAILED = "failed"


class OrderUpdate(_Outgoing, frozen=True, kw_only=True, tag="order_status"):
    """News of an order that was sent as OrderDetails."""

    reference_id: str
    body: str
    status: OrderState
    description: str | None = None
    payment: PaymentState | None = None
    paid_at: dt.datetime | None = None


class Poll(_Outgoing, frozen=True, kw_only=True, tag="poll"):
    """A question with options to tick; only unofficial providers have it."""

    question: str
    options: tuple[str, ...]
    selectable: int = 1


Interactive: TypeAlias = (
    CtaUrl
    | LocationRequest
    | ContactRequest
    | CallPermission
    | CallButton
    | Product
    | ProductList
    | Catalog
    | FlowForm
    | Carousel
    | OrderDetails
    | OrderUpdate
    | Poll
)
"""What `send-interactive` takes; `kind` is the tag."""
