"""Opaque cursors for keyset paging: where a page ended, so that page 10,000 costs what page 1 costs."""

import base64
import datetime as dt
from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem

Zoned: TypeAlias = Annotated[dt.datetime, msgspec.Meta(tz=True)]
Small: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**15), le=2**15 - 1)]
"""As the columns have it that are compared: whoever wrote a cursor by hand is refused here, not by the database."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """The sort value and id of the last row of a page. Of a list in several stretches also which of them it was in, the value
    that leads its time, and the moment by which the list was cut.
    """

    id: UUID
    at: Zoned | None = None
    stretch: Annotated[int, msgspec.Meta(ge=0, le=2**15 - 1)] = 0
    level: Small | None = None
    as_of: Zoned | None = None


def write(place: Place) -> str:
    """As text that clients hand back."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(place)).decode().rstrip("=")


def read(cursor: str) -> Place:
    """Raises Invalid for text that is no cursor of ours."""
    try:
        return msgspec.msgpack.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=Place)
    except (ValueError, msgspec.MsgspecError) as error:
        raise Invalid(Problem(field="cursor", code="not_a_cursor")) from error
