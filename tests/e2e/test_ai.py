"""Language models over HTTP, with the worker and the twin's servers: set up, asked by people and by flows, failing, paid for."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.e2e.company import Company, Customer, House, until
from tests.e2e.flows import echo, edges, node
from tests.e2e.test_erp import connected

from pytake_app.twin.models import KEY, ModelTrouble
from pytake_domain.identity import Role

PATHS = {"openai": "/models/openai/v1", "anthropic": "/models/anthropic"}
PRICES = {"twin-small": {"read": "1", "written": "2"}}
TOOLS = ["identify", "list_invoices", "list_plans", "transfer", "tag"]


def choice(company: Company, provider: str = "openai", **more: Any) -> dict[str, Any]:
    url = company.house.twin_url + PATHS[provider]
    return {"provider": provider, "model": "twin-small", "base_url": url, "key": KEY, **more}


async def set_up(company: Company, provider: str = "openai", **more: Any) -> Any:
    """To the twin's models of that protocol."""
    known = await company.get("ai/settings")
    given = {
        "primary": choice(company, provider),
        "version": known["version"],
        "prices": PRICES,
        "tools": TOOLS,
        **more,
    }
    return await company.put("ai/settings", given)


@pytest.fixture(autouse=True)
async def afresh(company: Company) -> AsyncIterator[None]:
    company.twin.models.forget()
    company.twin.erps.worlds.clear()
    company.twin.erps.trouble.clear()
    yield
    company.twin.models.forget()


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_settings_are_checked_and_keys_never_come_back(company: Company) -> None:
    before = await company.get("ai/settings")
    assert (before["connected"], before["version"], before["providers"]) == (False, 0, ["anthropic", "openai"])
    answer = await company.call("POST", "ai/chat", json={"messages": [{"text": "oi"}]})
    assert code_of(answer) == (409, "AI_NOT_CONNECTED")
    wrong = choice(company, "anthropic", key="another-key-altogether")
    made = await set_up(company, budget="5", fallback=wrong, check=True)
    assert [(t["model"], t["ok"], t["error"]) for t in made["checked"]] == [
        ("primary", True, ""),
        ("fallback", False, "key_refused"),
    ]
    assert (made["primary"]["has_key"], made["primary"]["key_tail"]) == (True, KEY[-4:])
    assert (made["use"]["calls"], made["use"]["failed"], made["unpriced_models"]) == (2, 1, [])
    assert 4.9 < float(made["use"]["left"]) < 5
    shown = str(await company.get("ai/settings"))
    assert KEY not in shown
    assert "another-key" not in shown
    stale = {"primary": choice(company), "version": 0}
    assert code_of(await company.call("PUT", "ai/settings", json=stale)) == (409, "STALE_VERSION")
    moved = {"primary": {**choice(company), "base_url": "https://elsewhere.example.com", "key": None}, "version": 1}
    refused = await company.call("PUT", "ai/settings", json=moved)
    assert refused.json()["error"]["details"][0]["field"] == "primary.key"
    agent = await company.person(Role.AGENT)
    assert (await agent.get("ai/settings"))["primary"]["has_key"]
    assert (await agent.call("PUT", "ai/settings", json=stale)).status_code == 403
    viewer = await company.person(Role.VIEWER)
    assert (await viewer.call("GET", "ai/settings")).status_code == 403
    other = await company.house.company(number=False)
    assert not (await other.get("ai/settings"))["connected"]


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
async def test_people_ask_all_that_there_is(company: Company, provider: str) -> None:
    await set_up(company, provider)
    text = {
        "text": "Estou com raiva, a internet caiu. Meu CPF é 529.982.247-25, e-mail maria@exemplo.com, dia 05/12/2026."
    }
    mood = await company.post("ai/analyze-sentiment", text, status=200)
    assert mood["sentiment"] == "negative"
    labels = [{"name": "fatura", "description": "boleto"}, {"name": "suporte", "description": "internet caiu lenta"}]
    intent = await company.post("ai/classify-intent", {**text, "labels": labels}, status=200)
    assert (intent["label"], intent["confident"]) == ("suporte", True)
    found = (await company.post("ai/extract-entities", text, status=200))["values"]
    assert (found["cpf"], found["email"], found["date"]) == ("529.982.247-25", "maria@exemplo.com", "2026-12-05")
    assert found["cnpj"] is None
    said = await company.post("ai/translate", {"text": "Minha internet está lenta", "language": "en"}, status=200)
    assert said["translation"] == "My internet is slow"
    brief = await company.post(
        "ai/shorten", {"text": "Sua internet voltou. Pedimos desculpas pelo ocorrido."}, status=200
    )
    assert brief["shortened"] == "Sua internet voltou."
    drafted = await company.post("ai/generate-template", {"text": "Sua fatura vence amanhã."}, status=200)
    assert drafted["components"][0]["type"] == "BODY"
    assert drafted["problems"] == []
    chat = await company.post("ai/chat", {"messages": [{"text": "Bom dia. Tudo bem?"}]}, status=200)
    assert (chat["text"], chat["model"]) == ("Entendi: Bom dia.", "twin-small")
    assert chat["tokens_read"] > 0
    left = str(company.twin.models.asked)
    assert "529.982" not in left
    assert "maria@" not in left
    use = (await company.get("ai/settings"))["use"]
    assert (use["calls"], use["failed"], use["unpriced"]) == (7, 0, 0)
    assert float(use["cost"]) > 0


