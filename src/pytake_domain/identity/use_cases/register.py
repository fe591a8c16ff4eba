"""A company joins: a tenant with its first administrator, signed in."""

import datetime as dt

from msgspec.structs import replace

from pytake_domain.identity.plan import Plan
from pytake_domain.identity.ports import IdentityWork, PasswordHasher
from pytake_domain.identity.session import Device
from pytake_domain.identity.tenant import Tenant, slug_of
from pytake_domain.identity.use_cases.founding import first_administrator, founded, with_free_slug
from pytake_domain.identity.use_cases.issuing import Issued, TokenIssuer
from pytake_domain.identity.user import User, check_password
from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.ids import Ids, TenantId, UserId
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


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
        check_password(password, self._hasher, email, name, company)
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
        user = first_administrator(tenant, UserId(self._ids.new()), email=email, name=name)
        # Everything that can be wrong is known by now; hashing is the expensive part.
        user = replace(user, password_hash=await self._hasher.hash(password))
        return await with_free_slug(
            tenant, lambda it: self._store(it, user, device or Device(), now), asked=slug is not None, ids=self._ids
        )

    async def _store(self, tenant: Tenant, user: User, device: Device, now: dt.datetime) -> Issued:
        async with self._open_work(tenant.id) as work:
            await work.tenants.add(tenant)
            await work.users.add(user)
            session, token = await self._issuer.start(work, user, device, now)
            actor = Actor(kind=ActorKind.USER, id=user.id, tenant_id=tenant.id)
            work.events.add(*founded(tenant, user, actor, ids=self._ids, now=now))
        return self._issuer.issue(session, token, user, tenant, now)
