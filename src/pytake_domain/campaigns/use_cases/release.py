"""A tick of a campaign: it begins, its audience is written down, who is due gets a message, it ends."""

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.campaigns import campaign as states
from pytake_domain.campaigns.campaign import Campaign, CampaignStatus, PauseReason
from pytake_domain.campaigns.events import CampaignAdvanced
from pytake_domain.campaigns.pacing import Allowance, NumberPace, Pace, allowance
from pytake_domain.campaigns.plan import CampaignType, VariantMetric
from pytake_domain.campaigns.policy import Policy, unwell
from pytake_domain.campaigns.ports import CampaignWork
from pytake_domain.campaigns.recipient import Outcome, Skip
from pytake_domain.campaigns.results import Cell
from pytake_domain.campaigns.schedule import Window
from pytake_domain.campaigns.use_cases.control import paused_by_itself
from pytake_domain.campaigns.use_cases.queueing import Batch, QueueRecipients
from pytake_domain.campaigns.use_cases.ready import (
    RED,
    Means,
    audience_of,
    means_of,
    paces_of,
    portfolios_of,
    reading,
    windows_of,
)
from pytake_domain.campaigns.variants import Tally, compare
from pytake_domain.contacts import ImportState
from pytake_domain.costs import spent_up
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import CampaignId, EventId, Ids, NumberId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing import Texts

CLOSED_AT_ONCE = 20_000
"""Rows of a stopped campaign that are closed in one work: a fraction of a second."""
BATCH_MOST = 500
TURN, IDLE, WAITS = 0.1, 5.0, 60.0
"""Seconds until the next look: while it sends; while nobody is due; while a limit or a window holds it."""
GROWS_EVERY = dt.timedelta(seconds=60)


class Ticked(msgspec.Struct, frozen=True, kw_only=True):
    """How many were queued, skipped or closed, and after how many seconds the next tick makes sense; None: never again."""

    done: int = 0
    rest: float | None = 0.0


