"""Contacts come and go, on memory."""

import datetime as dt
from typing import Any

import pytest

from pytake_domain.contacts import (
    AttributeInUse,
    AttributeType,
    ConsentGiven,
    ContactExists,
    ContactInConversation,
    ContactListInUse,
    ContactNotFound,
    ContactPatch,
    DefineAttributes,
    KeepContacts,
    ManageContactLists,
    ManageSegments,
    NewContact,
    SegmentDraft,
    SegmentInUse,
    phone_address,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.text import Phone
from pytake_domain.testing.memory.house import Company, Customer

PHONE = phone_address(Phone("+5511987654321"))


@pytest.fixture
def keeping(company: Company) -> KeepContacts:
    return KeepContacts(open_work=company.house.open_work, clock=company.house.clock, ids=company.house.ids)


async def test_the_same_person_is_not_added_twice(company: Company, keeping: KeepContacts) -> None:
    made = await keeping.add(company.boss, NewContact(addresses=(PHONE,)))
    without_nine = phone_address(Phone("+551187654321"))
    with pytest.raises(ContactExists) as refused:
        await keeping.add(company.boss, NewContact(addresses=(without_nine,)))
    assert refused.value.params["contact_id"] == str(made.id)
    with pytest.raises(Invalid):
        await keeping.add(company.boss, NewContact(addresses=()))
    with pytest.raises(Forbidden):
        await keeping.add(company.person("Rui", [Permission.READ_CONTACTS]), NewContact(addresses=(PHONE,)))


async def test_deleting_waits_for_the_end_of_a_conversation(
    company: Company, keeping: KeepContacts, maria: Customer
) -> None:
    await maria.says("oi")
    (contact,) = company.rows.contacts.values()
    with pytest.raises(ContactInConversation):
        await keeping.delete(company.boss, contact.id)


async def test_deleting_forgets_all_but_a_no(company: Company, keeping: KeepContacts) -> None:
    known = ContactPatch(name="Ana", email="a@b.co", opted_in=False)
    made = await keeping.add(company.boss, NewContact(addresses=(PHONE,), known=known, tags=("x",)))
    await keeping.delete(company.boss, made.id, "pedido da pessoa")
    gone = company.rows.contacts[made.id]
    assert (gone.name, gone.email, gone.tags, gone.opted_out) == (None, None, (), True)
    with pytest.raises(ContactNotFound):
        await keeping.delete(company.boss, made.id)
    back = await keeping.add(company.boss, NewContact(addresses=(PHONE,), known=ContactPatch(opted_in=True)))
    assert (back.id, back.opted_in, back.deleted_at) == (made.id, False, None)


async def test_an_older_consent_changes_the_record_alone(company: Company, keeping: KeepContacts) -> None:
    made = await keeping.add(company.boss, NewContact(addresses=(PHONE,)))
    now = company.house.clock.now()
    for given, hours in ((False, 1), (True, 5)):
        at = now - dt.timedelta(hours=hours)
        said = ConsentGiven(purpose="marketing", given=given, source="site", at=at, text="Aceito")
        after = await keeping.consent(company.boss, made.id, said)
        assert after.opted_out
    assert len(await keeping.proofs(company.boss, made.id)) == 2


async def test_what_segments_ask_for_cannot_vanish(company: Company) -> None:
    house = company.house
    parts: dict[str, Any] = {"open_work": house.open_work, "clock": house.clock, "ids": house.ids}
    defining, listing, asking = DefineAttributes(**parts), ManageContactLists(**parts), ManageSegments(**parts)
    attribute = await defining.add(company.boss, name="plano", label="", kind=AttributeType.TEXT)
    made = await listing.add(company.boss, "Feira")
    text = "attr.plano = fibra or list = Feira"
    first = (await asking.add(company.boss, SegmentDraft(name="Um", text=text))).segment
    second = (await asking.add(company.boss, SegmentDraft(name="Dois", text="segment = um"))).segment
    with pytest.raises(AttributeInUse):
        await defining.remove(company.boss, attribute.id)
    with pytest.raises(ContactListInUse):
        await listing.remove(company.boss, made.id)
    with pytest.raises(SegmentInUse):
        await asking.remove(company.boss, first.id)
    with pytest.raises(Invalid):
        await asking.change(company.boss, first.id, SegmentDraft(name="Um", text="segment = Dois"))
    await asking.remove(company.boss, second.id)
    await asking.remove(company.boss, first.id)
    await listing.remove(company.boss, made.id)
    await defining.remove(company.boss, attribute.id)
