import pytest

from pytake_domain.identity import IdentityLookup, IdentityWork, LockOuts, VaultKeys
from pytake_domain.kernel.work import OpenWork
from pytake_domain.testing.contracts.identity import IdentityLookupContract, IdentityWorkContract
from pytake_domain.testing.contracts.lock_outs import LockOutContract
from pytake_domain.testing.contracts.vault_keys import VaultKeysContract
from pytake_domain.testing.memory.guards import MemoryLockOuts, MemoryVaultKeys
from pytake_domain.testing.memory.identity import IdentityState, MemoryIdentityLookup, MemoryOpenIdentity


class TestMemoryIdentityWork(IdentityWorkContract):
    @pytest.fixture
    def open_work(self) -> OpenWork[IdentityWork]:
        return MemoryOpenIdentity(IdentityState())


class TestMemoryIdentityLookup(IdentityLookupContract):
    @pytest.fixture
    def state(self) -> IdentityState:
        return IdentityState()

    @pytest.fixture
    def open_work(self, state: IdentityState) -> OpenWork[IdentityWork]:
        return MemoryOpenIdentity(state)

    @pytest.fixture
    def lookup(self, state: IdentityState) -> IdentityLookup:
        return MemoryIdentityLookup(state)


class TestMemoryLockOuts(LockOutContract):
    @pytest.fixture
    def lock_outs(self) -> LockOuts:
        return MemoryLockOuts()


class TestMemoryVaultKeys(VaultKeysContract):
    @pytest.fixture
    def vault_keys(self) -> VaultKeys:
        return MemoryVaultKeys()
