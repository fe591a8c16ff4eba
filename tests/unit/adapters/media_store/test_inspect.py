"""Pictures and sounds are opened within bounds."""

import asyncio
import io

import pytest
from PIL import Image
from tests.support.files import bomb, picture, sound

from pytake_adapters.media_store.ffmpeg import Ffmpeg, find_ffmpeg
from pytake_adapters.media_store.inspect import FileInspector
from pytake_domain.messaging import MediaRefused, VoiceToolMissing
from pytake_domain.messaging.sniff import OPUS, sniff
from pytake_domain.testing.memory.media import Bytes


class Kept:
    def __init__(self) -> None:
        self.content = bytearray()

    async def write(self, piece: bytes) -> None:
        self.content += piece


@pytest.fixture
def inspector() -> FileInspector:
    return FileInspector()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_a_picture_is_measured_and_made_small(inspector: FileInspector, kind: str) -> None:
    seen = await inspector.look(Bytes(picture(1000, 500, kind)), f"image/{kind.lower()}")
    assert (seen.width, seen.height) == (1000, 500)
    assert seen.thumbnail is not None
    with Image.open(io.BytesIO(seen.thumbnail)) as small:
        assert (small.format, small.size) == ("JPEG", (320, 160))


async def test_what_shines_through_is_white(inspector: FileInspector) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(out, "PNG")
    seen = await inspector.look(Bytes(out.getvalue()), "image/png")
    assert seen.thumbnail is not None
    with Image.open(io.BytesIO(seen.thumbnail)) as small:
        assert small.getpixel((25, 25)) == (255, 255, 255)


async def test_a_bomb_is_refused_before_it_is_decoded(inspector: FileInspector) -> None:
    with pytest.raises(MediaRefused) as refused:
        await inspector.look(Bytes(bomb()), "image/png")
    assert refused.value.problems[0].code == "too_many_pixels"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_picture_that_was_cut_off_is_refused(inspector: FileInspector, kind: str) -> None:
    content = picture(800, 600, kind)
    with pytest.raises(MediaRefused) as refused:
        await inspector.look(Bytes(content[: len(content) // 2]), f"image/{kind.lower()}")
    assert refused.value.problems[0].code == "media_broken"


async def test_a_picture_is_opened_only_as_what_it_says(inspector: FileInspector) -> None:
    with pytest.raises(MediaRefused):
        await inspector.look(Bytes(picture(kind="PNG")), "image/jpeg")


async def test_a_sound_is_measured_and_becomes_a_voice_note(inspector: FileInspector) -> None:
    seen = await inspector.look(Bytes(sound(1.0)), "audio/wav")
    assert seen.seconds is not None
    assert 0.9 < seen.seconds < 1.1
    kept = Kept()
    await inspector.to_voice_note(Bytes(sound(1.0)), kept)
    assert sniff(bytes(kept.content)) == OPUS
    assert bytes(kept.content).partition(b"OpusHead")[2][1] == 1, "mono"


async def test_what_has_no_sound_makes_no_voice_note(inspector: FileInspector) -> None:
    for content in (picture(), b"nothing at all"):
        with pytest.raises(MediaRefused):
            await inspector.to_voice_note(Bytes(content), Kept())


async def test_a_tool_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytake_adapters.media_store.ffmpeg._QUIET", ("-c", "exec sleep 30", "sh"))
    before = asyncio.get_running_loop().time()
    with pytest.raises(TimeoutError):
        await Ffmpeg("/bin/sh")._run(within=0.2)
    assert asyncio.get_running_loop().time() - before < 5


async def test_without_the_tool_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytake_adapters.media_store.inspect.find_ffmpeg", lambda: None)
    without = FileInspector()
    assert not without.makes_voice_notes
    with pytest.raises(VoiceToolMissing):
        await without.to_voice_note(Bytes(sound()), Kept())
    assert (await without.look(Bytes(sound()), "audio/wav")).seconds is None
    assert find_ffmpeg()
