"""Ways to spoil what is packed: a part of a ZIP changed within and packed again; a tag of XML and HTML."""

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence

Way = Callable[[bytes, int, int, Sequence[bytes]], bytes]
TAG = re.compile(rb"<[^<>]{0,400}>")
VALUES: tuple[bytes, ...] = (
    b"",
    b"-1",
    b"1e400",
    b"NaN",
    b"9" * 400,
    b"&#0;",
    b"&#xD800;",
    b"&amp;",
    b"\xff",
    b"A1:XFD1048576",
    b"s",
    b"46000.5",
)


def tags(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """Of XML and HTML: a tag twice, gone, deep, or another's."""
    found = list(TAG.finditer(given[:200_000]))
    if not found:
        return given
    one, other = found[where % len(found)], found[what % len(found)]
    made = (b"", one[0] * 2, one[0] * 2_000, other[0], other[0] + one[0], one[0].replace(b"=", b"=9", 1))[what % 6]
    return given[: one.start()] + made + given[one.end() :]


def _byte(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    place = where % (len(given) + 1)
    return given[:place] + bytes([what % 256]) + given[place + 1 :]


def zipped(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """A part of a ZIP changed within, and everything packed again; or a part gone, doubled, under another name."""
    if given[:2] != b"PK":
        return given
    try:
        with zipfile.ZipFile(io.BytesIO(given)) as old:
            parts = [(name, old.read(name)) for name in old.namelist()[:60]]
    except Exception:  # noqa: BLE001  whatever a spoilt ZIP raises
        return given
    if not parts:
        return given
    place = where % len(parts)
    name, content = parts[place]
    ways: tuple[Way, ...] = (tags, tags, tags, _in_xml, _in_xml, _byte)
    match what % 10:
        case 0:
            parts[place : place + 1] = []
        case 1:
            parts.append((name, content))
        case 2:
            parts[place] = (
                ("../" * 3 + name, name.upper(), "\udcff" + name, name + "/", "x" * 300)[what // 10 % 5],
                content,
            )
        case _:
            parts[place] = (name, ways[what % len(ways)](content, where // 3, what // 10, [each for _, each in parts]))
    return _packed(parts)


def _in_xml(given: bytes, where: int, what: int, _: Sequence[bytes]) -> bytes:
    """Another value between two tags, or in an attribute."""
    found = list(re.finditer(rb'>[^<>]*<|="[^"]*"', given[:200_000]))
    if not found:
        return given
    one, value = found[where % len(found)], VALUES[what % len(VALUES)]
    made = b">" + value + b"<" if one[0][:1] == b">" else b'="' + value + b'"'
    return given[: one.start()] + made + given[one.end() :]


def _packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    try:
        with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in parts:
                new.writestr(zipfile.ZipInfo(name.encode("utf-8", "replace").decode()), content, zipfile.ZIP_DEFLATED)
    except (ValueError, UnicodeError, struct.error):
        pass
    return out.getvalue()
