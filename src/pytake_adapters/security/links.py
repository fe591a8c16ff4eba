"""Addresses of files that may be read without signing in: who, which and until when, under a key of ours."""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import struct
from uuid import UUID

from pytake_adapters.security.masters import MasterKeys
from pytake_domain.kernel.ids import MediaId, TenantId

PURPOSE = b"pytake media links"
PATH = "/api/v1/media/"
_NAMED = struct.Struct(">H16s16sQ")
_MAC = 32


class SignedMediaLinks:
    """See MediaLinks. Signed with a key derived from the newest master key; links of older ones stay good."""

    def __init__(self, masters: MasterKeys, public_url: str) -> None:
        self._masters = masters
        self._public_url = public_url.rstrip("/")

    def link(self, tenant_id: TenantId, media_id: MediaId, expires_at: dt.datetime) -> str | None:
        """See the port."""
        if not self._public_url:
            return None
        version = self._masters.present
        named = _NAMED.pack(version, tenant_id.bytes, media_id.bytes, int(expires_at.timestamp()))
        token = base64.urlsafe_b64encode(named + self._mac(version, named)).rstrip(b"=").decode()
        return f"{self._public_url}{PATH}{token}"

    def opened(self, token: str, now: dt.datetime) -> tuple[TenantId, MediaId] | None:
        """See the port."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(raw) != _NAMED.size + _MAC:
            return None
        named, mac = raw[: _NAMED.size], raw[_NAMED.size :]
        version, tenant, media, until = _NAMED.unpack(named)
        try:
            expected = self._mac(version, named)
        except KeyError:
            return None
        if not hmac.compare_digest(mac, expected) or until < now.timestamp():
            return None
        return TenantId(UUID(bytes=tenant)), MediaId(UUID(bytes=media))

    def _mac(self, version: int, named: bytes) -> bytes:
        return hmac.digest(self._masters.derived(version, PURPOSE), named, hashlib.sha256)
