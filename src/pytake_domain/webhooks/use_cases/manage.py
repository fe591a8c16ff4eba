"""Webhooks are made, changed and removed; their secrets are shown once."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid, NotFound, Problem, StaleVersion
from pytake_domain.kernel.ids import EventId, Ids, NumberId, WebhookId
from pytake_domain.kernel.secrets import Sealed, Secret, Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.webhooks.errors import TooManyWebhooks
from pytake_domain.webhooks.events import WebhookAdded, WebhookChanged, WebhookRemoved
from pytake_domain.webhooks.ports import Receivers, WebhookWork
from pytake_domain.webhooks.signature import new_secret
from pytake_domain.webhooks.subscription import MOST, Webhook


class WebhookDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What people decide of one."""

    url: str
    events: tuple[str, ...]
    description: str = ""
    active: bool = True
    number_id: NumberId | None = None


class WithSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook, and its secret for the only time that it is told."""

    webhook: Webhook
    secret: Secret


def purpose(webhook_id: WebhookId) -> str:
    """What its secrets are sealed for."""
    return f"webhook:{webhook_id}"


class ManageWebhooks:
    """For who may write webhooks."""

    def __init__(
        self,
        *,
        open_work: OpenWork[WebhookWork],
        receivers: Receivers,
        vault: Vault,
        chance: Chance,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._receivers = receivers
        self._vault = vault
        self._chance = chance
        self._clock = clock
        self._ids = ids

    async def all(self, actor: Actor) -> tuple[Sequence[Webhook], Mapping[WebhookId, int]]:
        """The oldest first, and how many deliveries wait for each."""
        actor.require(Permission.READ_WEBHOOKS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.webhooks.all(), await work.webhook_deliveries.waiting()

    async def get(self, actor: Actor, webhook_id: WebhookId) -> tuple[Webhook, int]:
        """One, and how many deliveries wait for it. Raises WebhookNotFound."""
        actor.require(Permission.READ_WEBHOOKS)
        async with self._open_work(actor.tenant_id) as work:
            waiting = await work.webhook_deliveries.waiting()
            return await work.webhooks.get(webhook_id), waiting.get(webhook_id, 0)

    async def add(self, actor: Actor, draft: WebhookDraft) -> WithSecret:
        """Raises Invalid, TooManyWebhooks."""
        actor.require(Permission.WRITE_WEBHOOKS)
        now = self._clock.now()
        own = WebhookId(self._ids.new())
        secret, sealed = await self._fresh(actor, own)
        made = Webhook(
            id=own,
            tenant_id=actor.tenant_id,
            secret=sealed,
            created_at=now,
            updated_at=now,
            **msgspec.structs.asdict(draft),
        )
        async with self._open_work(actor.tenant_id) as work:
            if len(await work.webhooks.all()) >= MOST:
                raise TooManyWebhooks(most=MOST)
            await self._check(work, made)
            await work.webhooks.put(made)
            work.events.add(WebhookAdded(**self._said(actor, own)))
        return WithSecret(webhook=made, secret=secret)

    async def change(self, actor: Actor, webhook_id: WebhookId, draft: WebhookDraft, *, version: int) -> Webhook:
        """In place of that version; one that had paused goes on when it is to be active. Raises WebhookNotFound, Invalid,
        StaleVersion.
        """
        actor.require(Permission.WRITE_WEBHOOKS)
        async with self._open_work(actor.tenant_id) as work:
            known = await work.webhooks.get(webhook_id, lock=True)
            if known.version != version:
                raise StaleVersion
            changed = msgspec.structs.replace(known, updated_at=self._clock.now(), **msgspec.structs.asdict(draft))
            await self._check(work, changed)
            await work.webhooks.put(changed)
            if known.paused and changed.active:
                await work.webhooks.mark(webhook_id, known.health.resumed())
                await work.webhook_deliveries.hasten(webhook_id, changed.updated_at)
            work.events.add(WebhookChanged(**self._said(actor, webhook_id)))
            return await work.webhooks.get(webhook_id)

    async def rotate(self, actor: Actor, webhook_id: WebhookId) -> WithSecret:
        """A new secret; the one before holds for another day, and both sign. Raises WebhookNotFound."""
        actor.require(Permission.WRITE_WEBHOOKS)
        secret, sealed = await self._fresh(actor, webhook_id)
        async with self._open_work(actor.tenant_id) as work:
            known = await work.webhooks.get(webhook_id, lock=True)
            await work.webhooks.put(known.rotated(sealed, self._clock.now()))
            work.events.add(WebhookChanged(**self._said(actor, webhook_id), rotated=True))
            return WithSecret(webhook=await work.webhooks.get(webhook_id), secret=secret)

    async def remove(self, actor: Actor, webhook_id: WebhookId) -> None:
        """With its secret and its deliveries. Raises WebhookNotFound."""
        actor.require(Permission.WRITE_WEBHOOKS)
        async with self._open_work(actor.tenant_id) as work:
            await work.webhooks.remove(webhook_id)
            work.events.add(WebhookRemoved(**self._said(actor, webhook_id)))

    async def _fresh(self, actor: Actor, webhook_id: WebhookId) -> tuple[Secret, Sealed]:
        secret = new_secret(self._chance)
        return secret, await self._vault.seal(actor.tenant_id, purpose(webhook_id), secret)

    async def _check(self, work: WebhookWork, webhook: Webhook) -> None:
        problems = [*webhook.problems()]
        refused = self._receivers.refuse(webhook.url)
        if refused is not None:
            problems.append(refused)
        if webhook.number_id is not None:
            try:
                await work.numbers.get(webhook.number_id)
            except NotFound:
                problems.append(Problem(field="whatsapp_config_id", code="unknown"))
        if problems:
            raise Invalid(*problems)

    def _said(self, actor: Actor, webhook_id: WebhookId) -> dict[str, Any]:
        return {
            "id": EventId(self._ids.new()),
            "tenant_id": actor.tenant_id,
            "at": self._clock.now(),
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "webhook_id": webhook_id,
        }
