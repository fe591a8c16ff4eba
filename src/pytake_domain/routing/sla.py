"""Service levels: clocks that run while the company is open."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from pytake_domain.kernel.ids import ConversationId, QueueId
from pytake_domain.kernel.time import BusinessHours, minutes

FURTHEST = 400
"""Days that are looked ahead for open time."""


class ClockKind(StrEnum):
    """Until the first answer of an agent, or until it is resolved."""

    FIRST_ANSWER = "first_answer"
    RESOLUTION = "resolution"


class Due(StrEnum):
    """What a running clock has come to."""

    NOTHING = "nothing"
    WARNING = "warning"
    BREACH = "breach"


class SlaClock(msgspec.Struct, frozen=True, kw_only=True):
    """One promise about one conversation. It is stopped once, and neither warns nor breaches afterwards. `ended`: the
    conversation was over or given back since, so that when it waits again the clock begins anew.
    """

    conversation_id: ConversationId
    kind: ClockKind
    queue_id: QueueId
    started_at: dt.datetime
    warn_at: dt.datetime
    due_at: dt.datetime
    warned_at: dt.datetime | None = None
    breached_at: dt.datetime | None = None
    stopped_at: dt.datetime | None = None
    ended: bool = False

    @property
    def next_at(self) -> dt.datetime | None:
        """When it has to be looked at again; None for never."""
        if self.stopped_at is not None or self.breached_at is not None:
            return None
        return self.due_at if self.warned_at is not None else min(self.warn_at, self.due_at)

    def stop(self, at: dt.datetime) -> "SlaClock":
        """It was kept, or broken before: it runs no more."""
        return self if self.stopped_at is not None else replace(self, stopped_at=at)

    def end(self, at: dt.datetime) -> "SlaClock":
        """Nobody is owed anything any more."""
        return replace(self.stop(at), ended=True)

    def tick(self, now: dt.datetime) -> tuple["SlaClock", Due]:
        """What there is to say now; each thing once. A breach that was not warned of is said as a breach alone."""
        if self.next_at is None or now < self.next_at:
            return self, Due.NOTHING
        if now >= self.due_at:
            return replace(self, warned_at=self.warned_at or now, breached_at=now), Due.BREACH
        return replace(self, warned_at=now), Due.WARNING


def start(
    kind: ClockKind,
    conversation_id: ConversationId,
    queue_id: QueueId,
    *,
    seconds: int,
    warn_percent: int,
    hours: BusinessHours | None,
    at: dt.datetime,
) -> SlaClock | None:
    """A clock that runs from now; None when so much open time does not lie within reach."""
    due_at = after_open(hours, at, seconds)
    warn_at = after_open(hours, at, seconds * warn_percent // 100)
    if due_at is None or warn_at is None:
        return None
    return SlaClock(
        conversation_id=conversation_id,
        kind=kind,
        queue_id=queue_id,
        started_at=at,
        warn_at=warn_at,
        due_at=due_at,
    )


def after_open(hours: BusinessHours | None, start_at: dt.datetime, seconds: int) -> dt.datetime | None:
    """The moment (UTC) when so many open seconds have passed; without hours every second counts."""
    left = dt.timedelta(seconds=seconds)
    if hours is None:
        return start_at + left
    for opening, closing in _open_spans(hours, start_at):
        begin = max(opening, start_at)
        if closing - begin >= left:
            return (begin + left).astimezone(dt.UTC)
        left -= max(closing - begin, dt.timedelta())
    return None


def open_seconds(hours: BusinessHours | None, start_at: dt.datetime, end_at: dt.datetime) -> int:
    """How many open seconds lie between two moments; 0 when the second is not later."""
    if hours is None:
        return max(0, int((end_at - start_at).total_seconds()))
    total = dt.timedelta()
    for opening, closing in _open_spans(hours, start_at):
        if opening >= end_at:
            break
        total += max(min(closing, end_at) - max(opening, start_at), dt.timedelta())
    return int(total.total_seconds())


def _open_spans(hours: BusinessHours, start_at: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Open spans (UTC) that end after a moment, in order, overlapping ones as one."""
    here = ZoneInfo(hours.time_zone)
    first = start_at.astimezone(here).date()
    held: tuple[dt.datetime, dt.datetime] | None = None
    for days in range(FURTHEST):
        day = first + dt.timedelta(days=days)
        midnight = dt.datetime.combine(day, dt.time(), here)
        for span in sorted(hours.spans_on(day), key=lambda s: minutes(s.start)):
            opening, closing = (
                (midnight + dt.timedelta(minutes=minutes(edge))).astimezone(dt.UTC) for edge in (span.start, span.end)
            )
            if closing <= start_at:
                continue
            if held is None:
                held = opening, closing
            elif opening <= held[1]:
                held = held[0], max(held[1], closing)
            else:
                yield held
                held = opening, closing
    if held is not None:
        yield held
