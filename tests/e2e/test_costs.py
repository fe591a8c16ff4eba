"""Each message knows what it costs: estimated before it leaves, then as the provider said."""

from typing import Any

from tests.e2e.company import Company, until
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
