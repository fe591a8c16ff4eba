"""Objects as files below one folder: written beside, made durable, then put in place by a rename."""

import asyncio
import datetime as dt
import os
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from pytake_adapters.media_store.listing import page, remove_older
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.messaging import MediaKey, MediaNotFound, StoredObject
from pytake_domain.whatsapp import ByteSink

READ = 256 * 1024
GATHER = 1024 * 1024
THREADS = 4
_T = TypeVar("_T")


class FilesMediaStore:
    """See MediaStore. A folder for each tenant, so that a tenant's files can be counted, copied and removed as one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / ".incoming"
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="media-files")

    @asynccontextmanager
    async def writing(self, key: MediaKey) -> AsyncIterator[ByteSink]:
        """See the port."""
        beside = self._incoming / f"{os.getpid()}-{secrets.token_hex(8)}"
        file = await self._run(lambda: _opened(beside))
        try:
            sink = _Gathering(self, file)
            yield sink
            await sink.flush()
            await self._run(lambda: _put(file, beside, self._path(key)))
        finally:
            file.close()
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    async def size(self, key: MediaKey) -> int | None:
        """See the port."""
        return await self._run(lambda: _size(self._path(key)))

    async def read(self, key: MediaKey, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """See the port."""
        try:
            file = await self._run(lambda: _at(self._path(key), start))
        except FileNotFoundError:
            raise MediaNotFound from None
        left = None if end is None else max(0, end - start)
        try:
            while left is None or left > 0:
                wanted = READ if left is None else min(READ, left)
                piece = await self._run(lambda wanted=wanted: file.read(wanted))  # type: ignore[misc]
                if not piece:
                    return
                yield piece
                left = None if left is None else left - len(piece)
        finally:
            file.close()

    async def delete(self, key: MediaKey) -> None:
        """See the port."""
        await self._run(lambda: self._path(key).unlink(missing_ok=True))

    async def listed(self, after: str = "", *, limit: int) -> tuple[Sequence[StoredObject], str]:
        """See the port."""
        return await self._run(lambda: page(self._folder, after, limit))

    async def drop_unfinished(self, before: dt.datetime) -> int:
        """See the port."""
        return await self._run(lambda: remove_older(self._incoming, before))

    async def aclose(self) -> None:
        """Let its threads go."""
        self._threads.shutdown(wait=False)

    async def _run(self, step: Callable[[], _T]) -> _T:
        """A step on the disk, beside the event loop. Raises Unavailable; FileNotFoundError as it is."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, step)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise Unavailable(dependency="media_store", detail=error.strerror or type(error).__name__) from error

    def _path(self, key: MediaKey) -> Path:
        # The last characters of an id of version 7 are chance: folders stay small and even.
        name = str(key.media_id)
        return self._folder / str(key.tenant_id) / name[-2:] / f"{name}.{key.variant.value}"


class _Gathering:
    """Passes larger pieces to the disk than it is given; see ByteSink."""

    def __init__(self, store: FilesMediaStore, file: BinaryIO) -> None:
        self._store = store
        self._file = file
        self._pieces: list[bytes] = []
        self._size = 0

    async def write(self, piece: bytes) -> None:
        """The next bytes."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= GATHER:
            await self.flush()

    async def flush(self) -> None:
        """Everything that was given is written."""
        pieces, self._pieces, self._size = self._pieces, [], 0
        if pieces:
            await self._store._run(lambda: self._file.writelines(pieces))  # noqa: SLF001  its own store


def _opened(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path.open("xb", buffering=0)


def _put(file: BinaryIO, beside: Path, place: Path) -> None:
    os.fsync(file.fileno())
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _at(path: Path, start: int) -> BinaryIO:
    file = path.open("rb", buffering=0)
    file.seek(start)
    return file


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
