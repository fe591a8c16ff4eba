"""Events as receivers of webhooks get them: what they are about in the shapes of the API, as an administrator sees it."""

from typing import Any

import msgspec

from pytake_app.wire.campaigns import campaign_out
from pytake_app.wire.contacts import contact_out
from pytake_app.wire.conversations import conversation_out
from pytake_app.wire.flows import flow_out, session_out
from pytake_app.wire.messages import message_out
from pytake_app.wire.numbers import number_out
from pytake_app.wire.templates import template_out
from pytake_app.wire.webhook_events import (
    DRAWN,
    BudgetTold,
    CampaignSaid,
    ConversationSaid,
    MergedSaid,
    NumberSaid,
    RatedSaid,
    RatingSaid,
    SignalTold,
    TemplateSaid,
)
from pytake_domain.campaigns import CampaignChanged, CampaignView, progress_of
from pytake_domain.contacts import ContactsMerged
from pytake_domain.costs import BudgetReached
from pytake_domain.flows import FlowPublished, FlowSessionChanged, FlowSignalled, FlowUnpublished
from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import ContactId, ConversationId
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import (
    ConversationChanged,
    MessageQueued,
    MessageReceived,
    MessageStatusChanged,
    SurveyAnswered,
)
from pytake_domain.templates import TemplateStateChanged
from pytake_domain.webhooks import Told, WebhookWork
from pytake_domain.whatsapp import NumberStateChanged


class ApiTellers:
    """See Tellers. Tokens and codes of numbers are in nothing that leaves."""

    def __init__(self, *, clock: Clock, public_url: str) -> None:
        self._clock = clock
        self._public_url = public_url

    async def tell(self, work: WebhookWork, name: str, event: Event) -> Told | None:  # noqa: C901, PLR0911, PLR0912  one case a thing
        """See the port."""
        if name == "contact.created" and isinstance(event, MessageReceived):
            return await _newcomer(work, event)
        if name.startswith("contact."):
            return await _contact(work, event)
        match event:
            case MessageReceived() | MessageQueued() | MessageStatusChanged():
                return await _message(work, event)
            case ConversationChanged():
                change = ConversationSaid(change=event.change.value, reason=event.reason, previous=event.previous)
                return await self._conversation(work, event.conversation_id, change)
            case SurveyAnswered():
                rating = RatingSaid(score=event.score, commented=event.commented, user_id=event.user_id)
                return await self._conversation(work, event.conversation_id, RatedSaid(rating=rating))
            case CampaignChanged():
                return await _campaign(work, event)
            case FlowPublished() | FlowUnpublished():
                return await _flow(work, event)
            case FlowSessionChanged():
                return await _session(work, event)
            case FlowSignalled():
                return _told(
                    SignalTold(
                        session_id=event.session_id,
                        flow_id=event.flow_id,
                        contact_id=event.contact_id,
                        signal=event.signal,
                        data=event.data,
                    )
                )
            case TemplateStateChanged():
                return await _template(work, event)
            case NumberStateChanged():
                return await self._number(work, event)
            case BudgetReached():
                return _told(
                    BudgetTold(
                        month=event.month,
                        amount=str(event.amount),
                        currency=event.currency,
                        percent=event.percent,
                        campaign_id=event.campaign_id,
                    )
                )
            case _:
                return None

    async def _conversation(
        self, work: WebhookWork, conversation_id: ConversationId, said: ConversationSaid | RatedSaid
    ) -> Told:
        try:
            view = await work.views.conversation(conversation_id)
        except NotFound:
            return _told({"id": conversation_id, **_shape(said)})
        shown = _shape(conversation_out(view, numbers_shown=True, now=self._clock.now()))
        return Told(data={**shown, **_shape(said)}, number_id=view.conversation.number_id)

    async def _number(self, work: WebhookWork, event: NumberStateChanged) -> Told:
        said = _shape(NumberSaid(status=event.status, previous=event.previous, reason=event.reason))
        try:
            number = await work.numbers.get(event.number_id)
        except NotFound:
            return Told(data=_shape({"id": event.number_id, **said}), number_id=event.number_id)
        shown = _shape(number_out(number, public_url=self._public_url, manages=False))
        return Told(data={**shown, **said}, number_id=number.id)


async def _message(work: WebhookWork, event: MessageReceived | MessageQueued | MessageStatusChanged) -> Told:
    """The status is the one that the event tells of, however far the message has come since."""
    said = {"status": event.status} if isinstance(event, MessageStatusChanged) else {}
    found = await work.messages.get_all([event.message_id], lock=False)
    if event.message_id not in found:
        return _told({"id": event.message_id, "conversation_id": event.conversation_id, **said})
    message = found[event.message_id]
    language = (await work.tenants.get()).language
    return Told(data={**_shape(message_out(message, language)), **said}, number_id=message.number_id)


async def _newcomer(work: WebhookWork, event: MessageReceived) -> Told | None:
    """Somebody who was there before, and wrote to this number for the first time, is nobody new."""
    try:
        contact = await work.contacts.get(event.contact_id)
    except NotFound:
        return _told({"id": event.contact_id})
    return _told(contact_out(contact, numbers_shown=True)) if contact.created_at == event.provider_at else None


async def _contact(work: WebhookWork, event: Event) -> Told:
    said = _shape(MergedSaid(merged_id=event.merged_id)) if isinstance(event, ContactsMerged) else {}
    contact_id = ContactId(event.subject)
    try:
        contact = await work.contacts.get(contact_id)
    except NotFound:
        return _told({"id": contact_id, **said})
    if contact.deleted_at is not None:
        return _told({"id": contact_id, **said})
    return Told(data={**_shape(contact_out(contact, numbers_shown=True)), **said})


async def _campaign(work: WebhookWork, event: CampaignChanged) -> Told:
    said = _shape(CampaignSaid(change=event.move.value, code=event.code))
    try:
        campaign = await work.campaigns.get(event.campaign_id)
    except NotFound:
        return _told({"id": event.campaign_id, "name": event.campaign_name, **said})
    progress = progress_of(await work.ledger.cells(campaign.id))
    return Told(data={**_shape(campaign_out(CampaignView(campaign=campaign, progress=progress))), **said})


async def _flow(work: WebhookWork, event: FlowPublished | FlowUnpublished) -> Told:
    try:
        flow = _shape(flow_out(await work.flows.get(event.flow_id)))
    except NotFound:
        return _told({"id": event.flow_id})
    return Told(data={name: value for name, value in flow.items() if name not in DRAWN})


async def _session(work: WebhookWork, event: FlowSessionChanged) -> Told:
    said = {"status": event.status}
    try:
        session = await work.flow_sessions.get(event.session_id)
    except NotFound:
        ids = {"flow_id": event.flow_id, "contact_id": event.contact_id, "conversation_id": event.conversation_id}
        return _told({"id": event.session_id, **ids, **said})
    return Told(data={**_shape(session_out(session)), **said}, number_id=session.number_id)


async def _template(work: WebhookWork, event: TemplateStateChanged) -> Told:
    said = _shape(TemplateSaid(change=event.change, value=event.value, reason=event.reason))
    try:
        template = await work.templates.get(event.template_id)
    except NotFound:
        return _told({"id": event.template_id, "name": event.name, "language": event.language, **said})
    return Told(data={**_shape(template_out(template)), **said}, number_id=template.number_id)


def _told(thing: object) -> Told:
    return Told(data=_shape(thing))


def _shape(thing: object) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(thing, str_keys=True)
    return shown
