"""Who uses an installation for four hours: customers by the day's curve, people at desks with live sockets, and a CRM."""

import asyncio
import json
import math
import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
from tests.support.receiver import Receiver
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from pytake_app.twin import CloudTwin

PHONES, SERVED = 2000, 200
"""How many customers there are, and how many of them people serve: no flow answers them any more."""
QUIETEST, BUSIEST = 0.4, 1.6
"""Of the mean rate, in the first and last minutes and in the middle of the four hours."""
TRIES = 400
TAKEN = 202
SERVERS_TROUBLE = 500


class Customers:
    """They write; each text once, so that each answer can be told."""

    def __init__(self, twin: CloudTwin, number: str, rate: float, seconds: float, chance: random.Random) -> None:
        self._twin, self._number = twin, number
        self._rate, self._seconds, self._chance = rate, seconds, chance
        self.said: dict[str, tuple[str, str]] = {}

    async def write(self) -> None:
        """Until the four hours are over."""
        began = time.monotonic()
        while (passed := (time.monotonic() - began) / self._seconds) < 1:
            self.say(self.somebody())
            share = QUIETEST + (BUSIEST - QUIETEST) * math.sin(math.pi * passed)
            await asyncio.sleep(self._chance.expovariate(self._rate * share))

    def somebody(self) -> str:
        """One of the two thousand."""
        return _phone(self._chance.randrange(PHONES))

    def of_the_flow(self) -> str:
        """Somebody whom no person serves."""
        return _phone(self._chance.randrange(SERVED, PHONES))

    def say(self, phone: str) -> str:
        """A text of its own; its id."""
        text = f"mensagem {len(self.said)}"
        said = self._twin.say(phone, self._number, text=text, name="Cliente")
        self.said[said] = (phone, text)
        return said


def _phone(index: int) -> str:
    return f"+5511{900_000_000 + index}"


SERVED_PHONES = {_phone(index) for index in range(SERVED)}


class Desk:
    """Somebody who signed in once, hears of everything on a socket, and answers customers."""

    def __init__(self, name: str, token: str, customers: Customers, number: str, chance: random.Random) -> None:
        self._name, self._customers, self._number, self._chance = name, customers, number, chance
        self._headers = {"Authorization": f"Bearer {token}"}
        self.answered: dict[str, str] = {}
        self._tried = 0
        self.refused: Counter[str] = Counter()
        self.events = self.reconnects = self.resyncs = self.resumed = 0
        self.longest_gap = 0.0

    async def work(self, base_url: str, pause: float, over: Callable[[], bool]) -> None:
        """Answers somebody now and then; each answer under its own key, asked for until it is taken."""
        async with httpx.AsyncClient(base_url=base_url, timeout=40, headers=self._headers) as api:
            while not over():
                await asyncio.sleep(self._chance.expovariate(1 / pause))
                waiting = [
                    phone for phone, _ in list(self._customers.said.values())[-500:-20] if phone in SERVED_PHONES
                ]
                if not waiting:
                    continue
                self._tried += 1
                phone, text = self._chance.choice(waiting), f"{self._name} {self._tried}"
                body = {"to": phone, "message": text, "whatsapp_config_id": self._number}
                if await self._send(api, body, text):
                    self.answered[text] = phone

    async def _send(self, api: httpx.AsyncClient, body: dict[str, str], key: str) -> bool:
        for _ in range(TRIES):
            try:
                answer = await api.post("/api/v1/whatsapp/send", json=body, headers={"Idempotency-Key": key})
                if answer.status_code == TAKEN:
                    return True
                code = answer.json()["error"]["code"]
                if answer.status_code < SERVERS_TROUBLE and code != "IDEMPOTENCY_KEY_RUNNING":
                    self.refused[code] += 1
                    return False
            except (httpx.HTTPError, KeyError, ValueError):
                pass
            await asyncio.sleep(0.25)
        self.refused["never answered"] += 1
        return False

    async def watch(self, urls: Callable[[], list[str]], over: Callable[[], bool]) -> None:
        """A socket at whichever API takes it; after a break it goes on where it was, or is told to read again."""
        seen, lost_at = 0, 0.0
        while not over():
            for url in sorted(urls(), key=lambda _: self._chance.random()):
                try:
                    async with connect(
                        f"{url.replace('http', 'ws')}/ws", additional_headers=self._headers, open_timeout=3
                    ) as socket:
                        await socket.send(json.dumps({"type": "subscribe", "channels": ["messages"]}))
                        if seen:
                            await socket.send(json.dumps({"type": "resume", "since": seen}))
                            self.reconnects += 1
                            self.longest_gap = max(self.longest_gap, time.monotonic() - lost_at)
                        seen = await self._listen(socket, seen, over)
                except (OSError, WebSocketException, TimeoutError):
                    pass
                lost_at = lost_at if not seen else time.monotonic()
            await asyncio.sleep(0.2)

    async def _listen(self, socket: Any, seen: int, over: Callable[[], bool]) -> int:
        try:
            while not over():
                try:
                    told = json.loads(await asyncio.wait_for(socket.recv(), 1))
                except TimeoutError:
                    continue
                self.events += told["type"] in ("message_received", "message_status", "message_sent")
                self.resyncs += told["type"] == "resync"
                seen = max(seen, told.get("seq") or 0)
        except WebSocketException:
            pass
        return seen


class Crm:
    """Hears of every message by webhook, and now and then is too busy to answer well."""

    def __init__(self, chance: random.Random, host: str = "127.0.0.1") -> None:
        self._chance = chance
        self._receiver = Receiver(host)
        self.heard: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()

    async def start(self) -> str:
        """Its address."""
        from aiohttp import web

        def answer(event: dict[str, Any]) -> web.Response:
            self._receiver.calls.clear()
            if self._chance.random() < 0.02:
                self.calls["busy"] += 1
                return web.Response(status=503)
            self.calls["taken"] += 1
            self.heard[event["data"]["id"]] += 1
            return web.Response(status=204)

        await self._receiver.start()
        self._receiver.answers["/crm"] = answer
        return f"{self._receiver.url}/crm"

    async def stop(self) -> None:
        """Close."""
        await self._receiver.stop()
