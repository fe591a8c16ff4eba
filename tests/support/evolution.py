"""An Evolution server of a few lines on this machine, for tests that say themselves what it answers."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from pytake_domain.testing.contracts.provider import a_number
from pytake_domain.whatsapp import ApiType, OpenNumber

RECORDED = Path(__file__).resolve().parents[1] / "recorded" / "evolution"
INSTANCE = "loja-centro"
KEY = "instance-key"
CALLBACK = "https://pytake.example.test/api/v1/whatsapp/webhook/00000000-0000-0000-0000-000000000001"


class Request:
    """What arrived."""

    def __init__(self, method: str, path: str, query: dict[str, str], key: str | None, body: Any) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.key = key
        self.body = body


class Answer:
    """What is said to it; a body that is no bytes goes out as JSON. `cut`: that many bytes of it, then the end."""

    def __init__(self, status: int, body: object, *, cut: int | None = None, **headers: str) -> None:
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.cut = cut
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def recorded(name: str) -> Answer:
    """An answer of the real server's."""
    said = json.loads((RECORDED / "api" / f"{name}.json").read_bytes())
    return Answer(said["status"], said["body"])


def a_linked_number(url: str, **changes: object) -> OpenNumber:
    """A number of this server's."""
    settings: dict[str, object] = {"base_url": url, "evolution_instance": INSTANCE, **changes}
    return a_number(api_type=ApiType.EVOLUTION, phone_number_id=None, business_account_id=None, **settings)


class Evolution:
    """`answer` makes the answer to a request; None: take it and never answer."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Callable[[Request], Answer | None] = lambda _: recorded("send_text")
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None
        self._closing = asyncio.Event()
        self.url = ""

    @property
    def paths(self) -> list[str]:
        return [f"{request.method} {request.path}" for request in self.requests]

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        assert self._runner.server is not None
        self._server = await asyncio.get_running_loop().create_server(self._runner.server, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def hang_up(self) -> None:
        """Nobody can connect any more."""
        if self._server is not None:
            self._server.close()

    async def stop(self) -> None:
        self._closing.set()
        self.hang_up()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        body = json.loads(text) if text else None
        seen = Request(request.method, request.path, dict(request.query), request.headers.get("apikey"), body)
        self.requests.append(seen)
        said = self.answer(seen)
        if said is None:
            await self._closing.wait()
            said = Answer(503, b"")
        response = web.StreamResponse(status=said.status, headers={"Content-Type": "application/json", **said.headers})
        response.content_length = len(said.body)
        await response.prepare(request)
        await response.write(said.body[: said.cut])
        if said.cut is not None and request.transport is not None:
            request.transport.abort()
        return response
