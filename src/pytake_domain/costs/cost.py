"""Costs as they are counted, and how they are put together."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

import msgspec

from pytake_domain.kernel.ids import NumberId

Key = TypeVar("Key", bound=Hashable)


class CostSource(StrEnum):
    """What a message was part of; those of people and of the API are part of nothing."""

    CAMPAIGN = "campaign"
    FLOW = "flow"


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """Of messages that have a price, in the day that begins at `at`. `estimated` of the amount is not the provider's own word
    yet. Without a known rate there is no `currency`, and then no amount.
    """

    at: dt.datetime
    number_id: NumberId
    category: str
    country: str | None
    currency: str | None
    source: CostSource | None
    source_id: UUID | None
    messages: int
    amount: Decimal
    estimated: Decimal


class Group(msgspec.Struct, Generic[Key], frozen=True):
    """Messages of one kind in one currency, and what they cost together."""

    key: Key
    currency: str
    messages: int
    amount: Decimal
    estimated: Decimal


def grouped(costs: Iterable[Cost], key: Callable[[Cost], Key | None]) -> list[Group[Key]]:
    """Those that have a key and a currency, the dearest first; amounts of two currencies never mix."""
    found: dict[tuple[Key, str], tuple[int, Decimal, Decimal]] = {}
    for cost in costs:
        named = key(cost)
        if named is None or cost.currency is None:
            continue
        messages, amount, estimated = found.get((named, cost.currency), (0, Decimal(0), Decimal(0)))
        whole = messages + cost.messages, amount + cost.amount, estimated + cost.estimated
        found[named, cost.currency] = whole
    groups = [Group(named, currency, *whole) for (named, currency), whole in found.items()]
    return sorted(groups, key=lambda g: (g.currency, -g.amount, -g.messages, str(g.key)))
