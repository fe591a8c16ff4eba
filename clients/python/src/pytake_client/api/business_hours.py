"""`business_hours`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import CalendarIn, CalendarOut, CalendarsOut


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    suggest_holidays: int | None = None,
) -> Call[CalendarsOut]:
    """Calendars with their holidays.

    `suggest_holidays=2026` offers Brazil's national holidays of that year.
    """
    return Call(
        "GET",
        "/api/v1/business-hours",
        returns=CalendarsOut,
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "suggest_holidays": suggest_holidays,
        },
        by_cursor=True,
    )


def store(calendar_id: Id, body: CalendarIn) -> Call[CalendarOut]:
    """Store a calendar.

    As a whole; a new one when there is none of this id yet.
    """
    return Call(
        "PUT", path_of("/api/v1/business-hours/{calendar_id}", calendar_id=calendar_id), returns=CalendarOut, body=body
    )
