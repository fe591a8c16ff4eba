"""A provider that a package of somebody else's registers carries a company's number, and nothing of ours knows it."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from tests.e2e.company import WEBHOOK, Company, until
from tests.e2e.flows import echo

SECRET = "segredo-da-ponte"


class FarSide:
    """The bridge's server."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.url = ""
        self.news = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        said = await request.json()
        self.sent.append(said)
        self.news.set()
        return web.json_response({"id": f"b-{said['id']}"})


@pytest.fixture
async def bridge() -> AsyncIterator[FarSide]:
    made = FarSide()
    app = web.Application()
    app.router.add_post("/messages", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


async def test_a_number_of_it_is_connected_written_to_and_answers(company: Company, bridge: FarSide) -> None:
    missing = await company.call("POST", "whatsapp-configs", json={"name": "Ponte", "api_type": "bridge"})
    fields = {problem["field"] for problem in missing.json()["error"]["details"]}
    assert fields == {"base_url", "app_secret"}
    unknown = await company.call("POST", "whatsapp-configs", json={"name": "Ponte", "api_type": "nobodys"})
    assert unknown.json()["error"]["code"] == "NOT_SUPPORTED"
    given = {"name": "Ponte", "api_type": "bridge", "base_url": bridge.url, "app_secret": SECRET}
    config = await company.post("whatsapp-configs", given, status=201)
    await company.post(f"whatsapp-configs/{config['id']}/activate")
    assert (await company.post(f"whatsapp-configs/{config['id']}/test"))["ok"] is True
    shown = await company.get(f"whatsapp-configs/{config['id']}/capabilities")
    assert (shown["contents"], shown["notice_text"]) == ({"text": {"support": "native", "reason": ""}}, "")
    qr = await company.call("GET", f"whatsapp-configs/{config['id']}/qrcode")
    assert qr.json()["error"]["code"] == "NOT_SUPPORTED"
    await company.flow(echo())

    async def post(**news: object) -> int:
        body = json.dumps({"news": [{"at": int(time.time()), **news}]}).encode()
        signature = hmac.digest(SECRET.encode(), body, hashlib.sha256).hex()
        headers = {"x-bridge-signature": signature}
        answer = await company.http.post(f"{WEBHOOK}/{config['id']}", content=body, headers=headers)
        return answer.status_code

    assert await post(type="said", id="m1", sender="5511955554444", text="olá ponte") == 200
    async with asyncio.timeout(15):
        while len(bridge.sent) < 3:
            bridge.news.clear()
            await bridge.news.wait()
    assert [said["text"] for said in bridge.sent] == ["Você disse: olá ponte", "segunda", "terceira"]
    assert await post(type="moved", id=f"b-{bridge.sent[0]['id']}", state="read") == 200

    async def read() -> bool:
        return bool((await company.status_of(bridge.sent[0]["id"]))["status"] == "read")

    await until(read)
    buttons = {
        "to": "+5511955554444",
        "whatsapp_config_id": config["id"],
        "body": "?",
        "buttons": [{"id": "s", "title": "Sim"}],
    }
    refused = await company.call("POST", "whatsapp/send-buttons", json=buttons)
    assert refused.json()["error"]["code"] == "NOT_SUPPORTED"
