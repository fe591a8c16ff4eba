"""ERPs over HTTP, with the worker and the twin's servers: connected, asked, acted upon, swept, and answered by a flow."""

from typing import Any

import pytest
from tests.e2e.company import Company, Customer, until
from tests.e2e.flows import edges, node
from tests.support.third_erp.pytake_cabinet import KEY

from pytake_app.twin.erp.mksolutions import PASSWORD, TOKEN
from pytake_app.twin.erp.server import ErpTrouble
from pytake_domain.identity import Role

CREDENTIALS = {"ixcsoft": {"token": "7:twin-ixc-key"}, "mksolutions": {"token": TOKEN, "password": PASSWORD}}
MARIA, JOAO = "52998224725", "11144477735"


async def connected(company: Company, erp_type: str = "ixcsoft", **settings: Any) -> Any:
    """To the twin's server of that vendor."""
    given = {
        "base_url": f"{company.house.twin_url}/erp/{erp_type}",
        "credentials": CREDENTIALS[erp_type],
        "settings": {"plain_http": True, **settings},
    }
    return await company.post(f"erp/connect/{erp_type}", given, status=201)


@pytest.fixture(autouse=True)
def afresh(company: Company) -> None:
    """The provider behind each vendor's server, as it was at first."""
    erps = company.twin.erps
    erps.worlds.clear()
    erps.trouble.clear()


async def test_what_is_connected_is_told_with_what_it_can_do(company: Company) -> None:
    offered = (await company.get("erp"))["data"]
    assert {each["erp_type"] for each in offered} >= {"hubsoft", "ixcsoft", "mksolutions", "sisgp"}
    made = await connected(company)
    assert made["connection"]["status"] == "connected"
    assert all(step["ok"] for step in made["steps"])
    assert {"find_customers", "trust_unlock"} <= set(made["connection"]["capabilities"])
    assert made["connection"]["preferred"]
    status = await company.get("erp/ixcsoft/status")
    assert status["secrets"] == ["token"]
    assert "twin-ixc-key" not in str(await company.get("erp/ixcsoft/settings"))


async def test_wrong_credentials_are_kept_as_that_and_mended(company: Company) -> None:
    given = {
        "base_url": f"{company.house.twin_url}/erp/ixcsoft",
        "credentials": {"token": "7:wrong"},
        "settings": {"plain_http": True},
    }
    made = await company.post("erp/connect/ixcsoft", given, status=201)
    assert (made["connection"]["status"], made["connection"]["error"]) == ("failing", "auth")
    mended = await connected(company)
    assert mended["connection"]["status"] == "connected"
    answer = await company.call(
        "POST", "erp/connect/ixcsoft", json={"base_url": "http://x", "credentials": {"key": "1"}}
    )
    assert answer.status_code == 422
    assert (await company.call("POST", "erp/connect/other", json={"base_url": "http://x"})).status_code == 404
    assert (await company.call("GET", "erp/sisgp/status")).status_code == 404


async def test_a_customer_with_everything_that_is_asked_of_one(company: Company) -> None:
    await connected(company)
    (maria,) = (await company.get(f"erp/ixcsoft/customers/{MARIA}"))["data"]
    assert (maria["name"], maria["contracts"][0]["plan"]) == ("MARIA EXEMPLO DA SILVA", "FIBRA 500 MEGA")
    pending = (await company.get("erp/ixcsoft/invoices", customer_id=maria["id"]))["data"]
    assert [i["status"] for i in pending] == ["overdue", "open"]
    paid = (await company.get("erp/ixcsoft/invoices", customer_id=maria["id"], state="paid"))["data"]
    assert [i["status"] for i in paid] == ["paid"]
    copy = await company.post(f"erp/ixcsoft/invoices/{pending[0]['id']}/duplicate", status=200)
    assert copy["pix_code"].startswith("000201")
    assert len(copy["digitable_line"]) == 47
    pdf = await company.call("GET", f"whatsapp/media/{copy['pdf_media_id']}")
    assert pdf.content.startswith(b"%PDF")
    picture = await company.call("GET", f"whatsapp/media/{copy['pix_media_id']}")
    assert picture.headers["content-type"] == "image/png"
    contracts = (await company.get("erp/ixcsoft/contracts", customer_id=maria["id"]))["data"]
    assert [(k["plan"], k["status"]) for k in contracts] == [("FIBRA 500 MEGA", "active")]
    contract = maria["contracts"][0]["id"]
    lines = await company.get(f"erp/ixcsoft/connection-status/{maria['id']}", contract_id=contract, signal=True)
    assert lines["data"][0]["online"] is True
    assert lines["signal"]["rx_dbm"] < 0
    assert (await company.get("erp/ixcsoft/plans"))["data"]


