import datetime as dt

import pytest
from msgspec.structs import replace
from tests.support.identity import House

from pytake_domain.identity import ApiKeyRefused, Role, SignedInCache, TokenRefused
from pytake_domain.kernel.actor import ActorKind, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, TenantSuspended


async def test_a_token_that_was_not_signed_is_refused(house: House) -> None:
    await house.register()

    with pytest.raises(TokenRefused):
        await house.authenticate.token("token-made-up")


async def test_a_token_says_nothing_about_another_tenant(house: House) -> None:
    ana, cid = await house.register(), await house.register("cid@outra.example")
    claims = house.tokens.verify(ana.token.reveal())

    for changed in (
        replace(claims, tenant_id=cid.tenant.id, jti="a"),
        replace(claims, sid=cid.session_id, jti="b"),
        replace(claims, sub=cid.user.id, jti="c"),
        replace(claims, sid=cid.session_id, sub=cid.user.id, jti="d"),
    ):
        with pytest.raises(TokenRefused):
            await house.authenticate.token(house.tokens.sign(changed))
    await house.accept(cid)
    with pytest.raises(TokenRefused):
        await house.authenticate.token(house.tokens.sign(replace(claims, sid=cid.session_id, jti="e")))


async def test_a_token_from_the_future_is_refused(house: House) -> None:
    issued = await house.register()
    house.clock.move(minutes=-2)

    with pytest.raises(TokenRefused):
        await house.accept(issued)


async def test_the_database_is_asked_once_in_some_seconds(house: House) -> None:
    issued = await house.register()
    first = await house.accept(issued)
    house.state.users[issued.user.id] = replace(house.state.users[issued.user.id], name="Ana Maria")

    assert (await house.accept(issued)) == first
    house.clock.move(seconds=5)
    assert (await house.accept(issued)).actor.name == "Ana Maria"


async def test_changed_permissions_count_at_once(house: House) -> None:
    admin = (await house.accept(await house.register())).actor
    made = await house.users.create(
        admin, email="bia@rapida.example", name="Bia", password="segredo-2", role=Role.AGENT
    )
    bia = await house.login("bia@rapida.example", "segredo-2")
    assert not (await house.accept(bia)).actor.may(Permission.PUBLISH_FLOWS)

    await house.users.change(admin, made.id, grants=[Permission.PUBLISH_FLOWS])

    assert (await house.accept(bia)).actor.may(Permission.PUBLISH_FLOWS)


async def test_in_a_suspended_tenant_people_sign_in_and_read(house: House) -> None:
    issued = await house.register()
    house.suspend(issued.tenant.id)

    actor = (await house.accept(await house.login())).actor

    assert actor.may(Permission.READ_MESSAGES)
    assert actor.may(Permission.READ_ALL_CONVERSATIONS)
    for permission in (Permission.WRITE_FLOWS, Permission.MANAGE_USERS, Permission.WRITE_CONTACTS):
        with pytest.raises(TenantSuspended):
            actor.require(permission)
    with pytest.raises(Forbidden):
        actor.require(Permission.PLATFORM)
    # The gate refuses what would leave, and says that the tenant is suspended.
    assert actor.may(Permission.WRITE_MESSAGES)


async def test_a_key_acts_with_its_own_permissions(house: House) -> None:
    issued = await house.register()
    admin = (await house.accept(issued)).actor
    made = await house.keys.create(admin, name="ERP", permissions=[Permission.READ_CONTACTS])

    signed = await house.authenticate.api_key(made.secret.reveal())

    assert made.secret.reveal().startswith("pk_")
    assert made.secret.reveal().endswith(made.key.last_four)
    assert made.secret.reveal() not in repr(made)
    assert signed.actor.kind is ActorKind.API_KEY
    assert signed.actor.id == made.key.id
    assert signed.actor.permissions == {Permission.READ_CONTACTS}
    assert (signed.session_id, signed.user, signed.tenant.id) == (None, None, issued.tenant.id)


async def test_a_revoked_key_is_refused_at_once(house: House) -> None:
    admin = (await house.accept(await house.register())).actor
    made = await house.keys.create(admin, name="ERP", permissions=[Permission.READ_CONTACTS])
    other = await house.keys.create(admin, name="Site", permissions=[Permission.READ_CONTACTS])
    for key in (made, other):
        await house.authenticate.api_key(key.secret.reveal())

    await house.keys.revoke(admin, made.key.id)

    with pytest.raises(ApiKeyRefused):
        await house.authenticate.api_key(made.secret.reveal())
    await house.authenticate.api_key(other.secret.reveal())
    assert [key.revoked_at is None for key in await house.keys.all(admin)] == [True, False]


async def test_a_key_ends_in_its_second_though_it_is_remembered(house: House) -> None:
    admin = (await house.accept(await house.register())).actor
    ends = house.clock.at + dt.timedelta(seconds=3)
    made = await house.keys.create(admin, name="ERP", permissions=[Permission.READ_CONTACTS], expires_at=ends)
    await house.authenticate.api_key(made.secret.reveal())
    house.clock.move(seconds=3)

    with pytest.raises(ApiKeyRefused):
        await house.authenticate.api_key(made.secret.reveal())


@pytest.mark.parametrize("text", ["", "pk_", "pk_unknown", "sk_0", "pk_é", "pk_" + "x" * 500])
async def test_what_is_no_key_is_refused(house: House, text: str) -> None:
    with pytest.raises(ApiKeyRefused):
        await house.authenticate.api_key(text)


async def test_nobody_makes_a_key_that_can_do_more_than_they(house: House) -> None:
    admin = (await house.accept(await house.register())).actor
    narrow = replace(admin, permissions=frozenset({Permission.MANAGE_API_KEYS, Permission.READ_CONTACTS}))

    with pytest.raises(Forbidden) as refused:
        await house.keys.create(narrow, name="ERP", permissions=[Permission.READ_CONTACTS, Permission.WRITE_CONTACTS])
    assert refused.value.params == {"permission": "write:contacts"}
    with pytest.raises(Forbidden):
        await house.keys.create(replace(admin, permissions=frozenset()), name="ERP", permissions=[])
    for permissions, expires_at in (
        ([], None),
        ([Permission.PLATFORM], None),
        ([Permission.READ_FLOWS], house.clock.at),
    ):
        with pytest.raises(Invalid):
            await house.keys.create(admin, name="ERP", permissions=permissions, expires_at=expires_at)


async def test_what_was_read_during_a_sign_out_is_not_remembered(house: House) -> None:
    signed = await house.accept(issued := await house.register())
    cache = SignedInCache()
    mark = cache.mark
    cache.forget_session(issued.session_id)

    cache.put(issued.session_id, signed, house.clock.at, mark=mark)

    assert cache.get(issued.session_id, house.clock.at) is None


async def test_the_cache_stays_small(house: House) -> None:
    signed = await house.accept(await house.register())
    cache = SignedInCache(most=3)

    for key in range(10):
        cache.put(bytes([key]), signed, house.clock.at, mark=cache.mark)

    assert [key for key in range(10) if cache.get(bytes([key]), house.clock.at)] == [7, 8, 9]


async def test_me_is_read_past_the_cache(house: House) -> None:
    issued = await house.register()
    signed = await house.accept(issued)
    house.suspend(issued.tenant.id)

    me = await house.me.read(signed)

    assert me.user == issued.user
    assert me.tenant.is_suspended
    assert not me.actor.may(Permission.WRITE_FLOWS)
