"""`api_keys`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import ApiKeyIn, ApiKeyOut, Listed


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[ApiKeyOut]]:
    """Keys, without their secret.

    Newest first.
    """
    return Call(
        "GET",
        "/api/v1/api-keys",
        returns=Listed[ApiKeyOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def create(body: ApiKeyIn) -> Call[ApiKeyOut]:
    """Make a key.

    The secret is shown this once.
    """
    return Call("POST", "/api/v1/api-keys", returns=ApiKeyOut, body=body)


def revoke(key_id: Id) -> Call[None]:
    """Revoke a key.

    At once in this process, within seconds in others.
    """
    return Call("DELETE", path_of("/api/v1/api-keys/{key_id}", key_id=key_id), returns=None)
