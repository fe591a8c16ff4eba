"""A crowd of one company at a slow server is refused before it costs anything, and nobody else is."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
import pytest

from pytake_app.http.edge import in_hand
from pytake_app.http.edge.in_hand import InHand
from pytake_domain.identity import TokenRefused

ERP = "/api/v1/erp/"


class Tokens:
    """The token is the company's number."""

    def verify(self, token: str) -> Any:
        if not token.isdigit():
            raise TokenRefused
        return type("Claims", (), {"tenant_id": UUID(int=int(token))})


class House:
    """Answers when it is let to."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.asked = 0
        self.status = 200
        self.headers: list[tuple[bytes, bytes]] = []
        self.edge = InHand(self, Tokens(), {ERP: 2})  # type: ignore[arg-type]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        del scope, receive
        self.asked += 1
        await self.open.wait()
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": b"{}"})

    async def ask(self, token: str | None, path: str = f"{ERP}ixcsoft/customers", *, key: str = "") -> dict[str, Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
        headers += [(b"x-api-key", key.encode())] if key else []
        scope = {"type": "http", "path": path, "headers": headers, "state": {}}
        await self.edge(scope, None, send)  # type: ignore[arg-type]
        body = b"".join(each.get("body", b"") for each in sent[1:])
        return {"status": sent[0]["status"], "headers": dict(sent[0]["headers"]), "body": msgspec.json.decode(body)}


@pytest.fixture
async def house() -> House:
    return House()


async def full(house: House, token: str = "1") -> list["asyncio.Task[dict[str, Any]]"]:
    asking = [asyncio.create_task(house.ask(token)) for _ in range(2)]
    await asyncio.sleep(0)
    return asking


async def test_who_is_one_too_many_is_refused_at_once_and_told_when_to_come_back(house: House) -> None:
    asking = await full(house)
    refused = await house.ask("1")
    assert refused["status"] == 429
    assert refused["headers"][b"retry-after"] == b"15"
    assert refused["body"]["error"]["code"] == "RATE_LIMITED"
    assert house.asked == 2
    house.open.set()
    assert [answer["status"] for answer in await asyncio.gather(*asking)] == [200, 200]
    assert (await house.ask("1"))["status"] == 200


async def test_what_is_no_request_passes() -> None:
    passed: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        del receive, send
        passed.append(scope["type"])

    edge = InHand(app, Tokens())  # type: ignore[arg-type]
    for kind in ("lifespan", "websocket"):
        await edge({"type": kind}, None, None)  # type: ignore[arg-type]
    assert passed == ["lifespan", "websocket"]


async def test_others_and_other_places_are_not_counted_with_it(house: House) -> None:
    asking = await full(house)
    house.open.set()
    for ask in (
        house.ask("2"),
        house.ask("1", "/api/v1/conversations"),
        house.ask(None),
        house.ask("forged"),
        house.ask(None, key="pk_a"),
        house.ask("1" * 9_000),
    ):
        assert (await ask)["status"] == 200
    await asyncio.gather(*asking)


async def test_what_those_are_told_who_get_further_is_told_here(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.status, house.headers = 429, [(b"Retry-After", b"42")]
    house.open.set()
    await house.ask("1")
    house.open.clear()
    asking = await full(house)
    assert (await house.ask("1"))["headers"][b"retry-after"] == b"42"
    monkeypatch.setattr(in_hand, "TOLD_FOR", -1.0)
    assert (await house.ask("1"))["headers"][b"retry-after"] == b"15"
    house.open.set()
    await asyncio.gather(*asking)


async def test_the_more_were_refused_the_later_they_are_to_come_back(house: House) -> None:
    asking = await full(house)
    told = [int((await house.ask("1"))["headers"][b"retry-after"]) for _ in range(12)]
    assert told == sorted(told)
    assert (told[0], told[-1]) == (15, 60)
    house.open.set()
    await asyncio.gather(*asking)


async def test_a_request_that_breaks_gives_its_place_back(house: House) -> None:
    asking = await full(house)
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    house.open.set()
    assert (await house.ask("1"))["status"] == 200


async def test_a_key_for_machines_counts_by_itself(house: House) -> None:
    asking = [asyncio.create_task(house.ask(None, key="pk_a")) for _ in range(2)]
    await asyncio.sleep(0)
    assert (await house.ask(None, key="pk_a"))["status"] == 429
    house.open.set()
    assert (await house.ask(None, key="pk_b"))["status"] == 200
    await asyncio.gather(*asking)
