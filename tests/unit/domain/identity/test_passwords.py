"""Own profiles, passwords, invitations, and what is known of what somebody did."""

import pytest
from tests.support.identity import PHONE, House
from tests.unit.domain.identity.test_people import an_admin, hire

from pytake_domain.identity import (
    CredentialsWrong,
    InvitationRefused,
    NotificationPreferences,
    Preferences,
    Role,
    SignedIn,
    SignInLocked,
    Source,
    TokenRefused,
    UserNotFound,
    permissions_of,
    sources,
)
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import UserId
from pytake_domain.kernel.text import Language
from pytake_domain.testing.builders import fresh

ADDRESS = PHONE.address


async def bia_signed_in(house: House, password: str = "segredo-2") -> SignedIn:
    return await house.accept(await house.login("bia@rapida.example", password))


async def test_everybody_changes_their_own_name_and_preferences_alone(house: House) -> None:
    admin = await an_admin(house)
    bia, cid = await hire(house, admin, "Bia"), await hire(house, admin, "Cid")
    signed = await bia_signed_in(house)
    actor = signed.actor
    wishes = Preferences(language=Language.EN, notifications=NotificationPreferences(sound=False))

    changed = await house.users.change(actor, bia.id, name="Beatriz", preferences=wishes)

    assert (changed.name, changed.preferences) == ("Beatriz", wishes)
    for who, what in ((cid.id, {"name": "Cida"}), (bia.id, {"role": Role.ADMIN}), (bia.id, {"grants": ()})):
        with pytest.raises(Forbidden):
            await house.users.change(actor, who, **what)
    me = await house.me.read(signed)
    assert me.user is not None
    assert me.user.preferences == wishes


