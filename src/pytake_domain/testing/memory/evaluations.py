"""Questions with known answers in memory."""

from collections.abc import Sequence

from pytake_domain.ai import Evaluation, EvaluationNotFound
from pytake_domain.kernel.ids import EvaluationId
from pytake_domain.testing.memory.store import TenantRows


class MemoryEvaluations:
    """See EvaluationRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, evaluation: Evaluation) -> None:
        """See the port."""
        self._rows.evaluations[evaluation.id] = evaluation

    async def get(self, evaluation_id: EvaluationId, *, lock: bool = False) -> Evaluation:  # noqa: ARG002  works never meet
        """See the port."""
        if evaluation_id not in self._rows.evaluations:
            raise EvaluationNotFound
        return self._rows.evaluations[evaluation_id]

    async def save(self, evaluation: Evaluation) -> None:
        """See the port."""
        self._rows.evaluations[evaluation.id] = evaluation

    async def latest(self, *, before: EvaluationId | None, limit: int) -> Sequence[Evaluation]:
        """See the port."""
        behind = (one for one in self._rows.evaluations.values() if before is None or one.id < before)
        return sorted(behind, key=lambda one: one.id, reverse=True)[:limit]
