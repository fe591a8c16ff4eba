"""What every repository of a work stands on: its company, its connection, and what works need to know."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from pytake_adapters.postgres.refusals import Marks
from pytake_adapters.postgres.sealing import Fields
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.time import Clock

if TYPE_CHECKING:
    from pytake_adapters.postgres.work import PostgresWork


class BeforeCommit(Protocol):
    """What follows from the events of a work in the same transaction, whoever caused them."""

    async def __call__(self, work: "PostgresWork", events: Sequence[Event]) -> None:
        """May read and write; what it adds itself is not told to it again."""
        ...


AfterCommit = Callable[[Sequence[Event], frozenset[str]], Awaitable[None]]
"""Told the events of a committed work, and which queues (`deliveries`, `outgoing`, `webhooks`) it added to."""


class WorkConfig:
    """What works need to know beside their connection."""

    def __init__(
        self,
        *,
        ids: Ids,
        clock: Clock,
        delivered: frozenset[str],
        monthly_limits: "Callable[[str, Mapping[str, object]], int | None]",
        fields: Fields,
        after_commit: AfterCommit | None = None,
        notify: bool = False,
        before_commit: BeforeCommit | None = None,
        marks: Marks | None = None,
    ) -> None:
        self.fields = fields
        self.marks = marks
        self.before_commit = before_commit
        self.ids = ids
        self.clock = clock
        self.delivered = delivered
        self.monthly_limits = monthly_limits
        self.after_commit = after_commit
        self.notify = notify


class Bound:
    """One transaction of one company."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection, raw: asyncpg.Connection, config: WorkConfig) -> None:
        self.tenant_id = tenant_id
        self.sql = sql
        self.raw = raw
        self._config = config
