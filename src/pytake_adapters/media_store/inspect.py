"""Looks into files: pictures and films are decoded within bounds and made small, sounds measured and made voice notes."""

import asyncio
import io
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image, ImageOps

from pytake_adapters.media_store.ffmpeg import Ffmpeg, find_ffmpeg
from pytake_adapters.media_store.spool import pour, spooled
from pytake_domain.kernel.errors import Problem
from pytake_domain.messaging import MOST_PIXELS, Inspected, MediaRefused, VoiceToolMissing
from pytake_domain.whatsapp import ByteSink, ByteSource

SMALL = 320
QUALITY = 80
THREADS = 2
"""Pictures that are decoded at once: each may take a few hundred MB for a moment."""
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# What is over the bound is refused below by its own measure, not warned about.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


class FileInspector:
    """See MediaInspector."""

    def __init__(self, *, ffmpeg: str | None = None) -> None:
        program = ffmpeg or find_ffmpeg()
        self._ffmpeg = Ffmpeg(program) if program else None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="media-pictures")

    @property
    def makes_voice_notes(self) -> bool:
        """See the port."""
        return self._ffmpeg is not None

    async def look(self, source: ByteSource, mime_type: str) -> Inspected:
        """See the port."""
        if mime_type in FORMATS:
            async with spooled(source) as path:
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, _picture, path, FORMATS[mime_type])
        if mime_type.startswith("audio/") and self._ffmpeg is not None:
            async with spooled(source) as path:
                return Inspected(seconds=await self._ffmpeg.seconds(path))
        if mime_type.startswith("video/") and self._ffmpeg is not None:
            async with spooled(source) as path:
                return await self._ffmpeg.look_at_film(path, mime_type)
        return Inspected()

    async def to_voice_note(self, source: ByteSource, into: ByteSink) -> None:
        """See the port."""
        if self._ffmpeg is None:
            raise VoiceToolMissing
        async with spooled(source) as path:
            out = path.with_name("voice.ogg")
            await self._ffmpeg.to_opus(path, out)
            await pour(out, into)

    async def aclose(self) -> None:
        """Let its threads go."""
        self._threads.shutdown(wait=False)


def _picture(path: Path, kind: str) -> Inspected:
    try:
        with Image.open(path, formats=[kind]) as picture:
            width, height = picture.size
            _require_bearable(width, height)
            return Inspected(width=width, height=height, thumbnail=_small(picture))
    except MediaRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _bomb(0, 0) from None
    except Exception as error:
        # Decoders raise whatever they like for what is broken; none of it is ours.
        raise MediaRefused(Problem(field="file", code="media_broken")) from error


def _small(picture: Image.Image) -> bytes:
    picture.draft("RGB", (2 * SMALL, 2 * SMALL))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SMALL, SMALL))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        with_alpha = upright.convert("RGBA")
        upright = Image.new("RGB", with_alpha.size, "white")
        upright.paste(with_alpha, mask=with_alpha.getchannel("A"))
    out = io.BytesIO()
    upright.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _require_bearable(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _bomb(width, height)


def _bomb(width: int, height: int) -> MediaRefused:
    params: dict[str, str | int] = {"most": MOST_PIXELS, "width": width, "height": height}
    return MediaRefused(Problem(field="file", code="too_many_pixels", params=params))
