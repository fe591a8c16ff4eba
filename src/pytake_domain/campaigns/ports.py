"""What campaigns need of the store."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from pytake_domain.campaigns.campaign import Campaign, CampaignStatus
from pytake_domain.campaigns.eligibility import Standing
from pytake_domain.campaigns.pacing import Pace, Slowed, Used
from pytake_domain.campaigns.plan import CampaignType, Plan
from pytake_domain.campaigns.policy import Policy
from pytake_domain.campaigns.recipient import LedgerKey, Outcome, Recipient
from pytake_domain.campaigns.results import Cell, Recent, Spent
from pytake_domain.contacts import (
    AttributeRepository,
    ConsentRepository,
    ContactListRepository,
    Holders,
    ImportRepository,
    Now,
    Query,
    SegmentRepository,
    TagRepository,
)
from pytake_domain.costs import CostWork
from pytake_domain.flows import RunWork
from pytake_domain.kernel.ids import CampaignId, ContactId, NumberId, TemplateId, TenantId
from pytake_domain.kernel.page import Page, PageRequest


class CampaignFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which campaigns; without anything all of them."""

    status: CampaignStatus | None = None
    type: CampaignType | None = None
    text: str | None = None


class CampaignRepository(Protocol):
    """Campaigns of one tenant, inside a work."""

    async def add(self, campaign: Campaign) -> None:
        """Raises CampaignNameTaken."""
        ...

    async def get(self, campaign_id: CampaignId) -> Campaign:
        """Raises CampaignNotFound."""
        ...

    async def save(self, campaign: Campaign) -> None:
        """Raises StaleVersion when somebody saved it since, CampaignNameTaken."""
        ...

    async def filled(self, campaign_id: CampaignId, at: dt.datetime) -> None:
        """Its recipients are there; whatever else of it somebody changes meanwhile."""
        ...

    async def remove(self, campaign_id: CampaignId) -> None:
        """From all lists; what people got stays counted against what they may get. Raises CampaignNotFound."""
        ...

    async def page(self, wanted: CampaignFilter, page: PageRequest) -> Page[Campaign]:
        """Last made first."""
        ...

    async def count(self) -> int:
        """Those that are not over: what a plan's limit counts."""
        ...

    async def running(self) -> Sequence[Campaign]:
        """Those that send."""
        ...

    async def triggers(self) -> Sequence[Campaign]:
        """Running ones that something sets off."""
        ...

    async def unfinished(self) -> Sequence[Campaign]:
        """Drafts, and those that are scheduled, running or paused."""
        ...

    async def sending(self, template_ids: Sequence[TemplateId]) -> Sequence[Campaign]:
        """Scheduled, running or paused ones that send any of these templates."""
        ...

    async def policy(self) -> Policy:
        """The company's; the usual one until it was changed."""
        ...

    async def set_policy(self, policy: Policy) -> None:
        """Raises StaleVersion."""
        ...


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a campaign is for, as a question without names of segments, and what decides who of them gets nothing."""

    campaign_id: CampaignId
    query: Query
    plan: Plan
    policy: Policy
    marketing: bool
    now: Now
    zone: str
    """The company's; each person's own is looked up where the schedule asks for it."""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """How many of an audience are in it, and how many of them get nothing, by reason; the rest by time zone."""

    total: int
    reasons: Mapping[str, int]
    zones: Mapping[str, int]
    countries: Mapping[str, int] = {}

    @property
    def reached(self) -> int:
        """How many will be written to."""
        return sum(self.zones.values())


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a campaign's message."""

    key: LedgerKey
    outcome: Outcome
    at: dt.datetime
    reason: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A contact wrote; `clicked`: by a button of a message."""

    contact_id: ContactId
    at: dt.datetime
    clicked: bool = False


class RecipientFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows of a ledger."""

    outcome: Outcome | None = None
    reason: str | None = None
    variant: str | None = None
    step: int | None = None
    replied: bool | None = None