async def test_a_conversation_is_summed_up_and_answered_for_who_may_read_it(company: Company) -> None:
    await company.flow(echo())
    await set_up(company)
    customer = company.customer()
    customer.says("Minha internet caiu. Podem ajudar?")
    await customer.reads("Você disse: Minha internet caiu. Podem ajudar?", "segunda", "terceira")
    where = {"conversation_id": (await customer.conversation())["id"]}
    summed = await company.post("ai/summarize", where, status=200)
    assert "Minha internet caiu." in summed["summary"]
    prompt = {"name": "Tom", "text": "Fale de {{ produto }} como {{ company.name }}.", "variables": ["produto"]}
    made = await company.post("ai/prompts", prompt, status=201)
    asked = {**where, "prompt_id": made["id"], "variables": {"produto": "fibra"}}
    suggested = await company.post("ai/suggest-response", asked, status=200)
    assert suggested["text"]
    assert "Fale de fibra como" in str(company.twin.models.asked[-1])
    assert len(customer.lines()) == 3
    other = await company.house.company(number=False)
    await set_up(other)
    for path in ("ai/summarize", "ai/suggest-response"):
        assert (await other.call("POST", path, json=where)).status_code == 404
    assert (await other.call("POST", "ai/suggest-response", json=asked)).status_code == 404
    assert (await other.call("DELETE", f"ai/prompts/{made['id']}")).status_code == 404
    changed = await company.put(f"ai/prompts/{made['id']}", {**prompt, "name": "Outro", "version": 1})
    assert (changed["name"], changed["version"]) == ("Outro", 2)
    assert (await company.get("ai/prompts"))["pagination"]["total"] == 1
    assert (await company.call("DELETE", f"ai/prompts/{made['id']}")).status_code == 204


TROUBLES = [
    ("unauthorized", (409, "AI_NOT_CONNECTED")),
    ("rate_limited", (429, "AI_RATE_LIMITED")),
    ("down", (502, "AI_UNAVAILABLE")),
    ("half", (502, "AI_UNEXPECTED_RESPONSE")),
    ("html", (502, "AI_UNEXPECTED_RESPONSE")),
    ("nonsense", (502, "AI_UNEXPECTED_RESPONSE")),
    ("wrong_tool", (502, "AI_UNEXPECTED_RESPONSE")),
    ("refusal", (502, "AI_REFUSED")),
]


async def test_what_goes_wrong_has_a_code_of_its_own(company: Company) -> None:
    await set_up(company, seconds=5)
    models = company.twin.models
    for kind, expected in TROUBLES:
        models.trouble["openai"] = ModelTrouble(kind=kind)
        answer = await company.call("POST", "ai/analyze-sentiment", json={"text": "bom dia"})
        assert code_of(answer) == expected, kind
        if kind == "rate_limited":
            assert answer.headers["retry-after"] == "7"
    models.trouble["openai"] = ModelTrouble(slow=6)
    answer = await company.call("POST", "ai/analyze-sentiment", json={"text": "bom dia"})
    assert code_of(answer) == (504, "AI_TIMED_OUT")
    answer = await company.call("POST", "ai/analyze-sentiment", json={"text": "a" * 20_001})
    assert code_of(answer) == (413, "AI_TOO_LONG")
    assert (await company.call("POST", "ai/analyze-sentiment", json={"text": ""})).status_code == 422
    assert (await company.call("POST", "ai/translate", json={"text": "x", "language": "tlh"})).status_code == 422
    used = (await company.get("ai/settings"))["use"]
    assert (used["calls"], used["held"]) == (9, "0")
    models.trouble.clear()
    known = await set_up(company, fallback=choice(company, "anthropic"))
    assert known["fallback"]["has_key"]
    models.trouble["openai"] = ModelTrouble(kind="down")
    assert (await company.post("ai/analyze-sentiment", {"text": "ótimo"}, status=200))["sentiment"] == "positive"
    assert models.asked[-1]["protocol"] == "anthropic"


