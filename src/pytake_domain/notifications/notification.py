"""Notifications: what one person should know, made of what happened; pure."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from pytake_domain.ai import AiBudgetReached
from pytake_domain.campaigns import CampaignChanged, CampaignMove
from pytake_domain.costs import BudgetReached
from pytake_domain.identity import Role, User
from pytake_domain.kernel.actor import ActorKind, Permission
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import CampaignId, ConversationId, NotificationId, NumberId, TenantId, UserId
from pytake_domain.messaging import UserMentioned
from pytake_domain.routing import ConversationRouted
from pytake_domain.webhooks import WebhookPaused
from pytake_domain.whatsapp import NumberStateChanged, NumberStatus

BAD = frozenset(
    status.value
    for status in (
        NumberStatus.DISCONNECTED,
        NumberStatus.RESTRICTED,
        NumberStatus.BANNED,
        NumberStatus.CREDENTIALS_BROKEN,
    )
)


class NotificationKind(StrEnum):
    """Each can be switched off by its person."""

    MENTION = "mention"
    ASSIGNMENT = "assignment"
    NUMBER_ALERT = "number_alert"
    CAMPAIGN_ALERT = "campaign_alert"
    BUDGET_ALERT = "budget_alert"
    WEBHOOK_ALERT = "webhook_alert"
    AI_BUDGET_ALERT = "ai_budget_alert"


class NoticeTopic(StrEnum):
    """What is chosen by mail or not; the names of NotificationPreferences."""

    MENTIONS = "mentions"
    ASSIGNMENTS = "assignments"
    NUMBER_ALERTS = "number_alerts"
    BUDGET_ALERTS = "budget_alerts"


TOPICS = {
    NotificationKind.MENTION: NoticeTopic.MENTIONS,
    NotificationKind.ASSIGNMENT: NoticeTopic.ASSIGNMENTS,
    NotificationKind.NUMBER_ALERT: NoticeTopic.NUMBER_ALERTS,
    NotificationKind.CAMPAIGN_ALERT: NoticeTopic.NUMBER_ALERTS,
    NotificationKind.WEBHOOK_ALERT: NoticeTopic.NUMBER_ALERTS,
    NotificationKind.BUDGET_ALERT: NoticeTopic.BUDGET_ALERTS,
    NotificationKind.AI_BUDGET_ALERT: NoticeTopic.BUDGET_ALERTS,
}


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """One person's. Its id is that of the event, so that it is made once; `detail` is a stable word, who wrote the note,
    where a webhook leads, or how many per cent of a budget are spent (of a campaign's own where one is named, of the one for
    language models). `by_mail`: it is mailed as well unless it is read soon."""

    id: NotificationId
    tenant_id: TenantId
    user_id: UserId
    kind: NotificationKind
    at: dt.datetime
    detail: str = ""
    conversation_id: ConversationId | None = None
    number_id: NumberId | None = None
    campaign_id: CampaignId | None = None
    read_at: dt.datetime | None = None
    by_mail: bool = False


def concerns_several(event: Event) -> bool:
    """A number stopped doing well, a campaign or webhook stopped by itself, or a budget is nearly spent: somebody has to see to
    it.
    """
    return (
        isinstance(event, BudgetReached | AiBudgetReached | WebhookPaused)
        or _number_fell(event)
        or _stopped_itself(event)
    )


def _number_fell(event: Event) -> bool:
    return isinstance(event, NumberStateChanged) and event.status in BAD and event.status != event.previous


def _stopped_itself(event: Event) -> bool:
    return (
        isinstance(event, CampaignChanged)
        and event.move in (CampaignMove.PAUSED, CampaignMove.FAILED)
        and event.actor_kind is ActorKind.CAMPAIGN
    )


def person_of(event: Event) -> UserId | None:
    """The one person an event is for; None when it is for several or nobody. What somebody did themselves is no news to them."""
    if not isinstance(event, UserMentioned | ConversationRouted):
        return None
    own = event.actor_kind is ActorKind.USER and event.actor_id == event.user_id
    return None if own else event.user_id


def notify(event: Event, people: Iterable[User]) -> list[Notification]:
    """What these people are told of it, by what they want to be told."""
    found = []
    for user in people:
        wants = user.preferences.notifications
        if isinstance(event, UserMentioned) and wants.mentions:
            found.append(
                _to(user, event, NotificationKind.MENTION, event.by_name, conversation_id=event.conversation_id)
            )
        elif isinstance(event, ConversationRouted) and wants.assignments:
            found.append(
                _to(user, event, NotificationKind.ASSIGNMENT, event.reason, conversation_id=event.conversation_id)
            )
        elif isinstance(event, NumberStateChanged) and wants.number_alerts and _sees_to_numbers(user):
            found.append(_to(user, event, NotificationKind.NUMBER_ALERT, event.status, number_id=event.number_id))
        elif isinstance(event, CampaignChanged) and wants.number_alerts and _sees_to_campaigns(user):
            detail = event.campaign_name
            found.append(_to(user, event, NotificationKind.CAMPAIGN_ALERT, detail, campaign_id=event.campaign_id))
        elif isinstance(event, BudgetReached) and wants.budget_alerts and _reads_figures(user):
            detail = f"{event.percent}"
            found.append(_to(user, event, NotificationKind.BUDGET_ALERT, detail, campaign_id=event.campaign_id))
        elif isinstance(event, AiBudgetReached) and wants.budget_alerts and _manages_ai(user):
            found.append(_to(user, event, NotificationKind.AI_BUDGET_ALERT, f"{event.percent}"))
        elif isinstance(event, WebhookPaused) and wants.number_alerts and _sees_to_webhooks(user):
            found.append(_to(user, event, NotificationKind.WEBHOOK_ALERT, event.url_host))
    return found


def wants_mail(user: User, topic: NoticeTopic) -> bool:
    """Do they want it by mail, and may they be written to? What nobody chose is for administrators."""
    if not (user.active and user.email_verified):
        return False
    chosen: bool | None = getattr(user.preferences.notifications.mail, topic.value)
    return user.role is Role.ADMIN if chosen is None else chosen


def _sees_to_campaigns(user: User) -> bool:
    return user.active and Permission.START_CAMPAIGNS in user.permissions


def _sees_to_numbers(user: User) -> bool:
    return user.active and Permission.MANAGE_NUMBERS in user.permissions


def _sees_to_webhooks(user: User) -> bool:
    return user.active and Permission.WRITE_WEBHOOKS in user.permissions


def _manages_ai(user: User) -> bool:
    return user.active and Permission.MANAGE_AI in user.permissions


def _reads_figures(user: User) -> bool:
    return user.active and Permission.READ_METRICS in user.permissions


def _to(
    user: User,
    event: Event,
    kind: NotificationKind,
    detail: str,
    *,
    conversation_id: ConversationId | None = None,
    number_id: NumberId | None = None,
    campaign_id: CampaignId | None = None,
) -> Notification:
    return Notification(
        id=NotificationId(event.id),
        tenant_id=user.tenant_id,
        user_id=user.id,
        kind=kind,
        at=event.at,
        detail=detail,
        conversation_id=conversation_id,
        number_id=number_id,
        campaign_id=campaign_id,
        by_mail=wants_mail(user, TOPICS[kind]),
    )
