"""Idempotency keys: the same key with the same body gives the same answer and acts once."""

import hashlib
from typing import Any

from litestar import Request
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from pytake_app.http.edge.authentication import Authenticator
from pytake_app.http.edge.errors import LARGEST_BODY
from pytake_domain.kernel.errors import Conflict, Invalid, Problem, TooLarge
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.limits import IdempotencyStore, StoredAnswer
from pytake_domain.kernel.time import Clock

LONGEST_KEY = 200
LARGEST_ANSWER = 1024 * 1024
SERVER_ERROR = 500
UNKNOWN_RATE = 429
STREAMED = frozenset({"/api/v1/whatsapp/media"})
"""Bodies that are too large to be kept for a comparison."""


class KeyReused(Conflict):
    """This idempotency key was used with another request; take a new one."""

    code = "IDEMPOTENCY_KEY_REUSED"


class StillRunning(Conflict):
    """The first request with this key is still being answered; ask again in a moment."""

    code = "IDEMPOTENCY_KEY_RUNNING"


class IdempotencyEdge:
    """Inside error handling: keeps the answers of POSTs that carry a key, for a day."""

    def __init__(self, app: ASGIApp, authenticator: Authenticator, store: IdempotencyStore, clock: Clock) -> None:
        self._app = app
        self._authenticator = authenticator
        self._store = store
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. Raises KeyReused, StillRunning, and what signing in raises."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != HttpMethod.POST:
            await self._app(scope, receive, send)
            return
        key = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"idempotency-key"), None)
        if key is None or scope["path"].startswith("/api/v1/auth/"):
            await self._app(scope, receive, send)
            return
        if not 1 <= len(key) <= LONGEST_KEY:
            params: dict[str, str | int] = {"least": 1, "most": LONGEST_KEY}
            raise Invalid(Problem(field="Idempotency-Key", code="length", params=params))
        signed = await self._authenticator.signed_in(Request(scope))
        streamed = scope["path"] in STREAMED
        body = _announced(scope) if streamed else await _body(receive)
        fingerprint = hashlib.sha256(
            b"\0".join((scope["path"].encode(), scope["query_string"], str(signed.actor.id).encode(), body))
        ).hexdigest()
        known = await self._store.begin(signed.tenant.id, key, fingerprint, self._clock.now())
        if known is not None:
            await _again(known, fingerprint, send)
            return
        again = receive if streamed else _replayed(body)
        await self._first(scope, again, send, signed.tenant.id, key, fingerprint)

    async def _first(
        self, scope: Scope, receive: Receive, send: Send, tenant_id: TenantId, key: str, fingerprint: str
    ) -> None:
        kept = _Kept(send)
        try:
            await self._app(scope, receive, kept)
        except BaseException:
            await self._store.abandon(tenant_id, key)
            raise
        try:
            if kept.status >= SERVER_ERROR or kept.status == UNKNOWN_RATE or kept.too_large:
                await self._store.abandon(tenant_id, key)
            else:
                answer = StoredAnswer(
                    fingerprint=fingerprint, status=kept.status, body=bytes(kept.body), content_type=kept.content_type
                )
                await self._store.finish(tenant_id, key, answer)
        finally:
            # Who has the answer may ask again at once, and gets it again.
            await kept.tell()


class _Kept:
    """Keeps an answer, and passes it on when it is told to; one that is too large for it goes its way."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = SERVER_ERROR
        self.body = bytearray()
        self.content_type = "application/json"
        self.too_large = False
        self._held: list[Message] = []

    async def tell(self) -> None:
        """What was held back leaves now."""
        held, self._held = self._held, []
        for message in held:
            await self._send(message)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            for name, value in message.get("headers", []):
                if name.lower() == b"content-type":
                    self.content_type = value.decode("latin-1")
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.too_large = self.too_large or len(self.body) > LARGEST_ANSWER
        self._held.append(message)
        if self.too_large:
            self.body.clear()
            await self.tell()


async def _again(known: StoredAnswer, fingerprint: str, send: Send) -> None:
    if known.fingerprint != fingerprint:
        raise KeyReused
    if known.status is None:
        raise StillRunning
    headers = [
        (b"content-type", known.content_type.encode("latin-1")),
        (b"content-length", str(len(known.body)).encode()),
        (b"idempotent-replayed", b"true"),
    ]
    await send({"type": "http.response.start", "status": known.status, "headers": headers})
    await send({"type": "http.response.body", "body": known.body, "more_body": False})


def _announced(scope: Scope) -> bytes:
    """What tells one upload from another before its bytes came: how long it is, and of which form."""
    told = {name: value for name, value in scope["headers"] if name == b"content-length"}
    return told.get(b"content-length", b"")


async def _body(receive: Receive) -> bytes:
    chunks, size, more = [], 0, True
    while more:
        message: Any = await receive()
        chunk = message.get("body", b"")
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST_BODY:
            raise TooLarge(allowed=LARGEST_BODY)
        more = bool(message.get("more_body"))
    return b"".join(chunks)


def _replayed(body: bytes) -> Receive:
    given = False

    async def receive() -> Any:
        nonlocal given
        if given:
            return {"type": "http.disconnect"}
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
