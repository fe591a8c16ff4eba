"""What a step asks for becomes rows of the same transaction."""

import datetime as dt
from uuid import UUID

import msgspec

from pytake_domain.contacts import AttributeRefused, Contact, ContactTagged, MarketingOptedIn, MarketingOptedOut
from pytake_domain.erp import ErpFacts
from pytake_domain.flows.effect import (
    AddNote,
    AddTag,
    AskAi,
    Asked,
    AskErp,
    CallApi,
    CancelTimer,
    Effect,
    EmitEvent,
    EndSession,
    RecordRating,
    RemoveTag,
    SendMessage,
    SetAttribute,
    SetConsent,
    StartTimer,
    Transfer,
)
from pytake_domain.flows.events import FlowSignalled
from pytake_domain.flows.session import FlowSession
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.errors import Invalid, NotFound
from pytake_domain.kernel.ids import ContactId, EventId, FlowSessionId, Ids, NoteId, QueueId, SurveyId, TenantId, UserId
from pytake_domain.kernel.work import Job
from pytake_domain.messaging import (
    Conversation,
    Note,
    SenderKind,
    StoredMedia,
    Survey,
    SurveyAnswered,
    checked_media,
    queue,
    queue_message,
)
from pytake_domain.whatsapp import ProviderDirectory, WhatsAppNumber

TIMER = "flow.timer"
"""The kind of job that rings a session's timer."""


RATED_WITHIN = dt.timedelta(days=1)
"""How old the score may be that a comment belongs to."""


class Timer(msgspec.Struct, frozen=True):
    """Payload of a timer's job."""

    session_id: FlowSessionId
    wait_id: str


ASK = "flow.ask"
"""The kind of job that asks somebody outside for a session."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Payload of such a job; `tries` counts those before. `contact_id`: for whom it is asked."""

    session_id: FlowSessionId
    effect: Asked
    tries: int = 0
    contact_id: ContactId | None = None


def ask_job(tenant_id: TenantId, question: Question, *, not_before: dt.datetime | None = None) -> Job:
    """The job of a question; asking twice at once is impossible by its key."""
    return Job(
        kind=ASK,
        tenant_id=tenant_id,
        payload=msgspec.json.encode(question),
        not_before=not_before,
        key=f"{question.effect.id}:{question.tries}",
    )


class Stage(msgspec.Struct, kw_only=True):
    """What the effects of one contact's steps change, as it is now; saved once at the end. `erp`: what an ERP told of them, read
    when a flow asks for it.
    """

    session: FlowSession | None
    conversation: Conversation
    contact: Contact
    number: WhatsAppNumber
    changed_contact: bool = False
    erp: ErpFacts | msgspec.UnsetType | None = msgspec.UNSET

    @property
    def running(self) -> FlowSession:
        """The session, where there must be one."""
        assert self.session is not None  # noqa: S101  only sessions have effects
        return self.session


def flow_actor(session: FlowSession) -> Actor:
    """The flow as the one who speaks."""
    return Actor(kind=ActorKind.FLOW, id=session.flow_id, tenant_id=session.tenant_id)


async def perform(
    work: RunWork, stage: Stage, effect: Effect, *, providers: ProviderDirectory, ids: Ids, now: dt.datetime
) -> None:
    """One effect that needs no answer. Raises what `queue_message` and the provider's check raise."""
    match effect:
        case SendMessage():
            await _send(work, stage, effect, providers, ids, now)
        case StartTimer():
            payload = msgspec.json.encode(Timer(stage.running.id, effect.key))
            job = Job(
                kind=TIMER, tenant_id=stage.running.tenant_id, payload=payload, not_before=effect.at, key=effect.id
            )
            await work.jobs.add(job)
        case CancelTimer():
            # A timer that rings for a wait that is over means nothing, so it is left to ring: that costs less than finding it.
            return
        case Transfer():
            await _transfer(work, stage, effect, ids, now)
        case SetAttribute() | AddTag() | RemoveTag():
            await _about_contact(work, stage, effect, ids, now)
        case SetConsent():
            _consent(work, stage, effect, ids, now)
        case AddNote():
            await _note(work, stage, effect.body, ids, now)
        case RecordRating():
            await _rate(work, stage, effect, ids, now)
        case CallApi() | AskErp() | AskAi():
            session = stage.running
            question = Question(session_id=session.id, effect=effect, contact_id=session.contact_id)
            await work.jobs.add(ask_job(session.tenant_id, question))
        case EmitEvent():
            work.events.add(_signal(stage.running, effect, ids, now))
        case EndSession():
            stage.conversation = stage.conversation.flow_leaves(now)
        case _:
            raise TypeError(type(effect).__name__)


async def _about_contact(
    work: RunWork, stage: Stage, effect: SetAttribute | AddTag | RemoveTag, ids: Ids, now: dt.datetime
) -> None:
    if isinstance(effect, SetAttribute):
        await _attribute(work, stage, effect, ids, now)
        return
    before = stage.contact
    stage.contact = (before.tag if isinstance(effect, AddTag) else before.untag)(effect.tag, at=now)
    stage.changed_contact = True
    fresh = tuple(tag for tag in stage.contact.tags if tag not in before.tags)
    if fresh:
        work.events.add(
            ContactTagged(
                id=EventId(ids.new()),
                tenant_id=before.tenant_id,
                at=now,
                actor_kind=ActorKind.FLOW,
                actor_id=stage.running.flow_id,
                contact_id=before.id,
                tags=fresh,
            )
        )


