"""A conversation changes its status by hand, the same way whoever asks for it; who resolves one asks how it was."""

import datetime as dt

from msgspec.structs import replace

from pytake_domain.kernel.actor import Actor, system
from pytake_domain.kernel.errors import Conflict, Invalid, LimitReached, NotFound
from pytake_domain.kernel.ids import EventId, Ids, SurveyId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import window
from pytake_domain.messaging.conversation import Conversation, ConversationStatus, reopen, set_status
from pytake_domain.messaging.errors import ConversationOpen
from pytake_domain.messaging.message import SenderKind
from pytake_domain.messaging.outgoing import queue_message
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.survey import Survey, SurveyRules, question_of
from pytake_domain.messaging.view_ports import ConversationFilter
from pytake_domain.whatsapp import ProviderDirectory

NOT_ARCHIVED = tuple(status for status in ConversationStatus if status is not ConversationStatus.ARCHIVED)


async def move(
    work: MessagingWork,
    place: Conversation,
    actor: Actor,
    status: ConversationStatus,
    *,
    providers: ProviderDirectory,
    ids: Ids,
    at: dt.datetime,
    reason: str = "",
) -> Conversation:
    """It has this status from now on; saved. Raises TransitionRefused."""
    changed, event = set_status(place, actor, status, at=at, new_id=lambda: EventId(ids.new()), reason=reason)
    work.events.add(event)
    if status is ConversationStatus.RESOLVED and actor.user_id is not None:
        changed = await _ask_how_it_was(work, changed, actor, providers=providers, ids=ids, at=at)
    await work.conversations.save(changed)
    return changed


async def open_again(
    work: MessagingWork, place: Conversation, actor: Actor, *, ids: Ids, at: dt.datetime, reason: str = ""
) -> Conversation:
    """Open by hand what was over; saved. Raises TransitionRefused when it is open, ConversationOpen when an archived one has a
    successor.
    """
    changed, event = reopen(place, actor, at=at, new_id=lambda: EventId(ids.new()), reason=reason)
    if place.status is ConversationStatus.ARCHIVED:
        wanted = ConversationFilter(status=NOT_ARCHIVED, contact_id=place.contact_id, number_id=place.number_id)
        found = await work.views.conversations(wanted, PageRequest(limit=1, cursor=""))
        if found.items:
            raise ConversationOpen(conversation_id=str(found.items[0].conversation.id))
    await work.conversations.save(changed)
    work.events.add(event)
    return changed


async def _ask_how_it_was(
    work: MessagingWork, place: Conversation, actor: Actor, *, providers: ProviderDirectory, ids: Ids, at: dt.datetime
) -> Conversation:
    """Where the queue or the company wants to know, inside the window; else nothing."""
    rules = await work.surveys.rules_for(place.queue_id)
    if rules is None or not rules.enabled:
        return place
    try:
        return await _ask(work, place, actor, rules, providers=providers, ids=ids, at=at)
    except (Conflict, Invalid, LimitReached, NotFound):
        # Nobody is asked: the number is off, the customer blocked, the quota used. The conversation is resolved all the same.
        return place


async def _ask(
    work: MessagingWork,
    place: Conversation,
    actor: Actor,
    rules: SurveyRules,
    *,
    providers: ProviderDirectory,
    ids: Ids,
    at: dt.datetime,
) -> Conversation:
    number = await work.numbers.get(place.number_id)
    contact = await work.contacts.get(place.contact_id)
    language = contact.language or (await work.tenants.get()).language
    survey = Survey(
        id=SurveyId(ids.new()),
        tenant_id=place.tenant_id,
        conversation_id=place.id,
        contact_id=place.contact_id,
        number_id=place.number_id,
        asked_at=at,
        queue_id=place.queue_id,
        user_id=place.assigned_to or actor.user_id,
    )
    provider = providers.of(number.api_type)
    content = question_of(rules, survey, provider.capabilities, language)
    provider.sender.check(content)
    if not window.allows(number.api_type, content, place.window_expires_at, at):
        return place
    message, said = await queue_message(
        work,
        number=number,
        conversation=place,
        contact=contact,
        content=content,
        actor=system(place.tenant_id),
        sent_by=SenderKind.FLOW,
        ids=ids,
        at=at,
        client_key=f"csat:{survey.id}",
    )
    await work.surveys.add(replace(survey, message_id=message.id))
    return said
