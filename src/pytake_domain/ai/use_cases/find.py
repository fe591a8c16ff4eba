"""Passages are found for a question, by words and by meaning; pieces that have no place for meaning yet get one."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from pytake_domain.ai.failure import ModelFailed, ModelFailure
from pytake_domain.ai.knowledge.document import EMBED_BATCH, checked_question
from pytake_domain.ai.knowledge.fusing import fused
from pytake_domain.ai.knowledge.ports import Embeddings, KnowledgeWork
from pytake_domain.ai.passage import Passage
from pytake_domain.ai.ports import Embedder
from pytake_domain.ai.use_cases.ask_models import AskModels
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem, Unavailable
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.work import OpenWork

LOOKED_AT = 50
"""Pieces by words and as many by meaning, out of which the best are told."""
PASSAGES_MOST = 20

Told: TypeAlias = Callable[[TenantId, ModelFailed], None]
"""Hears that an embedder failed and full text alone answered."""


class CompanyEmbeddings:
    """See Embeddings: by the settings of each company."""

    def __init__(self, models: AskModels) -> None:
        self._models = models

    async def of(self, tenant_id: TenantId) -> tuple[Embedder, str] | None:
        """See the port."""
        return await self._models.embedder(tenant_id)


class FindPassages:
    """See Passages."""

    def __init__(self, *, open_work: OpenWork[KnowledgeWork], embeddings: Embeddings, told: Told) -> None:
        self._open_work = open_work
        self._embeddings = embeddings
        self._told = told

    async def ask(self, actor: Actor, question: str, *, limit: int = 6, trial: bool = False) -> Sequence[Passage]:
        """For who wants to see what would be found, also in what is held. Raises Invalid."""
        actor.require(Permission.USE_AI)
        asked = checked_question(question)
        if not 1 <= limit <= PASSAGES_MOST:
            raise Invalid(Problem(field="limit", code="out_of_range", params={"least": 1, "most": PASSAGES_MOST}))
        return await self.search(actor.tenant_id, asked, limit=limit, trial=trial)

    async def search(
        self, tenant_id: TenantId, question: str, *, limit: int = 6, trial: bool = False
    ) -> Sequence[Passage]:
        """See the port."""
        try:
            asked = checked_question(question)
        except Invalid:
            return ()
        async with self._open_work(tenant_id) as work:
            words = await work.knowledge.by_words(asked, limit=LOOKED_AT, trial=trial)
            if not words and not (await work.knowledge.used()).documents:
                return ()
        placed = await self._placed(tenant_id, asked)
        near = None
        if placed is not None:
            async with self._open_work(tenant_id) as work:
                near = await work.knowledge.near(*placed, limit=LOOKED_AT, trial=trial)
        return fused(words, near, limit=limit)

    async def _placed(self, tenant_id: TenantId, question: str) -> tuple[str, Sequence[float]] | None:
        found = await self._embeddings.of(tenant_id)
        if found is None:
            return None
        embedder, model = found
        try:
            (vector,) = (await embedder.embed(model, [question])).vectors
        except ModelFailed as failed:
            self._told(tenant_id, failed)
            return None
        except ValueError:
            self._told(tenant_id, ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "not one vector for one text"))
            return None
        return model, vector


class EmbedKnowledge:
    """Gives pieces their places, batch by batch."""

    def __init__(self, *, open_work: OpenWork[KnowledgeWork], embeddings: Embeddings, told: Told) -> None:
        self._open_work = open_work
        self._embeddings = embeddings
        self._told = told

    async def run(self, tenant_id: TenantId, payload: bytes = b"") -> None:
        """All that have none of the model that is chosen now. Raises Unavailable when the rest has to wait; what can't succeed
        later is told and left.
        """
        del payload
        found = await self._embeddings.of(tenant_id)
        if found is None:
            return
        embedder, model = found
        while True:
            async with self._open_work(tenant_id) as work:
                missing = await work.knowledge.unplaced(model, limit=EMBED_BATCH)
            if not missing:
                return
            try:
                vectors = (await embedder.embed(model, [text for *_, text in missing])).vectors
            except ModelFailed as failed:
                self._told(tenant_id, failed)
                if failed.retryable:
                    raise Unavailable(dependency="ai") from failed
                return
            if len(vectors) != len(missing):
                self._told(tenant_id, ModelFailed(ModelFailure.UNEXPECTED_RESPONSE, "not one vector a text"))
                return
            async with self._open_work(tenant_id) as work:
                places = [(*key[:3], vector) for key, vector in zip(missing, vectors, strict=True)]
                await work.knowledge.put_places(model, places)
