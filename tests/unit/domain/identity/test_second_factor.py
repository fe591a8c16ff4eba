"""Codes after passwords: RFC 6238, each worth once, counted like passwords."""

import base64
import datetime as dt

import pytest
from tests.support.identity import PHONE, House
from tests.unit.domain.identity.test_people import an_admin, hire

from pytake_domain.identity import (
    CodeWrong,
    CredentialsWrong,
    Device,
    Issued,
    SecondFactorOff,
    SecondFactorOn,
    SecondStep,
    SecondStepRefused,
    SignInLocked,
    code_at,
    step_of,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Forbidden, Invalid

# The vectors of RFC 6238, appendix B, for SHA-1; ours are their last six digits.
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    20000000000: "65353130",
}
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(("second", "code"), VECTORS.items())
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert code_at(SECRET, step_of(dt.datetime.fromtimestamp(second, dt.UTC))) == code[-6:]


class Enrolled:
    """Ana, with an app."""

    def __init__(self, house: House, actor: Actor, secret: str, codes: tuple[str, ...]) -> None:
        self.house, self.actor, self.secret, self.codes = house, actor, secret, codes

    def code(self, steps: int = 0) -> str:
        return code_at(self.secret, step_of(self.house.clock.now()) + steps)

    async def step(self, device: Device = PHONE) -> str:
        owed = await self.house.signing.login(email="ana@rapida.example", password="segredo-1", device=device)
        assert isinstance(owed, SecondStep)
        return owed.token.reveal()

    async def verify(self, code: str, token: str | None = None, device: Device = PHONE) -> Issued:
        token = token or await self.step(device)
        return await self.house.verifying.verify(token=token, code=code, device=device)


@pytest.fixture
async def ana(house: House) -> Enrolled:
    actor = await an_admin(house)
    begun = await house.factors.begin(actor)
    secret = begun.secret.reveal()
    assert begun.uri.reveal().startswith("otpauth://totp/PyTake:ana@rapida.example?secret=" + secret)
    codes = await house.factors.confirm(actor, code_at(secret, step_of(house.clock.now())))
    house.clock.move(seconds=90)
    return Enrolled(house, actor, secret, codes)


async def test_it_is_asked_for_once_it_is_confirmed(house: House) -> None:
    actor = await an_admin(house)
    with pytest.raises(SecondFactorOff):
        await house.factors.confirm(actor, "123456")
    begun = await house.factors.begin(actor)
    for wrong in ("123456", "", "x" * 1_000, "é12345"):
        with pytest.raises(Invalid):
            await house.factors.confirm(actor, wrong)
    signed = await house.accept(await house.login())
    assert not (await house.me.read(signed)).second_factor

    await house.factors.confirm(actor, code_at(begun.secret.reveal(), step_of(house.clock.now())))

    assert (await house.me.read(signed)).second_factor
    assert isinstance(
        await house.signing.login(email="ana@rapida.example", password="segredo-1", device=PHONE), SecondStep
    )
    with pytest.raises(SecondFactorOn):
        await house.factors.begin(actor)
    with pytest.raises(SecondFactorOn):
        await house.factors.confirm(actor, code_at(begun.secret.reveal(), step_of(house.clock.now())))


async def test_a_code_opens_once(house: House, ana: Enrolled) -> None:
    code = ana.code()
    issued = await ana.verify(code)
    await house.accept(issued)

    with pytest.raises(CodeWrong):
        await ana.verify(code)
    house.clock.move(seconds=30)
    await ana.verify(f" {ana.code()[:3]} {ana.code()[3:]} ")


async def test_the_code_that_confirmed_is_used_up(house: House) -> None:
    actor = await an_admin(house)
    secret = (await house.factors.begin(actor)).secret.reveal()
    code = code_at(secret, step_of(house.clock.now()))
    await house.factors.confirm(actor, code)
    with pytest.raises(CodeWrong):
        await Enrolled(house, actor, secret, ()).verify(code)


