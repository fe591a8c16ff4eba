"""Subscriptions over a WebSocket, in the protocol `graphql-transport-ws`: the same feed and rules as `/ws`."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Literal, cast

import msgspec
from graphql import ExecutionResult, subscribe
from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect

from pytake_app.graphql.asking import Asking
from pytake_app.graphql.errors import GraphqlTooWide, told, told_of
from pytake_app.graphql.execute import Asked, Refused, checked
from pytake_app.graphql.limits import Weighed
from pytake_app.graphql.schema import made
from pytake_app.graphql.subscriptions import LiveEvent
from pytake_app.http.edge.audit import AuditTrail
from pytake_app.http.edge.authentication import LONGEST_TOKEN, Authenticator
from pytake_app.http.edge.draining import RESTARTING, Draining
from pytake_app.http.edge.request_id import request_id
from pytake_app.phrases import preferred
from pytake_app.realtime.hub import LAST_WORDS, Hub, Listener
from pytake_app.realtime.places import TooManySockets, Turns
from pytake_app.realtime.seen import Watchers
from pytake_app.realtime.socket import (
    LARGEST,
    PATIENCE,
    REFUSED,
    STILL_ALLOWED,
    TOO_SLOW,
    Pulse,
    allowed,
    code_of,
    sight,
)
from pytake_domain.identity import Authenticate, SignedIn
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.errors import Forbidden, Malformed, PytakeError, Unauthenticated
from pytake_domain.messaging import BrowseMessaging
from pytake_domain.routing import ManageAgents

log = logging.getLogger(__name__)
PROTOCOL = "graphql-transport-ws"
ROUTE = "WS /graphql"
MOST_SUBSCRIPTIONS = 20
UNREADABLE, UNPROVEN, TWICE, AGAIN, BROKEN = 4400, 4401, 4409, 4429, 4500
"""Close codes of the protocol."""
GONE = (WebSocketDisconnect, OSError, RuntimeError)
"""What comes of saying something to who has left."""
_json = msgspec.json.Encoder()
_event = msgspec.json.Decoder(LiveEvent)


class Said(msgspec.Struct, frozen=True):
    """What a client says."""

    type: Literal["connection_init", "ping", "pong", "subscribe", "complete"]
    id: str = ""
    payload: dict[str, Any] | None = None


class Closing(Exception):
    """The socket is to be closed with a code of the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


_said = msgspec.json.Decoder(Said)


class Parts(msgspec.Struct, frozen=True):
    """What a socket works with."""

    hub: Hub
    authenticate: Authenticate
    authenticator: Authenticator
    browse: BrowseMessaging
    agents: ManageAgents
    watchers: Watchers
    trail: AuditTrail
    given: Mapping[str, Callable[[], Any]]
    draining: Draining


