"""Words are found in whatever inflection, with or without accents, and only in what somebody may read."""

import json
from typing import Any

from tests.e2e.company import Company, until

from pytake_domain.identity import Role


async def say(company: Company, *texts: str) -> str:
    customer = company.customer()
    for text in texts:
        customer.says(text)

    async def there() -> Any:
        found = await company.conversations()
        mine = next((c for c in found if c["contact"]["phone"] == customer.phone), None)
        return mine["id"] if mine and len(await company.messages(mine["id"])) >= len(texts) else None

    conversation: str = await until(there)
    return conversation


async def found(company: Any, q: str, **more: Any) -> list[str]:
    return [m["text"] for m in (await company.get("whatsapp/messages/search", q=q, **more))["data"]]


async def test_inflections_and_accents_do_not_matter(company: Company) -> None:
    await say(company, "Minha conexão está caindo", "As instalações ficaram ótimas", "Quero a segunda via do boleto")

    assert await found(company, "conexões") == ["Minha conexão está caindo"]
    assert await found(company, "conexao") == ["Minha conexão está caindo"]
    assert await found(company, "instalação") == ["As instalações ficaram ótimas"]
    assert await found(company, "boletos via") == ["Quero a segunda via do boleto"]
    assert await found(company, '"segunda via"') == ["Quero a segunda via do boleto"]
    assert await found(company, '"via segunda"') == []
    assert await found(company, "via -boleto") == []
    assert await found(company, "dinossauro") == []


async def test_filters_and_cursor_narrow_what_is_found(company: Company) -> None:
    first = await say(company, *(f"fatura número {n}" for n in range(5)))
    await say(company, "fatura de outra pessoa")

    page = await company.get("whatsapp/messages/search", q="fatura", limit=2)
    assert page["data"][0]["text"] == "fatura de outra pessoa"
    after = await company.get(
        "whatsapp/messages/search", q="fatura", limit=10, cursor=page["pagination"]["next_cursor"]
    )
    both = [*page["data"], *after["data"]]
    assert sorted(m["text"] for m in both[1:]) == [f"fatura número {n}" for n in range(5)]
    assert [m["id"] for m in both] == sorted((m["id"] for m in both), reverse=True)
    assert len(await found(company, "fatura", conversation_id=first)) == 5
    assert await found(company, "fatura", direction="outbound") == []
    assert await found(company, "fatura", to="2020-01-01T00:00:00Z") == []
    assert len(await found(company, "fatura", **{"from": "2020-01-01T00:00:00Z"})) == 6


async def test_nobody_finds_another_companys_words(company: Company, other_company: Company) -> None:
    await say(company, "palavra secretíssima")

    assert await found(other_company, "secretíssima") == []
    assert await found(company, "secretissima") == ["palavra secretíssima"]


async def test_an_agent_finds_only_what_they_may_read(company: Company) -> None:
    conversation = await say(company, "assunto reservado")
    agent, colleague = await company.person(Role.AGENT), await company.person(Role.AGENT)
    await company.post(f"conversations/{conversation}/assign", {"user_id": colleague.user["id"]})

    assert await found(colleague, "reservado") == ["assunto reservado"]
    assert await found(agent, "reservado") == []


async def test_a_question_that_is_none_is_refused(company: Company) -> None:
    for query in (
        {"q": " "},
        {"q": "x" * 201},
        {"q": "a", "from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"},
    ):
        assert (await company.call("GET", "whatsapp/messages/search", params=query)).status_code == 422


async def test_the_search_reads_its_index(company: Company) -> None:
    await say(company, "agulha no palheiro")
    admin = await company.house.admin()
    day = await admin.fetchval("SELECT pytake_day($1, now())", company.tenant_id)
    await admin.execute("SET ROLE pytake_owner; SET enable_seqscan = off")
    try:
        plan = await admin.fetchval(
            "EXPLAIN (FORMAT JSON) SELECT id FROM messages WHERE pytake_vector(tenant_id, created_at, content)"
            " @@ (to_tsquery('portuguese', 'agulha') && $1::tsquery)",
            day,
        )
    finally:
        await admin.execute("RESET ROLE; RESET enable_seqscan")
    assert "ix_messages_search" in json.dumps(json.loads(plan))
