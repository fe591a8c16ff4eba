"""`notifications`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call
from pytake_client.types import LessMailOut, NotificationsOut, ReadIn, UnreadOut


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    unread: bool | None = None,
) -> Call[NotificationsOut]:
    """What the person should know.

    Mentions, assignments and numbers that need somebody; newest first, by cursor, for ninety days.
    """
    return Call(
        "GET",
        "/api/v1/notifications",
        returns=NotificationsOut,
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor, "unread": unread},
        by_cursor=True,
    )


def read(body: ReadIn) -> Call[UnreadOut]:
    """Mark as read.

    Those named, or all of one's own.
    """
    return Call("POST", "/api/v1/notifications/read", returns=UnreadOut, body=body)


def unsubscribe(*, token: str) -> Call[LessMailOut]:
    """Less mail, by a link of one.

    With the token of a mail (RFC 8058), signed in or not: no more mail of what it is about. The body is not looked at.
    """
    return Call("POST", "/api/v1/notifications/unsubscribe", returns=LessMailOut, query={"token": token})
