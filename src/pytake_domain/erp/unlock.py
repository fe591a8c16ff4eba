"""Releasing a blocked line in trust."""

import datetime as dt
from enum import StrEnum

import msgspec


class UnlockReason(StrEnum):
    """What the ERP made of it."""

    GRANTED = "granted"
    NOT_BLOCKED = "not_blocked"
    LIMIT_REACHED = "limit_reached"
    NOT_FOUND = "not_found"
    REFUSED = "refused"


class UnlockResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal is a result. `message` is the ERP's, without mark-up and logins; `until` only where it says so."""

    granted: bool
    reason: UnlockReason
    until: dt.date | None = None
    days: int | None = None
    protocol: str | None = None
    message: str | None = None
