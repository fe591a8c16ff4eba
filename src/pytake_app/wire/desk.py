"""The agents' desk: snoozes, timelines, bulk actions, saved views, canned replies, surveys and figures."""

import datetime as dt
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from pytake_app.phrases import problem, sentence
from pytake_app.wire.conversations import NoteOut, note_out
from pytake_app.wire.messages import MessageOut, message_out
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import ConversationId, DepartmentId, MediaId, NumberId, QueueId, UserId
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import ConversationFilter, ConversationStatus, SurveyRules
from pytake_domain.routing import (
    Audience,
    BulkAction,
    BulkDone,
    BulkOrder,
    CannedReply,
    Figures,
    Measured,
    Outcome,
    ReplyDraft,
    SavedView,
    TimelineEntry,
    Times,
    ViewFilters,
)


class SnoozeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Until when; null brings it back now."""

    until: dt.datetime | None


class FiltersIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of the list of conversations; `mine`: assigned to whoever looks."""

    status: list[ConversationStatus] = []
    assigned_to: UUID | None = None
    mine: bool = False
    queue_id: UUID | None = None
    whatsapp_config_id: UUID | None = None
    tags: list[str] = []
    snoozed: bool | None = None


class SavedViewIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new view; `shared`: for the whole company."""

    name: str
    filters: FiltersIO
    shared: bool = False


class SavedViewOut(msgspec.Struct, frozen=True, kw_only=True):
    """A saved view."""

    id: UUID
    name: str
    filters: FiltersIO
    shared: bool
    owner_id: UUID | None
    created_at: dt.datetime


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


class TimesOut(msgspec.Struct, frozen=True):
    """Seconds, of `count` cases."""

    count: int
    mean: float | None
    median: float | None
    p95: float | None


class FiguresOut(msgspec.Struct, frozen=True, kw_only=True):
    """Of the company, an agent or a queue."""

    resolved: int
    first_answer: TimesOut
    resolution: TimesOut
    ratings: int
    rating: float | None


class AgentFiguresOut(FiguresOut, frozen=True, kw_only=True):
    """Of an agent."""

    user_id: UUID


class QueueFiguresOut(FiguresOut, frozen=True, kw_only=True):
    """Of a queue."""

    queue_id: UUID


class StatsOut(msgspec.Struct, frozen=True, kw_only=True, rename={"since": "from", "until": "to"}):
    """Figures of a period, from the beginning of its first day to the end of its last. `by_status`: conversations whose last
    message lies in it.
    """

    since: dt.datetime
    until: dt.datetime
    time_zone: str
    by_status: dict[str, int]
    total: FiguresOut
    agents: list[AgentFiguresOut]
    queues: list[QueueFiguresOut]


class CannedReplyChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change."""

    shortcut: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    department_id: UUID | UnsetType | None = UNSET
    media_id: UUID | UnsetType | None = UNSET


class CannedReplyIn(CannedReplyChangeIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new canned reply; the caller's own unless an audience is named."""

    shortcut: str
    title: str
    text: str


class CannedReplyOut(msgspec.Struct, frozen=True, kw_only=True):
    """A canned reply."""

    id: UUID
    shortcut: str
    title: str
    text: str
    audience: Audience
    owner_id: UUID | None
    department_id: UUID | None
    media_id: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime


class RenderIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For which conversation."""

    conversation_id: UUID


class RenderedOut(msgspec.Struct, frozen=True, kw_only=True):
    """The text with its variables filled in, ready to be looked over and sent."""

    text: str
    media_id: UUID | None


class SurveyRulesIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether and how customers are asked; without a queue it is the company's rule. Empty texts are the usual ones; no comment
    is asked for without a `comment_question`.
    """

    queue_id: UUID | None = None
    enabled: bool = False
    question: str = ""
    thanks: str = ""
    comment_question: str = ""


def saved_view_out(view: SavedView) -> SavedViewOut:
    """The aggregate as the API shows it."""
    f = view.filters
    filters = FiltersIO(
        status=list(f.status),
        assigned_to=f.assigned_to,
        mine=f.mine,
        queue_id=f.queue_id,
        whatsapp_config_id=f.number_id,
        tags=list(f.tags),
        snoozed=f.snoozed,
    )
    return SavedViewOut(
        id=view.id,
        name=view.name,
        filters=filters,
        shared=view.shared,
        owner_id=view.owner_id,
        created_at=view.created_at,
    )


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
    )


def order_of(data: BulkIn, actor: Actor) -> BulkOrder:
    """As the domain has it. Raises Invalid."""
    wanted: ConversationFilter | None = None
    if data.filter is not None:
        f = filters_of(data.filter)
        wanted = ConversationFilter(
            status=f.status,
            assigned_to=actor.user_id if f.mine else f.assigned_to,
            queue_id=f.queue_id,
            number_id=f.number_id,
            tags=f.tags,
            snoozed=f.snoozed,
        )
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


def _times(times: Times) -> TimesOut:
    return TimesOut(times.count, times.mean, times.median, times.p95)


def _figures(figures: Figures) -> FiguresOut:
    return FiguresOut(
        resolved=figures.resolved,
        first_answer=_times(figures.first_answer),
        resolution=_times(figures.resolution),
        ratings=figures.ratings,
        rating=figures.rating,
    )


def stats_out(measured: Measured) -> StatsOut:
    """Figures as the API shows them."""
    return StatsOut(
        since=measured.period.since,
        until=measured.period.until,
        time_zone=measured.time_zone,
        by_status=dict(measured.by_status),
        total=_figures(measured.total),
        agents=[
            AgentFiguresOut(user_id=user_id, **msgspec.structs.asdict(_figures(own)))
            for user_id, own in measured.by_agent.items()
        ],
        queues=[
            QueueFiguresOut(queue_id=queue_id, **msgspec.structs.asdict(_figures(own)))
            for queue_id, own in measured.by_queue.items()
        ],
    )


def canned_reply_out(reply: CannedReply) -> CannedReplyOut:
    """The aggregate as the API shows it."""
    return CannedReplyOut(**{name: getattr(reply, name) for name in CannedReplyOut.__struct_fields__})


def reply_draft_of(data: CannedReplyChangeIn) -> ReplyDraft:
    """What was said about it."""
    return ReplyDraft(
        shortcut=data.shortcut,
        title=data.title,
        text=data.text,
        audience=data.audience,
        department_id=DepartmentId(data.department_id) if isinstance(data.department_id, UUID) else data.department_id,
        media_id=MediaId(data.media_id) if isinstance(data.media_id, UUID) else data.media_id,
    )


def survey_rules_out(rules: SurveyRules) -> SurveyRulesIO:
    """As the API shows them."""
    return SurveyRulesIO(**{name: getattr(rules, name) for name in SurveyRulesIO.__struct_fields__})


def survey_rules_of(data: SurveyRulesIO) -> SurveyRules:
    """As the domain has them. Raises Invalid."""
    return SurveyRules(
        queue_id=QueueId(data.queue_id) if data.queue_id else None,
        enabled=data.enabled,
        question=data.question,
        thanks=data.thanks,
        comment_question=data.comment_question,
    )
