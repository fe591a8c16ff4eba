"""Lists as connections: pages of the wire, gone on with by an opaque cursor."""

import base64
import binascii
from typing import Generic, TypeVar

import msgspec

from pytake_app.wire.paging import Listed
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.page import MAX_LIMIT, PageRequest

T = TypeVar("T")
FIRST = 20
"""Rows of a page when nobody says how many."""


class PageInfo(msgspec.Struct, frozen=True):
    """Where in a list a page is; lists are gone through forwards."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Edge(msgspec.Struct, Generic[T], frozen=True):
    """A row; only the last one of a page has a cursor, for a list goes on where a page ended."""

    node: T
    cursor: str | None


class Connected(msgspec.Struct, Generic[T], frozen=True):
    """A page. `total_count`: null where it is not worth counting, or goes beyond 10,000."""

    nodes: list[T]
    page_info: PageInfo
    total_count: int | None

    @property
    def edges(self) -> list[Edge[T]]:
        """Its rows, with the cursor."""
        last = len(self.nodes) - 1
        return [Edge(node, self.page_info.end_cursor if i == last else None) for i, node in enumerate(self.nodes)]


def page_of(first: int | None, after: str | None, sort: str | None, order: str | None, *, counted: bool) -> PageRequest:
    """As the routes take it. Without an order of its own a list is gone through by cursor, at a constant cost, unless its
    total is asked for. Raises Invalid.
    """
    limit = FIRST if first is None else first
    if not 1 <= limit <= MAX_LIMIT:
        raise Invalid(Problem(field="first", code="out_of_range", params={"least": 1, "most": MAX_LIMIT}))
    if order not in (None, "asc", "desc"):
        raise Invalid(Problem(field="order", code="not_a_choice", params={"choices": "asc, desc"}))
    descending = order != "asc"
    if not after:
        plain = sort is None and order is None and not counted
        return PageRequest(limit=limit, sort=sort, descending=descending, cursor="" if plain else None)
    place = _read(after)
    if isinstance(place, str):
        return PageRequest(limit=limit, sort=sort, descending=descending, cursor=place)
    page, size = place
    if size != limit:
        raise Invalid(Problem(field="first", code="page_size_changed", params={"size": size}))
    return PageRequest(page=page, limit=limit, sort=sort, descending=descending)


def connected(found: Listed[T], *, after: str | None) -> Connected[T]:
    """A page of the wire as a connection."""
    place = found.pagination
    following = None
    if place.next_cursor:
        following = f"c{place.next_cursor}"
    elif place.pages is not None and place.page < place.pages:
        following = f"p{place.page + 1}.{place.limit}"
    end = base64.urlsafe_b64encode(following.encode()).decode() if following else None
    info = PageInfo(following is not None, bool(after), after or None, end)
    return Connected(found.data, info, place.total)


def _read(after: str) -> str | tuple[int, int]:
    try:
        told = base64.urlsafe_b64decode(after.encode()).decode()
        if told.startswith("c") and len(told) > 1:
            return told[1:]
        page, _, size = told.removeprefix("p").partition(".")
        if told.startswith("p"):
            return int(page), int(size)
    except (binascii.Error, ValueError):
        pass
    raise Invalid(Problem(field="after", code="not_a_cursor"))


__all__ = ["FIRST", "Connected", "Edge", "PageInfo", "connected", "page_of"]
