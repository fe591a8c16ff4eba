"""One action on many conversations: each has its own outcome, and a batch is one transaction."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Problem, PytakeError
from pytake_domain.kernel.ids import ConversationId, DepartmentId, EventId, Ids, QueueId, UserId
from pytake_domain.kernel.page import MAX_LIMIT, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import (
    Conversation,
    ConversationChange,
    ConversationChanged,
    ConversationFilter,
    ConversationNotFound,
    ConversationStatus,
    check_moment,
    clean_tags,
    mark_seen,
    may_see,
    move,
    open_again,
    put_away,
    sight_of,
)
from pytake_domain.routing.agent import AgentState
from pytake_domain.routing.errors import AgentFull
from pytake_domain.routing.ports import RoutingWork
from pytake_domain.routing.queue import Queue
from pytake_domain.routing.use_cases.recording import give
from pytake_domain.routing.use_cases.transfer import (
    MAX_REASON,
    put,
    queue_named,
    queue_of_department,
    require_answerer,
)
from pytake_domain.whatsapp import ProviderDirectory

MOST_IDS = 200
MOST_FOUND = 1_000
"""Conversations that a filter picks at most; what is more stays for the next call."""
BATCH = 50


class BulkAction(StrEnum):
    """What is done with each."""

    ASSIGN = "assign"
    TRANSFER = "transfer"
    TAG = "tag"
    UNTAG = "untag"
    RESOLVE = "resolve"
    ARCHIVE = "archive"
    REOPEN = "reopen"
    SNOOZE = "snooze"
    READ = "read"


class BulkOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Which conversations (by id, or by a filter of the list), what, and what the action needs."""

    action: BulkAction
    ids: tuple[ConversationId, ...] | None = None
    wanted: ConversationFilter | None = None
    user_id: UserId | None = None
    queue_id: QueueId | None = None
    department_id: DepartmentId | None = None
    tags: tuple[str, ...] = ()
    until: dt.datetime | None = None
    reason: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one: changed, as it was already, or refused with an error."""

    id: ConversationId
    changed: bool = False
    error: PytakeError | None = None


class BulkDone(msgspec.Struct, frozen=True, kw_only=True):
    """All outcomes; `more`: the filter finds others still."""

    outcomes: tuple[Outcome, ...]
    more: bool = False


class _Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where they go, looked up once a batch; agents are locked before conversations."""

    queue: Queue | None = None
    agent: AgentState | None = None


