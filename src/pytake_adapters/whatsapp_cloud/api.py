"""Calls to the Graph API: a token in, an object or a SendFailure out."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from urllib.parse import quote, urlencode

import msgspec

from pytake_adapters.net.http import AnswerLost, HttpAnswer, HttpClient, HttpStream, NotSent
from pytake_adapters.whatsapp_cloud.body import JSON, NotJson, parse
from pytake_adapters.whatsapp_cloud.errors import TOO_MANY_REQUESTS, failure_of
from pytake_adapters.whatsapp_cloud.scope import identifier, part, word
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import ByteSource, Consequence, FailureCode, OpenNumber, SendFailure

BASE_URL = "https://graph.facebook.com"
VERSION = "v25.0"
MOST_DETAIL = 500


class GraphApi:
    """The Graph API at its usual address, or at a number's own."""

    def __init__(self, http: HttpClient, *, base_url: str = BASE_URL, version: str = VERSION) -> None:
        self._http = http
        self._base_url = base_url
        self._version = version

    async def post(
        self, via: OpenNumber, *path: str, body: JSON, query: Mapping[str, str] | None = None
    ) -> JSON | SendFailure:
        """What was answered with success, or why it was not."""
        return await self._call("POST", via, self._url(via, path, query or {}), msgspec.json.encode(body))

    async def delete(self, via: OpenNumber, *path: str, **query: str) -> JSON | SendFailure:
        """What was answered with success, or why it was not; deleting again does no harm, so it is never ambiguous."""
        answer = await self._call("DELETE", via, self._url(via, path, query), None)
        if isinstance(answer, SendFailure) and answer.ambiguous:
            return msgspec.structs.replace(answer, ambiguous=False, retryable=True)
        return answer

    async def upload(self, via: OpenNumber, session: str, source: ByteSource) -> JSON | SendFailure:
        """The bytes of an upload session, all at once: examples of templates are small."""
        body = b"".join([piece async for piece in source.pieces()])
        headers = {"file_offset": "0", "Content-Type": "application/octet-stream"}
        return await self._call("POST", via, self._url(via, (session,), {}), body, scheme="OAuth", headers=headers)

    async def get(self, via: OpenNumber, *path: str, **query: str) -> JSON | SendFailure:
        """What was answered with success, or why it was not; asking changes nothing and is never ambiguous."""
        answer = await self._call("GET", via, self._url(via, path, query), None)
        if isinstance(answer, SendFailure) and answer.ambiguous:
            return msgspec.structs.replace(answer, ambiguous=False, retryable=True)
        return answer

    async def post_stream(
        self, via: OpenNumber, *path: str, body: AsyncIterator[bytes], size: int, content_type: str
    ) -> JSON | SendFailure:
        """A large body, piece by piece; what was answered with success, or why it was not."""
        token = via.access_token
        if token is None:
            return _no_token()
        headers = {
            "Authorization": f"Bearer {token.reveal()}",
            "Content-Type": content_type,
            "Content-Length": str(size),
        }
        try:
            async with self._http.stream("POST", self._url(via, path, {}), headers=headers, body=body) as answer:
                said = HttpAnswer(status=answer.status, headers=answer.headers, body=await answer.read())
        except NotSent as reason:
            return SendFailure(code=FailureCode.PROVIDER_UNREACHABLE.value, retryable=True, detail=str(reason))
        except AnswerLost as reason:
            return SendFailure(code=FailureCode.PROVIDER_SILENT.value, ambiguous=True, detail=str(reason))
        return _understood(said, token)

    def open(self, via: OpenNumber, url: str) -> AbstractAsyncContextManager[HttpStream]:
        """What is behind an address that the provider gave us, in pieces. Raises NotSent or AnswerLost."""
        token = via.access_token
        headers = {"Authorization": f"Bearer {token.reveal()}"} if token else {}
        return self._http.stream("GET", url, headers=headers)

    def base_of(self, via: OpenNumber) -> str:
        """Where a number's calls go."""
        return (via.number.base_url or self._base_url).rstrip("/")

    def _url(self, via: OpenNumber, path: tuple[str, ...], query: Mapping[str, str]) -> str:
        where = "/".join(quote(step, safe=":") for step in (self._version, *path))
        return f"{self.base_of(via)}/{where}" + (f"?{urlencode(query)}" if query else "")

    async def _call(
        self,
        method: str,
        via: OpenNumber,
        url: str,
        body: bytes | None,
        *,
        scheme: str = "Bearer",
        headers: Mapping[str, str] | None = None,
    ) -> JSON | SendFailure:
        token = via.access_token
        if token is None:
            return _no_token()
        sent = {"Content-Type": "application/json", **(headers or {}), "Authorization": f"{scheme} {token.reveal()}"}
        try:
            answer = await self._http.request(method, url, headers=sent, body=body)
        except NotSent as reason:
            return SendFailure(code=FailureCode.PROVIDER_UNREACHABLE.value, retryable=True, detail=str(reason))
        except AnswerLost as reason:
            return SendFailure(code=FailureCode.PROVIDER_SILENT.value, ambiguous=True, detail=str(reason))
        return _understood(answer, token)


def _no_token() -> SendFailure:
    return SendFailure(
        code=FailureCode.CREDENTIALS_INVALID.value,
        detail="no access token",
        consequence=Consequence.BREAK_CREDENTIALS,
    )


def _understood(answer: HttpAnswer, token: Secret) -> JSON | SendFailure:
    try:
        said, _ = parse(answer.body)
    except NotJson:
        said = None
    if type(said) is dict:
        if error := part(said, "error"):
            # An error object can come with any status, 200 included: it says that nothing was done.
            return _refused(error, answer, token)
        if 200 <= answer.status < 300:  # noqa: PLR2004  HTTP's successes
            return said
    if answer.status == TOO_MANY_REQUESTS:
        return failure_of("", status=answer.status, retry_after=answer.retry_after)
    return SendFailure(
        code=FailureCode.PROVIDER_UNCLEAR.value, ambiguous=True, detail=f"HTTP {answer.status} without an error object"
    )


def _refused(error: JSON, answer: HttpAnswer, token: Secret) -> SendFailure:
    details = word(part(error, "error_data").get("details")) or word(error.get("error_user_msg"))
    message = word(error.get("message")) or ""
    detail = f"{message}: {details}" if details and details not in message else message
    return failure_of(
        identifier(error.get("code")) or "",
        # The provider quotes a malformed token in its message.
        detail=detail.replace(token.reveal(), "…")[:MOST_DETAIL] if token.reveal() else detail[:MOST_DETAIL],
        status=answer.status,
        passing=error.get("is_transient") is True,
        retry_after=answer.retry_after,
    )
