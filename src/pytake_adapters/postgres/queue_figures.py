"""How much waits in the queues of all tenants, and since when."""

import datetime as dt

import msgspec

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours

# Ids are made in the order of time, so the first is the oldest. What is behind by more than the bound is in trouble however much
# it is, and must not be made slower by being looked at.
MOST = 100_000
_DUE = "(not_before IS NULL OR not_before <= now())"
_LEAVING = f"unknown_until IS NULL AND {_DUE}"
QUEUES = {
    "inbox": "SELECT id FROM inbox WHERE lane = 0",
    "statuses": "SELECT id FROM inbox WHERE lane = 1",
    "deliveries": f"SELECT id FROM deliveries WHERE {_DUE}",  # noqa: S608  ours
    "talk": f"SELECT message_id AS id FROM outgoing WHERE lane <= 1 AND {_LEAVING}",  # noqa: S608  ours
    "bulk": f"SELECT message_id AS id FROM outgoing WHERE lane > 1 AND {_LEAVING}",  # noqa: S608  ours
    "parked": "SELECT id FROM parked_elements",
}
FIGURES = " UNION ALL ".join(
    f"SELECT '{queue}' AS queue, count(*) AS waiting, min(id::text) AS oldest FROM ({rows} LIMIT {MOST}) w"  # noqa: S608  ours
    for queue, rows in QUEUES.items()
)


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
