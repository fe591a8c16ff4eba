import pytest
from msgspec.structs import replace
from tests.support.identity import House

from pytake_domain.identity import (
    EmailTaken,
    LastAdministrator,
    Plan,
    Role,
    SlugTaken,
    TokenRefused,
    UserNotFound,
    UserView,
)
from pytake_domain.kernel.actor import Actor, Permission, system
from pytake_domain.kernel.errors import Forbidden, Invalid, LimitReached
from pytake_domain.kernel.page import PageRequest


async def an_admin(house: House) -> Actor:
    return (await house.accept(await house.register(plan=Plan.GROWTH))).actor


async def hire(house: House, actor: Actor, name: str, role: Role = Role.AGENT) -> UserView:
    return await house.users.create(
        actor, email=f"{name.lower()}@rapida.example", name=name, password="segredo-2", role=role
    )


async def test_who_registers_is_signed_in_as_administrator(house: House) -> None:
    issued = await house.register()

    assert issued.user.role is Role.ADMIN
    assert issued.tenant.plan is Plan.STARTER
    assert (issued.tenant.slug, issued.tenant.time_zone, issued.tenant.currency) == (
        "conexao-rapida",
        "America/Sao_Paulo",
        "BRL",
    )
    assert (await house.accept(issued)).actor.may(Permission.MANAGE_USERS)
    assert not (await house.accept(issued)).actor.may(Permission.PLATFORM)
    assert set(house.said()) == {"SessionStarted", "TenantRegistered", "UserAdded"}
    assert "segredo-1" not in repr(house.state.users)


async def test_an_address_registers_once_and_leaves_nothing_half_done(house: House) -> None:
    await house.register()

    with pytest.raises(EmailTaken):
        await house.register("ANA@rapida.example")

    assert len(house.state.tenants) == 1


async def test_a_second_company_of_a_name_gets_another_short_name(house: House) -> None:
    await house.register()

    second = await house.register("cid@outra.example")

    assert second.tenant.slug.startswith("conexao-rapida-")
    with pytest.raises(SlugTaken):
        await house.registering.register(
            company="Outra", email="eva@outra.example", password="segredo-1", name="Eva", slug="conexao-rapida"
        )


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("email", "not an address"),
        ("email", "ana@localhost"),
        ("password", "short"),
        ("password", "x" * 257),
        ("name", "  "),
        ("name", "x" * 121),
        ("slug", "Not a slug"),
        ("time_zone", "Mars/Olympus"),
        ("currency", "reais"),
    ],
)
async def test_a_registration_names_what_is_wrong(house: House, field: str, wrong: str) -> None:
    values = {"company": "Rápida", "email": "ana@rapida.example", "password": "segredo-1", "name": "Ana"}

    with pytest.raises(Invalid) as refused:
        await house.registering.register(**(values | {field: wrong}))  # type: ignore[arg-type]

    assert [problem.field for problem in refused.value.problems] == [field]
    assert house.state.tenants == {}


async def test_people_are_added_listed_and_read(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")

    assert bia.role is Role.AGENT
    assert [u.name for u in (await house.users.page(admin, PageRequest(sort="name", descending=False))).items] == [
        "Ana",
        "Bia",
    ]
    assert await house.users.get(admin, bia.id) == bia
    with pytest.raises(EmailTaken):
        await hire(house, admin, "BIA")


async def test_another_tenants_people_are_not_found(house: House) -> None:
    admin = await an_admin(house)
    cid = await house.register("cid@outra.example")

    with pytest.raises(UserNotFound):
        await house.users.get(admin, cid.user.id)
    with pytest.raises(UserNotFound):
        await house.users.change(admin, cid.user.id, role=Role.VIEWER)


async def test_an_agent_manages_nobody(house: House) -> None:
    admin = await an_admin(house)
    bia = house.state.users[(await hire(house, admin, "Bia")).id].actor()

    with pytest.raises(Forbidden):
        await hire(house, bia, "Cid")
    with pytest.raises(Forbidden):
        await house.users.change(bia, bia.user_id, role=Role.ADMIN)  # type: ignore[arg-type]


async def test_nobody_gives_or_takes_what_they_do_not_have(house: House) -> None:
    admin = await an_admin(house)
    made = await house.users.create(
        admin,
        email="sup@rapida.example",
        name="Sup",
        password="segredo-2",
        role=Role.USER,
        grants=[Permission.MANAGE_USERS],
    )
    supervisor = house.state.users[made.id].actor()

    await hire(house, supervisor, "Bia")
    with pytest.raises(Forbidden):
        await hire(house, supervisor, "Cid", Role.ADMIN)
    with pytest.raises(Forbidden):
        await house.users.change(supervisor, made.id, role=Role.ADMIN)
    with pytest.raises(Forbidden):
        await house.users.change(supervisor, admin.user_id, role=Role.VIEWER)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        await house.users.change(admin, made.id, grants=[Permission.PLATFORM])


async def test_the_last_administrator_stays(house: House) -> None:
    admin = await an_admin(house)
    assert admin.user_id is not None
    for change in ({"role": Role.AGENT}, {"active": False}, {"denials": [Permission.MANAGE_USERS]}):
        with pytest.raises(LastAdministrator):
            await house.users.change(admin, admin.user_id, **change)

    await hire(house, admin, "Bia", Role.ADMIN)

    assert (await house.users.change(admin, admin.user_id, role=Role.AGENT)).role is Role.AGENT


async def test_somebody_switched_off_is_signed_out_everywhere(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")
    here, there = [await house.login("bia@rapida.example", "segredo-2") for _ in range(2)]
    await house.accept(here)

    await house.users.change(admin, bia.id, active=False)

    for issued in (here, there):
        with pytest.raises(TokenRefused):
            await house.accept(issued)
    assert house.said()[-3:] == ["UserChanged", "SessionRevoked", "SessionRevoked"]
    back = await house.users.change(admin, bia.id, active=True)
    assert back.active
    with pytest.raises(TokenRefused):
        await house.accept(here)


async def test_a_change_that_changes_nothing_says_nothing(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")
    before = house.said()

    assert await house.users.change(admin, bia.id, role=Role.AGENT, name=" Bia ") == bia
    assert house.said() == before


async def test_a_plan_limits_who_is_active(house: House) -> None:
    issued = await house.register()
    boss = system(issued.tenant.id)
    people = [await hire(house, boss, f"p{i}") for i in range(9)]

    with pytest.raises(LimitReached) as full:
        await hire(house, boss, "p10")

    assert full.value.params == {"limit": "users", "used": 10, "allowed": 10}
    await house.users.change(boss, people[0].id, active=False)
    await hire(house, boss, "p10")
    with pytest.raises(LimitReached):
        await house.users.change(boss, people[0].id, active=True)


async def test_a_platform_administrator_is_out_of_a_tenants_reach(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia", Role.ADMIN)
    house.state.users[bia.id] = replace(house.state.users[bia.id], platform_admin=True)

    with pytest.raises(Forbidden) as refused:
        await house.users.change(admin, bia.id, active=False)
    assert refused.value.params == {"permission": "manage:platform"}
    assert Permission.PLATFORM in house.state.users[bia.id].permissions
