"""Events become notifications, once each, in the transaction that ends their delivery."""

from collections.abc import Sequence

from pytake_domain.identity import Mailer, User, UserNotFound
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import EventId, Ids, TenantId
from pytake_domain.kernel.page import MAX_LIMIT, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.notifications.events import NotificationMade
from pytake_domain.notifications.notification import Notification, concerns_several, notify, person_of
from pytake_domain.notifications.ports import NotificationsWork
from pytake_domain.notifications.use_cases.mail_notices import notice_jobs


class NotifyPeople:
    """Hears of mentions, assignments, numbers, budgets and campaigns."""

    def __init__(self, *, open_work: OpenWork[NotificationsWork], mailer: Mailer, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._mailer = mailer
        self._clock = clock
        self._ids = ids

    async def on_events(self, tenant_id: TenantId, events: Sequence[Event]) -> None:
        """A repetition tells nobody anything again."""
        async with self._open_work(tenant_id) as work:
            found: list[Notification] = []
            for event in events:
                found += await _heard(work, notify(event, await self._people(work, event)))
            added = await work.notifications.add(found)
            for fresh in added:
                work.events.add(self._made(fresh))
            if self._mailer.is_set_up:
                await work.jobs.add(*notice_jobs(added, now=self._clock.now(), ids=self._ids))
            await work.deliveries.done([event.id for event in events])

    async def _people(self, work: NotificationsWork, event: Event) -> list[User]:
        if concerns_several(event):
            return await _everybody(work)
        user_id = person_of(event)
        try:
            return [await work.users.get(user_id)] if user_id is not None else []
        except UserNotFound:
            return []

    def _made(self, fresh: Notification) -> NotificationMade:
        return NotificationMade(
            id=EventId(self._ids.new()),
            tenant_id=fresh.tenant_id,
            at=fresh.at,
            notification_id=fresh.id,
            user_id=fresh.user_id,
            kind=fresh.kind,
            detail=fresh.detail,
            conversation_id=fresh.conversation_id,
            number_id=fresh.number_id,
            campaign_id=fresh.campaign_id,
        )


async def _heard(work: NotificationsWork, told: list[Notification]) -> list[Notification]:
    """Without those of people who muted the conversation."""
    if not told or told[0].conversation_id is None:
        return told
    quiet = await work.mutes.by(told[0].conversation_id, [one.user_id for one in told])
    return [one for one in told if one.user_id not in quiet]


async def _everybody(work: NotificationsWork) -> list[User]:
    found: list[User] = []
    number = 1
    while True:
        page = await work.users.page(PageRequest(page=number, limit=MAX_LIMIT))
        found += page.items
        if len(page.items) < MAX_LIMIT:
            return found
        number += 1
