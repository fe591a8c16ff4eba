"""What agents keep at hand: saved views, canned replies, surveys."""

import datetime as dt
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from pytake_app.wire.desk import FiltersIO
from pytake_domain.kernel.ids import DepartmentId, MediaId, QueueId
from pytake_domain.messaging import SurveyRules
from pytake_domain.routing import (
    Audience,
    CannedReply,
    ReplyDraft,
    SavedView,
)


class SavedViewIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new view; `shared`: for the whole company."""

    name: str
    filters: FiltersIO
    shared: bool = False


class SavedViewChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change; `place`: where it stands among its kind, from 0."""

    name: str | UnsetType = UNSET
    filters: FiltersIO | UnsetType = UNSET
    place: int | UnsetType = UNSET


class SavedViewOut(msgspec.Struct, frozen=True, kw_only=True):
    """A saved view."""

    id: UUID
    name: str
    filters: FiltersIO
    shared: bool
    owner_id: UUID | None
    place: int
    created_at: dt.datetime


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


class VariableOut(msgspec.Struct, frozen=True):
    """A variable by the name that a text calls it, and what it says."""

    name: str
    value: str


class FillIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text with its variables."""

    text: str


class FilledOut(msgspec.Struct, frozen=True, kw_only=True):
    """The text as the customer would read it."""

    text: str


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
        unread=f.unread,
        window_closing=f.closing,
        days=f.days,
        since=f.since,
        until=f.until,
        sort=f.sort,
    )
    return SavedViewOut(
        id=view.id,
        name=view.name,
        filters=filters,
        shared=view.shared,
        owner_id=view.owner_id,
        place=view.place,
        created_at=view.created_at,
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
