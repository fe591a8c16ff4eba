"""One change of many contacts, on memory."""

from typing import Any

import pytest

from pytake_domain.contacts import (
    ChangeManyContacts,
    ConsentGiven,
    Contact,
    ContactListNotFound,
    ContactPatch,
    KeepContacts,
    LeftAlone,
    ManageContactLists,
    ManyAction,
    ManyOrder,
    NewContact,
    Wanted,
    phone_address,
)
from pytake_domain.contacts.use_cases import many
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import ContactListId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Phone
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Customer


class Desk:
    """A company's contacts, and the order that is tried."""

    def __init__(self, company: Company) -> None:
        parts: dict[str, Any] = {
            "open_work": company.house.open_work,
            "clock": company.house.clock,
            "ids": company.house.ids,
        }
        self.company = company
        self.keeping = KeepContacts(**parts)
        self.listing = ManageContactLists(**parts)
        self.many = ChangeManyContacts(**parts)

    async def adds(self, last: int, **known: Any) -> Contact:
        tags = known.pop("tags", ())
        address = phone_address(Phone(f"+55119876543{last:02}"))
        new = NewContact(addresses=(address,), known=ContactPatch(**known), tags=tags)
        return await self.keeping.add(self.company.boss, new)

    async def does(self, action: ManyAction, *contacts: Contact, **more: Any) -> many.ManyOutcome:
        order = ManyOrder(action=action, ids=tuple(c.id for c in contacts), **more)
        return await self.many.apply(self.company.boss, order)

    def now(self, contact: Contact) -> Contact:
        return self.company.rows.contacts[contact.id]


@pytest.fixture
def desk(company: Company) -> Desk:
    return Desk(company)


async def test_tags_come_and_go_and_a_repetition_changes_nothing(desk: Desk) -> None:
    one, two = await desk.adds(1), await desk.adds(2, tags=("vip",))
    done = await desk.does(ManyAction.TAG, one, two, tags=("vip",))
    assert (done.changed, done.unchanged) == (1, 1)
    again = await desk.does(ManyAction.TAG, one, two, tags=("vip",))
    assert (again.changed, again.unchanged) == (0, 2)
    gone = await desk.does(ManyAction.UNTAG, one, two, tags=("vip",))
    assert (gone.changed, desk.now(one).tags) == (2, ())
    changes = await desk.keeping.timeline(desk.company.boss, one.id, before=None, limit=10)
    assert [moment.type for moment in changes] == ["ContactChanged", "ContactChanged", "ContactCreated"]


async def test_who_bears_enough_tags_is_left_alone(desk: Desk) -> None:
    full, other = await desk.adds(1, tags=tuple(f"t{n}" for n in range(50))), await desk.adds(2)
    done = await desk.does(ManyAction.TAG, full, other, tags=("mais",))
    assert (done.changed, done.left) == (1, {LeftAlone.TOO_MANY_TAGS: 1})
    assert len(desk.now(full).tags) == 50


async def test_a_yes_for_many_never_overrules_a_no(desk: Desk) -> None:
    silent, refused, agreed = await desk.adds(1), await desk.adds(2, opted_in=False), await desk.adds(3, opted_in=True)
    yes = ConsentGiven(purpose="marketing", given=True, source=" feira ")
    done = await desk.does(ManyAction.CONSENT, silent, refused, agreed, consent=yes)
    assert (done.changed, done.unchanged, done.left) == (1, 1, {LeftAlone.SAID_NO: 1})
    assert (desk.now(silent).opted_in, desk.now(refused).opted_out) == (True, True)
    (proof,) = await desk.keeping.proofs(desk.company.boss, silent.id)
    assert (proof.source, proof.actor_id) == ("feira", desk.company.boss.id)
    no = ConsentGiven(purpose="marketing", given=False, source="pedido")
    out = await desk.does(ManyAction.CONSENT, silent, refused, agreed, consent=no)
    assert (out.changed, out.unchanged) == (2, 1)
    assert desk.now(agreed).opted_out


