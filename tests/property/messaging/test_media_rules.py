"""Rules of files: types that lie, names, parts that are asked for, bytes that pass by."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.files import document, picture, sound

from pytake_app.http.ranges import NotSatisfiable, slice_of
from pytake_domain.kernel.errors import TooLarge
from pytake_domain.messaging import MediaRefused, clean_name, shown_inline
from pytake_domain.messaging.media import ALIKE, LONGEST_NAME, checked_type, type_of_mime
from pytake_domain.messaging.media_sink import CheckedSink
from pytake_domain.messaging.sniff import HEAD, sniff
from pytake_domain.whatsapp import MessageType

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = b"PK\x03\x04" + bytes(26)
SAMPLES = {
    "image/jpeg": picture(20, 20),
    "image/png": picture(20, 20, "PNG"),
    "image/webp": picture(20, 20, "WEBP"),
    "image/gif": picture(20, 20, "GIF"),
    "audio/wav": sound(0.01),
    "application/pdf": document(),
    "audio/mpeg": b"\xff\xfb\x90\x44" + bytes(50),
    "audio/aac": b"\xff\xf1\x50\x80" + bytes(50),
    "audio/amr": b"#!AMR\n" + bytes(20),
    "audio/ogg": b"OggS\0\x02" + bytes(22) + b"OpusHead" + bytes(20),
    "video/mp4": b"\0\0\0\x18ftypmp42" + bytes(20),
    "video/3gpp": b"\0\0\0\x18ftyp3gp4" + bytes(20),
    "audio/mp4": b"\0\0\0\x18ftypM4A " + bytes(20),
    "application/zip": ZIP + b"a.txt",
    DOCX: ZIP + b"[Content_Types].xml",
    "application/msword": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50),
    "text/plain": "Olá, tudo bem? BMW, MZ e ID3 são siglas.".encode(),
    "text/csv": b"BM;MZ\n1;2\n",
    "application/json": b'{"a": 1}',
}
HARMFUL = (
    b"MZ\x90\0" + bytes(60),
    b"\x7fELF\x02\x01" + bytes(60),
    b"#!/bin/sh\nrm -rf /\n",
    b"<!DOCTYPE html><html><body>",
    b"\xef\xbb\xbf  <HTML><script>alert(1)</script>",
    b"<!-- hm --><script>alert(1)</script>",
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    b"<svg onload=alert(1)>",
    ZIP + b"AndroidManifest.xml",
)


@pytest.mark.parametrize("mime_type", SAMPLES)
def test_a_file_that_is_what_it_says_is_taken(mime_type: str) -> None:
    assert checked_type(mime_type, SAMPLES[mime_type]) == mime_type
    assert checked_type(f" {mime_type.upper()}; charset=x", SAMPLES[mime_type]) == mime_type


@given(declared=st.sampled_from(sorted(SAMPLES)), real=st.sampled_from(sorted(SAMPLES)))
def test_a_file_that_is_something_else_is_refused(declared: str, real: str) -> None:
    alike = sniff(SAMPLES[real]) in ALIKE[declared]
    if alike:
        assert checked_type(declared, SAMPLES[real]) == declared
        assert (
            declared.partition("/")[0] == real.partition("/")[0]
            or {declared, real} & {"audio/mp4", "audio/aac"}
            or ({declared, real} <= {"text/plain", "text/csv", "application/json", "application/zip", DOCX})
        )
        return
    with pytest.raises(MediaRefused) as refused:
        checked_type(declared, SAMPLES[real])
    (problem,) = refused.value.problems
    assert (problem.code, problem.params["declared"]) == ("lying_type", declared)


@given(
    content=st.sampled_from(HARMFUL), declared=st.sampled_from([*sorted(ALIKE), "application/octet-stream", "", "x"])
)
def test_programs_and_pages_are_never_taken(content: bytes, declared: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        checked_type(declared, content)
    assert refused.value.problems[0].code == "forbidden_type"


@given(st.binary(max_size=200))
def test_whatever_comes_is_either_refused_or_of_a_known_type(content: bytes) -> None:
    try:
        taken = checked_type("application/octet-stream", content)
    except MediaRefused:
        return
    assert taken in ALIKE or taken == "application/octet-stream"
    assert not shown_inline(taken) or type_of_mime(taken) is not MessageType.DOCUMENT


def test_a_picture_is_no_sound() -> None:
    with pytest.raises(MediaRefused):
        checked_type("image/jpeg", SAMPLES["image/jpeg"], kind=MessageType.AUDIO)


@given(st.text(max_size=400))
def test_a_clean_name_is_safe_and_stays_as_it_is(name: str) -> None:
    cleaned = clean_name(name)
    if cleaned is None:
        return
    assert clean_name(cleaned) == cleaned
    assert 0 < len(cleaned) <= LONGEST_NAME
    assert not set(cleaned) & set('/\\:*?"<>|\0\r\n\u202e\u200b')
    assert not cleaned.startswith((".", " "))
    cleaned.encode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fotos\\eu.jpg", "eu.jpg"),
        ("fatura\u202efdp.exe", "faturafdp.exe"),
        ("  conta  de\tluz .pdf ", "conta de luz .pdf"),
        ("...", None),
        ("", None),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, expected: str | None) -> None:
    assert clean_name(name) == expected


@given(size=st.integers(0, 10_000), first=st.integers(0, 12_000), last=st.integers(0, 12_000))
def test_a_part_lies_within_the_file(size: int, first: int, last: int) -> None:
    content = bytes(n % 251 for n in range(size))
    for header, expected in (
        (f"bytes={first}-{last}", content[first : last + 1]),
        (f"bytes={first}-", content[first:]),
        (f"bytes=-{last}", content[-last:] if last else b""),
    ):
        try:
            part = slice_of(header, size)
        except NotSatisfiable:
            assert expected == b""
            continue
        if part is None:
            assert last < first
            continue
        assert 0 <= part.start < part.end <= size
        assert content[part.start : part.end] == expected


@pytest.mark.parametrize(
    "header", [None, "", "bytes=", "bytes=-", "bytes=1-2,5-6", "lines=1-2", "bytes=a-b", "bytes=5-2"]
)
def test_what_is_no_single_part_is_the_whole(header: str | None) -> None:
    assert slice_of(header, 100) is None


class Kept:
    def __init__(self) -> None:
        self.content = bytearray()

    async def write(self, piece: bytes) -> None:
        self.content += piece


@given(cuts=st.lists(st.integers(1, HEAD * 2), max_size=20))
async def test_bytes_pass_unchanged_however_they_are_cut(cuts: list[int]) -> None:
    content, kept = document(3 * HEAD), Kept()
    sink = CheckedSink(kept, "application/pdf")
    left = content
    for cut in cuts:
        await sink.write(left[:cut])
        left = left[cut:]
    await sink.write(left)
    arrived = await sink.finish()
    assert bytes(kept.content) == content
    assert (arrived.size, arrived.sha256) == (len(content), hashlib.sha256(content).hexdigest())


async def test_nothing_of_a_lie_reaches_the_store_and_too_much_stops_early() -> None:
    kept = Kept()
    sink = CheckedSink(kept, "image/jpeg")
    with pytest.raises(MediaRefused):
        await sink.write(document(HEAD))
    assert not kept.content
    small = CheckedSink(kept, "application/pdf", most_bytes=HEAD)
    with pytest.raises(TooLarge):
        await small.write(document(HEAD + 1))


async def test_a_file_that_was_cut_off_is_refused_at_its_end() -> None:
    for declared, content, code in (
        ("application/pdf", document()[:-10], "media_cut_off"),
        (DOCX, ZIP + b"[Content_Types].xml", "media_cut_off"),
        ("application/pdf", b"", "media_empty"),
    ):
        sink = CheckedSink(Kept(), declared)
        await sink.write(content)
        with pytest.raises(MediaRefused) as refused:
            await sink.finish()
        assert refused.value.problems[0].code == code
