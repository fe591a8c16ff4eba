"""Media by the Cloud API: uploaded as a form, fetched from the address that its id leads to; always in pieces."""

import asyncio
import datetime as dt
import re
import secrets
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

from pytake_adapters.net.http import AnswerLost, NotSent
from pytake_adapters.whatsapp_cloud.api import GraphApi
from pytake_adapters.whatsapp_cloud.body import JSON
from pytake_adapters.whatsapp_cloud.scope import identifier, word
from pytake_domain.whatsapp import (
    ByteSink,
    ByteSource,
    FailureCode,
    Media,
    OpenNumber,
    SendFailure,
    Uploaded,
)

KEPT = dt.timedelta(days=29)
"""The provider says thirty days; one is ours, so that no id expires on its way."""
LONGEST = 600.0
HOSTS = frozenset({"lookaside.fbsbx.com"})
DOMAINS = (".whatsapp.net",)
OK, GONE, BUSY, SERVER_ERROR = 200, 404, 429, 500
_NOT_IN_QUOTES = re.compile(r'["\\\r\n\x00-\x1f]')


class CloudMedia:
    """See MediaGateway."""

    def __init__(self, api: GraphApi, now: Callable[[], dt.datetime]) -> None:
        self._api = api
        self._now = now

    async def upload(
        self, via: OpenNumber, source: ByteSource, *, mime_type: str, filename: str
    ) -> Uploaded | SendFailure:
        """Hand our bytes over, to be sent by id."""
        number_id = via.number.phone_number_id
        if number_id is None:
            return SendFailure(code=FailureCode.NUMBER_UNUSABLE.value, detail="no phone_number_id")
        form = _Form(source, mime_type, filename)
        began = self._now()
        try:
            async with asyncio.timeout(LONGEST):
                answer = await self._api.post_stream(
                    via, number_id, "media", body=form.pieces(), size=form.size, content_type=form.content_type
                )
        except TimeoutError:
            return SendFailure(code=FailureCode.PROVIDER_SILENT.value, retryable=True, detail="upload took too long")
        if isinstance(answer, SendFailure):
            return answer
        media_id = identifier(answer.get("id"))
        if media_id is None:
            return SendFailure(code=FailureCode.PROVIDER_UNCLEAR.value, retryable=True, detail="upload without an id")
        return Uploaded(provider_media_id=media_id, expires_at=began + KEPT)

    async def fetch(
        self,
        via: OpenNumber,
        content: Media,
        provider_message_id: str,  # noqa: ARG002  media has an id of its own here
        into: ByteSink,
    ) -> SendFailure | None:
        """Write what a customer sent; an address that has expired meanwhile is asked for once more."""
        if content.provider_media_id is None:
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, detail="no media id")
        try:
            async with asyncio.timeout(LONGEST):
                failure = await self._fetch(via, content.provider_media_id, into)
                if failure is not _EXPIRED:
                    return failure
                failure = await self._fetch(via, content.provider_media_id, into)
        except TimeoutError:
            return SendFailure(code=FailureCode.PROVIDER_SILENT.value, retryable=True, detail="download took too long")
        return _GONE if failure is _EXPIRED else failure

    async def _fetch(self, via: OpenNumber, media_id: str, into: ByteSink) -> SendFailure | None:
        query = {"phone_number_id": via.number.phone_number_id} if via.number.phone_number_id else {}
        found = await self._api.get(via, media_id, **query)
        if isinstance(found, SendFailure):
            return found
        url = word(found.get("url"))
        if url is None or not self._expected(via, url):
            # Our token is shown to no host but the provider's.
            return SendFailure(code=FailureCode.PROVIDER_UNCLEAR.value, detail="media address is not the provider's")
        return await self._download(via, url, found, into)

    async def _download(self, via: OpenNumber, url: str, found: JSON, into: ByteSink) -> SendFailure | None:
        try:
            async with self._api.open(via, url) as answer:
                if answer.status == GONE:
                    return _EXPIRED
                if answer.status != OK:
                    passing = answer.status == BUSY or answer.status >= SERVER_ERROR
                    code = FailureCode.PROVIDER_BUSY if passing else FailureCode.MEDIA_UNUSABLE
                    return SendFailure(code=code.value, retryable=passing, detail=f"HTTP {answer.status}")
                if answer.headers.get("content-type", "").startswith("text/html"):
                    return SendFailure(
                        code=FailureCode.PROVIDER_UNCLEAR.value, retryable=True, detail="a page, no file"
                    )
                size = 0
                async for piece in answer.pieces():
                    size += len(piece)
                    await into.write(piece)
        except (NotSent, AnswerLost) as reason:
            return SendFailure(code=FailureCode.PROVIDER_SILENT.value, retryable=True, detail=str(reason))
        told = found.get("file_size")
        if isinstance(told, int) and told != size:
            return SendFailure(code=FailureCode.PROVIDER_SILENT.value, retryable=True, detail=f"{size} of {told} bytes")
        return None

    def _expected(self, via: OpenNumber, url: str) -> bool:
        try:
            target, own = urlsplit(url), urlsplit(self._api.base_of(via))
            ports = target.port, own.port
        except ValueError:
            return False
        if (target.scheme, target.hostname, ports[0]) == (own.scheme, own.hostname, ports[1]):
            return True
        host = target.hostname or ""
        return target.scheme == "https" and (host in HOSTS or host.endswith(DOMAINS)) and ports[0] in (None, 443)


_EXPIRED = SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, retryable=True, detail="the address has expired")
_GONE = SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, detail="the provider has it no more")


class _Form:
    """A form with one file, written piece by piece."""

    def __init__(self, source: ByteSource, mime_type: str, filename: str) -> None:
        boundary = f"pytake-{secrets.token_hex(16)}"
        name = _NOT_IN_QUOTES.sub("_", filename)
        self._source = source
        self._head = (
            f"--{boundary}\r\n"
            'Content-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n'
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="type"\r\n\r\n{mime_type}\r\n'
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {mime_type}\r\n\r\n"
        ).encode()
        self._end = f"\r\n--{boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self.size = len(self._head) + source.size + len(self._end)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The whole body."""
        yield self._head
        async for piece in self._source.pieces():
            yield piece
        yield self._end
