"""Outgoing webhooks: companies' own systems hear of what happens, signed, in order and at least once."""

from pytake_domain.webhooks.catalogue import EVENTS, GROUPS, PATTERNS, SAMPLE, Heard, names_of, wants
from pytake_domain.webhooks.delivery import (
    COUNTED,
    EXPIRED,
    GIVEN_UP,
    KEPT_ATTEMPTS,
    PAUSES,
    Answer,
    Attempt,
    Delivery,
    DeliveryState,
    next_try,
)
from pytake_domain.webhooks.errors import TooManyWebhooks, WebhookDeliveryNotFound, WebhookNotFound
from pytake_domain.webhooks.events import WebhookAdded, WebhookChanged, WebhookPaused, WebhookRemoved
from pytake_domain.webhooks.ports import (
    LeasedHook,
    Receivers,
    Tellers,
    Told,
    WebhookDeliveries,
    WebhookQueue,
    WebhookRepository,
    WebhookWork,
)
from pytake_domain.webhooks.signature import headers_of, new_secret
from pytake_domain.webhooks.subscription import AT_ONCE, FAILING, MOST, OVERLAP, Health, PauseReason, Webhook
from pytake_domain.webhooks.use_cases.deliver import DeliverWebhooks, SignAndPost, too_old
from pytake_domain.webhooks.use_cases.follow import FollowWebhooks
from pytake_domain.webhooks.use_cases.manage import ManageWebhooks, WebhookDraft, WithSecret, purpose
from pytake_domain.webhooks.use_cases.publish import PublishEvents, body_of

__all__ = [
    "AT_ONCE",
    "COUNTED",
    "EVENTS",
    "EXPIRED",
    "FAILING",
    "GIVEN_UP",
    "GROUPS",
    "KEPT_ATTEMPTS",
    "MOST",
    "OVERLAP",
    "PATTERNS",
    "PAUSES",
    "SAMPLE",
    "Answer",
    "Attempt",
    "DeliverWebhooks",
    "Delivery",
    "DeliveryState",
    "FollowWebhooks",
    "Health",
    "Heard",
    "LeasedHook",
    "ManageWebhooks",
    "PauseReason",
    "PublishEvents",
    "Receivers",
    "SignAndPost",
    "Tellers",
    "Told",
    "TooManyWebhooks",
    "Webhook",
    "WebhookAdded",
    "WebhookChanged",
    "WebhookDeliveries",
    "WebhookDeliveryNotFound",
    "WebhookDraft",
    "WebhookNotFound",
    "WebhookPaused",
    "WebhookQueue",
    "WebhookRemoved",
    "WebhookRepository",
    "WebhookWork",
    "WithSecret",
    "body_of",
    "headers_of",
    "names_of",
    "new_secret",
    "next_try",
    "purpose",
    "too_old",
    "wants",
]