async def test_what_is_done_is_done_once(company: Company) -> None:
    await connected(company)
    (joao,) = (await company.get(f"erp/ixcsoft/customers/{JOAO}"))["data"]
    key = {"Idempotency-Key": "uma-vez"}
    given = {"customer_id": joao["id"], "subject": "Sem sinal", "description": "Luz vermelha piscando."}
    first = await company.post("erp/ixcsoft/tickets", given, status=201, headers=key)
    again = await company.post("erp/ixcsoft/tickets", given, status=201, headers=key)
    assert first == again
    tickets = (await company.get("erp/ixcsoft/tickets", customer_id=joao["id"], pending=True))["data"]
    assert [t["id"] for t in tickets] == [first["id"]]
    moved = await company.put(
        f"erp/ixcsoft/tickets/{first['id']}", {"comment": "Visita marcada", "status": "in_progress"}
    )
    assert moved["status"] == "in_progress"
    before = (await company.get("erp/ixcsoft/contracts", customer_id=joao["id"]))["data"]
    assert sorted(k["status"] for k in before) == ["blocked", "cancelled"]
    freed = await company.post(f"erp/ixcsoft/customers/{joao['id']}/unblock", {}, status=200)
    assert freed["granted"]
    after = (await company.get("erp/ixcsoft/contracts", customer_id=joao["id"]))["data"]
    assert sorted(k["status"] for k in after) == ["active", "cancelled"]
    refused = await company.post(f"erp/ixcsoft/customers/{joao['id']}/unblock", {}, status=200)
    assert not refused["granted"]
    contract = joao["contracts"][0]["id"]
    wanted = {"contract_id": contract, "plan_id": "702"}
    changed = await company.post(f"erp/ixcsoft/customers/{joao['id']}/change-plan", wanted, status=200)
    assert changed["outcome"] == "requested"
    assert changed["ticket_id"]


