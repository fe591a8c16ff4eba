"""A message's content: Cloud JSON to ours. A kind or shape that is not known is kept whole, never refused."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from pytake_adapters.whatsapp_cloud.body import JSON, NotJson, parse
from pytake_adapters.whatsapp_cloud.scope import identifier, part, parts, word
from pytake_domain.whatsapp import (
    Button,
    Buttons,
    Contacts,
    Content,
    ListMenu,
    Location,
    Media,
    MessageType,
    Order,
    Reaction,
    Reply,
    Row,
    Section,
    System,
    Template,
    TemplateButton,
    Text,
    Unsupported,
)

_REPLIES = {"button_reply": "button_reply", "list_reply": "list_reply", "flow": "flow_reply"}


def content_of(element: JSON) -> Content:
    """What a received or echoed message holds."""
    kind = element.get("type")
    read = _KINDS.get(kind) if type(kind) is str else None
    content = read(element) if read else None
    return content if content is not None else unsupported(element)


def sent_content(body: JSON, template: JSON) -> Content:
    """What a send request held, as other responders' echoes carry it; `template` is its definition if it came along."""
    kind = body.get("type")
    if kind == "template":
        return _template(body, template)
    if kind == "interactive":
        return _menu(body) or unsupported(body)
    return content_of(body)


def unsupported(element: JSON) -> Unsupported:
    """A placeholder: the provider's hint at what it was, else its word for the kind; everything that came is kept."""
    kind = word(element.get("type"))
    hint = word(part(element, "unsupported").get("type"))
    return Unsupported(what=hint or (None if kind == "unsupported" else kind), raw=element)


def _text(element: JSON) -> Text | None:
    body = part(element, "text").get("body")
    return Text(body=body) if type(body) is str else None


def _media(kind: MessageType) -> Callable[[JSON], Media | None]:
    def read(element: JSON) -> Media | None:
        media = part(element, str(element["type"]))
        media_id, url = identifier(media.get("id")), word(media.get("url")) or word(media.get("link"))
        if media_id is None and url is None:
            return None
        return Media(
            type=kind,
            provider_media_id=media_id,
            url=url,
            mime_type=word(media.get("mime_type")),
            sha256=word(media.get("sha256")),
            filename=word(media.get("filename")),
            caption=word(media.get("caption")),
            voice=media.get("voice") is True or element["type"] == "voice",
            animated=media.get("animated") is True,
        )

    return read


def _location(element: JSON) -> Location | None:
    place = part(element, "location")
    latitude, longitude = _degrees(place.get("latitude")), _degrees(place.get("longitude"))
    if latitude is None or longitude is None:
        return None
    return Location(
        latitude=latitude,
        longitude=longitude,
        name=word(place.get("name")),
        address=word(place.get("address")),
        url=word(place.get("url")),
    )


def _degrees(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        degrees = float(value)
    except (ValueError, OverflowError):
        return None
    return degrees if math.isfinite(degrees) else None


def _contacts(element: JSON) -> Contacts | None:
    cards = parts(element, "contacts")
    requested = any(card.get("origin") == "contact_request" for card in cards)
    return Contacts(contacts=tuple(cards), requested=requested) if cards else None


def _tap(element: JSON) -> TemplateButton | None:
    button = part(element, "button")
    text, payload = word(button.get("text")), word(button.get("payload"))
    return TemplateButton(text=text or payload or "", payload=payload) if text or payload else None


def _interactive(element: JSON) -> Reply | None:
    answer = part(element, "interactive")
    of = word(answer.get("type"))
    chosen = answer.get(of) if of else None
    if of is None or type(chosen) is not dict:
        return None
    if of == "nfm_reply":
        return _form(chosen)
    if of in _REPLIES:
        return Reply(
            of=of,
            id=identifier(chosen.get("id")),
            title=word(chosen.get("title")),
            description=word(chosen.get("description")),
        )
    return Reply(of=of, data=chosen)


def _form(form: JSON) -> Reply:
    """A form's answers come as JSON inside a text, which may be anything: it is kept as it is beside what it says."""
    name = word(form.get("name")) or "flow"
    written = form.get("response_json")
    data = written if type(written) is dict else None
    if type(written) is str:
        try:
            answers, _ = parse(written.encode())
        except NotJson:
            answers = None
        data = answers if type(answers) is dict else None
    return Reply(
        of=_REPLIES.get(name, name),
        title=word(form.get("body")),
        data=data,
        raw=written if type(written) is str else None,
    )


def _order(element: JSON) -> Order | None:
    order = part(element, "order")
    catalog = identifier(order.get("catalog_id"))
    if catalog is None:
        return None
    return Order(catalog_id=catalog, items=tuple(parts(order, "product_items")), text=word(order.get("text")))


def _reaction(element: JSON) -> Reaction | None:
    reaction = part(element, "reaction")
    target = word(reaction.get("message_id"))
    return Reaction(message_id=target, emoji=word(reaction.get("emoji"))) if target else None


def _system(element: JSON) -> System | None:
    system = part(element, "system")
    event = word(system.get("type"))
    return System(event=event, body=word(system.get("body"))) if event else None


def _template(body: JSON, definition: JSON) -> Content:
    template = part(body, "template")
    name, language = word(template.get("name")), word(part(template, "language").get("code"))
    if name is None or language is None:
        return unsupported(body)
    return Template(
        name=name,
        language=language,
        components=tuple(parts(template, "components")),
        category=word(definition.get("category")),
    )


def _menu(body: JSON) -> Buttons | ListMenu | None:
    menu = part(body, "interactive")
    action, text = part(menu, "action"), word(part(menu, "body").get("text"))
    header, footer = word(part(menu, "header").get("text")), word(part(menu, "footer").get("text"))
    if text is None:
        return None
    if menu.get("type") == "button":
        replies = [part(button, "reply") for button in parts(action, "buttons")]
        buttons = tuple(Button(id=str(r.get("id", "")), title=str(r.get("title", ""))) for r in replies)
        return Buttons(body=text, buttons=buttons, header=header, footer=footer)
    if menu.get("type") == "list":
        sections = tuple(
            Section(title=word(section.get("title")), rows=tuple(_row(row) for row in parts(section, "rows")))
            for section in parts(action, "sections")
        )
        label = word(action.get("button")) or ""
        return ListMenu(body=text, button=label, sections=sections, header=header, footer=footer)
    return None


def _row(row: JSON) -> Row:
    return Row(
        id=str(row.get("id", "")),
        title=str(row.get("title", "")),
        description=word(row.get("description")),
    )


_KINDS: Mapping[str, Callable[[JSON], Content | None]] = MappingProxyType(
    {
        "text": _text,
        "image": _media(MessageType.IMAGE),
        "video": _media(MessageType.VIDEO),
        "audio": _media(MessageType.AUDIO),
        "voice": _media(MessageType.AUDIO),
        "document": _media(MessageType.DOCUMENT),
        "sticker": _media(MessageType.STICKER),
        "location": _location,
        "contacts": _contacts,
        "button": _tap,
        "interactive": _interactive,
        "order": _order,
        "reaction": _reaction,
        "system": _system,
    }
)