class Ledger(Protocol):
    """The rows of all campaigns of one tenant, inside a work."""

    async def alone(self, campaign_id: CampaignId) -> bool:
        """From now to the end of this work nobody else plans or releases it; False when somebody does already."""
        ...

    async def fill(self, audience: Audience) -> int:
        """A row for everybody of the audience who has none yet: pending, or skipped for the first rule that forbids it. In one
        statement; how many there are new.
        """
        ...

    async def reaches(self, audience: Audience) -> bool:
        """Would anybody at all get it? Said without counting everybody."""
        ...

    async def count(self, audience: Audience) -> LeftOut:
        """What `fill` would make; nothing is written."""
        ...

    async def add(self, rows: Sequence[Recipient]) -> int:
        """Those that are not there yet; how many were not."""
        ...

    async def rounds(self, campaign_id: CampaignId, contacts: Sequence[ContactId]) -> Mapping[ContactId, Recipient]:
        """The latest first step of each of them."""
        ...

    async def zones(self, campaign_id: CampaignId) -> Sequence[str]:
        """Where those who are pending are."""
        ...

    async def pending(self, campaign_id: CampaignId) -> Mapping[str, int]:
        """How many are, by time zone; counted, so not for every tick."""
        ...

    async def claim(
        self, campaign_id: CampaignId, zones: Sequence[str], limit: int, now: dt.datetime
    ) -> Sequence[Recipient]:
        """Pending rows that are due, the first due first; nobody else gets them in the meantime."""
        ...

    async def next_due(self, campaign_id: CampaignId) -> dt.datetime | None:
        """When the next pending row is due; None when nobody waits."""
        ...

    async def standing(self, contacts: Sequence[ContactId], now: dt.datetime) -> Mapping[ContactId, Standing]:
        """Of each of them."""
        ...

    async def save(self, rows: Sequence[Recipient]) -> None:
        """Rows that were claimed in this work, as they are now."""
        ...

    async def waiting(self, campaign_id: CampaignId) -> Mapping[NumberId, int]:
        """Rows whose message waits to leave, by number."""
        ...

    async def advance(self, news: Sequence[News]) -> None:
        """Forward only, with what the message cost as far as it is known; written when the work ends."""
        ...

    async def rest(self, contacts: Sequence[ContactId], now: dt.datetime) -> None:
        """Their provider takes no marketing for them for now: a day, then ever longer."""
        ...

    async def answered(self, answers: Sequence[Answer]) -> Sequence[CampaignId]:
        """Marks the last message of a campaign that each got, while an answer counts, and ends drips that they are in; which
        campaigns that were.
        """
        ...

    async def converted(self, contact_id: ContactId, tags: Sequence[str], at: dt.datetime) -> Sequence[CampaignId]:
        """As `answered`, for those whose goal one of the tags is."""
        ...

    async def opted_out(self, contact_id: ContactId, at: dt.datetime) -> Sequence[CampaignId]:
        """As `answered`; drips end as well."""
        ...

    async def postpone(self, rows: Sequence[Recipient], until: dt.datetime) -> None:
        """Rows that were claimed in this work stay pending, and are due no earlier."""
        ...

    async def close(self, campaign_id: CampaignId, reason: str, limit: int) -> int:
        """Pending rows become cancelled; how many of at most `limit`."""
        ...

    async def again(self, campaign_id: CampaignId, reasons: Sequence[str], now: dt.datetime) -> int:
        """Rows that failed for one of these reasons are pending once more; how many."""
        ...

    async def cells(self, campaign_id: CampaignId) -> tuple[Cell, ...]:
        """Counted."""
        ...

    async def cells_of(self, campaigns: Sequence[CampaignId]) -> Mapping[CampaignId, tuple[Cell, ...]]:
        """Of several at once."""
        ...

    async def spent(self, campaign_id: CampaignId) -> tuple[Spent, ...]:
        """What it cost so far."""
        ...

    async def used(self, campaign_id: CampaignId, now: dt.datetime) -> Used:
        """What left in the last day."""
        ...

    async def recent(self, campaign_id: CampaignId, now: dt.datetime) -> Recent:
        """How it goes."""
        ...

    async def page(self, campaign_id: CampaignId, wanted: RecipientFilter, page: PageRequest) -> Page[Recipient]:
        """By contact and step."""
        ...

    async def of(self, contact_id: ContactId, limit: int) -> Sequence[Recipient]:
        """What somebody got of campaigns, the last first."""
        ...


class Paces(Protocol):
    """What is known of the speed of numbers, and of whom their portfolios began to write to; inside a work."""

    async def slowed(self, numbers: Sequence[NumberId]) -> Mapping[NumberId, Slowed]:
        """Those of them that were refused for speed."""
        ...

    async def slow(self, number_id: NumberId, now: dt.datetime) -> None:
        """It was refused for speed; see `pacing.slower`."""
        ...

    async def pace(self, campaign_id: CampaignId) -> Pace | None:
        """As it was at the last look; None before the first."""
        ...

    async def keep(self, campaign_id: CampaignId, pace: Pace) -> None:
        """For the next look, whoever's it is."""
        ...

    async def begun(self, portfolio: str, now: dt.datetime) -> Used:
        """Conversations that the company began by it in the last day."""
        ...

    async def begin(self, portfolio: str, count: int, now: dt.datetime) -> None:
        """So many more."""
        ...


class CampaignWork(CostWork, RunWork, Protocol):
    """The part of a work that campaigns use."""

    @property
    def campaigns(self) -> CampaignRepository:
        """Campaigns."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Who got what."""
        ...

    @property
    def paces(self) -> Paces:
        """How fast."""
        ...

    @property
    def segments(self) -> SegmentRepository:
        """Questions about people."""
        ...

    @property
    def holders(self) -> Holders:
        """What else asks for people."""
        ...

    @property
    def contact_lists(self) -> ContactListRepository:
        """Sets of them."""
        ...

    @property
    def attributes(self) -> AttributeRepository:
        """What is kept of them."""
        ...

    @property
    def tags(self) -> TagRepository:
        """Words to sort them by."""
        ...

    @property
    def consents(self) -> ConsentRepository:
        """What they agreed to."""
        ...

    @property
    def imports(self) -> ImportRepository:
        """People from files."""
        ...


class CampaignSweeps(Protocol):
    """Which campaigns a worker has to look after, over all tenants."""

    async def active(self) -> Sequence[tuple[TenantId, CampaignId]]:
        """Scheduled ones whose moment has come, running and stopping ones. Raises Unavailable."""
        ...
