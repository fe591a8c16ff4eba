"""Transactions, leases and work for later, as ports."""

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar
from uuid import UUID

import msgspec

from pytake_domain.kernel.errors import Conflict
from pytake_domain.kernel.ids import TenantId

W_co = TypeVar("W_co", covariant=True)
T_co = TypeVar("T_co", covariant=True)


class LeaseLost(Conflict):
    """Another worker took this work over, because we were away for longer than the lease."""

    code = "LEASE_LOST"


class OpenWork(Protocol[W_co]):
    """Opens one transaction of one tenant.

    Leaving the block commits, an exception rolls everything back. No call to the outside is made while it is open.
    The database itself sees to it that only this tenant's rows exist in it.

    Where use cases that only look are given a work of their own (`open_reading`), it refuses writes and may be cheaper: each
    statement sees the moment in which it runs, there is nothing to commit.
    """

    def __call__(self, tenant_id: TenantId) -> AbstractAsyncContextManager[W_co]:
        """Raises Unavailable when the database can't be reached."""
        ...


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Work for later: `kind` picks who does it; `payload` is JSON; `key` makes it unique while it waits."""

    kind: str
    tenant_id: TenantId
    payload: bytes = b"{}"
    not_before: dt.datetime | None = None
    key: str | None = None


class Jobs(Protocol):
    """Work for later, stored in the transaction it belongs to.

    A job whose `key` already waits is not added again. It runs at least once, not before its time, after the commit.
    """

    async def add(self, *jobs: Job) -> None:
        """Store with the transaction."""
        ...

    async def cancel(self, key: str) -> bool:
        """Take a waiting job back. False when it ran already or never was."""
        ...


class Leased(msgspec.Struct, frozen=True, kw_only=True):
    """A row taken for a while: give it back as done in the transaction that used it, or it returns by itself. `trace` is what an
    operator follows it by through the processes, for the few of which that is kept.
    """

    tenant_id: TenantId
    id: UUID
    token: UUID
    trace: str | None = None


class Lease(Protocol[T_co]):
    """Batches taken across tenants: each row by one worker at a time, in order within its key, tenants taking turns."""

    async def take(self, limit: int) -> Sequence[T_co]:
        """At most `limit` rows that nobody holds. Raises Unavailable when the database can't be reached."""
        ...
