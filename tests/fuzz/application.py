"""The whole application on stores in memory, asked as a server asks it."""

import asyncio
import json
import logging
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
from dependency_injector import providers
from msgspec.structs import replace
from tests.fuzz.right_requests import GONE, MADE, asked

from pytake_app.app import create_app
from pytake_app.http.edge.authentication import Authenticator
from pytake_app.settings import Settings
from pytake_app.wiring.container import Container, build
from pytake_domain.identity import Authenticate, Role, SignedIn
from pytake_domain.kernel.actor import Permission
from pytake_domain.testing.memory.audit import MemoryAudit
from pytake_domain.testing.memory.house import Company, MemoryHouse

BUG, MULTIPLE = 500, 300
LONGEST_HEADER = 8_190
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE")
HEADERS = {"content-type": "application/json", "authorization": "Bearer x.y.z", "accept-language": "en"}
UNKNOWN = "0198c0de-0000-7000-8000-000000000000"


class Bugs(logging.Handler):
    """Holds what the application calls a bug of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        """A record with what went wrong."""
        if record.exc_info and record.exc_info[1] is not None:
            self.found.append(record.exc_info[1])


class Alone(asyncio.SelectorEventLoop):
    """Nobody is reached from here."""

    async def create_connection(self, *_: Any, **__: Any) -> Any:
        """See the loop."""
        raise ConnectionRefusedError("nobody is reached")

    async def getaddrinfo(self, *_: Any, **__: Any) -> Any:
        """See the loop."""
        raise OSError("nobody is known")

    async def sock_connect(self, *_: Any, **__: Any) -> None:
        """See the loop."""
        raise ConnectionRefusedError("nobody is reached")


class Application:
    """A company with a number, somebody who wrote, and people who work there; as it was for each input."""

    def __init__(self) -> None:
        self._loop = Alone()
        self._bugs = Bugs()
        logger = logging.getLogger("pytake_app")
        logger.addHandler(self._bugs)
        logger.propagate = False
        self._house = house = MemoryHouse()
        whole = container()
        for name, value in stores(house).items():
            getattr(whole.adapters(), name).override(providers.Object(value))
        self._app = create_app(whole)
        self.asked = asked()
        self._company, self._known = self._loop.run_until_complete(people(house))
        tenant = house.store.identity.tenants[self._company.id]
        self._signed = SignedIn(actor=self._company.boss, tenant=tenant)
        self._keep()
        self.missing = self._make()
        self._keep()

    def _keep(self) -> None:
        self._rows, self._people = self._company.rows.copy(), self._house.store.identity.snapshot()

    def _make(self) -> list[str]:
        """Make one of each; the names of those that were refused."""
        missing = []
        for name, route in MADE.items():
            request = {**self.asked[route], "headers": {}}
            self._known.setdefault("calendar_id", UNKNOWN)
            body = {
                key: GONE.get(key, each) if "<" in json.dumps(each) else each for key, each in request["body"].items()
            }
            for given in (request, {**request, "body": body}):
                self._said = b""
                (answer,) = self.ask([given])
                if answer[0] < MULTIPLE:
                    self._known[name] = json.loads(self._said).get("id", UNKNOWN)
                    self._keep()
                    break
            else:
                missing.append(f"{name} {answer} {self._said[:300]!r}")
        return missing

    def ask(self, requests: list[dict[str, Any]]) -> list[tuple[int, int]]:
        """Status and length of each answer. Raises what the application calls a bug."""
        self._as_it_was()

        async def signed_in(_: Any, connection: Any) -> SignedIn:
            connection.scope["state"]["signed_in"] = self._signed
            return self._signed

        async def each() -> list[tuple[int, int]]:
            return [await self._one(self._app, request, self._known) for request in requests]

        with patch.object(Authenticator, "signed_in", signed_in):
            answers = self._loop.run_until_complete(each())
        for name, kept in vars(self._company.rows).items():
            if isinstance(kept, dict):
                before = getattr(self._rows, name)
                require_kept(name, [(key, each) for key, each in kept.items() if before.get(key) is not each])
        return answers

    def talk(self, protocol: str, said: list[str | bytes]) -> tuple[list[Any], int | None]:
        """What a socket of that protocol says to that, and the code it is closed with. Raises what is called a bug."""
        self._as_it_was()
        self._bugs.found.clear()

        async def token(*_: Any) -> SignedIn:
            return self._signed

        with patch.object(Authenticate, "token", token), patch.object(Authenticate, "api_key", token):
            answer = self._loop.run_until_complete(
                self._talk(protocol, [filled_text(each, self._known) for each in said])
            )
        if self._bugs.found:
            raise self._bugs.found[0]
        return answer

    async def _talk(self, protocol: str, said: list[str | bytes]) -> tuple[list[Any], int | None]:
        heard: list[Any] = []
        closed: list[int] = []
        path = "/graphql" if "graphql" in protocol else "/ws"
        coming: list[dict[str, Any]] = [{"type": "websocket.connect"}, *(_frame(each) for each in said)]
        coming.reverse()

        async def receive() -> Any:
            # What is answered by others has its turn before the next message.
            for _ in range(5):
                await asyncio.sleep(0)
            return coming.pop() if coming else {"type": "websocket.disconnect", "code": 1000}

        async def send(message: Any) -> None:
            if message["type"] == "websocket.send":
                heard.append(json.loads(message["text"]))
            elif message["type"] == "websocket.close":
                closed.append(message["code"])

        scope: Any = {**scope_of({"path": path}, {}, 0), **_of_socket(protocol)}
        del scope["method"]
        await self._app(scope, receive, send)
        return heard, closed[-1] if closed else None

    def _as_it_was(self) -> None:
        store = self._house.store
        store.tenants = {self._company.id: self._rows.copy()}
        store.identity.restore(self._people)
        for queue in (store.inbox, store.deliveries, store.outgoing):
            queue.__init__()  # type: ignore[misc]
        store.events.clear()
        self._house.idempotency.__init__()  # type: ignore[misc]
        self._house.rates.__init__(self._house.clock)  # type: ignore[misc]
        self._house.media_store.__init__(self._house.clock)  # type: ignore[misc]

    async def _one(self, app: Any, request: dict[str, Any], known: dict[str, str]) -> tuple[int, int]:
        self._bugs.found.clear()
        sent: list[Any] = []
        body = request.get("body")
        raw = filled(body if isinstance(body, str) else written(body), known).encode("utf-8", "replace")
        pieces = [{"type": "http.request", "body": raw, "more_body": False}]

        async def receive() -> Any:
            return pieces.pop() if pieces else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await app(scope_of(request, known, len(raw)), receive, send)
        if self._bugs.found:
            raise self._bugs.found[0]
        status = sent[0]["status"]
        if status == BUG:
            raise RuntimeError(sent)
        for name, value in sent[0].get("headers", ()):
            assert not {10, 13} & {*name, *value}, "one header makes another"
        self._said = b"".join(each.get("body", b"") for each in sent[1:])
        return status, len(self._said)


def written(body: Any) -> str:
    """As JSON; what is too deep to be written goes without."""
    try:
        return json.dumps(body)
    except RecursionError:
        return "null"


def require_kept(table: str, rows: list[Any]) -> None:
    """Raises AssertionError for what no database keeps: NUL, halves of letters, numbers of more than 64 bits."""
    if not rows:
        return
    try:
        written = msgspec.json.encode(msgspec.to_builtins(rows, str_keys=True, enc_hook=repr))
        msgspec.msgpack.encode(msgspec.json.decode(written))
    except (UnicodeEncodeError, OverflowError, msgspec.MsgspecError) as error:
        raise AssertionError(f"{table} holds what nothing keeps: {error}") from error
    assert not NUL.search(written), f"{table} holds NUL: {written[:300]!r}"


def filled_text(said: str | bytes, known: dict[str, str]) -> str | bytes:
    return filled(said, known) if isinstance(said, str) else said


def _frame(said: str | bytes) -> dict[str, Any]:
    kind = "text" if isinstance(said, str) else "bytes"
    return {"type": "websocket.receive", kind: said}


def _of_socket(protocol: str) -> dict[str, Any]:
    headers = [(b"host", b"pytake.example"), (b"sec-websocket-protocol", protocol.encode())]
    return {"type": "websocket", "scheme": "ws", "subprotocols": [protocol], "headers": headers}


def scope_of(request: dict[str, Any], known: dict[str, str], length: int) -> Any:
    path = filled(str(request.get("path", "/"))[:2_000], known).encode("utf-8", "replace").decode()
    headers = {**HEADERS, **_texts(request.get("headers"))}
    given = [(k.lower().encode("latin-1", "replace"), _line(v)) for k, v in headers.items() if k]
    query = filled(str(request.get("query", ""))[:4_000], known).encode("latin-1", "replace")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": _method(request.get("method")),
        "path": path if path.startswith("/") else f"/{path}",
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": query,
        "headers": [*given, (b"content-length", str(length).encode()), (b"host", b"pytake.example")],
        "client": ("10.0.0.1", 1),
        "server": ("pytake.example", 80),
        "state": {},
    }


def filled(said: str, known: dict[str, str]) -> str:
    """With ids in the place of their names."""
    return re.sub("<([a-z_]{2,30})>", lambda found: known.get(found[1], UNKNOWN), said)


def _method(said: Any) -> str:
    return said if said in METHODS else METHODS[len(str(said or "")) % len(METHODS)]


def _texts(given: Any) -> dict[str, str]:
    return {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}


def _line(said: str) -> bytes:
    """As a server takes a header's value: of one line."""
    return (
        said.encode("latin-1", "replace").replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")[:LONGEST_HEADER]
    )


