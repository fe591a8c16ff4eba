"""A forgotten password and an address to confirm: by mail, and the links in it."""

from msgspec.structs import replace

from pytake_domain.identity.errors import MailNotSetUp, MailTokenRefused, TenantNotFound, UserNotFound
from pytake_domain.identity.events import UserChanged
from pytake_domain.identity.lock_out import pair
from pytake_domain.identity.mail import Errand, MailKind, MailTokens, Proof
from pytake_domain.identity.mail_ports import Mailer
from pytake_domain.identity.ports import IdentityLookup, IdentityWork, PasswordHasher
from pytake_domain.identity.signed_in import SignedInCache
from pytake_domain.identity.use_cases.mail_people import errand_job
from pytake_domain.identity.use_cases.manage_users import sign_out
from pytake_domain.identity.use_cases.passwords import ManagePasswords
from pytake_domain.identity.user import User, check_password, normalise_email
from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.errors import Throttled
from pytake_domain.kernel.ids import EventId, Ids, TenantId
from pytake_domain.kernel.limits import Rate, RateLimiter
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

ASKED = Rate(per_second=1 / 600, burst=3)
"""Mails that may be asked for: of one address, and from one place."""
FROM_ONE_PLACE = Rate(per_second=1 / 60, burst=20)
_MAIL_DOTS = 2


class RecoverAccess:
    """Nobody learns from it who has an account: what is answered, and how long it takes, is the same."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        lookup: IdentityLookup,
        passwords: ManagePasswords,
        hasher: PasswordHasher,
        tokens: MailTokens,
        mailer: Mailer,
        limiter: RateLimiter,
        cache: SignedInCache,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._lookup = lookup
        self._passwords = passwords
        self._hasher = hasher
        self._tokens = tokens
        self._mailer = mailer
        self._limiter = limiter
        self._cache = cache
        self._clock = clock
        self._ids = ids

    async def forgot(self, email: str, *, address: str) -> None:
        """A mail with a link, if there is somebody. Raises MailNotSetUp, Throttled, Invalid for what is no address."""
        if not self._mailer.is_set_up:
            raise MailNotSetUp
        account = normalise_email(email)
        await self._take(f"recover:{pair('', account).hex()}", ASKED)
        await self._take(f"recover-from:{pair(address, '').hex()}", FROM_ONE_PLACE)
        user = await self._lookup.user_by_email(account)
        new = self._ids.new()
        # Nobody's errand is stored and run like somebody's.
        tenant_id = user.tenant_id if user is not None else TenantId(new)
        errand = Errand(id=str(new), kind=MailKind.RECOVERY, user_id=user.id if user is not None else None)
        async with self._open_work(tenant_id) as work:
            await work.jobs.add(errand_job(tenant_id, errand))

    async def _take(self, key: str, rate: Rate) -> None:
        verdict = await self._limiter.take(key, rate)
        if not verdict.allowed:
            raise Throttled(retry_after=max(1, round(verdict.retry_after)))

    async def reset(self, token: str, password: str) -> None:
        """The token of a mail, or of an invitation that was handed over; all sessions end.

        Raises MailTokenRefused, InvitationRefused, Invalid.
        """
        if token.count(".") != _MAIL_DOTS:
            await self._passwords.accept(token, password)
            return
        check_password(password, self._hasher)
        proof = await self._tokens.read(token, MailKind.RECOVERY)
        async with self._open_work(proof.tenant_id) as work:
            proven, tenant = await self._proven(work, proof, MailKind.RECOVERY), await work.tenants.get()
        check_password(password, self._hasher, proven.email, proven.name, tenant.name)
        fresh = await self._hasher.hash(password)
        now = self._clock.now()
        async with self._open_work(proof.tenant_id) as work:
            # Of the version that was proven: of two uses at once one is a conflict.
            user = await self._proven(work, proof, MailKind.RECOVERY)
            actor = Actor(kind=ActorKind.USER, id=user.id, tenant_id=user.tenant_id)
            # Whoever reads the mail has the address.
            changed = replace(
                user,
                password_hash=fresh,
                invitation_hash=None,
                invited_until=None,
                email_verified=True,
                updated_at=now,
            )
            await work.users.save(changed)
            work.events.add(self._changed(actor, changed, "password"))
            await sign_out(work, actor, user, "password_changed", ids=self._ids, now=now)
        self._cache.forget_user(user.id)

    async def verify(self, token: str) -> None:
        """The address is theirs. Once; raises MailTokenRefused, also when it changed since."""
        proof = await self._tokens.read(token, MailKind.VERIFICATION)
        async with self._open_work(proof.tenant_id) as work:
            user = await self._proven(work, proof, MailKind.VERIFICATION)
            changed = replace(user, email_verified=True, updated_at=self._clock.now())
            await work.users.save(changed)
            actor = Actor(kind=ActorKind.USER, id=user.id, tenant_id=user.tenant_id)
            work.events.add(self._changed(actor, changed, "email_verified"))
        self._cache.forget_user(user.id)

    async def _proven(self, work: IdentityWork, proof: Proof, kind: MailKind) -> User:
        try:
            user, tenant = await work.users.get(proof.user_id), await work.tenants.get()
        except (UserNotFound, TenantNotFound) as error:
            raise MailTokenRefused from error
        if tenant.is_going or not proof.holds(user, kind, self._clock.now()):
            raise MailTokenRefused
        return user

    def _changed(self, actor: Actor, user: User, field: str) -> UserChanged:
        return UserChanged(
            id=EventId(self._ids.new()),
            tenant_id=user.tenant_id,
            at=user.updated_at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            user_id=user.id,
            fields=(field,),
            role=user.role.value,
            active=user.active,
        )
