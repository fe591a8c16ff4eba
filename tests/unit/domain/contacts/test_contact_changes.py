"""Contacts are looked up, changed and tagged, on memory."""

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import (
    AttributeType,
    Contact,
    ContactChanged,
    ContactNotFound,
    ContactPatch,
    DefineAttributes,
    ManageContacts,
    MarketingOptedIn,
    MarketingOptedOut,
    TagInUse,
    TagNotFound,
    terms_of,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import ContactId, TagId
from pytake_domain.kernel.text import Language
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Customer


@pytest.fixture
def people(company: Company) -> ManageContacts:
    return ManageContacts(open_work=company.house.open_work, clock=company.house.clock, ids=company.house.ids)


@pytest.fixture
async def known(company: Company, maria: Customer) -> Contact:
    await maria.says("oi")
    (contact,) = company.rows.contacts.values()
    return contact


async def test_what_is_left_out_stays(company: Company, people: ManageContacts, known: Contact) -> None:
    defining = DefineAttributes(open_work=company.house.open_work, clock=company.house.clock, ids=company.house.ids)
    await defining.add(company.boss, name="plano", label="Plano", kind=AttributeType.TEXT)
    patch = ContactPatch(email="Maria@Exemplo.com", language=Language.ES, vip=True, attributes={"plano": "fibra"})
    changed = await people.change(company.boss, known.id, patch)
    assert (changed.name, changed.email, changed.language) == ("Maria das Dores", "maria@exemplo.com", Language.ES)
    assert (changed.vip, changed.attributes) == (True, {"plano": "fibra"})
    (event,) = [e for e in company.house.store.events if isinstance(e, ContactChanged)]
    assert set(event.fields) == {"email", "language", "vip", "attributes"}
    assert await people.change(company.boss, known.id, patch) == changed
    cleared = await people.change(company.boss, known.id, ContactPatch(name=" ", email=None))
    assert (cleared.name, cleared.email) == (None, None)


async def test_consent_is_kept_with_its_moment(company: Company, people: ManageContacts, known: Contact) -> None:
    given = await people.change(company.boss, known.id, ContactPatch(opted_in=True))
    assert (given.opted_in, given.opted_in_source) == (True, "console")
    company.house.clock.move(minutes=1)
    taken = await people.change(company.boss, known.id, ContactPatch(opted_in=False))
    assert taken.opted_out
    kinds = [type(e) for e in company.house.store.events if isinstance(e, MarketingOptedIn | MarketingOptedOut)]
    assert kinds == [MarketingOptedIn, MarketingOptedOut]


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        (ContactPatch(name="x" * 201), "name"),
        (ContactPatch(email="ninguém"), "email"),
        (ContactPatch(time_zone="Marte/Olimpo"), "time_zone"),
        (ContactPatch(attributes={"idade": 7}), "attributes.idade"),
    ],
)
async def test_wrong_fields_are_named(
    company: Company, people: ManageContacts, known: Contact, patch: ContactPatch, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await people.change(company.boss, known.id, patch)
    assert refused.value.problems[0].field == field


async def test_a_merged_contact_is_the_one_it_became(company: Company, people: ManageContacts, known: Contact) -> None:
    gone = replace(known, id=ContactId(fresh()), addresses=(), merged_into=known.id)
    company.rows.contacts[gone.id] = gone
    assert (await people.get(company.boss, gone.id)).id == known.id
    with pytest.raises(ContactNotFound):
        await people.get(company.boss, ContactId(fresh()))


async def test_tags_are_added_taken_away_and_removed_when_nobody_bears_them(
    company: Company, people: ManageContacts, known: Contact
) -> None:
    assert (await people.tag(company.boss, known.id, ["vip", " fibra ", "vip"])).tags == ("vip", "fibra")
    vip = next(tag for tag in await people.tags(company.boss) if tag.name == "vip")
    assert vip.used == 1
    with pytest.raises(TagInUse):
        await people.remove_tag(company.boss, vip.id)
    assert (await people.untag(company.boss, known.id, ["vip", "outra"])).tags == ("fibra",)
    await people.remove_tag(company.boss, vip.id)
    with pytest.raises(TagNotFound):
        await people.remove_tag(company.boss, TagId(fresh()))
    made = await people.add_tag(company.boss, "novo")
    assert await people.add_tag(company.boss, " novo ") == made
    for wrong in ([], [""], ["x" * 61], [str(n) for n in range(51)]):
        with pytest.raises(Invalid):
            await people.tag(company.boss, known.id, wrong)


async def test_permissions_are_asked_for(company: Company, people: ManageContacts, known: Contact) -> None:
    reader = company.person("Bia", [Permission.READ_CONTACTS])
    assert [c.id for c in await people.search(reader, "maria", 10)] == [known.id]
    assert await people.search(reader, "  ", 10) == ()
    assert await people.search(reader, "4321", 10) == []
    assert [c.id for c in await people.search(company.boss, "4321", 10)] == [known.id]
    with pytest.raises(Forbidden):
        await people.change(reader, known.id, ContactPatch(vip=True))
    with pytest.raises(Forbidden):
        await people.search(company.person("Cid", []), "maria", 10)
    with pytest.raises(Invalid):
        await people.search(reader, "x" * 201, 10)


@pytest.mark.parametrize("text", ["", " ", "!!", "'", "--"])
def test_nothing_is_looked_for_without_words(text: str) -> None:
    assert terms_of(text, numbers_shown=True) is None
