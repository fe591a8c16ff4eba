"""What an agent's desk needs from its store: planned messages and surveys."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from pytake_domain.kernel.ids import ContactId, ConversationId, NumberId, QueueId, ScheduledId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging.scheduled import ScheduledMessage, ScheduledState
from pytake_domain.messaging.sight import Sight
from pytake_domain.messaging.survey import Survey, SurveyRules


class ScheduledFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of planned messages is narrowed to. `visible_to`: those of conversations in this view, and their own."""

    state: ScheduledState | None = None
    conversation_id: ConversationId | None = None
    contact_id: ContactId | None = None
    planned_by: UUID | None = None
    visible_to: Sight | None = None


class ScheduledRepository(Protocol):
    """Planned messages of one tenant, inside a work."""

    async def add(self, plan: ScheduledMessage) -> None:
        """Store it."""
        ...

    async def get(self, scheduled_id: ScheduledId, *, lock: bool = False) -> ScheduledMessage:
        """Raises ScheduledNotFound. Locks are taken after that of the conversation."""
        ...

    async def save(self, plan: ScheduledMessage) -> None:
        """Its state."""
        ...

    async def page(self, wanted: ScheduledFilter, page: PageRequest) -> Page[ScheduledMessage]:
        """Last planned first, by cursor; nothing is counted."""
        ...

    async def cancelled_by_answer(self, pairs: Sequence[tuple[ContactId, NumberId]]) -> Sequence[ScheduledMessage]:
        """Those that wait for these contacts on these numbers and that an answer cancels, locked."""
        ...

    async def overdue(self, before: dt.datetime, limit: int) -> Sequence[ScheduledId]:
        """Those that should have gone before this moment and wait still."""
        ...


class SurveyRepository(Protocol):
    """Surveys of one tenant, and how each queue asks, inside a work."""

    async def rules(self) -> Sequence[SurveyRules]:
        """All; that of no queue first."""
        ...

    async def rules_for(self, queue_id: QueueId | None) -> SurveyRules | None:
        """The queue's own, or those of no queue."""
        ...

    async def put_rules(self, rules: SurveyRules) -> None:
        """Over those that were."""
        ...

    async def add(self, survey: Survey) -> None:
        """Store it."""
        ...

    async def save(self, survey: Survey) -> None:
        """Its answer."""
        ...

    async def newest(
        self, ids: Sequence[ConversationId], since: dt.datetime, *, lock: bool = False
    ) -> dict[ConversationId, Survey]:
        """The newest of each of these conversations that was asked since then."""
        ...

    async def of(self, conversation_id: ConversationId) -> Sequence[Survey]:
        """All of a conversation, newest first."""
        ...


class SnoozedList(Protocol):
    """Conversations out of sight, inside a work."""

    async def overdue(self, before: dt.datetime, limit: int) -> Sequence[ConversationId]:
        """Those that should have come back before this moment."""
        ...


class DeskSweeps(Protocol):
    """What jobs may have missed, across tenants."""

    async def tenants(self, before: dt.datetime) -> Sequence[TenantId]:
        """Those with planned messages or snoozes that were due before this moment."""
        ...