async def test_who_talks_is_not_deleted_and_the_deleted_are_on_no_list(desk: Desk, maria: Customer) -> None:
    await maria.says("oi")
    (talking,) = desk.company.rows.contacts.values()
    silent = await desk.adds(1)
    made = await desk.listing.add(desk.company.boss, "Feira")
    await desk.does(ManyAction.LIST, talking, silent, list_id=made.id)
    done = await desk.does(ManyAction.DELETE, talking, silent, reason="pedido")
    assert (done.changed, done.left) == (1, {LeftAlone.IN_CONVERSATION: 1})
    assert desk.now(silent).deleted_at is not None
    (left,) = await desk.listing.all(desk.company.boss)
    assert left.members == 1
    assert (await desk.does(ManyAction.DELETE, silent)).changed == 0


async def test_a_filter_is_gone_through_in_stretches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "AT_ONCE", 2)
    people = [await desk.adds(n, tags=("lote",)) for n in range(5)]
    await desk.adds(9)
    order = ManyOrder(action=ManyAction.UNTAG, wanted=Wanted(tags=("lote",)), tags=("lote",))
    changed, calls = 0, 0
    while True:
        done = await desk.many.apply(desk.company.boss, order)
        changed, calls = changed + done.changed, calls + 1
        if done.after is None:
            break
        order = ManyOrder(action=order.action, wanted=order.wanted, tags=order.tags, after=done.after)
    assert (changed, calls) == (len(people), 3)
    assert not (await desk.keeping.browse(desk.company.boss, Wanted(tags=("lote",)), PageRequest())).items


@pytest.mark.parametrize(
    "order",
    [
        {"action": ManyAction.TAG, "tags": ("a",)},
        {"action": ManyAction.TAG, "tags": ("a",), "ids": ()},
        {"action": ManyAction.TAG, "tags": ("a",), "ids": (fresh(),), "wanted": Wanted()},
        {"action": ManyAction.TAG, "ids": (fresh(),)},
        {"action": ManyAction.LIST, "ids": (fresh(),)},
        {"action": ManyAction.DELETE, "ids": (fresh(),), "reason": "x" * 201},
        {"action": ManyAction.DELETE, "ids": (fresh(),), "tags": ("x" * 1_000,)},
        {"action": ManyAction.CONSENT, "ids": (fresh(),)},
        {
            "action": ManyAction.CONSENT,
            "ids": (fresh(),),
            "consent": ConsentGiven(purpose="Marketing!", given=True, source="x"),
        },
        {"action": ManyAction.DELETE, "ids": tuple(fresh() for _ in range(1_001))},
    ],
)
async def test_an_order_that_makes_no_sense_is_refused(desk: Desk, order: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await desk.many.apply(desk.company.boss, ManyOrder(**order))


async def test_strangers_and_unknown_lists_are_refused(desk: Desk) -> None:
    one = await desk.adds(1)
    reader = desk.company.person("Rui", [Permission.READ_CONTACTS])
    with pytest.raises(Forbidden):
        await desk.many.apply(reader, ManyOrder(action=ManyAction.UNTAG, ids=(one.id,), tags=("a",)))
    with pytest.raises(ContactListNotFound):
        await desk.does(ManyAction.LIST, one, list_id=ContactListId(fresh()))


async def test_the_lists_of_somebody_are_named(desk: Desk) -> None:
    one = await desk.adds(1)
    assert await desk.keeping.lists(desk.company.boss, one.id) == []
    made = [await desk.listing.add(desk.company.boss, name) for name in ("Zona sul", "Feira")]
    for each in made:
        await desk.does(ManyAction.LIST, one, list_id=each.id)
    assert [on.name for on in await desk.keeping.lists(desk.company.boss, one.id)] == ["Feira", "Zona sul"]
