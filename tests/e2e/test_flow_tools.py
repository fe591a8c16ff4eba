"""A flow's whole life over HTTP: tried, kept as a case, published, talked to, looked back at, changed, taken out and in."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from tests.e2e.company import Company, until
from tests.e2e.flows import edges, node


class Service:
    """The company's own service: it knows the plan of whoever asks."""

    def __init__(self) -> None:
        self.url = ""
        self.keys: list[str] = []
        self.status = 200

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.keys.append(request.headers["Idempotency-Key"])
        return web.json_response({"plan": "600 mega"}, status=self.status)


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    made = Service()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


def plans(url: str, **more: Any) -> dict[str, Any]:
    """Asks a name, then the service for the plan."""
    return {
        "name": "Planos",
        "trigger": {"kind": "keyword", "keywords": ["plano"]},
        "nodes": [
            node("start", "start"),
            node("nome", "question", text="Seu nome?", variable="nome"),
            node("api", "api_call", url=f"{url}/planos", save={"plano": "$.plan"}),
            node("fim", "end", text="{{ nome }}, seu plano: {{ plano }}"),
            node("erro", "end", text="Agora não deu, {{ nome }}."),
        ],
        "edges": edges(("start", "nome"), ("nome", "api"), ("api", "fim"), ("api", "error", "erro")),
        **more,
    }


def said(simulation: dict[str, Any]) -> list[str]:
    return [line["text"] for line in simulation["lines"] if not line["from_contact"]]


async def test_a_draft_is_tried_without_anybody_noticing(company: Company, service: Service) -> None:
    flow = await company.post("flows", plans(service.url), status=201)
    begun = await company.post(f"flows/{flow['id']}/simulations", {"contact": {"name": "Ana"}}, status=201)
    assert said(begun) == ["Seu nome?"]
    asked = await company.post(f"flows/simulations/{begun['id']}/input", {"do": "say", "text": "Ana"})
    assert asked["outside"]["url"] == f"{service.url}/planos"
    answer = {"status": 200, "headers": {}, "body": {"plan": "300 mega"}}
    done = await company.post(f"flows/simulations/{begun['id']}/input", {"do": "answer", "value": answer})
    assert (said(done)[-1], done["status"]) == ("Ana, seu plano: 300 mega", "completed")
    back = await company.post(f"flows/simulations/{begun['id']}/back")
    assert back["outside"]["url"] == f"{service.url}/planos"
    failed = await company.post(f"flows/simulations/{begun['id']}/input", {"do": "fail", "error": "timeout"})
    assert said(failed)[-1] == "Agora não deu, Ana."

    case = await company.post(
        f"flows/{flow['id']}/test-cases", {"name": "Sem serviço", "simulation_id": begun["id"]}, status=201
    )
    at_once = await company.post(
        f"flows/{flow['id']}/test", {"opening": "plano", "moves": [{"do": "say", "text": "Rui"}]}
    )
    assert said(at_once["simulation"]) == ["Seu nome?"]
    assert service.keys == []
    assert (await company.conversations()) == []

    changed = plans(service.url)
    changed["nodes"][4]["data"]["text"] = "Falhou."
    await company.put(f"flows/{flow['id']}", {"draft_version": flow["draft_version"], "nodes": changed["nodes"]})
    refused = await company.call("POST", f"flows/{flow['id']}/publish")
    problem = refused.json()["error"]
    assert (refused.status_code, problem["code"]) == (422, "FLOW_CASE_FAILED")
    assert "Sem serviço" in problem["details"][0]["message"]
    gone = await company.call("DELETE", f"flows/{flow['id']}/test-cases/{case['id']}")
    assert gone.status_code == 204
    assert (await company.post(f"flows/{flow['id']}/publish"))["version"] == 1


