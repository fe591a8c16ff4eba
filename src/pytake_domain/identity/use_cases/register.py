"""A company joins: a tenant with its first administrator, signed in."""

import datetime as dt

from msgspec.structs import replace

from pytake_domain.identity.errors import SlugTaken
from pytake_domain.identity.events import TenantRegistered, UserAdded
from pytake_domain.identity.plan import Plan
from pytake_domain.identity.ports import IdentityWork, PasswordHasher
from pytake_domain.identity.session import Device
from pytake_domain.identity.tenant import SLUG_MOST, Tenant, slug_of
from pytake_domain.identity.use_cases.issuing import Issued, TokenIssuer
from pytake_domain.identity.user import Role, User, check_password, normalise_email
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import EventId, Ids, TenantId, UserId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

_SUFFIX = 8


class RegisterTenants:
    """Registers tenants; `plan` is what they begin with."""

    def __init__(
        self,
        *,
        open_work: OpenWork[IdentityWork],
        hasher: PasswordHasher,
        issuer: TokenIssuer,
        clock: Clock,
        ids: Ids,
        plan: Plan = Plan.STARTER,
    ) -> None:
        self._open_work = open_work
        self._hasher = hasher
        self._issuer = issuer
        self._clock = clock
        self._ids = ids
        self._plan = plan

    async def register(
        self,
        *,
        company: str,
        email: str,
        password: str,
        name: str,
        slug: str | None = None,
        time_zone: str = "America/Sao_Paulo",
        language: Language = Language.PT_BR,
        currency: str = "BRL",
        plan: Plan | None = None,
        device: Device | None = None,
    ) -> Issued:
        """Make tenant and administrator. Without `slug` one is made of the company's name.

        Raises Invalid, EmailTaken, SlugTaken (only for a `slug` that was asked for). `plan` is for operators: it is not
        something that who registers may choose.
        """
        now = self._clock.now()
        check_password(password)
        tenant = Tenant(
            id=TenantId(self._ids.new()),
            name=company.strip(),
            slug=slug or slug_of(company),
            created_at=now,
            updated_at=now,
            plan=plan or self._plan,
            time_zone=time_zone,
            language=language,
            currency=currency,
        )
        user = User(
            id=UserId(self._ids.new()),
            tenant_id=tenant.id,
            email=normalise_email(email),
            name=name.strip(),
            password_hash=Secret(""),
            role=Role.ADMIN,
            created_at=now,
            updated_at=now,
        )
        # Everything that can be wrong is known by now; hashing is the expensive part.
        user = replace(user, password_hash=await self._hasher.hash(password))
        try:
            return await self._store(tenant, user, device or Device(), now)
        except SlugTaken:
            if slug is not None:
                raise
        # Eight hexadecimal digits of chance: a second clash is not to be expected, and would be reported.
        suffix = self._ids.new().hex[-_SUFFIX:]
        start = slug_of(company)[: SLUG_MOST - _SUFFIX - 1].rstrip("-")
        return await self._store(replace(tenant, slug=f"{start}-{suffix}"), user, device or Device(), now)

    async def _store(self, tenant: Tenant, user: User, device: Device, now: dt.datetime) -> Issued:
        async with self._open_work(tenant.id) as work:
            await work.tenants.add(tenant)
            await work.users.add(user)
            session, token = await self._issuer.start(work, user, device, now)
            work.events.add(
                TenantRegistered(
                    id=EventId(self._ids.new()),
                    tenant_id=tenant.id,
                    at=now,
                    actor_kind=ActorKind.USER,
                    actor_id=user.id,
                    slug=tenant.slug,
                    user_id=user.id,
                ),
                UserAdded(
                    id=EventId(self._ids.new()),
                    tenant_id=tenant.id,
                    at=now,
                    actor_kind=ActorKind.USER,
                    actor_id=user.id,
                    user_id=user.id,
                    role=user.role.value,
                ),
            )
        return self._issuer.issue(session, token, user, tenant, now)
