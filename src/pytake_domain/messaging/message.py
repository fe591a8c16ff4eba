"""A message and its status, which only ever moves forward."""

import datetime as dt
from enum import StrEnum
from uuid import UUID

import msgspec

from pytake_domain.kernel.ids import ContactId, ConversationId, MessageId, NumberId, TenantId
from pytake_domain.whatsapp import Content, MessageType, Price, line_of, type_of

MAX_HISTORY = 40


class Direction(StrEnum):
    """From the customer, or to them."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class MessageState(StrEnum):
    """`status` on the wire."""

    RECEIVED = "received"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"
    FAILED = "failed"
    CANCELLED = "cancelled"


_RANK = {
    MessageState.QUEUED: 0,
    MessageState.SENT: 1,
    MessageState.DELIVERED: 2,
    MessageState.READ: 3,
    MessageState.PLAYED: 4,
}
_PROOF_OF_DELIVERY = (MessageState.DELIVERED, MessageState.READ, MessageState.PLAYED)


class SenderKind(StrEnum):
    """Who wrote it."""

    AGENT = "agent"
    FLOW = "flow"
    CAMPAIGN = "campaign"
    AI = "ai"
    API = "api"
    CONTACT = "contact"
    PHONE = "phone"
    SYSTEM = "system"


SOMEBODY = (SenderKind.AGENT, SenderKind.API, SenderKind.PHONE)
"""Of the company: a person, or what its own systems send by the API."""


class Failure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a message failed: our stable code, the provider's, its words, and whether trying again can help."""

    code: str
    provider_code: str | None = None
    message: str = ""
    retryable: bool = False


class StatusStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of a message's history, whether it moved the status or not."""

    status: str
    at: dt.datetime
    error: Failure | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a conversation."""

    id: MessageId
    tenant_id: TenantId
    conversation_id: ConversationId
    contact_id: ContactId
    number_id: NumberId
    direction: Direction
    content: Content
    status: MessageState
    created_at: dt.datetime
    sent_by: SenderKind
    sent_by_id: UUID | None = None
    status_history: tuple[StatusStep, ...] = ()
    error: Failure | None = None
    provider_id: str | None = None
    reply_to: str | None = None
    provider_at: dt.datetime | None = None
    client_key: str | None = None
    price: Price | None = None
    read_at: dt.datetime | None = None

    @property
    def type(self) -> MessageType:
        """By its content."""
        return type_of(self.content)

    @property
    def text(self) -> str:
        """What a person would read in one line."""
        return line_of(self.content)


def moves(present: MessageState, news: MessageState) -> bool:
    """Does this news move a status forward?

    `failed` ends everything short of proof of delivery; proof that comes after a failure wins over it. What is cancelled or
    inbound never moves.
    """
    if present in (MessageState.RECEIVED, MessageState.CANCELLED):
        return False
    if present is MessageState.FAILED:
        return news in _PROOF_OF_DELIVERY
    if news in (MessageState.FAILED, MessageState.CANCELLED):
        return present in (MessageState.QUEUED, MessageState.SENT)
    return _RANK.get(news, -1) > _RANK[present]


def advance(message: Message, news: MessageState, step: StatusStep) -> Message:
    """Take news of a message: the history keeps it (each word and moment once), the status moves only forward."""
    if any(s.status == step.status and s.at == step.at for s in message.status_history):
        return message
    history = (*message.status_history, step)[-MAX_HISTORY:]
    if not moves(message.status, news):
        return msgspec.structs.replace(message, status_history=history)
    error = step.error if news is MessageState.FAILED else None
    return msgspec.structs.replace(message, status=news, status_history=history, error=error)
