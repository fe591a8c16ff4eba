"""A page of rows with everything around it takes as many statements as one row."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import event
from tests.e2e.company import Company, House

from pytake_app.graphql.asking import Asking
from pytake_app.graphql.execute import Asked, answered, checked
from pytake_app.wiring.bridge import providers
from pytake_domain.kernel.text import Language

DESK = """query Desk($first: Int!) { conversations(first: $first) { nodes {
  id contact { name email conversations(first: 2) { nodes { id } } }
  messages(first: 3) { nodes { text contact { name } conversation { id status } } }
  notes { body author { name } } assignee { name } queue { name } number { name }
} } }"""
FEW = 12
"""Statements for all of it: each kind of thing is read once."""


DRIVERS = ("set_config", "typeinfo_tree")
"""What a connection asks for itself, once."""


class Counted:
    """Statements that reach PostgreSQL from a container of ours."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def note(self, record: Any) -> None:
        text = record.query.strip()
        if text.upper().startswith(("SELECT", "WITH")) and not any(own in text for own in DRIVERS):
            self.statements.append(text)


@pytest.fixture
async def counted(house: House) -> AsyncIterator[Counted]:
    found, seen = Counted(), set[Any]()
    engines = house.container.adapters().engine(), house.container.adapters().looking_engine()

    def watch(connection: Any, *_: Any) -> None:
        raw = connection.driver_connection
        if raw not in seen:
            seen.add(raw)
            raw.add_query_logger(found.note)

    for engine in engines:
        event.listen(engine.sync_engine, "checkout", watch)
    yield found
    for engine in engines:
        event.remove(engine.sync_engine, "checkout", watch)
    for raw in seen:
        raw.remove_query_logger(found.note)


async def ask(house: House, company: Company, first: int) -> Any:
    """In this process, by the same use cases."""
    container = house.container
    token = company.headers["Authorization"].removeprefix("Bearer ")
    signed = await container.identity().authenticate().token(token)
    parts = {**providers(container), "clock": container.adapters().clock, "settings": container.settings}
    asked = Asked(query=DESK, variables={"first": first})
    result = await answered(checked(asked, kinds=("query",)), asked, Asking(signed, Language.EN, parts))
    assert result.errors is None, result.errors
    assert result.data is not None
    return result.data["conversations"]["nodes"]


async def test_more_rows_take_no_more_statements(house: House, company: Company, counted: Counted) -> None:
    for name in ("Ana", "Bia", "Cid", "Davi", "Eva", "Fábio"):
        customer = company.customer()
        customer.says("oi", name=name)
        conversation = await customer.conversation()
        await company.post(f"conversations/{conversation['id']}/notes", {"body": f"é {name}"})
        await company.post(f"conversations/{conversation['id']}/assign", {}, status=200)
    await ask(house, company, 1)
    counted.statements.clear()
    (one,) = await ask(house, company, 1)
    for_one = len(counted.statements)
    counted.statements.clear()
    six = await ask(house, company, 6)
    assert len(six) == 6
    assert one["id"] in {each["id"] for each in six}
    assert {each["notes"][0]["author"]["name"] for each in six} == {"Ana"}
    assert {each["messages"]["nodes"][0]["contact"]["name"] for each in six} == {
        each["contact"]["name"] for each in six
    }
    assert len(counted.statements) == for_one, "\n\n".join(counted.statements)
    assert 5 < for_one <= FEW
