"""What the domain relies on from whoever keeps the tenants' wrapped keys."""

import pytest
from msgspec.structs import replace

from pytake_domain.identity import VaultKeys, WrappedKey
from pytake_domain.kernel.ids import TenantId
from pytake_domain.testing.builders import AT
from pytake_domain.testing.contracts.identity import fresh_id


class VaultKeysContract:
    """Fixture to fill in: `vault_keys`."""

    @pytest.fixture
    def vault_keys(self) -> VaultKeys:
        """The store under test."""
        pytest.fail("the subclass supplies `vault_keys`")

    async def test_the_newest_version_is_found(self, vault_keys: VaultKeys) -> None:
        first = _wrapped(TenantId(fresh_id()), 1)
        assert await vault_keys.newest(first.tenant_id) is None
        second = replace(first, version=2, wrapped=b"second")
        for key in (first, second, _wrapped(TenantId(fresh_id()), 9)):
            assert await vault_keys.add(key) == key

        assert await vault_keys.newest(first.tenant_id) == second
        assert await vault_keys.get(first.tenant_id, 1) == first
        assert await vault_keys.get(first.tenant_id, 3) is None

    async def test_who_is_second_gets_the_firsts(self, vault_keys: VaultKeys) -> None:
        first = await vault_keys.add(_wrapped(TenantId(fresh_id()), 1))

        assert await vault_keys.add(replace(first, wrapped=b"another")) == first
        assert await vault_keys.newest(first.tenant_id) == first

    async def test_a_key_is_rewrapped_once(self, vault_keys: VaultKeys) -> None:
        old = await vault_keys.add(_wrapped(TenantId(fresh_id()), 1))
        new = replace(old, wrapped=b"anew", master_version=2)

        assert await vault_keys.rewrap(new, was=1)
        assert not await vault_keys.rewrap(replace(new, wrapped=b"late"), was=1)
        assert await vault_keys.get(old.tenant_id, 1) == new

    async def test_keys_of_other_masters_are_found(self, vault_keys: VaultKeys) -> None:
        old = await vault_keys.add(_wrapped(TenantId(fresh_id()), 1))
        present = await vault_keys.add(_wrapped(TenantId(fresh_id()), 1, master=77))

        others = await vault_keys.not_under(77, 1_000)

        assert old in others
        assert present not in others
        assert len(await vault_keys.not_under(77, 1)) == 1


def _wrapped(tenant_id: TenantId, version: int, *, master: int = 1) -> WrappedKey:
    return WrappedKey(tenant_id=tenant_id, version=version, wrapped=b"wrapped", master_version=master, created_at=AT)
