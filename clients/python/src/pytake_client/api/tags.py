"""`tags`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import Listed, TagIn, TagOut


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[TagOut]]:
    """Tags with use.

    By name, those that nobody bears too.
    """
    return Call(
        "GET",
        "/api/v1/tags",
        returns=Listed[TagOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def add(body: TagIn) -> Call[TagOut]:
    """Add a tag.

    To choose from; one that is there stays as it is.
    """
    return Call("POST", "/api/v1/tags", returns=TagOut, body=body)


def remove(tag_id: Id) -> Call[None]:
    """Remove a tag.

    One that no contact bears.
    """
    return Call("DELETE", path_of("/api/v1/tags/{tag_id}", tag_id=tag_id), returns=None)
