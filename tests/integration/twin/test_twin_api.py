"""The twin over its own HTTP: set up, driven, asked; media; the page; the program."""

import asyncio
import errno
import hashlib
import json
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests.support.twin import NUMBER_ID, WABA_ID, Callback

from pytake_app.twin import Behaviour, CloudTwin, FaultKind

PHONE = "5511987654321"
TOKEN = {"Authorization": "Bearer EAAtokenOfTheTests"}
MESSAGE = {"messaging_product": "whatsapp", "to": "+" + PHONE, "type": "text", "text": {"body": "Olá"}}


class Api:
    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session

    async def call(self, method: str, path: str, expect: int = 200, **options: Any) -> Any:
        async with self._session.request(method, self.url + path, **options) as answer:
            said = await answer.json(content_type=None)
            assert answer.status == expect, said
            return said

    async def raw(self, method: str, path: str, **options: Any) -> tuple[int, bytes, Any]:
        url = path if path.startswith("http") else self.url + path
        async with self._session.request(method, url, **options) as answer:
            return answer.status, await answer.read(), answer.headers


@pytest.fixture
async def api(url: str) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(url, session)


async def test_a_conversation_is_driven_by_http_alone(api: Api, callback: Callback) -> None:
    said = await api.call("POST", f"/twin/phones/{PHONE}/say", json={"to": NUMBER_ID, "text": "oi"})
    await callback.until(lambda: bool(callback.events))
    waiting = asyncio.create_task(api.call("GET", f"/twin/phones/{PHONE}/events?after=1"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    sent = await api.call("POST", f"/v25.0/{NUMBER_ID}/messages", json=MESSAGE, headers=TOKEN)
    (event,) = await waiting
    assert (event["text"], event["id"], event["mine"]) == ("Olá", sent["messages"][0]["id"], False)
    seen = await api.call("GET", f"/twin/phones/{PHONE}")
    assert [event["id"] for event in seen["events"]] == [said["id"], sent["messages"][0]["id"]]
    ledger = await api.call("GET", "/twin/ledger")
    assert ledger["accepted"] == 1
    assert [entry["id"] for entry in ledger["sends"]] == [sent["messages"][0]["id"]]
    assert (await api.call("GET", "/twin/webhooks"))["answered"] >= 1
    assert (await api.call("GET", "/twin/phones"))[0]["phone"] == PHONE
    await api.call("DELETE", "/twin/ledger")
    assert (await api.call("GET", "/twin/ledger?summary"))["accepted"] == 0


async def test_nothing_new_is_told_when_patience_ends(api: Api) -> None:
    assert await api.call("GET", f"/twin/phones/{PHONE}/events?after=0&wait=0.05") == []


async def test_many_customers_can_speak_in_one_request(api: Api, twin: CloudTwin) -> None:
    sayings = [{"phone": f"55119876543{i:02}", "to": NUMBER_ID, "text": "oi"} for i in range(50)]
    said = await api.call("POST", "/twin/say", json=sayings)
    assert len(set(said["ids"])) == 50
    await asyncio.wait_for(twin.webhooks.settled(), 5)
    assert twin.unacknowledged() == []


async def test_numbers_templates_settings_and_trouble_are_set_up_by_http(api: Api, callback: Callback) -> None:
    number = {
        "phone_number_id": "7",
        "display_phone_number": "+551140005678",
        "waba_id": "8",
        "access_token": "t",
        "app_secret": "test-app-secret",
        "callback_url": callback.url,
        "verify_token": "test-verify-token",
    }
    listed = await api.call("POST", "/twin/numbers", json=number)
    assert [one["phone_number_id"] for one in listed] == [NUMBER_ID, "7"]
    assert "access_token" not in listed[0]
    assert (await api.call("POST", "/twin/handshake/7", json={}))["ok"]
    made = await api.call(
        "POST", "/twin/templates", json=[{"waba_id": "8", "name": "a"}, {"waba_id": "8", "name": "b"}]
    )
    page = await api.call("GET", "/v25.0/8/message_templates?limit=1", headers={"Authorization": "Bearer t"})
    assert [one["id"] for one in page["data"]] == [made[0]["id"]]
    after = page["paging"]["cursors"]["after"]
    rest = await api.call(
        "GET", f"/v25.0/8/message_templates?limit=1&after={after}", headers={"Authorization": "Bearer t"}
    )
    assert [one["name"] for one in rest["data"]] == ["b"]
    assert "next" not in rest["paging"]
    settings = await api.call("POST", "/twin/settings", json={"window": False, "batch": 3})
    assert (settings["window"], settings["batch"], settings["pair_rate"]) == (False, 3, True)
    ordered = await api.call("POST", "/twin/faults", json={"kind": "429", "count": 2, "match": {"body": "Olá"}})
    assert ordered["waiting"][0]["count"] == 2
    await api.call("POST", f"/v25.0/{NUMBER_ID}/messages", 429, json=MESSAGE, headers=TOKEN)
    assert await api.call("GET", "/twin/faults") == {
        "waiting": [
            {"kind": "429", "count": 1, "match": {"path": "/messages", "body": "Olá"}, "share": 1.0, "code": 131000}
        ],
        "met": 1,
    }
    await api.call("DELETE", "/twin/faults")
    await api.call("POST", f"/v25.0/{NUMBER_ID}/messages", json=MESSAGE, headers=TOKEN)


@pytest.mark.parametrize(
    ("path", "body", "status", "why"),
    [
        ("/twin/settings", {"batch": 0}, 400, "batch"),
        ("/twin/settings", {"nothing": 1}, 400, "nothing"),
        ("/twin/numbers", {"phone_number_id": "1"}, 400, "display_phone_number"),
        ("/twin/faults", {"kind": "fire"}, 400, "fire"),
        ("/twin/handshake/5", {}, 404, "no_such_number"),
        ("/twin/nowhere", {}, 404, "no_such_route"),
        (f"/twin/phones/{PHONE}/say", {"to": "5", "text": "oi"}, 400, "no_such_number"),
        (f"/twin/phones/{PHONE}/say", {"to": NUMBER_ID}, 400, "say_one_thing"),
        (f"/twin/phones/{PHONE}/say", {"to": NUMBER_ID, "button": "x"}, 400, "no_such_choice"),
        ("/twin/phones/nobody/say", {"to": NUMBER_ID, "text": "oi"}, 400, "not_a_phone"),
    ],
)
async def test_nonsense_is_answered_with_its_reason(api: Api, path: str, body: Any, status: int, why: str) -> None:
    assert why in (await api.call("POST", path, status, json=body))["error"]


async def test_a_page_elsewhere_cannot_post_without_asking_first(api: Api) -> None:
    status, _, _ = await api.raw("POST", "/twin/settings", data="{}", headers={"Content-Type": "text/plain"})
    assert status == 415


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("GET", f"/v25.0/{NUMBER_ID}", {}, 401, 104),
        ("GET", f"/v25.0/{NUMBER_ID}", {"Authorization": "Bearer no"}, 401, 190),
        ("GET", "/v25.0/debug_token?input_token=x", {"Authorization": "Bearer no"}, 401, 190),
        ("GET", "/v25.0/12345", TOKEN, 400, 100),
        ("POST", "/v25.0/12345/messages", TOKEN, 400, 100),
        ("GET", f"/v25.0/{NUMBER_ID}?fields=id,nonsense", TOKEN, 400, 100),
        ("GET", f"/v25.0/{WABA_ID}/phone_numbers?after=!", TOKEN, 400, 131059),
        ("POST", f"/v25.0/{NUMBER_ID}/messages", TOKEN, 400, 100),
    ],
)
async def test_what_the_graph_api_does_not_know_it_refuses_in_its_own_words(
    api: Api, method: str, path: str, headers: dict[str, str], status: int, code: int
) -> None:
    error = (await api.call(method, path, status, headers=headers))["error"]
    assert (error["code"], error["type"]) == (code, "OAuthException")
    assert error["fbtrace_id"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"messaging_product":5}'])
