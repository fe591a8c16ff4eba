"""`queues`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import ConversationOut, Listed, QueueChangeIn, QueueIn, QueueOut


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[QueueOut]]:
    """Queues with their load.

    By name.
    """
    return Call(
        "GET",
        "/api/v1/queues",
        returns=Listed[QueueOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def add(body: QueueIn) -> Call[QueueOut]:
    """Add a queue.

    What is not said is as usual: least load, no limits, always open.
    """
    return Call("POST", "/api/v1/queues", returns=QueueOut, body=body)


def change(queue_id: Id, body: QueueChangeIn) -> Call[QueueOut]:
    """Change a queue.

    What is given; who waits is given out by the new rules at once.
    """
    return Call("PUT", path_of("/api/v1/queues/{queue_id}", queue_id=queue_id), returns=QueueOut, body=body)


def remove(queue_id: Id) -> Call[None]:
    """Remove a queue.

    Not while somebody waits in it or another one overflows to it.
    """
    return Call("DELETE", path_of("/api/v1/queues/{queue_id}", queue_id=queue_id), returns=None)


def pull(queue_id: Id) -> Call[ConversationOut]:
    """Take the next conversation.

    The first in turn becomes the caller's. 409 when nobody waits, or the caller has as many as they may.
    """
    return Call("POST", path_of("/api/v1/queues/{queue_id}/pull", queue_id=queue_id), returns=ConversationOut)
