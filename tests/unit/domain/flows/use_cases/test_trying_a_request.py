"""A block's request is sent as it is drawn, and its author sees what comes back."""

from typing import Any

import pytest
from msgspec.structs import replace

from pytake_domain.flows import FlowInvalid, Tried
from pytake_domain.identity import TenantStatus
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, TenantSuspended, Throttled
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.testing.memory.house import Company

URL = "https://servico.example.com/clientes"


def answer(body: Any, status: int = 200, error: str | None = None) -> Outcome:
    return Outcome(value={"status": status, "headers": {"content-type": "application/json"}, "body": body}, error=error)


async def tried(company: Company, data: dict[str, Any], variables: dict[str, Any] | None = None) -> Tried:
    return await company.house.trying.send(company.boss, data, variables or {})


async def test_it_is_sent_with_the_sample_values_and_answered(company: Company) -> None:
    company.house.apis.next = [answer({"plano": "600 mega"})]
    data = {
        "method": "POST",
        "url": URL + "?cpf={{ cpf }}",
        "headers": {"X-Origem": "{{ company.name }}"},
        "body": {"id": "{{ cliente.id }}", "nome": "{{ contact.name }}"},
        "save": {"plano": "$.plano"},
        "disabled": True,
    }

    found = await tried(company, data, {"cpf": "390", "cliente": {"id": 7}})

    (asked,) = company.house.apis.asked
    assert (asked.method, asked.url) == ("POST", URL + "?cpf=390")
    assert asked.headers == {"X-Origem": "Rede Sol"}
    assert asked.body == {"id": 7, "nome": ""}
    assert (found.status, found.body, found.error, found.cut) == (200, {"plano": "600 mega"}, None, False)
    assert found.headers == {"content-type": "application/json"}


async def test_a_bad_answer_is_shown_and_none_at_all_is_named(company: Company) -> None:
    company.house.apis.next = [
        answer({"erro": "fora"}, 503, "status_503"),
        Outcome(error="link_private"),
        Outcome(error="timeout", retryable=True),
    ]

    assert (await tried(company, {"url": URL})).status == 503
    assert [(await tried(company, {"url": URL})).error for _ in range(2)] == ["link_private", "timeout"]


async def test_what_a_service_says_back_of_our_secrets_is_masked(company: Company) -> None:
    said = {"headers": {"Authorization": "Bearer s3cr3t-abc", "seen": ["s3cr3t-abc"]}, "s3cr3t-abc": 1, "n": 5}
    company.house.apis.next = [answer(said)]

    found = await tried(
        company, {"url": URL, "headers": {"Authorization": "Bearer {{ chave }}"}}, {"chave": "s3cr3t-abc"}
    )

    assert "s3cr3t" not in str(found)
    assert found.body["n"] == 5


async def test_an_answer_is_cut_to_what_a_person_looks_at(company: Company) -> None:
    company.house.apis.next = [
        answer({"lista": list(range(500)), "texto": "x" * 9_000}),
        answer({str(n): {str(m): m for m in range(100)} for n in range(100)}),
    ]

    found = await tried(company, {"url": URL})
    assert (len(found.body["lista"]), len(found.body["texto"]), found.cut) == (50, 2_000, True)
    wide = await tried(company, {"url": URL})
    assert wide.cut
    assert sum(len(inner) for inner in wide.body.values()) <= 2_000


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"url": "ftp://x"}, "not_a_link", "nodes.block.data.url"),
        ({"url": URL + "/{{ cpf }}"}, "unknown_variable", "nodes.block.data.url"),
        ({"url": URL, "save": {"a": "$.["}}, "not_a_path", "nodes.block.data.save.a"),
        ({}, "required", "nodes.block.data.url"),
    ],
)
async def test_what_could_not_run_is_not_sent(company: Company, data: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(FlowInvalid) as refused:
        await tried(company, data)
    assert [(p.code, p.field) for p in refused.value.problems] == [(code, field)]
    assert company.house.apis.asked == []


async def test_only_who_draws_flows_may_and_not_for_ever(company: Company) -> None:
    reader = company.person("Bia", permissions=(Permission.READ_FLOWS,))
    with pytest.raises(Forbidden):
        await company.house.trying.send(reader, {"url": URL}, {})
    for _ in range(10):
        await tried(company, {"url": URL})
    with pytest.raises(Throttled):
        await tried(company, {"url": URL})


async def test_nothing_leaves_for_a_company_that_is_suspended(company: Company) -> None:
    async with company.house.open_work(company.id) as work:
        await work.tenants.save(replace(await work.tenants.get(), status=TenantStatus.SUSPENDED))
    with pytest.raises(TenantSuspended):
        await tried(company, {"url": URL})
    assert company.house.apis.asked == []
