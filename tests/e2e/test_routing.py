"""A flow hands over to a queue, agents come and go, and each conversation finds its person."""

import asyncio
import datetime as dt
from typing import Any

import pytest
from tests.e2e.company import Company, Customer, House, Person, until
from tests.e2e.flows import edges, node
from tests.e2e.test_real_time import watching

from pytake_domain.identity import Role
from pytake_domain.kernel.actor import system
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import fresh


def handing_over(to: str) -> dict[str, Any]:
    """Says a line, then gives every customer to this queue."""
    return {
        "name": "Passa adiante",
        "trigger": {"kind": "message_received"},
        "nodes": [node("start", "start"), node("gente", "transfer", text="Um momento.", queue_id=to, reason="pediu")],
        "edges": edges(("start", "gente")),
    }


async def asking(company: Company, text: str = "bom dia") -> Customer:
    """A customer whom the flow has handed over."""
    customer = company.customer()
    customer.says(text)
    await customer.reads("Um momento.")
    return customer


async def becomes(customer: Customer, **expected: Any) -> dict[str, Any]:
    """Their conversation, once it is like this."""

    async def so() -> dict[str, Any] | None:
        found = await customer.conversation()
        return found if all(found[name] == value for name, value in expected.items()) else None

    found: dict[str, Any] = await until(so)
    return found


async def be(person: Person, presence: str) -> None:
    assert (await person.put("agents/me/presence", {"presence": presence}))["presence"] == presence


async def queue_of(company: Company, *people: Person, **rules: Any) -> dict[str, Any]:
    body = {"name": "Suporte", "members": [p.user["id"] for p in people], **rules}
    made: dict[str, Any] = await company.post("queues", body, status=201)
    return made


async def test_whoever_is_available_gets_it_live_and_the_rest_waits_for_room(house: House, company: Company) -> None:
    bia = await company.person()
    await company.put(f"agents/{bia.user['id']}", {"capacity": 1, "skills": {"suporte": 3}})
    queue = await queue_of(company, bia)
    await company.flow(handing_over("SUPORTE"))
    first = await asking(company)
    await becomes(first, status="queued", queue_id=queue["id"], queue_name="Suporte")

    async with watching(house, bia.headers) as watcher:
        await watcher.watch("conversations")
        await be(bia, "available")
        assert (await watcher.hear("agent_presence"))["data"]["presence"] == "available"
        told = await watcher.hear("conversation_assigned")
        assert told["data"]["assigned_to"] == bia.user["id"]
        assert (await watcher.hear("conversation_routed"))["data"]["reason"] == "least_load"

    taken = await becomes(first, status="active", assigned_to=bia.user["id"])
    second = await asking(company)
    waiting = await becomes(second, status="queued", queue_id=queue["id"])
    (shown,) = (await bia.get("queues"))["data"]
    assert (shown["load"]["waiting"], shown["load"]["served"], shown["load"]["agents_available"]) == (1, 1, 1)
    (agent,) = [a for a in (await bia.get("agents"))["data"] if a["user_id"] == bia.user["id"]]
    assert (agent["load"], agent["capacity"], agent["skills"]) == (1, 1, {"suporte": 3})
    full = await bia.call("POST", f"conversations/{waiting['id']}/assign", json={})
    assert (full.status_code, full.json()["error"]["code"]) == (409, "AGENT_FULL")

    await bia.put(f"conversations/{taken['id']}", {"status": "resolved"})

    await becomes(second, status="active", assigned_to=bia.user["id"])


async def test_by_hand_the_next_is_pulled_and_handed_on(company: Company) -> None:
    bia, rui = await asyncio.gather(company.person(), company.person())
    queue = await queue_of(company, bia, strategy="manual")
    await company.flow(handing_over(queue["id"]))
    await be(bia, "available")
    customer = await asking(company)
    await becomes(customer, status="queued", queue_id=queue["id"])

    refused = await rui.call("POST", f"queues/{queue['id']}/pull")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "NOT_IN_QUEUE")
    pulled = await bia.post(f"queues/{queue['id']}/pull", status=200)
    assert (pulled["status"], pulled["assigned_to"]) == ("active", bia.user["id"])
    empty = await bia.call("POST", f"queues/{queue['id']}/pull")
    assert (empty.status_code, empty.json()["error"]["code"]) == (409, "QUEUE_EMPTY")

    place = f"conversations/{pulled['id']}"
    handed = await bia.post(f"{place}/transfer", {"user_id": rui.user["id"], "reason": "é dele"}, status=200)
    assert (handed["status"], handed["assigned_to"]) == ("active", rui.user["id"])
    back = await rui.post(f"{place}/transfer", {"queue_id": queue["id"], "reason": "não sei"}, status=200)
    assert (back["status"], back["assigned_to"], back["queue_id"]) == ("queued", None, queue["id"])
    given = await company.post(f"{place}/return-to-flow", {"reason": "engano"}, status=200)
    assert (given["status"], given["queue_id"]) == ("bot", None)
    customer.says("de novo")
    await customer.reads("Um momento.", "Um momento.")


