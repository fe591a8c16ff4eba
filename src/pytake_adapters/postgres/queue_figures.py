"""How much waits in the queues of all tenants, and since when."""

import datetime as dt

import msgspec

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours

# Ids are made in the order of time, so the first is the oldest.
FIGURES = """
SELECT 'inbox' AS queue, count(*) AS waiting, min(id::text) AS oldest FROM inbox WHERE lane = 0
UNION ALL SELECT 'statuses', count(*), min(id::text) FROM inbox WHERE lane = 1
UNION ALL SELECT 'deliveries', count(*), min(id::text) FROM deliveries WHERE not_before IS NULL OR not_before <= now()
UNION ALL SELECT 'talk', count(*), min(message_id::text) FROM outgoing
  WHERE lane <= 1 AND unknown_until IS NULL AND (not_before IS NULL OR not_before <= now())
UNION ALL SELECT 'bulk', count(*), min(message_id::text) FROM outgoing
  WHERE lane > 1 AND unknown_until IS NULL AND (not_before IS NULL OR not_before <= now())
UNION ALL SELECT 'parked', count(*), min(id::text) FROM parked_elements"""


class QueueFigure(msgspec.Struct, frozen=True, kw_only=True):
    """One queue: rows that wait, and the age of the oldest in seconds. `parked` is what could not be read, and is kept."""

    queue: str
    waiting: int
    age: float


class PostgresQueueFigures:
    """Asks the database, so that every process tells the same."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def measure(self) -> list[QueueFigure]:
        """Raises Unavailable."""
        with ours():
            pool = await self._workers.pool()
            rows = await pool.fetch(FIGURES)
        return [QueueFigure(queue=row["queue"], waiting=row["waiting"], age=_age(row["oldest"])) for row in rows]


def _age(oldest: str | None) -> float:
    if oldest is None:
        return 0.0
    made = int(oldest.replace("-", "")[:12], 16) / 1000
    return max(0.0, dt.datetime.now(dt.UTC).timestamp() - made)  # noqa: TID251  an adapter may read the clock
