"""When a campaign will be through, as far as its limits, its windows and its numbers tell."""

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.campaigns.pacing import DAY, HOUR, MINUTE, NumberPace, Portfolio, Used
from pytake_domain.campaigns.plan import Limits
from pytake_domain.campaigns.schedule import Window

LONGEST = dt.timedelta(days=400)
STEP = dt.timedelta(minutes=10)
"""How exact it is: limits of an hour and a day are followed in pieces of this."""


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """`ends_at`: when the last one leaves; None when not within reach. `per_second`: while nothing but speed limits it."""

    ends_at: dt.datetime | None
    per_second: float
    left_over: int = 0


def forecast(
    waiting: Mapping[str, int],
    windows: Mapping[str, Window],
    limits: Limits,
    used: Used,
    numbers: Sequence[NumberPace],
    portfolios: Mapping[str, Portfolio],
    *,
    headroom: int,
    now: dt.datetime,
) -> Forecast:
    """`waiting` by time zone, each with its window. Goes through time in pieces, from one opening to the next."""
    rate = sum(n.rate for n in numbers)
    if limits.per_second is not None:
        rate = min(rate, limits.per_second)
    left = {zone: count for zone, count in waiting.items() if count}
    sent, at, last = _Sent(used, portfolios, headroom, limits), now, now
    while left and rate > 0 and at - now < LONGEST:
        openings = {zone: windows[zone].next_opening(at) for zone in left}
        opening = min((o for o in openings.values() if o is not None), default=None)
        if opening is None:
            break
        if opening > at:
            at = opening
            continue
        open_now = [zone for zone, opened in openings.items() if opened is not None and opened <= at]
        count = min(int(rate * STEP.total_seconds()) or 1, sent.room(at), sum(left[z] for z in open_now))
        if count > 0:
            _take(left, open_now, count)
            sent.add(at, count)
            last = at + dt.timedelta(seconds=count / rate)
        at += STEP
    rest = sum(left.values())
    return Forecast(ends_at=None if rest else last, per_second=rate, left_over=rest)


class _Sent:
    """What will have left by then, by pieces of time."""

    def __init__(self, used: Used, portfolios: Mapping[str, Portfolio], headroom: int, limits: Limits) -> None:
        self._own = dict(used.minutes)
        self._limits = [
            (limit, span) for limit, span in ((limits.daily_limit, DAY), (limits.hourly_limit, HOUR)) if limit
        ]
        bounded = [p for p in portfolios.values() if p.daily_limit is not None]
        unbounded = len(bounded) < len(portfolios) or not portfolios
        self._portfolio = None if unbounded else sum((p.daily_limit or 0) * (100 - headroom) // 100 for p in bounded)
        self._begun: dict[dt.datetime, int] = {}
        for portfolio in bounded:
            for minute, count in portfolio.used.minutes.items():
                self._begun[minute] = self._begun.get(minute, 0) + count

    def room(self, at: dt.datetime) -> int:
        rooms = [limit - Used(minutes=self._own).within(span, at) for limit, span in self._limits]
        if self._portfolio is not None:
            rooms.append(self._portfolio - Used(minutes=self._begun).within(DAY, at))
        return max(0, min(rooms)) if rooms else 10**9

    def add(self, at: dt.datetime, count: int) -> None:
        minute = at.replace(second=0, microsecond=0)
        for kept in (self._own, self._begun):
            kept[minute] = kept.get(minute, 0) + count
            for old in [m for m in kept if m + MINUTE < at - DAY]:
                del kept[old]


def _take(left: dict[str, int], zones: Sequence[str], count: int) -> None:
    for zone in zones:
        part = min(count, left[zone])
        left[zone] -= part
        count -= part
        if not left[zone]:
            del left[zone]
        if not count:
            return