async def _attribute(work: RunWork, stage: Stage, effect: SetAttribute, ids: Ids, now: dt.datetime) -> None:
    """As its type wants it, if the company has defined one. What is not of the type is not kept, and nobody is stopped by it."""
    value = effect.value
    defined = {attribute.name: attribute for attribute in await work.attributes.all()}.get(effect.name)
    if defined is not None:
        try:
            value = defined.read(value)
        except Invalid as error:
            work.events.add(
                AttributeRefused(
                    id=EventId(ids.new()),
                    tenant_id=stage.running.tenant_id,
                    at=now,
                    actor_kind=ActorKind.FLOW,
                    actor_id=stage.running.flow_id,
                    contact_id=stage.contact.id,
                    attribute=effect.name,
                    code=error.problems[0].code,
                )
            )
            return
    stage.contact = stage.contact.set_attribute(effect.name, value, now)
    stage.changed_contact = True


def _consent(work: RunWork, stage: Stage, effect: SetConsent, ids: Ids, now: dt.datetime) -> None:
    contact, session = stage.contact, stage.running
    stage.contact = contact.opt_in(effect.source, now) if effect.opted_in else contact.opt_out(now)
    stage.changed_contact = True
    work.events.add(
        (MarketingOptedIn if effect.opted_in else MarketingOptedOut)(
            id=EventId(ids.new()),
            tenant_id=session.tenant_id,
            at=now,
            actor_kind=ActorKind.FLOW,
            actor_id=session.flow_id,
            contact_id=contact.id,
            reason=effect.source,
        )
    )


async def _is_the_companys(stored: StoredMedia) -> bool:
    """What a customer sent belongs to its conversation, and no flow sends it on."""
    return stored.message_id is None


async def _send(
    work: RunWork, stage: Stage, effect: SendMessage, providers: ProviderDirectory, ids: Ids, now: dt.datetime
) -> None:
    provider = providers.of(stage.number.api_type)
    content = await checked_media(
        work.media, effect.content, provider.capabilities, may_see=_is_the_companys, voice_notes=True
    )
    provider.sender.check(content)
    _, stage.conversation = await queue_message(
        work,
        number=stage.number,
        conversation=stage.conversation,
        contact=stage.contact,
        content=content,
        actor=flow_actor(stage.running),
        sent_by=SenderKind.FLOW,
        sent_by_id=stage.running.flow_id,
        ids=ids,
        at=now,
        client_key=f"flow:{effect.id}",
    )


async def _transfer(work: RunWork, stage: Stage, effect: Transfer, ids: Ids, now: dt.datetime) -> None:
    if not stage.conversation.is_open:
        return
    target = await _target(work, effect)
    stage.conversation, event = queue(
        stage.conversation,
        flow_actor(stage.running),
        at=now,
        new_id=lambda: EventId(ids.new()),
        queue_id=target.queue_id,
        queue_name=target.name,
        reason=effect.reason,
        wanted_skill=effect.skill,
        wanted_agent=target.agent_id,
    )
    work.events.add(event)
    if effect.note:
        await _note(work, stage, effect.note, ids, now)


async def _note(work: RunWork, stage: Stage, body: str, ids: Ids, now: dt.datetime) -> None:
    await work.notes.add(
        Note(
            id=NoteId(ids.new()),
            conversation_id=stage.conversation.id,
            author_id=stage.running.flow_id,
            author_name="flow",
            body=body,
            created_at=now,
        )
    )


async def _rate(work: RunWork, stage: Stage, effect: RecordRating, ids: Ids, now: dt.datetime) -> None:
    session, place = stage.running, stage.conversation
    given = (await work.surveys.newest([place.id], now - RATED_WITHIN)).get(place.id) if effect.comment else None
    commented = given is not None and given.score == effect.score and not given.comment
    survey = (
        given.commented(effect.comment)
        if given is not None and commented
        else Survey(
            id=SurveyId(ids.new()),
            tenant_id=session.tenant_id,
            conversation_id=place.id,
            contact_id=place.contact_id,
            number_id=place.number_id,
            asked_at=now,
            queue_id=place.queue_id,
            score=effect.score,
            comment=effect.comment,
            answered_at=now,
        )
    )
    await (work.surveys.save if commented else work.surveys.add)(survey)
    work.events.add(
        SurveyAnswered(
            id=EventId(ids.new()),
            tenant_id=session.tenant_id,
            at=now,
            actor_kind=ActorKind.FLOW,
            actor_id=session.flow_id,
            conversation_id=place.id,
            contact_id=place.contact_id,
            score=effect.score,
            commented=commented,
            queue_id=place.queue_id,
        )
    )


class _Target(msgspec.Struct, frozen=True, kw_only=True):
    queue_id: QueueId | None = None
    name: str | None = None
    agent_id: UserId | None = None


async def _target(work: RunWork, effect: Transfer) -> _Target:
    """The queue by its id or name, one for the skill, or an agent. What is not there (any more) stays as the name it had: the
    conversation waits all the same.
    """
    found = None
    if effect.queue_id is not None:
        found = await work.queues.find(effect.queue_id)
    elif effect.skill is not None:
        found = await work.queues.with_skill(effect.skill)
    elif effect.agent_id is not None:
        try:
            return _Target(agent_id=(await work.users.get(UserId(UUID(effect.agent_id)))).id)
        except (ValueError, NotFound):
            return _Target(name=effect.agent_id)
    return _Target(queue_id=found.id, name=found.name) if found else _Target(name=effect.queue_id or effect.skill)


def _signal(session: FlowSession, effect: EmitEvent, ids: Ids, now: dt.datetime) -> FlowSignalled:
    return FlowSignalled(
        id=EventId(ids.new()),
        tenant_id=session.tenant_id,
        at=now,
        actor_kind=ActorKind.FLOW,
        actor_id=session.flow_id,
        session_id=session.id,
        flow_id=session.flow_id,
        contact_id=session.contact_id,
        signal=effect.name,
        data=effect.data,
        hops=session.hops,
    )