def container() -> Container:
    """Nothing of it is reached but what lies in memory."""
    folder = Path(tempfile.mkdtemp(prefix="pytake-fuzz-"))
    given: Any = {"database_url": "postgresql+asyncpg://x@127.0.0.1:1/x", "redis_url": "redis://127.0.0.1:1"}
    return build(Settings(data=folder, address_rate=1e9, address_burst=10**9, **given))


def stores(house: MemoryHouse) -> dict[str, Any]:
    """What stands in the place of which adapter."""
    return {
        "open_work": house.open_work,
        "open_reading": house.open_work,
        "clock": house.clock,
        "ids": house.ids,
        "chance": house.chance,
        "vault": house.vault,
        "number_lookup": house.lookup,
        "inbox": house.inbox,
        "rate_limiter": house.rates,
        "pacer": house.pacer,
        "idempotency": house.idempotency,
        "mailer": house.mailer,
        "link_reader": house.link_reader,
        "media_inspector": house.inspector,
        "media_store": house.media_store,
        "audit_log": MemoryAudit(house.clock),
    }


async def people(house: MemoryHouse) -> tuple[Company, dict[str, str]]:
    """The company, and ids of what is there by the names that paths have for them."""
    company = await house.company()
    agent = await company.agent("Bia", Role.ADMIN)
    number = await company.number()
    await number.customer("+5511987654321", name="Maria").says("oi")
    rows = company.rows
    first: dict[str, Any] = {
        "conversation_id": rows.conversations,
        "contact_id": rows.contacts,
        "message_id": rows.messages,
        "number_id": rows.numbers,
    }
    known = {name: str(next(iter(kept))) for name, kept in first.items() if kept}
    company.boss = replace(agent, permissions=frozenset(Permission))
    return company, {**known, "user_id": str(agent.id), "config_id": known["number_id"], "company_id": str(company.id)}


@cache
def application() -> Application:
    """One for the process; it takes seconds to make."""
    return Application()