def desk() -> dict[str, Any]:
    """What the customer wants is told apart; an agent looks up, values are read, a question is answered, or a person comes."""
    labels = [
        {"name": "fatura", "description": "boleto conta pagar"},
        {"name": "cadastro", "description": "atualizar endereço e-mail"},
        {"name": "duvida", "description": "roteador wifi senha"},
    ]
    fields = [{"name": "mail", "required": True}, {"name": "dia", "kind": "date"}]
    return {
        "name": "Atendente",
        "trigger": {"kind": "message_received"},
        "nodes": [
            node("start", "start"),
            node("sort", "ai", task="classify", labels=labels, variable="quer"),
            node(
                "agent",
                "ai",
                task="agent",
                tools=["identify", "list_invoices"],
                tags=["fatura"],
                transfer=True,
                knowledge=False,
                instructions="Mostre as faturas.",
            ),
            node("read", "ai", task="extract", fields=fields),
            node("told", "message", text="{{ mail }} em {{ dia }}"),
            node("answer", "ai", task="answer"),
            node("person", "message", text="Um momento, já chamo alguém."),
            node("failed", "message", text="Não deu agora."),
            node("end", "end"),
        ],
        "edges": edges(
            ("start", "sort"),
            ("sort", "fatura", "agent"),
            ("sort", "cadastro", "read"),
            ("sort", "duvida", "answer"),
            ("sort", "unsure", "person"),
            ("sort", "error", "failed"),
            ("agent", "end"),
            ("agent", "unsure", "person"),
            ("agent", "error", "failed"),
            ("read", "told"),
            ("read", "unsure", "person"),
            ("read", "error", "failed"),
            ("told", "end"),
            ("answer", "end"),
            ("answer", "unsure", "person"),
            ("answer", "error", "failed"),
            ("person", "end"),
            ("failed", "end"),
        ),
    }


async def heard(customer: Customer, part: str, patience: float = 15.0) -> str:
    async def there() -> str | None:
        return next((line for line in customer.lines() if part in line), None)

    found: str = await until(there, patience)
    return found


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
async def test_a_flow_sorts_looks_up_reads_and_hands_over(company: Company, provider: str) -> None:
    await connected(company)
    await set_up(company, provider)
    await company.flow(desk())
    maria = company.customer()
    maria.says("quero pagar minha fatura, meu cpf é 529.982.247-25")
    told = await heard(maria, "Encontrei")
    assert "external_id" in told
    writer = company.customer()
    writer.says("atualizar meu e-mail para ana@exemplo.com a partir de 10/01/2027")
    await heard(writer, "ana@exemplo.com em 2027-01-10")
    curious = company.customer()
    curious.says("qual é a senha do wifi?")
    await heard(curious, "Um momento")
    lost = company.customer()
    lost.says("zzzz")
    await heard(lost, "Um momento")
    left = str(company.twin.models.asked)
    assert "529.982" not in left
    assert "ana@exemplo.com" not in left
    use = (await company.get("ai/settings"))["use"]
    assert use["failed"] == 0
    assert use["calls"] >= 6


async def test_what_is_not_allowed_is_not_done_whatever_a_model_wants(company: Company) -> None:
    await connected(company, sync=False)
    await set_up(company, tools=["list_plans"])
    await company.flow(desk())
    customer = company.customer()
    customer.says("quero pagar minha fatura, meu cpf é 529.982.247-25")
    await heard(customer, "Entendi")
    await asyncio.sleep(1)  # the journal gathers for a moment
    before = len((await company.get("erp/ixcsoft/logs"))["data"])
    company.twin.models.trouble["openai"] = ModelTrouble(kind="wrong_tool")
    other = company.customer()
    other.says("quero pagar minha fatura")
    await heard(other, "Não deu agora.")
    await asyncio.sleep(1)
    assert len((await company.get("erp/ixcsoft/logs"))["data"]) == before > 0


async def test_a_spent_budget_leaves_by_the_error_and_is_told(company: Company) -> None:
    await company.flow(desk())
    dear = {"twin-small": {"read": "1000", "written": "0"}}
    await set_up(company, budget="1000", prices=dear)
    text = {"text": "bom dia " * 1_000}
    await company.post("ai/analyze-sentiment", text, status=200)
    cost = float((await company.get("ai/settings"))["use"]["cost"])
    await set_up(company, budget=f"{cost * 2.45:.4f}", prices=dear)
    await company.post("ai/analyze-sentiment", text, status=200)

    async def told() -> Any:
        news = (await company.get("notifications"))["data"]
        return [(n["kind"], n["detail"]) for n in news]

    assert await until(told) == [("ai_budget_alert", "80")]
    answer = await company.call("POST", "ai/analyze-sentiment", json=text)
    assert code_of(answer) == (409, "AI_BUDGET_SPENT")
    await set_up(company, budget="0.01", prices=dear)
    customer = company.customer()
    customer.says("minha fatura")
    await heard(customer, "Não deu agora.")
    use = (await company.get("ai/settings"))["use"]
    assert (use["calls"], use["left"], use["held"]) == (2, "0", "0")


async def test_a_slow_model_holds_up_nobody_else(company: Company, house: House) -> None:
    await company.flow(desk())
    await set_up(company, seconds=5)
    other = await house.company()
    await other.flow(desk())
    await set_up(other, "anthropic")
    first = other.customer()  # the worker may have just begun
    first.says("qual é a senha do wifi?")
    await heard(first, "Um momento")
    company.twin.models.trouble["openai"] = ModelTrouble(slow=20)
    slow = [company.customer() for _ in range(10)]
    for each in slow:
        each.says("minha fatura")
    await asyncio.sleep(0.5)
    began = time.monotonic()
    quick = other.customer()
    quick.says("qual é a senha do wifi?")
    await heard(quick, "Um momento")
    assert time.monotonic() - began < 4
    for each in slow:
        await heard(each, "Não deu agora.", 30)
