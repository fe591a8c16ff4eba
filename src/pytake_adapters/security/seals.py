"""Keyed hashes under keys derived from the master keys: of a chain's head, of who called, of an address that said no."""

import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID

from pytake_adapters.security.masters import MasterKeys
from pytake_domain.kernel.ids import TenantId

CHAIN = b"pytake audit chain"
CALLER = b"pytake audit caller"
REFUSAL = b"pytake refusals"
SHORT = 16


class KeyedHashes:
    """Made with the newest master key; those of older ones are still recognised while the key is there."""

    def __init__(self, masters: MasterKeys) -> None:
        self._masters = masters

    @property
    def version(self) -> int:
        """Of the key that is used now."""
        return self._masters.present

    def seal(self, data: bytes) -> bytes:
        """Of a chain's head."""
        return self._mac(self.version, CHAIN, data)

    def sealed(self, data: bytes, mac: bytes, version: int) -> bool:
        """Is that its seal?"""
        try:
            return hmac.compare_digest(self._mac(version, CHAIN, data), mac)
        except KeyError:
            return False

    def caller(self, tenant_id: TenantId, address: str) -> str:
        """An address on the net, so that two requests from one can be told to be that."""
        return self._mac(self.version, CALLER, f"{tenant_id}:{address}".encode())[:SHORT].hex() if address else ""

    def refusals(self, tenant_id: UUID, values: Sequence[str]) -> list[bytes]:
        """Of addresses of people, by each key that is there: the newest first."""
        versions = [self.version, *(v for v in range(self.version - 1, 0, -1) if self._masters.has(v))]
        return [self._mac(v, REFUSAL, f"{tenant_id}:{value}".encode()) for v in versions for value in values]

    def _mac(self, version: int, purpose: bytes, data: bytes) -> bytes:
        return hmac.digest(self._masters.derived(version, purpose), data, hashlib.sha256)
