import asyncio
import datetime as dt

import pytest
from tests.support.identity import PHONE, House

from pytake_domain.identity import (
    CredentialsWrong,
    Device,
    RefreshRefused,
    Role,
    SessionNotFound,
    SignInLocked,
    TokenExpired,
    TokenRefused,
    UserInactive,
)
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.memory.guards import PlainPasswords

ELSEWHERE = Device(address="198.51.100.9", user_agent="curl")


async def test_a_login_is_accepted_for_a_day(house: House) -> None:
    await house.register()

    issued = await house.login(" Ana@Rapida.Example ")

    assert issued.expires_in == 24 * 3600
    signed = await house.accept(issued)
    assert signed.actor.user_id == issued.user.id
    assert signed.user == issued.user
    assert signed.session_id == issued.session_id
    assert signed.expires_at == house.clock.at + dt.timedelta(days=1)
    house.clock.move(hours=24)
    with pytest.raises(TokenExpired):
        await house.accept(issued)


async def test_the_claims_are_those_of_the_contract(house: House) -> None:
    await house.register()
    issued = await house.login()

    claims = house.tokens.verify(issued.token.reveal())

    at = int(house.clock.at.timestamp())
    assert (claims.sub, claims.email, claims.role) == (issued.user.id, "ana@rapida.example", "admin")
    assert (claims.tenant_id, claims.sid) == (issued.tenant.id, issued.session_id)
    assert (claims.iat, claims.exp) == (at, at + 24 * 3600)


async def test_unknown_and_wrong_cost_and_say_the_same(house: House) -> None:
    await house.register()
    costs, words = [], []
    for email, password in (
        ("ana@rapida.example", "errada-1"),
        ("ninguem@rapida.example", "segredo-1"),
        ("not an address", "segredo-1"),
        ("ana@rapida.example", "x" * 5_000),
    ):
        before = house.hasher.verified
        with pytest.raises(CredentialsWrong) as refused:
            await house.login(email, password)
        costs.append(house.hasher.verified - before)
        words.append(str(refused.value))

    assert costs == [1, 1, 1, 1]
    assert len(set(words)) == 1


@pytest.mark.parametrize("email", ["ana@rapida.example", "ninguem@rapida.example"])
async def test_five_failures_lock_the_pair(house: House, email: str) -> None:
    await house.register()
    for _ in range(5):
        with pytest.raises(CredentialsWrong):
            await house.login(email, "errada-1")

    with pytest.raises(SignInLocked) as locked:
        await house.login(email)

    assert locked.value.params == {"retry_after": 60}


async def test_a_lock_ends_by_itself_and_grows(house: House) -> None:
    await house.register()
    for expected in (60, 120, 240):
        for _ in range(5):
            with pytest.raises(CredentialsWrong):
                await house.login(password="errada-1")
        with pytest.raises(SignInLocked) as locked:
            await house.login()
        assert locked.value.params == {"retry_after": expected}
        house.clock.move(seconds=expected)

    assert (await house.login()).user.email == "ana@rapida.example"


async def test_a_lock_holds_for_its_address_and_account_alone(house: House) -> None:
    await house.register()
    await house.register("bia@rapida.example")
    for _ in range(5):
        with pytest.raises(CredentialsWrong):
            await house.login(password="errada-1")

    await house.login(device=ELSEWHERE)
    await house.login("bia@rapida.example")


async def test_a_success_starts_the_count_over(house: House) -> None:
    await house.register()
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(CredentialsWrong):
                await house.login(password="errada-1")
        await house.login()


class SlowForTheRight(PlainPasswords):
    async def verify(self, known: Secret | None, password: str) -> bool:
        right = await super().verify(known, password)
        await asyncio.sleep(0.01 if right else 0)
        return right


async def test_guesses_that_run_at_once_are_counted_against_the_right_one(house: House) -> None:
    await house.register()
    house.signing._hasher = SlowForTheRight()

    answers = await asyncio.gather(
        house.login(), *(house.login(password=f"errada-{i}") for i in range(8)), return_exceptions=True
    )

    assert isinstance(answers[0], SignInLocked)


async def test_somebody_switched_off_is_told_so_only_with_the_right_password(house: House) -> None:
    await house.register()
    admin = (await house.accept(await house.login())).actor
    bia = await house.users.create(admin, email="bia@rapida.example", name="Bia", password="segredo-2", role=Role.AGENT)
    await house.users.change(admin, bia.id, active=False)

    with pytest.raises(CredentialsWrong):
        await house.login("bia@rapida.example", "errada-1")
    with pytest.raises(UserInactive):
        await house.login("bia@rapida.example", "segredo-2")


async def test_an_old_hash_is_made_anew(house: House) -> None:
    issued = await house.register()
    house.hasher.parameters = "stronger"

    await house.login()

    assert house.state.users[issued.user.id].password_hash.reveal() == "stronger:segredo-1"
    await house.login()


async def test_a_refresh_gives_a_new_pair_for_the_same_session(house: House) -> None:
    first = await house.register()
    house.clock.move(days=6)

    second = await house.signing.refresh(first.refresh_token.reveal())

    assert second.session_id == first.session_id
    assert second.refresh_token.reveal() != first.refresh_token.reveal()
    assert second.token.reveal() != first.token.reveal()
    house.clock.move(days=6)
    await house.signing.refresh(second.refresh_token.reveal())


async def test_a_refresh_token_lives_a_week(house: House) -> None:
    issued = await house.register()
    house.clock.move(days=7)

    with pytest.raises(RefreshRefused):
        await house.signing.refresh(issued.refresh_token.reveal())


