"""A load generator that costs little: prebuilt requests over kept connections, one in flight on each."""

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from typing import cast


def signed_request(path: str, body: bytes, secret: str) -> bytes:
    """A webhook's POST as bytes."""
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def text_webhook(phone_number_id: str, account: str, index: int) -> bytes:
    """A customer's text, as the provider posts it."""
    sender = f"5511{900000000 + index}"
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551190000001", "phone_number_id": phone_number_id},
        "contacts": [{"profile": {"name": "Cliente Teste"}, "wa_id": sender}],
        "messages": [
            {
                "from": sender,
                "id": f"wamid.{index:040d}",
                "timestamp": str(int(time.time())),
                "type": "text",
                "text": {"body": f"mensagem {index}"},
            }
        ],
    }
    entry = {"id": account, "changes": [{"value": value, "field": "messages"}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


class Connection(asyncio.Protocol):
    """Sends the next request as soon as the last one was answered, or when it is its time."""

    def __init__(self, give: Callable[[], tuple[bytes, float] | None], told: Callable[[float, int], None]) -> None:
        self._give = give
        self._told = told
        self._sent = 0.0
        self._answer = b""
        self._transport: asyncio.Transport | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def _next(self) -> None:
        request = self._give()
        assert self._transport is not None
        if request is None or self._transport.is_closing():
            self._transport.close()
            return
        body, due = request
        wait = due - time.perf_counter()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._send, body, due)
        else:
            self._send(body, due)

    def _send(self, body: bytes, due: float) -> None:
        assert self._transport is not None
        self._sent = max(due, 0.0) or time.perf_counter()
        self._transport.write(body)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, end, body = self._answer.partition(b"\r\n\r\n")
        if not end:
            return
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if length and len(body) < int(length[1]):
            return
        status, self._answer = int(head[9:12]), b""
        self._told(time.perf_counter() - self._sent, status)
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  the protocol's signature
        if not self.done.done():
            self.done.set_result(None)


async def drive(
    port: int, requests: list[bytes], *, connections: int, seconds: float, rate: float | None = None
) -> tuple[list[float], dict[int, int], float]:
    """Send requests until they or the time run out; seconds each took, answers by status, and how long all took.

    With a `rate` (a second) each is sent at its time, and its wait counts: a slow server can't hide behind a slow client.
    """
    took: list[float] = []
    statuses: dict[int, int] = {}
    began = time.perf_counter()
    index = 0

    def give() -> tuple[bytes, float] | None:
        nonlocal index
        if index >= len(requests) or time.perf_counter() - began > seconds:
            return None
        request = requests[index]
        due = began + index / rate if rate else 0.0
        index += 1
        return request, due

    def told(spent: float, status: int) -> None:
        took.append(spent)
        statuses[status] = statuses.get(status, 0) + 1

    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: Connection(give, told), "127.0.0.1", port) for _ in range(connections)]
    await asyncio.wait_for(asyncio.gather(*(connection.done for _, connection in made)), seconds + 30)
    return took, statuses, time.perf_counter() - began
