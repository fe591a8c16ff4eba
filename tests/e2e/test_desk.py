"""A day at the desk over HTTP and WebSockets: later, snoozed, many at once, noted, asked, taken away."""

import asyncio
import csv
import datetime as dt
import io
import secrets
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from tests.e2e.company import Company, Customer, House, Person, until
from tests.e2e.conftest import free_port
from tests.e2e.flows import echo
from tests.e2e.test_real_time import Watcher, watching
from tests.e2e.walk import PIXEL, tomorrow
from websockets.asyncio.client import connect

from pytake_app.embedded.stack import Place, Stack
from pytake_domain.testing.builders import fresh


def in_seconds(seconds: float) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)).isoformat()  # noqa: TID251  the wall clock


async def talking(company: Company, text: str = "oi") -> tuple[Customer, dict[str, Any]]:
    """A customer who wrote, and their conversation."""
    customer = company.customer()
    customer.says(text)
    return customer, await customer.conversation()


async def test_a_message_for_later_leaves_at_its_time(house: House, company: Company) -> None:
    customer, place = await talking(company)
    async with watching(house, company.headers) as watcher:
        await watcher.watch("messages")
        body = {"conversation_id": place["id"], "send_at": in_seconds(2), "message": "Lembrete"}
        planned = await company.post("whatsapp/scheduled", body, status=202)
        assert (planned["status"], planned["text"], planned["planned_by"]["name"]) == ("waiting", "Lembrete", "Ana")
        assert (await watcher.hear("scheduled_updated"))["data"]["status"] == "waiting"
        sent = await watcher.hear("scheduled_updated", patience=20)
    assert sent["data"]["status"] == "sent"
    await customer.reads("Lembrete")
    (listed,) = (await company.get("whatsapp/scheduled", status="sent"))["data"]
    assert listed["message_id"] == sent["data"]["message_id"]
    gone = await company.call("DELETE", f"whatsapp/scheduled/{planned['id']}")
    assert (gone.status_code, gone.json()["error"]["code"]) == (409, "SCHEDULED_OVER")


async def test_lists_by_who_waits_what_closes_and_what_is_unread(company: Company) -> None:
    first, place = await talking(company, "cheguei antes")
    await asyncio.sleep(1)  # providers tell time by the second
    _, other = await talking(company, "cheguei depois")
    await asyncio.sleep(1)
    first.says("e agora?")

    async def said() -> bool:
        shown = await company.get(f"conversations/{place['id']}")
        return bool(shown["last_message"] == "e agora?")

    await until(said)

    async def listed(**asked: object) -> list[str]:
        return [c["id"] for c in (await company.get("conversations", **asked))["data"]]

    assert await listed() == [place["id"], other["id"]]
    assert await listed(sort="waiting") == [place["id"], other["id"]]
    assert await listed(sort="window") == [other["id"], place["id"]]
    assert await listed(unread="true", cursor="") == [place["id"], other["id"]]
    assert await listed(window_closing="true") == []
    assert await listed(**{"from": in_seconds(60)}) == []
    shown = await company.post(f"conversations/{place['id']}/read", status=200)
    assert (shown["unread_count"], shown["muted"], shown["answer_due"]) == (0, False, None)
    assert shown["awaits_since"] < shown["last_message_at"]
    assert await listed(unread="true") == [other["id"]]
    page = await company.get("conversations", sort="waiting", cursor="", limit=1)
    assert await listed(sort="waiting", cursor=page["pagination"]["next_cursor"], limit=1) == [other["id"]]
    mute = f"conversations/{place['id']}/mute"
    assert (await company.post(mute, {"muted": True}, status=200))["muted"]
    assert [c["muted"] for c in (await company.get("conversations"))["data"]] == [True, False]
    assert (await company.post(f"conversations/{place['id']}/archive", {}, status=200))["muted"]
    assert not (await company.post(mute, {"muted": False}, status=200))["muted"]


