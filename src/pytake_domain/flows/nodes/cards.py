"""Cards in messages: of people, and side by side in a carousel."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from pytake_domain.flows.build import Build, LocalText, said
from pytake_domain.flows.nodes.media import LinkSpec, MediaSpec, address, media_maker
from pytake_domain.flows.nodes.menu import Option
from pytake_domain.flows.nodes.products import LONGEST_ID, ProductSpec
from pytake_domain.flows.run import Run
from pytake_domain.whatsapp import Card, Carousel, Contacts, Content, QuickReply
from pytake_domain.whatsapp import interactive_limits as provider

Make: TypeAlias = Callable[[Run, str], Content]
MOST_REPLIES = 3


class ContactCard(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's card."""

    name: LocalText
    phone: str | None = None
    email: str | None = None
    organization: LocalText | None = None


class CardSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A card of a carousel: a picture or video with a link or reply buttons, or a product."""

    media: MediaSpec | None = None
    text: LocalText | None = None
    link: LinkSpec | None = None
    replies: tuple[Option, ...] = ()
    product: ProductSpec | None = None


def contact_cards(build: Build, drawn: tuple[ContactCard, ...]) -> Make:
    """Makes cards of people."""
    cards = [_contact(build, card, f"contacts.{place}") for place, card in enumerate(drawn)]
    return lambda run, _: Contacts(contacts=tuple(card(run) for card in cards))


def _contact(build: Build, drawn: ContactCard, field: str) -> Callable[[Run], dict[str, Any]]:
    name = build.say(drawn.name, f"{field}.name", 256)
    phone = build.maybe(drawn.phone, f"{field}.phone", 40)
    email = build.maybe(drawn.email, f"{field}.email", 254)
    organization = build.maybe(drawn.organization, f"{field}.organization", 256)

    def make(run: Run) -> dict[str, Any]:
        shown = name(run).strip()
        card: dict[str, Any] = {"name": {"formatted_name": shown, "first_name": shown.partition(" ")[0]}}
        if number_of := said(phone, run):
            card["phones"] = [{"phone": number_of, "type": "WORK"}]
        if mail := said(email, run):
            card["emails"] = [{"email": mail, "type": "WORK"}]
        if company := said(organization, run):
            card["org"] = {"company": company}
        return card

    return make


def carousel(build: Build, drawn: tuple[CardSpec, ...]) -> Make:
    """Makes cards side by side."""
    if not provider.LEAST_CARDS <= len(drawn) <= provider.MOST_CARDS:
        build.problem("card_count", "carousel", least=provider.LEAST_CARDS, most=provider.MOST_CARDS)
    shapes = {
        (card.product is None, card.media and card.media.type, card.link is None, len(card.replies)) for card in drawn
    }
    if len(shapes) > 1:
        build.problem("cards_differ", "carousel")
    cards = [_card(build, card, f"carousel.{place}") for place, card in enumerate(drawn)]
    return lambda run, body: Carousel(body=body, cards=tuple(card(run) for card in cards))


def _card(build: Build, drawn: CardSpec, field: str) -> Callable[[Run], Card]:
    if drawn.product is not None:
        catalog = build.say(drawn.product.catalog_id, f"{field}.product.catalog_id", 128)
        product = build.say(drawn.product.product_id, f"{field}.product.product_id", LONGEST_ID)
        return lambda run: Card(catalog_id=catalog(run), product_id=product(run))
    if drawn.media is None or drawn.media.type not in ("image", "video"):
        build.problem("picture_or_video", f"{field}.media")
    if (drawn.link is None) == (not drawn.replies):
        build.problem("link_or_replies", f"{field}.link")
    if len(drawn.replies) > MOST_REPLIES:
        build.problem("too_many", f"{field}.replies", most=MOST_REPLIES, count=len(drawn.replies))
    media = media_maker(build, drawn.media, f"{field}.media") if drawn.media else None
    text = build.maybe(drawn.text, f"{field}.text", provider.CARD_BODY)
    title = build.say(drawn.link.title, f"{field}.link.title", provider.BUTTON) if drawn.link else None
    url = address(build, drawn.link.url, f"{field}.link.url") if drawn.link else None
    replies = [
        (reply.id, build.say(reply.title, f"{field}.replies.{place}.title", provider.BUTTON))
        for place, reply in enumerate(drawn.replies)
    ]
    return lambda run: Card(
        header_media=media(run) if media else None,
        body=said(text, run),
        display_text=said(title, run),
        url=url(run) if url else None,
        replies=tuple(QuickReply(id=reply_id, title=say(run)) for reply_id, say in replies),
    )
