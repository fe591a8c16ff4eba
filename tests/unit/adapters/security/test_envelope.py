import asyncio
import base64
import datetime as dt
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pytake_adapters.security import EnvelopeVault, MasterKeys, NoMasterKeys, add_master_key
from pytake_domain.identity import WrappedKey
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Secret, SecretUnreadable
from pytake_domain.testing.memory.guards import MemoryVaultKeys

ANA, BIA = TenantId(UUID(int=1)), TenantId(UUID(int=2))
TOKEN = Secret("EAAG-token-of-the-number")


class SetClock:
    at = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.at


class Counting(MemoryVaultKeys):
    reads = 0

    async def newest(self, tenant_id: TenantId) -> WrappedKey | None:
        self.reads += 1
        return await super().newest(tenant_id)

    async def get(self, tenant_id: TenantId, version: int) -> WrappedKey | None:
        self.reads += 1
        return await super().get(tenant_id, version)


ONE, TWO = secrets.token_bytes(32), secrets.token_bytes(32)


def a_vault(
    keys: MemoryVaultKeys | None = None, masters: dict[int, bytes] | None = None, cached: int = 100
) -> EnvelopeVault:
    return EnvelopeVault(
        keys=keys or MemoryVaultKeys(), masters=MasterKeys(masters or {1: ONE}), clock=SetClock(), cached=cached
    )


@given(st.text(), st.text(max_size=20))
async def test_what_is_sealed_opens_to_itself(text: str, purpose: str) -> None:
    vault = a_vault()

    sealed = await vault.seal(ANA, purpose, Secret(text))

    assert await vault.open(ANA, purpose, sealed) == Secret(text)
    assert len(sealed.data) == 12 + len(text.encode()) + 16


async def test_sealing_twice_gives_different_bytes_and_shows_only_a_tail() -> None:
    vault = a_vault()
    first, second = [await vault.seal(ANA, "access_token", TOKEN) for _ in range(2)]

    assert first.data != second.data
    assert (first.key_version, first.tail) == (1, "mber")
    assert TOKEN.reveal().encode() not in first.data


async def test_another_tenant_purpose_key_or_byte_does_not_open_it() -> None:
    vault = a_vault()
    sealed = await vault.seal(ANA, "access_token", TOKEN)
    await vault.seal(BIA, "access_token", TOKEN)
    await vault.rotate(ANA)

    for tenant, purpose, what in (
        (BIA, "access_token", sealed),
        (ANA, "app_secret", sealed),
        (ANA, "access_token", replace(sealed, key_version=2)),
        (ANA, "access_token", replace(sealed, key_version=9)),
        (ANA, "access_token", replace(sealed, data=sealed.data[:-1] + bytes([sealed.data[-1] ^ 1]))),
        (ANA, "access_token", replace(sealed, data=bytes([sealed.data[0] ^ 1]) + sealed.data[1:])),
        (ANA, "access_token", replace(sealed, data=b"")),
        (ANA, "access_token", replace(sealed, data=sealed.data[:20])),
    ):
        with pytest.raises(SecretUnreadable):
            await vault.open(tenant, purpose, what)
    assert await vault.open(ANA, "access_token", sealed) == TOKEN


async def test_a_rotated_tenants_older_secrets_still_open() -> None:
    keys = MemoryVaultKeys()
    vault = a_vault(keys)
    old = await vault.seal(ANA, "access_token", TOKEN)

    assert await vault.rotate(ANA) == 2

    new = await vault.seal(ANA, "access_token", TOKEN)
    assert (old.key_version, new.key_version) == (1, 2)
    for one in (vault, a_vault(keys)):
        assert await one.open(ANA, "access_token", old) == TOKEN
        assert await one.open(ANA, "access_token", new) == TOKEN
    assert await a_vault().rotate(BIA) == 1


async def test_masters_are_replaced_without_touching_what_is_sealed() -> None:
    keys = MemoryVaultKeys()
    sealed = {t: await a_vault(keys).seal(t, "access_token", TOKEN) for t in (ANA, BIA)}
    await a_vault(keys).rotate(ANA)

    assert await a_vault(keys, {1: ONE, 2: TWO}).rewrap() == 3
    assert await a_vault(keys, {1: ONE, 2: TWO}).rewrap() == 0

    only_new = a_vault(keys, {2: TWO})
    for tenant, what in sealed.items():
        assert await only_new.open(tenant, "access_token", what) == TOKEN
    with pytest.raises(SecretUnreadable):
        await a_vault(keys, {1: ONE}).open(ANA, "access_token", sealed[ANA])