async def test_what_an_agent_writes_is_filled_in_before_it_is_sent(company: Company) -> None:
    _, place = await talking(company)
    where = f"conversations/{place['id']}"
    offered = {v["name"]: v["value"] for v in (await company.get(f"{where}/variables", limit=100))["data"]}
    assert offered["agent.first_name"] == "Ana"
    filled = await company.post(f"{where}/fill", {"text": "Aqui é {{agent.first_name}}"}, status=200)
    assert filled == {"text": "Aqui é Ana"}
    wrong = await company.call("POST", f"{where}/fill", json={"text": "Oi, {{contact.apelido}}"})
    detail = wrong.json()["error"]["details"][0]
    assert (wrong.status_code, detail["field"], detail["code"]) == (422, "text", "text_unknown_name")
    assert "contact.apelido" in detail["message"]


async def test_a_saved_view_is_renamed_refilled_and_moved(company: Company) -> None:
    made = [await company.post("saved-views", {"name": name, "filters": {}}) for name in ("Um", "Dois")]
    filters = {"unread": True, "window_closing": True, "days": 7, "sort": "waiting"}
    body = {"name": "Zero", "filters": filters, "place": 0}
    changed = await company.put(f"saved-views/{made[1]['id']}", body)
    assert (changed["name"], changed["place"], changed["filters"]["sort"]) == ("Zero", 0, "waiting")
    found = (await company.get("saved-views"))["data"]
    assert [(v["name"], v["place"]) for v in found] == [("Zero", 0), ("Um", 1)]
    assert found[0]["filters"]["days"] == 7
    wrong = await company.call("PUT", f"saved-views/{made[0]['id']}", json={"filters": {"days": 0}})
    assert (wrong.status_code, wrong.json()["error"]["details"][0]["field"]) == (422, "filters.days")
    bulk = await company.post(
        "conversations/bulk", {"action": "read", "filter": {"unread": True, "window_closing": True}}, status=200
    )
    assert bulk["data"] == []


async def test_an_answer_cancels_what_was_planned_and_people_take_it_back(company: Company) -> None:
    customer, place = await talking(company)
    send = {"to": customer.phone, "send_at": tomorrow()}
    first = await company.post(
        "whatsapp/scheduled",
        {**send, "send_at": in_seconds(3600), "message": "Conseguiu?", "cancel_on_reply": True},
        status=202,
    )
    second = await company.post("whatsapp/scheduled", {**send, "message": "Até amanhã"}, status=202)
    assert first["conversation_id"] == second["conversation_id"] == place["id"]

    customer.says("consegui!")

    async def cancelled() -> bool:
        found = (await company.get("whatsapp/scheduled", status="cancelled"))["data"]
        return [p["id"] for p in found] == [first["id"]] and found[0]["reason"] == "customer_wrote"

    await until(cancelled)
    assert (await company.call("DELETE", f"whatsapp/scheduled/{second['id']}")).status_code == 204
    assert {p["status"] for p in (await company.get("whatsapp/scheduled"))["data"]} == {"cancelled"}
    stored = await company.upload(PIXEL, "ponto.png", "image/png")
    for content, kind in (
        ({"media_id": stored["id"], "caption": "Olhe"}, "image"),
        ({"location": {"latitude": 1.5, "longitude": 2.5}}, "location"),
        ({"contacts": [{"name": {"formatted_name": "Rui Sá", "first_name": "Rui"}}]}, "contacts"),
        ({"buttons": {"body": "?", "buttons": [{"title": "Sim"}]}}, "interactive"),
        ({"list": {"body": "?", "button": "Ver", "sections": [{"rows": [{"id": "a", "title": "A"}]}]}}, "interactive"),
    ):
        planned = await company.post("whatsapp/scheduled", {**send, **content, "send_at": in_seconds(900)}, status=202)
        assert planned["type"] == kind


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"send_at": "2020-01-01T00:00:00Z", "message": "x"}, 422, "send_at"),
        ({"send_at": "2099-01-01T00:00:00Z", "message": "x"}, 422, "send_at"),
        ({"send_at": "2020-01-01T00:00:00", "message": "x"}, 422, "send_at"),
        ({"message": None}, 422, "message"),
        ({"message": "x", "media_id": str(fresh())}, 422, "media_id"),
        ({"media_id": str(fresh())}, 422, "media_id"),
        ({"message": "x", "outside_window": "template"}, 422, "fallback"),
        ({"message": "x" * 5000}, 422, "body"),
        ({"message": "x", "send_at": "late", "cancel_on_reply": True}, 409, None),
    ],
)
async def test_what_can_not_be_sent_later_is_refused_now(
    company: Company, body: dict[str, Any], status: int, field: str | None
) -> None:
    customer, _ = await talking(company)
    given = {"to": customer.phone, "send_at": in_seconds(3600), **body}
    if given["send_at"] == "late":
        given["send_at"] = in_seconds(30 * 3600)
    answer = await company.call("POST", "whatsapp/scheduled", json=given)
    assert answer.status_code == status, answer.text
    if field is None:
        assert answer.json()["error"]["code"] == "WINDOW_CLOSED"
    else:
        assert answer.json()["error"]["details"][0]["field"] == field
    assert (await company.get("whatsapp/scheduled"))["data"] == []