async def test_what_a_service_says_reaches_the_customer_and_can_be_looked_back_at(
    company: Company, service: Service
) -> None:
    flow = await company.flow(plans(service.url))
    customer = company.customer()
    customer.says("plano")
    await customer.reads("Seu nome?")
    customer.says("Ana")
    await customer.reads("Seu nome?", "Ana, seu plano: 600 mega")
    service.status = 500
    other = company.customer()
    other.says("plano")
    await other.reads("Seu nome?")
    other.says("Rui")
    await other.reads("Seu nome?", "Agora não deu, Rui.")
    assert len(set(service.keys)) == 2

    async def ended() -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = (await company.get(f"flows/{flow['id']}/sessions", status="completed"))["data"]
        return found if len(found) == 2 else None

    _, first = await until(ended)
    trace = await company.get(f"flows/sessions/{first['id']}/trace")
    assert [step["given"]["input"] for step in trace["steps"]] == ["Started", "MessageIn", "EffectDone"]
    assert trace["steps"][-1]["variables"]["plano"] == "600 mega"

    figures = await company.get(f"flows/{flow['id']}/analytics")
    nodes = {figure["node"]: figure for figure in figures["nodes"]}
    assert (figures["started"], figures["ended"]) == (2, {"completed": 2})
    left = {(edge["handle"], edge["target"]): edge["count"] for edge in nodes["api"]["left"]}
    assert left == {("default", "fim"): 1, ("error", "erro"): 1}

    drawn = plans(service.url)
    drawn["nodes"][3]["data"]["text"] = "{{ nome }}: {{ plano }}"
    await company.put(f"flows/{flow['id']}", {"draft_version": flow["draft_version"], "nodes": drawn["nodes"]})
    replayed = await company.post(f"flows/{flow['id']}/replay", {"last": 10})
    assert (replayed["sessions"], replayed["parted"], replayed["messages_then"]) == (2, 1, 4)
    assert replayed["cost_then"] == replayed["cost_now"]
    assert float(replayed["cost_then"]) > 0
    assert replayed["currency"]
    diff = await company.get(f"flows/{flow['id']}/diff", before="1")
    assert [change["node_id"] for change in diff["nodes"]] == ["fim"]
    second = await company.post(f"flows/{flow['id']}/publish")
    assert second["version"] == 2
    restored = await company.post(
        f"flows/{flow['id']}/restore", {"version": 1, "draft_version": second["draft_version"]}
    )
    assert restored["nodes"][3]["data"]["text"] == "{{ nome }}, seu plano: {{ plano }}"
    versions = await company.get(f"flows/{flow['id']}/versions")
    assert [version["version"] for version in versions["data"]] == [2, 1]


async def test_a_flow_begins_by_hand_and_a_draft_on_a_real_phone(company: Company, service: Service) -> None:
    flow = await company.flow(plans(service.url, trigger={"kind": "manual"}))
    customer = company.customer()
    customer.says("oi")
    conversation = await customer.conversation()
    await company.post(f"flows/{flow['id']}/start", {"contact_id": conversation["contact"]["id"]}, status=202)
    await customer.reads("Seu nome?")
    busy = await company.call("POST", f"flows/{flow['id']}/start", json={"contact_id": conversation["contact"]["id"]})
    assert (busy.status_code, busy.json()["error"]["code"]) == (409, "CONTACT_BUSY")
    customer.says("Ana")
    await customer.reads("Seu nome?", "Ana, seu plano: 600 mega")

    drawn = plans(service.url)
    drawn["nodes"][1]["data"]["text"] = "Como se chama?"
    await company.put(f"flows/{flow['id']}", {"draft_version": flow["draft_version"], "nodes": drawn["nodes"]})
    await company.post(f"flows/{flow['id']}/test", {"phone": customer.phone})
    await customer.reads("Seu nome?", "Ana, seu plano: 600 mega", "Como se chama?")
    assert (await company.get(f"flows/{flow['id']}/versions"))["pagination"]["total"] == 1


async def test_who_stands_at_a_node_is_told_page_by_page(company: Company, service: Service) -> None:
    flow = await company.flow(plans(service.url))
    customer, other = company.customer(), company.customer()
    for one in (customer, other):
        one.says("plano")
        await one.reads("Seu nome?")
    other.says("Rui")
    await other.reads("Seu nome?", "Rui, seu plano: 600 mega")

    asked = await company.get(f"flows/{flow['id']}/sessions", status="running", node="nome")
    assert [session["node"] for session in asked["data"]] == ["nome"]
    assert asked["pagination"]["total"] == 1
    assert (await company.get(f"flows/{flow['id']}/sessions", node="fim"))["pagination"]["total"] == 1
    assert (await company.get(f"flows/{flow['id']}/sessions", node="api"))["pagination"]["total"] == 0