async def test_to_nobody_is_an_error_that_says_why(company: Company) -> None:
    viewer, gone = await asyncio.gather(company.person(Role.VIEWER), company.person())
    people = company.house.container.identity().manage_users()
    await people.change(system(TenantId(company.tenant_id)), gone.user["id"], active=False)
    customer = company.customer()
    customer.says("oi")
    place = f"conversations/{(await customer.conversation())['id']}/transfer"
    department = await company.post("departments", {"name": "Sem filas"}, status=201)

    for body, field, code in (
        ({}, "user_id", "transfer_to_nobody"),
        ({"user_id": str(fresh())}, "user_id", "unknown"),
        ({"user_id": gone.user["id"]}, "user_id", "inactive"),
        ({"user_id": viewer.user["id"]}, "user_id", "may_not_answer"),
        ({"queue_id": str(fresh())}, "queue_id", "unknown"),
        ({"department_id": department["id"]}, "department_id", "no_queue"),
        ({"user_id": str(fresh()), "queue_id": str(fresh())}, "user_id", "several_destinations"),
    ):
        answer = await company.call("POST", place, json=body)
        assert answer.status_code == 422, answer.text
        (detail,) = answer.json()["error"]["details"]
        assert (detail["field"], detail["code"]) == (field, code)


async def test_a_flow_that_names_a_queue_that_is_gone_hands_over_all_the_same(company: Company) -> None:
    queue = await company.post("queues", {"name": "Fila que não há"}, status=201)
    await company.flow(handing_over("Fila que não há"))
    assert (await company.call("DELETE", f"queues/{queue['id']}")).status_code == 204
    customer = await asking(company)
    await becomes(customer, status="queued", queue_id=None, queue_name="Fila que não há")


async def test_agents_see_what_their_queues_and_departments_hold(company: Company) -> None:
    bia, rui, leo = await asyncio.gather(company.person(), company.person(), company.person())
    department = await company.post("departments", {"name": "Técnico"}, status=201)
    own = await queue_of(company, bia, department_id=department["id"], strategy="manual")
    near = await queue_of(company, leo, name="Campo", department_id=department["id"], strategy="manual")
    waiting: list[str] = []
    served: list[str] = []
    for queue in (own, near):
        for bucket in (waiting, served):
            customer = company.customer()
            customer.says("oi")
            place = (await customer.conversation())["id"]
            await company.post(f"conversations/{place}/transfer", {"queue_id": queue["id"]}, status=200)
            if bucket is served:
                await company.post(f"conversations/{place}/assign", {"user_id": leo.user["id"]}, status=200)
            bucket.append(place)

    async def seen(person: Person) -> set[str]:
        listed = {c["id"] for c in (await person.get("conversations"))["data"]}
        single = {
            place
            for place in (*waiting, *served)
            if (await person.call("GET", f"conversations/{place}")).status_code == 200
        }
        assert listed == single
        return listed

    assert await seen(bia) == {waiting[0], waiting[1], served[0]}
    assert await seen(leo) == {*waiting, *served}
    assert await seen(rui) == set()


async def test_outside_business_hours_the_customer_is_told_once(company: Company) -> None:
    bia = await company.person()
    calendar = {"name": "Nunca", "week": {}, "closed_message": "Estamos fechados.", "is_default": True}
    stored = await company.put(f"business-hours/{fresh()}", calendar)
    assert (stored["is_open"], stored["opens_at"]) == (False, None)
    queue = await queue_of(company, bia)
    await be(bia, "available")
    await company.flow(handing_over("Suporte"))
    customer = company.customer()
    customer.says("alguém?")
    await customer.reads("Um momento.", "Estamos fechados.")
    customer.says("ninguém?")
    await asyncio.sleep(1)
    await customer.reads("Um momento.", "Estamos fechados.")
    await becomes(customer, status="queued", queue_id=queue["id"], assigned_to=None)

    always = {day: [{"start": "00:00", "end": "24:00"}] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    await company.put(f"business-hours/{stored['id']}", {**calendar, "week": always})

    await becomes(customer, status="active", assigned_to=bia.user["id"])


async def test_national_holidays_are_offered(company: Company) -> None:
    offered = await company.get("business-hours", suggest_holidays=2026)
    dates = {holiday["date"]: holiday["optional"] for holiday in offered["suggested"]}
    assert (dates["2026-04-03"], dates["2026-11-20"], dates["2026-02-17"]) == (False, False, True)


async def test_a_promise_that_is_broken_is_told_live(house: House, company: Company) -> None:
    bia = await company.person()
    promise = {"first_answer": 1, "warn_percent": 50}
    await queue_of(company, bia, service_level=promise)
    await company.flow(handing_over("Suporte"))
    async with watching(house, company.headers) as watcher:
        await watcher.watch("conversations")
        await asking(company)
        told = await watcher.hear("sla_breached", patience=20)
    assert told["data"]["kind"] == "first_answer"
    assert dt.datetime.fromisoformat(told["data"]["due_at"]) < dt.datetime.now(dt.UTC)  # noqa: TID251  the wall clock


@pytest.mark.parametrize("wrong", [{"presence": "asleep"}, {}])
async def test_a_presence_that_is_none_is_refused(company: Company, wrong: dict[str, str]) -> None:
    assert (await company.call("PUT", "agents/me/presence", json=wrong)).status_code == 422


async def test_an_agent_manages_no_queues(company: Company) -> None:
    bia = await company.person()
    queue = await queue_of(company, bia)
    for method, path, body in (
        ("POST", "queues", {"name": "x"}),
        ("PUT", f"queues/{queue['id']}", {"name": "x"}),
        ("DELETE", f"queues/{queue['id']}", None),
        ("POST", "departments", {"name": "x"}),
        ("PUT", f"agents/{bia.user['id']}", {"capacity": 100}),
        ("PUT", f"business-hours/{fresh()}", {"name": "x"}),
    ):
        answer = await bia.call(method, path, json=body)
        assert answer.status_code == 403, (method, path, answer.text)