async def test_a_planned_message_survives_the_worker(house: House, company: Company) -> None:
    customer, place = await talking(company)
    body = {"conversation_id": place["id"], "send_at": in_seconds(1.5), "message": "Sobrevivi"}
    await company.post("whatsapp/scheduled", body, status=202)
    house.stack.kill("work")
    await asyncio.sleep(2)
    house.stack.start("work")
    await customer.reads("Sobrevivi", patience=60)


async def test_a_snoozed_conversation_is_out_of_sight_and_comes_back(house: House, company: Company) -> None:
    _, place = await talking(company)
    path = f"conversations/{place['id']}"
    await company.post(f"{path}/assign", {}, status=200)
    async with watching(house, company.headers) as watcher:
        await watcher.watch("conversations")
        snoozed = await company.post(f"{path}/snooze", {"until": in_seconds(2)}, status=200)
        assert snoozed["snoozed_until"]
        assert await company.conversations() == []
        assert [c["id"] for c in await company.conversations(snoozed="true")] == [place["id"]]
        assert (await watcher.hear("conversation_updated"))["data"]["change"] == "snoozed"
        assert (await watcher.hear("conversation_updated", patience=20))["data"]["change"] == "woken"
    (back,) = await company.conversations()
    assert (back["snoozed_until"], back["assigned_to"]) == (None, company.user["id"])
    await company.post(f"{path}/snooze", {"until": tomorrow()}, status=200)
    assert (await company.post(f"{path}/snooze", {"until": None}, status=200))["snoozed_until"] is None


async def test_archive_reopen_read_and_the_story_of_it(company: Company) -> None:
    customer, place = await talking(company)
    path = f"conversations/{place['id']}"
    assert (await company.post(f"{path}/read", status=200))["unread_count"] == 0
    bia = await company.person()
    note = await company.post(f"{path}/notes", {"body": f"veja @[{bia.user['id']}]"}, status=201)
    assert note["mentions"] == [bia.user["id"]]
    assert [n["id"] for n in (await company.get(f"{path}/notes"))["data"]] == [note["id"]]
    archived = await company.post(f"{path}/archive", {"reason": "fim"}, status=200)
    assert archived["status"] == "archived"
    reopened = await company.post(f"{path}/reopen", {}, status=200)
    assert (reopened["status"], reopened["assigned_to"]) == ("active", company.user["id"])

    seen, cursor = [], ""
    while cursor is not None:
        page = await company.get(f"{path}/timeline", limit=2, cursor=cursor)
        seen += page["data"]
        cursor = page["pagination"]["next_cursor"]
    told = [entry.get("change", {}).get("change") or entry["kind"] for entry in seen]
    assert set(told) == {"assigned", "archived", "note", "queued", "message", "opened"}
    assert [entry["id"] for entry in seen] == sorted((e["id"] for e in seen), reverse=True)
    whole = await company.get(path, expand="contact,messages")
    assert (whole["contact"]["phone"], whole["contact"]["blocked"]) == (place["contact"]["phone"], False)
    assert {a["kind"] for a in whole["contact"]["addresses"]} >= {"phone", "wa_id"}
    assert (whole["survey"], len(whole["messages"])) == (None, 1)
    assert customer.phone
    (active,) = (await company.get("dashboard/conversations/active"))["data"]
    assert active["id"] == place["id"]


