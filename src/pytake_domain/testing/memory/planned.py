"""Planned messages, surveys, snoozes, saved views, canned replies and the desk's facts, in memory."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from pytake_domain.kernel.ids import (
    CannedReplyId,
    ContactId,
    ConversationId,
    NumberId,
    QueueId,
    SavedViewId,
    ScheduledId,
    TenantId,
    UserId,
)
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import (
    ConversationChange,
    ConversationChanged,
    Head,
    Line,
    ScheduledFilter,
    ScheduledMessage,
    ScheduledNotFound,
    ScheduledState,
    SenderKind,
    Survey,
    SurveyRules,
    head_rows,
)
from pytake_domain.routing import (
    RELEVANT,
    CannedReply,
    CannedReplyNotFound,
    Change,
    ConversationStep,
    EntryKind,
    FirstAnswer,
    Period,
    Rating,
    SavedView,
    SavedViewNameTaken,
    SavedViewNotFound,
    ShortcutTaken,
    Spell,
    TimelineEntry,
)
from pytake_domain.testing.memory.store import MemoryStore, TenantRows
from pytake_domain.testing.memory.views import seen_cursor


class MemoryScheduled:
    """See ScheduledRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, plan: ScheduledMessage) -> None:
        """See the port."""
        self._rows.scheduled[plan.id] = plan

    async def get(
        self,
        scheduled_id: ScheduledId,
        *,
        lock: bool = False,  # noqa: ARG002  works of a tenant run one at a time
    ) -> ScheduledMessage:
        """See the port."""
        if scheduled_id not in self._rows.scheduled:
            raise ScheduledNotFound
        return self._rows.scheduled[scheduled_id]

    async def save(self, plan: ScheduledMessage) -> None:
        """See the port."""
        self._rows.scheduled[plan.id] = plan

    async def page(self, wanted: ScheduledFilter, page: PageRequest) -> Page[ScheduledMessage]:
        """See the port."""
        found = [plan for plan in self._rows.scheduled.values() if self._fits(plan, wanted)]
        found.sort(key=lambda plan: plan.id, reverse=True)
        after = seen_cursor(page.cursor)
        if after is not None:
            found = [plan for plan in found if plan.id < after]
        items = tuple(found[: page.limit])
        more = len(items) == page.limit
        return Page(items=items, next_cursor=str(items[-1].id) if more else None)

    def _fits(self, plan: ScheduledMessage, wanted: ScheduledFilter) -> bool:
        for name in ("state", "conversation_id", "contact_id", "planned_by"):
            if getattr(wanted, name) not in (None, getattr(plan, name)):
                return False
        sight = wanted.visible_to
        if sight is None or plan.planned_by == sight.user_id:
            return True
        place = self._rows.conversations.get(plan.conversation_id) if plan.conversation_id else None
        return place is not None and sight.sees(place)

    async def cancelled_by_answer(self, pairs: Sequence[tuple[ContactId, NumberId]]) -> Sequence[ScheduledMessage]:
        """See the port."""
        return [
            plan
            for plan in self._rows.scheduled.values()
            if plan.state is ScheduledState.WAITING
            and plan.cancel_on_reply
            and (plan.contact_id, plan.number_id) in pairs
        ]

    async def overdue(self, before: dt.datetime, limit: int) -> Sequence[ScheduledId]:
        """See the port."""
        waiting = [p for p in self._rows.scheduled.values() if p.state is ScheduledState.WAITING]
        return [p.id for p in sorted(waiting, key=lambda p: p.send_at) if p.send_at < before][:limit]


