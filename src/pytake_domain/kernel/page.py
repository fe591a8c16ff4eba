"""Pages of lists: by number for short ones, by cursor for those that grow without bound."""

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem

MAX_LIMIT = 100
MAX_PAGE = 2**31
T = TypeVar("T")
U = TypeVar("U")


class PageRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a list: `page` from 1, or the opaque `cursor` that an earlier page gave."""

    page: int = 1
    limit: int = 20
    cursor: str | None = None
    sort: str | None = None
    descending: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_LIMIT:
            raise Invalid(Problem(field="limit", code="out_of_range", params={"least": 1, "most": MAX_LIMIT}))
        if not 1 <= self.page <= MAX_PAGE:
            raise Invalid(Problem(field="page", code="out_of_range", params={"least": 1, "most": MAX_PAGE}))

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.limit


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Some rows, how many there are in all (None when counting was not worth it), and where to go on."""

    items: tuple[T, ...]
    total: int | None = None
    next_cursor: str | None = None

    def map(self, change: Callable[[T], U]) -> "Page[U]":
        """The same page with every row changed."""
        return Page(items=tuple(change(i) for i in self.items), total=self.total, next_cursor=self.next_cursor)
