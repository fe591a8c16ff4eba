"""Our content as the Cloud API's JSON; pure."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from pytake_domain.contacts import Address, AddressKind
from pytake_domain.whatsapp import Buttons, ListMenu, Row, Section, Template, Text

JSON: TypeAlias = dict[str, Any]
Sendable: TypeAlias = Text | Buttons | ListMenu | Template

MOST_CORRELATION = 512
_BY_PREFERENCE = (AddressKind.PHONE, AddressKind.WA_ID, AddressKind.BSUID, AddressKind.PARENT_BSUID)


def message(to: JSON, content: Sendable, *, correlation: str | None = None, reply_to: str | None = None) -> JSON:
    """The body of a send. `to` is what `recipient` made; `correlation` comes back in every status."""
    body: JSON = {"messaging_product": "whatsapp", "recipient_type": "individual", **to}
    if reply_to:
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


def _content(content: Sendable) -> JSON:
    match content:
        case Text():
            return {"type": "text", "text": {"body": content.body, "preview_url": content.preview_url}}
        case Buttons():
            replies = [{"type": "reply", "reply": {"id": b.id, "title": b.title}} for b in content.buttons]
            return _interactive("button", content, {"buttons": replies})
        case ListMenu():
            sections = [_section(section) for section in content.sections]
            return _interactive("list", content, {"button": content.button, "sections": sections})
        case Template():
            return {"type": "template", "template": _template(content)}


def _interactive(kind: str, content: Buttons | ListMenu, action: JSON) -> JSON:
    menu: JSON = {"type": kind}
    if content.header:
        menu["header"] = {"type": "text", "text": content.header}
    menu["body"] = {"text": content.body}
    if content.footer:
        menu["footer"] = {"text": content.footer}
    menu["action"] = action
    return {"type": "interactive", "interactive": menu}


def _section(section: Section) -> JSON:
    rows = [_row(row) for row in section.rows]
    return {"title": section.title, "rows": rows} if section.title else {"rows": rows}


def _row(row: Row) -> JSON:
    written = {"id": row.id, "title": row.title}
    return {**written, "description": row.description} if row.description else written


def _template(template: Template) -> JSON:
    written: JSON = {"name": template.name, "language": {"code": template.language}}
    return {**written, "components": list(template.components)} if template.components else written
