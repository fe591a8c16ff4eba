"""What is embedded counts as every request to a model does."""

from decimal import Decimal

import pytest
from tests.support.ai_desk import DRAFT, PRICE, AiHouse

from pytake_domain.ai import (
    EMBED,
    CompanyEmbeddings,
    EmbedKnowledge,
    FindPassages,
    ModelFailed,
    ModelFailure,
    Piece,
)
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import AT
from pytake_domain.testing.contracts.knowledge import a_document

PRICES = {**DRAFT.prices, "e-1": PRICE}


async def teach(ai: AiHouse) -> None:
    one = a_document()
    async with ai.house.open_work(ai.company.id) as work:
        await work.knowledge.add(one)
        await work.knowledge.put_pieces(one.id, 1, [Piece(place=0, text="A fibra custa noventa reais")])
        await work.knowledge.save(one.learnt(title="", characters=27, pieces=1, at=AT))


class Heard:
    def __init__(self) -> None:
        self.failures: list[ModelFailed] = []

    def __call__(self, _: TenantId, failed: ModelFailed) -> None:
        self.failures.append(failed)


async def test_each_request_is_recorded_with_its_cost(ai: AiHouse) -> None:
    await ai.connect(embedding_model="e-1", prices=PRICES)
    await teach(ai)
    heard = Heard()
    embeddings = CompanyEmbeddings(ai.models)
    await EmbedKnowledge(open_work=ai.house.open_work, embeddings=embeddings, told=heard).run(ai.company.id)
    assert [model for model, _ in ai.company.rows.knowledge_places.values()] == ["e-1"]
    (best,) = await FindPassages(open_work=ai.house.open_work, embeddings=embeddings, told=heard).search(
        ai.company.id, "quanto custa a fibra"
    )
    assert best.text == "A fibra custa noventa reais"
    search, piece = await ai.calls()
    assert [(call.purpose, call.model, call.outcome) for call in (search, piece)] == [("embed", "e-1", "ok")] * 2
    assert piece.cost == Decimal(10) * 27 / 1_000_000
    assert (await ai.use()).spent == (piece.cost or 0) + (search.cost or 0)
    assert heard.failures == []


async def test_when_the_budget_is_spent_words_alone_answer(ai: AiHouse) -> None:
    await ai.connect(embedding_model="e-1", prices=PRICES, budget=Decimal("0.0001"))
    await teach(ai)
    heard = Heard()
    embeddings = CompanyEmbeddings(ai.models)
    await EmbedKnowledge(open_work=ai.house.open_work, embeddings=embeddings, told=heard).run(ai.company.id)
    find = FindPassages(open_work=ai.house.open_work, embeddings=embeddings, told=heard)
    assert len(await find.search(ai.company.id, "quanto custa a fibra")) == 1
    assert [failed.kind for failed in heard.failures] == [ModelFailure.REFUSED] * 2
    assert ai.company.rows.knowledge_places == {}


@pytest.mark.parametrize("trouble", ["down", "unauthorized"])
async def test_failures_are_recorded_too(ai: AiHouse, trouble: str) -> None:
    await ai.connect(embedding_model="e-1", prices=PRICES)
    await teach(ai)
    ai.model.trouble = trouble
    heard = Heard()
    find = FindPassages(open_work=ai.house.open_work, embeddings=CompanyEmbeddings(ai.models), told=heard)
    assert len(await find.search(ai.company.id, "fibra")) == 1
    assert [call.outcome for call in await ai.calls()] == [heard.failures[0].kind.value]


async def test_settings_that_name_a_model_have_everything_placed(ai: AiHouse) -> None:
    assert not [stored for stored in ai.company.rows.jobs if stored.job.kind == EMBED]
    await ai.connect(embedding_model="e-1")
    assert [stored.job.kind for stored in ai.company.rows.jobs if stored.job.kind == EMBED] == [EMBED]