async def test_a_body_that_makes_no_sense_is_refused(api: Api, body: bytes) -> None:
    said = await api.call("POST", f"/v25.0/{NUMBER_ID}/messages", 400, data=body, headers=TOKEN)
    assert said["error"]["code"] == 100


async def test_an_unknown_token_is_no_error_of_debug_token(api: Api) -> None:
    said = await api.call("GET", "/v25.0/debug_token?input_token=x", headers=TOKEN)
    assert said["data"]["is_valid"] is False


async def test_media_is_uploaded_looked_up_downloaded_and_deleted(api: Api) -> None:
    content = b"%PDF-1.7\r\n--x\r\n\x00\xff"
    form = aiohttp.FormData({"messaging_product": "whatsapp", "type": "application/pdf"})
    form.add_field("file", content, filename="fatura.pdf", content_type="application/pdf")
    media_id = (await api.call("POST", f"/v25.0/{NUMBER_ID}/media", data=form, headers=TOKEN))["id"]
    about = await api.call("GET", f"/v25.0/{media_id}?phone_number_id={NUMBER_ID}", headers=TOKEN)
    assert (about["mime_type"], about["file_size"]) == ("application/pdf", len(content))
    assert about["sha256"] == hashlib.sha256(content).hexdigest()
    status, body, headers = await api.raw("GET", about["url"], headers=TOKEN)
    assert (status, body, headers["content-type"]) == (200, content, "application/pdf")
    assert (await api.raw("GET", about["url"]))[0] == 401
    await api.call("GET", f"/v25.0/{media_id}?phone_number_id=5", 400, headers=TOKEN)
    assert await api.call("DELETE", f"/v25.0/{media_id}", headers=TOKEN) == {"success": True}
    assert (await api.raw("GET", about["url"], headers=TOKEN))[0] == 404