async def test_another_address_has_to_be_verified_again(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")

    changed = await house.users.change(admin, bia.id, email="BEATRIZ@rapida.example")

    assert (changed.email, changed.email_verified) == ("beatriz@rapida.example", False)
    await house.login("beatriz@rapida.example", "segredo-2")


async def test_ones_own_address_changes_with_the_present_password_alone(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")
    own = admin.user_id
    assert own is not None
    kept = (await house.users.get(admin, own)).email

    for present, code in ((None, "required"), ("errada", "wrong_password"), ("x" * 300, "wrong_password")):
        with pytest.raises(Invalid) as refused:
            await house.users.change(admin, own, email="nova@rapida.example", present=present, address=ADDRESS)
        assert [(each.field, each.code) for each in refused.value.problems] == [("current_password", code)]
    assert (await house.users.get(admin, own)).email == kept

    assert (await house.users.change(admin, own, email=kept.upper(), name="Anna")).name == "Anna"
    changed = await house.users.change(admin, own, email="nova@rapida.example", present="segredo-1", address=ADDRESS)
    assert (changed.email, changed.email_verified) == ("nova@rapida.example", False)
    # Whoever manages people sets another's, and could hand them an invitation as well.
    assert (await house.users.change(admin, bia.id, email="b@rapida.example")).email == "b@rapida.example"


async def test_guessing_it_at_the_address_locks_as_signing_in_does(house: House) -> None:
    admin = await an_admin(house)
    assert admin.user_id is not None
    for _ in range(5):
        with pytest.raises(Invalid):
            await house.users.change(admin, admin.user_id, email="x@rapida.example", present="errada", address=ADDRESS)
    with pytest.raises(SignInLocked):
        await house.users.change(admin, admin.user_id, email="x@rapida.example", present="segredo-1", address=ADDRESS)


async def test_a_new_password_of_ones_own_ends_the_other_sessions(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")
    here, elsewhere = (
        await house.login("bia@rapida.example", "segredo-2"),
        await house.login("bia@rapida.example", "segredo-2"),
    )
    signed = await house.accept(here)

    await house.passwords.change(signed, bia.id, password="segredo-3", present="segredo-2", address=ADDRESS)

    await house.accept(here)
    with pytest.raises(TokenRefused):
        await house.accept(elsewhere)
    with pytest.raises(CredentialsWrong):
        await house.login("bia@rapida.example", "segredo-2")
    await house.login("bia@rapida.example", "segredo-3")


GUESSABLE = ("Senha123", "12345678", "conexaorapida", "Conexão-Rápida 2026", "pytake.2026", "Rápida!!!2026")


@pytest.mark.parametrize("password", [*GUESSABLE, "bia.12345", "bia@rapida.example"])
async def test_a_password_is_not_what_somebody_would_try_first(house: House, password: str) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")
    signed = await bia_signed_in(house)

    with pytest.raises(Invalid) as refused:
        await house.passwords.change(signed, bia.id, password=password, present="segredo-2", address=ADDRESS)

    assert [(p.field, p.code) for p in refused.value.problems] == [("password", "guessable")]
    await house.login("bia@rapida.example", "segredo-2")


@pytest.mark.parametrize("password", ["senha123", "rui-2026", "conexãorápida1"])
async def test_nor_is_one_that_is_chosen_by_invitation(house: House, password: str) -> None:
    token = await invited(house, await an_admin(house))

    with pytest.raises(Invalid, match="password"):
        await house.passwords.accept(token, password)

    await house.passwords.accept(token, "segredo-9")
    await house.login("rui@rapida.example", "segredo-9")


async def test_a_wrong_present_password_counts_like_a_failed_sign_in(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")
    signed = await bia_signed_in(house)

    for present in (None, *["chutado-1"] * 5):
        with pytest.raises(Invalid) as refused:
            await house.passwords.change(signed, bia.id, password="segredo-3", present=present, address=ADDRESS)
        assert refused.value.problems[0].field == "current_password"

    with pytest.raises(SignInLocked):
        await house.passwords.change(signed, bia.id, password="segredo-3", present="segredo-2", address=ADDRESS)
    with pytest.raises(SignInLocked):
        await house.login("bia@rapida.example", "segredo-2")


async def test_who_manages_people_sets_passwords_of_those_who_may_no_more(house: House) -> None:
    issued = await house.register()
    signed = await house.accept(issued)
    bia = await hire(house, signed.actor, "Bia")
    bias = await house.login("bia@rapida.example", "segredo-2")
    chief = await hire(house, signed.actor, "Chefe", Role.USER)
    await house.users.change(signed.actor, chief.id, grants=[Permission.MANAGE_USERS])
    chiefs = await house.accept(await house.login("chefe@rapida.example", "segredo-2"))

    await house.passwords.change(chiefs, bia.id, password="segredo-3", present=None, address=ADDRESS)

    with pytest.raises(TokenRefused):
        await house.accept(bias)
    with pytest.raises(Forbidden):
        await house.passwords.change(chiefs, issued.user.id, password="segredo-3", present=None, address=ADDRESS)
    agent = await bia_signed_in(house, "segredo-3")
    with pytest.raises(Forbidden):
        await house.passwords.change(agent, chief.id, password="segredo-3", present=None, address=ADDRESS)


async def invited(house: House, admin: Actor) -> str:
    made = await house.users.invite(admin, email="rui@rapida.example", name="Rui", role=Role.AGENT)
    assert made.user.invited
    return made.invitation.token.reveal()


async def test_an_invitation_is_worth_one_password(house: House) -> None:
    admin = await an_admin(house)
    token = await invited(house, admin)
    assert token not in repr(house.state.users)

    await house.passwords.accept(token, "segredo-4")

    assert not (await house.login("rui@rapida.example", "segredo-4")).user.invited
    with pytest.raises(InvitationRefused):
        await house.passwords.accept(token, "segredo-5")


async def test_invitations_grow_old_and_a_new_one_replaces_the_old(house: House) -> None:
    admin = await an_admin(house)
    first = await invited(house, admin)
    rui = next(u for u in house.state.users.values() if u.name == "Rui")
    second = (await house.passwords.invite(admin, rui.id)).token.reveal()

    with pytest.raises(InvitationRefused):
        await house.passwords.accept(first, "segredo-4")
    house.clock.move(days=7)
    with pytest.raises(InvitationRefused):
        await house.passwords.accept(second, "segredo-4")
    third = (await house.passwords.invite(admin, rui.id)).token.reveal()
    await house.users.change(admin, rui.id, active=False)
    with pytest.raises(InvitationRefused):
        await house.passwords.accept(third, "segredo-4")
    await house.users.change(admin, rui.id, active=True)
    await house.passwords.accept(third, "segredo-4")
    await house.login("rui@rapida.example", "segredo-4")


@pytest.mark.parametrize("token", ["", "a.b", "x" * 300, "\ud800.x", "00000000000000000000000000000001.", "é"])
async def test_what_never_was_an_invitation_is_refused(house: House, token: str) -> None:
    with pytest.raises(InvitationRefused):
        await house.passwords.accept(token, "segredo-4")


async def test_where_a_permission_comes_from_is_told(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")
    changed = await house.users.change(
        admin, bia.id, grants=[Permission.WRITE_FLOWS, Permission.READ_FLOWS], denials=[Permission.WRITE_CONTACTS]
    )

    found = sources(permissions_of(changed.role, changed.custom_role), changed.grants, changed.denials)

    assert found[Permission.WRITE_FLOWS] is Source.GRANTED
    assert found[Permission.READ_FLOWS] is Source.ROLE
    assert found[Permission.WRITE_CONTACTS] is Source.DENIED
    assert found[Permission.MANAGE_USERS] is Source.NONE
    allowed = {p for p, source in found.items() if source in (Source.ROLE, Source.GRANTED)}
    assert allowed == changed.permissions


async def test_what_somebody_did_is_theirs_and_their_managers_to_read(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")
    actor = (await bia_signed_in(house)).actor
    await house.users.change(actor, bia.id, name="Beatriz")

    own = await house.activity.of(actor, bia.id, before=None, limit=10)
    managers = await house.activity.of(admin, bia.id, before=None, limit=10)

    assert own == managers
    assert [deed.action for deed in own] == ["UserChanged", "SessionStarted"]
    assert admin.user_id is not None
    with pytest.raises(Forbidden):
        await house.activity.of(actor, admin.user_id, before=None, limit=10)


async def test_sessions_of_others_are_shown_to_who_manages_people(house: House) -> None:
    admin = await an_admin(house)
    bia = await hire(house, admin, "Bia")
    signed = await bia_signed_in(house)

    assert [s.id for s in await house.sessions.all(admin, bia.id)] == [signed.session_id]
    assert admin.user_id is not None
    with pytest.raises(Forbidden):
        await house.sessions.all(signed.actor, admin.user_id)
    with pytest.raises(UserNotFound):
        await house.sessions.all(admin, UserId(fresh()))
