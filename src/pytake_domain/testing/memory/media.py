"""Media in memory: a store, a repository, a provider's gateway, addresses, and an inspector that believes what it is told."""

import datetime as dt
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec

from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import (
    Inspected,
    MediaKey,
    MediaLinkUnusable,
    MediaNotFound,
    MediaRefused,
    StoredMedia,
    StoredObject,
    VoiceToolMissing,
)
from pytake_domain.testing.memory.store import TenantRows
from pytake_domain.whatsapp import ByteSink, ByteSource, FailureCode, Media, OpenNumber, SendFailure, Uploaded

PIECE = 1024
VOICE_NOTE = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(64)
THUMBNAIL = b"\xff\xd8\xff\xe0" + bytes(16)


class _Gathered:
    def __init__(self) -> None:
        self.bytes = bytearray()

    async def write(self, piece: bytes) -> None:
        self.bytes += piece


class Bytes:
    """Bytes as a source; see ByteSource."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = len(content)

    async def pieces(self) -> AsyncIterator[bytes]:
        """From the first byte on."""
        for start in range(0, self.size, PIECE):
            yield self.content[start : start + PIECE]


class MemoryMediaStore:
    """See MediaStore."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.objects: dict[MediaKey, bytes] = {}
        self._clock = clock
        self._written: dict[MediaKey, dt.datetime] = {}

    @asynccontextmanager
    async def writing(self, key: MediaKey) -> AsyncIterator[ByteSink]:
        """See the port."""
        gathered = _Gathered()
        yield gathered
        self.objects[key] = bytes(gathered.bytes)
        self._written[key] = self._clock.now() if self._clock else dt.datetime.min.replace(tzinfo=dt.UTC)

    async def size(self, key: MediaKey) -> int | None:
        """See the port."""
        return len(self.objects[key]) if key in self.objects else None

    async def read(self, key: MediaKey, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """See the port."""
        if key not in self.objects:
            raise MediaNotFound
        async for piece in Bytes(self.objects[key][start:end]).pieces():
            yield piece

    async def delete(self, key: MediaKey) -> None:
        """See the port."""
        self.objects.pop(key, None)

    async def listed(self, after: str = "", *, limit: int) -> tuple[Sequence[StoredObject], str]:
        """See the port."""
        places = {f"{key.tenant_id}/{key.media_id}.{key.variant}": key for key in self.objects}
        behind = sorted(place for place in places if place > after)
        found = [StoredObject(key=places[place], written_at=self._written[places[place]]) for place in behind[:limit]]
        return found, behind[limit - 1] if len(behind) > limit else ""

    async def drop_unfinished(self, before: dt.datetime) -> int:
        """Nothing is ever half written here."""
        del before
        return 0


class MemoryMedia:
    """See MediaRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, *media: StoredMedia) -> None:
        """See the port."""
        for each in media:
            if each.voice_of is None or await self.voice_of(each.voice_of) is None:
                self._rows.media[each.id] = each

    async def get(self, media_id: MediaId) -> StoredMedia:
        """See the port."""
        if media_id not in self._rows.media:
            raise MediaNotFound
        return self._rows.media[media_id]

    async def get_all(self, ids: Sequence[MediaId]) -> dict[MediaId, StoredMedia]:
        """See the port."""
        return {media_id: self._rows.media[media_id] for media_id in ids if media_id in self._rows.media}

    async def remove(self, ids: Sequence[MediaId]) -> None:
        """See the port."""
        for media_id in ids:
            self._rows.media.pop(media_id, None)
        for key in [key for key in self._rows.media_uploads if key[0] in ids]:
            del self._rows.media_uploads[key]

    async def save(self, media: StoredMedia) -> None:
        """See the port."""
        self._rows.media[media.id] = media

    async def voice_of(self, media_id: MediaId) -> StoredMedia | None:
        """See the port."""
        return next((m for m in self._rows.media.values() if m.voice_of == media_id), None)

    async def uploaded(self, media_id: MediaId, account: str, *, until: dt.datetime) -> Uploaded | None:
        """See the port."""
        known = self._rows.media_uploads.get((media_id, account))
        return known if known is not None and known.expires_at >= until else None

    async def remember_upload(self, media_id: MediaId, account: str, uploaded: Uploaded) -> None:
        """See the port."""
        known = self._rows.media_uploads.get((media_id, account))
        if known is None or known.expires_at < uploaded.expires_at:
            self._rows.media_uploads[media_id, account] = uploaded

    async def orphans(self, ids: Sequence[MediaId]) -> set[MediaId]:
        """See the port."""
        return set(ids) - set(self._rows.media)

    async def forget_uploads(self, ids: Sequence[MediaId], account: str) -> None:
        """See the port."""
        for media_id in ids:
            self._rows.media_uploads.pop((media_id, account), None)


class MemoryMediaInspector:
    """Sees a small picture in everything that is one; refuses bytes that contain `broken`."""

    def __init__(self, *, makes_voice_notes: bool = True) -> None:
        self.makes_voice_notes = makes_voice_notes
        self.voice_notes = 0

    async def look(self, source: ByteSource, mime_type: str) -> Inspected:
        """See the port."""
        content = b"".join([piece async for piece in source.pieces()])
        if b"broken" in content:
            raise MediaRefused(Problem(field="file", code="media_broken"))
        if not mime_type.startswith("image/"):
            return Inspected()
        return Inspected(width=640, height=480, thumbnail=THUMBNAIL)

    async def to_voice_note(self, source: ByteSource, into: ByteSink) -> None:
        """See the port."""
        if not self.makes_voice_notes:
            raise VoiceToolMissing
        self.voice_notes += 1
        del source
        await into.write(VOICE_NOTE)


class MemoryMediaGateway:
    """A provider's media: `held` is what it has by id; `script` holds the failures of the next calls. See MediaGateway."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.held: dict[str, bytes] = {}
        self.uploads: list[str] = []
        self.script: deque[SendFailure | None] = deque()
        self._clock = clock

    async def upload(
        self, via: OpenNumber, source: ByteSource, *, mime_type: str, filename: str
    ) -> Uploaded | SendFailure:
        """Takes it under a new id, for 29 days."""
        del via, mime_type, filename
        if self.script and (failure := self.script.popleft()):
            return failure
        media_id = f"uploaded.{len(self.uploads) + 1}"
        self.held[media_id] = b"".join([piece async for piece in source.pieces()])
        self.uploads.append(media_id)
        now = self._clock.now() if self._clock else dt.datetime.max.replace(tzinfo=dt.UTC) - dt.timedelta(days=40)
        return Uploaded(provider_media_id=media_id, expires_at=now + dt.timedelta(days=29))

    async def fetch(
        self, via: OpenNumber, content: Media, provider_message_id: str, into: ByteSink
    ) -> SendFailure | None:
        """Gives what it holds."""
        del via, provider_message_id
        if self.script and (failure := self.script.popleft()):
            return failure
        held = self.held.get(content.provider_media_id or "")
        if held is None:
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value)
        async for piece in Bytes(held).pieces():
            await into.write(piece)
        return None


class MemoryFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file behind an address; see LinkedFile."""

    content: bytes
    mime_type: str | None = None
    filename: str | None = None

    async def pieces(self) -> AsyncIterator[bytes]:
        """Its bytes."""
        async for piece in Bytes(self.content).pieces():
            yield piece


class MemoryLinkReader:
    """What is behind which address; see LinkReader."""

    def __init__(self) -> None:
        self.files: dict[str, MemoryFile] = {}

    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[MemoryFile]:
        """See the port."""
        if url not in self.files:
            raise MediaLinkUnusable(Problem(field="url", code="link_unreachable"))
        yield self.files[url]


class MemoryMediaLinks:
    """Addresses that say what they name, in plain words; see MediaLinks."""

    def link(self, tenant_id: TenantId, media_id: MediaId, expires_at: dt.datetime) -> str | None:
        """See the port."""
        return f"https://pytake.example/api/v1/media/{tenant_id}~{media_id}~{int(expires_at.timestamp())}"

    def opened(self, token: str, now: dt.datetime) -> tuple[TenantId, MediaId] | None:
        """See the port."""
        try:
            tenant_id, media_id, until = token.split("~")
            return (
                None
                if int(until) < now.timestamp()
                else (
                    msgspec.convert(tenant_id, TenantId),
                    msgspec.convert(media_id, MediaId),
                )
            )
        except (ValueError, msgspec.ValidationError):
            return None
