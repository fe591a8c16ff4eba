"""Single sign-on: who comes, who is added, who stays out, and what is worth once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.identity import PHONE, House

from pytake_domain.identity import (
    Issued,
    OwnLimits,
    ProviderIdentity,
    Role,
    SignedIn,
    SignOn,
    SignOnAttemptOver,
    SignOnChanged,
    SignOnDraft,
    SignOnNobody,
    SignOnNotFound,
    SignOnProviderFailed,
    SignOnRefused,
    SignOnRequired,
    UserInactive,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, LimitReached
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.contracts.identity import fresh_id
from pytake_domain.testing.contracts.sign_on import a_sign_on

ISSUER, ORIGIN = "https://login.rapida.example", "https://pytake.example"
BIA = ProviderIdentity(issuer=ISSUER, subject="1", email="Bia@Rapida.example", email_verified=True, name=" Bia Souza ")


@pytest.fixture
async def ana(house: House) -> SignedIn:
    return await house.accept(await house.register())


def draft(house: House, **changes: object) -> SignOnDraft:
    made = SignOnDraft(
        issuer=ISSUER,
        client_id="pytake",
        secret=Secret(house.providers.secret),
        domains=("Rapida.example", "rapida.example"),
        role="agent",
        creates=True,
        enforced=False,
    )
    return replace(made, **changes)


async def went(house: House, ana: SignedIn, who: ProviderIdentity = BIA) -> tuple[str, str, str]:
    """Somebody at the provider: state, code, and what their browser keeps."""
    url, binding = await house.by_provider.start(ana.tenant.slug, ORIGIN)
    code, state = house.providers.authorize(url, who)
    return state, code, binding.reveal()


async def came(house: House, ana: SignedIn, who: ProviderIdentity = BIA) -> Issued:
    state, code, binding = await went(house, ana, who)
    handed = await house.by_provider.callback(state=state, code=code, issuer=None, failed=None, binding=binding)
    return await house.by_provider.exchange(handed.reveal(), binding=binding, device=PHONE)


async def test_who_comes_the_first_time_is_added_and_later_known_whatever_they_are_called(
    house: House, ana: SignedIn
) -> None:
    settings = await house.sign_on.put(ana.actor, draft(house))
    assert settings.domains == ("rapida.example",)
    first = await came(house, ana)
    assert (first.user.email, first.user.name, first.user.role) == ("bia@rapida.example", "Bia Souza", Role.AGENT)
    assert first.user.email_verified
    again = await came(house, ana, replace(BIA, email="outra@alhures.example", email_verified=False))
    assert again.user.id == first.user.id
    assert house.said().count("UserAdded") == 2
    assert [mail.to for mail in await house.post()] == ["ana@rapida.example"]


@pytest.mark.parametrize(
    "who",
    [
        replace(BIA, email_verified=False),
        replace(BIA, email="bia@alhures.example"),
        replace(BIA, email="bia@sub.rapida.example"),
        replace(BIA, email=""),
        replace(BIA, email="op@pytake.example"),
    ],
)
async def test_nobody_comes_by_an_address_that_is_not_theirs_or_not_the_company_s(
    house: House, ana: SignedIn, who: ProviderIdentity
) -> None:
    await house.sign_on.put(ana.actor, draft(house))
    with pytest.raises(SignOnNobody):
        await came(house, ana, who)
    assert len(house.state.users) == 1


async def test_another_company_s_person_is_nobody_here(house: House, ana: SignedIn) -> None:
    await house.register("bia@rapida.example")
    await house.sign_on.put(ana.actor, draft(house))
    with pytest.raises(SignOnNobody):
        await came(house, ana)


async def test_the_platform_s_administrators_come_by_no_company_s_provider(house: House) -> None:
    operator = await house.platform("op@rapida.example")
    signed = await house.accept(await house.login("op@rapida.example"))
    await house.sign_on.put(operator, draft(house))
    with pytest.raises(SignOnNobody):
        await came(house, signed, replace(BIA, email="op@rapida.example"))
    assert house.state.sign_on_links == {}


async def test_without_adding_only_who_is_there_comes_and_not_who_is_off(house: House, ana: SignedIn) -> None:
    await house.sign_on.put(ana.actor, draft(house, creates=False))
    with pytest.raises(SignOnNobody):
        await came(house, ana)
    made = await house.users.create(
        ana.actor, email="bia@rapida.example", name="Bia", password="segredo-1", role=Role.VIEWER
    )
    assert (await came(house, ana)).user.id == made.id
    await house.users.change(ana.actor, made.id, active=False)
    with pytest.raises(UserInactive):
        await came(house, ana)


async def test_the_plan_s_limit_holds_for_who_is_added(house: House, ana: SignedIn) -> None:
    await house.sign_on.put(ana.actor, draft(house))
    tenant = house.state.tenants[ana.actor.tenant_id]
    house.state.tenants[tenant.id] = replace(tenant, limits=OwnLimits(users=1))
    with pytest.raises(LimitReached):
        await came(house, ana)


async def test_state_code_and_browser_are_worth_once(house: House, ana: SignedIn) -> None:
    await house.sign_on.put(ana.actor, draft(house))
    callback = house.by_provider.callback
    state, code, binding = await went(house, ana)
    with pytest.raises(SignOnAttemptOver):
        await callback(state=state, code=code, issuer=None, failed=None, binding="another")
    with pytest.raises(SignOnAttemptOver):
        await callback(state=state, code=code, issuer=None, failed=None, binding=binding)
    state, code, binding = await went(house, ana)
    house.clock.move(minutes=10)
    with pytest.raises(SignOnAttemptOver):
        await callback(state=state, code=code, issuer=None, failed=None, binding=binding)
    for issuer, failed, told in (
        ("https://evil.example", None, "x"),
        (ISSUER, "access_denied", "x"),
        (None, None, ""),
    ):
        state, _, binding = await went(house, ana)
        with pytest.raises(SignOnRefused):
            await callback(state=state, code=told, issuer=issuer, failed=failed, binding=binding)
    state, code, binding = await went(house, ana)
    handed = await callback(state=state, code=code, issuer=ISSUER, failed=None, binding=binding)
    house.clock.move(minutes=1)
    with pytest.raises(SignOnAttemptOver):
        await house.by_provider.exchange(handed.reveal(), binding=binding, device=PHONE)


async def test_enforced_it_is_the_way_in_for_all_but_administrators(house: House, ana: SignedIn) -> None:
    await house.users.create(ana.actor, email="bia@rapida.example", name="Bia", password="segredo-1", role=Role.AGENT)
    await house.sign_on.put(ana.actor, draft(house, enforced=True))
    with pytest.raises(SignOnRequired):
        await house.login("bia@rapida.example")
    assert (await house.login()).user.role is Role.ADMIN
    assert (await came(house, ana)).user.email == "bia@rapida.example"
    await house.sign_on.remove(ana.actor)
    assert (await house.login("bia@rapida.example")).user.role is Role.AGENT
    with pytest.raises(SignOnNotFound):
        await came(house, ana)


async def test_settings_take_all_that_an_administrator_may_do(house: House, ana: SignedIn) -> None:
    made = await house.users.create(
        ana.actor,
        email="bia@rapida.example",
        name="Bia",
        password="segredo-1",
        role=Role.USER,
        grants=[Permission.MANAGE_USERS],
    )
    bia = (await house.accept(await house.login("bia@rapida.example"))).actor
    assert made.id == bia.id
    for refused in (house.sign_on.put(bia, draft(house)), house.sign_on.read(bia), house.sign_on.remove(bia)):
        with pytest.raises(Forbidden):
            await refused
    with pytest.raises(Invalid):
        await house.sign_on.put(ana.actor, draft(house, secret=None))
    for wrong in (
        {"issuer": "login"},
        {"issuer": f"{ISSUER}?x=1"},
        {"domains": ()},
        {"domains": ("a@b",)},
        {"role": "x"},
        {"secret": Secret("x" * 1_001)},
    ):
        with pytest.raises(Invalid):
            await house.sign_on.put(ana.actor, draft(house, **wrong))
    await house.sign_on.put(ana.actor, draft(house))
    kept = await house.sign_on.put(ana.actor, draft(house, secret=None, enforced=True))
    (*_, event) = [e for e in house.state.events if isinstance(e, SignOnChanged)]
    assert (event.move, event.fields) == ("set", ("enforced",))
    assert kept.secret.tail == ""
    await came(house, ana)
    await house.sign_on.put(ana.actor, draft(house, issuer="https://outro.example"))
    assert house.state.sign_on_links == {}
    house.providers.away = True
    with pytest.raises(SignOnProviderFailed):
        await house.sign_on.check(ana.actor)


@given(local=st.from_regex(r"[a-z]{1,8}", fullmatch=True), domain=st.from_regex(r"[a-z.]{1,30}", fullmatch=True))
def test_only_addresses_at_the_very_domains_are_admitted(local: str, domain: str) -> None:
    settings: SignOn = a_sign_on(TenantId(fresh_id()))
    assert settings.admits(f"{local}@{domain}") == (domain in settings.domains)
    assert settings.admits(f"{local}@rapida.example")
    assert not settings.admits(f"{local}@{domain}.rapida.example")
