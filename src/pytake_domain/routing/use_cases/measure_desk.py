"""Figures of a period, and what happened in one conversation."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ConversationId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import ConversationNotFound, may_see
from pytake_domain.routing.desk_ports import TimelineEntry
from pytake_domain.routing.measure import Case, Measured, measured, period_of, spells
from pytake_domain.routing.ports import RoutingWork


class MeasureDesk:
    """Reads; changes nothing."""

    def __init__(self, *, open_work: OpenWork[RoutingWork], clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def stats(self, actor: Actor, *, first: dt.date | None = None, last: dt.date | None = None) -> Measured:
        """Of whole days in the company's time zone, both included. Raises Invalid."""
        actor.require(Permission.READ_METRICS)
        async with self._open_work(actor.tenant_id) as work:
            time_zone = (await work.tenants.get()).time_zone
            period = period_of(time_zone, self._clock.now(), first, last)
            found = [
                s for s in spells(await work.facts.changes(period)) if s.ended_at is None or s.ended_at >= period.since
            ]
            firsts = await work.facts.first_answers(found)
            cases = [Case(spell=spell, first=answer) for spell, answer in zip(found, firsts, strict=True)]
            ratings = await work.facts.ratings(period)
            return measured(cases, ratings, await work.facts.by_status(period), period, time_zone)

    async def timeline(
        self,
        actor: Actor,
        conversation_id: ConversationId,
        *,
        before: UUID | None,
        limit: int,
        since: UUID | None = None,
    ) -> Sequence[TimelineEntry]:
        """Messages, notes, assignments and changes, newest first; `since` an entry, itself and what followed it.

        Raises ConversationNotFound.
        """
        actor.require(Permission.READ_CONVERSATIONS)
        actor.require(Permission.READ_MESSAGES)
        async with self._open_work(actor.tenant_id) as work:
            view = await work.views.conversation(conversation_id)
            if not await may_see(work, actor, view.conversation):
                raise ConversationNotFound
            return await work.facts.timeline(conversation_id, before=before, limit=limit, since=since)
