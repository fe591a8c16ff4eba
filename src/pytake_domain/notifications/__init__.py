"""What each person should know: mentions, assignments, numbers and budgets that need somebody."""

from pytake_domain.notifications.events import NotificationMade
from pytake_domain.notifications.notification import Notification, NotificationKind, notify
from pytake_domain.notifications.ports import NotificationRepository, NotificationsWork
from pytake_domain.notifications.use_cases.browse import BrowseNotifications, Heard
from pytake_domain.notifications.use_cases.notify import NotifyPeople

__all__ = [
    "BrowseNotifications",
    "Heard",
    "Notification",
    "NotificationKind",
    "NotificationMade",
    "NotificationRepository",
    "NotificationsWork",
    "NotifyPeople",
    "notify",
]
