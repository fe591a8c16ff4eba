"""Campaigns are started, paused, stopped and taken up again by people."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import msgspec

from pytake_domain.campaigns import campaign as states
from pytake_domain.campaigns.campaign import Campaign, CampaignStatus, PauseReason
from pytake_domain.campaigns.errors import CampaignLocked, CampaignNotReady, NothingToRetry
from pytake_domain.campaigns.plan import CampaignType
from pytake_domain.campaigns.ports import CampaignWork, LeftOut
from pytake_domain.campaigns.use_cases.edit import CampaignView, viewed
from pytake_domain.campaigns.use_cases.ready import audience_of, means_of, problems_of
from pytake_domain.costs import BudgetUsed, spent_up
from pytake_domain.kernel.actor import Actor, Permission, system
from pytake_domain.kernel.errors import Problem, TenantSuspended
from pytake_domain.kernel.ids import CampaignId, EventId, Ids, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing import Texts

RETRYABLE = frozenset(
    {
        "PROVIDER_UNREACHABLE",
        "PROVIDER_SILENT",
        "PROVIDER_BUSY",
        "PROVIDER_RATE_LIMITED",
        "PAIR_RATE_LIMITED",
        "SPAM_LIMITED",
        "NUMBER_DISCONNECTED",
        "NUMBER_INACTIVE",
        "NUMBER_MAINTENANCE",
        "MARKETING_LIMITED",
        "MEDIA_UNUSABLE",
        "TEMPLATE_PAUSED",
        "TEMPLATE_MISSING",
        "TOO_LATE",
        "CREDENTIALS_INVALID",
        "PROVIDER_PAYMENT_PROBLEM",
        "FIRST_CONTACTS_PAUSED",
        "TENANT_SUSPENDED",
        "RECIPIENT_IN_EXPERIMENT",
    }
)
"""Failures after which nothing can have arrived, and another try may. An unknown outcome is none of them."""


class ControlCampaigns:
    """What acts at once: from the commit on no recipient is taken that the new state does not allow."""

    def __init__(self, *, open_work: OpenWork[CampaignWork], texts: Texts, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._texts = texts
        self._clock = clock
        self._ids = ids

    async def start(self, actor: Actor, campaign_id: CampaignId) -> CampaignView:
        """Or take it up again. Raises CampaignNotFound, CampaignLocked, TenantSuspended, BudgetUsed, and CampaignNotReady with
        all that is to be changed first.
        """
        actor.require(Permission.START_CAMPAIGNS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            campaign = await work.campaigns.get(campaign_id)
            campaign.require(states.STARTABLE)
            if await work.quota.suspended():
                raise TenantSuspended
            if await spent_up(work, campaign_id, now):
                raise BudgetUsed
            if problems := await self._problems(work, campaign):
                raise CampaignNotReady(*problems)
            moved, event = states.start(campaign, actor, now=now, new_id=EventId(self._ids.new()))
            await work.campaigns.save(moved)
            work.events.add(event)
            return await viewed(work, await work.campaigns.get(campaign_id))

    async def pause(self, actor: Actor, campaign_id: CampaignId, *, reason: str = "") -> CampaignView:
        """Raises CampaignNotFound, CampaignLocked."""
        return await self._moved(actor, campaign_id, states.pause, reason)

    async def stop(self, actor: Actor, campaign_id: CampaignId, *, reason: str = "") -> CampaignView:
        """For good. Raises CampaignNotFound, CampaignLocked."""
        return await self._moved(actor, campaign_id, states.stop, reason)

    async def retry(self, actor: Actor, campaign_id: CampaignId, reasons: Sequence[str] = ()) -> CampaignView:
        """Those that failed for these reasons (all that another try could mend) get another message; of one that was completed
        as well. Raises CampaignNotFound, CampaignLocked, NothingToRetry.
        """
        actor.require(Permission.START_CAMPAIGNS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            campaign = await work.campaigns.get(campaign_id)
            if campaign.status not in (CampaignStatus.RUNNING, CampaignStatus.PAUSED, CampaignStatus.COMPLETED):
                raise CampaignLocked(status=campaign.status.value, allowed="completed, paused, running")
            wanted = sorted(RETRYABLE.intersection(reasons) if reasons else RETRYABLE)
            if not wanted or not await work.ledger.again(campaign_id, wanted, now):
                raise NothingToRetry
            if campaign.status is CampaignStatus.COMPLETED:
                if await spent_up(work, campaign_id, now):
                    raise BudgetUsed
                if problems := await self._problems(work, campaign):
                    raise CampaignNotReady(*problems)
                running = msgspec.structs.replace(campaign, status=CampaignStatus.PAUSED, ended_at=None)
                moved, event = states.start(running, actor, now=now, new_id=EventId(self._ids.new()))
                await work.campaigns.save(moved)
                work.events.add(event)
            return await viewed(work, await work.campaigns.get(campaign_id))

    async def on_reactivated(self, tenant_id: TenantId, events: Sequence[EventId]) -> int:
        """The tenant may work again: those that paused for it go on; how many. Again changes nothing. The deliveries of the
        events end here. Raises LeaseLost.
        """
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            await work.deliveries.done(events)
            if await work.quota.suspended():
                return 0
            waiting = [
                campaign
                for campaign in await work.campaigns.unfinished()
                if campaign.status is CampaignStatus.PAUSED and campaign.status_code == PauseReason.SUSPENDED
            ]
            for campaign in waiting:
                moved, event = states.start(campaign, system(tenant_id), now=now, new_id=EventId(self._ids.new()))
                await work.campaigns.save(moved)
                work.events.add(event)
        return len(waiting)

    async def _moved(self, actor: Actor, campaign_id: CampaignId, move: "_Move", reason: str) -> CampaignView:
        actor.require(Permission.START_CAMPAIGNS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            campaign = await work.campaigns.get(campaign_id)
            moved, event = move(campaign, actor, now=now, new_id=EventId(self._ids.new()), reason=reason[:200])
            await work.campaigns.save(moved)
            work.events.add(event)
            return await viewed(work, await work.campaigns.get(campaign_id))

    async def _problems(self, work: CampaignWork, campaign: Campaign) -> tuple[Problem, ...]:
        now = self._clock.now()
        means = await means_of(work, campaign.plan, self._texts)
        problems = await problems_of(work, campaign, means, now)
        if problems or campaign.type is CampaignType.TRIGGER or campaign.filled_at is not None:
            return problems
        if campaign.plan.targeting.growing:
            return ()
        audience = await audience_of(work, campaign, means, now)
        if await work.ledger.reaches(audience):
            return ()
        return nobody(await work.ledger.count(audience))


async def paused_by_itself(
    work: CampaignWork, campaign: Campaign, code: PauseReason, *, clock: Clock, ids: Ids, reason: str = ""
) -> None:
    """With its reason; people are told by the event."""
    moved, event = states.pause(
        campaign, states.itself(campaign), now=clock.now(), new_id=EventId(ids.new()), code=code, reason=reason
    )
    await work.campaigns.save(moved)
    work.events.add(event)


class _Move(Protocol):
    def __call__(
        self, campaign: Campaign, actor: Actor, *, now: dt.datetime, new_id: EventId, reason: str = ...
    ) -> states.Moved: ...


def nobody(found: LeftOut) -> tuple[Problem, ...]:
    """An audience of nobody, or one of which everybody is left out."""
    if found.total == 0:
        return (Problem(field="targeting", code="nobody_there"),)
    if found.reached == 0:
        most = max(found.reasons, key=lambda reason: found.reasons[reason])
        params: dict[str, str | int] = {"total": found.total, "reason": most}
        return (Problem(field="targeting", code="everybody_left_out", params=params),)
    return ()
