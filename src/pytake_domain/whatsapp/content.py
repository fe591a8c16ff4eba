"""Everything a message can hold, in our words; `content` on the wire, one class a kind."""

from typing import Any, TypeAlias

import msgspec

from pytake_domain.whatsapp.content_base import ContentBase, Media, MessageType
from pytake_domain.whatsapp.interactive import (
    CallButton,
    CallPermission,
    Carousel,
    Catalog,
    ContactRequest,
    CtaUrl,
    FlowForm,
    LocationRequest,
    OrderDetails,
    OrderUpdate,
    Poll,
    Product,
    ProductList,
)


class Text(ContentBase, frozen=True, kw_only=True, tag="text"):
    """Plain text with WhatsApp's light markup."""

    body: str
    preview_url: bool = False


class Location(ContentBase, frozen=True, kw_only=True, tag="location"):
    """A place; degrees."""

    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None
    url: str | None = None


class Contacts(ContentBase, frozen=True, kw_only=True, tag="contacts"):
    """Contact cards as the provider writes them; `requested` when they answer our request for the phone."""

    contacts: tuple[dict[str, Any], ...]
    requested: bool = False


class Button(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reply button: what is shown, and the id that comes back."""

    id: str
    title: str


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of a list."""

    id: str
    title: str
    description: str | None = None


class Section(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rows under a heading."""

    rows: tuple[Row, ...]
    title: str | None = None


class Buttons(ContentBase, frozen=True, kw_only=True, tag="buttons"):
    """A text with up to three reply buttons."""

    body: str
    buttons: tuple[Button, ...]
    header: str | None = None
    header_media: Media | None = None
    footer: str | None = None


class ListMenu(ContentBase, frozen=True, kw_only=True, tag="list"):
    """A text with a menu behind one button."""

    body: str
    button: str
    sections: tuple[Section, ...]
    header: str | None = None
    footer: str | None = None


class Reply(ContentBase, frozen=True, kw_only=True, tag="reply"):
    """The customer's choice: `of` is button_reply, list_reply, flow_reply, or the provider's own word for others."""

    of: str
    id: str | None = None
    title: str | None = None
    description: str | None = None
    data: dict[str, Any] | None = None
    raw: str | None = None


class TemplateButton(ContentBase, frozen=True, kw_only=True, tag="button"):
    """A tap on a template's quick reply."""

    text: str
    payload: str | None = None


class Reaction(ContentBase, frozen=True, kw_only=True, tag="reaction"):
    """An emoji on an earlier message; None takes it back."""

    message_id: str
    emoji: str | None = None


class Template(ContentBase, frozen=True, kw_only=True, tag="template"):
    """An approved template with its parameters, as the provider's components; `rendered` is what the customer reads."""

    name: str
    language: str
    components: tuple[dict[str, Any], ...] = ()
    rendered: str | None = None
    category: str | None = None


class Order(ContentBase, frozen=True, kw_only=True, tag="order"):
    """A cart sent by the customer; its prices are only informative."""

    catalog_id: str
    items: tuple[dict[str, Any], ...]
    text: str | None = None


class System(ContentBase, frozen=True, kw_only=True, tag="system"):
    """Something about the chat itself, such as a changed number."""

    event: str
    body: str | None = None


class Unsupported(ContentBase, frozen=True, kw_only=True, tag="unsupported"):
    """A kind we do not know, or the provider does not relay: kept as it came, shown as a placeholder."""

    what: str | None = None
    raw: dict[str, Any] = msgspec.field(default_factory=dict)


Content: TypeAlias = (
    Text
    | Media
    | Location
    | Contacts
    | Buttons
    | ListMenu
    | Reply
    | TemplateButton
    | Reaction
    | Template
    | Order
    | System
    | Unsupported
    | CtaUrl
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

_TYPES: dict[type[ContentBase], MessageType] = {
    Text: MessageType.TEXT,
    Location: MessageType.LOCATION,
    Contacts: MessageType.CONTACTS,
    TemplateButton: MessageType.BUTTON,
    Reaction: MessageType.REACTION,
    Template: MessageType.TEMPLATE,
    Order: MessageType.ORDER,
    System: MessageType.SYSTEM,
    Unsupported: MessageType.UNSUPPORTED,
}


def type_of(content: Content) -> MessageType:
    """The message type this content makes."""
    return content.type if isinstance(content, Media) else _TYPES.get(type(content), MessageType.INTERACTIVE)


def media_of(content: Content) -> tuple[Media, ...]:
    """Every piece of media in it: itself, its header, the headers of its cards."""
    if isinstance(content, Media):
        return (content,)
    if isinstance(content, Carousel):
        return tuple(card.header_media for card in content.cards if card.header_media is not None)
    header = getattr(content, "header_media", None)
    return (header,) if isinstance(header, Media) else ()


def line_of(content: Content) -> str:  # noqa: PLR0911  one line a kind
    """What a person would read in one line, whatever the kind."""
    match content:
        case Text(body=text) | TemplateButton(text=text) | Poll(question=text):
            return text
        case Product():
            return content.body or f"[product: {content.product_id}]"
        case _ if isinstance(body := getattr(content, "body", None), str) and not isinstance(content, System):
            return body
        case Media():
            return content.caption or content.filename or f"[{content.type}]"
        case Location():
            place = ", ".join(part for part in (content.name, content.address) if part)
            return place or f"{content.latitude:.5f}, {content.longitude:.5f}"
        case Reply():
            return content.title or content.id or content.raw or f"[{content.of}]"
        case Reaction():
            return content.emoji or ""
        case Template():
            return content.rendered or f"[{content.name}]"
        case Contacts():
            names = (str((card.get("name") or {}).get("formatted_name") or "") for card in content.contacts)
            return ", ".join(name for name in names if name) or "[contacts]"
        case Order():
            return content.text or f"[order: {len(content.items)}]"
        case System():
            return content.body or f"[{content.event}]"
        case _:
            return f"[{getattr(content, 'what', None) or 'unsupported'}]"
