"""The agents' desk: snoozes, timelines, bulk actions and the filters of lists."""

import datetime as dt
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from pytake_app.phrases import problem, sentence
from pytake_app.wire.conversations import NoteOut, note_out
from pytake_app.wire.messages import MessageOut, message_out
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import ConversationId, DepartmentId, NumberId, QueueId, UserId
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import ConversationFilter, ConversationOrder, ConversationStatus
from pytake_domain.routing import (
    BulkAction,
    BulkDone,
    BulkOrder,
    Outcome,
    TimelineEntry,
    ViewFilters,
)


class SnoozeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Until when; null brings it back now."""

    until: dt.datetime | None


class MuteIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether the caller wants to hear nothing of it."""

    muted: bool


class FiltersIO(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"since": "from", "until": "to"}
):
    """Filters and order of the list of conversations; `mine`: assigned to whoever looks; `window_closing`: the window ends within
    three hours; `days`: the last message came within so many times 24 hours; `from`, `to`: it came between these.
    """

    status: list[ConversationStatus] = []
    assigned_to: UUID | None = None
    mine: bool = False
    queue_id: UUID | None = None
    whatsapp_config_id: UUID | None = None
    tags: list[str] = []
    snoozed: bool | None = None
    unread: bool = False
    window_closing: bool = False
    days: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    sort: ConversationOrder = ConversationOrder.NEWEST


class BulkIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`ids` (200 at most) or a `filter` (1,000 are taken), the action, and what it needs: `user_id` for assign, one of the
    three destinations for transfer, `tags` for tag and untag, `until` for snooze.
    """

    action: BulkAction
    ids: list[UUID] | None = None
    filter: FiltersIO | None = None
    user_id: UUID | None = None
    queue_id: UUID | None = None
    department_id: UUID | None = None
    tags: list[str] = []
    until: dt.datetime | None = None
    reason: str = ""


class OutcomeErrorOut(msgspec.Struct, frozen=True):
    """Why one was left as it was."""

    code: str
    message: str


class OutcomeOut(msgspec.Struct, frozen=True):
    """What became of one conversation: `changed`, `unchanged` (it was so already), or `failed`."""

    id: UUID
    outcome: str
    error: OutcomeErrorOut | None


class BulkOut(msgspec.Struct, frozen=True, kw_only=True):
    """All outcomes in the order they were asked for; `more`: the filter finds others still."""

    data: list[OutcomeOut]
    changed: int
    unchanged: int
    failed: int
    more: bool


class AssignmentOut(msgspec.Struct, frozen=True, kw_only=True):
    """To whom it went, from where it came, and why."""

    user_id: UUID | None
    queue_id: UUID | None
    reason: str
    note: str
    waited_seconds: int
    actor_kind: str
    actor_id: UUID | None


class StepOut(msgspec.Struct, frozen=True, kw_only=True):
    """A change of the conversation."""

    change: str
    reason: str
    assigned_to: UUID | None
    actor_kind: str
    actor_id: UUID | None


class TimelineOut(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened; the field named like its `kind` is there."""

    id: UUID
    at: dt.datetime
    kind: str
    message: MessageOut | UnsetType = UNSET
    note: NoteOut | UnsetType = UNSET
    assignment: AssignmentOut | UnsetType = UNSET
    change: StepOut | UnsetType = UNSET


def filters_of(data: FiltersIO) -> ViewFilters:
    """As the domain has them. Raises Invalid."""
    return ViewFilters(
        status=tuple(data.status),
        assigned_to=UserId(data.assigned_to) if data.assigned_to else None,
        mine=data.mine,
        queue_id=QueueId(data.queue_id) if data.queue_id else None,
        number_id=NumberId(data.whatsapp_config_id) if data.whatsapp_config_id else None,
        tags=tuple(data.tags),
        snoozed=data.snoozed,
        unread=data.unread,
        closing=data.window_closing,
        days=data.days,
        since=data.since,
        until=data.until,
        sort=data.sort,
    )


def order_of(data: BulkIn, actor: Actor, now: dt.datetime) -> BulkOrder:
    """As the domain has it. Raises Invalid."""
    wanted: ConversationFilter | None = None
    if data.filter is not None:
        wanted = filters_of(data.filter).asked(actor.user_id, now)
    return BulkOrder(
        action=data.action,
        ids=tuple(ConversationId(i) for i in data.ids) if data.ids is not None else None,
        wanted=wanted,
        user_id=UserId(data.user_id) if data.user_id else None,
        queue_id=QueueId(data.queue_id) if data.queue_id else None,
        department_id=DepartmentId(data.department_id) if data.department_id else None,
        tags=tuple(data.tags),
        until=data.until,
        reason=data.reason.strip(),
    )


def bulk_out(done: BulkDone, language: Language) -> BulkOut:
    """The outcomes with their sentences."""
    shown = [_outcome(outcome, language) for outcome in done.outcomes]
    counts = {word: sum(o.outcome == word for o in shown) for word in ("changed", "unchanged", "failed")}
    return BulkOut(data=shown, **counts, more=done.more)


def _outcome(outcome: Outcome, language: Language) -> OutcomeOut:
    if outcome.error is None:
        return OutcomeOut(outcome.id, "changed" if outcome.changed else "unchanged", None)
    return OutcomeOut(outcome.id, "failed", OutcomeErrorOut(outcome.error.code, _said(outcome.error, language)))


def _said(error: PytakeError, language: Language) -> str:
    for each in error.problems:
        return problem(each.code, language, each.params)
    return sentence(error.code, language, dict(error.params))


def timeline_out(entry: TimelineEntry, language: Language) -> TimelineOut:
    """An entry as the API shows it."""
    shown = TimelineOut(id=entry.id, at=entry.at, kind=entry.kind.value)
    if entry.message is not None:
        return msgspec.structs.replace(shown, message=message_out(entry.message, language))
    if entry.note is not None:
        return msgspec.structs.replace(shown, note=note_out(entry.note))
    if (a := entry.assignment) is not None:
        told = AssignmentOut(
            user_id=a.user_id,
            queue_id=a.queue_id,
            reason=a.reason,
            note=a.note,
            waited_seconds=a.waited_seconds,
            actor_kind=a.actor_kind.value,
            actor_id=a.actor_id,
        )
        return msgspec.structs.replace(shown, assignment=told)
    assert entry.change is not None  # noqa: S101  one of the four is there
    c = entry.change
    step = StepOut(
        change=c.change.value,
        reason=c.reason,
        assigned_to=c.assigned_to,
        actor_kind=c.actor_kind,
        actor_id=c.actor_id,
    )
    return msgspec.structs.replace(shown, change=step)
