"""Each message knows what it costs: estimated before it leaves, then as the provider said."""

from decimal import Decimal
from typing import Any

from tests.e2e.company import Company, House, until
from tests.e2e.flows import edges, node
from tests.e2e.test_dashboard import gathered
from tests.e2e.test_sending import talking


async def test_a_message_keeps_its_cost(company: Company) -> None:
    customer, conversation = await talking(company)
    sent = await company.post("whatsapp/send", {"to": customer.phone, "message": "Olá"}, status=202)
    assert sent["cost"] is None

    async def priced() -> Any:
        mine = [m for m in await company.messages(conversation["id"]) if m["id"] == sent["id"]]
        return mine[0]["cost"] if mine[0]["status"] == "read" else None

    cost = await until(priced)
    assert (cost["currency"], cost["country"], cost["category"]) == ("USD", "BR", "service")
    assert cost["estimated"] is False
    assert cost["amount"] is not None


async def test_a_check_says_what_a_run_costs_and_which_way_leads_to_a_problem(company: Company) -> None:
    drawn = {
        "nodes": [
            node("start", "start"),
            node("vip", "condition", expression="contact.vip"),
            node("wait", "delay", amount=2, unit="days"),
            node("late", "message", text="Ainda por aí?"),
            node("now", "message", text="Oi!"),
            node("end", "end"),
        ],
        "edges": edges(
            ("start", "vip"),
            ("vip", "true", "wait"),
            ("vip", "else", "now"),
            ("wait", "late"),
            ("late", "end"),
            ("now", "end"),
        ),
        "trigger": {"kind": "ad"},
    }

    found = await company.post("flows/validate", drawn, status=200)

    assert found["valid"] is False
    (problem,) = found["problems"]
    assert (problem["code"], problem["path"]) == ("window_may_be_closed", ["start", "vip", "wait", "late"])
    assert problem["message"]
    cost = found["cost"]
    assert (cost["least_messages"], cost["most_messages"], cost["repeats"], cost["others"]) == (1, 1, False, False)
    assert (cost["currency"], cost["least"], cost["most"]) == ("USD", cost["most"], cost["least"])
    assert [(branch["node_id"], branch["handle"]) for branch in cost["by_branch"]] == [("vip", "true"), ("vip", "else")]


async def test_costs_of_a_period_are_what_the_messages_say_and_budgets_tell(house: House, company: Company) -> None:
    customer, conversation = await talking(company)
    for number in range(3):
        await company.post("whatsapp/send", {"to": customer.phone, "message": f"Olá {number}"}, status=202)

    async def priced() -> Any:
        costs = [m["cost"] for m in await company.messages(conversation["id"]) if m["direction"] == "outbound"]
        return costs if len(costs) == 3 and all(c is not None and not c["estimated"] for c in costs) else None

    held = await until(priced)
    await gathered(house, company)
    found = await company.get("costs", period="today")
    (total,) = found["totals"]
    assert (total["messages"], total["currency"]) == (3, held[0]["currency"])
    assert Decimal(total["amount"]) == sum(Decimal(cost["amount"]) for cost in held)
    assert Decimal(total["estimated"]) == 0
    assert [(c["category"], c["messages"]) for c in found["by_category"]] == [("service", 3)]
    assert [c["country"] for c in found["by_country"]] == ["BR"]
    assert [c["whatsapp_config_id"] for c in found["by_number"]] == [company.config_id]
    assert [c["messages"] for c in found["by_day"]] == [3]
    assert (found["by_campaign"], found["by_flow"], found["unpriced"]) == ([], [], 0)
    first = await company.get("costs/budget")
    assert (first["amount"], first["version"]) == (None, 0)
    wanted = {"currency": "USD", "amount": "0.01", "version": 0, "stop_campaigns": True}
    put = await company.put("costs/budget", wanted)
    assert (put["amount"], put["version"], put["alerts"]) == ("0.01", 1, [50, 80, 100])
    assert Decimal(put["spent"]) == Decimal(total["amount"])
    stale = await company.call("PUT", "costs/budget", json=wanted)
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "STALE_VERSION")
    wrong = await company.call("PUT", "costs/budget", json={**wanted, "currency": "BRL", "version": 1})
    assert wrong.json()["error"]["details"][0]["field"] == "currency"
    for amount in ("0", "1e3", "-1", "NaN", "", "1,50"):
        bad = await company.call("PUT", "costs/budget", json={**wanted, "amount": amount, "version": 1})
        assert (bad.status_code, bad.json()["error"]["details"][0]["field"]) == (422, "amount"), amount
