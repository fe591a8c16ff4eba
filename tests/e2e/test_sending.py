"""Messages of people and machines: windows, templates, failures, keys, lists."""

import asyncio
import secrets
from typing import Any

from tests.e2e.company import Company, Customer, until

from pytake_app.twin import TwinTemplate

OPEN_WINDOW = "oi"


async def talking(company: Company) -> tuple[Customer, dict[str, Any]]:
    """A customer who just wrote, and the conversation."""
    customer = company.customer()
    customer.says(OPEN_WINDOW)
    return customer, await customer.conversation()


async def test_outside_the_window_only_a_template_is_taken(company: Company) -> None:
    waba = next(iter((await company.get("whatsapp-configs"))["data"]))["business_account_id"]
    body = {"type": "BODY", "text": "Olá {{1}}, sua fatura vence amanhã."}
    company.twin.add_template(TwinTemplate(waba_id=waba, name="fatura", components=(body,)))
    customer = company.customer()
    refused = await company.call("POST", "whatsapp/send", json={"to": customer.phone, "message": "Olá"})
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "WINDOW_CLOSED"
    assert "template" in refused.json()["error"]["message"]
    given = [{"type": "body", "parameters": [{"type": "text", "text": "Bia"}]}]
    sent = await company.post(
        "whatsapp/send-template",
        {"to": customer.phone, "name": "fatura", "language": "pt_BR", "components": given},
        status=202,
    )
    assert sent["status"] == "queued"
    await customer.reads("Olá Bia, sua fatura vence amanhã.")


async def test_buttons_and_lists_of_an_agent_arrive(company: Company) -> None:
    customer, _ = await talking(company)
    buttons = {"to": customer.phone, "body": "Confirma?", "buttons": [{"title": "Sim"}, {"title": "Não"}]}
    await company.post("whatsapp/send-buttons", buttons, status=202)
    rows = [{"id": "a", "title": "Manhã"}, {"id": "b", "title": "Tarde"}]
    menu = {"to": customer.phone, "body": "Quando?", "button": "Ver", "sections": [{"title": "Turnos", "rows": rows}]}
    await company.post("whatsapp/send-list", menu, status=202)
    await customer.reads("Confirma?", "Quando?")
    seen = [e for e in company.twin.conversation(customer.phone) if e.kind == "message" and not e.mine]
    assert [[c.title for c in e.choices] for e in seen] == [["Sim", "Não"], ["Manhã", "Tarde"]]


async def test_a_failed_message_says_why_and_can_be_sent_again(company: Company) -> None:
    customer, _ = await talking(company)
    company.twin.behave(undeliverable={customer.digits: 131026})
    sent = await company.post("whatsapp/send", {"to": customer.phone, "message": "Chegou?"}, status=202)

    async def failed() -> dict[str, Any] | None:
        found = await company.status_of(sent["id"])
        return found if found["status"] == "failed" else None

    found = await until(failed)
    assert found["error"]["code"] == "RECIPIENT_UNREACHABLE"
    assert found["error"]["provider_code"] == "131026"
    assert found["error"]["message"].startswith("The number takes no messages on WhatsApp")
    portuguese = await company.call(
        "GET", f"whatsapp/messages/{sent['id']}/status", headers={"Accept-Language": "pt-BR"}
    )
    assert portuguese.json()["error"]["message"].startswith("O número não recebe mensagens")
    more = {"to": customer.phone, "message": "E agora?"}
    refused = await company.call("POST", "whatsapp/send", json=more)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "RECIPIENT_UNREACHABLE")
    shown = await company.get(f"conversations/{sent['conversation_id']}", expand="contact")
    assert {a["unreachable"]["source"] for a in shown["contact"]["addresses"]} == {"official"}
    company.twin.behave(undeliverable={})
    again = await company.post(f"whatsapp/messages/{sent['id']}/resend", status=202)
    assert again["id"] != sent["id"]
    twice = await company.post(f"whatsapp/messages/{sent['id']}/resend", status=202)
    assert twice["id"] == again["id"], "asking twice sends once"
    await until(lambda: _is(company, again["id"], "read"))
    assert (await company.status_of(sent["id"]))["status"] == "failed"
    assert (await company.post("whatsapp/send", more, status=202))["status"] == "queued"
    refused = await company.call("POST", f"whatsapp/messages/{again['id']}/resend")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "NOT_RESENDABLE")


async def _is(company: Company, message_id: str, status: str) -> bool:
    return bool((await company.status_of(message_id))["status"] == status)


async def test_a_key_sends_once_and_answers_the_same(company: Company) -> None:
    customer, conversation = await talking(company)
    key = {"Idempotency-Key": secrets.token_hex(16)}
    body = {"to": customer.phone, "message": "uma vez só"}
    first = await company.call("POST", "whatsapp/send", json=body, headers=key)
    second = await company.call("POST", "whatsapp/send", json=body, headers=key)
    assert (first.status_code, second.status_code) == (202, 202)
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    other = await company.call("POST", "whatsapp/send", json={**body, "message": "outra"}, headers=key)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    await customer.reads("uma vez só")
    assert len(await company.messages(conversation["id"])) == 2


