"""Which events receivers may hear of, by what they are called outside."""

from collections.abc import Iterable
from typing import TypeAlias

from pytake_domain.campaigns import CampaignChanged, CampaignMove
from pytake_domain.contacts import (
    AddressesReplaced,
    ConsentRecorded,
    ContactChanged,
    ContactCreated,
    ContactDeleted,
    ContactsMerged,
    ContactTagged,
    MarketingOptedIn,
    MarketingOptedOut,
)
from pytake_domain.costs import BudgetReached
from pytake_domain.flows import FlowPublished, FlowSessionChanged, FlowSignalled, FlowUnpublished
from pytake_domain.kernel.events import Event
from pytake_domain.messaging import (
    ConversationChange,
    ConversationChanged,
    MessageQueued,
    MessageReceived,
    MessageStatusChanged,
    SurveyAnswered,
)
from pytake_domain.templates import TemplateStateChanged
from pytake_domain.whatsapp import NumberStateChanged

EVENTS = (
    "message.received",
    "message.queued",
    "message.status",
    "conversation.created",
    "conversation.changed",
    "conversation.assigned",
    "conversation.resolved",
    "conversation.rated",
    "contact.created",
    "contact.changed",
    "contact.deleted",
    "contact.merged",
    "contact.opted_in",
    "contact.opted_out",
    "campaign.created",
    "campaign.changed",
    "campaign.started",
    "campaign.paused",
    "campaign.completed",
    "campaign.stopped",
    "campaign.failed",
    "campaign.deleted",
    "flow.published",
    "flow.unpublished",
    "flow.finished",
    "flow.signalled",
    "template.changed",
    "number.changed",
    "budget.reached",
)
"""The closed list; more may come, so who subscribes to a group or to all has to expect names they do not know."""

SAMPLE = "webhook.test"
"""What a try is called; nobody subscribes to it."""

EVERYTHING = "*"
GROUPS = tuple(dict.fromkeys(f"{name.partition('.')[0]}.*" for name in EVENTS))
PATTERNS = frozenset({EVERYTHING, *GROUPS, *EVENTS})

Heard: TypeAlias = (
    MessageReceived
    | MessageQueued
    | MessageStatusChanged
    | ConversationChanged
    | SurveyAnswered
    | ContactCreated
    | ContactChanged
    | ContactTagged
    | ContactDeleted
    | ContactsMerged
    | ConsentRecorded
    | AddressesReplaced
    | MarketingOptedIn
    | MarketingOptedOut
    | CampaignChanged
    | FlowPublished
    | FlowUnpublished
    | FlowSessionChanged
    | FlowSignalled
    | TemplateStateChanged
    | NumberStateChanged
    | BudgetReached
)
"""What the names are made of."""

_PLAIN: dict[type[Event], str] = {
    MessageQueued: "message.queued",
    MessageStatusChanged: "message.status",
    SurveyAnswered: "conversation.rated",
    ContactCreated: "contact.created",
    ContactChanged: "contact.changed",
    ContactTagged: "contact.changed",
    ConsentRecorded: "contact.changed",
    AddressesReplaced: "contact.changed",
    ContactDeleted: "contact.deleted",
    ContactsMerged: "contact.merged",
    MarketingOptedIn: "contact.opted_in",
    MarketingOptedOut: "contact.opted_out",
    FlowPublished: "flow.published",
    FlowUnpublished: "flow.unpublished",
    FlowSignalled: "flow.signalled",
    TemplateStateChanged: "template.changed",
    NumberStateChanged: "number.changed",
    BudgetReached: "budget.reached",
}
_CONVERSATION = {
    ConversationChange.OPENED: "conversation.created",
    ConversationChange.ASSIGNED: "conversation.assigned",
    ConversationChange.RESOLVED: "conversation.resolved",
}
_CAMPAIGN = {
    CampaignMove.CREATED: "campaign.created",
    CampaignMove.RUNNING: "campaign.started",
    CampaignMove.PAUSED: "campaign.paused",
    CampaignMove.COMPLETED: "campaign.completed",
    CampaignMove.STOPPED: "campaign.stopped",
    CampaignMove.FAILED: "campaign.failed",
    CampaignMove.DELETED: "campaign.deleted",
}
_OVER = frozenset({"completed", "expired", "failed", "transferred", "cancelled"})


def names_of(event: Event) -> tuple[str, ...]:
    """What it is called outside; nothing when it is none of theirs. Who writes for the first time may be new as well."""
    match event:
        case MessageReceived():
            return ("contact.created", "message.received") if event.first else ("message.received",)
        case ConversationChanged():
            return (_CONVERSATION.get(event.change, "conversation.changed"),)
        case CampaignChanged():
            return (_CAMPAIGN.get(event.move, "campaign.changed"),)
        case FlowSessionChanged():
            return _of_session(event)
        case _:
            name = _PLAIN.get(type(event))
            return () if name is None else (name,)


def _of_session(event: FlowSessionChanged) -> tuple[str, ...]:
    """Its steps are nobody's business outside; that it is over is."""
    return ("flow.finished",) if event.status in _OVER else ()


def wants(patterns: Iterable[str], name: str) -> bool:
    """Does a subscription to these hear of it?"""
    group = f"{name.partition('.')[0]}.*"
    return any(pattern in (EVERYTHING, group, name) for pattern in patterns)
