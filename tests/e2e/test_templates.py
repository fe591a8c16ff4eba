"""Templates over HTTP: drafted, refused with reasons, approved, sent with checked parameters, paused, deleted."""

from typing import Any

import httpx
from tests.e2e.company import Company, until

BODY = {"type": "BODY", "text": "Olá {{1}}, sua fatura de {{2}} chegou.", "example": {"body_text": [["Ana", "R$ 10"]]}}
DRAFT: dict[str, Any] = {"name": "fatura", "language": "pt_BR", "category": "UTILITY", "components": [BODY]}


def parameters(*texts: str) -> list[dict[str, Any]]:
    return [{"type": "body", "parameters": [{"type": "text", "text": text} for text in texts]}]


async def approved(company: Company) -> dict[str, Any]:
    made = await company.post("templates", DRAFT, status=201)
    await company.post(f"templates/{made['id']}/submit", status=202)

    async def decided() -> Any:
        found = await company.get(f"templates/{made['id']}")
        return found if found["status"] == "approved" else None

    result: dict[str, Any] = await until(decided)
    return result


async def twin_says(company: Company, path: str, body: dict[str, Any]) -> None:
    async with httpx.AsyncClient(base_url=company.house.twin_url) as twin:
        (await twin.post(f"/twin/{path}", json=body)).raise_for_status()


async def test_a_draft_is_approved_and_sent_with_its_text_known(company: Company) -> None:
    company.twin.behave(review=0.05)
    template = await approved(company)
    assert [step["value"] for step in template["history"]] == ["pending", "approved"]

    sent = await company.post(
        "whatsapp/send-template",
        {"to": company.customer().phone, "name": "fatura", "components": parameters("Rui", "R$ 99,90")},
        status=202,
    )

    assert sent["text"] == "Olá Rui, sua fatura de R$ 99,90 chegou."

    async def delivered() -> bool:
        return bool((await company.status_of(sent["id"]))["status"] in ("delivered", "read"))

    await until(delivered)


async def test_what_the_provider_would_refuse_is_said_before_it_is_asked(company: Company) -> None:
    wrong = {**DRAFT, "name": "Fatura Nova", "components": [{**BODY, "text": "{{1}} oi"}]}
    answer = await company.call("POST", "templates", json=wrong)

    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "TEMPLATE_INVALID"
    assert {d["field"] for d in error["details"]} >= {"name", "components.0.text", "components.0.example"}


async def test_parameters_are_checked_before_the_call(company: Company) -> None:
    company.twin.behave(review=0.05)
    await approved(company)
    phone = company.customer().phone
    for wrong in (parameters("Rui"), parameters("Rui", "1", "2"), []):
        answer = await company.call(
            "POST", "whatsapp/send-template", json={"to": phone, "name": "fatura", "components": wrong}
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "TEMPLATE_PARAMETERS_INVALID")
    wide = {"to": phone, "name": "fatura", "components": parameters("Rui", "duas\nlinhas")}
    answer = await company.call("POST", "whatsapp/send-template", json=wide)
    assert answer.json()["error"]["details"][0]["code"] == "line_breaks_or_wide_spaces"
    unknown = await company.call("POST", "whatsapp/send-template", json={"to": phone, "name": "outra"})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (409, "TEMPLATE_UNKNOWN")


async def test_a_paused_template_is_not_sent(company: Company) -> None:
    company.twin.behave(review=0.05)
    template = await approved(company)
    await twin_says(company, f"templates/{template['provider_id']}/review", {"event": "PAUSED", "reason": "NONE"})

    async def paused() -> bool:
        return bool((await company.get(f"templates/{template['id']}"))["status"] == "paused")

    await until(paused)
    answer = await company.call(
        "POST",
        "whatsapp/send-template",
        json={"to": company.customer().phone, "name": "fatura", "components": parameters("Rui", "1")},
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "TEMPLATE_NOT_SENDABLE")


async def test_quality_and_category_news_are_kept_with_their_history(company: Company) -> None:
    company.twin.behave(review=0.05)
    template = await approved(company)
    about = {
        "message_template_id": int(template["provider_id"]),
        "message_template_name": "fatura",
        "message_template_language": "pt-BR",
    }
    for field, value in (
        ("message_template_quality_update", {"previous_quality_score": "GREEN", "new_quality_score": "YELLOW"}),
        ("template_category_update", {"previous_category": "UTILITY", "new_category": "MARKETING"}),
    ):
        news = {"phone_number_id": company.phone_number_id, "field": field, "value": {**about, **value}}
        await twin_says(company, "news", news)

    async def told() -> Any:
        found = await company.get(f"templates/{template['id']}")
        return found if (found["quality"], found["category"]) == ("YELLOW", "MARKETING") else None

    found = await until(told)
    assert {step["change"] for step in found["history"]} == {"status", "quality", "category"}


async def test_what_the_provider_has_is_read_and_what_it_lost_is_marked(company: Company) -> None:
    company.twin.behave(review=0.05)
    mine = await approved(company)
    waba = mine["business_account_id"]
    await twin_says(company, "templates", {"waba_id": waba, "name": "outro", "components": [BODY]})

    assert await company.post("templates/sync", {}) == {"read": 2, "added": 1, "changed": 1, "gone": 0}
    assert (await company.get(f"templates/{mine['id']}"))["quality"] == "GREEN"
    names = [t["name"] for t in (await company.get("templates"))["data"]]
    assert names == ["fatura", "outro"]

    assert (await company.call("DELETE", f"templates/{mine['id']}")).status_code == 204
    assert (await company.post("templates/sync", {}))["read"] == 1
    assert [t["name"] for t in (await company.get("templates", status="deleted"))["data"]] == ["fatura"]


async def test_a_preview_shows_the_examples_and_names_what_is_missing(company: Company) -> None:
    made = await company.post("templates", {**DRAFT, "name": "previa"}, status=201)

    shown = await company.post(f"templates/{made['id']}/preview", {})
    assert shown["shown"]["body"] == "Olá Ana, sua fatura de R$ 10 chegou."

    half = await company.post(f"templates/{made['id']}/preview", {"variables": {"1": "Rui"}})
    assert half["shown"]["missing"] == ["2"]
    assert [p["code"] for p in half["problems"]] == ["parameters_count"]
