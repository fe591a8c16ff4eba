"""Figures of the running application: counted by the worker, equal to what is stored."""

import asyncio
from typing import Any

from tests.e2e.company import Company, House, until
from tests.e2e.test_routing import queue_of

from pytake_domain.kernel.ids import TenantId


async def gathered(house: House, company: Company) -> None:
    """As the worker does every half minute."""
    await house.container.figures().report_figures().gather(TenantId(company.tenant_id))


async def test_figures_equal_a_count_of_the_messages(house: House, company: Company) -> None:
    customers = [company.customer() for _ in range(3)]
    for customer in customers:
        customer.says("oi")
    places = await asyncio.gather(*(customer.conversation() for customer in customers))
    sent = await company.post("whatsapp/send", {"to": customers[0].phone, "message": "Olá!"}, status=202)

    async def read() -> bool:
        return bool((await company.status_of(sent["id"]))["status"] == "read")

    await until(read)
    await company.put(f"conversations/{places[0]['id']}", {"status": "resolved"})
    await gathered(house, company)
    overview = await company.get("dashboard/overview", period="today")
    admin = await house.admin()
    query = "SELECT count(*) FROM messages WHERE tenant_id = $1 AND direction = $2"
    values = {name: each["value"] for name, each in overview["metrics"].items()}
    assert values["messages_received"] == await admin.fetchval(query, company.tenant_id, "inbound") == 3
    assert values["messages_read"] == await admin.fetchval(query, company.tenant_id, "outbound") == 1
    assert (values["conversations_opened"], values["conversations_resolved"]) == (3, 1)
    assert overview["funnel"] == {"queued": 1, "sent": 1, "delivered": 1, "read": 1, "failed": 0}
    assert overview["by_sender"] == {"agent": 1}
    assert sum(overview["open_now"].values()) == 2
    assert await company.get("dashboard/funnel", period="today") == overview["funnel"]

    chosen = await company.get("dashboard/metrics", metrics="messages_received,messages_failed", period="7d")
    assert {name: each["value"] for name, each in chosen["metrics"].items()} == {
        "messages_received": 3,
        "messages_failed": 0,
    }
    kpis = (await company.get("dashboard/kpis", period="7d"))["kpis"]
    received = next(k for k in kpis if k["metric"] == "messages_received")
    assert len(received["spark"]) == 7
    assert received["spark"][-1]["value"] + received["spark"][-2]["value"] == 3
    chart = await company.get("dashboard/charts/messages_received", period="today")
    assert chart["bucket"] == "hour"
    assert sum(p["value"] for p in chart["points"]) == 3
    taken = await company.call("POST", "dashboard/export", json={"format": "csv", "period": "today"})
    rows = taken.text.splitlines()
    assert (taken.status_code, rows[0]) == (200, "metric,at,value")
    assert sum(int(row.split(",")[2]) for row in rows if row.startswith("messages_received,")) == 3
    assert 'filename="figures-' in taken.headers["Content-Disposition"]
    paper = await company.call("POST", "dashboard/export", json={"format": "pdf", "period": "30d"})
    assert (paper.content[:5], paper.headers["content-type"]) == (b"%PDF-", "application/pdf")
    book = await company.call("POST", "dashboard/export", json={"format": "xlsx", "period": "today"})
    assert (book.status_code, book.content[:2]) == (200, b"PK")
    assert book.headers["Content-Disposition"].endswith('.xlsx"')
    heat = await company.get("dashboard/heat", period="7d")
    assert [len(row) for row in heat["rows"]] == [24] * 7
    assert sum(map(sum, heat["rows"])) == 3
    one = await company.get("dashboard/overview", period="today", whatsapp_config_id=company.config_id)
    assert one["metrics"] == overview["metrics"]


async def test_what_is_asked_wrongly_names_its_field(company: Company) -> None:
    for query, field in (
        ({"period": "sempre"}, "period"),
        ({"from": "2026-10-02", "to": "2026-10-01"}, "to"),
        ({"period": "custom"}, "from"),
        ({"from": "ontem"}, "from"),
    ):
        answer = await company.call("GET", "dashboard/overview", params=query)
        assert answer.status_code == 422, query
        assert answer.json()["error"]["details"][0]["field"] == field
    unknown = await company.call("GET", "dashboard/charts/felicidade")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "METRIC_NOT_FOUND")
    agent = await company.person()
    for path in ("overview", "metrics", "kpis", "charts/messages_sent", "heat", "funnel", "agents", "queue", "alerts"):
        assert (await agent.call("GET", f"dashboard/{path}")).status_code == 403, path


async def test_queues_agents_and_alerts_stand_as_they_are(house: House, company: Company) -> None:
    bia = await company.person()
    queue = await queue_of(company, bia)
    customer = company.customer()
    customer.says("oi")
    conversation = await customer.conversation()
    await company.post(f"conversations/{conversation['id']}/transfer", {"queue_id": queue["id"]}, status=200)
    (stand,) = (await company.get("dashboard/queue"))["data"]
    assert (stand["queue_id"], stand["waiting"], stand["served"]) == (queue["id"], 1, 0)
    assert stand["longest_wait_seconds"] >= 0
    assert {agent["name"] for agent in (await company.get("dashboard/agents"))["data"]} == {"Ana", "Bia"}
    assert (await company.get("dashboard/alerts"))["data"] == []
    admin = await house.admin()
    await admin.execute("UPDATE whatsapp_numbers SET quality = 'RED' WHERE tenant_id = $1", company.tenant_id)
    (alert,) = (await company.get("dashboard/alerts"))["data"]
    expected = {"kind": "number_quality", "subject_id": company.config_id, "detail": "red", "count": 1}
    assert {name: alert[name] for name in expected} == expected


async def test_everybody_arranges_their_own_widgets(company: Company) -> None:
    body: dict[str, Any] = {
        "kind": "kpi",
        "metric": "messages_sent",
        "place": {"x": 2, "y": 0, "width": 2, "height": 1},
    }
    made = await company.post("dashboard/widgets", body, status=201)
    changed = await company.put(f"dashboard/widgets/{made['id']}", {**body, "title": "Enviadas"})
    assert (changed["title"], changed["place"]["x"], changed["period"]) == ("Enviadas", 2, "7d")
    assert [w["id"] for w in (await company.get("dashboard/widgets"))["data"]] == [made["id"]]
    wrong = await company.call("POST", "dashboard/widgets", json={"kind": "kpi"})
    assert wrong.json()["error"]["details"][0]["field"] == "metric"
    assert (await company.call("DELETE", f"dashboard/widgets/{made['id']}")).status_code == 204
    assert (await company.get("dashboard/widgets"))["data"] == []
