"""`saved_views`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import Listed, SavedViewChangeIn, SavedViewIn, SavedViewOut


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[SavedViewOut]]:
    """Saved filters.

    The shared ones and then the caller's own, in their order.
    """
    return Call(
        "GET",
        "/api/v1/saved-views",
        returns=Listed[SavedViewOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def add(body: SavedViewIn) -> Call[SavedViewOut]:
    """Save one.

    Shared ones are made by supervisors.
    """
    return Call("POST", "/api/v1/saved-views", returns=SavedViewOut, body=body)


def change(view_id: Id, body: SavedViewChangeIn) -> Call[SavedViewOut]:
    """Change one.

    What is given: its name, its filters, its place among its kind. Shared ones as a supervisor.
    """
    return Call("PUT", path_of("/api/v1/saved-views/{view_id}", view_id=view_id), returns=SavedViewOut, body=body)


def remove(view_id: Id) -> Call[None]:
    """Remove one.

    The caller's own; shared ones as a supervisor.
    """
    return Call("DELETE", path_of("/api/v1/saved-views/{view_id}", view_id=view_id), returns=None)
