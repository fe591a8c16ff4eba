"""Our content as the Cloud API's JSON; pure."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from pytake_adapters.whatsapp_cloud.interactive import header, interactive
from pytake_adapters.whatsapp_cloud.references import media_part
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.whatsapp import (
    Buttons,
    Contacts,
    Content,
    Interactive,
    ListMenu,
    Location,
    Media,
    NotSupported,
    Reaction,
    Row,
    Section,
    Template,
    Text,
    kind_of,
)

JSON: TypeAlias = dict[str, Any]

MOST_CORRELATION = 512
_BY_PREFERENCE = (AddressKind.PHONE, AddressKind.WA_ID, AddressKind.BSUID, AddressKind.PARENT_BSUID)


def message(to: JSON, content: Content, *, correlation: str | None = None, reply_to: str | None = None) -> JSON:
    """The body of a send. `to` is what `recipient` made; `correlation` comes back in every status. Raises NotSupported."""
    body: JSON = {"messaging_product": "whatsapp", "recipient_type": "individual", **to}
    if reply_to and not isinstance(content, Reaction):
        body["context"] = {"message_id": reply_to}
    if correlation:
        body["biz_opaque_callback_data"] = correlation[:MOST_CORRELATION]
    return {**body, **_content(content)}


def recipient(addresses: Sequence[Address]) -> JSON | None:
    """How the person is named on the wire: a telephone with its plus sign, else a user id; None when there is neither."""
    for kind in _BY_PREFERENCE:
        for address in addresses:
            if address.kind is kind and (named := _named(address)):
                return named
    return None


def _named(address: Address) -> JSON | None:
    if address.kind in (AddressKind.BSUID, AddressKind.PARENT_BSUID):
        return {"recipient": address.value}
    digits = address.value.removeprefix("+")
    # Without the plus sign the provider may put the business's own country code in front.
    return {"to": "+" + digits} if digits.isascii() and digits.isdigit() else None


def read_mark(provider_message_id: str, *, typing: bool = False) -> JSON:
    """Marks a message and those before it as read; `typing` shows for 25 s, or until our next message."""
    mark: JSON = {"messaging_product": "whatsapp", "status": "read", "message_id": provider_message_id}
    return {**mark, "typing_indicator": {"type": "text"}} if typing else mark


def _content(content: Content) -> JSON:  # noqa: PLR0911  one line a kind
    match content:
        case Text():
            return {"type": "text", "text": {"body": content.body, "preview_url": content.preview_url}}
        case Media():
            return {"type": content.type.value, content.type.value: media_part(content)}
        case Buttons() | ListMenu():
            return {"type": "interactive", "interactive": _menu(content)}
        case Template():
            return {"type": "template", "template": _template(content)}
        case Location():
            return {"type": "location", "location": _location(content)}
        case Contacts():
            return {"type": "contacts", "contacts": list(content.contacts)}
        case Reaction():
            return {"type": "reaction", "reaction": {"message_id": content.message_id, "emoji": content.emoji or ""}}
    written = interactive(content) if isinstance(content, Interactive) else None
    if written is None:
        raise NotSupported(what=kind_of(content), reason="not_sendable")
    return {"type": "interactive", "interactive": written}


def _location(content: Location) -> JSON:
    written: JSON = {"latitude": content.latitude, "longitude": content.longitude}
    return written | {name: value for name in ("name", "address") if (value := getattr(content, name))}


def _menu(content: Buttons | ListMenu) -> JSON:
    if isinstance(content, Buttons):
        kind, media = "button", content.header_media
        replies = [{"type": "reply", "reply": {"id": b.id, "title": b.title}} for b in content.buttons]
        action: JSON = {"buttons": replies}
    else:
        kind, media = "list", None
        action = {"button": content.button, "sections": [_section(section) for section in content.sections]}
    menu: JSON = {"type": kind}
    if (head := header(content.header, media)) is not None:
        menu["header"] = head
    menu["body"] = {"text": content.body}
    if content.footer:
        menu["footer"] = {"text": content.footer}
    menu["action"] = action
    return menu


def _section(section: Section) -> JSON:
    rows = [_row(row) for row in section.rows]
    return {"title": section.title, "rows": rows} if section.title else {"rows": rows}


def _row(row: Row) -> JSON:
    written = {"id": row.id, "title": row.title}
    return {**written, "description": row.description} if row.description else written


def _template(template: Template) -> JSON:
    written: JSON = {"name": template.name, "language": {"code": template.language}}
    return {**written, "components": list(template.components)} if template.components else written
