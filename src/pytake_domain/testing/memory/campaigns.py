"""Campaigns in memory, and their paces."""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from pytake_domain.campaigns import (
    Campaign,
    CampaignFilter,
    CampaignNameTaken,
    CampaignNotFound,
    CampaignStatus,
    CampaignType,
    Pace,
    Policy,
    RecipientOutcome,
    Slowed,
    Used,
    slower,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import CampaignId, NumberId, TemplateId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.testing.memory.store import TenantRows

DAY = dt.timedelta(days=1)
OVER = (CampaignStatus.STOPPED, CampaignStatus.COMPLETED, CampaignStatus.FAILED)
GOT_IT = (RecipientOutcome.DELIVERED, RecipientOutcome.READ)


class MemoryCampaigns:
    """See CampaignRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, campaign: Campaign) -> None:
        """See the port."""
        self._check_name(campaign)
        self._rows.campaigns[campaign.id] = campaign

    async def get(self, campaign_id: CampaignId) -> Campaign:
        """See the port."""
        if campaign_id not in self._rows.campaigns:
            raise CampaignNotFound
        return self._rows.campaigns[campaign_id]

    async def save(self, campaign: Campaign) -> None:
        """See the port."""
        known = self._rows.campaigns.get(campaign.id)
        if known is None or known.version != campaign.version:
            raise StaleVersion
        self._check_name(campaign)
        saved = replace(campaign, version=campaign.version + 1, filled_at=known.filled_at)
        self._rows.campaigns[campaign.id] = saved

    def _check_name(self, campaign: Campaign) -> None:
        name = campaign.name.strip().casefold()
        others = (c for c in self._rows.campaigns.values() if c.id != campaign.id)
        if any(c.name.strip().casefold() == name for c in others):
            raise CampaignNameTaken

    async def filled(self, campaign_id: CampaignId, at: dt.datetime) -> None:
        """See the port."""
        self._rows.campaigns[campaign_id] = replace(self._rows.campaigns[campaign_id], filled_at=at)

    async def remove(self, campaign_id: CampaignId) -> None:
        """See the port."""
        if campaign_id not in self._rows.campaigns:
            raise CampaignNotFound
        self._rows.removed_campaigns[campaign_id] = self._rows.campaigns.pop(campaign_id)

    async def page(self, wanted: CampaignFilter, page: PageRequest) -> Page[Campaign]:
        """See the port."""
        text = (wanted.text or "").strip().casefold()
        found = [
            c
            for c in sorted(self._rows.campaigns.values(), key=lambda c: c.id, reverse=True)
            if wanted.status in (None, c.status) and wanted.type in (None, c.type) and text in c.name.casefold()
        ]
        return Page(items=tuple(found[page.offset : page.offset + page.limit]), total=len(found))

    async def count(self) -> int:
        """See the port."""
        return sum(c.status not in OVER for c in self._rows.campaigns.values())

    async def running(self) -> Sequence[Campaign]:
        """See the port."""
        kept = sorted(self._rows.campaigns.values(), key=lambda c: c.id)
        return [c for c in kept if c.status is CampaignStatus.RUNNING]

    async def triggers(self) -> Sequence[Campaign]:
        """See the port."""
        kept = sorted(self._rows.campaigns.values(), key=lambda c: c.id)
        return [c for c in kept if c.type is CampaignType.TRIGGER and c.status is CampaignStatus.RUNNING]

    async def unfinished(self) -> Sequence[Campaign]:
        """See the port."""
        kept = sorted(self._rows.campaigns.values(), key=lambda c: c.id)
        return [c for c in kept if c.status not in (*OVER, CampaignStatus.STOPPING)]

    async def sending(self, template_ids: Sequence[TemplateId]) -> Sequence[Campaign]:
        """See the port."""
        active = (CampaignStatus.SCHEDULED, CampaignStatus.RUNNING, CampaignStatus.PAUSED)
        kept = sorted(self._rows.campaigns.values(), key=lambda c: c.id)
        return [c for c in kept if c.status in active and set(template_ids) & set(_templates(c))]

    async def policy(self) -> Policy:
        """See the port."""
        return self._rows.campaign_policy.get("", Policy())

    async def set_policy(self, policy: Policy) -> None:
        """See the port."""
        if (await self.policy()).version != policy.version:
            raise StaleVersion
        self._rows.campaign_policy[""] = replace(policy, version=policy.version + 1)


def _templates(campaign: Campaign) -> list[TemplateId]:
    contents = (*campaign.plan.message.contents, *(step.content for step in campaign.plan.steps))
    return [c.template_id for c in contents if c.template_id is not None]


class MemoryPaces:
    """See Paces."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def slowed(self, numbers: Sequence[NumberId]) -> Mapping[NumberId, Slowed]:
        """See the port."""
        return {each: self._rows.slowed[each] for each in numbers if each in self._rows.slowed}

    async def slow(self, number_id: NumberId, now: dt.datetime) -> None:
        """See the port."""
        self._rows.slowed[number_id] = slower(self._rows.slowed.get(number_id), now)

    async def pace(self, campaign_id: CampaignId) -> Pace | None:
        """See the port."""
        return self._rows.campaign_paces.get(campaign_id)

    async def keep(self, campaign_id: CampaignId, pace: Pace) -> None:
        """See the port."""
        self._rows.campaign_paces[campaign_id] = pace

    async def begun(self, portfolio: str, now: dt.datetime) -> Used:
        """See the port."""
        since = now - DAY - dt.timedelta(minutes=1)
        kept = self._rows.portfolio_minutes.items()
        return Used(minutes={minute: n for (name, minute), n in kept if name == portfolio and minute > since})

    async def begin(self, portfolio: str, count: int, now: dt.datetime) -> None:
        """See the port."""
        key = portfolio, now.replace(second=0, microsecond=0)
        self._rows.portfolio_minutes[key] = self._rows.portfolio_minutes.get(key, 0) + count
