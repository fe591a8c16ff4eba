"""Secrets: encrypted at rest under a tenant's own key, never logged, never returned."""

from typing import Protocol

import msgspec

from pytake_domain.kernel.errors import Conflict
from pytake_domain.kernel.ids import TenantId


class SecretUnreadable(Conflict):
    """A stored secret can't be opened with the present keys; it has to be entered again."""

    code = "SECRET_UNREADABLE"


class Secret(msgspec.Struct, frozen=True):
    """A value that prints as dots. `reveal()` is the only way to its text."""

    _value: str

    def reveal(self) -> str:
        """The text itself; only where it is sent to whom it belongs."""
        return self._value

    @property
    def tail(self) -> str:
        """The last four characters, for recognition; nothing of short ones."""
        return self._value[-4:] if len(self._value) >= 12 else ""  # noqa: PLR2004  four of eleven would give too much away

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """An encrypted secret: which key version sealed it, the bytes, and the tail for recognition."""

    key_version: int
    data: bytes
    tail: str = ""


class Vault(Protocol):
    """Seals and opens secrets with envelope keys per tenant; `purpose` is bound in, so a value can't be moved."""

    async def seal(self, tenant_id: TenantId, purpose: str, secret: Secret) -> Sealed:
        """Encrypt under the tenant's present key, made at first use."""
        ...

    async def open(self, tenant_id: TenantId, purpose: str, sealed: Sealed) -> Secret:
        """Raises SecretUnreadable when key, tenant or purpose is not the one it was sealed with."""
        ...
