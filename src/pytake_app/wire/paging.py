"""The contract's list form."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Pagination(msgspec.Struct, frozen=True):
    """Where in the list this is."""

    page: int
    limit: int
    total: int | None
    pages: int | None
    next_cursor: str | None


class Listed(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list."""

    data: list[T]
    pagination: Pagination
