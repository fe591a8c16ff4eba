"""Rates and idempotency, as ports."""

import datetime as dt
from typing import Protocol

import msgspec

from pytake_domain.kernel.ids import TenantId


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """A token bucket: `per_second` flow in, at most `burst` are saved up."""

    per_second: float
    burst: int


class RateVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """May it pass? `remaining` tokens, `retry_after` seconds until one more is there, `reset` until full again."""

    allowed: bool
    remaining: int
    retry_after: float
    reset: float


class RateLimiter(Protocol):
    """Counts what passes, shared by all processes."""

    async def take(self, key: str, rate: Rate, *, cost: int = 1) -> RateVerdict:
        """Raises Unavailable when the counters can't be reached; callers decide whether to let pass."""
        ...


class StoredAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The first answer to a key: asking again with the same body gives it again."""

    fingerprint: str
    status: int | None = None
    body: bytes = b""
    content_type: str = "application/json"


class IdempotencyStore(Protocol):
    """Remembers what was answered to an idempotency key, per tenant."""

    async def begin(self, tenant_id: TenantId, key: str, fingerprint: str, now: dt.datetime) -> StoredAnswer | None:
        """None: the key is ours, go on. An answer without status: the first request is still running."""
        ...

    async def finish(self, tenant_id: TenantId, key: str, answer: StoredAnswer) -> None:
        """Keep the answer for a day."""
        ...

    async def abandon(self, tenant_id: TenantId, key: str) -> None:
        """Nothing happened: let the next request with this key act."""
        ...
