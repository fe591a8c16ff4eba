"""`canned_replies`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import CannedReplyChangeIn, CannedReplyIn, CannedReplyOut, Listed, RenderedOut, RenderIn


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    q: str | None = None,
) -> Call[Listed[CannedReplyOut]]:
    """Canned replies.

    Those the caller may use; `q` is looked for in shortcuts first, then in titles and texts.
    """
    return Call(
        "GET",
        "/api/v1/canned-replies",
        returns=Listed[CannedReplyOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor, "q": q},
        by_cursor=True,
    )


def add(body: CannedReplyIn) -> Call[CannedReplyOut]:
    """Add a canned reply.

    The text may use contact, agent, company, conversation, now and today. Those for others are made by supervisors.
    """
    return Call("POST", "/api/v1/canned-replies", returns=CannedReplyOut, body=body)


def change(reply_id: Id, body: CannedReplyChangeIn) -> Call[CannedReplyOut]:
    """Change a canned reply.

    What is given.
    """
    return Call(
        "PUT", path_of("/api/v1/canned-replies/{reply_id}", reply_id=reply_id), returns=CannedReplyOut, body=body
    )


def remove(reply_id: Id) -> Call[None]:
    """Remove a canned reply.

    What was sent with it stays.
    """
    return Call("DELETE", path_of("/api/v1/canned-replies/{reply_id}", reply_id=reply_id), returns=None)


def render(reply_id: Id, body: RenderIn) -> Call[RenderedOut]:
    """Fill in for a conversation.

    Nothing is sent.
    """
    return Call(
        "POST", path_of("/api/v1/canned-replies/{reply_id}/render", reply_id=reply_id), returns=RenderedOut, body=body
    )
