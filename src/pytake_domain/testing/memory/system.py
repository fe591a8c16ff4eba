"""Time, identifiers, chance and secrets in memory: the same in every run."""

import datetime as dt
import itertools
from uuid import UUID

import msgspec

from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Sealed, Secret, SecretUnreadable

START = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
"""A Tuesday morning in São Paulo."""
_VERSION = 7
_VARIANT = 0b10
_NODE = (1 << 62) - 1


class MemoryClock:
    """Stands still until it is moved; see Clock."""

    def __init__(self, at: dt.datetime = START) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        """See the port."""
        return self.at

    def move(self, **by: float) -> None:
        """Later by this much: `seconds`, `minutes`, `hours`, `days`."""
        self.at += dt.timedelta(**by)


class MemoryIds:
    """Counts, in the shape of UUID version 7; ids of another `node` are others. See Ids."""

    def __init__(self, node: int = 0) -> None:
        self._node = node & _NODE
        self._numbers = itertools.count(int(START.timestamp() * 1000) << 12)

    def new(self) -> UUID:
        """See the port."""
        number = next(self._numbers)
        high, low = number >> 12, number & 0xFFF
        return UUID(int=high << 80 | _VERSION << 76 | low << 64 | _VARIANT << 62 | self._node)


class MemoryChance:
    """Always the same fraction, and tokens that count; see Chance."""

    def __init__(self, fraction: float = 0.5) -> None:
        self.next_fraction = fraction
        self._numbers = itertools.count(1)

    def fraction(self) -> float:
        """See the port."""
        return self.next_fraction

    def token(self, size: int) -> str:
        """See the port."""
        return f"chance{next(self._numbers):0{size}d}"


class _Box(msgspec.Struct, frozen=True, array_like=True):
    tenant_id: TenantId
    purpose: str
    text: str


class MemoryVault:
    """Hides nothing, and opens only for whom it was sealed; see Vault."""

    async def seal(self, tenant_id: TenantId, purpose: str, secret: Secret) -> Sealed:
        """See the port."""
        data = msgspec.msgpack.encode(_Box(tenant_id, purpose, secret.reveal()))
        return Sealed(key_version=1, data=data, tail=secret.tail)

    async def open(self, tenant_id: TenantId, purpose: str, sealed: Sealed) -> Secret:
        """See the port."""
        try:
            box = msgspec.msgpack.decode(sealed.data, type=_Box)
        except msgspec.MsgspecError as error:
            raise SecretUnreadable from error
        if (box.tenant_id, box.purpose) != (tenant_id, purpose):
            raise SecretUnreadable
        return Secret(box.text)
