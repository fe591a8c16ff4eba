"""Files and links in messages."""

from collections.abc import Callable
from typing import Literal, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from pytake_domain.flows.build import Build, LocalText, Say, said
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.whatsapp import Media, MessageType
from pytake_domain.whatsapp import interactive_limits as provider

MediaKind: TypeAlias = Literal["image", "video", "audio", "voice", "document", "sticker"]
MakeMedia: TypeAlias = Callable[[Run], Media]
HEADER_MEDIA = ("image", "video", "document")
"""What may stand above buttons and links."""

_NO_CAPTION = ("audio", "voice", "sticker")


class MediaSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A file: one of the company's by `media_id`, or at an address, which may have variables."""

    type: MediaKind
    media_id: str | None = None
    url: str | None = None
    filename: LocalText | None = None


class LinkSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A button that opens an address."""

    title: LocalText
    url: str


def captioned(drawn: MediaSpec) -> bool:
    """May a text go with it?"""
    return drawn.type not in _NO_CAPTION


def media_maker(build: Build, drawn: MediaSpec, field: str) -> MakeMedia:
    """Makes the file's part of a message."""
    if (drawn.media_id is None) == (drawn.url is None):
        build.problem("id_or_link", field)
    if drawn.media_id is not None and not _is_id(drawn.media_id):
        build.problem("not_an_id", f"{field}.media_id")
    voice = drawn.type == "voice"
    kind = MessageType.AUDIO if voice else MessageType(drawn.type)
    url = address(build, drawn.url, f"{field}.url") if drawn.url is not None else None
    filename = build.maybe(drawn.filename, f"{field}.filename", provider.FILENAME)

    def make(run: Run) -> Media:
        return Media(
            type=kind,
            media_id=drawn.media_id,
            url=url(run) if url else None,
            filename=said(filename, run),
            voice=voice,
        )

    return make


def address(build: Build, drawn: str, field: str) -> Say:
    """A web address; one that turns out to be none fails the session."""
    if not drawn.strip().lower().startswith(("http://", "https://", "{{")):
        build.problem("not_a_link", field)
    say = build.say(drawn, field, provider.URL)

    def checked(run: Run) -> str:
        url = say(run).strip()
        try:
            parts = urlsplit(url)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in url)
        except ValueError:
            sound = False
        if not sound:
            raise FlowFailure("not_a_link")
        return url

    return checked


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
