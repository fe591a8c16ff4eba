"""Campaigns over HTTP, with the worker and the twin of WhatsApp: estimated, started, watched, paused, stopped, exported."""

import asyncio
import csv
import io
import json
from typing import Any

from tests.e2e.company import Company, until
from tests.e2e.test_templates import BODY, twin_says

DRAFT: dict[str, Any] = {
    "name": "oferta",
    "language": "pt_BR",
    "category": "MARKETING",
    "components": [{**BODY, "text": "Olá {{1}}, a fibra chegou.", "example": {"body_text": [["Ana"]]}}],
}


async def template_of(company: Company) -> str:
    company.twin.behave(review=0.05)
    made = await company.post("templates", DRAFT, status=201)
    await company.post(f"templates/{made['id']}/submit", status=202)

    async def decided() -> bool:
        return bool((await company.get(f"templates/{made['id']}"))["status"] == "approved")

    await until(decided)
    return str(made["id"])


async def people_of(company: Company, count: int) -> None:
    """Who agreed, and three who are left out."""
    policy = await company.get("campaigns/policy")
    await company.put("campaigns/policy", {**policy, "quiet_hours": None})
    for number in range(count):
        await company.post(
            "contacts", {"phone": company.customer().phone, "name": f"Cliente {number}", "opted_in": True}, status=201
        )
    for known in ({"vip": True}, {"opted_in": False}, {}):
        await company.post("contacts", {"phone": company.customer().phone, "name": "De fora", **known}, status=201)


def draft(template_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Oferta",
        "targeting": {"conditions": {"kind": "all", "of": []}},
        "message": {"template_id": template_id, "variables": {"1": "{{ contact.first_name }}"}},
        **changes,
    }


async def status_of(company: Company, campaign_id: str, status: str) -> Any:
    async def there() -> Any:
        found = await company.get(f"campaigns/{campaign_id}")
        return found if found["status"] == status else None

    return await until(there, 30)


async def test_a_campaign_from_its_estimate_to_its_file(company: Company) -> None:
    template_id = await template_of(company)
    await people_of(company, 5)
    estimate = await company.post("campaigns/estimate", draft(template_id), status=200)
    assert (estimate["audience"], estimate["recipients"], estimate["problems"]) == (8, 5, [])
    assert estimate["left_out"] == {"OPTED_OUT": 1, "NO_CONSENT": 2}
    assert float(estimate["cost"]["amount"]) > 0
    made = await company.post("campaigns", draft(template_id), status=201)
    assert (made["status"], made["progress"]["total"]) == ("draft", 0)
    await company.post(f"campaigns/{made['id']}/start", status=200)
    done = await status_of(company, made["id"], "completed")
    assert done["progress"]["sent"] == estimate["recipients"]
    assert done["progress"]["skipped"] == 3

    async def read() -> bool:
        return bool((await company.get(f"campaigns/{made['id']}"))["progress"]["read"] == 5)

    await until(read)
    analytics = await company.get(f"campaigns/{made['id']}/analytics")
    assert {each["code"]: each["count"] for each in analytics["skipped"]} == estimate["left_out"]
    assert analytics["skipped"][0]["message"] != analytics["skipped"][0]["code"]
    assert analytics["spent"][0]["messages"] == 5
    rows = await company.get(f"campaigns/{made['id']}/recipients", outcome="read", limit=3)
    assert (len(rows["data"]), rows["pagination"]["next_cursor"] is not None) == (3, True)
    assert rows["data"][0]["read_at"] is not None
    (got,) = (await company.get(f"contacts/{rows['data'][0]['contact_id']}/campaigns"))["data"]
    assert (got["campaign_id"], got["campaign_name"], got["outcome"]) == (made["id"], "Oferta", "read")
    told = (await company.get(f"contacts/{rows['data'][0]['contact_id']}/timeline"))["data"]
    (moment,) = [each for each in told if each["type"] == "Campaign"]
    assert (moment["subject_id"], moment["data"]["campaign_name"], moment["data"]["outcome"]) == (
        made["id"],
        "Oferta",
        "read",
    )
    answer = await company.call("GET", f"campaigns/{made['id']}/export")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=_separator(answer.content)))
    assert len(lines) == 1 + 8
    assert sorted(line[5] for line in lines[1:]) == ["read"] * 5 + ["skipped"] * 3


def _separator(content: bytes) -> str:
    return ";" if b";" in content.splitlines()[0] else ","


async def test_a_pause_acts_within_a_second_and_a_stop_tells_the_rest_off(company: Company) -> None:
    template_id = await template_of(company)
    await people_of(company, 30)
    wanted = draft(template_id, limits={"per_second": 4})
    made = await company.post("campaigns", wanted, status=201)
    await company.post(f"campaigns/{made['id']}/start", status=200)

    async def some() -> bool:
        return bool((await company.get(f"campaigns/{made['id']}"))["progress"]["sent"] >= 4)

    await until(some)
    await company.post(f"campaigns/{made['id']}/pause", {"reason": "almoço"}, status=200)
    await asyncio.sleep(1)
    before = len(company.twin.ledger())
    await asyncio.sleep(1.5)
    assert len(company.twin.ledger()) == before
    paused = await company.get(f"campaigns/{made['id']}")
    assert (paused["status"], paused["status_reason"], paused["progress"]["queued"]) == ("paused", "almoço", 0)
    changed = await company.put(f"campaigns/{made['id']}", {**wanted, "limits": {"per_second": 5}})
    assert changed["limits"]["per_second"] == 5
    refused = await company.call("PUT", f"campaigns/{made['id']}", json={**wanted, "holdout": 50})
    assert refused.json()["error"]["details"][0]["code"] == "fixed_once_started"
    await company.post(f"campaigns/{made['id']}/stop", status=200)
    stopped = await status_of(company, made["id"], "stopped")
    progress = stopped["progress"]
    assert progress["sent"] + progress["cancelled"] + progress["skipped"] + progress["failed"] == progress["total"]
    assert progress["cancelled"] > 0


async def test_a_start_that_can_not_be_says_what_to_change(company: Company) -> None:
    template_id = await template_of(company)
    await people_of(company, 1)
    await twin_says(company, f"templates/{await _provider_id(company, template_id)}/review", {"event": "PAUSED"})

    async def paused() -> bool:
        return bool((await company.get(f"templates/{template_id}"))["status"] == "paused")

    await until(paused)
    past = draft(template_id, schedule={"start_date": "2026-01-01T00:00:00Z"}, targeting={})
    made = await company.post("campaigns", past, status=201)
    answer = await company.call("POST", f"campaigns/{made['id']}/start")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "CAMPAIGN_NOT_READY")
    told = {(each["field"], each["code"]) for each in answer.json()["error"]["details"]}
    assert told >= {
        ("targeting", "nobody_named"),
        ("schedule.start_date", "in_the_past"),
        ("message.template_id", "template_not_sendable"),
    }
    estimate = await company.post("campaigns/estimate", past, status=200)
    assert {(each["field"], each["code"]) for each in estimate["problems"]} == told


async def _provider_id(company: Company, template_id: str) -> str:
    admin = await company.house.admin()
    found: str = await admin.fetchval("SELECT provider_id FROM templates WHERE id = $1::uuid", template_id)
    return found


async def test_tests_go_to_phones_and_answers_are_counted(company: Company) -> None:
    template_id = await template_of(company)
    await people_of(company, 0)
    customer = company.customer()
    customer.says("oi", name="Rui Melo")
    conversation = await customer.conversation()
    contact = conversation["contact"]["id"]
    await company.put(f"contacts/{contact}", {"opted_in": True})
    made = await company.post("campaigns", draft(template_id, exclusions={"in_flow": False}), status=201)
    await company.post(f"campaigns/{made['id']}/test", {"phones": [customer.phone]}, status=202)
    await customer.reads("Olá Rui, a fibra chegou.")
    shown = await company.get(f"campaigns/{made['id']}/preview", contact_id=contact)
    assert shown["data"][0]["text"] == "Olá Rui, a fibra chegou."
    await company.post(f"campaigns/{made['id']}/start", status=200)
    await status_of(company, made["id"], "completed")
    customer.says("quero")

    async def replied() -> bool:
        return bool((await company.get(f"campaigns/{made['id']}"))["progress"]["replied"] == 1)

    await until(replied)
    copy = await company.post(f"campaigns/{made['id']}/duplicate", status=201)
    assert (copy["name"], copy["status"]) == ("Oferta (2)", "draft")
    await company.call("DELETE", f"campaigns/{copy['id']}")
    assert (await company.call("GET", f"campaigns/{copy['id']}")).status_code == 404


