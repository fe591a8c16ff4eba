"""Outgoing webhooks of the running application, against a receiver that checks signatures by itself."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiohttp import web
from tests.e2e.company import Company, House, until
from tests.e2e.conftest import ROOMY, Given, free_port
from tests.support.asyncapi import wrong_with
from tests.support.receiver import Receiver
from tests.support.servers import ServerAddresses, drop_database, make_database

from pytake_app.commands.parent import STARTED_BY
from pytake_app.embedded.stack import Place, Stack
from pytake_app.settings import Settings
from pytake_app.twin import CloudTwin, TwinSettings
from pytake_app.wire.webhook_events import SHAPES
from pytake_app.wiring.container import build, close


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = await Receiver().start()
    yield made
    await made.stop()
    seen = [call.event for call in made.calls if call.event["type"] in SHAPES]
    assert {event["type"]: wrong for event in seen if (wrong := wrong_with(event))} == {}


async def hooked(company: Company, url: str, *events: str, **more: Any) -> dict[str, Any]:
    """A webhook, with its secret."""
    given = {"url": url, "events": list(events) or ["*"], **more}
    made: dict[str, Any] = await company.post("webhooks", given, status=201)
    return made


async def log_of(company: Company, hook: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await company.get(f"webhooks/{hook['id']}/logs", **query))["data"]
    return found


async def test_what_happens_is_told_signed_in_order_and_as_the_api_shows_it(
    company: Company, receiver: Receiver
) -> None:
    hook = await hooked(company, f"{receiver.url}/all")
    customer = company.customer()
    for word in ("um", "dois", "três"):
        customer.says(word, name="Maria")

    async def all_there() -> bool:
        return len(receiver.of("/all", "message.received")) == 3

    await until(all_there)
    calls = receiver.of("/all")
    conversation = await customer.conversation()
    stored = await company.messages(conversation["id"])
    # The provider may post them in another order than they were written in; they are told as they came.
    assert {m["text"] for m in stored} == {"um", "dois", "três"}
    assert [c.event["data"]["id"] for c in receiver.of("/all", "message.received")] == [m["id"] for m in stored]
    kinds = [call.event["type"] for call in calls]
    assert kinds[:3] == ["conversation.created", "contact.created", "message.received"]
    assert kinds.count("contact.created") == 1
    assert len({call.id for call in calls}) == len(calls)
    assert all(call.proven_by(hook["secret"]) and set(call.event) == {"type", "timestamp", "data"} for call in calls)
    assert calls[2].event["data"] == stored[0]
    assert calls[1].event["data"]["phone"] == conversation["contact"]["phone"]
    assert calls[0].event["data"]["id"] == conversation["id"]

    sent = await company.post("whatsapp/send", {"to": customer.phone, "message": "Olá"}, status=202)

    async def read() -> bool:
        return "read" in [c.event["data"]["status"] for c in receiver.of("/all", "message.status")]

    await until(read)
    told = [c.event["data"] for c in receiver.of("/all", "message.status") if c.event["data"]["id"] == sent["id"]]
    ladder, steps = ["sent", "delivered", "read"], [m["status"] for m in told]
    assert steps == [status for status in ladder if status in steps], "forward, whatever the provider told at once"
    assert steps[-1] == "read"

    async def written() -> bool:
        return all(d["status"] == "delivered" for d in await log_of(company, hook, limit=100))

    await until(written)
    log = await log_of(company, hook, limit=100)
    assert [d["message_id"] for d in reversed(log)][:3] == [c.id for c in calls[:3]]
    assert {(d["tries"], d["attempts"][0]["result"], d["attempts"][0]["status"]) for d in log} == {(1, "ok", 204)}
    shown = await company.get(f"webhooks/{hook['id']}")
    assert (shown["status"], shown["last_result"], shown["waiting"], "secret" in shown) == ("active", "ok", 0, False)
    page = await company.get(f"webhooks/{hook['id']}/logs", limit=2)
    rest = await company.get(f"webhooks/{hook['id']}/logs", limit=2, cursor=page["pagination"]["next_cursor"])
    assert [d["id"] for d in page["data"] + rest["data"]] == [d["id"] for d in log[:4]]


async def test_only_what_was_asked_for_is_told(company: Company, receiver: Receiver) -> None:
    await hooked(company, f"{receiver.url}/some", "conversation.*", "campaign.created")
    await hooked(company, f"{receiver.url}/off", active=False)
    customer = company.customer()
    customer.says("oi")
    conversation = await customer.conversation()
    await company.post(f"conversations/{conversation['id']}/assign", {"user_id": company.user["id"]}, status=200)
    await company.put(f"conversations/{conversation['id']}", {"status": "resolved"})
    await company.post("campaigns", {"name": "Verão"}, status=201)

    async def told() -> bool:
        return bool(receiver.of("/some", "campaign.created") and receiver.of("/some", "conversation.resolved"))

    await until(told)
    kinds = {call.event["type"] for call in receiver.of("/some")}
    assert kinds >= {"conversation.created", "conversation.assigned", "conversation.resolved", "campaign.created"}
    assert not [kind for kind in kinds if not kind.startswith(("conversation.", "campaign.created"))]
    (assigned,) = receiver.of("/some", "conversation.assigned")
    assert assigned.event["data"]["assigned_to"] == company.user["id"]
    assert receiver.of("/off") == []


async def test_one_conversation_waits_for_what_failed_and_the_others_do_not(
    company: Company, receiver: Receiver
) -> None:
    failures = [3]

    def answers(event: dict[str, Any]) -> web.Response:
        if event["data"].get("text") == "primeira" and failures[0]:
            failures[0] -= 1
            return web.Response(status=500, text="não hoje")
        return web.Response(status=200, text="ok")

    receiver.answers["/order"] = answers
    hook = await hooked(company, f"{receiver.url}/order", "message.received")
    maria, joao = company.customer(), company.customer()
    maria.says("primeira")

    async def came() -> bool:
        return bool(receiver.of("/order"))

    await until(came)
    maria.says("segunda")
    joao.says("outra")

    def taken() -> list[str]:
        return [call.event["data"]["text"] for call in receiver.of("/order")]

    async def others() -> bool:
        return "outra" in taken() and "primeira" in taken()

    await until(others)
    assert "segunda" not in taken()
    (failed,) = await log_of(company, hook, status="pending", event="message.received", limit=1)
    assert failed["status"] == "pending"
    # The pauses grow from five seconds to half a minute: they are made shorter here, where time can't pass.
    admin = await company.house.admin()

    async def second() -> bool:
        await admin.execute(
            "UPDATE webhook_deliveries SET due_at = now() WHERE due_at > now() AND leased_until IS NULL"
        )
        return "segunda" in taken()

    await until(second)
    assert [text for text in taken() if text != "outra"] == ["primeira"] * 4 + ["segunda"]
    same = {call.id for call in receiver.of("/order") if call.event["data"]["text"] == "primeira"}
    assert len(same) == 1

    async def written() -> bool:
        return not await log_of(company, hook, status="pending")

    await until(written)
    first = next(d for d in await log_of(company, hook) if "primeira" in d["body"])
    assert [a["result"] for a in first["attempts"]] == ["status", "status", "status", "ok"]
    assert (await company.get(f"webhooks/{hook['id']}"))["failing_since"] is None


async def test_a_sample_says_what_the_receiver_answers(company: Company, receiver: Receiver) -> None:
    receiver.answers |= {
        "/500": lambda _: web.Response(status=500, text="não"),
        "/moved": lambda _: web.Response(status=302, headers={"Location": f"{receiver.url}/inside"}),
        "/gone": lambda _: web.Response(status=410),
        "/big": lambda _: web.Response(status=200, text="x" * 1_000_000),
        "/hang": lambda _: None,
    }
    expected = {
        "/fine": (True, "ok", 204),
        "/500": (False, "status", 500),
        "/moved": (False, "redirect_refused", 302),
        "/gone": (False, "gone", 410),
        "/big": (True, "ok", 200),
        "/hang": (False, "timeout", None),
    }

    async def tried(url: str) -> dict[str, Any]:
        hook = await hooked(company, url, "contact.deleted", active=False)
        found: dict[str, Any] = await company.post(f"webhooks/{hook['id']}/test", status=200)
        if url.startswith(receiver.url) and found["status"]:
            (call,) = receiver.of(url.removeprefix(receiver.url))
            assert call.proven_by(hook["secret"])
            assert call.event["type"] == "webhook.test"
        return found

    found = dict(
        zip(expected, await asyncio.gather(*(tried(f"{receiver.url}{path}") for path in expected)), strict=True)
    )
    assert {path: (f["ok"], f["result"], f["status"]) for path, f in found.items()} == expected
    assert (found["/500"]["answer"], len(found["/big"]["answer"])) == ("não", 4096)
    assert 9_000 < found["/hang"]["milliseconds"] < 25_000
    assert receiver.of("/inside") == []
    nobody = await tried("http://127.0.0.1:9/nobody")
    assert (nobody["ok"], nobody["result"]) == (False, "unreachable")


async def test_who_hangs_holds_up_nobody_else(company: Company, other_company: Company, receiver: Receiver) -> None:
    receiver.answers["/hang"] = lambda _: None
    for _ in range(5):
        await hooked(company, f"{receiver.url}/hang")
    await hooked(company, f"{receiver.url}/mine", "message.received")
    await hooked(other_company, f"{receiver.url}/theirs", "message.received")
    customers = [company.customer() for _ in range(6)]
    for customer in customers:
        customer.says("oi")

    async def hanging() -> bool:
        return len(receiver.of("/hang")) >= 5

    await until(hanging)
    other_company.customer().says("olá")

    async def told() -> bool:
        return len(receiver.of("/mine")) == 6 and len(receiver.of("/theirs")) == 1

    await until(told, patience=5)


async def test_who_is_gone_is_left_alone_until_a_person_says_so(company: Company, receiver: Receiver) -> None:
    receiver.answers["/hook"] = lambda _: web.Response(status=410)
    hook = await hooked(company, f"{receiver.url}/hook", "message.received")
    customer = company.customer()
    customer.says("um")

    async def paused() -> bool:
        return bool((await company.get(f"webhooks/{hook['id']}"))["status"] == "paused")

    await until(paused)
    customer.says("dois")

    async def collected() -> bool:
        return bool((await company.get(f"webhooks/{hook['id']}"))["waiting"] == 2)

    await until(collected)
    assert len(receiver.of("/hook")) == 1
    notified = await until(lambda: _alerts(company))
    assert [n["detail"] for n in notified] == ["127.0.0.1"]
    shown = await company.get(f"webhooks/{hook['id']}")
    assert (shown["pause_reason"], shown["last_status"]) == ("gone", 410)

    del receiver.answers["/hook"]
    again = {"url": hook["url"], "events": hook["events"], "version": shown["version"]}
    resumed = await company.put(f"webhooks/{hook['id']}", again)
    assert (resumed["status"], resumed["pause_reason"], resumed["failing_since"]) == ("active", None, None)

    async def delivered() -> bool:
        return [c.event["data"]["text"] for c in receiver.of("/hook")] == ["um", "um", "dois"]

    await until(delivered)


async def _alerts(company: Company) -> list[dict[str, Any]]:
    found = (await company.get("notifications"))["data"]
    return [n for n in found if n["kind"] == "webhook_alert"]


async def test_dead_ones_are_sent_again_by_a_persons_wish(company: Company, receiver: Receiver) -> None:
    receiver.answers["/dead"] = lambda _: web.Response(status=503)
    hook = await hooked(company, f"{receiver.url}/dead", "message.received")
    customer = company.customer()
    customer.says("um")

    async def tried() -> bool:
        return bool(receiver.of("/dead")) and bool((await log_of(company, hook))[0]["tries"])

    await until(tried)
    admin = await company.house.admin()
    # Three days pass.
    aged = "UPDATE webhook_deliveries SET since = since - interval '3 days', due_at = now() WHERE webhook_id = $1"
    await admin.execute(aged, hook["id"])

    async def dead() -> bool:
        return bool((await log_of(company, hook))[0]["status"] == "dead")

    await until(dead)
    del receiver.answers["/dead"]
    assert await company.post(f"webhooks/{hook['id']}/retry", {}, status=202) == {"queued": 1}

    async def there() -> bool:
        return bool((await log_of(company, hook))[0]["status"] == "delivered")

    await until(there)
    (delivery,) = await log_of(company, hook)
    named = {"delivery_id": delivery["id"]}
    assert await company.post(f"webhooks/{hook['id']}/retry", named, status=202) == {"queued": 1}

    async def once_more() -> bool:
        return len(receiver.of("/dead")) == 4

    await until(once_more)
    assert len({call.id for call in receiver.of("/dead")}) == 1


async def test_while_a_secret_is_replaced_both_prove_it(company: Company, receiver: Receiver) -> None:
    hook = await hooked(company, f"{receiver.url}/turn", "message.received")
    rotated = await company.post(f"webhooks/{hook['id']}/rotate-secret", status=200)
    assert rotated["secret"] != hook["secret"]
    assert rotated["secret"].endswith(rotated["secret_last4"])
    assert rotated["old_secret_until"] is not None
    company.customer().says("oi")

    async def told() -> bool:
        return bool(receiver.of("/turn"))

    await until(told)
    (call,) = receiver.of("/turn")
    assert (len(call.signatures), call.proven_by(hook["secret"]), call.proven_by(rotated["secret"])) == (2, True, True)
    assert not call.proven_by("whsec_" + "A" * 44)


async def test_bad_input_is_refused_with_its_field(company: Company, receiver: Receiver) -> None:
    good = {"url": receiver.url, "events": ["*"]}
    for change, field in (
        ({"events": []}, "events"),
        ({"events": ["message.*", "message.lost"]}, "events.1"),
        ({"url": "ftp://example.com"}, "url"),
        ({"url": "https://user:word@example.com"}, "url"),
        ({"url": "not an address"}, "url"),
        ({"description": "x" * 201}, "description"),
        ({"whatsapp_config_id": company.issued["tenant"]["id"]}, "whatsapp_config_id"),
    ):
        answer = await company.call("POST", "webhooks", json={**good, **change})
        assert answer.status_code == 422, (change, answer.text)
        assert [d["field"] for d in answer.json()["error"]["details"]] == [field]
    for _ in range(20):
        await hooked(company, receiver.url, active=False)
    answer = await company.call("POST", "webhooks", json=good)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "TOO_MANY_WEBHOOKS")
    first = (await company.get("webhooks"))["data"][0]
    change = {**good, "description": "CRM", "version": first["version"]}
    assert (await company.put(f"webhooks/{first['id']}", change))["description"] == "CRM"
    stale = await company.call("PUT", f"webhooks/{first['id']}", json=change)
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "STALE_VERSION")
    gone = await company.call("DELETE", f"webhooks/{first['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    lost = await company.call("GET", f"webhooks/{first['id']}")
    assert (lost.status_code, lost.json()["error"]["code"]) == (404, "WEBHOOK_NOT_FOUND")
    bia = await company.person()
    assert (await bia.call("GET", "webhooks")).status_code == 403


@pytest.fixture
async def killed(
    servers: ServerAddresses, redis_url: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A stack of its own, whose worker may go."""
    database = make_database(servers, f"{worker_name}_webhooks_killed")
    place = Place(data=tmp_path_factory.mktemp("killed"), database=database.name, port=free_port())
    environment = {**ROOMY, STARTED_BY: str(os.getpid()), "PYTAKE_ALLOW_PRIVATE_URLS": "true"}
    stack = Stack(Given(servers, redis_url), place, environment)
    stack.start("serve")
    await asyncio.to_thread(stack.wait_ready)
    stack.start("work")
    settings = Settings(
        database_url=stack.environment["DATABASE_URL"], redis_url=stack.environment["REDIS_URL"], data=place.data
    )
    container = build(settings)
    twin = CloudTwin(TwinSettings(seed=1))
    async with httpx.AsyncClient(base_url=place.base_url, timeout=30) as http:
        house = House(stack=stack, twin=twin, twin_url="", container=container, http=http)
        yield house
        await house.close()
    await close(container)
    stack.stop()
    drop_database(database)


async def test_a_worker_that_is_killed_loses_nothing(killed: House, receiver: Receiver) -> None:
    company = await killed.company(number=False)
    await hooked(company, f"{receiver.url}/all", "contact.created")
    made: list[str] = []
    for n in range(60):
        contact = {"name": f"Cliente {n}", "phone": f"+55119{n:08d}"}
        made.append((await company.post("contacts", contact, status=201))["id"])
        if n in (20, 40):
            await asyncio.to_thread(killed.stack.kill, "work")
            killed.stack.start("work")

    async def all_there() -> bool:
        return {c.event["data"]["id"] for c in receiver.of("/all")} == set(made)

    await until(all_there, patience=60)
