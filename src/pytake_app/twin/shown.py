"""How a message looks on a phone: a line to read, and what can be pressed."""

import msgspec

from pytake_app.twin import templates
from pytake_app.twin.settings import TwinTemplate
from pytake_app.twin.state import Seen
from pytake_app.twin.wire import JSON, part, parts, word

_decode = msgspec.json.Decoder(JSON).decode


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something on a message that its reader can press: a button, a list's row or a template's quick_reply."""

    kind: str
    id: str
    title: str
    description: str = ""
    section: str = ""


class PhoneEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something a phone's owner sees. `kind` is message, read or typing; `mine`: the owner wrote it; `n` counts upward."""

    n: int
    phone_number_id: str
    kind: str
    id: str
    at: float
    mine: bool = False
    type: str = ""
    text: str = ""
    choices: tuple[Choice, ...] = ()
    content: JSON = {}


def event_of(seen: Seen) -> PhoneEvent:
    """What is kept, as its owner sees it."""
    content = _decode(seen.raw)
    is_message = seen.kind == "message"
    return PhoneEvent(
        n=seen.n,
        phone_number_id=seen.phone_number_id,
        kind=seen.kind,
        id=seen.id,
        at=seen.at,
        mine=seen.mine,
        type=(word(content.get("type")) or "text") if is_message else "",
        text=line_of(content, seen.template) if is_message else "",
        choices=() if seen.mine else choices_of(content, seen.template),
        content=content,
    )


def line_of(message: JSON, template: TwinTemplate | None = None) -> str:  # noqa: PLR0911  one line a kind
    """What its reader reads in one piece."""
    kind = word(message.get("type")) or "text"
    content = part(message, kind)
    match kind:
        case "text":
            return word(content.get("body"))
        case "interactive":
            reply = part(content, word(content.get("type")))
            return word(part(content, "body").get("text")) or word(reply.get("title"))
        case "button":
            return word(content.get("text"))
        case "template":
            return templates.rendered(template, parts(content, "components")) if template else word(content.get("name"))
        case "reaction":
            return word(content.get("emoji"))
        case "location":
            return word(content.get("name")) or f"{content.get('latitude')}, {content.get('longitude')}"
    return word(content.get("caption")) or word(content.get("filename")) or f"[{kind}]"


def choices_of(message: JSON, template: TwinTemplate | None = None) -> tuple[Choice, ...]:
    """What its reader can press."""
    kind = message.get("type")
    if kind == "template" and template is not None:
        given = parts(part(message, "template"), "components")
        replies = templates.quick_replies(template, given)
        return tuple(Choice(kind="quick_reply", id=payload, title=text) for payload, text in replies)
    if kind != "interactive":
        return ()
    action = part(part(message, "interactive"), "action")
    buttons = tuple(
        Choice(kind="button", id=word(part(button, "reply").get("id")), title=word(part(button, "reply").get("title")))
        for button in parts(action, "buttons")
    )
    rows = tuple(
        Choice(
            kind="row",
            id=word(row.get("id")),
            title=word(row.get("title")),
            description=word(row.get("description")),
            section=word(section.get("title")),
        )
        for section in parts(action, "sections")
        for row in parts(section, "rows")
    )
    return buttons + rows
