"""What a twin of WhatsApp is tested with: an address it calls, and a time that tests move on."""

import asyncio
import datetime as dt
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import MessageStatus, ProviderEvent, WebhookReader

NUMBER_ID = "106540352242922"
WABA_ID = "102290129340398"
TOKEN = "EAAtokenOfTheTests"
APP_SECRET = "test-app-secret"
VERIFY_TOKEN = "test-verify-token"
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


class Callback:
    """A webhook address: keeps what it took, verified and read by our own reader; `status` is what it answers."""

    def __init__(self, reader: WebhookReader) -> None:
        self._reader = reader
        self.status = 200
        self.bodies: list[bytes] = []
        self.posts = 0
        self.unsigned = 0
        self.events: list[ProviderEvent] = []
        self.url = ""
        self._news = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            right = request.query.get("hub.verify_token") == VERIFY_TOKEN
            return web.Response(text=request.query["hub.challenge"]) if right else web.Response(status=403)
        body = await request.read()
        self.posts += 1
        if self.status != 200:
            self._news.set()
            return web.Response(status=self.status)
        headers = {name.lower(): value for name, value in request.headers.items()}
        if not self._reader.verify(headers, body, Secret(APP_SECRET)):
            self.unsigned += 1
            return web.Response(status=401)
        own = "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert headers["x-hub-signature-256"] == own
        self.bodies.append(body)
        reading = self._reader.read(body, NOW)
        assert not reading.parked
        self.events += reading.events
        self._news.set()
        return web.Response()

    async def until(self, condition: Callable[[], bool], patience: float = 5.0) -> None:
        async with asyncio.timeout(patience):
            while not condition():
                self._news.clear()
                await self._news.wait()

    def statuses(self, message_id: str) -> list[str]:
        return [event.word for event in self.events if isinstance(event, MessageStatus) and event.id == message_id]

    def values(self) -> list[dict[str, Any]]:
        entries = [entry for body in self.bodies for entry in json.loads(body)["entry"]]
        return [change["value"] for entry in entries for change in entry["changes"]]


class Clock:
    """The twin's time, which tests move on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead
