"""Each vendor's adapter in the running application, with the twin's server of it: connected, swept, asked, acted upon."""

from typing import Any

import pytest
from tests.e2e.company import Company, until

MARIA, JOAO = "52998224725", "11144477735"
CREDENTIALS = {
    "hubsoft": {"client_secret": "twin-hub-secret", "password": "twin-hub-password"},
    "sisgp": {"token": "twin-sgp-token"},
}
OPTIONS = {"hubsoft": {"client_id": "12", "username": "api@example.com"}, "sisgp": {"app": "pytake"}}


@pytest.fixture(autouse=True)
def afresh(company: Company) -> None:
    """The provider behind each vendor's server, as it was at first."""
    company.twin.erps.worlds.clear()
    company.twin.erps.trouble.clear()


@pytest.mark.parametrize("erp_type", sorted(CREDENTIALS))
async def test_a_vendor_from_connecting_to_releasing(company: Company, erp_type: str) -> None:
    made = await company.post("contacts", {"phone": "+5511900000001", "name": "Maria"}, status=201)
    given = {
        "base_url": f"{company.house.twin_url}/erp/{erp_type}",
        "credentials": CREDENTIALS[erp_type],
        "settings": {"plain_http": True, "options": OPTIONS[erp_type]},
    }
    connected = await company.post(f"erp/connect/{erp_type}", given, status=201)
    assert connected["connection"]["status"] == "connected"
    assert [step for step in connected["steps"] if not step["ok"]] == []

    async def swept() -> Any:
        sync = (await company.get(f"erp/{erp_type}/status"))["sync"]
        return sync if sync and sync["state"] in {"done", "failed"} else None

    sync = await until(swept, 30)
    assert (sync["state"], sync["customers"], sync["complete"]) == ("done", 3, True)
    assert sync["invoices"] == 3
    card = await company.get(f"contacts/{made['id']}/erp")
    assert (card["facts"]["plan"], card["facts"]["owed_count"]) == ("FIBRA 500 MEGA", 2)

    (maria,) = (await company.get(f"erp/{erp_type}/customers/{MARIA}"))["data"]
    pending = (await company.get(f"erp/{erp_type}/invoices", customer_id=maria["id"]))["data"]
    assert [i["status"] for i in pending] == ["overdue", "open"]
    copy = await company.post(f"erp/{erp_type}/invoices/{pending[0]['id']}/duplicate", status=200)
    assert copy["pix_code"].startswith("000201")
    assert len(copy["digitable_line"]) == 47
    contract = maria["contracts"][0]["id"]
    lines = await company.get(f"erp/{erp_type}/connection-status/{maria['id']}", contract_id=contract, signal=True)
    assert lines["data"][0]["online"] is True
    assert lines["signal"]["rx_dbm"] < 0

    (joao,) = (await company.get(f"erp/{erp_type}/customers/{JOAO}"))["data"]
    wanted = {"customer_id": joao["id"], "subject": "Sem sinal", "description": "Luz vermelha piscando."}
    ticket = await company.post(f"erp/{erp_type}/tickets", wanted, status=201, headers={"Idempotency-Key": "uma-vez"})
    listed = (await company.get(f"erp/{erp_type}/tickets", customer_id=joao["id"], pending=True))["data"]
    assert ticket["protocol"] in {each["protocol"] for each in listed}
    freed = await company.post(f"erp/{erp_type}/customers/{joao['id']}/unblock", {}, status=200)
    assert freed["granted"]
    assert freed["until"]
    refused = await company.post(f"erp/{erp_type}/customers/{joao['id']}/unblock", {}, status=200)
    assert not refused["granted"]
    change = {"contract_id": joao["contracts"][0]["id"], "plan_id": "702"}
    changed = await company.post(f"erp/{erp_type}/customers/{joao['id']}/change-plan", change, status=200)
    assert (changed["outcome"], bool(changed["ticket_id"])) == ("requested", True)
