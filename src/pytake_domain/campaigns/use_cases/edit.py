"""Campaigns are drawn up, changed, copied, removed."""

import contextlib
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.campaigns.campaign import DELETABLE, EDITABLE, NAME_MOST, Campaign, CampaignStatus, told
from pytake_domain.campaigns.checking import plan_problems
from pytake_domain.campaigns.errors import CampaignLocked
from pytake_domain.campaigns.events import CampaignMove
from pytake_domain.campaigns.plan import CampaignType, Plan
from pytake_domain.campaigns.policy import Policy
from pytake_domain.campaigns.ports import CampaignFilter, CampaignWork
from pytake_domain.campaigns.results import Progress, progress_of
from pytake_domain.contacts import ContactListNotFound, OnList
from pytake_domain.identity import Limit
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.errors import Invalid, Problem, StaleVersion
from pytake_domain.kernel.ids import CampaignId, EventId, Ids, UserId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

FIXED_ONCE_STARTED = ("targeting", "trigger", "holdout", "purpose", "basis")
"""Who was in it and why has been settled when it began."""


class CampaignDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign as somebody draws it up."""

    name: str
    type: CampaignType
    plan: Plan


class CampaignView(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign with how far it is."""

    campaign: Campaign
    progress: Progress


class EditCampaigns:
    """What people decide before anything leaves, and what may still be changed afterwards."""

    def __init__(self, *, open_work: OpenWork[CampaignWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def page(self, actor: Actor, wanted: CampaignFilter, page: PageRequest) -> Page[CampaignView]:
        """Last made first, each with its progress."""
        actor.require(Permission.READ_CAMPAIGNS)
        async with self._open_work(actor.tenant_id) as work:
            found = await work.campaigns.page(wanted, page)
            cells = await work.ledger.cells_of([c.id for c in found.items])
        return found.map(lambda c: CampaignView(campaign=c, progress=progress_of(cells.get(c.id, ()))))

    async def get(self, actor: Actor, campaign_id: CampaignId) -> CampaignView:
        """Raises CampaignNotFound."""
        actor.require(Permission.READ_CAMPAIGNS)
        async with self._open_work(actor.tenant_id) as work:
            return await viewed(work, await work.campaigns.get(campaign_id))

    async def add(self, actor: Actor, draft: CampaignDraft) -> CampaignView:
        """A draft; what is missing for a start may be missing still. Raises Invalid, CampaignNameTaken, LimitReached."""
        actor.require(Permission.WRITE_CAMPAIGNS)
        _check(draft)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            tenant = await work.tenants.get(lock=True)
            tenant.allowance.check(Limit.CAMPAIGNS, await work.campaigns.count())
            made = Campaign(
                id=CampaignId(self._ids.new()),
                tenant_id=actor.tenant_id,
                name=draft.name.strip(),
                type=draft.type,
                plan=draft.plan,
                created_at=now,
                updated_at=now,
                created_by=UserId(actor.id) if actor.kind is ActorKind.USER and actor.id is not None else None,
            )
            await work.campaigns.add(made)
            self._tell(work, made, CampaignMove.CREATED, actor)
            return CampaignView(campaign=made, progress=Progress())

    async def change(
        self, actor: Actor, campaign_id: CampaignId, draft: CampaignDraft, *, version: int | None = None
    ) -> CampaignView:
        """While it is a draft, scheduled or paused; once it has begun, only what does not say who is in it.

        Raises CampaignNotFound, CampaignLocked, Invalid, CampaignNameTaken, StaleVersion when it is not `version` any more.
        """
        actor.require(Permission.WRITE_CAMPAIGNS)
        _check(draft)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            before = await work.campaigns.get(campaign_id)
            if version is not None and version != before.version:
                raise StaleVersion
            before.require(EDITABLE)
            if before.started_at is not None:
                _check_fixed(before, draft)
            changed = msgspec.structs.replace(
                before,
                name=draft.name.strip(),
                type=draft.type,
                plan=draft.plan,
                updated_at=now,
            )
            if before.status is CampaignStatus.SCHEDULED:
                _check_whole(changed)
            await work.campaigns.save(changed)
            if changed.plan.targeting.file != before.plan.targeting.file:
                await drop_file(work, before)
            self._tell(work, changed, CampaignMove.EDITED, actor)
            return await viewed(work, await work.campaigns.get(campaign_id))

    async def remove(self, actor: Actor, campaign_id: CampaignId) -> None:
        """A draft, or one that is over; messages stay in their conversations. Raises CampaignNotFound, CampaignLocked."""
        actor.require(Permission.WRITE_CAMPAIGNS)
        async with self._open_work(actor.tenant_id) as work:
            campaign = await work.campaigns.get(campaign_id)
            campaign.require(DELETABLE)
            await work.campaigns.remove(campaign_id)
            await drop_file(work, campaign)
            self._tell(work, campaign, CampaignMove.DELETED, actor)

    async def duplicate(self, actor: Actor, campaign_id: CampaignId, *, name: str | None = None) -> CampaignView:
        """As a draft that begins when it is told to. Raises CampaignNotFound, CampaignNameTaken, LimitReached."""
        actor.require(Permission.WRITE_CAMPAIGNS)
        async with self._open_work(actor.tenant_id) as work:
            first = await work.campaigns.get(campaign_id)
            taken = {c.name for c in (await work.campaigns.page(CampaignFilter(text=first.name), _MANY)).items}
        schedule = msgspec.structs.replace(first.plan.schedule, start_date=None, end_date=None)
        plan = msgspec.structs.replace(first.plan, schedule=schedule)
        return await self.add(
            actor, CampaignDraft(name=name or _copy_name(first.name, taken), type=first.type, plan=plan)
        )

    async def policy(self, actor: Actor) -> Policy:
        """The company's."""
        actor.require(Permission.READ_CAMPAIGNS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.campaigns.policy()

    async def set_policy(self, actor: Actor, policy: Policy) -> Policy:
        """From now on. Raises Invalid, StaleVersion."""
        actor.require(Permission.MANAGE_TENANT)
        if problems := tuple(policy.problems()):
            raise Invalid(*problems)
        async with self._open_work(actor.tenant_id) as work:
            if policy.version != (await work.campaigns.policy()).version:
                raise StaleVersion
            await work.campaigns.set_policy(policy)
            return await work.campaigns.policy()

    def _tell(self, work: CampaignWork, campaign: Campaign, move: CampaignMove, actor: Actor) -> None:
        work.events.add(told(campaign, move, actor, now=self._clock.now(), new_id=EventId(self._ids.new())))


_MANY = PageRequest(limit=100)


async def viewed(work: CampaignWork, campaign: Campaign) -> CampaignView:
    """With its progress."""
    return CampaignView(campaign=campaign, progress=progress_of(await work.ledger.cells(campaign.id)))


async def drop_file(work: CampaignWork, campaign: Campaign) -> None:
    """The list of the file it had, unless that is no campaign's or another one still asks for it."""
    file = campaign.plan.targeting.file
    if file is None or await work.holders.asking(OnList, str(file)):
        return
    with contextlib.suppress(ContactListNotFound):
        if (await work.contact_lists.get(file)).campaign_id is not None:
            await work.contact_lists.remove(file)


def _check(draft: CampaignDraft) -> None:
    """What can't be right, whatever is still to come."""
    problems = impossible(draft)
    if not 1 <= len(draft.name.strip()) <= NAME_MOST:
        problems.append(Problem(field="name", code="length", params={"least": 1, "most": NAME_MOST}))
    if problems:
        raise Invalid(*problems)


def impossible(draft: CampaignDraft) -> list[Problem]:
    """What is wrong with its plan, but for what may still come."""
    return [p for p in plan_problems(draft.type, draft.plan) if p.code not in _STILL_TO_COME]


_STILL_TO_COME = frozenset({"required", "nobody_named", "one_variant_only"})


def _check_whole(campaign: Campaign) -> None:
    """It begins by itself, so it must be able to."""
    if problems := tuple(plan_problems(campaign.type, campaign.plan)):
        raise Invalid(*problems)


def _check_fixed(before: Campaign, draft: CampaignDraft) -> None:
    if draft.type is not before.type:
        raise CampaignLocked(status=before.status.value, allowed=CampaignStatus.DRAFT.value)
    changed = [name for name in FIXED_ONCE_STARTED if getattr(draft.plan, name) != getattr(before.plan, name)]
    keys: Sequence[Mapping[str, int]] = [
        {v.key: v.weight for v in plan.message.variants} for plan in (before.plan, draft.plan)
    ]
    if keys[0] != keys[1]:
        changed.append("message.variants")
    if len(draft.plan.steps) < len(before.plan.steps):
        changed.append("steps")
    if changed:
        raise Invalid(*(Problem(field=name, code="fixed_once_started") for name in changed))


def _copy_name(name: str, taken: set[str]) -> str:
    for number in range(2, 1_000):
        suffix = f" ({number})"
        made = name[: NAME_MOST - len(suffix)] + suffix
        if made not in taken:
            return made
    return name
