"""What the domain relies on from whoever stores passkeys, and what is remembered between two requests.

Subclass `PasskeysContract` with `open_work` and `lookup`, `CeremoniesContract` with `ceremonies`.
"""

import datetime as dt
import secrets

import pytest
from msgspec.structs import replace

from pytake_domain.identity import (
    Ceremonies,
    IdentityLookup,
    IdentityWork,
    Passkey,
    PasskeyNotFound,
    PasskeyTaken,
    Tenant,
    User,
)
from pytake_domain.kernel.ids import PasskeyId
from pytake_domain.kernel.work import OpenWork
from pytake_domain.testing.contracts.identity import (
    AT,
    IdentityWorkContract,
    a_session,
    a_tenant,
    a_user,
    fresh_id,
)

MINUTE = dt.timedelta(minutes=1)


def a_passkey(user: User, **changes: object) -> Passkey:
    """A passkey of a person's."""
    passkey = Passkey(
        id=PasskeyId(fresh_id()),
        tenant_id=user.tenant_id,
        user_id=user.id,
        credential_id=secrets.token_bytes(32),
        public_key=secrets.token_bytes(77),
        host="pytake.example",
        name="Telefone — São João",
        created_at=AT,
    )
    return replace(passkey, **changes)


class PasskeysContract:
    """Fixtures to fill in: `open_work`, `lookup`."""

    @pytest.fixture
    def open_work(self) -> OpenWork[IdentityWork]:
        """Works under test."""
        pytest.fail("the subclass supplies `open_work`")

    @pytest.fixture
    def lookup(self) -> IdentityLookup:
        """Who finds a passkey before a tenant is known."""
        pytest.fail("the subclass supplies `lookup`")

    @pytest.fixture
    async def tenant(self, open_work: OpenWork[IdentityWork]) -> Tenant:
        """One that is stored."""
        return await IdentityWorkContract.stored(open_work, a_tenant())

    @pytest.fixture
    async def user(self, open_work: OpenWork[IdentityWork], tenant: Tenant) -> User:
        """Somebody of it."""
        user = a_user(tenant)
        async with open_work(tenant.id) as work:
            await work.users.add(user)
        return user

    async def test_one_comes_back_whole_and_is_changed_by_its_use(
        self, open_work: OpenWork[IdentityWork], lookup: IdentityLookup, user: User
    ) -> None:
        first = a_passkey(user, transports=("hybrid", "internal"), sign_count=2**32 - 1, synced=True, backed_up=True)
        second = a_passkey(user, created_at=AT + MINUTE)
        async with open_work(user.tenant_id) as work:
            await work.passkeys.add(second)
            await work.passkeys.add(first)
        used = replace(second, sign_count=7, backed_up=True, used_at=AT + 2 * MINUTE, name="Chave azul")
        async with open_work(user.tenant_id) as work:
            assert list(await work.passkeys.of(user.id)) == [first, second]
            assert await work.passkeys.get(second.id, lock=True) == second
            await work.passkeys.save(used)
        assert await lookup.passkey(second.credential_id) == used
        assert await lookup.passkey(secrets.token_bytes(32)) is None

    async def test_a_device_has_it_once_in_the_installation(
        self, open_work: OpenWork[IdentityWork], user: User
    ) -> None:
        passkey = a_passkey(user)
        async with open_work(user.tenant_id) as work:
            await work.passkeys.add(passkey)
        other = await IdentityWorkContract.stored(open_work, a_tenant())
        stranger = a_user(other)
        async with open_work(other.id) as work:
            with pytest.raises(PasskeyTaken):
                await work.passkeys.add(a_passkey(stranger, credential_id=passkey.credential_id))

    async def test_another_tenant_sees_and_removes_none(self, open_work: OpenWork[IdentityWork], user: User) -> None:
        passkey = a_passkey(user)
        async with open_work(user.tenant_id) as work:
            await work.passkeys.add(passkey)
        other = await IdentityWorkContract.stored(open_work, a_tenant())
        async with open_work(other.id) as work:
            assert list(await work.passkeys.of(user.id)) == []
            with pytest.raises(PasskeyNotFound):
                await work.passkeys.get(passkey.id)
            await work.passkeys.save(replace(passkey, name="Alheia"))
            await work.passkeys.remove(passkey.id)
            assert await work.passkeys.remove_of(user.id) == 0
        async with open_work(user.tenant_id) as work:
            assert await work.passkeys.get(passkey.id) == passkey

    async def test_a_session_s_standing_knows_of_them(self, open_work: OpenWork[IdentityWork], user: User) -> None:
        session = a_session(user)
        async with open_work(user.tenant_id) as work:
            await work.user_sessions.add(session)
            assert not (await work.user_sessions.standing(session.id)).second_factor
            await work.passkeys.add(a_passkey(user))
        async with open_work(user.tenant_id) as work:
            assert (await work.user_sessions.standing(session.id)).second_factor
            await work.passkeys.remove_of(user.id)
        async with open_work(user.tenant_id) as work:
            assert not (await work.user_sessions.standing(session.id)).second_factor

    async def test_one_goes_or_all_of_somebody_s(self, open_work: OpenWork[IdentityWork], user: User) -> None:
        own = [a_passkey(user, created_at=AT + n * MINUTE) for n in range(3)]
        async with open_work(user.tenant_id) as work:
            for each in own:
                await work.passkeys.add(each)
        async with open_work(user.tenant_id) as work:
            await work.passkeys.remove(own[0].id)
            assert list(await work.passkeys.of(user.id)) == own[1:]
            assert await work.passkeys.remove_of(user.id) == 2
        async with open_work(user.tenant_id) as work:
            assert list(await work.passkeys.of(user.id)) == []


class CeremoniesContract:
    """Fixture to fill in: `ceremonies`."""

    @pytest.fixture
    def ceremonies(self) -> Ceremonies:
        """What is under test."""
        pytest.fail("the subclass supplies `ceremonies`")

    async def test_what_is_remembered_is_given_once_and_not_too_late(self, ceremonies: Ceremonies) -> None:
        key, late, other = (secrets.token_bytes(32) for _ in range(3))
        await ceremonies.put(key, b"um", AT + MINUTE, AT)
        await ceremonies.put(late, b"dois", AT + MINUTE, AT)
        assert await ceremonies.take(other, AT) is None
        assert await ceremonies.take(key, AT) == b"um"
        assert await ceremonies.take(key, AT) is None
        assert await ceremonies.take(late, AT + MINUTE) is None
        assert await ceremonies.take(late, AT) is None
