"""The use cases on the real database and the real adapters: what only locks, commits and row security can show."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import msgspec
import pytest
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.engine import APP, WorkerPool, asyncpg_arguments
from pytake_adapters.postgres.identity_lookup import PostgresIdentityLookup, PostgresLockOuts
from pytake_adapters.postgres.vault_keys import PostgresVaultKeys
from pytake_adapters.postgres.work import PostgresOpenWork
from pytake_adapters.security import Argon2Passwords, EnvelopeVault, KeyRing, MasterKeys
from pytake_adapters.system import SystemChance, SystemClock, Uuid7Ids
from pytake_domain.identity import (
    Authenticate,
    CredentialsWrong,
    Device,
    Issued,
    LastAdministrator,
    ManageApiKeys,
    ManagePasswords,
    ManageUsers,
    Plan,
    RefreshRefused,
    RegisterTenants,
    Role,
    SecondSteps,
    SignedInCache,
    SignIn,
    SignInLocked,
    TokenIssuer,
    TokenRefused,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import LimitReached
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.contracts.identity import fresh_id
from pytake_domain.testing.memory.system import MemoryVault

PASSWORD = "segredo-1"
DEVICE = Device(address="203.0.113.7", user_agent="Firefox")


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return KeyRing.load_or_create(tmp_path_factory.mktemp("identity") / "keys")


@pytest.fixture(scope="module")
def hasher() -> Iterator[Argon2Passwords]:
    hasher = Argon2Passwords(memory_kib=64, rounds=1)
    yield hasher
    hasher.close()


class Installation:
    def __init__(
        self, open_work: PostgresOpenWork, workers: WorkerPool, ring: KeyRing, hasher: Argon2Passwords
    ) -> None:
        clock, ids, chance, cache = SystemClock(), Uuid7Ids(), SystemChance(), SignedInCache()
        issuer = TokenIssuer(tokens=ring, ids=ids, chance=chance)
        lookup = PostgresIdentityLookup(workers)
        self.registering = RegisterTenants(open_work=open_work, hasher=hasher, issuer=issuer, clock=clock, ids=ids)
        self.signing = SignIn(
            open_work=open_work,
            lookup=lookup,
            lock_outs=PostgresLockOuts(workers),
            hasher=hasher,
            issuer=issuer,
            steps=SecondSteps(vault=MemoryVault()),
            cache=cache,
            clock=clock,
            ids=ids,
        )
        self.authenticate = Authenticate(open_work=open_work, lookup=lookup, tokens=ring, cache=cache, clock=clock)
        self.passwords = ManagePasswords(
            open_work=open_work,
            hasher=hasher,
            lock_outs=PostgresLockOuts(workers),
            cache=cache,
            clock=clock,
            ids=ids,
            chance=SystemChance(),
        )
        self.users = ManageUsers(
            open_work=open_work,
            hasher=hasher,
            proofs=self.passwords,
            cache=cache,
            clock=clock,
            ids=ids,
            chance=SystemChance(),
        )
        self.keys = ManageApiKeys(open_work=open_work, cache=cache, clock=clock, ids=ids, chance=chance)

    async def register(self, plan: Plan = Plan.GROWTH) -> Issued:
        return await self.registering.register(
            company="Conexão Rápida",
            email=f"{fresh_id().hex}@rapida.example",
            password=PASSWORD,
            name="Ana",
            plan=plan,
        )


@pytest.fixture
def installation(
    postgres_work: PostgresOpenWork, workers: WorkerPool, ring: KeyRing, hasher: Argon2Passwords
) -> Installation:
    return Installation(postgres_work, workers, ring, hasher)


async def test_the_whole_way_from_registration_to_logout(installation: Installation) -> None:
    registered = await installation.register()
    issued = await installation.signing.login(email=registered.user.email, password=PASSWORD, device=DEVICE)
    assert isinstance(issued, Issued)
    following = await installation.signing.refresh(issued.refresh_token.reveal())

    signed = await installation.authenticate.token(following.token.reveal())
    assert msgspec.json.decode(msgspec.json.encode(signed.actor.id), type=type(fresh_id())) == registered.user.id
    assert signed.tenant == registered.tenant
    made = await installation.keys.create(signed.actor, name="ERP", permissions=[Permission.READ_CONTACTS])
    machine = await installation.authenticate.api_key(made.secret.reveal())
    assert machine.actor.permissions == {Permission.READ_CONTACTS}

    await installation.signing.logout(signed)

    with pytest.raises(TokenRefused):
        await installation.authenticate.token(following.token.reveal())
    with pytest.raises(RefreshRefused):
        await installation.signing.refresh(following.refresh_token.reveal())


async def test_companies_of_one_name_register_at_once(installation: Installation) -> None:
    issued = await asyncio.gather(*(installation.register() for _ in range(4)))

    assert len({one.tenant.slug for one in issued}) == 4


async def test_of_two_refreshes_at_once_one_ends_the_session(installation: Installation) -> None:
    issued = await installation.register()
    text = issued.refresh_token.reveal()

    answers = await asyncio.gather(*(installation.signing.refresh(text) for _ in range(4)), return_exceptions=True)

    (won,) = [answer for answer in answers if isinstance(answer, Issued)]
    assert all(isinstance(answer, RefreshRefused) for answer in answers if answer is not won)
    with pytest.raises(RefreshRefused):
        await installation.signing.refresh(won.refresh_token.reveal())
    with pytest.raises(TokenRefused):
        await installation.authenticate.token(won.token.reveal())


async def test_of_administrators_who_demote_each_other_one_stays(installation: Installation) -> None:
    registered = await installation.register()
    ana = (await installation.authenticate.token(registered.token.reveal())).actor
    bia = await installation.users.create(
        ana, email=f"{fresh_id().hex}@rapida.example", name="Bia", password=PASSWORD, role=Role.ADMIN
    )

    answers = await asyncio.gather(
        installation.users.change(ana, bia.id, role=Role.AGENT),
        installation.users.change(ana, registered.user.id, role=Role.AGENT),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, LastAdministrator) for answer in answers) == 1


async def test_a_plan_is_not_overrun_by_hiring_at_once(installation: Installation) -> None:
    registered = await installation.register(Plan.STARTER)
    ana = (await installation.authenticate.token(registered.token.reveal())).actor

    answers = await asyncio.gather(
        *(
            installation.users.create(
                ana, email=f"{fresh_id().hex}@rapida.example", name="Bia", password=PASSWORD, role=Role.AGENT
            )
            for _ in range(12)
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, LimitReached) for answer in answers) == 3


async def test_guessing_at_once_is_counted_in_full(installation: Installation) -> None:
    registered = await installation.register()
    answers = await asyncio.gather(
        *(
            installation.signing.login(email=registered.user.email, password=f"errada-{i}", device=DEVICE)
            for i in range(6)
        ),
        return_exceptions=True,
    )
    assert all(isinstance(answer, CredentialsWrong | SignInLocked) for answer in answers)

    with pytest.raises(SignInLocked):
        await installation.signing.login(email=registered.user.email, password=PASSWORD, device=DEVICE)


async def test_the_vault_keeps_its_keys(workers: WorkerPool, tmp_path: Path) -> None:
    masters, tenant_id = MasterKeys.load_or_create(tmp_path / "master.keys"), TenantId(fresh_id())
    vaults = [EnvelopeVault(keys=PostgresVaultKeys(workers), masters=masters, clock=SystemClock()) for _ in range(2)]
    sealed = await asyncio.gather(*(vault.seal(tenant_id, "access_token", Secret("segredo")) for vault in vaults))

    assert {one.key_version for one in sealed} == {1}
    assert await vaults[0].rotate(tenant_id) == 2
    for vault, one in zip(vaults, reversed(sealed), strict=True):
        assert await vault.open(tenant_id, "access_token", one) == Secret("segredo")


async def test_without_a_tenant_the_application_sees_and_writes_nothing(
    installation: Installation, database: WorkerDatabase
) -> None:
    registered = await installation.register()
    app = await asyncpg.connect(**asyncpg_arguments(database.url(APP)))
    try:
        for name in ("tenants", "users", "user_sessions", "api_keys", "tenant_keys"):
            assert await app.fetchval(f"TABLE {name} LIMIT 1") is None
        assert await app.execute("UPDATE users SET role = 'viewer'") == "UPDATE 0"
        assert await app.execute("DELETE FROM tenants") == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.fetch("SELECT * FROM lock_outs")
        await app.execute(f"SET app.tenant_id = '{fresh_id()}'")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute("INSERT INTO tenant_keys VALUES ($1, 1, '', 1, now())", registered.tenant.id)
    finally:
        await app.close()