class BulkConversations:
    """What is as it should be already counts as done, so that an order may be repeated."""

    def __init__(
        self, *, open_work: OpenWork[RoutingWork], providers: ProviderDirectory, clock: Clock, ids: Ids
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._clock = clock
        self._ids = ids

    async def apply(self, actor: Actor, order: BulkOrder) -> BulkDone:
        """Raises Forbidden, and Invalid for an order that makes no sense or names who or what is not there."""
        _require(actor, order)
        _check(order, self._clock.now())
        ids, more = await self._chosen(actor, order)
        outcomes: list[Outcome] = []
        for start in range(0, len(ids), BATCH):
            outcomes += await self._batch(actor, order, ids[start : start + BATCH])
        return BulkDone(outcomes=tuple(outcomes), more=more)

    async def _chosen(self, actor: Actor, order: BulkOrder) -> tuple[list[ConversationId], bool]:
        if order.ids is not None:
            return list(dict.fromkeys(order.ids)), False
        assert order.wanted is not None  # noqa: S101  checked before
        found: list[ConversationId] = []
        cursor: str | None = ""
        async with self._open_work(actor.tenant_id) as work:
            wanted = msgspec.structs.replace(order.wanted, visible_to=await sight_of(work, actor))
            while cursor is not None and len(found) < MOST_FOUND:
                page = await work.views.conversations(wanted, PageRequest(limit=MAX_LIMIT, cursor=cursor))
                found += [view.conversation.id for view in page.items]
                cursor = page.next_cursor
        return found, cursor is not None

    async def _batch(self, actor: Actor, order: BulkOrder, ids: Sequence[ConversationId]) -> list[Outcome]:
        async with self._open_work(actor.tenant_id) as work:
            target = await self._target(work, order)
            places = await work.conversations.get_all(sorted(ids))
            outcomes: list[Outcome] = []
            for each in ids:
                place = places.get(each)
                if place is None or not await may_see(work, actor, place):
                    outcomes.append(Outcome(id=each, error=ConversationNotFound()))
                    continue
                try:
                    changed, target = await self._one(work, actor, order, place, target)
                except (Conflict, Invalid, NotFound, Forbidden) as error:
                    outcomes.append(Outcome(id=each, error=error))
                else:
                    outcomes.append(Outcome(id=each, changed=changed))
            return outcomes

    async def _target(self, work: RoutingWork, order: BulkOrder) -> _Target:
        if order.user_id is not None:
            await require_answerer(work, order.user_id)
            return _Target(agent=await work.agents.get(order.user_id, lock=True))
        if order.queue_id is not None:
            return _Target(queue=await queue_named(work, order.queue_id))
        if order.department_id is not None:
            return _Target(queue=await queue_of_department(work, order.department_id))
        return _Target()

    async def _one(  # noqa: PLR0911  one return an action
        self, work: RoutingWork, actor: Actor, order: BulkOrder, place: Conversation, target: _Target
    ) -> tuple[bool, _Target]:
        now = self._clock.now()
        match order.action:
            case BulkAction.ASSIGN | BulkAction.TRANSFER:
                return await self._hand(work, actor, order, place, target, now)
            case BulkAction.TAG | BulkAction.UNTAG:
                return await self._tag(work, actor, order, place, now), target
            case BulkAction.RESOLVE:
                return await self._move(work, actor, order, place, ConversationStatus.RESOLVED, now), target
            case BulkAction.ARCHIVE:
                return await self._move(work, actor, order, place, ConversationStatus.ARCHIVED, now), target
            case BulkAction.REOPEN:
                if place.is_open:
                    return False, target
                await open_again(work, place, actor, ids=self._ids, at=now, reason=order.reason)
                return True, target
            case BulkAction.SNOOZE:
                assert order.until is not None  # noqa: S101  checked before
                if place.snoozed_until == order.until:
                    return False, target
                await put_away(work, place, actor, until=order.until, ids=self._ids, at=now)
                return True, target
            case BulkAction.READ:
                return await mark_seen(work, place, actor, self._ids, now), target

    async def _move(
        self,
        work: RoutingWork,
        actor: Actor,
        order: BulkOrder,
        place: Conversation,
        status: ConversationStatus,
        now: dt.datetime,
    ) -> bool:
        if place.status is status:
            return False
        await move(work, place, actor, status, providers=self._providers, ids=self._ids, at=now, reason=order.reason)
        return True

    async def _tag(
        self, work: RoutingWork, actor: Actor, order: BulkOrder, place: Conversation, now: dt.datetime
    ) -> bool:
        given = clean_tags(order.tags)
        if order.action is BulkAction.TAG:
            tags = clean_tags((*place.tags, *given))
        else:
            tags = tuple(tag for tag in place.tags if tag not in given)
        if tags == place.tags:
            return False
        await work.conversations.save(place.set_tags(tags, now))
        work.events.add(
            ConversationChanged(
                id=EventId(self._ids.new()),
                tenant_id=place.tenant_id,
                at=now,
                actor_kind=actor.kind,
                actor_id=actor.id,
                conversation_id=place.id,
                contact_id=place.contact_id,
                change=ConversationChange.UPDATED,
                assigned_to=place.assigned_to,
                previous=place.assigned_to,
                queue_id=place.queue_id,
            )
        )
        return True

    async def _hand(
        self,
        work: RoutingWork,
        actor: Actor,
        order: BulkOrder,
        place: Conversation,
        target: _Target,
        now: dt.datetime,
    ) -> tuple[bool, _Target]:
        if target.queue is not None:
            if place.status is ConversationStatus.QUEUED and place.queue_id == target.queue.id:
                return False, target
            await put(work, actor, place, target.queue, order.reason, ids=self._ids, now=now)
            return True, target
        agent = target.agent
        assert agent is not None  # noqa: S101  one of the two was named
        if place.assigned_to == agent.user_id and place.is_open:
            return False, target
        if agent.is_full and not actor.may(Permission.MANAGE_ROUTING):
            raise AgentFull(load=agent.load, capacity=agent.capacity)
        await give(work, place, actor, to=agent.user_id, reason="by_hand", note=order.reason, ids=self._ids, now=now)
        fuller = agent.took_one(now)
        await work.agents.save(fuller)
        return True, _Target(agent=fuller)


def _require(actor: Actor, order: BulkOrder) -> None:
    if order.action in (BulkAction.ASSIGN, BulkAction.TRANSFER):
        actor.require(Permission.ASSIGN_CONVERSATIONS)
    elif order.action is BulkAction.READ:
        actor.require(Permission.READ_CONVERSATIONS)
    else:
        actor.require(Permission.WRITE_CONVERSATIONS)


def _check(order: BulkOrder, now: dt.datetime) -> None:
    """Raises Invalid."""
    if (order.ids is None) == (order.wanted is None):
        raise Invalid(Problem(field="ids", code="ids_or_filter"))
    if order.ids is not None and not 1 <= len(order.ids) <= MOST_IDS:
        raise Invalid(Problem(field="ids", code="length", params={"least": 1, "most": MOST_IDS}))
    if len(order.reason) > MAX_REASON:
        raise Invalid(Problem(field="reason", code="too_long", params={"most": MAX_REASON}))
    _check_destination(order)
    if order.action in (BulkAction.TAG, BulkAction.UNTAG):
        clean_tags(order.tags)
        if not order.tags:
            raise Invalid(Problem(field="tags", code="required"))
    if order.action is BulkAction.SNOOZE:
        if order.until is None:
            raise Invalid(Problem(field="until", code="required"))
        check_moment("until", order.until, now)


def _check_destination(order: BulkOrder) -> None:
    destinations = [d for d in (order.user_id, order.queue_id, order.department_id) if d is not None]
    if order.action in (BulkAction.ASSIGN, BulkAction.TRANSFER):
        if not destinations:
            raise Invalid(Problem(field="user_id", code="transfer_to_nobody"))
        if len(destinations) > 1:
            raise Invalid(Problem(field="user_id", code="several_destinations"))
        if order.action is BulkAction.ASSIGN and order.user_id is None:
            raise Invalid(Problem(field="user_id", code="required"))
    elif destinations:
        raise Invalid(Problem(field="user_id", code="not_for_this_action"))
