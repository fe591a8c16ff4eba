"""A receiver of webhooks as somebody else would write it: it checks every signature by itself, and answers as it is told."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import msgspec
from aiohttp import web

Answers = Callable[[dict[str, Any]], web.Response | None]
"""What to answer to an event; None hangs."""


class Call(msgspec.Struct, frozen=True):
    """One request that came."""

    path: str
    id: str
    signatures: tuple[str, ...]
    signed: str
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def proven_by(self, secret: str) -> bool:
        """By the words of the standard, without any code of ours."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        proof = base64.b64encode(hmac.new(key, self.signed.encode() + self.body, hashlib.sha256).digest()).decode()
        return f"v1,{proof}" in self.signatures


class Receiver:
    """Answers 204, or what `answers` has for the path."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._host = host
        self.calls: list[Call] = []
        self.answers: dict[str, Answers] = {}
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> "Receiver":
        app = web.Application(client_max_size=1 << 24)
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://{self._host}:{port}"
        return self

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def of(self, path: str, name: str | None = None) -> list[Call]:
        """What came there, in order."""
        return [call for call in self.calls if call.path == path and name in (None, call.event["type"])]

    async def _take(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), request.headers
        own, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        signatures = tuple(headers.get("webhook-signature", "").split())
        call = Call(request.path, own, signatures, f"{own}.{at}.", body)
        self.calls.append(call)
        answers = self.answers.get(request.path)
        answer = web.Response(status=204) if answers is None else answers(call.event)
        if answer is None:
            await asyncio.sleep(60)
            return web.Response(status=204)
        return answer
