"""Which hours have to be counted anew."""

import datetime as dt

CHANGES = ("opened", "reopened", "resolved")
"""Transitions of conversations that are counted."""


def hour_of(at: dt.datetime) -> dt.datetime:
    """The hour of UTC that a moment lies in."""
    return at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
