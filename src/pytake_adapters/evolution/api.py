"""Calls to an Evolution server: the number's key in, an answer or a SendFailure out.

Only the server's own key is used, in a header, and no query comes from outside: a query can redirect a call to another
instance, whatever the address says.
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from pytake_adapters.evolution.errors import failure_of, refusal_in
from pytake_adapters.net.body import JSON, NotJson, parse
from pytake_adapters.net.http import AnswerLost, HttpAnswer, HttpClient, HttpStream, NotSent
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import Consequence, FailureCode, OpenNumber, SendFailure

T = TypeVar("T")

INSTANCE = re.compile(r"[a-z0-9-]{1,100}", re.ASCII)


class _Target(msgspec.Struct, frozen=True):
    base_url: str
    instance: str
    key: Secret


class EvolutionApi:
    """The server at a number's `base_url`. `patient` is for calls during which it carries media."""

    def __init__(self, http: HttpClient, *, patient: HttpClient | None = None) -> None:
        self._http = http
        self._patient = patient or http

    async def post(self, via: OpenNumber, path: str, body: object, *, patiently: bool = False) -> JSON | SendFailure:
        """What was answered with success, or why it was not; it may have been done (`ambiguous`)."""
        http = self._patient if patiently else self._http
        return _object(await self._call("POST", via, path, body=body, http=http))

    async def get(self, via: OpenNumber, path: str, query: Mapping[str, str] | None = None) -> JSON | SendFailure:
        """As `post`; asking changes nothing and is never ambiguous. Nothing there is an empty object."""
        return certain(_object(await self._call("GET", via, path, query=query)))

    async def rows(self, via: OpenNumber, path: str, query: Mapping[str, str]) -> list[JSON] | SendFailure:
        """As `get`, for answers that are lists."""
        answer = certain(await self._call("GET", via, path, query=query))
        if isinstance(answer, SendFailure):
            return answer
        return [row for row in answer if type(row) is dict] if type(answer) is list else []

    async def listed(self, via: OpenNumber, path: str, body: object) -> list[JSON] | SendFailure:
        """As `rows`, for lists that are asked for with a body."""
        answer = certain(await self._call("POST", via, path, body=body))
        if isinstance(answer, SendFailure):
            return answer
        return [row for row in answer if type(row) is dict] if type(answer) is list else []

    async def delete(self, via: OpenNumber, path: str) -> JSON | SendFailure:
        """As `post`; doing it twice is doing it once, so it is never ambiguous."""
        return certain(_object(await self._call("DELETE", via, path)))

    @asynccontextmanager
    async def stream(self, via: OpenNumber, path: str, body: object) -> AsyncIterator[HttpStream | SendFailure]:
        """An answer of any length, to be read in pieces; its status is not looked at."""
        target = target_of(via)
        if isinstance(target, SendFailure):
            yield target
            return
        try:
            async with self._patient.stream(
                "POST", _url(target, path, None), headers=_headers(target), body=msgspec.json.encode(body)
            ) as stream:
                yield stream
        except NotSent as reason:
            yield unreachable(reason)

    async def _call(
        self,
        method: str,
        via: OpenNumber,
        path: str,
        *,
        body: object = None,
        query: Mapping[str, str] | None = None,
        http: HttpClient | None = None,
    ) -> object:
        target = target_of(via)
        if isinstance(target, SendFailure):
            return target
        try:
            answer = await (http or self._http).request(
                method,
                _url(target, path, query),
                headers=_headers(target),
                body=None if body is None else msgspec.json.encode(body),
            )
        except NotSent as reason:
            return unreachable(reason)
        except AnswerLost as reason:
            return SendFailure(code=FailureCode.PROVIDER_SILENT.value, ambiguous=True, detail=str(reason))
        return understood(answer, target.key)


def target_of(via: OpenNumber) -> _Target | SendFailure:
    """Where a number's calls go, or what of it is missing."""
    base_url, instance, key = via.number.base_url, via.number.evolution_instance, via.evolution_api_key
    if key is None:
        return SendFailure(
            code=FailureCode.CREDENTIALS_INVALID.value, detail="no key", consequence=Consequence.BREAK_CREDENTIALS
        )
    if not base_url:
        return SendFailure(code=FailureCode.NUMBER_UNUSABLE.value, detail="no base_url")
    if not instance or not INSTANCE.fullmatch(instance):
        return SendFailure(code=FailureCode.NUMBER_UNUSABLE.value, detail="not an instance name")
    return _Target(base_url.rstrip("/"), instance, key)


def understood(answer: HttpAnswer, key: Secret) -> object:
    """A success's body, or what the refusal means."""
    try:
        said, _ = parse(answer.body)
    except NotJson:
        return failure_of(answer.status, None, retry_after=answer.retry_after)
    known: JSON | None = said if type(said) is dict else None
    if 200 <= answer.status < 300:  # noqa: PLR2004  HTTP's successes
        failure = refusal_in(known) if known else None
    else:
        failure = failure_of(answer.status, known, retry_after=answer.retry_after)
    if failure is None:
        return said
    return msgspec.structs.replace(failure, detail=failure.detail.replace(key.reveal(), "…"))


def unreachable(reason: NotSent) -> SendFailure:
    """No connection came about: nothing was done."""
    return SendFailure(code=FailureCode.PROVIDER_UNREACHABLE.value, retryable=True, detail=str(reason))


def certain(answer: T) -> T | SendFailure:
    """For calls that may be repeated: what may have been done is done again."""
    if isinstance(answer, SendFailure) and answer.ambiguous:
        return msgspec.structs.replace(answer, ambiguous=False, retryable=True)
    return answer


def _object(answer: object) -> JSON | SendFailure:
    if isinstance(answer, SendFailure):
        return answer
    if type(answer) is dict or answer is None:
        return answer or {}
    return SendFailure(code=FailureCode.PROVIDER_UNCLEAR.value, ambiguous=True, detail="not an object")


def _url(target: _Target, path: str, query: Mapping[str, str] | None) -> str:
    where = path.replace("{instance}", target.instance)
    return f"{target.base_url}/{where}" + (f"?{urlencode(query)}" if query else "")


def _headers(target: _Target) -> dict[str, str]:
    return {"apikey": target.key.reveal(), "Content-Type": "application/json"}
