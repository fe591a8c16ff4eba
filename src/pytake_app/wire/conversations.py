"""`conversation` of the contract, and what its routes take."""

import datetime as dt
from uuid import UUID

import msgspec

from pytake_app.wire.contacts import ContactShort
from pytake_app.wire.messages import MessageOut
from pytake_domain.kernel.text import Phone
from pytake_domain.messaging import ConversationStatus, ConversationView, Note, Survey


class NoteOut(msgspec.Struct, frozen=True):
    """An internal note."""

    id: UUID
    author_id: UUID | None
    author_name: str
    body: str
    created_at: dt.datetime
    mentions: list[UUID]


class SurveyOut(msgspec.Struct, frozen=True):
    """What the customer was asked and answered, 1 to 5."""

    id: UUID
    asked_at: dt.datetime
    score: int | None
    comment: str
    answered_at: dt.datetime | None
    user_id: UUID | None
    queue_id: UUID | None


class AnswerDueOut(msgspec.Struct, frozen=True):
    """By when the first answer is promised, and from when that is close."""

    warn_at: dt.datetime
    due_at: dt.datetime


class ConversationOut(msgspec.Struct, frozen=True, omit_defaults=False):
    """`conversation` of the contract; `messages`, `notes` and the whole `contact` only when asked for with `expand`, `survey`
    only of a single one. `awaits_since`: since when the customer waits; `answer_due`: while the first answer is owed; `muted`:
    the caller wants to hear nothing of it.
    """

    id: UUID
    contact: ContactShort
    whatsapp_config_id: UUID
    status: str
    assigned_to: UUID | None
    queue_id: UUID | None
    queue_name: str | None
    tags: list[str]
    window_expires_at: dt.datetime | None
    unread_count: int
    last_message: str | None
    last_message_at: dt.datetime | None
    flow_session_id: UUID | None
    priority: int
    snoozed_until: dt.datetime | None
    awaits_since: dt.datetime | None
    answer_due: AnswerDueOut | None
    muted: bool
    created_at: dt.datetime
    updated_at: dt.datetime
    survey: SurveyOut | msgspec.UnsetType | None = msgspec.UNSET
    messages: list[MessageOut] | msgspec.UnsetType = msgspec.UNSET
    notes: list[NoteOut] | msgspec.UnsetType = msgspec.UNSET


class OpenConversationIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """With whom, by which number."""

    contact_id: UUID | None = None
    phone: str | None = None
    whatsapp_config_id: UUID | None = None


class ChangeConversationIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change."""

    status: ConversationStatus | None = None
    tags: list[str] | None = None
    reason: str = ""


class AssignIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom; to oneself when nobody is named."""

    user_id: UUID | None = None
    reason: str = ""


class TagsIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tags to add."""

    tags: list[str]


class NoteIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to note."""

    body: str


def conversation_out(view: ConversationView, *, numbers_shown: bool, now: dt.datetime) -> ConversationOut:
    """The aggregate as the contract shows it; telephone numbers masked for who may not see them."""
    c = view.conversation
    open_until = c.window_expires_at if c.window_expires_at and c.window_expires_at > now else None
    return ConversationOut(
        id=c.id,
        contact=ContactShort(
            id=c.contact_id, name=view.contact_name, phone=shown(view.contact_phone, numbers_shown=numbers_shown)
        ),
        whatsapp_config_id=c.number_id,
        status=c.status.value,
        assigned_to=c.assigned_to,
        queue_id=c.queue_id,
        queue_name=c.queue_name,
        tags=list(c.tags),
        window_expires_at=open_until,
        unread_count=c.unread_count,
        last_message=c.last_message,
        last_message_at=c.last_message_at,
        flow_session_id=c.flow_session_id,
        priority=c.priority,
        snoozed_until=c.snoozed_until,
        awaits_since=c.awaits_since,
        answer_due=AnswerDueOut(view.answer_due.warn_at, view.answer_due.due_at) if view.answer_due else None,
        muted=view.muted,
        created_at=c.created_at,
        updated_at=c.updated_at,
    )


def shown(phone: str | None, *, numbers_shown: bool) -> str | None:
    """A telephone number for this reader."""
    return phone if phone is None or numbers_shown else Phone(phone).masked()


def note_out(note: Note) -> NoteOut:
    """A note as the contract shows it."""
    return NoteOut(note.id, note.author_id, note.author_name, note.body, note.created_at, list(note.mentions))


def survey_out(survey: Survey) -> SurveyOut:
    """What came of asking."""
    return SurveyOut(
        survey.id,
        survey.asked_at,
        survey.score,
        survey.comment,
        survey.answered_at,
        survey.user_id,
        survey.queue_id,
    )
