"""A ZIP that leaves while it is written."""

import io
import zipfile
from collections.abc import AsyncIterator

from pytake_domain.privacy import Archive


async def pieces(count: int) -> AsyncIterator[bytes]:
    for number in range(count):
        yield number.to_bytes(4, "big") * 65_536


async def test_it_is_whole_and_never_held_as_a_whole() -> None:
    archive, out, largest = Archive(), io.BytesIO(), 0
    for name, count in (("a.bin", 40), ("pasta/é.txt", 1), ("vazio.json", 0)):
        async for ready in archive.add(name, pieces(count)):
            largest = max(largest, len(ready))
            out.write(ready)
    out.write(archive.end())

    read = zipfile.ZipFile(io.BytesIO(out.getvalue()))
    assert read.testzip() is None
    assert read.namelist() == ["a.bin", "pasta/é.txt", "vazio.json"]
    assert read.read("a.bin") == b"".join([piece async for piece in pieces(40)])
    assert largest < 1024 * 1024
