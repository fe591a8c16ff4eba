"""Links, forms, products, cards, orders, places, contacts and reactions reach the customer, or are refused with reasons."""

import json
from typing import Any

import pytest
from tests.e2e.company import Company, Customer, until
from tests.e2e.test_sending import talking
from tests.support.files import picture

PIX = {
    "code": "00020101021226700014br.gov.bcb.pix",
    "merchant_name": "Provedor",
    "key": "a@b.example",
    "key_type": "EMAIL",
}
PICTURE = {"type": "image", "media_id": "a picture of ours"}
KINDS: dict[str, dict[str, Any]] = {
    "cta_url": {"body": "Veja", "display_text": "Abrir", "url": "https://example.com/fatura"},
    "location_request": {"body": "Onde você está?"},
    "contact_request": {"body": "Qual é seu número?"},
    "call_permission": {"body": "Podemos ligar?"},
    "voice_call": {"body": "Ligue", "display_text": "Ligar"},
    "product": {"catalog_id": "1", "product_id": "plano-500"},
    "product_list": {
        "catalog_id": "1",
        "header": "Planos",
        "body": "Escolha",
        "sections": [{"title": "Fibra", "product_ids": ["a", "b"]}],
    },
    "catalog": {"body": "Nosso catálogo"},
    "flow": {"body": "Cadastro", "button": "Abrir", "flow_id": "123", "screen": "INICIO", "data": {"nome": "Ana"}},
    "carousel": {
        "body": "Planos",
        "cards": [
            {"header_media": PICTURE, "body": "Um", "display_text": "Quero", "url": "https://example.com/1"},
            {"header_media": PICTURE, "body": "Dois", "display_text": "Quero", "url": "https://example.com/2"},
        ],
    },
    "order_details": {
        "reference_id": "fatura-1",
        "body": "Sua fatura",
        "items": [{"name": "Mensalidade", "amount": 9990}],
        "pix": PIX,
    },
    "order_status": {"reference_id": "fatura-1", "body": "Recebemos", "status": "completed", "payment": "captured"},
}


async def accepted(company: Company, message_id: str) -> None:
    async def gone() -> Any:
        found = await company.status_of(message_id)
        assert found["status"] != "failed", found
        return found["status"] in ("sent", "delivered", "read")

    await until(gone)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_interactive_kind_is_taken_by_the_provider(company: Company, kind: str) -> None:
    customer, _ = await talking(company)
    content = json.dumps({"kind": kind, **KINDS[kind]})
    if PICTURE["media_id"] in content:
        stored = await company.upload(picture(kind="PNG"), "plano.png", "image/png")
        content = content.replace(PICTURE["media_id"], stored["id"])
    body = {"to": customer.phone, "interactive": json.loads(content)}
    sent = await company.post("whatsapp/send-interactive", body, status=202)

    assert (sent["type"], sent["content"]["kind"]) == ("interactive", kind)
    await accepted(company, sent["id"])


async def test_a_place_a_contact_and_a_reaction_arrive(company: Company) -> None:
    customer, conversation = await talking(company)
    place = {"to": customer.phone, "latitude": -23.5, "longitude": -46.6, "name": "Loja"}
    card = {"name": {"formatted_name": "Rui Sá", "first_name": "Rui"}, "phones": [{"phone": "+551133334444"}]}
    (theirs,) = await company.messages(conversation["id"])
    for path, body in (
        ("send-location", place),
        ("send-contact", {"to": customer.phone, "contacts": [card]}),
        ("send-reaction", {"message_id": theirs["id"], "emoji": "👍", "to": customer.phone}),
        ("send-reaction", {"message_id": theirs["id"], "emoji": None}),
    ):
        await accepted(company, (await company.post(f"whatsapp/{path}", body, status=202))["id"])


async def test_a_reaction_to_somebody_else_is_refused(company: Company) -> None:
    _, conversation = await talking(company)
    (theirs,) = await company.messages(conversation["id"])
    for to, code in (("+5511900000001", "not_whose_message"), ("abc", "not_a_phone")):
        body = {"message_id": theirs["id"], "emoji": "👍", "to": to}
        answer = await company.call("POST", "whatsapp/send-reaction", json=body)
        assert answer.status_code == 422
        assert [(d["field"], d["code"]) for d in answer.json()["error"]["details"]] == [("to", code)]


async def test_what_can_not_be_sent_is_refused_with_its_reason_before_anything_leaves(company: Company) -> None:
    customer, _ = await talking(company)
    poll = {"kind": "poll", "question": "Qual?", "options": ["a", "b"]}
    answer = await company.call("POST", "whatsapp/send-interactive", json={"to": customer.phone, "interactive": poll})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "NOT_SUPPORTED")

    order = {"kind": "order_details", "reference_id": "x y", "body": "?", "items": []}
    answer = await company.call("POST", "whatsapp/send-interactive", json={"to": customer.phone, "interactive": order})
    error = answer.json()["error"]
    assert error["code"] == "CONTENT_REFUSED"
    assert {d["field"] for d in error["details"]} >= {"reference_id", "items", "pix"}


async def test_a_person_without_a_phone_is_answered_in_their_conversation(company: Company) -> None:
    customer = company.customer()
    customer.says("Oi", name="Maria", username="maria.silva")

    async def known() -> Any:
        found = [c for c in await company.conversations() if c["contact"]["name"] == "Maria"]
        return found[0] if found else None

    conversation = await until(known)
    assert conversation["contact"]["phone"] is None
    body = {"conversation_id": conversation["id"], "message": "Olá, Maria!"}
    await accepted(company, (await company.post("whatsapp/send", body, status=202))["id"])
    await customer.reads("Olá, Maria!")


async def test_reading_and_typing_reach_the_provider(company: Company) -> None:
    customer, conversation = await talking(company)
    (theirs,) = await company.messages(conversation["id"])
    answer = await company.call("PUT", f"whatsapp/messages/{theirs['id']}/read", params={"typing": "true"})

    assert answer.status_code == 204
    assert isinstance(customer, Customer)


async def test_what_the_provider_can_do_is_told(company: Company) -> None:
    table = await company.get(f"whatsapp-configs/{company.config_id}/capabilities")

    assert table["contents"]["poll"] == {"support": "no", "reason": "official_has_no_polls"}
    assert table["contents"]["order_details"]["support"] == "native"
    assert table["media"]["image"]["most_bytes"] == 5 * 1024 * 1024


async def test_the_business_profile_is_changed_at_the_provider(company: Company) -> None:
    path = f"whatsapp-configs/{company.config_id}/profile"
    assert (await company.get(path))["about"] is None
    changed = await company.put(path, {"about": "Internet de verdade", "websites": ["https://example.com"]})

    assert (changed["about"], changed["websites"]) == ("Internet de verdade", ["https://example.com"])
    assert (await company.get(path))["about"] == "Internet de verdade"
    wrong = await company.call("PUT", path, json={"about": "x" * 140, "websites": ["a", "b", "c"]})
    assert {d["field"] for d in wrong.json()["error"]["details"]} >= {"about", "websites"}


async def test_a_numbers_state_is_read_from_the_provider(company: Company) -> None:
    synced = await company.post(f"whatsapp-configs/{company.config_id}/sync")

    assert (synced["status"], synced["quality"]) == ("connected", "GREEN")