async def test_a_mention_is_told_to_that_person_alone(house: House, company: Company) -> None:
    _, place = await talking(company)
    bia, leo = await asyncio.gather(company.person(), company.person())
    path = f"conversations/{place['id']}"
    async with watching(house, bia.headers) as hers, watching(house, leo.headers) as his:
        for watcher in (hers, his):
            await watcher.watch("conversations", f"conversation:{place['id']}")
        await company.post(f"{path}/notes", {"body": f"@[{bia.user['id']}] ajuda"}, status=201)
        told = await hers.hear("mentioned")
        assert (told["data"]["conversation_id"], told["data"]["by_name"]) == (place["id"], "Ana")
        assert await his.silent()
    refused = await company.call("POST", f"{path}/notes", json={"body": f"@[{fresh()}]"})
    assert refused.status_code == 422


async def test_many_at_once_each_with_its_outcome(company: Company) -> None:
    places = [(await talking(company))[1]["id"] for _ in range(3)]
    bia = await company.person()
    await company.post(f"conversations/{places[0]}/assign", {"user_id": company.user["id"]}, status=200)
    key = {"Idempotency-Key": secrets.token_hex(8)}
    order: dict[str, Any] = {"action": "tag", "ids": [*places, str(fresh())], "tags": ["mutirão"]}
    done = await bia.post("conversations/bulk", order, status=200, headers=key)
    assert [o["outcome"] for o in done["data"]] == ["failed", "changed", "changed", "failed"]
    assert done["data"][0]["error"]["code"] == done["data"][3]["error"]["code"] == "CONVERSATION_NOT_FOUND"
    assert (done["changed"], done["failed"]) == (2, 2)
    assert await bia.post("conversations/bulk", order, status=200, headers=key) == done

    assert {c["id"] for c in await company.conversations(tags="mutirão")} == set(places[1:])
    order = {"action": "resolve", "filter": {"tags": ["mutirão"]}}
    assert (await company.post("conversations/bulk", order, status=200))["changed"] == 2
    assert (await company.post("conversations/bulk", order, status=200))["unchanged"] == 2
    for wrong in ({"action": "resolve"}, {"action": "dance", "ids": places}, {"action": "assign", "ids": places}):
        assert (await company.call("POST", "conversations/bulk", json=wrong)).status_code == 422


async def test_lists_page_by_cursor_from_an_empty_one(company: Company) -> None:
    places = [(await talking(company))[1]["id"] for _ in range(3)]
    seen, cursor = [], ""
    while cursor is not None:
        page = await company.get("conversations", cursor=cursor, limit=2)
        assert page["pagination"]["total"] is None
        seen += [c["id"] for c in page["data"]]
        cursor = page["pagination"]["next_cursor"]
    assert sorted(seen) == sorted(places)
    assert (await company.get("conversations"))["pagination"]["total"] == 3
    (mine,) = (await company.get("whatsapp/messages", conversation_id=places[0], cursor=""))["data"]
    assert mine["text"] == "oi"


async def test_views_and_replies_are_kept(company: Company) -> None:
    bia = await company.person()
    _, place = await talking(company)
    view = {"name": "Minhas", "filters": {"mine": True, "status": ["active"]}}
    saved = await bia.post("saved-views", view, status=201)
    assert saved["filters"]["mine"] is True
    taken = await bia.call("POST", "saved-views", json=view)
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "SAVED_VIEW_NAME_TAKEN")
    assert (await bia.call("POST", "saved-views", json={**view, "shared": True})).status_code == 403
    assert (await company.get("saved-views"))["data"] == []
    assert (await bia.call("DELETE", f"saved-views/{saved['id']}")).status_code == 204

    body = {"shortcut": "ola", "title": "Olá", "text": "Oi, aqui é {{ agent.first_name }}", "audience": "shared"}
    reply = await company.post("canned-replies", body, status=201)
    (found,) = (await bia.get("canned-replies", q="/ol"))["data"]
    assert found["id"] == reply["id"]
    filled = await bia.post(f"canned-replies/{reply['id']}/render", {"conversation_id": place["id"]}, status=200)
    assert filled == {"text": "Oi, aqui é Bia", "media_id": None}
    wrong = await company.call("PUT", f"canned-replies/{reply['id']}", json={"text": "{{ nada.disso }}"})
    assert wrong.json()["error"]["details"][0]["code"] == "text_unknown_name"
    assert (await bia.call("DELETE", f"canned-replies/{reply['id']}")).status_code == 403


