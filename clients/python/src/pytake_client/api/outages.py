"""`outages`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import Listed, OutageChangeIn, OutageIn, OutageOut


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[OutageOut]]:
    """Outages.

    The newest first.
    """
    return Call(
        "GET",
        "/api/v1/outages",
        returns=Listed[OutageOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def declare(body: OutageIn) -> Call[OutageOut]:
    """Part of the network is down.

    Flows say so first to whoever is cut off; marketing and reminders to them wait.
    """
    return Call("POST", "/api/v1/outages", returns=OutageOut, body=body)


def change(outage_id: Id, body: OutageChangeIn) -> Call[OutageOut]:
    """Change what is said of it.

    Its names, words and expected end.
    """
    return Call("PUT", path_of("/api/v1/outages/{outage_id}", outage_id=outage_id), returns=OutageOut, body=body)


def end(outage_id: Id) -> Call[OutageOut]:
    """It is over.

    Who was told of it is told so, and what waited goes on.
    """
    return Call("POST", path_of("/api/v1/outages/{outage_id}/end", outage_id=outage_id), returns=OutageOut)
