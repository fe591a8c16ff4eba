"""Each message knows what it costs: estimated before it leaves, then as the provider said."""

from typing import Any

from tests.e2e.company import Company, until
from tests.e2e.flows import edges, node
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
