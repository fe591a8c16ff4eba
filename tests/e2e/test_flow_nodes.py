"""Every node type on the running application: what the customer reads, and what the company sees of it.

`erp` and `ai` take their error edge, since nothing is connected.
"""

from typing import Any

from tests.e2e.company import Company, Customer, until
from tests.e2e.flows import edges, node
from tests.e2e.test_flow_tools import Service, service
from tests.e2e.test_templates import approved

from pytake_domain.flows import NODE_TYPES

__all__ = ["service"]


def measured() -> dict[str, Any]:
    """Everything that is decided, kept and repeated without asking anybody."""
    drawn = {
        "start": node("start", "start", variables={"planos": ["300", "600"], "plano": ""}),
        "tag": node("tag", "tag", add=["novo"]),
        "attribute": node("attribute", "attribute", attributes={"origem": "fluxo"}),
        "consent": node("consent", "consent", marketing="opt_in", source="fluxo de teste"),
        "note": node("note", "note", text="Começou por {{ last_message }}."),
        "if": node("if", "condition", branches=[{"id": "known", "when": "contact.attributes.origem == 'fluxo'"}]),
        "switch": node("switch", "switch", value="{{ last_message }}", cases=[{"id": "go", "value": "vamos"}]),
        "set": node("set", "set_variable", variable="conta", value="{{ planos | size }}"),
        "split": node("split", "split", branches=[{"id": "a", "weight": 1}, {"id": "b", "weight": 0}]),
        "loop": node("loop", "loop", items="{{ planos }}", item="um", index="i"),
        "line": node("line", "message", text="{{ i }}: {{ um }} mega de {{ conta }}"),
        "hours": node("hours", "business_hours"),
        "pause": node("pause", "delay", seconds=1),
        "moment": node("moment", "wait_until", at="2020-01-01"),
        "event": node("event", "webhook", name="meio", data={"conta": "{{ conta }}"}),
        "ask": node(
            "ask", "question", kind="email", text="Seu e-mail?", variable="email", retry_text="Esse não é um e-mail."
        ),
        "api": node("api", "api_call", url="", save={"plano": "$.plan"}),
        "erp": node("erp", "erp", capability="list_plans", variable="lista"),
        "no_erp": node("no_erp", "message", text="Sem ERP."),
        "ai": node("ai", "ai", task="answer", text="{{ email }}", variable="resposta"),
        "no_ai": node("no_ai", "message", text="Sem IA."),
        "call": node("call", "call", arguments={"quem": "{{ email }}"}, results={"nota": "nota"}),
        "said": node("said", "message", text="Nota {{ nota }}, plano {{ plano }}."),
        "template": node("template", "template", name="fatura", parameters=["{{ email }}", "R$ 1"]),
        "thanks": node("thanks", "wait"),
        "bye": node("bye", "jump"),
    }
    ways = [
        ("start", "tag"),
        ("tag", "attribute"),
        ("attribute", "consent"),
        ("consent", "note"),
        ("note", "if"),
        ("if", "known", "switch"),
        ("if", "else", "bye"),
        ("switch", "go", "set"),
        ("switch", "bye"),
        ("set", "split"),
        ("split", "a", "loop"),
        ("split", "b", "bye"),
        ("loop", "each", "line"),
        ("line", "loop"),
        ("loop", "done", "hours"),
        ("hours", "open", "pause"),
        ("hours", "closed", "bye"),
        ("pause", "event"),
        ("event", "ask"),
        ("ask", "api"),
        ("api", "erp"),
        ("api", "error", "bye"),
        ("erp", "bye"),
        ("erp", "error", "no_erp"),
        ("no_erp", "ai"),
        ("ai", "bye"),
        ("ai", "error", "no_ai"),
        ("no_ai", "call"),
        ("call", "said"),
        ("call", "error", "bye"),
        ("said", "moment"),
        ("moment", "template"),
        ("moment", "error", "bye"),
        ("template", "thanks"),
        ("thanks", "bye"),
    ]
    return {
        "name": "Tudo",
        "trigger": {"kind": "keyword", "keywords": ["vamos"]},
        "nodes": list(drawn.values()),
        "edges": edges(*ways),
    }