async def test_the_customer_is_asked_and_what_they_say_is_measured(house: House, company: Company) -> None:
    await company.flow(echo())
    await company.put("surveys", {"enabled": True, "question": "Como foi?", "comment_question": "Por quê?"})
    bia = await company.person()
    customer = company.customer()
    customer.says("oi")
    await customer.reads(*(lines := await answered(customer)))
    place = await customer.conversation()
    path = f"conversations/{place['id']}"
    await company.post(f"{path}/assign", {"user_id": bia.user["id"]}, status=200)
    await bia.post("whatsapp/send", {"conversation_id": place["id"], "message": "Pronto"}, status=202)
    await customer.reads(*lines, "Pronto")
    await bia.put(f"conversations/{place['id']}", {"status": "resolved"})

    await customer.reads(*lines, "Pronto", "Como foi?")
    async with watching(house, company.headers) as watcher:
        await watcher.watch("conversations")
        customer.says("5")
        assert (await watcher.hear("survey_answered"))["data"]["score"] == 5
    await customer.reads(*lines, "Pronto", "Como foi?", "Por quê?")
    customer.says("foi rápido")
    await customer.reads(*lines, "Pronto", "Como foi?", "Por quê?", "Obrigado pela avaliação!")

    shown = await company.get(path)
    assert (shown["status"], shown["survey"]["score"], shown["survey"]["comment"]) == ("resolved", 5, "foi rápido")
    stats = await company.get("conversations/stats")
    assert (stats["total"]["ratings"], stats["total"]["rating"], stats["total"]["resolved"]) == (1, 5.0, 1)
    (own,) = [a for a in stats["agents"] if a["user_id"] == bia.user["id"]]
    assert (own["rating"], own["resolved"]) == (5.0, 1)
    assert stats["by_status"] == {"resolved": 1}
    assert (await bia.call("GET", "conversations/stats")).status_code == 403


async def answered(customer: Customer) -> list[str]:
    """What the flow said, once it said all of it."""

    async def lines() -> list[str]:
        found = customer.lines()
        return found if len(found) == 3 else []

    found: list[str] = await until(lines)
    return found


