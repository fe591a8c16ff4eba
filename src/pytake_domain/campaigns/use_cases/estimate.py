"""What a campaign would do before it does anything: to how many, who is left out and why, what it costs, when it is through."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from pytake_domain.campaigns.campaign import NAME_MOST, Campaign
from pytake_domain.campaigns.forecast import Forecast, forecast
from pytake_domain.campaigns.pacing import Used
from pytake_domain.campaigns.plan import CampaignType
from pytake_domain.campaigns.ports import CampaignWork, LeftOut
from pytake_domain.campaigns.use_cases.control import nobody
from pytake_domain.campaigns.use_cases.edit import CampaignDraft, impossible
from pytake_domain.campaigns.use_cases.ready import (
    Means,
    audience_of,
    means_of,
    paces_of,
    portfolios_of,
    problems_of,
    question_problems,
    windows_of,
)
from pytake_domain.contacts import ground_of
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import CampaignId, Ids
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing import Texts
from pytake_domain.whatsapp import ApiType, RateBook

NOBODY = LeftOut(total=0, reasons={}, zones={})


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """In one currency; of `unpriced` messages no rate is known."""

    currency: str | None
    amount: Decimal
    unpriced: int = 0


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """`problems` are what would keep it from being started; `messages` counts all steps of a drip, if nobody leaves it."""

    audience: LeftOut
    messages: int
    cost: Cost
    forecast: Forecast
    starts_at: dt.datetime | None
    problems: tuple[Problem, ...]


class EstimateCampaigns:
    """The same rules and the same statements as for the campaign itself; nothing is kept."""

    def __init__(
        self, *, open_work: OpenWork[CampaignWork], texts: Texts, rates: RateBook, clock: Clock, ids: Ids
    ) -> None:
        self._open_work = open_work
        self._texts = texts
        self._rates = rates
        self._clock = clock
        self._ids = ids

    async def draft(self, actor: Actor, draft: CampaignDraft) -> Estimate:
        """Of one that is not saved, and may lack things still. Raises Invalid for what can't be right."""
        actor.require(Permission.READ_CAMPAIGNS)
        problems = impossible(draft)
        if len(draft.name) > NAME_MOST:
            problems.append(Problem(field="name", code="too_long", params={"most": NAME_MOST}))
        if problems:
            raise Invalid(*problems)
        now = self._clock.now()
        made = Campaign(
            id=CampaignId(self._ids.new()),
            tenant_id=actor.tenant_id,
            name=draft.name,
            type=draft.type,
            plan=draft.plan,
            created_at=now,
            updated_at=now,
        )
        async with self._open_work(actor.tenant_id) as work:
            return await self._estimate(work, made)

    async def saved(self, actor: Actor, campaign_id: CampaignId) -> Estimate:
        """Of one that is, with what is left of it. Raises CampaignNotFound."""
        actor.require(Permission.READ_CAMPAIGNS)
        async with self._open_work(actor.tenant_id) as work:
            return await self._estimate(work, await work.campaigns.get(campaign_id))

    async def _estimate(self, work: CampaignWork, campaign: Campaign) -> Estimate:
        now = self._clock.now()
        means = await means_of(work, campaign.plan, self._texts)
        problems = await problems_of(work, campaign, means, now)
        audience = await self._audience(work, campaign, means)
        if campaign.type is not CampaignType.TRIGGER and not campaign.plan.targeting.growing and not problems:
            problems = nobody(audience)
        steps = 1 + len(campaign.plan.steps)
        return Estimate(
            audience=audience,
            messages=audience.reached * steps,
            cost=self._cost(audience, means, steps, now),
            forecast=await self._forecast(work, campaign, means, audience, problems),
            starts_at=campaign.plan.schedule.start_date,
            problems=problems,
        )

    async def _audience(self, work: CampaignWork, campaign: Campaign, means: Means) -> LeftOut:
        targeting = campaign.plan.targeting
        if targeting.names_nobody or any(question_problems(campaign.plan, await ground_of(work))):
            return NOBODY
        if campaign.filled_at is not None and not targeting.growing:
            pending = await work.ledger.pending(campaign.id)
            return LeftOut(total=sum(pending.values()), reasons={}, zones=pending)
        return await work.ledger.count(await audience_of(work, campaign, means, self._clock.now()))

    async def _forecast(
        self,
        work: CampaignWork,
        campaign: Campaign,
        means: Means,
        audience: LeftOut,
        problems: Sequence[Problem],
    ) -> Forecast:
        if any(problem.field.startswith("schedule") for problem in problems):
            return Forecast(ends_at=None, per_second=0.0, left_over=audience.reached)
        now, policy = self._clock.now(), await work.campaigns.policy()
        slowed = await work.paces.slowed(list(means.numbers))
        return forecast(
            audience.zones,
            await windows_of(work, campaign.plan, policy, list(audience.zones)),
            campaign.plan.limits,
            await work.ledger.used(campaign.id, now) if campaign.started_at is not None else Used(),
            paces_of(means, {n: s.now(now) for n, s in slowed.items()}, {}),
            await portfolios_of(work, means, now),
            headroom=policy.headroom,
            now=now,
        )

    def _cost(self, audience: LeftOut, means: Means, steps: int, now: dt.datetime) -> Cost:
        """For the first message's category, by the countries of the numbers; linked numbers cost nothing at the provider."""
        if all(n.api_type is not ApiType.OFFICIAL for n in means.numbers.values()) or not means.templates:
            return Cost(currency=None, amount=Decimal(0))
        category = next(iter(means.templates.values())).category.value.lower()
        total, currency, unpriced = Decimal(0), None, 0
        for prefix, count in _by_prefix(audience).items():
            found = self._rates.amount(category, prefix, now)
            if found is None:
                unpriced += count * steps
                continue
            total += found[0].amount * count * steps
            currency = found[0].currency
        return Cost(currency=currency, amount=total, unpriced=unpriced)


def _by_prefix(audience: LeftOut) -> Mapping[str, int]:
    """Digits of the numbers' beginnings, with how many have them."""
    return audience.countries or {}
