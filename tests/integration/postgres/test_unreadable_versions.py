"""A version that can't be read ends its sessions with that reason, a person gets the contact, and nobody else notices."""

from typing import Any

import asyncpg
import pytest
from tests.integration.postgres.test_flow_crashes import PostgresHouse
from tests.support.crashing import Fault
from tests.support.ground import PostgresGround
from tests.unit.domain.flows.use_cases.test_run_flows import ANY, GREETING, keyword, node

from pytake_domain.flows import Flow, LookBack
from pytake_domain.testing.builders import a_graph, asks, says
from pytake_domain.testing.memory.house import Company, Customer

Admin = asyncpg.Connection
WRONG_GRAPH = '{"nodes": 7}'


class Place:
    """A company on PostgreSQL."""

    def __init__(self, house: PostgresHouse, admin: Admin, company: Company, maria: Customer) -> None:
        self.house, self.company, self.maria = house, company, maria
        self._admin = admin

    async def spoil(self, flow: Flow, column: str = "graph", value: str = WRONG_GRAPH) -> None:
        """What is stored of its version is no flow any more; processes start anew."""
        done = await self._admin.execute(
            f"UPDATE flow_versions SET {column} = $1::jsonb WHERE flow_id = $2",  # noqa: S608  a name of ours
            value,
            flow.id,
        )
        assert done == "UPDATE 1"
        await self.house.recover()

    async def sessions(self) -> list[tuple[str, str, Any]]:
        """Status, reason and flow of each."""
        async with self.house.open_work(self.company.id) as work:
            rows = await self._admin.fetch(
                "SELECT id FROM flow_sessions WHERE tenant_id = $1 ORDER BY id", self.company.id
            )
            found = [await work.flow_sessions.get(row["id"]) for row in rows]
        return [(s.status.value, s.reason, s.flow_id) for s in found]

    async def status(self) -> str:
        row = await self._admin.fetchrow("SELECT status FROM conversations WHERE tenant_id = $1", self.company.id)
        assert row is not None
        return str(row["status"])


@pytest.fixture
async def place(ground: PostgresGround, admin_connection: Admin) -> Place:
    house = PostgresHouse(Fault(), ground, admin_connection)
    company = await house.company()
    line = await company.number()
    return Place(house, admin_connection, company, line.customer("+5511987654321", name="Maria"))


async def test_whoever_is_on_it_gets_a_person(place: Place) -> None:
    flow = await place.company.publish("Recepção", GREETING, ANY)
    assert await place.maria.says("oi") == ["Olá! Qual é o seu nome?"]
    await place.spoil(flow)

    assert await place.maria.says("Maria") == []

    assert await place.sessions() == [("failed", "version_unreadable", flow.id)]
    assert await place.status() == "queued"
    (row,) = await place._admin.fetch("SELECT id FROM flow_sessions")
    seen = await LookBack(open_work=place.house.open_work).trace(place.company.boss, row["id"])
    assert (seen.session.reason, seen.steps) == ("version_unreadable", ())


async def test_whoever_would_start_it_gets_a_person(place: Place) -> None:
    flow = await place.company.publish("Recepção", GREETING, ANY)
    await place.spoil(flow)

    assert await place.maria.says("oi") == []

    assert await place.sessions() == [("failed", "version_unreadable", flow.id)]
    assert await place.status() == "queued"


async def test_a_jump_to_it_takes_the_error_branch(place: Place) -> None:
    other = await place.company.publish("Outro", a_graph(says("x", "Outro")), keyword("outro"))
    graph = a_graph(
        node("go", "jump", flow_id=str(other.id)),
        says("sorry", "Agora não dá."),
        arrows=(("start", "go", None), ("go", "sorry", "error")),
    )
    await place.company.publish("Principal", graph, ANY)
    await place.spoil(other)

    assert await place.maria.says("oi") == ["Agora não dá."]


async def test_a_return_to_it_gets_a_person(place: Place) -> None:
    other = await place.company.publish(
        "Outro", a_graph(asks("x", "Outro?", "x"), says("y", "Certo")), keyword("outro")
    )
    graph = a_graph(
        node("go", "call", flow_id=str(other.id)),
        says("back", "De volta"),
        arrows=(("start", "go", None), ("go", "back", None), ("go", "back", "error")),
    )
    main = await place.company.publish("Principal", graph, ANY)
    assert await place.maria.says("oi") == ["Outro?"]
    await place.spoil(main)

    assert await place.maria.says("sim") == ["Certo"]

    assert await place.sessions() == [("failed", "version_unreadable", main.id)]
    assert await place.status() == "queued"


async def test_a_trigger_that_cannot_be_read_silences_no_other_flow(place: Place) -> None:
    other = await place.company.publish("Outro", a_graph(says("x", "Outro")), keyword("outro"))
    await place.company.publish("Recepção", GREETING, ANY)
    await place.spoil(other, "trigger", '{"kind": "of_tomorrow"}')

    assert await place.maria.says("outro") == ["Olá! Qual é o seu nome?"]
