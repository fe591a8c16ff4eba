"""Fields of rows that are kept sealed: many of them at once, under the key of the company whose they are."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import SecretUnreadable

MARK = b"\xc1"
"""No text in UTF-8 and no value of MessagePack begins so: what was stored before fields were sealed is known by it."""
_VERSION = slice(1, 5)
_NONCE = slice(5, 17)
_BODY = slice(17, None)


class Ciphers(Protocol):
    """The keys of companies, by version."""

    async def present(self, tenant_id: TenantId) -> tuple[int, AESGCM]:
        """The one that seals now, made at first use."""
        ...

    async def of_version(self, tenant_id: TenantId, version: int) -> AESGCM:
        """Raises SecretUnreadable when there is none."""
        ...


class SealedFields:
    """Seals and opens bytes; `purpose` is bound in, so that one kind of field can't be put in another's place."""

    def __init__(self, ciphers: Ciphers) -> None:
        self._ciphers = ciphers

    async def seal(self, tenant_id: TenantId, purpose: str, values: Sequence[bytes | None]) -> list[bytes | None]:
        """In order; None stays None."""
        if all(value is None for value in values):
            return [None for _ in values]
        version, cipher = await self._ciphers.present(tenant_id)
        head, bound = MARK + version.to_bytes(4, "big"), _bound(tenant_id, purpose, version)
        sealed: list[bytes | None] = []
        for value in values:
            nonce = secrets.token_bytes(12)
            sealed.append(None if value is None else head + nonce + cipher.encrypt(nonce, value, bound))
        return sealed

    async def open(self, tenant_id: TenantId, purpose: str, values: Iterable[bytes | None]) -> list[bytes | None]:
        """In order; what was never sealed is given as it is. Raises SecretUnreadable."""
        opened: list[bytes | None] = []
        for value in values:
            if value is None or not is_sealed(value):
                opened.append(value)
                continue
            version = version_of(value)
            cipher = await self._ciphers.of_version(tenant_id, version)
            try:
                opened.append(cipher.decrypt(value[_NONCE], value[_BODY], _bound(tenant_id, purpose, version)))
            except (InvalidTag, ValueError) as error:
                raise SecretUnreadable from error
        return opened

    async def version(self, tenant_id: TenantId) -> int:
        """Of the key that seals now."""
        return (await self._ciphers.present(tenant_id))[0]

    def version_of(self, value: bytes) -> int:
        """The key that sealed it; 0 for what is not sealed."""
        return version_of(value)


def is_sealed(value: bytes) -> bool:
    """Or was it stored before fields were?"""
    return value[:1] == MARK


def version_of(value: bytes) -> int:
    """The key that sealed it; 0 for what is not sealed."""
    return int.from_bytes(value[_VERSION], "big") if is_sealed(value) else 0


def _bound(tenant_id: TenantId, purpose: str, version: int) -> bytes:
    return f"pytake:field:{tenant_id}:{version}:{purpose}".encode()
