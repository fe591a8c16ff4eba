"""`agents`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import AgentChangeIn, AgentOut, Listed, PresenceIn


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[AgentOut]]:
    """Agents with their load.

    Everybody who may answer customers, by name.
    """
    return Call(
        "GET",
        "/api/v1/agents",
        returns=Listed[AgentOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def change(user_id: Id, body: AgentChangeIn) -> Call[AgentOut]:
    """Change capacity or skills.

    What is given.
    """
    return Call("PUT", path_of("/api/v1/agents/{user_id}", user_id=user_id), returns=AgentOut, body=body)


def presence(body: PresenceIn) -> Call[AgentOut]:
    """Be available, busy, away or offline.

    Who becomes available gets what waits for them.
    """
    return Call("PUT", "/api/v1/agents/me/presence", returns=AgentOut, body=body)
