"""What language models were used for, and what a month's budget has left."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

import msgspec

from pytake_domain.ai.talk import Usage
from pytake_domain.kernel.events import Event

OK = "ok"
LAPSES = dt.timedelta(minutes=10)
"""A call that was begun and never ended, because whoever made it was killed, holds its part of the budget no longer than this."""
MARKS = (80, 100)
"""Per cent of the budget at which people are told."""
WHOLE = 100


class AiCall(msgspec.Struct, frozen=True, kw_only=True):
    """One request to a provider, without a word of what was said. The `key` is the same when the same is asked again after a
    crash, and then both count in one. No `cost`: the model's price is not known. `outcome`: `ok`, or a kind of failure.
    """

    key: str
    at: dt.datetime
    purpose: str
    provider: str
    model: str
    outcome: str = OK
    usage: Usage = Usage()
    cost: Decimal | None = None
    ms: int = 0


class MonthUse(msgspec.Struct, frozen=True, kw_only=True):
    """Of one month: `unpriced` are calls whose price is not known, `held` what calls that run now may cost at most."""

    first: dt.date
    calls: int = 0
    failed: int = 0
    usage: Usage = Usage()
    spent: Decimal = Decimal(0)
    unpriced: int = 0
    held: Decimal = Decimal(0)


class AiBudgetReached(Event, frozen=True, kw_only=True, tag=True):
    """So many per cent of a month's budget for language models are spent."""

    kept = True
    month: dt.date
    percent: int
    amount: Decimal
    currency: str

    @property
    def subject(self) -> UUID:
        """The company."""
        return self.tenant_id


def reached(spent: Decimal, budget: Decimal | None) -> int:
    """The greatest of MARKS that is reached; 0 for none."""
    return max((mark for mark in MARKS if budget is not None and spent * WHOLE >= budget * mark), default=0)
