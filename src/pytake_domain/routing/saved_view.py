"""Saved views: filters and order of the list of conversations under a name."""

import datetime as dt

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import NumberId, QueueId, SavedViewId, TenantId, UserId
from pytake_domain.messaging import ConversationFilter, ConversationOrder, ConversationStatus, clean_tags
from pytake_domain.routing.calendar import check_name

MOST_EACH = 100
"""Views of one person, and shared ones of a company."""
MOST_DAYS = 366


class ViewFilters(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the list is narrowed to, and how it is sorted. `mine`: what is assigned to whoever looks; `days`: the last message
    came within so many times 24 hours; `since`, `until`: it came between these.
    """

    status: tuple[ConversationStatus, ...] = ()
    assigned_to: UserId | None = None
    mine: bool = False
    queue_id: QueueId | None = None
    number_id: NumberId | None = None
    tags: tuple[str, ...] = ()
    snoozed: bool | None = None
    unread: bool = False
    closing: bool = False
    days: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    sort: ConversationOrder = ConversationOrder.NEWEST

    def __post_init__(self) -> None:
        clean_tags(self.tags)
        if self.mine and self.assigned_to is not None:
            raise Invalid(Problem(field="filters.assigned_to", code="mine_or_somebodys"))
        if len(set(self.status)) != len(self.status):
            raise Invalid(Problem(field="filters.status", code="not_unique"))
        if self.days is not None and not 1 <= self.days <= MOST_DAYS:
            raise Invalid(Problem(field="filters.days", code="out_of_range", params={"least": 1, "most": MOST_DAYS}))
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise Invalid(Problem(field="filters.to", code="ends_before_it_begins"))

    def asked(self, user_id: UserId | None, now: dt.datetime) -> ConversationFilter:
        """What this person's list is narrowed to now."""
        return ConversationFilter(
            status=self.status,
            assigned_to=user_id if self.mine else self.assigned_to,
            queue_id=self.queue_id,
            number_id=self.number_id,
            tags=self.tags,
            snoozed=self.snoozed,
            unread=self.unread,
            closing=self.closing,
            since=now - dt.timedelta(days=self.days) if self.days is not None else self.since,
            until=self.until,
            as_of=now,
        )


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """One person's own, or `shared` with the whole company; `place`: where it stands among its kind."""

    id: SavedViewId
    tenant_id: TenantId
    name: str
    filters: ViewFilters
    owner_id: UserId | None
    shared: bool
    created_at: dt.datetime
    place: int = 0

    def __post_init__(self) -> None:
        check_name(self.name)

    def shown_to(self, user_id: UserId | None) -> bool:
        """May this person use it?"""
        return self.shared or (self.owner_id is not None and self.owner_id == user_id)
