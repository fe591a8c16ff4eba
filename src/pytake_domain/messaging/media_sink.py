"""A file as it comes in: counted, hashed and looked at while its pieces pass on to the store."""

import hashlib

import msgspec

from pytake_domain.kernel.errors import Problem, TooLarge
from pytake_domain.messaging.errors import MediaRefused
from pytake_domain.messaging.media import MOST_BYTES, checked_type
from pytake_domain.messaging.sniff import HEAD
from pytake_domain.whatsapp import ByteSink, MessageType

TAIL = 2048
_ENDS = {
    "application/pdf": b"%%EOF",
    "application/zip": b"PK\x05\x06",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"PK\x05\x06",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": b"PK\x05\x06",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": b"PK\x05\x06",
}
"""Marks that must be near the end of a file of this type: one that lacks it was cut off."""


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """What came: how many bytes, their SHA-256 in hex, and the MIME type they are stored under."""

    size: int
    sha256: str
    mime_type: str


class CheckedSink:
    """Passes pieces on as soon as the first bytes are of the type that was declared."""

    def __init__(
        self, into: ByteSink, declared: str, *, kind: MessageType | None = None, most_bytes: int = MOST_BYTES
    ) -> None:
        self._into = into
        self._declared = declared
        self._kind = kind
        self._most_bytes = most_bytes
        self._head = bytearray()
        self._tail = b""
        self._hash = hashlib.sha256()
        self._mime_type: str | None = None
        self.size = 0

    async def write(self, piece: bytes) -> None:
        """The next bytes. Raises TooLarge, MediaRefused, and what the store raises."""
        self.size += len(piece)
        if self.size > self._most_bytes:
            raise TooLarge(allowed=self._most_bytes)
        self._hash.update(piece)
        self._tail = (self._tail + piece[-TAIL:])[-TAIL:]
        if self._mime_type is None:
            self._head += piece
            if len(self._head) < HEAD:
                return
            await self._decide()
            return
        await self._into.write(piece)

    async def finish(self) -> Arrived:
        """All of it came. Raises MediaRefused when it is empty, cut off, or of a wrong type."""
        if not self.size:
            raise MediaRefused(Problem(field="file", code="media_empty"))
        mime_type = self._mime_type or await self._decide()
        end = _ENDS.get(mime_type)
        if end is not None and end not in self._tail:
            raise MediaRefused(Problem(field="file", code="media_cut_off"))
        return Arrived(size=self.size, sha256=self._hash.hexdigest(), mime_type=mime_type)

    async def _decide(self) -> str:
        head = bytes(self._head)
        self._mime_type = mime_type = checked_type(self._declared, head[:HEAD], kind=self._kind)
        self._head.clear()
        await self._into.write(head)
        return mime_type
