"""Rows that were asked for, made records: all of them readable, and all of whoever was asked about."""

from collections.abc import Callable, Iterable
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
