"""What the domain relies on from whoever stores outgoing webhooks and what they have to be told."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import EventId, WebhookDeliveryId, WebhookId
from pytake_domain.kernel.secrets import Sealed
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import ConversationChange, ConversationChanged
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place
from pytake_domain.webhooks import (
    AT_ONCE,
    GIVEN_UP,
    Answer,
    Delivery,
    DeliveryState,
    Health,
    LeasedHook,
    PauseReason,
    Webhook,
    WebhookDeliveryNotFound,
    WebhookNotFound,
)

SECOND = dt.timedelta(seconds=1)
TAKEN, REFUSED = Answer(status=204, milliseconds=5), Answer(status=500, body="no", milliseconds=7)
MANY = 1000


def a_webhook(place: Place, **changes: object) -> Webhook:
    """One that hears everything."""
    made = Webhook(
        id=WebhookId(fresh()),
        tenant_id=place.tenant.id,
        url="https://example.com/hook",
        events=("*",),
        secret=Sealed(key_version=1, data=b"\x00sealed", tail="abcd"),
        created_at=AT,
        updated_at=AT,
    )
    return replace(made, **changes)


def a_delivery(webhook: Webhook, subject: UUID, **changes: object) -> Delivery:
    """One of something that happened."""
    made = Delivery(
        id=WebhookDeliveryId(fresh()),
        tenant_id=webhook.tenant_id,
        webhook_id=webhook.id,
        event_id=EventId(fresh()),
        event="message.received",
        subject=subject,
        body=b'{"type":"message.received"}',
        created_at=AT,
        since=AT,
    )
    return replace(made, **changes)


class WebhooksContract(OnGround):
    """Who is told."""

    async def test_one_is_kept_as_it_was_put_and_a_stale_save_is_told(self, place: Place, neighbour: Place) -> None:
        hook = a_webhook(place, number_id=place.number.id, old_secret=Sealed(key_version=1, data=b"old"), old_until=AT)
        async with place.work() as work:
            await work.webhooks.put(hook)
        async with place.work() as work:
            assert await work.webhooks.get(hook.id) == hook
            assert list(await work.webhooks.all()) == [hook]
            await work.webhooks.put(replace(hook, description="CRM"))
        async with place.work() as work:
            known = await work.webhooks.get(hook.id, lock=True)
            assert (known.description, known.version) == ("CRM", 2)
        with pytest.raises(StaleVersion):
            async with place.work() as work:
                await work.webhooks.put(hook)
        async with neighbour.work() as work:
            assert list(await work.webhooks.all()) == []
            with pytest.raises(WebhookNotFound):
                await work.webhooks.get(hook.id)
        with pytest.raises(WebhookNotFound):
            async with neighbour.work() as work:
                await work.webhooks.remove(hook.id)

    async def test_its_health_is_marked_apart_from_its_settings(self, place: Place) -> None:
        hook = a_webhook(place)
        health = Health(
            last_at=AT,
            last_result="status",
            last_status=500,
            failing_since=AT,
            paused_at=AT,
            pause_reason=PauseReason.FAILING,
        )
        async with place.work() as work:
            await work.webhooks.put(hook)
            await work.webhooks.mark(hook.id, health)
            await work.webhooks.put(replace(hook, description="still"))
        async with place.work() as work:
            assert await work.webhooks.get(hook.id) == replace(hook, description="still", health=health, version=2)

    async def test_what_is_removed_is_gone_with_its_deliveries(self, place: Place) -> None:
        hook, other = a_webhook(place), a_webhook(place)
        lost, kept = a_delivery(hook, fresh()), a_delivery(other, fresh())
        async with place.work() as work:
            for each, one in ((hook, lost), (other, kept)):
                await work.webhooks.put(each)
                await work.webhook_deliveries.add([one], AT)
            await work.webhooks.remove(hook.id)
        async with place.work() as work:
            assert await work.webhook_deliveries.waiting() == {other.id: 1}
            with pytest.raises(WebhookDeliveryNotFound):
                await work.webhook_deliveries.get(hook.id, lost.id)


class WebhookDeliveriesContract(OnGround):
    """What they have to be told."""

    async def test_events_are_kept_while_somebody_listens_and_only_once_passed_on(self, place: Place) -> None:
        unheard = self._opened(place)
        hook = a_webhook(place)
        async with place.work() as work:
            work.events.add(unheard)
        async with place.work() as work:
            await work.webhooks.put(hook)
        heard = [self._opened(place) for _ in range(3)]
        async with place.work() as work:
            work.events.add(heard[2], heard[0], heard[1])
        assert place.tenant.id in await place.ground.webhook_queue.hearing()
        async with place.work() as work:
            assert list(await work.webhook_deliveries.heard(2)) == [heard[2], heard[0]]
            await work.webhook_deliveries.passed_on([heard[2].id, heard[0].id])
        async with place.work() as work:
            await work.webhooks.put(replace(hook, active=False))
            work.events.add(self._opened(place))
        async with place.work() as work:
            assert list(await work.webhook_deliveries.heard(9)) == [heard[1]]
            await work.webhook_deliveries.passed_on([heard[1].id])
        assert place.tenant.id not in await place.ground.webhook_queue.hearing()

    async def test_a_work_that_fails_keeps_nothing(self, place: Place) -> None:
        async with place.work() as work:
            await work.webhooks.put(a_webhook(place))
        async with place.failing() as work:
            work.events.add(self._opened(place))
        async with place.work() as work:
            assert list(await work.webhook_deliveries.heard(9)) == []

    async def test_the_same_event_is_told_once(self, place: Place) -> None:
        hook = a_webhook(place)
        one = a_delivery(hook, fresh())
        again = replace(one, id=WebhookDeliveryId(fresh()))
        named = replace(again, id=WebhookDeliveryId(fresh()), event="contact.created")
        async with place.work() as work:
            await work.webhooks.put(hook)
            assert await work.webhook_deliveries.add([one], AT) == 1
            assert await work.webhook_deliveries.add([again], AT) == 0
            assert await work.webhook_deliveries.add([named], AT) == 1

    async def test_of_one_subject_one_is_due_and_the_next_once_it_is_over(self, place: Place) -> None:
        hook = await self._hook(place)
        maria, joao = fresh(), fresh()
        first, second, third = (a_delivery(hook, maria) for _ in range(3))
        other = a_delivery(hook, joao)
        async with place.work() as work:
            await work.webhook_deliveries.add([first, second, other], AT)
            await work.webhook_deliveries.add([third], AT)
        assert await self._taken(place, AT) == {first.id, other.id}
        await self._settle(place, hook, first.id, REFUSED)
        assert await self._taken(place, AT + SECOND) == set()
        async with place.work() as work:
            due_at = (await work.webhook_deliveries.get(hook.id, first.id)).due_at
        assert due_at is not None
        assert await self._taken(place, due_at) == {first.id}
        await self._settle(place, hook, first.id, TAKEN)
        assert await self._taken(place, due_at) == {second.id}
        async with place.work() as work:
            kept = await work.webhook_deliveries.get(hook.id, first.id)
        assert (kept.state, kept.tries, kept.due_at) == (DeliveryState.DELIVERED, 2, None)
        assert [(a.result, a.status, a.milliseconds) for a in kept.attempts] == [("status", 500, 7), ("ok", 204, 5)]

    async def test_a_lease_lapses_and_whoever_held_it_is_told(self, place: Place) -> None:
        hook = await self._hook(place)
        one = a_delivery(hook, fresh())
        async with place.work() as work:
            await work.webhook_deliveries.add([one], AT)
        queue = place.ground.webhook_queue
        (before,) = self._own(place, await queue.take(MANY, fresh(), AT))
        assert self._own(place, await queue.take(MANY, fresh(), AT + 29 * SECOND)) == []
        (after,) = self._own(place, await queue.take(MANY, fresh(), AT + 31 * SECOND))
        assert after.delivery_id == before.delivery_id == one.id
        async with place.work() as work:
            with pytest.raises(LeaseLost):
                await work.webhook_deliveries.held(before)
        async with place.work() as work:
            assert (await work.webhook_deliveries.held(after)).id == one.id

    async def test_one_address_gets_few_at_once_and_while_it_fails_one(self, place: Place) -> None:
        slow, well = await self._hook(place), await self._hook(place)
        async with place.work() as work:
            await work.webhook_deliveries.add([a_delivery(slow, fresh()) for _ in range(AT_ONCE * 3)], AT)
            await work.webhook_deliveries.add([a_delivery(well, fresh())], AT)
        queue = place.ground.webhook_queue
        taken = self._own(place, await queue.take(MANY, fresh(), AT))
        assert [h.webhook_id for h in taken].count(slow.id) == AT_ONCE
        assert [h.webhook_id for h in taken].count(well.id) == 1
        assert self._own(place, await queue.take(MANY, fresh(), AT)) == []
        async with place.work() as work:
            await work.webhooks.mark(slow.id, Health(failing_since=AT))
        later = AT + 60 * SECOND
        taken = self._own(place, await queue.take(MANY, fresh(), later))
        assert [h.webhook_id for h in taken].count(slow.id) == 1

    async def test_who_is_off_or_paused_gets_nothing_and_what_waited_too_long_expires(self, place: Place) -> None:
        off, paused = await self._hook(place), await self._hook(place)
        old, young = a_delivery(off, fresh(), since=AT - GIVEN_UP - SECOND), a_delivery(off, fresh())
        waiting = a_delivery(paused, fresh())
        async with place.work() as work:
            await work.webhooks.put(replace(await work.webhooks.get(off.id), active=False))
            await work.webhooks.mark(paused.id, Health(paused_at=AT, pause_reason=PauseReason.GONE))
            await work.webhook_deliveries.add([old, young], AT)
            await work.webhook_deliveries.add([waiting], AT)
        assert await self._taken(place, AT) == set()
        before = AT - GIVEN_UP
        assert (place.tenant.id, off.id) in await place.ground.webhook_queue.overdue(before)
        assert (place.tenant.id, paused.id) not in await place.ground.webhook_queue.overdue(before)
        async with place.work() as work:
            assert await work.webhook_deliveries.expire(off.id, before, AT, 10) == 1
        async with place.work() as work:
            gone = await work.webhook_deliveries.get(off.id, old.id)
            assert (gone.state, gone.due_at, gone.ended_at) == (DeliveryState.DEAD, None, AT)
            assert [a.result for a in gone.attempts] == ["expired"]
            assert await work.webhook_deliveries.waiting() == {off.id: 1, paused.id: 1}
            await work.webhooks.mark(paused.id, Health())
        assert await self._taken(place, AT) == {waiting.id}

    async def test_dead_ones_are_sent_again_in_their_order(self, place: Place) -> None:
        hook = await self._hook(place)
        subject = fresh()
        first, second, fine = a_delivery(hook, subject), a_delivery(hook, subject), a_delivery(hook, fresh())
        async with place.work() as work:
            await work.webhook_deliveries.add([first, second, fine], AT)
            for each in (first, second):
                known = await work.webhook_deliveries.get(hook.id, each.id)
                await work.webhook_deliveries.settle(known.given_up(AT), AT)
            dead = await work.webhook_deliveries.dead(hook.id, 10)
            assert [d.id for d in dead] == [first.id, second.id]
            await work.webhook_deliveries.replay([d.again(AT + SECOND) for d in dead], AT + SECOND)
        assert await self._taken(place, AT + SECOND) == {first.id, fine.id}

    async def test_what_would_be_tried_later_can_be_due_now(self, place: Place) -> None:
        hook, other = await self._hook(place), await self._hook(place)
        one, behind, theirs = (
            a_delivery(hook, subject := fresh()),
            a_delivery(hook, subject),
            a_delivery(other, fresh()),
        )
        async with place.work() as work:
            await work.webhook_deliveries.add([one, behind], AT)
            await work.webhook_deliveries.add([theirs], AT)
            for each in (one, theirs):
                known = await work.webhook_deliveries.get(each.webhook_id, each.id)
                await work.webhook_deliveries.settle(known.after(REFUSED, AT, 0.5), AT)
        assert await self._taken(place, AT + SECOND) == set()
        async with place.work() as work:
            await work.webhooks.get(hook.id, lock=True)
            await work.webhook_deliveries.hasten(hook.id, AT + SECOND)
        assert await self._taken(place, AT + SECOND) == {one.id}

    async def test_the_log_goes_backwards_by_state_and_event(self, place: Place, neighbour: Place) -> None:
        hook = await self._hook(place)
        first, second, third = (a_delivery(hook, fresh()) for _ in range(3))
        third = replace(third, event="contact.changed")
        async with place.work() as work:
            await work.webhook_deliveries.add([first, second, third], AT)
            await work.webhook_deliveries.settle(first.given_up(AT), AT)
        page: dict[str, Any] = {"state": None, "event": None, "before": None, "limit": 10}
        async with place.work() as work:
            log = work.webhook_deliveries
            assert [d.id for d in await log.page(hook.id, **page)] == [third.id, second.id, first.id]
            assert [d.id for d in await log.page(hook.id, **page | {"before": second.id})] == [first.id]
            assert [d.id for d in await log.page(hook.id, **page | {"state": DeliveryState.DEAD})] == [first.id]
            assert [d.id for d in await log.page(hook.id, **page | {"event": "contact.changed"})] == [third.id]
            assert [d.id for d in await log.page(hook.id, **page | {"limit": 1})] == [third.id]
            assert (await log.get(hook.id, second.id)).body == second.body
            with pytest.raises(WebhookDeliveryNotFound):
                await log.get(WebhookId(fresh()), second.id)
        async with neighbour.work() as work:
            assert list(await work.webhook_deliveries.page(hook.id, **page)) == []

    def _opened(self, place: Place) -> ConversationChanged:
        return ConversationChanged(
            id=EventId(fresh()),
            tenant_id=place.tenant.id,
            at=AT,
            conversation_id=place.conversation.id,
            contact_id=place.contact.id,
            change=ConversationChange.OPENED,
        )

    async def _hook(self, place: Place) -> Webhook:
        made = a_webhook(place)
        async with place.work() as work:
            await work.webhooks.put(made)
        return made

    async def _taken(self, place: Place, now: dt.datetime) -> set[WebhookDeliveryId]:
        taken = self._own(place, await place.ground.webhook_queue.take(MANY, self.token, now))
        return {each.delivery_id for each in taken}

    token = fresh()

    def _own(self, place: Place, taken: object) -> list[LeasedHook]:
        assert isinstance(taken, list)
        return [each for each in taken if each.tenant_id == place.tenant.id]

    async def _settle(self, place: Place, hook: Webhook, own: WebhookDeliveryId, answer: Answer) -> None:
        leased = LeasedHook(tenant_id=place.tenant.id, id=own, token=self.token, webhook_id=hook.id)
        async with place.work() as work:
            await work.webhooks.get(hook.id, lock=True)
            delivery = await work.webhook_deliveries.held(leased)
            now = delivery.due_at or AT
            await work.webhook_deliveries.settle(delivery.after(answer, now, 0.5), now)
