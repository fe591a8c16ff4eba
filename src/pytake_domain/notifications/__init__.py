"""What each person should know: mentions, assignments, numbers and budgets that need somebody."""

from pytake_domain.notifications.events import NotificationMade
from pytake_domain.notifications.notification import (
    NoticeTopic,
    Notification,
    NotificationKind,
    notify,
    wants_mail,
)
from pytake_domain.notifications.ports import Notice, NoticeTexts, NotificationRepository, NotificationsWork
from pytake_domain.notifications.use_cases.browse import BrowseNotifications, Heard
from pytake_domain.notifications.use_cases.mail_notices import NOTICE, PATIENCE, MailNotices
from pytake_domain.notifications.use_cases.notify import NotifyPeople

__all__ = [
    "NOTICE",
    "PATIENCE",
    "BrowseNotifications",
    "Heard",
    "MailNotices",
    "Notice",
    "NoticeTexts",
    "NoticeTopic",
    "Notification",
    "NotificationKind",
    "NotificationMade",
    "NotificationRepository",
    "NotificationsWork",
    "NotifyPeople",
    "notify",
    "wants_mail",
]
