"""Variants are drawn once and evenly; a test that is looked at all the time makes few winners out of chance."""

import random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.campaigns import Tally, Variant, compare, held_out, in_control_group, p_value, variant_of
from pytake_domain.kernel.ids import CampaignId, ContactId, TenantId

CAMPAIGN = CampaignId(UUID(int=7))
TRIALS, LOOKS = 300, 40


@given(st.lists(st.integers(1, 20), min_size=2, max_size=6), st.uuids())
def test_the_same_person_always_draws_the_same(weights: list[int], who: UUID) -> None:
    variants = [Variant(key=str(place), weight=weight) for place, weight in enumerate(weights)]
    drawn = variant_of(variants, CAMPAIGN, ContactId(who))
    assert drawn in {v.key for v in variants}
    assert variant_of(variants, CAMPAIGN, ContactId(who)) == drawn


def test_variants_are_drawn_by_their_weights_and_by_themselves() -> None:
    variants = [Variant(key="A", weight=3), Variant(key="B", weight=1)]
    people = [ContactId(UUID(int=n)) for n in range(20_000)]
    drawn = [variant_of(variants, CAMPAIGN, each) for each in people]
    assert 0.735 < drawn.count("A") / len(people) < 0.765
    held = [held_out(CAMPAIGN, each, 10) for each in people]
    assert 0.09 < sum(held) / len(people) < 0.11
    among = [d for d, h in zip(drawn, held, strict=True) if h]
    assert 0.71 < among.count("A") / len(among) < 0.79, "one lot says nothing of the other"
    tenant = TenantId(UUID(int=9))
    assert 0.045 < sum(in_control_group(tenant, each, 5) for each in people) / len(people) < 0.055
    assert variant_of([], CAMPAIGN, people[0]) is None


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_p_values_are_chances(a: int, b: int, c: int, d: int) -> None:
    one, other = Tally(reached=a + b, did=a), Tally(reached=c + d, did=c)
    assert 0 <= p_value(one, other) <= 1
    assert p_value(one, other) == p_value(other, one)


def _peeked(rates: tuple[float, ...], chance: random.Random, each: int) -> str | None:
    """Looked at after every few messages, until one is called better."""
    did, reached = [0] * len(rates), 0
    for _ in range(LOOKS):
        reached += each
        for place, rate in enumerate(rates):
            did[place] += sum(chance.random() < rate for _ in range(each))
        tallies = {str(place): Tally(reached=reached, did=count) for place, count in enumerate(did)}
        winner = compare(tallies).winner
        if winner is not None:
            return winner
    return None


def test_between_equals_hardly_ever_a_winner_however_often_it_is_looked_at() -> None:
    chance = random.Random(1)  # noqa: S311  a simulation
    assert sum(_peeked((0.1, 0.1), chance, 25) is not None for _ in range(TRIALS)) <= 0.05 * TRIALS
    assert sum(_peeked((0.3, 0.3, 0.3), chance, 25) is not None for _ in range(TRIALS)) <= 0.05 * TRIALS


def test_who_is_really_better_wins() -> None:
    chance = random.Random(2)  # noqa: S311  a simulation
    winners = [_peeked((0.10, 0.18), chance, 50) for _ in range(60)]
    assert winners.count("1") >= 50
    assert winners.count("0") == 0
