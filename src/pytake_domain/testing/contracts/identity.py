"""What the domain relies on from whoever stores identity.

Subclass `IdentityWorkContract` with `open_work`, `IdentityLookupContract` with `open_work` and `lookup`, `LockOutContract` with
`lock_outs`, `VaultKeysContract` with `vault_keys`. Every case makes its own tenants, so the store need not be empty.
"""

import datetime as dt
import secrets
from uuid import UUID

import pytest
from msgspec.structs import replace

from pytake_domain.identity import (
    Activity,
    ApiKey,
    ApiKeyNotFound,
    Branding,
    CustomRole,
    Device,
    EmailTaken,
    IdentityLookup,
    IdentityWork,
    NotificationPreferences,
    OwnLimits,
    Preferences,
    Role,
    RoleNameTaken,
    RoleNotFound,
    SecondFactor,
    Session,
    SessionNotFound,
    SlugTaken,
    Tenant,
    TenantNotFound,
    TenantSettings,
    TenantStatus,
    User,
    UserChanged,
    UserNotFound,
)
from pytake_domain.kernel.actor import ActorKind, Permission
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ApiKeyId, EventId, RoleId, SessionId, TenantId, UserId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.secrets import Sealed, Secret
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.work import OpenWork

AT = dt.datetime(2026, 11, 3, 12, 30, 15, 123456, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def fresh_id() -> UUID:
    """An id that no other case uses."""
    return UUID(bytes=secrets.token_bytes(16), version=4)


def a_tenant(**changes: object) -> Tenant:
    """A tenant of its own."""
    tenant_id = TenantId(fresh_id())
    tenant = Tenant(
        id=tenant_id, name="Conexão Rápida", slug=f"conexao-{tenant_id.hex[:16]}", created_at=AT, updated_at=AT
    )
    return replace(tenant, **changes)


def a_user(tenant: Tenant, **changes: object) -> User:
    """A person of a tenant."""
    user_id = UserId(fresh_id())
    user = User(
        id=user_id,
        tenant_id=tenant.id,
        email=f"{user_id.hex}@exemplo.com.br",
        name="Ana Souza",
        password_hash=Secret("$argon2id$of-a-test"),
        role=Role.ADMIN,
        created_at=AT,
        updated_at=AT,
    )
    return replace(user, **changes)


def a_role(tenant: Tenant, **changes: object) -> CustomRole:
    """A role of a tenant's own."""
    role = CustomRole(
        id=RoleId(fresh_id()),
        tenant_id=tenant.id,
        name="Financeiro",
        permissions=frozenset({Permission.READ_ERP, Permission.READ_BILLING}),
        created_at=AT,
        updated_at=AT,
    )
    return replace(role, **changes)


def a_session(user: User, **changes: object) -> Session:
    """A session of a person."""
    session = Session(
        id=SessionId(fresh_id()),
        tenant_id=user.tenant_id,
        user_id=user.id,
        family_hash=secrets.token_bytes(32),
        token_hash=secrets.token_bytes(32),
        created_at=AT,
        used_at=AT,
        expires_at=AT + dt.timedelta(days=7),
        device=Device(address="203.0.113.7", user_agent="Firefox"),
    )
    return replace(session, **changes)


def an_api_key(tenant: Tenant, **changes: object) -> ApiKey:
    """A key of a tenant."""
    key = ApiKey(
        id=ApiKeyId(fresh_id()),
        tenant_id=tenant.id,
        name="Integração",
        key_hash=secrets.token_bytes(32),
        last_four="wxyz",
        permissions=frozenset({Permission.READ_MESSAGES, Permission.WRITE_MESSAGES}),
        created_at=AT,
        created_by=UserId(fresh_id()),
        expires_at=AT + MINUTE,
    )
    return replace(key, **changes)


class _WithWork:
    @pytest.fixture
    def open_work(self) -> OpenWork[IdentityWork]:
        """Works under test."""
        pytest.fail("the subclass supplies `open_work`")

    @pytest.fixture
    async def tenant(self, open_work: OpenWork[IdentityWork]) -> Tenant:
        """A stored tenant."""
        return await self.stored(open_work, a_tenant())

    @pytest.fixture
    async def user(self, open_work: OpenWork[IdentityWork], tenant: Tenant) -> User:
        """A stored person of it."""
        user = a_user(tenant)
        async with open_work(tenant.id) as work:
            await work.users.add(user)
        return user

    @staticmethod
    async def stored(open_work: OpenWork[IdentityWork], tenant: Tenant) -> Tenant:
        """The tenant, stored."""
        async with open_work(tenant.id) as work:
            await work.tenants.add(tenant)
        return tenant


class IdentityWorkContract(_WithWork):
    """Fixture to fill in: `open_work`."""

    async def test_a_tenant_comes_back_whole(self, open_work: OpenWork[IdentityWork]) -> None:
        tenant = a_tenant(
            branding=Branding(name="Rápida", primary_color="#0A7CFF", domain=f"{fresh_id().hex}.rapida.example"),
            settings=TenantSettings(opt_out_words=("Chega", "não quero")),
            limits=OwnLimits(users=None, flows=3, requests_per_second=7),
            second_factor_demanded=True,
            status=TenantStatus.SUSPENDED,
            status_reason="fatura em aberto",
        )
        await self.stored(open_work, tenant)

        async with open_work(tenant.id) as work:
            assert await work.tenants.get() == tenant
            assert await work.tenants.get(lock=True) == tenant

    async def test_a_work_of_nobody_finds_no_tenant(self, open_work: OpenWork[IdentityWork]) -> None:
        async with open_work(TenantId(fresh_id())) as work:
            with pytest.raises(TenantNotFound):
                await work.tenants.get()

    async def test_a_slug_is_unique_in_the_installation(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant
    ) -> None:
        other = a_tenant(slug=tenant.slug)

        with pytest.raises(SlugTaken):
            await self.stored(open_work, other)

    async def test_a_stale_tenant_is_not_saved(self, open_work: OpenWork[IdentityWork], tenant: Tenant) -> None:
        async with open_work(tenant.id) as work:
            await work.tenants.save(replace(tenant, name="Conexão Nova"))

        with pytest.raises(StaleVersion):
            async with open_work(tenant.id) as work:
                await work.tenants.save(replace(tenant, name="Conexão Velha"))
        async with open_work(tenant.id) as work:
            assert (await work.tenants.get()).name == "Conexão Nova"

    async def test_a_user_comes_back_whole(self, open_work: OpenWork[IdentityWork], tenant: Tenant) -> None:
        user = a_user(
            tenant,
            role=Role.AGENT,
            grants=frozenset({Permission.WRITE_FLOWS, Permission.READ_METRICS}),
            denials=frozenset({Permission.WRITE_CONTACTS}),
            platform_admin=True,
            email_verified=True,
            active=False,
        )
        async with open_work(tenant.id) as work:
            await work.users.add(user)

        async with open_work(tenant.id) as work:
            assert await work.users.get(user.id) == user

    async def test_a_role_of_its_own_comes_back_whole(self, open_work: OpenWork[IdentityWork], tenant: Tenant) -> None:
        role = a_role(tenant, name="Cobrança")
        user = a_user(tenant, role=Role.CUSTOM, custom_role=role.held)
        async with open_work(tenant.id) as work:
            await work.roles.add(role)
            await work.users.add(user)
            await work.users.add(a_user(tenant, role=Role.AGENT))

        async with open_work(tenant.id) as work:
            assert await work.roles.get(role.id) == role
            assert await work.users.get(user.id) == user
            assert await work.users.of_role(role.id) == [user]
            assert await work.users.of_role(RoleId(fresh_id())) == []
            assert dict(await work.users.count_by_role()) == {str(role.id): 1, "agent": 1}

    async def test_roles_are_one_tenants_and_have_names_of_their_own(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant
    ) -> None:
        other = await self.stored(open_work, a_tenant())
        first, second = a_role(tenant, name="cobrança"), a_role(tenant, name="Agenda")
        async with open_work(tenant.id) as work:
            await work.roles.add(first)
            await work.roles.add(second)
        async with open_work(other.id) as work:
            await work.roles.add(a_role(other, name="Cobrança"))
            with pytest.raises(RoleNotFound):
                await work.roles.get(first.id)
            with pytest.raises(RoleNotFound):
                await work.roles.remove(first.id)
        with pytest.raises(RoleNameTaken):
            async with open_work(tenant.id) as work:
                await work.roles.add(a_role(tenant, name="COBRANÇA"))

        async with open_work(tenant.id) as work:
            assert [role.id for role in await work.roles.all()] == [second.id, first.id]
            await work.roles.save(replace(first, name="Recepção"))
        with pytest.raises(StaleVersion):
            async with open_work(tenant.id) as work:
                await work.roles.save(first)
        with pytest.raises(RoleNameTaken):
            async with open_work(tenant.id) as work:
                await work.roles.save(replace(second, name="recepção"))
        async with open_work(tenant.id) as work:
            await work.roles.remove(second.id)
        async with open_work(tenant.id) as work:
            assert [role.name for role in await work.roles.all()] == ["Recepção"]

    async def test_another_tenants_user_is_not_found(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant, user: User
    ) -> None:
        other = await self.stored(open_work, a_tenant())

        async with open_work(other.id) as work:
            with pytest.raises(UserNotFound):
                await work.users.get(user.id)
            assert (await work.users.page(PageRequest())).total == 0
            assert await work.users.get_all([user.id]) == {}
        with pytest.raises(StaleVersion):
            async with open_work(other.id) as work:
                await work.users.save(replace(user, name="Mallory"))
        async with open_work(tenant.id) as work:
            assert await work.users.get(user.id) == user
            assert await work.users.get_all([user.id, UserId(fresh_id())]) == {user.id: user}

    async def test_an_address_is_unique_in_the_installation(
        self, open_work: OpenWork[IdentityWork], user: User
    ) -> None:
        other = await self.stored(open_work, a_tenant())

        with pytest.raises(EmailTaken):
            async with open_work(other.id) as work:
                await work.users.add(a_user(other, email=user.email))

    async def test_a_stale_user_is_not_saved(self, open_work: OpenWork[IdentityWork], user: User) -> None:
        async with open_work(user.tenant_id) as work:
            await work.users.save(replace(user, role=Role.AGENT))

        with pytest.raises(StaleVersion):
            async with open_work(user.tenant_id) as work:
                await work.users.save(replace(user, role=Role.VIEWER))

    async def test_users_are_listed_page_by_page(self, open_work: OpenWork[IdentityWork], tenant: Tenant) -> None:
        people = [a_user(tenant, name=name, created_at=AT + i * MINUTE) for i, name in enumerate(("Cid", "Ana", "Bia"))]
        async with open_work(tenant.id) as work:
            for person in people:
                await work.users.add(person)

        async with open_work(tenant.id) as work:
            newest = await work.users.page(PageRequest(limit=2))
            by_name = await work.users.page(PageRequest(limit=2, page=2, sort="name", descending=False))

        assert [p.name for p in newest.items] == ["Bia", "Ana"]
        assert newest.total == 3
        assert [p.name for p in by_name.items] == ["Cid"]

    async def test_preferences_and_an_invitation_come_back(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant
    ) -> None:
        wishes = Preferences(
            language=Language.ES, shortcuts=False, notifications=NotificationPreferences(mentions=False, sound=False)
        )
        user = a_user(tenant, preferences=wishes, invitation_hash=secrets.token_bytes(32), invited_until=AT + MINUTE)
        async with open_work(tenant.id) as work:
            await work.users.add(user)

        assert user.invitation_hash is not None
        async with open_work(tenant.id) as work:
            assert await work.users.invited(user.invitation_hash) == user
            with pytest.raises(UserNotFound):
                await work.users.invited(secrets.token_bytes(32))
        other = await self.stored(open_work, a_tenant())
        async with open_work(other.id) as work:
            with pytest.raises(UserNotFound):
                await work.users.invited(user.invitation_hash)

    async def test_somebody_removed_is_gone_and_their_address_free(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant, user: User
    ) -> None:
        session = a_session(user)
        other = await self.stored(open_work, a_tenant())
        async with open_work(other.id) as work:
            with pytest.raises(UserNotFound):
                await work.users.remove(user.id)
        async with open_work(tenant.id) as work:
            await work.user_sessions.add(session)
            await work.users.remove(user.id)

        async with open_work(tenant.id) as work:
            with pytest.raises(UserNotFound):
                await work.users.get(user.id)
            with pytest.raises(UserNotFound):
                await work.users.remove(user.id)
            with pytest.raises(SessionNotFound):
                await work.user_sessions.standing(session.id)
            await work.users.add(a_user(tenant, email=user.email))

    async def test_what_somebody_did_is_read_newest_first(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant, user: User
    ) -> None:
        def deed(number: int, **changes: object) -> UserChanged:
            event = UserChanged(
                id=EventId(UUID(int=(tenant.id.int & ~0xFFFF) + number)),
                tenant_id=tenant.id,
                at=AT + number * MINUTE,
                actor_kind=ActorKind.USER,
                actor_id=user.id,
                reason="porque",
                user_id=user.id,
                fields=("name",),
                role="admin",
                active=True,
            )
            return replace(event, **changes)

        async with open_work(tenant.id) as work:
            work.events.add(deed(1), deed(2), deed(3, actor_id=fresh_id()), deed(4, actor_kind=ActorKind.API_KEY))

        async with open_work(tenant.id) as work:
            (last,) = await work.activity.of(user.id, before=None, limit=1)
            (first,) = await work.activity.of(user.id, before=last.id, limit=10)
        expected = [
            Activity(id=d.id, action="UserChanged", at=d.at, subject=user.id, reason="porque")
            for d in (deed(2), deed(1))
        ]
        assert [last, first] == expected
        other = await self.stored(open_work, a_tenant())
        async with open_work(other.id) as work:
            assert list(await work.activity.of(user.id, before=None, limit=10)) == []

    async def test_a_second_factor_comes_back_whole_and_is_one_a_person(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant, user: User
    ) -> None:
        begun = SecondFactor(
            tenant_id=tenant.id,
            user_id=user.id,
            secret=Sealed(key_version=3, data=secrets.token_bytes(40)),
            created_at=AT,
        )
        asked = replace(
            begun,
            confirmed_at=AT + MINUTE,
            last_step=59_000_000,
            recovery=frozenset({secrets.token_bytes(32), secrets.token_bytes(32)}),
        )
        session = a_session(user, by_provider=True)
        async with open_work(tenant.id) as work:
            await work.user_sessions.add(session)
            assert not (await work.user_sessions.standing(session.id)).second_factor
        for factor, confirmed in ((begun, False), (asked, True)):
            async with open_work(tenant.id) as work:
                await work.second_factors.put(factor)
            async with open_work(tenant.id) as work:
                assert await work.second_factors.find(user.id, lock=True) == factor
                standing = await work.user_sessions.standing(session.id)
                assert (standing.session, standing.second_factor) == (session, confirmed)
        other = await self.stored(open_work, a_tenant())
        async with open_work(other.id) as work:
            assert await work.second_factors.find(user.id) is None
            await work.second_factors.remove(user.id)
        async with open_work(tenant.id) as work:
            assert await work.second_factors.find(user.id) == asked
            await work.second_factors.remove(user.id)
        async with open_work(tenant.id) as work:
            assert await work.second_factors.find(user.id) is None

    async def test_one_session_can_be_kept_when_the_others_end(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant, user: User
    ) -> None:
        kept, ended = a_session(user), a_session(user)
        async with open_work(tenant.id) as work:
            await work.user_sessions.add(kept)
            await work.user_sessions.add(ended)

            assert list(await work.user_sessions.revoke_of(user.id, "password_changed", AT, keep=kept.id)) == [ended.id]
            assert [s.id for s in await work.user_sessions.alive_of(user.id, AT)] == [kept.id]

    async def test_active_people_and_administrators_are_counted(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant
    ) -> None:
        async with open_work(tenant.id) as work:
            await work.users.add(a_user(tenant))
            await work.users.add(a_user(tenant, active=False))
            await work.users.add(a_user(tenant, role=Role.USER))
            await work.users.add(a_user(tenant, denials=frozenset({Permission.MANAGE_USERS})))

            assert await work.users.count_active() == 3
            assert await work.users.count_administrators() == 1

    async def test_an_exception_takes_everything_back(self, open_work: OpenWork[IdentityWork], tenant: Tenant) -> None:
        user = a_user(tenant)

        async def fail() -> None:
            async with open_work(tenant.id) as work:
                await work.users.add(user)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()

        async with open_work(tenant.id) as work:
            with pytest.raises(UserNotFound):
                await work.users.get(user.id)

    async def test_a_session_comes_back_with_whom_it_belongs_to(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant, user: User
    ) -> None:
        session = a_session(user)
        async with open_work(tenant.id) as work:
            await work.user_sessions.add(session)

        async with open_work(tenant.id) as work:
            assert await work.user_sessions.get(session.id) == session
            standing = await work.user_sessions.standing(session.id)
            assert (standing.session, standing.user, standing.tenant) == (session, user, tenant)
        other = await self.stored(open_work, a_tenant())
        async with open_work(other.id) as work:
            with pytest.raises(SessionNotFound):
                await work.user_sessions.get(session.id, lock=True)
            with pytest.raises(SessionNotFound):
                await work.user_sessions.standing(session.id)

    async def test_a_saved_session_is_changed(self, open_work: OpenWork[IdentityWork], user: User) -> None:
        session = a_session(user)
        async with open_work(user.tenant_id) as work:
            await work.user_sessions.add(session)
            locked = await work.user_sessions.get(session.id, lock=True)
            changed = replace(locked, token_hash=b"x" * 32, used_at=AT + MINUTE).revoke("revoked", AT)
            await work.user_sessions.save(changed)

        async with open_work(user.tenant_id) as work:
            assert await work.user_sessions.get(session.id) == changed

    async def test_living_sessions_are_listed_last_used_first(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant, user: User
    ) -> None:
        early, late = a_session(user), a_session(user, used_at=AT + MINUTE)
        over = a_session(user).revoke("signed_out", AT)
        expired = a_session(user, expires_at=AT + MINUTE)
        stranger = a_session(a_user(tenant))
        async with open_work(tenant.id) as work:
            for session in (early, late, over, expired, stranger):
                await work.user_sessions.add(session)

            assert await work.user_sessions.alive_of(user.id, AT + MINUTE) == [late, early]

    async def test_all_sessions_of_a_person_end_at_once(
        self, open_work: OpenWork[IdentityWork], tenant: Tenant, user: User
    ) -> None:
        mine, over, stranger = a_session(user), a_session(user).revoke("signed_out", AT), a_session(a_user(tenant))
        async with open_work(tenant.id) as work:
            for session in (mine, over, stranger):
                await work.user_sessions.add(session)
            assert list(await work.user_sessions.revoke_of(user.id, "user_inactive", AT + MINUTE)) == [mine.id]

        async with open_work(tenant.id) as work:
            ended = await work.user_sessions.get(mine.id)
            assert (ended.revoked_at, ended.revoked_reason) == (AT + MINUTE, "user_inactive")
            assert await work.user_sessions.get(over.id) == over
            assert (await work.user_sessions.get(stranger.id)).revoked_at is None

    async def test_an_api_key_comes_back_whole(self, open_work: OpenWork[IdentityWork], tenant: Tenant) -> None:
        first = an_api_key(tenant)
        second = an_api_key(tenant, expires_at=None, created_by=None)
        async with open_work(tenant.id) as work:
            await work.api_keys.add(first)
            await work.api_keys.add(second)
            await work.api_keys.save(first.revoke(AT))

        async with open_work(tenant.id) as work:
            assert await work.api_keys.get(second.id) == second
            newest_first = sorted((first.revoke(AT), second), key=lambda key: key.id, reverse=True)
            assert list(await work.api_keys.all()) == newest_first
        other = await self.stored(open_work, a_tenant())
        async with open_work(other.id) as work:
            with pytest.raises(ApiKeyNotFound):
                await work.api_keys.get(first.id)
            assert list(await work.api_keys.all()) == []


class IdentityLookupContract(_WithWork):
    """Fixtures to fill in: `open_work` and `lookup`, on the same store."""

    @pytest.fixture
    def lookup(self) -> IdentityLookup:
        """The look-up under test."""
        pytest.fail("the subclass supplies `lookup`")

    async def test_a_person_is_found_by_address(self, lookup: IdentityLookup, user: User) -> None:
        assert await lookup.user_by_email(user.email) == user
        assert await lookup.user_by_email("nobody@exemplo.com.br") is None

    async def test_a_session_is_found_by_its_family(
        self, open_work: OpenWork[IdentityWork], lookup: IdentityLookup, user: User
    ) -> None:
        session = a_session(user)
        async with open_work(user.tenant_id) as work:
            await work.user_sessions.add(session)

        assert await lookup.session_by_family(session.family_hash) == session
        assert await lookup.session_by_family(session.token_hash) is None

    async def test_a_key_is_found_with_its_tenant(
        self, open_work: OpenWork[IdentityWork], lookup: IdentityLookup, tenant: Tenant
    ) -> None:
        key = an_api_key(tenant)
        async with open_work(tenant.id) as work:
            await work.api_keys.add(key)

        found = await lookup.api_key(key.key_hash)

        assert found is not None
        assert (found.key, found.tenant) == (key, tenant)
        assert await lookup.api_key(b"\0" * 32) is None
