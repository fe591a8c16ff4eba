"""What guards signing in, in memory: counted failures, keys of the vault, passwords as they are, tokens."""

import datetime as dt
from collections.abc import Mapping, Sequence

from pytake_domain.identity import Claims, Failures, TokenRefused, WrappedKey
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Secret


class MemoryLockOuts:
    """See LockOuts."""

    def __init__(self) -> None:
        self._pairs: dict[bytes, Failures] = {}

    async def get(self, pair: bytes) -> Failures:
        """See the port."""
        return self._pairs.get(pair, Failures())

    async def fail(self, pair: bytes, now: dt.datetime) -> Failures:
        """See the port."""
        self._pairs[pair] = after = self._pairs.get(pair, Failures()).failed(now)
        return after

    async def clear(self, pair: bytes, now: dt.datetime) -> Failures:
        """See the port."""
        before = self._pairs.get(pair, Failures())
        if before.wait(now) is None:
            self._pairs.pop(pair, None)
        return before


class MemoryVaultKeys:
    """See VaultKeys."""

    def __init__(self) -> None:
        self._keys: dict[tuple[TenantId, int], WrappedKey] = {}

    async def newest(self, tenant_id: TenantId) -> WrappedKey | None:
        """See the port."""
        own = [key for key in self._keys.values() if key.tenant_id == tenant_id]
        return max(own, key=lambda key: key.version, default=None)

    async def get(self, tenant_id: TenantId, version: int) -> WrappedKey | None:
        """See the port."""
        return self._keys.get((tenant_id, version))

    async def add(self, key: WrappedKey) -> WrappedKey:
        """See the port."""
        return self._keys.setdefault((key.tenant_id, key.version), key)

    async def not_under(self, master_version: int, limit: int) -> Sequence[WrappedKey]:
        """See the port."""
        others = [key for key in self._keys.values() if key.master_version != master_version]
        return sorted(others, key=lambda key: (key.master_version, key.tenant_id, key.version))[:limit]

    async def rewrap(self, key: WrappedKey, *, was: int) -> bool:
        """See the port."""
        known = self._keys.get((key.tenant_id, key.version))
        if known is None or known.master_version != was:
            return False
        self._keys[key.tenant_id, key.version] = key
        return True


class PlainPasswords:
    """A PasswordHasher that hides nothing; counts how often it was asked, since that is what costs time."""

    def __init__(self, *, parameters: str = "plain") -> None:
        self.parameters = parameters
        self.verified = 0

    async def hash(self, password: str) -> Secret:
        """See the port."""
        return Secret(f"{self.parameters}:{password}")

    async def verify(self, known: Secret | None, password: str) -> bool:
        """See the port."""
        self.verified += 1
        return known is not None and known.reveal().partition(":")[2] == password

    def common(self, password: str) -> bool:
        """See the port."""
        return password.casefold() in {"password", "12345678", "senha123"}

    def needs_rehash(self, known: Secret) -> bool:
        """See the port."""
        return not known.reveal().startswith(f"{self.parameters}:")


class MemoryTokens:
    """A TokenSigner that remembers what it signed."""

    def __init__(self) -> None:
        self._signed: dict[str, Claims] = {}

    def sign(self, claims: Claims) -> str:
        """See the port."""
        token = f"token-{claims.jti}"
        self._signed[token] = claims
        return token

    def verify(self, token: str) -> Claims:
        """See the port."""
        if token not in self._signed:
            raise TokenRefused
        return self._signed[token]

    def jwks(self) -> Mapping[str, object]:
        """See the port."""
        return {"keys": []}
