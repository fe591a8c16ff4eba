"""What somebody did: the events that are kept for ever, read by who caused them."""

import datetime as dt
from uuid import UUID

import msgspec

from pytake_domain.kernel.ids import EventId


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """One deed: `action` is the type of the event, `subject` what it was done to."""

    id: EventId
    action: str
    at: dt.datetime
    subject: UUID
    reason: str = ""
