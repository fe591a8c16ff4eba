"""Which variant somebody gets, and which one is better: a test that stays valid however often it is looked at."""

import math
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.campaigns.plan import Variant
from pytake_domain.campaigns.sticky import VARIANT, lot
from pytake_domain.kernel.chance import weighted
from pytake_domain.kernel.ids import CampaignId, ContactId

ALPHA = 0.05
LEAST = 30
"""Results of each variant before any of them is called better."""
MIXTURE = 0.05
"""Standard deviation of the differences the test looks for, as a share of all: five of a hundred is a usual one."""


def variant_of(variants: Sequence[Variant], campaign_id: CampaignId, contact_id: ContactId) -> str | None:
    """The one that this person draws, always the same; None where there are none."""
    if not variants:
        return None
    place = weighted([v.weight for v in variants], lot(VARIANT, campaign_id, contact_id))
    return variants[place].key


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Of so many that were reached, so many did it."""

    reached: int
    did: int

    @property
    def rate(self) -> float:
        """Their share."""
        return self.did / self.reached if self.reached else 0.0


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The best variant so far, its lead over the next best, and how likely chance alone would ever have shown as much (at most).

    `winner` is set once that is below five in a hundred, for all comparisons together.
    """

    best: str | None
    lead: float
    chance: float
    winner: str | None


def compare(tallies: Mapping[str, Tally]) -> Verdict:
    """By a mixture sequential probability ratio test of the best against each other (Robbins 1970; Johari, Pekelis, Walsh
    2015): its p-value only ever falls when data speak, so that looking every minute makes no winner out of chance. Corrected
    for as many comparisons as pairs of variants can be, since which is the best is read off the same data.
    """
    ranked = sorted(tallies.items(), key=lambda item: (-item[1].rate, item[0]))
    if len(ranked) < 2:  # noqa: PLR2004  one has nobody to be compared with
        return Verdict(best=ranked[0][0] if ranked else None, lead=0.0, chance=1.0, winner=None)
    (best, first), *others = ranked
    pairs = len(ranked) * (len(ranked) - 1) / 2
    chance = min(1.0, pairs * max(p_value(first, other) for _, other in others))
    enough = all(tally.reached >= LEAST for tally in tallies.values())
    won = enough and chance < ALPHA and first.rate > others[0][1].rate
    return Verdict(best=best, lead=first.rate - others[0][1].rate, chance=chance, winner=best if won else None)


def p_value(one: Tally, other: Tally) -> float:
    """How likely a difference as large as this would ever be seen between equals, at most."""
    if not one.reached or not other.reached:
        return 1.0
    pooled = (one.did + other.did + 1) / (one.reached + other.reached + 2)
    variance = pooled * (1 - pooled) * (1 / one.reached + 1 / other.reached)
    mixed = variance + MIXTURE**2
    difference = one.rate - other.rate
    evidence = 0.5 * math.log(variance / mixed) + difference**2 * MIXTURE**2 / (2 * variance * mixed)
    return min(1.0, math.exp(-evidence)) if evidence < 700 else 0.0  # noqa: PLR2004  the largest exponent of a float
