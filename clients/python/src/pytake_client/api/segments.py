"""`segments`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import CountOut, ExplainIn, Listed, QuestionIn, SegmentIn, SegmentOut, WhyOut


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[SegmentOut]]:
    """Saved segments.

    By name.
    """
    return Call(
        "GET",
        "/api/v1/segments",
        returns=Listed[SegmentOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def add(body: SegmentIn) -> Call[SegmentOut]:
    """Save a segment.

    As text, such as `tag = "norte" and attr.saldo >= 100 and not last_seen since 30d`, or as a tree; mistakes in a text
    say where they are and what was expected.
    """
    return Call("POST", "/api/v1/segments", returns=SegmentOut, body=body)


def change(segment_id: Id, body: SegmentIn) -> Call[SegmentOut]:
    """Change a segment.

    As a whole. Segments may ask for each other, but not in a circle.
    """
    return Call("PUT", path_of("/api/v1/segments/{segment_id}", segment_id=segment_id), returns=SegmentOut, body=body)


def remove(segment_id: Id) -> Call[None]:
    """Remove a segment.

    One that is used nowhere: what uses it is named in the 409.
    """
    return Call("DELETE", path_of("/api/v1/segments/{segment_id}", segment_id=segment_id), returns=None)


def count(body: QuestionIn) -> Call[CountOut]:
    """How many it holds now.

    Exactly, with a few of them; nothing is saved.
    """
    return Call("POST", "/api/v1/segments/count", returns=CountOut, body=body)


def explain(body: ExplainIn) -> Call[WhyOut]:
    """Why somebody is in or out.

    Every part of the question with its truth, and what was seen of the contact.
    """
    return Call("POST", "/api/v1/segments/explain", returns=WhyOut, body=body)
