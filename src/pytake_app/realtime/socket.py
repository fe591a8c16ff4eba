"""One socket's life: sign in, then what the client asks and what the hub tells."""

import asyncio
import contextlib
from collections import OrderedDict
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from litestar import WebSocket
from litestar.exceptions import WebSocketDisconnect

from pytake_app.http.edge.authentication import Authenticator
from pytake_app.http.edge.draining import RESTARTING, Draining
from pytake_app.http.edge.errors import envelope
from pytake_app.http.edge.request_id import request_id
from pytake_app.phrases import preferred
from pytake_app.realtime.channels import MOST_CHANNELS, Told, check_channel, sees_all
from pytake_app.realtime.hub import LAST_WORDS, RESYNC, Hub, Listener, MaySee
from pytake_app.realtime.places import TOO_MANY, TooManySockets, Turns
from pytake_app.realtime.presence import OwnPresence
from pytake_app.realtime.seen import Watchers
from pytake_domain.identity import Authenticate, SecondFactorDemanded, SignedIn
from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.errors import Forbidden, Invalid, Malformed, Problem, PytakeError, Unauthenticated
from pytake_domain.kernel.ids import ConversationId
from pytake_domain.messaging import BrowseMessaging, ShowPresence, Watching
from pytake_domain.routing import ManageAgents

PROTOCOL = "pytake.v1"
PATIENCE = 5.0
"""Seconds a browser has to say who it is."""
STILL_ALLOWED = 30.0
"""Seconds between looks whether the session still holds."""
LARGEST = 64 * 1024
FRESH = frozenset({"conversation_assigned", "conversation_updated", "conversation_routed"})
"""What may change who sees a conversation."""
SIGN_OF_LIFE = 60.0
"""Seconds between two notes that somebody's connection is alive."""
REFUSED = 4401
OWING = 4403
"""Whoever it is owes their company a second factor: signing in again is of no use before they have set it up."""
TOO_SLOW = 4408
_json = msgspec.json.Encoder()


class Ask(msgspec.Struct, frozen=True):
    """What a client says."""

    type: Literal["auth", "subscribe", "unsubscribe", "ping", "resume", "presence"]
    channels: list[str] = []
    since: int = 0
    token: str = ""
    conversation_id: UUID | None = None
    state: Watching | None = None
    to_customer: bool = False


_ask = msgspec.json.Decoder(Ask)


class OwnConversations(MaySee):
    """For who sees only their own conversations: asks as HTTP would, remembering answers for seconds."""

    def __init__(self, actor: Actor, browse: BrowseMessaging) -> None:
        self._actor = actor
        self._browse = browse
        self._known: OrderedDict[UUID, tuple[float, bool]] = OrderedDict()

    async def __call__(self, told: Told) -> bool:
        """See MaySee. What may change the answer is looked at afresh."""
        if told.conversation_id is None:
            return True
        now = asyncio.get_running_loop().time()
        known = self._known.get(told.conversation_id)
        if known is not None and known[0] > now and told.name not in FRESH:
            return known[1]
        try:
            await self._browse.conversation(self._actor, ConversationId(told.conversation_id))
            seen = True
        except PytakeError:
            seen = False
        self._known[told.conversation_id] = (now + 2.0, seen)
        if len(self._known) > 1000:  # noqa: PLR2004  a person's working set
            self._known.popitem(last=False)
        return seen


class Pulse:
    """Notes that an agent's connection is alive, at most once a minute, so that the worker can tell who is gone."""

    def __init__(self, actor: Actor, agents: ManageAgents) -> None:
        self._actor = actor
        self._agents = agents
        self._next = 0.0

    async def beat(self) -> None:
        """They are there. What can't be noted now is noted next time."""
        now = asyncio.get_running_loop().time()
        if self._actor.user_id is None or now < self._next:
            return
        self._next = now + SIGN_OF_LIFE
        with contextlib.suppress(PytakeError):
            await self._agents.seen(self._actor)


class SeesAll(MaySee):
    """For who sees every conversation of the tenant."""

    async def __call__(self, told: Told) -> bool:  # noqa: ARG002  whatever it is
        """Yes."""
        return True


