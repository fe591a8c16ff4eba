"""Words such as SAIR take effect at once."""

import datetime as dt

from pytake_domain.contacts import Contact, MarketingOptedIn, MarketingOptedOut, Wish, match_opt_out
from pytake_domain.kernel.actor import ActorKind, system
from pytake_domain.kernel.errors import Conflict, LimitReached
from pytake_domain.kernel.ids import EventId, Ids
from pytake_domain.messaging.conversation import Conversation
from pytake_domain.messaging.message import SenderKind
from pytake_domain.messaging.outgoing import queue_message
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.whatsapp import InboundMessage, ProviderEvent, Text, WhatsAppNumber

OPT_OUT_CONFIRMATION = {
    "pt-BR": "Pronto, você não receberá mais nossas ofertas. Se mudar de ideia, envie QUERO RECEBER.",
    "en": "Done: you will get no more offers from us. Should you change your mind, send SUBSCRIBE.",
    "es": "Listo, ya no recibirás nuestras ofertas. Si cambias de idea, envía QUIERO RECIBIR.",
}


async def obey(
    work: MessagingWork,
    number: WhatsAppNumber,
    event: ProviderEvent,
    contact: Contact,
    conversation: Conversation,
    *,
    words: tuple[str, ...],
    ids: Ids,
    now: dt.datetime,
) -> Conversation:
    """The conversation after what the customer wished in this message, with a confirmation where one may leave. `words` are
    the company's own.
    """
    if not isinstance(event, InboundMessage) or not isinstance(event.content, Text):
        return conversation
    wish = match_opt_out(event.content.body, extra=words)
    if wish is None:
        return conversation
    person = (await work.contacts.get_all([contact.id]))[contact.id]
    changed = person.opt_out(now) if wish is Wish.STOP else person.opt_in("message", now)
    await work.contacts.save(changed)
    kind = MarketingOptedOut if wish is Wish.STOP else MarketingOptedIn
    work.events.add(
        kind(
            id=EventId(ids.new()),
            tenant_id=contact.tenant_id,
            at=now,
            actor_kind=ActorKind.CONTACT,
            actor_id=contact.id,
            contact_id=contact.id,
            reason=event.content.body,
        )
    )
    if wish is Wish.RESUME or event.standby:
        # In a thread that another responder has it takes effect as well; the confirmation is theirs to give.
        return conversation
    try:
        _, conversation = await queue_message(
            work,
            number=number,
            conversation=conversation,
            contact=changed,
            content=Text(body=OPT_OUT_CONFIRMATION[changed.language or "pt-BR"]),
            actor=system(contact.tenant_id),
            sent_by=SenderKind.FLOW,
            ids=ids,
            at=now,
        )
    except (Conflict, LimitReached):
        # The opt-out holds whether or not it can be confirmed: number off, window closed, tenant suspended, quota used.
        return conversation
    return conversation
