"""How the built console is served: kept for ever or asked for again, packed or not, and never another file."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from pytake_app.http.console import LONG, POLICY, Console

SCRIPT = b"console.log('a longer script')" * 40
INDEX = b"<!doctype html><title>PyTake</title>"


class Asked:
    """One answer of the console."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""


@pytest.fixture
def console(tmp_path: Path) -> Console:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(INDEX)
    (tmp_path / "assets" / "index-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "index-1a2b.js.br").write_bytes(b"packed by brotli")
    (tmp_path / "assets" / "index-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / ".digest").write_text("secret of the build")
    return Console(elsewhere, tmp_path)


async def elsewhere(_: Any, __: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def nothing() -> Any:
    """There is no body."""


async def ask(console: Console, path: str, method: str = "GET", **headers: str) -> Asked:
    asked = Asked()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            asked.status = message["status"]
            asked.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            asked.body += message["body"]

    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: Any = {"type": "http", "path": path, "method": method, "headers": told}
    await console(scope, nothing, send)
    return asked


async def test_a_hashed_file_is_kept_for_ever_and_packed_as_the_browser_likes(console: Console) -> None:
    best = await ask(console, "/app/assets/index-1a2b.js", accept_encoding="gzip, deflate, br")
    assert (best.status, best.body, best.headers["content-encoding"]) == (200, b"packed by brotli", "br")
    assert best.headers["cache-control"] == LONG
    assert best.headers["content-type"].startswith("text/javascript")
    second = await ask(console, "/app/assets/index-1a2b.js", accept_encoding="gzip, br;q=0")
    assert gzip.decompress(second.body) == SCRIPT
    plain = await ask(console, "/app/assets/index-1a2b.js")
    assert (plain.body, "content-encoding" in plain.headers, plain.headers["vary"]) == (
        SCRIPT,
        False,
        "accept-encoding",
    )


@pytest.mark.parametrize("path", ["/app/", "/app/inbox", "/app/flows/0199-af/simulator"])
async def test_every_page_is_the_index_asked_for_each_time_with_the_strict_policy(console: Console, path: str) -> None:
    page = await ask(console, path)
    assert (page.status, page.body) == (200, INDEX)
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert page.headers["x-content-type-options"] == "nosniff"
    again = await ask(console, path, if_none_match=page.headers["etag"])
    assert (again.status, again.body) == (304, b"")


async def test_head_says_what_get_would_without_the_body(console: Console) -> None:
    head = await ask(console, "/app/", "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(INDEX)))


@pytest.mark.parametrize("path", ["/app/assets/gone.js", "/app/robots.txt", "/app/.digest", "/app/../secret.txt"])
async def test_what_is_not_there_is_404_and_never_the_index(console: Console, path: str) -> None:
    assert (await ask(console, path)).status == 404


async def test_the_root_leads_to_the_console_and_everything_else_goes_on(console: Console) -> None:
    root = await ask(console, "/")
    assert (root.status, root.headers["location"]) == (307, "/app/")
    assert (await ask(console, "/app")).headers["location"] == "/app/"
    assert (await ask(console, "/api/v1/flows")).status == 418
    assert (await ask(console, "/app/", "POST")).status == 418


async def test_without_a_build_it_says_how_to_make_one(tmp_path: Path) -> None:
    page = await ask(Console(elsewhere, tmp_path), "/app/inbox")
    assert page.status == 503
    assert b"make web" in page.body
