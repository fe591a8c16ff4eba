"""Flows that ask somebody outside: the question is a job, its outcome an event, and nothing is lost or asked in vain."""

import msgspec
from msgspec.structs import replace
from tests.unit.domain.flows.use_cases.test_run_flows import node, sessions
from tests.unit.domain.messaging.talking import place_of

from pytake_domain.flows import Graph, SessionStatus, Trigger, TriggerKind
from pytake_domain.identity import TenantStatus
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.messaging import ConversationStatus
from pytake_domain.testing.builders import a_graph, says
from pytake_domain.testing.memory.house import Company, Customer

ANY = Trigger(kind=TriggerKind.DEFAULT)
URL = "https://servico.example.com/plano"
GOOD = Outcome(value={"status": 200, "headers": {}, "body": {"plan": "600 mega"}})
AWAY = Outcome(error="timeout", retryable=True)


def asks_service(**data: object) -> Graph:
    return a_graph(
        node("api", "api_call", url=URL, save={"plan": "$.plan"}, **data),
        says("ok", "Seu plano: {{ plan }}"),
        says("bad", "Não consegui ver agora."),
        arrows=(("start", "api", None), ("api", "ok", None), ("api", "bad", "error")),
    )


async def test_what_a_service_says_reaches_the_customer(company: Company, maria: Customer) -> None:
    await company.publish("Plano", asks_service(), ANY)
    company.house.apis.answers[URL] = GOOD

    assert await maria.says("oi") == ["Seu plano: 600 mega"]
    (asked,) = company.house.apis.asked
    (session,) = sessions(company)
    assert asked.id.startswith(f"{session.id.int:032x}-")
    assert session.status is SessionStatus.COMPLETED


async def test_a_passing_failure_is_tried_again_with_the_same_key(company: Company, maria: Customer) -> None:
    await company.publish("Plano", asks_service(retries=2), ANY)
    house = company.house
    house.apis.next = [AWAY, AWAY, GOOD]

    assert await maria.says("oi") == []
    await house.wait(seconds=2)
    assert len(house.apis.asked) == 2
    await house.wait(seconds=4)

    assert list(map(_text, maria.heard)) == ["Seu plano: 600 mega"]
    assert len({asked.id for asked in house.apis.asked}) == 1


async def test_when_tries_are_used_up_the_error_has_its_branch(company: Company, maria: Customer) -> None:
    await company.publish("Plano", asks_service(retries=1), ANY)
    company.house.apis.next = [AWAY, AWAY, GOOD]

    await maria.says("oi")
    await company.house.wait(seconds=2)

    assert [_text(sent) for sent in maria.heard] == ["Não consegui ver agora."]
    assert len(company.house.apis.asked) == 2


async def test_nobody_is_asked_for_a_session_that_is_over(company: Company, maria: Customer) -> None:
    await company.publish("Plano", asks_service(retries=1), ANY)
    company.house.apis.next = [AWAY, GOOD]
    await maria.says("oi")
    await maria.says("atendente")
    assert place_of(maria).status is not ConversationStatus.BOT

    await company.house.wait(seconds=5)

    assert len(company.house.apis.asked) == 1
    assert [session.status for session in sessions(company)] == [SessionStatus.CANCELLED]


async def test_a_question_that_is_asked_again_after_a_crash_moves_the_session_once(
    company: Company, maria: Customer
) -> None:
    house = company.house
    await company.publish("Plano", asks_service(), ANY)
    house.apis.answers[URL] = GOOD
    await maria.says("oi")
    (session,) = sessions(company)
    again = msgspec.json.encode({"session_id": session.id, "effect": house.apis.asked[0]})

    await house.asking.run(company.id, again)
    await house.settle()

    assert len(maria.heard) == 1
    assert len(house.apis.asked) == 1


async def test_nothing_leaves_a_suspended_company(company: Company, maria: Customer) -> None:
    await company.publish("Plano", asks_service(retries=1), ANY)
    company.house.apis.next = [AWAY, GOOD]
    await maria.says("oi")
    async with company.house.open_work(company.id) as work:
        await work.tenants.save(replace(await work.tenants.get(), status=TenantStatus.SUSPENDED))

    await company.house.wait(seconds=5)

    assert len(company.house.apis.asked) == 1


def _text(sent: object) -> str:
    return str(getattr(getattr(sent, "content", None), "body", ""))
