"""Two contacts become one, and one becomes two again."""

import pytest

from pytake_domain.contacts import ContactNotFound, MergeRefused
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import ContactId
from pytake_domain.messaging import ConversationStatus
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Customer, Line


@pytest.fixture
async def jose(line: Line) -> Customer:
    jose = line.customer("+5521912345678", name="José")
    await jose.says("sou eu de novo")
    return jose


@pytest.fixture
async def talking(maria: Customer) -> Customer:
    await maria.says("oi")
    return maria


def ids(*customers: Customer) -> list[ContactId]:
    return [ContactId(customer.contact_id) for customer in customers]


async def test_a_merge_moves_addresses_and_history_with_its_reason(
    company: Company, talking: Customer, jose: Customer
) -> None:
    into, other = ids(talking, jose)

    kept = await company.house.merging.merge(company.boss, into, other, " mesmo CPF ")

    assert {k.address for k in kept.addresses} >= {*talking.addresses, *jose.addresses}
    assert {m.contact_id for m in company.rows.messages.values()} == {into}
    event = company.rows.event_log[-1]
    assert (event.name, event.reason, event.actor_id, event.subject) == (
        "ContactsMerged",
        "mesmo CPF",
        company.boss.id,
        into,
    )
    await jose.says("e agora?")
    assert ids(jose) == [into]
    open_ones = [c for c in company.rows.conversations.values() if c.status is not ConversationStatus.ARCHIVED]
    assert [c.last_message for c in open_ones] == ["e agora?"]


async def test_the_way_back_gives_each_their_own(company: Company, talking: Customer, jose: Customer) -> None:
    into, other = ids(talking, jose)
    before = {c.id: c.addresses for c in company.rows.contacts.values()}
    history = {m.id: m.contact_id for m in company.rows.messages.values()}
    await company.house.merging.merge(company.boss, into, other, "mesmo CPF")

    own = await company.house.merging.undo(company.boss, other)

    assert (own.id, own.name, own.merged_into) == (other, "José", None)
    assert {c.id: c.addresses for c in company.rows.contacts.values()} == before
    assert {m.id: m.contact_id for m in company.rows.messages.values()} == history
    assert company.rows.event_log[-1].name == "MergeUndone"
    await jose.says("voltei")
    assert ids(jose) == [other]
    with pytest.raises(MergeRefused):
        await company.house.merging.undo(company.boss, other)


async def test_merges_are_taken_back_from_the_last_one_on(
    company: Company, line: Line, talking: Customer, jose: Customer
) -> None:
    third = line.customer("+5531912345678")
    await third.says("oi")
    first, second, last = ids(talking, jose, third)
    merging = company.house.merging
    await merging.merge(company.boss, second, first, "a")
    await merging.merge(company.boss, last, second, "b")

    with pytest.raises(MergeRefused):
        await merging.undo(company.boss, first)
    await merging.undo(company.boss, second)
    await merging.undo(company.boss, first)

    assert ids(talking, jose, third) == [first, second, last]


async def test_what_makes_no_sense_is_refused(company: Company, talking: Customer, jose: Customer) -> None:
    into, other = ids(talking, jose)
    merging = company.house.merging

    with pytest.raises(MergeRefused):
        await merging.merge(company.boss, into, into, "x")
    with pytest.raises(ContactNotFound):
        await merging.merge(company.boss, into, ContactId(fresh()), "x")
    for reason in (" ", "x" * 501):
        with pytest.raises(Invalid):
            await merging.merge(company.boss, into, other, reason)
    with pytest.raises(Forbidden):
        await merging.merge(company.person("Leo", [Permission.READ_CONTACTS]), into, other, "x")
    with pytest.raises(MergeRefused):
        await merging.undo(company.boss, into)
    stranger = (await company.house.company("Outra")).boss
    with pytest.raises(ContactNotFound):
        await merging.merge(stranger, into, other, "x")
    assert company.rows.merges == {}
