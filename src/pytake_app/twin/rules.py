"""What the Cloud API refuses in a message's content, in its own words. Lengths are in Unicode characters."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pytake_app.twin.errors import GraphError, invalid, missing
from pytake_app.twin.rules_interactive import BODY_OPTIONAL, FURTHER, WITHOUT_HEADER
from pytake_app.twin.wire import JSON, part, parts, word

TEXT = 4096
CAPTION = 1024
CORRELATION = 512
BODY = 1024
LIST_BODY = 4096
AROUND = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
LIST_BUTTON = 20
SECTIONS = 10
SECTION_TITLE = 24
ROWS = 10
ROW_ID = 200
ROW_TITLE = 24
ROW_DESCRIPTION = 72
CARDS = 257
MEDIA = ("image", "video", "audio", "document", "sticker")
TYPES = ("audio", "contacts", "document", "image", "interactive", "location", "reaction", "sticker", "template", "text",
         "video")  # fmt: skip


def check(message: JSON) -> None:
    """Raises GraphError where the provider refuses. Templates have rules of their own."""
    kind = word(message.get("type")) or "text"
    if kind not in TYPES:
        raise GraphError(100, message=f'Param type must be one of {{{", ".join(TYPES).upper()}}} - got "{kind}".')
    correlation = message.get("biz_opaque_callback_data")
    if correlation is not None and (not isinstance(correlation, str) or len(correlation) > CORRELATION):
        raise GraphError(100, message=f"Param biz_opaque_callback_data must be at most {CORRELATION} characters long.")
    content = message.get(kind)
    if not isinstance(content, list if kind == "contacts" else dict):
        raise missing(kind)
    if kind in MEDIA:
        _media(kind, part(message, kind))
    elif rule := _RULES.get(kind):
        rule(message)


def _text(message: JSON) -> None:
    body = part(message, "text").get("body")
    if not isinstance(body, str) or not body.strip():
        raise missing("text['body']")
    if len(body) > TEXT:
        raise GraphError(100, message=f"Param text['body'] must be at most {TEXT} characters long.")


def _media(kind: str, media: JSON) -> None:
    if not word(media.get("id")) and not word(media.get("link")):
        raise GraphError(100, message=f"({kind}) object must have one of these: id, link")
    if len(word(media.get("caption"))) > CAPTION:
        raise invalid(f"Caption length invalid. Min length: 1, Max length: {CAPTION}")


def _location(message: JSON) -> None:
    place = part(message, "location")
    for axis, most in (("latitude", 90), ("longitude", 180)):
        try:
            degrees = float(place[axis])
        except (KeyError, TypeError, ValueError):
            raise missing(f"location['{axis}']") from None
        if not -most <= degrees <= most:
            raise invalid(f"{axis} is out of range")


def _contacts(message: JSON) -> None:
    cards = parts(message, "contacts")
    if not 1 <= len(cards) <= CARDS:
        raise invalid(f"contacts: Min length: 1, Max length: {CARDS}")
    for card in cards:
        name = part(card, "name")
        if not word(name.get("formatted_name")):
            raise missing("contacts['name']['formatted_name']")
        if not any(word(value) for key, value in name.items() if key != "formatted_name"):
            raise invalid("At least one of the name fields besides formatted_name must be set")


def _reaction(message: JSON) -> None:
    reaction = part(message, "reaction")
    if not word(reaction.get("message_id")).startswith("wamid."):
        raise invalid("Message is not valid to react to")
    if not isinstance(reaction.get("emoji"), str):
        raise missing("reaction['emoji']")


def _interactive(message: JSON) -> None:
    menu = part(message, "interactive")
    kind = word(menu.get("type"))
    rule = _INTERACTIVE.get(kind)
    if rule is None:
        # What the twin does not know it can't judge: it says so rather than take anything.
        raise GraphError(131051, f"interactive type {kind or '?'}")
    if kind in WITHOUT_HEADER and part(menu, "header"):
        raise invalid(f"Header is not allowed for {kind} messages")
    if kind not in BODY_OPTIONAL or part(menu, "body"):
        _around(menu, LIST_BODY if kind == "list" else BODY)
    rule(part(menu, "action"))
    if kind == "list" and part(menu, "header") and part(menu, "header").get("type") != "text":
        raise invalid("Header type invalid for list messages. Only text is supported.")


def _around(menu: JSON, longest: int) -> None:
    _length("Body text", part(menu, "body").get("text"), longest)
    if "footer" in menu:
        _length("Footer text", part(menu, "footer").get("text"), AROUND)
    if header := part(menu, "header"):
        kind = word(header.get("type"))
        if kind == "text":
            _length("Header text", header.get("text"), AROUND)
        elif kind in ("image", "video", "document"):
            _media(kind, part(header, kind))
        else:
            raise invalid(f"Header type {kind or '?'} is invalid")


def _buttons(action: JSON) -> None:
    buttons = parts(action, "buttons")
    if not 1 <= len(buttons) <= BUTTONS:
        raise invalid(f"Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: {BUTTONS}")
    replies = [part(button, "reply") for button in buttons]
    for button, reply in zip(buttons, replies, strict=True):
        if button.get("type") != "reply":
            raise invalid("Button type invalid. Supported: reply")
        _length("Button title", reply.get("title"), BUTTON_TITLE)
        _identifier("Button id", reply.get("id"), BUTTON_ID)
    _unique("reply id", [word(reply.get("id")) for reply in replies])
    _unique("reply title", [word(reply.get("title")) for reply in replies])


def _list(action: JSON) -> None:
    _length("Button text", action.get("button"), LIST_BUTTON)
    sections = parts(action, "sections")
    if not 1 <= len(sections) <= SECTIONS:
        raise invalid(f"Invalid sections count. Min allowed sections: 1, Max allowed sections: {SECTIONS}")
    for section in sections:
        if len(sections) > 1 or section.get("title"):
            _length("Section title", section.get("title"), SECTION_TITLE)
        if not parts(section, "rows"):
            raise invalid("Section must have at least one row")
    rows = [row for section in sections for row in parts(section, "rows")]
    if len(rows) > ROWS:
        raise invalid(f"Total row count exceed max allowed count: {ROWS}")
    for row in rows:
        _identifier("Row id", row.get("id"), ROW_ID)
        _length("Row title", row.get("title"), ROW_TITLE)
        if row.get("description"):
            _length("Row description", row["description"], ROW_DESCRIPTION)
    _unique("row id", [word(row.get("id")) for row in rows])


def _link(action: JSON) -> None:
    parameters = part(action, "parameters")
    _length("Display text", parameters.get("display_text"), BUTTON_TITLE)
    if not word(parameters.get("url")).startswith(("http://", "https://")):
        raise invalid("Invalid url")


def _place_wanted(action: JSON) -> None:
    if action.get("name") != "send_location":
        raise invalid("Invalid action name")


def _length(what: str, text: object, longest: int) -> None:
    if not isinstance(text, str) or not text.strip() or len(text) > longest:
        raise invalid(f"{what} length invalid. Min length: 1, Max length: {longest}")


def _identifier(what: str, text: object, longest: int) -> None:
    _length(what, text, longest)
    if word(text) != word(text).strip():
        raise invalid(f"{what} must not have leading or trailing spaces")


def _unique(what: str, values: list[str]) -> None:
    if len(set(values)) < len(values):
        raise invalid(f"Duplicated {what}")


_RULES: Mapping[str, Callable[[JSON], None]] = MappingProxyType(
    {"text": _text, "location": _location, "contacts": _contacts, "reaction": _reaction, "interactive": _interactive}
)
_INTERACTIVE: Mapping[str, Callable[[JSON], None]] = MappingProxyType(
    {"button": _buttons, "list": _list, "cta_url": _link, "location_request_message": _place_wanted, **FURTHER}
)
