"""Rows that were asked for, made records: all of them readable; and what may fail without the rest."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from pytake_domain.erp import ErpFailed, FailureKind

S = TypeVar("S")
T = TypeVar("T")


def records(rows: Iterable[S], make: Callable[[S], T | None]) -> list[T]:
    """A row that can't be read is no row less: it raises."""
    found = []
    for row in rows:
        made = make(row)
        if made is None:
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "unreadable row")
        found.append(made)
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
