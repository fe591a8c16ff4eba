"""How many may leave now, and by which number: one pacer for all limits; pure.

Limits of an hour and of a day hold over every such stretch of time, not by the clock: what was used is kept by the minute, and
a minute counts until all of it lies outside.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.campaigns.plan import Limits, NumberShare
from pytake_domain.kernel.ids import NumberId

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
SHARE_OF_THROUGHPUT = 0.75
"""Of a number's throughput; the rest is for conversations and for what comes in."""
AHEAD = 0.6
"""Seconds' worth that may wait to leave: what is queued when somebody presses pause still leaves, within a second."""
LEAST_AHEAD = 4
SLOWER, FASTER, SLOWEST = 0.5, 1.05, 1 / 64
"""What a refusal for speed makes of a number's pace, what a second without one makes of it, and the least that is left."""
ONE_REFUSAL = 1.0
"""Seconds in which refusals for speed are one: what was on its way together is refused together."""


class Used(msgspec.Struct, frozen=True, kw_only=True):
    """How many left in each minute (its beginning)."""

    minutes: Mapping[dt.datetime, int] = {}

    def within(self, span: dt.timedelta, now: dt.datetime) -> int:
        """In the `span` before now, each minute that lies in it even in part counted whole."""
        since = now - span
        return sum(count for minute, count in self.minutes.items() if minute + MINUTE > since and minute <= now)

    def frees_at(self, span: dt.timedelta, now: dt.datetime, wanted: int, limit: int) -> dt.datetime | None:
        """When `wanted` more will fit under the limit, if nothing else leaves until then; None when they never do."""
        if wanted > limit:
            return None
        over = self.within(span, now) + wanted - limit
        at = now
        for minute in sorted(self.minutes):
            if over <= 0:
                break
            if minute + MINUTE > now - span:
                over -= self.minutes[minute]
                at = minute + MINUTE + span
        return at


class NumberPace(msgspec.Struct, frozen=True, kw_only=True):
    """A number that may send: its throughput, what was learnt of it (`factor`), how many of the campaigns' messages wait to
    leave by it, and the portfolio whose limit it shares.
    """

    number_id: NumberId
    weight: int
    per_second: float
    factor: float = 1.0
    waiting: int = 0
    portfolio: str | None = None

    @property
    def rate(self) -> float:
        """Messages a second that campaigns may send by it."""
        return self.per_second * SHARE_OF_THROUGHPUT * self.factor

    @property
    def room(self) -> int:
        """How many more may wait to leave by it."""
        return max(0, math.ceil(max(LEAST_AHEAD, self.rate * AHEAD)) - self.waiting)


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How fast messages of a campaign really leave, whatever their numbers could do: the worker, the database and the provider
    have a pace of their own. As it was `at` the last look: `waiting` were left to leave, `tokens` are what the campaign's own
    limit of a second has saved up.
    """

    at: dt.datetime
    per_second: float = 32.0
    waiting: int = 0
    tokens: float = 0.0

    def seen(self, waiting: int, now: dt.datetime, limit: float | None) -> "Pace":
        """So many wait now: faster when none was left, else as fast as they left. `limit`: the campaign's, a second."""
        seconds = max(0.0, (now - self.at).total_seconds())
        left = max(0, self.waiting - waiting) / max(seconds, 0.05)
        pace = self.per_second
        if waiting == 0 and self.waiting:
            pace = max(self.per_second * 1.5, left)
        elif self.waiting:
            pace = (self.per_second + left) / 2
        saved = 0.0 if limit is None else min(max(1.0, limit * AHEAD), self.tokens + limit * seconds)
        return Pace(at=now, per_second=min(max(pace, LEAST_AHEAD), 10_000.0), waiting=waiting, tokens=saved)

    def took(self, queued: int) -> "Pace":
        """After so many more were queued."""
        return msgspec.structs.replace(self, waiting=self.waiting + queued, tokens=max(0.0, self.tokens - queued))

    @property
    def room(self) -> int:
        """How many more may wait: what leaves in most of a second."""
        return max(0, math.ceil(max(LEAST_AHEAD, self.per_second * AHEAD)) - self.waiting)