def sight(actor: Actor, browse: BrowseMessaging) -> MaySee:
    """What is told to this actor."""
    return SeesAll() if sees_all(actor) else OwnConversations(actor, browse)


async def serve(
    socket: WebSocket[Any, Any, Any],
    *,
    hub: Hub,
    authenticate: Authenticate,
    authenticator: Authenticator,
    browse: BrowseMessaging,
    agents: ManageAgents,
    presence: ShowPresence,
    watchers: Watchers,
    draining: Draining,
) -> None:
    """Until either side leaves, or the process is about to end."""
    signed, token = await _sign_in(socket, authenticate, authenticator)
    if signed is None:
        return
    try:
        with hub.places.taken(signed.actor):
            live = Live(hub, authenticate, authenticator, browse, agents, presence, watchers, draining)
            await _live(socket, signed, token, live)
    except TooManySockets as error:
        with contextlib.suppress(Exception):
            await _say_error(socket, error)
            await socket.close(TOO_MANY)


class Live(NamedTuple):
    """What a socket lives by."""

    hub: Hub
    authenticate: Authenticate
    authenticator: Authenticator
    browse: BrowseMessaging
    agents: ManageAgents
    presence: ShowPresence
    watchers: Watchers
    draining: Draining


async def _live(socket: WebSocket[Any, Any, Any], signed: SignedIn, token: str, live: Live) -> None:
    hub, authenticate, authenticator, browse, agents, presence, watchers, draining = live
    actor = signed.actor
    proof = signed.session_id or (actor.id if actor.kind is ActorKind.API_KEY else None)
    may_see = sight(actor, browse)
    listener = Listener(actor.tenant_id, may_see, proof, actor.id)
    own = OwnPresence(actor, presence)
    hub.join(listener)
    pulse = Pulse(actor, agents)
    tasks = [
        asyncio.ensure_future(_write(socket, listener)),
        asyncio.ensure_future(listener.taken_nothing()),
        asyncio.ensure_future(_read(socket, listener, hub, actor, browse, pulse, own, watchers)),
        asyncio.ensure_future(_watch(socket, listener, authenticate, authenticator, token, pulse)),
    ]
    ending = asyncio.ensure_future(draining.socket_ends())
    tasks.append(ending)
    code = 1000
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        code = RESTARTING if ending in done else code
    finally:
        hub.leave(listener)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await own.leave()
        with contextlib.suppress(Exception):
            async with asyncio.timeout(LAST_WORDS):
                if listener.refused:
                    await _say_error(socket, Unauthenticated())
                await socket.close(REFUSED if listener.refused else TOO_SLOW if listener.cut_off else code)


async def _sign_in(
    socket: WebSocket[Any, Any, Any], authenticate: Authenticate, authenticator: Authenticator
) -> tuple[SignedIn | None, str]:
    """By header, by subprotocol, or by a first message within seconds; never by the address."""
    offered = [p.strip() for p in socket.headers.get("sec-websocket-protocol", "").split(",") if p.strip()]
    token = offered[1] if len(offered) == 2 and offered[0] == PROTOCOL else ""  # noqa: PLR2004  the pair
    await socket.accept(subprotocols=PROTOCOL if PROTOCOL in offered else None)
    try:
        if socket.headers.get("authorization") or socket.headers.get("x-api-key"):
            return await authenticator.signed_in(socket), ""
        if not token:
            first = await asyncio.wait_for(_receive(socket), PATIENCE)
            if first.type != "auth":
                raise Unauthenticated
            token = first.token
        return await authenticate.token(token), token
    except (PytakeError, TimeoutError, WebSocketDisconnect) as error:
        failure = error if isinstance(error, PytakeError) else Unauthenticated()
        with contextlib.suppress(Exception):
            await _say_error(socket, failure)
            await socket.close(code_of(failure))
        return None, ""


def code_of(failure: BaseException) -> int:
    """With which a socket is closed whose proof is refused."""
    return OWING if isinstance(failure, SecondFactorDemanded) else REFUSED


