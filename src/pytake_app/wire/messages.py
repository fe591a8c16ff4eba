"""`message` of the contract, and what the send routes take."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec

from pytake_app.phrases import failure
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import Failure, Message
from pytake_domain.whatsapp import (
    Button,
    Buttons,
    Contacts,
    Content,
    Interactive,
    ListMenu,
    Location,
    Media,
    Order,
    Price,
    Reaction,
    Reply,
    Section,
    System,
    Template,
    TemplateButton,
    Text,
    Unsupported,
    kind_of,
)


class ErrorOut(msgspec.Struct, frozen=True):
    """Why a message failed: our sentence in the reader's language, and in `detail` the provider's own words."""

    code: str
    provider_code: str | None
    message: str
    retryable: bool
    detail: str = ""


class StatusOut(msgspec.Struct, frozen=True):
    """One entry of a message's history."""

    status: str
    at: dt.datetime
    error: ErrorOut | None


class SenderOut(msgspec.Struct, frozen=True):
    """Who wrote it."""

    kind: str
    id: UUID | None


class CostOut(msgspec.Struct, frozen=True):
    """What it costs: `amount` null where no rate is known, `estimated` until the provider has said it."""

    amount: str | None
    currency: str | None
    category: str
    country: str | None
    free: bool
    estimated: bool


class MessageOut(msgspec.Struct, frozen=True):
    """`message` of the contract."""

    id: UUID
    conversation_id: UUID
    contact_id: UUID
    whatsapp_config_id: UUID
    direction: str
    type: str
    content: dict[str, Any]
    text: str
    status: str
    status_history: list[StatusOut]
    error: ErrorOut | None
    whatsapp_message_id: str | None
    reply_to: str | None
    cost: CostOut | None
    sent_by: SenderOut
    created_at: dt.datetime
    provider_at: dt.datetime | None


class MessageStatusOut(msgspec.Struct, frozen=True):
    """How far a message came."""

    id: UUID
    status: str
    status_history: list[StatusOut]
    error: ErrorOut | None
    whatsapp_message_id: str | None


class SendIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every send takes: a phone, or a conversation (which also reaches people without a phone).

    With `force` it is tried though a provider said in the last days that nobody is reached there.
    """

    to: str | None = None
    conversation_id: UUID | None = None
    whatsapp_config_id: UUID | None = None
    reply_to: UUID | None = None
    force: bool = False


class SendTextIn(SendIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text."""

    message: str
    preview_url: bool = False


class ButtonIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reply button; without an id it is known by its place."""

    title: str
    id: str | None = None


class SendButtonsIn(SendIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text with up to three reply buttons."""

    body: str
    buttons: list[ButtonIn]
    header: str | None = None
    footer: str | None = None


class SendListIn(SendIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text with a menu."""

    body: str
    button: str
    sections: list[Section]
    header: str | None = None
    footer: str | None = None


class SendTemplateIn(SendIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An approved template with its parameters as the provider's components."""

    name: str
    language: str = "pt_BR"
    components: list[dict[str, Any]] = []


def text_of(data: SendTextIn) -> Text:
    """As content."""
    return Text(body=data.message, preview_url=data.preview_url)


def buttons_of(data: SendButtonsIn) -> Buttons:
    """As content."""
    buttons = tuple(Button(id=b.id or f"button_{i}", title=b.title) for i, b in enumerate(data.buttons, 1))
    return Buttons(body=data.body, buttons=buttons, header=data.header, footer=data.footer)


def list_of(data: SendListIn) -> ListMenu:
    """As content."""
    return ListMenu(
        body=data.body, button=data.button, sections=tuple(data.sections), header=data.header, footer=data.footer
    )


def template_of(data: SendTemplateIn) -> Template:
    """As content."""
    return Template(name=data.name, language=data.language, components=tuple(data.components))


def message_out(message: Message, language: Language) -> MessageOut:
    """The aggregate as the contract shows it."""
    return MessageOut(
        id=message.id,
        conversation_id=message.conversation_id,
        contact_id=message.contact_id,
        whatsapp_config_id=message.number_id,
        direction=message.direction.value,
        type=message.type.value,
        content=content_out(message.content),
        text=message.text,
        status=message.status.value,
        status_history=_history(message, language),
        error=_error(message.error, language),
        whatsapp_message_id=message.provider_id,
        reply_to=message.reply_to,
        cost=_cost(message.price),
        sent_by=SenderOut(message.sent_by.value, message.sent_by_id),
        created_at=message.created_at,
        provider_at=message.provider_at,
    )


def status_out(message: Message, language: Language) -> MessageStatusOut:
    """Its delivery alone."""
    history, error = _history(message, language), _error(message.error, language)
    return MessageStatusOut(message.id, message.status.value, history, error, message.provider_id)


def _cost(price: Price | None) -> CostOut | None:
    if price is None:
        return None
    amount = None if price.amount is None else str(price.amount)
    free = price.amount is not None and not price.amount
    return CostOut(amount, price.currency, price.category, price.country, free, price.estimated)


def _history(message: Message, language: Language) -> list[StatusOut]:
    return [StatusOut(s.status, s.at, _error(s.error, language)) for s in message.status_history]


def _error(error: Failure | None, language: Language) -> ErrorOut | None:
    if error is None:
        return None
    said = failure(error.code, language)
    return ErrorOut(error.code, error.provider_code, said, error.retryable, error.message)


def content_out(content: Content) -> dict[str, Any]:  # noqa: C901, PLR0911, PLR0912  one case a kind
    """`content` by type, as the contract names its fields."""
    match content:
        case Text():
            return {"body": content.body}
        case Media():
            names = ("media_id", "url", "mime_type", "size", "sha256", "filename", "caption", "voice")
            said = {name: getattr(content, name) for name in names}
            return {**said, "missing": content.missing} if content.missing else said
        case Location():
            return {name: getattr(content, name) for name in ("latitude", "longitude", "name", "address")}
        case Contacts():
            return {"contacts": list(content.contacts)}
        case Buttons() | ListMenu():
            return _menu(content)
        case Reply():
            fields = {name: getattr(content, name) for name in ("id", "title", "description", "data")}
            return {"kind": content.of, **fields}
        case TemplateButton():
            return {"text": content.text, "payload": content.payload}
        case Reaction():
            return {"emoji": content.emoji, "message_id": content.message_id}
        case Template():
            return {name: getattr(content, name) for name in ("name", "language", "components", "rendered")}
        case Order():
            return {"catalog_id": content.catalog_id, "items": list(content.items), "text": content.text}
        case System():
            return {"event": content.event, "body": content.body}
        case Unsupported():
            return {"what": content.what}
        case _:
            return _interactive(content)


def _interactive(content: Interactive) -> dict[str, Any]:
    """Every field by its own name, those without a value as null."""
    said = {name: msgspec.to_builtins(getattr(content, name)) for name in content.__struct_fields__}
    return {"kind": kind_of(content), **said}


def _menu(content: Buttons | ListMenu) -> dict[str, Any]:
    own = {"header": content.header, "body": content.body, "footer": content.footer}
    if isinstance(content, Buttons):
        return {"kind": "buttons", **own, "buttons": msgspec.to_builtins(content.buttons)}
    return {"kind": "list", **own, "button": content.button, "sections": msgspec.to_builtins(content.sections)}
