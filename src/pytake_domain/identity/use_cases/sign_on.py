"""Somebody goes to their company's provider and comes back with a proof of who they are."""

from msgspec import msgpack

from pytake_domain.identity.errors import (
    SignOnAttemptOver,
    SignOnNobody,
    SignOnNotFound,
    SignOnRefused,
    TenantNotFound,
    UserInactive,
    UserNotFound,
)
from pytake_domain.identity.events import UserAdded, UserChanged
from pytake_domain.identity.passkey_ports import Ceremonies
from pytake_domain.identity.plan import Limit
from pytake_domain.identity.ports import IdentityLookup, IdentityWork, PasswordHasher
from pytake_domain.identity.session import Device
from pytake_domain.identity.sign_on import (
    HANDOVER,
    LIFETIME,
    PURPOSE,
    RANDOM_BYTES,
    CodeAnswer,
    Handover,
    ProviderIdentity,
    SignOn,
    SignOnAttempt,
    authorization_url,
    key_of,
    role_of_text,
)
from pytake_domain.identity.sign_on_ports import OpenIdProviders
from pytake_domain.identity.tenant import Tenant
from pytake_domain.identity.tenant_ports import TenantDirectory
from pytake_domain.identity.use_cases.issuing import Issued, TokenIssuer
from pytake_domain.identity.use_cases.manage_users import resolved
from pytake_domain.identity.user import NAME_MOST, Role, User, normalise_email
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.chance import Chance
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import EventId, Ids, RoleId, UserId
from pytake_domain.kernel.secrets import Secret, Vault
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

SIGN_ON_CALLBACK = "/api/v1/auth/oidc/callback"


