"""Saved views: filters of the list of conversations under a name."""

import datetime as dt

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import NumberId, QueueId, SavedViewId, TenantId, UserId
from pytake_domain.messaging import ConversationStatus, clean_tags
from pytake_domain.routing.calendar import check_name

MOST_EACH = 100
"""Views of one person, and shared ones of a company."""


class ViewFilters(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the list is narrowed to. `mine`: what is assigned to whoever looks."""

    status: tuple[ConversationStatus, ...] = ()
    assigned_to: UserId | None = None
    mine: bool = False
    queue_id: QueueId | None = None
    number_id: NumberId | None = None
    tags: tuple[str, ...] = ()
    snoozed: bool | None = None

    def __post_init__(self) -> None:
        clean_tags(self.tags)
        if self.mine and self.assigned_to is not None:
            raise Invalid(Problem(field="filters.assigned_to", code="mine_or_somebodys"))
        if len(set(self.status)) != len(self.status):
            raise Invalid(Problem(field="filters.status", code="not_unique"))


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """One person's own, or `shared` with the whole company."""

    id: SavedViewId
    tenant_id: TenantId
    name: str
    filters: ViewFilters
    owner_id: UserId | None
    shared: bool
    created_at: dt.datetime

    def __post_init__(self) -> None:
        check_name(self.name)

    def shown_to(self, user_id: UserId | None) -> bool:
        """May this person use it?"""
        return self.shared or (self.owner_id is not None and self.owner_id == user_id)
