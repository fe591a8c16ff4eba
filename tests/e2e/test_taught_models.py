"""What was taught, with a model behind it: answers of flows cite it, evaluations judge them, flows are drawn by description."""

from typing import Any

import pytest
from tests.e2e.company import Company, until
from tests.e2e.test_taught import passages, read

from pytake_app.twin.models import KEY

ROUTER = "O roteador pisca em vermelho quando a fibra está sem sinal: reinicie o roteador."


@pytest.fixture
async def clever(company: Company) -> Company:
    """A company that has connected the twin's model, and taught one thing."""
    place = {
        "provider": "openai",
        "model": "twin-small",
        "base_url": f"{company.house.twin_url}/models/openai/v1",
        "key": KEY,
    }
    await company.put("ai/settings", {"version": 0, "primary": place, "embedding_model": "twin-embed"})
    one = await company.post("ai/knowledge", {"title": "Roteadores", "text": ROUTER}, status=202)
    assert (await read(company, one["id"]))["state"] == "ready"
    return company


async def judged(company: Company, evaluation_id: str) -> dict[str, Any]:
    async def over() -> dict[str, Any] | None:
        one: dict[str, Any] = await company.get(f"ai/evaluations/{evaluation_id}")
        return one if one["state"] == "done" else None

    done: dict[str, Any] = await until(over, patience=30)
    return done


async def test_pieces_get_places_and_are_found_by_meaning(clever: Company) -> None:
    admin = await clever.house.admin()

    async def placed() -> bool:
        query = "SELECT count(*) FROM knowledge_places WHERE tenant_id = $1"
        return bool(await admin.fetchval(query, clever.tenant_id))

    await until(placed)
    best, *_ = await passages(clever, "roteador piscando vermelho")
    assert best["title"] == "Roteadores"


async def test_questions_are_judged_by_the_desk_that_flows_ask(clever: Company) -> None:
    (document,) = [one["id"] for one in (await clever.get("ai/knowledge"))["data"]]
    questions = [
        {"text": "Por que o roteador pisca em vermelho?", "contains": ["sem sinal"], "cites": [document]},
        {"text": "Quem descobriu o Brasil?", "hands_over": True},
        {"text": "O roteador pisca em vermelho?", "not_contains": ["reinicie"]},
    ]
    body = {"name": "Suporte", "questions": questions, "most_cost": 1}
    begun = await clever.post("ai/evaluations", body, status=202)
    assert (begun["state"], begun["ok"], begun["total"]) == ("running", False, 3)
    done = await judged(clever, begun["id"])
    assert [one["passed"] for one in done["results"]] == [True, True, False], done
    assert (done["ok"], done["passed"], done["failed"]) == (False, 2, 1)
    assert [wrong["code"] for wrong in done["results"][2]["wrong"]] == ["answer_says"]
    assert done["against"]["settings"] == 1
    assert len(done["against"]["knowledge"]) == 32

    again = await clever.post("ai/evaluations", {"repeat_of": begun["id"]}, status=202)
    assert (await judged(clever, again["id"]))["passed"] == 2
    assert [one["id"] for one in (await clever.get("ai/evaluations"))["data"]] == [again["id"], begun["id"]]


async def test_evaluations_that_make_no_sense_are_refused(company: Company, other_company: Company) -> None:
    for body, field in (
        ({"name": "a", "questions": []}, "questions"),
        ({"name": "a", "questions": [{"text": "x"}]}, "questions.0"),
        ({"name": "a", "questions": [{"text": "x", "cites": ["y"]}]}, "questions.0.cites.0"),
    ):
        answer = await company.call("POST", "ai/evaluations", json=body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["error"]["details"][0]["field"] == field
    question = {"text": "Oi", "contains": ["a"]}
    lonely = await company.post("ai/evaluations", {"name": "a", "questions": [question]}, status=202)
    done = await judged(company, lonely["id"])
    assert [wrong["code"] for wrong in done["results"][0]["wrong"]] == ["answer_failed"]
    assert (await other_company.call("GET", f"ai/evaluations/{lonely['id']}")).status_code == 404
    assert (await other_company.call("POST", "ai/evaluations", json={"repeat_of": lonely["id"]})).status_code == 404


async def test_a_flow_is_drawn_imported_and_published(clever: Company) -> None:
    drawn = await clever.post(
        "ai/generate-flow", {"description": "Um menu: financeiro ou suporte com uma pessoa"}, status=200
    )
    assert [p for p in drawn["problems"] if p["severity"] == "error"] == []
    assert "queue_id" not in str(drawn["document"])
    made = await clever.post("flows/import", drawn["document"])
    flow_id = (made.get("flow") or made)["id"]
    assert (await clever.post(f"flows/{flow_id}/publish", {}))["status"] == "published"

    mended = await clever.post("ai/generate-flow", {"description": "Uma pesquisa de satisfação incompleta, incompleto"})
    assert (mended["drawings"], [p for p in mended["problems"] if p["severity"] == "error"]) == (2, [])
    never = await clever.post("ai/generate-flow", {"description": "Uma pesquisa impossível de desenhar"})
    assert never["drawings"] == 3
    assert {p["node_id"] for p in never["problems"] if p["severity"] == "error"} == {"lost"}


async def test_without_a_model_no_flow_is_drawn(company: Company) -> None:
    answer = await company.call("POST", "ai/generate-flow", json={"description": "Um menu de opções"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "AI_NOT_CONNECTED")
