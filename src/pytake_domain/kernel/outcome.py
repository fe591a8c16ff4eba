"""What came of asking somebody outside."""

from typing import Any

import msgspec


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`value` as plain JSON, or `error`, a word from the asked port's list; `detail` says more, without personal data.

    `retryable`: the same request may succeed later, and repeating it does no harm.
    """

    value: Any = None
    error: str | None = None
    detail: str = ""
    retryable: bool = False
