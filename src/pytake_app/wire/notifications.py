"""Notifications as the API shows them."""

import datetime as dt
from uuid import UUID

import msgspec

from pytake_app.wire.paging import Pagination
from pytake_domain.notifications import Notification


class NotificationOut(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: mention (`detail`: who wrote the note), assignment (why), number_alert (the number's state), campaign_alert (the
    name of one that stopped by itself), budget_alert (how many per cent of the month's budget are spent; of a campaign's own
    where one is named), ai_budget_alert (the same of the budget for language models), webhook_alert (the host of one that stopped
    by itself).
    """

    id: UUID
    kind: str
    at: dt.datetime
    detail: str
    conversation_id: UUID | None
    whatsapp_config_id: UUID | None
    campaign_id: UUID | None
    read_at: dt.datetime | None


class NotificationsOut(msgspec.Struct, frozen=True, kw_only=True):
    """A page of them, and how many are unread: a hundred stands for that many and more."""

    data: list[NotificationOut]
    pagination: Pagination
    unread: int


class ReadIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Those that were read; all when none are named."""

    ids: list[UUID] | None = None


class UnreadOut(msgspec.Struct, frozen=True, kw_only=True):
    """How many are left."""

    unread: int


class LessMailOut(msgspec.Struct, frozen=True, kw_only=True):
    """What no more mail comes of: mentions, assignments, number_alerts, budget_alerts."""

    topics: list[str]


def notification_out(notification: Notification) -> NotificationOut:
    """As the API shows it."""
    return NotificationOut(
        id=notification.id,
        kind=notification.kind.value,
        at=notification.at,
        detail=notification.detail,
        conversation_id=notification.conversation_id,
        whatsapp_config_id=notification.number_id,
        campaign_id=notification.campaign_id,
        read_at=notification.read_at,
    )
