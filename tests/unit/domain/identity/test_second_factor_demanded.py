"""A company asks its people for a second factor: who owes it, what they may do, and that nobody gets out of it or locked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.identity import PHONE, House
from tests.unit.domain.identity.test_passkeys import HERE, added, shown
from tests.unit.domain.identity.test_people import hire
from tests.unit.domain.identity.test_signing_on import BIA, came, draft

from pytake_domain.identity import (
    Issued,
    LastSecondFactor,
    OwnSecondFactorFirst,
    Role,
    SecondFactorDemanded,
    SignedIn,
    SignInRules,
    SignInRulesChanged,
    TenantDeleting,
    TenantStatus,
    TokenRefused,
    code_at,
    step_of,
)
from pytake_domain.identity.second_factor import owes_second_factor
from pytake_domain.kernel.actor import ActorKind, Permission
from pytake_domain.kernel.errors import Forbidden
from pytake_domain.kernel.ids import SessionId, UserId
from pytake_domain.testing.contracts.identity import a_session, a_tenant, a_user, fresh_id

DEMANDED, LEFT = SignInRules(second_factor_demanded=True), SignInRules(second_factor_demanded=False)
PASSWORD, ADDRESS = "segredo-1", PHONE.address


@pytest.fixture
async def ana(house: House) -> SignedIn:
    return await house.accept(await house.register())


@pytest.fixture
async def bia(house: House, ana: SignedIn) -> Issued:
    """Signed in before anything was asked of her."""
    await hire(house, ana.actor, "Bia", Role.ADMIN)
    issued = await house.login("bia@rapida.example", "segredo-2")
    await house.accept(issued)
    return issued


async def with_codes(house: House, signed: SignedIn) -> None:
    begun = await house.factors.begin(signed.actor)
    await house.factors.confirm(signed.actor, code_at(begun.secret.reveal(), step_of(house.clock.now())))


async def demand(house: House, ana: SignedIn) -> None:
    await with_codes(house, ana)
    assert await house.rules.change(ana.actor, DEMANDED) == DEMANDED


async def owing(house: House, issued: Issued) -> SignedIn:
    return await house.authenticate.token(issued.token.reveal(), owing=True)


@given(demanded=st.booleans(), by_provider=st.booleans(), has=st.booleans())
def test_it_is_owed_by_who_came_by_a_password_alone(*, demanded: bool, by_provider: bool, has: bool) -> None:
    tenant = a_tenant(second_factor_demanded=demanded)
    session = a_session(a_user(tenant), by_provider=by_provider)
    owes = owes_second_factor(tenant, session, has=has)
    assert owes == (demanded and not by_provider and not has)
    assert not (owes and owes_second_factor(tenant, session, has=True))


async def test_nobody_asks_others_for_what_they_do_not_have(house: House, ana: SignedIn) -> None:
    with pytest.raises(OwnSecondFactorFirst):
        await house.rules.change(ana.actor, DEMANDED)
    await house.factors.begin(ana.actor)
    with pytest.raises(OwnSecondFactorFirst):
        await house.rules.change(ana.actor, DEMANDED)
    machine = replace(ana.actor, kind=ActorKind.API_KEY)
    with pytest.raises(OwnSecondFactorFirst):
        await house.rules.change(machine, DEMANDED)
    await added(house, ana)
    await house.rules.change(ana.actor, DEMANDED)
    await house.rules.change(ana.actor, DEMANDED)
    changes = [event for event in house.state.events if isinstance(event, SignInRulesChanged)]
    assert [(each.second_factor_demanded, each.actor_id, each.subject) for each in changes] == [
        (True, ana.actor.id, ana.tenant.id)
    ]
    assert await house.rules.read(ana.actor) == DEMANDED
    assert (await house.accept(await shown_again(house, ana))).actor.may(Permission.MANAGE_USERS)


async def shown_again(house: House, signed: SignedIn) -> Issued:
    """By another passkey."""
    device, _ = await added(house, signed)
    return await shown(house, device, HERE)


async def test_it_takes_all_that_an_administrator_may_do(house: House, ana: SignedIn) -> None:
    await hire(house, ana.actor, "Cid")
    agent = (await house.accept(await house.login("cid@rapida.example", "segredo-2"))).actor
    less = replace(ana.actor, permissions=ana.actor.permissions - {Permission.MANAGE_AI})
    for actor in (agent, less):
        with pytest.raises(Forbidden):
            await house.rules.read(actor)
        with pytest.raises(Forbidden):
            await house.rules.change(actor, LEFT)


async def test_nothing_changes_of_a_company_that_goes(house: House, ana: SignedIn) -> None:
    await with_codes(house, ana)
    house.state.tenants[ana.tenant.id] = replace(house.state.tenants[ana.tenant.id], status=TenantStatus.DELETING)
    with pytest.raises(TenantDeleting):
        await house.rules.change(ana.actor, DEMANDED)


async def test_who_owes_is_refused_at_once_and_may_set_it_up(house: House, ana: SignedIn, bia: Issued) -> None:
    await demand(house, ana)
    with pytest.raises(SecondFactorDemanded):
        await house.accept(bia)
    signed = await owing(house, bia)
    assert signed.owes_second_factor
    assert not signed.actor.permissions
    me = await house.me.read(signed)
    assert me.owes_second_factor
    assert me.actor.may(Permission.MANAGE_USERS), "what they may do once they have set it up"
    # Also by a new sign-in, and a token that was refreshed.
    for again in (
        await house.login("bia@rapida.example", "segredo-2"),
        await house.signing.refresh(bia.refresh_token.reveal()),
    ):
        with pytest.raises(SecondFactorDemanded):
            await house.accept(again)

    elsewhere = house.another_process()
    await elsewhere.token(bia.token.reveal(), owing=True)
    await with_codes(house, signed)

    assert (await house.accept(bia)).actor.may(Permission.MANAGE_USERS)
    assert not (await elsewhere.token(bia.token.reveal())).owes_second_factor, "no process remembers that they owed"
    assert not (await house.me.read(signed)).owes_second_factor


async def test_a_passkey_will_do(house: House, ana: SignedIn) -> None:
    cid = await hire(house, ana.actor, "Cid")
    await house.passwords.change(ana, cid.id, password=PASSWORD, present=None, address=ADDRESS)
    await demand(house, ana)
    issued = await house.login("cid@rapida.example")
    await added(house, await owing(house, issued))
    assert not (await house.accept(issued)).owes_second_factor


async def test_the_company_s_provider_asks_for_what_it_wants(house: House, ana: SignedIn) -> None:
    await house.sign_on.put(ana.actor, draft(house))
    issued = await came(house, ana, BIA)
    await demand(house, ana)
    signed = await house.accept(issued)
    assert not signed.owes_second_factor
    assert not (await house.me.read(signed)).owes_second_factor
    refreshed = await house.signing.refresh(issued.refresh_token.reveal())
    assert not (await house.accept(refreshed)).owes_second_factor


async def test_keys_are_not_people(house: House, ana: SignedIn) -> None:
    made = await house.keys.create(
        ana.actor, name="loja", permissions=frozenset({Permission.READ_MESSAGES}), expires_at=None
    )
    await demand(house, ana)
    signed = await house.authenticate.api_key(made.secret.reveal())
    assert signed.actor.may(Permission.READ_MESSAGES)
    assert not (await house.me.read(signed)).owes_second_factor


async def test_the_last_one_stays(house: House, ana: SignedIn, bia: Issued) -> None:
    await demand(house, ana)
    with pytest.raises(LastSecondFactor):
        await house.factors.remove(ana.actor, password=PASSWORD, address=ADDRESS)
    with pytest.raises(LastSecondFactor):
        await house.factors.reset(ana.actor, UserId(ana.actor.user_id or fresh_id()))
    _, passkey = await added(house, ana)
    await house.factors.remove(ana.actor, password=PASSWORD, address=ADDRESS)
    with pytest.raises(LastSecondFactor):
        await house.passkeys.remove(ana.actor, passkey.id, password=PASSWORD, address=ADDRESS)
    assert [each.id for each in await house.passkeys.all(ana.actor)] == [passkey.id]
    await house.rules.change(ana.actor, LEFT)
    await house.passkeys.remove(ana.actor, passkey.id, password=PASSWORD, address=ADDRESS)
    assert (await house.accept(bia)).actor.may(Permission.MANAGE_USERS), "nothing is asked any more"


async def test_who_lost_their_phone_is_helped_and_owes_again(house: House, ana: SignedIn, bia: Issued) -> None:
    await demand(house, ana)
    signed = await owing(house, bia)
    await with_codes(house, signed)
    await house.accept(bia)
    await house.factors.reset(ana.actor, UserId(signed.actor.user_id or fresh_id()))
    with pytest.raises(SecondFactorDemanded):
        await house.accept(bia)


async def test_who_owes_touches_nobody_else(house: House, ana: SignedIn, bia: Issued) -> None:
    await demand(house, ana)
    signed = await owing(house, bia)
    with pytest.raises(Forbidden):
        await house.sessions.all(signed.actor, UserId(ana.actor.user_id or fresh_id()))
    with pytest.raises(Forbidden):
        await house.passwords.change(
            signed, UserId(ana.actor.user_id or fresh_id()), password="outra-senha", present=None, address=ADDRESS
        )
    await house.sessions.revoke(signed.actor, SessionId(signed.session_id or fresh_id()))
    with pytest.raises(TokenRefused):
        await owing(house, bia)
