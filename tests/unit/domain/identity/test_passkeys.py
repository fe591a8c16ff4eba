"""Passkeys: added with the password, worth one answer to each challenge, at one place, and in place of a code."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.identity import PHONE, House

from pytake_domain.identity import (
    Assertion,
    Issued,
    Passkey,
    PasskeyAttemptOver,
    PasskeyChanged,
    PasskeyCopied,
    PasskeyElsewhere,
    PasskeyNotFound,
    PasskeyRefused,
    PasskeysTooMany,
    PasskeyTaken,
    RelyingParty,
    Role,
    SecondFactorOff,
    SecondStep,
    SecondStepRefused,
    SignedIn,
    SignInLocked,
    UserInactive,
    UserNotFound,
)
from pytake_domain.kernel.errors import Invalid, Throttled
from pytake_domain.testing.contracts.identity import AT, a_tenant, a_user
from pytake_domain.testing.contracts.passkeys import a_passkey
from pytake_domain.testing.memory.passkeys import PlainDevice

HERE = RelyingParty(id="pytake.example", origin="https://pytake.example", name="PyTake")
THERE = RelyingParty(id="rapida.example", origin="https://rapida.example", name="Rápida")
PASSWORD = "segredo-1"
ADDRESS = PHONE.address


async def added(
    house: House, signed: SignedIn, device: PlainDevice | None = None, place: RelyingParty = HERE
) -> tuple[PlainDevice, Passkey]:
    user_id = signed.actor.user_id
    device = device or PlainDevice(user_id)
    _, asked = await house.passkeys.begin(signed, place, password=PASSWORD, address=ADDRESS)
    answer = device.answer(asked.challenge, place)
    made = await house.passkeys.finish(signed, place, attempt=asked.attempt.reveal(), answer=answer, name=" Telefone ")
    return device, made


async def shown(
    house: House,
    device: PlainDevice,
    place: RelyingParty = HERE,
    *,
    mfa_token: str | None = None,
    **changes: Any,
) -> Issued:
    asked = await house.showing.begin(place, address=ADDRESS, mfa_token=mfa_token)
    answer = device.answer(asked.challenge, place) | changes
    return await house.showing.finish(place, attempt=asked.attempt.reveal(), answer=answer, device=PHONE)


@pytest.fixture
async def ana(house: House) -> SignedIn:
    return await house.accept(await house.register())


def moves(house: House) -> list[str]:
    return [event.move for event in house.state.events if isinstance(event, PasskeyChanged)]


async def test_a_passkey_lets_in_alone_and_is_asked_for_after_the_password(house: House, ana: SignedIn) -> None:
    device, made = await added(house, ana)
    assert (made.name, made.host, made.user_id) == ("Telefone", HERE.id, ana.actor.user_id)
    assert (await shown(house, device)).user.id == ana.actor.user_id

    owed = await house.signing.login(email="ana@rapida.example", password=PASSWORD, device=PHONE)
    assert isinstance(owed, SecondStep)
    assert owed.means == ("passkey",)
    assert (await shown(house, device, mfa_token=owed.token.reveal())).user.id == ana.actor.user_id
    (kept,) = await house.passkeys.all(ana.actor)
    assert (kept.sign_count, kept.used_at) == (device.count, house.clock.now())
    assert moves(house) == ["added"]


async def test_a_challenge_is_answered_once_in_time_and_where_it_was_asked(house: House, ana: SignedIn) -> None:
    device, _ = await added(house, ana)
    asked = await house.showing.begin(HERE, address=ADDRESS)
    answer, attempt = device.answer(asked.challenge, HERE), asked.attempt.reveal()
    await house.showing.finish(HERE, attempt=attempt, answer=answer, device=PHONE)
    with pytest.raises(PasskeyAttemptOver):
        await house.showing.finish(HERE, attempt=attempt, answer=answer, device=PHONE)

    slow = await house.showing.begin(HERE, address=ADDRESS)
    house.clock.move(minutes=5)
    late = device.answer(slow.challenge, HERE)
    with pytest.raises(PasskeyAttemptOver):
        await house.showing.finish(HERE, attempt=slow.attempt.reveal(), answer=late, device=PHONE)

    asked = await house.showing.begin(HERE, address=ADDRESS)
    with pytest.raises(PasskeyRefused):
        await house.showing.finish(HERE, attempt=asked.attempt.reveal(), answer=answer, device=PHONE)
    asked = await house.showing.begin(HERE, address=ADDRESS)
    elsewhere = device.answer(asked.challenge, THERE)
    with pytest.raises(PasskeyAttemptOver):
        await house.showing.finish(THERE, attempt=asked.attempt.reveal(), answer=elsewhere, device=PHONE)
    with pytest.raises(PasskeyRefused):
        await shown(house, device, THERE)


async def test_what_is_asked_to_add_one_lets_nobody_in_and_the_other_way_round(house: House, ana: SignedIn) -> None:
    device = PlainDevice(ana.actor.user_id)
    _, adding = await house.passkeys.begin(ana, HERE, password=PASSWORD, address=ADDRESS)
    with pytest.raises(PasskeyAttemptOver):
        await house.showing.finish(
            HERE, attempt=adding.attempt.reveal(), answer=device.answer(adding.challenge, HERE), device=PHONE
        )
    asked = await house.showing.begin(HERE, address=ADDRESS)
    for attempt in (adding, asked):
        with pytest.raises(PasskeyAttemptOver):
            await house.passkeys.finish(
                ana,
                HERE,
                attempt=attempt.attempt.reveal(),
                answer=device.answer(attempt.challenge, HERE),
                name="x",
            )
    _, adding = await house.passkeys.begin(ana, HERE, password=PASSWORD, address=ADDRESS)
    other = await house.accept(await house.login())
    with pytest.raises(PasskeyAttemptOver):
        await house.passkeys.finish(
            other, HERE, attempt=adding.attempt.reveal(), answer=device.answer(adding.challenge, HERE), name="x"
        )


async def test_a_counter_that_goes_back_is_refused_and_kept(house: House, ana: SignedIn) -> None:
    device, _ = await added(house, ana)
    await shown(house, device)
    with pytest.raises(PasskeyCopied):
        await shown(house, device, count=device.count)
    assert moves(house) == ["added", "copied"]
    assert (await shown(house, device)).user.id == ana.actor.user_id


async def test_another_s_passkey_and_one_that_is_gone_are_refused(house: House, ana: SignedIn) -> None:
    device, made = await added(house, ana)
    bia = await house.accept(await house.register("bia@outra.example"))
    strange, _ = await added(house, bia)
    owed = await house.signing.login(email="ana@rapida.example", password=PASSWORD, device=PHONE)
    assert isinstance(owed, SecondStep)
    with pytest.raises(SecondStepRefused):
        await shown(house, strange, mfa_token=owed.token.reveal())
    assert bia.actor.user_id is not None
    for wrong in ({"user": bia.actor.user_id.bytes}, {"key": b"another"}, {"origin": "https://evil.example"}):
        with pytest.raises(PasskeyRefused):
            await shown(house, device, **wrong)
    with pytest.raises(PasskeyTaken):
        await added(house, bia, device)
    with pytest.raises(PasskeyNotFound):
        await house.passkeys.rename(bia.actor, made.id, "Minha")
    with pytest.raises(PasskeyNotFound):
        await house.passkeys.remove(bia.actor, made.id, password=PASSWORD, address=ADDRESS)
    renamed = await house.passkeys.rename(ana.actor, made.id, "Azul")
    assert renamed.name == "Azul"
    with pytest.raises(Invalid):
        await house.passkeys.remove(ana.actor, made.id, password="errada", address=ADDRESS)
    await house.passkeys.remove(ana.actor, made.id, password=PASSWORD, address=ADDRESS)
    with pytest.raises(PasskeyRefused):
        await shown(house, device)
    assert isinstance(await house.signing.login(email="ana@rapida.example", password=PASSWORD, device=PHONE), Issued)
    assert moves(house) == ["added", "added", "renamed", "removed"]


async def test_failures_lock_as_wrong_passwords_do(house: House, ana: SignedIn) -> None:
    device, _ = await added(house, ana)
    for known in (device, PlainDevice(ana.actor.user_id)):
        for _ in range(5):
            with pytest.raises(PasskeyRefused):
                await shown(house, known, key=b"guess")
        with pytest.raises(SignInLocked):
            await shown(house, known)
    house.clock.move(minutes=1)
    assert (await shown(house, device)).user.id == ana.actor.user_id


async def test_adding_one_needs_the_password_and_there_are_no_more_than_twenty(house: House, ana: SignedIn) -> None:
    with pytest.raises(Invalid):
        await house.passkeys.begin(ana, HERE, password="errada", address=ADDRESS)
    for _ in range(20):
        await added(house, ana)
    with pytest.raises(PasskeysTooMany):
        await added(house, ana)


async def test_challenges_are_asked_for_at_a_bounded_rate(house: House) -> None:
    for _ in range(60):
        await house.showing.begin(HERE, address=ADDRESS)
    with pytest.raises(Throttled):
        await house.showing.begin(HERE, address=ADDRESS)
    await house.showing.begin(HERE, address="203.0.113.99")


async def test_who_is_off_stays_out_and_a_reset_takes_passkeys_away(house: House, ana: SignedIn) -> None:
    made = await house.users.create(
        ana.actor, email="bia@rapida.example", name="Bia", password=PASSWORD, role=Role.AGENT
    )
    bia = await house.accept(await house.login("bia@rapida.example"))
    device, _ = await added(house, bia)
    await house.users.change(ana.actor, made.id, active=False)
    with pytest.raises(UserInactive):
        await shown(house, device)
    await house.users.change(ana.actor, made.id, active=True)
    await house.factors.reset(ana.actor, made.id)
    with pytest.raises(PasskeyRefused):
        await shown(house, device)
    assert (await house.login("bia@rapida.example")).user.id == made.id
    with pytest.raises(SecondFactorOff):
        await house.factors.reset(ana.actor, made.id)


async def test_an_only_administrator_who_lost_their_device_is_let_in_on_the_server(house: House, ana: SignedIn) -> None:
    device, _ = await added(house, ana)
    with pytest.raises(UserNotFound):
        await house.factors.reset_by_operator("ninguem@rapida.example")
    told = await house.factors.reset_by_operator(" Ana@rapida.example")
    assert told.id == ana.actor.user_id
    assert (await house.login()).user.id == told.id
    with pytest.raises(PasskeyRefused):
        await shown(house, device)
    with pytest.raises(SecondFactorOff):
        await house.factors.reset_by_operator("ana@rapida.example")


async def test_at_another_address_it_says_where_the_passkeys_are(house: House, ana: SignedIn) -> None:
    await added(house, ana)
    owed = await house.signing.login(email="ana@rapida.example", password=PASSWORD, device=PHONE)
    assert isinstance(owed, SecondStep)
    with pytest.raises(PasskeyElsewhere) as elsewhere:
        await house.showing.begin(THERE, address=ADDRESS, mfa_token=owed.token.reveal())
    assert elsewhere.value.params == {"host": HERE.id}
    for token in ("", "x.1.y"):
        with pytest.raises(SecondStepRefused):
            await house.showing.begin(HERE, address=ADDRESS, mfa_token=token)
    house.clock.move(minutes=5)
    with pytest.raises(SecondStepRefused):
        await house.showing.begin(HERE, address=ADDRESS, mfa_token=owed.token.reveal())


@given(counts=st.lists(st.integers(0, 2**32 - 1), max_size=12))
def test_a_counter_only_ever_moves_on_and_none_at_all_stays_none(counts: list[int]) -> None:
    passkey = a_passkey(a_user(a_tenant()))
    for count in counts:
        used = passkey.use(Assertion(sign_count=count, backed_up=False), AT)
        assert (used is None) == ((count > 0 or passkey.sign_count > 0) and count <= passkey.sign_count)
        if used is not None:
            assert used == replace(passkey, sign_count=count, used_at=AT)
            passkey = used
