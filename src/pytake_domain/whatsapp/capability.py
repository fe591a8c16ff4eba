"""What a provider can do, known before anything is sent: one table a provider, used by sends, flows and the console."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from pytake_domain.whatsapp.content import Content
from pytake_domain.whatsapp.content_base import Media, MessageType
from pytake_domain.whatsapp.errors import NotSupported


class Support(StrEnum):
    """`native`: as it is; `as_text`: written as a text that works as well; `no`: refused, with a reason."""

    NATIVE = "native"
    AS_TEXT = "as_text"
    NO = "no"


class Can(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether and how something works; `reason` is a stable word for why not, or not natively."""

    support: Support = Support.NATIVE
    reason: str = ""


class MediaLimit(msgspec.Struct, frozen=True, kw_only=True):
    """The largest size in bytes and the MIME types taken for one kind of media."""

    most_bytes: int
    mime_types: tuple[str, ...]


class MediaTransport(StrEnum):
    """How our media gets to the provider: uploaded beforehand, or read by it from a link of ours."""

    UPLOAD = "upload"
    LINK = "link"


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """A provider's table.

    `contents` by the kind of content (`kind` on the wire; media by its type, voice notes as `voice`), `features` by name:
    reply, typing, mark_read, edit, delete, templates, profile, pairing, free_text_any_time, delivery_statuses.
    `settings` are the fields a number of this provider can't do without. What is not in a table is `no`.
    """

    contents: Mapping[str, Can]
    features: Mapping[str, Can]
    media: Mapping[MessageType, MediaLimit] = {}
    media_transport: MediaTransport = MediaTransport.UPLOAD
    settings: tuple[str, ...] = ("name",)
    most_buttons: int = 3
    most_rows: int = 10
    notice: str = ""

    def of(self, content: Content) -> Can:
        """How this content works here."""
        return self.contents.get(kind_of(content), Can(support=Support.NO, reason="unknown_kind"))

    def feature(self, name: str) -> Can:
        """How this feature works here."""
        return self.features.get(name, Can(support=Support.NO, reason="not_offered"))

    def require(self, content: Content) -> None:
        """Raises NotSupported with the kind and the reason when it can't be sent at all."""
        can = self.of(content)
        if can.support is Support.NO:
            raise NotSupported(what=kind_of(content), reason=can.reason)


def kind_of(content: Content) -> str:
    """The name of a content in the table."""
    if isinstance(content, Media):
        return "voice" if content.voice else content.type.value
    return str(content.__struct_config__.tag)
