"""Which pages may open a socket."""

from typing import Any

import pytest

from pytake_app.http.edge.origins import REFUSED, OriginEdge


async def opened(origin: str | None, *, kind: str = "websocket", anywhere: bool = False) -> bool:
    reached: list[bool] = []
    sent: list[dict[str, Any]] = []

    async def inside(*_: Any) -> None:
        reached.append(True)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    edge = OriginEdge(inside, allowed=["https://pytake.example/", "", "https://app.redesol.example"], anywhere=anywhere)
    headers = [(b"host", b"conversas.redesol.example")] + ([(b"origin", origin.encode())] if origin else [])
    scope: Any = {"type": kind, "headers": headers}
    await edge(scope, receive, send)
    assert [message["code"] for message in sent] == ([] if reached else [REFUSED])
    return bool(reached)


@pytest.mark.parametrize(
    "origin",
    [None, "https://conversas.redesol.example", "https://pytake.example", "https://App.RedeSol.example"],
)
async def test_our_own_pages_those_of_the_settings_and_programs_may(origin: str | None) -> None:
    assert await opened(origin)


@pytest.mark.parametrize(
    "origin",
    ["https://elsewhere.example", "null", "https://pytake.example.elsewhere.example", "https://redesol.example", "x"],
)
async def test_other_pages_may_not(origin: str) -> None:
    assert not await opened(origin)
    assert await opened(origin, kind="http"), "requests have CORS"
    assert await opened(origin, anywhere=True)
