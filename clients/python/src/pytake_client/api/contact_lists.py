"""`contact_lists`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import ContactListIn, ContactListMembersIn, ContactListOut, Listed


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[ContactListOut]]:
    """Lists of contacts.

    By name.
    """
    return Call(
        "GET",
        "/api/v1/contact-lists",
        returns=Listed[ContactListOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def add(body: ContactListIn) -> Call[ContactListOut]:
    """Add a list.

    Empty at first.
    """
    return Call("POST", "/api/v1/contact-lists", returns=ContactListOut, body=body)


def put_on(list_id: Id, body: ContactListMembersIn) -> Call[ContactListOut]:
    """Put contacts on a list.

    At most 1,000 at once; those that do not exist are left out.
    """
    return Call(
        "POST", path_of("/api/v1/contact-lists/{list_id}/contacts", list_id=list_id), returns=ContactListOut, body=body
    )


def take_off(list_id: Id, body: ContactListMembersIn) -> Call[ContactListOut]:
    """Take contacts off a list.

    The list as it is now.
    """
    return Call(
        "DELETE",
        path_of("/api/v1/contact-lists/{list_id}/contacts", list_id=list_id),
        returns=ContactListOut,
        body=body,
    )


def rename(list_id: Id, body: ContactListIn) -> Call[ContactListOut]:
    """Rename a list.

    Who is on it stays.
    """
    return Call("PUT", path_of("/api/v1/contact-lists/{list_id}", list_id=list_id), returns=ContactListOut, body=body)


def remove(list_id: Id) -> Call[None]:
    """Remove a list.

    One that no segment asks for; its contacts stay.
    """
    return Call("DELETE", path_of("/api/v1/contact-lists/{list_id}", list_id=list_id), returns=None)
