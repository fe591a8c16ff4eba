"""The media inside a content: its own, its header's, its cards'."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from pytake_domain.whatsapp import Carousel, Content, Media


def media_in(content: Content) -> Iterator[tuple[str, Media]]:
    """Each with the path of its field; a message that is nothing but media has the empty path."""
    if isinstance(content, Media):
        yield "", content
    elif isinstance(content, Carousel):
        for index, card in enumerate(content.cards):
            if card.header_media is not None:
                yield f"cards.{index}.header_media", card.header_media
    elif isinstance(header := getattr(content, "header_media", None), Media):
        yield "header_media", header


def with_media(content: Content, changed: Callable[[Media], Media]) -> Content:
    """The content with every media in it changed."""
    if isinstance(content, Media):
        return changed(content)
    if isinstance(content, Carousel):
        cards = tuple(_with_header(card, changed) for card in content.cards)
        return msgspec.structs.replace(content, cards=cards)
    changed_whole: Content = _with_header(content, changed)
    return changed_whole


def _with_header(part: Any, changed: Callable[[Media], Media]) -> Any:
    header = getattr(part, "header_media", None)
    return msgspec.structs.replace(part, header_media=changed(header)) if isinstance(header, Media) else part


def field_of(path: str) -> str:
    """The field that a problem with the media at this path is about."""
    return f"{path}.media_id" if path else "media_id"
