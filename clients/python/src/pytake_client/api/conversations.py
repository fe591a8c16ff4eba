"""`conversations`. Made by generate.py out of the OpenAPI document: change that, not this."""

import datetime as dt

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    AssignIn,
    BulkIn,
    BulkOut,
    ChangeConversationIn,
    ConversationOut,
    ConversationStatus,
    FilledOut,
    FillIn,
    Listed,
    MuteIn,
    NoteIn,
    NoteOut,
    OpenConversationIn,
    ReasonIn,
    SnoozeIn,
    StatsOut,
    TagsIn,
    TimelineOut,
    TranscriptForm,
    TransferIn,
    VariableOut,
)


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    status: list[ConversationStatus] | None = None,
    tags: list[str] | None = None,
    assigned_to: Id | None = None,
    whatsapp_config_id: Id | None = None,
    contact_id: Id | None = None,
    queue_id: Id | None = None,
    snoozed: bool | None = None,
    unread: bool | None = None,
    window_closing: bool | None = None,
    from_: dt.datetime | None = None,
    to: dt.datetime | None = None,
) -> Call[Listed[ConversationOut]]:
    """Conversations.

    Those that the caller may see, by their last message; `sort` is last_message_at, waiting (who waits longest first),
    priority, window (what closes first), created_at or updated_at. `window_closing`: the window ends within three hours;
    `from`, `to`: when the last message came. Snoozed ones are left out unless `snoozed=true` asks for them or
    `contact_id` names one person. An empty `cursor` begins paging at a constant cost; without one at most 10,000 are
    counted, and `total` is null beyond.
    """
    return Call(
        "GET",
        "/api/v1/conversations",
        returns=Listed[ConversationOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "status": status,
            "tags": tags,
            "assigned_to": assigned_to,
            "whatsapp_config_id": whatsapp_config_id,
            "contact_id": contact_id,
            "queue_id": queue_id,
            "snoozed": snoozed,
            "unread": unread,
            "window_closing": window_closing,
            "from": from_,
            "to": to,
        },
        by_cursor=True,
    )


def open(body: OpenConversationIn) -> Call[ConversationOut]:
    """Open a conversation with a contact.

    The open one of this contact and number, begun when there is none.
    """
    return Call("POST", "/api/v1/conversations", returns=ConversationOut, body=body)


def one(conversation_id: Id, *, expand: str | None = None) -> Call[ConversationOut]:
    """One conversation.

    `expand=messages,notes,contact` adds the last messages, the notes, and all that is known of the contact; `survey` is
    what the customer thought of it.
    """
    return Call(
        "GET",
        path_of("/api/v1/conversations/{conversation_id}", conversation_id=conversation_id),
        returns=ConversationOut,
        query={"expand": expand},
    )


def change(conversation_id: Id, body: ChangeConversationIn) -> Call[ConversationOut]:
    """Change status or tags.

    What is not allowed from the present status is a 409.
    """
    return Call(
        "PUT",
        path_of("/api/v1/conversations/{conversation_id}", conversation_id=conversation_id),
        returns=ConversationOut,
        body=body,
    )


def notes(
    conversation_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[NoteOut]]:
    """Internal notes.

    Oldest first.
    """
    return Call(
        "GET",
        path_of("/api/v1/conversations/{conversation_id}/notes", conversation_id=conversation_id),
        returns=Listed[NoteOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def note(conversation_id: Id, body: NoteIn) -> Call[NoteOut]:
    """Internal note.

    The customer never sees it.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/notes", conversation_id=conversation_id),
        returns=NoteOut,
        body=body,
    )


def tag(conversation_id: Id, body: TagsIn) -> Call[ConversationOut]:
    """Add tags.

    Each once.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/tags", conversation_id=conversation_id),
        returns=ConversationOut,
        body=body,
    )


def assign(conversation_id: Id, body: AssignIn) -> Call[ConversationOut]:
    """Assign to an agent.

    To a person of this company; to the caller when nobody is named. Who is full takes more from supervisors only.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/assign", conversation_id=conversation_id),
        returns=ConversationOut,
        body=body,
    )


def return_to_flow(conversation_id: Id, body: ReasonIn) -> Call[ConversationOut]:
    """Give back to the automation.

    Flows answer its next message.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/return-to-flow", conversation_id=conversation_id),
        returns=ConversationOut,
        body=body,
    )


