"""Outgoing webhooks as the API shows them."""

import datetime as dt
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.kernel.ids import NumberId
from pytake_domain.webhooks import Answer, Delivery, Webhook, WebhookDraft, WithSecret


class WebhookIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address, and what it wants to hear of: names of events, groups (`message.*`), or everything (`*`).

    With `whatsapp_config_id` it is told nothing of what concerns another number.
    """

    url: str
    events: list[str]
    description: str = ""
    active: bool = True
    whatsapp_config_id: UUID | None = None


class WebhookChangeIn(WebhookIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same, of one that was read at `version`. One that paused by itself goes on when `active` is true."""

    version: int


class WebhookOut(msgspec.Struct, frozen=True, kw_only=True):
    """`status`: active, off, or paused (`pause_reason`: gone, failing). `waiting`: deliveries to come; 1000 means that
    many or more.
    `last_result`: ok, or a stable word for what was wrong. `old_secret_until`: until then the secret before holds as well.
    """

    id: UUID
    url: str
    events: list[str]
    description: str
    active: bool
    whatsapp_config_id: UUID | None
    status: str
    pause_reason: str | None
    paused_at: dt.datetime | None
    failing_since: dt.datetime | None
    last_at: dt.datetime | None
    last_result: str | None
    last_status: int | None
    waiting: int
    secret_last4: str
    old_secret_until: dt.datetime | None
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


class WebhookSecretOut(WebhookOut, frozen=True, kw_only=True):
    """With its secret (`whsec_…`), which is never shown again."""

    secret: str


class WebhookTestOut(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a sample: `status` and the beginning of the answer, or in `result` why there is none."""

    ok: bool
    result: str
    status: int | None
    milliseconds: int
    answer: str


class WebhookAttemptOut(msgspec.Struct, frozen=True, kw_only=True):
    """One request that was made."""

    at: dt.datetime
    result: str
    status: int | None
    milliseconds: int


class WebhookDeliveryOut(msgspec.Struct, frozen=True, kw_only=True):
    """One event and this webhook: `pending` (next tried at `next_at`; without one it waits for an earlier one of the same
    conversation), `delivered` or `dead`. `message_id` is sent as `webhook-id`; `body` is what is sent; `answer` the beginning of
    what came back last.
    """

    id: UUID
    message_id: str
    event: str
    status: str
    tries: int
    attempts: list[WebhookAttemptOut]
    next_at: dt.datetime | None
    ended_at: dt.datetime | None
    answer: str
    body: str
    created_at: dt.datetime


class WebhookRetryIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which delivery; all dead ones when none is named."""

    delivery_id: UUID | None = None


class WebhookRetriedOut(msgspec.Struct, frozen=True):
    """How many will be sent again."""

    queued: int


def draft_of(given: WebhookIn) -> WebhookDraft:
    """As the domain takes it."""
    return WebhookDraft(
        url=given.url.strip(),
        events=tuple(dict.fromkeys(given.events)),
        description=given.description.strip(),
        active=given.active,
        number_id=NumberId(given.whatsapp_config_id) if given.whatsapp_config_id else None,
    )


def webhook_out(webhook: Webhook, waiting: int, now: dt.datetime) -> WebhookOut:
    """As the API shows it."""
    return WebhookOut(**_plain(webhook, waiting, now))


def secret_out(made: WithSecret, now: dt.datetime) -> WebhookSecretOut:
    """The only time that the secret is shown."""
    return WebhookSecretOut(secret=made.secret.reveal(), **_plain(made.webhook, 0, now))


def _plain(webhook: Webhook, waiting: int, now: dt.datetime) -> dict[str, Any]:
    health, until = webhook.health, webhook.old_until
    running = "paused" if webhook.paused else "active"
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.events),
        "description": webhook.description,
        "active": webhook.active,
        "whatsapp_config_id": webhook.number_id,
        "status": running if webhook.active else "off",
        "pause_reason": health.pause_reason.value if health.pause_reason else None,
        "paused_at": health.paused_at,
        "failing_since": health.failing_since,
        "last_at": health.last_at,
        "last_result": health.last_result,
        "last_status": health.last_status,
        "waiting": waiting,
        "secret_last4": webhook.secret.tail,
        "old_secret_until": until if until and until > now else None,
        "version": webhook.version,
        "created_at": webhook.created_at,
        "updated_at": webhook.updated_at,
    }


def test_out(answer: Answer) -> WebhookTestOut:
    """As the API shows it."""
    return WebhookTestOut(
        ok=answer.ok,
        result=answer.result,
        status=answer.status,
        milliseconds=answer.milliseconds,
        answer=answer.body,
    )


def delivery_out(delivery: Delivery) -> WebhookDeliveryOut:
    """As the API shows it."""
    return WebhookDeliveryOut(
        id=delivery.id,
        message_id=delivery.message_id,
        event=delivery.event,
        status=delivery.state.value,
        tries=delivery.tries,
        attempts=[
            WebhookAttemptOut(at=a.at, result=a.result, status=a.status, milliseconds=a.milliseconds)
            for a in delivery.attempts
        ],
        next_at=delivery.due_at,
        ended_at=delivery.ended_at,
        answer=delivery.answer,
        body=delivery.body.decode(),
        created_at=delivery.created_at,
    )