async def test_a_blocks_request_is_tried_before_anybody_runs_into_it(company: Company, service: Service) -> None:
    data = {"url": f"{service.url}/planos?cpf={{{{ cpf }}}}", "save": {"plano": "$.plan"}}
    found = await company.post("flows/test-request", {"data": data, "variables": {"cpf": "390"}}, status=200)
    assert (found["status"], found["body"], found["cut"]) == (200, {"plan": "600 mega"}, False)
    missing = await company.call("POST", "flows/test-request", json={"data": data})
    assert (missing.status_code, missing.json()["error"]["code"]) == (422, "FLOW_INVALID")
    assert "cpf" in missing.json()["error"]["details"][0]["message"]


async def test_flows_stand_in_folders_and_versions_say_what_is_new(company: Company, service: Service) -> None:
    made = await company.post("flows", plans(service.url, folder="Vendas"), status=201)
    other = await company.post("flows", plans(service.url), status=201)
    assert (made["folder"], other["folder"]) == ("Vendas", "")
    moved = await company.post("flows/folder", {"flow_ids": [other["id"]], "folder": "Vendas"}, status=200)
    assert moved == {"moved": 1}
    assert (await company.get("flows/folders"))["data"] == [{"name": "Vendas", "count": 2}]
    assert (await company.get("flows", folder="Vendas"))["pagination"]["total"] == 2
    assert (await company.get("flows", folder=""))["pagination"]["total"] == 0

    await company.post(f"flows/{made['id']}/publish", {"note": "Pergunta o nome antes"}, status=200)
    await company.post(f"flows/{made['id']}/publish", status=200)
    versions = (await company.get(f"flows/{made['id']}/versions"))["data"]
    assert [version["note"] for version in versions] == ["", "Pergunta o nome antes"]


@pytest.mark.parametrize("form", ["json", "yaml"])
async def test_a_flow_is_taken_out_and_brought_in_again(company: Company, service: Service, form: str) -> None:
    flow = await company.post("flows", plans(service.url), status=201)
    out = await company.call("GET", f"flows/{flow['id']}/export", params={"form": form})
    assert out.headers["content-type"].startswith(f"application/{form}")
    brought = await company.post("flows/import", {"document": out.text, "name": "De volta"}, status=201)
    assert brought["notes"] == []
    again = await company.call("GET", f"flows/{brought['flow']['id']}/export", params={"form": form})
    assert again.text == out.text.replace("Planos", "De volta", 1)
    copy = await company.post(f"flows/{flow['id']}/duplicate", {}, status=201)
    assert (copy["name"], copy["status"]) == ("Planos (2)", "draft")


async def test_a_flow_of_another_system_is_brought_in_with_what_was_lost(company: Company) -> None:
    sample = Path(__file__).parents[1] / "recorded" / "foreign" / "typebot_lead.json"
    brought = await company.post("flows/import", {"document": sample.read_text("utf-8")}, status=201)
    notes = {note["code"]: note for note in brought["notes"]}
    assert notes["redirect_as_link"]["message"] == "The redirection became a link in the conversation."
    assert notes["redirect_as_link"]["where"] == "Fim"
    flow = brought["flow"]
    assert flow["name"] == "Captação de clientes"
    simulation = await company.post(f"flows/{flow['id']}/simulations", {"opening": "oi"}, status=201)
    assert said(simulation)[-1] == "Qual é o seu nome?"
    await company.post(f"flows/{flow['id']}/publish", {}, status=200)


async def test_a_ready_made_flow_becomes_a_draft_of_the_company(company: Company) -> None:
    ready = await company.get("flows/templates")
    survey = next(one for one in ready["data"] if one["name"] == "survey")
    assert survey["title"] == "Satisfaction survey"
    assert survey["needs"] == {"erp": [], "queues": ["suporte"]}
    flow = await company.post("flows", {"template": "survey"}, status=201)
    assert (flow["name"], flow["status"]) == ("Satisfaction survey", "draft")
    assert {one["id"] for one in flow["nodes"]} == {one["id"] for one in survey["nodes"]}
    named = await company.post("flows", {"template": "survey", "name": "Minha", "trigger": "manual"}, status=201)
    assert (named["name"], named["trigger"]["kind"]) == ("Minha", "manual")
    wrong = await company.post("flows", {"template": "survey", "nodes": [node("start", "start")]}, status=422)
    assert wrong["error"]["code"] == "FLOW_INVALID"
    none = await company.post("flows", {"template": "nothing"}, status=404)
    assert none["error"]["code"] == "FLOW_TEMPLATE_NOT_FOUND"
    await company.post(f"flows/{flow['id']}/publish", {}, status=200)
