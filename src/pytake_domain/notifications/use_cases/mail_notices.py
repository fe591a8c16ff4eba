"""Who does not look at the console is written to: once for what gathered in a few minutes."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from uuid import UUID

import msgspec
from msgspec.structs import replace

from pytake_domain.identity import (
    Mail,
    Mailer,
    MailKind,
    MailRefused,
    MailTokenRefused,
    MailTokens,
    SignedInCache,
    Tenant,
    TenantNotFound,
    User,
    UserChanged,
    UserNotFound,
)
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import EventId, Ids, TenantId, UserId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.notifications.notification import TOPICS, NoticeTopic, Notification, wants_mail
from pytake_domain.notifications.ports import NoticeTexts, NotificationsWork

NOTICE = "notice"
PATIENCE = dt.timedelta(minutes=5)
"""Who reads what they were told in the console within this time gets no mail of it."""


class NoticeErrand(msgspec.Struct, frozen=True, kw_only=True):
    """The job: one mail to one person, the same however often it is run."""

    id: UUID
    user_id: UserId


def notice_jobs(fresh: Iterable[Notification], *, now: dt.datetime, ids: Ids) -> list[Job]:
    """One for each person and minute: what comes while it waits goes with it.

    A job waits for longer than its minute lasts, so that none is left out because its job runs already.
    """
    people = {(each.tenant_id, each.user_id) for each in fresh if each.by_mail}
    return [
        Job(
            kind=NOTICE,
            tenant_id=tenant_id,
            payload=msgspec.json.encode(NoticeErrand(id=ids.new(), user_id=user_id)),
            not_before=now + PATIENCE,
            key=f"{NOTICE}:{user_id}:{now:%Y%m%d%H%M}",
        )
        for tenant_id, user_id in sorted(people)
    ]


class MailNotices:
    """Runs these jobs, and takes back what somebody wanted by mail."""

    def __init__(
        self,
        *,
        open_work: OpenWork[NotificationsWork],
        tokens: MailTokens,
        mailer: Mailer,
        texts: NoticeTexts,
        cache: SignedInCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._tokens = tokens
        self._mailer = mailer
        self._texts = texts
        self._cache = cache
        self._clock = clock
        self._ids = ids

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job. What the mail is about is settled before it leaves, so that a second run sends the same one under the same id,
        and another mail never says it again. Raises Unavailable when the mail server is away, and is tried again.
        """
        errand = msgspec.json.decode(payload, type=NoticeErrand)
        try:
            async with self._open_work(tenant_id) as work:
                user, tenant = await work.users.get(errand.user_id), await work.tenants.get()
                owed = await work.notifications.owed(errand.user_id, errand.id)
        except (UserNotFound, TenantNotFound):
            return
        wanted = [each for each in owed if wants_mail(user, TOPICS[each.kind])]
        if wanted and not tenant.is_suspended and self._mailer.is_set_up:
            # What is refused for good no repetition would mend; the console still shows it.
            with suppress(MailRefused):
                await self._mailer.send(await self._written(errand, user, tenant, wanted))
        async with self._open_work(tenant_id) as work:
            await work.notifications.mailed(errand.user_id, errand.id, self._clock.now())

    async def stop(self, token: str) -> tuple[NoticeTopic, ...]:
        """No more mail of what the token is about; which those are. Raises MailTokenRefused; twice is as once."""
        proof = await self._tokens.read(token, MailKind.NOTICE)
        topics = tuple(topic for topic in NoticeTopic if topic.value in proof.about)
        now = self._clock.now()
        async with self._open_work(proof.tenant_id) as work:
            try:
                user, tenant = await work.users.get(proof.user_id), await work.tenants.get()
            except (UserNotFound, TenantNotFound) as error:
                raise MailTokenRefused from error
            if tenant.is_going or not topics or not proof.holds(user, MailKind.NOTICE, now):
                raise MailTokenRefused
            told = user.preferences.notifications
            less = replace(told, mail=replace(told.mail, **{topic.value: False for topic in topics}))
            if less == told:
                return topics
            changed = replace(user, preferences=replace(user.preferences, notifications=less), updated_at=now)
            await work.users.save(changed)
            work.events.add(self._changed(changed))
        self._cache.forget_user(user.id)
        return topics

    async def _written(self, errand: NoticeErrand, user: User, tenant: Tenant, wanted: Sequence[Notification]) -> Mail:
        topics = sorted({TOPICS[each.kind] for each in wanted})
        company = tenant.branding.name or tenant.name
        notice = self._texts.write(
            user.preferences.language or tenant.language,
            name=user.name,
            company=company,
            counts=Counter(each.kind for each in wanted),
            tokens={topic: await self._token(user, topic) for topic in topics},
            all_of_them=await self._token(user, *topics),
        )
        return Mail(
            id=str(errand.id),
            to=user.email,
            subject=notice.subject,
            text=notice.text,
            sender_name=company,
            sender_address=tenant.branding.sender_address,
            unsubscribe=notice.unsubscribe,
        )

    async def _token(self, user: User, *topics: NoticeTopic) -> Secret:
        until = self._clock.now() + MailKind.NOTICE.lifetime
        return await self._tokens.make(user, MailKind.NOTICE, until, about=tuple(topic.value for topic in topics))

    def _changed(self, user: User) -> UserChanged:
        return UserChanged(
            id=EventId(self._ids.new()),
            tenant_id=user.tenant_id,
            at=user.updated_at,
            actor_kind=ActorKind.USER,
            actor_id=user.id,
            user_id=user.id,
            fields=("preferences",),
            role=user.role.value,
            active=user.active,
        )
