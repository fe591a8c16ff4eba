"""Raw body in, 200 after the commit: the way of every provider's news."""

import logging
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import HttpMethod, ScopeType
from litestar.params import FromPath, QueryParameter
from litestar.types import ASGIApp, Receive, Scope, Send

from pytake_adapters.tracing import begun
from pytake_app.http.edge.errors import envelope, status_of
from pytake_app.http.edge.request_id import own_request_id, request_id
from pytake_app.observability.metrics import Metrics
from pytake_app.phrases import preferred
from pytake_domain.kernel.errors import NotFound, PytakeError, TooLarge, Unavailable
from pytake_domain.kernel.ids import NumberId
from pytake_domain.whatsapp import AcceptWebhooks, SignatureWrong

log = logging.getLogger(__name__)
PATH = "/api/v1/whatsapp/webhook"
LARGEST = 3 * 1024 * 1024
"""Providers post 3 MB at most."""
OK = b'{"status":"ok"}'


class ProviderWebhooks:
    """Accepts one raw webhook, whoever received it."""

    def __init__(self, accept: AcceptWebhooks, metrics: Metrics, *, trace_share: float = 0.0) -> None:
        self._accept = accept
        self._trace_share = trace_share
        self._metrics = metrics
        self._accepted = metrics.webhooks.labels("accepted")

    async def take(self, headers: dict[str, str], body: bytes, number_id: NumberId | None) -> None:
        """Durable when this returns. Raises SignatureWrong, TooLarge, NotFound, Unavailable."""
        try:
            with begun("webhook accepted", self._trace_share, bytes=len(body)):
                await self._accept.accept(headers, body, number_id=number_id)
        except PytakeError as error:
            outcome = {SignatureWrong: "refused", Unavailable: "unavailable"}.get(type(error), "invalid")
            self._metrics.webhooks.labels(outcome).inc()
            raise
        self._accepted.inc()


class WebhookEdge:
    """Answers the webhooks' POST before the framework is asked: this path is taken a thousand times a second."""

    def __init__(self, app: ASGIApp, webhooks: ProviderWebhooks) -> None:
        self._app = app
        self._webhooks = webhooks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if (
            scope["type"] != ScopeType.HTTP
            or scope["method"] != HttpMethod.POST
            or not scope["path"].startswith(PATH)
            or scope["path"].count("/") > PATH.count("/") + 1
        ):
            await self._app(scope, receive, send)
            return
        own = own_request_id(scope["headers"])
        scope.setdefault("state", {})["request_id"] = own
        # Signatures and keys of providers are all in headers like these; the others need no reading.
        headers = {
            name.decode("latin-1"): value.decode("latin-1")
            for name, value in scope["headers"]
            if name[:2] == b"x-" or name == b"authorization"
        }
        try:
            number_id = _number_id(scope["path"])
            await self._webhooks.take(headers, await _body(receive), number_id)
        except PytakeError as error:
            accepted = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"accept-language"), None)
            language = preferred(accepted)
            answer = msgspec.json.encode(envelope(error, language, request_id(scope)))
            await _answer(send, status_of(error), answer, own)
        except Exception:
            log.exception("a webhook could not be accepted")
            failure = envelope(Unavailable(dependency="pytake"), preferred(None), request_id(scope))
            await _answer(send, 503, msgspec.json.encode(failure), own)
        else:
            await _answer(send, 200, OK, own)


def _number_id(path: str) -> NumberId | None:
    rest = path[len(PATH) :].strip("/")
    if not rest:
        return None
    try:
        return NumberId(UUID(rest))
    except ValueError as error:
        raise NotFound from error


async def _body(receive: Receive) -> bytes:
    first = await receive()
    body: bytes = first.get("body", b"")  # type: ignore[assignment]
    if not first.get("more_body"):
        return body
    chunks, size, more = [body], len(body), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise SignatureWrong
        chunk: bytes = message.get("body", b"")  # type: ignore[assignment]
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            raise TooLarge(allowed=LARGEST)
        more = bool(message.get("more_body"))
    return b"".join(chunks)


async def _answer(send: Send, status: int, body: bytes, own: str) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-request-id", own.encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


class Taken(msgspec.Struct, frozen=True):
    """The event is on durable storage."""

    status: str = "ok"


Mode = Annotated[str, QueryParameter(name="hub.mode")]
Token = Annotated[str, QueryParameter(name="hub.verify_token")]
Challenge = Annotated[str, QueryParameter(name="hub.challenge")]


class ProviderWebhookController(Controller):
    """The same paths in the framework: the handshake, and the documentation of both."""

    path = PATH
    tags = ("messages",)

    @get(summary="Provider's verification handshake", media_type=MediaType.TEXT)
    async def handshake(
        self,
        accept_webhooks: NamedDependency[AcceptWebhooks],
        mode: Mode = "",
        token: Token = "",
        challenge: Challenge = "",
    ) -> Response[str]:
        """The challenge as plain text for who knows the verify token."""
        return Response(await accept_webhooks.handshake(mode, token, challenge), media_type=MediaType.TEXT)

    @get("/{config_id:uuid}", summary="Handshake of one number", media_type=MediaType.TEXT)
    async def handshake_of_number(
        self,
        config_id: FromPath[UUID],
        accept_webhooks: NamedDependency[AcceptWebhooks],
        mode: Mode = "",
        token: Token = "",
        challenge: Challenge = "",
    ) -> Response[str]:
        """The challenge as plain text for who knows this number's verify token."""
        answer = await accept_webhooks.handshake(mode, token, challenge, number_id=NumberId(config_id))
        return Response(answer, media_type=MediaType.TEXT)

    @post(summary="Provider's events", status_code=200)
    async def receive(
        self, request: Request[Any, Any, Any], provider_webhooks: NamedDependency[ProviderWebhooks]
    ) -> Taken:
        """Signature checked over the raw body; 200 once the event is on durable storage."""
        await provider_webhooks.take(dict(request.headers), await request.body(), None)
        return Taken()

    @post("/{config_id:uuid}", summary="Events of one number", status_code=200)
    async def receive_of_number(
        self,
        config_id: FromPath[UUID],
        request: Request[Any, Any, Any],
        provider_webhooks: NamedDependency[ProviderWebhooks],
    ) -> Taken:
        """The same for one number's own address."""
        await provider_webhooks.take(dict(request.headers), await request.body(), NumberId(config_id))
        return Taken()
