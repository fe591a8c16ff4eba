"""Taking everything over, a page at a time."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class SyncPage(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Some of all. `cursor` goes on where this one ended; None: it was the last.

    `complete` is False when the ERP kept something back (a page it could not give, active ones only): then nothing that was not
    seen may be taken for gone.
    """

    items: tuple[T, ...]
    cursor: str | None = None
    total: int | None = None
    complete: bool = True
