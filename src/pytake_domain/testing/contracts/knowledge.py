"""What the domain relies on from whoever keeps what was taught, and evaluations: `KnowledgeContract`, `EvaluationsContract`."""

import pytest
from msgspec.structs import replace

from pytake_domain.ai import (
    Evaluation,
    EvaluationNotFound,
    Expectation,
    Judged,
    KnowledgeDocument,
    KnowledgeNotFound,
    KnowledgeState,
    KnowledgeUse,
    Piece,
    SourceKind,
)
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import EvaluationId, KnowledgeId
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place

MODEL = "pequeno"


def a_document(**changes: object) -> KnowledgeDocument:
    """One that is being read."""
    one = KnowledgeDocument(
        id=KnowledgeId(fresh()),
        kind=SourceKind.FILE,
        title="Manual",
        state=KnowledgeState.READING,
        created_at=AT,
        updated_at=AT,
        source="manual.pdf",
        digest=fresh().hex,
    )
    return replace(one, **changes)


async def taught(place: Place, *texts: str, **changes: object) -> KnowledgeDocument:
    """One that says these, a piece each."""
    one = a_document(**changes)
    pieces = [Piece(place=number, heading="Planos", text=text) for number, text in enumerate(texts)]
    async with place.work() as work:
        await work.knowledge.add(one)
        await work.knowledge.put_pieces(one.id, 1, pieces)
        one = one.learnt(title="", characters=sum(map(len, texts)), pieces=len(pieces), at=AT)
        await work.knowledge.save(one)
    return one