async def test_media_of_a_wrong_kind_or_size_is_refused(api: Api) -> None:
    for content_type, size, code in (("application/zip", 5, 100), ("image/png", 5 * 1024 * 1024 + 1, 131053)):
        form = aiohttp.FormData({"messaging_product": "whatsapp"})
        form.add_field("file", b"x" * size, filename="a", content_type=content_type)
        said = await api.call("POST", f"/v25.0/{NUMBER_ID}/media", 400, data=form, headers=TOKEN)
        assert said["error"]["code"] == code


async def test_the_page_needs_nothing_from_elsewhere(api: Api) -> None:
    status, page, headers = await api.raw("GET", "/twin/")
    assert status == 200
    assert "script-src 'self'" in headers["content-security-policy"]
    text = page.decode()
    assert 'lang="pt-BR"' in text
    assert "//" not in text
    assert not re.search(r"<script>|\son\w+=|style=", text)
    for path in re.findall(r'(?:src|href)="([^"]+)"', text):
        assert (await api.raw("GET", path))[0] == 200


async def test_the_program_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    settings = tmp_path / "twin.json"
    number = {
        "phone_number_id": "7",
        "display_phone_number": "+551140005678",
        "waba_id": "8",
        "access_token": "t",
        "app_secret": "s",
    }
    settings.write_text(json.dumps({"numbers": [number], "behaviour": {"window": False}}))
    program = (
        "import argparse, sys; from pytake_app.twin.command import add_arguments;"
        "p = argparse.ArgumentParser(); add_arguments(p); a = p.parse_args(); sys.exit(a.run(a))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        "--port",
        "0",
        "--settings",
        str(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    base = line.split()[-1]
    async with aiohttp.ClientSession() as session:
        sent = await Api(base, session).call(
            "POST", "/v25.0/7/messages", json=MESSAGE, headers={"Authorization": "Bearer t"}
        )
        assert sent["messages"][0]["id"].startswith("wamid.")
        await Api(base, session).call("POST", "/twin/faults", json={"kind": "reset_after"})
        with pytest.raises(aiohttp.ClientOSError) as raised:
            await Api(base, session).call(
                "POST", "/v25.0/7/messages", json=MESSAGE, headers={"Authorization": "Bearer t"}
            )
        assert raised.value.errno == errno.ECONNRESET
        assert (await Api(base, session).call("GET", "/twin/ledger?summary"))["accepted"] == 2
    process.send_signal(signal.SIGTERM)
    _, trouble = await asyncio.wait_for(process.communicate(), 10)
    assert (process.returncode, trouble) == (0, b"")


def test_the_code_of_the_documentation_runs() -> None:
    text = (Path(__file__).parents[3] / "docs" / "twin.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603  our own page
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 oi ()" in done.stdout


def test_the_documentation_names_every_setting_and_fault() -> None:
    text = (Path(__file__).parents[3] / "docs" / "twin.md").read_text()
    unnamed = {"posts_at_once", "patience"}
    assert [name for name in Behaviour.__struct_fields__ if name not in text and name not in unnamed] == []
    assert [kind for kind in FaultKind if kind not in text] == []
