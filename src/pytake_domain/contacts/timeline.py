"""All that happened with somebody, newest first."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.kernel.actor import ActorKind


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One of them: an event by its type, a conversation (`type` is `Conversation`) with its counts, or what they got of a
    campaign (`Campaign`) with how far it came.

    `subject` is the contact, the conversation or the campaign it is about; ids go with the time, so the last one of a page leads
    to the next.
    """

    id: UUID
    at: dt.datetime
    type: str
    subject: UUID
    actor_kind: ActorKind
    actor_id: UUID | None = None
    reason: str = ""
    data: dict[str, Any] = {}