async def test_what_a_campaign_names_stays_while_it_is_not_over(company: Company) -> None:
    template_id = await template_of(company)
    made = await company.post("contact-lists", {"name": "Bairro"}, status=201)
    segment = await company.post("segments", {"name": "Vips", "text": "vip"}, status=201)
    targeting = {"segments": [segment["id"]], "without_lists": [made["id"]]}
    campaign = await company.post("campaigns", draft(template_id, targeting=targeting), status=201)
    for path, code in (
        (f"segments/{segment['id']}", "SEGMENT_IN_USE"),
        (f"contact-lists/{made['id']}", "CONTACT_LIST_IN_USE"),
    ):
        refused = await company.call("DELETE", path)
        error = refused.json()["error"]
        assert (refused.status_code, error["code"], "Oferta" in error["message"]) == (409, code, True)
    start = {"schedule": {"start_date": "2099-01-01T12:00:00Z"}}
    wanted = draft(template_id, targeting={"conditions": {"kind": "all", "of": []}}, **start)
    await people_of(company, 1)
    await company.put(f"campaigns/{campaign['id']}", wanted)
    await company.post(f"campaigns/{campaign['id']}/start", status=200)
    used = await company.call("DELETE", f"templates/{template_id}")
    error = used.json()["error"]
    assert (used.status_code, error["code"], "Oferta" in error["message"]) == (409, "TEMPLATE_IN_USE", True)
    for path in (f"segments/{segment['id']}", f"contact-lists/{made['id']}"):
        assert (await company.call("DELETE", path)).status_code == 204


async def test_a_file_is_the_audience_with_what_it_says_of_each(company: Company, other_company: Company) -> None:
    template_id = await template_of(company)
    policy = await company.get("campaigns/policy")
    await company.put("campaigns/policy", {**policy, "quiet_hours": None})
    says = {"template_id": template_id, "variables": {"1": "{{ file.valor_da_fatura }}"}}
    wanted = draft(template_id, targeting={}, message=says, purpose="cobrança", basis="legitimate_interest")
    made = await company.post("campaigns", wanted, status=201)
    mine = f"campaigns/{made['id']}"
    rows = [(f"Cliente {n}", company.customer().phone, f"R$ {n},00" if n else "") for n in range(4)]
    text = "Nome;Telefone;Valor da fatura\n" + "".join(f"{';'.join(row)}\n" for row in rows)
    file = {"file": ("faturas.csv", text.encode("cp1252"), "text/csv")}
    assert (await other_company.call("POST", f"{mine}/audience", files=file)).status_code == 404
    columns = {"columns": ["name", None, None]}
    wrong = await company.call("POST", f"{mine}/audience", files={"options": (None, json.dumps(columns)), **file})
    assert (wrong.status_code, wrong.json()["error"]["details"][0]["code"]) == (422, "no_phone_column")
    answer = await company.call("POST", f"{mine}/audience", files=file)
    assert answer.status_code == 202, answer.text
    brought = answer.json()
    assert brought["columns"] == ["valor_da_fatura"]
    assert brought["campaign"]["targeting"]["file"] == brought["list_id"]

    async def done() -> bool:
        return bool((await company.get(f"contacts/imports/{brought['import_id']}"))["state"] == "done")

    await until(done)
    assert (await company.get("contact-lists"))["data"] == []
    estimate = await company.get(f"{mine}/estimate")
    assert (estimate["audience"], estimate["recipients"], estimate["problems"]) == (4, 4, [])
    shown = (await company.get(f"{mine}/preview"))["data"]
    assert len(shown) == 3
    await company.post(f"{mine}/start", status=200)
    await status_of(company, made["id"], "completed")
    skipped = (await company.get(f"{mine}/recipients", outcome="skipped"))["data"]
    assert [(row["name"], row["reason"]) for row in skipped] == [("Cliente 0", "VARIABLE_MISSING")]
    everybody = (await company.get(f"{mine}/recipients"))["data"]
    assert sorted(row["name"] for row in everybody if row["message_id"]) == ["Cliente 1", "Cliente 2", "Cliente 3"]
    late = await company.call("POST", f"{mine}/audience", files=file)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "CAMPAIGN_LOCKED")
