"""What belongs to one company is not there for another, and an agent sees what is theirs."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url
from tests.e2e.company import Company, House, Person, until
from tests.e2e.walk import Things, routes, samples, things_of

from pytake_adapters.postgres.engine import asyncpg_arguments

MAKES = {"PUT /api/v1/business-hours/{calendar_id}"}
"""Routes that store under an id of the caller's choice: it becomes theirs, whoever else has one of the same id."""

EVERYBODYS = {"GET /api/v1/dashboard/charts/{metric}", "POST /api/v1/erp/connect/{erp_type}"}
"""Routes whose path names nothing of a company."""

NOTHING_OF = {"GET /api/v1/privacy/audit/{user_id}"}
"""Routes that answer nothing, since who was erased is asked for as well."""


@pytest.fixture
async def things(company: Company) -> Things:
    return await things_of(company)


def secrets_of(company: Company, things: Things) -> tuple[str, ...]:
    # Those of the ERP are its own, and short: they may stand anywhere.
    names = ("version", "metric", "erp_type", "document", "customer_id", "invoice_id", "ticket_id")
    ids = (value for name, value in things.ids().items() if name not in names)
    return (*ids, str(company.tenant_id), company.email, company.app_secret, "segredo da empresa")


async def test_another_companys_ids_are_not_there(company: Company, other_company: Company, things: Things) -> None:
    bodies = samples(things, other_company.customer(), "iso")
    walked = 0
    for route in routes():
        if not route.names_something or route.public or route.name in EVERYBODYS:
            continue
        needed = {query["name"]: "x" for query in route.queries if query.get("required")}
        body = bodies.get(route.name)
        answer = await other_company.call(route.method, route.to(**things.ids()), json=body, params=needed)
        if route.path.startswith("/api/v1/tenants"):
            assert answer.status_code == 403, (route.name, answer.text)
            continue
        if route.name in MAKES:
            assert answer.status_code in (200, 422), (route.name, answer.text)
            continue
        if route.name in NOTHING_OF:
            assert answer.json()["data"] == [], (route.name, answer.text)
            continue
        assert answer.status_code == 404, (route.name, answer.status_code, answer.text)
        assert not any(secret in answer.text for secret in secrets_of(company, things)), route.name
        walked += 1
    assert walked > 20
    assert await things_are_as_they_were(company, things)


async def things_are_as_they_were(company: Company, things: Things) -> bool:
    flow = await company.get(f"flows/{things.flow_id}")
    conversation = await company.get(f"conversations/{things.conversation_id}", expand="notes")
    number = await company.get(f"whatsapp-configs/{things.config_id}")
    (key,) = (await company.get("api-keys"))["data"]
    routing = [(await company.get(area))["data"] for area in ("departments", "queues", "business-hours")]
    assert [[row["name"] for row in rows] for rows in routing] == [["segredo da empresa"]] * 3
    unchanged = (flow["name"], flow["status"], number["name"], number["is_active"], key["revoked_at"])
    assert unchanged == ("Eco", "published", "Atendimento", True, None)
    assert (conversation["tags"], conversation["notes"], conversation["assigned_to"]) == ([], [], None)
    return True


async def test_lists_of_another_company_are_empty_of_it(
    company: Company, other_company: Company, things: Things
) -> None:
    filters: list[dict[str, str]] = [{}]
    filters += [{"conversation_id": things.conversation_id}, {"contact_id": things.contact_id}]
    filters += [{"whatsapp_config_id": things.config_id}, {"assigned_to": things.user_id}]
    for route in routes():
        if route.method != "GET" or route.names_something or route.public:
            continue
        for query in filters:
            asked = {q["name"]: "segredo" for q in route.queries if q.get("required")}
            answer = await other_company.call("GET", route.path, params={**asked, **query})
            least = 403 if route.path.startswith(("/api/v1/tenants", "/observability/")) else 404
            assert answer.status_code in (200, least), (route.name, query, answer.text)
            shown = answer.text
            hidden = [s for s in secrets_of(company, things) if s in shown]
            assert hidden == [], (route.name, query)


async def test_another_companys_ids_inside_a_body_are_not_there(
    company: Company, other_company: Company, things: Things
) -> None:
    own = await things_of(other_company)
    phone = other_company.customer().phone
    send = {"to": phone, "message": "x"}
    tries: list[tuple[str, dict[str, Any]]] = [
        ("whatsapp/send", {**send, "whatsapp_config_id": things.config_id}),
        ("whatsapp/send", {**send, "reply_to": things.message_id}),
        ("users", {"email": f"x.{other_company.email}", "name": "x", "role": things.role_id}),
        ("conversations", {"contact_id": things.contact_id}),
        ("conversations", {"phone": phone, "whatsapp_config_id": things.config_id}),
        (f"conversations/{own.conversation_id}/assign", {"user_id": things.user_id}),
        (f"conversations/{own.conversation_id}/transfer", {"user_id": things.user_id}),
        (f"conversations/{own.conversation_id}/transfer", {"queue_id": things.queue_id}),
        (f"conversations/{own.conversation_id}/transfer", {"department_id": things.department_id}),
        ("departments", {"name": "x", "calendar_id": things.calendar_id}),
        ("queues", {"name": "x", "department_id": things.department_id}),
        ("queues", {"name": "x", "members": [things.user_id]}),
        ("queues", {"name": "x", "overflow": {"to": things.queue_id}}),
    ]
    for path, body in tries:
        answer = await other_company.call("POST", path, json=body)
        assert answer.status_code in (404, 422), (path, body, answer.text)
        assert not any(s in answer.text for s in secrets_of(company, things)), path
    taken = await other_company.call(
        "POST", "whatsapp-configs", json={"name": "x", "phone_number_id": company.phone_number_id}
    )
    assert taken.status_code in (409, 422)


