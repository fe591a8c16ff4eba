"""Questions with known answers, and what came of them."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_domain.ai import Evaluation, EvaluationNotFound
from pytake_domain.kernel.ids import EvaluationId, TenantId

_json = msgspec.json.Encoder()
_evaluation = msgspec.json.Decoder(Evaluation)
LATEST = """
SELECT data FROM ai_evaluations WHERE tenant_id = $1 AND id < coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
ORDER BY tenant_id DESC, id DESC LIMIT $3"""


class PostgresEvaluations:
    """See EvaluationRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, evaluation: Evaluation) -> None:
        """See the port."""
        await self._raw.execute(
            "INSERT INTO ai_evaluations (tenant_id, id, data, updated_at) VALUES ($1, $2, $3, $4)",
            *self._row(evaluation),
        )

    async def get(self, evaluation_id: EvaluationId, *, lock: bool = False) -> Evaluation:
        """See the port."""
        locked = " FOR UPDATE" if lock else ""
        data = await self._raw.fetchval(
            f"SELECT data FROM ai_evaluations WHERE tenant_id = $1 AND id = $2{locked}",  # noqa: S608  ours
            self._tenant_id,
            evaluation_id,
        )
        if data is None:
            raise EvaluationNotFound
        return _evaluation.decode(data)

    async def save(self, evaluation: Evaluation) -> None:
        """See the port."""
        await self._raw.execute(
            "UPDATE ai_evaluations SET data = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
            *self._row(evaluation),
        )

    async def latest(self, *, before: EvaluationId | None, limit: int) -> Sequence[Evaluation]:
        """See the port."""
        rows = await self._raw.fetch(LATEST, self._tenant_id, before, limit)
        return [_evaluation.decode(row["data"]) for row in rows]

    def _row(self, one: Evaluation) -> tuple[Any, ...]:
        return self._tenant_id, one.id, _json.encode(one).decode(), one.updated_at
