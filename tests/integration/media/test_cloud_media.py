"""Media by our adapter against the twin, over real HTTP."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from tests.support.files import document, picture
from tests.support.twin import Callback

from pytake_adapters.whatsapp_cloud.media import CloudMedia
from pytake_adapters.whatsapp_cloud.provider import CloudProvider
from pytake_app.twin import CloudTwin, Fault, FaultKind, Match, SaidMedia
from pytake_domain.whatsapp import (
    Accepted,
    InboundMessage,
    Media,
    MessageType,
    OpenNumber,
    SendFailure,
    Uploaded,
)

DOWNLOAD, LOOK_UP = Match(path="/twin/media/"), Match(path="/v25.0/")


class Source:
    """A file that is never whole in memory."""

    def __init__(self, piece: bytes, count: int) -> None:
        self._piece = piece
        self._count = count
        self.size = len(piece) * count

    async def pieces(self) -> AsyncIterator[bytes]:
        for _ in range(self._count):
            yield self._piece


class Kept:
    def __init__(self) -> None:
        self.content = bytearray()

    async def write(self, piece: bytes) -> None:
        self.content += piece


class Full(Exception):
    pass


class Bounded(Kept):
    async def write(self, piece: bytes) -> None:
        raise Full(len(piece))


@pytest.fixture
def media(provider: CloudProvider) -> CloudMedia:
    return provider.media


async def said(twin: CloudTwin, callback: Callback, content: bytes) -> Media:
    file = SaidMedia(type="image", mime_type="image/jpeg", content=content, caption="oi")
    twin.say("+5511987654321", "106540352242922", media=file)
    await callback.until(lambda: bool(callback.events))
    event = callback.events[-1]
    assert isinstance(event, InboundMessage)
    assert isinstance(event.content, Media)
    return event.content


async def fetched(media: CloudMedia, via: OpenNumber, content: Media) -> bytes | SendFailure:
    kept = Kept()
    failure = await media.fetch(via, content, "wamid.1", kept)
    return failure or bytes(kept.content)


async def test_what_a_phone_sends_is_fetched(
    media: CloudMedia, via: OpenNumber, twin: CloudTwin, callback: Callback
) -> None:
    content = picture(2000, 1500)
    told = await said(twin, callback, content)
    assert (told.type, told.mime_type, told.caption) == (MessageType.IMAGE, "image/jpeg", "oi")
    assert await fetched(media, via, told) == content


async def test_what_is_uploaded_arrives_whole_and_can_be_sent(
    provider: CloudProvider, media: CloudMedia, via: OpenNumber, twin: CloudTwin
) -> None:
    source = Source(document(1 << 20), 8)
    uploaded = await media.upload(via, source, mime_type="application/pdf", filename='conta"de\r\nluz.pdf')
    assert isinstance(uploaded, Uploaded)
    held = twin.media(uploaded.provider_media_id)
    assert held is not None
    assert held.content == document(1 << 20) * 8
    assert held.mime_type == "application/pdf"
    unknown = Media(type=MessageType.DOCUMENT, provider_media_id="12345")
    refused = await provider.sender.send(via, (), unknown, correlation="c")
    assert isinstance(refused, SendFailure)
    assert not isinstance(refused, Accepted)


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (FaultKind.PAGE, 1),
        (FaultKind.BAD_GATEWAY, 1),
        # The client itself asks again once when a connection that was in use before breaks.
        (FaultKind.RESET_BEFORE, 2),
        (FaultKind.TIMEOUT_BEFORE, 1),
    ],
)
async def test_a_download_in_trouble_is_worth_another_try(
    media: CloudMedia, via: OpenNumber, twin: CloudTwin, callback: Callback, kind: FaultKind, count: int
) -> None:
    told = await said(twin, callback, picture())
    twin.fault(Fault(kind=kind, match=DOWNLOAD, count=count))
    failure = await fetched(media, via, told)
    assert isinstance(failure, SendFailure)
    assert failure.retryable
    assert await fetched(media, via, told) == picture()


async def test_an_address_that_expired_is_asked_for_once_more(
    media: CloudMedia, via: OpenNumber, twin: CloudTwin, callback: Callback
) -> None:
    told = await said(twin, callback, picture())
    twin.fault(Fault(kind=FaultKind.NOT_FOUND, match=DOWNLOAD))
    assert await fetched(media, via, told) == picture()
    twin.fault(Fault(kind=FaultKind.NOT_FOUND, match=DOWNLOAD, count=2))
    failure = await fetched(media, via, told)
    assert isinstance(failure, SendFailure)
    assert (failure.code, failure.retryable) == ("MEDIA_UNUSABLE", False)


async def test_what_stops_the_sink_stops_the_download(
    media: CloudMedia, via: OpenNumber, twin: CloudTwin, callback: Callback
) -> None:
    told = await said(twin, callback, picture())
    with pytest.raises(Full):
        await media.fetch(via, told, "wamid.1", Bounded())


async def test_an_unknown_id_is_gone_for_good(media: CloudMedia, via: OpenNumber, url: str) -> None:
    del url
    failure = await fetched(media, via, Media(type=MessageType.IMAGE, provider_media_id="12345"))
    assert isinstance(failure, SendFailure)
    assert not failure.retryable


async def test_the_token_is_shown_to_no_other_host(media: CloudMedia, via: OpenNumber) -> None:
    base = via.number.base_url or ""
    for host in ("https://lookaside.fbsbx.com/x", "https://mmg.whatsapp.net/x", f"{base}/x"):
        assert media._expected(via, host), host
    for host in (
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com.evil.example/x",
        "https://evilwhatsapp.net/x",
        "https://lookaside.fbsbx.com:8443/x",
        "https://u@evil.example/x",
        "http://127.0.0.1:9/x",
        "file:///etc/passwd",
        "https://[",
    ):
        assert not media._expected(via, host), host


async def test_an_upload_that_is_refused_says_why(media: CloudMedia, via: OpenNumber, twin: CloudTwin) -> None:
    refused = await media.upload(via, Source(b"x", 10), mime_type="image/gif", filename="a.gif")
    assert isinstance(refused, SendFailure)
    assert not refused.retryable
    twin.fault(Fault(kind=FaultKind.UNAVAILABLE, match=Match(path="/media")))
    busy = await media.upload(via, Source(picture(), 1), mime_type="image/jpeg", filename="a.jpg")
    assert isinstance(busy, SendFailure)
    assert busy.retryable
    without = replace(via, access_token=None)
    assert isinstance(await media.upload(without, Source(b"x", 1), mime_type="image/jpeg", filename="a"), SendFailure)
