"""Queues: where conversations wait for a person, and by which rules one is found."""

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import CalendarId, DepartmentId, QueueId, TenantId, UserId
from pytake_domain.routing.calendar import check_message, check_name
from pytake_domain.routing.inactivity import Inactivity

MEMBERS_MOST = 500
SKILLS_MOST = 30
SKILL_LONGEST = 40
LEVELS = range(1, 6)
PRIORITY_MOST = 100
SECONDS_MOST = 60 * 60 * 24 * 30
WRAP_UP_MOST = 60 * 60
COUNT_MOST = 100_000


class Strategy(StrEnum):
    """Who gets the next conversation: who has the fewest, who has waited longest for one, or who takes it by hand."""

    LEAST_LOAD = "least_load"
    ROUND_ROBIN = "round_robin"
    MANUAL = "manual"


def _within(field: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise Invalid(Problem(field=field, code="out_of_range", params={"least": least, "most": most}))


class Overflow(msgspec.Struct, frozen=True, kw_only=True):
    """Where conversations go when this queue does not serve them: after so many seconds, at once when no member is on, or
    when more than so many wait already.
    """

    to: QueueId
    after_seconds: int | None = None
    when_nobody: bool = False
    when_longer_than: int | None = None

    def __post_init__(self) -> None:
        _within("overflow.after_seconds", self.after_seconds, 1, SECONDS_MOST)
        _within("overflow.when_longer_than", self.when_longer_than, 0, COUNT_MOST)


class ServiceLevel(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of open time until an agent answers first, and until it is resolved; warned of at this share (%) of them."""

    first_answer: int | None = None
    resolution: int | None = None
    warn_percent: int = 80

    def __post_init__(self) -> None:
        _within("service_level.first_answer", self.first_answer, 1, SECONDS_MOST)
        _within("service_level.resolution", self.resolution, 1, SECONDS_MOST)
        _within("service_level.warn_percent", self.warn_percent, 1, 100)


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """Members serve what waits here. `skills` are the least levels somebody needs; `most_each` bounds how many of its
    conversations one member has; `wrap_up_seconds` is the pause after one was resolved; a default queue takes what was
    handed over without naming one.
    """

    id: QueueId
    tenant_id: TenantId
    name: str
    created_at: dt.datetime
    updated_at: dt.datetime
    department_id: DepartmentId | None = None
    calendar_id: CalendarId | None = None
    members: tuple[UserId, ...] = ()
    strategy: Strategy = Strategy.LEAST_LOAD
    priority: int = 0
    skills: Mapping[str, int] = {}
    most_each: int | None = None
    overflow: Overflow | None = None
    service_level: ServiceLevel = ServiceLevel()
    inactivity: Inactivity = Inactivity()
    closed_message: str = ""
    wrap_up_seconds: int = 0
    is_default: bool = False

    def __post_init__(self) -> None:
        check_name(self.name)
        check_message(self.closed_message)
        check_skills(self.skills)
        _within("priority", self.priority, 0, PRIORITY_MOST)
        _within("most_each", self.most_each, 1, COUNT_MOST)
        _within("wrap_up_seconds", self.wrap_up_seconds, 0, WRAP_UP_MOST)
        if len(self.members) > MEMBERS_MOST:
            raise Invalid(Problem(field="members", code="too_many", params={"most": MEMBERS_MOST}))
        if len(set(self.members)) != len(self.members):
            raise Invalid(Problem(field="members", code="not_unique"))


def check_skills(skills: Mapping[str, int]) -> None:
    """Raises Invalid for too many, nameless ones, or levels other than 1 to 5."""
    if len(skills) > SKILLS_MOST:
        raise Invalid(Problem(field="skills", code="too_many", params={"most": SKILLS_MOST}))
    for name, level in skills.items():
        if not len(name.strip()) >= 1 or len(name) > SKILL_LONGEST:
            raise Invalid(Problem(field="skills", code="length", params={"least": 1, "most": SKILL_LONGEST}))
        if level not in LEVELS:
            raise Invalid(Problem(field="skills", code="out_of_range", params={"least": 1, "most": LEVELS[-1]}))


def check_overflows(queues: Iterable[Queue]) -> None:
    """Raises Invalid when one overflows to a queue that is not there, or round in a circle."""
    known = {queue.id: queue for queue in queues}
    for queue in known.values():
        seen, here = {queue.id}, queue
        while here.overflow is not None:
            if here.overflow.to not in known:
                raise Invalid(Problem(field="overflow.to", code="unknown"))
            here = known[here.overflow.to]
            if here.id in seen:
                raise Invalid(Problem(field="overflow.to", code="overflow_in_a_circle"))
            seen.add(here.id)