class SignOnByProvider:
    """State and code are worth once, in the browser that began; what the provider says is believed for its own company alone."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        lookup: IdentityLookup,
        directory: TenantDirectory,
        providers: OpenIdProviders,
        ceremonies: Ceremonies,
        hasher: PasswordHasher,
        issuer: TokenIssuer,
        vault: Vault,
        clock: Clock,
        ids: Ids,
        chance: Chance,
    ) -> None:
        self._open_work = open_work
        self._lookup = lookup
        self._directory = directory
        self._providers = providers
        self._ceremonies = ceremonies
        self._hasher = hasher
        self._issuer = issuer
        self._vault = vault
        self._clock = clock
        self._ids = ids
        self._chance = chance

    async def offered(self, tenant: Tenant | None) -> bool:
        """Has the company a sign-on of its own?"""
        if tenant is None or tenant.is_going:
            return False
        async with self._open_work(tenant.id) as work:
            return await work.sign_on.find() is not None

    async def start(self, slug: str, origin: str) -> tuple[str, Secret]:
        """Where to go, and what the browser has to keep. Raises SignOnNotFound, SignOnProviderFailed."""
        tenant = await self._directory.by_slug(slug.strip().lower())
        if tenant is None or tenant.is_going:
            raise SignOnNotFound
        async with self._open_work(tenant.id) as work:
            settings = await work.sign_on.find()
        if settings is None:
            raise SignOnNotFound
        places = await self._providers.places(settings.issuer)
        state, binding = self._random(), self._random()
        attempt = SignOnAttempt(
            tenant_id=tenant.id,
            nonce=self._random(),
            verifier=self._random(),
            redirect_uri=origin + SIGN_ON_CALLBACK,
            binding=key_of("binding", binding),
        )
        now = self._clock.now()
        await self._ceremonies.put(key_of("state", state), msgpack.encode(attempt), now + LIFETIME, now)
        return authorization_url(places, settings, attempt, state), Secret(binding)

    async def callback(self, *, state: str, code: str, issuer: str | None, failed: str | None, binding: str) -> Secret:
        """Back from the provider: a code for the console, worth once, for a minute.

        Raises SignOnAttemptOver, SignOnRefused, SignOnNobody, SignOnNotFound, SignOnProviderFailed, UserInactive, LimitReached.
        """
        data = await self._ceremonies.take(key_of("state", state), self._clock.now())
        attempt = msgpack.decode(data, type=SignOnAttempt) if data is not None else None
        if attempt is None or attempt.binding != key_of("binding", binding):
            raise SignOnAttemptOver
        if failed is not None or not code:
            raise SignOnRefused(reason="provider")
        async with self._open_work(attempt.tenant_id) as work:
            settings = await work.sign_on.find()
        if settings is None:
            raise SignOnNotFound
        if issuer is not None and issuer != settings.issuer:
            raise SignOnRefused(reason="issuer")
        secret = await self._vault.open(attempt.tenant_id, PURPOSE, settings.secret)
        answer = CodeAnswer(
            issuer=settings.issuer,
            client_id=settings.client_id,
            code=code,
            verifier=attempt.verifier,
            redirect_uri=attempt.redirect_uri,
            nonce=attempt.nonce,
        )
        known = await self._providers.redeem(answer, secret, self._clock.now())
        user_id = await self._person(settings, known)
        handed = Handover(tenant_id=attempt.tenant_id, user_id=user_id, binding=attempt.binding)
        random, now = self._random(), self._clock.now()
        await self._ceremonies.put(key_of("code", random), msgpack.encode(handed), now + HANDOVER, now)
        return Secret(random)

    async def exchange(self, code: str, *, binding: str, device: Device) -> Issued:
        """The session. Raises SignOnAttemptOver, SignOnNobody, UserInactive."""
        now = self._clock.now()
        data = await self._ceremonies.take(key_of("code", code), now)
        handed = msgpack.decode(data, type=Handover) if data is not None else None
        if handed is None or handed.binding != key_of("binding", binding):
            raise SignOnAttemptOver
        async with self._open_work(handed.tenant_id) as work:
            try:
                user, tenant = await work.users.get(handed.user_id), await work.tenants.get()
            except (UserNotFound, TenantNotFound) as error:
                raise SignOnNobody from error
            if tenant.is_going or user.platform_admin:
                raise SignOnNobody
            if not user.active:
                raise UserInactive
            session, refresh = await self._issuer.start(work, user, device, now, by_provider=True)
        return self._issuer.issue(session, refresh, user, tenant, now)

    async def _person(self, settings: SignOn, known: ProviderIdentity) -> UserId:
        """Who it is, linked; the first time by the address. Raises SignOnNobody, UserInactive, LimitReached."""
        email = _verified(settings, known)
        found = await self._lookup.user_by_email(email) if email else None
        unknown = await self._hasher.hash(self._random()) if found is None and email and settings.creates else None
        async with self._open_work(settings.tenant_id) as work:
            # Locked, so that of two first sign-ons of one person one adds them.
            await work.tenants.get(lock=True)
            linked = await work.sign_on.linked(known.issuer, known.subject)
            if linked is not None:
                user = await _still(work, linked)
            elif found is not None and found.tenant_id == settings.tenant_id:
                user = await self._linked(work, found.id, known)
            elif unknown is not None and email:
                user = await self._added(work, settings, known, email, unknown)
            else:
                raise SignOnNobody
            # A company's own provider must not let anybody in who administers all companies.
            if user.platform_admin:
                raise SignOnNobody
            if not user.active:
                raise UserInactive
        return user.id

    async def _linked(self, work: IdentityWork, user_id: UserId, known: ProviderIdentity) -> User:
        user, now = await work.users.get(user_id), self._clock.now()
        await work.sign_on.link(known.issuer, known.subject, user.id, now)
        work.events.add(
            UserChanged(
                id=EventId(self._ids.new()),
                tenant_id=user.tenant_id,
                at=now,
                actor_kind=ActorKind.USER,
                actor_id=user.id,
                user_id=user.id,
                fields=("sign_on",),
                role=user.role.value,
                active=user.active,
            )
        )
        return user

    async def _added(
        self, work: IdentityWork, settings: SignOn, known: ProviderIdentity, email: str, unknown: Secret
    ) -> User:
        now, tenant = self._clock.now(), await work.tenants.get()
        if tenant.is_going:
            raise SignOnNobody
        tenant.allowance.check(Limit.USERS, await work.users.count_active())
        role = role_of_text(settings.role)
        plain, held = await resolved(work, role if isinstance(role, Role) else RoleId(role))
        user = User(
            id=UserId(self._ids.new()),
            tenant_id=settings.tenant_id,
            email=email,
            name=(known.name.strip() or email.partition("@")[0])[:NAME_MOST].strip(),
            password_hash=unknown,
            role=plain,
            custom_role=held,
            email_verified=True,
            created_at=now,
            updated_at=now,
        )
        await work.users.add(user)
        await work.sign_on.link(known.issuer, known.subject, user.id, now)
        work.events.add(
            UserAdded(
                id=EventId(self._ids.new()),
                tenant_id=user.tenant_id,
                at=now,
                actor_kind=ActorKind.SYSTEM,
                user_id=user.id,
                role=user.role.value,
            )
        )
        return user

    def _random(self) -> str:
        return self._chance.token(RANDOM_BYTES)


async def enforced(work: IdentityWork, user: User) -> bool:
    """Must they come by their company's own sign-on?"""
    if user.is_administrator:
        return False
    settings = await work.sign_on.find()
    return settings is not None and settings.enforced


async def _still(work: IdentityWork, user_id: UserId) -> User:
    try:
        return await work.users.get(user_id)
    except UserNotFound as error:
        raise SignOnNobody from error


def _verified(settings: SignOn, known: ProviderIdentity) -> str | None:
    """The address by which somebody may be known the first time, None when it is not theirs for sure."""
    if not known.email_verified:
        return None
    try:
        email = normalise_email(known.email)
    except Invalid:
        return None
    return email if settings.admits(email) else None
