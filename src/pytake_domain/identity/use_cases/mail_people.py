"""People are written to, by jobs: nothing leaves while a transaction is open."""

from collections.abc import Sequence

import msgspec

from pytake_domain.identity.errors import MailRefused, TenantNotFound, UserNotFound
from pytake_domain.identity.events import UserAdded, UserChanged
from pytake_domain.identity.mail import Errand, Mail, MailKind, MailTokens
from pytake_domain.identity.mail_ports import Mailer, MailTexts
from pytake_domain.identity.ports import IdentityWork
from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.user import User
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork

MAIL = "mail"
HOUR = 3600


def errand_job(tenant_id: TenantId, errand: Errand) -> Job:
    """The job of an errand; the same errand once."""
    return Job(kind=MAIL, tenant_id=tenant_id, payload=msgspec.json.encode(errand), key=f"{MAIL}:{errand.id}")


class MailPeople:
    """Runs errands; what happened to people makes some."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        tokens: MailTokens,
        mailer: Mailer,
        texts: MailTexts,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._tokens = tokens
        self._mailer = mailer
        self._texts = texts
        self._clock = clock

    async def on_events(self, tenant_id: TenantId, events: Sequence[UserAdded | UserChanged]) -> None:
        """Who is invited gets the invitation, who has another address is asked to confirm it; once for one event, whose delivery
        ends here. Raises LeaseLost.
        """
        async with self._open_work(tenant_id) as work:
            await work.deliveries.done([event.id for event in events])
            for event in events:
                kind = _kind_of(event)
                if kind is not None and self._mailer.is_set_up:
                    errand = Errand(id=str(event.id), kind=kind, user_id=event.user_id)
                    await work.jobs.add(errand_job(tenant_id, errand))

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job. Raises Unavailable when the mail server is away, and is tried again."""
        errand = msgspec.json.decode(payload, type=Errand)
        if errand.user_id is None:
            return
        try:
            async with self._open_work(tenant_id) as work:
                user, tenant = await work.users.get(errand.user_id), await work.tenants.get()
        except (UserNotFound, TenantNotFound):
            return
        kind = _still(user, errand.kind)
        if kind is None or tenant.is_going or not user.active:
            return
        try:
            await self._mailer.send(await self._written(errand, kind, user, tenant))
        except MailRefused:
            # No repetition would mend it; whoever waits for it asks again, or their administrator hands an invitation over.
            return

    async def _written(self, errand: Errand, kind: MailKind, user: User, tenant: Tenant) -> Mail:
        until = self._clock.now() + kind.lifetime
        if kind is MailKind.INVITATION and user.invited_until is not None:
            until = user.invited_until
        token = await self._tokens.make(user, kind, until)
        company = tenant.branding.name or tenant.name
        subject, text = self._texts.write(
            kind,
            user.preferences.language or tenant.language,
            name=user.name,
            company=company,
            token=token,
            hours=int(kind.lifetime.total_seconds()) // HOUR,
        )
        return Mail(
            id=errand.id,
            to=user.email,
            subject=subject,
            text=text,
            sender_name=company,
            sender_address=tenant.branding.sender_address,
        )


def _kind_of(event: UserAdded | UserChanged) -> MailKind | None:
    if isinstance(event, UserAdded):
        # Whether they were invited is seen when the errand is run.
        return MailKind.INVITATION
    if "invitation" in event.fields:
        return MailKind.INVITATION
    return MailKind.VERIFICATION if "email" in event.fields else None


def _still(user: User, kind: MailKind) -> MailKind | None:
    """What is to be said of it by now: who was added with a password has no invitation, and confirms their address instead."""
    if kind is MailKind.INVITATION and user.invitation_hash is None:
        kind = MailKind.VERIFICATION
    if kind is MailKind.VERIFICATION and user.email_verified:
        return None
    return kind
