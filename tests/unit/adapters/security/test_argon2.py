import asyncio
import time
from collections.abc import Iterator

import pytest

from pytake_adapters.security import Argon2Passwords
from pytake_domain.kernel.secrets import Secret


@pytest.fixture
def cheap() -> Iterator[Argon2Passwords]:
    passwords = Argon2Passwords(memory_kib=64, rounds=1)
    yield passwords
    passwords.close()


@pytest.mark.parametrize("password", ["segredo-1", "", "çãé 🔑", "\ud800"])
async def test_the_password_alone_is_right(cheap: Argon2Passwords, password: str) -> None:
    known = await cheap.hash(password)

    assert await cheap.verify(known, password)
    assert not await cheap.verify(known, password + "x")


async def test_a_hash_is_argon2id_with_its_own_salt(cheap: Argon2Passwords) -> None:
    first, second = await cheap.hash("segredo-1"), await cheap.hash("segredo-1")

    assert first.reveal().startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert first != second


@pytest.mark.parametrize(
    "broken", ["", "plain", "$argon2id$v=19$m=64,t=1,p=1$", "$argon2id$v=19$m=64,t=1,p=1$AAAA$AAAA"]
)
async def test_a_broken_hash_is_nobodys(cheap: Argon2Passwords, broken: str) -> None:
    assert not await cheap.verify(Secret(broken), "segredo-1")


async def test_only_other_parameters_need_another_hash(cheap: Argon2Passwords) -> None:
    stronger = Argon2Passwords(memory_kib=128, rounds=1)
    known = await cheap.hash("segredo-1")

    assert not cheap.needs_rehash(known)
    assert stronger.needs_rehash(known)
    assert await stronger.verify(known, "segredo-1")
    stronger.close()


async def test_nobody_takes_as_long_as_somebody_and_is_never_right() -> None:
    passwords = Argon2Passwords()
    known = await passwords.hash("segredo-1")
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(5):
        for somebody in (True, False):
            began = time.perf_counter()
            assert not await passwords.verify(known if somebody else None, "errada-1")
            times[somebody].append(time.perf_counter() - began)

    # A skipped verification would be a hundred times faster, so a factor of three is plenty against noise.
    assert min(times[False]) > min(times[True]) / 3
    assert min(times[True]) > min(times[False]) / 3
    passwords.close()


async def test_the_loop_goes_on_while_passwords_are_hashed() -> None:
    passwords = Argon2Passwords()
    hashing = asyncio.gather(*(passwords.hash("segredo-1") for _ in range(4)))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert turns > 2
    await hashing
    passwords.close()


def test_what_leaked_most_is_known_however_it_is_written(cheap: Argon2Passwords) -> None:
    assert all(
        map(cheap.common, ("password", "Password", "PASSWORD", "12345678", "qwertyuiop", "senha123", "flamengo"))
    )
    assert not any(map(cheap.common, ("segredo-1", "correct horse battery staple", "")))
