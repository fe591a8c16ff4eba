"""Carries media from an Evolution server: what a customer sent comes as base64 inside JSON, and is decoded on its way."""

import asyncio
import binascii
import re
from collections.abc import AsyncIterator, Sequence

import msgspec

from pytake_adapters.evolution.api import EvolutionApi, certain
from pytake_adapters.evolution.errors import failure_of
from pytake_adapters.net.body import NotJson, parse
from pytake_adapters.net.http import AnswerLost, HttpStream
from pytake_domain.whatsapp import ByteSink, ByteSource, FailureCode, Media, OpenNumber, SendFailure, Uploaded

PAUSES = (0.5, 2.0)
"""Seconds before each further try: WhatsApp's own store is not always there at once."""

MOST_BEFORE = 1 << 20
"""Bytes that may stand before the media in an answer."""

# In JSON a quotation mark inside a text is escaped, so this is the key itself wherever it is found.
_BEGIN = re.compile(rb'"base64"\s*:\s*"')
_NEVER = re.compile(r"not of the media type", re.IGNORECASE)
_QUARTET = 4


class _Unusable(Exception):
    """The answer holds no media, or not all of it; the argument names why."""


class EvolutionMedia:
    """See MediaGateway. What we send is read by the server from a link of ours."""

    def __init__(self, api: EvolutionApi, *, pauses: Sequence[float] = PAUSES) -> None:
        self._api = api
        self._pauses = pauses

    async def upload(
        self,
        via: OpenNumber,  # noqa: ARG002  the port's
        source: ByteSource,  # noqa: ARG002  the port's
        *,
        mime_type: str,  # noqa: ARG002  the port's
        filename: str,  # noqa: ARG002  the port's
    ) -> Uploaded | SendFailure:
        """Refused: nothing is held for us there."""
        return SendFailure(code=FailureCode.MESSAGE_NOT_SUPPORTED.value, detail="media is sent by link")

    async def fetch(
        self, via: OpenNumber, content: Media, provider_message_id: str, into: ByteSink
    ) -> SendFailure | None:
        """Write what came into `into`; None when all of it did. Once something was written there is no further try here."""
        message_id = content.provider_media_id or provider_message_id
        sink = _Counting(into)
        for pause in self._pauses:
            failure = await self._attempt(via, message_id, sink)
            if failure is None or sink.written or not _passes(failure):
                return failure
            await asyncio.sleep(pause)
        return await self._attempt(via, message_id, sink)

    async def _attempt(self, via: OpenNumber, message_id: str, into: ByteSink) -> SendFailure | None:
        body = {"message": {"key": {"id": message_id}}, "convertToMp4": False}
        try:
            async with self._api.stream(via, "chat/getBase64FromMediaMessage/{instance}", body) as stream:
                if isinstance(stream, SendFailure):
                    return stream
                if not 200 <= stream.status < 300:  # noqa: PLR2004  HTTP's successes
                    return await _refusal(stream)
                async for piece in decoded(stream.pieces()):
                    await into.write(piece)
        except _Unusable as reason:
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, detail=str(reason), retryable=True, most_tries=3)
        except AnswerLost as reason:
            return SendFailure(code=FailureCode.PROVIDER_SILENT.value, retryable=True, detail=str(reason))
        return None


class _Counting:
    """Knows whether anything was written: then a second try would write it twice."""

    def __init__(self, into: ByteSink) -> None:
        self._into = into
        self.written = False

    async def write(self, piece: bytes) -> None:
        self.written = True
        await self._into.write(piece)


async def decoded(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The media in an answer, piece by piece. Raises when there is none, when it is no base64, or when it breaks off."""
    held = b""
    inside = False
    async for piece in pieces:
        held += piece
        if not inside:
            begin = _BEGIN.search(held)
            if begin is None:
                if len(held) > MOST_BEFORE:
                    raise _Unusable("no media in the answer")
                continue
            inside, held = True, held[begin.end() :]
        text, end, _ = held.partition(b'"')
        text = text.replace(b"\\/", b"/")
        whole = len(text) if end else len(text) - len(text) % _QUARTET
        if text[:whole]:
            yield _bytes_of(text[:whole])
        if end:
            return
        held = text[whole:]
    raise _Unusable("the media breaks off" if inside else "no media in the answer")


def _bytes_of(text: bytes) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error:
        raise _Unusable("not base64") from None


async def _refusal(stream: HttpStream) -> SendFailure:
    try:
        said, _ = parse(await stream.read())
    except NotJson:
        said = None
    failure = failure_of(stream.status, said if type(said) is dict else None)
    if failure.code in (FailureCode.PROVIDER_REFUSED, FailureCode.MESSAGE_INVALID):
        return msgspec.structs.replace(failure, code=FailureCode.MEDIA_UNUSABLE.value)
    return certain(failure)


def _passes(failure: SendFailure) -> bool:
    """May another try go better? A message may also be found a moment later."""
    missing = failure.code == FailureCode.MEDIA_UNUSABLE and not _NEVER.search(failure.detail)
    return failure.retryable or missing
