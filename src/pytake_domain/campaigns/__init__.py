"""Campaigns: to whom, what, when and how fast; who got what, each exactly once, and what came of it."""

from pytake_domain.campaigns.campaign import Campaign, CampaignStatus, PauseReason
from pytake_domain.campaigns.checking import STEPS_MOST
from pytake_domain.campaigns.eligibility import Standing, refusal
from pytake_domain.campaigns.errors import (
    CampaignLocked,
    CampaignNameTaken,
    CampaignNotFound,
    CampaignNotReady,
    NothingToRetry,
)
from pytake_domain.campaigns.events import CampaignAdvanced, CampaignChanged, CampaignMove
from pytake_domain.campaigns.forecast import Forecast, forecast
from pytake_domain.campaigns.holding import HoldingCampaigns
from pytake_domain.campaigns.pacing import (
    Allowance,
    NumberPace,
    Pace,
    Portfolio,
    Slowed,
    Used,
    allowance,
    shared,
    slower,
)
from pytake_domain.campaigns.plan import (
    Basis,
    CampaignTrigger,
    CampaignType,
    EventKind,
    Exclusions,
    Limits,
    NumberShare,
    Plan,
    Targeting,
    Variant,
    VariantMetric,
)
from pytake_domain.campaigns.plan import Content as CampaignContent
from pytake_domain.campaigns.plan import Message as CampaignMessage
from pytake_domain.campaigns.plan import Step as DripStep
from pytake_domain.campaigns.policy import Policy, unwell
from pytake_domain.campaigns.ports import (
    Answer,
    Audience,
    CampaignFilter,
    CampaignRepository,
    CampaignSweeps,
    CampaignWork,
    Ledger,
    LeftOut,
    News,
    Paces,
    RecipientFilter,
)
from pytake_domain.campaigns.recipient import LedgerKey, Recipient, Skip, key_of, read_key
from pytake_domain.campaigns.recipient import Outcome as RecipientOutcome
from pytake_domain.campaigns.results import Analytics, Cell, Progress, Recent, Spent, analytics_of, progress_of
from pytake_domain.campaigns.schedule import CONTACT_ZONE, Holidays, QuietHours, Schedule, Window
from pytake_domain.campaigns.sticky import held_out, in_control_group, lot
from pytake_domain.campaigns.use_cases.bring_audience import BringAudience, BroughtAudience
from pytake_domain.campaigns.use_cases.control import RETRYABLE, ControlCampaigns
from pytake_domain.campaigns.use_cases.edit import CampaignDraft, CampaignView, EditCampaigns
from pytake_domain.campaigns.use_cases.estimate import Cost, Estimate, EstimateCampaigns
from pytake_domain.campaigns.use_cases.follow import FollowCampaigns
from pytake_domain.campaigns.use_cases.queueing import QueueRecipients
from pytake_domain.campaigns.use_cases.release import ReleaseRecipients, Ticked
from pytake_domain.campaigns.use_cases.results import ListedRecipient, ReadResults, Results
from pytake_domain.campaigns.use_cases.try_out import Shown, TryCampaigns
from pytake_domain.campaigns.variants import Tally, Verdict, compare, p_value, variant_of
from pytake_domain.campaigns.writing import VariableMissing, template_problems, written
from pytake_domain.campaigns.zones import AREA_ZONES, BRASILIA, zone_of

__all__ = [
    "AREA_ZONES",
    "BRASILIA",
    "CONTACT_ZONE",
    "RETRYABLE",
    "STEPS_MOST",
    "Allowance",
    "Analytics",
    "Answer",
    "Audience",
    "Basis",
    "BringAudience",
    "BroughtAudience",
    "Campaign",
    "CampaignAdvanced",
    "CampaignChanged",
    "CampaignContent",
    "CampaignDraft",
    "CampaignFilter",
    "CampaignLocked",
    "CampaignMessage",
    "CampaignMove",
    "CampaignNameTaken",
    "CampaignNotFound",
    "CampaignNotReady",
    "CampaignRepository",
    "CampaignStatus",
    "CampaignSweeps",
    "CampaignTrigger",
    "CampaignType",
    "CampaignView",
    "CampaignWork",
    "Cell",
    "ControlCampaigns",
    "Cost",
    "DripStep",
    "EditCampaigns",
    "Estimate",
    "EstimateCampaigns",
    "EventKind",
    "Exclusions",
    "FollowCampaigns",
    "Forecast",
    "HoldingCampaigns",
    "Holidays",
    "Ledger",
    "LedgerKey",
    "LeftOut",
    "Limits",
    "ListedRecipient",
    "News",
    "NothingToRetry",
    "NumberPace",
    "NumberShare",
    "Pace",
    "Paces",
    "PauseReason",
    "Plan",
    "Policy",
    "Portfolio",
    "Progress",
    "QueueRecipients",
    "QuietHours",
    "ReadResults",
    "Recent",
    "Recipient",
    "RecipientFilter",
    "RecipientOutcome",
    "ReleaseRecipients",
    "Results",
    "Schedule",
    "Shown",
    "Skip",
    "Slowed",
    "Spent",
    "Standing",
    "Tally",
    "Targeting",
    "Ticked",
    "TryCampaigns",
    "Used",
    "VariableMissing",
    "Variant",
    "VariantMetric",
    "Verdict",
    "Window",
    "allowance",
    "analytics_of",
    "compare",
    "forecast",
    "held_out",
    "in_control_group",
    "key_of",
    "lot",
    "p_value",
    "progress_of",
    "read_key",
    "refusal",
    "shared",
    "slower",
    "template_problems",
    "unwell",
    "variant_of",
    "written",
    "zone_of",
]
