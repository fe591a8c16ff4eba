"""What is taught is read, cut, stored and found, on memory; after a crash it goes on, and nothing is learnt twice."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from pytake_domain.ai import (
    EMBED,
    KNOWLEDGE_LIMITS,
    LARGEST_FILE,
    READ,
    EmbedKnowledge,
    FindPassages,
    KnowledgeChanged,
    KnowledgeDocument,
    KnowledgeMove,
    KnowledgeNotFound,
    KnowledgeState,
    LearnKnowledge,
    ModelFailed,
    ModelFailure,
    Passage,
    Piece,
    SourceKind,
    TeachKnowledge,
)
from pytake_domain.ai.knowledge import document as documents
from pytake_domain.identity import Plan
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, LimitReached, TooLarge, Unavailable
from pytake_domain.kernel.ids import KnowledgeId, TenantId
from pytake_domain.testing.memory.house import Company
from pytake_domain.testing.memory.jobs import MemoryJobRunner
from pytake_domain.testing.memory.knowledge import MemoryDocuments, MemoryEmbeddings, MemoryKnowledge, MemoryPages

MANUAL = b"""# Planos

A fibra de 500 mega custa noventa e nove reais.

# Suporte

O roteador pisca em vermelho quando a fibra rompe."""


async def bytes_of(content: bytes) -> AsyncIterator[bytes]:
    yield content


class School:
    """A company that teaches."""

    def __init__(self, company: Company) -> None:
        house = company.house
        self.company, self.boss = company, company.boss
        self.pages, self.embeddings = MemoryPages(), MemoryEmbeddings()
        self.failures: list[ModelFailed] = []
        self.teach = TeachKnowledge(open_work=house.open_work, clock=house.clock, ids=house.ids)
        self.learn = LearnKnowledge(
            open_work=house.open_work, reader=MemoryDocuments(), pages=self.pages, clock=house.clock, ids=house.ids
        )
        self.find = FindPassages(open_work=house.open_work, embeddings=self.embeddings, told=self._told)
        self.embed = EmbedKnowledge(open_work=house.open_work, embeddings=self.embeddings, told=self._told)

    def _told(self, tenant_id: TenantId, failed: ModelFailed) -> None:
        assert tenant_id == self.company.id
        self.failures.append(failed)

    async def run(self) -> None:
        house = self.company.house
        runner = MemoryJobRunner(house.store, house.clock, {READ: self.learn.run, EMBED: self.embed.run})
        while await runner.run_due():
            pass

    async def file(self, content: bytes = MANUAL, **how: Any) -> KnowledgeDocument:
        one, _ = await self.teach.file(self.boss, bytes_of(content), **{"filename": "manual.md", **how})
        return one

    async def learnt(self, content: bytes = MANUAL, **how: Any) -> KnowledgeDocument:
        one = await self.file(content, **how)
        await self.run()
        return await self.teach.get(self.boss, one.id)

    async def found(self, question: str) -> Sequence[Passage]:
        return await self.find.search(self.company.id, question)

    @property
    def moves(self) -> list[tuple[KnowledgeMove, str | None]]:
        return [(e.move, e.code) for e in self.company.rows.event_log if isinstance(e, KnowledgeChanged)]


@pytest.fixture
async def school(company: Company) -> School:
    async with company.house.open_work(company.id) as work:
        tenant = await work.tenants.get()
        await work.tenants.save(replace(tenant, plan=Plan.STARTER))
    return School(company)


async def test_a_file_is_read_and_found(school: School) -> None:
    one = await school.file()
    assert (one.state, one.title, one.size) == (KnowledgeState.READING, "manual", len(MANUAL))
    assert await school.found("quanto custa a fibra?") == ()
    await school.run()
    one = await school.teach.get(school.boss, one.id)
    assert (one.state, one.pieces, one.edition, one.stored) == (KnowledgeState.READY, 2, 1, 0)
    best, *_ = await school.found("o roteador pisca vermelho")
    assert (best.document_id, best.title, best.place, best.source) == (one.id, "manual", 1, "manual.md")
    assert best.text.startswith("Suporte\nO roteador")
    assert school.company.rows.knowledge_files == {}
    assert school.moves == [(KnowledgeMove.TAUGHT, None), (KnowledgeMove.READ, None)]


async def test_the_same_bytes_again_are_the_same_document(school: School) -> None:
    first = await school.learnt()
    again, new = await school.teach.file(school.boss, bytes_of(MANUAL), filename="outro.md")
    assert (again, new) == (first, False)
    assert len(school.company.rows.knowledge) == 1


async def test_a_file_that_failed_may_be_brought_again(school: School) -> None:
    broken = await school.learnt(b"\xff\xfe lixo")
    assert broken.state is KnowledgeState.FAILED
    assert broken.problem is not None
    assert broken.problem.code == "document_broken"
    assert school.moves[-1] == (KnowledgeMove.FAILED, "document_broken")
    assert school.company.rows.knowledge_files == {}
    _, new = await school.teach.file(school.boss, bytes_of(b"\xff\xfe lixo"), filename="a.md")
    assert new


async def test_a_text_is_taught_as_it_is(school: School) -> None:
    one, _ = await school.teach.text(school.boss, "Atendemos das 8h às 18h.", title="Horário")
    await school.run()
    (passage,) = await school.found("atendemos até que horas?")
    assert (passage.title, passage.source, one.kind) == ("Horário", "", SourceKind.TEXT)


async def test_a_page_is_fetched_and_read_again(school: School) -> None:
    url = "https://sol.example/planos"
    school.pages.pages[url] = b"Fibra por noventa reais"
    one, new = await school.teach.page(school.boss, f"{url}#precos")
    assert (new, one.source) == (True, url)
    await school.run()
    school.pages.pages[url] = b"Fibra por oitenta reais"
    again, new = await school.teach.page(school.boss, url)
    assert (again.id, new, again.state) == (one.id, False, KnowledgeState.READING)
    assert [p.text for p in await school.found("quanto custa a fibra")] == ["Fibra por noventa reais"], "still there"
    await school.run()
    assert [p.text for p in await school.found("quanto custa a fibra")] == ["Fibra por oitenta reais"]
    await school.teach.page(school.boss, url)
    await school.run()
    assert school.moves[-1] == (KnowledgeMove.UNCHANGED, None)
    assert (await school.teach.get(school.boss, one.id)).edition == 2
    assert len(school.pages.fetched) == 3


async def test_a_page_that_is_gone_keeps_what_it_said(school: School) -> None:
    url = "https://sol.example/planos"
    school.pages.pages[url] = b"Fibra por noventa reais"
    one, _ = await school.teach.page(school.boss, url)
    await school.run()
    del school.pages.pages[url]
    await school.teach.page(school.boss, url)
    await school.run()
    one = await school.teach.get(school.boss, one.id)
    assert (one.state, one.problem and one.problem.code) == (KnowledgeState.FAILED, "link_unreachable")
    assert len(await school.found("fibra por noventa")) == 1


async def test_two_pages_that_say_the_same_are_one_document(school: School) -> None:
    for url in ("https://sol.example/a", "https://sol.example/b"):
        school.pages.pages[url] = b"Fibra por noventa reais"
        await school.teach.page(school.boss, url)
    await school.run()
    states = {one.source: one.state for one in school.company.rows.knowledge.values()}
    assert states == {"https://sol.example/a": KnowledgeState.READY, "https://sol.example/b": KnowledgeState.FAILED}
    assert school.moves[-1] == (KnowledgeMove.FAILED, "document_known")


async def test_after_a_crash_it_goes_on_behind_what_was_stored(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    content = "\n\n".join(f"# Item {n}\n\nO item {n} custa {n} reais." for n in range(1, 501)).encode()
    one = await school.file(content)
    put, calls = MemoryKnowledge.put_pieces, []

    async def dying(self: MemoryKnowledge, document_id: KnowledgeId, edition: int, pieces: Sequence[Piece]) -> None:
        calls.append(len(pieces))
        await put(self, document_id, edition, pieces)
        if len(calls) == 2:
            raise RuntimeError

    monkeypatch.setattr(MemoryKnowledge, "put_pieces", dying)
    with pytest.raises(RuntimeError):
        await school.run()
    half = await school.teach.get(school.boss, one.id)
    assert (half.state, half.stored) == (KnowledgeState.READING, 200)
    await school.run()
    whole = await school.teach.get(school.boss, one.id)
    assert (whole.state, whole.pieces, len(school.company.rows.knowledge_pieces)) == (KnowledgeState.READY, 500, 500)
    assert calls == [200, 200, 200, 100]
    await school.learn.run(school.company.id, msgspec.json.encode({"document_id": one.id}))
    assert len(calls) == 4, "what is done is not done again"


async def test_what_is_taken_away_is_gone_and_not_learnt_any_more(school: School) -> None:
    one = await school.learnt()
    await school.teach.remove(school.boss, one.id)
    assert await school.found("fibra") == ()
    late = await school.file(b"Outra coisa")
    await school.teach.remove(school.boss, late.id)
    await school.run()
    rows = school.company.rows
    assert (rows.knowledge, rows.knowledge_pieces, rows.knowledge_files) == ({}, {}, {})
    with pytest.raises(KnowledgeNotFound):
        await school.teach.remove(school.boss, one.id)


async def test_a_plan_has_room_for_so_many_documents_and_letters(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = {**KNOWLEDGE_LIMITS, Plan.STARTER: documents.KnowledgeLimits(documents=2, characters=60)}
    monkeypatch.setattr("pytake_domain.ai.use_cases.teach.KNOWLEDGE_LIMITS", small)
    monkeypatch.setattr("pytake_domain.ai.use_cases.learn.KNOWLEDGE_LIMITS", small)
    assert (await school.learnt(b"a" * 50)).state is KnowledgeState.READY
    full = await school.learnt(b"b" * 50)
    assert (full.state, full.problem and full.problem.code) == (KnowledgeState.FAILED, "knowledge_full")
    await school.file(b"c")
    with pytest.raises(LimitReached) as reached:
        await school.file(b"d")
    assert reached.value.params == {"limit": "knowledge_documents", "used": 2, "allowed": 2}


@pytest.mark.parametrize(
    "url",
    ["", "ftp://x/y", "javascript:alert(1)", "https://", "https://a b/c", "https://u:p@x/", "https://x/" + "a" * 2050],
)
async def test_what_is_no_address_is_refused(school: School, url: str) -> None:
    with pytest.raises(Invalid):
        await school.teach.page(school.boss, url)


async def test_bounds_are_kept_before_anything_is_stored(school: School) -> None:
    with pytest.raises(TooLarge):
        await school.file(b"a" * (LARGEST_FILE + 1))
    with pytest.raises(Invalid):
        await school.file(b" \n ")
    with pytest.raises(Invalid):
        await school.file(title="t" * 201)
    with pytest.raises(Invalid):
        await school.teach.text(school.boss, "texto", title=" ")
    for question, limit in ((" ", 5), ("q" * 2001, 5), ("q", 0), ("q", 21)):
        with pytest.raises(Invalid):
            await school.find.ask(school.boss, question, limit=limit)
    assert school.company.rows.knowledge == {}


async def test_some_may_ask_and_others_may_teach(school: School) -> None:
    asks = school.company.person("Rui", [Permission.USE_AI])
    nobody = school.company.person("Ivo", [Permission.READ_FLOWS])
    one = await school.learnt()
    assert list(await school.teach.latest(asks, before=None, limit=5)) == [one]
    assert await school.find.ask(asks, "fibra")
    for forbidden in (
        school.teach.file(asks, bytes_of(b"a"), filename="a"),
        school.teach.text(asks, "a", title="a"),
        school.teach.page(asks, "https://sol.example/"),
        school.teach.remove(asks, one.id),
        school.find.ask(nobody, "fibra"),
        school.teach.latest(nobody, before=None, limit=5),
        school.teach.get(nobody, one.id),
    ):
        with pytest.raises(Forbidden):
            await forbidden


async def test_pieces_get_their_places_and_are_found_by_meaning(school: School) -> None:
    school.embeddings.model = "pequeno"
    await school.learnt()
    assert {model for model, _ in school.company.rows.knowledge_places.values()} == {"pequeno"}
    assert len(school.company.rows.knowledge_places) == 2
    found = await school.found("o roteador pisca vermelho")
    assert found[0].place == 1
    assert found[0].score > found[-1].score
    school.embeddings.model = "grande"
    await school.embed.run(school.company.id)
    assert {model for model, _ in school.company.rows.knowledge_places.values()} == {"grande"}


async def test_when_the_embedder_fails_words_alone_answer(school: School) -> None:
    school.embeddings.model = "pequeno"
    await school.learnt()
    school.embeddings.embedder.failure = ModelFailure.UNAVAILABLE
    assert (await school.found("o roteador pisca vermelho"))[0].place == 1
    assert [failed.kind for failed in school.failures] == [ModelFailure.UNAVAILABLE]


async def test_places_that_could_not_be_had_are_asked_for_later(school: School) -> None:
    school.embeddings.model = "pequeno"
    school.embeddings.embedder.failure = ModelFailure.RATE_LIMITED
    await school.file()
    with pytest.raises(Unavailable):
        await school.run()
    assert len(await school.found("quanto custa a fibra")) >= 1, "found by words meanwhile"
    school.embeddings.embedder.failure = ModelFailure.KEY_REFUSED
    await school.embed.run(school.company.id)
    assert school.company.rows.knowledge_places == {}
    school.embeddings.embedder.failure = None
    await school.run()
    assert len(school.company.rows.knowledge_places) == 2


async def test_where_nothing_was_taught_nobody_is_asked(school: School) -> None:
    school.embeddings.model = "pequeno"
    assert await school.found("fibra") == ()
    assert school.embeddings.embedder.asked == []