class MemorySurveys:
    """See SurveyRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def rules(self) -> Sequence[SurveyRules]:
        """See the port."""
        return sorted(self._rows.survey_rules.values(), key=lambda r: (r.queue_id is not None, str(r.queue_id)))

    async def rules_for(self, queue_id: QueueId | None) -> SurveyRules | None:
        """See the port."""
        known = self._rows.survey_rules
        return known.get(queue_id) or known.get(None)

    async def put_rules(self, rules: SurveyRules) -> None:
        """See the port."""
        self._rows.survey_rules[rules.queue_id] = rules

    async def add(self, survey: Survey) -> None:
        """See the port."""
        self._rows.surveys[survey.id] = survey

    async def save(self, survey: Survey) -> None:
        """See the port."""
        self._rows.surveys[survey.id] = survey

    async def newest(
        self,
        ids: Sequence[ConversationId],
        since: dt.datetime,
        *,
        lock: bool = False,  # noqa: ARG002  works of a tenant run one at a time
    ) -> dict[ConversationId, Survey]:
        """See the port."""
        own = sorted((s for s in self._rows.surveys.values() if s.conversation_id in ids), key=lambda s: s.id)
        return {survey.conversation_id: survey for survey in own if survey.asked_at >= since}

    async def of(self, conversation_id: ConversationId) -> Sequence[Survey]:
        """See the port."""
        own = [s for s in self._rows.surveys.values() if s.conversation_id == conversation_id]
        return sorted(own, key=lambda s: s.id, reverse=True)


class MemorySnoozed:
    """See SnoozedList."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def overdue(self, before: dt.datetime, limit: int) -> Sequence[ConversationId]:
        """See the port."""
        found = [(c.snoozed_until, c.id) for c in self._rows.conversations.values() if c.snoozed_until is not None]
        return [own_id for until, own_id in sorted(found) if until < before][:limit]


class MemoryDeskSweeps:
    """See DeskSweeps."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def tenants(self, before: dt.datetime) -> Sequence[TenantId]:
        """See the port."""
        return [
            tenant_id
            for tenant_id, rows in self._store.tenants.items()
            if await MemoryScheduled(rows).overdue(before, 1) or await MemorySnoozed(rows).overdue(before, 1)
        ]


class MemorySavedViews:
    """See SavedViewRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, view: SavedView) -> None:
        """See the port."""
        self._require_free(view)
        self._rows.saved_views[view.id] = view

    async def get(self, view_id: SavedViewId) -> SavedView:
        """See the port."""
        if view_id not in self._rows.saved_views:
            raise SavedViewNotFound
        return self._rows.saved_views[view_id]

    def _require_free(self, view: SavedView) -> None:
        for other in self._rows.saved_views.values():
            alike = other.name.casefold() == view.name.casefold() and other.shared is view.shared
            if other.id != view.id and alike and (view.shared or other.owner_id == view.owner_id):
                raise SavedViewNameTaken

    async def save(self, view: SavedView) -> None:
        """See the port."""
        await self.get(view.id)
        self._require_free(view)
        self._rows.saved_views[view.id] = view

    async def remove(self, view_id: SavedViewId) -> None:
        """See the port."""
        await self.get(view_id)
        del self._rows.saved_views[view_id]

    async def usable_by(self, user_id: UserId | None) -> Sequence[SavedView]:
        """See the port."""
        own = [view for view in self._rows.saved_views.values() if view.shown_to(user_id)]
        return sorted(own, key=lambda view: (not view.shared, view.place, view.name.casefold(), view.id))


