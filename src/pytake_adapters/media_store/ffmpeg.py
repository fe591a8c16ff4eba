"""Sounds and films through ffmpeg, in a process of its own with little to see and not for long."""

import asyncio
import re
import shutil
from contextlib import suppress
from pathlib import Path

from pytake_domain.kernel.errors import Problem
from pytake_domain.messaging import Inspected, MediaRefused

LONGEST = 60.0
LOOK = 10.0
AT_ONCE = 2
MOST_SAID = 8192
MOST_OUTPUT = 16 * 1024 * 1024
LARGEST_FRAME = 512 * 1024
_DURATION = re.compile(rb"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
_SIZE = re.compile(rb"Video: .*?, (\d{2,5})x(\d{2,5})[ ,]")
_CONTAINERS = {"video/webm": "matroska"}
"""Named, so that a file which only begins like a film is never read as a list of other files."""
SMALL = 320
_FRAME = (
    *("-map", "0:v:0", "-frames:v", "1", "-an", "-sn", "-dn", "-map_metadata", "-1"),
    *("-vf", f"scale='min({SMALL},iw)':'min({SMALL},ih)':force_original_aspect_ratio=decrease"),
    *("-c:v", "mjpeg", "-q:v", "5", "-pix_fmt", "yuvj420p", "-f", "image2", "-update", "1"),
)
_QUIET = ("-nostdin", "-hide_banner", "-threads", "1", "-protocol_whitelist", "file")


def find_ffmpeg() -> str | None:
    """The program out of the wheel, or the system's; None when there is neither."""
    with suppress(ImportError, RuntimeError):
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    return shutil.which("ffmpeg")


class Ffmpeg:
    """Runs it, a few at a time."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def seconds(self, path: Path) -> float | None:
        """How long it plays; None when that can't be seen."""
        try:
            _, said = await self._run("-i", str(path), within=LOOK)
        except TimeoutError:
            return None
        return _seconds(said)

    async def look_at_film(self, path: Path, mime_type: str) -> Inspected:
        """Its first picture made small, its size and length, as far as they can be seen."""
        out = path.with_name("frame.jpg")
        container = ("-f", _CONTAINERS.get(mime_type, "mov"))
        try:
            _, said = await self._run(*container, "-i", str(path), *_FRAME, "-y", str(out), within=LOOK)
        except TimeoutError:
            return Inspected()
        size = _SIZE.search(said)
        small = await asyncio.to_thread(out.read_bytes) if _has_bytes(out) else None
        return Inspected(
            width=int(size[1]) if size else None,
            height=int(size[2]) if size else None,
            seconds=_seconds(said),
            thumbnail=small if small is not None and len(small) <= LARGEST_FRAME else None,
        )

    async def to_opus(self, path: Path, out: Path) -> None:
        """The first sound in it as OGG with Opus, mono. Raises MediaRefused when there is none."""
        sound = ("-map", "0:a:0", "-map_metadata", "-1", "-ac", "1", "-ar", "48000", "-c:a", "libopus", "-b:a", "32k")
        bounds = ("-application", "voip", "-fs", str(MOST_OUTPUT), "-f", "ogg", "-y", str(out))
        try:
            status, _ = await self._run("-v", "error", "-i", str(path), *sound, *bounds, within=LONGEST)
        except TimeoutError:
            raise MediaRefused(Problem(field="file", code="media_too_long")) from None
        if status or not _has_bytes(out):
            raise MediaRefused(Problem(field="file", code="media_broken"))

    async def _run(self, *arguments: str, within: float) -> tuple[int, bytes]:
        async with self._turns:
            process = await asyncio.create_subprocess_exec(
                self._program,
                *_QUIET,
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                env={},
            )
            try:
                async with asyncio.timeout(within):
                    said = await _said(process)
                    return await process.wait(), said
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()


def _seconds(said: bytes) -> float | None:
    found = _DURATION.search(said)
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) if found else None


def _has_bytes(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


async def _said(process: asyncio.subprocess.Process) -> bytes:
    """The beginning of what it says; the rest is read and forgotten, so that it never waits for us."""
    assert process.stderr is not None  # noqa: S101  asked for above
    said = b""
    while piece := await process.stderr.read(4096):
        said = (said + piece)[:MOST_SAID]
    return said
