"""Pages: query parameters in, the contract's list form out."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from litestar.params import FromQuery

from pytake_app.wire.paging import Listed, Pagination
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.page import Page, PageRequest

T = TypeVar("T")


def page_request(
    page: FromQuery[int] = 1,
    limit: FromQuery[int] = 20,
    sort: FromQuery[str | None] = None,
    order: FromQuery[str] = "desc",
    cursor: FromQuery[str | None] = None,
) -> PageRequest:
    """Raises Invalid for an order that is none, or numbers out of range."""
    if order not in ("asc", "desc"):
        raise Invalid(Problem(field="order", code="not_a_choice", params={"choices": "asc, desc"}))
    return PageRequest(page=page, limit=limit, sort=sort, descending=order == "desc", cursor=cursor)


def before_of(cursor: str | None) -> UUID | None:
    """Where a list that goes by ids goes on. Raises Invalid."""
    if not cursor:
        return None
    try:
        return UUID(cursor)
    except ValueError as error:
        raise Invalid(Problem(field="cursor", code="not_a_cursor")) from error


def whole(items: Sequence[T], request: PageRequest) -> Listed[T]:
    """A page of a list that is at hand altogether, such as a company's queues."""
    shown = items[request.offset : request.offset + request.limit]
    return listed(Page(items=tuple(shown), total=len(items)), request)


def listed(page: Page[T], request: PageRequest) -> Listed[T]:
    """As the contract shows it."""
    pages = None if page.total is None else -(-page.total // request.limit)
    return Listed(list(page.items), Pagination(request.page, request.limit, page.total, pages, page.next_cursor))


__all__ = ["Listed", "before_of", "listed", "page_request", "whole"]
