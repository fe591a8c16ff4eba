"""What the doctor finds at the public address."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from pytake_app.doctor import Finding
from pytake_app.doctor.web import WEBHOOK, look_at_web
from pytake_app.settings import Settings

Answer = Callable[[web.Request], Awaitable[web.Response]]
TOKEN = "verify-me"
NUMBER = ("0190", "Vendas", "number-token")


class Front:
    """Something that stands at the public address, and answers as it is told."""

    def __init__(self) -> None:
        self.live = web.json_response({"live": True})
        self.tokens = {WEBHOOK: TOKEN, f"{WEBHOOK}/{NUMBER[0]}": NUMBER[2]}
        self.webhook_status = 403
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        if request.path == "/observability/live":
            return web.Response(text=self.live.text, status=self.live.status)
        if self.tokens.get(request.path) == request.query.get("hub.verify_token"):
            return web.Response(text=request.query["hub.challenge"])
        return web.Response(status=self.webhook_status)


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    made = Front()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


async def seen(front: Front) -> list[Finding]:
    settings = Settings(public_url=front.url, webhook_verify_token=TOKEN)
    return await look_at_web(settings, [NUMBER])


async def test_an_address_that_reaches_us_is_fine(front: Front) -> None:
    assert [finding.code for finding in await seen(front)] == ["PUBLIC_URL_FINE"]


async def test_somebody_else_at_the_address_is_found(front: Front) -> None:
    front.live = web.Response(text="<html>welcome</html>")
    assert [finding.code for finding in await seen(front)] == ["PUBLIC_URL_NOT_US"]


async def test_a_proxy_that_does_not_lead_the_webhook_to_us_is_found(front: Front) -> None:
    front.webhook_status = 404
    (finding,) = await seen(front)
    assert (finding.code, finding.params["answer"]) == ("WEBHOOK_NOT_US", "404")


async def test_a_number_whose_handshake_fails_is_named(front: Front) -> None:
    front.tokens[f"{WEBHOOK}/{NUMBER[0]}"] = "another"
    (finding,) = await seen(front)
    assert (finding.code, finding.params["name"]) == ("HANDSHAKE_FAILED", "Vendas")


async def test_an_address_where_nobody_answers_is_found() -> None:
    (finding,) = await look_at_web(Settings(public_url="http://127.0.0.1:1"))
    assert finding.code == "PUBLIC_URL_AWAY"
