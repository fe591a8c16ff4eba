"""A segment: a question about people, kept under a name."""

import datetime as dt

import msgspec

from pytake_domain.contacts.segments.query import Query
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import SegmentId

LONGEST_SEGMENT_NAME = 120
LONGEST_DESCRIPTION = 1_000


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """Who is in it is asked anew each time."""

    id: SegmentId
    name: str
    query: Query
    created_at: dt.datetime
    updated_at: dt.datetime
    description: str = ""
    version: int = 1


def check_segment(name: str, description: str) -> str:
    """The name as it is kept. Raises Invalid."""
    clean = " ".join(name.split())
    if not 1 <= len(clean) <= LONGEST_SEGMENT_NAME:
        raise Invalid(Problem(field="name", code="length", params={"least": 1, "most": LONGEST_SEGMENT_NAME}))
    if len(description) > LONGEST_DESCRIPTION:
        raise Invalid(Problem(field="description", code="too_long", params={"most": LONGEST_DESCRIPTION}))
    return clean
