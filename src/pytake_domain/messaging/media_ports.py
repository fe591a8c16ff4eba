"""What media needs from outside: where the bytes lie, who looks into them, who fetches addresses, who makes links."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from typing import Protocol

import msgspec

from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.messaging.media import StoredMedia
from pytake_domain.whatsapp import ByteSink, ByteSource, Uploaded


class MediaVariant(StrEnum):
    """The file itself, or the small picture of it (JPEG)."""

    ORIGINAL = "original"
    THUMBNAIL = "thumbnail"


class MediaKey(msgspec.Struct, frozen=True, kw_only=True):
    """Where an object lies: whose, which file, which variant of it."""

    tenant_id: TenantId
    media_id: MediaId
    variant: MediaVariant = MediaVariant.ORIGINAL


class StoredObject(msgspec.Struct, frozen=True, kw_only=True):
    """An object that lies in the store, and when it was put there."""

    key: MediaKey
    written_at: dt.datetime


class MediaStore(Protocol):
    """Objects of bytes. One is there whole or not at all; every method raises Unavailable when the store is away."""

    def writing(self, key: MediaKey) -> AbstractAsyncContextManager[ByteSink]:
        """Write in pieces. Leaving the block puts the object in place at once, an exception leaves no trace of it."""
        ...

    async def size(self, key: MediaKey) -> int | None:
        """How many bytes it has; None when there is none."""
        ...

    def read(self, key: MediaKey, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Its bytes from `start` up to and without `end`, in pieces. Raises MediaNotFound when there is none."""
        ...

    async def delete(self, key: MediaKey) -> None:
        """Idempotent."""
        ...

    async def listed(self, after: str = "", *, limit: int) -> tuple[Sequence[StoredObject], str]:
        """At most `limit` objects behind a place, in an order that stays, and the place to go on at; empty at the end."""
        ...

    async def drop_unfinished(self, before: dt.datetime) -> int:
        """Clear away what writers began before that moment and never ended; how much it was."""
        ...


class Inspected(msgspec.Struct, frozen=True, kw_only=True):
    """What is seen when a file is opened. `thumbnail` is a JPEG of at most 320 pixels a side."""

    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    thumbnail: bytes | None = None


class MediaInspector(Protocol):
    """Opens files; works beside the event loop, bounded in time and memory."""

    @property
    def makes_voice_notes(self) -> bool:
        """Is the tool for it installed?"""
        ...

    async def look(self, source: ByteSource, mime_type: str) -> Inspected:
        """Open it as what it says it is. Raises MediaRefused when it is broken, cut off or a decompression bomb."""
        ...

    async def to_voice_note(self, source: ByteSource, into: ByteSink) -> None:
        """Write it as OGG with Opus, mono. Raises VoiceToolMissing, MediaRefused when no sound can be made of it."""
        ...


class MediaRepository(Protocol):
    """Files of one tenant, inside a work."""

    async def add(self, *media: StoredMedia) -> None:
        """Keep them. The voice note of a file that has one already is left out."""
        ...

    async def get(self, media_id: MediaId) -> StoredMedia:
        """Raises MediaNotFound."""
        ...

    async def get_all(self, ids: Sequence[MediaId]) -> dict[MediaId, StoredMedia]:
        """Those that exist."""
        ...

    async def remove(self, ids: Sequence[MediaId]) -> None:
        """They are no files of the tenant any more; their bytes are somebody else's to remove."""
        ...

    async def save(self, media: StoredMedia) -> None:
        """What was found out about it."""
        ...

    async def voice_of(self, media_id: MediaId) -> StoredMedia | None:
        """The voice note made of it, when there is one."""
        ...

    async def uploaded(self, media_id: MediaId, account: str, *, until: dt.datetime) -> Uploaded | None:
        """The id by which a provider's account holds it at least until then."""
        ...

    async def remember_upload(self, media_id: MediaId, account: str, uploaded: Uploaded) -> None:
        """That id; of two, the one that lasts longer is kept."""
        ...

    async def orphans(self, ids: Sequence[MediaId]) -> set[MediaId]:
        """Those that are no file of the tenant. None at all where the tenant is unknown: its database may be another one."""
        ...

    async def forget_uploads(self, ids: Sequence[MediaId], account: str) -> None:
        """The provider does not take these ids any more."""
        ...


class LinkedFile(Protocol):
    """What is behind an address, as it says itself."""

    @property
    def mime_type(self) -> str | None:
        """Its type."""
        ...

    @property
    def filename(self) -> str | None:
        """Its name."""
        ...

    def pieces(self) -> AsyncIterator[bytes]:
        """Its bytes, once. Raises MediaLinkUnusable when they stop coming."""
        ...


class LinkReader(Protocol):
    """Fetches what is behind an address that somebody gave us."""

    def open(self, url: str) -> AbstractAsyncContextManager[LinkedFile]:
        """Raises MediaLinkUnusable: no address, a private one, unreachable, refused, too slow."""
        ...


class MediaLinks(Protocol):
    """Makes addresses of ours that somebody without an account may read for a while."""

    def link(self, tenant_id: TenantId, media_id: MediaId, expires_at: dt.datetime) -> str | None:
        """The address; None when nobody outside can reach us."""
        ...

    def opened(self, token: str, now: dt.datetime) -> tuple[TenantId, MediaId] | None:
        """Whose file a token of such an address names; None when it is not ours or its time is over."""
        ...