class GraphqlSocket:
    """One socket's life."""

    def __init__(self, socket: WebSocket[Any, Any, Any], parts: Parts) -> None:
        self._socket = socket
        self._parts = parts
        self._language = preferred(socket.headers.get("accept-language"))
        self._listeners: set[Listener] = set()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: Callable[[], Awaitable[SignedIn]] = self._by_headers
        self._closing: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Until either side leaves."""
        offered = [each.strip() for each in self._socket.headers.get("sec-websocket-protocol", "").split(",")]
        await self._socket.accept(subprotocols=PROTOCOL if PROTOCOL in offered else None)
        self._socket.scope["state"].setdefault("address", (self._socket.scope.get("client") or ("", 0))[0])
        code, reason = 1000, ""
        try:
            signed = await self._sign_in()
            with self._parts.hub.places.taken(signed.actor):
                await self._live(signed)
        except TooManySockets as error:
            code, reason = AGAIN, error.code
        except Closing as closing:
            code, reason = closing.code, closing.reason
        except GONE:
            pass
        finally:
            await self._end()
            with contextlib.suppress(Exception):
                async with asyncio.timeout(LAST_WORDS):
                    await self._socket.close(code, reason)

    async def _live(self, signed: SignedIn) -> None:
        pulse = Pulse(signed.actor, self._parts.agents)
        await pulse.beat()
        tasks: list[asyncio.Future[None]] = [
            asyncio.ensure_future(self._read(signed, pulse)),
            asyncio.ensure_future(self._watch(pulse)),
            asyncio.ensure_future(self._process_ends()),
            self._closing,
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _process_ends(self) -> None:
        await self._parts.draining.socket_ends()
        raise Closing(RESTARTING, "Service Restart")

    async def _end(self) -> None:
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        for listener in list(self._listeners):
            self._leave(listener)

    async def _sign_in(self) -> SignedIn:
        """By header, or by what the first message says (`token`, `Authorization` or `api_key`); never by the address."""
        try:
            first = await asyncio.wait_for(self._receive(), PATIENCE)
            if first.type != "connection_init":
                raise Closing(UNPROVEN, "Unauthorized")
            signed = await self._prove(first.payload or {})
        except (PytakeError, TimeoutError) as error:
            raise Closing(code_of(error), getattr(error, "code", "UNAUTHENTICATED")) from error
        await self._say({"type": "connection_ack"})
        return signed

    async def _prove(self, payload: dict[str, Any]) -> SignedIn:
        if self._socket.headers.get("authorization") or self._socket.headers.get("x-api-key"):
            return await self._again()
        key = payload.get("api_key")
        if isinstance(key, str):
            self._again = partial(self._parts.authenticate.api_key, key[:LONGEST_TOKEN])
            return await self._again()
        token = payload.get("token") or payload.get("Authorization") or payload.get("authorization")
        if not isinstance(token, str):
            raise Unauthenticated
        self._again = partial(self._parts.authenticate.token, token.removeprefix("Bearer ").strip()[:LONGEST_TOKEN])
        return await self._again()

    async def _by_headers(self) -> SignedIn:
        self._socket.scope["state"].pop("signed_in", None)
        return await self._parts.authenticator.signed_in(self._socket)

    async def _receive(self) -> Said:
        text = await self._socket.receive_text()
        try:
            said = _said.decode(text) if len(text) <= LARGEST else None
        except (msgspec.MsgspecError, RecursionError) as error:
            raise Closing(UNREADABLE, "Invalid message") from error
        if said is None:
            raise Closing(UNREADABLE, "Invalid message")
        return said

    async def _say(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(_json.encode(message).decode())

    async def _read(self, signed: SignedIn, pulse: Pulse) -> None:
        turns = Turns()
        while True:
            said = await self._receive()
            await turns.take()
            await pulse.beat()
            if said.type == "connection_init":
                raise Closing(AGAIN, "Too many initialisation requests")
            if said.type == "ping":
                await self._say({"type": "pong"})
            elif said.type == "complete":
                task = self._running.pop(said.id, None)
                if task is not None:
                    task.cancel()
            elif said.type == "subscribe":
                self._begin(signed, said)

    def _begin(self, signed: SignedIn, said: Said) -> None:
        if not said.id:
            raise Closing(UNREADABLE, "Invalid message")
        if said.id in self._running:
            raise Closing(TWICE, f"Subscriber for {said.id[:40]} already exists")
        task = asyncio.ensure_future(self._one(signed, said))
        self._running[said.id] = task
        task.add_done_callback(lambda done: self._forget(said.id, done))

    def _forget(self, name: str, done: "asyncio.Task[None]") -> None:
        if self._running.get(name) is done:
            del self._running[name]
        failure = None if done.cancelled() else done.exception()
        if failure is None or self._closing.done():
            return
        if not isinstance(failure, (Closing, *GONE)):
            log.error("%s graphql subscription: bug", request_id(self._socket.scope), exc_info=failure)
            failure = Closing(BROKEN, "Internal server error")
        self._closing.set_exception(failure)

    async def _one(self, signed: SignedIn, said: Said) -> None:
        """One subscription, from its document to its end."""
        own_id = request_id(self._socket.scope)
        try:
            if len(self._running) > MOST_SUBSCRIPTIONS:
                raise GraphqlTooWide(what="subscriptions", allowed=MOST_SUBSCRIPTIONS)
            asked = _asked(said.payload)
            weighed = checked(asked, kinds=("subscription",))
            await self._parts.authenticator.charge(self._socket, signed, 1)
            await self._tell(said.id, signed, asked, weighed)
        except Refused as refused:
            await self._refuse(said.id, [told_of(each, self._language, own_id) for each in refused.failures])
        except PytakeError as error:
            log.warning("%s graphql refused: %s", own_id, error)
            await self._refuse(said.id, [told(error, self._language, own_id)])

    async def _refuse(self, name: str, errors: list[dict[str, Any]]) -> None:
        """The name is free again once the client hears of it."""
        self._running.pop(name, None)
        await self._say({"id": name, "type": "error", "payload": errors})

    async def _tell(self, name: str, signed: SignedIn, asked: Asked, weighed: Weighed) -> None:
        own_id = request_id(self._socket.scope)

        def live(channels: list[str]) -> AsyncGenerator[LiveEvent, None]:
            return self._events(signed, channels)

        asking = Asking(signed, self._language, {**self._parts.given, "live": lambda: live})
        stream = await _stream(weighed, asked, asking)
        if isinstance(stream, ExecutionResult):
            await self._refuse(name, [told_of(each, self._language, own_id) for each in stream.errors or ()])
            return
        async for result in stream:
            await self._parts.trail.record_all(self._socket.scope, signed.actor, ROUTE, asking.seen)
            asking.again()
            payload: dict[str, Any] = {"data": result.data}
            if result.errors:
                payload["errors"] = [told_of(each, self._language, own_id) for each in result.errors]
            await self._say({"id": name, "type": "next", "payload": payload})
        await self._say({"id": name, "type": "complete"})

    async def _events(self, signed: SignedIn, channels: list[str]) -> AsyncGenerator[LiveEvent, None]:
        """Of these channels, from now on. Raises Invalid, Forbidden, ConversationNotFound, Unavailable."""
        actor, hub = signed.actor, self._parts.hub
        proof = signed.session_id or (actor.id if actor.kind is ActorKind.API_KEY else None)
        listener = Listener(actor.tenant_id, sight(actor, self._parts.browse), proof, actor.id)
        named = await allowed(listener, actor, self._parts.browse, channels)
        peer = (self._socket.scope.get("client") or ("", 0))[0]
        own_id = request_id(self._socket.scope)
        await self._parts.watchers.record(actor, channels, named, address=peer, request_id=own_id, route=ROUTE)
        self._listeners.add(listener)
        hub.join(listener)
        hub.subscribe(listener, set(channels))
        ending = asyncio.ensure_future(self._cut(listener))
        try:
            yield LiveEvent("subscribed", {"channels": sorted(channels)}, seq=await hub.last(actor.tenant_id))
            while (message := await listener.queue.get()) is not None:
                yield _event.decode(message)
            raise Closing(REFUSED if listener.refused else TOO_SLOW, "refused" if listener.refused else "too slow")
        finally:
            ending.cancel()
            self._leave(listener)

    async def _cut(self, listener: Listener) -> None:
        await listener.taken_nothing()
        if not self._closing.done():
            self._closing.set_exception(Closing(TOO_SLOW, "too slow"))

    def _leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        self._parts.hub.leave(listener)

    async def _watch(self, pulse: Pulse) -> None:
        """Ends the socket when its token expires, or its session was revoked while the live feed was away."""
        while True:
            await asyncio.sleep(STILL_ALLOWED)
            await pulse.beat()
            try:
                await self._again()
            except (Unauthenticated, Forbidden) as error:
                raise Closing(code_of(error), error.code) from error
            except PytakeError:
                continue


def _asked(payload: dict[str, Any] | None) -> Asked:
    try:
        return msgspec.convert(payload, Asked)
    except msgspec.ValidationError as error:
        raise Malformed from error


async def _stream(weighed: Weighed, asked: Asked, asking: Asking) -> AsyncIterator[ExecutionResult] | ExecutionResult:
    name = weighed.operation.name
    begun: Any = subscribe(
        made().core,
        weighed.document,
        context_value=asking,
        variable_values=asked.variables or {},
        operation_name=name.value if name is not None else None,
    )
    found = await begun if hasattr(begun, "__await__") else begun
    return cast("AsyncIterator[ExecutionResult] | ExecutionResult", found)
