"""Reminders and outages over HTTP, with the worker and the twin's ERP: who is written to, once, and who is not."""

from typing import Any

import pytest
from tests.e2e.company import Company, until
from tests.e2e.flows import edges, node
from tests.e2e.test_erp import connected
from tests.e2e.test_templates import BODY

from pytake_app.twin.erp.standard import MARIA

DRAFT: dict[str, Any] = {
    "name": "fatura_vencida",
    "language": "pt_BR",
    "category": "UTILITY",
    "components": [
        {
            **BODY,
            "text": "Olá {{1}}, a fatura de {{2}} venceu em {{3}}. Copie o código PIX {{4}} e cole no aplicativo do banco!",
            "example": {"body_text": [["Ana", "R$ 99,90", "01/01/2026", "000201"]]},
        }
    ],
}


@pytest.fixture(autouse=True)
def afresh(company: Company) -> None:
    company.twin.erps.worlds.clear()
    company.twin.erps.trouble.clear()


async def template_of(company: Company) -> str:
    company.twin.behave(review=0.05)
    made = await company.post("templates", DRAFT, status=201)
    await company.post(f"templates/{made['id']}/submit", status=202)

    async def decided() -> bool:
        return bool((await company.get(f"templates/{made['id']}"))["status"] == "approved")

    await until(decided)
    return str(made["id"])


def rule(template_id: str, **changes: Any) -> dict[str, Any]:
    """Ten days after the due date, at any hour."""
    return {
        "name": "Dez dias depois",
        "days": 10,
        "template_id": template_id,
        "variables": {
            "1": "{{ customer.first_name }}",
            "2": "{{ invoice.amount }}",
            "3": "{{ invoice.due_on }}",
            "4": "{{ invoice.pix }}",
        },
        "send_times": [{"start": "00:00", "end": "24:00"}],
        "active": True,
        **changes,
    }


async def swept(company: Company) -> Any:
    async def done() -> Any:
        sync = (await company.get("erp/ixcsoft/status"))["sync"]
        return sync if sync and sync["state"] == "done" else None

    return await until(done, 30)


async def test_who_owes_is_reminded_once_with_what_it_takes_to_pay(company: Company) -> None:
    template_id = await template_of(company)
    refused = await company.call("POST", "billing/rules", json=rule(template_id))
    assert refused.status_code == 422
    assert {d["field"] for d in refused.json()["error"]["details"]} == {"erp_type"}
    await connected(company)
    await swept(company)
    made = await company.post("billing/rules", rule(template_id, active=False), status=201)
    (shown,) = (await company.get(f"billing/rules/{made['id']}/preview"))["data"]
    assert shown["customer"] == "MARIA EXEMPLO DA SILVA"
    assert "Olá Maria, a fatura de R$ 99,90 venceu em" in shown["text"]
    changed = {**rule(template_id), "version": made["version"]}
    await company.put(f"billing/rules/{made['id']}", changed)

    async def sent() -> Any:
        (only,) = (await company.get("billing/rules"))["data"]
        return only["results"] if only["results"]["sent"] else None

    results = await until(sent, 40)
    assert results == {"sent": 1, "paid": 0, "skipped": {}}

    async def arrived() -> list[str]:
        events = company.twin.conversation("5511900000001")
        return [str(event) for event in events if "000201" in str(event)]

    assert await until(arrived)
    world = company.twin.erps.world("ixcsoft")
    late = next(b for b in world.bills_of(MARIA) if world.owed(b) and b.due < world.today)
    world.pay(late.id)
    await company.post("erp/ixcsoft/sync", status=202)

    async def paid() -> bool:
        (only,) = (await company.get("billing/rules"))["data"]
        return bool(only["results"]["paid"] == 1)

    await until(paid, 30)
    assert (await company.call("DELETE", f"billing/rules/{made['id']}")).status_code == 204


async def test_what_is_wrong_with_a_rule_is_told_at_the_fields_of_the_request(company: Company) -> None:
    template_id = await template_of(company)
    given = rule(
        template_id,
        name="",
        week_days=[],
        send_times=[{"start": "08:00", "end": "09:00"}] * 30,
        whatsapp_config_id=template_id,
        variables={"1": "{{ customer.first_name }}"},
    )
    details = await refused(company, given)
    assert set(details) == {"name", "week_days", "send_times", "whatsapp_config_id", "erp_type", "variables"}
    assert set(details) <= set(given) | {"erp_type"}
    backwards = [{"start": "08:00", "end": "20:00"}, {"start": "18:00", "end": "09:00"}]
    assert set(await refused(company, rule(template_id, send_times=backwards))) == {"send_times.1"}


async def refused(company: Company, given: dict[str, Any]) -> dict[str, str]:
    answer = await company.call("POST", "billing/rules", json=given)
    assert answer.status_code == 422
    return {detail["field"]: detail["code"] for detail in answer.json()["error"]["details"]}


async def test_what_was_paid_meanwhile_or_refused_is_not_asked_for(company: Company) -> None:
    template_id = await template_of(company)
    await company.post("contacts", {"phone": "+5511900000002", "name": "João", "opted_in": False}, status=201)
    await connected(company)
    await swept(company)
    world = company.twin.erps.world("ixcsoft")
    late = next(b for b in world.bills_of(MARIA) if world.owed(b) and b.due < world.today)
    world.pay(late.id)
    for days in (10, 25):
        await company.post("billing/rules", rule(template_id, days=days, name=f"{days} dias"), status=201)

    async def decided() -> Any:
        found = [each["results"] for each in (await company.get("billing/rules"))["data"]]
        skipped = {reason for results in found if results for reason in results["skipped"]}
        return found if skipped == {"PAID", "OPTED_OUT"} else None

    found = await until(decided, 40)
    assert sum(results["sent"] for results in found if results) == 0


async def test_an_outage_is_told_first_holds_reminders_and_is_ended(company: Company) -> None:
    await connected(company)
    await swept(company)
    hello = {
        "name": "Oi",
        "trigger": {"kind": "keyword", "keywords": ["oi"], "match": "exact"},
        "nodes": [node("start", "start"), node("hello", "message", text="Olá!"), node("end", "end")],
        "edges": edges(("start", "hello"), ("hello", "end")),
    }
    await company.flow(hello)
    customer = company.customer()
    contact = await company.post("contacts", {"phone": customer.phone, "name": "Maria"}, status=201)
    await company.put(f"contacts/{contact['id']}/erp", {"erp_type": "ixcsoft", "customer_id": str(MARIA)})
    refused = await company.call("POST", "outages", json={"scope": "district", "message": "Sem sinal."})
    assert refused.status_code == 422
    given = {"scope": "district", "names": ["centro"], "message": "Estamos sem sinal no Centro."}
    outage = await company.post("outages", given, status=201)
    assert outage["affected"] == 0 or outage["affected"] >= 1
    customer.says("oi")
    await customer.reads("Estamos sem sinal no Centro.", "Olá!")
    customer.says("oi")
    await customer.reads("Estamos sem sinal no Centro.", "Olá!", "Olá!")
    stranger = company.customer()
    stranger.says("oi")
    await stranger.reads("Olá!")
    template_id = await template_of(company)
    await company.post("billing/rules", rule(template_id), status=201)
    (listed,) = (await company.get("outages"))["data"]
    assert (listed["told"], listed["ended_at"]) == (1, None)
    (waiting,) = (await company.get("billing/rules"))["data"]
    assert waiting["results"]["sent"] == 0
    await company.post(f"outages/{outage['id']}/end", status=200)

    async def over() -> bool:
        return any("restabelecida" in line for line in customer.lines())

    await until(over, 30)
