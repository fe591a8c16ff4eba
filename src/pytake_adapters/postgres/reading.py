"""Works that only look: as those that write, but without a transaction around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.work import PostgresWork, WorkConfig, undo
from pytake_domain.kernel.ids import TenantId

STANDS = "pytake_tenant"
"""Where a pooled connection remembers whose session it is."""


class PostgresOpenReading:
    """Opens works that only look, without a transaction: each statement is one of its own, and PostgreSQL refuses to write.

    Two of the four round trips of a look at a list are those that begin and end its transaction. What it sees is the same: in
    READ COMMITTED each statement sees its own moment anyway. The tenant stands in the connection's session, and who comes to a
    connection where another one stands names their own first. The engine is one of its own (`looks`), so that no work that writes
    ever meets such a session.
    """

    def __init__(self, engine: AsyncEngine, config: WorkConfig) -> None:
        self._engine = engine
        self._config = config

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[PostgresWork]:
        """Raises Unavailable when the database is away."""
        with ours():
            async with self._engine.connect() as sql:
                pooled = await sql.get_raw_connection()
                raw = pooled.driver_connection
                assert raw is not None  # noqa: S101  a fresh checkout has one
                try:
                    if pooled.info.get(STANDS) != tenant_id:
                        pooled.info.pop(STANDS, None)
                        await raw.execute(f"SET app.tenant_id = '{UUID(str(tenant_id))}'")
                        pooled.info[STANDS] = tenant_id
                    work = PostgresWork(tenant_id, sql, raw, self._config)
                    yield work
                    await work.flush()
                except BaseException:
                    await undo(sql, raw)
                    raise
