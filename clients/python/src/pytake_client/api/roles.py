"""`roles`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import Listed, RoleChangeIn, RoleIn, RoleOut


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[RoleOut]]:
    """Roles and what they may do.

    Those that every company has, then its own by name.
    """
    return Call(
        "GET",
        "/api/v1/roles",
        returns=Listed[RoleOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def create(body: RoleIn) -> Call[RoleOut]:
    """Make a role.

    Of permissions that whoever makes it has themselves.
    """
    return Call("POST", "/api/v1/roles", returns=RoleOut, body=body)


def change(role_id: Id, body: RoleChangeIn) -> Call[RoleOut]:
    """Change a role.

    It holds at once for everybody who has it. Built-in ones can't be changed.
    """
    return Call("PUT", path_of("/api/v1/roles/{role_id}", role_id=role_id), returns=RoleOut, body=body)


def remove(role_id: Id, *, instead: str | None = None) -> Call[None]:
    """Remove a role.

    `instead`: what who has it gets, a built-in one's name or another's id; needed when anybody has it.
    """
    return Call("DELETE", path_of("/api/v1/roles/{role_id}", role_id=role_id), returns=None, query={"instead": instead})