async def _receive(socket: WebSocket[Any, Any, Any]) -> Ask:
    text = await socket.receive_text()
    if len(text) > LARGEST:
        raise Malformed
    try:
        return _ask.decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Malformed from error


async def _read(
    socket: WebSocket[Any, Any, Any],
    listener: Listener,
    hub: Hub,
    actor: Actor,
    browse: BrowseMessaging,
    pulse: Pulse,
    own: OwnPresence,
    watchers: Watchers,
) -> None:
    await pulse.beat()
    turns = Turns()
    while True:
        try:
            ask = await _receive(socket)
            await turns.take()
            await pulse.beat()
            if ask.type == "subscribe":
                named = await allowed(listener, actor, browse, ask.channels)
                peer = (socket.scope.get("client") or ("", 0))[0]
                await watchers.record(actor, ask.channels, named, address=peer, request_id=request_id(socket.scope))
                hub.subscribe(listener, set(ask.channels))
                await _confirm(listener, hub)
                for message in (m for each in named for m in hub.present(listener, each)):
                    listener.put(message)
            elif ask.type == "unsubscribe":
                hub.unsubscribe(listener, set(ask.channels))
                await _confirm(listener, hub)
            elif ask.type == "presence":
                await _present(ask, own)
            elif ask.type == "ping":
                listener.put(hub.say("pong"))
            elif ask.type == "resume":
                missed = await hub.missed(listener, ask.since)
                for message in [RESYNC] if missed is None else missed:
                    listener.put(message)
        except WebSocketDisconnect:
            return
        except PytakeError as error:
            listener.put(_error(socket, error))


async def _present(ask: Ask, own: OwnPresence) -> None:
    """Raises Invalid, ConversationNotFound, Forbidden."""
    if ask.conversation_id is None or ask.state is None:
        raise Invalid(Problem(field="state" if ask.conversation_id else "conversation_id", code="required"))
    await own.say(ask.conversation_id, ask.state, to_customer=ask.to_customer)


async def allowed(listener: Listener, actor: Actor, browse: BrowseMessaging, channels: list[str]) -> list[UUID]:
    """The conversations among channels that may be subscribed to. Raises Invalid, Forbidden, ConversationNotFound."""
    named = []
    if len(listener.channels) + len(channels) > MOST_CHANNELS:
        raise Invalid(Problem(field="channels", code="too_many", params={"most": MOST_CHANNELS}))
    for channel in channels:
        conversation_id = check_channel(actor, channel)
        if conversation_id is not None:
            await browse.conversation(actor, ConversationId(conversation_id))
            named.append(conversation_id)
    return named


async def _confirm(listener: Listener, hub: Hub) -> None:
    data = {"channels": sorted(listener.channels)}
    seq = await hub.last(listener.tenant_id)
    listener.put(hub.say("subscribed", data=data, seq=seq))


async def _write(socket: WebSocket[Any, Any, Any], listener: Listener) -> None:
    while True:
        message = await listener.queue.get()
        if message is None:
            return
        await socket.send_text(message.decode())


async def _watch(
    socket: WebSocket[Any, Any, Any],
    listener: Listener,
    authenticate: Authenticate,
    authenticator: Authenticator,
    token: str,
    pulse: Pulse,
) -> None:
    """Ends the socket when its token expires, or its session was revoked while the live feed was away."""
    while True:
        await asyncio.sleep(STILL_ALLOWED)
        await pulse.beat()
        try:
            if token:
                await authenticate.token(token)
            else:
                socket.scope["state"].pop("signed_in", None)
                await authenticator.signed_in(socket)
        except (Unauthenticated, Forbidden):
            listener.refuse()
            return
        except PytakeError:
            continue


def _error(socket: WebSocket[Any, Any, Any], error: PytakeError) -> bytes:
    language = preferred(socket.headers.get("accept-language"))
    body = envelope(error, language, request_id(socket.scope))
    return _json.encode({"type": "error", "data": body.error})


async def _say_error(socket: WebSocket[Any, Any, Any], error: PytakeError) -> None:
    await socket.send_text(_error(socket, error).decode())
