"""Events become deliveries, deliveries leave, and who answers badly is left alone."""

import datetime as dt
import json
from typing import Any

import pytest
from msgspec.structs import replace

from pytake_domain.identity import Role
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Forbidden, Invalid, Problem, StaleVersion
from pytake_domain.kernel.page import PageRequest
from pytake_domain.notifications import NotificationKind
from pytake_domain.testing.memory.house import Company, MemoryHouse
from pytake_domain.testing.memory.webhooks import MemoryReceivers, MemoryTellers
from pytake_domain.webhooks import (
    MOST,
    Answer,
    DeliverWebhooks,
    Delivery,
    DeliveryState,
    FollowWebhooks,
    ManageWebhooks,
    PauseReason,
    PublishEvents,
    SignAndPost,
    TooManyWebhooks,
    Webhook,
    WebhookDraft,
    WebhookNotFound,
    WebhookPaused,
)

DOWN = Answer(status=503, body="down")
DRAFT = WebhookDraft(url="https://crm.example/hook?key=1", events=("*",))


class Hooks:
    """A company with a number, and receivers in memory."""

    def __init__(self, house: MemoryHouse, company: Company) -> None:
        self.house, self.company = house, company
        self.receivers = MemoryReceivers()
        given: dict[str, Any] = {"open_work": house.open_work, "clock": house.clock, "ids": house.ids}
        posting = SignAndPost(receivers=self.receivers, vault=house.vault, clock=house.clock)
        self.manage = ManageWebhooks(receivers=self.receivers, vault=house.vault, chance=house.chance, **given)
        self.follow = FollowWebhooks(posting=posting, **given)
        self.publish = PublishEvents(tellers=MemoryTellers(), **given)
        self.deliver = DeliverWebhooks(posting=posting, chance=house.chance, **given)
        self.admin: Actor

    async def settle_in(self) -> "Hooks":
        self.admin = await self.company.agent(role=Role.ADMIN)
        return self

    async def hook(self, *events: str, **more: Any) -> Webhook:
        draft = replace(DRAFT, events=events or ("*",), **more)
        return (await self.manage.add(self.admin, draft)).webhook

    async def pass_on(self) -> int:
        return await self.publish.turn(self.company.id)

    async def send(self) -> int:
        """All that is due now."""
        taken = await self.house.webhook_queue.take(1000, self.house.ids.new(), self.house.clock.now())
        for leased in taken:
            await self.deliver.deliver(leased)
        return len(taken)

    async def log(self, hook: Webhook) -> list[Delivery]:
        found = await self.follow.deliveries(self.admin, hook.id, PageRequest(limit=100))
        return list(reversed(found.items))

    async def state(self, hook: Webhook) -> Webhook:
        return (await self.manage.get(self.admin, hook.id))[0]

    def told(self) -> list[str]:
        return [json.loads(body)["type"] for _, _, body in self.receivers.came]


@pytest.fixture
async def hooks() -> Hooks:
    house = MemoryHouse()
    return await Hooks(house, await house.company()).settle_in()


async def test_what_a_customer_does_is_told_in_order(hooks: Hooks) -> None:
    line = await hooks.company.number()
    hook = await hooks.hook()
    await line.customer("+5511987654321", name="Maria").says("oi")
    assert await hooks.pass_on() >= 2
    assert await hooks.pass_on() == 0
    while await hooks.send():
        pass

    assert hooks.told()[:3] == ["conversation.created", "contact.created", "message.received"]
    log = await hooks.log(hook)
    assert {(d.state, d.tries) for d in log} == {(DeliveryState.DELIVERED, 1)}
    url, headers, body = hooks.receivers.came[0]
    assert (url, headers["webhook-id"]) == (hook.url, log[0].message_id)
    assert set(json.loads(body)) == {"type", "timestamp", "data"}


