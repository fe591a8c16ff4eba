"""What came of a campaign, in figures that are one and the same wherever they are shown."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from pytake_domain.campaigns.recipient import Outcome


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of the ledger, each in one of the first seven; those of `total` that got it count in all stages that they passed:
    who read it was reached and delivered to as well. `replied` and what follows are beside.
    """

    total: int = 0
    pending: int = 0
    queued: int = 0
    sent: int = 0
    delivered: int = 0
    read: int = 0
    failed: int = 0
    skipped: int = 0
    cancelled: int = 0
    replied: int = 0
    clicked: int = 0
    converted: int = 0
    opted_out: int = 0

    @property
    def done(self) -> int:
        """Of whom nothing more is expected to leave."""
        return self.total - self.pending - self.queued


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows of a step and variant have an outcome for a reason, and of these how many did what."""

    step: int
    variant: str | None
    outcome: Outcome
    reason: str | None
    count: int
    replied: int = 0
    clicked: int = 0
    converted: int = 0
    opted_out: int = 0


def progress_of(cells: "tuple[Cell, ...]") -> Progress:
    """Together; stages add up from the end, since each row stands at the last one that it reached."""
    by = dict.fromkeys(Outcome, 0)
    for cell in cells:
        by[cell.outcome] += cell.count
    return Progress(
        total=sum(by.values()),
        pending=by[Outcome.PENDING],
        queued=by[Outcome.QUEUED],
        sent=by[Outcome.SENT] + by[Outcome.DELIVERED] + by[Outcome.READ],
        delivered=by[Outcome.DELIVERED] + by[Outcome.READ],
        read=by[Outcome.READ],
        failed=by[Outcome.FAILED],
        skipped=by[Outcome.SKIPPED],
        cancelled=by[Outcome.CANCELLED],
        replied=sum(c.replied for c in cells),
        clicked=sum(c.clicked for c in cells),
        converted=sum(c.converted for c in cells),
        opted_out=sum(c.opted_out for c in cells),
    )


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """What it cost: by category and country, in one currency each; `estimated` of it is not the provider's own word yet."""

    category: str
    country: str | None
    currency: str
    messages: int
    amount: Decimal
    estimated: Decimal = Decimal(0)


class Recent(msgspec.Struct, frozen=True, kw_only=True):
    """Results of the last quarter of an hour: delivered or failed, of these failed, and opt-outs."""

    results: int
    failed: int
    refused: int


RECENT = dt.timedelta(minutes=15)


class Analytics(msgspec.Struct, frozen=True, kw_only=True):
    """All of it: as a whole, by step and variant, failures and skips by reason."""

    progress: Progress
    by_step: Mapping[int, Progress]
    by_variant: Mapping[str, Progress]
    reasons: Mapping[str, Mapping[str, int]]
    spent: tuple[Spent, ...] = ()


def analytics_of(cells: tuple[Cell, ...], spent: tuple[Spent, ...]) -> Analytics:
    """Of the ledger's cells."""
    steps = sorted({c.step for c in cells})
    variants = sorted({c.variant for c in cells if c.variant is not None})
    reasons: dict[str, dict[str, int]] = {}
    for cell in cells:
        if cell.reason is not None:
            by_reason = reasons.setdefault(cell.outcome.word, {})
            by_reason[cell.reason] = by_reason.get(cell.reason, 0) + cell.count
    return Analytics(
        progress=progress_of(cells),
        by_step={step: progress_of(tuple(c for c in cells if c.step == step)) for step in steps},
        by_variant={v: progress_of(tuple(c for c in cells if c.variant == v)) for v in variants},
        reasons=reasons,
        spent=spent,
    )
