"""WebSockets: many connections in one process, memory of each, and how long an event takes from publishing to its readers.

python benchmarks/sockets.py [--connections 10000] [--readers 20]
"""

import argparse
import asyncio
import base64
import json
import os
import resource
import struct
import sys
import time
import uuid
from functools import partial
from pathlib import Path
from typing import Any, cast

import msgspec
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import container_of, percentile, place, prepare, report, run, servers

from pytake_adapters.redis.client import connect
from pytake_adapters.redis.live_feed import RedisLiveFeed
from pytake_app.embedded.stack import Stack
from pytake_domain.kernel.ids import ContactId, ConversationId, EventId, MessageId, NumberId, TenantId
from pytake_domain.messaging import MessageReceived
from pytake_domain.whatsapp import Text

PORT = 8411
MANY = {"PYTAKE_SOCKETS_A_PERSON": "100000", "PYTAKE_SOCKETS_A_COMPANY": "100000"}
TEXT, PING, PONG = 0x1, 0x9, 0xA


class Socket(asyncio.Protocol):
    """A client that costs little: one handshake, one subscription, then it notes when events come."""

    def __init__(self, token: str, channel: str, times: dict[str, list[float]]) -> None:
        self._token = token
        self._channel = channel
        self._times = times
        self._buffer = b""
        self._open = False
        self.subscribed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            (
                f"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer {self._token}\r\n\r\n"
            ).encode()
        )

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.subscribed.set_exception(RuntimeError(head[:200].decode()))
                return
            self._open, self._buffer = True, rest
            self._send({"type": "subscribe", "channels": [self._channel]})
        self._frames()

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        self._transport.write(struct.pack("!BB", 0x81, 0x80 | len(body)) + b"\0\0\0\0" + body)

    def _frames(self) -> None:
        while len(self._buffer) >= 2:
            length, start = self._buffer[1] & 0x7F, 2
            if length == 126:
                if len(self._buffer) < 4:
                    return
                length, start = struct.unpack("!H", self._buffer[2:4])[0], 4
            if len(self._buffer) < start + length:
                return
            kind, body = self._buffer[0] & 0x0F, self._buffer[start : start + length]
            self._buffer = self._buffer[start + length :]
            if kind == TEXT:
                self._message(msgspec.json.decode(body))
            elif kind == PING:
                self._transport.write(struct.pack("!BB", 0x80 | PONG, 0x80 | len(body)) + b"\0\0\0\0" + body)

    def _message(self, message: Any) -> None:
        if message["type"] == "subscribed":
            self.subscribed.set_result(None)
        elif message["type"] == "message_received":
            self._times.setdefault(message["data"]["message_id"], []).append(time.perf_counter())


async def _measure(
    stack: Stack, token: str, tenant: uuid.UUID, arguments: argparse.Namespace, pid: int
) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    process = psutil.Process(pid)
    before = process.memory_info().rss
    times: dict[str, list[float]] = {}
    sockets = []
    every = max(1, arguments.connections // arguments.readers)
    began = time.perf_counter()
    for start in range(0, arguments.connections, 100):
        made = []
        for index in range(start, min(start + 100, arguments.connections)):
            channel = "messages" if index % every == 0 else "flows"
            made.append(await loop.create_connection(partial(Socket, token, channel, times), "127.0.0.1", PORT))
        await asyncio.wait_for(asyncio.gather(*(s.subscribed for _, s in made)), 60)
        sockets += made
    opened = time.perf_counter() - began
    memory = process.memory_info().rss - before
    redis = connect(stack.environment["REDIS_URL"])
    feed = RedisLiveFeed(redis)
    watching = len(range(0, arguments.connections, every))
    latencies = []
    for index in range(arguments.events):
        event = _event(tenant, uuid.UUID(int=index + 1), index)
        sent = time.perf_counter()
        await feed.publish([event])
        for _ in range(400):
            if len(times.get(str(event.message_id), ())) >= watching:
                break
            await asyncio.sleep(0.0025)
        latencies += [t - sent for t in times.get(str(event.message_id), ())]
    await redis.aclose()
    for transport, _ in sockets:
        transport.close()
    return {
        "connections": len(sockets),
        "opened_per_second": round(len(sockets) / opened),
        "kib_per_connection": round(memory / len(sockets) / 1024, 1),
        "process_mb": round((memory + before) / 2**20, 1),
        "events": arguments.events,
        "readers_per_event": watching,
        "received": len(latencies),
        "publish_to_receive_p50_ms": round(percentile(latencies, 0.5) * 1000, 2),
        "publish_to_receive_p95_ms": round(percentile(latencies, 0.95) * 1000, 2),
    }


def _event(tenant: uuid.UUID, conversation: uuid.UUID, index: int) -> MessageReceived:
    import datetime as dt

    now = dt.datetime.now(dt.UTC)  # noqa: TID251  a benchmark
    return MessageReceived(
        id=EventId(uuid.UUID(int=2**100 + index)),
        tenant_id=TenantId(tenant),
        at=now,
        conversation_id=ConversationId(conversation),
        contact_id=ContactId(uuid.UUID(int=7)),
        message_id=MessageId(uuid.UUID(int=2**90 + index)),
        number_id=NumberId(uuid.UUID(int=9)),
        content=Text(body="mensagem"),
        text="mensagem",
        provider_at=now,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--readers", type=int, default=20, help="how many of them watch what is published")
    parser.add_argument("--events", type=int, default=200)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(65_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    with servers() as running:
        stack = Stack(
            running,
            place(running, PORT),
            {"PYTAKE_LOG_LEVEL": "WARNING", "PYTAKE_ADDRESS_RATE": "100000", "PYTAKE_ADDRESS_BURST": "100000", **MANY},
        )
        stack.prepare()
        with container_of(stack) as container:
            lines = run(prepare(container, 1))
        try:
            stack.start("serve")
            stack.wait_ready()
            token = _token(stack)
            result = run(_measure(stack, token, lines[0].tenant_id, arguments, stack.pid("serve")))
        finally:
            stack.stop()
    report("sockets", list(result.items()), result)


def _token(stack: Stack) -> str:
    import httpx

    answer = httpx.post(
        f"{stack.place.base_url}/api/v1/auth/login",
        json={"email": "admin1@example.com", "password": "benchmark password"},
        timeout=30,
    )
    answer.raise_for_status()
    return str(answer.json()["token"])


if __name__ == "__main__":
    main()
