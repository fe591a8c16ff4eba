"""Every field of the schema, asked by another company: nothing of the first one is there."""

from typing import Any

import msgspec
import pytest
from tests.e2e.company import Company, House
from tests.e2e.test_isolation import EVERYBODYS, NOTHING_OF, secrets_of, things_are_as_they_were
from tests.e2e.walk import Things, samples, things_of
from tests.support.graphs import document_of, root

from pytake_app.graphql.fields import MUTATIONS, QUERIES
from pytake_app.graphql.names import camel
from pytake_app.graphql.schema import made

KINDS = {"query": QUERIES, "mutation": MUTATIONS}


class Walls(msgspec.Struct):
    """Two companies, and what the first one has."""

    company: Company
    other: Company
    things: Things


@pytest.fixture(scope="module")
async def walls(house: House) -> Walls:
    company = await house.company()
    return Walls(company, await house.company(), await things_of(company))


async def asked(person: Any, kind: str, name: str, given: dict[str, Any]) -> tuple[dict[str, Any], str]:
    document, variables = document_of(kind, camel(name), given)
    answer = await person.call("POST", "/graphql", json={"query": document, "variables": variables})
    assert answer.status_code in (200, 502, 503, 504), (name, answer.text)
    whole: dict[str, Any] = answer.json()
    return whole, answer.text


def named(kind: str) -> list[str]:
    """Fields whose route names something."""
    return [name for name in KINDS[kind] if "{" in made().routes[name].template]


@pytest.mark.parametrize("kind", ["query", "mutation"])
async def test_another_companys_ids_are_not_there(walls: Walls, kind: str) -> None:
    company, things = walls.company, walls.things
    bodies = samples(things, walls.other.customer(), "muro")
    walked = 0
    for name in named(kind):
        route = made().routes[name]
        given = {**things.ids(), "input": bodies.get(f"{route.method} {route.template}")}
        whole, text = await asked(walls.other, kind, name, {k: v for k, v in given.items() if v is not None})
        if f"{route.method} {route.template}" in EVERYBODYS:
            continue
        if f"{route.method} {route.template}" in NOTHING_OF:
            assert whole["data"][camel(name)]["data"] == [], (name, text)
            continue
        kinds = {each["extensions"]["kind"] for each in whole["errors"]}
        wanted = {"forbidden"} if route.template.startswith("/api/v1/tenants") else {"not_found"}
        assert kinds == wanted, (name, text)
        assert whole["data"] == {camel(name): None}
        assert not any(secret in text for secret in secrets_of(company, things)), name
        walked += 1
    assert walked > 25
    assert await things_are_as_they_were(company, things)


async def test_lists_of_another_company_are_empty_of_it(walls: Walls) -> None:
    things = walls.things
    filters = {
        "conversationId": things.conversation_id,
        "contactId": things.contact_id,
        "whatsappConfigId": things.config_id,
        "assignedTo": things.user_id,
        "userId": things.contact_id,
    }
    hidden, shown = secrets_of(walls.company, things), 0
    for name in QUERIES:
        if "{" in made().routes[name].template:
            continue
        arguments = root("query")[camel(name)].args
        needed = {key: "segredo" for key, each in arguments.items() if str(each.type).endswith("!")}
        tries = [{}, *({key: value} for key, value in filters.items() if key in arguments)]
        for given in tries:
            _, text = await asked(walls.other, "query", name, {**needed, **given})
            assert [secret for secret in hidden if secret in text] == [], (name, given)
        _, own = await asked(walls.company, "query", name, needed)
        shown += any(secret in own for secret in hidden)
    # Whoever it belongs to does see it.
    assert shown > 25


async def test_each_field_that_names_something_shows_it_to_its_own(walls: Walls) -> None:
    failed = set()
    for name in named("query"):
        whole, text = await asked(walls.company, "query", name, walls.things.ids())
        assert "BUG" not in text, (name, text)
        if "errors" in whole:
            failed.add(name)
    assert failed == NOT_TO_BE_SEEN


NOT_TO_BE_SEEN = {"tenant", "erp_customers", "privacy_consents"}
"""The platform's; what needs another argument; a colleague, who is no contact."""
