"""A day at the desk, as two agents live it: by the API and their WebSockets alone."""

import datetime as dt
from typing import Any

from tests.e2e.company import Company, Customer, House, Person, until
from tests.e2e.test_real_time import watching
from tests.e2e.test_routing import be, becomes, handing_over, queue_of
from tests.support.files import picture

from pytake_adapters.system import SystemClock
from pytake_app.twin import SaidMedia

BODY = {"type": "BODY", "text": "Olá {{1}}, seu chamado foi resolvido?", "example": {"body_text": [["Ana"]]}}


async def morning(company: Company) -> tuple[Person, Person, dict[str, Any]]:
    """Two agents, a queue they serve, a flow that hands over to it, a canned reply, an approved template."""
    bia, rui = await company.person(), await company.person()
    queue = await queue_of(company, bia, rui, strategy="round_robin")
    await company.flow(handing_over(queue["id"]))
    await company.post(
        "canned-replies",
        {
            "shortcut": "oi",
            "title": "Saudação",
            "text": "Olá, {{ contact.first_name }}! Sou {{ agent.name }}.",
            "audience": "shared",
        },
        status=201,
    )
    await company.put("surveys", {"enabled": True, "question": "Como foi?", "thanks": "Obrigado!"})
    company.twin.behave(review=0.05)
    template = await company.post("templates", {"name": "retorno", "components": [BODY]}, status=201)
    await company.post(f"templates/{template['id']}/submit", status=202)
    return bia, rui, queue


async def received_picture(bia: Person, conversation_id: str) -> dict[str, Any]:
    """The customer's picture, once our store has it."""

    async def stored() -> dict[str, Any] | None:
        found = (await bia.get("whatsapp/messages", conversation_id=conversation_id))["data"]
        pictures = [m for m in found if m["type"] == "image" and m["content"]["media_id"]]
        if not pictures:
            return None
        answer = await bia.call("GET", f"whatsapp/media/{pictures[0]['content']['media_id']}")
        return pictures[0] if answer.status_code == 200 else None

    found: dict[str, Any] = await until(stored)
    return found


async def status_becomes(person: Person, message_id: str, *wanted: str) -> None:
    async def so() -> bool:
        return (await person.get(f"whatsapp/messages/{message_id}/status"))["status"] in wanted

    await until(so)


async def first_contact(house: House, company: Company, bia: Person) -> tuple[Customer, dict[str, Any]]:
    """A customer comes through the flow, is given to Bia live, and sends a picture that she can look at."""
    customer = company.customer()
    async with watching(house, bia.headers) as screen:
        await screen.watch("conversations", "messages")
        await be(bia, "available")
        customer.says("minha internet caiu", name="Ana Souza")
        await customer.reads("Um momento.")
        told = await screen.hear("conversation_assigned")
        assert told["data"]["assigned_to"] == bia.user["id"]
    place = await becomes(customer, status="active", assigned_to=bia.user["id"])
    customer.says(
        media=SaidMedia(type="image", mime_type="image/png", content=picture(kind="PNG"), caption="o roteador")
    )
    shown = await received_picture(bia, place["id"])
    assert shown["content"]["caption"] == "o roteador"
    small = await bia.call("GET", f"whatsapp/media/{shown['content']['media_id']}", params={"variant": "thumbnail"})
    assert small.headers["content-type"] in ("image/jpeg", "image/webp")
    return customer, place


