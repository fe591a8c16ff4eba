"""What the domain relies on from whoever keeps imports of contacts: `ImportsContract`, with `ground`."""

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import (
    Consent,
    ConsentGiven,
    ContactImport,
    ContactList,
    ImportNotFound,
    ImportState,
    PersonRow,
    Refusal,
    TakingTerms,
    phone_address,
)
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import ContactListId, ImportId
from pytake_domain.kernel.text import Language, Phone
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place


class ImportsContract(OnGround):
    """People from files, taken in set by set."""

    def row(self, number: int, phone: str, **known: object) -> PersonRow:
        """One of a file."""
        return replace(PersonRow(number=number, address=phone_address(Phone(phone))), **known)

    async def test_new_people_are_created_and_known_ones_learn(self, place: Place, neighbour: Place) -> None:
        terms = TakingTerms(at=AT)
        first = [
            self.row(1, "+5511987654321", name="Ana", attributes={"a": 1}, tags=("x",)),
            self.row(2, "+5521987654321", vip=True, language=Language.ES),
        ]
        async with place.work() as work:
            taken = await work.imports.take_in(first, terms)
        assert (len(taken.created), taken.updated, taken.unchanged) == (2, (), ())
        again = [
            self.row(1, "+551187654321", email="ana@exemplo.com", attributes={"b": 2}, tags=("x", "y")),
            self.row(2, "+5521987654321", vip=True),
            self.row(3, "+5531987654321"),
        ]
        async with place.work() as work:
            assert await work.imports.known([row.address for row in again]) == 2
            taken = await work.imports.take_in(again, terms)
            assert [len(taken.created), len(taken.updated), len(taken.unchanged)] == [1, 1, 1]
            (ana,) = (await work.contacts.get_all(taken.updated)).values()
        assert (ana.name, ana.email, ana.tags) == ("Ana", "ana@exemplo.com", ("x", "y"))
        assert (ana.attributes, ana.phone) == ({"a": 1, "b": 2}, "+5511987654321")
        async with neighbour.work() as work:
            assert await work.imports.known([row.address for row in again]) == 0

    async def test_known_people_may_be_left_as_they_are(self, place: Place) -> None:
        async with place.work() as work:
            await work.imports.take_in([self.row(1, "+5511987654321", name="Ana")], TakingTerms(at=AT))
            renamed = [self.row(1, "+5511987654321", name="Outra")]
            taken = await work.imports.take_in(renamed, TakingTerms(at=AT, updates=False))
            assert (len(taken.unchanged), taken.updated) == (1, ())
            assert (await work.contacts.get(taken.unchanged[0])).name == "Ana"

    async def test_a_no_is_not_overruled_and_the_deleted_come_back(self, place: Place) -> None:
        rows = [self.row(n, f"+55{ddd}987654321") for n, ddd in enumerate((11, 21, 31))]
        async with place.work() as work:
            taken = await work.imports.take_in(rows, TakingTerms(at=AT))
            refused, gone, fine = [await work.contacts.get(each) for each in taken.created]
            await work.contacts.save(refused.opt_out(AT))
            await work.contacts.save(gone.opt_out(AT).forget(AT))
        made = ContactList(id=ContactListId(fresh()), name="Arquivo", created_at=AT, updated_at=AT)
        said = ConsentGiven(purpose="marketing", given=True, source="feira")
        async with place.work() as work:
            await work.contact_lists.add(made)
            terms = TakingTerms(at=AT, consent=said, list_id=made.id)
            taken = await work.imports.take_in(rows, terms)
            assert set(taken.agreed) == {fine.id}
            people = await work.contacts.get_all([refused.id, gone.id, fine.id])
            assert [people[c.id].opted_in for c in (refused, gone, fine)] == [False, False, True]
            assert people[gone.id].deleted_at is None
            assert (await work.contact_lists.get(made.id)).members == 3
            sms = TakingTerms(at=AT, consent=replace(said, purpose="sms"))
            assert len((await work.imports.take_in(rows, sms)).agreed) == 3
            assert (await work.imports.take_in(rows, sms)).agreed == ()
            assert (await work.contacts.get(fine.id)).consents["sms"] == Consent(given=True, at=AT, source="feira")

    async def test_an_import_keeps_its_file_and_its_refused_rows(self, place: Place, neighbour: Place) -> None:
        one = ContactImport(
            id=ImportId(fresh()),
            filename="a.csv",
            state=ImportState.RUNNING,
            created_at=AT,
            updated_at=AT,
            actor_kind=ActorKind.SYSTEM,
        )
        refusals = [
            Refusal(number=n, problem=Problem(field="phone", code="not_a_phone"), cells=("a", str(n)))
            for n in (3, 1, 2)
        ]
        async with place.work() as work:
            await work.imports.add(one)
            await work.imports.put_piece(one.id, 0, b"abc")
            await work.imports.refuse(one.id, refusals)
            await work.imports.save(replace(one, state=ImportState.DONE, refused=3))
        async with place.work() as work:
            kept = await work.imports.get(one.id, lock=True)
            assert (kept.state, kept.seen) == (ImportState.DONE, 3)
            later = replace(one, id=ImportId(fresh()), filename="b.csv")
            await work.imports.add(later)
            assert list(await work.imports.latest(before=None, limit=5)) == [later, kept]
            assert list(await work.imports.latest(before=later.id, limit=5)) == [kept]
            assert await work.imports.piece(one.id, 0) == b"abc"
            assert await work.imports.piece(one.id, 1) is None
            assert [r.number for r in await work.imports.refused(one.id, after=1, limit=5)] == [2, 3]
            await work.imports.drop_file(one.id)
            assert await work.imports.piece(one.id, 0) is None
        async with neighbour.work() as work:
            assert await work.imports.latest(before=None, limit=5) == []
            with pytest.raises(ImportNotFound):
                await work.imports.get(one.id)