async def test_the_same_key_at_once_acts_once(company: Company) -> None:
    customer, conversation = await talking(company)
    key = {"Idempotency-Key": secrets.token_hex(16)}
    body = {"to": customer.phone, "message": "de uma vez"}
    answers = await asyncio.gather(*(company.call("POST", "whatsapp/send", json=body, headers=key) for _ in range(8)))
    assert {a.status_code for a in answers} <= {202, 409}
    assert any(a.status_code == 202 for a in answers)
    assert {a.json()["error"]["code"] for a in answers if a.status_code == 409} <= {"IDEMPOTENCY_KEY_RUNNING"}
    assert len({a.json()["id"] for a in answers if a.status_code == 202}) == 1
    await customer.reads("de uma vez")
    assert len(await company.messages(conversation["id"])) == 2


async def test_an_answer_with_an_error_is_kept_with_its_key_too(company: Company) -> None:
    key = {"Idempotency-Key": secrets.token_hex(16)}
    first = await company.call("POST", "flows", json={"nome": "x"}, headers=key)
    second = await company.call("POST", "flows", json={"nome": "x"}, headers=key)
    assert first.status_code == second.status_code == 422
    assert first.json()["error"]["details"] == second.json()["error"]["details"]
    # A key of one company means nothing to another, and its length is bounded.
    long = await company.call("POST", "flows", json={"name": "x"}, headers={"Idempotency-Key": "k" * 201})
    assert (long.status_code, long.json()["error"]["details"][0]["field"]) == (422, "Idempotency-Key")


async def test_cursors_meet_every_message_once_while_more_come(company: Company) -> None:
    customer, conversation = await talking(company)
    posts = [company.post_of(*(customer.message(f"m{a}.{b}", f"wamid.{a}.{b}") for b in range(10))) for a in range(4)]
    for post in posts:
        assert (await company.webhook(post)).status_code == 200
    await until(lambda: _counts(company, conversation["id"], 41))
    query = {"conversation_id": conversation["id"], "limit": 7}
    page = await company.get("whatsapp/messages", **query)
    assert page["pagination"]["total"] == 41
    assert page["pagination"]["pages"] == 6
    seen = [m["id"] for m in page["data"]]
    while cursor := page["pagination"]["next_cursor"]:
        customer.says("mais uma")
        page = await company.get("whatsapp/messages", **query, cursor=cursor)
        seen += [m["id"] for m in page["data"]]
    assert len(seen) == len(set(seen)) == 41
    forward = await company.get("whatsapp/messages", **query, order="asc")
    assert forward["data"][0]["text"] == OPEN_WINDOW


async def _counts(company: Company, conversation_id: str, expected: int) -> bool:
    page = await company.get("whatsapp/messages", conversation_id=conversation_id, limit=1)
    return bool(page["pagination"]["total"] == expected)


async def test_conversations_are_paged_filtered_and_sorted(company: Company) -> None:
    for _ in range(5):
        company.customer().says("oi")
    await until(lambda: _conversations(company, 5))
    first = await company.get("conversations", limit=2)
    second = await company.get("conversations", limit=2, cursor=first["pagination"]["next_cursor"])
    by_page = await company.get("conversations", limit=2, page=2)
    assert [c["id"] for c in second["data"]] == [c["id"] for c in by_page["data"]]
    chosen = first["data"][0]["id"]
    await company.post(f"conversations/{chosen}/tags", {"tags": ["vip", "vip", " fatura "]}, status=200)
    tagged = await company.conversations(tags="vip")
    assert [c["id"] for c in tagged] == [chosen]
    assert tagged[0]["tags"] == ["vip", "fatura"]
    assert await company.conversations(status="resolved") == []
    for query in ({"limit": 0}, {"limit": 101}, {"page": 0}, {"order": "up"}, {"cursor": "%00"}, {"status": "gone"}):
        answer = await company.call("GET", "conversations", params=query)
        assert answer.status_code == 422, query
        assert [d["field"] for d in answer.json()["error"]["details"]] == [*query], query


async def _conversations(company: Company, expected: int) -> bool:
    return len(await company.conversations(limit=100)) == expected


async def test_notes_are_for_the_team_alone(company: Company) -> None:
    customer, conversation = await talking(company)
    path = f"conversations/{conversation['id']}"
    note = await company.post(f"{path}/notes", {"body": "Cliente antigo."}, status=201)
    assert note["author_name"] == "Ana"
    shown = await company.get(path, expand="messages,notes")
    assert [n["body"] for n in shown["notes"]] == ["Cliente antigo."]
    assert [m["text"] for m in shown["messages"]] == [OPEN_WINDOW]
    assert customer.lines() == []


async def test_a_draft_saved_meanwhile_is_a_conflict_that_says_who_and_when(company: Company) -> None:
    made = await company.post("flows", {"name": "Rascunho"}, status=201)
    await company.put(f"flows/{made['id']}", {"draft_version": made["draft_version"], "name": "Meu"})
    late = await company.call(
        "PUT", f"flows/{made['id']}", json={"draft_version": made["draft_version"], "name": "Seu"}
    )
    assert (late.status_code, late.json()["error"]["code"]) == (409, "FLOW_DRAFT_CHANGED")
    assert str(made["draft_version"] + 1) in late.json()["error"]["message"]
