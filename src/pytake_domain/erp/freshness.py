"""How long an answer of an ERP may be told again without asking."""

import datetime as dt
from typing import Any

from pytake_domain.erp.capability import Capability

AGES = {
    Capability.FIND_CUSTOMERS: dt.timedelta(minutes=5),
    Capability.LIST_CONTRACTS: dt.timedelta(minutes=5),
    Capability.LIST_INVOICES: dt.timedelta(seconds=60),
    Capability.PAYMENT_OPTIONS: dt.timedelta(seconds=60),
    Capability.CONNECTION_STATUS: dt.timedelta(seconds=30),
    Capability.SIGNAL: dt.timedelta(seconds=30),
    Capability.LIST_TICKETS: dt.timedelta(seconds=60),
    Capability.LIST_PLANS: dt.timedelta(hours=1),
}
"""What changes something there is never told again."""
MOST = 20_000


class Fresh:
    """Answers of this process, each until it is too old. Whoever changes something forgets what that company was told."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], tuple[dt.datetime, Any]] = {}

    def get(self, key: tuple[Any, ...], now: dt.datetime) -> tuple[dt.datetime, Any] | None:
        """When it was told, and what; `key` begins with the company, the ERP and the capability."""
        found = self._kept.get(key)
        if found is None or now - found[0] >= AGES[key[2]]:
            return None
        return found

    def put(self, key: tuple[Any, ...], value: Any, now: dt.datetime) -> None:
        """Keep it; the oldest make room."""
        self._kept.pop(key, None)
        while len(self._kept) >= MOST:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = (now, value)

    def forget(self, *beginning: Any) -> None:
        """Everything whose key begins so."""
        for key in [key for key in self._kept if key[: len(beginning)] == beginning]:
            del self._kept[key]