class KnowledgeContract(OnGround):
    """Documents, their pieces, and what is found in them."""

    async def test_a_document_is_kept_as_it_is(self, place: Place, neighbour: Place) -> None:
        one = a_document(
            problem=Problem(field="file", code="document_broken", params={"most": 3}), mime_type="a/b", named=True
        )
        async with place.work() as work:
            await work.knowledge.add(one)
        async with place.work() as work:
            assert await work.knowledge.get(one.id) == one
            await work.knowledge.save(replace(one, title="Outro", stored=5))
        async with place.work() as work:
            assert (await work.knowledge.get(one.id, lock=True)).title == "Outro"
        async with neighbour.work() as work:
            for change in (work.knowledge.get(one.id), work.knowledge.save(one), work.knowledge.remove(one.id)):
                with pytest.raises(KnowledgeNotFound):
                    await change
            assert list(await work.knowledge.latest(before=None, limit=5)) == []
            assert await work.knowledge.same(one.digest) is None

    async def test_lists_show_the_newest_first(self, place: Place) -> None:
        made = [a_document() for _ in range(3)]
        async with place.work() as work:
            for one in made:
                await work.knowledge.add(one)
            assert list(await work.knowledge.latest(before=None, limit=2)) == [made[2], made[1]]
            assert list(await work.knowledge.latest(before=made[1].id, limit=2)) == [made[0]]

    async def test_the_same_bytes_and_the_same_page_are_recognised(self, place: Place) -> None:
        failed = a_document(digest="a", state=KnowledgeState.FAILED)
        page = a_document(digest="b", kind=SourceKind.PAGE, source="https://sol.example/planos")
        named_alike = a_document(source="https://sol.example/planos")
        async with place.work() as work:
            for one in (failed, page, named_alike):
                await work.knowledge.add(one)
            assert await work.knowledge.same("a") is None
            assert await work.knowledge.same("b") == page
            assert await work.knowledge.of_source(page.source) == page
            assert await work.knowledge.of_source("https://sol.example/") is None

    async def test_use_and_version_follow_what_is_found(self, place: Place) -> None:
        async with place.work() as work:
            nothing = await work.knowledge.version()
            assert await work.knowledge.used() == KnowledgeUse()
        one = await taught(place, "Fibra de 500 mega", "Instalação grátis")
        async with place.work() as work:
            await work.knowledge.add(a_document(state=KnowledgeState.FAILED))
            await work.knowledge.add(a_document())
            assert await work.knowledge.used() == KnowledgeUse(documents=2, characters=one.characters)
            version = await work.knowledge.version()
            assert version != nothing
            await work.knowledge.save(one.learnt(title="", characters=1, pieces=1, at=AT))
            assert await work.knowledge.version() != version
            await work.knowledge.save(replace(one, title="Outro nome"))
            assert await work.knowledge.version() == version

    async def test_what_is_held_is_found_by_trials_alone(self, place: Place) -> None:
        free = await taught(place, "A fibra custa noventa reais")
        async with place.work() as work:
            live = await work.knowledge.version()
        held = await taught(place, "A fibra custa oitenta reais", held=True)
        async with place.work() as work:
            await work.knowledge.put_places(MODEL, [(one.id, 1, 0, (1.0, 0.0)) for one in (free, held)])
        asked = "quanto custa a fibra?"
        async with place.work() as work:
            assert [one.id for one in await work.knowledge.held()] == [held.id]
            assert [found.document_id for found in await work.knowledge.by_words(asked, limit=5)] == [free.id]
            by_words = await work.knowledge.by_words(asked, limit=5, trial=True)
            assert {found.document_id for found in by_words} == {free.id, held.id}
            near = await work.knowledge.near(MODEL, (1.0, 0.0), limit=5)
            if near is not None:
                assert [found.document_id for found in near] == [free.id]
                near = await work.knowledge.near(MODEL, (1.0, 0.0), limit=5, trial=True)
                assert {found.document_id for found in near or ()} == {free.id, held.id}
            tried = await work.knowledge.version(trial=True)
            assert await work.knowledge.version() == live != tried
            await work.knowledge.save(replace(held, held=False))
            assert await work.knowledge.version() == tried
            assert len(await work.knowledge.by_words(asked, limit=5)) == 2

    async def test_a_file_lies_in_parts_until_it_is_dropped(self, place: Place) -> None:
        one = a_document()
        async with place.work() as work:
            await work.knowledge.add(one)
            await work.knowledge.put_file(one.id, 0, b"a")
            await work.knowledge.put_file(one.id, 1, b"b")
            await work.knowledge.put_file(one.id, 1, b"c")
            assert [await work.knowledge.file(one.id, number) for number in range(3)] == [b"a", b"c", None]
            await work.knowledge.drop_file(one.id)
            assert await work.knowledge.file(one.id, 0) is None

    async def test_only_the_present_edition_is_found(self, place: Place) -> None:
        one = await taught(place, "A fibra custa noventa reais")
        async with place.work() as work:
            await work.knowledge.put_pieces(one.id, 2, [Piece(place=0, text="A fibra custa oitenta reais")])
            (found,) = await work.knowledge.by_words("quanto custa a fibra?", limit=5)
            assert found.text == "Planos\nA fibra custa noventa reais"
            await work.knowledge.save(one.learnt(title="", characters=9, pieces=1, at=AT))
            await work.knowledge.drop_pieces(one.id, but=2)
            (found,) = await work.knowledge.by_words("quanto custa a fibra?", limit=5)
            assert (found.text, found.title, found.source) == ("A fibra custa oitenta reais", "Manual", "manual.pdf")

    async def test_words_are_found_whatever_their_accents_and_endings(self, place: Place, neighbour: Place) -> None:
        await taught(
            place,
            "A instalação é grátis",
            "O técnico liga antes",
            "The router blinks red",
            "La factura llega el martes",
        )
        for question, text in {
            "INSTALACAO gratis": "A instalação é grátis",
            "técnicos": "O técnico liga antes",
            "routers": "The router blinks red",
            "facturas": "La factura llega el martes",
        }.items():
            async with place.work() as work:
                found = await work.knowledge.by_words(question, limit=1)
                assert [each.text for each in found] == [f"Planos\n{text}"], question
                assert 0 < found[0].fit <= 1
        async with neighbour.work() as work:
            assert list(await work.knowledge.by_words("instalação", limit=5)) == []

    async def test_who_says_more_of_the_question_comes_first(self, place: Place) -> None:
        await taught(place, "Segunda via do boleto pelo portal", "O boleto vence hoje", "Nada disso")
        async with place.work() as work:
            found = await work.knowledge.by_words("segunda via do boleto", limit=5)
        assert [each.place for each in found] == [0, 1]
        assert found[0].fit > found[1].fit

    @pytest.mark.parametrize(
        "question", ["", "   ", "de da do", "'\\ | & ! :* <-> )(", "a" * 1000, "😀", "'; DROP TABLE x"]
    )
    async def test_whatever_is_asked_something_is_answered(self, place: Place, question: str) -> None:
        await taught(place, "Fibra")
        async with place.work() as work:
            assert len(await work.knowledge.by_words(question, limit=5)) <= 1

    async def test_pieces_near_in_a_models_space_are_found(self, place: Place, neighbour: Place) -> None:
        one = await taught(place, "perto", "longe", "de outro modelo")
        places = [(one.id, 1, 0, (1.0, 0.1)), (one.id, 1, 1, (-1.0, 0.2))]
        async with place.work() as work:
            if await work.knowledge.near(MODEL, (1.0, 0.0), limit=1) is None:
                pytest.skip("this database compares no vectors")
            assert [text for *_, text in await work.knowledge.unplaced(MODEL, limit=9)] == [
                f"Planos\n{text}" for text in ("perto", "longe", "de outro modelo")
            ]
            await work.knowledge.put_places(MODEL, [*places, (KnowledgeId(fresh()), 1, 0, (1.0, 0.0))])
            await work.knowledge.put_places("outro", [(one.id, 1, 2, (1.0, 0.0, 0.0))])
        async with place.work() as work:
            found = await work.knowledge.near(MODEL, (1.0, 0.0), limit=5)
            assert found is not None
            assert [each.text for each in found] == ["Planos\nperto", "Planos\nlonge"]
            assert found[0].fit > 0.9
            assert found[1].fit == 0.0
            assert [key[:3] for key in await work.knowledge.unplaced(MODEL, limit=9)] == [(one.id, 1, 2)]
            await work.knowledge.put_places(MODEL, [(one.id, 1, 2, (0.5, 0.5))])
            assert list(await work.knowledge.near("outro", (1.0, 0.0, 0.0), limit=5) or ()) == []
            assert list(await work.knowledge.near(MODEL, (1.0, 0.0, 0.0), limit=5) or ()) == []
        async with neighbour.work() as work:
            assert list(await work.knowledge.near(MODEL, (1.0, 0.0), limit=5) or ()) == []

    async def test_what_was_removed_is_gone_at_once(self, place: Place) -> None:
        one = await taught(place, "Fibra")
        async with place.work() as work:
            await work.knowledge.put_file(one.id, 0, b"a")
            await work.knowledge.put_places(MODEL, [(one.id, 1, 0, (1.0, 0.0))])
            await work.knowledge.remove(one.id)
        async with place.work() as work:
            assert list(await work.knowledge.by_words("fibra", limit=5)) == []
            assert list(await work.knowledge.near(MODEL, (1.0, 0.0), limit=5) or ()) == []
            assert await work.knowledge.file(one.id, 0) is None
            assert await work.knowledge.used() == KnowledgeUse()


class EvaluationsContract(OnGround):
    """Questions with known answers."""

    async def test_they_are_kept_as_they_are(self, place: Place, neighbour: Place) -> None:
        made = [
            Evaluation(
                id=EvaluationId(fresh()),
                name=f"Preços {number}",
                questions=(Expectation(text="Quanto custa?", contains=("99,90",), cites=(KnowledgeId(fresh()),)),),
                created_at=AT,
                updated_at=AT,
            )
            for number in range(3)
        ]
        async with place.work() as work:
            for one in made:
                await work.evaluations.add(one)
            wrong = Problem(field="questions.0", code="answer_lacks", params={"text": "99,90"})
            judged = made[0].judged(Judged(answer="Nada", wrong=(wrong,)), AT)
            await work.evaluations.save(judged)
        async with place.work() as work:
            assert await work.evaluations.get(made[0].id, lock=True) == judged
            assert list(await work.evaluations.latest(before=None, limit=2)) == [made[2], made[1]]
            assert list(await work.evaluations.latest(before=made[1].id, limit=2)) == [judged]
        async with neighbour.work() as work:
            assert list(await work.evaluations.latest(before=None, limit=2)) == []
            with pytest.raises(EvaluationNotFound):
                await work.evaluations.get(made[0].id)
