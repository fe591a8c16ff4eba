"""What an incoming message means before flows see it: it rates a conversation, it makes a planned message needless."""

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.contacts import Contact
from pytake_domain.kernel.actor import ActorKind, system
from pytake_domain.kernel.errors import Conflict, LimitReached
from pytake_domain.kernel.ids import ConversationId, EventId, Ids
from pytake_domain.kernel.text import Language
from pytake_domain.messaging.conversation import Conversation
from pytake_domain.messaging.events import ConversationChange, ConversationChanged, SurveyAnswered
from pytake_domain.messaging.message import Message, SenderKind
from pytake_domain.messaging.outgoing import queue_message
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.survey import OPEN_FOR, THANKS, Survey, names_survey
from pytake_domain.whatsapp import Reaction, Text, WhatsAppNumber

ANSWERED = "customer_wrote"
"""Why a planned message was cancelled when its customer wrote first."""


class Rated(msgspec.Struct, frozen=True, kw_only=True):
    """What a message says about a survey: a score, or the comment."""

    survey: Survey
    score: int | None = None
    comment: str | None = None


class SurveyAnswers:
    """The open surveys of a batch of messages; nothing is asked of the store when none can be meant."""

    def __init__(
        self, work: MessagingWork, surveys: dict[ConversationId, Survey], *, now: dt.datetime, ids: Ids
    ) -> None:
        self._work = work
        self._surveys = surveys
        self._now = now
        self._ids = ids

    @classmethod
    async def of(
        cls,
        work: MessagingWork,
        messages: Sequence[Message],
        places: Mapping[ConversationId, Conversation],
        *,
        now: dt.datetime,
        ids: Ids,
    ) -> "SurveyAnswers":
        """Those that these messages may answer."""
        asked = {
            m.conversation_id for m in messages if not places[m.conversation_id].is_open or names_survey(m.content)
        }
        found = await work.surveys.newest(sorted(asked), now - OPEN_FOR, lock=True) if asked else {}
        return cls(work, dict(found), now=now, ids=ids)

    def hears(self, message: Message, place: Conversation) -> Rated | None:
        """What it says about the survey of its conversation; None for what flows should see."""
        survey = self._surveys.get(place.id)
        if survey is None:
            return None
        at, over = message.provider_at or self._now, not place.is_open
        score = survey.score_in(message.content, at, over=over)
        if score is not None:
            return Rated(survey=survey, score=score)
        comment = survey.comment_in(message.content, at, over=over)
        return Rated(survey=survey, comment=comment) if comment else None

    async def answer(self, rated: Rated, number: WhatsAppNumber, contact: Contact, place: Conversation) -> Conversation:
        """Keep it and thank; the conversation as it is then (the caller saves it)."""
        rules = await self._work.surveys.rules_for(rated.survey.queue_id)
        language = contact.language or (await self._work.tenants.get()).language
        thanks = (rules.thanks.strip() if rules else "") or THANKS[Language(language)]
        first = rated.survey.score is None
        if rated.score is not None:
            asks = rules.comment_question.strip() if rules is not None and first else ""
            changed = rated.survey.scored(rated.score, self._now, asks_comment=bool(asks))
            says = asks or thanks
        else:
            changed = rated.survey.commented(rated.comment or "")
            says = thanks
        await self._work.surveys.save(changed)
        self._surveys[place.id] = changed
        self._work.events.add(self._told(changed, place, commented=rated.score is None))
        try:
            _, said = await queue_message(
                self._work,
                number=number,
                conversation=place,
                contact=contact,
                content=Text(body=says),
                actor=system(place.tenant_id),
                sent_by=SenderKind.FLOW,
                ids=self._ids,
                at=self._now,
            )
        except (Conflict, LimitReached):
            # The rating counts whether or not we can say thank you.
            return place
        return said

    def _told(self, survey: Survey, place: Conversation, *, commented: bool) -> SurveyAnswered:
        return SurveyAnswered(
            id=EventId(self._ids.new()),
            tenant_id=place.tenant_id,
            at=self._now,
            actor_kind=ActorKind.CONTACT,
            actor_id=place.contact_id,
            conversation_id=place.id,
            contact_id=place.contact_id,
            score=survey.score or 0,
            commented=commented,
            user_id=survey.user_id,
            queue_id=survey.queue_id,
        )


async def cancel_planned(work: MessagingWork, messages: Sequence[Message], *, ids: Ids, now: dt.datetime) -> None:
    """The customers who wrote these messages wrote first: what was planned for the case that they don't is cancelled."""
    pairs = {(m.contact_id, m.number_id) for m in messages if not isinstance(m.content, Reaction)}
    if not pairs:
        return
    for plan in await work.scheduled.cancelled_by_answer(sorted(pairs)):
        cancelled = plan.cancel(ANSWERED, now)
        await work.scheduled.save(cancelled)
        await work.jobs.cancel(plan.job_key)
        work.events.add(cancelled.told(system(plan.tenant_id), new_id=EventId(ids.new()), at=now))


def wake_told(place: Conversation, ids: Ids, now: dt.datetime) -> ConversationChanged:
    """A snoozed conversation is in sight again because its customer wrote."""
    return ConversationChanged(
        id=EventId(ids.new()),
        tenant_id=place.tenant_id,
        at=now,
        actor_kind=ActorKind.CONTACT,
        actor_id=place.contact_id,
        reason=ANSWERED,
        conversation_id=place.id,
        contact_id=place.contact_id,
        change=ConversationChange.WOKEN,
        assigned_to=place.assigned_to,
        previous=place.assigned_to,
        queue_id=place.queue_id,
    )