async def test_clocks_may_be_a_step_apart_and_no_more(ana: Enrolled) -> None:
    for steps in (-2, 2):
        with pytest.raises(CodeWrong):
            await ana.verify(ana.code(steps))
    await ana.verify(ana.code(-1))
    await ana.verify(ana.code(1))
    with pytest.raises(CodeWrong):
        await ana.verify(ana.code())  # older than one that was used


async def test_each_recovery_code_opens_once_however_it_is_typed(ana: Enrolled) -> None:
    first, second, *rest = ana.codes
    assert len({first, second, *rest}) == 10
    await ana.verify(first)
    await ana.verify(second.upper().replace("-", " "))
    for used in (first, second):
        with pytest.raises(CodeWrong):
            await ana.verify(used)
    stored = repr(ana.house.state.second_factors)
    assert not any(code in stored for code in ana.codes)


async def test_wrong_codes_lock_like_wrong_passwords_and_a_right_password_does_not_help(
    house: House, ana: Enrolled
) -> None:
    for _ in range(5):
        with pytest.raises(CodeWrong):
            await ana.verify("000000")
    with pytest.raises(SignInLocked):
        await ana.step()
    elsewhere = Device(address="198.51.100.9", user_agent="curl")
    with pytest.raises(SignInLocked):
        await ana.verify(ana.code(), device=elsewhere)
    house.clock.move(minutes=2)
    await ana.verify(ana.code())
    with pytest.raises(CodeWrong):
        await ana.verify("000000")


async def test_the_first_step_holds_for_minutes_and_for_its_password(house: House, ana: Enrolled) -> None:
    old = await ana.step()
    house.clock.move(minutes=5)
    with pytest.raises(SecondStepRefused):
        await ana.verify(ana.code(), old)
    before = await ana.step()
    signed = await house.accept(await ana.verify(ana.code()))
    assert ana.actor.user_id is not None
    await house.passwords.change(
        signed, ana.actor.user_id, password="segredo-9", present="segredo-1", address=PHONE.address
    )
    house.clock.move(seconds=60)
    with pytest.raises(SecondStepRefused):
        await ana.verify(ana.code(), before)


@pytest.mark.parametrize(
    "token", ["", "a.b.c", "é.1.x", "0" * 32 + ".1.eA", "0" * 32 + ".99999999999999.eA", "x" * 5_000]
)
async def test_what_never_was_a_first_step_is_refused(house: House, token: str) -> None:
    with pytest.raises(SecondStepRefused):
        await house.verifying.verify(token=token, code="123456", device=PHONE)


async def test_a_wrong_password_gets_no_second_step(house: House, ana: Enrolled) -> None:
    with pytest.raises(CredentialsWrong):
        await house.signing.login(email="ana@rapida.example", password="errada-1", device=PHONE)
    assert ana.codes


async def test_it_is_switched_off_with_the_password(house: House, ana: Enrolled) -> None:
    with pytest.raises(Invalid):
        await house.factors.remove(ana.actor, password="errada-1", address=PHONE.address)
    await house.factors.remove(ana.actor, password="segredo-1", address=PHONE.address)
    await house.login()
    with pytest.raises(SecondFactorOff):
        await house.factors.remove(ana.actor, password="segredo-1", address=PHONE.address)


async def test_who_manages_people_helps_those_who_lost_their_phone(house: House, ana: Enrolled) -> None:
    bia = await hire(house, ana.actor, "Bia")
    bias = (await house.accept(await house.login("bia@rapida.example", "segredo-2"))).actor
    secret = (await house.factors.begin(bias)).secret.reveal()
    await house.factors.confirm(bias, code_at(secret, step_of(house.clock.now())))
    assert ana.actor.user_id is not None
    with pytest.raises(Forbidden):
        await house.factors.reset(bias, ana.actor.user_id)
    await house.factors.reset(ana.actor, bia.id)
    await house.login("bia@rapida.example", "segredo-2")
