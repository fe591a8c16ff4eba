import pytest
from tests.support.identity import House

from pytake_domain.identity import (
    ROLE_PERMISSIONS,
    Role,
    RoleInUse,
    RoleNameTaken,
    RoleNotFound,
    Source,
    UserView,
    permissions_of,
    sources,
)
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import RoleId

WANTED = (Permission.READ_ERP, Permission.READ_BILLING, Permission.READ_USERS)


async def an_admin(house: House) -> Actor:
    return (await house.accept(await house.register())).actor


async def hire(house: House, boss: Actor, name: str, role: Role | RoleId) -> UserView:
    return await house.users.create(boss, email=f"{name}@rapida.example", name=name, password="segredo-1", role=role)


async def acting(house: House, name: str) -> Actor:
    return (await house.accept(await house.login(f"{name}@rapida.example"))).actor


async def test_who_has_a_role_may_what_it_says_and_no_more(house: House) -> None:
    admin = await an_admin(house)
    role = await house.roles.create(admin, name="  Financeiro  geral ", permissions=WANTED)
    assert role.name == "Financeiro geral"
    caio = await hire(house, admin, "caio", role.id)

    assert (await acting(house, "caio")).permissions == frozenset(WANTED)
    assert (caio.role, caio.custom_role) == (Role.CUSTOM, role.held)
    explained = sources(permissions_of(caio.role, caio.custom_role), caio.grants, caio.denials)
    assert {p for p, source in explained.items() if source is Source.ROLE} == set(WANTED)
    roles = await house.roles.all(admin)
    assert (roles.custom, dict(roles.held)) == ((role,), {"admin": 1, str(role.id): 1})


async def test_a_change_holds_at_once_for_who_has_it(house: House) -> None:
    admin = await an_admin(house)
    role = await house.roles.create(admin, name="Financeiro", permissions=WANTED)
    await hire(house, admin, "caio", role.id)
    issued = await house.login("caio@rapida.example")
    await house.accept(issued)

    changed = await house.roles.change(admin, role.id, permissions=[Permission.READ_ERP], name="Caixa")

    assert (await house.accept(issued)).actor.permissions == {Permission.READ_ERP}
    assert house.said()[-1] == "RoleChanged"
    before = len(house.said())
    await house.roles.change(admin, role.id, name="Caixa")
    assert len(house.said()) == before
    assert changed.description == ""


async def test_nobody_makes_changes_or_gives_what_they_do_not_have(house: House) -> None:
    admin = await an_admin(house)
    strong = await house.roles.create(admin, name="Forte", permissions=[*WANTED, Permission.MANAGE_API_KEYS])
    lead = await house.roles.create(admin, name="Chefia", permissions=[*WANTED, Permission.MANAGE_USERS])
    await hire(house, admin, "lia", lead.id)
    lia = await acting(house, "lia")
    caio = await hire(house, admin, "caio", Role.AGENT)

    for refused in (
        house.roles.create(lia, name="X", permissions=[Permission.MANAGE_API_KEYS]),
        house.roles.change(lia, lead.id, permissions=[Permission.WRITE_FLOWS]),
        house.roles.change(lia, strong.id, permissions=[Permission.READ_ERP]),
        house.roles.remove(lia, strong.id),
        house.roles.remove(lia, lead.id, instead=Role.ADMIN),
        house.users.change(lia, caio.id, role=strong.id),
        hire(house, lia, "rui", strong.id),
    ):
        with pytest.raises(Forbidden):
            await refused
    viewer = await hire(house, admin, "ver", Role.VIEWER)
    assert viewer.role is Role.VIEWER
    with pytest.raises(Forbidden):
        await house.roles.create(await acting(house, "ver"), name="Y", permissions=[Permission.READ_USERS])


async def test_a_role_in_use_is_not_removed_without_another(house: House) -> None:
    admin = await an_admin(house)
    role = await house.roles.create(admin, name="Financeiro", permissions=WANTED)
    other = await house.roles.create(admin, name="Caixa", permissions=[Permission.READ_ERP])
    await hire(house, admin, "caio", role.id)
    issued = await house.login("caio@rapida.example")
    await house.accept(issued)

    with pytest.raises(RoleInUse) as used:
        await house.roles.remove(admin, role.id)
    assert used.value.params == {"count": 1}
    with pytest.raises(Invalid):
        await house.roles.remove(admin, role.id, instead=role.id)
    await house.roles.remove(admin, role.id, instead=other.id)

    assert (await house.accept(issued)).actor.permissions == {Permission.READ_ERP}
    with pytest.raises(RoleNotFound):
        await house.roles.change(admin, role.id, name="x")
    await house.roles.remove(admin, other.id, instead=Role.VIEWER)
    assert (await house.accept(issued)).actor.permissions == ROLE_PERMISSIONS[Role.VIEWER]
    assert (await house.roles.all(admin)).custom == ()


async def test_a_role_has_a_name_and_permissions_of_the_list(house: House) -> None:
    admin = await an_admin(house)
    await house.roles.create(admin, name="Caixa", permissions=WANTED)
    for name in ("caixa", "Admin", "custom"):
        with pytest.raises(RoleNameTaken):
            await house.roles.create(admin, name=name, permissions=WANTED)
    for name, permissions in (("", WANTED), ("x" * 61, WANTED), ("Y", ()), ("Z", [Permission.PLATFORM])):
        with pytest.raises((Invalid, Forbidden)):
            await house.roles.create(admin, name=name, permissions=permissions)


async def test_another_companys_role_is_not_there(house: House) -> None:
    admin = await an_admin(house)
    role = await house.roles.create(admin, name="Caixa", permissions=WANTED)
    other = (await house.accept(await house.register("bia@outra.example"))).actor
    for refused in (
        house.roles.change(other, role.id, name="x"),
        house.roles.remove(other, role.id),
        house.users.create(other, email="x@x.example", name="X", password="segredo-1", role=role.id),
    ):
        with pytest.raises(RoleNotFound):
            await refused


async def test_an_administrator_is_not_replaced_by_a_role(house: House) -> None:
    admin = await an_admin(house)
    role = await house.roles.create(admin, name="Tudo", permissions=ROLE_PERMISSIONS[Role.ADMIN])
    assert admin.user_id is not None
    with pytest.raises(Exception, match="LAST_ADMINISTRATOR"):
        await house.users.change(admin, admin.user_id, role=role.id)
