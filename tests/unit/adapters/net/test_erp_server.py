"""A company's ERP server: reached with care, asked a few things at once, and never told of in the log."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web

from pytake_adapters.net import places
from pytake_adapters.net.breaker import FAILURES, Breaker
from pytake_adapters.net.erp_server import Answer, Ask, ErpServer
from pytake_domain.erp import Call, ErpFailed, ErpSettings, ErpTools, FailureKind, OpenConnection
from pytake_domain.kernel.ids import TenantId

SECRET = "token-in-the-address"


class Clock:
    def now(self) -> dt.datetime:
        return dt.datetime(2026, 10, 15, tzinfo=dt.UTC)


class Journal:
    def __init__(self) -> None:
        self.calls: list[Call] = []

    def record(self, call: Call) -> None:
        self.calls.append(call)


class Far:
    """A server that does what it is told, and its address."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = 200
        self.slow = 0.0
        self.url = ""
        self.journal = Journal()

    async def answer(self, request: web.Request) -> web.Response:
        del request
        self.asked += 1
        await asyncio.sleep(self.slow)
        return web.json_response({"ok": True}, status=self.status)

    def server(self, *, private: bool = True, at_once: int = 2, **settings: Any) -> ErpServer:
        connection = OpenConnection(
            tenant_id=TenantId(UUID(int=1)),
            erp_type="test",
            base_url=self.url,
            secrets={},
            settings=ErpSettings(**{"plain_http": True, **settings}),
        )
        return ErpServer(connection, ErpTools(clock=Clock(), journal=self.journal, private=private), at_once=at_once)


@pytest.fixture
async def far() -> AsyncIterator[Far]:
    made = Far()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


def ok(answer: Answer) -> object:
    return answer.json()


async def kind(asked: Callable[[], Awaitable[object]]) -> FailureKind:
    with pytest.raises(ErpFailed) as caught:
        await asked()
    assert SECRET not in str(caught.value)
    return caught.value.kind


def ask(**known: Any) -> Ask:
    return Ask(operation="look", path="/x", query={"token": SECRET}, **known)


async def test_the_journal_tells_what_and_how_long_and_nothing_of_whom(far: Far) -> None:
    server = far.server()
    assert await server.ask(ask(), ok) == {"ok": True}
    (call,) = far.journal.calls
    assert (call.operation, call.outcome, call.attempts, call.status) == ("look", "ok", 1, 200)
    assert SECRET not in repr(call)
    await server.aclose()


async def test_what_is_safe_is_repeated_and_a_change_is_not(far: Far) -> None:
    far.status = 503
    server = far.server()
    assert await kind(lambda: server.ask(ask(), ok)) is FailureKind.UNAVAILABLE
    assert (far.asked, far.journal.calls[-1].attempts) == (3, 3)
    with pytest.raises(ErpFailed) as caught:
        await server.ask(ask(safe=False, method="POST", json={}), ok)
    assert far.asked == 4
    assert caught.value.ambiguous
    await server.aclose()


async def test_our_own_network_is_closed_unless_the_operator_opens_it(far: Far) -> None:
    server = far.server(private=False)
    assert await kind(lambda: server.ask(ask(), ok)) is FailureKind.VALIDATION
    assert far.asked == 0
    named = far.server(private=False)
    named._base = named._base.replace("127.0.0.1", "localhost")
    assert await kind(lambda: named.ask(ask(), ok)) is FailureKind.VALIDATION
    assert far.asked == 0
    await named.aclose()


async def test_an_address_without_tls_has_to_be_allowed(far: Far) -> None:
    server = far.server(plain_http=False)
    assert await kind(lambda: server.ask(ask(), ok)) is FailureKind.VALIDATION
    assert far.asked == 0


async def test_certificates_that_are_none_are_refused(far: Far) -> None:
    server = far.server(certificates="-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----")
    assert await kind(lambda: server.ask(ask(), ok)) is FailureKind.VALIDATION


async def test_a_slow_server_times_out_and_says_so(far: Far) -> None:
    far.slow = 5
    server = far.server()
    with pytest.raises(ErpFailed) as caught:
        await server.ask(ask(seconds=0.05, safe=False), ok)
    assert caught.value.timed_out
    await server.aclose()


async def test_only_so_many_are_asked_at_once_and_no_long_queue_waits(
    far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST_WAITING", 3)
    monkeypatch.setattr(places, "PATIENCE", 0.2)
    far.slow = 0.5
    server = far.server(at_once=1)
    asked = [asyncio.ensure_future(kind_or_ok(server)) for _ in range(8)]
    results = await asyncio.gather(*asked)
    assert results.count("ok") == 1
    assert results.count("rate_limited") == 7
    await server.aclose()


async def test_who_finds_no_place_is_told_how_long_those_before_will_take(
    far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST_WAITING", 3)
    monkeypatch.setattr(places, "SOONEST", 1)
    far.slow = 0.2
    server = far.server(at_once=1)
    waiting = [asyncio.ensure_future(kind_or_ok(server)) for _ in range(4)]
    await asyncio.sleep(0.05)
    with pytest.raises(ErpFailed) as caught:
        await server.ask(ask(), ok)
    # A second each until it is known better, three that wait and one that is asked.
    assert caught.value.retry_after == 4
    await asyncio.gather(*waiting)
    await server.aclose()


async def kind_or_ok(server: ErpServer) -> str:
    try:
        await server.ask(ask(), ok)
    except ErpFailed as failed:
        return failed.kind.value
    return "ok"


async def test_a_server_that_does_not_answer_is_left_alone_for_a_while(far: Far) -> None:
    far.status = 503
    server = far.server()
    for _ in range(FAILURES):
        await kind_or_ok(server)
    before = far.asked
    far.status = 200
    assert await kind(lambda: server.ask(ask(), ok)) is FailureKind.UNAVAILABLE
    assert far.asked == before
    await server.aclose()


def test_after_its_pause_one_tries_and_decides_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("pytake_adapters.net.breaker.time.monotonic", lambda: now[0])
    breaker = Breaker()
    for _ in range(FAILURES):
        assert breaker.lets_through()
        breaker.broke()
    assert not breaker.lets_through()
    now[0] += 11
    assert breaker.lets_through()
    assert not breaker.lets_through()
    breaker.broke()
    now[0] += 11
    assert not breaker.lets_through()
    now[0] += 10
    assert breaker.lets_through()
    breaker.held()
    assert breaker.lets_through()
    assert breaker.lets_through()
