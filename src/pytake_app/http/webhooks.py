"""Outgoing webhooks: who is told of what happens, and what became of it."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from pytake_app.http.edge.paging import Listed, before_of, listed, whole
from pytake_app.wire.webhooks import (
    WebhookChangeIn,
    WebhookDeliveryOut,
    WebhookIn,
    WebhookOut,
    WebhookRetriedOut,
    WebhookRetryIn,
    WebhookSecretOut,
    WebhookTestOut,
    delivery_out,
    draft_of,
    secret_out,
    test_out,
    webhook_out,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import WebhookDeliveryId, WebhookId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.webhooks import DeliveryState, FollowWebhooks, ManageWebhooks


class WebhookController(Controller):
    """`/api/v1/webhooks`."""

    path = "/api/v1/webhooks"
    tags = ("webhooks",)

    @get(summary="Webhooks")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_webhooks: NamedDependency[ManageWebhooks],
        page_request: NamedDependency[PageRequest],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> Listed[WebhookOut]:
        """The oldest first, each with how it is doing."""
        found, waiting = await manage_webhooks.all(actor)
        now = clock.now()
        return whole([webhook_out(each, waiting.get(each.id, 0), now) for each in found], page_request)

    @post(summary="Subscribe an address to events")
    async def add(
        self,
        data: JSONBody[WebhookIn],
        actor: NamedDependency[Actor],
        manage_webhooks: NamedDependency[ManageWebhooks],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> WebhookSecretOut:
        """Answers its secret, which is shown this once; every request is signed with it (Standard Webhooks)."""
        return secret_out(await manage_webhooks.add(actor, draft_of(data)), clock.now())

    @get("/{webhook_id:uuid}", summary="One")
    async def one(
        self,
        webhook_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_webhooks: NamedDependency[ManageWebhooks],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> WebhookOut:
        """With how it is doing; of its secret only the last four characters."""
        found, waiting = await manage_webhooks.get(actor, WebhookId(webhook_id))
        return webhook_out(found, waiting, clock.now())

    @put("/{webhook_id:uuid}", summary="Change one")
    async def change(
        self,
        webhook_id: FromPath[UUID],
        data: JSONBody[WebhookChangeIn],
        actor: NamedDependency[Actor],
        manage_webhooks: NamedDependency[ManageWebhooks],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> WebhookOut:
        """One that paused by itself goes on when `active` is true, with what waited meanwhile."""
        own = WebhookId(webhook_id)
        await manage_webhooks.change(actor, own, draft_of(data), version=data.version)
        found, waiting = await manage_webhooks.get(actor, own)
        return webhook_out(found, waiting, clock.now())

    @delete("/{webhook_id:uuid}", summary="Remove one")
    async def remove(
        self,
        webhook_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_webhooks: NamedDependency[ManageWebhooks],
    ) -> None:
        """With its secret, its log and what it was still to be told."""
        await manage_webhooks.remove(actor, WebhookId(webhook_id))

    @post("/{webhook_id:uuid}/rotate-secret", status_code=200, summary="A new secret")
    async def rotate(
        self,
        webhook_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_webhooks: NamedDependency[ManageWebhooks],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> WebhookSecretOut:
        """Shown this once. For another day every request carries a signature by each of the two."""
        return secret_out(await manage_webhooks.rotate(actor, WebhookId(webhook_id)), clock.now())

    @post("/{webhook_id:uuid}/test", status_code=200, summary="Send a sample now")
    async def attempt(
        self,
        webhook_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        follow_webhooks: NamedDependency[FollowWebhooks],
    ) -> WebhookTestOut:
        """An event `webhook.test`, whatever the webhook's state; says what the receiver answered, or why it did not."""
        return test_out(await follow_webhooks.attempt(actor, WebhookId(webhook_id)))

    @get("/{webhook_id:uuid}/logs", summary="What became of its deliveries")
    async def logs(
        self,
        webhook_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        follow_webhooks: NamedDependency[FollowWebhooks],
        page_request: NamedDependency[PageRequest],
        status: FromQuery[DeliveryState | None] = None,
        event: Annotated[str | None, QueryParameter(max_length=100)] = None,
    ) -> Listed[WebhookDeliveryOut]:
        """The newest first, by cursor, for thirty days."""
        before = before_of(page_request.cursor)
        page = await follow_webhooks.deliveries(
            actor,
            WebhookId(webhook_id),
            page_request,
            state=status,
            event=event,
            before=WebhookDeliveryId(before) if before else None,
        )
        return listed(page.map(delivery_out), page_request)

    @post("/{webhook_id:uuid}/retry", status_code=202, summary="Send again")
    async def retry(
        self,
        webhook_id: FromPath[UUID],
        data: JSONBody[WebhookRetryIn],
        actor: NamedDependency[Actor],
        follow_webhooks: NamedDependency[FollowWebhooks],
    ) -> WebhookRetriedOut:
        """One delivery, under the same `webhook-id`; or, when none is named, the dead ones, a thousand at a time."""
        own = WebhookDeliveryId(data.delivery_id) if data.delivery_id else None
        return WebhookRetriedOut(await follow_webhooks.again(actor, WebhookId(webhook_id), own))
