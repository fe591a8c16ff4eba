"""Many rows are deleted a few hundred at a time, each batch in a transaction of its own and with a rest behind it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from pytake_domain.kernel.ids import TenantId

BATCH = 1000
SMALL_BATCH = 100
LONG = 0.01
"""Seconds that a batch may take: one that takes longer is followed by half as many rows, another one by a few more."""
SHARE = 0.05
"""Of the time at most this part is spent deleting; the rest belongs to whoever is being answered."""

RunStatement = Callable[[str, Sequence[Any]], Awaitable[Any]]
"""Runs one statement in a transaction of its own: the first value of a query, the status of a command."""


async def delete_in_batches(
    run: RunStatement,
    table: str,
    where: str,
    *arguments: Any,
    key: str,
    batch: int = BATCH,
    share: float = SHARE,
) -> int:
    """Delete the rows of `table` for which `where` ($1 … are `arguments`) holds; how many went.

    `key` is a column in whose order an index gives these rows. Rows that appear behind the walk stay for another call.
    """
    least = min(batch, SMALL_BATCH)
    gone, begun, rows = 0, "", least
    last: Any = None
    place = len(arguments) + 1
    while True:
        began = time.monotonic()
        after = [] if last is None else [last]
        bound = await run(
            f"SELECT {key} FROM {table} WHERE {where}{begun} ORDER BY {key} OFFSET {rows - 1} LIMIT 1",  # noqa: S608  ours
            [*arguments, *after],
        )
        end = "" if bound is None else f" AND {key} <= ${place + len(after)}"
        done = await run(
            f"DELETE FROM {table} WHERE {where}{begun}{end}",  # noqa: S608  ours
            [*arguments, *after, *([] if bound is None else [bound])],
        )
        gone += int(str(done).rpartition(" ")[2])
        if bound is None:
            return gone
        last, begun = bound, f" AND {key} >= ${place}"
        took = time.monotonic() - began
        rows = max(least, rows // 2) if took > LONG else min(batch, rows + SMALL_BATCH)
        await asyncio.sleep(took * (1 / share - 1))


def on(connection: Any) -> RunStatement:
    """On a connection or pool without a transaction of its own."""

    async def run(statement: str, arguments: Sequence[Any]) -> Any:
        if statement.startswith("SELECT"):
            return await connection.fetchval(statement, *arguments)
        return await connection.execute(statement, *arguments)

    return run


def of(tenant_id: TenantId) -> str:
    """The first words of a transaction of the application's role."""
    return f"SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}'"


def of_tenant(connection: asyncpg.Connection, tenant_id: TenantId) -> RunStatement:
    """As the application's role, seeing nothing but this tenant."""
    plain = on(connection)

    async def run(statement: str, arguments: Sequence[Any]) -> Any:
        async with connection.transaction():
            await connection.execute(of(tenant_id))
            return await plain(statement, arguments)

    return run
