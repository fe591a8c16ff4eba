"""What tokens cost."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from pytake_domain.ai.talk import ModelRequest, Usage

MILLION = Decimal(1_000_000)
CHARACTERS = 3
"""Of a token, at least: Portuguese has nearly four."""
OVERHEAD = 64
"""Tokens that a protocol's own form takes."""
_DATED = re.compile(r"-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$")


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """Of a million tokens."""

    read: Decimal
    written: Decimal = Decimal(0)

    def of(self, usage: Usage) -> Decimal:
        """What this use cost."""
        return (self.read * usage.read + self.written * usage.written) / MILLION


class PriceBook(msgspec.Struct, frozen=True, kw_only=True):
    """Prices of well-known models at the day `since`; others have to be told."""

    since: dt.date
    currency: str
    models: Mapping[str, Price] = {}


def price_of(model: str, own: Mapping[str, Price], book: PriceBook, currency: str) -> Price | None:
    """The company's own price goes first; a dated name (`-20250929`, `-2025-04-14`, `-latest`) is worth what it is without its
    date. Prices in another currency are none.
    """
    bare = _DATED.sub("", model)
    known = book.models if book.currency == currency else {}
    for table in (own, known):
        found = table.get(model) or table.get(bare)
        if found is not None:
            return found
    return None


def most_read(request: ModelRequest) -> int:
    """Tokens that a request may have at most."""
    size = len(request.system) + sum(len(t.text) + sum(len(str(c.arguments)) for c in t.calls) for t in request.turns)
    size += sum(len(t.name) + len(t.description) + len(str(t.parameters)) for t in request.tools)
    return (size + len(str(request.schema or ""))) // CHARACTERS + OVERHEAD
