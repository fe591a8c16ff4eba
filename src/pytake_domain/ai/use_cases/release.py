"""What is held is let go: found by everybody from then on, and where an evaluation is named, only when that proves it."""

from collections.abc import Sequence

from msgspec.structs import replace

from pytake_domain.ai.events import KnowledgeMove
from pytake_domain.ai.knowledge.document import KnowledgeDocument
from pytake_domain.ai.use_cases.evaluate import EvaluationWork, prove_held
from pytake_domain.ai.use_cases.teach import knowledge_changed
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import EvaluationId, Ids, KnowledgeId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class ReleaseKnowledge:
    """An evaluation looked at everything that was held: with one, all of it goes at once."""

    def __init__(self, *, open_work: OpenWork[EvaluationWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def release(
        self,
        actor: Actor,
        *,
        documents: Sequence[KnowledgeId] | None = None,
        evaluation_id: EvaluationId | None = None,
    ) -> Sequence[KnowledgeDocument]:
        """Those, or all that is held; which went. Raises Invalid, KnowledgeNotFound, EvaluationNotFound, EvaluationNotPassed."""
        actor.require(Permission.MANAGE_AI)
        if documents is not None and evaluation_id is not None:
            raise Invalid(Problem(field="documents", code="all_or_no_evaluation"))
        async with self._open_work(actor.tenant_id) as work:
            # Locked, so that nothing else is held or let go between the proof and what it is for.
            await work.tenants.get(lock=True)
            if evaluation_id is not None:
                await prove_held(work, evaluation_id)
            wanted = (
                sorted(set(documents)) if documents is not None else [one.id for one in await work.knowledge.held()]
            )
            let_go = [one for one in [await work.knowledge.get(each, lock=True) for each in wanted] if one.held]
            for one in let_go:
                free = replace(one, held=False, updated_at=self._clock.now())
                await work.knowledge.save(free)
                work.events.add(knowledge_changed(actor, free, KnowledgeMove.RELEASED, self._ids, self._clock))
        return [replace(one, held=False) for one in let_go]