def survey() -> dict[str, Any]:
    """The flow that is called: a score, and whatever else the customer has to say."""
    return {
        "name": "Pesquisa",
        "trigger": {"kind": "keyword", "keywords": ["pesquisa"]},
        "nodes": [
            node("start", "start", variables={"quem": ""}),
            node("rate", "csat", style="number", text="De 1 a 5, {{ quem }}?", variable="nota"),
            node("more", "message", text="Algo mais?"),
            node("wait", "wait", variable="mais"),
            node("end", "end", text="Ouvi: {{ mais }}", event="avaliado"),
        ],
        "edges": edges(("start", "rate"), ("rate", "more"), ("more", "wait"), ("wait", "end")),
    }


def people() -> dict[str, Any]:
    """Where the first one goes at last."""
    return {
        "name": "Gente",
        "trigger": {"kind": "keyword", "keywords": ["gente"]},
        "nodes": [
            node("start", "start"),
            node("t", "transfer", text="Um momento.", reason="fim", summary="Veio do fluxo."),
        ],
        "edges": edges(("start", "t")),
    }


async def talk(customer: Customer) -> list[str]:
    """The whole conversation; all that the customer read."""
    expected: list[str] = []

    async def reads(*lines: str) -> None:
        expected.extend(lines)
        await customer.reads(*expected)

    customer.says("vamos")
    await reads("1: 300 mega de 2", "2: 600 mega de 2", "Seu e-mail?")
    customer.says("nenhum")
    await reads("Esse não é um e-mail.")
    customer.says("ana@exemplo.com.br")
    await reads("Sem ERP.", "Sem IA.", "De 1 a 5, ana@exemplo.com.br?")
    customer.says("4")
    await reads("Algo mais?")
    customer.says("tudo bem")
    await reads(
        "Ouvi: tudo bem",
        "Nota 4, plano 600 mega.",
        "Olá ana@exemplo.com.br, sua fatura de R$ 1 chegou.",
    )
    customer.says("obrigada")
    await reads("Um momento.")
    return expected


async def test_every_node_does_its_part(company: Company, service: Service) -> None:
    company.twin.behave(review=0.05)
    await approved(company)
    called, last = await company.flow(survey()), await company.flow(people())
    drawn = measured()
    for one in drawn["nodes"]:
        if one["type"] in ("call", "jump"):
            one["data"]["flow_id"] = (called if one["type"] == "call" else last)["id"]
        if one["type"] == "api_call":
            one["data"]["url"] = f"{service.url}/planos"
    types = {one["type"] for flow in (drawn, survey(), people()) for one in flow["nodes"]}
    assert types == set(NODE_TYPES), "one is missing here"
    flow = await company.flow(drawn)
    customer = company.customer()

    await talk(customer)

    conversation = await customer.conversation()
    path = f"conversations/{conversation['id']}"

    async def handed_over() -> Any:
        found = await company.get(path, expand="contact")
        return found if found["status"] == "queued" else None

    seen = await until(handed_over)
    assert (seen["contact"]["tags"], seen["contact"]["attributes"]) == (["novo"], {"origem": "fluxo"})
    assert (seen["survey"]["score"], seen["survey"]["comment"]) == (4, "")
    notes = (await company.get(f"{path}/notes"))["data"]
    assert sorted(note["body"] for note in notes) == ["Começou por vamos.", "Veio do fluxo."]
    assert [len(service.keys), len(set(service.keys))] == [1, 1]

    admin = await company.house.admin()
    opted_in = await admin.fetchval(
        "SELECT count(*) FROM event_log WHERE tenant_id = $1 AND type = 'MarketingOptedIn'", company.tenant_id
    )
    assert opted_in == 1

    (session,) = (await company.get(f"flows/{last['id']}/sessions"))["data"]
    assert session["status"] == "transferred"
    trace = await company.get(f"flows/sessions/{session['id']}/trace")
    visited = {visit["node"] for step in trace["steps"] for visit in step["visits"]}
    assert {one["id"] for one in drawn["nodes"]} - visited == set()
    figures = await company.get(f"flows/{flow['id']}/analytics")
    assert figures["started"] == 1
