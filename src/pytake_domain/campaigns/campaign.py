"""A campaign and its states."""

import datetime as dt
from enum import StrEnum

import msgspec

from pytake_domain.campaigns.errors import CampaignLocked
from pytake_domain.campaigns.events import CampaignChanged, CampaignMove
from pytake_domain.campaigns.plan import CampaignType, Plan
from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.ids import CampaignId, EventId, TenantId, UserId

NAME_MOST = 120


class CampaignStatus(StrEnum):
    """`status` on the wire. `stopping`: nothing leaves any more, and those who wait are being told off."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    STOPPED = "stopped"
    COMPLETED = "completed"
    FAILED = "failed"


class PauseReason(StrEnum):
    """Why a campaign paused by itself; each has a sentence for people in every language."""

    QUALITY_LOW = "CAMPAIGN_QUALITY_LOW"
    FAILURES_RISING = "CAMPAIGN_FAILURES_RISING"
    REFUSALS_RISING = "CAMPAIGN_REFUSALS_RISING"
    NUMBERS_OFF = "CAMPAIGN_NUMBERS_OFF"
    TEMPLATE_STOPPED = "CAMPAIGN_TEMPLATE_STOPPED"
    QUOTA_USED = "CAMPAIGN_QUOTA_USED"
    BUDGET_USED = "CAMPAIGN_BUDGET_USED"
    SUSPENDED = "CAMPAIGN_TENANT_SUSPENDED"
    LOCKED_BY_PROVIDER = "CAMPAIGN_LOCKED_BY_PROVIDER"


_S = CampaignStatus
EDITABLE = frozenset({_S.DRAFT, _S.SCHEDULED, _S.PAUSED})
OVER = frozenset({_S.STOPPED, _S.COMPLETED, _S.FAILED})
STARTABLE = frozenset({_S.DRAFT, _S.SCHEDULED, _S.PAUSED})
PAUSABLE = frozenset({_S.SCHEDULED, _S.RUNNING})
STOPPABLE = frozenset({_S.SCHEDULED, _S.RUNNING, _S.PAUSED})
DELETABLE = frozenset({_S.DRAFT, *OVER})


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """`status_code` says why it paused or failed by itself, `status_reason` what a person said of it.

    `filled_at`: since when its recipients are there, from which on who is in an audience that does not grow is settled.
    `winner`: the variant that the rest gets.
    """

    id: CampaignId
    tenant_id: TenantId
    name: str
    type: CampaignType
    plan: Plan
    created_at: dt.datetime
    updated_at: dt.datetime
    status: CampaignStatus = CampaignStatus.DRAFT
    status_code: str | None = None
    status_reason: str = ""
    created_by: UserId | None = None
    started_at: dt.datetime | None = None
    filled_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    winner: str | None = None
    version: int = 1

    def require(self, allowed: frozenset[CampaignStatus]) -> None:
        """Raises CampaignLocked in any other status."""
        if self.status not in allowed:
            raise CampaignLocked(status=self.status.value, allowed=", ".join(sorted(allowed)))


Moved = tuple[Campaign, CampaignChanged]


def start(campaign: Campaign, actor: Actor, *, now: dt.datetime, new_id: EventId) -> Moved:
    """From draft, or on after a pause; one that is to begin later waits. Raises CampaignLocked."""
    campaign.require(STARTABLE)
    begins = campaign.plan.schedule.start_date
    if campaign.started_at is None and begins is not None and begins > now:
        return _to(campaign, CampaignStatus.SCHEDULED, CampaignMove.SCHEDULED, actor, now=now, new_id=new_id)
    move = CampaignMove.RUNNING if campaign.started_at is None else CampaignMove.RESUMED
    moved, event = _to(campaign, CampaignStatus.RUNNING, move, actor, now=now, new_id=new_id)
    return msgspec.structs.replace(moved, started_at=campaign.started_at or now), event


def begin(campaign: Campaign, actor: Actor, *, now: dt.datetime, new_id: EventId) -> Moved:
    """The moment of a scheduled one has come. Raises CampaignLocked."""
    campaign.require(frozenset({CampaignStatus.SCHEDULED}))
    moved, event = _to(campaign, CampaignStatus.RUNNING, CampaignMove.RUNNING, actor, now=now, new_id=new_id)
    return msgspec.structs.replace(moved, started_at=now), event


def pause(
    campaign: Campaign,
    actor: Actor,
    *,
    now: dt.datetime,
    new_id: EventId,
    code: PauseReason | None = None,
    reason: str = "",
) -> Moved:
    """Nothing more leaves until it is started again. Raises CampaignLocked."""
    campaign.require(PAUSABLE)
    return _to(
        campaign, CampaignStatus.PAUSED, CampaignMove.PAUSED, actor, now=now, new_id=new_id, code=code, reason=reason
    )


def stop(campaign: Campaign, actor: Actor, *, now: dt.datetime, new_id: EventId, reason: str = "") -> Moved:
    """For good. Those who wait are closed by the worker, piece by piece; until then it is stopping. Raises CampaignLocked."""
    campaign.require(STOPPABLE)
    return _to(campaign, CampaignStatus.STOPPING, CampaignMove.STOPPING, actor, now=now, new_id=new_id, reason=reason)


def end(campaign: Campaign, actor: Actor, *, now: dt.datetime, new_id: EventId) -> Moved:
    """Nobody waits any more: stopped, or completed. Raises CampaignLocked."""
    campaign.require(frozenset({CampaignStatus.RUNNING, CampaignStatus.STOPPING}))
    stopped = campaign.status is CampaignStatus.STOPPING
    status = CampaignStatus.STOPPED if stopped else CampaignStatus.COMPLETED
    move = CampaignMove.STOPPED if stopped else CampaignMove.COMPLETED
    moved, event = _to(
        campaign, status, move, actor, now=now, new_id=new_id, reason=campaign.status_reason if stopped else ""
    )
    return msgspec.structs.replace(moved, ended_at=now), event


def fail(campaign: Campaign, actor: Actor, *, now: dt.datetime, new_id: EventId, code: str) -> Moved:
    """It can't go on, and no start would help: its audience or window is gone. Raises CampaignLocked."""
    campaign.require(frozenset({CampaignStatus.RUNNING, CampaignStatus.SCHEDULED}))
    moved, event = _to(campaign, CampaignStatus.FAILED, CampaignMove.FAILED, actor, now=now, new_id=new_id, code=code)
    return msgspec.structs.replace(moved, ended_at=now), event


def told(campaign: Campaign, move: CampaignMove, actor: Actor, *, now: dt.datetime, new_id: EventId) -> CampaignChanged:
    """The event of a change that is none of status."""
    return CampaignChanged(
        id=new_id,
        tenant_id=campaign.tenant_id,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        campaign_id=campaign.id,
        campaign_name=campaign.name,
        move=move,
    )


def _to(
    campaign: Campaign,
    status: CampaignStatus,
    move: CampaignMove,
    actor: Actor,
    *,
    now: dt.datetime,
    new_id: EventId,
    code: str | None = None,
    reason: str = "",
) -> Moved:
    moved = msgspec.structs.replace(
        campaign, status=status, status_code=code, status_reason=reason, updated_at=now, version=campaign.version
    )
    event = told(moved, move, actor, now=now, new_id=new_id)
    return moved, msgspec.structs.replace(event, code=code, reason=reason)


def itself(campaign: Campaign) -> Actor:
    """The campaign as who acts."""
    return Actor(kind=ActorKind.CAMPAIGN, id=campaign.id, tenant_id=campaign.tenant_id, name=campaign.name)
