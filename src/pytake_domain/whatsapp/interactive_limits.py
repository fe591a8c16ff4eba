"""What the official API takes of links, forms, products, cards, payments, places, cards of contacts and reactions."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pytake_domain.kernel.errors import Problem
from pytake_domain.whatsapp.content import Contacts, Content, Location, Reaction
from pytake_domain.whatsapp.content_base import Media, MessageType
from pytake_domain.whatsapp.interactive import (
    CallButton,
    CallPermission,
    Card,
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
from pytake_domain.whatsapp.text_limits import counted, optional, required

BODY = 1024
HEADER = FOOTER = 60
BUTTON = 20
URL = 2000
CAPTION = 1024
FILENAME = 240
MOST_SECTIONS, MOST_PRODUCTS = 10, 30
LEAST_CARDS, MOST_CARDS = 2, 10
CARD_BODY, CARD_LINES = 160, 2
MOST_CONTACTS = 257
REFERENCE, ITEM_NAME = 60, 60
PLACE = 1000
LEAST_OPTIONS, MOST_OPTIONS, OPTION = 2, 12, 100
MOST_AMOUNT = 10**12

_REFERENCE = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)
_BOLETO = re.compile(r"[0-9]{44,48}", re.ASCII)


def interactive_problems(content: Content) -> Iterator[Problem]:  # noqa: C901, PLR0912  one case a kind
    """Every reason why the official API would refuse this content; kinds that have no limits here give none."""
    match content:
        case CtaUrl():
            yield from _around(content)
            yield from required("display_text", content.display_text, BUTTON)
            yield from _link("url", content.url)
        case LocationRequest() | ContactRequest() | CallPermission():
            yield from required("body", content.body, BODY)
        case CallButton():
            yield from required("body", content.body, BODY)
            yield from required("display_text", content.display_text, BUTTON)
            yield from optional("payload", content.payload, 512)
        case Product() | ProductList() | Catalog():
            yield from _products(content)
        case FlowForm():
            yield from _form(content)
        case Carousel():
            yield from _carousel(content)
        case OrderDetails():
            yield from _order(content)
        case OrderUpdate():
            yield from required("body", content.body, BODY)
            yield from _reference(content.reference_id)
            yield from optional("description", content.description, 120)
        case Poll():
            yield from _poll(content)
        case Location():
            yield from _place(content)
        case Contacts():
            yield from _cards(content)
        case Reaction():
            yield from required("message_id", content.message_id, 128)
            yield from optional("emoji", content.emoji, 32)
        case Media():
            yield from _media("", content)
        case _:
            return


def _around(content: CtaUrl | FlowForm) -> Iterator[Problem]:
    yield from required("body", content.body, BODY)
    yield from optional("header", content.header, HEADER)
    yield from optional("footer", content.footer, FOOTER)
    if isinstance(content, CtaUrl):
        yield from header_media(content.header, content.header_media)


def header_media(header: str | None, media: Media | None) -> Iterator[Problem]:
    """A message has one header: a text, or a picture, video or document."""
    if media is None:
        return
    if header:
        yield Problem(field="header", code="one_header_only")
    if media.type not in (MessageType.IMAGE, MessageType.VIDEO, MessageType.DOCUMENT):
        yield Problem(field="header_media.type", code="not_a_header_type")
    yield from _media("header_media.", media)


def _media(prefix: str, media: Media) -> Iterator[Problem]:
    if not (media.media_id or media.provider_media_id or media.url):
        yield Problem(field=f"{prefix}media_id", code="required")
    if media.type in (MessageType.AUDIO, MessageType.STICKER) and media.caption:
        yield Problem(field=f"{prefix}caption", code="no_caption_here")
    yield from optional(f"{prefix}caption", media.caption, CAPTION)
    yield from optional(f"{prefix}filename", media.filename, FILENAME)


def _link(field: str, url: str) -> Iterator[Problem]:
    yield from required(field, url, URL)
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)
    except ValueError:
        sound = False
    if url.strip() and not sound:
        yield Problem(field=field, code="not_a_link")


def _products(content: Product | ProductList | Catalog) -> Iterator[Problem]:
    yield from optional("footer", content.footer, FOOTER)
    if isinstance(content, Catalog):
        yield from required("body", content.body, BODY)
        return
    yield from required("catalog_id", content.catalog_id, 128)
    if isinstance(content, Product):
        yield from required("product_id", content.product_id, 200)
        yield from optional("body", content.body, BODY)
        return
    yield from required("header", content.header, HEADER)
    yield from required("body", content.body, BODY)
    yield from counted("sections", len(content.sections), 1, MOST_SECTIONS)
    total = sum(len(section.product_ids) for section in content.sections)
    if total > MOST_PRODUCTS:
        yield Problem(field="sections", code="too_many_products", params={"most": MOST_PRODUCTS, "count": total})
    for index, section in enumerate(content.sections):
        yield from required(f"sections.{index}.title", section.title, 24)
        yield from counted(f"sections.{index}.product_ids", len(section.product_ids), 1, MOST_PRODUCTS)


def _form(content: FlowForm) -> Iterator[Problem]:
    yield from _around(content)
    yield from required("button", content.button, BUTTON)
    if bool(content.flow_id) == bool(content.flow_name):
        yield Problem(field="flow_id", code="id_or_name")
    if content.exchange and (content.screen or content.data):
        yield Problem(field="screen", code="not_with_exchange")
    if content.data and not content.screen:
        yield Problem(field="screen", code="required")


def _carousel(content: Carousel) -> Iterator[Problem]:
    yield from required("body", content.body, BODY)
    yield from counted("cards", len(content.cards), LEAST_CARDS, MOST_CARDS)
    shapes = {_shape(card) for card in content.cards}
    if len(shapes) > 1:
        yield Problem(field="cards", code="cards_differ")
    for index, card in enumerate(content.cards):
        yield from _card(f"cards.{index}", card)


def _shape(card: Card) -> tuple[object, ...]:
    header = card.header_media.type if card.header_media else None
    return card.product_id is not None, header, card.url is not None, len(card.replies)


def _card(field: str, card: Card) -> Iterator[Problem]:
    if card.product_id is not None:
        yield from required(f"{field}.catalog_id", card.catalog_id or "", 128)
        return
    if card.header_media is None or card.header_media.type not in (MessageType.IMAGE, MessageType.VIDEO):
        yield Problem(field=f"{field}.header_media", code="picture_or_video")
    else:
        yield from _media(f"{field}.header_media.", card.header_media)
    yield from optional(f"{field}.body", card.body, CARD_BODY)
    if card.body and card.body.count("\n") > CARD_LINES:
        yield Problem(field=f"{field}.body", code="too_many_lines", params={"most": CARD_LINES})
    if bool(card.url) == bool(card.replies):
        yield Problem(field=f"{field}.url", code="link_or_replies")
    if card.url:
        yield from _link(f"{field}.url", card.url)
        yield from required(f"{field}.display_text", card.display_text or "", BUTTON)
    yield from counted(f"{field}.replies", len(card.replies), 0, 3)
    for place, reply in enumerate(card.replies):
        yield from required(f"{field}.replies.{place}.title", reply.title, BUTTON)
        yield from required(f"{field}.replies.{place}.id", reply.id, 256)


def _reference(reference: str) -> Iterator[Problem]:
    yield from required("reference_id", reference, REFERENCE)
    if reference.strip() and not _REFERENCE.fullmatch(reference):
        yield Problem(field="reference_id", code="not_a_reference")


def _order(content: OrderDetails) -> Iterator[Problem]:
    yield from required("body", content.body, BODY)
    yield from optional("footer", content.footer, FOOTER)
    yield from header_media(None, content.header_media)
    yield from _reference(content.reference_id)
    yield from counted("items", len(content.items), 1, 999)
    for index, item in enumerate(content.items):
        yield from required(f"items.{index}.name", item.name, ITEM_NAME)
        for name, value, least in (("amount", item.amount, 0), ("quantity", item.quantity, 1)):
            if not least <= value <= MOST_AMOUNT:
                yield Problem(
                    field=f"items.{index}.{name}", code="out_of_range", params={"least": least, "most": MOST_AMOUNT}
                )
    for name in ("tax", "shipping", "discount"):
        if not 0 <= getattr(content, name) <= MOST_AMOUNT:
            yield Problem(field=name, code="out_of_range", params={"least": 0, "most": MOST_AMOUNT})
    if content.total <= 0:
        yield Problem(field="items", code="nothing_to_pay")
    if content.pix is None and not content.boleto and not content.payment_link:
        yield Problem(field="pix", code="no_way_to_pay")
    if content.pix is not None:
        yield from required("pix.code", content.pix.code, 512)
        yield from required("pix.merchant_name", content.pix.merchant_name, 60)
        yield from required("pix.key", content.pix.key, 77)
    if content.boleto and not _BOLETO.fullmatch(re.sub(r"[ .-]", "", content.boleto)):
        yield Problem(field="boleto", code="not_a_boleto_line")
    if content.payment_link:
        yield from _link("payment_link", content.payment_link)


def _poll(content: Poll) -> Iterator[Problem]:
    yield from required("question", content.question, 255)
    yield from counted("options", len(content.options), LEAST_OPTIONS, MOST_OPTIONS)
    for index, option in enumerate(content.options):
        yield from required(f"options.{index}", option, OPTION)
    if len(set(content.options)) < len(content.options):
        yield Problem(field="options", code="not_unique")
    if not 0 <= content.selectable <= len(content.options):
        yield Problem(field="selectable", code="out_of_range", params={"least": 0, "most": len(content.options)})


def _place(content: Location) -> Iterator[Problem]:
    for name, value, most in (("latitude", content.latitude, 90), ("longitude", content.longitude, 180)):
        if not -most <= value <= most:
            yield Problem(field=name, code="out_of_range", params={"least": -most, "most": most})
    yield from optional("name", content.name, PLACE)
    yield from optional("address", content.address, PLACE)


def _cards(content: Contacts) -> Iterator[Problem]:
    yield from counted("contacts", len(content.contacts), 1, MOST_CONTACTS)
    for index, card in enumerate(content.contacts):
        name: Any = card.get("name")
        shown = name.get("formatted_name") if isinstance(name, dict) else None
        yield from required(f"contacts.{index}.name.formatted_name", shown if isinstance(shown, str) else "", 256)
        if isinstance(name, dict) and not any(name.get(part) for part in ("first_name", "last_name", "middle_name")):
            yield Problem(field=f"contacts.{index}.name.first_name", code="required")
        phones = card.get("phones", [])
        if not isinstance(phones, list) or not all(isinstance(p, dict) for p in phones):
            yield Problem(field=f"contacts.{index}.phones", code="not_a_list")
