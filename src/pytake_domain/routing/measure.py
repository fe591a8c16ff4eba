"""How people served customers in a period: first answers, resolutions, ratings; pure, from what happened."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ConversationId, QueueId, UserId
from pytake_domain.messaging import ConversationChange

LONGEST_DAYS = 92
ANSWERED_ELSEWHERE = frozenset({"answered_on_phone"})
_BEGINS = (ConversationChange.QUEUED, ConversationChange.ASSIGNED)
_ENDS = (ConversationChange.RESOLVED, ConversationChange.ARCHIVED, ConversationChange.BOT)
RELEVANT = (*_BEGINS, *_ENDS)


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From a moment (included) to another (excluded), in UTC."""

    since: dt.datetime
    until: dt.datetime


def period_of(time_zone: str, now: dt.datetime, first: dt.date | None, last: dt.date | None) -> Period:
    """Whole local days, both included; the last seven when none are named. Raises Invalid for the wrong order, or too many."""
    here = ZoneInfo(time_zone)
    end = last or now.astimezone(here).date()
    begin = first or end - dt.timedelta(days=6)
    if begin > end:
        raise Invalid(Problem(field="to", code="ends_before_it_begins"))
    if (end - begin).days >= LONGEST_DAYS:
        raise Invalid(Problem(field="from", code="period_too_long", params={"most": LONGEST_DAYS}))
    midnight = dt.time()
    return Period(
        since=dt.datetime.combine(begin, midnight, here).astimezone(dt.UTC),
        until=dt.datetime.combine(end + dt.timedelta(days=1), midnight, here).astimezone(dt.UTC),
    )


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A transition that begins or ends that people are concerned with a conversation."""

    id: UUID
    conversation_id: ConversationId
    at: dt.datetime
    change: ConversationChange
    reason: str = ""
    assigned_to: UserId | None = None
    queue_id: QueueId | None = None


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """From when a conversation needed a person until it was over. `waits`: the customer waited for the first word, so that it
    counts; one that an agent took by writing was never waiting.
    """

    conversation_id: ConversationId
    began_at: dt.datetime
    waits: bool
    queue_id: QueueId | None = None
    ended_at: dt.datetime | None = None
    ended_by: ConversationChange | None = None
    agent: UserId | None = None


def spells(changes: Iterable[Change]) -> list[Spell]:
    """Out of transitions in their order, of any number of conversations."""
    running: dict[ConversationId, Spell] = {}
    found: list[Spell] = []
    for each in changes:
        present = running.get(each.conversation_id)
        if each.change in _BEGINS:
            if present is None and each.reason in ANSWERED_ELSEWHERE:
                continue
            fresh = present or Spell(
                conversation_id=each.conversation_id,
                began_at=each.at,
                waits=each.reason not in ("answered", "scheduled"),
            )
            running[each.conversation_id] = replace(
                fresh, queue_id=each.queue_id or fresh.queue_id, agent=each.assigned_to or fresh.agent
            )
        elif each.change in _ENDS and present is not None:
            del running[each.conversation_id]
            agent = each.assigned_to or present.agent
            found.append(replace(present, ended_at=each.at, ended_by=each.change, agent=agent))
    return [*found, *running.values()]


class FirstAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An agent's first word of a spell."""

    at: dt.datetime
    user_id: UserId | None


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's score of who served them."""

    score: int
    user_id: UserId | None
    queue_id: QueueId | None


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds; of how many."""

    count: int = 0
    mean: float | None = None
    median: float | None = None
    p95: float | None = None


def times(seconds: Sequence[float]) -> Times:
    """Mean, median and the value that 95 % are not above (nearest rank)."""
    if not seconds:
        return Times()
    ordered = sorted(seconds)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    high = ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]
    return Times(
        count=len(ordered), mean=round(sum(ordered) / len(ordered), 1), median=round(median, 1), p95=round(high, 1)
    )


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Of a company, an agent or a queue."""

    resolved: int
    first_answer: Times
    resolution: Times
    ratings: int
    rating: float | None


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of a period. `by_status`: conversations whose last message lies in it, by their present status."""

    period: Period
    time_zone: str
    by_status: Mapping[str, int]
    total: Figures
    by_agent: Mapping[UserId, Figures]
    by_queue: Mapping[QueueId, Figures]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A spell with its first answer."""

    spell: Spell
    first: FirstAnswer | None


def figures(cases: Iterable[Case], ratings: Iterable[Rating], period: Period) -> Figures:
    """First answers to what began in the period, resolutions within it."""
    answers, resolutions = [], []
    for case in cases:
        spell = case.spell
        if case.first is not None and spell.waits and spell.began_at >= period.since:
            answers.append(max(0.0, (case.first.at - spell.began_at).total_seconds()))
        if spell.ended_by is ConversationChange.RESOLVED and spell.ended_at is not None:
            resolutions.append((spell.ended_at - spell.began_at).total_seconds())
    scores = [rating.score for rating in ratings]
    return Figures(
        resolved=len(resolutions),
        first_answer=times(answers),
        resolution=times(resolutions),
        ratings=len(scores),
        rating=round(sum(scores) / len(scores), 2) if scores else None,
    )


def measured(
    cases: Sequence[Case], ratings: Sequence[Rating], by_status: Mapping[str, int], period: Period, time_zone: str
) -> Measured:
    """The whole, and each agent's and queue's part: first answers are whose who gave them, resolutions whose who had it."""
    agents = {c.spell.agent for c in cases} | {c.first.user_id for c in cases if c.first} | {r.user_id for r in ratings}
    queues = {c.spell.queue_id for c in cases} | {r.queue_id for r in ratings}

    def of_agent(user_id: UserId) -> Figures:
        own = [
            Case(
                spell=case.spell if case.spell.agent == user_id else replace(case.spell, ended_at=None, ended_by=None),
                first=case.first if case.first is not None and case.first.user_id == user_id else None,
            )
            for case in cases
            if case.spell.agent == user_id or (case.first is not None and case.first.user_id == user_id)
        ]
        return figures(own, [r for r in ratings if r.user_id == user_id], period)

    def of_queue(queue_id: QueueId) -> Figures:
        own = [case for case in cases if case.spell.queue_id == queue_id]
        return figures(own, [r for r in ratings if r.queue_id == queue_id], period)

    return Measured(
        period=period,
        time_zone=time_zone,
        by_status=by_status,
        total=figures(cases, ratings, period),
        by_agent={user_id: of_agent(user_id) for user_id in sorted(a for a in agents if a is not None)},
        by_queue={queue_id: of_queue(queue_id) for queue_id in sorted(q for q in queues if q is not None)},
    )
