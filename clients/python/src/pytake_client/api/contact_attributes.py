"""`contact_attributes`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import AttributeChangeIn, AttributeIn, AttributeOut, Listed


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[AttributeOut]]:
    """Typed attributes.

    By label.
    """
    return Call(
        "GET",
        "/api/v1/contact-attributes",
        returns=Listed[AttributeOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def add(body: AttributeIn) -> Call[AttributeOut]:
    """Add an attribute.

    Values are checked by its type wherever they come from. Name and type stay.
    """
    return Call("POST", "/api/v1/contact-attributes", returns=AttributeOut, body=body)


def change(attribute_id: Id, body: AttributeChangeIn) -> Call[AttributeOut]:
    """Change an attribute.

    Its label and the options of a choice; contacts keep values that are no longer among them.
    """
    return Call(
        "PUT",
        path_of("/api/v1/contact-attributes/{attribute_id}", attribute_id=attribute_id),
        returns=AttributeOut,
        body=body,
    )


def remove(attribute_id: Id) -> Call[None]:
    """Remove an attribute.

    One that no segment asks for; contacts keep their values.
    """
    return Call("DELETE", path_of("/api/v1/contact-attributes/{attribute_id}", attribute_id=attribute_id), returns=None)