async def answering(bia: Person, customer: Customer, place: dict[str, Any]) -> None:
    """Read and typing, a canned reply filled in, a file, a voice-free document: all arrive and are read."""
    (newest, *_) = (await bia.get("whatsapp/messages", conversation_id=place["id"]))["data"]
    marked = await bia.call("PUT", f"whatsapp/messages/{newest['id']}/read", params={"typing": "true"})
    assert marked.status_code == 204
    (reply,) = (await bia.get("canned-replies", q="oi"))["data"]
    filled = await bia.post(f"canned-replies/{reply['id']}/render", {"conversation_id": place["id"]}, status=200)
    assert filled["text"] == "Olá, Ana! Sou Bia."
    sent = await bia.post(
        "whatsapp/send",
        {"conversation_id": place["id"], "message": filled["text"], "reply_to": newest["id"]},
        status=202,
    )
    await status_becomes(bia, sent["id"], "read")
    assert customer.lines()[-1] == "Olá, Ana! Sou Bia."


async def handing_on(house: House, bia: Person, rui: Person, place: dict[str, Any]) -> None:
    """A note that mentions Rui is told to him; the conversation goes to him with its reason."""
    path = f"conversations/{place['id']}"
    await be(rui, "available")
    async with watching(house, rui.headers) as screen:
        await screen.watch("conversations")
        await bia.post(f"{path}/notes", {"body": f"@[{rui.user['id']}] pode olhar o sinal dela?"}, status=201)
        assert (await screen.hear("mentioned"))["data"]["conversation_id"] == place["id"]
        moved = await bia.post(f"{path}/transfer", {"user_id": rui.user["id"], "reason": "é da rede"}, status=200)
        assert moved["assigned_to"] == rui.user["id"]
        told = await screen.hear("conversation_assigned")
        assert told["data"]["reason"].endswith("é da rede")


async def later(company: Company, rui: Person, customer: Customer, place: dict[str, Any]) -> None:
    """Planned for tomorrow and taken back by the customer's answer; put aside and brought back by their message."""
    at = (SystemClock().now() + dt.timedelta(hours=20)).isoformat()
    body = {"conversation_id": place["id"], "message": "Voltou?", "send_at": at, "cancel_on_reply": True}
    planned = await rui.post("whatsapp/scheduled", body, status=202)
    path = f"conversations/{place['id']}"
    await rui.post(f"{path}/snooze", {"until": at}, status=200)
    customer.says("voltou, obrigada!")

    async def taken_back() -> bool:
        found = (await company.get("whatsapp/scheduled", status="cancelled"))["data"]
        return planned["id"] in [p["id"] for p in found]

    await until(taken_back)
    woken = await becomes(customer, status="active", assigned_to=rui.user["id"])
    assert woken["snoozed_until"] is None


async def evening(company: Company, rui: Person, customer: Customer, place: dict[str, Any]) -> None:
    """Resolved, asked how it was, rated; then found, exported and counted."""
    path = f"conversations/{place['id']}"
    await rui.put(path, {"status": "resolved"})

    async def asked() -> bool:
        return any("Como foi?" in line for line in customer.lines())

    await until(asked)
    customer.says("5")

    async def rated() -> Any:
        survey = (await company.get(path))["survey"]
        return survey if survey and survey["score"] is not None else None

    assert (await until(rated))["score"] == 5
    found = await rui.get("whatsapp/messages/search", q="internet caiu")
    assert [m["conversation_id"] for m in found["data"]] == [place["id"]]
    for form, begins in (("pdf", b"%PDF-"), ("json", b"{"), ("txt", b""), ("csv", b"")):
        answer = await company.call("GET", f"{path}/export", params={"format": form})
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(begins)
    stats = await company.get("conversations/stats")
    assert stats["total"]["resolved"] == 1
    assert [a["user_id"] for a in stats["agents"] if a["resolved"]] == [rui.user["id"]]


async def test_a_day_at_the_desk(house: House, company: Company) -> None:
    bia, rui, _ = await morning(company)
    customer, place = await first_contact(house, company, bia)
    await answering(bia, customer, place)
    await handing_on(house, bia, rui, place)
    await later(company, rui, customer, place)
    await evening(company, rui, customer, place)
    lost = await company.call("POST", f"conversations/{place['id']}/transfer", json={"reason": "a ninguém"})
    assert lost.status_code == 422
