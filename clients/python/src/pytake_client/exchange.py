"""What both clients do the same way, without waiting for anything: requests made, proofs kept, answers read."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import httpx
import msgspec

from pytake_client.api import auth
from pytake_client.calls import Call, Upload, query_of
from pytake_client.errors import SecondStepNeeded, error_of
from pytake_client.patience import KEY
from pytake_client.types import IssuedOut, Listed, RefreshIn, SecondStepOut, VerifyIn

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Of somebody who signed in; `refresh` works once, and gives the next pair."""

    access: str
    refresh: str | None = None


class Proof:
    """Who asks: an API key, or somebody's tokens. `on_tokens` is told of every new pair, to keep it."""

    def __init__(
        self, api_key: str | None, tokens: Tokens | None, on_tokens: Callable[[Tokens], None] | None = None
    ) -> None:
        if api_key and tokens:
            raise ValueError("an API key or tokens, not both")
        self.api_key = api_key
        self.tokens = tokens
        self._on_tokens = on_tokens

    def headers(self) -> dict[str, str]:
        """As requests carry it."""
        if self.api_key:
            return {"X-API-Key": self.api_key}
        return {"Authorization": f"Bearer {self.tokens.access}"} if self.tokens else {}

    def take(self, issued: IssuedOut) -> None:
        """New tokens."""
        self.tokens = Tokens(issued.token, issued.refresh_token)
        if self._on_tokens is not None:
            self._on_tokens(self.tokens)

    def renewable(self, used: str | None) -> bool:
        """May a 401 mean that the access token is over? Also when somebody else has renewed it since."""
        return self.tokens is not None and (self.tokens.access != used or self.tokens.refresh is not None)


def request_of(http: httpx.Client | httpx.AsyncClient, call: Call[Any], proof: Proof, key: str | None) -> httpx.Request:
    """Every POST but those of signing in has a key, so that it can be repeated."""
    headers = dict(proof.headers())
    if call.method == "POST" and (key is not None or not call.path.startswith("/api/v1/auth/")):
        headers[KEY] = key or secrets.token_hex(16)
    content: dict[str, Any] = {}
    if call.form is not None:
        content = _form(call.form)
    elif call.body is not msgspec.UNSET:
        content = {"content": msgspec.json.encode(call.body)}
        headers["Content-Type"] = "application/json"
    return http.build_request(call.method, call.path, params=query_of(call.query), headers=headers, **content)


def _form(form: Mapping[str, Any]) -> dict[str, Any]:
    """Values before files: the server reads them in their order."""
    values = {name: value for name, value in form.items() if value is not None and not isinstance(value, Upload)}
    files = {
        name: (value.name, value.content, value.content_type)
        for name, value in form.items()
        if isinstance(value, Upload)
    }
    return {"data": values, "files": files}


def read(call: Call[T], response: httpx.Response) -> T:
    """What an answer brings. Raises PytakeError by its status, and msgspec.ValidationError for what is no answer of PyTake's."""
    if not response.is_success:
        raise error_of(response)
    result: Any = None
    if call.returns is bytes:
        result = response.content
    elif isinstance(call.returns, tuple):
        result = _one_of(call.returns, response.content)
    elif call.returns is not None and response.content:
        result = msgspec.json.decode(response.content, type=call.returns)
    answer: T = result
    return answer


def _one_of(kinds: tuple[Any, ...], content: bytes) -> Any:
    """The first that fits; those that ask for more come first."""
    for kind in kinds[:-1]:
        try:
            return msgspec.json.decode(content, type=kind)
        except msgspec.ValidationError:
            continue
    return msgspec.json.decode(content, type=kinds[-1])


def renewal(refresh: str) -> tuple[Call[IssuedOut], str]:
    """The call that renews tokens, and its key: one whose answer got lost may be repeated."""
    return auth.refresh(RefreshIn(refresh_token=refresh)), secrets.token_hex(16)


def second_step(answer: IssuedOut | SecondStepOut, code: str | None) -> Call[IssuedOut] | None:
    """What is left to do after the password; None when that was all. Raises SecondStepNeeded without a code."""
    if isinstance(answer, IssuedOut):
        return None
    if code is None:
        raise SecondStepNeeded(answer.mfa_token, answer.means)
    return auth.verify(VerifyIn(mfa_token=answer.mfa_token, code=code))


def first_page(call: "Call[Listed[T]]") -> "Call[Listed[T]]":
    """By a cursor where there is one: pages that cost the same however far they are."""
    if call.by_cursor and call.query.get("cursor") is None and call.query.get("page") is None:
        return replace(call, query={**call.query, "cursor": ""})
    return call


def next_page(call: "Call[Listed[T]]", page: "Listed[T]") -> "Call[Listed[T]] | None":
    """None after the last."""
    told = page.pagination
    if told.next_cursor:
        return replace(call, query={**call.query, "cursor": told.next_cursor})
    if not page.data or told.pages is None or told.page >= told.pages:
        return None
    return replace(call, query={**call.query, "page": told.page + 1})


def used_by(request: httpx.Request) -> str | None:
    """The access token that a request went with."""
    given: str = request.headers.get("Authorization", "")
    return given.removeprefix("Bearer ") or None