class Portfolio(msgspec.Struct, frozen=True, kw_only=True):
    """How many people a portfolio may begin to write to in any 24 hours (None: as many as it likes), and whom it did."""

    daily_limit: int | None
    used: Used = Used()

    def left(self, now: dt.datetime, headroom: int) -> int | None:
        """How many more, leaving `headroom` percent to others."""
        if self.daily_limit is None:
            return None
        return max(0, self.daily_limit * (100 - headroom) // 100 - self.used.within(DAY, now))


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """By each number so many now; `limited_by` names the limit that holds the campaign back, `until` when it gives way."""

    by_number: Mapping[NumberId, int]
    limited_by: str | None = None
    until: dt.datetime | None = None

    @property
    def total(self) -> int:
        """By all of them."""
        return sum(self.by_number.values())


def allowance(
    limits: Limits,
    used: Used,
    numbers: Sequence[NumberPace],
    portfolios: Mapping[str, Portfolio],
    *,
    headroom: int,
    pace: Pace,
    now: dt.datetime,
) -> Allowance:
    """What may be queued now."""
    most, limited_by, until = _own(limits, used, pace, now)
    left = {name: each.left(now, headroom) for name, each in portfolios.items()}
    rooms = {n.number_id: n.room for n in numbers}
    for number in numbers:
        open_to = left.get(number.portfolio or "")
        if open_to is not None and open_to <= 0:
            rooms[number.number_id] = 0
            limited_by, until = limited_by or "portfolio", until or _portfolio_until(portfolios, number, headroom, now)
    given = dict(shared([NumberShare(number_id=n.number_id, weight=n.weight) for n in numbers], rooms, most))
    for name, open_to in left.items():
        if open_to is not None:
            _cut(given, [n.number_id for n in numbers if n.portfolio == name], open_to)
    return Allowance(by_number=given, limited_by=limited_by, until=until if not sum(given.values()) else None)


def _own(limits: Limits, used: Used, pace: Pace, now: dt.datetime) -> tuple[int, str | None, dt.datetime | None]:
    """What the campaign's own limits and its pace leave: how many, and which limit has been reached."""
    most = pace.room
    for name, limit, span in (("daily_limit", limits.daily_limit, DAY), ("hourly_limit", limits.hourly_limit, HOUR)):
        if limit is None:
            continue
        left = max(0, limit - used.within(span, now))
        most = min(most, left)
        if left == 0:
            return 0, name, used.frees_at(span, now, 1, limit)
    if limits.per_second is not None:
        most = min(most, int(pace.tokens))
        if int(pace.tokens) == 0:
            return 0, "per_second", None
    return most, None, None


def shared(
    shares: Sequence[NumberShare], rooms: Mapping[NumberId, int], most: int | None
) -> list[tuple[NumberId, int]]:
    """`most` split by weight where there is room; what one has no room for goes to the others."""
    total = sum(rooms.values()) if most is None else min(most, sum(rooms.values()))
    given = dict.fromkeys((s.number_id for s in shares), 0)
    open_ones = [s for s in shares if rooms[s.number_id] > 0 and s.weight > 0]
    left = total
    while left > 0 and open_ones:
        weights = sum(s.weight for s in open_ones)
        before = left
        for share in open_ones:
            part = min(
                math.ceil(before * share.weight / weights), rooms[share.number_id] - given[share.number_id], left
            )
            given[share.number_id] += part
            left -= part
        open_ones = [s for s in open_ones if rooms[s.number_id] > given[s.number_id]]
    return list(given.items())


def _cut(given: dict[NumberId, int], numbers: Sequence[NumberId], most: int) -> None:
    """Together no more than `most`."""
    over = sum(given.get(n, 0) for n in numbers) - most
    for number in numbers:
        if over <= 0:
            return
        less = min(over, given.get(number, 0))
        given[number] = given.get(number, 0) - less
        over -= less


def _portfolio_until(
    portfolios: Mapping[str, Portfolio], number: NumberPace, headroom: int, now: dt.datetime
) -> dt.datetime | None:
    portfolio = portfolios[number.portfolio or ""]
    limit = (portfolio.daily_limit or 0) * (100 - headroom) // 100
    return portfolio.used.frees_at(DAY, now, 1, limit)


class Slowed(msgspec.Struct, frozen=True, kw_only=True):
    """A number was refused for speed: what was left of its pace then, and when."""

    factor: float
    at: dt.datetime

    def now(self, now: dt.datetime) -> float:
        """What is left of it now: it comes back by itself."""
        seconds = max(0.0, (now - self.at).total_seconds())
        return float(min(1.0, self.factor * FASTER ** min(seconds, 1_000.0)))


def slower(known: Slowed | None, now: dt.datetime) -> Slowed:
    """After a refusal for speed."""
    if known is None:
        return Slowed(factor=SLOWER, at=now)
    if (now - known.at).total_seconds() < ONE_REFUSAL:
        return known
    return Slowed(factor=max(SLOWEST, known.now(now) * SLOWER), at=now)
