"""`webhooks`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    DeliveryState,
    Listed,
    WebhookChangeIn,
    WebhookDeliveryOut,
    WebhookIn,
    WebhookOut,
    WebhookRetriedOut,
    WebhookRetryIn,
    WebhookSecretOut,
    WebhookTestOut,
)


def all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[WebhookOut]]:
    """Webhooks.

    The oldest first, each with how it is doing.
    """
    return Call(
        "GET",
        "/api/v1/webhooks",
        returns=Listed[WebhookOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def add(body: WebhookIn) -> Call[WebhookSecretOut]:
    """Subscribe an address to events.

    Answers its secret, which is shown this once; every request is signed with it (Standard Webhooks).
    """
    return Call("POST", "/api/v1/webhooks", returns=WebhookSecretOut, body=body)


def attempt(webhook_id: Id) -> Call[WebhookTestOut]:
    """Send a sample now.

    An event `webhook.test`, whatever the webhook's state; says what the receiver answered, or why it did not.
    """
    return Call("POST", path_of("/api/v1/webhooks/{webhook_id}/test", webhook_id=webhook_id), returns=WebhookTestOut)


def one(webhook_id: Id) -> Call[WebhookOut]:
    """One.

    With how it is doing; of its secret only the last four characters.
    """
    return Call("GET", path_of("/api/v1/webhooks/{webhook_id}", webhook_id=webhook_id), returns=WebhookOut)


def change(webhook_id: Id, body: WebhookChangeIn) -> Call[WebhookOut]:
    """Change one.

    One that paused by itself goes on when `active` is true, with what waited meanwhile.
    """
    return Call("PUT", path_of("/api/v1/webhooks/{webhook_id}", webhook_id=webhook_id), returns=WebhookOut, body=body)


def remove(webhook_id: Id) -> Call[None]:
    """Remove one.

    With its secret, its log and what it was still to be told.
    """
    return Call("DELETE", path_of("/api/v1/webhooks/{webhook_id}", webhook_id=webhook_id), returns=None)


def logs(
    webhook_id: Id,
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    status: DeliveryState | None = None,
    event: str | None = None,
) -> Call[Listed[WebhookDeliveryOut]]:
    """What became of its deliveries.

    The newest first, by cursor, for thirty days.
    """
    return Call(
        "GET",
        path_of("/api/v1/webhooks/{webhook_id}/logs", webhook_id=webhook_id),
        returns=Listed[WebhookDeliveryOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "status": status,
            "event": event,
        },
        by_cursor=True,
    )


def retry(webhook_id: Id, body: WebhookRetryIn) -> Call[WebhookRetriedOut]:
    """Send again.

    One delivery, under the same `webhook-id`; or, when none is named, the dead ones, a thousand at a time.
    """
    return Call(
        "POST",
        path_of("/api/v1/webhooks/{webhook_id}/retry", webhook_id=webhook_id),
        returns=WebhookRetriedOut,
        body=body,
    )


def rotate(webhook_id: Id) -> Call[WebhookSecretOut]:
    """A new secret.

    Shown this once. For another day every request carries a signature by each of the two.
    """
    return Call(
        "POST", path_of("/api/v1/webhooks/{webhook_id}/rotate-secret", webhook_id=webhook_id), returns=WebhookSecretOut
    )
