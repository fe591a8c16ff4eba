"""Small files that are what they say, for tests of media."""

import io
import math
import struct
import subprocess
import tempfile
import wave
import zlib
from pathlib import Path

import imageio_ffmpeg
from PIL import Image


def picture(width: int = 640, height: int = 480, kind: str = "JPEG") -> bytes:
    """With something on it, so that it is not squeezed to nothing."""
    made = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    out = io.BytesIO()
    made.save(out, kind)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG that says it is 30,000 pixels each way, in a few hundred bytes."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    )


def sound(seconds: float = 0.5, rate: int = 8000) -> bytes:
    """A tone as WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        tone = (int(9000 * math.sin(n / rate * 440 * 2 * math.pi)) for n in range(int(rate * seconds)))
        file.writeframes(b"".join(struct.pack("<h", value) for value in tone))
    return out.getvalue()


def document(size: int = 2000) -> bytes:
    """Looks like a PDF from both ends."""
    return b"%PDF-1.7\n" + b"%" * max(0, size - 16) + b"\n%%EOF\n"


def film(seconds: float = 1.0, width: int = 640, height: int = 360) -> bytes:
    """A moving test picture as MP4."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        source = f"testsrc=size={width}x{height}:rate=10:duration={seconds}"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source, "-c:v", "libx264"]
        subprocess.run([*command, "-pix_fmt", "yuv420p", str(path)], check=True)  # noqa: S603  the wheel's program
        return path.read_bytes()
