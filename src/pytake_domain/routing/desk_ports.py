"""What the agents' desk needs from its store beside routing: saved views, canned replies, timelines and figures."""

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from pytake_domain.kernel.ids import CannedReplyId, ConversationId, SavedViewId, UserId
from pytake_domain.messaging import ConversationChange, Message, Note
from pytake_domain.routing.assignment import Assignment
from pytake_domain.routing.canned_reply import CannedReply
from pytake_domain.routing.measure import Change, FirstAnswer, Period, Rating, Spell
from pytake_domain.routing.saved_view import SavedView


class SavedViewRepository(Protocol):
    """Saved views of one tenant, inside a work."""

    async def add(self, view: SavedView) -> None:
        """Raises SavedViewNameTaken when the owner, or the company for shared ones, has one of this name."""
        ...

    async def get(self, view_id: SavedViewId) -> SavedView:
        """Raises SavedViewNotFound."""
        ...

    async def save(self, view: SavedView) -> None:
        """Its name, filters and place. Raises SavedViewNotFound, SavedViewNameTaken."""
        ...

    async def remove(self, view_id: SavedViewId) -> None:
        """Raises SavedViewNotFound."""
        ...

    async def usable_by(self, user_id: UserId | None) -> Sequence[SavedView]:
        """The shared ones and then theirs, each by place and name."""
        ...


class CannedReplyRepository(Protocol):
    """Canned replies of one tenant, inside a work."""

    async def add(self, reply: CannedReply) -> None:
        """Raises ShortcutTaken when the same audience has one of this shortcut."""
        ...

    async def get(self, reply_id: CannedReplyId) -> CannedReply:
        """Raises CannedReplyNotFound."""
        ...

    async def save(self, reply: CannedReply) -> None:
        """Raises CannedReplyNotFound, ShortcutTaken."""
        ...

    async def remove(self, reply_id: CannedReplyId) -> None:
        """Raises CannedReplyNotFound."""
        ...

    async def all(self) -> Sequence[CannedReply]:
        """By shortcut."""
        ...


class EntryKind(StrEnum):
    """What a timeline is made of."""

    MESSAGE = "message"
    NOTE = "note"
    ASSIGNMENT = "assignment"
    CHANGE = "change"


class ConversationStep(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a conversation as the log keeps it."""

    change: ConversationChange
    reason: str
    actor_kind: str
    actor_id: UUID | None
    assigned_to: UserId | None = None


class TimelineEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened in a conversation; exactly one of the four is there."""

    id: UUID
    at: dt.datetime
    kind: EntryKind
    message: Message | None = None
    note: Note | None = None
    assignment: Assignment | None = None
    change: ConversationStep | None = None


class DeskFacts(Protocol):
    """What happened, read by index, inside a work."""

    async def timeline(
        self, conversation_id: ConversationId, *, before: UUID | None, limit: int, since: UUID | None = None
    ) -> Sequence[TimelineEntry]:
        """Newest first, of what came before this entry; with `since` that one and the first that followed it."""
        ...

    async def changes(self, period: Period) -> Sequence[Change]:
        """What began or ended in the period, in order; for each conversation led by the last such change before it."""
        ...

    async def first_answers(self, spells: Sequence[Spell]) -> Sequence[FirstAnswer | None]:
        """Of each of these, in their order."""
        ...

    async def ratings(self, period: Period) -> Sequence[Rating]:
        """Scores given in the period."""
        ...

    async def by_status(self, period: Period) -> Mapping[str, int]:
        """Conversations whose last message lies in the period, by their status."""
        ...


class DeskParts(Protocol):
    """What the desk adds to a work."""

    @property
    def saved_views(self) -> SavedViewRepository:
        """Filters under a name."""
        ...

    @property
    def canned_replies(self) -> CannedReplyRepository:
        """Texts for again and again."""
        ...

    @property
    def facts(self) -> DeskFacts:
        """What happened."""
        ...