async def test_trouble_is_told_for_what_it_is(company: Company) -> None:
    await connected(company)
    trouble = company.twin.erps.trouble
    trouble["ixcsoft"] = ErpTrouble(kind="html")
    answer = await company.call("GET", f"erp/ixcsoft/customers/{MARIA}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "ERP_UNAVAILABLE")
    trouble["ixcsoft"] = ErpTrouble(kind="down")
    assert (await company.call("GET", f"erp/ixcsoft/customers/{MARIA}")).status_code == 502
    trouble.clear()
    assert (await company.call("GET", "erp/ixcsoft/customers/12345")).status_code == 422
    assert (await company.get("erp/ixcsoft/customers/12345678909"))["data"] == []

    async def logged() -> Any:
        found = await company.get("erp/ixcsoft/logs", outcome="failed")
        return found["data"] if len(found["data"]) >= 2 else None

    calls = await until(logged)
    assert {call["outcome"] for call in calls} == {"unexpected_response", "unavailable"}
    assert MARIA not in str(calls)
    (metric,) = (await company.get("erp/metrics"))["data"]
    assert metric["failed"]["unavailable"] >= 1


async def test_everything_is_taken_over_and_contacts_are_linked(company: Company) -> None:
    made = await company.post("contacts", {"phone": "+5511900000001", "name": "Maria"}, status=201)
    await connected(company)

    async def swept() -> Any:
        sync = (await company.get("erp/ixcsoft/status"))["sync"]
        return sync if sync and sync["state"] == "done" else None

    sync = await until(swept, 30)
    assert (sync["customers"], sync["complete"]) == (3, True)
    assert sync["invoices"] >= 3
    card = await company.get(f"contacts/{made['id']}/erp")
    assert (card["linked_by"], card["proven"]) == ("phone", False)
    assert (card["facts"]["plan"], card["facts"]["owed_count"]) == ("FIBRA 500 MEGA", 2)
    token = await company.post("erp/ixcsoft/webhook-token")
    path = token["url"].partition("/api/")[2]
    answer = await company.http.post(f"/api/{path}", headers={"X-PyTake-Token": "wrong"})
    assert answer.status_code == 401
    answer = await company.http.post(f"/api/{path}", headers={"X-PyTake-Token": token["token"]})
    assert answer.status_code == 202

    async def again() -> bool:
        newest = (await company.get("erp/ixcsoft/status"))["sync"]
        return bool(newest["id"] != sync["id"] and newest["state"] == "done" and newest["since"])

    await until(again, 30)
    await company.call("DELETE", "erp/ixcsoft/disconnect")
    assert (await company.get(f"contacts/{made['id']}/erp"))["facts"] is None


async def test_who_writes_after_the_sweep_is_recognised(company: Company) -> None:
    await connected(company)

    async def swept() -> bool:
        sync = (await company.get("erp/ixcsoft/status"))["sync"]
        return bool(sync and sync["state"] == "done")

    await until(swept, 30)
    customer = Customer(company, "+5511900000001")
    customer.says("oi")

    async def known() -> Any:
        found = await company.conversations()
        card = await company.get(f"contacts/{found[0]['contact']['id']}/erp") if found else None
        return card if card and card["facts"] else None

    card = await until(known)
    assert (card["linked_by"], card["proven"], card["facts"]["owed_count"]) == ("phone", False, 2)


async def test_agents_serve_and_only_administrators_connect(company: Company) -> None:
    await connected(company)
    agent = await company.person(Role.AGENT)
    assert (await agent.get(f"erp/ixcsoft/customers/{MARIA}"))["data"]
    assert (await agent.call("POST", "erp/ixcsoft/test")).status_code == 403
    assert (await agent.call("GET", "erp/ixcsoft/logs")).status_code == 403
    viewer = await company.person(Role.VIEWER)
    (shown,) = (await viewer.get(f"erp/ixcsoft/customers/{MARIA}"))["data"]
    assert shown["phones"] == ["•••••••••01"]
    assert shown["document"].endswith("25")
    assert "529982" not in str(shown)
    answer = await viewer.call("POST", f"erp/ixcsoft/customers/{shown['id']}/unblock", json={})
    assert answer.status_code == 403


def second_copy() -> dict[str, Any]:
    """Asks for the CPF, tells the overdue invoice's PIX code, and releases the line in trust."""
    return {
        "name": "Segunda via",
        "trigger": {"kind": "keyword", "keywords": ["fatura"], "match": "exact"},
        "nodes": [
            node("start", "start"),
            node("ask", "question", kind="cpf_cnpj", text="Seu CPF?", variable="cpf"),
            node("find", "erp", capability="find_customers", arguments={"document": "{{ cpf }}"}, variable="clientes"),
            node(
                "late",
                "erp",
                capability="list_invoices",
                arguments={"customer_id": "{{ clientes[0].external_id }}", "state": "overdue"},
                variable="faturas",
            ),
            node(
                "copy",
                "erp",
                capability="payment_options",
                arguments={"invoice_id": "{{ faturas[0].external_id }}"},
                variable="via",
            ),
            node("told", "message", text="R$ {{ via.amount }}: {{ via.pix_code }}"),
            node("then", "question", kind="text", text="Pagou?", variable="pagou"),
            node(
                "free",
                "erp",
                capability="trust_unlock",
                arguments={"contract_id": "{{ clientes[0].contract.external_id }}"},
                variable="liberacao",
            ),
            node("done", "message", text="Liberação: {{ liberacao.reason }}"),
            node("nobody", "message", text="Não encontrei."),
            node("failed", "message", text="Erro."),
            node("end", "end"),
        ],
        "edges": edges(
            ("start", "ask"),
            ("ask", "find"),
            ("find", "late"),
            ("find", "empty", "nobody"),
            ("find", "error", "failed"),
            ("late", "copy"),
            ("late", "empty", "nobody"),
            ("late", "error", "failed"),
            ("copy", "told"),
            ("copy", "error", "failed"),
            ("told", "then"),
            ("then", "free"),
            ("free", "done"),
            ("free", "error", "failed"),
            ("done", "end"),
            ("nobody", "end"),
            ("failed", "end"),
        ),
    }


async def test_a_flow_tells_what_is_owed_and_releases(company: Company) -> None:
    await connected(company)
    await company.flow(second_copy())
    customer = company.customer()
    customer.says("fatura")
    await customer.reads("Seu CPF?")
    customer.says("111.444.777-35")

    async def told() -> str | None:
        return next((line for line in customer.lines() if line.startswith("R$ 79.90: 000201")), None)

    await until(told)
    world = company.twin.erps.world("ixcsoft")
    world.pay(88201)
    customer.says("sim")

    async def released() -> str | None:
        return next((line for line in customer.lines() if line.startswith("Liberação")), None)

    assert await until(released) == "Liberação: not_blocked"
    stranger = company.customer()
    stranger.says("fatura")
    await stranger.reads("Seu CPF?")
    stranger.says("123.456.789-09")
    await stranger.reads("Seu CPF?", "Não encontrei.")


async def test_two_companies_with_two_erps_are_answered_each_by_its_own(
    company: Company, other_company: Company
) -> None:
    """The same document, typed into the same flow."""
    await connected(company, "ixcsoft")
    await connected(other_company, "mksolutions")
    company.twin.erps.world("mksolutions").pay(88201)
    owing, settled = company.customer(), other_company.customer()
    for each, customer in ((company, owing), (other_company, settled)):
        await each.flow(second_copy())
        customer.says("fatura")
        await customer.reads("Seu CPF?")
        customer.says("111.444.777-35")

    async def told() -> str | None:
        return next((line for line in owing.lines() if line.startswith("R$ 79.90: 000201")), None)

    assert await until(told)
    await settled.reads("Seu CPF?", "Não encontrei.")


async def test_an_erp_of_a_package_is_connected_asked_and_swept(company: Company) -> None:
    """Nothing of ours knows it."""
    person = await company.post("contacts", {"phone": "+5511955550001", "name": "Ana"}, status=201)
    given = {"base_url": "https://armario.example.com", "credentials": {"key": "errada"}}
    made = await company.post("erp/connect/cabinet", given, status=201)
    assert (made["connection"]["status"], made["connection"]["error"]) == ("failing", "auth")
    made = await company.post("erp/connect/cabinet", {**given, "credentials": {"key": KEY}}, status=201)
    assert made["connection"]["capabilities"] == ["find_customers", "list_invoices"]
    (known,) = (await company.get(f"erp/cabinet/customers/{JOAO}"))["data"]
    assert known["name"] == "CLIENTE DO ARMÁRIO"
    refused = await company.call("GET", f"erp/cabinet/tickets?customer_id={known['id']}")
    assert refused.json()["error"]["code"] == "ERP_NOT_SUPPORTED"
    wanted = {"erp_type": "cabinet", "customer_id": known["id"]}
    await company.put(f"contacts/{person['id']}/erp", wanted)

    async def counted() -> Any:
        """Once the sweep has seen what is owed."""
        asked = {"text": "erp.overdue_days = 4 and erp.owed = 12.34"}
        return (await company.post("segments/count", asked, status=200))["examples"]

    assert [each["id"] for each in await until(counted, 30)] == [person["id"]]
