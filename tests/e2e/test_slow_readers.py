"""Who reads nothing at all, on either socket: the line fills up first, so that not even the last words can be written."""

import json
import socket
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from tests.e2e.company import Company, House, until
from tests.e2e.test_graphql_live import DOCUMENT, PROTOCOL

BATCHES, EACH = 40, 50
"""Together far more than the system keeps for a line, and a socket may be behind."""
ASKS: dict[str, list[dict[str, Any]]] = {
    "/ws": [{"type": "subscribe", "channels": ["messages"]}],
    "/graphql": [
        {"type": "connection_init", "payload": {}},
        {"type": "subscribe", "id": "1", "payload": {"query": DOCUMENT, "variables": {"channels": ["messages"]}}},
    ],
}


@pytest.fixture
def line(house: House) -> Iterator[socket.socket]:
    """Open, with hardly any room at this end."""
    made = socket.create_connection((house.stack.place.host, house.stack.place.port))
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    with made:
        yield made


@pytest.mark.parametrize("path", sorted(ASKS))
async def test_who_takes_nothing_is_not_kept(path: str, house: House, company: Company, line: socket.socket) -> None:
    head = [
        f"GET {path} HTTP/1.1",
        f"Host: {house.stack.place.host}:{house.stack.place.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        f"Authorization: {company.headers['Authorization']}",
        *([f"Sec-WebSocket-Protocol: {PROTOCOL}"] if path == "/graphql" else []),
    ]
    line.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
    line.recv(4096)
    for ask in ASKS[path]:
        line.sendall(framed(json.dumps(ask).encode()))

    async def one_watches() -> bool:
        return bool((await company.get("ws/stats"))["subscriptions"] == 1)

    await until(one_watches)
    customer, admin = company.customer(), await house.admin()

    async def stored(wanted: int) -> bool:
        found = await admin.fetchval("SELECT count(*) FROM messages WHERE tenant_id = $1", company.tenant_id)
        return bool(found == wanted)

    for batch in range(BATCHES):
        elements = [customer.message("x" * 3000, f"wamid{path}.{batch}.{place}") for place in range(EACH)]
        assert (await company.webhook(company.post_of(*elements))).status_code == 200
        await until(partial(stored, (batch + 1) * EACH), 60)

    async def nobody_is_left() -> bool:
        return bool((await company.get("ws/stats"))["connections"] == 0)

    # Sooner than a ping that is not answered would end it.
    await until(nobody_is_left, 30)


def framed(text: bytes) -> bytes:
    """A text frame as clients send it, under a mask of zeros."""
    size = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0x80 | 126]) + len(text).to_bytes(2, "big")
    return bytes([0x81]) + size + bytes(4) + text
