"""Bytes of a source as a file for a while: what opens files wants a path."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from pytake_domain.whatsapp import ByteSink, ByteSource

PIECE = 256 * 1024


@asynccontextmanager
async def spooled(source: ByteSource) -> AsyncIterator[Path]:
    """A file of its bytes in a folder of its own; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pytake-media-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            async for piece in source.pieces():
                await asyncio.to_thread(file.write, piece)
        yield path


async def pour(path: Path, into: ByteSink) -> None:
    """All bytes of a file."""
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(_next, file):
            await into.write(piece)


def _next(file: BinaryIO) -> bytes:
    return file.read(PIECE)
