"""The one way out, for agents, flows, campaigns and the API alike."""

import datetime as dt
from uuid import UUID

from pytake_domain.contacts import Contact
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Conflict, TenantSuspended
from pytake_domain.kernel.ids import EventId, Ids, MessageId
from pytake_domain.messaging import gate
from pytake_domain.messaging.conversation import Conversation
from pytake_domain.messaging.errors import ContactBlocked, OptedOut, QuotaReached, RecipientUnreachable, WindowClosed
from pytake_domain.messaging.events import MessageQueued
from pytake_domain.messaging.message import SOMEBODY, Direction, Message, MessageState, SenderKind, StatusStep
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.retry import Lane
from pytake_domain.templates import ready_to_send
from pytake_domain.whatsapp import Content, Template, WhatsAppNumber

_REFUSALS: dict[str, type[Conflict]] = {
    "TENANT_SUSPENDED": TenantSuspended,
    "CONTACT_BLOCKED": ContactBlocked,
    "RECIPIENT_UNREACHABLE": RecipientUnreachable,
    "OPTED_OUT": OptedOut,
    "WINDOW_CLOSED": WindowClosed,
}
_LANES = {SenderKind.AGENT: Lane.AGENT, SenderKind.API: Lane.AGENT, SenderKind.CAMPAIGN: Lane.CAMPAIGN}


async def queue_message(
    work: MessagingWork,
    *,
    number: WhatsAppNumber,
    conversation: Conversation,
    contact: Contact,
    content: Content,
    actor: Actor,
    sent_by: SenderKind,
    sent_by_id: UUID | None = None,
    ids: Ids,
    at: dt.datetime,
    client_key: str | None = None,
    reply_to: str | None = None,
    not_before: dt.datetime | None = None,
) -> tuple[Message, Conversation]:
    """Gate and queue one message that the provider's own limits have already been checked for.

    Returns the message and the conversation as it is now (the caller saves it once). Raises what `queue_ready` does, and for
    templates TemplateUnknown, TemplateNotSendable, ParametersWrong.
    """
    if isinstance(content, Template):
        content = await ready_to_send(work.templates, number, content)
    return await queue_ready(
        work,
        number=number,
        conversation=conversation,
        contact=contact,
        content=content,
        actor=actor,
        sent_by=sent_by,
        sent_by_id=sent_by_id,
        ids=ids,
        at=at,
        client_key=client_key,
        reply_to=reply_to,
        not_before=not_before,
    )


async def queue_ready(
    work: MessagingWork,
    *,
    number: WhatsAppNumber,
    conversation: Conversation,
    contact: Contact,
    content: Content,
    actor: Actor,
    sent_by: SenderKind,
    sent_by_id: UUID | None = None,
    ids: Ids,
    at: dt.datetime,
    client_key: str | None = None,
    reply_to: str | None = None,
    not_before: dt.datetime | None = None,
) -> tuple[Message, Conversation]:
    """As `queue_message`, for content that is known to fit its template: a campaign looks at it once for all.

    Raises NumberInactive, NotTheOwner, WindowClosed, ContactBlocked, RecipientUnreachable, OptedOut, TenantSuspended,
    QuotaReached.
    """
    number.require_sending()
    conversation.require_speaker(actor)
    refused = gate.refusal(
        number,
        contact,
        content,
        window_expires_at=conversation.window_expires_at,
        suspended=await work.quota.suspended(),
        now=at,
    )
    if refused is not None:
        raise _REFUSALS[refused](contact_id=str(contact.id))
    left = await work.quota.left()
    if left is not None and left <= 0:
        used = await work.quota.used()
        raise QuotaReached(limit="messages_per_month", used=used, allowed=used + left)
    message = Message(
        id=MessageId(ids.new()),
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.id,
        contact_id=contact.id,
        number_id=number.id,
        direction=Direction.OUTBOUND,
        content=content,
        status=MessageState.QUEUED,
        created_at=at,
        sent_by=sent_by,
        sent_by_id=sent_by_id,
        status_history=(StatusStep(status=MessageState.QUEUED.value, at=at),),
        reply_to=reply_to,
        client_key=client_key,
    )
    await work.messages.add(message)
    await work.outgoing.put(message, lane=_LANES.get(sent_by, Lane.FLOW), not_before=not_before)
    await work.quota.use(1)
    work.events.add(
        MessageQueued(
            id=EventId(ids.new()),
            tenant_id=conversation.tenant_id,
            at=at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            conversation_id=conversation.id,
            contact_id=contact.id,
            client_id=client_key,
            message_id=message.id,
            number_id=number.id,
        )
    )
    return message, conversation.say(message.text, at, by_somebody=sent_by in SOMEBODY)