async def test_after_ninety_days_somebody_signs_in_again(house: House) -> None:
    issued = await house.register()
    for _ in range(14):
        house.clock.move(days=6)
        issued = await house.signing.refresh(issued.refresh_token.reveal())
    house.clock.move(days=6)

    with pytest.raises(RefreshRefused):
        await house.signing.refresh(issued.refresh_token.reveal())


@pytest.mark.parametrize("uses", [1, 3])
async def test_any_token_used_twice_ends_its_session(house: House, uses: int) -> None:
    first = latest = await house.register()
    other = await house.login()
    for _ in range(uses):
        latest = await house.signing.refresh(latest.refresh_token.reveal())
    await house.accept(latest)

    with pytest.raises(RefreshRefused):
        await house.signing.refresh(first.refresh_token.reveal())

    with pytest.raises(RefreshRefused):
        await house.signing.refresh(latest.refresh_token.reveal())
    with pytest.raises(TokenRefused):
        await house.accept(latest)
    assert house.last().name == "SessionRevoked"
    assert house.last().reason == "reused"
    await house.accept(other)


async def test_a_refresh_whose_answer_got_lost_is_repeated_with_its_key(house: House) -> None:
    first = (await house.register()).refresh_token.reveal()
    lost = await house.signing.refresh(first, "key-of-the-first")

    again = await house.signing.refresh(first, "key-of-the-first")

    assert again.refresh_token.reveal() == lost.refresh_token.reveal()
    await house.accept(again)
    await house.signing.refresh(again.refresh_token.reveal(), "key-of-the-second")


@pytest.mark.parametrize("key", [None, "another key"])
async def test_a_copied_token_without_its_key_ends_the_session(house: House, key: str | None) -> None:
    first = (await house.register()).refresh_token.reveal()
    latest = await house.signing.refresh(first, "key-of-the-first")

    with pytest.raises(RefreshRefused):
        await house.signing.refresh(first, key)
    with pytest.raises(RefreshRefused):
        await house.signing.refresh(latest.refresh_token.reveal(), key)


async def test_a_refresh_is_not_repeated_once_its_answer_was_used(house: House) -> None:
    first = (await house.register()).refresh_token.reveal()
    second = await house.signing.refresh(first, "key-of-the-first")
    await house.signing.refresh(second.refresh_token.reveal(), "key-of-the-second")

    with pytest.raises(RefreshRefused):
        await house.signing.refresh(first, "key-of-the-first")

    assert house.last().reason == "reused"


async def test_a_revoked_session_is_not_repeated_either(house: House) -> None:
    issued = await house.register()
    first = issued.refresh_token.reveal()
    await house.signing.refresh(first, "key-of-the-first")
    await house.signing.logout(await house.accept(issued))

    with pytest.raises(RefreshRefused):
        await house.signing.refresh(first, "key-of-the-first")


@pytest.mark.parametrize("text", ["", ".", "a.", ".b", "nodot", "x" * 300, "é.é", "unknown.token", "a.b\x00"])
async def test_what_is_no_refresh_token_is_refused(house: House, text: str) -> None:
    await house.register()

    with pytest.raises(RefreshRefused):
        await house.signing.refresh(text)


async def test_a_logout_takes_effect_at_once(house: House) -> None:
    await house.register()
    issued = await house.login()
    signed = await house.accept(issued)

    await house.signing.logout(signed)

    with pytest.raises(TokenRefused):
        await house.accept(issued)
    with pytest.raises(RefreshRefused):
        await house.signing.refresh(issued.refresh_token.reveal())
    assert house.said().count("SessionRevoked") == 1
    await house.signing.logout(signed)
    assert house.said().count("SessionRevoked") == 1


async def test_another_process_learns_of_a_logout_within_seconds(house: House) -> None:
    issued = await house.register()
    other = house.another_process()
    await other.token(issued.token.reveal())
    await house.signing.logout(await house.accept(issued))

    await other.token(issued.token.reveal())
    house.clock.move(seconds=5)
    with pytest.raises(TokenRefused):
        await other.token(issued.token.reveal())


async def test_a_key_has_nothing_to_log_out_of(house: House) -> None:
    admin = (await house.accept(await house.register())).actor
    made = await house.keys.create(admin, name="ERP", permissions=[Permission.READ_MESSAGES])

    with pytest.raises(SessionNotFound):
        await house.signing.logout(await house.authenticate.api_key(made.secret.reveal()))


async def test_sessions_are_listed_and_ended_one_by_one(house: House) -> None:
    await house.register()
    phone, laptop = await house.login(device=PHONE), await house.login(device=ELSEWHERE)
    actor = (await house.accept(laptop)).actor
    await house.accept(phone)
    before = await house.sessions.all(actor)
    assert {s.device for s in before} == {PHONE, ELSEWHERE, Device()}

    await house.sessions.revoke(actor, phone.session_id)

    with pytest.raises(TokenRefused):
        await house.accept(phone)
    await house.accept(laptop)
    assert phone.session_id not in {s.id for s in await house.sessions.all(actor)}


async def test_somebody_elses_session_is_not_found(house: House) -> None:
    ana, cid = await house.register(), await house.register("cid@outra.example")
    admin = (await house.accept(ana)).actor
    await house.users.create(admin, email="bia@rapida.example", name="Bia", password="segredo-2", role=Role.AGENT)
    bia = await house.login("bia@rapida.example", "segredo-2")

    for session_id in (ana.session_id, cid.session_id):
        with pytest.raises(SessionNotFound):
            await house.sessions.revoke((await house.accept(bia)).actor, session_id)
    with pytest.raises(SessionNotFound):
        await house.sessions.revoke(admin, cid.session_id)
    await house.sessions.revoke(admin, bia.session_id)
    with pytest.raises(TokenRefused):
        await house.accept(bia)
