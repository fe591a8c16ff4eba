"""Requests that companies drew: made as drawn, bounded, and never into our own network."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from pytake_adapters.net.calls import GuardedCalls
from pytake_adapters.net.guarded import Limits
from pytake_domain.flows import ANSWER_BYTES, CallApi

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Service:
    """A company's own service, on this machine."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, dict[str, str], bytes]] = []
        self.url = ""
        self.answer: Answer | None = None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.heard.append((request.method, request.path_qs, dict(request.headers), await request.read()))
        if self.answer is not None:
            return await self.answer(request)
        return web.json_response({"ok": True})


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    made = Service()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", made.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


OPEN = GuardedCalls(Limits(private=True))


def request(url: str, **more: Any) -> CallApi:
    return CallApi(id="s-1", **{"method": "GET", "url": url, "seconds": 2.0, **more})


async def test_it_is_made_as_drawn_with_the_effects_key(service: Service) -> None:
    made = await OPEN.call(
        request(f"{service.url}/a?b=1", method="POST", headers={"X-Token": "t"}, body={"nome": "João"})
    )

    assert (made.error, made.value["status"], made.value["body"]) == (None, 200, {"ok": True})
    ((method, path, headers, body),) = service.heard
    assert (method, path, body) == ("POST", "/a?b=1", '{"nome":"João"}'.encode())
    assert (headers["X-Token"], headers["Idempotency-Key"]) == ("t", "s-1")
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "http://[::1]:1/",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706433/",
        "http://0x7f000001/",
    ],
)
async def test_our_own_network_is_out_of_reach(url: str) -> None:
    refused = await GuardedCalls().call(request(url))
    assert refused.error in ("link_private", "unreachable", "not_a_link")
    assert refused.value is None


@pytest.mark.parametrize("url", ["", "ftp://example.com/", "http://", "https://user:pw@example.com/"])
async def test_what_is_no_address_is_refused(url: str) -> None:
    assert (await OPEN.call(request(url))).error == "not_a_link"


async def test_a_redirect_is_an_answer_and_not_followed(service: Service) -> None:
    async def elsewhere(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "http://169.254.169.254/"})

    service.answer = elsewhere
    made = await OPEN.call(request(service.url))

    assert (made.value["status"], made.value["headers"]["location"]) == (302, "http://169.254.169.254/")
    assert len(service.heard) == 1


async def test_endless_and_huge_answers_are_bounded(service: Service) -> None:
    async def huge(asked: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(asked)
        for _ in range(ANSWER_BYTES // 1024 + 5):
            await answer.write(b"x" * 1024)
        return answer

    service.answer = huge
    assert (await OPEN.call(request(service.url))).error == "too_large"

    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    service.answer = slow
    late = await OPEN.call(request(service.url, seconds=0.2))
    assert (late.error, late.retryable) == ("timeout", True)


async def test_a_bad_status_keeps_its_answer(service: Service) -> None:
    async def away(_: web.Request) -> web.StreamResponse:
        return web.json_response({"erro": "manutenção"}, status=503)

    service.answer = away
    made = await OPEN.call(request(service.url))

    assert (made.error, made.retryable, made.value["body"]) == ("status_503", True, {"erro": "manutenção"})


async def test_answers_that_are_no_json_are_text(service: Service) -> None:
    async def page(_: web.Request) -> web.StreamResponse:
        return web.Response(text="<html>\0oi</html>", content_type="application/json")

    service.answer = page
    assert (await OPEN.call(request(service.url))).value["body"] == "<html>\N{REPLACEMENT CHARACTER}oi</html>"


async def test_nobody_there_is_worth_another_try(unused_tcp_port: int) -> None:
    made = await OPEN.call(request(f"http://127.0.0.1:{unused_tcp_port}/"))
    assert (made.error, made.retryable) == ("unreachable", True)
