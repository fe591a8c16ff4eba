"""A server that answers for language models: asked by JSON, with care for where it is, how long it takes and what it says."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec
from yarl import URL

from pytake_adapters.net.body import NotJson, parse
from pytake_adapters.net.guarded import PrivateAddress, PublicOnly, is_address, is_public
from pytake_adapters.net.http import HttpAnswer
from pytake_domain.ai import ModelFailed, ModelFailure, Usage, fits
from pytake_domain.kernel.errors import Invalid, Problem

MOST_BYTES = 16 << 20
"""Of an answer: 96 embeddings of 3072 numbers take some six million."""
CHUNK = 1 << 16
CONNECT = 5.0
LONGEST_DETAIL = 200
MOST_URL = 300
_OK = 200
_TOO_LARGE = 413
_KEY = frozenset({401, 402, 403})
_AWAY_FROM = 500
_TOO_MANY = 429
_SLOW = 408
_KEYS = re.compile(r"\b(?:sk|pk|key)[-_][\w-]{6,}")
_FENCE = re.compile(r"^\s*```(?:json)?\s*(.*?)\s*```\s*$", re.DOTALL)


class ModelConnections:
    """Pooled connections to servers of all companies. `private`: those in the operator's own network are allowed, also without
    TLS.
    """

    def __init__(self, *, private: bool = False) -> None:
        self._private = private
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, *, headers: Mapping[str, str], body: Any, seconds: float) -> HttpAnswer:
        """Any answer is an answer, whatever its status. Raises ModelFailed."""
        target = self._target(url)
        if any("\r" in value or "\n" in value for value in headers.values()):
            raise ModelFailed(ModelFailure.KEY_REFUSED, "key")
        try:
            async with (
                asyncio.timeout(seconds),
                self._opened().post(
                    target,
                    data=msgspec.json.encode(body),
                    headers={**headers, "Content-Type": "application/json"},
                    allow_redirects=False,
                ) as response,
            ):
                return HttpAnswer(
                    status=response.status,
                    headers={name.lower(): value for name, value in response.headers.items()},
                    body=await _whole(response),
                )
        except TimeoutError:
            raise ModelFailed(ModelFailure.UNAVAILABLE, "timed out", timed_out=True) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _lost(error) from None

    async def aclose(self) -> None:
        """Close what is open; a later request opens anew."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _target(self, url: str) -> URL:
        try:
            target = URL(url)
            host = target.host
        except ValueError:
            raise ModelFailed(ModelFailure.UNAVAILABLE, "address") from None
        if target.scheme not in {"http", "https"} or not host or target.user:
            raise ModelFailed(ModelFailure.UNAVAILABLE, "address")
        if not self._private and (target.scheme == "http" or (is_address(host) and not is_public(host))):
            raise ModelFailed(ModelFailure.UNAVAILABLE, "plain_http" if target.scheme == "http" else "private_address")
        return target

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    # Bounded by the server alone: a slow one must hold up nobody who asks another.
                    resolver=None if self._private else PublicOnly(),
                    limit=0,
                    limit_per_host=256,
                    keepalive_timeout=15,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT, sock_connect=CONNECT),
                headers={"Accept-Encoding": "identity", "User-Agent": "PyTake"},
            )
        return self._session


def base_of(given: str) -> str:
    """The base address as people paste it, without its last slash. Raises Invalid."""
    bare = given.strip().rstrip("/")
    try:
        found = URL(bare)
        host = found.host
    except ValueError:
        host = None
    if not host or found.scheme not in {"http", "https"} or found.user or found.query or len(bare) > MOST_URL:
        raise Invalid(Problem(field="base_url", code="not_a_link"))
    return bare


def object_of(answer: HttpAnswer) -> dict[str, Any]:
    """The JSON object of an answer. Pages of HTML come with 200 as well. Raises ModelFailed."""
    try:
        value = parse(answer.body)[0]
    except NotJson:
        raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "no JSON") from None
    if not isinstance(value, dict):
        raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "no object")
    return value


def failed_of(answer: HttpAnswer, code: str, words: str, *, secret: str, too_long: bool) -> ModelFailed:
    """What a status that is no success means; `code` and `words` are the provider's."""
    detail = said(f"{code}: {words}" if words else code, secret)
    status = answer.status
    if status in _KEY:
        return ModelFailed(ModelFailure.KEY_REFUSED, detail)
    if status == _TOO_LARGE or too_long:
        return ModelFailed(ModelFailure.TOO_LONG, detail)
    if status == _TOO_MANY:
        return ModelFailed(ModelFailure.RATE_LIMITED, detail, retry_after=answer.retry_after)
    if status >= _AWAY_FROM or status == _SLOW:
        return ModelFailed(ModelFailure.UNAVAILABLE, detail or f"status {status}", retry_after=answer.retry_after)
    if 400 <= status < _AWAY_FROM:  # noqa: PLR2004  the client's fault, as HTTP has it
        return ModelFailed(ModelFailure.REFUSED, detail or f"status {status}")
    return ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, f"status {status}")


def is_good(answer: HttpAnswer) -> bool:
    """Did it do what it was asked?"""
    return answer.status == _OK


def said(words: str, secret: str) -> str:
    """A provider's own words on one line, short and without keys."""
    if secret:
        words = words.replace(secret, "…")
    return " ".join(_KEYS.sub("…", words).split())[:LONGEST_DETAIL]


def shaped(text: str, schema: Mapping[str, Any], usage: Usage) -> str:
    """JSON of the shape that was asked for, out of what a model wrote. Raises ModelFailed."""
    fenced = _FENCE.match(text)
    try:
        value = parse((fenced[1] if fenced else text).encode())[0]
    except NotJson:
        raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "no JSON in the answer", usage=usage) from None
    if not fits(value, schema):
        raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "another shape", usage=usage)
    return msgspec.json.encode(value).decode()


def counted(value: object) -> int:
    """Tokens as a provider counts them."""
    return value if type(value) is int and value >= 0 else 0


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    pieces = bytearray()
    async for piece in response.content.iter_chunked(CHUNK):
        pieces += piece
        if len(pieces) > MOST_BYTES:
            raise ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "too large")
    return bytes(pieces)


def _lost(error: Exception) -> ModelFailed:
    inner = getattr(error, "os_error", error.__cause__)
    if isinstance(error, PrivateAddress) or isinstance(inner, PrivateAddress):
        return ModelFailed(ModelFailure.UNAVAILABLE, "private_address")
    # Never the error's own words: they may hold what was asked.
    return ModelFailed(ModelFailure.UNAVAILABLE, "no answer")
