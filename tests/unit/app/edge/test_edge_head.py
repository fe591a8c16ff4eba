"""Heads that are too large are answered in the envelope, whatever server took them."""

import asyncio
import json
from typing import Any

import pytest

from pytake_app.http.edge.head import LARGEST_HEAD, LONGEST_ADDRESS, MOST_HEADERS, REFUSED, HeadEdge, size


async def answered(scope: dict[str, Any]) -> list[Any]:
    said: list[Any] = []

    async def app(*_: Any) -> None:
        said.append("let in")

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        said.append(message)

    await HeadEdge(app)(scope, receive, send)  # type: ignore[arg-type]
    return said


def scope(*, query: bytes = b"", headers: Any = (), kind: str = "http") -> dict[str, Any]:
    return {"type": kind, "path": "/a", "raw_path": b"/a", "query_string": query, "headers": list(headers)}


def full() -> list[tuple[bytes, bytes]]:
    """Headers of exactly as many bytes as there may be."""
    empty = [(b"a%d" % index, b"") for index in range(MOST_HEADERS - 1)]
    return [*empty, (b"x", b"y" * (LARGEST_HEAD - size(empty) - size([(b"x", b"")])))]


@pytest.mark.parametrize(
    ("just", "over", "status", "code"),
    [
        ({"query": b"x" * (LONGEST_ADDRESS - 2)}, {"query": b"x" * (LONGEST_ADDRESS - 1)}, 414, "ADDRESS_TOO_LONG"),
        ({"headers": full()}, {"headers": [(b"xyz", b""), *full()[1:]]}, 431, "HEAD_TOO_LARGE"),
        (
            {"headers": [(b"a", b"")] * MOST_HEADERS},
            {"headers": [(b"a", b"")] * (MOST_HEADERS + 1)},
            431,
            "HEAD_TOO_LARGE",
        ),
    ],
)
async def test_just_at_is_let_in_and_just_over_is_refused(just: Any, over: Any, status: int, code: str) -> None:
    assert size(full()) == LARGEST_HEAD
    assert await answered(scope(**just)) == ["let in"]
    begin, body = await answered(scope(**over))
    assert begin["status"] == status
    assert (b"connection", b"close") in begin["headers"]
    error = json.loads(body["body"])["error"]
    assert error["code"] == code
    assert "…" not in error["message"]
    assert await answered(scope(**just, kind="websocket")) == ["let in"]
    assert (await answered(scope(**over, kind="websocket")))[0]["code"] == REFUSED


def test_a_lifespan_is_none_of_its_business() -> None:
    assert asyncio.run(answered({"type": "lifespan"})) == ["let in"]