async def test_nothing_is_kept_for_who_is_not_asked(hooks: Hooks) -> None:
    line = await hooks.company.number()
    await line.customer("+5511987654321").says("oi")
    assert await hooks.pass_on() == 0
    other = await hooks.hook("contact.deleted")
    here = await hooks.hook("message.received", number_id=line.id)
    second = await hooks.company.number("+551130000002")
    elsewhere = await hooks.hook("message.received", number_id=second.id)
    await line.customer("+5511987654322").says("oi")
    await hooks.pass_on()

    assert [len(await hooks.log(each)) for each in (other, here, elsewhere)] == [0, 1, 0]


async def test_what_fails_is_tried_again_ever_later_and_given_up_after_three_days(hooks: Hooks) -> None:
    line, hook = await hooks.company.number(), await hooks.hook("message.received")
    hooks.receivers.answer = lambda url, body: Answer(error="timeout")  # noqa: ARG005  whatever comes
    maria = line.customer("+5511987654321")
    await maria.says("um")
    await maria.says("dois")
    await hooks.pass_on()
    began = hooks.house.clock.now()
    for _ in range(100):
        await hooks.send()
        first = (await hooks.log(hook))[0]
        # Who fails for a day is paused: a person wants it tried on.
        if (await hooks.state(hook)).paused:
            now = await hooks.state(hook)
            await hooks.manage.change(hooks.admin, hook.id, replace(DRAFT, events=hook.events), version=now.version)
        if first.due_at is None:
            break
        hooks.house.clock.at = first.due_at
    first, second = await hooks.log(hook)

    assert (first.state, second.state) == (DeliveryState.DEAD, DeliveryState.PENDING)
    assert first.ended_at is not None
    assert dt.timedelta(days=2, hours=18) < first.ended_at - began <= dt.timedelta(days=3)
    assert second.due_at == first.ended_at
    assert 20 < first.tries < 40
    hooks.receivers.answer = lambda url, body: Answer(status=200)  # noqa: ARG005
    assert await hooks.follow.again(hooks.admin, hook.id, None) == 1
    while await hooks.send():
        pass
    assert [d.state for d in await hooks.log(hook)] == [DeliveryState.DELIVERED] * 2


async def test_who_fails_for_a_day_is_paused_and_people_are_told(hooks: Hooks) -> None:
    line, hook = await hooks.company.number(), await hooks.hook("message.received")
    hooks.receivers.answer = lambda url, body: DOWN  # noqa: ARG005
    await line.customer("+5511987654321").says("um")
    await hooks.pass_on()
    began = hooks.house.clock.now()
    while not (await hooks.state(hook)).paused:
        await hooks.send()
        hooks.house.clock.move(minutes=30)
    health = (await hooks.state(hook)).health

    assert (health.pause_reason, health.failing_since, health.last_status) == (PauseReason.FAILING, began, 503)
    assert health.paused_at is not None
    assert dt.timedelta(hours=24) <= health.paused_at - began < dt.timedelta(hours=28)
    paused = [e for e in hooks.house.store.events if isinstance(e, WebhookPaused)]
    assert [(e.webhook_id, e.url_host, e.code) for e in paused] == [(hook.id, "crm.example", "failing")]
    await hooks.house.settle()
    kept = hooks.house.store.of(hooks.company.id).notifications.values()
    assert [(n.kind, n.user_id, n.detail) for n in kept] == [
        (NotificationKind.WEBHOOK_ALERT, hooks.admin.id, "crm.example")
    ]
    assert await hooks.send() == 0
    await line.customer("+5511987654322").says("outra")
    await hooks.pass_on()
    assert len(await hooks.log(hook)) == 2


async def test_who_goes_on_is_told_at_once_what_waited(hooks: Hooks) -> None:
    line, hook = await hooks.company.number(), await hooks.hook("message.received")
    hooks.receivers.answer = lambda url, body: Answer(status=410)  # noqa: ARG005
    maria = line.customer("+5511987654321")
    await maria.says("um")
    await hooks.pass_on()
    await hooks.send()
    await maria.says("dois")
    await hooks.pass_on()
    hooks.receivers.answer = lambda url, body: Answer(status=200)  # noqa: ARG005
    assert await hooks.send() == 0
    paused = await hooks.state(hook)
    draft = replace(DRAFT, events=hook.events)
    changed = await hooks.manage.change(hooks.admin, hook.id, draft, version=paused.version)
    assert (changed.paused, changed.health.failing_since) == (False, None)
    while await hooks.send():
        pass
    assert [d.state for d in await hooks.log(hook)] == [DeliveryState.DELIVERED] * 2


