"""Somebody leaves: what was theirs waits for others."""

import pytest
from tests.unit.domain.messaging.talking import place_of
from tests.unit.domain.routing.test_desk_tools import talks, user

from pytake_domain.identity import LastAdministrator, Role, SignedInCache, UserNotFound, UserRemoved
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden
from pytake_domain.messaging import ConversationStatus
from pytake_domain.routing import Presence, QueueDraft, RemovePeople
from pytake_domain.testing.memory.house import Company, Line, MemoryHouse


@pytest.fixture
def removing(memory: MemoryHouse) -> RemovePeople:
    return RemovePeople(open_work=memory.open_work, cache=SignedInCache(), clock=memory.clock, ids=memory.ids)


async def test_what_was_theirs_waits_in_its_queue_and_goes_to_who_is_there(
    company: Company, line: Line, removing: RemovePeople
) -> None:
    house = company.house
    bia, cid = await company.agent("Bia", presence=Presence.AVAILABLE), await company.agent("Cid")
    queue = (
        await house.desk.queues.add_queue(company.boss, QueueDraft(name="Suporte", members=(user(bia), user(cid))))
    ).queue
    mine, spare = await talks(line, 2)
    await house.desk.transferring.assign(company.boss, place_of(mine).id, to=user(bia))
    await house.desk.transferring.transfer(company.boss, place_of(spare).id, queue_id=queue.id)
    await house.settle()
    assert [place_of(c).assigned_to for c in (mine, spare)] == [user(bia)] * 2

    await removing.remove(company.boss, user(bia))

    waiting = place_of(spare)
    assert (waiting.status, waiting.queue_id, waiting.assigned_to) == (ConversationStatus.QUEUED, queue.id, None)
    assert (place_of(mine).status, place_of(mine).queue_id) == (ConversationStatus.QUEUED, None)
    assert company.rows.queues[queue.id].members == (user(cid),)
    assert user(bia) not in company.rows.agents
    assert company.rows.assignments[-1].reason == "person_removed"
    assert isinstance(house.store.events[-1], UserRemoved)
    await house.desk.agents.be(cid, Presence.AVAILABLE)
    await house.settle()
    assert place_of(spare).assigned_to == user(cid)
    with pytest.raises(UserNotFound):
        await removing.remove(company.boss, user(bia))


async def test_what_named_no_queue_waits_in_the_usual_one(company: Company, line: Line, removing: RemovePeople) -> None:
    bia = await company.agent("Bia")
    usual = (await company.house.desk.queues.add_queue(company.boss, QueueDraft(name="Geral", is_default=True))).queue
    (mine,) = await talks(line, 1)
    await company.house.desk.transferring.assign(company.boss, place_of(mine).id, to=user(bia))

    await removing.remove(company.boss, user(bia))

    assert (place_of(mine).queue_id, place_of(mine).queue_name) == (usual.id, "Geral")


async def test_the_last_administrator_stays_and_not_everybody_removes(company: Company, removing: RemovePeople) -> None:
    ana = await company.agent("Ana", Role.ADMIN)
    bia = await company.agent("Bia", Role.USER)
    with pytest.raises(LastAdministrator):
        await removing.remove(ana, user(ana))
    with pytest.raises(Forbidden):
        await removing.remove(bia, user(ana))
    manager = company.person("Gil", [Permission.MANAGE_USERS, Permission.READ_USERS])
    with pytest.raises(Forbidden):
        await removing.remove(manager, user(bia))
    rui = await company.agent("Rui", Role.ADMIN)
    await removing.remove(ana, user(rui))
