"""A story told in GraphQL: what REST answers, by the same rules, in one document; and what is refused."""

import json
from typing import Any

import pytest
from graphql import build_client_schema, get_introspection_query
from tests.e2e.company import Company, House
from tests.support.asked import ask, codes, read

from pytake_app.graphql import limits
from pytake_domain.identity import Role

RECORDED = "SELECT route FROM audit_records WHERE tenant_id = $1"
DESK = """
query Desk($first: Int!, $after: String) {
  conversations(first: $first, after: $after) {
    nodes {
      id status
      contact { name phone email tags conversations(first: 2) { nodes { id } } }
      messages(first: 2) { nodes { text direction status contact { name } } pageInfo { hasNextPage endCursor } }
      notes { body author { name } }
      assignee { name }
      number { name }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""


async def talked(company: Company, *names: str) -> list[dict[str, Any]]:
    """Conversations with people of these names, the newest first."""
    found = []
    for name in names:
        customer = company.customer()
        customer.says("oi", name=name)
        found.append(await customer.conversation())
    return found[::-1]


async def test_one_document_reads_what_several_routes_answer(company: Company) -> None:
    rui, ana = await talked(company, "Ana", "Rui")
    await company.post(f"conversations/{ana['id']}/notes", {"body": "cliente antiga"})
    await company.post(f"conversations/{ana['id']}/assign", {}, status=200)
    first = (await read(company, DESK, first=1))["conversations"]
    assert [each["id"] for each in first["nodes"]] == [rui["id"]]
    assert first["pageInfo"]["hasNextPage"] is True
    second = (await read(company, DESK, first=1, after=first["pageInfo"]["endCursor"]))["conversations"]
    (shown,) = second["nodes"]
    assert (shown["id"], shown["status"]) == (ana["id"], "active")
    assert shown["contact"]["name"] == "Ana"
    assert shown["contact"]["tags"] == []
    assert shown["contact"]["conversations"]["nodes"] == [{"id": ana["id"]}]
    (message,) = shown["messages"]["nodes"]
    assert (message["text"], message["direction"], message["contact"]["name"]) == ("oi", "inbound", "Ana")
    assert shown["notes"] == [{"body": "cliente antiga", "author": {"name": "Ana"}}]
    assert (shown["assignee"]["name"], shown["number"]["name"]) == ("Ana", "Atendimento")


async def test_lists_go_on_by_cursor_and_count_when_asked(company: Company) -> None:
    for name in ("um", "dois", "três"):
        await company.post("tags", {"name": name}, status=201)
    seen, after = [], None
    document = """query Tags($after: String) { tags(first: 2, after: $after) {
      edges { node { name } cursor } totalCount pageInfo { endCursor } } }"""
    for _ in range(2):
        page = (await read(company, document, after=after))["tags"]
        seen += [each["node"]["name"] for each in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        assert (page["totalCount"], page["edges"][-1]["cursor"]) == (3, after)
    assert (sorted(seen), after) == (["dois", "três", "um"], None)
    changed = await ask(company, 'query { tags(first: 3, after: "cDIuMg==") { nodes { name } } }')
    assert changed["errors"][0]["extensions"]["details"][0]["code"] == "page_size_changed"
    for wrong in ("nada", "eHh4"):
        refused = await ask(company, document, after=wrong)
        assert refused["errors"][0]["extensions"]["details"][0]["field"] == "after"


async def test_what_is_done_is_done_once_by_its_key(house: House, company: Company) -> None:
    (conversation,) = await talked(company, "Ana")
    document = """mutation Answer($id: UUID!) {
      first: sendText(input: {conversationId: $id, message: "um"}) { id text status conversation { id } }
      second: sendText(input: {conversationId: $id, message: "dois"}) { id }
      addNote(conversationId: $id, input: {body: "respondido"}) { body }
    }"""
    headers = {"Idempotency-Key": "resposta-1"}
    made = await ask(company, document, headers=headers, id=conversation["id"])
    again = await ask(company, document, headers=headers, id=conversation["id"])
    assert made == again
    assert made["data"]["first"]["id"] != made["data"]["second"]["id"]
    assert made["data"]["first"]["conversation"] == {"id": conversation["id"]}
    admin = await house.admin()
    routes = [row["route"] for row in await admin.fetch(RECORDED, company.tenant_id)]
    assert routes.count("POST /graphql addNote") == routes.count("POST /graphql again") == 1
    stored = await company.messages(conversation["id"])
    assert [m["text"] for m in stored] == ["oi", "um", "dois"]
    assert len((await company.get(f"conversations/{conversation['id']}/notes"))["data"]) == 1
    other = await company.call("POST", "/graphql", json={"query": "{ me { user { id } } }"}, headers=headers)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")


async def test_errors_are_those_of_rest_beside_what_went_well(company: Company) -> None:
    document = """query Both($id: UUID!) { me { user { email } } conversation(conversationId: $id) { id } }"""
    whole = await ask(company, document, id=company.user["id"])
    assert whole["data"] == {"me": {"user": {"email": company.email}}, "conversation": None}
    (error,) = whole["errors"]
    assert error["path"] == ["conversation"]
    told = error["extensions"]
    assert (told["code"], told["kind"], told["details"]) == ("CONVERSATION_NOT_FOUND", "not_found", [])
    assert told["request_id"].startswith("req_")
    assert error["message"] == "There is no such conversation."
    wrong = await ask(company, 'mutation { addContact(input: {phone: "12"}) { id } }')
    (detail,) = wrong["errors"][0]["extensions"]["details"]
    assert detail["field"] == "phone"
    nul = await ask(company, 'mutation { createFlow(input: {name: "a\\\\u0000"}) { id } }'.replace("\\\\", "\\"))
    assert nul["errors"][0]["extensions"]["details"] == [
        {"field": "input.name", "code": "not_text", "message": nul["errors"][0]["extensions"]["details"][0]["message"]}
    ]


async def test_permissions_and_masks_are_those_of_rest(company: Company) -> None:
    await talked(company, "Ana")
    viewer = await company.person(Role.VIEWER)
    refused = await ask(viewer, 'mutation { sendText(input: {to: "+5511987654321", message: "oi"}) { id } }')
    assert codes(refused) == ["FORBIDDEN"]
    document = """query { contacts(first: 5) { nodes { phone addresses { value } } }
      conversations { nodes { contact { phone } } } }"""
    whole = await read(company, document)
    masked = await read(viewer, document)
    over = (await viewer.get("contacts"))["data"]
    (shown,) = masked["contacts"]["nodes"]
    assert shown == {"phone": over[0]["phone"], "addresses": [{"value": a["value"]} for a in over[0]["addresses"]]}
    assert masked["conversations"]["nodes"] == [{"contact": {"phone": over[0]["phone"]}}]
    assert whole["contacts"]["nodes"][0]["phone"] != shown["phone"]
    agent = await company.person(Role.AGENT)
    told = await ask(agent, "query { me { user { role } } audit { data { id } } compliance { retention } }")
    assert (told["data"]["me"], codes(told)) == ({"user": {"role": "agent"}}, ["FORBIDDEN", "FORBIDDEN"])


async def test_what_was_seen_is_recorded_for_each_field(house: House, company: Company) -> None:
    (conversation,) = await talked(company, "Ana")
    await read(company, DESK, first=5)
    admin = await house.admin()
    rows = await admin.fetch(
        "SELECT action, route, subjects FROM audit_records WHERE tenant_id = $1", company.tenant_id
    )
    seen = {
        row["route"].removeprefix("POST /graphql "): row for row in rows if row["route"].startswith("POST /graphql")
    }
    assert {"conversations", "Conversation.contact", "Conversation.messages", "Contact.conversations"} <= set(seen)
    assert {row["action"] for row in seen.values()} == {"read"}
    who = conversation["contact"]["id"]
    assert who in {str(each) for each in seen["Conversation.messages"]["subjects"]}


async def test_nobody_asks_without_a_proof(house: House) -> None:
    for query in ("{ me { user { id } } }", get_introspection_query()):
        answer = await house.http.post("/graphql", json={"query": query})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "UNAUTHENTICATED")


async def test_tools_can_read_the_schema(company: Company) -> None:
    whole = await ask(company, get_introspection_query(descriptions=True))
    schema = build_client_schema(whole["data"])
    assert schema.query_type is not None
    assert {"conversations", "campaigns", "audit"} <= set(schema.query_type.fields)


def nested(levels: int) -> str:
    inner = "{ id }"
    for _ in range(levels):
        inner = f"{{ contact {{ conversations(first: 1) {{ nodes {inner} }} }} }}"
    return f"{{ conversations(first: 1) {{ nodes {inner} }} }}"


BOMB = "query { ...a } " + " ".join(
    f"fragment {a} on Query {{ ...{b} ...{b} }}" for a, b in zip("abcdefghijklm", "bcdefghijklmn", strict=True)
)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("query {", "GRAPHQL_SYNTAX"),
        ("query { nothing }", "GRAPHQL_INVALID"),
        ("query { me { user { id } } " + "# " + "x" * limits.LONGEST + "\n}", "GRAPHQL_TOO_LONG"),
        ("query { me { user { " + "id " * limits.MOST_TOKENS + "} } }", "GRAPHQL_TOO_LONG"),
        ("query " + "{ a " * 900 + "}" * 900, "GRAPHQL_TOO_DEEP"),
        (nested(5), "GRAPHQL_TOO_DEEP"),
        ("query { " + " ".join(f"a{n}: me {{ user {{ id }} }}" for n in range(40)) + " }", "GRAPHQL_TOO_WIDE"),
        ("query { me { user { id } } " + "flowNodeTypes { __typename } " * 21 + "}", "GRAPHQL_TOO_WIDE"),
        ("query { me " + "@include(if: true) " * 60 + "{ user { id } } }", "GRAPHQL_TOO_WIDE"),
        (
            "query { conversations(first: 100) { nodes { messages(first: 100) { nodes { id } } } } }",
            "GRAPHQL_TOO_COSTLY",
        ),
        ("query A { me { user { id } } } query B { me { user { id } } }", "GRAPHQL_OPERATION"),
        ('subscription { events(channels: ["messages"]) { type } }', "GRAPHQL_OPERATION"),
        (BOMB + " fragment n on Query { me { user { id } } }", "GRAPHQL_TOO_WIDE"),
        ("query { ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "GRAPHQL_INVALID"),
    ],
)
async def test_what_asks_for_too_much_is_refused_before_anything_is_done(
    company: Company, document: str, code: str
) -> None:
    answer = await company.call("POST", "/graphql", json={"query": document})
    assert answer.status_code in (400, 422), answer.text
    whole = answer.json()
    assert codes(whole)[0] == code, whole
    assert "data" not in whole
    assert whole["errors"][0]["extensions"]["request_id"] == answer.headers["x-request-id"]


async def test_bodies_that_are_none_are_refused(company: Company) -> None:
    one = {"query": "{ me { user { id } } }"}
    for content, status, code in (
        (json.dumps([one, one]).encode(), 422, "GRAPHQL_BATCHED"),
        (b"{", 400, "MALFORMED"),
        (b'{"query": 1}', 422, "VALIDATION_ERROR"),
        (b"{}", 422, "VALIDATION_ERROR"),
        (b'{"query": "{ me { user { id } } }", "variables": []}', 422, "VALIDATION_ERROR"),
    ):
        headers = {"Content-Type": "application/json"}
        answer = await company.call("POST", "/graphql", content=content, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), (content, answer.text)
    other = await company.call("POST", "/graphql", json={**one, "operationName": "Other"})
    assert codes(other.json()) == ["GRAPHQL_OPERATION"]
    wrong = await ask(company, "query One($id: UUID!) { contact(contactId: $id) { id } }", status=400, id="nada")
    assert codes(wrong) == ["GRAPHQL_INVALID"]
