"""What happens to a campaign's messages and people is counted in the very transaction in which it happens."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from pytake_domain.campaigns.campaign import Campaign, PauseReason
from pytake_domain.campaigns.events import CampaignAdvanced
from pytake_domain.campaigns.plan import CampaignTrigger, EventKind
from pytake_domain.campaigns.ports import Answer, CampaignWork, News
from pytake_domain.campaigns.recipient import Outcome, Recipient, outcome_of, read_key
from pytake_domain.campaigns.use_cases.control import paused_by_itself
from pytake_domain.contacts import ContactCreated, ContactTagged, MarketingOptedIn, MarketingOptedOut
from pytake_domain.flows import FlowSignalled
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import CampaignId, ContactId, EventId, Ids, NumberId
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import BulkRefused, MessageReceived, MessageStatusChanged, NumberTooFast
from pytake_domain.whatsapp import FailureCode, Reply, TemplateButton

SECOND = dt.timedelta(seconds=1)


class FollowCampaigns:
    """Called with the events of a work before it commits. Most works have nothing of this, and then it asks nothing."""

    def __init__(self, *, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids

    async def before_commit(self, work: CampaignWork, events: Sequence[Event]) -> None:
        """Statuses, answers, opt-outs, goals, and what sets campaigns off."""
        now = self._clock.now()
        touched = set(await self._statuses(work, events, now))
        touched.update(await self._answers(work, events))
        await self._people(work, events, touched)
        await self._set_off(work, events, now)
        for event in events:
            if isinstance(event, NumberTooFast):
                await work.paces.slow(event.number_id, now)
        await self._refused(work, {event.number_id: event.code for event in events if isinstance(event, BulkRefused)})
        for campaign_id in sorted(touched, key=str):
            work.events.add(
                CampaignAdvanced(
                    id=EventId(self._ids.new()), tenant_id=events[0].tenant_id, at=now, campaign_id=campaign_id
                )
            )

    async def _statuses(self, work: CampaignWork, events: Sequence[Event], now: dt.datetime) -> Iterable[CampaignId]:
        news: list[News] = []
        resting: list[ContactId] = []
        for event in events:
            if not isinstance(event, MessageStatusChanged):
                continue
            key = read_key(event.client_id)
            outcome = outcome_of(event.status)
            if key is None or outcome is None:
                continue
            reason = event.error_code if outcome is Outcome.FAILED else None
            news.append(News(key=key, outcome=outcome, at=event.at, reason=reason))
            if reason == FailureCode.MARKETING_LIMITED:
                resting.append(key.contact_id)
        if news:
            await work.ledger.advance(news)
        if resting:
            await work.ledger.rest(resting, now)
        return {each.key.campaign_id for each in news}

    async def _answers(self, work: CampaignWork, events: Sequence[Event]) -> Iterable[CampaignId]:
        answers = [
            Answer(
                contact_id=event.contact_id,
                at=answered_at(event.provider_at, event.at),
                clicked=isinstance(event.content, Reply | TemplateButton),
            )
            for event in events
            if isinstance(event, MessageReceived) and event.answerable
        ]
        return await work.ledger.answered(answers) if answers else ()

    async def _people(self, work: CampaignWork, events: Sequence[Event], touched: set[CampaignId]) -> None:
        for event in events:
            if isinstance(event, MarketingOptedOut):
                touched.update(await work.ledger.opted_out(event.contact_id, event.at))
            elif isinstance(event, ContactTagged):
                touched.update(await work.ledger.converted(event.contact_id, event.tags, event.at))

    async def _refused(self, work: CampaignWork, numbers: Mapping[NumberId, str]) -> None:
        """Campaigns that send by a number whose bulk messages the provider refuses go no further until a person says so."""
        if not numbers:
            return
        for campaign in await work.campaigns.running():
            own = [share.number_id for share in campaign.plan.numbers]
            codes = [code for number_id, code in numbers.items() if not own or number_id in own]
            if codes:
                await paused_by_itself(
                    work,
                    campaign,
                    PauseReason.LOCKED_BY_PROVIDER,
                    clock=self._clock,
                    ids=self._ids,
                    reason=codes[0],
                )

    async def _set_off(self, work: CampaignWork, events: Sequence[Event], now: dt.datetime) -> None:
        heard = [event for event in events if isinstance(event, _SETTING_OFF) or _is_first(event)]
        if not heard:
            return
        campaigns = await work.campaigns.triggers()
        for campaign in campaigns:
            trigger = campaign.plan.trigger
            contacts = {c for event in heard if trigger and (c := _contact_of(event, trigger)) is not None}
            if trigger is not None and contacts:
                await self._add(work, campaign, trigger, sorted(contacts, key=str), now)

    async def _add(
        self,
        work: CampaignWork,
        campaign: Campaign,
        trigger: CampaignTrigger,
        contacts: Sequence[ContactId],
        now: dt.datetime,
    ) -> None:
        """Once for each, or again after as many days as it says."""
        before = await work.ledger.rounds(campaign.id, contacts)
        rows = []
        for contact_id in contacts:
            last = before.get(contact_id)
            if last is not None:
                days = trigger.again_after_days
                if days is None or now - last.due_at < dt.timedelta(days=days):
                    continue
            rows.append(
                Recipient(
                    campaign_id=campaign.id,
                    contact_id=contact_id,
                    round=last.round + 1 if last is not None else 0,
                    due_at=now + dt.timedelta(seconds=trigger.after),
                )
            )
        await work.ledger.add(rows)


def answered_at(told: dt.datetime, heard: dt.datetime) -> dt.datetime:
    """Providers tell whole seconds: an answer in the second of the message that it answers came behind it."""
    return max(told, min(heard, told + SECOND))


_SETTING_OFF = (ContactCreated, ContactTagged, MarketingOptedIn, FlowSignalled)


def _is_first(event: Event) -> bool:
    return isinstance(event, MessageReceived) and event.first


def _contact_of(event: Event, trigger: CampaignTrigger) -> ContactId | None:
    """Whom this event sets the campaign off for, if it does."""
    match trigger.kind, event:
        case EventKind.CONTACT_CREATED, ContactCreated() | MessageReceived():
            return event.contact_id
        case EventKind.TAG_ADDED, ContactTagged() if trigger.tag in event.tags:
            return event.contact_id
        case EventKind.OPTED_IN, MarketingOptedIn():
            return event.contact_id
        case EventKind.SIGNAL, FlowSignalled() if event.signal == trigger.signal:
            return event.contact_id
        case _:
            return None
