"""Agents: are they there, and how much more can they take?"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import TenantId, UserId
from pytake_domain.routing.queue import check_skills

CAPACITY = 5
CAPACITY_MOST = 1_000
GONE_AFTER = dt.timedelta(minutes=2)
"""Without a sign of life for this long, somebody who was there is away."""


class Presence(StrEnum):
    """Only who is available gets new conversations by themselves; busy ones keep theirs."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"


class AgentState(msgspec.Struct, frozen=True, kw_only=True):
    """A person as routing sees them. `load` counts their open conversations, `load_here` those of the queue that was asked
    for; both are counted when read, never stored. `since`: when the presence began; `last_seen`: the last sign of life of a
    live connection, None when there never was one.
    """

    tenant_id: TenantId
    user_id: UserId
    presence: Presence = Presence.OFFLINE
    since: dt.datetime
    capacity: int = CAPACITY
    skills: Mapping[str, int] = {}
    last_assigned_at: dt.datetime | None = None
    wrap_up_until: dt.datetime | None = None
    last_seen: dt.datetime | None = None
    load: int = 0
    load_here: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.capacity <= CAPACITY_MOST:
            params: dict[str, str | int] = {"least": 0, "most": CAPACITY_MOST}
            raise Invalid(Problem(field="capacity", code="out_of_range", params=params))
        check_skills(self.skills)

    @property
    def is_full(self) -> bool:
        """No further conversation by itself."""
        return self.load >= self.capacity

    def is_free(self, now: dt.datetime) -> bool:
        """May a conversation come to them by itself?"""
        resting = self.wrap_up_until is not None and now < self.wrap_up_until
        return self.presence is Presence.AVAILABLE and not self.is_full and not resting

    def become(self, presence: Presence, at: dt.datetime) -> "AgentState":
        """Present in another way from now on; of who has had a live connection that is a sign of life."""
        since = self.since if presence is self.presence else at
        return replace(self, presence=presence, since=since, last_seen=at if self.last_seen is not None else None)

    def is_gone(self, now: dt.datetime) -> bool:
        """Said to be there, but silent for too long; who never had a live connection is taken at their word."""
        there = self.presence in (Presence.AVAILABLE, Presence.BUSY)
        return there and self.last_seen is not None and now - self.last_seen > GONE_AFTER

    def took_one(self, at: dt.datetime) -> "AgentState":
        """One more is theirs."""
        return replace(self, load=self.load + 1, load_here=self.load_here + 1, last_assigned_at=at)

    def lacks(self, needed: Mapping[str, int]) -> bool:
        """Is a needed skill missing, or below its level?"""
        return any(self.skills.get(name, 0) < level for name, level in needed.items())