async def test_what_a_lost_master_sealed_is_unreadable_and_can_be_entered_again() -> None:
    keys = MemoryVaultKeys()
    lost = await a_vault(keys).seal(ANA, "access_token", TOKEN)
    for masters in ({2: TWO}, {1: TWO}):
        vault = a_vault(keys, masters)
        with pytest.raises(SecretUnreadable):
            await vault.open(ANA, "access_token", lost)
        again = await vault.seal(ANA, "access_token", TOKEN)
        assert await vault.open(ANA, "access_token", again) == TOKEN
    assert await a_vault(keys).open(ANA, "access_token", lost) == TOKEN


async def test_a_key_that_cannot_be_rewrapped_stays_and_stops_no_other() -> None:
    keys = MemoryVaultKeys()
    mine = await a_vault(keys, {1: ONE}).seal(ANA, "access_token", TOKEN)
    await a_vault(keys, {7: secrets.token_bytes(32)}).seal(BIA, "access_token", TOKEN)

    assert await a_vault(keys, {1: ONE, 2: TWO}).rewrap() == 1

    assert await a_vault(keys, {2: TWO}).open(ANA, "access_token", mine) == TOKEN
    stays = await keys.get(BIA, 1)
    assert stays is not None
    assert stays.master_version == 7


async def test_a_wrapped_key_is_no_other_tenants() -> None:
    keys = MemoryVaultKeys()
    sealed = await a_vault(keys).seal(ANA, "access_token", TOKEN)
    stolen = await keys.get(ANA, 1)
    assert stolen is not None
    await keys.add(replace(stolen, tenant_id=BIA))

    with pytest.raises(SecretUnreadable):
        await a_vault(keys).open(BIA, "access_token", sealed)


async def test_first_uses_at_once_make_one_key() -> None:
    keys = MemoryVaultKeys()
    vaults = [a_vault(keys) for _ in range(5)]

    sealed = await asyncio.gather(*(vault.seal(ANA, "access_token", TOKEN) for vault in vaults))

    assert {one.key_version for one in sealed} == {1}
    assert [await vaults[0].open(ANA, "access_token", one) for one in sealed] == [TOKEN] * 5


async def test_keys_are_remembered_but_not_without_bound() -> None:
    keys = Counting()
    vault = a_vault(keys, cached=2)
    sealed = await vault.seal(ANA, "access_token", TOKEN)
    reads = keys.reads
    for _ in range(5):
        await vault.open(ANA, "access_token", sealed)
        await vault.seal(ANA, "access_token", TOKEN)
    assert keys.reads == reads

    for number in range(3, 10):
        await vault.seal(TenantId(UUID(int=number)), "access_token", TOKEN)

    assert len(vault._open) == 2
    assert await vault.open(ANA, "access_token", sealed) == TOKEN


def test_masters_are_read_from_settings() -> None:
    encoded = [base64.b64encode(key).decode() for key in (ONE, TWO)]

    assert MasterKeys.parse(f"2:{encoded[1]}, 1:{encoded[0]}\n").present == 2


@pytest.mark.parametrize(
    "text",
    ["", ",", "1", "1:", "1:short", "x:" + "A" * 44, "0:" + base64.b64encode(ONE).decode(), "1:é"],
    ids=["empty", "comma", "number", "no_key", "short", "no_number", "zero", "not_ascii"],
)
def test_broken_masters_are_refused_without_showing_them(text: str) -> None:
    with pytest.raises(NoMasterKeys) as refused:
        MasterKeys.parse(text)
    assert not text.strip(",") or text not in str(refused.value)


def test_two_masters_of_one_version_are_refused() -> None:
    line = f"1:{base64.b64encode(ONE).decode()}"
    with pytest.raises(NoMasterKeys):
        MasterKeys.parse(f"{line},{line}")


def test_processes_that_start_together_share_the_first_master(tmp_path: Path) -> None:
    file = tmp_path / "data" / "master.keys"
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: MasterKeys.load_or_create(file), range(4)))
    text = file.read_text()

    assert MasterKeys.load_or_create(file).present == 1
    assert file.read_text() == text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [f.name for f in file.parent.iterdir()] == ["master.keys"]
    assert add_master_key(file) == 2
    assert file.read_text().startswith(text)
    assert MasterKeys.load(file).present == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_masters_production_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(NoMasterKeys):
        MasterKeys.load(tmp_path / "master.keys")
    assert list(tmp_path.iterdir()) == []
