"""Media comes as base64 inside JSON and is decoded on its way."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.evolution import Answer, Evolution, recorded

from pytake_adapters.evolution.api import EvolutionApi
from pytake_adapters.evolution.media import EvolutionMedia, decoded
from pytake_adapters.net.http import HttpClient
from pytake_domain.whatsapp import Media, MessageType, OpenNumber, SendFailure

PTT = Media(type=MessageType.AUDIO, provider_media_id="AC0975767D7298686D02027BA434C63D")


class Sink:
    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    async def write(self, piece: bytes) -> None:
        self.pieces.append(piece)


class Full(Exception):
    pass


class SmallSink:
    async def write(self, piece: bytes) -> None:
        raise Full(len(piece))


@pytest.fixture
async def media() -> AsyncIterator[EvolutionMedia]:
    http = HttpClient()
    yield EvolutionMedia(EvolutionApi(http), pauses=(0, 0))
    await http.aclose()


def holding(data: bytes, **more: object) -> bytes:
    said = {
        "mediaType": "videoMessage",
        "caption": '"base64":"bm8="',
        **more,
        "base64": base64.b64encode(data).decode(),
    }
    return json.dumps({**said, "buffer": None}).encode()


async def test_what_a_customer_sent_arrives_whole(server: Evolution, media: EvolutionMedia, via: OpenNumber) -> None:
    server.answer = lambda _: recorded("get_base64_by_key")
    sink = Sink()

    assert await media.fetch(via, PTT, "unused", sink) is None

    said = json.loads(recorded("get_base64_by_key").body)
    assert b"".join(sink.pieces) == base64.b64decode(said["base64"])
    (request,) = server.requests
    assert request.path == "/chat/getBase64FromMediaMessage/loja-centro"
    assert request.body == {"message": {"key": {"id": PTT.provider_media_id}}, "convertToMp4": False}


async def test_a_large_film_comes_in_pieces(server: Evolution, media: EvolutionMedia, via: OpenNumber) -> None:
    film = hashlib.shake_256(b"film").digest(5_000_001)
    server.answer = lambda _: Answer(201, holding(film))
    sink = Sink()

    assert await media.fetch(via, PTT, "AC1", sink) is None

    assert b"".join(sink.pieces) == film
    assert len(sink.pieces) > 20
    assert max(map(len, sink.pieces)) < 1_000_000


async def test_what_breaks_off_is_told_and_not_begun_again(
    server: Evolution, media: EvolutionMedia, via: OpenNumber
) -> None:
    server.answer = lambda _: Answer(201, holding(bytes(300_000)), cut=200_000)
    sink = Sink()

    failure = await media.fetch(via, PTT, "AC1", sink)

    assert isinstance(failure, SendFailure)
    assert failure.retryable
    assert sink.pieces
    assert len(server.requests) == 1


async def test_a_message_that_is_not_there_yet_is_asked_for_again(
    server: Evolution, media: EvolutionMedia, via: OpenNumber
) -> None:
    said = iter((recorded("get_base64_unknown"), Answer(500, b""), Answer(201, holding(b"picture"))))
    server.answer = lambda _: next(said)
    sink = Sink()

    assert await media.fetch(via, PTT, "AC1", sink) is None
    assert b"".join(sink.pieces) == b"picture"


@pytest.mark.parametrize(
    ("answer", "code", "asked"),
    [
        (recorded("get_base64_unknown"), "MEDIA_UNUSABLE", 3),
        (recorded("get_base64_text_message"), "MEDIA_UNUSABLE", 1),
        (recorded("verify_creds_bad_key"), "CREDENTIALS_INVALID", 1),
        (recorded("send_text_fail_connection_closed"), "NUMBER_DISCONNECTED", 3),
        (Answer(201, {"mediaType": "imageMessage"}), "MEDIA_UNUSABLE", 3),
        (Answer(201, {"base64": "not base64!"}), "MEDIA_UNUSABLE", 3),
        (Answer(201, b" " * 2_000_000), "MEDIA_UNUSABLE", 3),
    ],
)
async def test_each_failure_has_its_code(
    server: Evolution, media: EvolutionMedia, via: OpenNumber, answer: Answer, code: str, asked: int
) -> None:
    server.answer = lambda _: answer

    failure = await media.fetch(via, PTT, "AC1", Sink())

    assert isinstance(failure, SendFailure)
    assert (failure.code, failure.ambiguous) == (code, False)
    assert len(server.requests) == asked


async def test_who_takes_the_bytes_may_stop_them(server: Evolution, media: EvolutionMedia, via: OpenNumber) -> None:
    server.answer = lambda _: Answer(201, holding(bytes(100_000)))

    with pytest.raises(Full):
        await media.fetch(via, PTT, "AC1", SmallSink())


async def test_nothing_is_uploaded(media: EvolutionMedia, via: OpenNumber) -> None:
    class Source:
        size = 1

        async def pieces(self) -> AsyncIterator[bytes]:
            yield b"x"

    refused = await media.upload(via, Source(), mime_type="image/png", filename="a.png")

    assert isinstance(refused, SendFailure)
    assert refused.code == "MESSAGE_NOT_SUPPORTED"


def cut(body: bytes, sizes: list[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield body[start : start + size]
        start += size
    yield body[start:]


@given(st.binary(max_size=200), st.lists(st.integers(1, 40), max_size=12), st.booleans())
async def test_however_an_answer_is_cut_the_same_bytes_come_out(data: bytes, sizes: list[int], escaped: bool) -> None:  # noqa: FBT001  drawn
    body = holding(data)
    if escaped:
        body = body.replace(b"/", b"\\/")

    async def pieces() -> AsyncIterator[bytes]:
        for piece in cut(body, sizes):
            yield piece

    assert b"".join([piece async for piece in decoded(pieces())]) == data
