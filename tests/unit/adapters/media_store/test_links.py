"""Addresses that we fetch, and addresses that we give out."""

import asyncio
import datetime as dt
import socket
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.resolver import ThreadedResolver

from pytake_adapters.net.guarded import GuardedLinks, Limits, is_public
from pytake_adapters.security.links import SignedMediaLinks
from pytake_adapters.security.masters import MasterKeys
from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.messaging import MediaLinkUnusable

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
TENANT, MEDIA = TenantId(UUID(int=5)), MediaId(UUID(int=6))
OPEN = Limits(private=True, within=1.0)


@pytest.fixture
async def site() -> AsyncIterator[str]:
    async def handle(request: web.Request) -> web.StreamResponse:
        match request.path:
            case "/conta.pdf":
                headers = {"Content-Disposition": 'attachment; filename="Conta de luz.pdf"'}
                return web.Response(body=b"bytes", content_type="application/pdf", headers=headers)
            case "/once":
                raise web.HTTPFound("/conta.pdf")
            case "/round":
                raise web.HTTPFound("/round")
            case "/inside":
                raise web.HTTPFound("http://169.254.169.254/latest/meta-data")
            case "/slow":
                await asyncio.sleep(5)
            case "/breaks":
                answer = web.StreamResponse(headers={"Content-Length": "1000"})
                await answer.prepare(request)
                await answer.write(b"half")
                assert request.transport is not None
                request.transport.abort()
                return answer
        raise web.HTTPNotFound

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def fetched(links: GuardedLinks, url: str) -> tuple[bytes, str | None, str | None]:
    async with links.open(url) as file:
        return b"".join([piece async for piece in file.pieces()]), file.mime_type, file.filename


async def refusal(links: GuardedLinks, url: str) -> str:
    with pytest.raises(MediaLinkUnusable) as refused:
        await fetched(links, url)
    (problem,) = refused.value.problems
    assert problem.field == "url"
    return problem.code


async def test_a_file_is_fetched_with_its_type_and_name_also_behind_a_redirect(site: str) -> None:
    for path in ("/conta.pdf", "/once"):
        found = await fetched(GuardedLinks(OPEN), site + path)
        assert found == (b"bytes", "application/pdf", "Conta de luz.pdf")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/gone", "link_refused"),
        ("/round", "link_goes_round"),
        ("/slow", "link_too_slow"),
        ("/breaks", "link_broke_off"),
    ],
)
async def test_trouble_is_told_apart(site: str, path: str, code: str) -> None:
    assert await refusal(GuardedLinks(OPEN), site + path) == code


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/x",
        "http://[::1]/x",
        "http://[::ffff:10.0.0.1]/x",
        "http://10.1.2.3/x",
        "http://169.254.169.254/latest",
        "http://2130706433/x",
        "http://0x7f.1/x",
        "http://localhost/x",
        "http://0.0.0.0/x",
    ],
)
async def test_private_addresses_are_not_fetched_in_any_disguise(url: str) -> None:
    assert await refusal(GuardedLinks(Limits(within=3)), url) in {"link_private", "link_unreachable"}


async def test_a_name_that_leads_inside_is_not_followed(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def inside(self: ThreadedResolver, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        del self, family
        found = {"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
        return [found]

    monkeypatch.setattr(ThreadedResolver, "resolve", inside)
    port = site.rpartition(":")[2]
    assert await refusal(GuardedLinks(Limits(within=3)), f"http://files.example.com:{port}/conta.pdf") == "link_private"


@pytest.mark.parametrize(
    "url", ["", "x", "file:///etc/passwd", "ftp://a/b", "http://", "http://u:p@a.example/x", "http://a:99999/"]
)
async def test_what_is_no_address_is_refused(url: str) -> None:
    assert await refusal(GuardedLinks(OPEN), url) == "not_a_link"


def test_public_addresses_are_public() -> None:
    assert all(map(is_public, ("8.8.8.8", "2606:4700::1111")))
    assert not any(
        map(is_public, ("100.64.0.1", "fe80::1%eth0", "fc00::1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1"))
    )


def keys(*versions: int) -> MasterKeys:
    return MasterKeys({version: bytes([version]) * 32 for version in versions})


def test_a_link_opens_its_file_until_its_time_is_over() -> None:
    links = SignedMediaLinks(keys(1), "https://pytake.example/")
    url = links.link(TENANT, MEDIA, NOW + dt.timedelta(hours=1))
    assert url is not None
    assert url.startswith("https://pytake.example/api/v1/media/")
    token = url.rpartition("/")[2]
    assert links.opened(token, NOW) == (TENANT, MEDIA)
    assert links.opened(token, NOW + dt.timedelta(hours=2)) is None
    assert SignedMediaLinks(keys(1, 2), "").opened(token, NOW) == (TENANT, MEDIA), "older keys stay good"
    assert SignedMediaLinks(keys(2), "").opened(token, NOW) is None
    for changed in (token[:-1], token + "A", "A" + token[1:], token[:30] + "A" + token[31:], "", "é", "%"):
        assert changed == token or links.opened(changed, NOW) is None, changed
    assert SignedMediaLinks(keys(1), "").link(TENANT, MEDIA, NOW) is None
