"""Documents read by a process each, within bounds of time and memory: a hostile file stops nothing but its own."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from pytake_domain.ai import LARGEST_FILE, LONGEST_TITLE, Block, BlockKind, DocumentUnreadable, ReadDocument
from pytake_domain.kernel.errors import Problem, TooLarge

WITHIN = 60.0
"""Seconds for one document."""


class _Problem(msgspec.Struct, frozen=True):
    code: str
    params: dict[str, str | int] = {}


class _Said(msgspec.Struct, frozen=True):
    title: str = ""
    blocks: tuple[tuple[BlockKind, int, str], ...] = ()
    problem: _Problem | None = None


_said = msgspec.json.Decoder(_Said)


class IsolatedDocuments:
    """See DocumentReader."""

    def __init__(self, *, within: float = WITHIN) -> None:
        self._within = within

    async def read(self, pieces: AsyncIterator[bytes], *, filename: str, mime_type: str = "") -> ReadDocument:
        """See the port."""
        with tempfile.TemporaryDirectory(prefix="pytake-document-", ignore_cleanup_errors=True) as folder:
            path, size = Path(folder) / "file", 0
            with path.open("wb") as file:
                async for piece in pieces:
                    size += len(piece)
                    if size > LARGEST_FILE:
                        raise TooLarge(allowed=LARGEST_FILE)
                    await asyncio.to_thread(file.write, piece)
            said = await self._asked(Path(folder), filename, mime_type)
        if said.problem is not None:
            raise _unreadable(said.problem.code, **said.problem.params)
        blocks = tuple(Block(kind=kind, level=level, text=text) for kind, level, text in said.blocks)
        if not blocks:
            raise _unreadable("document_without_text")
        return ReadDocument(title=said.title[:LONGEST_TITLE], blocks=blocks)

    async def _asked(self, folder: Path, filename: str, mime_type: str) -> _Said:
        answer = folder / "answer"
        arguments = [str(folder / "file"), filename[-200:].replace("\0", ""), mime_type[:200].replace("\0", "")]
        with answer.open("wb") as out:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "pytake_adapters.documents.child",
                *arguments,
                str(self._within),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=asyncio.subprocess.DEVNULL,
                cwd=folder,
                env=_environment(),
            )
            try:
                async with asyncio.timeout(self._within):
                    status = await process.wait()
            except TimeoutError as error:
                raise _unreadable("document_too_slow", most=int(self._within)) from error
            finally:
                if process.returncode is None:
                    with suppress(ProcessLookupError):
                        process.kill()
                    await process.wait()
        if status != 0:
            raise _unreadable("document_broken")
        return await asyncio.to_thread(_understood, answer)


def _understood(answer: Path) -> _Said:
    try:
        return _said.decode(answer.read_bytes())
    except msgspec.MsgspecError as error:
        raise _unreadable("document_broken") from error


def _environment() -> dict[str, Any]:
    """Where its modules are, and nothing that we keep secret."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    modules = os.pathsep.join(str(Path(each).absolute()) for each in sys.path if each)
    return {**kept, "PYTHONPATH": modules, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}


def _unreadable(code: str, **params: str | int) -> DocumentUnreadable:
    return DocumentUnreadable(Problem(field="file", code=code, params=params))
