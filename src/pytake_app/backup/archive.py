"""The tar inside: members of known size one after the other, and at the end what there was."""

import hashlib
import io
import tarfile
from collections.abc import AsyncIterator, Iterator
from typing import IO

import msgspec

from pytake_app.backup.errors import Damaged

FORMAT = 1
PART = 8 * 1024 * 1024
"""Bytes of a part of what comes without a known length; so much of it is in memory."""
READ = 256 * 1024
SMALL = 64 * 1024
"""Bytes of a member that is read whole, or of the names that stand before one, at most."""
ABOUT, MANIFEST = "about.json", "manifest.json"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """The first member: what this is a backup of."""

    format: int
    made_at: str
    pytake: str
    revision: str
    postgresql: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The last member: how many were before it, their bytes, and a digest over name, length and SHA-256 of each."""

    members: int
    bytes: int
    media: int
    digest: str


class Counted:
    """What a manifest says, as members go by."""

    def __init__(self) -> None:
        self._members = self._bytes = self._media = 0
        self._digest = hashlib.sha256()

    def add(self, name: str, size: int, sha256: str) -> None:
        """One more."""
        self._members += 1
        self._bytes += size
        self._media += name.startswith("media/")
        self._digest.update(f"{name} {size} {sha256}\n".encode())

    def manifest(self) -> Manifest:
        """So far."""
        return Manifest(members=self._members, bytes=self._bytes, media=self._media, digest=self._digest.hexdigest())


class Writer:
    """Writes a stream; nothing is gone back to."""

    def __init__(self, out: IO[bytes], made_at: float) -> None:
        # Not its own mode for streams: that one gathers, and what is written beside it would overtake.
        self._out = _Stream(out)
        self._tar = tarfile.TarFile(fileobj=self._out, mode="w", format=tarfile.PAX_FORMAT)  # type: ignore[arg-type]
        self._made_at = made_at
        self._counted = Counted()

    def add(self, name: str, content: bytes) -> None:
        """A small member, or a part."""
        self._put(name, content)
        self._counted.add(name, len(content), hashlib.sha256(content).hexdigest())

    async def add_parts(self, folder: str, pieces: AsyncIterator[bytes]) -> None:
        """What comes without a known length, as members 000001, 000002 …"""
        gathered, number = bytearray(), 0
        async for piece in pieces:
            gathered += piece
            while len(gathered) >= PART:
                number += 1
                self.add(f"{folder}/{number:06d}", bytes(gathered[:PART]))
                del gathered[:PART]
        if gathered:
            self.add(f"{folder}/{number + 1:06d}", bytes(gathered))

    async def add_sized(self, name: str, size: int, pieces: AsyncIterator[bytes]) -> None:
        """A file of that many bytes. Raises Damaged when another number comes."""
        self._tar.addfile(self._head(name, size))
        told, seen = hashlib.sha256(), 0
        async for piece in pieces:
            seen += len(piece)
            told.update(piece)
            self._out.write(piece)
        if seen != size:
            raise Damaged(f"{name} should have {size} bytes, and has {seen}")
        padding = -size % tarfile.BLOCKSIZE
        self._out.write(b"\0" * padding)
        self._tar.offset += size + padding
        self._counted.add(name, size, told.hexdigest())

    def finish(self) -> Manifest:
        """The manifest, and the end."""
        manifest = self._counted.manifest()
        self._put(MANIFEST, msgspec.json.encode(manifest))
        self._tar.close()
        return manifest

    def _put(self, name: str, content: bytes) -> None:
        self._tar.addfile(self._head(name, len(content)), io.BytesIO(content))

    def _head(self, name: str, size: int) -> tarfile.TarInfo:
        head = tarfile.TarInfo(name)
        head.size, head.mtime, head.mode = size, self._made_at, 0o600
        return head


class _Stream:
    """Enough of a file for tarfile: it writes, and asks where it is."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._at = 0

    def write(self, piece: bytes) -> int:
        self._at += len(piece)
        return self._out.write(piece)

    def tell(self) -> int:
        return self._at


class Member:
    """One of them, to be read once and to its end."""

    def __init__(self, name: str, size: int, source: IO[bytes], counted: Counted) -> None:
        self.name = name
        self.size = size
        self._source = source
        self._counted = counted

    def pieces(self) -> Iterator[bytes]:
        """Its bytes. Raises Damaged when some are missing."""
        told, seen = hashlib.sha256(), 0
        while piece := self._more():
            seen += len(piece)
            told.update(piece)
            yield piece
        if seen != self.size:
            raise Damaged(f"{self.name} ends after {seen} of {self.size} bytes")
        if self.name != MANIFEST:
            self._counted.add(self.name, seen, told.hexdigest())

    def _more(self) -> bytes:
        try:
            return self._source.read(READ)
        except tarfile.TarError as error:
            raise Damaged(f"{self.name}: {error}") from error

    def read(self) -> bytes:
        """All of a small one."""
        return b"".join(self.pieces())


class _Head(tarfile.TarInfo):
    """A plain file of plain bytes, as we write them: no link, no folder, no file with holes, no endless names before it."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        # tarfile names this one as the place for what else is to be asked of a member.
        named_before = self.type == tarfile.XHDTYPE
        if self.type not in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.XHDTYPE):
            raise Damaged(f"{self.name} is no file")
        if self.size < 0 or (named_before and self.size > SMALL):
            raise Damaged(f"{self.name} can't have {self.size} bytes")
        member: tarfile.TarInfo = super()._proc_member(tar)  # type: ignore[misc]
        if member.size < 0 or member.sparse is not None:
            raise Damaged(f"{member.name} is no plain file")
        return member


UNREADABLE = (tarfile.TarError, msgspec.MsgspecError, EOFError, ValueError, RecursionError)
"""What tarfile raises over bytes that are none of its own; ValueError also for names that are no text."""


class Reader:
    """Goes through a stream once. `manifest` is known when all was read; Damaged is raised when it says something else."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.manifest: Manifest | None = None

    def members(self) -> Iterator[Member]:
        """Each before the manifest, in order; each has to be read before the next."""
        counted = Counted()
        try:
            with tarfile.open(fileobj=self._source, mode="r|", tarinfo=_Head) as tar:
                for head in tar:
                    content = tar.extractfile(head)
                    if content is None:
                        raise Damaged(f"{head.name} is no file")
                    if self.manifest is not None:
                        raise Damaged(f"{head.name} stands behind its end")
                    member = Member(head.name, head.size, content, counted)
                    if head.name == MANIFEST:
                        if head.size > SMALL:
                            raise Damaged(f"{MANIFEST} has {head.size} bytes")
                        self.manifest = msgspec.json.decode(member.read(), type=Manifest)
                    else:
                        yield member
        except UNREADABLE as error:
            raise Damaged(str(error)) from error
        if self.manifest is None:
            raise Damaged("its end is missing")
        if self.manifest != counted.manifest():
            raise Damaged("its manifest says something else")
