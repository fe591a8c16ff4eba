"""Rows that were asked for, made records: all of them readable."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from pytake_adapters.net.body import JSON
from pytake_domain.erp import ErpFailed, FailureKind

S = TypeVar("S")
T = TypeVar("T")

AT_ONCE = 3
"""One place less than the server gives, so that a customer who asks is served beside a sweep."""


def records(rows: Iterable[JSON], make: Callable[[JSON], T | None]) -> list[T]:
    """A row that can't be read is no row less: it raises."""
    found = []
    for row in rows:
        made = make(row)
        if made is None:
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "unreadable row")
        found.append(made)
    return found


async def few_at_once(ask: Callable[[S], Awaitable[T]], of: Iterable[S]) -> list[T]:
    """Each of them asked, some at a time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(each: S) -> T:
        async with gate:
            return await ask(each)

    return await asyncio.gather(*map(one, of))


async def tried(asked: Awaitable[T]) -> tuple[T | None, ErpFailed | None]:
    """Its answer, or why there is none."""
    try:
        return await asked, None
    except ErpFailed as failed:
        return None, failed