class MemoryCannedReplies:
    """See CannedReplyRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, reply: CannedReply) -> None:
        """See the port."""
        self._require_free(reply)
        self._rows.canned_replies[reply.id] = reply

    def _require_free(self, reply: CannedReply) -> None:
        for other in self._rows.canned_replies.values():
            if other.id != reply.id and _people(other) == _people(reply) and other.shortcut == reply.shortcut:
                raise ShortcutTaken

    async def get(self, reply_id: CannedReplyId) -> CannedReply:
        """See the port."""
        if reply_id not in self._rows.canned_replies:
            raise CannedReplyNotFound
        return self._rows.canned_replies[reply_id]

    async def save(self, reply: CannedReply) -> None:
        """See the port."""
        await self.get(reply.id)
        self._require_free(reply)
        self._rows.canned_replies[reply.id] = reply

    async def remove(self, reply_id: CannedReplyId) -> None:
        """See the port."""
        await self.get(reply_id)
        del self._rows.canned_replies[reply_id]

    async def all(self) -> Sequence[CannedReply]:
        """See the port."""
        return sorted(self._rows.canned_replies.values(), key=lambda reply: (reply.shortcut, reply.id))


def _people(reply: CannedReply) -> tuple[object, ...]:
    own = reply.owner_id if reply.audience.value == "own" else None
    return reply.audience, reply.department_id, own


class MemoryFacts:
    """See DeskFacts."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def timeline(
        self, conversation_id: ConversationId, *, before: UUID | None, limit: int, since: UUID | None = None
    ) -> Sequence[TimelineEntry]:
        """See the port."""
        rows = self._rows
        entries = [
            TimelineEntry(id=m.id, at=m.created_at, kind=EntryKind.MESSAGE, message=m)
            for m in rows.messages.values()
            if m.conversation_id == conversation_id
        ]
        entries += [
            TimelineEntry(id=n.id, at=n.created_at, kind=EntryKind.NOTE, note=n)
            for n in rows.notes.values()
            if n.conversation_id == conversation_id
        ]
        entries += [
            TimelineEntry(id=a.id, at=a.at, kind=EntryKind.ASSIGNMENT, assignment=a)
            for a in rows.assignments
            if a.conversation_id == conversation_id
        ]
        entries += [
            TimelineEntry(id=e.id, at=e.at, kind=EntryKind.CHANGE, change=_step(e))
            for e in rows.event_log
            if isinstance(e, ConversationChanged) and e.conversation_id == conversation_id and _told(e)
        ]
        if since is not None:
            after = sorted((entry for entry in entries if entry.id >= since), key=lambda entry: entry.id)
            return after[:limit][::-1]
        found = [entry for entry in entries if before is None or entry.id < before]
        return sorted(found, key=lambda entry: entry.id, reverse=True)[:limit]

    async def changes(self, period: Period) -> Sequence[Change]:
        """See the port."""
        every = [e for e in self._rows.event_log if isinstance(e, ConversationChanged) and e.change in RELEVANT]
        every.sort(key=lambda e: e.id)
        within = [e for e in every if period.since <= e.at < period.until]
        touched = {e.conversation_id for e in within}
        led = {e.conversation_id: e for e in every if e.at < period.since and e.conversation_id in touched}
        return [_change(e) for e in sorted([*led.values(), *within], key=lambda e: e.id)]

    async def first_answers(self, spells: Sequence[Spell]) -> Sequence[FirstAnswer | None]:
        """See the port."""
        wrote = sorted((m for m in self._rows.messages.values() if m.sent_by is SenderKind.AGENT), key=lambda m: m.id)
        found: list[FirstAnswer | None] = []
        for spell in spells:
            own = (
                m
                for m in wrote
                if m.conversation_id == spell.conversation_id
                and m.created_at >= spell.began_at
                and (spell.ended_at is None or m.created_at <= spell.ended_at)
            )
            first = next(own, None)
            user = UserId(first.sent_by_id) if first is not None and first.sent_by_id is not None else None
            found.append(None if first is None else FirstAnswer(at=first.created_at, user_id=user))
        return found

    async def ratings(self, period: Period) -> Sequence[Rating]:
        """See the port."""
        return [
            Rating(score=s.score, user_id=s.user_id, queue_id=s.queue_id)
            for s in self._rows.surveys.values()
            if s.score is not None and s.answered_at is not None and period.since <= s.answered_at < period.until
        ]

    async def by_status(self, period: Period) -> Mapping[str, int]:
        """See the port."""
        counts: dict[str, int] = {}
        for place in self._rows.conversations.values():
            if place.last_message_at is not None and period.since <= place.last_message_at < period.until:
                counts[place.status.value] = counts.get(place.status.value, 0) + 1
        return counts


def _told(event: ConversationChanged) -> bool:
    """What an assignment says already is not said twice; who takes one by writing makes no assignment."""
    return event.change is not ConversationChange.ASSIGNED or event.reason in ("answered", "scheduled", "reopened")


def _step(event: ConversationChanged) -> ConversationStep:
    return ConversationStep(
        change=event.change,
        reason=event.reason,
        actor_kind=event.actor_kind.value,
        actor_id=event.actor_id,
        assigned_to=event.assigned_to,
    )


def _change(event: ConversationChanged) -> Change:
    return Change(
        id=event.id,
        conversation_id=event.conversation_id,
        at=event.at,
        change=event.change,
        reason=event.reason,
        assigned_to=event.assigned_to,
        queue_id=event.queue_id,
    )


class MemoryPrinter:
    """Writes what would be on the pages."""

    async def pages(self, head: Head, lines: Sequence[Line]) -> bytes:
        """See Printer."""
        shown = [f"{name}: {value}" for name, value in head_rows(head)]
        shown += [f"{line.sender}: {line.text}{' [picture]' if line.picture else ''}" for line in lines]
        return "\n".join(shown).encode()
