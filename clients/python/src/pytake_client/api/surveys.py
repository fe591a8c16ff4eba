"""`surveys`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call
from pytake_client.types import Listed, SurveyRulesIO


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[SurveyRulesIO]]:
    """Where customers are asked how it was.

    The company's rule, and those of queues, which hold instead.
    """
    return Call(
        "GET",
        "/api/v1/surveys",
        returns=Listed[SurveyRulesIO],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def put(body: SurveyRulesIO) -> Call[SurveyRulesIO]:
    """Ask customers, or don't.

    Of the queue that is named, or of the company.
    """
    return Call("PUT", "/api/v1/surveys", returns=SurveyRulesIO, body=body)
