"""Sessions that waited for an answer longer than they live, and those whose contact or number is gone."""

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import give, messages_of, place_of

from pytake_domain.flows import FlowSession, SessionStatus, Trigger, TriggerKind
from pytake_domain.kernel.ids import NumberId
from pytake_domain.messaging import Direction
from pytake_domain.testing.builders import a_graph, asks, fresh, says
from pytake_domain.testing.memory.house import Company, Customer

ANY = Trigger(kind=TriggerKind.DEFAULT)


@pytest.fixture
async def asked(company: Company, maria: Customer) -> Customer:
    """Who was asked for a name, and says nothing."""
    await company.publish("Recepção", a_graph(asks("name", "Qual é o seu nome?", "name"), says("bye", "Até já!")), ANY)
    assert await maria.says("oi") == ["Qual é o seu nome?"]
    return maria


def session_of(company: Company) -> FlowSession:
    (session,) = company.rows.flow_sessions.values()
    return session


async def overdue(company: Company) -> int:
    company.house.clock.move(days=40)
    return await company.house.running.expire(company.id)


async def test_a_session_ends_with_its_life(company: Company, asked: Customer) -> None:
    assert await company.house.running.expire(company.id) == 0
    assert await overdue(company) == 1
    assert session_of(company).status is SessionStatus.EXPIRED
    assert place_of(asked).flow_session_id is None
    assert await company.house.running.expire(company.id) == 0
    assert len(messages_of(company, Direction.OUTBOUND)) == 1


async def test_what_a_person_took_over_is_cancelled_and_not_expired(company: Company, asked: Customer) -> None:
    await give(company, place_of(asked).id, await company.agent("Bia"))
    await overdue(company)
    session = session_of(company)
    assert session.status is SessionStatus.CANCELLED


async def test_a_session_whose_number_is_gone_stops_nobody(company: Company, asked: Customer) -> None:
    rows, session = company.rows, session_of(company)
    rows.flow_sessions[session.id] = replace(session, number_id=NumberId(fresh()))
    assert await overdue(company) == 1
    assert session_of(company).running
    assert place_of(asked).flow_session_id == session.id