async def test_a_transcript_is_taken_away_in_every_form(company: Company, house: House) -> None:
    customer, place = await talking(company, "=SOMA(A1) 😀")
    stored = await company.upload(PIXEL, "ponto.png", "image/png")
    await company.post(
        "whatsapp/send-media", {"conversation_id": place["id"], "media_id": stored["id"], "caption": "Olhe"}, status=202
    )
    await company.post(f"conversations/{place['id']}/notes", {"body": "segredo nosso"}, status=201)
    bia = await company.person()
    path = f"conversations/{place['id']}/export"

    whole = await company.call("GET", path, params={"format": "json", "notes": "true"})
    assert whole.headers["Content-Disposition"].endswith('.json"')
    lines = msgspec.json.decode(whole.content)["lines"]
    assert [line["text"] for line in lines] == ["=SOMA(A1) 😀", "Olhe", "segredo nosso"]
    rows = await company.call("GET", path, params={"format": "csv", "bom": "true"})
    assert rows.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(rows.content.decode("utf-8-sig"))))
    assert [row["text"] for row in table] == ["'=SOMA(A1) 😀", "Olhe"]
    text = await company.call("GET", path, params={"format": "txt"})
    assert "segredo nosso" not in text.text
    pdf = await company.call("GET", path)
    assert (pdf.headers["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert pdf.content.count(b"/Subtype /Image") == 1
    assert (await bia.call("GET", path, params={"format": "txt"})).status_code == 404
    await company.post(f"conversations/{place['id']}/assign", {"user_id": bia.user["id"]}, status=200)
    assert (await bia.call("GET", path, params={"format": "txt"})).status_code == 200
    assert (await bia.call("GET", path, params={"format": "txt", "notes": "true"})).status_code == 403
    admin = await house.admin()
    kept = await admin.fetch(
        "SELECT actor_id, data->>'form' AS form FROM event_log WHERE tenant_id = $1 AND type = 'ConversationExported'",
        company.tenant_id,
    )
    assert sorted(row["form"] for row in kept) == ["csv", "json", "pdf", "txt", "txt"]
    assert customer.phone


async def present(watcher: Watcher, place: dict[str, Any], state: str, **more: Any) -> None:
    await watcher.say(type="presence", conversation_id=place["id"], state=state, **more)


async def test_colleagues_see_who_looks_and_who_writes(house: House, company: Company) -> None:
    customer, place = await talking(company)
    bia = await company.person()
    channel = f"conversation:{place['id']}"
    async with watching(house, company.headers) as boss:
        await boss.watch(channel)
        async with watching(house, bia.headers) as hers:
            await hers.watch(channel)
            await present(hers, place, "viewing")
            told = await boss.hear("agent_presence")
            assert (told["data"]["user_id"], told["data"]["name"], told["data"]["state"]) == (
                bia.user["id"],
                "Bia",
                "viewing",
            )
            assert "seq" not in told
            await present(hers, place, "typing", to_customer=True)
            assert (await boss.hear("typing"))["data"]["expires_at"]
            async with watching(house, company.headers) as late:
                await late.watch(channel)
                assert (await late.hear("typing", "agent_presence"))["data"]["user_id"] == bia.user["id"]
            assert await hers.silent(), "nobody is told of themselves"
        assert (await boss.hear("agent_presence"))["data"]["state"] == "left"
        await boss.say(type="presence", conversation_id=place["id"], state="dancing")
        assert (await boss.hear("error"))["data"]["code"] == "MALFORMED"
        await boss.say(type="presence", state="viewing")
        assert (await boss.hear("error"))["data"]["code"] == "VALIDATION_ERROR"
        await boss.say(type="presence", conversation_id=str(fresh()), state="viewing")
        assert (await boss.hear("error"))["data"]["code"] == "CONVERSATION_NOT_FOUND"
    assert customer.phone


async def test_who_may_not_see_a_conversation_is_not_told_of_it(house: House, company: Company) -> None:
    _, place = await talking(company)
    bia = await company.person()
    await company.post(f"conversations/{place['id']}/assign", {}, status=200)
    async with watching(house, bia.headers) as hers:
        await present(hers, place, "viewing")
        assert (await hers.hear())["data"]["code"] == "CONVERSATION_NOT_FOUND"


@pytest.fixture
def second(stack: Stack) -> Iterator[Place]:
    """Another API process on the same servers."""
    own = Stack(
        stack._servers,
        Place(data=stack.place.data, database=stack.place.database, port=free_port()),
        {**stack._settings, "PYTAKE_PUBLIC_URL": stack.place.base_url},
    )
    own.start("serve")
    own.wait_ready()
    yield own.place
    own.stop()


async def test_two_api_processes_see_each_others_events(house: House, company: Company, second: Place) -> None:
    customer, place = await talking(company)
    bia = await company.person()
    channel = f"conversation:{place['id']}"
    address = second.base_url.replace("http", "ws") + "/ws"
    async with (
        watching(house, company.headers) as here,
        connect(address, additional_headers=bia.headers, max_queue=None) as socket,
    ):
        there = Watcher(socket)
        await here.watch(channel, "messages")
        await there.watch(channel, "messages")
        customer.says("para os dois")
        heard = [await watcher.hear("message_received") for watcher in (here, there)]
        assert heard[0]["seq"] == heard[1]["seq"]
        assert {h["data"]["text"] for h in heard} == {"para os dois"}
        await present(there, place, "typing")
        assert (await here.hear("typing"))["data"]["user_id"] == bia.user["id"]
        await present(here, place, "viewing")
        assert (await there.hear("agent_presence"))["data"]["user_id"] == company.user["id"]
        other = Person(house.http, company.headers)
        await other.post("whatsapp/send", {"conversation_id": place["id"], "message": "daqui"}, status=202)
        assert (await there.hear("message_sent"))["data"]["conversation_id"] == place["id"]