async def test_a_signature_of_one_company_does_not_speak_for_another(company: Company, other_company: Company) -> None:
    customer = company.customer()
    forged = company.post_of(customer.message("não sou eu", "wamid.cross"))
    assert (await other_company.webhook(forged)).status_code == 401
    mixed = company.post_of(customer.message("dois donos", "wamid.mixed"))
    mixed["entry"] += other_company.post_of(customer.message("dois donos", "wamid.mixed2"))["entry"]
    assert (await other_company.webhook(mixed)).status_code == 200
    await until(lambda: _has_conversation(other_company))
    assert await company.conversations() == []


async def _has_conversation(company: Company) -> bool:
    return bool(await company.conversations())


async def test_a_key_of_one_company_is_unknown_to_another(company: Company, other_company: Company) -> None:
    body = {"name": "Com chave"}
    key = {"Idempotency-Key": "the-same-key-for-both"}
    first = await company.call("POST", "flows", json=body, headers=key)
    second = await other_company.call("POST", "flows", json=body, headers=key)
    assert first.status_code == second.status_code == 201
    assert first.json()["id"] != second.json()["id"]


async def test_the_tables_show_nothing_without_a_tenant(house: House, things: Things) -> None:
    del things
    admin = await house.admin()
    columns = (
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id' AND table_schema = 'public'"
    )
    tables = [row["table_name"] for row in await admin.fetch(columns)]
    assert {"messages", "contacts", "users", "whatsapp_numbers", "inbox"} <= set(tables)
    url = house.stack.environment["DATABASE_URL"]
    assert make_url(url).username == "pytake_app"
    arguments = asyncpg_arguments(url)
    connection = await asyncpg.connect(**arguments)
    filled = 0
    try:
        for table in tables:
            filled += bool(await admin.fetchval(f'SELECT count(*) FROM "{table}"'))  # noqa: S608  our own tables
            try:
                seen = await connection.fetchval(f'SELECT count(*) FROM "{table}"')  # noqa: S608  our own tables
            except asyncpg.InsufficientPrivilegeError:
                continue
            assert seen == 0, table
    finally:
        await connection.close()
    assert filled > 8


class Team:
    """Two agents, and three conversations: one each, and one nobody has."""

    def __init__(self, bia: Person, rui: Person, conversations: dict[str, dict[str, Any]]) -> None:
        self.bia = bia
        self.rui = rui
        self.conversations = conversations

    def id(self, whose: str) -> str:
        return str(self.conversations[whose]["id"])


@pytest.fixture
async def team(company: Company) -> Team:
    bia, rui = await asyncio.gather(company.person(), company.person())
    conversations = {}
    for whose in ("bia", "rui", "nobody"):
        customer = company.customer()
        customer.says(f"sou de {whose}")
        conversations[whose] = await customer.conversation()
    for whose, person in (("bia", bia), ("rui", rui)):
        body = {"user_id": person.user["id"]}
        await company.post(f"conversations/{conversations[whose]['id']}/assign", body, status=200)
    return Team(bia, rui, conversations)


async def test_an_agent_sees_their_own_and_what_nobody_has(company: Company, team: Team) -> None:
    seen = {c["id"] for c in (await team.bia.get("conversations"))["data"]}
    assert seen == {team.id("bia"), team.id("nobody")}
    assert len((await company.get("conversations"))["data"]) == 3
    assert (await team.bia.get("whatsapp/messages", conversation_id=team.id("bia")))["data"]
    for query in ({"conversation_id": team.id("rui")}, {}, {"contact_id": team.conversations["rui"]["contact"]["id"]}):
        answer = await team.bia.call("GET", "whatsapp/messages", params=query)
        assert answer.status_code == 404, query


async def test_an_agent_touches_nothing_of_a_colleague(company: Company, team: Team) -> None:
    theirs = f"conversations/{team.id('rui')}"
    (message,) = await company.messages(team.id("rui"))
    for method, path, body in (
        ("GET", theirs, None),
        ("PUT", theirs, {"status": "resolved"}),
        ("POST", f"{theirs}/assign", {}),
        ("POST", f"{theirs}/tags", {"tags": ["x"]}),
        ("POST", f"{theirs}/notes", {"body": "x"}),
        ("GET", f"whatsapp/messages/{message['id']}/status", None),
        ("PUT", f"whatsapp/messages/{message['id']}/read", None),
        ("POST", f"whatsapp/messages/{message['id']}/resend", None),
    ):
        answer = await team.bia.call(method, path, json=body)
        assert answer.status_code == 404, (method, path, answer.text)
        assert "sou de rui" not in answer.text
    now = await company.get(theirs)
    assert (now["status"], now["assigned_to"], now["unread_count"]) == ("active", team.rui.user["id"], 1)


async def test_an_agent_does_not_take_a_colleagues_conversation_by_writing_into_it(
    company: Company, team: Team
) -> None:
    phone = team.conversations["rui"]["contact"]["phone"]
    answer = await team.bia.call("POST", "whatsapp/send", json={"to": phone, "message": "com licença"})
    assert answer.status_code == 403, answer.text
    assert answer.json()["error"]["code"] == "NOT_THE_OWNER"
    now = await company.get(f"conversations/{team.id('rui')}")
    assert now["assigned_to"] == team.rui.user["id"]
    opened = await team.bia.call("POST", "conversations", json={"phone": phone})
    assert opened.status_code in (403, 404)
    assert team.id("rui") not in json.dumps(opened.json())