async def test_what_waited_three_days_for_one_that_is_paused_is_dead(hooks: Hooks) -> None:
    line, hook = await hooks.company.number(), await hooks.hook("message.received")
    hooks.receivers.answer = lambda url, body: Answer(status=410)  # noqa: ARG005
    await line.customer("+5511987654321").says("um")
    await hooks.pass_on()
    await hooks.send()
    assert (await hooks.state(hook)).health.pause_reason is PauseReason.GONE
    hooks.house.clock.move(days=2)
    assert await hooks.deliver.expire(hooks.company.id, hook.id) == 0
    hooks.house.clock.move(days=1, seconds=1)
    assert await hooks.deliver.expire(hooks.company.id, hook.id) == 1
    (gone,) = await hooks.log(hook)

    assert (gone.state, [a.result for a in gone.attempts]) == (DeliveryState.DEAD, ["gone", "expired"])


async def test_a_worker_that_dies_behind_the_request_sends_again_under_the_same_id(hooks: Hooks) -> None:
    line, hook = await hooks.company.number(), await hooks.hook("message.received")
    await line.customer("+5511987654321").says("um")
    await hooks.pass_on()
    (leased,) = await hooks.house.webhook_queue.take(10, hooks.house.ids.new(), hooks.house.clock.now())
    async with hooks.house.open_work(hooks.company.id) as work:
        delivery = await work.webhook_deliveries.held(leased)
    await hooks.receivers.post(hook.url, {"webhook-id": delivery.message_id}, delivery.body)
    assert await hooks.send() == 0
    hooks.house.clock.move(seconds=31)
    assert await hooks.send() == 1

    assert {headers["webhook-id"] for _, headers, _ in hooks.receivers.came} == {delivery.message_id}
    assert len(hooks.receivers.came) == 2


async def test_one_that_is_removed_hears_no_more(hooks: Hooks) -> None:
    line, hook = await hooks.company.number(), await hooks.hook("message.received")
    await line.customer("+5511987654321").says("um")
    await hooks.pass_on()
    (leased,) = await hooks.house.webhook_queue.take(10, hooks.house.ids.new(), hooks.house.clock.now())
    await hooks.manage.remove(hooks.admin, hook.id)
    await hooks.deliver.deliver(leased)

    assert hooks.receivers.came == []
    with pytest.raises(WebhookNotFound):
        await hooks.follow.attempt(hooks.admin, hook.id)


async def test_a_secret_that_is_replaced_signs_for_another_day(hooks: Hooks) -> None:
    hook = await hooks.hook("message.received")
    made = await hooks.manage.rotate(hooks.admin, hook.id)
    signatures = []
    for wait in (0, 23, 2):
        hooks.house.clock.move(hours=wait)
        await hooks.follow.attempt(hooks.admin, hook.id)
        signatures.append(len(hooks.receivers.came[-1][1]["webhook-signature"].split()))

    assert signatures == [2, 2, 1]
    assert made.webhook.secret.tail == made.secret.reveal()[-4:]


async def test_what_is_wrong_is_said_by_its_field(hooks: Hooks) -> None:
    hooks.receivers.refused = Problem(field="url", code="https_required")
    with pytest.raises(Invalid) as refused:
        await hooks.hook("message.lost", description="x" * 201)
    found = {(p.field, p.code) for p in refused.value.problems}
    assert found == {("events.0", "not_one_of"), ("description", "length"), ("url", "https_required")}
    hooks.receivers.refused = None
    for _ in range(MOST):
        hook = await hooks.hook()
    with pytest.raises(TooManyWebhooks):
        await hooks.hook()
    with pytest.raises(StaleVersion):
        await hooks.manage.change(hooks.admin, hook.id, DRAFT, version=9)
    agent = await hooks.company.agent("Cid", Role.USER)
    with pytest.raises(Forbidden):
        await hooks.manage.all(agent)
