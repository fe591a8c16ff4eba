"""One installation in memory, with a clock that tests move."""

import datetime as dt
import itertools
from uuid import UUID

from msgspec.structs import replace

from pytake_domain.identity import (
    MAIL,
    AppointAdministrators,
    Authenticate,
    Device,
    EraseTenants,
    Issued,
    Mail,
    MailPeople,
    MailTokens,
    ManageApiKeys,
    ManagePasskeys,
    ManagePasswords,
    ManageRoles,
    ManageSecondFactors,
    ManageSessions,
    ManageSignInRules,
    ManageSignOn,
    ManageTenants,
    ManageUsers,
    Plan,
    ReadActivity,
    ReadMe,
    RecoverAccess,
    RegisterTenants,
    SecondSteps,
    SignedIn,
    SignedInCache,
    SignIn,
    SignInWithPasskeys,
    SignOnByProvider,
    TenantStatus,
    TokenIssuer,
    UserAdded,
    UserChanged,
    VerifySecondSteps,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.memory.guards import MemoryLockOuts, MemoryTokens, PlainPasswords
from pytake_domain.testing.memory.identity import IdentityState, MemoryIdentityLookup, MemoryOpenIdentity
from pytake_domain.testing.memory.limits import MemoryRateLimiter
from pytake_domain.testing.memory.mail import MemoryMailer, PlainMailTexts
from pytake_domain.testing.memory.passkeys import MemoryCeremonies, PlainPasskeyVerifier
from pytake_domain.testing.memory.sign_on import MemoryOpenIdProviders
from pytake_domain.testing.memory.system import MemoryVault
from pytake_domain.testing.memory.tenants import MemoryErasures, MemoryTenantDirectory, MemoryTenantStore

PHONE = Device(address="203.0.113.7", user_agent="Firefox")


class SetClock:
    def __init__(self) -> None:
        self.at = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += dt.timedelta(**by)


class CountingIds:
    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def new(self) -> UUID:
        return UUID(int=next(self._numbers))


class CountingChance:
    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def fraction(self) -> float:
        return 0.5

    def token(self, size: int) -> str:
        return f"chance{next(self._numbers):0{size}d}"


class House:
    """Everything of identity, on one state."""

    def __init__(self) -> None:
        self.state = IdentityState()
        self.posted: set[str] = set()
        self.open_work = MemoryOpenIdentity(self.state)
        self.clock, self.ids, self.chance = SetClock(), CountingIds(), CountingChance()
        self.tokens, self.hasher, self.cache = MemoryTokens(), PlainPasswords(), SignedInCache()
        self.lock_outs, self.lookup = MemoryLockOuts(), MemoryIdentityLookup(self.state)
        issuer = TokenIssuer(tokens=self.tokens, ids=self.ids, chance=self.chance)
        self.registering = RegisterTenants(
            open_work=self.open_work, hasher=self.hasher, issuer=issuer, clock=self.clock, ids=self.ids
        )
        self.vault = MemoryVault()
        steps = SecondSteps(vault=self.vault)
        self.signing = SignIn(
            open_work=self.open_work,
            lookup=self.lookup,
            lock_outs=self.lock_outs,
            hasher=self.hasher,
            issuer=issuer,
            steps=steps,
            cache=self.cache,
            clock=self.clock,
            ids=self.ids,
        )
        self.verifying = VerifySecondSteps(
            open_work=self.open_work,
            vault=self.vault,
            steps=steps,
            lock_outs=self.lock_outs,
            issuer=issuer,
            clock=self.clock,
        )
        self.authenticate = self.another_process(self.cache)
        self.sessions = ManageSessions(open_work=self.open_work, cache=self.cache, clock=self.clock, ids=self.ids)
        self.passwords = ManagePasswords(
            open_work=self.open_work,
            hasher=self.hasher,
            lock_outs=self.lock_outs,
            cache=self.cache,
            clock=self.clock,
            ids=self.ids,
            chance=self.chance,
        )
        self.users = ManageUsers(
            open_work=self.open_work,
            hasher=self.hasher,
            proofs=self.passwords,
            cache=self.cache,
            clock=self.clock,
            ids=self.ids,
            chance=self.chance,
        )
        self.factors = ManageSecondFactors(
            open_work=self.open_work,
            lookup=self.lookup,
            vault=self.vault,
            passwords=self.passwords,
            cache=self.cache,
            clock=self.clock,
            ids=self.ids,
            chance=self.chance,
        )
        self.ceremonies, self.verifier = MemoryCeremonies(), PlainPasskeyVerifier()
        self.passkeys = ManagePasskeys(
            open_work=self.open_work,
            ceremonies=self.ceremonies,
            verifier=self.verifier,
            passwords=self.passwords,
            cache=self.cache,
            clock=self.clock,
            ids=self.ids,
            chance=self.chance,
        )
        self.showing = SignInWithPasskeys(
            open_work=self.open_work,
            lookup=self.lookup,
            ceremonies=self.ceremonies,
            verifier=self.verifier,
            lock_outs=self.lock_outs,
            limiter=MemoryRateLimiter(self.clock),
            steps=steps,
            issuer=issuer,
            clock=self.clock,
            ids=self.ids,
            chance=self.chance,
        )
        self.providers = MemoryOpenIdProviders()
        self.rules = ManageSignInRules(open_work=self.open_work, cache=self.cache, clock=self.clock, ids=self.ids)
        self.sign_on = ManageSignOn(
            open_work=self.open_work, providers=self.providers, vault=self.vault, clock=self.clock, ids=self.ids
        )
        self.by_provider = SignOnByProvider(
            open_work=self.open_work,
            lookup=self.lookup,
            directory=MemoryTenantDirectory(self.state),
            providers=self.providers,
            ceremonies=self.ceremonies,
            hasher=self.hasher,
            issuer=issuer,
            vault=self.vault,
            clock=self.clock,
            ids=self.ids,
            chance=self.chance,
        )
        self.activity = ReadActivity(open_work=self.open_work)
        self.keys = ManageApiKeys(
            open_work=self.open_work, cache=self.cache, clock=self.clock, ids=self.ids, chance=self.chance
        )
        self.me = ReadMe(open_work=self.open_work)
        self.mailer, self.mail_tokens = MemoryMailer(), MailTokens(vault=self.vault)
        self.mailing = MailPeople(
            open_work=self.open_work,
            tokens=self.mail_tokens,
            mailer=self.mailer,
            texts=PlainMailTexts(),
            clock=self.clock,
        )
        self.recovering = RecoverAccess(
            open_work=self.open_work,
            lookup=self.lookup,
            passwords=self.passwords,
            hasher=self.hasher,
            tokens=self.mail_tokens,
            mailer=self.mailer,
            limiter=MemoryRateLimiter(self.clock),
            cache=self.cache,
            clock=self.clock,
            ids=self.ids,
        )
        self.roles = ManageRoles(open_work=self.open_work, cache=self.cache, clock=self.clock, ids=self.ids)
        self.directory = MemoryTenantDirectory(self.state)
        self.tenants = ManageTenants(
            open_work=self.open_work,
            directory=self.directory,
            hasher=self.hasher,
            cache=self.cache,
            clock=self.clock,
            ids=self.ids,
            chance=self.chance,
        )
        self.stores = (MemoryTenantStore("rows"), MemoryTenantStore("files"))
        self.erasures = MemoryErasures()
        self.erasing = EraseTenants(
            open_work=self.open_work,
            stores=self.stores,
            erasures=self.erasures,
            cache=self.cache,
            clock=self.clock,
            ids=self.ids,
        )
        self.appointing = AppointAdministrators(
            open_work=self.open_work, lookup=self.lookup, clock=self.clock, ids=self.ids
        )

    def another_process(self, cache: SignedInCache | None = None) -> Authenticate:
        """Who accepts proofs in a process with a cache of its own."""
        return Authenticate(
            open_work=self.open_work,
            lookup=self.lookup,
            tokens=self.tokens,
            cache=cache or SignedInCache(),
            clock=self.clock,
        )

    async def register(self, email: str = "ana@rapida.example", *, plan: Plan | None = None) -> Issued:
        return await self.registering.register(
            company="Conexão Rápida", email=email, password="segredo-1", name="Ana", plan=plan
        )

    async def platform(self, email: str = "op@pytake.example") -> Actor:
        """An administrator of the platform, of a company of their own."""
        await self.register(email)
        await self.appointing.appoint(email)
        return (await self.accept(await self.login(email))).actor

    async def login(
        self, email: str = "ana@rapida.example", password: str = "segredo-1", device: Device = PHONE
    ) -> Issued:
        issued = await self.signing.login(email=email, password=password, device=device)
        assert isinstance(issued, Issued)
        return issued

    async def accept(self, issued: Issued) -> SignedIn:
        return await self.authenticate.token(issued.token.reveal())

    async def post(self) -> list[Mail]:
        """Tell who writes to people what happened, and run the errands; what left."""
        told = self.state.delivered
        events = [e for e in self.state.events if isinstance(e, UserAdded | UserChanged) and e.id not in told]
        for event in events:
            await self.mailing.on_events(event.tenant_id, [event])
        jobs = [job for job in self.state.jobs if job.kind == MAIL and job.key not in self.posted]
        for job in jobs:
            await self.mailing.run(job.tenant_id, job.payload)
            self.posted.add(job.key or "")
        sent, self.mailer.sent = self.mailer.sent, []
        return sent

    def suspend(self, tenant_id: TenantId) -> None:
        tenant = self.state.tenants[tenant_id]
        self.state.tenants[tenant_id] = replace(tenant, status=TenantStatus.SUSPENDED, status_reason="fatura")

    def said(self) -> list[str]:
        return [event.name for event in self.state.events]

    def last(self) -> Event:
        return self.state.events[-1]
