"""Rows that were asked for made records: all readable, all of whoever was asked about; and several questions at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol, TypeVar

from pytake_domain.erp import ErpFailed, FailureKind

S = TypeVar("S")
T = TypeVar("T")


class _Owned(Protocol):
    @property
    def customer_external_id(self) -> str | None: ...


Own = TypeVar("Own", bound=_Owned)


def records(rows: Iterable[S], make: Callable[[S], T | None]) -> list[T]:
    """A row that can't be read is no row less: it raises."""
    found = []
    for row in rows:
        made = make(row)
        if made is None:
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "unreadable row")
        found.append(made)
    return found


def theirs(found: list[Own], customer_id: str) -> list[Own]:
    """Raises when one of them is somebody else's."""
    if any(each.customer_external_id != customer_id for each in found):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "somebody else's")
    return found


async def few_at_once(ask: Callable[[S], Awaitable[T]], of: Iterable[S], *, most: int = 3) -> list[T]:
    """Each of them asked, so few at a time that a customer who asks is served beside them; none is left behind by a failure."""
    gate = asyncio.Semaphore(most)

    async def one(each: S) -> T:
        async with gate:
            return await ask(each)

    answers = await asyncio.gather(*map(one, of), return_exceptions=True)
    found = []
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
        found.append(answer)
    return found


async def tried(asked: Awaitable[T]) -> tuple[T | None, ErpFailed | None]:
    """Its answer, or why there is none."""
    try:
        return await asked, None
    except ErpFailed as failed:
        return None, failed


async def permitted(asked: Awaitable[T], otherwise: T) -> T:
    """Its answer, or `otherwise` where the company's user may not ask that."""
    found, failed = await tried(asked)
    if failed is not None:
        if failed.kind is FailureKind.PERMISSION:
            return otherwise
        raise failed
    return otherwise if found is None else found


class Another(ErpFailed):
    """An answer about another customer, contract or invoice than was asked about: nothing of it may be used."""

    def __init__(self) -> None:
        super().__init__(FailureKind.UNEXPECTED_RESPONSE, "about another")
