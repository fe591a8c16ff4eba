"""The vault: AES-256-GCM under a data key of each tenant, which a master key wraps.

A master key is replaced by adding one and rewrapping (data stays as it is); a tenant's key by `rotate` (what was sealed before
still opens). Every ciphertext is a random 96-bit nonce and the sealed bytes with their tag.
"""

import datetime as dt
import secrets
from collections import OrderedDict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pytake_adapters.security.masters import MasterKeys
from pytake_domain.identity import VaultKeys, WrappedKey
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Sealed, Secret, SecretUnreadable
from pytake_domain.kernel.time import Clock

CACHED = 2_000
NEWEST_FRESH = dt.timedelta(seconds=60)
"""How long another process's rotation may go unnoticed; what is sealed meanwhile opens all the same."""
REWRAP_BATCH = 200
_NONCE = 12


class EnvelopeVault:
    """The Vault port."""

    def __init__(self, *, keys: VaultKeys, masters: MasterKeys, clock: Clock, cached: int = CACHED) -> None:
        self._keys = keys
        self._masters = masters
        self._clock = clock
        self._cached = cached
        self._open: OrderedDict[tuple[TenantId, int], AESGCM] = OrderedDict()
        self._newest: OrderedDict[TenantId, tuple[dt.datetime, int]] = OrderedDict()

    async def seal(self, tenant_id: TenantId, purpose: str, secret: Secret) -> Sealed:
        """See the port."""
        version, cipher = await self.present(tenant_id)
        nonce = secrets.token_bytes(_NONCE)
        plain = secret.reveal().encode("utf-8", "surrogatepass")
        data = nonce + cipher.encrypt(nonce, plain, _secret_aad(tenant_id, purpose, version))
        return Sealed(key_version=version, data=data, tail=secret.tail)

    async def open(self, tenant_id: TenantId, purpose: str, sealed: Sealed) -> Secret:
        """See the port."""
        cipher = await self.of_version(tenant_id, sealed.key_version)
        nonce, body = sealed.data[:_NONCE], sealed.data[_NONCE:]
        try:
            plain = cipher.decrypt(nonce, body, _secret_aad(tenant_id, purpose, sealed.key_version))
        except (InvalidTag, ValueError) as error:
            raise SecretUnreadable from error
        return Secret(plain.decode("utf-8", "surrogatepass"))

    async def rotate(self, tenant_id: TenantId) -> int:
        """Seal with a new key from now on; its version. What older ones sealed still opens."""
        newest = await self._keys.newest(tenant_id)
        return (await self._make(tenant_id, newest.version + 1 if newest else 1))[0]

    async def rewrap(self) -> int:
        """Put all tenants' keys under the present master key; how many were. Those that can't be opened stay as they are.

        Afterwards older master keys may be taken away.
        """
        done, skipped = 0, set[tuple[TenantId, int]]()
        while True:
            batch = await self._keys.not_under(self._masters.present, REWRAP_BATCH + len(skipped))
            fresh = [key for key in batch if (key.tenant_id, key.version) not in skipped]
            if not fresh:
                return done
            for key in fresh:
                try:
                    again = self._wrapped(key.tenant_id, key.version, self._unwrapped(key), key.created_at)
                except SecretUnreadable:
                    skipped.add((key.tenant_id, key.version))
                    continue
                done += await self._keys.rewrap(again, was=key.master_version)

    async def present(self, tenant_id: TenantId) -> tuple[int, AESGCM]:
        """The key that seals now and its version, made at first use."""
        now = self._clock.now()
        until, version = self._newest.get(tenant_id, (now, 0))
        if until > now and (cipher := self._open.get((tenant_id, version))) is not None:
            return version, cipher
        newest = await self._keys.newest(tenant_id)
        if newest is None:
            return await self._make(tenant_id, 1)
        try:
            return newest.version, self._remember(newest)
        except SecretUnreadable:
            # The master key is lost, and what was sealed with it; what is entered again must be storable.
            return await self._make(tenant_id, newest.version + 1)

    async def of_version(self, tenant_id: TenantId, version: int) -> AESGCM:
        """One that sealed before. Raises SecretUnreadable."""
        known = self._open.get((tenant_id, version))
        if known is not None:
            self._open.move_to_end((tenant_id, version))
            return known
        key = await self._keys.get(tenant_id, version)
        if key is None:
            raise SecretUnreadable
        return self._keep(key)

    async def _make(self, tenant_id: TenantId, version: int) -> tuple[int, AESGCM]:
        now = self._clock.now()
        data_key = AESGCM.generate_key(bit_length=256)
        stored = await self._keys.add(self._wrapped(tenant_id, version, data_key, now))
        return stored.version, self._remember(stored)

    def _remember(self, key: WrappedKey) -> AESGCM:
        cipher = self._keep(key)
        self._newest[key.tenant_id] = (self._clock.now() + NEWEST_FRESH, key.version)
        self._newest.move_to_end(key.tenant_id)
        while len(self._newest) > self._cached:
            self._newest.popitem(last=False)
        return cipher

    def _keep(self, key: WrappedKey) -> AESGCM:
        cipher = AESGCM(self._unwrapped(key))
        self._open[key.tenant_id, key.version] = cipher
        self._open.move_to_end((key.tenant_id, key.version))
        while len(self._open) > self._cached:
            self._open.popitem(last=False)
        return cipher

    def _wrapped(self, tenant_id: TenantId, version: int, data_key: bytes, at: dt.datetime) -> WrappedKey:
        present = self._masters.present
        nonce = secrets.token_bytes(_NONCE)
        body = self._masters.cipher(present).encrypt(nonce, data_key, _key_aad(tenant_id, version, present))
        return WrappedKey(
            tenant_id=tenant_id, version=version, wrapped=nonce + body, master_version=present, created_at=at
        )

    def _unwrapped(self, key: WrappedKey) -> bytes:
        aad = _key_aad(key.tenant_id, key.version, key.master_version)
        try:
            cipher = self._masters.cipher(key.master_version)
            return cipher.decrypt(key.wrapped[:_NONCE], key.wrapped[_NONCE:], aad)
        except (KeyError, InvalidTag, ValueError) as error:
            raise SecretUnreadable from error


def _secret_aad(tenant_id: TenantId, purpose: str, version: int) -> bytes:
    return f"pytake:secret:{tenant_id}:{version}:{purpose}".encode()


def _key_aad(tenant_id: TenantId, version: int, master_version: int) -> bytes:
    return f"pytake:key:{tenant_id}:{version}:{master_version}".encode()