class ReleaseRecipients:
    """One work a tick, under a lock of the campaign: two schedulers at once release nobody twice."""

    def __init__(
        self, *, open_work: OpenWork[CampaignWork], texts: Texts, queueing: QueueRecipients, clock: Clock, ids: Ids
    ) -> None:
        self._open_work = open_work
        self._texts = texts
        self._queueing = queueing
        self._clock = clock
        self._ids = ids

    async def tick(self, tenant_id: TenantId, campaign_id: CampaignId) -> Ticked:
        """Whatever is to be done now."""
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            if not await work.ledger.alone(campaign_id):
                return Ticked(rest=IDLE)
            campaign = await work.campaigns.get(campaign_id)
            match campaign.status:
                case CampaignStatus.SCHEDULED:
                    return await self._begin(work, campaign, now)
                case CampaignStatus.STOPPING:
                    return await self._close(work, campaign, Skip.STOPPED)
                case CampaignStatus.RUNNING:
                    return await self._run(work, campaign, now)
                case _:
                    return Ticked(rest=None)

    async def _begin(self, work: CampaignWork, campaign: Campaign, now: dt.datetime) -> Ticked:
        begins = campaign.plan.schedule.start_date
        if begins is not None and begins > now:
            return Ticked(rest=min(WAITS, (begins - now).total_seconds()))
        moved, event = states.begin(campaign, states.itself(campaign), now=now, new_id=self._new_id())
        await work.campaigns.save(moved)
        work.events.add(event)
        return Ticked()

    async def _run(self, work: CampaignWork, campaign: Campaign, now: dt.datetime) -> Ticked:
        ends = campaign.plan.schedule.end_date
        if ends is not None and now >= ends:
            return await self._close(work, campaign, Skip.ENDED)
        means = await means_of(work, campaign.plan, self._texts)
        if code := await self._hindrance(work, campaign, means, now):
            await paused_by_itself(work, campaign, code, clock=self._clock, ids=self._ids)
            return Ticked(rest=None)
        if self._to_fill(campaign, now):
            return await self._fill(work, campaign, means, now)
        return await self._release(work, campaign, means, now)

    async def _hindrance(  # noqa: PLR0911  one return a reason
        self, work: CampaignWork, campaign: Campaign, means: Means, now: dt.datetime
    ) -> PauseReason | None:
        """Why it may not go on, if so."""
        if await work.quota.suspended():
            return PauseReason.SUSPENDED
        left = await work.quota.left()
        if left is not None and left <= 0:
            return PauseReason.QUOTA_USED
        if await spent_up(work, campaign.id, now):
            return PauseReason.BUDGET_USED
        if any((n.quality or "").upper() in RED for n in means.numbers.values()):
            return PauseReason.QUALITY_LOW
        if not any(n.sends for n in means.numbers.values()):
            return PauseReason.NUMBERS_OFF
        if any(not t.sends for t in means.templates.values()) or any(p.code == "unknown" for p in means.problems):
            return PauseReason.TEMPLATE_STOPPED
        seen = await work.ledger.recent(campaign.id, now)
        well = unwell(await work.campaigns.policy(), results=seen.results, failed=seen.failed, refused=seen.refused)
        return {"failed": PauseReason.FAILURES_RISING, "refused": PauseReason.REFUSALS_RISING}.get(well or "")

    def _to_fill(self, campaign: Campaign, now: dt.datetime) -> bool:
        if campaign.type is CampaignType.TRIGGER:
            return False
        filled = campaign.filled_at
        return filled is None or (campaign.plan.targeting.growing and now - filled >= GROWS_EVERY)

    async def _fill(self, work: CampaignWork, campaign: Campaign, means: Means, now: dt.datetime) -> Ticked:
        """The audience as it is now; without it the campaign can't go on. A file is read to its end first."""
        file = await reading(work, campaign.plan)
        if file is not None and file.state is ImportState.RUNNING:
            return Ticked(rest=IDLE)
        if file is not None and file.state is ImportState.FAILED:
            return await self._audience_gone(work, campaign, now)
        try:
            audience = await audience_of(work, campaign, means, now)
        except Invalid:
            return await self._audience_gone(work, campaign, now)
        made = await work.ledger.fill(audience)
        # Whoever pauses meanwhile has the last word: this says only that the rows are there.
        await work.campaigns.filled(campaign.id, now)
        self._tell(work, campaign, now)
        return Ticked(done=made)

    async def _audience_gone(self, work: CampaignWork, campaign: Campaign, now: dt.datetime) -> Ticked:
        moved, event = states.fail(
            campaign, states.itself(campaign), now=now, new_id=self._new_id(), code="CAMPAIGN_AUDIENCE_GONE"
        )
        await work.campaigns.save(moved)
        work.events.add(event)
        return Ticked(rest=None)

    async def _release(self, work: CampaignWork, campaign: Campaign, means: Means, now: dt.datetime) -> Ticked:
        policy = await work.campaigns.policy()
        zones = await work.ledger.zones(campaign.id)
        waiting = await work.ledger.waiting(campaign.id)
        last = await work.paces.pace(campaign.id) or Pace(at=now)
        pace = last.seen(sum(waiting.values()), now, campaign.plan.limits.per_second)
        await work.paces.keep(campaign.id, pace)
        if not zones:
            return await self._maybe_end(work, campaign, waiting, now)
        windows = await windows_of(work, campaign.plan, policy, zones)
        open_zones = [zone for zone in zones if windows[zone].is_open(now)]
        if not open_zones:
            return await self._held(work, campaign, windows, now)
        allowed = await self._allowance(work, campaign, means, policy, waiting, pace, now)
        if not allowed.total:
            return Ticked(rest=_rest(allowed, now))
        left = await work.quota.left()
        most = min(allowed.total, BATCH_MOST, BATCH_MOST if left is None else left)
        rows = await work.ledger.claim(campaign.id, open_zones, most, now)
        if not rows:
            due = await work.ledger.next_due(campaign.id)
            return Ticked(rest=_until(due, now, IDLE))
        batch = Batch(
            campaign=await self._with_winner(work, campaign, now),
            means=means,
            policy=policy,
            allowed=dict(allowed.by_number),
            company=await work.tenants.get(),
            now=now,
        )
        queued = await self._queueing.queue(work, batch, rows)
        await work.paces.keep(campaign.id, pace.took(queued))
        self._tell(work, campaign, now)
        # Those who are skipped cost no time to send: the next ones are looked at directly.
        rest = TURN if queued * 2 >= len(rows) else 0.0
        return Ticked(done=len(rows), rest=rest)

    async def _allowance(
        self,
        work: CampaignWork,
        campaign: Campaign,
        means: Means,
        policy: Policy,
        waiting: Mapping[NumberId, int],
        pace: Pace,
        now: dt.datetime,
    ) -> Allowance:
        slowed = await work.paces.slowed(list(means.numbers))
        paces: Sequence[NumberPace] = paces_of(means, {n: s.now(now) for n, s in slowed.items()}, waiting)
        return allowance(
            campaign.plan.limits,
            await work.ledger.used(campaign.id, now),
            paces,
            await portfolios_of(work, means, now),
            headroom=policy.headroom,
            pace=pace,
            now=now,
        )

    async def _held(
        self, work: CampaignWork, campaign: Campaign, windows: Mapping[str, Window], now: dt.datetime
    ) -> Ticked:
        """Nobody may be written to just now. Where a window never opens again, those who wait there are told off."""
        openings = {zone: window.next_opening(now) for zone, window in windows.items()}
        if all(opening is None for opening in openings.values()):
            return await self._close(work, campaign, Skip.ENDED)
        first = min(opening for opening in openings.values() if opening is not None)
        return Ticked(rest=_until(first, now, WAITS))

    async def _maybe_end(
        self, work: CampaignWork, campaign: Campaign, waiting: Mapping[NumberId, int], now: dt.datetime
    ) -> Ticked:
        """Nobody is pending: it is through once nothing waits to leave, unless it goes on for as long as it is not stopped."""
        if waiting:
            return Ticked(rest=1.0)
        if campaign.type is CampaignType.TRIGGER or campaign.plan.targeting.growing:
            return Ticked(rest=IDLE)
        return await self._end(work, campaign, now)

    async def _close(self, work: CampaignWork, campaign: Campaign, reason: Skip) -> Ticked:
        closed = await work.ledger.close(campaign.id, reason.value, CLOSED_AT_ONCE)
        now = self._clock.now()
        self._tell(work, campaign, now)
        if closed == CLOSED_AT_ONCE:
            return Ticked(done=closed)
        if await work.ledger.waiting(campaign.id):
            return Ticked(done=closed, rest=0.5)
        return await self._end(work, campaign, now)

    async def _end(self, work: CampaignWork, campaign: Campaign, now: dt.datetime) -> Ticked:
        moved, event = states.end(campaign, states.itself(campaign), now=now, new_id=self._new_id())
        await work.campaigns.save(moved)
        work.events.add(event)
        return Ticked(rest=None)

    async def _with_winner(self, work: CampaignWork, campaign: Campaign, now: dt.datetime) -> Campaign:
        """Once one of the variants is shown to be better, the rest gets it."""
        message = campaign.plan.message
        if not message.auto_winner or campaign.winner is not None or not message.variants:
            return campaign
        tallies = tallies_of(await work.ledger.cells(campaign.id), campaign)
        winner = compare(tallies).winner
        if winner is None:
            return campaign
        won = msgspec.structs.replace(campaign, winner=winner, updated_at=now)
        await work.campaigns.save(won)
        return msgspec.structs.replace(won, version=won.version + 1)

    def _tell(self, work: CampaignWork, campaign: Campaign, now: dt.datetime) -> None:
        work.events.add(
            CampaignAdvanced(id=self._new_id(), tenant_id=campaign.tenant_id, at=now, campaign_id=campaign.id)
        )

    def _new_id(self) -> EventId:
        return EventId(self._ids.new())


def tallies_of(cells: Sequence[Cell], campaign: Campaign) -> dict[str, Tally]:
    """By variant: of those it was delivered to, how many did what it is measured by."""
    reached = dict.fromkeys((v.key for v in campaign.plan.message.variants), 0)
    did = dict(reached)
    metric = campaign.plan.message.metric
    for cell in cells:
        if cell.step or cell.variant not in reached or cell.outcome not in (Outcome.DELIVERED, Outcome.READ):
            continue
        reached[cell.variant] += cell.count
        if metric is VariantMetric.READ:
            did[cell.variant] += cell.count if cell.outcome is Outcome.READ else 0
        else:
            did[cell.variant] += getattr(cell, metric.value)
    return {key: Tally(reached=reached[key], did=min(did[key], reached[key])) for key in reached}


def _rest(allowed: Allowance, now: dt.datetime) -> float:
    return TURN if allowed.limited_by in (None, "per_second") else _until(allowed.until, now, WAITS)


def _until(moment: dt.datetime | None, now: dt.datetime, most: float) -> float:
    if moment is None:
        return most
    return min(most, max(0.05, (moment - now).total_seconds()))
