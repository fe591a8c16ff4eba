"""The media inside a content: its own, its header's, its cards', its parameters'."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from pytake_domain.messaging.template_media import with_parameters
from pytake_domain.whatsapp import Carousel, Content, Media, Template


def media_in(content: Content) -> Iterator[tuple[str, Media]]:
    """Each with the path of its field; a message that is nothing but media has the empty path."""
    if isinstance(content, Media):
        yield "", content
    elif isinstance(content, Carousel):
        for index, card in enumerate(content.cards):
            if card.header_media is not None:
                yield f"cards.{index}.header_media", card.header_media
    elif isinstance(content, Template):
        yield from _of_template(content)
    elif isinstance(header := getattr(content, "header_media", None), Media):
        yield "header_media", header


def with_media(content: Content, changed: Callable[[Media], Media]) -> Content:
    """The content with every media in it changed."""
    if isinstance(content, Media):
        return changed(content)
    if isinstance(content, Carousel):
        cards = tuple(_with_header(card, changed) for card in content.cards)
        return msgspec.structs.replace(content, cards=cards)
    if isinstance(content, Template):
        return with_parameters(content, lambda _, media: changed(media))
    changed_whole: Content = _with_header(content, changed)
    return changed_whole


def links_in(content: Content) -> Iterator[tuple[str, Media]]:
    """Media that is nothing but somebody's address, with the path of its field."""
    for path, media in media_in(content):
        if media.url and not media.media_id and not media.provider_media_id:
            yield path, media


def _of_template(content: Template) -> list[tuple[str, Media]]:
    found: list[tuple[str, Media]] = []

    def note(path: str, media: Media) -> Media:
        found.append((path, media))
        return media

    with_parameters(content, note)
    return found


def _with_header(part: Any, changed: Callable[[Media], Media]) -> Any:
    header = getattr(part, "header_media", None)
    return msgspec.structs.replace(part, header_media=changed(header)) if isinstance(header, Media) else part


def field_of(path: str, name: str = "media_id") -> str:
    """The field that a problem with the media at this path is about."""
    return f"{path}.{name}" if path else name