def transfer(conversation_id: Id, body: TransferIn) -> Call[ConversationOut]:
    """Hand on with a reason.

    To exactly one person, queue or department.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/transfer", conversation_id=conversation_id),
        returns=ConversationOut,
        body=body,
    )


def archive(conversation_id: Id, body: ReasonIn) -> Call[ConversationOut]:
    """Put away for good.

    What its customer writes next begins another one.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/archive", conversation_id=conversation_id),
        returns=ConversationOut,
        body=body,
    )


def export(
    conversation_id: Id, *, format: TranscriptForm | None = None, notes: bool | None = None, bom: bool | None = None
) -> Call[bytes]:
    """Transcript.

    `format` is pdf, csv, json or txt; `notes=true` adds internal notes, for supervisors; `bom=true` marks a CSV for Excel.

    A PDF takes 5,000 messages at most.
    """
    return Call(
        "GET",
        path_of("/api/v1/conversations/{conversation_id}/export", conversation_id=conversation_id),
        returns=bytes,
        query={"format": format, "notes": notes, "bom": bom},
    )


def mute(conversation_id: Id, body: MuteIn) -> Call[ConversationOut]:
    """Hear nothing of it, or hear of it again.

    For the caller alone: no sound and no notification; it is counted and shown as any other.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/mute", conversation_id=conversation_id),
        returns=ConversationOut,
        body=body,
    )


def read(conversation_id: Id) -> Call[ConversationOut]:
    """Mark as read by the agent.

    Nothing of it is unread any more; the customer is not told.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/read", conversation_id=conversation_id),
        returns=ConversationOut,
    )


def reopen(conversation_id: Id, body: ReasonIn) -> Call[ConversationOut]:
    """Open again.

    It is the caller's; opened by a key it waits for somebody. An archived one stays so once it has a successor.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/reopen", conversation_id=conversation_id),
        returns=ConversationOut,
        body=body,
    )


def snooze(conversation_id: Id, body: SnoozeIn) -> Call[ConversationOut]:
    """Come back later.

    Out of the lists until then, or until the customer writes; null brings it back now.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/snooze", conversation_id=conversation_id),
        returns=ConversationOut,
        body=body,
    )


def timeline(
    conversation_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    beginning: Id | None = None,
) -> Call[Listed[TimelineOut]]:
    """Everything that happened.

    Messages, notes, assignments and changes, newest first, by cursor. `beginning` with an entry: itself and what
    followed it, and the cursor is where to go on with `beginning`.
    """
    return Call(
        "GET",
        path_of("/api/v1/conversations/{conversation_id}/timeline", conversation_id=conversation_id),
        returns=Listed[TimelineOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor, "beginning": beginning},
        by_cursor=True,
    )


def bulk(body: BulkIn) -> Call[BulkOut]:
    """One action on many.

    Each has its own outcome, fifty are one transaction. What is as it should be already is left alone, so that an order
    may be repeated.
    """
    return Call("POST", "/api/v1/conversations/bulk", returns=BulkOut, body=body)


def stats(*, from_: dt.date | None = None, to: dt.date | None = None) -> Call[StatsOut]:
    """Counts and times of a period.

    Of whole days in the company's time zone, both included; the last seven when none are named, 92 at most.
    """
    return Call("GET", "/api/v1/conversations/stats", returns=StatsOut, query={"from": from_, "to": to})


def fill(conversation_id: Id, body: FillIn) -> Call[FilledOut]:
    """Fill the variables of a text in.

    Nothing is sent. A variable that is not there is a 422 that names it.
    """
    return Call(
        "POST",
        path_of("/api/v1/conversations/{conversation_id}/fill", conversation_id=conversation_id),
        returns=FilledOut,
        body=body,
    )


def variables(
    conversation_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[VariableOut]]:
    """Variables that a text may use.

    By name, each with what it says in this conversation.
    """
    return Call(
        "GET",
        path_of("/api/v1/conversations/{conversation_id}/variables", conversation_id=conversation_id),
        returns=Listed[VariableOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )
